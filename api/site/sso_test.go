package site_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/sso"
)

// signOn is a provider of identities and all behind it, in memory.
type signOn struct {
	offered, down bool
	session       account.Session
	links         []sso.Identity
	refusal       error
	next          string // where an arrival leads
	begun         []sso.Start
	returned      []sso.Return
	unlinked      []string
}

func (o *signOn) Offered() bool   { return o.offered }
func (o *signOn) Label() string   { return `SSO <của tỉnh>` }
func (o *signOn) Reachable() bool { return !o.down }

func (o *signOn) Begin(_ context.Context, start sso.Start) (sso.Journey, error) {
	o.begun = append(o.begun, start)
	return sso.Journey{Address: "https://sso.example.vn/auth?state=s", Sealed: secret.New("carried"), Expires: now().Add(10 * time.Minute)}, o.refusal
}

func (o *signOn) Finish(_ context.Context, r sso.Return) (sso.Arrival, error) {
	o.returned = append(o.returned, r)
	if o.refusal != nil {
		return sso.Arrival{}, o.refusal
	}
	return sso.Arrival{Token: secret.New("the-token"), Session: account.Session{ExpiresAt: now().Add(time.Hour)}, Next: o.next}, nil
}

func (o *signOn) Ticket(session account.Session) (string, error) {
	return "ticket of " + session.ID, nil
}

func (o *signOn) Identities(context.Context, right.Actor, string) ([]sso.Identity, error) {
	return o.links, nil
}

func (o *signOn) Unlink(_ context.Context, actor right.Actor, session account.Session, person, id string) error {
	o.unlinked = append(o.unlinked, actor.ID+" "+session.ID+" "+person+" "+id)
	return o.refusal
}

func TestTheSignInPageOffersTheProvider(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	if page := w.get("/sign-in"); strings.Contains(page.Body.String(), "oidc") {
		t.Error("a provider is offered where there is none")
	}
	for _, path := range []string{"/sign-in/oidc", "/sign-in/oidc/callback?code=x"} {
		if answer := w.get(path); answer.Code != http.StatusNotFound {
			t.Errorf("%s where there is no provider: status %d", path, answer.Code)
		}
	}
	w.single.offered = true
	page := w.read(w.get("/sign-in?lang=en&next=/feeds/"))
	button := page.one("a", "href", "/sign-in/oidc?lang=en&next=%2Ffeeds%2F")
	if words(button) != `SSO <của tỉnh>` {
		t.Errorf("the button says %q", words(button))
	}
	page.one("form", "action", "/sign-in?lang=en")
	if strings.Contains(w.get("/sign-in").Body.String(), "không trả lời") {
		t.Error("a provider that answers is said to be down")
	}
	w.single.down = true
	if !strings.Contains(w.get("/sign-in").Body.String(), "không trả lời") {
		t.Error("a provider that is down is not told")
	}
}

func TestTheWayToTheProviderAndBack(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	w.single.offered, w.single.next = true, "/feeds/"
	gone := w.get("/sign-in/oidc?next=/feeds/")
	if gone.Code != http.StatusSeeOther || gone.Header().Get("Location") != "https://sso.example.vn/auth?state=s" || gone.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("status %d, header %v", gone.Code, gone.Header())
	}
	cookies := gone.Result().Cookies()
	if len(cookies) != 1 || cookies[0].Name != "__Host-lantoa_sso" || cookies[0].Value != "carried" || !cookies[0].HttpOnly || !cookies[0].Secure ||
		cookies[0].SameSite != http.SameSiteLaxMode || cookies[0].Path != "/" || !cookies[0].Expires.Equal(now().Add(10*time.Minute)) {
		t.Errorf("cookies %v", cookies)
	}
	back := w.get("/sign-in/oidc/callback?code=c&state=s&iss=i", "Cookie", "__Host-lantoa_sso=carried", "Sec-Fetch-Site", "cross-site")
	if back.Code != http.StatusSeeOther || back.Header().Get("Location") != "/feeds/" || back.Header().Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("status %d, header %v", back.Code, back.Header())
	}
	got := map[string]string{}
	for _, cookie := range back.Result().Cookies() {
		got[cookie.Name] = cookie.Value
	}
	if len(got) != 2 || got["lantoa_session"] != "the-token" || got["__Host-lantoa_sso"] != "" {
		t.Errorf("cookies %v", got)
	}
	if r := w.single.returned[0]; r.Sealed != "carried" || r.Code != "c" || r.State != "s" || r.Issuer != "i" || r.From.Address != "192.0.2.1" {
		t.Errorf("came back as %+v", r)
	}
}

