package article

import (
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/right"
)

// Flows tells by which flow a unit goes; [flow.Reader] does.
type Flows interface {
	InForce(ctx context.Context, unit string) (flow.Flow, error)
}

// Approvals keeps who has looked at what is to be released.
type Approvals interface {
	AddApproval(ctx context.Context, a flow.Approval) error
	// Approvals lists those of an edition for the release of a number, or all for 0, the oldest
	// first, void ones included.
	Approvals(ctx context.Context, edition string, number int) ([]flow.Approval, error)
	// VoidApprovals makes those void that are for a release to come, and says how many.
	VoidApprovals(ctx context.Context, edition string, reason flow.VoidReason) (int, error)
	// BindApprovals notes that approvals, by id, entered a release.
	BindApprovals(ctx context.Context, ids []string, release string) error
	AddRecheck(ctx context.Context, r flow.Recheck) error
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
	number int // of the release to be
	object right.Object
	story  string // unit of the story
}

// TurnOf tells whose turn it is with a story under a flow: lead is the code of the lead unit,
// and the approvals are those that count.
func TurnOf(a Article, o right.Object, rules flow.Flow, lead string, given []flow.Approval) Turn {
	t := Turn{Step: rules.Next(a.Facets, len(given)), Flow: rules, Unit: a.Unit, Given: given, object: o, story: a.Unit}
	if t.Second == flow.LeadUnit {
		t.Unit = lead
	}
	t.object.Unit = t.Unit
	return t
}

// turn reads whose turn it is. An approval counts only while its hash is that of what would be
// released now and nobody whose look it is has a hand in it.
func (s *Service) turn(ctx context.Context, a Article, e Edition) (Turn, error) {
	rules, err := s.o.Flows.InForce(ctx, a.Unit)
	if err != nil {
		return Turn{}, err
	}
	last, err := s.o.Releases.LastNumber(ctx, e.ID)
	if err != nil {
		return Turn{}, err
	}
	var given []flow.Approval
	if e.State == InReview {
		if given, err = s.given(ctx, a, e, last+1); err != nil {
			return Turn{}, err
		}
	}
	lead := ""
	if rules.Second == flow.LeadUnit {
		current, err := s.o.Plans.Current(ctx, s.today())
		if err != nil {
			return Turn{}, err
		}
		lead = current.LeadUnit
	}
	o, err := s.Object(ctx, a, e)
	t := TurnOf(a, o, rules, lead, given)
	t.number = last + 1
	return t, err
}

// given lists the approvals that count.
func (s *Service) given(ctx context.Context, a Article, e Edition, number int) ([]flow.Approval, error) {
	all, err := s.o.Approvals.Approvals(ctx, e.ID, number)
	all = slices.DeleteFunc(all, func(one flow.Approval) bool { return !one.VoidedAt.IsZero() })
	if err != nil || len(all) == 0 {
		return nil, err
	}
	content, err := s.compose(ctx, a, e)
	if err != nil {
		return nil, err
	}
	_, hash, err := content.Seal()
	if err != nil {
		return nil, err
	}
	contributions, err := s.o.Releases.Contributors(ctx, e.ID, number)
	if err != nil {
		return nil, err
	}
	return Counting(slices.DeleteFunc(all, func(one flow.Approval) bool { return one.Hash != hash }), contributions), nil
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
	if t.Unit == t.story {
		return decision
	}
	if decision.Allowed {
		if reads := actor.May(right.ArticleRead, right.In(t.story)); !reads.Allowed {
			return reads
		}
		return decision
	}
	decision.Reason = fault.T("Cấp duyệt này thuộc đơn vị chủ trì ("+t.Unit+").", "This approval is the lead unit's ("+t.Unit+").")
	return decision
}

// MayHurry judges whether somebody is on duty and could let the story go out alone.
func (t Turn) MayHurry(actor right.Actor, a Article, p Parts, now time.Time) bool {
	step, why := t.Flow.Hurry(a.Facets, a.Priority == MaxPriority, actor.ID, now)
	if !why.IsZero() {
		return false
	}
	t, actor = t.hurried(step), actor.Own()
	if !t.May(actor).Allowed {
		return false
	}
	_, err := t.Eyes(actor, p)
	return err == nil
}

// hurried is the turn of somebody on duty, who lets the story go out alone.
func (t Turn) hurried(step flow.Step) Turn {
	t.Step, t.Unit, t.object.Unit = step, t.story, t.story
	return t
}

// void makes the approvals void that were given for the release to come.
func (s *Service) void(ctx context.Context, e Edition, reason flow.VoidReason) (int, error) {
	return s.o.Approvals.VoidApprovals(ctx, e.ID, reason)
}

// unsettled says that what some people have approved is otherwise by now: their approvals are
// void, and it is for the first of them again.
func (s *Service) unsettled(ctx context.Context, actor right.Actor, a Article, e Edition) error {
	n, err := s.void(ctx, e, flow.VoidChanged)
	if err != nil || n == 0 {
		return err
	}
	return s.tell(ctx, actor, told{"edition.void_approval", e.HeadRevision, map[string]any{"approvals": n, "reason": string(flow.VoidChanged)}}, a, e)
}
