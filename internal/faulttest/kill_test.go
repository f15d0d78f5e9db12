//go:build faulttest

package faulttest

import (
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// past is a little more than a lease: a process that starts this far ahead finds the
// leases of its forerunner ended.
const past = "LANTOA_FAULT_TRAVEL=40s"

// target is a kind of destination as these tests see it.
type target struct {
	name  string
	id    func(s *stage) string
	door  func(s *stage) *destination
	posts func(s *stage) int // what readers there have got
}

// targets are one destination where a doubt is settled by looking, and one that drops
// repeats by key.
func targets() []target {
	return []target{
		{"look-up", func(s *stage) string { return s.web["vi"] }, func(s *stage) *destination { return &s.portal.destination },
			func(s *stage) int { return len(s.portal.in("")) }},
		{"key", func(s *stage) string { return s.agency }, func(s *stage) *destination { return &s.press.destination },
			func(s *stage) int { return len(s.press.got()) }},
	}
}

// eachTarget runs a test for each kind of destination on both databases, with a story
// that is approved.
func eachTarget(t *testing.T, test func(t *testing.T, s *stage, e *edition, to target)) {
	t.Helper()
	for _, to := range targets() {
		t.Run(to.name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, dsn string) {
				s := newStage(t, dsn)
				test(t, s, s.create("vi", textVI()).approved(), to)
			})
		})
	}
}

// restart starts a process after the last one has ended, and lets everyone work there.
func (s *stage) restart(env ...string) {
	s.t.Helper()
	await(s.t, "the end of the process", s.process.ended)
	s.process = s.house.start(env...)
	s.move(s.process)
}

// once sees that a delivery ends well, and that readers got the story exactly once.
func (s *stage) once(t *testing.T, id string, to target) delivery {
	t.Helper()
	d := s.reachesWithin(45*time.Second, id, s.final(to.id(s)))
	if n := to.posts(s); n != 1 {
		t.Errorf("%d posts, want 1", n)
	}
	return d
}

// TestKilledBetweenApplyAndAnswer kills the process after the destination has applied the
// post and before it has answered.
func TestKilledBetweenApplyAndAnswer(t *testing.T) {
	t.Parallel()
	eachTarget(t, func(t *testing.T, s *stage, e *edition, to target) {
		to.door(s).applied(s.process.kill)
		id := e.schedule(soon(2*time.Second), to.id(s))[to.id(s)].ID
		await(t, "the post", func() bool { return to.posts(s) == 1 })
		s.restart(past)
		if d := s.once(t, id, to); to.name == "look-up" && d.Attempt != 1 {
			t.Errorf("it was found there, and yet sent %d times", d.Attempt)
		}
		attempts := s.attempts(id)
		if first := attempts[len(attempts)-1]; first.Class != "lost" || first.Sending == nil {
			t.Errorf("the first attempt is recorded as %+v", first)
		}
	})
}

type attempt struct {
	ID, Task, Class, Instance string
	Sending                   *time.Time `json:"sending_at"`
	Exchanges                 int
}

// attempts returns the tries of a delivery, the newest first.
func (n *newsroom) attempts(id string) []attempt {
	n.t.Helper()
	var list struct{ Items []attempt }
	n.admin.api(http.StatusOK, "GET", "/deliveries/"+id+"/attempts", nil).into(&list)
	if len(list.Items) == 0 {
		n.t.Fatalf("delivery %s has no attempts", id)
	}
	return list.Items
}

// TestCrashPoints ends the process at each named point of a delivery.
func TestCrashPoints(t *testing.T) {
	t.Parallel()
	for point, marked := range map[string]bool{"after-claim": false, "after-payload": true, "after-send": true, "before-finish": true} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			eachTarget(t, func(t *testing.T, s *stage, e *edition, to target) {
				s.process.stop(t)
				s.restart("LANTOA_FAULT_CRASH=" + point)
				due := soon(2 * time.Second)
				id := e.schedule(due, to.id(s))[to.id(s)].ID
				await(t, "the crash", s.process.ended)
				if by := s.process.cmd.ProcessState.Sys().(syscall.WaitStatus); by.Signal() != syscall.SIGKILL {
					t.Fatalf("the process ended by %v\n%s", by, s.process.err)
				}
				if sent := to.posts(s) > 0; sent != slices.Contains([]string{"after-send", "before-finish"}, point) {
					t.Fatalf("at %s the post has arrived: %v", point, sent)
				}
				s.restart(past)
				s.once(t, id, to)
				attempts := s.attempts(id)
				if first := attempts[len(attempts)-1]; first.Class != "lost" || (first.Sending != nil) != marked {
					t.Errorf("the first attempt is recorded as %+v, want the mark: %v", first, marked)
				}
			})
		})
	}
}

