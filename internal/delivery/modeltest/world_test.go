package modeltest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// world is one life of a story on two channels, with the simple model of what is promised
// about it: what people did, and what the destinations got.
type world struct {
	*house
	ctx   context.Context
	ref   article.Ref
	id    string // of the edition
	lines []*line
	procs []*process
	cover *coverage

	words     int               // texts written so far
	approved  string            // the words in force; "" for none
	titles    map[string]string // words by release
	stopped   bool              // withdrawn, and nothing approved since
	embargo   time.Time
	last      map[string]delivery.Delivery // rows after the last step
	explained map[string]delivery.Delivery // rows whose reasons were read since they changed

	mu       sync.Mutex
	breaches []string
}

// line is one channel as people know it.
type line struct {
	terms
	log    log
	id     string
	guard  connector.Guard
	proof  connector.Proof
	due    time.Time // nothing goes out before
	off    bool      // taken off the plan: nothing may go out
	paused bool
	held   bool      // by a refusal of our credentials
	parked time.Time // the destination asked to wait until then
	seq    int       // of the newest delivery that was sent
}

// breach ends a life in which a promise was broken.
type breach struct{ words string }

func (w *world) broken(format string, values ...any) {
	panic(breach{fmt.Sprintf(format, values...)})
}

// note keeps a breach that a process saw; the next check ends the life.
func (w *world) note(format string, values ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.breaches = append(w.breaches, fmt.Sprintf(format, values...))
}

func (w *world) ok(err error) {
	if err != nil {
		w.broken("the house failed: %v", err)
	}
}

// birth makes a story in draft, with channels of two kinds.
func (h *house) birth(ctx context.Context, of life, cover *coverage) *world {
	w := &world{house: h, ctx: ctx, cover: cover, titles: map[string]string{}, last: map[string]delivery.Delivery{}, explained: map[string]delivery.Delivery{}}
	w.ok(h.empty(ctx))
	h.heard.take()
	h.dest = newDestination(h)
	h.dest.judge = w.judge
	for i := range 2 {
		pick := of.Kinds / (1 + i*6) % 6
		l := &line{terms: termsOf(of.Terms, i), guard: guards()[pick%3], proof: connector.ProofNone, off: true}
		if pick >= 3 {
			l.proof = connector.ProofPage
		}
		c, err := h.channels.Create(ctx, right.System(), channel.Input{Kind: kindOf(l.guard, l.proof, l.after.Leads()), Patch: l.patch(fmt.Sprintf("channel %d", i))})
		w.ok(err)
		l.id = c.ID
		w.lines = append(w.lines, l)
	}
	_, e, err := h.articles.Create(ctx, writer(), article.Input{Unit: "cong-ttdt-tinh-ninh-binh", Lang: "vi",
		Facets: plan.Facets{Pillars: []string{"aec"}, Areas: []string{"hoat-dong-va-hop-tac-asean"}}, Text: w.text(false)})
	w.ok(err)
	w.ref, w.id = article.Ref{Article: e.Article, Lang: e.Lang}, e.ID
	w.check(ctx)
	return w
}

func (w *world) text(same bool) manuscript.Text {
	if !same {
		w.words++
	}
	return manuscript.Text{Title: fmt.Sprintf("Lời thứ %d", w.words), Lead: "Đoạn dẫn.", Body: "<p>Nội dung.</p>"}
}

// death ends what is still running.
func (w *world) death() {
	for _, p := range w.procs {
		if p.point != over {
			w.proceed(p, order{crash: true})
		}
	}
}

func (w *world) edition(ctx context.Context) article.Edition {
	e, err := w.stories.Edition(ctx, w.ref)
	w.ok(err)
	return e
}

func (w *world) line(channel string) *line {
	return w.lines[slices.IndexFunc(w.lines, func(l *line) bool { return l.id == channel })]
}

// rows reads the deliveries by channel and sequence.
func (w *world) rows(ctx context.Context) []delivery.Delivery {
	s, err := w.queue.Lock(ctx, w.id)
	w.ok(err)
	return s.All()
}

func byID(rows []delivery.Delivery) map[string]delivery.Delivery {
	all := map[string]delivery.Delivery{}
	for _, d := range rows {
		all[d.ID] = d
	}
	return all
}

// row reads one delivery.
func (w *world) row(id string) delivery.Delivery {
	one, err := w.queue.Delivery(w.ctx, id)
	w.ok(err)
	return one.Delivery
}

// newest is the last delivery on a channel that is no withdrawal.
func newest(rows []delivery.Delivery, channel string) (delivery.Delivery, bool) {
	for _, d := range slices.Backward(rows) {
		if d.Channel == channel && d.Intent != connector.Withdraw {
			return d, true
		}
	}
	return delivery.Delivery{}, false
}

// stands tells whether what a delivery wants is true at its destination: what a look can see.
func (w *world) stands(d delivery.Delivery, words string) bool {
	items := w.dest.items[d.Channel]
	switch d.Intent {
	case connector.Withdraw: // of what came before it
		return !slices.ContainsFunc(items, func(one item) bool { return !one.double && w.row(one.key).Seq < d.Seq })
	case connector.Correct:
		return slices.ContainsFunc(items, func(one item) bool { return one.words == words })
	}
	return w.dest.holds(d.Channel, d.ID)
}

