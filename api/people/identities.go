package people

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/sso"
)

func (h *handlers) identities() {
	const all = one + "/identities"
	rest.Add(h.r, rest.Op{ID: "listIdentities", Method: http.MethodGet, Path: all, Tag: tag, Summary: "List a person's accounts at the provider of identities: yours, or any if you manage accounts"}, h.listIdentities)
	rest.Add(h.r, rest.Op{ID: "linkIdentity", Method: http.MethodPost, Path: all, Tag: tag, Summary: "Link an account of the provider of identities by its subject", Status: http.StatusCreated, Keyed: true,
		Text: "For those who manage accounts; people link their own on the page of signing in. Takes no API key."}, h.linkIdentity)
	rest.Add(h.r, rest.Op{ID: "unlinkIdentity", Method: http.MethodDelete, Path: all + "/{identity}", Tag: tag, Summary: "Unlink an account of the provider of identities", Status: http.StatusNoContent,
		Text: "The roles that it claimed end at once, and so does every session of the person but the one that asks. Takes no API key."}, h.unlinkIdentity)
}

// Identity is an account of a provider of identities that belongs to a person.
type Identity struct {
	ID         string     `json:"id"`
	Person     string     `json:"person"`
	Issuer     string     `json:"issuer" example:"https://sso.example.vn/realms/province"`
	Subject    string     `json:"subject" doc:"The provider's own name for the account (claim sub)"`
	CreatedBy  string     `json:"created_by"`
	CreatedAt  time.Time  `json:"created_at"`
	LastUsedAt *time.Time `json:"last_used_at,omitempty" doc:"Absent when it never signed anybody in"`
}

func identityOf(i sso.Identity) Identity {
	return Identity{ID: i.ID, Person: i.Person, Issuer: i.Issuer, Subject: i.Subject, CreatedBy: i.CreatedBy, CreatedAt: i.CreatedAt.UTC(), LastUsedAt: rest.Instant(i.LastUsed)}
}

type identityListing struct {
	Identified
	rest.Paging
}

func (h *handlers) listIdentities(ctx context.Context, in *identityListing) (*rest.List[Identity], error) {
	all, err := h.o.SSO.Identities(ctx, rest.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return rest.Sliced(ctx, h.r, in.Paging, all, func(i sso.Identity) string { return i.ID }, identityOf)
}

// NewIdentity is a link to be made.
type NewIdentity struct {
	Subject string `json:"subject" maxLength:"255" example:"8f14e45f-ceea-467f-a0f4-3b1c8e1d2b6a" doc:"The provider's own name for the account (claim sub)"`
}

type identityMaking struct {
	Identified
	Body NewIdentity
}

func (h *handlers) linkIdentity(ctx context.Context, in *identityMaking) (*rest.Plain[Identity], error) {
	made, err := h.o.SSO.Link(ctx, rest.Actor(ctx), in.ID, in.Body.Subject)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[Identity]{Body: identityOf(made)}, nil
}

type unlinking struct {
	Identified
	Identity string `path:"identity" doc:"Id of the link"`
}

func (h *handlers) unlinkIdentity(ctx context.Context, in *unlinking) (*rest.Empty, error) {
	return &rest.Empty{}, h.o.SSO.Unlink(ctx, rest.Actor(ctx), rest.ExchangeOf(ctx).Session, in.ID, in.Identity)
}
