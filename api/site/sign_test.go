package site_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/fault"

	"github.com/gin-gonic/gin"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/account"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	form := w.read(w.get("/sign-in?next=/feeds/")).one("form", "method", "post")
	if got := value(form, "action"); got != "/sign-in" {
		t.Errorf("the form goes to %q", got)
	}
	answer := w.post("/sign-in", url.Values{"login": {"hoa"}, "password": {"right"}, "next": {"/feeds/"}})
	if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != "/feeds/" || answer.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("status %d, header %v", answer.Code, answer.Header())
	}
	if cookies := answer.Result().Cookies(); len(cookies) != 1 || cookies[0].Value != "the-token" {
		t.Errorf("cookies %v", cookies)
	}

	failed := w.post("/sign-in?lang=en", url.Values{"login": {`ho"a`}, "password": {"wrong-one"}, "next": {"/feeds/"}})
	if failed.Code != http.StatusUnauthorized || len(failed.Result().Cookies()) > 0 {
		t.Errorf("status %d, cookies %v", failed.Code, failed.Result().Cookies())
	}
	page := w.read(failed)
	if got := words(page.one("p", "role", "alert")); !strings.Contains(got, "The sign-in name or the password is wrong.") {
		t.Errorf("the refusal says %q", got)
	}
	if value(page.one("input", "name", "login"), "value") != `ho"a` || value(page.one("input", "name", "next"), "value") != "/feeds/" {
		t.Error("what was typed is lost")
	}
	if strings.Contains(failed.Body.String(), "wrong-one") {
		t.Error("the password is shown again")
	}
	slow := w.post("/sign-in", url.Values{"login": {"slow"}})
	if slow.Code != http.StatusTooManyRequests || slow.Header().Get("Retry-After") != "2" {
		t.Errorf("status %d, Retry-After %q", slow.Code, slow.Header().Get("Retry-After"))
	}
}

func TestSigningInLeadsToOurPagesOnly(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	for _, next := range []string{"https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "feeds", "/\t/evil.example", ""} {
		answer := w.post("/sign-in", url.Values{"login": {"hoa"}, "password": {"right"}, "next": {next}})
		if got := answer.Header().Get("Location"); got != "/desk/" {
			t.Errorf("next %q leads to %q", next, got)
		}
	}
}

// What the middleware refuses is told to people in words, in both languages.
func TestRefusalsOfTheMiddlewareAreToldInWords(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	for path, test := range map[string]struct {
		err    error
		status int
		retry  string
		says   []string
	}{
		"/many":  {fault.New(fault.TooManyRequests, fault.T("Mỗi phút nhiều nhất 600 yêu cầu.", "At most 600 requests a minute.")).After(1500 * time.Millisecond), 429, "2", []string{"Mỗi phút nhiều nhất 600 yêu cầu.", "At most 600 requests a minute."}},
		"/else":  {fault.New(fault.CrossOrigin, fault.T("Trang khác gửi.", "Another page sent it.")), 403, "", []string{"Trang khác gửi.", "Another page sent it."}},
		"/break": {errors.New("dial tcp 10.1.2.3"), 503, "5", []string{"cannot be opened"}},
	} {
		w.engine.GET(path, func(c *gin.Context) { w.site.Refuse(c, test.err) })
		answer := w.get(path)
		if answer.Code != test.status || answer.Header().Get("Retry-After") != test.retry || !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") || answer.Header().Get("ETag") != "" {
			t.Errorf("%s: status %d, header %v", path, answer.Code, answer.Header())
		}
		for _, want := range test.says {
			if !strings.Contains(answer.Body.String(), want) || strings.Contains(answer.Body.String(), "10.1.2.3") {
				t.Errorf("%s lacks %q: %s", path, want, answer.Body)
			}
		}
	}
}

func TestFormsAreBounded(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	answer := w.post("/sign-in", url.Values{"login": {strings.Repeat("x", 70_000)}})
	if answer.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a form of 70 kB: status %d", answer.Code)
	}
	if answer.Body.Len() > 20_000 {
		t.Error("it is sent back")
	}
}

