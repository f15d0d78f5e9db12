package article

import (
	"context"
	"slices"

	"github.com/lantoa/lantoa/internal/eyes"
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

// Story is what the four eyes judge of an article.
func (a Article) Story() eyes.Story {
	return eyes.Story{Unit: a.Unit, Facets: a.Facets, Urgent: a.Priority == MaxPriority}
}

// turn reads whose turn it is. An approval counts only while its hash is that of what would be
// released now and nobody whose look it is has a hand in it.
func (s *Service) turn(ctx context.Context, a Article, e Edition) (eyes.Turn, error) {
	rules, err := s.o.Flows.InForce(ctx, a.Unit)
	if err != nil {
		return eyes.Turn{}, err
	}
	last, err := s.o.Releases.LastNumber(ctx, e.ID)
	if err != nil {
		return eyes.Turn{}, err
	}
	var given []flow.Approval
	if e.State == InReview {
		if given, err = s.given(ctx, a, e, last+1); err != nil {
			return eyes.Turn{}, err
		}
	}
	lead := ""
	if rules.Second == flow.LeadUnit {
		current, err := s.o.Plans.Current(ctx, s.today())
		if err != nil {
			return eyes.Turn{}, err
		}
		lead = current.LeadUnit
	}
	o, err := s.Object(ctx, a, e)
	t := eyes.TurnOf(a.Story(), o, rules, lead, given)
	t.Number = last + 1
	return t, err
}

// given lists the approvals that count.
func (s *Service) given(ctx context.Context, a Article, e Edition, number int) ([]flow.Approval, error) {
	all, err := s.o.Approvals.Approvals(ctx, e.ID, number)
	all = slices.DeleteFunc(all, func(one flow.Approval) bool { return !one.VoidedAt.IsZero() })
	if err != nil || len(all) == 0 {
		return nil, err
	}
	content, err := s.o.Candidates.Compose(ctx, a, e)
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
	return eyes.Counting(slices.DeleteFunc(all, func(one flow.Approval) bool { return one.Hash != hash }), contributions), nil
}

// eyes holds an approval to the four eyes, see [eyes.Turn.Eyes].
func (s *Service) eyes(ctx context.Context, actor right.Actor, e Edition, t eyes.Turn) (right.Principal, error) {
	p, err := s.parts(ctx, e, t.Number)
	if err != nil {
		return right.Principal{}, err
	}
	return t.Eyes(actor, p)
}

// parts reads who has a part in the release of a number.
func (s *Service) parts(ctx context.Context, e Edition, number int) (eyes.Parts, error) {
	p := eyes.Parts{Lang: e.Lang}
	var err error
	if p.Contributions, err = s.o.Releases.Contributors(ctx, e.ID, number); err != nil {
		return eyes.Parts{}, err
	}
	if p.Wordings, err = s.o.Variants.Entering(ctx, e.ID, e.Lang); err != nil {
		return eyes.Parts{}, err
	}
	head, err := s.o.Texts.Revision(ctx, e.HeadRevision)
	if err != nil {
		return eyes.Parts{}, err
	}
	if p.Pictures, err = Pictured(ctx, s.o.Library, head.Text.Pictures); err != nil {
		return eyes.Parts{}, err
	}
	if e.ApprovedRelease == "" || len(p.Pictures) == 0 && len(p.Wordings) == 0 {
		return p, nil
	}
	inForce, err := s.o.Releases.Release(ctx, e.ApprovedRelease)
	p.InForce, p.Worded = inForce.Content.Pictures, inForce.Content.Variants
	return p, err
}

// void makes the approvals void that were given for the release to come.
func (s *Service) void(ctx context.Context, e Edition, reason flow.VoidReason) (int, error) {
	return s.o.Approvals.VoidApprovals(ctx, e.ID, reason)
}

// unsettled says that what some people have approved is otherwise by now: their approvals are
// void, and it is for the first of them again.
func (s *Service) unsettled(ctx context.Context, actor right.Actor, a Article, e Edition) error {
	if e.State != InReview { // whatever left it made them void
		return nil
	}
	n, err := s.void(ctx, e, flow.VoidChanged)
	if err != nil || n == 0 {
		return err
	}
	return s.tell(ctx, actor, told{"edition.void_approval", e.HeadRevision, map[string]any{"approvals": n, "reason": string(flow.VoidChanged)}}, a, e)
}
