package api_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/right"
)

// operations lists every operation of the document, on things that are there.
func (w *fixture) operations(visit func(method, path string, open bool)) {
	var document struct {
		Paths map[string]map[string]struct {
			Security []map[string][]string `json:"security"`
		} `json:"paths"`
	}
	w.ok(json.Unmarshal([]byte(w.wants(http.StatusOK, call{method: "GET", path: "/openapi.json"}).body), &document))
	story, channel, delivery := w.planned()
	key := w.text(w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/people/" + w.ids["lan"] + "/keys"}), "items.0.id")
	request := "/requests/" + w.text(w.wants(http.StatusCreated, call{as: "hoa", method: "POST", path: "/requests", body: wanted}), "id") // entered by the house
	fill := strings.NewReplacer("/articles/{id}", "/articles/"+story, "/channels/{id}", "/channels/"+channel, "/deliveries/{id}", "/deliveries/"+delivery,
		"/people/{id}", "/people/"+w.ids["lan"], "/plans/{id}", "/plans/current", "/requests/{id}", request, "{lang}", "vi", "{key}", key, "{code}", ours, "{entry}", newID(), "{session}", newID(), "{attempt}", newID())
	for path, methods := range document.Paths {
		for method, op := range methods {
			visit(strings.ToUpper(method), fill.Replace(path), len(op.Security) == 0)
		}
	}
}

// TestStrangersGetNoFurther walks every operation of the document.
func TestStrangersGetNoFurther(t *testing.T) {
	light(t, func(w *fixture) {
		closed := 0
		w.operations(func(method, path string, open bool) {
			if open {
				return
			}
			closed++
			a := w.do(call{method: method, path: path})
			if a.status != http.StatusUnauthorized || !strings.Contains(a.body, `"unauthenticated"`) || a.header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s %s for a stranger: %d %s", method, path, a.status, a.body)
			}
		})
		if closed < 40 {
			t.Errorf("only %d operations ask for a sign-in", closed)
		}
	})
}

// TestPressMayDoNothingHere walks every operation as somebody who may read feeds alone.
// What is open to everyone who signed in is listed by hand.
func TestPressMayDoNothingHere(t *testing.T) {
	light(t, func(w *fixture) {
		everyone := map[string]bool{"GET /connectors": true, "GET /plans": true, "GET /plans/current": true, "GET /plans/current/facets": true,
			"GET /units": true, "GET /units/" + ours: true, "GET /requests": true, "POST /requests": true} // of requests, the own ones
		bodies := map[string]string{"articles": story, "people": `{"login":"moi.nguoi","name":"Mới"}`, "channels": `{"kind":"sandbox","name":"Kênh"}`, "digests": weekly, "sources": ministry, "dismiss": `{"reason":"x"}`, "pictures": `{"addresses":["https://x.example/a.jpg"]}`, "delegations": `{"receiver":"x","until":{"time":"2099-01-01T08:00","zone":"Asia/Ho_Chi_Minh"},"reason":"x"}`, "closed-days": `{"day":"2099-01-01","effect":"closed","name":{"vi":"x","en":"x"}}`,
			"comments": `{"body":"x"}`, "replies": `{"body":"x"}`, "clean": `{"html":"x"}`, "convert": `{"title":"x","encoding":"tcvn3"}`,
			"approve": `{"hash":"x"}`, "request-changes": `{"reason":"x"}`, "withdraw": `{"reason":"x"}`, "correct": `{"kind":"small_fix"}`,
			"schedule": `{"channels":[],"now":true}`, "pause": `{"reason":"x"}`, "formal-correction": wrongDay, "links": `{"purpose":"invite"}`, "keys": `{"name":"x"}`, "identities": `{"subject":"x"}`,
			"mark-sent": `{}`, "mark-current": `{"source_revision":"x"}`, "embargo": `{"time":"2099-01-01T08:00","zone":"Asia/Ho_Chi_Minh"}`, "vi": `{"title":"x"}`, "working-copy": `{"title":"x"}`, "presence": `{"doing":"reading"}`, "merge": `{}`, "points": `{"name":"x"}`, "{channel}": `{"title":"x"}`, "preview": `{"variants":[{"channel":"x","title":"x"}]}`,
			"units": `{"code":"x","name":{"vi":"X"},"kind":"x"}`, ours: `{"levels":2}`, "recheck": `{"result":"passed"}`, "end": `{"last_day":"2025-03-31","successors":[]}`, "entries": fair, "series": rice, "views": economy, "pieces": founded, "versions": `{"words":{"vi":"x"}}`, "return": `{"number":1,"reason":"x"}`, "update": `{}`, "reuse": healths, "keep": `{"release":"x"}`, "planned": idea, "assign": `{}`, "drop": `{"reason":"x"}`,
			"route": `{"units":["so-noi-vu"]}`, "take": `{"unit":"so-noi-vu"}`, "answer": `{"unit":"so-noi-vu","words":"x"}`, "decline": `{"reason":"x"}`}
		w.operations(func(method, path string, open bool) {
			if open || everyone[method+" "+path] || strings.HasPrefix(path, "/me") || strings.HasPrefix(path, "/notices") { // what is one's own
				return
			}
			c := call{as: "bao", method: method, path: path, header: map[string]string{"If-Match": `"1"`}}
			switch method {
			case http.MethodPost, http.MethodPut:
				c.body = bodies[path[strings.LastIndex(path, "/")+1:]]
			case http.MethodPatch:
				if c.body = `{}`; strings.Contains(path, "/replies/") {
					c.body = `{"body":"x"}`
				}
			}
			switch { // names that ask for something else elsewhere
			case strings.HasPrefix(path, "/calendar/") && strings.HasSuffix(path, "/cancel"):
				c.body = `{"reason":"x"}`
			case strings.HasPrefix(path, "/pieces/") && strings.HasSuffix(path, "/approve"):
				c.body = `{"number":1}`
			case strings.HasPrefix(path, "/pieces/") && strings.HasSuffix(path, "/end"):
				c.body = `{"reason":"x"}`
			case strings.HasSuffix(path, "/variants/{channel}/keep"):
				c.body = ""
			case strings.HasPrefix(path, "/series/") && method == http.MethodPut:
				c.body = `{"articles":[]}`
			case strings.HasPrefix(path, "/requests/") && strings.HasSuffix(path, "/withdraw"):
				c.body = ""
			}
			a := w.do(c)
			if a.status != http.StatusForbidden {
				t.Errorf("%s %s for the press: %d %s", method, path, a.status, a.body)
			}
		})
	})
}

