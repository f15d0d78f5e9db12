package delivery

import (
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// chain is an edition's deliveries on one channel, whose release "2" is in force.
func chain(rows ...Delivery) *Set {
	for i := range rows {
		rows[i].Channel, rows[i].Seq, rows[i].Round = onlyChannel, i+1, 1
		if rows[i].ID == "" {
			rows[i].ID = string(rune('a' + i))
		}
	}
	return NewSet(article.Edition{ID: "edition", ApprovedRelease: "2"}, "unit", 0, rows)
}

func (s *Set) of(id string) Delivery {
	d, _ := s.Find(id)
	return d
}

func published(change func(d *Delivery)) Delivery {
	d := Delivery{Intent: connector.Publish, Release: "1", State: Sent, SentAt: noon(), Attempt: 1}
	if change != nil {
		change(&d)
	}
	return d
}

// The newest correction of a post that is out does not wait for a person to find out
// whether an earlier one was applied.
func TestTheNewestCorrectionPassesADoubtfulOne(t *testing.T) {
	t.Parallel()
	s := chain(published(nil),
		Delivery{Intent: connector.Correct, Release: "1b", State: Unsure, Task: TaskSend, NextAt: noon(), FirstDoubtAt: noon().Add(-time.Hour), UpdatedAt: noon(), Attempt: 2},
		Delivery{Intent: connector.Correct, Release: "2", State: Waiting, Task: TaskSend, NextAt: noon(), DependsOn: "b"})
	s.haltUnapproved("b", noon())
	next := s.of("c")
	if next.DependsOn != "" || !next.NextAt.Equal(noon().Add(applyLate)) || s.of("b").State != Attention {
		t.Fatalf("the doubtful one is %s, the newest depends on %q from %s", s.of("b").State, next.DependsOn, next.NextAt)
	}
	next.LeaseToken, next.State = "token", Sending
	s.Put(next, noon())
	s.Settle(next, Verdict{State: Sent}, noon())
	if got := s.of("b"); got.State != Superseded || s.Err() != nil {
		t.Errorf("once the newest is sent, the doubtful one is %s, %v", got.State, s.Err())
	}
}

// A correction that was taken off the plan can be planned again; one that the channel has
// cannot.
func TestACorrectionCanBePlannedAgain(t *testing.T) {
	t.Parallel()
	s := chain(published(nil), Delivery{Intent: connector.Correct, Release: "2", State: Cancelled, Reason: ReasonUnscheduled})
	due := noon().Add(time.Hour)
	d, err := s.schedule(onlyChannel, hour{due: due}, Plan{}, act{now: noon()})
	if err != nil || d.ID != "b" || d.Intent != connector.Correct || d.State != Waiting || !d.DueAt.Equal(due) || s.Err() != nil {
		t.Errorf("%+v, %v, %v", d, err, s.Err())
	}
	for name, has := range map[string]Delivery{
		"sent":    {Intent: connector.Correct, Release: "2", State: Sent, SentAt: noon()},
		"no news": {Intent: connector.Correct, Release: "2", State: Superseded, Reason: ReasonUnchanged},
	} {
		if d, err := chain(published(nil), has).schedule(onlyChannel, hour{due: due}, Plan{}, act{now: noon()}); err == nil {
			t.Errorf("%s: planned again as %+v", name, d)
		}
	}
}

// A publication in doubt is another matter: a correction needs a post that is there.
func TestACorrectionWaitsForADoubtfulPublication(t *testing.T) {
	t.Parallel()
	s := chain(Delivery{Intent: connector.Publish, Release: "1", State: Unsure, Task: TaskSend, NextAt: noon(), FirstDoubtAt: noon(), Attempt: 1},
		Delivery{Intent: connector.Correct, Release: "2", State: Waiting, Task: TaskSend, NextAt: noon(), DependsOn: "a"})
	s.haltUnapproved("a", noon())
	if next := s.of("b"); next.DependsOn != "a" {
		t.Errorf("it depends on %q", next.DependsOn)
	}
}

// What becomes a publication because the former one did not arrive is not late by the time
// that it took to find that out; nor is one that takes the place of what failed, from its
// approval on. What waits for a person because it is late stays so.
func TestWhatTakesAPlaceIsNotLate(t *testing.T) {
	t.Parallel()
	hours := noon().Add(5 * time.Hour)
	s := chain(Delivery{Intent: connector.Publish, Release: "1", State: Unsure, FirstDoubtAt: noon(), Attempt: 1},
		Delivery{Intent: connector.Correct, Release: "2", State: Waiting, Task: TaskSend, DueAt: noon(), NextAt: noon(), DependsOn: "a"})
	s.Settle(s.of("a"), Verdict{State: Retrying, Task: TaskSend, DoubtOver: true}, hours)
	if next := s.of("b"); next.Intent != connector.Publish || !next.DueAt.Equal(hours) || s.Err() != nil {
		t.Errorf("%s due %s, %v", next.Intent, next.DueAt, s.Err())
	}
	for reason, want := range map[Reason]time.Time{ReasonRejected: hours, ReasonLate: noon()} {
		s := chain(Delivery{Intent: connector.Publish, Release: "1", State: Attention, Reason: reason, DueAt: noon()})
		s.approved("2", act{now: hours, newID: func() string { return "b" }})
		if next := s.of("b"); !next.DueAt.Equal(want) {
			t.Errorf("in the place of what is %s it is due %s", reason, next.DueAt)
		}
	}
}

// However the engine comes to leave a doubt to people, a withdrawal goes on.
func TestAWithdrawalWaitsForNobodysDecision(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]Verdict{
		"refused":     {State: Attention, Reason: ReasonRejected},
		"given up":    {State: Unsure, Reason: ReasonAskPerson},
		"nobody sees": {State: Unsure, Reason: ReasonAskPerson, FirstDoubtAt: noon()},
	} {
		s := chain(Delivery{Intent: connector.Publish, Release: "1", State: Sending, Task: TaskSend, NextAt: noon(), FirstDoubtAt: noon(), Attempt: 2, LeaseToken: "token"},
			Delivery{Intent: connector.Withdraw, Release: "1", State: Waiting, Task: TaskSend, NextAt: noon(), DependsOn: "a"})
		s.Settle(s.of("a"), v, noon())
		if w := s.of("b"); w.DependsOn != "" || s.of("a").State != Attention || s.Err() != nil {
			t.Errorf("%s: the withdrawal depends on %q, the publication is %s, %v", name, w.DependsOn, s.of("a").State, s.Err())
		}
		if got := s.Publication(); got != article.Uncertain {
			t.Errorf("%s: the story is shown as %s", name, got)
		}
	}
}

