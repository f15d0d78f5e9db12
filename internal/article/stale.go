package article

import (
	"context"
	"slices"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/right"
)

// staleEdition says that an edition is another by now, with what a merge needs: its version, its
// newest text, and who saved that when.
func (s *Service) staleEdition(ctx context.Context, e Edition) error {
	head, err := s.base(ctx, e.HeadRevision)
	if err != nil {
		return err
	}
	return staleNow(e.Version).Holding(fault.Present{Version: e.Version, Revision: head.ID, By: head.CreatedBy, At: head.CreatedAt})
}

func staleNow(current int) *fault.Error {
	return fault.New(fault.StaleVersion, fault.Tf("Bản hiện tại là %d.", "The present version is %d.", current))
}

// staleCopy says that a working copy is another than the tab has. Whose text was taken over is told
// so, and where the words are.
func (s *Service) staleCopy(e Edition, w WorkingCopy, version int) error {
	present := fault.Present{Version: version, Revision: e.HeadRevision, By: w.Person, At: w.UpdatedAt}
	if w.Taken.By == "" {
		return staleNow(version).Holding(present)
	}
	present.By, present.At, present.Kept = w.Taken.By, w.Taken.At, w.Taken.Revision
	return fault.New(fault.StaleVersion, fault.T("Người khác đã nhận viết tiếp bản đang soạn của bạn. Chữ của bạn vẫn còn: trong bản đang soạn của bạn và trong phiên bản nêu ở present.kept; tải lại rồi có thể viết tiếp.",
		"Somebody took over what you were typing. Your words are all there: in your working copy and in the revision that present.kept names; load it again and you can go on.")).Holding(present)
}

// again finds out whether a save that came too late is one that was done already, sent twice; then
// it is answered as the first one was.
func (s *Service) again(ctx context.Context, actor right.Actor, at At, t manuscript.Text, late error) (Edition, error) {
	e, err := s.o.Store.Edition(ctx, at.Ref)
	if err != nil {
		return Edition{}, err
	}
	head, err := s.base(ctx, e.HeadRevision)
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

// named lists people once, sorted, without one of them.
func named(people []string, without string) []string {
	list := slices.DeleteFunc(slices.Sorted(slices.Values(people)), func(id string) bool { return id == without })
	return slices.Compact(list)
}
