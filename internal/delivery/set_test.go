package delivery

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/connector"
)

// model is an edition on one channel, with a destination that really applies or does
// not. It does to the set what newsroom, claim and engine do, in any order.
type model struct {
	*rapid.T
	set      *Set
	now      time.Time
	ids      int
	releases int
	guard    connector.Guard
	proof    connector.Proof
	held     map[string]string // release number by key of the delivery that made the post
	sent     map[string]int    // applied publishes, by delivery
	marked   bool              // the running try bears the mark
	applied  bool              // the running try was applied
	stopped  bool              // withdrawn, and nothing approved since
}

const onlyChannel = "channel"

func newModel(t *rapid.T) *model {
	m := &model{T: t, now: noon(), held: map[string]string{}, sent: map[string]int{}}
	m.guard = rapid.SampledFrom([]connector.Guard{connector.GuardKey, connector.GuardLookUp, connector.GuardNone}).Draw(t, "guard")
	m.proof = rapid.SampledFrom([]connector.Proof{connector.ProofNone, connector.ProofPage}).Draw(t, "proof")
	m.set = NewSet(article.Edition{ID: "edition"}, "unit", 0, nil)
	return m
}

// act is an act of the newsroom, at a time that always goes on.
func (m *model) act() act {
	m.now = m.now.Add(time.Second)
	return act{by: "editor", now: m.now, newID: func() string { m.ids++; return fmt.Sprintf("%036d", m.ids) }}
}

func (m *model) approve() {
	if m.set.Edition.ApprovedRelease != "" && !m.set.Reach().Any() && rapid.Bool().Draw(m.T, "reopened first") {
		m.reopen()
	}
	m.releases++
	m.set.Edition.ApprovedRelease = fmt.Sprint(m.releases)
	m.stopped = false
	m.set.approved(m.set.Edition.ApprovedRelease, m.act())
}

func (m *model) reopen() {
	if m.set.Edition.ApprovedRelease == "" || m.set.Reach().Out {
		return
	}
	m.set.Edition.ApprovedRelease = ""
	m.set.reopened(m.act())
}

func (m *model) withdraw() {
	if m.set.Edition.ApprovedRelease == "" && !m.set.Reach().Any() {
		return
	}
	m.set.Edition.ApprovedRelease = ""
	m.stopped = true
	m.set.withdrawn("notice", m.act())
}

func (m *model) schedule() {
	if m.set.Edition.ApprovedRelease == "" {
		return
	}
	a := m.act()
	due := a.now.Add(time.Duration(rapid.IntRange(0, 30).Draw(m.T, "seconds")) * time.Second)
	_, err := m.set.schedule(onlyChannel, hour{due: due}, Plan{PublishAgain: rapid.Bool().Draw(m.T, "again")}, a)
	_ = err // a refusal is as good as an act
}

func (m *model) unschedule() {
	a := m.act()
	for _, d := range m.set.On(onlyChannel) {
		if d.Intent != connector.Withdraw && d.NeverLeft() && (d.Pending() || d.State == Attention) {
			m.set.halt(d, Cancelled, ReasonUnscheduled, a.now)
		}
	}
}

// leased returns the delivery that a process is working on.
func (m *model) leased() (Delivery, bool) {
	i := slices.IndexFunc(m.set.rows, func(d Delivery) bool { return d.LeaseToken != "" })
	if i < 0 {
		return Delivery{}, false
	}
	return m.set.rows[i], true
}

// claim takes the first delivery that the rules let go, as the SQL of the claim does.
func (m *model) claim() bool {
	if _, busy := m.leased(); busy {
		return false
	}
	for _, d := range m.set.On(onlyChannel) {
		if !m.claimable(d) {
			continue
		}
		d.LeaseToken, d.LeaseUntil, d.NextAt = "token", m.now.Add(time.Minute), m.now.Add(time.Minute)
		if d.Task == TaskSend {
			d.State = Sending
			d.Attempt++
		}
		m.marked, m.applied = false, false
		m.set.Put(d, m.now)
		return true
	}
	return false
}

func (m *model) claimable(d Delivery) bool {
	if d.NextAt.IsZero() || d.NextAt.After(m.now) || d.Task == TaskNone {
		return false
	}
	if d.Task != TaskSend {
		return true
	}
	earlier := func(p Delivery) bool {
		return p.Seq < d.Seq && slices.Contains([]State{Waiting, Sending, Retrying, Polling, Unsure}, p.State)
	}
	before, waits := m.set.Find(d.DependsOn)
	return !d.DueAt.After(m.now) && !slices.ContainsFunc(m.set.rows, earlier) && (!waits || !before.SentAt.IsZero()) &&
		(d.Intent == connector.Withdraw || d.Release == m.set.Edition.ApprovedRelease)
}

