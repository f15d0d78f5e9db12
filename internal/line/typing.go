package line

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/right"
)

// snapshotEvery is how often a person's line of work is kept as a revision.
const snapshotEvery = 10 * time.Minute

// Autosave keeps what a person is typing. version is that of the working copy that the
// tab has, 0 for none; a second tab gets a stale answer. Every ten minutes the line is
// also kept as a revision, which never becomes the edition's head.
func (s *Service) Autosave(ctx context.Context, actor right.Actor, ref article.Ref, version int, base string, t manuscript.Text) (article.WorkingCopy, error) {
	clean, err := s.o.Articles.CleanFor(ctx, actor, ref, t)
	if err != nil {
		return article.WorkingCopy{}, err
	}
	from := func(article.Edition) string { return base }
	return s.onWorkingCopy(ctx, actor, ref, version, from, func(ctx context.Context, _ article.Article, _ article.Edition, w *article.WorkingCopy) error {
		if err := s.retype(ctx, actor, w, clean, version == 0); err != nil {
			return err
		}
		if w.UpdatedAt.Sub(w.SnapshotAt) < snapshotEvery {
			return nil
		}
		_, err := s.o.Articles.Snapshot(ctx, w)
		return err
	})
}

// begun is a working copy that begins from a revision. Of one that is not in the edition's saved
// line, the words are its writers' anew.
func (s *Service) begun(ctx context.Context, actor right.Actor, e article.Edition, base string, version int) (article.WorkingCopy, error) {
	now := s.o.Now()
	w := article.WorkingCopy{Edition: e.ID, Person: actor.ID, Base: base, Version: version, SnapshotAt: now, BegunAt: now}
	if base == "" {
		return w, baseless()
	}
	_, err := s.o.Articles.BaseOf(ctx, e, base)
	if err == nil {
		w.Authors, err = s.o.Texts.Revived(ctx, e, base)
	}
	w.Authors = named(w.Authors, actor.ID)
	return w, err
}

func baseless() error {
	return fault.Invalid("/base", fault.T("thiếu; nêu mã phiên bản mà bạn bắt đầu viết từ đó", "is missing; name the revision from which you began"))
}

// retype lays what was typed into a working copy.
func (s *Service) retype(ctx context.Context, actor right.Actor, w *article.WorkingCopy, t manuscript.Text, begins bool) error {
	before := w.Text.Pictures
	if begins {
		base, err := s.o.Articles.Base(ctx, w.Base)
		if err != nil {
			return err
		}
		before = base.Text.Pictures
	}
	t.Keep(before)
	w.Text = t
	return s.o.Articles.CheckPictures(ctx, actor, t.Pictures, before)
}

// staleCopy says that a working copy is another than the tab has. Whose text was taken over is told
// so, and where the words are.
func (s *Service) staleCopy(e article.Edition, w article.WorkingCopy, version int) error {
	present := fault.Present{Version: version, Revision: e.HeadRevision, By: w.Person, At: w.UpdatedAt}
	if w.Taken.By == "" {
		return article.Stale(version).Holding(present)
	}
	present.By, present.At, present.Kept = w.Taken.By, w.Taken.At, w.Taken.Revision
	return fault.New(fault.StaleVersion, fault.T("Người khác đã nhận viết tiếp bản đang soạn của bạn. Chữ của bạn vẫn còn: trong bản đang soạn của bạn và trong phiên bản nêu ở present.kept; tải lại rồi có thể viết tiếp.",
		"Somebody took over what you were typing. Your words are all there: in your working copy and in the revision that present.kept names; load it again and you can go on.")).Holding(present)
}

// Replace lays a text that comes from elsewhere, such as a file, into the actor's working copy;
// version is that of the one that there is, 0 for none. What the person was typing is kept as
// a revision first, which never becomes the edition's head. with happens in the same
// transaction.
func (s *Service) Replace(ctx context.Context, actor right.Actor, ref article.Ref, version int, t manuscript.Text, with func(ctx context.Context, a article.Article, e article.Edition) error) (article.WorkingCopy, error) {
	clean, err := s.o.Articles.CleanFor(ctx, actor, ref, t)
	if err != nil {
		return article.WorkingCopy{}, err
	}
	from := func(e article.Edition) string { return e.HeadRevision }
	return s.onWorkingCopy(ctx, actor, ref, version, from, func(ctx context.Context, a article.Article, e article.Edition, w *article.WorkingCopy) error {
		if version > 0 && !w.Text.Equal(clean) {
			if _, err := s.o.Articles.Snapshot(ctx, w); err != nil {
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
func (s *Service) onWorkingCopy(ctx context.Context, actor right.Actor, ref article.Ref, version int, from func(e article.Edition) string,
	fn func(ctx context.Context, a article.Article, e article.Edition, w *article.WorkingCopy) error) (article.WorkingCopy, error) {
	var w article.WorkingCopy
	err := s.o.Articles.OnText(ctx, actor, ref, func(ctx context.Context, a article.Article, e article.Edition) error {
		var err error
		if w, err = s.o.Articles.Typing(ctx, e.ID, actor.ID); err != nil {
			return err
		}
		present := w.Version
		if w.Edition == "" {
			present = 0
		}
		if present != version {
			return s.staleCopy(e, w, present)
		}
		if version == 0 {
			if w, err = s.begun(ctx, actor, e, from(e), w.Version); err != nil {
				return err
			}
		}
		w.UpdatedAt, w.Taken = s.o.Now(), article.Takeover{}
		if err := fn(ctx, a, e, &w); err != nil {
			return err
		}
		w.Version++
		return s.o.Texts.SaveWorkingCopy(ctx, w)
	})
	return w, err
}