func TestTheProviderLeadsToOurPagesOnly(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	w.single.offered = true
	for _, next := range []string{"https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "feeds", "/\t/evil.example", ""} {
		w.get("/sign-in/oidc?next=" + url.QueryEscape(next))
		if begun := w.single.begun[len(w.single.begun)-1]; begun.Next != "/desk/" {
			t.Errorf("next %q is kept as %q", next, begun.Next)
		}
		w.single.next = next // even if it had been kept
		if got := w.get("/sign-in/oidc/callback?code=c&state=s").Header().Get("Location"); got != "/desk/" {
			t.Errorf("next %q leads to %q", next, got)
		}
	}
}

func TestRefusalsOfTheProviderAreTold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err    error
		status int
		says   string
	}{
		"down":    {sso.Down(errors.New("dial tcp 10.1.2.3")), 503, "cannot be reached"},
		"refused": {fault.New(fault.SignInFailed, fault.T("Đã hết hạn.", "It has expired.")).Because(errors.New("10.1.2.3")), 401, "It has expired."},
		"denied":  {fault.New(fault.Denied, fault.T("Bị khóa.", "It is disabled.")), 403, "It is disabled."},
		"broken":  {errors.New("10.1.2.3"), 503, "cannot be opened"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newFixture(t)
			w.single.offered, w.single.refusal = true, c.err
			for _, path := range []string{"/sign-in/oidc?lang=en", "/sign-in/oidc/callback?lang=en&error=%3Cb%3Eevil&error_description=evil"} {
				answer := w.get(path, "Cookie", "__Host-lantoa_sso=carried")
				body := answer.Body.String()
				if answer.Code != c.status || !strings.Contains(body, c.says) || strings.Contains(body, "evil") || strings.Contains(body, "10.1.2.3") ||
					strings.Contains(body, "the password is wrong") || strings.Contains(body, "Check the sign-in name") {
					t.Errorf("%s: status %d: %s", path, answer.Code, body)
				}
				for _, cookie := range answer.Result().Cookies() {
					if cookie.Value != "" {
						t.Errorf("%s sets %v", path, cookie)
					}
				}
			}
			if !strings.Contains(w.log.String(), c.err.Error()) {
				t.Errorf("the log says %s", w.log)
			}
		})
	}
}

func TestPeopleSeeTheirLinks(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	w.actor = right.Actor{ID: "p1", Name: "Hoa"}
	w.single.session = account.Session{ID: "s1", Person: "p1"}
	if page := w.get("/sign-in"); strings.Contains(page.Body.String(), "oidc") {
		t.Error("links are offered where there is no provider")
	}
	w.single.offered = true
	w.read(w.get("/sign-in")).one("a", "href", "/sign-in/oidc?link=ticket+of+s1&next=%2Fsign-in")
	w.get("/sign-in/oidc?link=ticket+of+s1&next=/sign-in")
	if begun := w.single.begun[0]; begun.Ticket != "ticket of s1" || begun.Session.ID != "s1" {
		t.Errorf("begun %+v", begun)
	}
	w.single.offered, w.single.links = false, []sso.Identity{{ID: "i1", Issuer: "https://old.example", LastUsed: now()}} // of a provider that is gone
	page := w.read(w.get("/sign-in"))
	if value(page.one("input", "name", "identity"), "value") != "i1" || len(page.all("input", "name", "password")) > 0 {
		t.Error("the link cannot be taken away, or a password is asked of who is signed in")
	}
	answer := w.post("/sign-in/oidc/unlink", url.Values{"identity": {"i1"}})
	if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != "/sign-in" || len(w.single.unlinked) != 1 || w.single.unlinked[0] != "p1 s1 p1 i1" {
		t.Errorf("status %d to %q, unlinked %v", answer.Code, answer.Header().Get("Location"), w.single.unlinked)
	}
	w.single.refusal = fault.New(fault.StateConflict, fault.T("Chưa có mật khẩu.", "No password."))
	if refused := w.post("/sign-in/oidc/unlink?lang=en", url.Values{"identity": {"i1"}}); refused.Code != http.StatusConflict || !strings.Contains(refused.Body.String(), "No password.") {
		t.Errorf("status %d: %s", refused.Code, refused.Body)
	}
}
