package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

// code is what an authenticator app shows now.
func (w *fixture) code(secret string) string {
	w.Helper()
	return must(totp.GenerateCode(secret, w.now()))
}

// enrol turns a second factor on in a session, lets a step pass, and gives the secret and
// the recovery codes.
func (w *fixture) enrol(cookie map[string]string) (secret string, recovery []any) {
	w.Helper()
	made := w.wants(http.StatusCreated, call{method: "POST", path: "/me/second-factor", header: cookie})
	secret = w.text(made, "secret")
	shown := w.wants(http.StatusOK, call{method: "POST", path: "/me/second-factor/confirm", body: `{"code":"` + w.code(secret) + `"}`, header: cookie})
	w.late.Add(int64(30 * time.Second))
	return secret, w.get(shown, "recovery_codes").([]any)
}

func TestASecondFactorOverTheAPI(t *testing.T) {
	each(t, func(w *fixture) {
		cookie := map[string]string{"Cookie": w.signIn("lan")}
		made := w.wants(http.StatusCreated, call{method: "POST", path: "/me/second-factor", header: cookie})
		if uri := w.text(made, "uri"); !strings.HasPrefix(uri, "otpauth://totp/Lan%20t%E1%BB%8Fa%20%28lantoa.example%29:lan.test?") || !strings.Contains(uri, "secret="+w.text(made, "secret")) {
			t.Errorf("the address for the app is %s", uri)
		}
		secret, recovery := w.enrol(cookie)
		state := w.wants(http.StatusOK, call{method: "GET", path: "/me/second-factor", header: cookie})
		if w.get(state, "on") != true || w.get(state, "recovery_codes_left") != float64(10) || strings.Contains(state.body, secret) {
			t.Errorf("state: %s", state.body)
		}
		in := func(code string) call {
			return call{method: "POST", path: "/session", body: `{"login":"lan.test","password":"` + password + `"` + code + `}`}
		}
		asked := w.wants(http.StatusUnauthorized, in(""))
		if w.text(asked, "code") != "second_factor_needed" || asked.header.Get("Set-Cookie") != "" {
			t.Errorf("after the password alone: %v %s", asked.header, asked.body)
		}
		if a := w.wants(http.StatusUnauthorized, in(`,"code":"000000"`)); w.text(a, "code") != "sign_in_failed" {
			t.Errorf("a wrong code: %s", a.body)
		}
		now := w.code(secret)
		w.wants(http.StatusOK, in(`,"code":"`+now+`"`))
		if a := w.wants(http.StatusUnauthorized, in(`,"code":"`+now+`"`)); w.text(a, "code") != "sign_in_failed" {
			t.Errorf("the same code again: %s", a.body)
		}
		w.wants(http.StatusOK, in(`,"code":"`+recovery[0].(string)+`"`))
		w.late.Add(int64(30 * time.Second))
		w.wants(http.StatusOK, call{method: "POST", path: "/me/second-factor/recovery-codes", body: `{"password":"` + password + `","code":"` + w.code(secret) + `"}`, header: cookie})
		w.wants(http.StatusUnauthorized, in(`,"code":"`+recovery[1].(string)+`"`))
		w.wants(http.StatusForbidden, call{as: "lan", method: "POST", path: "/me/second-factor"}) // by a key
		w.late.Add(int64(30 * time.Second))
		w.wants(http.StatusNoContent, call{method: "POST", path: "/me/second-factor/disable", body: `{"password":"` + password + `","code":"` + w.code(secret) + `"}`, header: cookie})
		w.wants(http.StatusOK, in(""))
	})
}

func TestAnAdministratorTakesASecondFactorAway(t *testing.T) {
	light(t, func(w *fixture) {
		cookie := map[string]string{"Cookie": w.signIn("lan")}
		w.enrol(cookie)
		path := "/people/" + w.ids["lan"] + "/second-factor"
		w.wants(http.StatusForbidden, call{as: "chi", method: "DELETE", path: path}) // by a key
		w.wants(http.StatusForbidden, call{as: "hoa", method: "GET", path: path})
		if a := w.wants(http.StatusOK, call{as: "chi", method: "GET", path: path}); w.get(a, "on") != true {
			t.Errorf("state: %s", a.body)
		}
		admin := map[string]string{"Cookie": w.signIn("chi")}
		w.wants(http.StatusForbidden, call{method: "DELETE", path: "/people/" + w.ids["chi"] + "/second-factor", header: admin})
		w.wants(http.StatusNoContent, call{method: "DELETE", path: path, header: admin})
		w.wants(http.StatusUnauthorized, call{method: "GET", path: "/me", header: cookie})
		w.wants(http.StatusOK, call{method: "POST", path: "/session", body: `{"login":"lan.test","password":"` + password + `"}`})
	})
}

