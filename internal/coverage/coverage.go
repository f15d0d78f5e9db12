// Package coverage counts what each pillar has of each content area in a time: what was written,
// what is out, and what is planned, so that thin places are seen (R18). What it counts of stories
// is what their list gives under the same filter.
package coverage

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/planning"
	"github.com/lantoa/lantoa/internal/right"
)

// Stories counts editions for who may read them.
type Stories interface {
	Cells(ctx context.Context, actor right.Actor, f article.Filter) ([]article.Cell, error)
}

// Planned lists planned stories for who may read them.
type Planned interface {
	List(ctx context.Context, actor right.Actor, f planning.Filter) ([]planning.Story, error)
}

// Options are what a Service works with; all are needed.
type Options struct {
	Stories Stories
	Planned Planned
	Zone    *time.Location // of the house
	Now     func() time.Time
}

// Service counts.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o} }

// Query narrows what is counted; what is empty does not.
type Query struct {
	From, To    plan.Date // the first and the last day; this year where both are empty
	Units       []string
	Lang        string
	Audience    string
	MemberState string
}

// Map is what a time has, with its instants.
type Map struct {
	From, To     plan.Date
	Begins, Ends time.Time
	Cells        []Cell // those with anything, by area and pillar
}

// Cell is what a pillar has of an area. A text with several of them counts in each cell.
type Cell struct {
	Pillar, Area string
	// Written are the editions that were made then and are neither withdrawn nor archived,
	// Published those that first went out then and still are, Planned the planned stories that are
	// due then and of which nothing is begun.
	Written, Published, Planned int
}

// Written are the states of a text that counts as written.
func Written() []article.State {
	return []article.State{article.Draft, article.InReview, article.ChangesRequested, article.Approved}
}

const (
	mostDays = 3 * 366
	page     = 1000
)

// Count counts, of the units whose stories the one who looks may read.
func (s *Service) Count(ctx context.Context, actor right.Actor, q Query) (Map, error) {
	if q.From == "" && q.To == "" {
		year := s.o.Now().In(s.o.Zone).Year()
		q.From, q.To = plan.Date(fmt.Sprintf("%04d-01-01", year)), plan.Date(fmt.Sprintf("%04d-12-31", year))
	}
	m, err := s.days(q)
	if err != nil {
		return Map{}, err
	}
	cells := cells{}
	span := article.Span{From: m.Begins, To: m.Ends}
	like := article.Filter{Units: q.Units, Lang: q.Lang, Audience: q.Audience, MemberState: q.MemberState}
	written, out := like, like
	written.States, written.Created = Written(), span
	out.FirstOut = span
	for _, one := range []struct {
		filter article.Filter
		add    func(c *Cell, n int)
	}{{written, func(c *Cell, n int) { c.Written = n }}, {out, func(c *Cell, n int) { c.Published = n }}} {
		found, err := s.o.Stories.Cells(ctx, actor, one.filter)
		if err != nil {
			return Map{}, err
		}
		for _, c := range found {
			one.add(cells.at(c.Pillar, c.Area), c.Count)
		}
	}
	if err := s.planned(ctx, actor, q, cells); err != nil {
		return Map{}, err
	}
	m.Cells = cells.sorted()
	return m, nil
}

// days checks the days of a query and says when they begin and end.
func (s *Service) days(q Query) (Map, error) {
	var faults fault.Fields
	for _, one := range []struct {
		at  string
		day plan.Date
	}{{"/from", q.From}, {"/to", q.To}} {
		if !one.day.Real() || one.day < "1900-01-01" || one.day > "2100-12-31" {
			faults.Add(one.at, fault.T("cần một ngày như 2026-08-08, từ 1900 đến 2100; gửi cả from và to", "takes a day such as 2026-08-08, from 1900 to 2100; send both from and to"))
		}
	}
	if err := faults.Err(); err != nil {
		return Map{}, err
	}
	m := Map{From: q.From, To: q.To, Begins: midnight(q.From, s.o.Zone), Ends: midnight(q.To.Next(), s.o.Zone)}
	switch days := m.Ends.Sub(m.Begins).Hours() / 24; {
	case q.To < q.From:
		faults.Add("/to", fault.T("trước from", "is before from"))
	case days > mostDays:
		faults.Add("/to", fault.Tf("nhiều nhất %d ngày một lần", "at most %d days at once", mostDays))
	}
	return m, faults.Err()
}

func midnight(day plan.Date, zone *time.Location) time.Time {
	t, _ := time.Parse(time.DateOnly, string(day)) // it was checked
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone)
}

// planned adds the planned stories; they are read, since their facets are wishes and no rows.
func (s *Service) planned(ctx context.Context, actor right.Actor, q Query, in cells) error {
	filter := planning.Filter{Units: q.Units, DueFrom: q.From, DueTo: q.To, Limit: page}
	for {
		list, err := s.o.Planned.List(ctx, actor, filter)
		if err != nil {
			return err
		}
		for _, one := range list {
			if !q.takes(one) {
				continue
			}
			for _, area := range one.Facets.Areas {
				for _, pillar := range one.Facets.Pillars {
					in.at(pillar, area).Planned++
				}
			}
		}
		if len(list) < page {
			return nil
		}
		place := planning.PlaceOf(list[len(list)-1])
		filter.After = &place
	}
}

// takes reports whether a planned story is counted.
func (q Query) takes(one planning.Story) bool {
	within := func(code string, all []string) bool { return code == "" || slices.Contains(all, code) }
	return (one.State == planning.Idea || one.State == planning.Assigned) &&
		within(q.Lang, one.Langs) && within(q.Audience, one.Facets.Audiences) && within(q.MemberState, one.Facets.MemberStates)
}

// cells are those that have anything, by pillar and area.
type cells map[[2]string]*Cell

func (c cells) at(pillar, area string) *Cell {
	key := [2]string{area, pillar}
	if c[key] == nil {
		c[key] = &Cell{Pillar: pillar, Area: area}
	}
	return c[key]
}

func (c cells) sorted() []Cell {
	list := make([]Cell, 0, len(c))
	for _, one := range c {
		list = append(list, *one)
	}
	slices.SortFunc(list, func(a, b Cell) int { return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.Pillar, b.Pillar)) })
	return list
}
