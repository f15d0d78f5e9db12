package delivery

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery/rule"
	"github.com/lantoa/lantoa/internal/fault"
)

// noon is when things happen in these tests.
func noon() time.Time { return time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC) }

const settleTime = time.Minute

// situation is a publish in the middle of its first try.
func situation(change func(s *Situation)) Situation {
	s := Situation{Delivery: Delivery{ID: "0193a5c0-0000-7000-8000-00000000000a", Intent: connector.Publish, State: Sending, Task: TaskSend, Attempt: 1},
		Guard: connector.GuardLookUp, Proof: connector.ProofPage, Settle: settleTime}
	if change != nil {
		change(&s)
	}
	return s
}

// brief is what a table compares of a verdict.
type brief struct {
	State  State
	Task   Task
	In     time.Duration // until the row's and the channel's wait is over; -1 when there is none
	Reason Reason
}

func briefly(v Verdict) brief {
	b := brief{v.State, v.Task, -1, v.Reason}
	if !v.NextAt.IsZero() {
		b.In = later(v.NextAt, v.ParkUntil).Sub(noon())
	}
	return b
}

func TestNextAfterASend(t *testing.T) {
	t.Parallel()
	first, last := delay(situation(nil).ID, 1), delay(situation(nil).ID, MaxAttempts-1)
	doubted := func(s *Situation) {
		s.Guard, s.FirstDoubtAt, s.Attempt = connector.GuardKey, noon().Add(-time.Minute), 2
	}
	for name, c := range map[string]struct {
		change func(s *Situation)
		class  connector.Class
		until  time.Duration
		want   brief
	}{
		"ok":                         {nil, connector.OK, 0, brief{Sent, TaskProve, proofDelay, ReasonNone}},
		"ok without proof":           {func(s *Situation) { s.Proof = connector.ProofNone }, connector.OK, 0, brief{Sent, TaskNone, -1, ReasonNone}},
		"accepted":                   {nil, connector.Accepted, 0, brief{Polling, TaskPoll, first, ReasonNone}},
		"accepted, later":            {nil, connector.Accepted, time.Hour, brief{Polling, TaskPoll, time.Hour, ReasonNone}},
		"rejected":                   {nil, connector.Rejected, 0, brief{Attention, TaskNone, -1, ReasonRejected}},
		"rejected in doubt":          {doubted, connector.Rejected, 0, brief{Attention, TaskNone, -1, ReasonRejected}},
		"throttled":                  {nil, connector.Throttled, time.Minute, brief{Retrying, TaskSend, time.Minute, ReasonThrottled}},
		"throttled without a time":   {nil, connector.Throttled, 0, brief{Retrying, TaskSend, first, ReasonThrottled}},
		"throttled into the past":    {nil, connector.Throttled, -time.Hour, brief{Retrying, TaskSend, first, ReasonThrottled}},
		"throttled for a year":       {nil, connector.Throttled, 365 * 24 * time.Hour, brief{Retrying, TaskSend, maxPark, ReasonThrottled}},
		"throttled once too often":   {func(s *Situation) { s.Reason, s.Looks = ReasonThrottled, maxThrottled-1 }, connector.Throttled, time.Minute, brief{Attention, TaskNone, -1, ReasonGaveUp}},
		"throttled, then refused":    {func(s *Situation) { s.Attempt, s.Spared = MaxAttempts+1, MaxAttempts }, connector.Transient, 0, brief{Retrying, TaskSend, first, ReasonTransient}},
		"begun anew, by key":         {func(s *Situation) { s.Guard, s.Attempt, s.Spared = connector.GuardKey, MaxAttempts+1, MaxAttempts }, connector.Ambiguous, 0, brief{Unsure, TaskSend, first, ReasonDoubt}},
		"transient":                  {nil, connector.Transient, 0, brief{Retrying, TaskSend, first, ReasonTransient}},
		"transient for a year":       {nil, connector.Transient, 365 * 24 * time.Hour, brief{Retrying, TaskSend, maxPark, ReasonTransient}},
		"the last but one try":       {func(s *Situation) { s.Attempt = MaxAttempts - 1 }, connector.Transient, 0, brief{Retrying, TaskSend, last, ReasonTransient}},
		"the last try":               {func(s *Situation) { s.Attempt = MaxAttempts }, connector.Transient, 0, brief{Attention, TaskNone, -1, ReasonGaveUp}},
		"transient in doubt":         {doubted, connector.Transient, 0, brief{Unsure, TaskSend, delay(situation(nil).ID, 2), ReasonTransient}},
		"reauth":                     {nil, connector.Reauth, 0, brief{Retrying, TaskSend, 0, ReasonReauth}},
		"reauth in doubt":            {doubted, connector.Reauth, 0, brief{Unsure, TaskSend, 0, ReasonReauth}},
		"duplicate by key":           {func(s *Situation) { s.Guard = connector.GuardKey }, connector.Duplicate, 0, brief{Sent, TaskProve, proofDelay, ReasonNone}},
		"duplicate, to look up":      {nil, connector.Duplicate, 0, brief{Unsure, TaskLook, lookDelay, ReasonDoubt}},
		"duplicate, no guard":        {func(s *Situation) { s.Guard = connector.GuardNone }, connector.Duplicate, 0, brief{Unsure, TaskNone, -1, ReasonAskPerson}},
		"ambiguous, to look up":      {nil, connector.Ambiguous, 0, brief{Unsure, TaskLook, lookDelay, ReasonDoubt}},
		"ambiguous by key":           {func(s *Situation) { s.Guard = connector.GuardKey }, connector.Ambiguous, 0, brief{Unsure, TaskSend, first, ReasonDoubt}},
		"ambiguous by key, last try": {func(s *Situation) { s.Guard, s.Attempt = connector.GuardKey, MaxAttempts }, connector.Ambiguous, 0, brief{Unsure, TaskNone, -1, ReasonAskPerson}},
		"ambiguous, no guard":        {func(s *Situation) { s.Guard = connector.GuardNone }, connector.Ambiguous, 0, brief{Unsure, TaskNone, -1, ReasonAskPerson}},
		"a class of the future":      {nil, "weird", 0, brief{Unsure, TaskLook, lookDelay, ReasonDoubt}},
	} {
		o := connector.Outcome{Class: c.class}
		if c.until != 0 {
			o.Until = noon().Add(c.until)
		}
		if d := cmp.Diff(c.want, briefly(Next(situation(c.change), o, noon()))); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

// To be told to wait uses up no try, however often; another answer begins the count anew.
func TestWaitingAsToldUsesUpNoTry(t *testing.T) {
	t.Parallel()
	d := situation(nil).Delivery
	for n := 1; n < maxThrottled; n++ {
		s := situation(func(s *Situation) { s.Delivery = d })
		v := Next(s, connector.Outcome{Class: connector.Throttled, Until: noon().Add(time.Minute)}, noon())
		if v.State != Retrying || v.ParkUntil != noon().Add(time.Minute) || v.NextAt != noon() {
			t.Fatalf("after %d: %+v", n, v)
		}
		d = d.apply(v, noon())
		d.Attempt++
	}
	if d.tries() != 1 {
		t.Errorf("%d tries are used up", d.tries())
	}
	d = d.apply(Next(situation(func(s *Situation) { s.Delivery = d }), connector.Outcome{Class: connector.Transient}, noon()), noon())
	if d.State != Retrying || d.Looks != 0 {
		t.Errorf("after a refusal %s with %d waits in a row", d.State, d.Looks)
	}
}

// Withdrawals and polls pass a pause, so that nothing but their own rhythm keeps them
// from knocking at a locked door without end.
func TestDeadCredentialsAreNotTriedWithoutEnd(t *testing.T) {
	t.Parallel()
	withdrawal := Next(situation(func(s *Situation) { s.Intent = connector.Withdraw }), connector.Outcome{Class: connector.Reauth}, noon())
	if b := briefly(withdrawal); b.In < firstDelay || b.State != Retrying || !withdrawal.PauseChannel {
		t.Errorf("a withdrawal: %+v", withdrawal)
	}
	s := situation(func(s *Situation) { s.State, s.Task, s.Handle = Polling, TaskPoll, "h" })
	waits := 0
	for ; s.State == Polling && waits <= maxPolls; waits++ {
		v := Next(s, connector.Outcome{Class: connector.Reauth}, noon())
		if v.State == Polling && (v.NextAt.Sub(noon()) < firstDelay || !v.PauseChannel || v.Handle != "h") {
			t.Fatalf("a poll: %+v", v)
		}
		s.State, s.Looks = v.State, v.Looks
	}
	if s.State != Unsure || waits != maxPolls {
		t.Errorf("ended %s after %d polls", s.State, waits)
	}
}

func TestNextAfterAPoll(t *testing.T) {
	t.Parallel()
	// Far more tries than a poll may cost: an accepted post may still come, whatever the
	// number of tries that it took to hand it in.
	late := situation(func(s *Situation) {
		s.State, s.Task, s.Handle, s.Looks, s.Attempt = Polling, TaskPoll, "h1", 4, maxThrottled
	})
	fifth := delay(late.ID, 6)
	for class, want := range map[connector.Class]brief{
		connector.OK:        {Sent, TaskProve, proofDelay, ReasonNone},
		connector.Accepted:  {Polling, TaskPoll, fifth, ReasonNone},
		connector.Rejected:  {Attention, TaskNone, -1, ReasonRejected},
		connector.Throttled: {Polling, TaskPoll, fifth, ReasonNone},
		connector.Transient: {Polling, TaskPoll, fifth, ReasonNone},
		connector.Reauth:    {Polling, TaskPoll, fifth, ReasonNone},
		connector.Ambiguous: {Unsure, TaskLook, lookDelay, ReasonDoubt},
		connector.Duplicate: {Unsure, TaskLook, lookDelay, ReasonDoubt},
	} {
		v := Next(late, connector.Outcome{Class: class}, noon())
		if d := cmp.Diff(want, briefly(v)); d != "" {
			t.Errorf("%s (-want +got):\n%s", class, d)
		}
		if v.State == Polling && (v.Handle != "h1" || v.Looks != 5) {
			t.Errorf("%s loses its handle or its count: %+v", class, v)
		}
		if class == connector.Throttled && !v.ParkUntil.Equal(v.NextAt) {
			t.Errorf("a throttled poll parks until %v", v.ParkUntil)
		}
	}
	late.Looks = maxPolls - 1
	for _, class := range []connector.Class{connector.Accepted, connector.Transient, connector.Throttled} {
		v := Next(late, connector.Outcome{Class: class}, noon())
		if d := cmp.Diff(brief{Unsure, TaskNone, -1, ReasonAskPerson}, briefly(v)); d != "" || !v.FirstDoubtAt.Equal(noon()) {
			t.Errorf("the last poll, %s (-want +got):\n%s", class, d)
		}
	}
}

func TestNextSightingAfterDoubt(t *testing.T) {
	t.Parallel()
	one, two := connector.Receipt{RemoteID: "1", Address: "https://x/1"}, connector.Receipt{RemoteID: "2", Address: "https://x/2"}
	looking := func(ago time.Duration, looks int) func(s *Situation) {
		return func(s *Situation) {
			s.State, s.Task, s.FirstDoubtAt, s.Looks, s.Misses = Unsure, TaskLook, noon().Add(-ago), looks, looks
		}
	}
	blind := connector.Sighting{Finding: connector.Blind, Problem: connector.Outcome{Class: connector.Transient}}
	missing := connector.Sighting{Finding: connector.Missing}
	for name, c := range map[string]struct {
		change func(s *Situation)
		seen   connector.Sighting
		want   brief
	}{
		"a miss at once":              {looking(lookDelay, 0), missing, brief{Unsure, TaskLook, settleTime - lookDelay, ReasonDoubt}},
		"a second miss too early":     {looking(settleTime-time.Second, 5), missing, brief{Unsure, TaskLook, lookDelay, ReasonDoubt}},
		"a first miss after settling": {looking(settleTime, 0), missing, brief{Unsure, TaskLook, lookDelay, ReasonDoubt}},
		"a miss that counts":          {looking(settleTime, 1), missing, brief{Retrying, TaskSend, 0, ReasonTransient}},
		"the miss of the last try": {func(s *Situation) { looking(settleTime, 1)(s); s.Attempt = MaxAttempts }, missing,
			brief{Attention, TaskNone, -1, ReasonGaveUp}},
		"found":                {looking(lookDelay, 0), connector.Sighting{Finding: connector.Found, Receipts: []connector.Receipt{one}}, brief{Sent, TaskProve, proofDelay, ReasonNone}},
		"found, no receipt":    {looking(lookDelay, 0), connector.Sighting{Finding: connector.Found}, brief{Sent, TaskProve, proofDelay, ReasonNone}},
		"found twice":          {looking(lookDelay, 0), connector.Sighting{Finding: connector.Found, Receipts: []connector.Receipt{one, two}}, brief{Attention, TaskNone, -1, ReasonDoubled}},
		"something like it":    {looking(lookDelay, 0), connector.Sighting{Finding: connector.Unclear, Receipts: []connector.Receipt{one}}, brief{Unsure, TaskNone, -1, ReasonAskPerson}},
		"blind":                {looking(lookDelay, 0), blind, brief{Unsure, TaskLook, delay(situation(nil).ID, 1), ReasonDoubt}},
		"blind after settling": {looking(settleTime, 8), blind, brief{Unsure, TaskLook, delay(situation(nil).ID, 9), ReasonDoubt}},
		"blind for a year": {looking(lookDelay, 0), connector.Sighting{Finding: connector.Blind, Problem: connector.Outcome{Class: connector.Throttled, Until: noon().AddDate(1, 0, 0)}},
			brief{Unsure, TaskLook, maxPark, ReasonDoubt}},
		"blind to the end": {looking(settleTime, maxLooks-1), blind, brief{Unsure, TaskNone, -1, ReasonAskPerson}},
	} {
		s := situation(c.change)
		v := NextSighting(s, c.seen, noon())
		if d := cmp.Diff(c.want, briefly(v)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		if missed := c.seen.Finding == connector.Missing; v.Missed != missed {
			t.Errorf("%s: missed is %v", name, v.Missed)
		}
		if over := v.State != Unsure; v.DoubtOver != over {
			t.Errorf("%s: doubt over is %v", name, v.DoubtOver)
		}
	}
	v := NextSighting(situation(looking(lookDelay, 0)), connector.Sighting{Finding: connector.Found, Receipts: []connector.Receipt{one, two}}, noon())
	if want := fault.T("Các bản: https://x/1, https://x/2", "The copies: https://x/1, https://x/2"); v.Detail != want || v.Receipt != one {
		t.Errorf("a double says %+v with %+v", v.Detail, v.Receipt)
	}
	why := fault.T("quá nhiều bài", "too many posts")
	if v = NextSighting(situation(looking(lookDelay, 0)), connector.Sighting{Finding: connector.Unclear, Problem: connector.Outcome{Detail: why}}, noon()); v.Detail != why {
		t.Errorf("a look that cannot tell says %+v", v.Detail)
	}
}

func TestNextSightingAsProof(t *testing.T) {
	t.Parallel()
	one, two := connector.Receipt{RemoteID: "1", Address: "https://x/1"}, connector.Receipt{RemoteID: "2", Address: "https://x/2"}
	found := connector.Sighting{Finding: connector.Found, Receipts: []connector.Receipt{one}}
	twice := connector.Sighting{Finding: connector.Found, Receipts: []connector.Receipt{one, two}}
	missing := connector.Sighting{Finding: connector.Missing}
	second, last := delay(situation(nil).ID, 1), brief{Attention, TaskNone, -1, ReasonUnconfirmed}
	for name, c := range map[string]struct {
		intent connector.Intent
		state  State
		proofs int
		seen   connector.Sighting
		want   brief
	}{
		"seen":                     {connector.Publish, Sent, 0, found, brief{Confirmed, TaskNone, -1, ReasonNone}},
		"a correction seen":        {connector.Correct, Sent, 3, found, brief{Confirmed, TaskNone, -1, ReasonNone}},
		"not yet":                  {connector.Publish, Sent, 0, missing, brief{Sent, TaskProve, second, ReasonUnconfirmed}},
		"never":                    {connector.Publish, Sent, maxProofs - 1, missing, last},
		"twice":                    {connector.Publish, Sent, 0, twice, brief{Attention, TaskNone, -1, ReasonDoubled}},
		"unclear":                  {connector.Publish, Sent, 0, connector.Sighting{Finding: connector.Unclear}, brief{Sent, TaskProve, second, ReasonUnconfirmed}},
		"blind":                    {connector.Publish, Sent, 0, connector.Sighting{Finding: connector.Blind}, brief{Sent, TaskProve, second, ReasonUnconfirmed}},
		"gone":                     {connector.Withdraw, Sent, 0, missing, brief{Confirmed, TaskNone, -1, ReasonNone}},
		"still there":              {connector.Withdraw, Sent, 0, found, brief{Sent, TaskProve, second, ReasonUnconfirmed}},
		"there for ever":           {connector.Withdraw, Sent, maxProofs - 1, found, last},
		"a person looks, seen":     {connector.Publish, Confirmed, 0, found, brief{Confirmed, TaskNone, -1, ReasonNone}},
		"a person looks, vanished": {connector.Publish, Confirmed, 0, missing, brief{Confirmed, TaskProve, second, ReasonUnconfirmed}},
		"vanished for good":        {connector.Publish, Confirmed, maxProofs - 1, missing, last},
	} {
		s := situation(func(s *Situation) { s.Intent, s.State, s.Task, s.Looks = c.intent, c.state, TaskProve, c.proofs })
		v := NextSighting(s, c.seen, noon())
		if d := cmp.Diff(c.want, briefly(v)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		if v.State == Sent && v.Looks != c.proofs+1 {
			t.Errorf("%s: counted %d", name, v.Looks)
		}
	}
}

// TestACopyMayComeLate confirms what was sent again only once a copy of the first try has had
// as long again to come to light.
func TestACopyMayComeLate(t *testing.T) {
	t.Parallel()
	confirmed := brief{Confirmed, TaskNone, -1, ReasonNone}
	for name, c := range map[string]struct {
		guard   connector.Guard
		attempt int
		since   time.Duration
		copies  int
		want    brief
	}{
		"sent once":             {connector.GuardLookUp, 1, time.Second, 1, confirmed},
		"sent again":            {connector.GuardLookUp, 2, time.Second, 1, brief{Sent, TaskProve, settleTime - time.Second, ReasonNone}},
		"sent again, long ago":  {connector.GuardLookUp, 2, settleTime, 1, confirmed},
		"sent again with a key": {connector.GuardKey, 2, time.Second, 1, confirmed},
		"the copy came":         {connector.GuardLookUp, 2, settleTime, 2, brief{Attention, TaskNone, -1, ReasonDoubled}},
	} {
		s := situation(func(s *Situation) {
			s.State, s.Task, s.Guard, s.Attempt, s.SentAt = Sent, TaskProve, c.guard, c.attempt, noon().Add(-c.since)
		})
		v := NextSighting(s, connector.Sighting{Finding: connector.Found, Receipts: make([]connector.Receipt, c.copies)}, noon())
		if d := cmp.Diff(c.want, briefly(v)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestExpired(t *testing.T) {
	t.Parallel()
	doubt := noon().Add(-time.Hour)
	for name, c := range map[string]struct {
		change func(s *Situation)
		marked bool
		want   brief
	}{
		"before the mark":                {nil, false, brief{Retrying, TaskSend, 0, ReasonLost}},
		"before the mark, last try":      {func(s *Situation) { s.Attempt = MaxAttempts }, false, brief{Attention, TaskNone, -1, ReasonGaveUp}},
		"before the mark, earlier doubt": {func(s *Situation) { s.FirstDoubtAt = doubt }, false, brief{Unsure, TaskLook, lookDelay, ReasonDoubt}},
		"after the mark":                 {nil, true, brief{Unsure, TaskLook, 0, ReasonDoubt}},
		"after the mark, by key":         {func(s *Situation) { s.Guard = connector.GuardKey }, true, brief{Unsure, TaskSend, 0, ReasonDoubt}},
		"after the mark, by key, again":  {func(s *Situation) { s.Guard, s.Attempt = connector.GuardKey, 2 }, true, brief{Unsure, TaskSend, delay(situation(nil).ID, 2), ReasonDoubt}},
		"after the mark, no guard":       {func(s *Situation) { s.Guard = connector.GuardNone }, true, brief{Unsure, TaskNone, -1, ReasonAskPerson}},
		"a look":                         {func(s *Situation) { s.State, s.Task, s.FirstDoubtAt = Unsure, TaskLook, doubt }, false, brief{Unsure, TaskLook, 0, ReasonDoubt}},
		"a poll":                         {func(s *Situation) { s.State, s.Task = Polling, TaskPoll }, false, brief{Polling, TaskPoll, 0, ReasonNone}},
		"a proof":                        {func(s *Situation) { s.State, s.Task = Sent, TaskProve }, false, brief{Sent, TaskProve, 0, ReasonNone}},
		// Whatever lost its task meanwhile must never be claimed again.
		"a proof of what was taken down": {func(s *Situation) { s.State, s.Task, s.Reason = Withdrawn, TaskNone, ReasonWithdrawn }, false, brief{Withdrawn, TaskNone, -1, ReasonWithdrawn}},
	} {
		if d := cmp.Diff(c.want, briefly(Expired(situation(c.change), c.marked, noon()))); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

// every returns each situation in which a verdict can be asked for.
func every(visit func(name string, s Situation)) {
	held := map[Task][]State{TaskSend: {Sending}, TaskLook: {Unsure}, TaskPoll: {Polling}, TaskProve: {Sent, Confirmed}}
	for task, states := range held {
		for _, state := range states {
			for _, guard := range []connector.Guard{connector.GuardKey, connector.GuardLookUp, connector.GuardNone, ""} {
				for _, intent := range []connector.Intent{connector.Publish, connector.Correct, connector.Withdraw} {
					for _, attempt := range []int{1, MaxAttempts - 1, MaxAttempts, MaxAttempts + 1, maxThrottled, maxThrottled + 1} {
						for _, looks := range []int{0, 1, maxProofs - 1, maxLooks, maxPolls} {
							for _, doubt := range []time.Time{{}, noon().Add(-time.Second), noon().Add(-time.Hour)} {
								s := situation(func(s *Situation) {
									s.Task, s.State, s.Guard, s.Intent, s.Attempt, s.Looks, s.FirstDoubtAt = task, state, guard, intent, attempt, looks, doubt
								})
								if state == Sent || state == Confirmed {
									s.SentAt = noon().Add(-time.Hour)
								}
								visit(fmt.Sprintf("%s %s %s, guard %s, try %d, looks %d, doubt %v", task, intent, state, guard, attempt, looks, !doubt.IsZero()), s)
							}
						}
					}
				}
			}
		}
	}
}

// verdicts returns every verdict on a situation.
func verdicts(s Situation) map[string]Verdict {
	all := map[string]Verdict{}
	if s.Task == TaskSend || s.Task == TaskPoll {
		for _, class := range append(connector.Classes(), "weird") {
			for _, until := range []time.Time{{}, noon().AddDate(1, 0, 0)} {
				all[fmt.Sprint(class, until.IsZero())] = Next(s, connector.Outcome{Class: class, Until: until, Handle: "h"}, noon())
			}
		}
	} else {
		for _, finding := range []connector.Finding{connector.Found, connector.Missing, connector.Unclear, connector.Blind} {
			for copies := range 3 {
				all[fmt.Sprint(finding, copies)] = NextSighting(s, connector.Sighting{Finding: finding, Receipts: make([]connector.Receipt, copies)}, noon())
			}
		}
	}
	all["lost"], all["lost, marked"] = Expired(s, false, noon()), Expired(s, true, noon())
	return all
}

func TestEveryVerdictIsAllowedExplainedAndHasAWayOut(t *testing.T) {
	t.Parallel()
	final := []State{Sent, Confirmed, Cancelled, Superseded, Withdrawn}
	every(func(name string, s Situation) {
		for what, v := range verdicts(s) {
			if !MayMove(s.State, v.State) {
				t.Fatalf("%s: %s moves it to %s", name, what, v.State)
			}
			if (v.Task == TaskNone) != v.NextAt.IsZero() {
				t.Fatalf("%s: %s gives task %q at %v", name, what, v.Task, v.NextAt)
			}
			if v.NextAt.After(noon().Add(maxPark)) {
				t.Fatalf("%s: %s puts it off until %v", name, what, v.NextAt)
			}
			after := s.apply(v, noon())
			if !slices.Contains(final, v.State) && v.NextAt.IsZero() && len(steps(after, connector.Spec{}, standing{inForce: true, open: true})) == 0 {
				t.Fatalf("%s: %s leaves it without a way out: %+v", name, what, v)
			}
			if v.Reason != ReasonNone && !slices.Contains(Reasons(), v.Reason) {
				t.Fatalf("%s: %s gives the unknown reason %q", name, what, v.Reason)
			}
			if v.State == Unsure && after.FirstDoubtAt.IsZero() && s.Task != TaskLook {
				t.Fatalf("%s: %s leaves it unsure since never", name, what)
			}
			// What may be there is created again only under a key, or after a look that counted.
			inDoubt := !s.FirstDoubtAt.IsZero() || what == "ambiguoustrue" || what == "lost, marked"
			if v.Task == TaskSend && s.Task == TaskSend && inDoubt && s.FirstDoubtAt.IsZero() && s.Guard != connector.GuardKey {
				t.Fatalf("%s: %s sends again without a look", name, what)
			}
			if (s.Task == TaskProve) && v.Task == TaskSend {
				t.Fatalf("%s: %s leads from a proof back to create", name, what)
			}
			if d := cmp.Diff(v, verdicts(s)[what]); d != "" {
				t.Fatalf("%s: %s is judged otherwise the second time:\n%s", name, what, d)
			}
		}
	})
}

func TestDelayGrowsWithinBounds(t *testing.T) {
	t.Parallel()
	want := firstDelay
	for n := 1; n <= 80; n++ {
		shortest, longest := time.Hour*2, time.Duration(0)
		for i := range 200 {
			id := fmt.Sprintf("0193a5c0-0000-7000-8000-%012d", i)
			d := delay(id, n)
			if d != delay(id, n) {
				t.Fatal("the same try waits differently")
			}
			shortest, longest = min(shortest, d), max(longest, d)
		}
		if shortest < want || longest > want+want/5 || longest-shortest < want/20 {
			t.Errorf("try %d waits %v to %v, want from %v to a fifth more, spread out", n, shortest, longest, want)
		}
		want = min(3*want, maxDelay)
	}
}

func TestEveryReasonStateAndRuleHasWords(t *testing.T) {
	t.Parallel()
	words := map[string]fault.Text{}
	for _, r := range Reasons() {
		words["reason "+string(r)] = r.Words()
	}
	for _, s := range States() {
		words["state "+string(s)] = s.Words()
	}
	for _, r := range rule.All() {
		words["rule "+string(r)] = r.Words()
	}
	said := map[fault.Text]string{}
	for what, w := range words {
		if w.VI == "" || w.EN == "" || w.VI == w.EN {
			t.Errorf("%s: %+v", what, w)
		}
		if other, twice := said[w]; twice {
			t.Errorf("%s and %s say the same: %s", what, other, w.EN)
		}
		said[w] = what
	}
	if got := ReasonNone.Words(); !got.IsZero() {
		t.Errorf("no reason says %+v", got)
	}
}

func TestMovesAreAboutKnownStates(t *testing.T) {
	t.Parallel()
	if len(Moves()) != len(States()) {
		t.Errorf("%d states in the table, %d in the list", len(Moves()), len(States()))
	}
	for from, to := range Moves() {
		for _, state := range append(to, from) {
			if !slices.Contains(States(), state) {
				t.Errorf("unknown state %q", state)
			}
		}
		if !MayMove(from, from) || MayMove(from, "elsewhere") {
			t.Errorf("%s: staying is a move, or anything is", from)
		}
	}
	for _, end := range []State{Superseded, Withdrawn} {
		if len(Moves()[end]) != 0 {
			t.Errorf("%s is an end", end)
		}
	}
}
