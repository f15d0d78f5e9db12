package calendar

import (
	"context"
	"fmt"
	"strconv"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/planning"
	"github.com/lantoa/lantoa/internal/right"
)

// Coverage is what a year has of each pillar and each content area in each month, so that gaps
// are seen (R18). A story with several counts for each: rows add up to more than there are
// stories.
type Coverage struct {
	Year           int
	Pillars, Areas []Row
}

// Row is one pillar or area.
type Row struct {
	Code string
	Name fault.Text
	// Planned counts the planned stories that are due in each month and are not published yet,
	// Published the stories that first went out in it; January first.
	Planned, Published [12]int
}

// Coverage counts a year, of the units whose stories the one who looks may read; 0 is this year.
func (s *Service) Coverage(ctx context.Context, actor right.Actor, year int) (Coverage, error) {
	if err := may(actor); err != nil {
		return Coverage{}, err
	}
	if year == 0 {
		year = yearOf(s.today())
	}
	if year < 2000 || year > 2100 {
		return Coverage{}, fault.Invalid("/year", fault.T("từ 2000 đến 2100", "from 2000 to 2100"))
	}
	first, last := plan.Date(fmt.Sprintf("%04d-01-01", year)), plan.Date(fmt.Sprintf("%04d-12-31", year))
	rows, err := s.rows(ctx, last)
	if err != nil {
		return Coverage{}, err
	}
	if err := s.countPlanned(ctx, actor, rows, first, last); err != nil {
		return Coverage{}, err
	}
	for _, stretch := range stretches(first, last, s.o.Zone) {
		counts, err := s.o.Tallies.Facets(ctx, readable(actor), stretch)
		if err != nil {
			return Coverage{}, err
		}
		for _, c := range counts {
			rows.of(c.Kind, c.Code).Published[monthOf(c.Day)] += c.Count
		}
	}
	return Coverage{Year: year, Pillars: rows.sorted(plan.Pillar), Areas: rows.sorted(plan.Area)}, nil
}

// matrix is the rows by what they are, in the order of the plan.
type matrix struct {
	rows  map[plan.Kind]map[string]*Row
	order map[plan.Kind][]string
}

// rows are those of the plan of a day, empty; gaps are what is looked for.
func (s *Service) rows(ctx context.Context, day plan.Date) (*matrix, error) {
	current, err := s.o.Plans.Current(ctx, min(day, s.today()))
	if err != nil {
		return nil, err
	}
	facets, err := s.o.Plans.Facets(ctx, current.ID)
	m := &matrix{map[plan.Kind]map[string]*Row{plan.Pillar: {}, plan.Area: {}}, map[plan.Kind][]string{}}
	for _, f := range facets {
		if f.Kind == plan.Pillar || f.Kind == plan.Area {
			m.of(f.Kind, f.Code).Name = f.Name
		}
	}
	return m, err
}

// of is a row, also that of a facet which the plan does not know any more.
func (m *matrix) of(kind plan.Kind, code string) *Row {
	row, there := m.rows[kind][code]
	if !there {
		row = &Row{Code: code, Name: fault.T(code, code)}
		m.rows[kind][code] = row
		m.order[kind] = append(m.order[kind], code)
	}
	return row
}

func (m *matrix) sorted(kind plan.Kind) []Row {
	rows := make([]Row, 0, len(m.rows[kind]))
	for _, code := range m.order[kind] {
		rows = append(rows, *m.rows[kind][code])
	}
	return rows
}

func monthOf(day plan.Date) int {
	n, _ := strconv.Atoi(string(day[5:7])) // it is a day
	return n - 1
}

func (s *Service) countPlanned(ctx context.Context, actor right.Actor, rows *matrix, first, last plan.Date) error {
	filter := planning.Filter{DueFrom: first, DueTo: last, Limit: mostPlanned}
	for {
		list, err := s.o.Planned.List(ctx, actor, filter)
		if err != nil {
			return err
		}
		for _, one := range list {
			if one.State == planning.Dropped || one.State == planning.Done {
				continue
			}
			month := monthOf(one.Due.Day)
			for _, code := range one.Facets.Pillars {
				rows.of(plan.Pillar, code).Planned[month]++
			}
			for _, code := range one.Facets.Areas {
				rows.of(plan.Area, code).Planned[month]++
			}
		}
		if len(list) < mostPlanned {
			return nil
		}
		place := planning.PlaceOf(list[len(list)-1])
		filter.After = &place
	}
}

// Gaps lists the months, January as 0, in which a row has nothing.
func (r Row) Gaps() []int {
	var gaps []int
	for i := range r.Planned {
		if r.Planned[i]+r.Published[i] == 0 {
			gaps = append(gaps, i)
		}
	}
	return gaps
}