func TestSigningInAgainInPlace(t *testing.T) {
	each(t, func(w *fixture) {
		cookie := map[string]string{"Cookie": w.signIn("lan")}
		renew := call{method: "POST", path: "/session/renew", body: `{"password":"` + password + `"}`, header: cookie}
		w.late.Add(int64(31 * time.Minute))
		key := call{method: "POST", path: "/people/" + w.ids["lan"] + "/keys", body: `{"name":"k"}`, header: cookie}
		if a := w.wants(http.StatusUnauthorized, key); w.text(a, "code") != "proof_required" {
			t.Errorf("a key in a session of half an hour: %s", a.body)
		}
		w.late.Add(int64(13 * time.Hour))
		if a := w.wants(http.StatusUnauthorized, call{method: "GET", path: "/me", header: cookie}); w.text(a, "code") != "session_expired" {
			t.Errorf("after 13 hours: %s", a.body)
		}
		wrong := renew
		wrong.body = `{"password":"khong phai cau nay dau"}`
		if a := w.wants(http.StatusUnauthorized, wrong); w.text(a, "code") != "sign_in_failed" || a.header.Get("Set-Cookie") != "" {
			t.Errorf("by a wrong password: %s", a.body)
		}
		done := w.wants(http.StatusOK, renew)
		set, _, _ := strings.Cut(done.header.Get("Set-Cookie"), ";")
		if set == cookie["Cookie"] || w.text(done, "id") != w.ids["lan"] || w.get(done, "stale") != false {
			t.Errorf("renewed: %s %s", set, done.body)
		}
		key.header = map[string]string{"Cookie": set}
		w.wants(http.StatusCreated, key)
		for name, header := range map[string]map[string]string{"renewed before": cookie, "none": nil, "garbage": {"Cookie": "__Host-lantoa_session=x"}} {
			again := renew
			again.header = header
			if a := w.wants(http.StatusUnauthorized, again); w.text(a, "code") != "unauthenticated" {
				t.Errorf("a session that is %s: %s", name, a.body)
			}
		}
	})
}

