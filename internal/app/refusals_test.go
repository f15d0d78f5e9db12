package app

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/fault"
)

// refusal is one way to be refused.
type refusal struct {
	name    string
	by      func(h *house) *person
	method  string
	path    string // %E stands for the path of a draft's edition, %A for its article's
	body    any
	fields  []string
	status  int
	code    fault.Code
	pointer string // of the first error; "" for none
	says    string // part of the answer
}

func author(h *house) *person { return h.author }
func admin(h *house) *person  { return h.admin }
func head(h *house) *person   { return h.head }
func nobody(h *house) *person { return h.stranger() }

func with(changes map[string]any) map[string]any {
	d := draft("Bài thử")
	for name, value := range changes {
		d[name] = value
	}
	return d
}

func refusals() []refusal {
	const articles, channels = "/api/v1/articles", "/api/v1/channels"
	tomorrow := map[string]any{"channels": []string{"x"}, "at": map[string]any{"time": "2031-01-01T08:00", "zone": "Asia/Nam_Dinh"}}
	return []refusal{
		{"unknown field", author, "POST", articles, with(map[string]any{"titel": "x"}), nil, 422, fault.ValidationFailed, "/titel", ""},
		{"wrong type", author, "POST", articles, with(map[string]any{"title": 5}), nil, 422, fault.ValidationFailed, "/title", ""},
		{"unknown facet", author, "POST", articles, with(map[string]any{"facets": map[string]any{"pillars": []string{"aecc"}}}), nil, 422, fault.ValidationFailed, "/facets/pillars/0", "aec"},
		{"unit that ended", author, "POST", articles, with(map[string]any{"unit": "so-cong-thuong"}), nil, 422, fault.ValidationFailed, "/unit", "2025"},
		{"HTML with script", author, "POST", articles, with(map[string]any{"body": "<p>a</p><script>x</script>"}), nil, 422, fault.ValidationFailed, "/body", "script"},
		{"unknown language", author, "POST", articles, with(map[string]any{"lang": "xx"}), nil, 422, fault.ValidationFailed, "/lang", "vi"},
		{"invalid UTF-8", author, "POST", articles, strings.NewReader("{\"title\":\"a\xff\"}"), nil, 400, fault.MalformedBody, "", "offset"},
		{"broken JSON", author, "POST", articles, strings.NewReader(`{"title":`), nil, 400, fault.MalformedBody, "", ""},
		{"not JSON", author, "POST", articles, strings.NewReader(`title=x`), []string{"Content-Type", "text/plain"}, 415, fault.MediaTypeUnknown, "", ""},
		{"50 MB", author, "POST", articles, bytes.NewReader(make([]byte, 50<<20)), nil, 413, fault.BodyTooLarge, "", ""},
		{"unknown query", author, "GET", articles + "?stat=draft", nil, nil, 422, fault.ValidationFailed, "query:stat", ""},
		{"limit too high", author, "GET", articles + "?limit=101", nil, nil, 422, fault.ValidationFailed, "query:limit", "100"},
		{"forged cursor", author, "GET", articles + "?cursor=AAAA", nil, nil, 400, fault.CursorInvalid, "", ""},
		{"no such article", author, "GET", articles + "/01a00000-0000-7000-8000-000000000000", nil, nil, 404, fault.NotFound, "", ""},
		{"no such path", author, "GET", "/api/v1/articels", nil, nil, 404, fault.NotFound, "", ""},
		{"wrong method", author, "PATCH", articles, nil, nil, 405, fault.MethodNotAllowed, "", "POST"},
		{"no version", author, "PUT", "%E", map[string]any{"title": "x"}, nil, 428, fault.VersionRequired, "", ""},
		{"stale version", author, "PUT", "%E", map[string]any{"title": "x"}, []string{"If-Match", `"9"`}, 412, fault.StaleVersion, "", ""},
		{"second edition in one language", author, "PUT", "%E", map[string]any{"title": "x"}, []string{"If-None-Match", "*"}, 409, fault.AlreadyExists, "", ""},
		{"stranger", nobody, "GET", articles, nil, nil, 401, fault.Unauthenticated, "", ""},
		{"wrong key", nobody, "GET", articles, nil, []string{"Authorization", "Bearer lantoa_wrong"}, 401, fault.Unauthenticated, "", ""},
		{"wrong password", nobody, "POST", "/api/v1/session", map[string]string{"login": "duyet", "password": "x"}, nil, 401, fault.SignInFailed, "", ""},
		{"used link", nobody, "POST", "/api/v1/setup", map[string]string{"token": "x", "login": "abc", "name": "A", "password": password}, nil, 410, fault.SetupLinkInvalid, "", ""},
		{"another site's page", author, "POST", articles, draft("x"), []string{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"}, 403, fault.CrossOrigin, "", ""},
		{"writer approves", author, "POST", "%E/approve", map[string]string{"hash": "x"}, nil, 403, fault.Denied, "", "approver"},
		{"administrator writes", admin, "POST", articles, draft("x"), nil, 403, fault.Denied, "", "administrator"},
		{"author manages channels", author, "POST", channels, map[string]any{"kind": "sandbox", "name": "x"}, nil, 403, fault.Denied, "", ""},
		{"unknown setting", admin, "POST", channels, map[string]any{"kind": "webhook", "name": "Báo", "settings": map[string]string{"urll": "https://a.vn"}}, nil, 422, fault.ValidationFailed, "/settings/urll", "url"},
		{"approve a draft", head, "POST", "%E/approve", map[string]string{"hash": "x"}, nil, 409, fault.StateConflict, "", "Draft"},
		{"schedule a draft", head, "POST", "%E/schedule", map[string]any{"channels": []string{"x"}, "now": true}, nil, 409, fault.StateConflict, "", ""},
		{"withdraw without reason", head, "POST", "%E/withdraw", map[string]string{"reason": " "}, nil, 422, fault.ValidationFailed, "/reason", ""},
		{"past embargo", head, "PUT", "%E/embargo", map[string]string{"time": "2020-01-01T08:00", "zone": "Asia/Ho_Chi_Minh"}, []string{"If-Match", `"1"`}, 422, fault.ValidationFailed, "/time", "passed"},
		{"a wall time that is skipped", head, "PUT", "%E/embargo", map[string]string{"time": "2031-03-30T02:30", "zone": "Europe/Paris"}, []string{"If-Match", `"1"`}, 422, fault.ValidationFailed, "/time", "nearest"},
		{"a zone that does not exist", head, "POST", "%E/schedule", tomorrow, nil, 409, fault.StateConflict, "", ""},
	}
}

func TestRefusals(t *testing.T) {
	each(t, func(h *house) {
		edition := h.story("Bài thử")
		before := h.author.ask("GET", edition, nil).want(200).body
		article := strings.TrimSuffix(edition, "/editions/vi")
		for _, c := range refusals() {
			path := strings.NewReplacer("%E", edition, "%A", article).Replace(c.path)
			a := c.by(h).ask(c.method, path, c.body, c.fields...)
			if a.status != c.status {
				h.Errorf("%s: status %d, want %d: %.400s", c.name, a.status, c.status, a.body)
				continue
			}
			p := a.problem()
			if p.Code != string(c.code) {
				h.Errorf("%s: code %s, want %s", c.name, p.Code, c.code)
			}
			if c.pointer != "" && (len(p.Errors) == 0 || p.Errors[0].Pointer != c.pointer || p.Errors[0].Detail == "") {
				h.Errorf("%s: errors %+v, want one at %s", c.name, p.Errors, c.pointer)
			}
			if !strings.Contains(a.body, c.says) {
				h.Errorf("%s: %q is not in %s", c.name, c.says, a.body)
			}
		}
		if after := h.author.ask("GET", edition, nil).want(200).body; after != before {
			h.Errorf("a refused request changed the edition:\n%s\n%s", before, after)
		}
		var list struct{ Items []struct{ Title string } }
		h.author.ask("GET", "/api/v1/articles", nil).want(200).into(&list)
		if len(list.Items) != 1 {
			h.Errorf("%d editions, want the one that was made: %+v", len(list.Items), list.Items)
		}
	})
}

// TestEveryCodeHasItsRefusal produces each code of the catalogue over HTTP; those that the
// table above produces are not made again.
func TestEveryCodeHasItsRefusal(t *testing.T) {
	each(t, func(h *house) {
		seen := map[string]bool{}
		for _, c := range refusals() {
			seen[string(c.code)] = true
		}
		note := func(a answer, status int, code fault.Code) {
			h.Helper()
			if p := a.problem(); a.status != status || p.Code != string(code) {
				h.Errorf("%s: %d %s, want %d %s", a.asked, a.status, p.Code, status, code)
			}
			seen[string(code)] = true
		}
		both := h.hire("haivai", "author", "approver")
		var own struct{ ID string }
		both.ask("POST", "/api/v1/articles", draft("Tự duyệt")).want(201).into(&own)
		path := "/api/v1/articles/" + own.ID + "/editions/vi"
		both.ask("POST", path+"/submit", nil).want(200)
		note(both.ask("POST", path+"/approve", map[string]string{"hash": h.hash(path)}), http.StatusForbidden, fault.FourEyes)
		note(h.head.ask("POST", path+"/approve", map[string]string{"hash": strings.Repeat("0", 64)}), http.StatusPreconditionFailed, fault.ReleaseChanged)
		h.head.ask("POST", path+"/approve", map[string]string{"hash": h.hash(path)}).want(200)
		version := h.head.ask("GET", path, nil).want(200).header.Get("ETag")
		note(h.author.ask("PUT", path, map[string]string{"title": "x"}, "If-Match", version), http.StatusConflict, fault.ReadOnly)
		h.head.ask("POST", path+"/schedule", map[string]any{"channels": []string{h.feeds()}, "now": true}).want(200)
		h.eventually("publication", func() bool { return strings.Contains(h.head.ask("GET", path, nil).body, `"publication":"published"`) })
		note(h.head.ask("POST", path+"/reopen", nil), http.StatusConflict, fault.AlreadySent)
		h.author.ask("POST", "/api/v1/articles", draft("Một lần"), "Idempotency-Key", "k-0001").want(201)
		note(h.author.ask("POST", "/api/v1/articles", draft("Hai lần"), "Idempotency-Key", "k-0001"), http.StatusUnprocessableEntity, fault.IdempotencyMismatch)
		h.flood(note)
		h.broken(note)
		// Gone answers people's pages, not programs; a key that runs and a database that is
		// away are produced where they can be held still: in idempotency and in problem.
		for _, elsewhere := range []fault.Code{fault.Gone, fault.IdempotencyRunning, fault.Unavailable} {
			seen[string(elsewhere)] = true
		}
		for _, d := range fault.Catalogue() {
			if !seen[string(d.Code)] {
				h.Errorf("no request is refused with %s", d.Code)
			}
		}
	})
}

// flood asks until the quota is used up.
func (h *house) flood(note func(a answer, status int, code fault.Code)) {
	h.Helper()
	reader := h.hire("docgia", "inspector")
	for range 2000 {
		if a := reader.ask("GET", "/api/v1/plans/nowhere", nil); a.status == http.StatusTooManyRequests {
			note(a, http.StatusTooManyRequests, fault.TooManyRequests)
			if a.header.Get("Retry-After") == "" {
				h.Error("no Retry-After")
			}
			return
		}
	}
	h.Error("the quota never ended")
}

// broken takes a table away, and sees that nobody is told of tables.
func (h *house) broken(note func(a answer, status int, code fault.Code)) {
	h.Helper()
	must(h.T, h.app.db.Write(h.Context()).Exec(`DROP TABLE working_copy`).Error)
	path := h.story("Hỏng")
	a := h.author.ask("GET", path+"/working-copy", nil)
	note(a, http.StatusInternalServerError, fault.Internal)
	if strings.Contains(a.body, "working_copy") {
		h.Errorf("the inside shows: %s", a.body)
	}
}
