package article

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/eyes"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// MaxPriority is the most urgent.
const MaxPriority = 2

// SaveText is SaveTranslation of a text whose writer names no source.
func (s *Service) SaveText(ctx context.Context, actor right.Actor, at At, t manuscript.Text) (Edition, error) {
	return s.SaveTranslation(ctx, actor, at, Translation{Text: t})
}

// SaveTranslation makes a revision that becomes the edition's head; At.Version is required.
// The person's working copy is done with, since its text stands in the revision, or in a
// snapshot when it differs.
func (s *Service) SaveTranslation(ctx context.Context, actor right.Actor, at At, t Translation) (Edition, error) {
	if at.Version == 0 {
		return Edition{}, fault.New(fault.VersionRequired, fault.T("Cần phiên bản đã đọc.", "The version that was read is needed."))
	}
	clean, err := s.CleanFor(ctx, actor, at.Ref, t.Text)
	if err != nil {
		return Edition{}, err
	}
	t.Text = clean
	e, err := s.SaveLine(ctx, actor, at, t, func(context.Context, Edition, WorkingCopy) (Beside, error) { return Beside{}, nil })
	if fault.Is(err, fault.StaleVersion) {
		return s.again(ctx, actor, at, clean, err)
	}
	return e, err
}

// Beside is what a save takes from lines beside the saved text.
type Beside struct {
	Authors []string          // others whose words come into it
	Kept    []manuscript.Text // texts that stand in revisions already
	Detail  map[string]any    // for the record
}

// SaveLine makes a clean text a revision that becomes the edition's head. What beside does happens in
// the same transaction, before it, with the edition locked and the actor's working copy as it is, zero
// without one.
func (s *Service) SaveLine(ctx context.Context, actor right.Actor, at At, t Translation, beside func(ctx context.Context, e Edition, w WorkingCopy) (Beside, error)) (Edition, error) {
	found := s.searchable(t.Text) // outside the transaction
	return s.amongEditions(ctx, actor, right.ArticleEdit, at, func(ctx context.Context, a Article, e *Edition, editions []Edition) error {
		if err := e.editable(); err != nil {
			return err
		}
		w, err := s.Typing(ctx, e.ID, actor.ID)
		if err != nil {
			return err
		}
		b, err := beside(ctx, *e, w)
		if err != nil {
			return err
		}
		revived, err := s.o.Texts.Revived(ctx, *e, w.Base)
		if err != nil {
			return err
		}
		from, was := e.HeadRevision, e.Outdated
		if err := s.names(ctx, a, e, editions, t.Source); err != nil {
			return err
		}
		base, revision, err := s.saveText(ctx, actor, e, t.Text, found, Borrowed{Authors: slices.Concat(b.Authors, w.Authors, revived), Pictures: w.Text.Pictures})
		if err != nil {
			return err
		}
		if err := s.retire(ctx, w, append(b.Kept, t.Text)...); err != nil {
			return err
		}
		if err := s.unsettled(ctx, actor, a, *e); err != nil {
			return err
		}
		detail := map[string]any{"revision": revision.ID}
		maps.Copy(detail, b.Detail)
		if err := s.tellTexts(ctx, actor, told{"edition.save", from, detail}, base, revision, a, *e); err != nil {
			return err
		}
		if e.Outdated != was {
			return s.tellStanding(ctx, actor, a, *e, e.SourceRevision)
		}
		return s.follow(ctx, actor, a, *e, editions)
	})
}

// saveText appends a revision to the head, which base is, and makes it the head. Words of others than
// the actor may be in it.
func (s *Service) saveText(ctx context.Context, actor right.Actor, e *Edition, t manuscript.Text, found *Searchable, from Borrowed) (base, r Revision, err error) {
	if base, err = s.Base(ctx, e.HeadRevision); err != nil {
		return base, r, err
	}
	t.Keep(base.Text.Pictures)
	if err := s.CheckPictures(ctx, actor, t.Pictures, slices.Concat(base.Text.Pictures, from.Pictures)); err != nil {
		return base, r, err
	}
	now := s.o.Now()
	r, err = s.o.Texts.AddRevision(ctx, Revision{ID: s.o.NewID(), Edition: e.ID, Base: e.HeadRevision, Kind: RevisionSave, Text: t, Source: e.SourceRevision,
		Authors: base.With(append([]string{actor.ID}, from.Authors...)...), CreatedBy: actor.ID, CreatedAt: now})
	if err != nil {
		return base, r, err
	}
	e.HeadRevision, e.Title, e.UpdatedAt = r.ID, t.Title, now
	e.Version++
	if err := s.contribute(ctx, actor, *e, eyes.Text, from.Authors...); err != nil {
		return base, r, err
	}
	found.Unmarked = len(found.Marks) == 0 && len(s.o.HTML.Marks(base.Text.Body)) == 0
	return base, r, s.o.Store.SaveEdition(ctx, *e, found)
}

func (s *Service) searchable(t manuscript.Text) *Searchable {
	title := text.Fold(t.Title)
	return &Searchable{Title: title, All: strings.Join([]string{title, text.Fold(t.Lead), text.Fold(s.o.HTML.Plain(t.Body))}, " "), Marks: s.o.HTML.Marks(t.Body)}
}

// Base reads the revision that another is made from; the first is made from an empty one.
func (s *Service) Base(ctx context.Context, id string) (Revision, error) {
	if id == "" {
		return Revision{}, nil
	}
	return s.o.Texts.Revision(ctx, id)
}