func TestSignOut(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	answer := w.post("/sign-out", nil, "Sec-Fetch-Site", "same-origin", "Cookie", "lantoa_session=the-token")
	if answer.Code != http.StatusSeeOther || w.ended != "the-token" {
		t.Errorf("status %d, ended %q", answer.Code, w.ended)
	}
	if cookies := answer.Result().Cookies(); len(cookies) != 1 || cookies[0].Value != "" {
		t.Errorf("cookies %v", cookies)
	}
	if got := w.do(httptest.NewRequest(http.MethodGet, "/sign-out", nil)); got.Code != 404 {
		t.Errorf("a link can sign people out: status %d", got.Code)
	}
}

func TestFirstSetUp(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	page := w.get("/setup?token=good")
	if page.Header().Get("Referrer-Policy") != "no-referrer" || page.Header().Get("Cache-Control") != "private, no-store" {
		t.Errorf("the secret of the address may leak: %v", page.Header())
	}
	wrong := w.post("/setup", url.Values{"token": {"good"}, "name": {""}, "login": {"hoa<b>"}, "password": {"short"}, "again": {"short"}})
	if wrong.Code != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", wrong.Code)
	}
	read := w.read(wrong)
	for _, field := range []string{"name", "password"} {
		input := read.one("input", "name", field, "aria-invalid", "true")
		if told := read.one("p", "id", value(input, "aria-describedby")); words(told) == "" {
			t.Errorf("%s: nothing is told", field)
		}
	}
	if value(read.one("input", "name", "login"), "value") != "hoa<b>" || strings.Contains(wrong.Body.String(), `value="short"`) {
		t.Error("the name is lost, or the password is shown again")
	}
	differ := w.post("/setup?lang=en", url.Values{"token": {"good"}, "name": {"An"}, "login": {"hoa"}, "password": {"a long password"}, "again": {"another password"}})
	if got := words(w.read(differ).one("p", "id", value(w.read(differ).one("input", "name", "again"), "aria-describedby"))); got != "The two passwords differ." {
		t.Errorf("the second password is told %q", got)
	}
	if w.made.Login != "" {
		t.Fatal("somebody was made of a refused form")
	}
	done := w.post("/setup?lang=en", url.Values{"token": {"good"}, "name": {"An"}, "login": {"hoa"}, "password": {"a long password"}, "again": {"a long password"}})
	if done.Code != http.StatusSeeOther || done.Header().Get("Location") != "/sign-in" {
		t.Errorf("status %d to %q", done.Code, done.Header().Get("Location"))
	}
	if diff := cmp.Diff(account.NewPerson{Login: "hoa", Name: "An", Lang: "en", Password: "a long password"}, w.made); diff != "" {
		t.Errorf("made (-want +got):\n%s", diff)
	}
}

func TestAnInvitedPersonChoosesAPassword(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	w.purpose, w.owner = account.Invite, account.Person{Name: "Trần Thị Hoa", Login: "hoa"}
	read := w.read(w.get("/setup?token=good"))
	if !strings.Contains(words(read.one("main")), "Trần Thị Hoa") || len(read.all("input", "name", "login")) > 0 {
		t.Error("the page does not greet the person, or asks for a sign-in name")
	}
	done := w.post("/setup", url.Values{"token": {"good"}, "password": {"a long password"}, "again": {"a long password"}})
	if done.Code != http.StatusSeeOther || w.chosen != "a long password" {
		t.Errorf("status %d, chosen %q", done.Code, w.chosen)
	}
}

func TestALinkThatDoesNotWork(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	for _, answer := range []*httptest.ResponseRecorder{
		w.get("/setup"), w.get("/setup?token=old"), w.post("/setup", url.Values{"token": {"old"}, "name": {"An"}, "login": {"hoa"}, "password": {"a long password"}, "again": {"a long password"}}),
	} {
		read := w.read(answer)
		if answer.Code != http.StatusGone || len(read.all("input", "name", "password")) > 0 {
			t.Errorf("status %d, or a form that cannot work", answer.Code)
		}
		if got := words(read.one("p", "role", "alert")); !strings.Contains(got, "lantoa user link") {
			t.Errorf("what to do is not told: %q", got)
		}
	}
}
