package piece

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// Lines lays a text into somebody's working copy; [line.Service] does.
type Lines interface {
	Replace(ctx context.Context, actor right.Actor, ref article.Ref, version int, t manuscript.Text, with func(ctx context.Context, a article.Article, e article.Edition) error) (article.WorkingCopy, error)
	Tell(ctx context.Context, actor right.Actor, action string, detail map[string]any, a article.Article, e article.Edition) error
}

// Get reads a piece with all its versions.
func (s *Service) Get(ctx context.Context, actor right.Actor, id string) (Piece, error) {
	if err := reads(actor); err != nil {
		return Piece{}, err
	}
	return s.o.Store.Get(ctx, id)
}

// Find is what somebody looks for among pieces.
type Find struct {
	Filter
	Pillar string
	Search string // as typed
	Due    bool   // for review
}

// List returns pieces, newest first.
func (s *Service) List(ctx context.Context, actor right.Actor, f Find) ([]Piece, error) {
	if err := reads(actor); err != nil {
		return nil, err
	}
	codes := plan.Codes{Pillar: f.Pillar, Units: some(f.Unit)}
	if err := s.o.Plans.CheckCodes(ctx, codes); err != nil {
		return nil, err
	}
	f.Filter.Search, f.Pillars = text.Fold(f.Search), some(f.Pillar)
	if strings.TrimSpace(f.Search) != "" && f.Filter.Search == "" {
		return nil, nil // signs alone stand in no text
	}
	if f.Due {
		f.DueBy = s.today()
	}
	return s.o.Store.List(ctx, f.Filter)
}