// flying reports whether a delivery's outcome is open, or a process works on it.
func flying(d delivery.Delivery) bool {
	switch d.State {
	case delivery.Sending, delivery.Polling, delivery.Unsure:
		return d.SentAt.IsZero()
	case delivery.Attention:
		return d.SentAt.IsZero() && !d.FirstDoubtAt.IsZero()
	}
	return false
}

// judge is the destination's own judgement of a call that would show readers something, or
// take it down: by its log, its clock, and what people have decided.
func (w *world) judge(p *process, call connector.Call) {
	d := p.claimed.Delivery
	l := w.line(d.Channel)
	dest := w.dest
	dest.calls[d.ID]++
	for _, other := range w.procs {
		if other != p && other.point == calling && other.claimed.Channel == d.Channel && other.claimed.Task == delivery.TaskSend && w.holdsLease(other) {
			w.note("two calls at one time on a channel: %s and %s", describe(other.claimed.Delivery), describe(d))
		}
	}
	if d.Intent == connector.Withdraw {
		if !dest.touched[d.Channel] {
			w.note("withdrawn where nothing ever went: %s", describe(d))
		}
		return
	}
	switch now := w.now(); {
	case w.approved == "" || call.Post.Title != w.approved:
		w.note("%q was sent, and in force is %q: %s", call.Post.Title, w.approved, describe(d))
	case now.Before(l.due), now.Before(w.embargo):
		w.note("early: sent at %s, planned for %s, embargo until %s: %s", now, l.due, w.embargo, describe(d))
	case l.off:
		w.note("sent although it was taken off the plan: %s", describe(d))
	case d.Seq < l.seq:
		w.note("out of order: after number %d came %s", l.seq, describe(d))
	case !w.last[d.ID].SentAt.IsZero():
		w.note("sent again after its receipt: %s", describe(d))
	}
	l.seq = d.Seq
	w.judgeLink(l, d, call.Post.Link)
	w.judgeCopies(l, d)
}

// judgeLink: what leads to the story leads to its copy on the portal where it was put into
// words when that was out and was not to come down, and else to our own page.
func (w *world) judgeLink(l *line, d delivery.Delivery, link string) {
	if !l.after.Leads() || d.PayloadHash != "" {
		return
	}
	wanted, rows := []string{"https://lantoa.example/a/"}, w.rows(w.ctx)
	for _, p := range rows {
		leaves := slices.ContainsFunc(rows, func(r delivery.Delivery) bool {
			return r.Channel == p.Channel && r.Intent == connector.Withdraw && r.Seq > p.Seq && r.State != delivery.Cancelled && r.State != delivery.Superseded
		})
		if w.line(p.Channel).portal && p.Out() && p.Receipt.Address != "" && !leaves {
			wanted = append(wanted, p.Receipt.Address+"?")
		}
	}
	if len(wanted) > 1 {
		wanted = wanted[1:]
	}
	if !slices.ContainsFunc(wanted, func(start string) bool { return strings.HasPrefix(link, start) }) {
		w.note("it leads to %s, and should to %v: %s", link, wanted, describe(d))
	}
}

// judgeCopies holds a call against what stands at the destination, or may come to stand.
func (w *world) judgeCopies(l *line, d delivery.Delivery) {
	items, dest := w.dest.items[d.Channel], w.dest
	if d.Intent == connector.Correct {
		if !dest.touched[d.Channel] || len(items) == 0 {
			w.note("corrected where nothing stands: %s", describe(d))
		}
		return
	}
	dest.touched[d.Channel] = true
	for _, one := range items {
		if one.key != d.ID && !one.beside || one.key == d.ID && l.guard != connector.GuardKey {
			w.note("published where %s stands: %s", one.id, describe(d))
		}
	}
	for _, one := range dest.late[d.Channel] {
		if one.call.Post.Intent == connector.Publish && (one.call.Key != d.ID || l.guard != connector.GuardKey) {
			w.note("published while a former try may still be applied: %s", describe(d))
		}
	}
}

func (w *world) holdsLease(p *process) bool {
	return w.row(p.claimed.Delivery.ID).LeaseToken == p.claimed.LeaseToken
}

func describe(d delivery.Delivery) string {
	return fmt.Sprintf("%s: %s number %d, round %d, %s/%s task %q, tried %d, doubt %t, maybe %t, out %t, leased %t, waits for %q", d.ID[len(d.ID)-4:], d.Intent, d.Seq, d.Round,
		d.State, d.Reason, d.Task, d.Attempt, !d.FirstDoubtAt.IsZero(), !d.MaybeAt.IsZero(), d.Out(), d.LeaseToken != "", d.DependsOn)
}

// all describes the whole life as it stands.
func (w *world) all() string {
	e := w.edition(w.ctx)
	words := fmt.Sprintf("%s: edition %s, in force %q, publication %s\n", w.now().Format(time.TimeOnly), e.State, w.approved, e.Publication)
	for i, l := range w.lines {
		words += fmt.Sprintf("channel %d (%s, proof %s): off %t, due %s, holds %v, may still get %d\n", i, l.guard, l.proof, l.off, l.due.Format(time.TimeOnly), w.dest.items[l.id], len(w.dest.late[l.id]))
		for _, d := range w.rows(w.ctx) {
			if d.Channel == l.id {
				words += "  " + describe(d) + ", next " + d.NextAt.Format(time.TimeOnly) + " words " + w.titles[d.Release] + "\n"
			}
		}
	}
	return words
}
