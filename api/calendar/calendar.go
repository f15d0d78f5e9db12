// Package calendar is the API of the calendar: days, events, and what is planned and published on
// them.
package calendar

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/calendar"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

type handlers struct {
	r        *rest.Router
	calendar *calendar.Service
}

const (
	tag     = "calendar"
	entries = "/calendar/entries"
	one     = entries + "/{id}"
)

// Register adds the resource to the API.
func Register(r *rest.Router, c *calendar.Service) {
	h := &handlers{r: r, calendar: c}
	rest.Add(r, rest.Op{ID: "getCalendar", Method: http.MethodGet, Path: "/calendar", Tag: tag, Summary: "See what some days hold: days, themes, events, planned stories, counts of stories",
		Text: "At most 100 days at once; without from and to, this month. Stories are counted by unit, of the units whose stories you may read and of no other."}, h.board)
	rest.Add(r, rest.Op{ID: "exportCalendar", Method: http.MethodGet, Path: "/calendar/export.ics", Tag: tag, Summary: "Get the days and events as iCalendar (RFC 5545)",
		Text: "At most three years at once; without from and to, this year. A calendar program asks with an API key whose scope is article.read."}, h.export)
	rest.Add(r, rest.Op{ID: "getCalendarCoverage", Method: http.MethodGet, Path: "/calendar/coverage", Tag: tag, Summary: "See what each pillar and area has in each month of a year, planned and published",
		Text: "A story with several pillars or areas counts for each, so that rows add up to more than there are stories. Of the units whose stories you may read."}, h.coverage)
	rest.Add(r, rest.Op{ID: "createCalendarEntry", Method: http.MethodPost, Path: entries, Tag: tag, Summary: "Add an event of a unit or of the province", Status: http.StatusCreated, Keyed: true}, h.create)
	rest.Add(r, rest.Op{ID: "getCalendarEntry", Method: http.MethodGet, Path: one, Tag: tag, Summary: "Get an entry of the calendar"}, h.read)
	rest.Add(r, rest.Op{ID: "updateCalendarEntry", Method: http.MethodPatch, Path: one, Tag: tag, Summary: "Change an entry, also one that came with the program",
		Text: "What people change stays as they left it, whatever a later version of the program brings."}, h.patch)
	rest.Add(r, rest.Op{ID: "cancelCalendarEntry", Method: http.MethodPost, Path: one + "/cancel", Tag: tag, Summary: "Say that an entry does not take place; it stays, marked so", Keyed: true}, h.cancel)
}

// Days asks for some days.
type Days struct {
	From string `query:"from" maxLength:"10" doc:"First day, such as 2026-08-01"`
	To   string `query:"to" maxLength:"10" doc:"Last day"`
}

func (h *handlers) board(ctx context.Context, in *Days) (*rest.Plain[CalendarBoard], error) {
	b, err := h.calendar.Board(ctx, rest.Actor(ctx), plan.Date(in.From), plan.Date(in.To))
	if err != nil {
		return nil, rest.InQuery(err)
	}
	return &rest.Plain[CalendarBoard]{Body: boardOf(b)}, nil
}

type exporting struct {
	Days
	Lang string `query:"lang" enum:"vi,en" default:"vi" doc:"Language of the titles"`
}

func (h *handlers) export(ctx context.Context, in *exporting) (*huma.StreamResponse, error) {
	list, err := h.calendar.Occurrences(ctx, rest.Actor(ctx), plan.Date(in.From), plan.Date(in.To))
	if err != nil {
		return nil, rest.InQuery(err)
	}
	file := calendar.ICS(list, "ASEAN", in.Lang)
	return &huma.StreamResponse{Body: func(out huma.Context) {
		out.SetHeader("Content-Type", calendar.MediaType)
		out.SetHeader("Content-Disposition", `attachment; filename="asean.ics"`)
		if _, err := out.BodyWriter().Write(file); err != nil {
			rest.BreakOff(ctx, err)
		}
	}}, nil
}

type yearly struct {
	Year int `query:"year" doc:"Such as 2026; absent means this year"`
}

func (h *handlers) coverage(ctx context.Context, in *yearly) (*rest.Plain[CalendarCoverage], error) {
	c, err := h.calendar.Coverage(ctx, rest.Actor(ctx), in.Year)
	if err != nil {
		return nil, rest.InQuery(err)
	}
	return &rest.Plain[CalendarCoverage]{Body: coverageOf(c)}, nil
}

func (h *handlers) create(ctx context.Context, in *struct{ Body NewCalendarEntry }) (*rest.Made[CalendarEntry], error) {
	actor := rest.Actor(ctx)
	e, err := h.calendar.Create(ctx, actor, in.Body.domain())
	if err != nil {
		return nil, err
	}
	return rest.Created(h.r, entries+"/"+e.ID, e.Version, entryOf(actor, e)), nil
}

// Identified names an entry.
type Identified struct {
	ID string `path:"id" doc:"Id of the entry"`
}

func (h *handlers) read(ctx context.Context, in *Identified) (*rest.One[CalendarEntry], error) {
	actor := rest.Actor(ctx)
	e, err := h.calendar.Get(ctx, actor, in.ID)
	return answer(actor, e, err)
}

func answer(actor right.Actor, e calendar.Entry, err error) (*rest.One[CalendarEntry], error) {
	if err != nil {
		return nil, err
	}
	return rest.Versioned(e.Version, entryOf(actor, e)), nil
}

type patching struct {
	Identified
	rest.Matching
	Body CalendarEntryPatch
}

func (h *handlers) patch(ctx context.Context, in *patching) (*rest.One[CalendarEntry], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	actor := rest.Actor(ctx)
	e, err := h.calendar.Update(ctx, actor, in.ID, version, in.Body.domain())
	return answer(actor, e, err)
}

type cancelling struct {
	Identified
	rest.Matching
	Body struct {
		Reason string `json:"reason" doc:"At most 1000 characters" example:"Hoãn vì bão"`
	}
}

func (h *handlers) cancel(ctx context.Context, in *cancelling) (*rest.One[CalendarEntry], error) {
	version, err := in.Optional()
	if err != nil {
		return nil, err
	}
	actor := rest.Actor(ctx)
	e, err := h.calendar.Cancel(ctx, actor, in.ID, version, in.Body.Reason)
	return answer(actor, e, err)
}
