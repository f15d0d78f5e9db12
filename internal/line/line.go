// Package line is what people write beside the saved text of an edition: what each is typing, named
// points, what was restored, what one takes over from another, and how a line of work is merged with
// the saved text. Nothing in it loses a word: what is replaced is kept as a revision first.
package line

import (
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/compare"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// Options are what a Service works with.
type Options struct {
	Articles *article.Service
	Texts    article.Texts
	Releases article.Releases
	HTML     *text.HTML
	Now      func() time.Time
	NewID    func() string
}

// Service carries out the acts on lines of work, each as one transaction of the newsroom.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o: o} }

// named lists people once, sorted, without one of them.
func named(people []string, without string) []string {
	list := slices.DeleteFunc(slices.Sorted(slices.Values(people)), func(id string) bool { return id == without })
	return slices.Compact(list)
}

// maxName is how long the name of a point may be.
const maxName = 100 // graphemes

// Point is what is kept under a name.
type Point struct {
	Name string
	// Text is what is kept; nil is the working copy. It is never the edition's head.
	Text *manuscript.Text
	Base string // the revision that Text was made from; "" is the head
}

// KeepPoint keeps a text as a revision under a name, beside the edition's saved line.
func (s *Service) KeepPoint(ctx context.Context, actor right.Actor, ref article.Ref, p Point) (article.Revision, error) {
	var faults fault.Fields
	name, err := text.Line(p.Name)
	switch n := text.Graphemes(name); {
	case err != nil:
		faults.Add("/name", fault.T("không phải UTF-8 hợp lệ; kiểm tra phần mềm gửi", "is not valid UTF-8; check the sending software"))
	case n == 0:
		faults.Add("/name", fault.T("trống; đặt tên để sau này tìm lại", "is empty; give a name by which to find it again"))
	case n > maxName:
		faults.Add("/name", fault.Tf("dài %d ký tự, tối đa %d", "is %d characters, at most %d", n, maxName))
	}
	r := article.Revision{Kind: article.RevisionPoint, Name: name, CreatedBy: actor.ID}
	if p.Text != nil {
		clean, err := s.o.Articles.CleanFor(ctx, actor, ref, *p.Text)
		if err := faults.AddError("/text", err); err != nil {
			return article.Revision{}, err
		}
		r.Text = clean
	}
	if err := faults.Err(); err != nil {
		return article.Revision{}, err
	}
	err = s.o.Articles.OnText(ctx, actor, ref, func(ctx context.Context, a article.Article, e article.Edition) error {
		base, authors := p.Base, []string{actor.ID}
		if p.Text == nil {
			w, err := s.o.Texts.WorkingCopy(ctx, e.ID, actor.ID)
			if err != nil {
				return err
			}
			r.Text, base, authors = w.Text, w.Base, append(authors, w.Authors...)
		} else if base == "" {
			base = e.HeadRevision
		}
		from, err := s.o.Articles.BaseOf(ctx, e, base)
		if err != nil {
			return err
		}
		if p.Text != nil {
			r.Text.Keep(from.Text.Pictures)
			if err := below("/text", s.o.Articles.CheckPictures(ctx, actor, r.Text.Pictures, from.Text.Pictures)); err != nil {
				return err
			}
		}
		r.ID, r.Edition, r.Base, r.Authors, r.CreatedAt = s.o.NewID(), e.ID, base, from.With(authors...), s.o.Now()
		if r, err = s.o.Texts.AddRevision(ctx, r); err != nil {
			return err
		}
		return s.o.Articles.Tell(ctx, actor, "edition.add_point", map[string]any{"revision": r.ID}, a, e)
	})
	return r, err
}

// Restore makes the text of a revision the actor's working copy, from the present head on. What was
// in the working copy is kept as a snapshot.
func (s *Service) Restore(ctx context.Context, actor right.Actor, ref article.Ref, revision string) (article.WorkingCopy, error) {
	var w article.WorkingCopy
	err := s.o.Articles.OnText(ctx, actor, ref, func(ctx context.Context, a article.Article, e article.Edition) error {
		r, err := s.o.Texts.Revision(ctx, revision)
		if err == nil && r.Edition != e.ID {
			err = fault.New(fault.NotFound, fault.T("Bản này không có phiên bản đó.", "The edition has no such revision."))
		}
		if err != nil {
			return err
		}
		w = article.WorkingCopy{Edition: e.ID, Base: e.HeadRevision, Text: r.Text}
		if w.Authors, err = s.bringsBack(ctx, e, r); err != nil {
			return err
		}
		if w, err = s.replace(ctx, actor, w); err != nil {
			return err
		}
		return s.o.Articles.Tell(ctx, actor, "edition.restore", map[string]any{"revision": r.ID}, a, e)
	})
	return w, err
}

// bringsBack lists those whose words a revision may bring into the next release: everybody's in it,
// unless it says what the newest text or the release in force says. Words that were saved once are
// no exception, since a correction that was dropped, or a later save before any approval, took
// them out before anybody else looked.
func (s *Service) bringsBack(ctx context.Context, e article.Edition, r article.Revision) ([]string, error) {
	head, err := s.o.Articles.Base(ctx, e.HeadRevision)
	if err != nil || r.Kind == article.RevisionSave && r.Text.Equal(head.Text) {
		return nil, err
	}
	if e.ApprovedRelease != "" {
		inForce, err := s.o.Releases.Release(ctx, e.ApprovedRelease)
		if err != nil || inForce.Content.Revision.ID == r.ID {
			return nil, err
		}
	}
	return r.Authors, nil
}

// replace lays another text into the actor's working copy. Other words that were in it are kept as
// a snapshot.
func (s *Service) replace(ctx context.Context, actor right.Actor, w article.WorkingCopy) (article.WorkingCopy, error) {
	before, err := s.o.Articles.Typing(ctx, w.Edition, actor.ID)
	if err != nil {
		return article.WorkingCopy{}, err
	}
	if before.Edition != "" && !before.Text.Equal(w.Text) {
		if _, err := s.o.Articles.Snapshot(ctx, &before); err != nil {
			return article.WorkingCopy{}, err
		}
	}
	now := s.o.Now()
	w.Person, w.Version, w.Authors = actor.ID, before.Version+1, named(w.Authors, actor.ID)
	w.BegunAt, w.SnapshotAt, w.UpdatedAt = now, now, now
	return w, s.o.Texts.SaveWorkingCopy(ctx, w)
}

// Line is what one person is typing, for the others.
type Line struct {
	article.WorkingCopy           // with its text for those who may edit, without for all others
	WordsAdded, WordsRemoved int  // against the revision that it was made from
	Readable                 bool // the text is there
}

// Lines lists what people are typing in an edition, the newest first.
func (s *Service) Lines(ctx context.Context, actor right.Actor, ref article.Ref) ([]Line, error) {
	a, e, err := s.o.Articles.Edition(ctx, actor, ref)
	if err != nil {
		return nil, err
	}
	o, err := s.o.Articles.Object(ctx, a, e)
	if err != nil {
		return nil, err
	}
	copies, err := s.o.Texts.WorkingCopies(ctx, e.ID)
	lines := make([]Line, 0, len(copies))
	for _, w := range copies {
		base, err := s.o.Articles.Base(ctx, w.Base)
		if err != nil {
			return nil, err
		}
		d := compare.Texts(compare.Text(base.Text), compare.Text(w.Text))
		line := Line{WorkingCopy: w, WordsAdded: d.WordsAdded, WordsRemoved: d.WordsRemoved, Readable: w.Person == actor.ID || actor.May(right.ArticleEdit, o).Allowed}
		if !line.Readable {
			line.Text = manuscript.Text{}
		}
		lines = append(lines, line)
	}
	return lines, err
}

// TakeOver makes what another is typing the actor's working copy, whose own words are kept as a
// snapshot. The other loses nothing: the text is kept as a snapshot and stays that person's working
// copy, and the next autosave is told what happened.
func (s *Service) TakeOver(ctx context.Context, actor right.Actor, ref article.Ref, person string) (article.WorkingCopy, error) {
	var mine article.WorkingCopy
	err := s.o.Articles.OnText(ctx, actor, ref, func(ctx context.Context, a article.Article, e article.Edition) error {
		if person == actor.ID {
			return fault.New(fault.StateConflict, fault.T("Đây là bản đang soạn của chính bạn.", "This is your own working copy."))
		}
		theirs, err := s.o.Articles.Typing(ctx, e.ID, person)
		if err != nil {
			return err
		}
		if theirs.Edition == "" {
			return fault.New(fault.NotFound, fault.T("Người này không đang soạn bản này.", "This person is not typing in this edition."))
		}
		kept, err := s.o.Articles.Snapshot(ctx, &theirs)
		if err != nil {
			return err
		}
		theirs.Taken = article.Takeover{By: actor.ID, At: s.o.Now(), Revision: kept.ID}
		theirs.Version++
		if err := s.o.Texts.SaveWorkingCopy(ctx, theirs); err != nil {
			return err
		}
		mine, err = s.replace(ctx, actor, article.WorkingCopy{Edition: e.ID, Base: theirs.Base, Text: theirs.Text, Authors: append(theirs.Authors, person)})
		if err != nil {
			return err
		}
		return s.o.Articles.Tell(ctx, actor, "edition.take_over", map[string]any{"person": person, "revision": kept.ID}, a, e)
	})
	return mine, err
}
