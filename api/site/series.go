package site

import (
	"context"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/internal/published"
)

// seriesPage shows what is published of a series, in its order.
type seriesPage struct {
	Title, Lead string
	Cover       *figure
	Cards       []card
}

// part is where a story stands in a series; what is not published counts for nothing.
type part struct {
	Title, URL     string
	Number, Of     int
	Previous, Next *link // nil at the ends
}

func seriesPath(code string) string { return "/series/" + url.PathEscape(code) }

func (s *Site) series(c *gin.Context) {
	ctx := c.Request.Context()
	list, err := s.o.Series.Series(ctx)
	if err != nil {
		s.fail(c, err)
		return
	}
	at := slices.IndexFunc(list, func(one published.Series) bool { return one.Code == c.Param("code") })
	if at < 0 {
		s.NotFound(c)
		return
	}
	p, one := s.page(c), list[at]
	stories, err := s.ordered(ctx, one, p.Lang)
	if err != nil {
		s.fail(c, err)
		return
	}
	if len(stories) == 0 { // all were withdrawn
		s.NotFound(c)
		return
	}
	n := s.names()
	facets, err := s.current(ctx, n)
	if err != nil {
		s.fail(c, err)
		return
	}
	view := &seriesPage{Title: one.In(one.Title, p.Lang), Lead: one.In(one.Lead, p.Lang), Cover: coverOf(one, stories)}
	for _, story := range stories {
		shown, err := s.card(ctx, n, story, facets)
		if err != nil {
			s.fail(c, err)
			return
		}
		view.Cards = append(view.Cards, shown)
	}
	p.Title, p.Canonical, p.Body = view.Title, s.o.PublicURL+p.Local(seriesPath(one.Code)), view
	p.Feeds = s.feedsOf(p.Lang, "series-"+one.Code)
	s.show(c, "series", p)
}

// coverOf is the cover as the first of the stories that show it has it, so that its bytes and words
// are approved; a series without one has that of its first story with a picture.
func coverOf(one published.Series, stories []published.Edition) *figure {
	for _, story := range stories {
		for _, p := range story.Release.Content.Pictures {
			if one.Cover == "" || p.ID == one.Cover {
				f := figureOf(p)
				return &f
			}
		}
	}
	return nil
}

// ordered reads what is published of a series, first to last, each story once.
func (s *Site) ordered(ctx context.Context, one published.Series, lang string) ([]published.Edition, error) {
	stories, err := s.o.Public.Published(ctx, published.Query{Prefer: lang, Series: one.ID, Limit: len(one.Articles)})
	place := func(e published.Edition) int { return slices.Index(one.Articles, e.Release.Content.Article) }
	slices.SortStableFunc(stories, func(a, b published.Edition) int { return place(a) - place(b) })
	return stories, err
}

// parts tells the series that a story stands in.
func (s *Site) parts(ctx context.Context, articleID, lang string) ([]part, error) {
	list, err := s.o.Series.Series(ctx)
	if err != nil {
		return nil, err
	}
	var parts []part
	for _, one := range list {
		if !slices.Contains(one.Articles, articleID) {
			continue
		}
		stories, err := s.ordered(ctx, one, lang)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(stories, func(e published.Edition) bool { return e.Release.Content.Article == articleID })
		if at < 0 {
			continue
		}
		is := part{Title: one.In(one.Title, lang), URL: seriesPath(one.Code), Number: at + 1, Of: len(stories)}
		if lang != "vi" {
			is.URL += "?lang=en"
		}
		beside := func(i int) *link {
			if i < 0 || i >= len(stories) {
				return nil
			}
			c := stories[i].Release.Content
			return &link{URL: address(c.Article, c.Lang), Words: c.Revision.Title, Lang: c.Lang}
		}
		is.Previous, is.Next = beside(at-1), beside(at+1)
		parts = append(parts, is)
	}
	return parts, nil
}