// carry makes the call of the leased delivery, which may or may not be applied, and may
// or may not be heard of.
func (m *model) carry() {
	d, busy := m.leased()
	if !busy || d.Task == TaskNone {
		return
	}
	if d.Task == TaskSend && !m.marked {
		m.marked = true
		if d.Payload == nil {
			d.Payload = []byte(d.Release)
			m.set.Put(d, m.now)
		}
		m.applied = rapid.Bool().Draw(m.T, "applied")
		if m.applied {
			m.apply(d)
		}
	}
}

func (m *model) apply(d Delivery) {
	switch d.Intent {
	case connector.Publish:
		if _, there := m.held[d.ID]; !there || m.guard != connector.GuardKey {
			m.sent[d.ID]++
		}
		m.held[d.ID] = d.Release
	case connector.Correct:
		for key := range m.held {
			m.held[key] = d.Release
		}
	case connector.Withdraw:
		clear(m.held)
	}
}

// finish settles the leased delivery with an outcome that agrees with what happened.
func (m *model) finish() {
	d, busy := m.leased()
	if !busy {
		return
	}
	m.now = m.now.Add(time.Second)
	s := Situation{Delivery: d, Guard: m.guard, Proof: m.proof, Settle: settleTime}
	var v Verdict
	switch {
	case d.Task == TaskNone: // as Dispatcher.settle does
		v = Verdict{State: d.State, Reason: d.Reason, Detail: d.Detail}
	case d.Task == TaskLook || d.Task == TaskProve:
		v = NextSighting(s, m.sighting(d), m.now)
	case d.Intent == connector.Correct && d.Task == TaskSend && !m.marked && d.FirstDoubtAt.IsZero() && len(m.held) > 0 && rapid.Bool().Draw(m.T, "same words"):
		for key := range m.held {
			m.held[key] = d.Release
		}
		v = Verdict{State: Superseded, Reason: ReasonUnchanged}
	case rapid.IntRange(0, 5).Draw(m.T, "lost") == 0:
		v = Expired(s, m.marked, m.now)
	case d.Task == TaskSend && !m.marked:
		return
	default:
		v = Next(s, m.outcome(d), m.now)
	}
	m.set.Settle(d, v, m.now)
}

func (m *model) outcome(d Delivery) connector.Outcome {
	receipt := connector.Receipt{RemoteID: d.ID}
	if d.Task == TaskPoll {
		if m.isThere(d) {
			return connector.Outcome{Class: connector.OK, Receipt: receipt}
		}
		return connector.Outcome{Class: connector.Rejected}
	}
	classes := []connector.Class{connector.Ambiguous, connector.Accepted}
	if m.applied {
		classes = append(classes, connector.OK, connector.OK, connector.OK)
	} else {
		classes = append(classes, connector.Rejected, connector.Throttled, connector.Transient, connector.Reauth)
	}
	return connector.Outcome{Class: rapid.SampledFrom(classes).Draw(m.T, "class"), Receipt: receipt, Handle: "handle"}
}

// isThere tells what a look can see: whether the act of a delivery stands.
func (m *model) isThere(d Delivery) bool {
	switch d.Intent {
	case connector.Withdraw:
		return len(m.held) == 0
	case connector.Correct:
		for _, release := range m.held {
			if release == d.Release {
				return true
			}
		}
		return false
	}
	_, there := m.held[d.ID]
	return there
}

func (m *model) sighting(d Delivery) connector.Sighting {
	if rapid.IntRange(0, 4).Draw(m.T, "blind") == 0 {
		return connector.Sighting{Finding: connector.Blind, Problem: connector.Outcome{Class: connector.Transient}}
	}
	there := m.isThere(d)
	if d.Task == TaskProve && d.Intent == connector.Withdraw {
		there = !there // a proof looks for the post, not for the act
	}
	if there {
		return connector.Sighting{Finding: connector.Found, Receipts: []connector.Receipt{{RemoteID: d.ID}}}
	}
	return connector.Sighting{Finding: connector.Missing}
}

