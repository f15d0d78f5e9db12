package site

import (
	"context"
	"slices"
	"strconv"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
)

// chip is a facet as a reader sees it.
type chip struct {
	Words string
	Class string // of a pillar: its colour
}

// names knows the facets of the plans that a page speaks of; each plan is read once.
type names struct {
	plans Plans
	known map[string][]plan.Facet
}

func (s *Site) names() *names { return &names{plans: s.o.Plans, known: map[string][]plan.Facet{}} }

func (n *names) of(ctx context.Context, planID string) ([]plan.Facet, error) {
	if facets, ok := n.known[planID]; ok {
		return facets, nil
	}
	facets, err := n.plans.Facets(ctx, planID)
	if err != nil {
		return nil, err
	}
	n.known[planID] = facets
	return facets, nil
}

// chips are the pillars of a release, short and in colour, and the names of its areas, in
// the language of the story.
func (n *names) chips(ctx context.Context, c release.Content) (pillars, areas []chip, err error) {
	facets, err := n.of(ctx, c.Plan)
	if err != nil {
		return nil, nil, err
	}
	for _, label := range c.Facets {
		switch plan.Kind(label.Kind) {
		case plan.Pillar:
			one := chip{Words: label.Name, Class: "pillar-0"}
			if at := slices.IndexFunc(facets, func(f plan.Facet) bool { return f.Kind == plan.Pillar && f.Code == label.Code }); at >= 0 {
				one.Class = colour(facets[at].Position)
				if short := words(c.Lang, facets[at].Short); short != "" {
					one.Words = short
				}
			}
			pillars = append(pillars, one)
		case plan.Area:
			areas = append(areas, chip{Words: label.Name})
		}
	}
	return pillars, areas, nil
}

// colour returns the class of a pillar's colour: the three pillars of ASEAN come first in
// every plan, and what is beside them is drawn as crossing them.
func colour(position int) string {
	const pillars = 3
	if position < 1 || position > pillars {
		return "pillar-0"
	}
	return "pillar-" + strconv.Itoa(position)
}

// words chooses for the language of a story: Vietnamese for Vietnamese, else English.
func words(lang string, t fault.Text) string {
	if lang == "vi" {
		return t.VI
	}
	return t.EN
}

// current returns the facets of the plan in force; none while no plan is loaded.
func (s *Site) current(ctx context.Context, n *names) ([]plan.Facet, error) {
	day := plan.DayOf(s.o.Now(), s.o.Zone)
	p, err := s.o.Plans.Current(ctx, day)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return n.of(ctx, p.ID)
}

// languageName is how readers of a language call it, for those whose pages we have;
// others by the name that the plan gives them.
func languageName(lang string, facets []plan.Facet) string {
	switch lang {
	case "vi":
		return "Tiếng Việt"
	case "en":
		return "English"
	}
	for _, f := range facets {
		if f.Kind == plan.Language && f.Code == lang {
			return f.Name.VI
		}
	}
	return lang
}