// TestMisbehaviour meets destinations that hide what they did, or refuse for a while.
func TestMisbehaviour(t *testing.T) {
	t.Parallel()
	for _, m := range []mode{lost, drop, hang, broken, failed, throttle, slow} {
		t.Run(string(m), func(t *testing.T) {
			t.Parallel()
			eachTarget(t, func(t *testing.T, s *stage, e *edition, to target) {
				to.door(s).next(m)
				id := e.schedule(time.Time{}, to.id(s))[to.id(s)].ID
				d := s.once(t, id, to)
				again := m == throttle || m == drop || m == failed || to.name == "key" && m != slow
				if want := map[bool]int{false: 1, true: 2}[again]; d.Attempt != want {
					t.Errorf("%d attempts, want %d", d.Attempt, want)
				}
			})
		})
	}
}

// TestClosedDoor meets a destination that refuses connections until its door opens.
func TestClosedDoor(t *testing.T) {
	t.Parallel()
	eachTarget(t, func(t *testing.T, s *stage, e *edition, to target) {
		to.door(s).refuse()
		id := e.schedule(time.Time{}, to.id(s))[to.id(s)].ID
		d := s.reaches(id, "retrying")
		if d.Reason != "transient" || to.posts(s) != 0 {
			t.Errorf("behind a closed door: %+v, %d posts", d, to.posts(s))
		}
		to.door(s).open()
		s.once(t, id, to)
	})
}

// TestTermination asks the process to end while a call is under way: the call comes to
// its end, and nobody has to wonder about it.
func TestTermination(t *testing.T) {
	t.Parallel()
	eachTarget(t, func(t *testing.T, s *stage, e *edition, to target) {
		to.door(s).next(slow)
		to.door(s).applied(func() { s.process.signal(syscall.SIGTERM) })
		id := e.schedule(soon(2*time.Second), to.id(s))[to.id(s)].ID
		await(t, "the end of the process", s.process.ended)
		if code := s.process.cmd.ProcessState.ExitCode(); code != 0 {
			t.Errorf("exit code %d", code)
		}
		s.restart()
		if d := s.once(t, id, to); d.Attempt != 1 {
			t.Errorf("%d attempts, want 1", d.Attempt)
		}
		if all := s.attempts(id); slices.ContainsFunc(all, func(a attempt) bool { return a.Class == "lost" }) {
			t.Errorf("a call that ended was recorded as lost: %+v", all)
		}
	})
}

// TestFrozen freezes one instance in the middle of a call for longer than its lease. The
// other settles the delivery; what the first has to say when it thaws comes too late.
func TestFrozen(t *testing.T) {
	t.Parallel()
	for _, to := range targets() {
		t.Run(to.name, func(t *testing.T) {
			t.Parallel()
			onPostgres(t, func(t *testing.T, dsn string) {
				s := newStage(t, dsn)
				first := s.process
				e, later := s.create("vi", textVI()).approved(), s.create("vi", textVI()).approved()
				answered := make(chan struct{})
				to.door(s).applied(func() {
					first.signal(syscall.SIGSTOP)
					<-answered
				})
				id := e.schedule(soon(2*time.Second), to.id(s))[to.id(s)].ID
				await(t, "the post", func() bool { return to.posts(s) == 1 })
				s.process = s.house.start(past)
				s.move(s.process)
				settled := s.once(t, id, to)
				close(answered)
				first.signal(syscall.SIGCONT)
				await(t, "the first instance to speak again", func() bool {
					a, err := s.stranger(first).try("GET", "/healthz", nil)
					return err == nil && a.status == http.StatusOK
				})
				await(t, "its result to be refused", func() bool {
					return strings.Contains(first.err.String(), "lease")
				})
				s.process.stop(t) // what follows, the first instance does alone
				s.process = first
				s.move(first)
				next := later.schedule(time.Time{}, to.id(s))[to.id(s)].ID
				s.reachesWithin(90*time.Second, next, s.final(to.id(s)))
				if d := s.delivery(id); !d.Sent.Equal(*settled.Sent) || d.Attempt != settled.Attempt || d.State != settled.State {
					t.Errorf("a late result changed %+v into %+v", settled, d)
				}
				if n := to.posts(s); n != 2 {
					t.Errorf("%d posts of two stories", n)
				}
			})
		})
	}
}