func TestACorrectionEndsTheProofOfFormerWords(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]Delivery{
		"under way": published(func(d *Delivery) { d.Task, d.NextAt, d.Reason = TaskProve, noon(), ReasonUnconfirmed }),
		"failed":    published(func(d *Delivery) { d.State, d.Reason = Attention, ReasonUnconfirmed }),
	} {
		s := chain(first, Delivery{Intent: connector.Correct, Release: "2", State: Sending, Task: TaskSend, NextAt: noon(), LeaseToken: "token"})
		s.Settle(s.of("b"), Verdict{State: Sent, Task: TaskProve, NextAt: noon()}, noon())
		if got := s.of("a"); got.State != Sent || got.Task != TaskNone || got.Reason != ReasonNone || s.Err() != nil {
			t.Errorf("%s: the publication is %s, %s, task %q, %v", name, got.State, got.Reason, got.Task, s.Err())
		}
	}
}

// Of two copies a withdrawal takes down the one it knows; the other is not forgotten.
func TestAWithdrawalOfADoubledPostNamesTheCopies(t *testing.T) {
	t.Parallel()
	copies := fault.T("Các bản: x, y", "The copies: x, y")
	s := chain(published(func(d *Delivery) { d.State, d.Reason, d.Detail = Attention, ReasonDoubled, copies }),
		Delivery{Intent: connector.Withdraw, Release: "1", State: Sending, Task: TaskSend, NextAt: noon(), LeaseToken: "token"})
	s.Settle(s.of("b"), Verdict{State: Sent, Task: TaskProve, NextAt: noon()}, noon())
	w := s.of("b")
	if w.State != Attention || w.Reason != ReasonDoubled || w.Detail != copies || s.of("a").State != Withdrawn || s.Err() != nil {
		t.Errorf("the withdrawal is %s, %s (%s), the publication %s, %v", w.State, w.Reason, w.Detail.EN, s.of("a").State, s.Err())
	}
	if got := s.Publication(); got != article.PartlyPublished {
		t.Errorf("the story is shown as %s", got)
	}
	s.Settle(w, Verdict{State: Sent, Reason: ReasonByPerson}, noon())
	if got := s.Publication(); got != article.TakenDown || s.Err() != nil {
		t.Errorf("once a person has seen to it, the story is shown as %s, %v", got, s.Err())
	}
}

