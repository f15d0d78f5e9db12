package people

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/right"
)

func (h *handlers) keys() {
	const tag = "keys"
	rest.Add(h.r, rest.Op{ID: "listKeys", Method: http.MethodGet, Path: one + "/keys", Tag: tag, Summary: "List the API keys of a person, newest first, revoked ones included"}, h.listKeys)
	rest.Add(h.r, rest.Op{ID: "createKey", Method: http.MethodPost, Path: one + "/keys", Tag: tag, Summary: "Create an API key; its secret is shown once", Status: http.StatusCreated,
		Text: "Takes no Idempotency-Key, since the answer holds a secret that is not kept."}, h.createKey)
	rest.Add(h.r, rest.Op{ID: "revokeKey", Method: http.MethodDelete, Path: "/keys/{key}", Tag: tag, Summary: "Revoke an API key", Status: http.StatusNoContent}, h.revokeKey)
}

type keyListing struct {
	Identified
	rest.Paging
}

func (h *handlers) listKeys(ctx context.Context, in *keyListing) (*rest.List[Key], error) {
	actor := rest.Actor(ctx)
	all, err := h.o.Accounts.Keys(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	return rest.Sliced(ctx, h.r, in.Paging, all, func(k account.Key) string { return k.ID }, func(k account.Key) Key { return keyOf(actor, k) })
}

// NewKey is an API key to be made.
type NewKey struct {
	Name      string    `json:"name"`
	Scopes    []string  `json:"scopes,omitempty" nullable:"false" maxItems:"50" enum:"article.read,article.create,article.edit,comment.write,media.read,media.edit,edition.submit,edition.request_changes,edition.first_approve,edition.approve,edition.reopen,edition.schedule,edition.correct,edition.withdraw,edition.archive,digest.manage,flow.manage,source.manage,channel.read,channel.manage,delivery.read,delivery.act,person.manage,plan.manage,audit.read,settings.read,report.read,feed.read_partner,calendar.manage,planned.assign,request.create,request.read,request.route,request.answer,series.manage" doc:"Actions; absent means whatever the person may do"`
	ExpiresAt time.Time `json:"expires_at,omitempty" doc:"At most 365 days from now, which is also what absent means"`
}

// KeyWithSecret is a key with its secret part, shown once.
type KeyWithSecret struct {
	Key
	Secret string `json:"secret" doc:"Goes into Authorization: Bearer; it is never shown again"`
}

type keyMaking struct {
	Identified
	Body NewKey
}

func (h *handlers) createKey(ctx context.Context, in *keyMaking) (*rest.Plain[KeyWithSecret], error) {
	var scopes []right.Action
	if in.Body.Scopes != nil {
		scopes = []right.Action{} // none is another wish than all
	}
	for _, scope := range in.Body.Scopes {
		scopes = append(scopes, right.Action(scope))
	}
	actor := rest.Actor(ctx)
	shown, k, err := h.o.Accounts.CreateKey(ctx, actor, account.NewKey{Person: in.ID, Name: in.Body.Name, Scopes: scopes, Expires: in.Body.ExpiresAt})
	if err != nil {
		return nil, err
	}
	return &rest.Plain[KeyWithSecret]{Body: KeyWithSecret{Key: keyOf(actor, k), Secret: shown.Reveal()}}, nil
}

type revoking struct {
	Key string `path:"key" doc:"Id of the key"`
}

func (h *handlers) revokeKey(ctx context.Context, in *revoking) (*rest.Empty, error) {
	return &rest.Empty{}, h.o.Accounts.RevokeKey(ctx, rest.Actor(ctx), in.Key)
}
