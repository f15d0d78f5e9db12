package modeltest

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/delivery"
)

// TestMain says how many lives rapid plays: LANTOA_MODEL_RUNS, a few where it is not set.
func TestMain(m *testing.M) {
	flag.Parse()
	runs := os.Getenv("LANTOA_MODEL_RUNS")
	if runs == "" {
		runs = "12"
	}
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		if err := flag.Set("rapid.checks", runs); err != nil {
			fmt.Fprintln(os.Stderr, "LANTOA_MODEL_RUNS:", err)
			os.Exit(2)
		}
	}
	os.Exit(m.Run())
}

// step is one thing that happens in a life; one that cannot happen there is passed over.
type step struct {
	Op    string
	A, B  int
	Event string // of a probe
}

func (s step) String() string {
	return strings.TrimSpace(fmt.Sprintf("%s %d %d %s", s.Op, s.A, s.B, s.Event))
}

// ops lists what can happen, what is common more often than what is rare.
func ops() []string {
	list := strings.Fields("forward forward forward try try try try try claim claim proceed proceed answer answer answer crash sweep late double time time time time person person person " +
		"pause resume resume schedule schedule schedule-again unschedule save embargo " + actSave)
	for _, move := range article.AllMoves() {
		list = append(list, string(move))
	}
	return append(list, string(article.Correct), string(article.Approve), string(article.Submit), string(article.Withdraw))
}

func timeStep(a int) time.Duration {
	return []time.Duration{time.Second, 4 * time.Second, 12 * time.Second, leaseTime + time.Second, settleTime + 10*time.Second, time.Hour, 15 * time.Minute}[a%7]
}

// take does a step.
func (w *world) take(s step) {
	switch s.Op {
	case "forward":
		w.forward(s)
	case "claim":
		if len(w.procs) < 2 {
			w.claim()
		}
	case "try":
		if len(w.procs) < 2 {
			w.carry(func(list []answer) answer { return list[s.A%len(list)] })
		}
	case "proceed", "answer", "crash":
		w.letGo(s)
	case "sweep":
		w.reap()
	case "sweep-marked":
		if rows := w.rows(w.ctx); len(rows) > 0 {
			w.reapMarked(rows[s.A%len(rows)])
		}
	case "double":
		w.double(w.lines[s.A%2])
	case "late":
		w.late(s.A)
	case "time":
		w.pass(timeStep(s.A))
	case "person":
		if rows := w.rows(w.ctx); len(rows) > 0 {
			w.decide(rows[len(rows)-1-s.A%len(rows)], decisions()[s.B%len(decisions())])
		}
	case "probe":
		w.probe(s.Event, s.A, s.B)
	case "weigh":
		if rows := w.rows(w.ctx); len(rows) > 0 {
			w.probeDecision(rows[s.A%len(rows)], s.Event)
		}
	case "stale":
		if rows := w.rows(w.ctx); len(rows) > 0 {
			w.stale(rows[s.A%len(rows)], s.Event)
		}
	case "pause":
		w.pause(w.lines[s.A%2])
	case "resume":
		w.resume(w.lines[s.A%2])
	default:
		w.do(s.Op, s.A, s.B)
	}
}

// letGo lets one of the standing processes go on, or crash.
func (w *world) letGo(s step) {
	if len(w.procs) == 0 {
		return
	}
	p := w.procs[s.A%len(w.procs)]
	switch {
	case s.Op == "crash" && p.point == calling:
		w.crashed(p, s.B)
	case s.Op == "crash":
		w.proceed(p, order{crash: true})
	case p.point == opening:
		w.proceed(p, order{})
	case s.Op == "answer":
		list := w.answers(p)
		w.answer(p, list[s.B%len(list)])
	}
	w.procs = slices.DeleteFunc(w.procs, func(p *process) bool { return p.point == over })
}

// crashed ends a process in its call, which may have been applied or may still be.
func (w *world) crashed(p *process, b int) {
	d := p.claimed.Delivery
	fenced := !w.holdsLease(p) && !w.now().Before(p.began.Add(leaseTime+settleTime))
	l := w.line(d.Channel)
	switch {
	case d.Task != delivery.TaskSend || fenced || b%3 == 0:
	case b%3 == 1:
		w.dest.apply(d.Channel, l.guard, p.call, false)
	default:
		w.dest.late[d.Channel] = append(w.dest.late[d.Channel], pending{l.guard, p.call, w.now().Add(settleTime)})
	}
	w.proceed(p, order{crash: true})
}

