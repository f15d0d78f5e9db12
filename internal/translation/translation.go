// Package translation shows the editions of a story side by side: where each stands, what was
// planned and published of it, and whether its source says something else by now, with what
// changed there. It changes nothing; the acts are the newsroom's.
package translation

import (
	"context"
	"slices"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/compare"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// Articles reads stories by the rights of who asks.
type Articles interface {
	Article(ctx context.Context, actor right.Actor, id string) (article.Article, []article.Edition, error)
	Revision(ctx context.Context, actor right.Actor, ref article.Ref, id string) (article.Revision, error)
}

// Texts reads what people wrote.
type Texts interface {
	Wordings(ctx context.Context, ids []string) (map[string]manuscript.Text, error)
}

// Releases reads what was approved.
type Releases interface {
	Release(ctx context.Context, id string) (release.Release, error)
}

// Deliveries counts the deliveries of a story's editions.
type Deliveries interface {
	// Tally counts deliveries by edition and state, leaving out those without any.
	Tally(ctx context.Context, article string) (map[string]map[delivery.State]int, error)
}

// Options are what a Service works with.
type Options struct {
	Articles   Articles
	Texts      Texts
	Releases   Releases
	Deliveries Deliveries
	HTML       *text.HTML
}

// Service shows editions side by side.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o: o} }

// Side is one edition beside the others.
type Side struct {
	article.Edition
	// Source: it is the story's own language, that others are translated from.
	Source bool
	// Outpaced: it is approved, and its source was approved since with other words than those
	// that it was made from. Readers of the two are told different things.
	Outpaced bool
	Size     Size
	// Deliveries counts by state; nil for who may not see deliveries.
	Deliveries map[delivery.State]int
}

// Size is how much there is of a text.
type Size struct {
	text.Length // of lead and body
	Pictures    int
}

// SideBySide reads a story with all its editions, its own language first.
func (s *Service) SideBySide(ctx context.Context, actor right.Actor, id string) (article.Article, []Side, error) {
	a, editions, err := s.o.Articles.Article(ctx, actor, id)
	if err != nil {
		return article.Article{}, nil, err
	}
	own, published, err := s.source(ctx, a, editions)
	if err != nil {
		return article.Article{}, nil, err
	}
	ids := []string{published}
	for _, e := range editions {
		ids = append(ids, e.HeadRevision, e.ReleasedSource)
	}
	texts, err := s.o.Texts.Wordings(ctx, ids)
	if err != nil {
		return article.Article{}, nil, err
	}
	tally := map[string]map[delivery.State]int{}
	sees := actor.May(right.DeliveryRead, right.In(a.Unit)).Allowed
	if sees {
		if tally, err = s.o.Deliveries.Tally(ctx, id); err != nil {
			return article.Article{}, nil, err
		}
	}
	var sides, others []Side
	for _, e := range editions {
		side := Side{Edition: e, Source: e.ID == own.ID, Size: s.size(texts[e.HeadRevision], e.Lang)}
		if sees {
			side.Deliveries = tally[e.ID]
			if side.Deliveries == nil {
				side.Deliveries = map[delivery.State]int{}
			}
		}
		side.Outpaced = a.Translates(e) && e.ApprovedRelease != "" && e.ReleasedSource != "" && published != "" && !texts[e.ReleasedSource].Equal(texts[published])
		if side.Source {
			sides = append(sides, side)
		} else {
			others = append(others, side)
		}
	}
	return a, append(sides, others...), nil
}

// source finds the edition in the story's own language, and the revision of it that is approved;
// "" where none is.
func (s *Service) source(ctx context.Context, a article.Article, editions []article.Edition) (own article.Edition, published string, err error) {
	for _, e := range editions {
		if e.Lang == a.Lang {
			own = e
		}
	}
	if own.ApprovedRelease == "" {
		return own, "", nil
	}
	r, err := s.o.Releases.Release(ctx, own.ApprovedRelease)
	return own, r.Content.Revision.ID, err
}

func (s *Service) size(t manuscript.Text, lang string) Size {
	return Size{Length: text.Measure(t.Lead+"\n"+s.o.HTML.Plain(t.Body), lang), Pictures: len(t.Pictures)}
}

// Beside is the source of a translation at two moments.
type Beside struct {
	Lang string // the story's own language
	// Then is what the translation was made from, or found right beside; nil where nobody said.
	Then *article.Revision
	Now  article.Revision
	// Outdated: the two say different things.
	Outdated bool
}

// Source reads what a translation was made from, and what its source says now; of an edition in
// the story's own language that alone.
func (s *Service) Source(ctx context.Context, actor right.Actor, ref article.Ref) (Beside, error) {
	a, editions, err := s.o.Articles.Article(ctx, actor, ref.Article)
	if err != nil {
		return Beside{}, err
	}
	var e, own article.Edition
	for _, one := range editions {
		if one.Lang == ref.Lang {
			e = one
		}
		if one.Lang == a.Lang {
			own = one
		}
	}
	switch {
	case e.ID == "":
		return Beside{}, fault.New(fault.NotFound, fault.Tf("Bài này không có bản %s.", "The article has no edition in %s.", ref.Lang))
	case own.ID == "":
		own = e
	}
	b := Beside{Lang: own.Lang, Outdated: e.Outdated}
	at := article.Ref{Article: ref.Article, Lang: own.Lang}
	if b.Now, err = s.o.Articles.Revision(ctx, actor, at, own.HeadRevision); err != nil || e.SourceRevision == "" {
		return b, err
	}
	then, err := s.o.Articles.Revision(ctx, actor, at, e.SourceRevision)
	b.Then = &then
	return b, err
}

// Changes tells what changed in the source since; there must be a Then.
func (b Beside) Changes() compare.Difference {
	return compare.Texts(compared(b.Then.Text), compared(b.Now.Text))
}

// PicturesChanged reports whether it shows others, or in another order; there must be a Then.
func (b Beside) PicturesChanged() bool {
	return !slices.Equal(b.Then.Text.Pictures, b.Now.Text.Pictures)
}

func compared(t manuscript.Text) compare.Text {
	return compare.Text{Title: t.Title, Lead: t.Lead, Body: t.Body, Pictures: t.Pictures}
}

// Hint is what who approves a translation should know of its source; zero for nothing. It stands
// against no approval.
func Hint(a article.Article, e article.Edition) fault.Text {
	switch {
	case !a.Translates(e):
		return fault.Text{}
	case e.Outdated:
		return fault.Tf("Bản dịch đã cũ: bản %s nay nói khác với bản đã dịch. Xem phần đã đổi, dịch tiếp hoặc xác nhận không cần dịch.",
			"The translation is out of date: the edition in %s says something else by now. See what changed there, translate it, or mark that nothing needs translating.", a.Lang)
	case e.SourceRevision == "":
		return fault.Tf("Không rõ bản dịch này làm từ phiên bản nào của bản %s.", "Nobody said which revision in %s this translation was made from.", a.Lang)
	}
	return fault.Text{}
}
