package calendar

import (
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/planning"
	"github.com/lantoa/lantoa/internal/right"
)

// Board is what a stretch of days holds, for one who looks.
type Board struct {
	From, To    plan.Date
	Occurrences []Occurrence
	Closed      []plan.Date // on which channels rest
	// Planned are the planned stories that are due then, without those that were dropped.
	Planned []planning.Story
	// Counts are of the units whose stories the one who looks may read, and of no other.
	Counts []Count
}

// mostPlanned is how many planned stories a board shows.
const mostPlanned = 1000

// Board shows a stretch of days, at most [MaxSpan].
func (s *Service) Board(ctx context.Context, actor right.Actor, from, to plan.Date) (Board, error) {
	if err := may(actor); err != nil {
		return Board{}, err
	}
	if from == "" && to == "" {
		from, to = month(s.today())
	}
	if err := CheckDays(from, to, MaxSpan); err != nil {
		return Board{}, err
	}
	b := Board{From: from, To: to}
	var err error
	if b.Occurrences, b.Closed, err = s.occurrences(ctx, from, to); err != nil {
		return Board{}, err
	}
	all, err := s.o.Planned.List(ctx, actor, planning.Filter{DueFrom: from, DueTo: to, Limit: mostPlanned})
	if err != nil {
		return Board{}, err
	}
	b.Planned = slices.DeleteFunc(all, func(one planning.Story) bool { return one.State == planning.Dropped })
	for _, stretch := range stretches(from, to, s.o.Zone) {
		counts, err := s.o.Tallies.Stories(ctx, readable(actor), stretch)
		if err != nil {
			return Board{}, err
		}
		b.Counts = append(b.Counts, counts...)
	}
	return b, nil
}

// readable are the units whose stories somebody may read; nil means every unit.
func readable(actor right.Actor) []string {
	every, units := actor.Scope(right.ArticleRead)
	if every {
		return nil
	}
	return append([]string{}, units...)
}

// Occurrences lists what comes within two days, at most three years of them.
func (s *Service) Occurrences(ctx context.Context, actor right.Actor, from, to plan.Date) ([]Occurrence, error) {
	if err := may(actor); err != nil {
		return nil, err
	}
	if from == "" && to == "" {
		year := string(s.today())[:4]
		from, to = plan.Date(year+"-01-01"), plan.Date(year+"-12-31")
	}
	if err := CheckDays(from, to, 3*MaxLength); err != nil {
		return nil, err
	}
	list, _, err := s.occurrences(ctx, from, to)
	return list, err
}

func (s *Service) occurrences(ctx context.Context, from, to plan.Date) ([]Occurrence, []plan.Date, error) {
	entries, err := s.o.Store.Between(ctx, shift(from, -reach), to)
	if err != nil {
		return nil, nil, err
	}
	closed, err := s.o.Closed(ctx)
	if err != nil {
		return nil, nil, err
	}
	list := Expand(entries, closed, from, to)
	return list, slices.DeleteFunc(closed, func(day plan.Date) bool { return day < from || day > to }), nil
}

// month is the first and the last day of that of a day.
func month(day plan.Date) (first, last plan.Date) {
	first = day[:8] + "01"
	t, _ := time.Parse(time.DateOnly, string(first)) // it is one
	return first, plan.Date(t.AddDate(0, 1, -1).Format(time.DateOnly))
}

// CheckDays refuses a stretch that is none, or is longer than some days; the fields are /from
// and /to.
func CheckDays(from, to plan.Date, most int) error {
	var faults fault.Fields
	for at, day := range map[string]plan.Date{"/from": from, "/to": to} {
		if !day.Real() || day < "1900-01-01" || day > "2100-12-31" {
			faults.Add(at, fault.T("cần một ngày như 2026-08-08, từ 1900 đến 2100; gửi cả from và to", "takes a day such as 2026-08-08, from 1900 to 2100; send both from and to"))
		}
	}
	if err := faults.Err(); err != nil {
		return err
	}
	switch {
	case to < from:
		faults.Add("/to", fault.T("trước from", "is before from"))
	case to > shift(from, most-1):
		faults.Add("/to", fault.Tf("nhiều nhất %d ngày một lần", "at most %d days at once", most))
	}
	return faults.Err()
}

// stretches cuts some days where the clocks of a zone change, so that each part has one offset.
func stretches(from, to plan.Date, zone *time.Location) []Stretch {
	begin, end := midnight(from, zone), midnight(to.Next(), zone)
	var all []Stretch
	for at := begin; at.Before(end); {
		_, offset := at.Zone()
		until := end
		if _, change := at.ZoneBounds(); !change.IsZero() && change.Before(end) {
			until = change
		}
		all = append(all, Stretch{From: at, To: until, Offset: time.Duration(offset) * time.Second})
		at = until.In(zone)
	}
	return all
}

func midnight(day plan.Date, zone *time.Location) time.Time {
	t, _ := time.Parse(time.DateOnly, string(day)) // it was checked
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone)
}
