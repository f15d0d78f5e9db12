package flow_test

import (
	"slices"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

func TestHowManyLook(t *testing.T) {
	t.Parallel()
	challenge := flow.Mark{Kind: plan.Topic, Code: "thach-thuc"}
	profile := flow.Mark{Kind: plan.Form, Code: "guong-dien-hinh"}
	for name, c := range map[string]struct {
		rules  flow.Rules
		facets plan.Facets
		given  int
		want   flow.Step
		last   bool
		action right.Action
	}{
		"one level":                {flow.Rules{Levels: 1, Second: flow.LeadUnit}, plan.Facets{}, 0, flow.Step{Level: 1, Of: 1, Second: flow.OwnUnit}, true, right.EditionApprove},
		"one level, looked at":     {flow.Rules{Levels: 1}, plan.Facets{}, 1, flow.Step{Level: 1, Of: 1, Second: flow.OwnUnit}, true, right.EditionApprove},
		"two, the first":           {flow.Rules{Levels: 2, Second: flow.LeadUnit}, plan.Facets{}, 0, flow.Step{Level: 1, Of: 2, Second: flow.OwnUnit}, false, right.EditionFirstApprove},
		"two, the second":          {flow.Rules{Levels: 2, Second: flow.LeadUnit}, plan.Facets{}, 1, flow.Step{Level: 2, Of: 2, Second: flow.LeadUnit}, true, right.EditionApprove},
		"two, and more looks":      {flow.Rules{Levels: 2, Second: flow.OwnUnit}, plan.Facets{}, 3, flow.Step{Level: 2, Of: 2, Second: flow.OwnUnit}, true, right.EditionApprove},
		"a marked topic":           {flow.Rules{Levels: 1, Second: flow.OwnUnit, Marked: []flow.Mark{challenge}}, plan.Facets{Topics: []string{"co-hoi", "thach-thuc"}}, 0, flow.Step{Level: 1, Of: 2, Second: flow.OwnUnit}, false, right.EditionFirstApprove},
		"a marked form":            {flow.Rules{Levels: 1, Second: flow.OwnUnit, Marked: []flow.Mark{challenge, profile}}, plan.Facets{Form: "guong-dien-hinh"}, 0, flow.Step{Level: 1, Of: 2, Second: flow.OwnUnit}, false, right.EditionFirstApprove},
		"the code in another kind": {flow.Rules{Levels: 1, Marked: []flow.Mark{challenge}}, plan.Facets{Areas: []string{"thach-thuc"}}, 0, flow.Step{Level: 1, Of: 1, Second: flow.OwnUnit}, true, right.EditionApprove},
	} {
		got := c.rules.Next(c.facets, c.given)
		if got != c.want || got.Last() != c.last || got.Action() != c.action {
			t.Errorf("%s: %+v, last %v, by %s; want %+v, %v, %s", name, got, got.Last(), got.Action(), c.want, c.last, c.action)
		}
	}
}

func TestWhoHurries(t *testing.T) {
	t.Parallel()
	now := time.Date(2025, 3, 3, 1, 0, 0, 0, time.UTC)
	open := flow.Rules{Levels: 2, CheckMinutes: 60, Duty: []flow.Duty{{Person: "p", Starts: flow.Hour{At: now.Add(-time.Hour)}, Ends: flow.Hour{At: now.Add(time.Hour)}}}}
	closed, single := open, open
	closed.CheckMinutes, single.Levels = 0, 1
	for name, c := range map[string]struct {
		rules  flow.Rules
		urgent bool
		person string
		at     time.Time
		may    bool
	}{
		"on duty":          {open, true, "p", now, true},
		"at the beginning": {open, true, "p", now.Add(-time.Hour), true},
		"before":           {open, true, "p", now.Add(-time.Hour - 1), false},
		"at the end":       {open, true, "p", now.Add(time.Hour), false},
		"somebody else":    {open, true, "q", now, false},
		"not urgent":       {open, false, "p", now, false},
		"a closed lane":    {closed, true, "p", now, false},
		"one look is all":  {single, true, "p", now, false},
	} {
		step, why := c.rules.Hurry(plan.Facets{}, c.urgent, c.person, c.at)
		if why.IsZero() != c.may || !step.Last() || step.Action() != right.EditionApprove || !c.may && (why.VI == "" || why.EN == "") {
			t.Errorf("%s: %+v, %+v", name, step, why)
		}
	}
}

func TestLooser(t *testing.T) {
	t.Parallel()
	mark, other := flow.Mark{Kind: plan.Topic, Code: "a"}, flow.Mark{Kind: plan.Topic, Code: "b"}
	was := flow.Rules{Levels: 1, Second: flow.LeadUnit, Marked: []flow.Mark{mark}, Required: []plan.Kind{plan.Audience}, CheckMinutes: 60, Force: flow.Lead}
	for name, c := range map[string]struct {
		change func(r *flow.Rules)
		want   []string
	}{
		"the same": {func(*flow.Rules) {}, nil},
		"more": {func(r *flow.Rules) {
			r.Levels, r.Marked, r.CheckMinutes, r.Force = 2, []flow.Mark{other, mark}, 30, flow.Nobody
		}, nil},
		"a lane that is closed":  {func(r *flow.Rules) { r.CheckMinutes = 0 }, nil},
		"marks under two levels": {func(r *flow.Rules) { r.Levels, r.Marked = 2, nil }, nil},
		"everything less": {func(r *flow.Rules) {
			*r = flow.Rules{Second: flow.OwnUnit, Marked: []flow.Mark{other}, CheckMinutes: 90, Force: flow.Approvers}
		},
			[]string{"/levels", "/second", "/marked", "/required", "/check_minutes", "/force"}},
	} {
		is := was
		c.change(&is)
		if got := flow.Looser(was, is); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	if got := flow.Looser(flow.Usual("").Rules, flow.Rules{Levels: 1, Second: flow.OwnUnit, CheckMinutes: 10, Force: flow.Nobody}); !slices.Equal(got, []string{"/check_minutes"}) {
		t.Errorf("a lane that opens: %v", got)
	}
}
