// Package calendar is what there is to tell by the calendar: days of ASEAN and of its member
// states, themes of the years, summits, holidays, and the events of the province's units (R16).
//
// A day is a day and no instant: it is written as 2026-08-08 and has no zone. What lantoa brings
// is a document, and people change it: nothing of theirs is taken back, and nothing is removed.
package calendar

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
)

// Limits of an entry.
const (
	MaxTitle  = 200  // graphemes, in each language
	MaxPlace  = 200  // graphemes
	MaxNote   = 2000 // graphemes
	MaxURL    = 1000 // bytes
	MaxReason = 1000 // graphemes
	MaxLength = 366  // days of one event
	MaxSpan   = 100  // days that are shown at once
)

// Kind is what an entry is.
type Kind string

// The kinds.
const (
	NationalDay Kind = "national_day"
	AseanDay    Kind = "asean_day"
	Summit      Kind = "summit"
	Holiday     Kind = "holiday"
	Theme       Kind = "theme" // of a year, with the member state in the chair
	Event       Kind = "event" // of a unit, or of the province
)

// Kinds lists every kind.
func Kinds() []Kind { return []Kind{NationalDay, AseanDay, Summit, Holiday, Theme, Event} }

// Entry is one line of the calendar, however often it comes.
type Entry struct {
	ID    string
	Code  string // of the document that lantoa brings; "" for people's own
	Kind  Kind
	Unit  string // code; "" is the whole province
	Title fault.Text
	Place string
	URL   string // http or https
	Note  string
	Rule  Rule
	// Off is set where offices are closed.
	Off bool
	// MemberState is the code of the state whose day it is, or that is in the chair.
	MemberState string
	// Facets are hints for what may be told.
	Facets plan.Facets
	// Evidence says how sure it is: verified, general-knowledge or unconfirmed; "" for people's own.
	Evidence string
	// Origin is the hash of what the document said when it was taken over; Edited tells that
	// people have changed it since.
	Origin string
	Edited bool
	// CancelledAt and Reason say that it does not take place.
	CancelledAt time.Time
	Reason      string
	Version     int
	CreatedBy   string
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// Rule says on which days an entry falls: once, from a day to a day, or each year.
type Rule struct {
	// From and To are the first and the last day of what comes once.
	From, To plan.Date
	// Yearly is a day of each year, as 08-08. A 29 February is kept on the 28th in years
	// without one.
	Yearly string
	// Moved names the day of single years, such as those of the moon: "2026": "2026-02-17".
	Moved map[string]plan.Date
	// Since and Until are the first and the last year of what comes each year; 0 is open.
	Since, Until int
}

// Occurrence is one coming of an entry.
type Occurrence struct {
	Entry
	From, To plan.Date
	// Suggested is the day on which to publish: the first of it, or the last working day before
	// where offices are closed.
	Suggested plan.Date
}

// In lists the comings within two days, both included.
func (r Rule) In(from, to plan.Date) []Span {
	if from == "" || to < from {
		return nil
	}
	if r.From != "" {
		if r.To < from || r.From > to {
			return nil
		}
		return []Span{{r.From, r.To}}
	}
	var spans []Span
	for year := yearOf(from); year <= yearOf(to); year++ {
		if day := r.of(year); day >= from && day <= to && day != "" {
			spans = append(spans, Span{day, day})
		}
	}
	for _, day := range r.Moved { // into another year than its own
		if day >= from && day <= to && !slices.Contains(spans, Span{day, day}) {
			spans = append(spans, Span{day, day})
		}
	}
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	return spans
}

// of is the day of a year; "" where there is none.
func (r Rule) of(year int) plan.Date {
	if moved := r.Moved[strconv.Itoa(year)]; moved != "" {
		return moved
	}
	if r.Yearly == "" || year < r.Since || r.Until != 0 && year > r.Until {
		return ""
	}
	day := plan.Date(fmt.Sprintf("%04d-%s", year, r.Yearly))
	if r.Yearly == "02-29" && !day.Real() {
		return plan.Date(fmt.Sprintf("%04d-02-28", year))
	}
	return day
}

func yearOf(day plan.Date) int {
	year, _ := strconv.Atoi(string(day[:min(4, len(day))])) // a day that was read before
	return year
}

// Span is a stretch of days, both ends included.
type Span struct{ From, To plan.Date }

// Expand lists the comings of entries within two days in their order, each with the day that is
// suggested; closed are further days on which offices are closed.
func Expand(entries []Entry, closed []plan.Date, from, to plan.Date) []Occurrence {
	off := offDays(entries, closed, from, to)
	var list []Occurrence
	for _, e := range entries {
		for _, span := range e.Rule.In(from, to) {
			list = append(list, Occurrence{Entry: e, From: span.From, To: span.To, Suggested: suggested(span.From, off)})
		}
	}
	slices.SortFunc(list, func(a, b Occurrence) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Title.VI, b.Title.VI), cmp.Compare(a.ID, b.ID))
	})
	return list
}

// reach is how many days before a day a working day is looked for: longer than any row of
// holidays.
const reach = 31

// offDays are the days on which offices are closed, from some time before the span on.
func offDays(entries []Entry, closed []plan.Date, from, to plan.Date) map[plan.Date]bool {
	off := map[plan.Date]bool{}
	for _, day := range closed {
		off[day] = true
	}
	early := shift(from, -reach-MaxLength)
	for _, e := range entries {
		if !e.Off || !e.CancelledAt.IsZero() {
			continue
		}
		for _, span := range e.Rule.In(early, to) {
			for day := span.From; day <= span.To && day != "" && day <= to; day = day.Next() {
				off[day] = true
			}
		}
	}
	return off
}

func suggested(day plan.Date, off map[plan.Date]bool) plan.Date {
	for at, left := day, reach; left > 0; at, left = at.Before(), left-1 {
		if t, err := time.Parse(time.DateOnly, string(at)); err == nil && t.Weekday() != time.Saturday && t.Weekday() != time.Sunday && !off[at] {
			return at
		}
	}
	return day
}

func shift(day plan.Date, days int) plan.Date {
	t, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return day
	}
	return plan.Date(t.AddDate(0, 0, days).Format(time.DateOnly))
}

// defined is what the record hashes of an entry.
func (e Entry) defined() any {
	moved := map[string]any{}
	for year, day := range e.Rule.Moved {
		moved[year] = string(day)
	}
	return map[string]any{"kind": e.Kind, "unit": e.Unit, "title_vi": e.Title.VI, "title_en": e.Title.EN, "place": e.Place, "url": e.URL, "note": e.Note,
		"from": e.Rule.From, "to": e.Rule.To, "yearly": e.Rule.Yearly, "moved": moved, "since": e.Rule.Since, "until": e.Rule.Until, "off": e.Off,
		"member_state": e.MemberState, "facets": e.Facets, "evidence": e.Evidence, "reason": e.Reason, "cancelled": !e.CancelledAt.IsZero()}
}
