// Package sso lets people sign in with an account of their province: through a provider of
// identities that speaks OpenID Connect (OpenID Connect Core 1.0, authorization code flow
// with PKCE S256 by RFC 7636).
//
// It knows who is who: which account of the provider belongs to which person, whether an
// e-mail address may tell, and which roles the provider's claims give. What is said on the
// wire and how an answer is proven is [Provider]'s.
package sso

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
)

// Identity is an account of a provider that belongs to a person. A person has at most one
// of each provider.
type Identity struct {
	ID        string
	Person    string
	Issuer    string // of the provider, such as "https://sso.example.vn/realms/tinh"
	Subject   string // the provider's own name for the account; never given to another
	CreatedBy string // id of a person, or [account.SystemID]
	CreatedAt time.Time
	LastUsed  time.Time // zero when it never signed anybody in
}

// Store keeps identities and what they claim.
type Store interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// Identity returns the one of a provider's account; empty when it is nobody's.
	Identity(ctx context.Context, issuer, subject string) (Identity, error)
	// Identities returns those of a person, the oldest first.
	Identities(ctx context.Context, person string) ([]Identity, error)
	// AddIdentity fails with [fault.AlreadyExists] when the account is somebody's, or the
	// person has another one of the provider.
	AddIdentity(ctx context.Context, one Identity) error
	TouchIdentity(ctx context.Context, id string, at time.Time) error
	// RemoveIdentity fails with [fault.NotFound] when the person has none of the id.
	RemoveIdentity(ctx context.Context, person, id string) error
	// PutClaimed gives a person exactly these claimed roles, which hold until an instant.
	PutClaimed(ctx context.Context, person string, grants []right.Grant, until time.Time) error
	// EndSessions is that of [account.Sessions].
	EndSessions(ctx context.Context, person string, which account.Which, at time.Time) (int, error)
	// UseAnswer marks the answer of a hash as taken; false when it was taken before.
	UseAnswer(ctx context.Context, hash string, expires time.Time) (bool, error)
	// PurgeAnswers removes the marks of answers that expired before an instant.
	PurgeAnswers(ctx context.Context, before time.Time) (int, error)
}

// Accounts is what single sign-on asks of the accounts.
type Accounts interface {
	Person(ctx context.Context, id string) (account.Person, error)
	CreatePerson(ctx context.Context, actor right.Actor, n account.NewPerson) (account.Person, error)
	OpenSession(ctx context.Context, proof account.Proof) (secret.Secret, account.Session, error)
	FreeLogin(ctx context.Context, wanted ...string) (string, error)
	ByEmail(ctx context.Context, email string) (account.Person, error)
	CheckGrant(ctx context.Context, g right.Grant) error
}

// Box seals what a browser carries to the provider and back.
type Box interface {
	Seal(plain, ad []byte) ([]byte, error)
	Open(sealed, ad []byte) ([]byte, error)
}

// Provider speaks to the provider of identities. Its errors are those of [Down] and [Bad].
type Provider interface {
	// Address is where a browser goes to sign in; it asks the provider for its endpoints
	// when they are not known yet.
	Address(ctx context.Context, c Challenge) (string, error)
	// Redeem exchanges the code of an answer for what is known of the person, after every
	// proof that the protocol asks for.
	Redeem(ctx context.Context, a Answer) (Proven, error)
	// Reachable tells whether the provider answered when it was last asked for its endpoints.
	Reachable() bool
	// Discover asks for the endpoints, when they are not known or may have changed.
	Discover(ctx context.Context) error
}

// Challenge is what one sign-in is bound to; each is 43 characters of base64url.
type Challenge struct {
	State    string // binds the answer to the browser
	Nonce    string // binds the ID token to this sign-in
	Verifier string // of PKCE (RFC 7636, 4.1)
}

// Answer is what the provider sent the browser back with.
type Answer struct {
	Code      string
	Issuer    string // parameter iss (RFC 9207); "" when there was none
	Challenge Challenge
}

// Proven is a provider's account whose ID token was proven.
type Proven struct {
	Subject  string
	IDToken  []byte // its claims, as JSON
	UserInfo []byte // of the same subject, as JSON; nil when it was not asked for
}

// Rules are the choices of an installation.
type Rules struct {
	Issuer string
	Label  string // of the button
	// LinkByEmail links somebody unknown to the person with the same e-mail address, if the
	// provider says that it is verified.
	LinkByEmail bool
	// CreatePeople makes an account for somebody unknown.
	CreatePeople bool
	RolesClaim   string // name of the claim that lists groups or roles, or its path with dots
	Mapping      Mapping
}

// Options is what the service is made of.
type Options struct {
	Store    Store
	Accounts Accounts
	Trail    audit.Trail
	Box      Box
	// Provider is nil where there is no single sign-on; what was linked can still be seen
	// and taken away.
	Provider Provider
	Rules    Rules
	Now      func() time.Time
	NewID    func() string
	// Token gives a new random token, such as [secret.Token].
	Token func() string
}

// Service signs people in through the provider of identities, and keeps who is who there.
type Service struct {
	store    Store
	accounts Accounts
	trail    audit.Trail
	box      Box
	provider Provider
	rules    Rules
	now      func() time.Time
	newID    func() string
	token    func() string
}

// New makes a Service.
func New(o Options) *Service {
	return &Service{store: o.Store, accounts: o.Accounts, trail: o.Trail, box: o.Box, provider: o.Provider, rules: o.Rules,
		newID: o.NewID, token: o.Token, now: func() time.Time { return o.Now().UTC().Truncate(time.Microsecond) }}
}

// Offered reports whether people can sign in through a provider.
func (s *Service) Offered() bool { return s.provider != nil }

// Label is what the button says.
func (s *Service) Label() string { return s.rules.Label }

// Reachable reports whether the provider answered when it was last asked.
func (s *Service) Reachable() bool { return s.provider != nil && s.provider.Reachable() }

// Keep asks the provider for its endpoints when that is due. The clock calls it, so that a
// provider that is down when the server starts is found when it is back.
func (s *Service) Keep(ctx context.Context) error {
	if s.provider == nil {
		return nil
	}
	return s.provider.Discover(ctx)
}

// CheckMapping holds the mapping against the roles and units that there are. A fault's
// place is the setting and the number of its entry, from 1.
func (s *Service) CheckMapping(ctx context.Context) error {
	var faults fault.Fields
	for i, rule := range s.rules.Mapping {
		if err := faults.AddError(place(i+1), s.accounts.CheckGrant(ctx, rule.Grant)); err != nil {
			return err
		}
	}
	return faults.Err()
}

// Purge forgets the answers whose time is over.
func (s *Service) Purge(ctx context.Context) (int, error) {
	return s.store.PurgeAnswers(ctx, s.now())
}
