package site_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

func TestSignInAsksForACode(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	asked := w.post("/sign-in", url.Values{"login": {"two"}, "password": {"right-one"}, "next": {"/feeds/"}})
	page := w.read(asked)
	if asked.Code != http.StatusUnauthorized || value(page.one("input", "name", "ticket"), "value") != "the-ticket" || value(page.one("input", "name", "next"), "value") != "/feeds/" ||
		strings.Contains(asked.Body.String(), "right-one") || strings.Contains(asked.Body.String(), `role="alert"`) || strings.Contains(asked.Body.String(), `name="password"`) {
		t.Errorf("status %d, the second step: %s", asked.Code, asked.Body)
	}
	if len(asked.Result().Cookies()) > 0 {
		t.Error("the password alone opens a session")
	}
	wrong := w.post("/sign-in?lang=en", url.Values{"ticket": {"the-ticket"}, "code": {"000000"}, "next": {"/feeds/"}})
	page = w.read(wrong)
	if value(page.one("input", "name", "ticket"), "value") != "the-ticket" || !strings.Contains(words(page.one("p", "role", "alert")), "The code is wrong.") {
		t.Errorf("a wrong code: %s", wrong.Body)
	}
	old := w.post("/sign-in", url.Values{"ticket": {"old"}, "code": {"123456"}})
	w.read(old).one("input", "name", "password")
	right := w.post("/sign-in", url.Values{"ticket": {"the-ticket"}, "code": {"123456"}, "next": {"/feeds/"}})
	if right.Code != http.StatusSeeOther || right.Header().Get("Location") != "/feeds/" || len(right.Result().Cookies()) != 1 {
		t.Errorf("the right code: %d %v", right.Code, right.Header())
	}
}

func TestSettingUpASecondFactor(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	if stranger := w.get("/second-factor"); stranger.Code != http.StatusSeeOther || stranger.Header().Get("Location") != "/sign-in?next=/second-factor" {
		t.Errorf("a stranger: %d %v", stranger.Code, stranger.Header())
	}
	if a := w.post("/second-factor", url.Values{}); a.Code != http.StatusUnauthorized || strings.Contains(a.Body.String(), "GEZD") {
		t.Errorf("a stranger's form: %d %s", a.Code, a.Body)
	}
	w.actor = right.Actor{ID: "p1", Name: "Hoa", WantsFactor: true}
	if home := w.get("/"); home.Code != http.StatusSeeOther || home.Header().Get("Location") != "/second-factor" {
		t.Errorf("who must have one is led to: %d %v", home.Code, home.Header())
	}
	if first := w.get("/second-factor?lang=en"); !strings.Contains(first.Body.String(), "must have a second factor") || first.Header().Get("Cache-Control") == "" {
		t.Errorf("the first step: %v %s", first.Header(), first.Body)
	}
	made := w.post("/second-factor", url.Values{})
	if !strings.Contains(made.Body.String(), "GEZDGNBVGY3TQOJQ</code>") || !strings.Contains(made.Body.String(), `href="otpauth://totp/lantoa:hoa?secret=`) {
		t.Errorf("the secret: %s", made.Body)
	}
	if picture := w.read(made).one("svg", "class", "qr"); !strings.HasPrefix(value(picture, "viewbox")+value(picture, "viewBox"), "0 0 ") || !strings.Contains(made.Body.String(), `<path d="M4 4h7v1H4z`) {
		t.Errorf("the picture of it: %s", made.Body)
	}
	w.read(made).one("input", "name", "code")
	if wrong := w.post("/second-factor", url.Values{"code": {"1"}}); wrong.Code != http.StatusUnauthorized || strings.Contains(wrong.Body.String(), "GEZD") {
		t.Errorf("a wrong code: %d %s", wrong.Code, wrong.Body)
	}
	if done := w.post("/second-factor", url.Values{"code": {"123456"}}); done.Code != http.StatusOK || !strings.Contains(done.Body.String(), "aaaa-bbbb-cccc-dddd") {
		t.Errorf("recovery codes: %d %s", done.Code, done.Body)
	}
	w.factor = true
	if on := w.get("/second-factor?lang=en"); !strings.Contains(on.Body.String(), "Recovery codes left: 7.") {
		t.Errorf("once it is on: %s", on.Body)
	}
	w.refusal = fault.New(fault.ProofRequired, fault.T("Cần mật khẩu.", "Takes a password."))
	if stale := w.post("/second-factor", url.Values{}); stale.Code != http.StatusSeeOther || stale.Header().Get("Location") != "/sign-in?next=/second-factor" {
		t.Errorf("in a stale session: %d %v", stale.Code, stale.Header())
	}
}
