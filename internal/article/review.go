package article

import (
	"context"

	"github.com/lantoa/lantoa/internal/checklist"
	"github.com/lantoa/lantoa/internal/eyes"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// Checklist judges what an edition lacks before it goes out.
type Checklist interface {
	// Judge lists what the acts go by; hints that need a look at other stories are left out.
	Judge(ctx context.Context, a Article, e Edition, rules flow.Flow) ([]checklist.Item, error)
	// Look lists all, for people.
	Look(ctx context.Context, a Article, e Edition, rules flow.Flow) ([]checklist.Item, error)
}

// Candidates composes what is approved.
type Candidates interface {
	// Compose builds the content that would be released now.
	Compose(ctx context.Context, a Article, e Edition) (release.Content, error)
}

// Checklist lists what an edition lacks, and what somebody should look at, with what is done.
func (s *Service) Checklist(ctx context.Context, actor right.Actor, ref Ref) ([]checklist.Item, error) {
	a, e, err := s.Edition(ctx, actor, ref)
	if err != nil {
		return nil, err
	}
	rules, err := s.o.Flows.InForce(ctx, a.Unit)
	if err != nil {
		return nil, err
	}
	return s.o.Checklist.Look(ctx, a, e, rules)
}

// Submit hands the edition in for approval.
func (s *Service) Submit(ctx context.Context, actor right.Actor, at At) (Edition, error) {
	return s.HandIn(ctx, actor, at, nil)
}

// HandIn is [Service.Submit]. With a reason, what the checklist stops is let pass where the
// unit's flow lets it be forced; whoever approves has to force it as well.
func (s *Service) HandIn(ctx context.Context, actor right.Actor, at At, reason *string) (Edition, error) {
	if reason != nil {
		clean, err := force(*reason)
		if err != nil {
			return Edition{}, err
		}
		reason = &clean
	}
	return s.onEdition(ctx, actor, right.EditionSubmit, at, func(ctx context.Context, a Article, e *Edition) error {
		rules, err := s.o.Flows.InForce(ctx, a.Unit)
		if err != nil {
			return err
		}
		forced, err := s.pass(ctx, actor, a, *e, eyes.Turn{Step: flow.Step{Of: 1}, Flow: rules}, reason)
		if err != nil {
			return err
		}
		if err := s.move(e, Submit); err != nil {
			return err
		}
		e.Reason, e.SubmittedBy, e.SubmittedAt = "", actor.ID, s.o.Now()
		var said map[string]any
		if reason != nil {
			said = map[string]any{"forced": forced, "force_reason": *reason}
		}
		return s.save(ctx, actor, "edition.submit", a, *e, said)
	})
}

// Recall takes back what was handed in, before anybody has decided on it.
func (s *Service) Recall(ctx context.Context, actor right.Actor, at At) (Edition, error) {
	return s.onEdition(ctx, actor, right.EditionSubmit, at, func(ctx context.Context, a Article, e *Edition) error {
		if err := s.move(e, Recall); err != nil {
			return err
		}
		if _, err := s.void(ctx, *e, flow.VoidRecalled); err != nil {
			return err
		}
		return s.save(ctx, actor, "edition.recall", a, *e, nil)
	})
}

// RequestChanges sends the edition back with a reason.
func (s *Service) RequestChanges(ctx context.Context, actor right.Actor, at At, reason string) (Edition, error) {
	reason, err := needReason(reason)
	if err != nil {
		return Edition{}, err
	}
	return s.onEdition(ctx, actor, right.EditionRequestChanges, at, func(ctx context.Context, a Article, e *Edition) error {
		if err := s.move(e, RequestChanges); err != nil {
			return err
		}
		if _, err := s.void(ctx, *e, flow.VoidReturned); err != nil {
			return err
		}
		e.Reason = reason
		return s.save(ctx, actor, "edition.request_changes", a, *e, map[string]any{"reason": reason})
	})
}

// Candidate returns the content that would be released now, with its hash: what an
// approver is shown, and what Approve must name.
func (s *Service) Candidate(ctx context.Context, actor right.Actor, ref Ref) (release.Content, string, error) {
	a, e, err := s.Edition(ctx, actor, ref)
	if err != nil {
		return release.Content{}, "", err
	}
	c, err := s.o.Candidates.Compose(ctx, a, e)
	if err != nil {
		return release.Content{}, "", err
	}
	_, hash, err := c.Seal()
	return c, hash, err
}

// Outgoing returns the release that channels would get of an edition as it stands: the one in
// force while it is approved, else what would be released now.
func (s *Service) Outgoing(ctx context.Context, actor right.Actor, ref Ref) (release.Release, error) {
	_, e, err := s.Edition(ctx, actor, ref)
	if err != nil {
		return release.Release{}, err
	}
	if e.State == Approved {
		return s.o.Releases.Release(ctx, e.ApprovedRelease)
	}
	c, _, err := s.Candidate(ctx, actor, ref)
	if err != nil {
		return release.Release{}, err
	}
	last, err := s.o.Releases.LastNumber(ctx, e.ID)
	return release.Release{Edition: e.ID, Number: last + 1, Content: c, ApprovedAt: s.o.Now()}, err
}

// save writes an edition whose text did not change and leaves audit and event. What later
// acts overwrite in the edition, such as a reason, stays in the detail.
func (s *Service) save(ctx context.Context, actor right.Actor, action string, a Article, e Edition, detail map[string]any) error {
	if err := s.o.Store.SaveEdition(ctx, e, nil); err != nil {
		return err
	}
	return s.tell(ctx, actor, told{action, e.HeadRevision, detail}, a, e)
}

func needReason(reason string) (string, error) {
	return manuscript.Remark("/reason", reason, fault.T("cần nêu lý do", "needs a reason"))
}
