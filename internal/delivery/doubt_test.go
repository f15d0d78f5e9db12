package delivery

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/connector"
)

// What may be there is never reported as given up: whoever read that would send it again. Once
// its tries are used up, a person looks.
func TestDoubtThatRunsOutOfTriesAsksAPerson(t *testing.T) {
	t.Parallel()
	last := func(s *Situation) { s.Attempt = MaxAttempts }
	says := func(class connector.Class) func(s Situation) Verdict {
		return func(s Situation) Verdict { return Next(s, connector.Outcome{Class: class}, noon()) }
	}
	lost := func(marked bool) func(s Situation) Verdict {
		return func(s Situation) Verdict { return Expired(s, marked, noon()) }
	}
	for name, c := range map[string]struct {
		change func(s *Situation)
		judge  func(s Situation) Verdict
		sure   brief // without a doubt
	}{
		"transient": {last, says(connector.Transient), brief{Attention, TaskNone, -1, ReasonGaveUp}},
		"throttled": {func(s *Situation) { s.Reason, s.Looks = ReasonThrottled, maxThrottled-1 }, says(connector.Throttled), brief{Attention, TaskNone, -1, ReasonGaveUp}},
		"lost":      {last, lost(false), brief{Attention, TaskNone, -1, ReasonGaveUp}},
		// These are a doubt of their own.
		"lost, marked": {last, lost(true), brief{Unsure, TaskNone, -1, ReasonAskPerson}},
		"ambiguous":    {last, says(connector.Ambiguous), brief{Unsure, TaskNone, -1, ReasonAskPerson}},
	} {
		for _, guard := range []connector.Guard{connector.GuardKey, connector.GuardNone} {
			s := situation(c.change)
			s.Guard = guard
			if d := cmp.Diff(c.sure, briefly(c.judge(s))); d != "" {
				t.Errorf("%s, guard %s, no doubt before (-want +got):\n%s", name, guard, d)
			}
			s.FirstDoubtAt = noon().Add(-time.Hour)
			v := c.judge(s)
			if d := cmp.Diff(brief{Unsure, TaskNone, -1, ReasonAskPerson}, briefly(v)); d != "" {
				t.Errorf("%s, guard %s, in doubt (-want +got):\n%s", name, guard, d)
			}
			if after := s.apply(v, noon()); !after.FirstDoubtAt.Equal(s.FirstDoubtAt) || after.NeverLeft() {
				t.Errorf("%s, guard %s: the doubt began at %s, and then at %s", name, guard, s.FirstDoubtAt, after.FirstDoubtAt)
			}
		}
	}
}

// Whatever a destination says of a post, only a proof that saw it as it must be confirms it:
// there for a publication, gone for a withdrawal.
func TestOnlyAProofConfirms(t *testing.T) {
	t.Parallel()
	confirmed := map[connector.Intent]int{}
	every(func(name string, s Situation) {
		wanted := connector.Found
		if s.Intent == connector.Withdraw {
			wanted = connector.Missing
		}
		proofs := []string{fmt.Sprint(wanted, 0), fmt.Sprint(wanted, 1)}
		if wanted == connector.Missing {
			proofs = append(proofs, fmt.Sprint(wanted, 2))
		}
		for what, v := range verdicts(s) {
			if v.State != Confirmed || s.State == Confirmed {
				continue
			}
			if s.Task != TaskProve || !slices.Contains(proofs, what) {
				t.Fatalf("%s: %s confirms it", name, what)
			}
			confirmed[s.Intent]++
		}
	})
	for _, intent := range []connector.Intent{connector.Publish, connector.Correct, connector.Withdraw} {
		if confirmed[intent] == 0 {
			t.Errorf("nothing confirms a delivery to %s", intent)
		}
	}
}
