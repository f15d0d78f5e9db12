package eyes

import (
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// Story is what is judged of a story.
type Story struct {
	Unit   string // code
	Facets plan.Facets
	Urgent bool // of the highest priority
}

// Turn is whose turn it is with an edition: the next approval that it needs, and those that
// count.
type Turn struct {
	flow.Step
	Flow flow.Flow
	// Unit is where the approval is given: that of the story, or the lead unit.
	Unit string
	// Given are the approvals that count: for this very content, by people with no part in it.
	Given  []flow.Approval
	Number int // of the release to be; 0 where nobody asked
	object right.Object
	story  Story
}

// TurnOf tells whose turn it is with a story under a flow: lead is the code of the lead unit,
// o the edition as rights see it, and the approvals are those that count.
func TurnOf(s Story, o right.Object, rules flow.Flow, lead string, given []flow.Approval) Turn {
	t := Turn{Step: rules.Next(s.Facets, len(given)), Flow: rules, Unit: s.Unit, Given: given, object: o, story: s}
	if t.Second == flow.LeadUnit {
		t.Unit = lead
	}
	t.object.Unit = t.Unit
	return t
}

// Counting leaves out the approvals of people who have contributed to the release since.
func Counting(all []flow.Approval, contributions []Contribution) []flow.Approval {
	return slices.DeleteFunc(all, func(one flow.Approval) bool {
		return slices.ContainsFunc(contributions, func(c Contribution) bool { return slices.Contains(one.Eyes(), c.Person) })
	})
}

// May judges by right alone whether somebody may give the next approval. Whoever gives it in
// another unit than the story's must also be able to read the story there.
func (t Turn) May(actor right.Actor) right.Decision {
	decision := actor.May(t.Action(), t.object)
	if t.Unit == t.story.Unit {
		return decision
	}
	if decision.Allowed {
		if reads := actor.May(right.ArticleRead, right.In(t.story.Unit)); !reads.Allowed {
			return reads
		}
		return decision
	}
	decision.Reason = fault.T("Cấp duyệt này thuộc đơn vị chủ trì ("+t.Unit+").", "This approval is the lead unit's ("+t.Unit+").")
	return decision
}

// Hurry is the turn of somebody on duty, who lets the story go out alone; the words say why it
// is not theirs.
func (t Turn) Hurry(person string, now time.Time) (Turn, fault.Text) {
	step, why := t.Flow.Hurry(t.story.Facets, t.story.Urgent, person, now)
	if why.IsZero() {
		t.Step, t.Unit, t.object.Unit = step, t.story.Unit, t.story.Unit
	}
	return t, why
}

// MayHurry judges whether somebody is on duty and could let the story go out alone.
func (t Turn) MayHurry(actor right.Actor, p Parts, now time.Time) bool {
	t, why := t.Hurry(actor.ID, now)
	actor = actor.Own() // the duty is theirs, and what others lent is not
	if !why.IsZero() || !t.May(actor).Allowed {
		return false
	}
	_, err := t.Eyes(actor, p)
	return err == nil
}

// Eyes holds an approval to the four eyes and tells in whose place it is given: nobody's,
// where the own right is enough, else that of the first lender with no part in the release.
// The actor may have none in any case, so that a lent right never makes two pairs of eyes
// one: neither the writer approves in the place of another, nor another in the writer's. Nor
// does anybody whose look one of the approvals before was.
func (t Turn) Eyes(actor right.Actor, p Parts) (right.Principal, error) {
	if err := t.fourEyes(right.Principal{ID: actor.ID}, p, yours()); err != nil {
		return right.Principal{}, err
	}
	var refused error
	for _, one := range actor.InPlaceOf(t.Action(), t.object) {
		if one.ID == "" {
			return one, nil
		}
		if refused = t.fourEyes(one, p, theirs(one)); refused == nil {
			return one, nil
		}
	}
	return right.Principal{}, refused
}

// yours and theirs begin the sentence that tells who had a hand in what is to be approved.
func yours() fault.Text { return fault.T("Bạn đã", "You have") }

func theirs(one right.Principal) fault.Text {
	return fault.Tf("%s, người ủy quyền cho bạn, đã", "%s, in whose place you act, has", one.Name)
}

// fourEyes refuses those who have a part in the release, and those who looked at it before.
func (t Turn) fourEyes(who right.Principal, p Parts, says fault.Text) error {
	for _, one := range t.Given {
		if t.Of > 1 && !t.Urgent && slices.Contains(one.Eyes(), who.ID) {
			return fault.New(fault.FourEyes, fault.T(says.VI+" duyệt cấp 1 bản này; cấp sau cần người khác.", says.EN+" given the first approval of this edition; the next is for somebody else."))
		}
	}
	return p.bar(who, says)
}
