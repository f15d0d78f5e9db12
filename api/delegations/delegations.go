// Package delegations is the API of approval that is lent for a period (ủy quyền).
package delegations

import (
	"context"
	"net/http"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/delegation"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/walltime"
)

type handlers struct {
	r           *rest.Router
	delegations *delegation.Service
}

const (
	tag = "delegations"
	one = "/delegations/{id}"
)

// Register adds the resource to the API.
func Register(r *rest.Router, delegations *delegation.Service) {
	h := &handlers{r: r, delegations: delegations}
	rest.Add(r, rest.Op{ID: "listDelegations", Method: http.MethodGet, Path: "/delegations", Tag: tag, Summary: "List the delegations that you gave or received, newest first, ended ones included",
		Text: "Those who read the audit record of the whole house see everybody's."}, h.list)
	rest.Add(r, rest.Op{ID: "createDelegation", Method: http.MethodPost, Path: "/delegations", Tag: tag, Summary: "Delegate your right to approve to somebody for a period", Status: http.StatusCreated, Keyed: true,
		Text: "Needs a signed-in person who holds that right themselves. Lent are approve, request-changes, reopen and schedule, and reading what they are about; each approval tells in whose place it was given."}, h.create)
	rest.Add(r, rest.Op{ID: "listDelegationReceivers", Method: http.MethodGet, Path: "/delegations/receivers", Tag: tag, Summary: "List those to whom you may delegate, by name"}, h.receivers)
	rest.Add(r, rest.Op{ID: "getDelegation", Method: http.MethodGet, Path: one, Tag: tag, Summary: "Get a delegation that you gave or received"}, h.read)
	rest.Add(r, rest.Op{ID: "revokeDelegation", Method: http.MethodPost, Path: one + "/revoke", Tag: tag, Summary: "End a delegation early: its giver takes it back, or its receiver declines",
		Text: "It works at the next request. Ending it again changes nothing; a delegation is never deleted."}, h.revoke)
}

// Identified names a delegation.
type Identified struct {
	ID string `path:"id" doc:"Id of the delegation"`
}

func (h *handlers) list(ctx context.Context, in *rest.Paging) (*rest.List[Delegation], error) {
	actor := rest.Actor(ctx)
	all, err := h.delegations.List(ctx, actor)
	if err != nil {
		return nil, err
	}
	id := func(t delegation.Told) string { return t.ID }
	return rest.Sliced(ctx, h.r, *in, all, id, func(t delegation.Told) Delegation { return Of(actor, t) })
}

// NewDelegation is a delegation to be made.
type NewDelegation struct {
	Receiver string         `json:"receiver" maxLength:"100" doc:"Id of the person who receives it"`
	Unit     string         `json:"unit,omitempty" maxLength:"200" doc:"Code of a unit; absent means wherever you may approve yourself"`
	From     *rest.WallTime `json:"from,omitempty" doc:"Absent means at once"`
	Until    rest.WallTime  `json:"until" doc:"At most 90 days after the beginning"`
	Reason   string         `json:"reason" doc:"At most 500 characters" example:"Nghỉ Tết"`
}

func wallOf(w rest.WallTime) walltime.Wall {
	return walltime.Wall{Time: w.Time, Zone: w.Zone, Offset: w.Offset}
}

func (h *handlers) create(ctx context.Context, in *struct{ Body NewDelegation }) (*rest.Made[Delegation], error) {
	n := delegation.Input{Receiver: in.Body.Receiver, Unit: in.Body.Unit, Until: wallOf(in.Body.Until), Reason: in.Body.Reason}
	if in.Body.From != nil {
		from := wallOf(*in.Body.From)
		n.From = &from
	}
	actor := rest.Actor(ctx)
	made, err := h.delegations.Give(ctx, actor, n)
	if err != nil {
		return nil, err
	}
	return rest.Created(h.r, "/delegations/"+made.ID, 1, Of(actor, made)), nil
}

func (h *handlers) receivers(ctx context.Context, in *rest.Paging) (*rest.List[rest.Principal], error) {
	all, err := h.delegations.Receivers(ctx, rest.Actor(ctx))
	if err != nil {
		return nil, err
	}
	id := func(p right.Principal) string { return p.ID }
	return rest.Sliced(ctx, h.r, *in, all, id, func(p right.Principal) rest.Principal { return rest.Principal(p) })
}

func (h *handlers) read(ctx context.Context, in *Identified) (*rest.Plain[Delegation], error) {
	actor := rest.Actor(ctx)
	told, err := h.delegations.Get(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[Delegation]{Body: Of(actor, told)}, nil
}

func (h *handlers) revoke(ctx context.Context, in *Identified) (*rest.Plain[Delegation], error) {
	actor := rest.Actor(ctx)
	told, err := h.delegations.Revoke(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[Delegation]{Body: Of(actor, told)}, nil
}