func TestSessionsAreSeenAndEnded(t *testing.T) {
	light(t, func(w *fixture) {
		w.signIn("lan")
		in := call{method: "POST", path: "/session", body: `{"login":"lan.test","password":"` + password + `"}`,
			header: map[string]string{"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}}
		set, _, _ := strings.Cut(w.wants(http.StatusOK, in).header.Get("Set-Cookie"), ";")
		cookie := map[string]string{"Cookie": set}
		list := w.wants(http.StatusOK, call{method: "GET", path: "/me/sessions", header: cookie})
		if len(w.get(list, "items").([]any)) != 2 || !strings.Contains(list.body, `"agent":"Firefox, Linux","proof":"password","current":true`) ||
			strings.Count(list.body, `"current":true`) != 1 || !strings.Contains(list.body, `"address":"192.0.2.1"`) {
			t.Errorf("sessions: %s", list.body)
		}
		theirs := "/people/" + w.ids["lan"] + "/sessions"
		w.wants(http.StatusForbidden, call{as: "hoa", method: "GET", path: theirs})
		w.wants(http.StatusForbidden, call{as: "hoa", method: "DELETE", path: theirs})
		if seen := w.wants(http.StatusOK, call{as: "chi", method: "GET", path: theirs}); strings.Contains(seen.body, `"current":true`) {
			t.Errorf("to an administrator: %s", seen.body)
		}
		w.wants(http.StatusNoContent, call{method: "DELETE", path: "/me/sessions", header: cookie})
		if left := w.wants(http.StatusOK, call{method: "GET", path: "/me/sessions", header: cookie}); len(w.get(left, "items").([]any)) != 1 {
			t.Errorf("after the others ended: %s", left.body)
		}
		w.wants(http.StatusNotFound, call{as: "chi", method: "DELETE", path: theirs + "/none"})
		w.wants(http.StatusNotFound, call{as: "chi", method: "DELETE", path: "/people/none/sessions"})
		w.wants(http.StatusNoContent, call{as: "chi", method: "DELETE", path: theirs})
		w.wants(http.StatusUnauthorized, call{method: "GET", path: "/me", header: cookie})
	})
}

// TestAPlantedCookieIsNeverAdopted: whoever plants a cookie in a browser (session fixation)
// does not hold the session that opens there.
func TestAPlantedCookieIsNeverAdopted(t *testing.T) {
	light(t, func(w *fixture) {
		strangers := w.signIn("hoa")
		w.signIn("lan")
		for name, planted := range map[string]string{"made up": "__Host-lantoa_session=" + strings.Repeat("A", 43), "of another person": strangers} {
			in := call{method: "POST", path: "/session", body: `{"login":"lan.test","password":"` + password + `"}`, header: map[string]string{"Cookie": planted}}
			set, _, _ := strings.Cut(w.wants(http.StatusOK, in).header.Get("Set-Cookie"), ";")
			if set == planted || len(set) != len(planted) {
				t.Errorf("%s: the cookie after it is %s", name, set)
			}
			seen := w.do(call{method: "GET", path: "/me", header: map[string]string{"Cookie": planted}})
			if strings.Contains(seen.body, "lan.test") {
				t.Errorf("%s: it opens the session: %s", name, seen.body)
			}
		}
	})
}

// TestNothingOfASessionActsFromAnotherSite: what a browser sends along for another page.
func TestNothingOfASessionActsFromAnotherSite(t *testing.T) {
	light(t, func(w *fixture) {
		cookie := w.signIn("lan")
		for name, header := range map[string]map[string]string{
			"cross-site":          {"Sec-Fetch-Site": "cross-site"},
			"a neighbour":         {"Sec-Fetch-Site": "same-site"},
			"an older browser":    {"Origin": "https://evil.example"},
			"a page with none":    {"Origin": "null"},
			"another port":        {"Origin": public + ":8443"},
			"our name over http":  {"Origin": "http://lantoa.example"},
			"ours as a beginning": {"Origin": public + ".evil.example"},
		} {
			header["Cookie"] = cookie
			for _, c := range []call{{method: "DELETE", path: "/session"}, {method: "POST", path: "/session/renew", body: `{"password":"` + password + `"}`}, {method: "POST", path: "/me/second-factor"}, {method: "DELETE", path: "/me/sessions"}} {
				c.header = header
				if a := w.do(c); a.status != http.StatusForbidden || w.text(a, "code") != "cross_origin" {
					t.Errorf("%s: %s %s: %d %s", name, c.method, c.path, a.status, a.body)
				}
			}
		}
		w.wants(http.StatusOK, call{method: "GET", path: "/me", header: map[string]string{"Cookie": cookie, "Origin": "https://evil.example"}}) // a look changes nothing
	})
}

func TestLinksThatAreForgedOrReplayed(t *testing.T) {
	light(t, func(w *fixture) {
		admin := map[string]string{"Cookie": w.signIn("chi")}
		address := w.text(w.wants(http.StatusCreated, call{method: "POST", path: "/people/" + w.ids["lan"] + "/links", body: `{"purpose":"reset"}`, header: admin}), "address")
		token := strings.TrimPrefix(address, public+"/setup?token=")
		use := func(token string) answer {
			return w.do(call{method: "POST", path: "/links/use", body: `{"token":"` + token + `","password":"mot cau dai khac han"}`})
		}
		var words []string
		for name, forged := range map[string]string{"changed": map[bool]string{true: "B", false: "A"}[token[0] == 'A'] + token[1:], "cut": token[1:], "longer": token + "A", "empty": "", "a session": strings.TrimPrefix(admin["Cookie"], "__Host-lantoa_session=")} {
			a := use(forged)
			if a.status != http.StatusGone || w.text(a, "code") != "setup_link_invalid" {
				t.Errorf("%s: %d %s", name, a.status, a.body)
			}
			words = append(words, w.text(a, "detail"))
		}
		if a := use(token); a.status != http.StatusOK {
			t.Errorf("the link itself: %d %s", a.status, a.body)
		}
		again := use(token)
		if again.status != http.StatusGone {
			t.Errorf("replayed: %d %s", again.status, again.body)
		}
		for _, one := range words {
			if one != w.text(again, "detail") {
				t.Errorf("a forged link is told from a used one: %q", words)
			}
		}
	})
}
