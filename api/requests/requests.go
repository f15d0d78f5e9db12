// Package requests is the API of what the press asks the province for.
package requests

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/request"
	"github.com/lantoa/lantoa/internal/right"
)

type handlers struct {
	r        *rest.Router
	requests *request.Service
	kind     rest.Kind[request.Request, PressRequest]
}

const (
	tag = "requests"
	all = "/requests"
	one = all + "/{id}"
)

// Register adds the resource to the API.
func Register(r *rest.Router, s *request.Service, now func() time.Time) {
	kind := rest.Kind[request.Request, PressRequest]{Path: all, ID: func(r request.Request) string { return r.ID }, Tag: func(r request.Request) int { return r.Version },
		Shape: func(actor right.Actor, r request.Request) PressRequest { return requestOf(actor, r, now()) }}
	h := &handlers{r: r, requests: s, kind: kind}
	rest.Add(r, rest.Op{ID: "listRequests", Method: http.MethodGet, Path: all, Tag: tag, Summary: "List requests of the press, newest first",
		Text: "The own ones; who answers for a unit also sees what that was asked, and who routes for the house sees all."}, h.list)
	rest.Add(r, rest.Op{ID: "createRequest", Method: http.MethodPost, Path: all, Tag: tag, Summary: "Ask for a story, or enter what somebody of the press asks for", Status: http.StatusCreated, Keyed: true,
		Text: "A press account has at most 10 open requests at once."}, rest.Makes(r, kind, s.Enter, NewRequest.domain))
	rest.Add(r, rest.Op{ID: "getRequest", Method: http.MethodGet, Path: one, Tag: tag, Summary: "Get a request of the press"}, kind.ByID(s.Get))
	rest.Add(r, rest.Op{ID: "updateRequest", Method: http.MethodPatch, Path: one, Tag: tag, Summary: "Change a request",
		Text: "By who entered it, while it is open; the contact may be taken out at any time."}, rest.Changes(kind, s.Change, RequestPatch.domain))
	rest.Add(r, rest.Op{ID: "routeRequest", Method: http.MethodPost, Path: one + "/route", Tag: tag, Summary: "Ask units for an answer, further ones too", Keyed: true}, h.route)
	rest.Add(r, rest.Op{ID: "takeRequest", Method: http.MethodPost, Path: one + "/take", Tag: tag, Summary: "Take a request up for a unit: a story is planned", Keyed: true,
		Text: "Without a day of its own it is due when the request is; where neither is known and no person is named, it stays an idea."}, h.take)
	rest.Add(r, rest.Op{ID: "answerRequest", Method: http.MethodPost, Path: one + "/answer", Tag: tag, Summary: "Answer for a unit with words, a published story, or both", Keyed: true}, h.reply)
	rest.Add(r, rest.Op{ID: "declineRequest", Method: http.MethodPost, Path: one + "/decline", Tag: tag, Summary: "Decline for a unit, with a reason; without a unit for the whole house", Keyed: true}, h.decline)
	rest.Add(r, rest.Op{ID: "withdrawRequest", Method: http.MethodPost, Path: one + "/withdraw", Tag: tag, Summary: "Take a request back", Keyed: true}, kind.ByID(s.Withdraw))
}

type listing struct {
	rest.Paging
	State string `query:"state" enum:"open,routed,answered,declined,withdrawn"`
	Unit  string `query:"unit" maxLength:"100" doc:"Code of a unit that was asked"`
}

func (h *handlers) list(ctx context.Context, in *listing) (*rest.List[PressRequest], error) {
	after, err := h.r.After(ctx, in.Paging)
	if err != nil {
		return nil, err
	}
	f := request.Filter{State: request.State(in.State), Unit: in.Unit, Limit: in.Limit + 1}
	if after != nil {
		f.After = &request.Place{At: after.At(), ID: after.ID}
	}
	actor := rest.Actor(ctx)
	rows, err := h.requests.List(ctx, actor, f)
	if err != nil {
		return nil, rest.InQuery(err)
	}
	place := func(r request.Request) rest.Place { return rest.PlaceAt(r.CreatedAt, r.ID) }
	return rest.Paged(ctx, h.r, rows, in.Limit, place, func(r request.Request) PressRequest { return h.kind.Shape(actor, r) }), nil
}

type routing struct {
	rest.Named
	Body struct {
		Units []string `json:"units" nullable:"false" doc:"Codes of the units to ask, at most 20"`
	}
}

func (h *handlers) route(ctx context.Context, in *routing) (*rest.One[PressRequest], error) {
	r, err := h.requests.Route(ctx, rest.Actor(ctx), in.ID, in.Body.Units)
	return h.kind.Answer(ctx, r, err)
}

type taking struct {
	rest.Named
	Body Taking
}

func (h *handlers) take(ctx context.Context, in *taking) (*rest.One[PressRequest], error) {
	r, err := h.requests.Take(ctx, rest.Actor(ctx), in.ID, in.Body.Unit, request.Taking{Person: in.Body.Person, Due: in.Body.Due.Wall()})
	return h.kind.Answer(ctx, r, err)
}

type replying struct {
	rest.Named
	Body Reply
}

func (h *handlers) reply(ctx context.Context, in *replying) (*rest.One[PressRequest], error) {
	r, err := h.requests.Answer(ctx, rest.Actor(ctx), in.ID, in.Body.Unit, request.Reply{Words: in.Body.Words, Article: in.Body.Article, Lang: in.Body.Lang})
	return h.kind.Answer(ctx, r, err)
}

type declining struct {
	rest.Named
	Body struct {
		Unit   string `json:"unit,omitempty" doc:"Code of the unit that declines; absent for the whole house"`
		Reason string `json:"reason" doc:"At most 4000 characters; who asked reads it"`
	}
}

func (h *handlers) decline(ctx context.Context, in *declining) (*rest.One[PressRequest], error) {
	actor := rest.Actor(ctx)
	if in.Body.Unit == "" {
		r, err := h.requests.Dismiss(ctx, actor, in.ID, in.Body.Reason)
		return h.kind.Answer(ctx, r, err)
	}
	r, err := h.requests.Decline(ctx, actor, in.ID, in.Body.Unit, in.Body.Reason)
	return h.kind.Answer(ctx, r, err)
}
