package article

import (
	"context"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/eyes"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// Varied is what the record says of a change of an edition's words for a channel.
type Varied struct {
	Action  string
	Was, Is any // the words before and after; nil for none
	Detail  map[string]any
}

// Varying is an edition whose words for a channel are about to change.
type Varying struct {
	Edition
	Next     int               // number of the release that the words are to enter
	Approved []release.Variant // of the release in force
}

// Vary runs a change of an edition's own words for a channel: the edition is locked and must be
// open for editing, as for a change of its text, and the actor has contributed to the next release.
// A change that returns nil changed nothing, and nothing is recorded.
func (s *Service) Vary(ctx context.Context, actor right.Actor, ref Ref, change func(ctx context.Context, v Varying) (*Varied, error)) error {
	_, err := s.onEdition(ctx, actor, right.ArticleEdit, At{Ref: ref}, func(ctx context.Context, a Article, e *Edition) error {
		if err := e.editable(); err != nil {
			return err
		}
		last, err := s.o.Releases.LastNumber(ctx, e.ID)
		if err != nil {
			return err
		}
		approved, err := s.approvedVariants(ctx, *e)
		if err != nil {
			return err
		}
		done, err := change(ctx, Varying{Edition: *e, Next: last + 1, Approved: approved})
		if err != nil || done == nil {
			return err
		}
		if err := s.contribute(ctx, actor, *e, eyes.Variant); err != nil {
			return err
		}
		if err := s.unsettled(ctx, actor, a, *e); err != nil {
			return err
		}
		return s.record(ctx, audit.Entry{Actor: actor.ID, Action: done.Action, Object: audit.Object{Kind: "edition", ID: e.ID}, Was: done.Was, Is: done.Is, Detail: done.Detail}, a, *e)
	})
	return err
}

// approvedVariants are those of the release in force.
func (s *Service) approvedVariants(ctx context.Context, e Edition) ([]release.Variant, error) {
	if e.ApprovedRelease == "" {
		return nil, nil
	}
	inForce, err := s.o.Releases.Release(ctx, e.ApprovedRelease)
	return inForce.Content.Variants, err
}

// restored tells the record which channels have other words again.
func restored(channels []string) map[string]any {
	if len(channels) == 0 {
		return nil
	}
	return map[string]any{"variants": channels}
}