func TestAbsentThings(t *testing.T) {
	light(t, func(w *fixture) {
		for _, c := range []call{
			{as: "lan", method: "GET", path: "/articles/" + newID()},
			{as: "lan", method: "GET", path: "/articles/" + w.create() + "/editions/en"},
			{as: "lan", method: "POST", path: "/articles/" + newID() + "/editions/vi/submit"},
			{as: "hoa", method: "GET", path: "/deliveries/" + newID()},
			{as: "hoa", method: "GET", path: "/deliveries/" + newID() + "/why"},
			{as: "hoa", method: "POST", path: "/deliveries/" + newID() + "/retry"},
			{as: "chi", method: "GET", path: "/channels/" + newID()},
			{as: "chi", method: "POST", path: "/channels/" + newID() + "/check"},
			{as: "hoa", method: "GET", path: "/digests/" + newID()},
			{as: "hoa", method: "POST", path: "/digests/" + newID() + "/build"},
			{as: "chi", method: "GET", path: "/people/" + newID()},
			{as: "chi", method: "DELETE", path: "/keys/" + newID()},
			{as: "bao", method: "GET", path: "/plans/" + newID()},
			{as: "bao", method: "GET", path: "/units/none"},
			{as: "lan", method: "GET", path: "/nothing"},
			{method: "GET", path: "//api/v2/articles"},
			{method: "GET", path: "//api"},
		} {
			if a := w.wants(http.StatusNotFound, c); !strings.Contains(a.body, `"not_found"`) {
				t.Errorf("%s: %s", c.path, a.body)
			}
		}
		wrong := w.wants(http.StatusMethodNotAllowed, call{as: "lan", method: "PUT", path: "/articles"})
		if allow := wrong.header.Get("Allow"); !strings.Contains(allow, "GET") || !strings.Contains(allow, "POST") {
			t.Errorf("Allow: %q", allow)
		}
	})
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	light(t, func(w *fixture) {
		for _, c := range []call{{as: "lan", method: "GET", path: "/me"}, {method: "GET", path: "/me"}, {method: "GET", path: "/none"},
			{method: "GET", path: "/docs"}, {method: "GET", path: "//problems/denied"}, {method: "DELETE", path: "/docs"}} {
			h := w.do(c).header
			for name, want := range map[string]string{"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff",
				"Strict-Transport-Security": "max-age", "Referrer-Policy": "same-origin"} {
				if !strings.Contains(h.Get(name), want) {
					t.Errorf("%s %s: %s is %q", c.method, c.path, name, h.Get(name))
				}
			}
			if strings.Contains(h.Get("Content-Security-Policy"), "unsafe") {
				t.Errorf("%s allows what is unsafe", c.path)
			}
		}
		if h := w.do(call{as: "lan", method: "GET", path: "/me"}).header; h.Get("Cache-Control") != "no-store" || h.Get("RateLimit-Policy") != `"default";q=600;w=60` || !strings.HasPrefix(h.Get("RateLimit"), `"default";r=59`) {
			t.Errorf("headers of the API: %v", h)
		}
	})
}

