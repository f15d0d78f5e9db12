// Package provider speaks OpenID Connect with the provider of identities: discovery
// (OpenID Connect Discovery 1.0), the code flow with PKCE S256, and the proof of ID tokens
// (OpenID Connect Core 1.0, 3.1.3.7). The libraries that know the protocol live here only.
package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/sso"
)

const (
	// askTime bounds one question for the endpoints.
	askTime = 10 * time.Second
	// askAgain is how long after a question that failed the next one is asked, so that many
	// people at the door of a dead provider do not all wait.
	askAgain = 10 * time.Second
	// askFresh is how old the known endpoints may be before the clock asks again.
	askFresh = time.Hour
	// skew is how far the provider's clock may be from ours.
	skew = 2 * time.Minute
)

// Doer is the way out of the house.
type Doer interface {
	Do(req *http.Request) (*http.Response, error)
}

// Options are what a Provider is made from; all are required but Wanted.
type Options struct {
	Issuer       string
	ClientID     string
	ClientSecret string
	Scopes       []string // with "openid" among them
	Redirect     string   // our own address, to which the provider sends the browser back
	// Wanted names the claims for which the user info is asked when the ID token lacks one.
	Wanted []string
	Via    Doer
	Now    func() time.Time
}

// Provider is one provider of identities. Make it with [New]; it is safe for concurrent use.
type Provider struct {
	o      Options
	client *http.Client
	known  atomic.Pointer[endpoints]

	mu     sync.Mutex // one question at a time
	failed time.Time  // when the last question failed; zero when it did not
	cause  error      // why
	down   atomic.Bool
}

var _ sso.Provider = (*Provider)(nil)

// endpoints are what the provider says of itself.
type endpoints struct {
	oidc     *oidc.Provider
	oauth    oauth2.Config
	verifier *oidc.IDTokenVerifier
	named    bool // answers name their issuer (RFC 9207)
	at       time.Time
}

// New makes a Provider; it asks nothing yet.
func New(o Options) *Provider {
	client := &http.Client{Transport: carrier{o.Via}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &Provider{o: o, client: client}
}

// carrier is the way out in the form that the libraries take.
type carrier struct{ via Doer }

// RoundTrip implements http.RoundTripper.
func (c carrier) RoundTrip(req *http.Request) (*http.Response, error) { return c.via.Do(req) }

// Reachable implements [sso.Provider]; nobody who asks has to wait.
func (p *Provider) Reachable() bool { return !p.down.Load() }

// Discover implements [sso.Provider].
func (p *Provider) Discover(ctx context.Context) error {
	if known := p.known.Load(); known != nil && !p.down.Load() && p.o.Now().Sub(known.at) < askFresh {
		return nil
	}
	_, err := p.ask(ctx)
	return err
}

// ready returns the endpoints, and asks for them when they are not known.
func (p *Provider) ready(ctx context.Context) (*endpoints, error) {
	if known := p.known.Load(); known != nil {
		return known, nil
	}
	return p.ask(context.WithoutCancel(ctx)) // the one who asks may go away: others wait for the same answer
}

// ask asks for the endpoints, unless that has just failed. Those that were known stay when
// it fails.
func (p *Provider) ask(ctx context.Context) (*endpoints, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.o.Now()
	if known := p.known.Load(); known != nil && !p.down.Load() && now.Sub(known.at) < askFresh {
		return known, nil
	}
	if p.cause != nil && now.Sub(p.failed) < askAgain {
		return nil, sso.Down(p.cause)
	}
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	found, err := p.discover(ctx)
	p.cause, p.failed = err, now
	p.down.Store(err != nil)
	if err != nil {
		return nil, sso.Down(err)
	}
	p.known.Store(found)
	return found, nil
}

func (p *Provider) discover(ctx context.Context) (*endpoints, error) {
	ctx = oidc.ClientContext(ctx, p.client)
	found, err := oidc.NewProvider(ctx, p.o.Issuer)
	if err != nil {
		return nil, fmt.Errorf("ask %s for its endpoints: %w", p.o.Issuer, brief(err))
	}
	var more struct {
		Methods []string `json:"token_endpoint_auth_methods_supported"`
		Named   bool     `json:"authorization_response_iss_parameter_supported"`
		Keys    string   `json:"jwks_uri"`
	}
	if err := found.Claims(&more); err != nil {
		return nil, errors.New("what the provider says of itself cannot be read")
	}
	endpoint := found.Endpoint()
	switch { // RFC 8414, section 2: the default is client_secret_basic
	case len(more.Methods) == 0 || slices.Contains(more.Methods, "client_secret_basic"):
		endpoint.AuthStyle = oauth2.AuthStyleInHeader
	case slices.Contains(more.Methods, "client_secret_post"):
		endpoint.AuthStyle = oauth2.AuthStyleInParams
	default:
		return nil, fmt.Errorf("the provider takes no client secret, but %v", more.Methods)
	}
	for _, address := range []string{endpoint.AuthURL, endpoint.TokenURL, more.Keys} {
		if !p.safe(address) {
			return nil, errors.New("one of the provider's endpoints has no https address")
		}
	}
	return &endpoints{oidc: found, named: more.Named, at: p.o.Now(),
		oauth: oauth2.Config{ClientID: p.o.ClientID, ClientSecret: p.o.ClientSecret, Endpoint: endpoint, RedirectURL: p.o.Redirect, Scopes: p.o.Scopes},
		verifier: found.Verifier(&oidc.Config{
			ClientID:             p.o.ClientID,
			SupportedSigningAlgs: algorithms(),
			Now:                  func() time.Time { return p.o.Now().Add(-skew) },
		}),
	}, nil
}

// safe holds endpoints to https; an issuer without it stands on this very machine.
func (p *Provider) safe(address string) bool {
	issuer, err := url.Parse(p.o.Issuer)
	if err != nil {
		return false
	}
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http" && issuer.Scheme == "http")
}

// algorithms are the signatures that prove an ID token: those with a key of the provider.
// Never none, and never a MAC, whose key we would share (RFC 8725, 2.1).
func algorithms() []string {
	return []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA}
}

// Address implements [sso.Provider].
func (p *Provider) Address(ctx context.Context, c sso.Challenge) (string, error) {
	known, err := p.ready(ctx)
	if err != nil {
		return "", err
	}
	return known.oauth.AuthCodeURL(c.State, oidc.Nonce(c.Nonce), oauth2.SetAuthURLParam("max_age", strconv.Itoa(int(right.FreshFor.Seconds()))), oauth2.S256ChallengeOption(c.Verifier)), nil
}
