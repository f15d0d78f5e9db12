package article

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// MaxPriority is the most urgent.
const MaxPriority = 2

// snapshotEvery is how often a person's line of work is kept as a revision.
const snapshotEvery = 10 * time.Minute

// SaveText makes a revision that becomes the edition's head; At.Version is required.
// The person's working copy is done with, since its text stands in the revision, or in a
// snapshot when it differs.
func (s *Service) SaveText(ctx context.Context, actor right.Actor, at At, t manuscript.Text) (Edition, error) {
	if at.Version == 0 {
		return Edition{}, fault.New(fault.VersionRequired, fault.T("Cần phiên bản đã đọc.", "The version that was read is needed."))
	}
	clean, err := s.cleanFor(ctx, actor, at.Ref, t)
	if err != nil {
		return Edition{}, err
	}
	return s.onEdition(ctx, actor, right.ArticleEdit, at, func(ctx context.Context, a Article, e *Edition) error {
		if err := e.editable(); err != nil {
			return err
		}
		from := e.HeadRevision
		revision, err := s.saveText(ctx, actor, e, clean)
		if err != nil {
			return err
		}
		if err := s.retire(ctx, *e, actor.ID, clean); err != nil {
			return err
		}
		if err := s.unsettled(ctx, actor, a, *e); err != nil {
			return err
		}
		return s.tell(ctx, actor, told{"edition.save", from, map[string]any{"revision": revision.ID}}, a, *e)
	})
}

// saveText appends a revision and makes it the head. Words of others than the actor may be in
// it: those of authors.
func (s *Service) saveText(ctx context.Context, actor right.Actor, e *Edition, t manuscript.Text, authors ...string) (Revision, error) {
	base, err := s.base(ctx, e.HeadRevision)
	if err != nil {
		return Revision{}, err
	}
	t.Keep(base.Text.Pictures)
	if err := s.checkPictures(ctx, actor, t.Pictures, base.Text.Pictures); err != nil {
		return Revision{}, err
	}
	now := s.o.Now()
	r, err := s.o.Texts.AddRevision(ctx, Revision{ID: s.o.NewID(), Edition: e.ID, Base: e.HeadRevision, Kind: RevisionSave, Text: t,
		Authors: base.with(append([]string{actor.ID}, authors...)...), CreatedBy: actor.ID, CreatedAt: now})
	if err != nil {
		return Revision{}, err
	}
	e.HeadRevision, e.Title, e.UpdatedAt = r.ID, t.Title, now
	e.Version++
	for _, one := range together(actor, authors) {
		if err := s.contribute(ctx, one, *e, contributedText); err != nil {
			return Revision{}, err
		}
	}
	return r, s.o.Store.SaveEdition(ctx, *e, s.searchable(t))
}

func (s *Service) searchable(t manuscript.Text) *Searchable {
	title := text.Fold(t.Title)
	return &Searchable{Title: title, All: strings.Join([]string{title, text.Fold(t.Lead), text.Fold(s.o.HTML.Plain(t.Body))}, " ")}
}

// base reads the revision that another is made from; the first is made from an empty one.
func (s *Service) base(ctx context.Context, id string) (Revision, error) {
	if id == "" {
		return Revision{}, nil
	}
	return s.o.Texts.Revision(ctx, id)
}

// with names everyone whose words are in a revision that people make from r.
func (r Revision) with(people ...string) []string {
	authors := append(slices.Clone(r.Authors), people...)
	slices.Sort(authors)
	return slices.Compact(authors)
}

// Autosave keeps what a person is typing. version is that of the working copy that the
// tab has, 0 for none; a second tab gets a stale answer. Every ten minutes the line is
// also kept as a revision, which never becomes the edition's head.
func (s *Service) Autosave(ctx context.Context, actor right.Actor, ref Ref, version int, base string, t manuscript.Text) (WorkingCopy, error) {
	clean, err := s.cleanFor(ctx, actor, ref, t)
	if err != nil {
		return WorkingCopy{}, err
	}
	begin := func(ctx context.Context, e Edition) (string, error) { return base, s.checkBase(ctx, e, base) }
	return s.onWorkingCopy(ctx, actor, ref, version, begin, func(ctx context.Context, _ Article, _ Edition, w *WorkingCopy) error {
		if err := s.retype(ctx, actor, w, clean); err != nil {
			return err
		}
		if w.UpdatedAt.Sub(w.SnapshotAt) < snapshotEvery {
			return nil
		}
		return s.snapshot(ctx, w)
	})
}

