package people

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/right"
)

func (h *handlers) signing() {
	const tag = "session"
	rest.Add(h.r, rest.Op{ID: "signIn", Method: http.MethodPost, Path: "/session", Tag: tag, Summary: "Sign in; sets the session cookie", Open: true,
		Text: "Where the account has a second factor, a right password without a code is answered with second_factor_needed; send all three again."}, h.signIn)
	rest.Add(h.r, rest.Op{ID: "renewSession", Method: http.MethodPost, Path: "/session/renew", Tag: tag, Summary: "Sign in again in place; sets a new session cookie", Open: true,
		Text: "For the person of the cookie that is sent along, in use or expired; the old session ends. It is the answer to session_expired and to proof_required."}, h.renew)
	rest.Add(h.r, rest.Op{ID: "signOut", Method: http.MethodDelete, Path: "/session", Tag: tag, Summary: "Sign out", Status: http.StatusNoContent, Open: true}, h.signOut)
	rest.Add(h.r, rest.Op{ID: "getMe", Method: http.MethodGet, Path: "/me", Tag: tag, Summary: "Get who you are and what you may do"}, h.me)
	rest.Add(h.r, rest.Op{ID: "changeMyPassword", Method: http.MethodPost, Path: "/me/password", Tag: tag, Summary: "Change your password; your other sessions end", Status: http.StatusNoContent}, h.changePassword)
	rest.Add(h.r, rest.Op{ID: "setUp", Method: http.MethodPost, Path: "/setup", Tag: tag, Summary: "Create the first technical administrator with the one-time link", Status: http.StatusCreated, Open: true}, h.setup)
	rest.Add(h.r, rest.Op{ID: "useLink", Method: http.MethodPost, Path: "/links/use", Tag: tag, Summary: "Choose a password with a one-time link", Open: true}, h.useLink)
}

// SignInInput is what a person signs in with.
type SignInInput struct {
	Login    string `json:"login" maxLength:"200"`
	Password string `json:"password" maxLength:"1000"`
	Code     string `json:"code,omitempty" maxLength:"100" doc:"Of the second factor, where there is one, or a recovery code"`
}

// SignedIn is the answer to a sign-in.
type SignedIn struct {
	Cookie string `header:"Set-Cookie"`
	Body   Me
}

func (h *handlers) signIn(ctx context.Context, in *struct{ Body SignInInput }) (*SignedIn, error) {
	token, _, err := h.o.Accounts.SignIn(ctx, account.Credentials{Login: in.Body.Login, Password: in.Body.Password, Code: in.Body.Code, From: rest.ExchangeOf(ctx).Place()})
	if err != nil {
		return nil, err
	}
	return h.signedIn(ctx, token.Reveal())
}

// signedIn answers with the cookie of a new session, and who that is.
func (h *handlers) signedIn(ctx context.Context, token string) (*SignedIn, error) {
	actor, session, err := h.o.Accounts.Authenticate(ctx, token)
	if err != nil {
		return nil, err
	}
	me, err := h.whole(ctx, actor, session.Person)
	if err != nil {
		return nil, err
	}
	return &SignedIn{Cookie: Cookie(h.o.Public, token, session.ExpiresAt).String(), Body: me}, nil
}

func (h *handlers) renew(ctx context.Context, in *struct{ Body Proof }) (*SignedIn, error) {
	token, _, err := h.o.Accounts.Renew(ctx, rest.ExchangeOf(ctx).Token, in.Body.credentials(ctx))
	if err != nil {
		return nil, err
	}
	return h.signedIn(ctx, token.Reveal())
}

// Cookie makes the session's cookie; it is sent over https alone where the installation
// is found there. The empty token takes the cookie away.
func Cookie(public, token string, expires time.Time) *http.Cookie {
	c := &http.Cookie{Name: rest.Cookie(public), Value: token, Path: "/", Expires: expires, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: strings.HasPrefix(public, "https://")}
	if token == "" {
		c.MaxAge = -1
	}
	return c
}

// SignedOut is the answer to a sign-out.
type SignedOut struct {
	Cookie string `header:"Set-Cookie"`
}

func (h *handlers) signOut(ctx context.Context, _ *struct{}) (*SignedOut, error) {
	if token := rest.ExchangeOf(ctx).Token; token != "" {
		if err := h.o.Accounts.SignOut(ctx, token); err != nil {
			return nil, err
		}
	}
	return &SignedOut{Cookie: Cookie(h.o.Public, "", time.Time{}).String()}, nil
}

func (h *handlers) me(ctx context.Context, _ *struct{}) (*rest.Plain[Me], error) {
	actor := rest.Actor(ctx)
	me, err := h.whole(ctx, actor, actor.ID)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[Me]{Body: me}, nil
}

// whole shows the one who asks, with what their grants give today.
func (h *handlers) whole(ctx context.Context, actor right.Actor, id string) (Me, error) {
	p, err := h.o.Accounts.Person(ctx, id)
	if err != nil {
		return Me{}, err
	}
	today, err := h.o.Accounts.Effect(ctx)
	if err != nil {
		return Me{}, err
	}
	return h.meOf(ctx, actor, today, p)
}

// ChangePasswordInput replaces the own password.
type ChangePasswordInput struct {
	Current string `json:"current" maxLength:"1000"`
	Next    string `json:"next" maxLength:"1000"`
	Code    string `json:"code,omitempty" maxLength:"100" doc:"Of the second factor, where there is one, or a recovery code"`
}

func (h *handlers) changePassword(ctx context.Context, in *struct{ Body ChangePasswordInput }) (*rest.Empty, error) {
	x := rest.ExchangeOf(ctx)
	passwords := account.Passwords{Current: in.Body.Current, Next: in.Body.Next, Code: in.Body.Code, From: x.Place()}
	err := h.o.Accounts.ChangePassword(ctx, x.Actor, x.Session, passwords)
	return &rest.Empty{}, rest.Rename(err, "/password", "/next")
}

// SetupInput makes the first technical administrator.
type SetupInput struct {
	Token    string `json:"token" maxLength:"200"`
	Login    string `json:"login"`
	Name     string `json:"name"`
	Lang     string `json:"lang,omitempty" enum:"vi,en"`
	Password string `json:"password" maxLength:"1000"`
}

func (h *handlers) setup(ctx context.Context, in *struct{ Body SetupInput }) (*struct{ Body Person }, error) {
	p, err := h.o.Accounts.CompleteSetup(ctx, in.Body.Token, account.NewPerson{Login: in.Body.Login, Name: in.Body.Name, Lang: in.Body.Lang, Password: in.Body.Password})
	if err != nil {
		return nil, err
	}
	return h.shown(ctx, p)
}

// shown is the person who came by a one-time link.
func (h *handlers) shown(ctx context.Context, p account.Person) (*struct{ Body Person }, error) {
	today, err := h.o.Accounts.Effect(ctx)
	if err != nil {
		return nil, err
	}
	return &struct{ Body Person }{personOf(today, p)}, nil
}

// UseLinkInput chooses a password.
type UseLinkInput struct {
	Token    string `json:"token" maxLength:"200"`
	Password string `json:"password" maxLength:"1000"`
}

func (h *handlers) useLink(ctx context.Context, in *struct{ Body UseLinkInput }) (*struct{ Body Person }, error) {
	p, err := h.o.Accounts.CompleteLink(ctx, in.Body.Token, in.Body.Password)
	if err != nil {
		return nil, err
	}
	return h.shown(ctx, p)
}
