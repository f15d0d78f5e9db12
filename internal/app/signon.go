package app

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/outbound"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/sso"
	"github.com/lantoa/lantoa/internal/sso/provider"
	"github.com/lantoa/lantoa/internal/store/people"
)

// callback is where a provider of identities sends browsers back to. It is registered there,
// so that it never changes.
const callback = "/sign-in/oidc/callback"

// The bounds of a request to a provider of identities.
const (
	providerTime = 10 * time.Second
	providerBody = 1 << 20 // bytes
)

// signOn makes the service that signs people in through a provider of identities. Nothing is
// asked of the provider yet: one that is down must not keep the server from starting.
func (s *Services) signOn(p Parts, box *secret.Box) error {
	o := p.Config.OIDC
	mapping, err := sso.ParseMapping(o.Roles)
	if err != nil {
		return err
	}
	made := sso.Options{Store: people.NewIdentities(p.DB), Accounts: s.Accounts, Trail: s.Audit, Box: box, Now: p.Now, NewID: newID, Token: secret.Token,
		Rules: sso.Rules{Issuer: o.Issuer, Label: o.Label, LinkByEmail: o.LinkByEmail, CreatePeople: o.CreatePeople, RolesClaim: o.RolesClaim, Mapping: mapping}}
	if o.Issuer != "" {
		way := wayOut(p)
		way.Timeout, way.MaxBody = providerTime, providerBody
		client, err := outbound.New(way)
		if err != nil {
			return err
		}
		made.Provider = provider.New(provider.Options{Issuer: o.Issuer, ClientID: o.ClientID, ClientSecret: o.ClientSecret.Reveal(), Scopes: o.Scopes,
			Redirect: p.Config.PublicURL + callback, Wanted: wanted(o), Via: client, Now: p.Now})
	}
	s.SSO = sso.New(made)
	return nil
}

// meetProvider asks the provider of identities for its endpoints at the start; the clock
// does it from then on.
func (a *App) meetProvider(ctx context.Context) {
	if err := a.SSO.Keep(ctx); err != nil {
		a.log.Warn("the provider of identities cannot be used yet; it will be asked again", "error", err)
	}
}

// wanted are the claims that the settings have a use for.
func wanted(o config.OIDC) []string {
	var claims []string
	if o.LinkByEmail {
		claims = append(claims, "email")
	}
	if o.CreatePeople {
		claims = append(claims, "name", "preferred_username")
	}
	if o.Roles != "" {
		claims = append(claims, o.RolesClaim)
	}
	return claims
}

// wayOut are the options of every client that leaves the house.
func wayOut(p Parts) outbound.Options {
	c := p.Config
	return outbound.Options{Allow: c.OutboundAllow, Proxy: c.OutboundProxy.Reveal(), ProxyExcept: c.OutboundProxyExcept,
		Authorities: c.OutboundAuthorities, Now: p.Now, UserAgent: "lantoa (+" + c.PublicURL + ")"}
}
