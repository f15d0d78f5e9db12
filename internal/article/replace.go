package article

import (
	"context"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/right"
)

// Replace lays a text that comes from elsewhere, such as a file, into the actor's working copy;
// version is that of the one that there is, 0 for none. What the person was typing is kept as
// a revision first, which never becomes the edition's head. with happens in the same
// transaction.
func (s *Service) Replace(ctx context.Context, actor right.Actor, ref Ref, version int, t manuscript.Text, with func(ctx context.Context, a Article, e Edition) error) (WorkingCopy, error) {
	clean, err := s.cleanFor(ctx, actor, ref, t)
	if err != nil {
		return WorkingCopy{}, err
	}
	from := func(e Edition) string { return e.HeadRevision }
	return s.onWorkingCopy(ctx, actor, ref, version, from, func(ctx context.Context, a Article, e Edition, w *WorkingCopy) error {
		if version > 0 && !w.Text.Equal(clean) {
			if _, err := s.snapshot(ctx, w); err != nil {
				return err
			}
		}
		if err := s.retype(ctx, actor, w, clean, version == 0); err != nil {
			return err
		}
		return with(ctx, a, e)
	})
}

// onWorkingCopy changes the actor's working copy of a locked edition; from names the revision
// that a new one begins from.
func (s *Service) onWorkingCopy(ctx context.Context, actor right.Actor, ref Ref, version int, from func(e Edition) string,
	fn func(ctx context.Context, a Article, e Edition, w *WorkingCopy) error) (WorkingCopy, error) {
	var w WorkingCopy
	_, err := s.onEdition(ctx, actor, right.ArticleEdit, At{Ref: ref}, func(ctx context.Context, a Article, e *Edition) error {
		var err error
		if w, err = s.typing(ctx, e.ID, actor.ID); err != nil {
			return err
		}
		present := w.Version
		if w.Edition == "" {
			present = 0
		}
		if present != version {
			return s.staleCopy(*e, w, present)
		}
		if version == 0 {
			if w, err = s.begun(ctx, actor, *e, from(*e), w.Version); err != nil {
				return err
			}
		}
		w.UpdatedAt, w.Taken = s.o.Now(), Takeover{}
		if err := fn(ctx, a, *e, &w); err != nil {
			return err
		}
		w.Version++
		return s.o.Texts.SaveWorkingCopy(ctx, w)
	})
	return w, err
}

// MayEdit refuses those who may not edit an edition, which there need not be yet, before
// anything is done for them.
func (s *Service) MayEdit(ctx context.Context, actor right.Actor, ref Ref) error {
	return s.refused(ctx, actor, call{action: right.ArticleEdit, object: audit.Object{Kind: "article", ID: ref.Article}}, s.mayEdit(ctx, actor, ref))
}
