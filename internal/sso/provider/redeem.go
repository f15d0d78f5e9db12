package provider

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/sso"
)

// Redeem implements [sso.Provider].
func (p *Provider) Redeem(ctx context.Context, a sso.Answer) (sso.Proven, error) {
	known, err := p.ready(ctx)
	if err != nil {
		return sso.Proven{}, err
	}
	if a.Issuer != p.o.Issuer && (a.Issuer != "" || known.named) { // RFC 9207, 2.4
		return sso.Proven{}, sso.Bad(sso.ReasonIssuer, errors.New("the answer names another issuer, or none although the provider promises one"))
	}
	ctx = oidc.ClientContext(ctx, p.client)
	tokens, err := known.oauth.Exchange(ctx, a.Code, oauth2.VerifierOption(a.Challenge.Verifier))
	if err != nil {
		return sso.Proven{}, unredeemed(err)
	}
	raw, _ := tokens.Extra("id_token").(string)
	token, err := known.verifier.Verify(ctx, raw)
	if expired := new(oidc.TokenExpiredError); errors.As(err, &expired) {
		return sso.Proven{}, sso.Bad(sso.ReasonTime, errors.New("the ID token has expired"))
	}
	if err != nil {
		return sso.Proven{}, sso.Bad(sso.ReasonToken, brief(err))
	}
	proven := sso.Proven{Subject: token.Subject}
	if err := token.Claims((*raws)(&proven.IDToken)); err != nil {
		return sso.Proven{}, sso.Bad(sso.ReasonClaims, brief(err))
	}
	if err := p.check(token, proven.IDToken, a, tokens.AccessToken); err != nil {
		return sso.Proven{}, err
	}
	proven.UserInfo, err = p.userInfo(ctx, known, proven, tokens)
	return proven, err
}

// raws takes JSON as it stands.
type raws []byte

// UnmarshalJSON implements json.Unmarshaler.
func (r *raws) UnmarshalJSON(b []byte) error {
	*r = slices.Clone(b)
	return nil
}

// check is what OpenID Connect Core 1.0, 3.1.3.7 and 3.1.3.8, asks for beyond signature,
// issuer, audience and expiry.
func (p *Provider) check(token *oidc.IDToken, claims []byte, a sso.Answer, access string) error {
	var more struct {
		Party *string `json:"azp"`
		Time  int64   `json:"auth_time"` // required where max_age was asked for (3.1.2.1)
	}
	if err := json.Unmarshal(claims, &more); err != nil {
		return sso.Bad(sso.ReasonClaims, errors.New("azp is no string, or auth_time no number"))
	}
	switch {
	case subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(a.Challenge.Nonce)) != 1:
		return sso.Bad(sso.ReasonNonce, errors.New("the ID token has another nonce"))
	case more.Party != nil && *more.Party != p.o.ClientID, more.Party == nil && len(token.Audience) > 1:
		return sso.Bad(sso.ReasonToken, errors.New("the ID token was made for another client"))
	case token.IssuedAt.IsZero() || token.IssuedAt.Unix() == 0 || token.IssuedAt.After(p.o.Now().Add(skew)):
		return sso.Bad(sso.ReasonTime, errors.New("the ID token does not say when it was made, or is of the future"))
	case p.o.Now().Sub(time.Unix(more.Time, 0)) > right.FreshFor+skew: // a session counts as proven just now
		return sso.Bad(sso.ReasonTime, errors.New("the provider does not say that it has just asked who it is"))
	case token.AccessTokenHash != "" && token.VerifyAccessToken(access) != nil:
		return sso.Bad(sso.ReasonToken, errors.New("the access token is not the one of the ID token"))
	}
	return nil
}

// userInfo asks for the claims that the ID token lacks (OpenID Connect Core 1.0, 5.3); nil
// when it lacks none, or the provider has no such endpoint.
func (p *Provider) userInfo(ctx context.Context, known *endpoints, proven sso.Proven, tokens *oauth2.Token) ([]byte, error) {
	var has map[string]json.RawMessage
	if err := json.Unmarshal(proven.IDToken, &has); err != nil {
		return nil, sso.Bad(sso.ReasonClaims, errors.New("the claims are no object"))
	}
	lacks := slices.ContainsFunc(p.o.Wanted, func(name string) bool {
		_, whole := has[name]
		outer, _, _ := strings.Cut(name, ".")
		_, within := has[outer]
		return !whole && !within
	})
	if address := known.oidc.UserInfoEndpoint(); !lacks || address == "" || !p.safe(address) {
		return nil, nil
	}
	info, err := known.oidc.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
	if err != nil {
		return nil, sso.Down(fmt.Errorf("ask for the user info: %w", brief(err)))
	}
	if info.Subject != proven.Subject { // 5.3.2: or the claims would be of somebody else
		return nil, sso.Bad(sso.ReasonClaims, errors.New("the user info is of another subject"))
	}
	var claims raws
	if err := info.Claims(&claims); err != nil {
		return nil, sso.Bad(sso.ReasonClaims, brief(err))
	}
	return claims, nil
}

// unredeemed tells a code that is no good from a provider that cannot serve us.
func unredeemed(err error) error {
	answer := new(oauth2.RetrieveError)
	if !errors.As(err, &answer) {
		return sso.Down(fmt.Errorf("redeem the code: %w", brief(err)))
	}
	if answer.ErrorCode == "invalid_grant" { // RFC 6749, 5.2
		return sso.Bad(sso.ReasonCode, errors.New("the provider does not take the code"))
	}
	status := 0
	if answer.Response != nil {
		status = answer.Response.StatusCode
	}
	return sso.Down(fmt.Errorf("redeem the code: the provider answers %d %s", status, short(answer.ErrorCode)))
}

// maxCause is how much of a stranger's words goes into the log, in bytes.
const maxCause = 300

// brief keeps an error's words short: the libraries repeat what the provider sent.
func brief(err error) error { return errors.New(short(err.Error())) }

func short(words string) string {
	return strings.ToValidUTF8(strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, words[:min(len(words), maxCause)]), "")
}
