package app

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/sso/ssotest"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// signOnHarness is the whole program beside a provider of identities.
type signOnHarness struct {
	*harness
	provider *ssotest.Provider
}

func eachWithProvider(t *testing.T, down bool, test func(h *signOnHarness), more ...string) {
	t.Helper()
	t.Parallel()
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		// The redirect names the address, which the provider must know first.
		free, err := listen(t.Context(), "127.0.0.1:0")
		must(t, err)
		at := free.Addr().String()
		must(t, free.Close())
		p := ssotest.New(t, "http://"+at+callback)
		p.Put(ssotest.User{Subject: "s-hoa", Username: "hoa", Email: "hoa@ninhbinh.gov.vn", EmailVerified: true, More: map[string]any{"groups": []string{"viet"}}})
		p.Down(down)
		authorities := filepath.Join(t.TempDir(), "ca.pem")
		must(t, os.WriteFile(authorities, p.Authorities(), 0o600))
		environ := append([]string{"LANTOA_LISTEN=" + at, "LANTOA_DATA=" + t.TempDir(), "LANTOA_OIDC_ISSUER=" + p.Issuer(), "LANTOA_OIDC_CLIENT_ID=" + ssotest.ClientID,
			"LANTOA_OIDC_CLIENT_SECRET=" + ssotest.ClientSecret, "LANTOA_OUTBOUND_ALLOW=127.0.0.1", "LANTOA_OUTBOUND_CA_FILE=" + authorities}, more...)
		if o.URL != "" {
			environ = append(environ, "LANTOA_DATABASE_URL="+o.URL)
		} else {
			environ[1] = "LANTOA_DATA=" + o.DataDir
		}
		settings, _, err := config.Load(environ, nil)
		must(t, err)
		a, err := Open(t.Context(), Options{Config: settings, Log: slog.New(slog.NewTextHandler(logs{t}, nil))})
		must(t, err)
		a.Start(t.Context())
		t.Cleanup(func() {
			if err := a.Stop(context.WithoutCancel(t.Context())); err != nil {
				t.Errorf("stop: %v", err)
			}
		})
		h := &signOnHarness{harness: &harness{T: t, app: a}, provider: p}
		h.people()
		test(h)
	})
}

// through goes from an address of ours to the provider and back, and gives what the page says
// to which the provider sends.
func (h *signOnHarness) through(p *person, path, subject string) answer {
	h.Helper()
	return p.ask("GET", h.back(p.ask("GET", path, nil).want(http.StatusSeeOther).header.Get("Location"), subject), nil)
}

func (h *signOnHarness) back(address, subject string) string {
	h.Helper()
	to := h.provider.SignIn(address, subject)
	if to.Scheme+"://"+to.Host != h.app.PublicURL() {
		h.Fatalf("the provider sends to %s", to)
	}
	return to.RequestURI()
}

func (h *signOnHarness) me(p *person) (me struct {
	ID, Login string
	Grants    []struct{ Role, Unit string }
	Claimed   *struct {
		Grants []struct{ Role, Unit string }
	}
	May map[string]any
}) {
	h.Helper()
	p.ask("GET", "/api/v1/me", nil).want(200).into(&me)
	return me
}

// TestSingleSignOn goes the whole way of a newcomer whom an administrator knows by address,
// in a browser, to the provider and back.
func TestSingleSignOn(t *testing.T) {
	eachWithProvider(t, false, func(h *signOnHarness) {
		var made struct{ ID string }
		h.admin.ask("POST", "/api/v1/people", map[string]any{"login": "tran.hoa", "name": "Trần Thị Hoa", "email": "Hoa@NinhBinh.gov.vn"}).want(201).into(&made)
		hoa := h.stranger()
		if body := hoa.ask("GET", "/sign-in", nil).want(200).body; !strings.Contains(body, `href="/sign-in/oidc`) || !strings.Contains(body, "SSO") {
			h.Fatalf("the page offers nothing: %s", body)
		}
		arrived := h.through(hoa, "/sign-in/oidc?next=/feeds/", "s-hoa").want(http.StatusSeeOther)
		if arrived.header.Get("Location") != "/feeds/" {
			h.Errorf("led to %q", arrived.header.Get("Location"))
		}
		me := h.me(hoa)
		if me.ID != made.ID || len(me.Grants) != 0 || me.Claimed == nil || me.Claimed.Grants[0].Role != "author" || me.May["article.create"] == nil {
			h.Errorf("signed in as %+v", me)
		}
		hoa.ask("POST", "/api/v1/articles", draft("Bài của Hoa")).want(201)

		// The claim goes, and so does the role, at the next sign-in.
		h.provider.Put(ssotest.User{Subject: "s-hoa", Username: "hoa"})
		h.through(hoa, "/sign-in/oidc", "s-hoa").want(http.StatusSeeOther)
		if me := h.me(hoa); me.Claimed != nil || me.May["article.create"] != nil {
			h.Errorf("may still %+v", me)
		}
		// Signing out ends the session, here alone.
		hoa.ask("POST", "/sign-out", nil).want(http.StatusSeeOther)
		hoa.ask("GET", "/api/v1/me", nil).want(401)
	}, "LANTOA_OIDC_LINK_EMAIL=yes", "LANTOA_OIDC_ROLES=viet=author@cong-ttdt-tinh-ninh-binh")
}