func TestEveryAnswerOfTheAPITellsTheVersion(t *testing.T) {
	light(t, func(w *fixture) {
		for _, c := range []call{{as: "lan", method: "GET", path: "/me"}, {method: "GET", path: "/me"}, {method: "GET", path: "/none"}} {
			if got := w.do(c).header.Get("Lantoa-Version"); got != "v1.2.3" {
				t.Errorf("%s: Lantoa-Version is %q", c.path, got)
			}
		}
		if got := w.do(call{method: "GET", path: "//problems/denied"}).header.Get("Lantoa-Version"); got != "" {
			t.Errorf("a page for the public tells %q", got)
		}
	})
}

func TestARequestIsNamed(t *testing.T) {
	light(t, func(w *fixture) {
		for given, kept := range map[string]bool{"my-request_0.1": true, "short": false, strings.Repeat("x", 65): false, "with space in it": false, "a<script>alert": false} {
			a := w.do(call{method: "GET", path: "/none", header: map[string]string{"X-Request-Id": given}})
			if got := a.header.Get("X-Request-Id"); (got == given) != kept || len(got) < 8 || w.text(a, "request_id") != got {
				t.Errorf("request %q is called %q", given, got)
			}
		}
	})
}

func TestTheLogHoldsNoSecret(t *testing.T) {
	light(t, func(w *fixture) {
		w.do(call{as: "lan", method: "GET", path: "/articles?q=hidden-word"})
		w.do(call{method: "POST", path: "/session", body: `{"login":"lan.test","password":"hidden-word"}`})
		w.do(call{method: "GET", path: "/me", header: map[string]string{"Cookie": "__Host-lantoa_session=hidden-word"}})
		log := w.log.String()
		if strings.Contains(log, "hidden-word") || strings.Contains(log, w.keys["lan"]) {
			t.Errorf("the log shows a secret: %s", log)
		}
		if !strings.Contains(log, `"path":"/api/v1/articles","status":200`) || !strings.Contains(log, w.ids["lan"]) {
			t.Errorf("the log does not tell of requests: %s", log)
		}
	})
}

func TestQuotasComeBack(t *testing.T) {
	light(t, func(w *fixture) {
		w.exhaust()
		a := w.wants(http.StatusTooManyRequests, call{method: "GET", path: "/docs", from: greedy})
		if a.header.Get("Retry-After") != "1" || !strings.HasPrefix(a.header.Get("RateLimit"), `"default";r=0;`) {
			t.Errorf("headers: %v", a.header)
		}
		w.wants(http.StatusOK, call{method: "GET", path: "/docs"})                        // another address
		w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/me", from: greedy}) // an account is no address
		w.late.Add(int64(time.Second))
		w.wants(http.StatusOK, call{method: "GET", path: "/docs", from: greedy})
	})
}