// Nobody can say that it is not there while the machine has not looked long enough.
func TestNobodySendsAgainBeforeTheLooksAreDone(t *testing.T) {
	t.Parallel()
	d := Delivery{Intent: connector.Publish, State: Unsure, Task: TaskLook, FirstDoubtAt: noon(), Payload: []byte("{}")}
	spec := connector.Spec{Kind: "k", Guards: map[connector.Intent]connector.Guard{connector.Publish: connector.GuardLookUp}}
	at := standing{inForce: true, open: true}
	if d.mayRetry(true) || len(steps(d, spec, at)) != 2 || steps(d, spec, at)[0].Action != "check" {
		t.Errorf("while it looks: %+v", steps(d, spec, at))
	}
	if d.Task = TaskNone; !d.mayRetry(true) {
		t.Error("once it has looked, nobody can have it sent again")
	}
}

// A withdrawal that was never seen to work can be looked at, and tried, again.
func TestAWithdrawalCanBeLookedAtAgain(t *testing.T) {
	t.Parallel()
	w := Delivery{Intent: connector.Withdraw, State: Attention, Reason: ReasonUnconfirmed, SentAt: noon(), Payload: []byte("{}")}
	if got := lookTask(w, connector.Spec{Kind: "k", Proof: connector.ProofPage}); got != TaskProve {
		t.Errorf("task %q", got)
	}
	if label := retryLabel(w, false); label.EN != "It is still there — take it down again" {
		t.Errorf("label %q", label.EN)
	}
}

func TestAPassiveChannelIsNeverInDoubt(t *testing.T) {
	t.Parallel()
	v := Expired(situation(func(s *Situation) { s.Passive = true }), true, noon())
	if v.State != Retrying || !v.FirstDoubtAt.IsZero() || v.NextAt.After(noon().Add(time.Second)) {
		t.Errorf("%+v", v)
	}
}

// What passes for not applied and may have been is withdrawn too, whatever became of it
// since, until a withdrawal was sent. Elsewhere "not applied" is sure.
func TestAWithdrawalReachesWhatMayBeThere(t *testing.T) {
	t.Parallel()
	row := func(state State, maybe time.Time) Delivery {
		d := Delivery{Intent: connector.Publish, Release: "2", State: state, Attempt: 2, MaybeAt: maybe}
		if d.Pending() {
			d.Task, d.NextAt = TaskSend, noon()
		}
		return d
	}
	gone := Delivery{Intent: connector.Withdraw, Release: "2", State: Sent, SentAt: noon()}
	for name, c := range map[string]struct {
		rows []Delivery
		sent bool
	}{
		"to be retried":      {[]Delivery{row(Retrying, noon())}, true},
		"scheduled again":    {[]Delivery{row(Waiting, noon())}, true},
		"given up":           {[]Delivery{row(Attention, noon())}, true},
		"taken off":          {[]Delivery{row(Cancelled, noon())}, true},
		"replaced":           {[]Delivery{row(Superseded, noon())}, true},
		"surely not applied": {[]Delivery{row(Retrying, time.Time{})}, false},
		"withdrawn since":    {[]Delivery{row(Cancelled, noon()), gone}, false},
	} {
		s := chain(c.rows...)
		if reach := s.Reach(); reach.InFlight != c.sent || reach.Out {
			t.Errorf("%s: reach %+v", name, reach)
		}
		effect := s.withdrawn("Gỡ", act{now: noon(), newID: func() string { return "w" }})
		w, there := s.Find("w")
		if there != c.sent || len(effect.Created) > 0 != c.sent || s.Err() != nil {
			t.Errorf("%s: a withdrawal %v, %+v, %v", name, there, effect, s.Err())
		}
		if there && (w.Intent != connector.Withdraw || w.State != Waiting || w.DependsOn != "" || w.Notice != "Gỡ") {
			t.Errorf("%s: %+v", name, w)
		}
	}
}