// A browser is bound to the sign-in that it began, and to its own.
func TestSingleSignOnIsBoundToTheBrowser(t *testing.T) {
	eachWithProvider(t, false, func(h *signOnHarness) {
		var people struct {
			Items []struct{ ID, Login string }
		}
		h.admin.ask("GET", "/api/v1/people", nil).want(200).into(&people)
		for _, one := range people.Items {
			if one.Login == "tacgia" {
				h.admin.ask("POST", "/api/v1/people/"+one.ID+"/identities", map[string]any{"subject": "s-hoa"}).want(201)
			}
		}
		thief, victim := h.stranger(), h.stranger()
		begun := thief.ask("GET", "/sign-in/oidc", nil).want(http.StatusSeeOther).header.Get("Location")
		answer := h.back(begun, "s-hoa")
		victim.ask("GET", answer, nil).want(401) // made to follow the thief's answer
		victim.ask("GET", "/sign-in/oidc", nil).want(http.StatusSeeOther)
		victim.ask("GET", answer, nil).want(401) // also with a sign-in of one's own under way
		thief.ask("GET", answer, nil).want(http.StatusSeeOther)
		thief.ask("GET", answer, nil).want(401) // taken once
		thief.ask("GET", "/api/v1/me", nil).want(200)
		victim.ask("GET", "/api/v1/me", nil).want(401)

		// A planted session's cookie is not adopted.
		planted := h.stranger()
		own, err := url.Parse(h.app.PublicURL())
		must(h.T, err)
		planted.client.Jar.SetCookies(own, []*http.Cookie{{Name: "lantoa_session", Value: "planted", Path: "/"}})
		h.through(planted, "/sign-in/oidc", "s-hoa").want(http.StatusSeeOther)
		for _, cookie := range planted.client.Jar.Cookies(own) {
			if cookie.Name == "lantoa_session" && cookie.Value == "planted" {
				h.Error("the planted cookie is still there")
			}
		}
	})
}

// People link their own account on the page, and take it away there; a page of another site
// can do neither.
func TestPeopleLinkOnThePage(t *testing.T) {
	eachWithProvider(t, false, func(h *signOnHarness) {
		page := h.author.ask("GET", "/sign-in", nil).want(200).body
		_, rest, _ := strings.Cut(page, `href="/sign-in/oidc?`)
		query, _, found := strings.Cut(rest, `"`)
		if !found {
			h.Fatalf("nothing to press: %s", page)
		}
		link := "/sign-in/oidc?" + strings.ReplaceAll(query, "&amp;", "&")
		if a := h.second.ask("GET", link, nil); a.status != http.StatusForbidden {
			h.Errorf("another's link begins: status %d", a.status)
		}
		h.through(h.author, link, "s-hoa").want(http.StatusSeeOther)
		stranger := h.stranger()
		h.through(stranger, "/sign-in/oidc", "s-hoa").want(http.StatusSeeOther)
		me := h.me(stranger)
		if me.Login != "tacgia" {
			h.Errorf("signed in as %q", me.Login)
		}
		var mine struct {
			Items []struct{ ID, Subject, Issuer string }
		}
		h.author.ask("GET", "/api/v1/people/"+me.ID+"/identities", nil).want(200).into(&mine)
		if len(mine.Items) != 1 || mine.Items[0].Subject != "s-hoa" || mine.Items[0].Issuer != h.provider.Issuer() {
			h.Errorf("links %+v", mine)
		}
		h.second.ask("GET", "/api/v1/people/"+me.ID+"/identities", nil).want(403)
		form := "identity=" + mine.Items[0].ID
		h.author.ask("POST", "/sign-in/oidc/unlink", strings.NewReader(form), "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "cross-site").want(403)
		h.author.ask("POST", "/sign-in/oidc/unlink", strings.NewReader(form), "Content-Type", "application/x-www-form-urlencoded").want(http.StatusSeeOther)
		stranger.ask("GET", "/api/v1/me", nil).want(401)
		h.author.ask("GET", "/api/v1/me", nil).want(200)
		h.through(stranger, "/sign-in/oidc", "s-hoa").want(http.StatusForbidden)
	})
}

// A provider that is down when the server starts stops nothing, and is found later.
func TestTheServerStartsWithoutItsProvider(t *testing.T) {
	eachWithProvider(t, true, func(h *signOnHarness) {
		someone := h.stranger()
		h.eventually("the page says that the provider is down", func() bool {
			return strings.Contains(someone.ask("GET", "/sign-in", nil).want(200).body, "does not answer")
		})
		if body := someone.ask("GET", "/sign-in/oidc", nil).want(http.StatusServiceUnavailable).body; !strings.Contains(body, "cannot be reached") || !strings.Contains(body, `name="password"`) {
			h.Errorf("the page says %s", body)
		}
		h.author.ask("GET", "/readyz", nil).want(200)
		h.provider.Down(false)
		h.eventually("the provider is found", func() bool { return someone.ask("GET", "/sign-in/oidc", nil).status == http.StatusSeeOther })
	})
}

// What the settings say of roles and units is held against those that there are.
func TestAMappingOfNothingStopsTheStart(t *testing.T) {
	t.Parallel()
	for mapping, place := range map[string]string{"a=author;b=bos": "LANTOA_OIDC_ROLES#2", "a=author@khong-co": "LANTOA_OIDC_ROLES#1/unit"} {
		settings, _, err := config.Load([]string{"LANTOA_LISTEN=127.0.0.1:0", "LANTOA_DATA=" + t.TempDir(), "LANTOA_OIDC_ISSUER=https://sso.example.vn",
			"LANTOA_OIDC_CLIENT_ID=c", "LANTOA_OIDC_CLIENT_SECRET=s", "LANTOA_OIDC_ROLES=" + mapping}, nil)
		must(t, err)
		_, err = Open(t.Context(), Options{Config: settings, Log: slog.New(slog.DiscardHandler)})
		e, ok := fault.As(err)
		if !ok || len(e.Fields) != 1 || e.Fields[0].Pointer != place {
			told, _ := json.Marshal(e)
			t.Errorf("%q: %v %s", mapping, err, told)
		}
	}
}
