package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/api/people"
	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/right"
)

// signIn gives a person a password, signs them in and gives the cookie.
func (w *fixture) signIn(name string) string {
	w.Helper()
	w.ok(w.accounts.SetPassword(w.Context(), right.System(), w.ids[name], password))
	a := w.wants(http.StatusOK, call{method: "POST", path: "/session", body: `{"login":"` + name + `.test","password":"` + password + `"}`})
	cookie, _, _ := strings.Cut(a.header.Get("Set-Cookie"), ";")
	return cookie
}

func TestSigningIn(t *testing.T) {
	each(t, func(w *fixture) {
		w.ok(w.accounts.SetPassword(w.Context(), right.System(), w.ids["lan"], password))
		a := w.wants(http.StatusOK, call{method: "POST", path: "/session", body: `{"login":"Lan.Test","password":"` + password + `"}`})
		set := a.header.Get("Set-Cookie")
		for _, want := range []string{"__Host-lantoa_session=", "; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax", "; Expires="} {
			if !strings.Contains(set, want) {
				t.Errorf("the cookie lacks %q: %s", want, set)
			}
		}
		cookie, _, _ := strings.Cut(set, ";")
		token := strings.TrimPrefix(cookie, "__Host-lantoa_session=")
		if strings.Contains(a.body, token) || strings.Contains(a.body, password) || w.text(a, "login") != "lan.test" {
			t.Errorf("who signed in: %s", a.body)
		}
		with := map[string]string{"Cookie": cookie}
		me := w.wants(http.StatusOK, call{method: "GET", path: "/me", header: with})
		if !strings.Contains(me.body, `"article.create":{"everywhere":false,"units":["so-noi-vu"]}`) ||
			!strings.Contains(me.body, `"edition.approve":{"everywhere":false,"units":["so-lao-dong-thuong-binh-va-xa-hoi","so-noi-vu"]}`) || strings.Contains(me.body, "person.manage") {
			t.Errorf("what an approver may do: %s", me.body)
		}
	})
}

func TestASessionEnds(t *testing.T) {
	light(t, func(w *fixture) {
		cookie, other := map[string]string{"Cookie": w.signIn("lan")}, map[string]string{"Cookie": w.signIn("lan")}
		w.wants(http.StatusUnauthorized, call{method: "GET", path: "/me", header: cookie}) // a new password ends it
		sessions := w.wants(http.StatusOK, call{method: "GET", path: "/me/sessions", header: other})
		out := w.wants(http.StatusNoContent, call{method: "DELETE", path: "/session", header: other})
		if !strings.Contains(out.header.Get("Set-Cookie"), "Max-Age=0") {
			t.Errorf("the cookie stays: %s", out.header.Get("Set-Cookie"))
		}
		if a := w.wants(http.StatusUnauthorized, call{method: "GET", path: "/me", header: other}); !strings.Contains(a.body, "sign in again") && !strings.Contains(a.body, "đăng nhập lại") {
			t.Errorf("after signing out: %s", a.body)
		}
		w.wants(http.StatusNoContent, call{method: "DELETE", path: "/session"}) // a stranger may too
		third := map[string]string{"Cookie": w.signIn("lan")}
		w.wants(http.StatusNotFound, call{method: "DELETE", path: "/me/sessions/" + w.text(sessions, "items.0.id"), header: third})
		w.late.Add(int64(13 * time.Hour))
		w.wants(http.StatusUnauthorized, call{method: "GET", path: "/me", header: third})
	})
}

func TestFailedSignInsAreLimited(t *testing.T) {
	light(t, func(w *fixture) {
		w.ok(w.accounts.SetPassword(w.Context(), right.System(), w.ids["lan"], password))
		wrong := call{method: "POST", path: "/session", body: `{"login":"lan.test","password":"sai"}`}
		unknown := call{method: "POST", path: "/session", body: `{"login":"khong.ai","password":"sai"}`}
		if a, b := w.wants(http.StatusUnauthorized, wrong), w.wants(http.StatusUnauthorized, unknown); w.text(a, "detail") != w.text(b, "detail") {
			t.Error("the answer tells whether a login exists")
		}
		for range 5 {
			w.do(wrong)
		}
		if a := w.wants(http.StatusTooManyRequests, wrong); a.header.Get("Retry-After") == "" {
			t.Errorf("no Retry-After: %s", a.body)
		}
	})
}

func TestTheFirstAdministrator(t *testing.T) {
	light(t, func(w *fixture) {
		cookie := map[string]string{"Cookie": w.signIn("chi")}
		w.wants(http.StatusConflict, call{as: "chi", method: "PATCH", path: "/people/" + w.ids["chi"], body: `{"disabled":true}`,
			header: map[string]string{"If-Match": w.tag("chi", "/people/"+w.ids["chi"])}})
		invited := w.wants(http.StatusCreated, call{as: "chi", method: "POST", path: "/people", body: `{"login":"dung.le","name":"Lê Dung","grants":[{"role":"author","unit":"so-noi-vu"}]}`})
		link := w.text(w.wants(http.StatusCreated, call{method: "POST", path: "/people/" + w.text(invited, "id") + "/links", body: `{"purpose":"invite"}`,
			header: cookie}), "address")
		token, ok := strings.CutPrefix(link, public+"/setup?token=")
		if !ok {
			t.Fatalf("the link is %s", link)
		}
		use := call{method: "POST", path: "/links/use", body: `{"token":"` + token + `","password":"` + password + `"}`}
		weak := w.wants(http.StatusUnprocessableEntity, call{method: "POST", path: "/links/use", body: `{"token":"` + token + `","password":"1234"}`})
		if w.text(weak, "errors.0.pointer") != "/password" {
			t.Errorf("a weak password: %s", weak.body)
		}
		if a := w.wants(http.StatusOK, use); w.get(a, "has_password") != true {
			t.Errorf("the person: %s", a.body)
		}
		w.wants(http.StatusGone, use)
		w.wants(http.StatusOK, call{method: "POST", path: "/session", body: `{"login":"dung.le","password":"` + password + `"}`})
	})
}

