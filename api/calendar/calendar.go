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
)

type handlers struct {
	r        *rest.Router
	calendar *calendar.Service
	kind     rest.Kind[calendar.Entry, CalendarEntry]
}

const (
	tag     = "calendar"
	entries = "/calendar/entries"
	one     = entries + "/{id}"
)

// Register adds the resource to the API.
func Register(r *rest.Router, c *calendar.Service) {
	kind := rest.Kind[calendar.Entry, CalendarEntry]{Path: entries, ID: func(e calendar.Entry) string { return e.ID }, Tag: func(e calendar.Entry) int { return e.Version }, Shape: entryOf}
	h := &handlers{r: r, calendar: c, kind: kind}
	rest.Add(r, rest.Op{ID: "getCalendar", Method: http.MethodGet, Path: "/calendar", Tag: tag, Summary: "See what some days hold: days, themes, events, planned stories, counts of stories",
		Text: "At most 100 days at once; without from and to, this month. Stories are counted by unit, of the units whose stories you may read and of no other."}, h.board)
	rest.Add(r, rest.Op{ID: "getCalendarPosts", Method: http.MethodGet, Path: "/calendar/posts", Tag: tag, Summary: "See what goes out on some days, each release with its channels at the hour of its plan",
		Text: "At most 100 days at once; without from and to, this month. As in the list of deliveries, an embargo hides the title from who may not read the story. What was cancelled or superseded is left out."}, h.posts)
	rest.Add(r, rest.Op{ID: "exportCalendar", Method: http.MethodGet, Path: "/calendar/export.ics", Tag: tag, Summary: "Get the days and events as iCalendar (RFC 5545)",
		Text: "At most three years at once; without from and to, this year. A calendar program asks with an API key whose scope is article.read."}, h.export)
	rest.Add(r, rest.Op{ID: "getCalendarCoverage", Method: http.MethodGet, Path: "/calendar/coverage", Tag: tag, Summary: "See what each pillar and area has in each month of a year, planned and published",
		Text: "A story with several pillars or areas counts for each, so that rows add up to more than there are stories. Of the units whose stories you may read."}, h.coverage)
	rest.Add(r, rest.Op{ID: "createCalendarEntry", Method: http.MethodPost, Path: entries, Tag: tag, Summary: "Add an event of a unit or of the province", Status: http.StatusCreated, Keyed: true}, rest.Makes(r, kind, c.Create, NewCalendarEntry.domain))
	rest.Add(r, rest.Op{ID: "getCalendarEntry", Method: http.MethodGet, Path: one, Tag: tag, Summary: "Get an entry of the calendar"}, kind.ByID(c.Get))
	rest.Add(r, rest.Op{ID: "updateCalendarEntry", Method: http.MethodPatch, Path: one, Tag: tag, Summary: "Change an entry, also one that came with the program",
		Text: "What people change stays as they left it, whatever a later version of the program brings."}, rest.Changes(kind, c.Update, CalendarEntryPatch.domain))
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

type cancelling struct {
	rest.Named
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
	e, err := h.calendar.Cancel(ctx, rest.Actor(ctx), in.ID, version, in.Body.Reason)
	return h.kind.Answer(ctx, e, err)
}