// person settles, truthfully, something that the engine left to people; false when there
// is nothing.
func (m *model) person() bool {
	for _, d := range m.set.On(onlyChannel) {
		inForce := d.Release == m.set.Edition.ApprovedRelease
		if d.LeaseToken != "" || d.State != Attention && (d.State != Unsure || d.Task != TaskNone) || d.Out() {
			continue
		}
		a := m.act()
		switch {
		case !d.NeverLeft() && m.isThere(d) && d.mayMark(standing{inForce: inForce, open: true}):
			m.set.Settle(d, Verdict{State: Sent, Reason: ReasonByPerson, DoubtOver: true}, a.now)
		case d.mayRetry(inForce):
			m.set.Settle(d, Verdict{State: Retrying, Task: TaskSend, NextAt: a.now, Reason: ReasonByPerson, DoubtOver: true}, a.now)
		case d.mayCancel():
			m.set.Settle(d, Verdict{State: Cancelled, Reason: ReasonByPerson}, a.now)
		default:
			m.Fatalf("nobody can do anything about %s", m.line(d))
		}
		return true
	}
	return false
}

func (m *model) line(d Delivery) string {
	return fmt.Sprintf("seq %d %s of release %s, round %d: %s/%s task %q next %s doubt %t out %t depends %q", d.Seq, d.Intent, d.Release, d.Round,
		d.State, d.Reason, d.Task, d.NextAt.Sub(m.now), !d.FirstDoubtAt.IsZero(), d.Out(), d.DependsOn)
}

// quiet lets the engine work until nothing is due any more, with a destination that does
// as it is told, and people who settle what is theirs.
func (m *model) quiet() {
	for range 500 {
		m.now = m.now.Add(2 * time.Hour)
		if !m.claim() && !m.person() {
			return
		}
		d, busy := m.leased()
		if !busy {
			continue
		}
		s := Situation{Delivery: d, Guard: m.guard, Proof: m.proof, Settle: settleTime}
		switch d.Task {
		case TaskSend:
			if d.Payload == nil {
				d.Payload = []byte(d.Release)
				m.set.Put(d, m.now)
			}
			m.apply(d)
			m.set.Settle(d, Next(s, connector.Outcome{Class: connector.OK, Receipt: connector.Receipt{RemoteID: d.ID}}, m.now), m.now)
		case TaskPoll:
			m.set.Settle(d, Next(s, m.outcome(d), m.now), m.now)
		default:
			m.set.Settle(d, NextSighting(s, m.sightingSharp(d), m.now), m.now)
		}
		m.check()
	}
	m.Fatalf("never comes to rest:\n%s", m.all())
}

// sightingSharp is a sighting of a destination that answers.
func (m *model) sightingSharp(d Delivery) connector.Sighting {
	there := m.isThere(d)
	if d.Task == TaskProve && d.Intent == connector.Withdraw {
		there = !there
	}
	if there {
		return connector.Sighting{Finding: connector.Found, Receipts: []connector.Receipt{{RemoteID: d.ID}}}
	}
	return connector.Sighting{Finding: connector.Missing}
}

func (m *model) all() string {
	text := "approved " + m.set.Edition.ApprovedRelease + fmt.Sprintf(", guard %s, destination holds %v\n", m.guard, m.held)
	for _, d := range m.set.rows {
		text += m.line(d) + "\n"
	}
	return text
}

// check holds what must be true at every moment.
func (m *model) check() {
	if err := m.set.Err(); err != nil {
		m.Fatalf("%v\n%s", err, m.all())
	}
	for id, n := range m.sent {
		if n > 1 {
			m.Fatalf("delivery %s was posted %d times\n%s", id, n, m.all())
		}
	}
	if len(m.held) > 1 {
		m.Fatalf("the destination holds %d posts\n%s", len(m.held), m.all())
	}
	out, rows := 0, map[string]bool{}
	for i, d := range m.set.rows {
		if key := fmt.Sprint(d.Release, d.Intent, d.Round); rows[key] {
			m.Fatalf("two rows for %s, which the database refuses\n%s", key, m.all())
		} else {
			rows[key] = true
		}
		if d.Seq != i+1 {
			m.Fatalf("sequence broken\n%s", m.all())
		}
		if d.Out() && d.Intent == connector.Publish {
			out++
		}
		if (d.Task == TaskNone) != d.NextAt.IsZero() && d.LeaseToken == "" {
			m.Fatalf("due without a task, or the other way round\n%s", m.all())
		}
	}
	if out > 1 {
		m.Fatalf("published twice\n%s", m.all())
	}
}

// TestNoInterleavingDoublesLosesOrStrands plays any order of acts, claims, outcomes and
// crashes, then lets the house come to rest and looks at the destination.
func TestNoInterleavingDoublesLosesOrStrands(t *testing.T) {
	t.Parallel()
	for range 40 { // rapid plays a hundred lives at a time; rare faults need thousands
		rapid.Check(t, live)
	}
}