// TestOtherSitesCannotActWithACookie holds every kind of cross-origin request against the
// middleware; a key is sent by programs and passes.
func TestOtherSitesCannotActWithACookie(t *testing.T) {
	light(t, func(w *fixture) {
		cookie := w.signIn("lan")
		for name, test := range map[string]struct {
			header map[string]string
			status int
		}{
			"same origin":           {map[string]string{"Sec-Fetch-Site": "same-origin"}, http.StatusCreated},
			"our own address":       {map[string]string{"Origin": public, "Sec-Fetch-Site": "cross-site"}, http.StatusCreated},
			"a program":             {nil, http.StatusCreated},
			"another site":          {map[string]string{"Sec-Fetch-Site": "cross-site"}, http.StatusForbidden},
			"a neighbour":           {map[string]string{"Sec-Fetch-Site": "same-site"}, http.StatusForbidden},
			"an old browser's page": {map[string]string{"Origin": "https://evil.example"}, http.StatusForbidden},
		} {
			header := map[string]string{"Cookie": cookie}
			for k, v := range test.header {
				header[k] = v
			}
			a := w.do(call{method: "POST", path: "/articles", body: story, header: header})
			if a.status != test.status || test.status == http.StatusForbidden && !strings.Contains(a.body, "cross_origin") {
				t.Errorf("%s: %d %s", name, a.status, a.body)
			}
		}
		w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: "/articles", body: story, header: map[string]string{"Sec-Fetch-Site": "cross-site"}})
	})
}

// drip is a body that counts how much of it is read.
type drip struct{ read int }

func (d *drip) Read(b []byte) (int, error) {
	d.read += len(b)
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}

// TestAHugeBodyIsRefusedInWords sends 50 MB, announced and not, by a client that reads no
// answer before it has sent everything; one that asks first sends nothing.
func TestAHugeBodyIsRefusedInWords(t *testing.T) {
	light(t, func(w *fixture) {
		server := httptest.NewServer(w.server)
		defer server.Close()
		for name, length := range map[string]int64{"announced": 50 << 20, "not announced": -1} {
			conn := must(net.Dial("tcp", server.Listener.Addr().String()))
			w.ok(conn.SetDeadline(time.Now().Add(time.Minute)))
			r := must(http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/api/v1/articles", io.LimitReader(&drip{}, 50<<20)))
			r.ContentLength = length
			r.Header.Set("Authorization", "Bearer "+w.keys["lan"])
			r.Header.Set("Content-Type", "application/json")
			if err := r.Write(conn); err != nil {
				t.Errorf("%s: the connection broke while sending: %v", name, err)
			}
			a, err := http.ReadResponse(bufio.NewReader(conn), r)
			w.ok(err)
			if body := must(io.ReadAll(a.Body)); a.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(body), "body_too_large") {
				t.Errorf("%s: %d %s", name, a.StatusCode, body)
			}
			w.ok(errors.Join(a.Body.Close(), conn.Close()))
		}
		source := &drip{}
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/api/v1/articles", io.LimitReader(source, 50<<20))
		r.ContentLength = 50 << 20
		for name, value := range map[string]string{"Authorization": "Bearer " + w.keys["lan"], "Content-Type": "application/json", "Expect": "100-continue"} {
			r.Header.Set(name, value)
		}
		recorder := httptest.NewRecorder()
		w.server.ServeHTTP(recorder, r)
		if recorder.Code != http.StatusRequestEntityTooLarge || source.read > 0 {
			t.Errorf("asked first: %d, and %d bytes were read", recorder.Code, source.read)
		}
		r = httptest.NewRequestWithContext(t.Context(), "POST", "/api/v1/session", io.LimitReader(source, 50<<20))
		r.ContentLength = -1
		r.Header.Set("Content-Type", "application/json")
		recorder = httptest.NewRecorder()
		w.server.ServeHTTP(recorder, r)
		if recorder.Code != http.StatusRequestEntityTooLarge || source.read > 3<<20 {
			t.Errorf("a stranger: %d, and %d bytes were read", recorder.Code, source.read)
		}
	})
}

// Strangers send names, passwords and links; what is longer is not even taken in.
func TestBodiesOfStrangersAreShort(t *testing.T) {
	light(t, func(w *fixture) {
		body := func(bytes int) string { return `{"title":"` + strings.Repeat("x", bytes-len(`{"title":""}`)) + `"}` }
		w.wants(http.StatusRequestEntityTooLarge, call{method: "POST", path: "/session", body: body(16<<10 + 1)})
		w.wants(http.StatusUnprocessableEntity, call{method: "POST", path: "/session", body: body(16 << 10)})
		w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "POST", path: "/articles", body: body(16<<10 + 1)})
	})
}