// With names everyone whose words are in a revision that people make from r.
func (r Revision) With(people ...string) []string {
	authors := append(slices.Clone(r.Authors), people...)
	slices.Sort(authors)
	return slices.Compact(authors)
}

// Typing reads a person's working copy; without one it is zero but for the version by which the
// next one goes on, so that a tab with an old one never takes the new one for its own.
func (s *Service) Typing(ctx context.Context, edition, person string) (WorkingCopy, error) {
	w, err := s.o.Texts.WorkingCopy(ctx, edition, person)
	if fault.Is(err, fault.NotFound) {
		return WorkingCopy{Version: w.Version}, nil
	}
	return w, err
}

// BaseOf reads the revision of an edition that somebody names as the base of a text.
func (s *Service) BaseOf(ctx context.Context, e Edition, base string) (Revision, error) {
	r, err := s.o.Texts.Revision(ctx, base)
	if fault.Is(err, fault.NotFound) || err == nil && r.Edition != e.ID {
		return Revision{}, fault.Invalid("/base", fault.T("không phải phiên bản của bản này", "is not a revision of this edition"))
	}
	return r, err
}

// Snapshot keeps a person's line as a revision.
func (s *Service) Snapshot(ctx context.Context, w *WorkingCopy) (Revision, error) {
	base, err := s.Base(ctx, w.Base)
	if err != nil {
		return Revision{}, err
	}
	w.SnapshotAt = w.UpdatedAt
	return s.o.Texts.AddRevision(ctx, Revision{ID: s.o.NewID(), Edition: w.Edition, Base: w.Base, Kind: RevisionSnapshot, Text: w.Text,
		Authors: base.With(append([]string{w.Person}, w.Authors...)...), CreatedBy: w.Person, CreatedAt: w.UpdatedAt})
}

// retire drops a person's working copy, if there is one. One that holds other words than those
// saved, from another tab perhaps, is kept as a snapshot first.
func (s *Service) retire(ctx context.Context, w WorkingCopy, saved ...manuscript.Text) error {
	if w.Edition == "" {
		return nil
	}
	if !slices.ContainsFunc(saved, w.Text.Equal) {
		if _, err := s.Snapshot(ctx, &w); err != nil {
			return err
		}
	}
	return s.o.Texts.DropWorkingCopy(ctx, w.Edition, w.Person)
}

// WorkingCopy reads what the actor is typing in an edition.
func (s *Service) WorkingCopy(ctx context.Context, actor right.Actor, ref Ref) (WorkingCopy, error) {
	_, e, err := s.Edition(ctx, actor, ref)
	if err != nil {
		return WorkingCopy{}, err
	}
	return s.o.Texts.WorkingCopy(ctx, e.ID, actor.ID)
}

// Head reads the text of the edition's newest saved revision.
func (s *Service) Head(ctx context.Context, e Edition) (Revision, error) {
	return s.o.Texts.Revision(ctx, e.HeadRevision)
}

// CleanFor brings a text to the form in which it is kept, for an edition, which there need not be yet.
// It happens outside the transaction, which on SQLite would keep every other writer waiting. Whether
// this edition may be edited is judged under the lock; here only of whoever may edit none, on whom
// nothing is spent, and of a text with faults, which are told to nobody without the right.
func (s *Service) CleanFor(ctx context.Context, actor right.Actor, ref Ref, t manuscript.Text) (manuscript.Text, error) {
	if every, units := actor.Scope(right.ArticleEdit); every || len(units) > 0 {
		if clean, err := manuscript.Clean(s.o.HTML, t); err == nil {
			return clean, nil
		}
	}
	if err := s.MayEdit(ctx, actor, ref); err != nil {
		return manuscript.Text{}, err
	}
	return manuscript.Clean(s.o.HTML, t)
}

func (s *Service) mayEdit(ctx context.Context, actor right.Actor, ref Ref) error {
	a, err := s.o.Store.Article(ctx, ref.Article)
	if err != nil {
		return err
	}
	e, err := s.o.Store.Edition(ctx, ref)
	if fault.Is(err, fault.NotFound) {
		e, err = Edition{Lang: ref.Lang}, nil
	}
	if err != nil {
		return err
	}
	o, err := s.Object(ctx, a, e)
	if err != nil {
		return err
	}
	return actor.Need(right.ArticleEdit, o)
}

func cleanKeywords(a *Article) (err error) {
	a.Keywords, err = manuscript.Keywords(a.Keywords)
	return err
}

func checkPriority(priority int) error {
	if priority < 0 || priority > MaxPriority {
		return fault.Invalid("/priority", fault.Tf("từ 0 (thường) đến %d (khẩn)", "from 0 (normal) to %d (urgent)", MaxPriority))
	}
	return nil
}

func (s *Service) checkLang(ctx context.Context, planID, lang string) error {
	known, err := s.o.Plans.Facets(ctx, planID)
	if err != nil {
		return err
	}
	var codes []string
	for _, f := range known {
		if f.Kind == plan.Language {
			codes = append(codes, f.Code)
		}
	}
	if slices.Contains(codes, lang) {
		return nil
	}
	list := strings.Join(codes, ", ")
	return fault.Invalid("/lang", fault.Tf("không có ngôn ngữ này; có: %s", "is not a known language; known: %s", list))
}