// Where a newer release does not take the place of what may be there, each is taken down.
func TestAWithdrawalReachesWhatMayStandBesideANewerRelease(t *testing.T) {
	t.Parallel()
	s := chain(Delivery{Intent: connector.Publish, Release: "1", State: Superseded, Attempt: 1, MaybeAt: noon()},
		Delivery{Intent: connector.Publish, Release: "2", State: Sent, SentAt: noon(), Attempt: 1})
	names := []string{"w", "v"}
	s.withdrawn("Gỡ", act{now: noon(), newID: func() (id string) { id, names = names[0], names[1:]; return id }})
	newer, older := s.of("w"), s.of("v")
	if newer.Release != "2" || older.Release != "1" || older.Intent != connector.Withdraw || older.Notice != "Gỡ" || s.Err() != nil {
		t.Fatalf("withdrawn: %+v and %+v, %v", newer, older, s.Err())
	}
	settle := func(id string) {
		d := s.of(id)
		d.State, d.LeaseToken = Sending, "token"
		s.Put(d, noon())
		s.Settle(s.of(id), Verdict{State: Sent}, noon())
	}
	settle("v")
	if s.of("b").State != Sent || s.Reach().InFlight || !s.Reach().Out {
		t.Errorf("once the older one is taken down, the newer is %s, reach %+v", s.of("b").State, s.Reach())
	}
	settle("w")
	if s.of("b").State != Withdrawn || s.Reach() != (article.Reach{}) || s.Err() != nil {
		t.Errorf("once both are taken down, the newer is %s, reach %+v, %v", s.of("b").State, s.Reach(), s.Err())
	}
}

// A story is withdrawn while it is sent, and the answer passes for not applied: what may be
// there is taken down all the same.
func TestAWithdrawalOnItsWayReachesWhatMayBeThere(t *testing.T) {
	t.Parallel()
	for name, maybe := range map[string]bool{"may be there": true, "surely not there": false} {
		s := chain(Delivery{Intent: connector.Publish, Release: "1", State: Sending, Task: TaskSend, NextAt: noon(), Attempt: 1, LeaseToken: "token"},
			Delivery{Intent: connector.Withdraw, Release: "1", State: Waiting, Task: TaskSend, NextAt: noon(), DependsOn: "a"})
		s.Settle(s.of("a"), Verdict{State: Retrying, Task: TaskSend, NextAt: noon(), Reason: ReasonTransient, Maybe: maybe}, noon())
		if w := s.of("b"); w.Pending() != maybe || w.DependsOn != "" || s.of("a").State != Cancelled || s.Err() != nil {
			t.Errorf("%s: the withdrawal is %s and depends on %q, the publication is %s, %v", name, w.State, w.DependsOn, s.of("a").State, s.Err())
		}
	}
}

