package planning

import (
	"sort"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/walltime"
)

// Due is by when something is to be there: a day, or an hour of a day.
type Due struct {
	// Wall is as typed: 2026-11-23, or 2026-11-23T16:30.
	Wall string
	Zone string // IANA name
	// At is the first instant at which it is late: the hour that was named, or the end of the
	// day. Zero means that nothing is due.
	At time.Time
	// Day is the last day, in the zone of the house, on which it is not late yet.
	Day plan.Date
}

// DueBy reads a day or an hour; without a zone it is that of the house. Errors are faults at
// /due/time, /due/zone and /due/offset.
func DueBy(typed walltime.Wall, house *time.Location) (Due, error) {
	typed.Time = strings.TrimSpace(typed.Time)
	if typed.Zone == "" {
		typed.Zone = house.String()
	}
	due := Due{Wall: typed.Time, Zone: typed.Zone}
	at, day := typed, plan.Date(typed.Time)
	if day.Real() {
		at.Time, at.Offset = string(day)+"T12:00", ""
	}
	var err error
	if due.At, err = at.Instant(); err != nil {
		return Due{}, nested(err)
	}
	if day.Real() {
		if due.At, err = endOf(day, due.At, typed.Zone); err != nil {
			return Due{}, err
		}
	}
	due.Day = plan.DayOf(due.At.Add(-time.Microsecond), house)
	return due, nil
}

// endOf is the first instant behind a day in a zone, from the noon of that day on. Where clocks change
// at midnight there may be no such hour as 00:00, or two.
func endOf(day plan.Date, noon time.Time, zone string) (time.Time, error) {
	where, err := time.LoadLocation(zone)
	if err != nil {
		return time.Time{}, err
	}
	minutes := sort.Search(26*60, func(n int) bool { return plan.DayOf(noon.Add(time.Duration(n)*time.Minute), where) > day })
	return noon.Add(time.Duration(minutes) * time.Minute), nil
}

// Typed is what was typed, so that it is read to the same again.
func (d Due) Typed() walltime.Wall {
	typed := walltime.Wall{Time: d.Wall, Zone: d.Zone}
	if where, err := time.LoadLocation(d.Zone); err == nil && !plan.Date(d.Wall).Real() {
		typed.Offset = d.At.In(where).Format("-07:00")
	}
	return typed
}

// Ahead refuses what is past already.
func (d Due) Ahead(now time.Time) error {
	if d.At.IsZero() || now.Before(d.At) {
		return nil
	}
	return fault.Invalid("/due/time", fault.T("hạn này đã qua; chọn ngày sau hôm nay", "is past; choose a later day"))
}

func nested(err error) error {
	e, ok := fault.As(err)
	if !ok {
		return err
	}
	c := *e
	c.Fields = nil
	for _, f := range e.Fields {
		c.Fields = append(c.Fields, fault.Field{Pointer: "/due" + f.Pointer, Detail: f.Detail})
	}
	return &c
}