// forward does what a newsroom does next with the story.
func (w *world) forward(s step) {
	switch e := w.edition(w.ctx); e.State {
	case article.Draft, article.ChangesRequested:
		w.do(string(article.Submit), s.A, s.B)
	case article.InReview:
		w.do(string(article.Approve), s.A, s.B)
	case article.Approved:
		w.do(actSchedule, s.A, s.B*s.B%3)
	default:
		w.do(string(article.Reopen), s.A, s.B)
	}
}

// life is a story from its birth to its rest: everything in it is in these values.
type life struct {
	Kinds int // of destinations
	Terms int // of channels
	Steps []step
}

// play plays a life and gives the breach that ended it, "" for none.
func (h *house) play(ctx context.Context, l life, cover *coverage) (words string) {
	at := 0
	return h.playWith(ctx, &life{Kinds: l.Kinds, Terms: l.Terms}, cover, func(*world) (step, bool) {
		at++
		if at > len(l.Steps) {
			return step{}, false
		}
		return l.Steps[at-1], true
	})
}

// playWith plays a life whose steps are chosen on the way, and writes them down.
func (h *house) playWith(ctx context.Context, l *life, cover *coverage, next func(*world) (step, bool)) (words string) {
	var w *world
	defer func() {
		broken, is := recover().(breach)
		switch {
		case is && w == nil:
			words = broken.words
		case is:
			words = broken.words + "\n" + w.all()
		}
		if w != nil {
			w.death()
		}
	}()
	w = h.birth(ctx, *l, cover)
	cover.lives++
	for {
		s, more := next(w)
		if !more {
			break
		}
		l.Steps = append(l.Steps, s)
		cover.steps++
		w.take(s)
		w.check(ctx)
	}
	w.rest()
	return ""
}

// failure is a life that broke a promise.
type failure struct {
	life  life
	words string
}

// shortest leaves out of a life that broke a promise all that has nothing to do with it.
func (h *house) shortest(t *testing.T, f failure) string {
	const most = 400
	plays := 0
	for size := len(f.life.Steps) / 2; size > 0; size /= 2 {
		for from := 0; from+size <= len(f.life.Steps) && plays < most; {
			shorter := life{f.life.Kinds, f.life.Terms, slices.Delete(slices.Clone(f.life.Steps), from, from+size)}
			plays++
			if words := h.play(t.Context(), shorter, newCoverage()); words != "" {
				f = failure{shorter, words}
			} else {
				from += size
			}
		}
	}
	lines := fmt.Sprintf("the shortest life that breaks the promise (kinds %d, terms %d):\n", f.life.Kinds, f.life.Terms)
	for _, s := range f.life.Steps {
		lines += "  " + s.String() + "\n"
	}
	return lines + f.words
}

// TestRandomLives plays lives at random; rapid prints the seed of one that breaks a promise,
// and the shortest that does follows.
func TestRandomLives(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		cover := newCoverage()
		var first *failure
		defer func() {
			if first != nil {
				t.Log(h.shortest(t, *first))
			}
		}()
		steps := rapid.Custom(func(t *rapid.T) step {
			return step{Op: rapid.SampledFrom(ops()).Draw(t, "op"), A: rapid.IntRange(0, 11).Draw(t, "a"), B: rapid.IntRange(0, 11).Draw(t, "b")}
		})
		rapid.Check(t, func(rt *rapid.T) {
			l := life{rapid.IntRange(0, 35).Draw(rt, "kinds"), rapid.IntRange(0, allTerms-1).Draw(rt, "terms"), rapid.SliceOfN(steps, 20, 60).Draw(rt, "steps")}
			if words := h.play(t.Context(), l, cover); words != "" {
				if first == nil {
					first = &failure{l, words}
				}
				rt.Fatalf("%s", words)
			}
		})
		cover.print(t, "at random")
	})
}

// TestEveryPairIsTried plays lives that steer towards states and events which did not meet
// yet, until every beginning was played and every pair of the types was tried and gave the
// answer that the model asks for.
func TestEveryPairIsTried(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const seed, mostLives = 1, 150
		cover := newCoverage()
		for n := uint64(0); n < mostLives && (n < uint64(len(beginnings())) || len(cover.missing()) > 0); n++ {
			s := &steering{rng: rand.New(rand.NewPCG(seed, n)), tried: map[pair]int{}}
			l := life{}
			l.Kinds, l.Terms = s.begin(n)
			if words := h.playWith(t.Context(), &l, cover, s.next); words != "" {
				t.Fatalf("seed %d, life %d: %s", seed, n, h.shortest(t, failure{l, words}))
			}
		}
		cover.print(t, "steered")
		for _, p := range cover.missing() {
			t.Errorf("never seen: %s that is %s and %s (wanted %s; done %d times, refused %d)", p.of, p.state, p.event, cover.table[p], cover.done[p], cover.refused[p])
		}
	})
}