// live plays one life of a story.
func live(t *rapid.T) {
	m := newModel(t)
	t.Repeat(map[string]func(*rapid.T){
		"approve":    func(*rapid.T) { m.approve() },
		"reopen":     func(*rapid.T) { m.reopen() },
		"withdraw":   func(*rapid.T) { m.withdraw() },
		"schedule":   func(*rapid.T) { m.schedule() },
		"unschedule": func(*rapid.T) { m.unschedule() },
		"person":     func(*rapid.T) { m.person() },
		"claim":      func(*rapid.T) { m.now = m.now.Add(30 * time.Second); m.claim() },
		"carry":      func(*rapid.T) { m.carry() },
		"finish":     func(*rapid.T) { m.finish() },
		"":           func(*rapid.T) { m.check() },
	})
	if _, busy := m.leased(); busy { // the process dies
		d, _ := m.leased()
		m.set.Settle(d, Expired(Situation{Delivery: d, Guard: m.guard, Proof: m.proof, Settle: settleTime}, m.marked, m.now), m.now)
	}
	m.quiet()
	m.rested()
}

// rested holds what must be true once nothing is left to do.
func (m *model) rested() {
	m.check()
	for _, d := range m.set.rows {
		if d.Pending() || d.InFlight() {
			m.Fatalf("stuck: %s\n%s", m.line(d), m.all())
		}
	}
	if m.stopped && len(m.held) > 0 {
		m.Fatalf("withdrawn, and the destination still holds it\n%s", m.all())
	}
	if approved := m.set.Edition.ApprovedRelease; approved != "" && m.set.Reach().Out {
		for _, d := range m.set.rows {
			if d.Release == approved && d.Reason == ReasonUnscheduled {
				return // an editor took the newest words off the plan
			}
		}
		for _, release := range m.held {
			if release != approved {
				m.Fatalf("release %s is in force, and the destination shows %s\n%s", approved, release, m.all())
			}
		}
	}
	if out := m.set.Reach().Out; out != (len(m.held) > 0) {
		m.Fatalf("said to be out: %t\n%s", out, m.all())
	}
}

func TestReadersSeeAChangeOnlyWhenThereIsOne(t *testing.T) {
	t.Parallel()
	row := func(change func(d *Delivery)) Delivery {
		d := Delivery{ID: "1", Channel: onlyChannel, Seq: 1, Intent: connector.Publish, State: Sending, Task: TaskSend}
		if change != nil {
			change(&d)
		}
		return d
	}
	withdrawal := func(d *Delivery) { d.Intent = connector.Withdraw }
	sent := func(d *Delivery) { d.State, d.SentAt, d.Task = Sent, noon(), TaskProve }
	for name, c := range map[string]struct {
		before Delivery
		after  func(d *Delivery)
		want   bool
	}{
		"sent":                        {row(nil), sent, true},
		"rendered":                    {row(nil), func(d *Delivery) { d.Payload = []byte("{}") }, false},
		"failed":                      {row(nil), func(d *Delivery) { d.State = Retrying }, false},
		"proved":                      {row(sent), func(d *Delivery) { d.State = Confirmed }, false},
		"taken down":                  {row(sent), func(d *Delivery) { d.State = Withdrawn }, true},
		"a withdrawal is rendered":    {row(withdrawal), func(d *Delivery) { d.Payload = []byte("{}") }, false},
		"a withdrawal is sent":        {row(withdrawal), sent, false},
		"a withdrawal says otherwise": {row(withdrawal), func(d *Delivery) { d.Notice = "Bài sai." }, true},
		"a withdrawal fails":          {row(withdrawal), func(d *Delivery) { d.State = Retrying }, false},
		"a withdrawal is proved":      {row(func(d *Delivery) { withdrawal(d); sent(d) }), func(d *Delivery) { d.State = Confirmed }, false},
		"nothing is changed anywhere": {row(sent), nil, false},
	} {
		s := NewSet(article.Edition{ID: "edition"}, "", 0, []Delivery{c.before})
		if c.after != nil {
			d, _ := s.Find("1")
			c.after(&d)
			s.Put(d, noon())
		}
		if s.Err() != nil || s.ReadersSeeChange() != c.want {
			t.Errorf("%s: readers see a change: %t (%v)", name, s.ReadersSeeChange(), s.Err())
		}
	}
	s := NewSet(article.Edition{ID: "edition"}, "", 0, []Delivery{row(sent)})
	s.withdrawn("notice", act{now: noon(), newID: func() string { return "2" }})
	if !s.ReadersSeeChange() {
		t.Error("a withdrawal hides at once, and nobody is told")
	}
}
