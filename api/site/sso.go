package site

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/sso"
)

// SSO signs people in through a provider of identities.
type SSO interface {
	Offered() bool
	Label() string
	Reachable() bool
	Begin(ctx context.Context, start sso.Start) (sso.Journey, error)
	Finish(ctx context.Context, r sso.Return) (sso.Arrival, error)
	Ticket(session account.Session) (string, error)
	Identities(ctx context.Context, actor right.Actor, person string) ([]sso.Identity, error)
	Unlink(ctx context.Context, actor right.Actor, session account.Session, person, id string) error
}

const (
	ssoPath      = "/sign-in/oidc"
	callbackPath = ssoPath + "/callback" // registered at the provider; never to be changed
	unlinkPath   = ssoPath + "/unlink"
)

// ssoOffer is what the page of signing in shows of the provider.
type ssoOffer struct {
	Label   string
	Start   string // address of the button
	Down    bool
	Linking bool // somebody is signed in, and sees their links instead of a button
	Links   []sso.Identity
}

// offer makes it; nil where there is no provider and nobody has a link to take away.
func (s *Site) offer(c *gin.Context, p *page, next string) (*ssoOffer, error) {
	actor := s.o.Actor(c)
	o := &ssoOffer{Label: s.o.SSO.Label(), Down: !s.o.SSO.Reachable(), Start: p.query(ssoPath, "next", next)}
	if !actor.Known() || actor.Key != "" {
		if !s.o.SSO.Offered() {
			return nil, nil
		}
		return o, nil
	}
	var err error
	o.Linking = true
	if o.Links, err = s.o.SSO.Identities(c.Request.Context(), actor, actor.ID); err != nil {
		return nil, err
	}
	if !s.o.SSO.Offered() {
		o.Start = ""
		if len(o.Links) == 0 {
			return nil, nil
		}
		return o, nil
	}
	ticket, err := s.o.SSO.Ticket(s.o.Session(c))
	o.Start = p.query(ssoPath, "next", "/sign-in", "link", ticket)
	return o, err
}

// carried is the cookie in which a browser carries a sign-in to the provider and back. The
// provider sends it back by a plain link, with which Lax cookies come (RFC 6265bis, 5.6.7.1).
func (s *Site) carried(value string, expires time.Time) *http.Cookie {
	cookie := &http.Cookie{Name: "lantoa_sso", Value: value, Path: "/", Expires: expires, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: strings.HasPrefix(s.o.PublicURL, "https://")}
	if cookie.Secure {
		cookie.Name = "__Host-" + cookie.Name // which no neighbouring host can set (RFC 6265bis, 4.1.3.2)
	}
	if value == "" {
		cookie.MaxAge = -1
	}
	return cookie
}

// toProvider sends the browser to the provider: to sign in, or to link.
func (s *Site) toProvider(c *gin.Context) {
	if !s.o.SSO.Offered() {
		s.NotFound(c)
		return
	}
	next := inside(c.Query("next"))
	journey, err := s.o.SSO.Begin(c.Request.Context(), sso.Start{Next: next, Ticket: c.Query("link"), Session: s.o.Session(c), Actor: s.o.Actor(c)})
	if err != nil {
		s.refuseSSO(c, next, err)
		return
	}
	http.SetCookie(c.Writer, s.carried(journey.Sealed.Reveal(), journey.Expires))
	s.guard(c, &page{Secret: true})
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, journey.Address)
}

// fromProvider takes the browser back.
func (s *Site) fromProvider(c *gin.Context) {
	if !s.o.SSO.Offered() {
		s.NotFound(c)
		return
	}
	sealed, _ := c.Cookie(s.carried("", time.Time{}).Name)
	q := c.Request.URL.Query()
	arrival, err := s.o.SSO.Finish(c.Request.Context(), sso.Return{Sealed: sealed, State: q.Get("state"), Code: q.Get("code"), Error: q.Get("error"), Issuer: q.Get("iss"),
		Actor: s.o.Actor(c), Session: s.o.Session(c), From: s.place(c)})
	if sealed != "" {
		http.SetCookie(c.Writer, s.carried("", time.Time{}))
	}
	if err != nil {
		s.refuseSSO(c, "/", err)
		return
	}
	if !arrival.Token.IsZero() {
		http.SetCookie(c.Writer, s.o.Cookie(arrival.Token.Reveal(), arrival.Session.ExpiresAt))
	}
	s.guard(c, &page{Secret: true}) // the address holds a code
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, inside(arrival.Next))
}

// refuseSSO shows the page of signing in with what went wrong and what to do; the cause is
// for the log alone.
func (s *Site) refuseSSO(c *gin.Context, next string, err error) {
	e, ok := fault.As(err)
	if !ok || e.Code == fault.Internal || e.Detail.IsZero() {
		s.fail(c, err)
		return
	}
	s.o.Log.WarnContext(c.Request.Context(), "single sign-on fails", "path", c.FullPath(), "error", err)
	s.showSignIn(c, signInForm{Next: next, Alone: true}, err)
}

// unlink takes one of the own links away.
func (s *Site) unlink(c *gin.Context) {
	form, err := s.form(c)
	if err == nil {
		actor := s.o.Actor(c)
		err = s.o.SSO.Unlink(c.Request.Context(), actor, s.o.Session(c), actor.ID, form.Get("identity"))
	}
	if err != nil {
		s.showSignIn(c, signInForm{Next: "/"}, err)
		return
	}
	to := url.URL{Path: "/sign-in"}
	if c.Query("lang") != "" {
		to.RawQuery = url.Values{"lang": {c.Query("lang")}}.Encode()
	}
	s.leave(c, to.String())
}