// tag reads the entity tag of an object.
func (w *fixture) tag(as, path string) string {
	w.Helper()
	return w.wants(http.StatusOK, call{as: as, method: "GET", path: path}).header.Get("ETag")
}

func TestSetup(t *testing.T) {
	light(t, func(w *fixture) {
		w.ok(w.db.Write(w.Context()).Exec("DELETE FROM role_grant WHERE role = 'technical_admin'").Error)
		token := must(w.accounts.NewLink(w.Context(), right.System(), account.Setup, "")).Reveal()
		body := func(login string) string {
			return `{"token":"` + token + `","login":"` + login + `","name":"Quản trị","password":"` + password + `"}`
		}
		if a := w.wants(http.StatusUnprocessableEntity, call{method: "POST", path: "/setup", body: body("Có Dấu")}); w.text(a, "errors.0.pointer") != "/login" {
			t.Errorf("a wrong login: %s", a.body)
		}
		if a := w.wants(http.StatusCreated, call{method: "POST", path: "/setup", body: body("quan.tri")}); w.text(a, "grants.0.role") != "technical_admin" {
			t.Errorf("the first administrator: %s", a.body)
		}
		w.wants(http.StatusGone, call{method: "POST", path: "/setup", body: body("ke.khac")})
	})
}

func TestPeopleAndKeys(t *testing.T) {
	light(t, func(w *fixture) {
		path := "/people/" + w.ids["an"]
		tag := w.tag("chi", path)
		w.wants(http.StatusPreconditionRequired, call{as: "chi", method: "PATCH", path: path, body: `{"name":"Mới"}`})
		done := w.wants(http.StatusOK, call{as: "chi", method: "PATCH", path: path, body: `{"name":"Mới","grants":[{"role":"inspector"}]}`, header: map[string]string{"If-Match": tag}})
		if w.text(done, "name") != "Mới" || w.text(done, "grants.0.role") != "inspector" {
			t.Errorf("changed: %s", done.body)
		}
		w.wants(http.StatusPreconditionFailed, call{as: "chi", method: "PATCH", path: path, body: `{"name":"Khác"}`, header: map[string]string{"If-Match": tag}})
		w.wants(http.StatusForbidden, call{as: "lan", method: "GET", path: path})
		w.wants(http.StatusOK, call{as: "an", method: "GET", path: path})
		w.wants(http.StatusForbidden, call{as: "an", method: "POST", path: path + "/keys", body: `{"name":"mới"}`}) // by a key
		cookie := map[string]string{"Cookie": w.signIn("an")}
		made := w.wants(http.StatusCreated, call{method: "POST", path: path + "/keys", body: `{"name":"chỉ đọc","scopes":["delivery.read"]}`, header: cookie})
		w.keys["narrow"] = w.text(made, "secret")
		if !strings.HasPrefix(w.keys["narrow"], w.text(made, "start")) || !strings.HasPrefix(w.keys["narrow"], "lantoa_") {
			t.Errorf("the key: %s", made.body)
		}
		list := w.wants(http.StatusOK, call{method: "GET", path: path + "/keys", header: cookie})
		if strings.Contains(list.body, w.keys["narrow"]) {
			t.Error("a list shows a key")
		}
		w.wants(http.StatusOK, call{as: "narrow", method: "GET", path: "/deliveries"})
		w.wants(http.StatusForbidden, call{as: "narrow", method: "GET", path: "/articles"})
		none := w.wants(http.StatusUnprocessableEntity, call{method: "POST", path: path + "/keys", body: `{"name":"x","scopes":[]}`, header: cookie})
		if w.text(none, "errors.0.pointer") != "/scopes" {
			t.Errorf("a key with no scope: %s", none.body)
		}
		wrong := w.wants(http.StatusUnprocessableEntity, call{method: "POST", path: path + "/keys", body: `{"name":"x","scopes":["article.read","article.read"],"expires_at":"2001-01-01T00:00:00Z"}`, header: cookie})
		if !strings.Contains(wrong.body, "/scopes/1") || !strings.Contains(wrong.body, "/expires_at") {
			t.Errorf("a wrong key: %s", wrong.body)
		}
		unknown := w.wants(http.StatusUnprocessableEntity, call{method: "POST", path: path + "/keys", body: `{"name":"x","scopes":["all"]}`, header: cookie})
		if w.text(unknown, "errors.0.pointer") != "/scopes/0" || !strings.Contains(unknown.body, "article.read, article.create") {
			t.Errorf("an unknown scope: %s", unknown.body)
		}
		w.wants(http.StatusNoContent, call{method: "DELETE", path: "/keys/" + w.text(made, "id"), header: cookie})
		w.wants(http.StatusUnauthorized, call{as: "narrow", method: "GET", path: "/deliveries"})
	})
}

// A page below the same domain, or over http, can set a cookie of the plain name.
func TestTheCookieOfANeighbourMeansNothing(t *testing.T) {
	light(t, func(w *fixture) {
		_, token, _ := strings.Cut(w.signIn("lan"), "=")
		w.wants(http.StatusUnauthorized, call{method: "GET", path: "/me", header: map[string]string{"Cookie": "lantoa_session=" + token}})
		if c := people.Cookie("http://127.0.0.1:8080", token, time.Time{}); c.Name != "lantoa_session" || c.Secure {
			t.Errorf("the cookie over http is %s", c)
		}
	})
}
