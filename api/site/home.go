package site

import (
	"context"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/api/desk"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/published"
)

const (
	perPage = 20
	// deepest is how many stories the pages lead back through; older ones are found by
	// their address and in the archive of the portal.
	deepest = 500
)

// home is the front page.
type home struct {
	Pillars, Areas []option
	Filtered       bool
	Cards          []card
	Newer, Older   string
	Desk           string // where those who are signed in work; empty for strangers
}

// option is a facet that the list can be narrowed by.
type option struct {
	Code, Words string
	Chosen      bool
}

// card is a story in the list.
type card struct {
	Lang, Title, Lead, URL string
	Unit                   string
	At                     time.Time
	Changed                bool // corrected or updated since
	Pillars, Areas         []chip
	Others                 []link
	Picture                *figure // nil without pictures
}

func (s *Site) home(c *gin.Context) {
	if s.led(c) {
		return
	}
	p := s.page(c)
	actor := s.o.Actor(c)
	view, err := s.front(c.Request.Context(), p, choice{pillar: c.Query("pillar"), area: c.Query("area"), number: number(c.Query("page"))})
	if err != nil {
		s.fail(c, err)
		return
	}
	if actor.Known() {
		p.Session, p.Who, view.Desk = true, actor.Name, desk.Base
	}
	p.Canonical = s.o.PublicURL + p.Local("/")
	p.Feeds = s.allFeeds(p.Lang)
	p.Body = view
	s.show(c, "home", p)
}

// number reads the number of a page of the list; whatever is none is the first.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 1
	}
	return min(max(n, 1), deepest/perPage)
}

// choice is what the list is narrowed to.
type choice struct {
	pillar, area string
	number       int
}

func (s *Site) front(ctx context.Context, p *page, ask choice) (*home, error) {
	n := s.names()
	facets, err := s.current(ctx, n)
	if err != nil {
		return nil, err
	}
	view := &home{Filtered: ask.pillar != "" || ask.area != ""}
	for _, f := range facets {
		switch f.Kind {
		case plan.Pillar:
			view.Pillars = append(view.Pillars, option{Code: f.Code, Words: p.say(f.Name), Chosen: f.Code == ask.pillar})
		case plan.Area:
			view.Areas = append(view.Areas, option{Code: f.Code, Words: p.say(f.Name), Chosen: f.Code == ask.area})
		}
	}
	stories, err := s.listed(ctx, p.Lang, ask)
	if err != nil {
		return nil, err
	}
	for _, story := range stories[:min(perPage, len(stories))] {
		one, err := s.card(ctx, n, story, facets)
		if err != nil {
			return nil, err
		}
		view.Cards = append(view.Cards, one)
	}
	turn := func(to int) string {
		page := ""
		if to > 1 {
			page = strconv.Itoa(to)
		}
		return p.query("/", "pillar", ask.pillar, "area", ask.area, "page", page)
	}
	if ask.number > 1 {
		view.Newer = turn(ask.number - 1)
	}
	if len(stories) > perPage && ask.number*perPage < deepest {
		view.Older = turn(ask.number + 1)
	}
	return view, nil
}

// listed reads the stories of the page and one beyond it, each in the page's language where
// there is such an edition, else in the one that there is: a reader of English is told
// what there is rather than nothing.
func (s *Site) listed(ctx context.Context, lang string, ask choice) ([]published.Edition, error) {
	q := published.Query{Prefer: lang, Offset: (ask.number - 1) * perPage, Limit: perPage + 1}
	for _, one := range []published.Facet{{Kind: plan.Pillar, Code: ask.pillar}, {Kind: plan.Area, Code: ask.area}} {
		if one.Code != "" {
			q.Facets = append(q.Facets, one)
		}
	}
	return s.o.Public.Published(ctx, q)
}

func (s *Site) card(ctx context.Context, n *names, story published.Edition, facets []plan.Facet) (card, error) {
	c := story.Release.Content
	one := card{Lang: c.Lang, Title: c.Revision.Title, Lead: c.Revision.Lead, URL: address(c.Article, c.Lang), Unit: c.Unit.Name,
		At: story.PublishedAt, Changed: len(story.Release.Notes()) > 0, Picture: thumbnail(c)}
	var err error
	if one.Pillars, one.Areas, err = n.chips(ctx, c); err != nil {
		return card{}, err
	}
	for _, lang := range story.Langs {
		if lang != c.Lang {
			one.Others = append(one.Others, link{URL: address(c.Article, lang), Words: languageName(lang, facets), Lang: lang})
		}
	}
	return one, nil
}

// address is the path of a story's permanent address.
func address(articleID, lang string) string { return "/a/" + articleID + "/" + lang }

// allFeeds are the feeds of everything, for the head of a page.
func (s *Site) allFeeds(lang string) []link { return s.feedsOf(lang, "all") }

// feedsOf are the feeds of one name.
func (s *Site) feedsOf(lang, name string) []link {
	base := s.o.PublicURL + "/feeds/" + lang + "/" + name + "."
	return []link{{URL: base + "rss", Words: "RSS", Type: "application/rss+xml"}, {URL: base + "atom", Words: "Atom", Type: "application/atom+xml"},
		{URL: base + "json", Words: "JSON Feed", Type: "application/feed+json"}}
}

// feedsPage is the list of feeds.
type feedsPage struct{ Groups []feedGroup }

type feedGroup struct {
	Words string
	Lang  string
	Lines []feedLine
}

type feedLine struct {
	Words   string
	Formats []link
}

func (s *Site) feeds(c *gin.Context) {
	p := s.page(c)
	p.Title = p.T("Nguồn tin", "Feeds")
	p.Canonical = s.o.PublicURL + p.Local("/feeds/")
	p.Feeds = s.allFeeds(p.Lang)
	view := feedsPage{}
	for _, lang := range []string{p.Lang, map[string]string{"vi": "en", "en": "vi"}[p.Lang]} {
		list, err := s.o.Feeds.List(c.Request.Context(), lang)
		if err != nil {
			s.fail(c, err)
			return
		}
		group := feedGroup{Words: languageName(lang, nil), Lang: lang}
		for _, one := range list {
			line := feedLine{Words: one.Title.In(lang)}
			for _, format := range one.Formats {
				line.Formats = append(line.Formats, link{URL: format.URL, Words: map[string]string{"rss": "RSS", "atom": "Atom", "json": "JSON"}[string(format.Format)]})
			}
			group.Lines = append(group.Lines, line)
		}
		view.Groups = append(view.Groups, group)
	}
	p.Body = view
	s.show(c, "feeds", p)
}
