package article

import (
	"context"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/right"
)

// A translation knows the revision of the story's own language that it was made from: each save
// keeps the former one unless it names another, and a new translation begins from the newest. It
// is out of date while the newest has other words than that one. Whoever judges that nothing needs
// translating says so, which changes no text and is part of no release.

// Translates reports whether an edition is a translation of the story as it was first written.
func (a Article) Translates(e Edition) bool { return a.Lang != "" && e.Lang != a.Lang }

// names gives an edition that is about to be saved the source that its writer names, or leaves
// the one that it has.
func (s *Service) names(ctx context.Context, a Article, e *Edition, editions []Edition, source string) error {
	if source == "" {
		return nil
	}
	if !a.Translates(*e) {
		return fault.Invalid("/source_revision", fault.Tf("bài được viết đầu tiên bằng %s, nên bản này không dịch từ bản nào; bỏ trường này",
			"the story was first written in %s, so this edition is translated from none; leave the field out", a.Lang))
	}
	own := in(editions, a.Lang)
	r, err := s.o.Texts.Revision(ctx, source)
	if fault.Is(err, fault.NotFound) || err == nil && r.Edition != own.ID {
		return fault.Invalid("/source_revision", fault.Tf("không phải phiên bản của bản %s", "is not a revision of the edition in %s", a.Lang))
	}
	if err != nil {
		return err
	}
	e.SourceRevision = source
	return s.judge(ctx, e, own.HeadRevision)
}

// judge finds whether an edition is out of date beside a revision of its source.
func (s *Service) judge(ctx context.Context, e *Edition, newest string) error {
	same, err := s.alike(ctx, e.SourceRevision, newest)
	e.Outdated = !same
	return err
}

// alike reports whether two revisions say and show the same; where nobody said which one a
// translation was made from, nothing is known against it.
func (s *Service) alike(ctx context.Context, one, other string) (bool, error) {
	if one == other || one == "" || other == "" {
		return true, nil
	}
	was, err := s.o.Texts.Revision(ctx, one)
	if err != nil {
		return false, err
	}
	is, err := s.o.Texts.Revision(ctx, other)
	return was.Text.Equal(is.Text), err
}

// follow judges the translations of an edition whose newest text is another by now, and tells of
// each that goes out of date or is right again.
func (s *Service) follow(ctx context.Context, actor right.Actor, a Article, own Edition, editions []Edition) error {
	if a.Translates(own) {
		return nil
	}
	for _, e := range editions {
		if e.ID == own.ID || e.SourceRevision == "" {
			continue
		}
		before := e.Outdated
		if err := s.judge(ctx, &e, own.HeadRevision); err != nil {
			return err
		}
		if e.Outdated == before {
			continue
		}
		if err := s.o.Store.SaveEdition(ctx, e, nil); err != nil {
			return err
		}
		if err := s.tellStanding(ctx, actor, a, e, own.HeadRevision); err != nil {
			return err
		}
	}
	return nil
}

// tellStanding emits the event that a translation went out of date beside a revision, or is so no
// longer. Nobody acted on it, so there is no audit row.
func (s *Service) tellStanding(ctx context.Context, actor right.Actor, a Article, e Edition, source string) error {
	action := "edition.refresh"
	if e.Outdated {
		action = "edition.outdate"
	}
	return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(action), Article: a.ID, Edition: e.ID, Unit: a.Unit, Actor: actor.ID, Data: map[string]any{"source": source}})
}

// outpace tells of the translations that are out, or may go out, and whose source has just been
// approved with other words: nobody must forget them when a story is corrected.
func (s *Service) outpace(ctx context.Context, actor right.Actor, a Article, own Edition, editions []Edition) error {
	if a.Translates(own) {
		return nil
	}
	for _, e := range editions {
		if e.ID == own.ID || e.ApprovedRelease == "" {
			continue
		}
		same, err := s.alike(ctx, e.ReleasedSource, own.HeadRevision)
		if err != nil {
			return err
		}
		if same {
			continue
		}
		if err := s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done("edition.outpace"), Article: a.ID, Edition: e.ID, Unit: a.Unit, Actor: actor.ID,
			Data: map[string]any{"source": own.HeadRevision}}); err != nil {
			return err
		}
	}
	return nil
}

// MarkCurrent records that somebody found a translation right beside a revision of its source
// that it was not made from. It is no part of the release, so an approved one may be marked, and
// it makes nobody a writer of it.
func (s *Service) MarkCurrent(ctx context.Context, actor right.Actor, at At, source string) (Edition, error) {
	if source == "" {
		return Edition{}, fault.Invalid("/source_revision", fault.T("nêu phiên bản của bản gốc đã đối chiếu", "name the revision of the source that was compared"))
	}
	return s.amongEditions(ctx, actor, right.ArticleEdit, at, func(ctx context.Context, a Article, e *Edition, editions []Edition) error {
		if e.State == Withdrawn || e.State == Archived {
			return e.editable()
		}
		former, was := e.SourceRevision, e.Outdated
		if err := s.names(ctx, a, e, editions, source); err != nil {
			return err
		}
		if err := s.forwards(ctx, former, source); err != nil {
			return err
		}
		if e.State == Approved {
			e.ReleasedSource = source
		}
		e.Version++
		e.UpdatedAt = s.o.Now()
		if err := s.save(ctx, actor, "edition.mark_current", a, *e, map[string]any{"source": source, "former": former}); err != nil {
			return err
		}
		if was == e.Outdated {
			return nil
		}
		return s.tellStanding(ctx, actor, a, *e, source)
	})
}

// forwards refuses to call a translation right beside an older revision than it was made from.
func (s *Service) forwards(ctx context.Context, former, source string) error {
	if former == "" || former == source {
		return nil
	}
	was, err := s.o.Texts.Revision(ctx, former)
	if err != nil {
		return err
	}
	is, err := s.o.Texts.Revision(ctx, source)
	if err == nil && is.Number < was.Number {
		return fault.Invalid("/source_revision", fault.Tf("cũ hơn phiên bản đã dịch (số %d); đọc lại bản gốc", "is older than the one it was made from (number %d); read the source again", was.Number))
	}
	return err
}

// Translation is a text to save, with the revision of the source that it was made from.
type Translation struct {
	manuscript.Text
	Source   string // "" keeps the former one
	Borrowed Borrowed
}

// Borrowed is what a new text takes from elsewhere: by ids, whose words are in it beside its
// writer's, and which pictures it may show whoever may see them in the library.
type Borrowed struct{ Authors, Pictures []string }
