// Package flow is the way of a text through approval as data: how many people look at it before
// it goes out, in which unit the second of them is, what goes faster and who is on duty for that,
// and what may be forced (facts 5b of the newsroom; R13, R23).
//
// Each unit has a flow of its own or goes by that of the house. A flow never changes: what is set
// is a new version, so that an approval tells for good by which rules it was given. The rules are
// pure; [Service] sets and shows them.
package flow

import (
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// House stands for the house in addresses, where a unit's code may stand.
const House = "default"

// Flow is one version of the flow of a unit.
type Flow struct {
	Unit     string // code; "" is the house, for units without a flow of their own
	Version  int    // from 1, which is what holds while nothing was set
	Inherits bool   // the unit goes by the house's, and Rules are empty
	Rules
	SetBy string // id; "" for what was never set
	SetAt time.Time
}

// Usual is what holds while nothing was set: one approval, no lane, nothing forced.
func Usual(unit string) Flow {
	return Flow{Unit: unit, Version: 1, Inherits: unit != "", Rules: Rules{Levels: 1, Second: OwnUnit, Force: Nobody}}
}

// Rules are what a flow says.
type Rules struct {
	// Levels is how many different people look at every text, 1 or 2.
	Levels int `json:"levels"`
	// Second is where the second of two is.
	Second Second `json:"second"`
	// Marked are the facets whose stories two people look at, however many the levels (R23).
	Marked []Mark `json:"marked,omitempty"`
	// Required are kinds of facets that a story needs beside pillar and area (R26).
	Required []plan.Kind `json:"required,omitempty"`
	// CheckMinutes is how long after an urgent approval somebody else must have checked what
	// went out; 0 closes the urgent lane.
	CheckMinutes int `json:"check_minutes,omitempty"`
	// Duty says who may approve alone in the urgent lane, and when.
	Duty []Duty `json:"duty,omitempty"`
	// Force says who may let pass what the checklist stops.
	Force Force `json:"force"`
}

// Second says in which unit the second approval is given.
type Second string

// The places of the second approval. A small unit has too few people: then the lead unit's
// look (a rule for the unit, and no way round the four eyes).
const (
	OwnUnit  Second = "unit"
	LeadUnit Second = "lead_unit"
)

// Force says who may let pass what the checklist stops, of what can be let pass at all.
type Force string

// Who may force.
const (
	Nobody    Force = "nobody"
	Approvers Force = "approver"  // whoever gives the last approval
	Lead      Force = "lead_unit" // of these, who holds the right to approve in the lead unit
)

// Mark is a facet whose stories two people look at.
type Mark struct {
	Kind plan.Kind `json:"kind"`
	Code string    `json:"code"`
}

// Duty is a time in which somebody is on duty for what is urgent (trực duyệt).
type Duty struct {
	Person string `json:"person"` // id
	Starts Hour   `json:"starts"`
	Ends   Hour   `json:"ends"` // the first instant at which they are not any more
}

// Hour is an instant with the wall time and zone as typed.
type Hour struct {
	At   time.Time `json:"at"`
	Wall string    `json:"wall"`
	Zone string    `json:"zone"`
}

// Eyes is how many different people look at a story with these facets.
func (r Rules) Eyes(f plan.Facets) int {
	if r.Levels > 1 || slices.ContainsFunc(r.Marked, func(m Mark) bool { return slices.Contains(codes(f, m.Kind), m.Code) }) {
		return 2
	}
	return 1
}

// codes are those of a kind.
func codes(f plan.Facets, kind plan.Kind) []string {
	switch kind {
	case plan.Pillar:
		return f.Pillars
	case plan.Area:
		return f.Areas
	case plan.Topic:
		return f.Topics
	case plan.Audience:
		return f.Audiences
	case plan.MemberState:
		return f.MemberStates
	case plan.Form:
		if f.Form != "" {
			return []string{f.Form}
		}
	case plan.Language:
	}
	return nil
}

// Missing lists the required kinds of which a story has none.
func (r Rules) Missing(f plan.Facets) []plan.Kind {
	return slices.DeleteFunc(slices.Clone(r.Required), func(kind plan.Kind) bool { return len(codes(f, kind)) > 0 })
}

// Step is one approval on the way of a text.
type Step struct {
	Level int // from 1
	Of    int // how many there are to be
	// Second is where it is given.
	Second Second
	// Urgent is one that stands for all, with a check afterwards.
	Urgent bool
}

// Last tells whether nothing is missing after it: it makes the release.
func (s Step) Last() bool { return s.Urgent || s.Level == s.Of }

// Action is the right that it takes, in the unit where it is given.
func (s Step) Action() right.Action {
	if s.Last() {
		return right.EditionApprove
	}
	return right.EditionFirstApprove
}

// Next is the approval that a story needs next, of which some people have looked at it as it
// stands now.
func (r Rules) Next(f plan.Facets, given int) Step {
	s := Step{Of: r.Eyes(f), Second: OwnUnit}
	s.Level = min(given+1, s.Of)
	if s.Level == 2 {
		s.Second = r.Second
	}
	return s
}

// OnDuty tells whether somebody is on duty at an instant.
func (r Rules) OnDuty(person string, at time.Time) bool {
	return slices.ContainsFunc(r.Duty, func(d Duty) bool { return d.Person == person && !at.Before(d.Starts.At) && at.Before(d.Ends.At) })
}

// Hurry is the approval by which somebody on duty lets a story go out alone; why says why not,
// where they may not. The right to approve is judged apart.
func (r Rules) Hurry(f plan.Facets, urgent bool, person string, at time.Time) (step Step, why fault.Text) {
	switch {
	case r.CheckMinutes == 0:
		why = fault.T("đơn vị này không mở luồng tin khẩn", "the urgent lane of this unit is closed")
	case r.Eyes(f) == 1:
		why = fault.T("bài này chỉ cần một người duyệt; duyệt bình thường", "one approval is all that this story needs; approve it as usual")
	case !urgent:
		why = fault.T("chỉ tin có mức ưu tiên cao nhất đi luồng khẩn", "only stories of the highest priority take the urgent lane")
	case !r.OnDuty(person, at):
		why = fault.T("bạn không trong ca trực duyệt lúc này", "you are not on duty at this moment")
	}
	return Step{Level: 1, Of: r.Eyes(f), Second: OwnUnit, Urgent: true}, why
}

// CheckWithin is how long after an urgent approval the check is due.
func (r Rules) CheckWithin() time.Duration { return time.Duration(r.CheckMinutes) * time.Minute }

// MayForce refuses whoever the flow does not let force: of the last approval, or of one before
// it, which only needs that somebody may. lead tells that they approve in the lead unit.
func (f Flow) MayForce(last, lead bool) error {
	switch {
	case f.Force == Approvers, f.Force == Lead && (!last || lead):
		return nil
	case f.Force == Lead:
		return fault.Invalid("/force", fault.T("luồng duyệt của đơn vị chỉ để đơn vị chủ trì phát bắt buộc", "the flow of the unit lets the lead unit alone force"))
	}
	return fault.Invalid("/force", fault.T("luồng duyệt của đơn vị không cho phát bắt buộc", "the flow of the unit lets nobody force"))
}
