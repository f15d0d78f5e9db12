package calendar

import (
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/calendar"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// CalendarFacets are hints for what may be told of a day: codes of the plan.
type CalendarFacets struct {
	Pillars      []string `json:"pillars,omitempty" nullable:"false" maxItems:"20" example:"[\"apsc\"]"`
	Areas        []string `json:"areas,omitempty" nullable:"false" maxItems:"50"`
	Topics       []string `json:"topics,omitempty" nullable:"false" maxItems:"100" doc:"Each with its area"`
	Audiences    []string `json:"audiences,omitempty" nullable:"false" maxItems:"50"`
	MemberStates []string `json:"member_states,omitempty" nullable:"false" maxItems:"50"`
}

func (f *CalendarFacets) domain() *plan.Facets {
	if f == nil {
		return nil
	}
	return &plan.Facets{Pillars: f.Pillars, Areas: f.Areas, Topics: f.Topics, Audiences: f.Audiences, MemberStates: f.MemberStates}
}

func facetsOf(f plan.Facets) CalendarFacets {
	return CalendarFacets{Pillars: f.Pillars, Areas: f.Areas, Topics: f.Topics, Audiences: f.Audiences, MemberStates: f.MemberStates}
}

// NewCalendarEntry is an event to be added.
type NewCalendarEntry struct {
	Unit        string             `json:"unit,omitempty" doc:"Code of the unit whose event it is; absent means the whole province"`
	Title       rest.LocalizedText `json:"title" doc:"At most 200 characters in each language" example:"{\"vi\":\"Tuần văn hóa ASEAN\",\"en\":\"ASEAN culture week\"}"`
	From        string             `json:"from" doc:"First day" example:"2026-08-03"`
	To          string             `json:"to,omitempty" doc:"Last day; absent means the first" example:"2026-08-09"`
	Place       string             `json:"place,omitempty"`
	URL         string             `json:"url,omitempty" doc:"http or https"`
	Note        string             `json:"note,omitempty" doc:"At most 2000 characters"`
	MemberState string             `json:"member_state,omitempty" doc:"Code of the state whose event it is" example:"TH"`
	Facets      *CalendarFacets    `json:"facets,omitempty"`
}

func (n NewCalendarEntry) domain() calendar.Input {
	title, from := fault.T(n.Title.VI, n.Title.EN), plan.Date(n.From)
	in := calendar.Input{Unit: n.Unit, Patch: calendar.Patch{Title: &title, From: &from, Place: &n.Place, URL: &n.URL, Note: &n.Note, Facets: n.Facets.domain()}}
	if n.To != "" {
		in.To = new(plan.Date(n.To))
	}
	if n.MemberState != "" {
		in.MemberState = &n.MemberState
	}
	return in
}

// CalendarEntryPatch changes what it names.
type CalendarEntryPatch struct {
	Title       *rest.LocalizedText `json:"title,omitempty"`
	From        *string             `json:"from,omitempty" doc:"Of what comes once; without to, it lasts a day"`
	To          *string             `json:"to,omitempty"`
	Moved       map[string]string   `json:"moved,omitempty" doc:"All of it, for what comes each year: the day of single years" example:"{\"2028\":\"2028-01-26\"}"`
	Place       *string             `json:"place,omitempty"`
	URL         *string             `json:"url,omitempty"`
	Note        *string             `json:"note,omitempty"`
	MemberState *string             `json:"member_state,omitempty"`
	Facets      *CalendarFacets     `json:"facets,omitempty" doc:"All of them"`
}

func (p CalendarEntryPatch) domain() calendar.Patch {
	out := calendar.Patch{From: (*plan.Date)(p.From), To: (*plan.Date)(p.To), Place: p.Place, URL: p.URL, Note: p.Note, MemberState: p.MemberState, Facets: p.Facets.domain()}
	if p.Title != nil {
		out.Title = new(fault.T(p.Title.VI, p.Title.EN))
	}
	if p.Moved != nil {
		moved := map[string]plan.Date{}
		for year, day := range p.Moved {
			moved[year] = plan.Date(day)
		}
		out.Moved = &moved
	}
	return out
}

// CalendarEntry is one line of the calendar, however often it comes.
type CalendarEntry struct {
	ID          string             `json:"id"`
	Kind        string             `json:"kind" enum:"national_day,asean_day,summit,holiday,theme,event"`
	Unit        string             `json:"unit,omitempty" doc:"Absent for the whole province"`
	Title       rest.LocalizedText `json:"title"`
	Place       string             `json:"place,omitempty"`
	URL         string             `json:"url,omitempty"`
	Note        string             `json:"note,omitempty"`
	From        string             `json:"from,omitempty" doc:"Of what comes once"`
	To          string             `json:"to,omitempty"`
	Yearly      string             `json:"yearly,omitempty" doc:"Month and day of what comes each year" example:"08-08"`
	Moved       map[string]string  `json:"moved,omitempty" doc:"The day of single years"`
	Off         bool               `json:"off" doc:"Offices are closed"`
	MemberState string             `json:"member_state,omitempty" doc:"Whose day it is; of a theme, who is in the chair"`
	Facets      CalendarFacets     `json:"facets"`
	Evidence    string             `json:"evidence,omitempty" doc:"How sure it is: plan, verified, general-knowledge or unconfirmed; absent for people's own"`
	CancelledAt *time.Time         `json:"cancelled_at,omitempty"`
	Reason      string             `json:"reason,omitempty" doc:"Why it does not take place"`
	Version     int                `json:"version"`
	CreatedBy   string             `json:"created_by"`
	CreatedAt   time.Time          `json:"created_at"`
	UpdatedAt   time.Time          `json:"updated_at"`
	May         rest.May           `json:"may"`
}

func entryOf(actor right.Actor, e calendar.Entry) CalendarEntry {
	may := rest.MayOf(actor, right.In(e.Unit), map[string]right.Action{"update": right.CalendarManage, "cancel": right.CalendarManage})
	if err, ended := fault.As(e.Alterable()); ended {
		may.Forbid("update", err.Detail)
		may.Forbid("cancel", err.Detail)
	}
	shape := CalendarEntry{ID: e.ID, Kind: string(e.Kind), Unit: e.Unit, Title: rest.Localized(e.Title), Place: e.Place, URL: e.URL, Note: e.Note, From: string(e.Rule.From), To: string(e.Rule.To),
		Yearly: e.Rule.Yearly, Off: e.Off, MemberState: e.MemberState, Facets: facetsOf(e.Facets), Evidence: e.Evidence, CancelledAt: rest.Instant(e.CancelledAt), Reason: e.Reason,
		Version: e.Version, CreatedBy: e.CreatedBy, CreatedAt: e.CreatedAt.UTC(), UpdatedAt: e.UpdatedAt.UTC(), May: may}
	for year, day := range e.Rule.Moved {
		if shape.Moved == nil {
			shape.Moved = map[string]string{}
		}
		shape.Moved[year] = string(day)
	}
	return shape
}

// CalendarDay is one coming of an entry.
type CalendarDay struct {
	Entry       string             `json:"entry" doc:"Id"`
	Kind        string             `json:"kind" enum:"national_day,asean_day,summit,holiday,theme,event"`
	From        string             `json:"from"`
	To          string             `json:"to"`
	Suggested   string             `json:"suggested" doc:"When to publish: the first day, or the last working day before it where offices are closed"`
	Title       rest.LocalizedText `json:"title"`
	Unit        string             `json:"unit,omitempty"`
	Place       string             `json:"place,omitempty"`
	URL         string             `json:"url,omitempty"`
	Note        string             `json:"note,omitempty"`
	Off         bool               `json:"off" doc:"Offices are closed"`
	MemberState string             `json:"member_state,omitempty"`
	Facets      CalendarFacets     `json:"facets"`
	Evidence    string             `json:"evidence,omitempty"`
	Cancelled   bool               `json:"cancelled"`
}

// CalendarPlanned is a planned story that is due.
type CalendarPlanned struct {
	ID     string `json:"id"`
	Day    string `json:"day" doc:"The last day on which it is not late"`
	Unit   string `json:"unit"`
	Title  string `json:"title"`
	Person string `json:"person,omitempty"`
	State  string `json:"state" enum:"idea,assigned,begun,done"`
}

// CalendarCount is how many stories of a unit fall on a day.
type CalendarCount struct {
	Day       string `json:"day"`
	Unit      string `json:"unit"`
	Scheduled int    `json:"scheduled" doc:"Planned for that day on some channel"`
	Published int    `json:"published" doc:"First out on that day"`
}

// CalendarBoard is what some days hold.
type CalendarBoard struct {
	From    string            `json:"from"`
	To      string            `json:"to"`
	Days    []CalendarDay     `json:"days" nullable:"false" doc:"Days, themes and events in their order"`
	Closed  []string          `json:"closed" nullable:"false" doc:"Closed days of the channels"`
	Planned []CalendarPlanned `json:"planned" nullable:"false" doc:"What is due first; at most 1000"`
	Counts  []CalendarCount   `json:"counts" nullable:"false"`
}

func boardOf(b calendar.Board) CalendarBoard {
	shape := CalendarBoard{From: string(b.From), To: string(b.To), Days: []CalendarDay{}, Closed: []string{}, Planned: []CalendarPlanned{}, Counts: []CalendarCount{}}
	for _, o := range b.Occurrences {
		shape.Days = append(shape.Days, CalendarDay{Entry: o.ID, Kind: string(o.Kind), From: string(o.From), To: string(o.To), Suggested: string(o.Suggested), Title: rest.Localized(o.Title),
			Unit: o.Unit, Place: o.Place, URL: o.URL, Note: o.Note, Off: o.Off, MemberState: o.MemberState, Facets: facetsOf(o.Facets), Evidence: o.Evidence, Cancelled: !o.CancelledAt.IsZero()})
	}
	for _, day := range b.Closed {
		shape.Closed = append(shape.Closed, string(day))
	}
	for _, s := range b.Planned {
		shape.Planned = append(shape.Planned, CalendarPlanned{ID: s.ID, Day: string(s.Due.Day), Unit: s.Unit, Title: s.Title, Person: s.Person, State: string(s.State)})
	}
	for _, c := range b.Counts {
		shape.Counts = append(shape.Counts, CalendarCount{string(c.Day), c.Unit, c.Scheduled, c.Published})
	}
	return shape
}

// CalendarRow is what one pillar or area has in each month.
type CalendarRow struct {
	Code      string             `json:"code"`
	Name      rest.LocalizedText `json:"name"`
	Planned   []int              `json:"planned" nullable:"false" doc:"Planned stories due and not published yet, January first"`
	Published []int              `json:"published" nullable:"false" doc:"Stories first out, January first"`
	Gaps      []int              `json:"gaps" nullable:"false" doc:"Months, 1 to 12, with nothing at all"`
}

// CalendarCoverage is a year by pillar, area and month.
type CalendarCoverage struct {
	Year    int           `json:"year"`
	Pillars []CalendarRow `json:"pillars" nullable:"false"`
	Areas   []CalendarRow `json:"areas" nullable:"false"`
}

func coverageOf(c calendar.Coverage) CalendarCoverage {
	rows := func(list []calendar.Row) []CalendarRow {
		shapes := make([]CalendarRow, len(list))
		for i, row := range list {
			shapes[i] = CalendarRow{Code: row.Code, Name: rest.Localized(row.Name), Planned: row.Planned[:], Published: row.Published[:], Gaps: []int{}}
			for _, month := range row.Gaps() {
				shapes[i].Gaps = append(shapes[i].Gaps, month+1)
			}
		}
		return shapes
	}
	return CalendarCoverage{Year: c.Year, Pillars: rows(c.Pillars), Areas: rows(c.Areas)}
}