// TestARefusalIsReadByWhoClosesTheLine sends more than is drained, by clients that keep no
// connection: the answer comes before the line breaks.
func TestARefusalIsReadByWhoClosesTheLine(t *testing.T) {
	light(t, func(w *fixture) {
		server := httptest.NewServer(w.server)
		defer server.Close()
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		for name, c := range map[string]struct{ path, key string }{
			"a person": {"/api/v1/articles", w.keys["lan"]}, "a file": {"/api/v1/media?unit=" + ours + "&name=a.jpg", w.keys["lan"]}, "a stranger": {"/api/v1/session", ""},
		} {
			r := must(http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+c.path, io.LimitReader(&drip{}, 200<<20)))
			r.ContentLength = 200 << 20
			r.Header.Set("Content-Type", "application/json")
			if c.key != "" {
				r.Header.Set("Authorization", "Bearer "+c.key)
			}
			a, err := client.Do(r)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if body := must(io.ReadAll(a.Body)); a.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(body), "body_too_large") {
				t.Errorf("%s: %d %s", name, a.StatusCode, body)
			}
			w.ok(a.Body.Close())
		}
	})
}

// TestHugeHeaders sends headers beyond what the server takes; it answers and goes on.
func TestHugeHeaders(t *testing.T) {
	light(t, func(w *fixture) {
		server := httptest.NewUnstartedServer(w.server)
		server.Config.MaxHeaderBytes = 64 << 10
		server.Start()
		defer server.Close()
		for size, want := range map[int]int{1 << 20: http.StatusRequestHeaderFieldsTooLarge, 100: http.StatusOK} {
			r := must(http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/api/v1/docs", nil))
			r.Header.Set("X-Padding", strings.Repeat("x", size))
			a, err := server.Client().Do(r)
			w.ok(err)
			w.ok(a.Body.Close())
			if a.StatusCode != want {
				t.Errorf("headers of %d bytes: %d, want %d", size, a.StatusCode, want)
			}
		}
		w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "POST", path: "/articles", body: story, header: map[string]string{"Idempotency-Key": strings.Repeat("k", 256)}})
	})
}

// TestTrustedProxies lets the address of a request come from a proxy that is trusted, and
// from nobody else.
func TestTheAddressIsNotForged(t *testing.T) {
	light(t, func(w *fixture) {
		for i := range 601 {
			w.do(call{method: "HEAD", path: "/docs.css", from: greedy, header: map[string]string{"X-Forwarded-For": fmt.Sprintf("198.51.100.%d", i%250)}})
		}
		w.wants(http.StatusTooManyRequests, call{method: "GET", path: "/docs", from: greedy, header: map[string]string{"X-Forwarded-For": "198.51.100.251"}})
	})
}

// Whoever holds a body back must not act with what was taken away meanwhile.
func TestTheRightIsThatOfTheMomentOfTheAct(t *testing.T) {
	each(t, func(w *fixture) {
		id := w.create()
		w.submit(id)
		hash, yes, none := w.hash(id), true, []right.Grant{}
		change := func(c account.Change) func() {
			return func() {
				_, err := w.accounts.UpdatePerson(w.Context(), right.System(), w.ids["hoa"], c)
				w.ok(err)
			}
		}
		approve := call{as: "hoa", method: "POST", path: edition(id) + "/approve", body: `{"hash":"` + hash + `"}`}
		approve.held = change(account.Change{Grants: &none})
		w.wants(http.StatusForbidden, approve)
		approve.held = change(account.Change{Grants: &[]right.Grant{{Role: right.Approver}}})
		approve.body = `{"hash":"stale"}`
		w.wants(http.StatusPreconditionFailed, approve) // it works the other way round too
		approve.body, approve.held = `{"hash":"`+hash+`"}`, change(account.Change{Disabled: &yes})
		w.wants(http.StatusUnauthorized, approve)
		no := false
		change(account.Change{Disabled: &no})()
		empty := call{as: "hoa", method: "POST", path: edition(id) + "/reopen", held: change(account.Change{Disabled: &yes})}
		w.wants(http.StatusUnauthorized, empty) // a body that turns out to be none
		if a := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(id)}); w.text(a, "state") != "in_review" {
			t.Errorf("the edition is %s", w.text(a, "state"))
		}
	})
}
