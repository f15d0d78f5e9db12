// Package deliveries is the API of deliveries: where each stands and why, and what people
// decide about those that no machine can settle.
package deliveries

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/right"
)

type handlers struct {
	r    *rest.Router
	desk *delivery.Desk
}

const (
	tag = "deliveries"
	one = "/deliveries/{id}"
)

// Register adds the resource to the API.
func Register(r *rest.Router, desk *delivery.Desk) {
	h := &handlers{r: r, desk: desk}
	get := func(id, path, summary string) rest.Op {
		return rest.Op{ID: id, Method: http.MethodGet, Path: path, Tag: tag, Summary: summary}
	}
	act := func(id, name, summary string) rest.Op {
		return rest.Op{ID: id, Method: http.MethodPost, Path: one + "/" + name, Tag: tag, Summary: summary, Keyed: true}
	}
	rest.Add(r, get("listDeliveries", "/deliveries", "List deliveries by the time at which they are due"), h.list)
	rest.Add(r, get("getDelivery", one, "Get a delivery"), h.read)
	rest.Add(r, get("explainDelivery", one+"/why", "Explain why a delivery is where it is, rule by rule, and what can be done"), h.why)
	rest.Add(r, get("listAttempts", one+"/attempts", "List the attempts of a delivery, newest first"), h.attempts)
	rest.Add(r, get("listExchanges", one+"/attempts/{attempt}/exchanges", "List what was asked of the destination in an attempt and what it answered, in order, secrets masked"), h.exchanges)
	rest.Add(r, rest.Op{ID: "getDeliveryPayload", Method: http.MethodGet, Path: one + "/payload", Tag: tag, Stored: true,
		Summary: "Get the very bytes of the post of a delivery, with their SHA-256",
		Text:    "Canonical JSON (RFC 8785), rendered once before the first try; their SHA-256 is the delivery's payload_hash. No secret is in it."}, h.payload)
	rest.Add(r, get("getDeliveryPost", one+"/post", "Get the post of a delivery, as it was rendered for its destination"), h.post)
	rest.Add(r, act("retryDelivery", "retry", "Send a delivery again at once, after a failure or when it is known not to have arrived"), h.settle(desk.Retry))
	rest.Add(r, act("checkDelivery", "check", "Look for a delivery at its destination again"), h.settle(desk.Check))
	rest.Add(r, act("waitDelivery", "wait", "Have a post go on waiting for the portal's copy, that a person was asked about"), h.settle(desk.Wait))
	rest.Add(r, act("cancelDelivery", "cancel", "Cancel a delivery that was never sent"), h.settle(desk.Cancel))
	rest.Add(r, act("markDeliverySent", "mark-sent", "Record that a person has seen the post at its destination"), h.markSent)
}

// Identified names a delivery.
type Identified struct {
	ID string `path:"id" doc:"Id of the delivery"`
}

// search narrows the list; empty fields do not.
type search struct {
	rest.Paging
	State    []string  `query:"state" enum:"waiting,sending,retrying,polling,unsure,sent,confirmed,attention,cancelled,superseded,withdrawn" doc:"One or more, separated by commas"`
	Channel  string    `query:"channel" doc:"Id of a channel"`
	Article  string    `query:"article" doc:"Id of an article"`
	Edition  string    `query:"edition" doc:"Id of an edition"`
	DueAfter time.Time `query:"due_after" doc:"RFC 3339"`
	DueUntil time.Time `query:"due_until" doc:"RFC 3339"`
	Order    string    `query:"order" enum:"oldest,newest" default:"oldest" doc:"By due_at"`
}