// Replace lays a text that comes from elsewhere, such as a file, into the actor's working copy;
// version is that of the one that there is, 0 for none. What the person was typing is kept as
// a revision first, which never becomes the edition's head. with happens in the same
// transaction.
func (s *Service) Replace(ctx context.Context, actor right.Actor, ref Ref, version int, t manuscript.Text, with func(ctx context.Context, a Article, e Edition) error) (WorkingCopy, error) {
	clean, err := s.cleanFor(ctx, actor, ref, t)
	if err != nil {
		return WorkingCopy{}, err
	}
	begin := func(_ context.Context, e Edition) (string, error) { return e.HeadRevision, nil }
	return s.onWorkingCopy(ctx, actor, ref, version, begin, func(ctx context.Context, a Article, e Edition, w *WorkingCopy) error {
		if version > 0 && !w.Text.Equal(clean) {
			if err := s.snapshot(ctx, w); err != nil {
				return err
			}
		}
		if err := s.retype(ctx, actor, w, clean); err != nil {
			return err
		}
		return with(ctx, a, e)
	})
}

// onWorkingCopy changes the actor's working copy of a locked edition; begin names the revision
// that a new one is made from.
func (s *Service) onWorkingCopy(ctx context.Context, actor right.Actor, ref Ref, version int, begin func(ctx context.Context, e Edition) (string, error),
	fn func(ctx context.Context, a Article, e Edition, w *WorkingCopy) error) (WorkingCopy, error) {
	var w WorkingCopy
	_, err := s.onEdition(ctx, actor, right.ArticleEdit, At{Ref: ref}, func(ctx context.Context, a Article, e *Edition) error {
		var err error
		if w, err = s.o.Texts.WorkingCopy(ctx, e.ID, actor.ID); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if w.Version != version {
			return stale(w.Version)
		}
		now := s.o.Now()
		if version == 0 {
			base, err := begin(ctx, *e)
			if err != nil {
				return err
			}
			w = WorkingCopy{Edition: e.ID, Person: actor.ID, Base: base, SnapshotAt: now}
		}
		w.UpdatedAt = now
		if err := fn(ctx, a, *e, &w); err != nil {
			return err
		}
		w.Version++
		return s.o.Texts.SaveWorkingCopy(ctx, w)
	})
	return w, err
}

// retype lays what was typed into a working copy.
func (s *Service) retype(ctx context.Context, actor right.Actor, w *WorkingCopy, t manuscript.Text) error {
	before := w.Text.Pictures
	if w.Version == 0 {
		base, err := s.base(ctx, w.Base)
		if err != nil {
			return err
		}
		before = base.Text.Pictures
	}
	t.Keep(before)
	w.Text = t
	return s.checkPictures(ctx, actor, t.Pictures, before)
}

func (s *Service) checkBase(ctx context.Context, e Edition, base string) error {
	r, err := s.o.Texts.Revision(ctx, base)
	if fault.Is(err, fault.NotFound) || err == nil && r.Edition != e.ID {
		return fault.Invalid("/base", fault.T("không phải phiên bản của bản này", "is not a revision of this edition"))
	}
	return err
}

func (s *Service) snapshot(ctx context.Context, w *WorkingCopy) error {
	base, err := s.base(ctx, w.Base)
	if err != nil {
		return err
	}
	w.SnapshotAt = w.UpdatedAt
	_, err = s.o.Texts.AddRevision(ctx, Revision{ID: s.o.NewID(), Edition: w.Edition, Base: w.Base, Kind: RevisionSnapshot, Text: w.Text,
		Authors: base.with(w.Person), CreatedBy: w.Person, CreatedAt: w.UpdatedAt})
	return err
}

// retire drops a person's working copy. One that holds other words than those saved, from
// another tab perhaps, is kept as a snapshot first.
func (s *Service) retire(ctx context.Context, e Edition, person string, saved manuscript.Text) error {
	w, err := s.o.Texts.WorkingCopy(ctx, e.ID, person)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if !w.Text.Equal(saved) {
		if err := s.snapshot(ctx, &w); err != nil {
			return err
		}
	}
	return s.o.Texts.DropWorkingCopy(ctx, e.ID, person)
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

// cleanFor cleans a text for an edition, which there need not be yet, that the actor may edit.
// It happens outside the transaction, which on SQLite would keep every other writer waiting, and
// is spent on nobody without the right; that is judged again under the lock.
func (s *Service) cleanFor(ctx context.Context, actor right.Actor, ref Ref, t manuscript.Text) (manuscript.Text, error) {
	if err := s.MayEdit(ctx, actor, ref); err != nil {
		return manuscript.Text{}, err
	}
	return manuscript.Clean(s.o.HTML, t)
}

// MayEdit tells whether the actor may edit an edition, which there need not be yet, before
// anything is spent on it; a denial leaves a row, as that of the act would.
func (s *Service) MayEdit(ctx context.Context, actor right.Actor, ref Ref) error {
	err := s.mayEdit(ctx, actor, ref)
	return s.refused(ctx, actor, call{action: right.ArticleEdit, object: audit.Object{Kind: "article", ID: ref.Article}}, err)
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
