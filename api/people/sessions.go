package people

import (
	"context"
	"net/http"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/account"
)

func (h *handlers) sessions() {
	const tag, theirs = "session", one + "/sessions"
	rest.Add(h.r, rest.Op{ID: "listMySessions", Method: http.MethodGet, Path: "/me/sessions", Tag: tag, Summary: "List your sessions"}, h.mySessions)
	rest.Add(h.r, rest.Op{ID: "endMyOtherSessions", Method: http.MethodDelete, Path: "/me/sessions", Tag: tag, Summary: "End all your sessions but this one", Status: http.StatusNoContent}, h.endOthers)
	rest.Add(h.r, rest.Op{ID: "endMySession", Method: http.MethodDelete, Path: "/me/sessions/{session}", Tag: tag, Summary: "End one of your sessions", Status: http.StatusNoContent}, h.endMine)
	rest.Add(h.r, rest.Op{ID: "listSessions", Method: http.MethodGet, Path: theirs, Tag: tag, Summary: "List the sessions of a person"}, h.sessionsOf)
	rest.Add(h.r, rest.Op{ID: "endSessions", Method: http.MethodDelete, Path: theirs, Tag: tag, Summary: "End all sessions of a person; of your own, all but this one", Status: http.StatusNoContent}, h.endAll)
	rest.Add(h.r, rest.Op{ID: "endSession", Method: http.MethodDelete, Path: theirs + "/{session}", Tag: tag, Summary: "End a session of a person", Status: http.StatusNoContent}, h.end)
}

func (h *handlers) mySessions(ctx context.Context, _ *struct{}) (*rest.List[Session], error) {
	x := rest.ExchangeOf(ctx)
	all, err := h.o.Accounts.Sessions(ctx, x.Actor, x.Actor.ID)
	if err != nil {
		return nil, err
	}
	return rest.Of(all, shown(x)), nil
}

// shown makes the shape of a session for the one who asks.
func shown(x *rest.Exchange) func(s account.Session) Session {
	return func(s account.Session) Session { return sessionOf(x.Actor, s, x.Session.ID) }
}

type sessionListing struct {
	Identified
	rest.Paging
}

func (h *handlers) sessionsOf(ctx context.Context, in *sessionListing) (*rest.List[Session], error) {
	x := rest.ExchangeOf(ctx)
	all, err := h.o.Accounts.Sessions(ctx, x.Actor, in.ID)
	if err != nil {
		return nil, err
	}
	return rest.Sliced(ctx, h.r, in.Paging, all, func(s account.Session) string { return s.ID }, shown(x))
}

// Ending names a session.
type Ending struct {
	Session string `path:"session" doc:"Id of the session"`
}

func (h *handlers) endMine(ctx context.Context, in *Ending) (*rest.Empty, error) {
	actor := rest.Actor(ctx)
	return &rest.Empty{}, h.o.Accounts.Revoke(ctx, actor, actor.ID, in.Session)
}

type endingOf struct {
	Identified
	Ending
}

func (h *handlers) end(ctx context.Context, in *endingOf) (*rest.Empty, error) {
	return &rest.Empty{}, h.o.Accounts.Revoke(ctx, rest.Actor(ctx), in.ID, in.Session)
}

func (h *handlers) endOthers(ctx context.Context, _ *struct{}) (*rest.Empty, error) {
	x := rest.ExchangeOf(ctx)
	_, err := h.o.Accounts.RevokeOthers(ctx, x.Actor, x.Actor.ID, x.Session)
	return &rest.Empty{}, err
}

func (h *handlers) endAll(ctx context.Context, in *Identified) (*rest.Empty, error) {
	x := rest.ExchangeOf(ctx)
	_, err := h.o.Accounts.RevokeOthers(ctx, x.Actor, in.ID, x.Session)
	return &rest.Empty{}, err
}
