package article

import (
	"context"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// Part asks for a part of what an edition's record holds, which is numbered and comes
// newest first.
type Part struct {
	Below int // only numbers below it; 0 begins at the newest
	Limit int // 0 means no limit
}

// Revisions lists an edition's revisions, newest first, without lead and body.
func (s *Service) Revisions(ctx context.Context, actor right.Actor, ref Ref, part Part) ([]Revision, error) {
	_, e, err := s.Edition(ctx, actor, ref)
	if err != nil {
		return nil, err
	}
	return s.o.Texts.Revisions(ctx, e.ID, part)
}

// Revision reads one revision of an edition with its text.
func (s *Service) Revision(ctx context.Context, actor right.Actor, ref Ref, id string) (Revision, error) {
	_, e, err := s.Edition(ctx, actor, ref)
	if err != nil {
		return Revision{}, err
	}
	r, err := s.o.Texts.Revision(ctx, id)
	if err == nil && r.Edition != e.ID {
		return Revision{}, fault.New(fault.NotFound, fault.T("Bản này không có phiên bản đó.", "The edition has no such revision."))
	}
	return r, err
}

// Releases lists an edition's releases, newest first; of their content they have the act
// and the title alone.
func (s *Service) Releases(ctx context.Context, actor right.Actor, ref Ref, part Part) ([]release.Release, error) {
	_, e, err := s.Edition(ctx, actor, ref)
	if err != nil {
		return nil, err
	}
	return s.o.Releases.Releases(ctx, e.ID, part)
}

// Release reads one release of an edition with all that it holds.
func (s *Service) Release(ctx context.Context, actor right.Actor, ref Ref, id string) (release.Release, error) {
	_, e, err := s.Edition(ctx, actor, ref)
	if err != nil {
		return release.Release{}, err
	}
	r, err := s.o.Releases.Release(ctx, id)
	if err == nil && r.Edition != e.ID {
		return release.Release{}, fault.New(fault.NotFound, fault.T("Bản này không có bản phát hành đó.", "The edition has no such release."))
	}
	return r, err
}

// Approvals lists who approved what of an edition, void approvals included, the oldest first.
func (s *Service) Approvals(ctx context.Context, actor right.Actor, ref Ref) ([]flow.Approval, error) {
	_, e, err := s.Edition(ctx, actor, ref)
	if err != nil {
		return nil, err
	}
	return s.o.Approvals.Approvals(ctx, e.ID, 0)
}

// After reads an edition for the answer to somebody who has just acted on it. It asks for
// no right: a key that may schedule and nothing else gets an answer like any other.
func (s *Service) After(ctx context.Context, ref Ref) (Article, Edition, error) {
	a, err := s.o.Store.Article(ctx, ref.Article)
	if err != nil {
		return Article{}, Edition{}, err
	}
	e, err := s.o.Store.Edition(ctx, ref)
	return a, e, err
}
