package digest

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/text"
)

// longestLead is how much of a story's lead is told, in graphemes.
const longestLead = 400

// story is what a draft tells of one.
type story struct {
	edition string
	title   string
	lead    string
	address string
	pillars []release.Label // with their names as they were approved
}

// group is the stories under one heading.
type group struct {
	heading string
	stories []story
}

// compose writes the text of a draft: title with the days, a lead that counts, and the stories
// by pillar. Stories come newest first and stay so; each stands once, under the first of its
// pillars in the plan's order. Pillars that the plan does not know come after those that it
// does, stories without any at the end.
func compose(d Digest, stories []story, pillars []plan.Facet, first, last time.Time) manuscript.Text {
	t := manuscript.Text{Title: fill(d.Title, first, last, d.Lang), Lead: lead(len(stories), first, last, d.Lang)}
	groups := grouped(stories, pillars, d.Lang)
	if t.Body = body(groups, true); len(t.Body) > manuscript.MaxBody {
		t.Body = body(groups, false)
	}
	return t
}

func lead(n int, first, last time.Time, lang string) string {
	span := dates(first, last, lang)
	if n == 1 {
		return fault.Tf("Một tin, bài đã đăng: %s.", "One story published: %s.", span).For(lang)
	}
	return fault.Tf("%d tin, bài đã đăng: %s.", "%d stories published: %s.", n, span).For(lang)
}

func grouped(stories []story, pillars []plan.Facet, lang string) []group {
	var order []string // codes; "" is that of stories without a pillar
	names := map[string]string{"": fault.T("Tin khác", "Other stories").For(lang)}
	for _, p := range pillars {
		order = append(order, p.Code)
		names[p.Code] = p.Name.For(lang)
	}
	for _, s := range stories {
		for _, p := range s.pillars {
			if !slices.Contains(order, p.Code) {
				order = append(order, p.Code)
				names[p.Code] = p.Name
			}
		}
	}
	under := map[string][]story{}
	for _, s := range stories {
		code := ""
		at := slices.IndexFunc(order, func(code string) bool {
			return slices.ContainsFunc(s.pillars, func(p release.Label) bool { return p.Code == code })
		})
		if at >= 0 {
			code = order[at]
		}
		under[code] = append(under[code], s)
	}
	var groups []group
	for _, code := range append(order, "") {
		if len(under[code]) > 0 {
			groups = append(groups, group{names[code], under[code]})
		}
	}
	return groups
}

func body(groups []group, leads bool) string {
	var b strings.Builder
	for _, g := range groups {
		fmt.Fprintf(&b, "<h2>%s</h2>", html.EscapeString(g.heading))
		for _, s := range g.stories {
			fmt.Fprintf(&b, `<h3><a href="%s">%s</a></h3>`, html.EscapeString(s.address), html.EscapeString(s.title))
			if words := strings.Join(strings.Fields(s.lead), " "); leads && words != "" {
				fmt.Fprintf(&b, "<p>%s</p>", html.EscapeString(text.Cut(words, longestLead)))
			}
		}
	}
	return b.String()
}