// Whoever withdraws once more has a withdrawal tried again that failed, or of which nobody
// knows, with the new words; one that is on its way goes on, and takes them along where the
// destination has surely heard none yet.
func TestWithdrawingAgainTriesAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		state        State
		task         Task
		doubt, maybe time.Time
		again, told  bool
	}{
		"failed":            {Attention, TaskNone, time.Time{}, time.Time{}, true, true},
		"asks a person":     {Unsure, TaskNone, noon(), time.Time{}, true, true},
		"looks":             {Unsure, TaskLook, noon(), time.Time{}, false, false},
		"to be sent":        {Waiting, TaskSend, time.Time{}, time.Time{}, false, true},
		"to be retried":     {Retrying, TaskSend, time.Time{}, time.Time{}, false, true},
		"may have been met": {Retrying, TaskSend, time.Time{}, noon(), false, false},
	} {
		s := chain(published(nil), Delivery{Intent: connector.Withdraw, Release: "1", State: c.state, Task: c.task, FirstDoubtAt: c.doubt, MaybeAt: c.maybe, Attempt: 3, Notice: "cũ", Payload: []byte("{}")})
		s.withdrawn("mới", act{now: noon(), newID: func() string { return "w" }})
		w := s.of("b")
		if told := w.Notice == "mới" && w.Payload == nil; told != c.told || s.ReadersSeeChange() != c.told {
			t.Errorf("%s: says %q in %s, readers are told %t", name, w.Notice, w.Payload, s.ReadersSeeChange())
		}
		if again := w.State == Retrying && w.FirstDoubtAt.IsZero() && w.Attempt == 0; again != c.again || s.Err() != nil {
			t.Errorf("%s: %+v, %v", name, w, s.Err())
		}
		if _, second := s.Find("w"); second {
			t.Errorf("%s: a second withdrawal", name)
		}
	}
}

// Whoever withdraws once more while it is still being sent hears so once more.
func TestWithdrawingAgainNamesWhatCouldNotBeStopped(t *testing.T) {
	t.Parallel()
	s := chain(Delivery{Intent: connector.Publish, Release: "2", State: Sending, Task: TaskSend, NextAt: noon(), Attempt: 1, LeaseToken: "token"})
	a := act{now: noon(), newID: func() string { return "w" }}
	for _, when := range []string{"first", "again"} {
		if effect := s.withdrawn("Gỡ", a); len(effect.InFlight) != 1 || effect.InFlight[0] != "a" || s.Err() != nil {
			t.Errorf("%s: %+v, %v", when, effect, s.Err())
		}
	}
}

// What is in doubt and is sent again under its key is in doubt still: a claim, which leaves
// the publication alone, must not change what it ought to say.
func TestAClaimDoesNotChangeThePublication(t *testing.T) {
	t.Parallel()
	for state, doubt := range map[State]time.Time{Waiting: {}, Retrying: {}, Unsure: noon()} {
		d := Delivery{Intent: connector.Publish, Release: "2", State: state, Task: TaskSend, NextAt: noon(), FirstDoubtAt: doubt}
		before := chain(d).Publication()
		d.State, d.LeaseToken = Sending, "token"
		if after := chain(d).Publication(); after != before {
			t.Errorf("claimed while %s: from %s to %s", state, before, after)
		}
	}
}

// Where the former release surely did not arrive, the correction that waited for it becomes
// the publication, in the transaction that says so.
func TestACorrectionOfWhatNeverArrivedIsThePublication(t *testing.T) {
	t.Parallel()
	s := chain(Delivery{Intent: connector.Publish, Release: "1", State: Sending, Task: TaskSend, LeaseToken: "token", Attempt: 1},
		Delivery{Intent: connector.Correct, Release: "2", State: Waiting, Task: TaskSend, NextAt: noon(), DependsOn: "a"})
	s.Settle(s.of("a"), Verdict{State: Retrying, Task: TaskSend, NextAt: noon()}, noon())
	if a, b := s.of("a"), s.of("b"); a.State != Superseded || b.Intent != connector.Publish || b.DependsOn != "" || s.Err() != nil {
		t.Errorf("the former is %s, the correction a %s that depends on %q; %v", a.State, b.Intent, b.DependsOn, s.Err())
	}
}