func (h *handlers) list(ctx context.Context, in *search) (*rest.List[Delivery], error) {
	after, err := h.r.After(ctx, in.Paging)
	if err != nil {
		return nil, err
	}
	filter := delivery.Filter{Channel: in.Channel, Article: in.Article, Edition: in.Edition, DueAfter: in.DueAfter, DueUntil: in.DueUntil,
		Newest: in.Order == "newest", Limit: in.Limit + 1}
	for _, state := range in.State {
		filter.States = append(filter.States, delivery.State(state))
	}
	if after != nil {
		filter.After = &delivery.Place{DueAt: after.At(), ID: after.ID}
	}
	rows, err := h.desk.List(ctx, rest.Actor(ctx), filter)
	if err != nil {
		return nil, err
	}
	place := func(d delivery.Listed) rest.Place { return rest.PlaceAt(d.DueAt, d.ID) }
	return rest.Paged(ctx, h.r, rows, in.Limit, place, listedOf), nil
}

func (h *handlers) read(ctx context.Context, in *Identified) (*rest.Plain[FullDelivery], error) {
	actor := rest.Actor(ctx)
	why, err := h.desk.Why(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[FullDelivery]{Body: fullOf(actor, why)}, nil
}

func (h *handlers) why(ctx context.Context, in *Identified) (*rest.Plain[Explanation], error) {
	why, err := h.desk.Why(ctx, rest.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[Explanation]{Body: whyOf(why)}, nil
}

type attempting struct {
	Identified
	rest.Paging
}

func (h *handlers) attempts(ctx context.Context, in *attempting) (*rest.List[Attempt], error) {
	all, err := h.desk.Attempts(ctx, rest.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return rest.Sliced(ctx, h.r, in.Paging, all, func(a delivery.Attempt) string { return a.ID }, attemptOf)
}

type exchanging struct {
	Identified
	rest.Paging
	Attempt string `path:"attempt" doc:"Id of the attempt"`
}

func (h *handlers) exchanges(ctx context.Context, in *exchanging) (*rest.List[Exchange], error) {
	kept, err := h.desk.Exchanges(ctx, rest.Actor(ctx), in.ID, in.Attempt)
	if err != nil {
		return nil, err
	}
	all := make([]Exchange, len(kept))
	for i, x := range kept {
		all[i] = exchangeOf(i+1, x)
	}
	return rest.Sliced(ctx, h.r, in.Paging, all, func(x Exchange) string { return strconv.Itoa(x.Number) }, func(x Exchange) Exchange { return x })
}

func (h *handlers) payload(ctx context.Context, in *Identified) (*Payload, error) {
	bytes, err := h.desk.Payload(ctx, rest.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return payloadOf(bytes), nil
}

func (h *handlers) post(ctx context.Context, in *Identified) (*rest.Plain[Post], error) {
	payload, err := h.desk.Payload(ctx, rest.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	post, err := postOf(payload)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[Post]{Body: post}, nil
}

// settle makes the handler of a decision that needs nothing but the delivery.
func (h *handlers) settle(decide func(ctx context.Context, actor right.Actor, id string) (delivery.Delivery, error)) func(context.Context, *Identified) (*rest.Plain[FullDelivery], error) {
	return func(ctx context.Context, in *Identified) (*rest.Plain[FullDelivery], error) {
		d, err := decide(ctx, rest.Actor(ctx), in.ID)
		if err != nil {
			return nil, err
		}
		return h.after(ctx, d)
	}
}

// after shows a delivery that somebody has just decided about.
func (h *handlers) after(ctx context.Context, d delivery.Delivery) (*rest.Plain[FullDelivery], error) {
	actor := rest.Actor(ctx)
	why, err := h.desk.After(ctx, actor, d.ID)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[FullDelivery]{Body: FullDelivery{Delivery: shapeOf(d), May: mayOf(actor, why)}}, nil
}

// MarkSentInput tells where a person saw the post.
type MarkSentInput struct {
	Address string `json:"address,omitempty" maxLength:"2000" doc:"Where readers find it; absent where the destination has no page"`
}

type marking struct {
	Identified
	Body MarkSentInput
}

func (h *handlers) markSent(ctx context.Context, in *marking) (*rest.Plain[FullDelivery], error) {
	d, err := h.desk.MarkSent(ctx, rest.Actor(ctx), in.ID, in.Body.Address)
	if err != nil {
		return nil, err
	}
	return h.after(ctx, d)
}
