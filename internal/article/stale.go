package article

import (
	"context"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/right"
)

// StaleEdition says that an edition is another by now, with what a merge needs: its version, its
// newest text, and who saved that when.
func (s *Service) StaleEdition(ctx context.Context, e Edition) error {
	head, err := s.Base(ctx, e.HeadRevision)
	if err != nil {
		return err
	}
	return Stale(e.Version).Holding(fault.Present{Version: e.Version, Revision: head.ID, By: head.CreatedBy, At: head.CreatedAt})
}

// Stale says that something is another by now.
func Stale(current int) *fault.Error {
	return fault.New(fault.StaleVersion, fault.Tf("Bản hiện tại là %d.", "The present version is %d.", current))
}

// again finds out whether a save that came too late is one that was done already, sent twice; then
// it is answered as the first one was.
func (s *Service) again(ctx context.Context, actor right.Actor, at At, t manuscript.Text, late error) (Edition, error) {
	e, err := s.o.Store.Edition(ctx, at.Ref)
	if err != nil {
		return Edition{}, err
	}
	head, err := s.Base(ctx, e.HeadRevision)
	if err != nil {
		return Edition{}, err
	}
	t.Keep(head.Text.Pictures)
	// The version is one on, and that one was this save and no move since.
	if e.Version == at.Version+1 && head.CreatedBy == actor.ID && head.Kind == RevisionSave && head.CreatedAt.Equal(e.UpdatedAt) && head.Text.Equal(t) {
		return e, nil
	}
	return Edition{}, late
}