// UsedBy lists the editions that the actor may read whose newest saved text holds a piece.
func (s *Service) UsedBy(ctx context.Context, actor right.Actor, id string, f Within) ([]Used, error) {
	p, err := s.Get(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	if every, units := actor.Scope(right.ArticleRead); !every {
		f.Units = units
	}
	list, err := s.o.Store.Uses(ctx, p.ID, f)
	for i, one := range list {
		list[i].Standing, _ = p.standing(one.Number, one.Lang, func(words string) bool { return text.Mark{Words: words}.Hash() == one.Hash })
	}
	return list, err
}

// standing tells how words in a text of a language stand to a piece, and whether a newer version
// has words in it. same compares them with those of the version from which they are.
func (p Piece) standing(number int, lang string, same func(words string) bool) (Standing, bool) {
	from, there := p.At(number)
	words, said := from.Words[lang]
	if !there || from.State != Approved || !said {
		return Unknown, false
	}
	_, newer := p.words(lang)
	newer = newer && p.Approved > number
	switch {
	case p.Ended():
		return Ended, false
	case !same(words):
		return Altered, newer
	case newer:
		return Newer, true
	}
	return Current, false
}

// words are those in force in a language.
func (p Piece) words(lang string) (string, bool) {
	v, there := p.At(p.Approved)
	words, said := v.Words[lang]
	return words, there && said
}

// In tells how the pieces in a body of a language stand.
func (s *Service) In(ctx context.Context, lang, body string) ([]Use, error) {
	marks := s.o.HTML.Marks(body)
	if len(marks) == 0 {
		return nil, nil
	}
	ids := make([]string, len(marks))
	for i, m := range marks {
		ids[i] = m.Piece
	}
	slices.Sort(ids)
	known, err := s.o.Store.Some(ctx, slices.Compact(ids))
	uses := make([]Use, len(marks))
	for i, m := range marks {
		p := known[m.Piece]
		uses[i] = Use{Mark: m, Piece: p, Due: p.Due(s.today())}
		uses[i].Standing, uses[i].Newer = p.standing(m.Version, lang, func(words string) bool { return words == m.Words })
	}
	return uses, err
}

// Uses tells how the pieces in the newest saved text of an edition stand.
func (s *Service) Uses(ctx context.Context, actor right.Actor, ref article.Ref) ([]Use, error) {
	_, e, err := s.o.Articles.Edition(ctx, actor, ref)
	if err != nil {
		return nil, err
	}
	head, err := s.o.Articles.Head(ctx, e)
	if err != nil {
		return nil, err
	}
	return s.In(ctx, ref.Lang, head.Text.Body)
}

// Messages are the approved lines of the pillars of a story in a language, and what its plan says
// of them.
func (s *Service) Messages(ctx context.Context, actor right.Actor, id, lang string) (Messages, error) {
	a, _, err := s.o.Articles.Article(ctx, actor, id)
	if err != nil {
		return Messages{}, err
	}
	if lang == "" {
		lang = a.Lang
	}
	if err := s.o.Plans.CheckCodes(ctx, plan.Codes{Lang: lang}); err != nil {
		return Messages{}, err
	}
	var m Messages
	if len(a.Facets.Pillars) == 0 {
		return m, nil
	}
	list, err := s.o.Store.List(ctx, Filter{Kind: Message, Pillars: a.Facets.Pillars, Approved: true, Limit: 100})
	if err != nil {
		return Messages{}, err
	}
	for _, p := range list {
		if words, said := p.words(lang); said {
			v, _ := p.At(p.Approved)
			m.Lines = append(m.Lines, Line{Piece: p, Version: v, Words: words, HTML: s.o.HTML.MarkUp(p.ID, p.Approved, words)})
		}
	}
	known, err := s.o.Plans.Facets(ctx, a.Plan)
	for _, f := range known {
		var says struct {
			Stance string `json:"stance_vi"`
		}
		if f.Kind != plan.Pillar || !slices.Contains(a.Facets.Pillars, f.Code) || len(f.Attrs) == 0 {
			continue
		}
		if err := json.Unmarshal(f.Attrs, &says); err == nil && says.Stance != "" {
			m.Plan = append(m.Plan, Said{Pillar: f.Code, Words: says.Stance})
		}
	}
	return m, err
}

// Renewal is what an update did.
type Renewal struct {
	Copy article.WorkingCopy
	// Renewed are the marks that have newer words now, with the version that they had; Left are
	// those altered by hand, which nobody asked to replace.
	Renewed, Left []text.Mark
}

// Update lays the newer approved words of the pieces into the actor's working copy of an edition,
// which begins from the head where version is 0. Words that were altered by hand stay unless altered
// is set. What the person was typing is kept as a revision first; no release changes.
func (s *Service) Update(ctx context.Context, actor right.Actor, ref article.Ref, version int, altered bool) (Renewal, error) {
	if err := s.o.Articles.MayEdit(ctx, actor, ref); err != nil {
		return Renewal{}, err
	}
	_, e, err := s.o.Articles.Edition(ctx, actor, ref)
	if err != nil {
		return Renewal{}, err
	}
	head, err := s.o.Articles.Head(ctx, e)
	if err != nil {
		return Renewal{}, err
	}
	t := head.Text
	if version > 0 {
		w, err := s.o.Articles.WorkingCopy(ctx, actor, ref)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return Renewal{}, err
		}
		t = w.Text // without one the version is stale, which is told below
	}
	uses, err := s.In(ctx, ref.Lang, t.Body)
	if err != nil {
		return Renewal{}, err
	}
	var r Renewal
	place := -1
	t.Body = s.o.HTML.Relay(t.Body, func(m text.Mark) (text.Mark, bool) {
		place++
		use := uses[place]
		words, said := use.Piece.words(ref.Lang)
		switch {
		case use.Standing == Altered && (!altered || !said):
			r.Left = append(r.Left, m)
			return m, false
		case use.Standing != Altered && !use.Newer:
			return m, false
		}
		r.Renewed = append(r.Renewed, m)
		return text.Mark{Piece: m.Piece, Version: use.Piece.Approved, Words: words}, true
	})
	r.Copy, err = s.o.Lines.Replace(ctx, actor, ref, version, t, func(ctx context.Context, a article.Article, now article.Edition) error {
		if version == 0 && now.HeadRevision != e.HeadRevision {
			return article.Stale(now.Version)
		}
		if len(r.Renewed) == 0 {
			return fault.New(fault.StateConflict, fault.T("Không có đoạn dùng chung nào cần cập nhật trong bản này.", "No shared piece in this text has newer words."))
		}
		return s.o.Lines.Tell(ctx, actor, "edition.update_pieces", map[string]any{"pieces": len(r.Renewed)}, a, now)
	})
	return r, err
}
