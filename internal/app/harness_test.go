package app

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// harness is the whole program on a database, asked over HTTP as programs and browsers do.
type harness struct {
	*testing.T
	app    *App
	admin  *person
	author *person
	second *person // another author
	head   *person // an approver
}

// person is somebody with a browser of his own.
type person struct {
	h      *harness
	client *http.Client
	id     string
}

const password = "Mùa thu 2026 ở Thành Nam"

// started is the program on a database, with further settings; it is stopped after the test.
func started(t *testing.T, o store.Options, more ...string) *harness {
	t.Helper()
	environ := append([]string{"LANTOA_LISTEN=127.0.0.1:0", "LANTOA_DATA=" + o.DataDir}, more...)
	if o.URL != "" {
		environ[1] = "LANTOA_DATA=" + t.TempDir()
		environ = append(environ, "LANTOA_DATABASE_URL="+o.URL)
	}
	settings, _, err := config.Load(environ, nil)
	must(t, err)
	a, err := Open(t.Context(), Options{Config: settings, Log: slog.New(slog.NewTextHandler(logs{t}, &slog.HandlerOptions{Level: slog.LevelError}))})
	must(t, err)
	a.Start(t.Context())
	t.Cleanup(func() {
		if err := a.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	return &harness{T: t, app: a}
}

func each(t *testing.T, test func(h *harness)) {
	t.Helper()
	t.Parallel()
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		h := started(t, o)
		h.people()
		test(h)
	})
}

// logs shows the program's errors when LANTOA_TEST_LOG is set.
type logs struct{ t *testing.T }

func (l logs) Write(b []byte) (int, error) {
	if os.Getenv("LANTOA_TEST_LOG") != "" {
		l.t.Log(strings.TrimSpace(string(b)))
	}
	return len(b), nil
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// people goes through the one-time link as a new owner does, and makes the others.
func (h *harness) people() {
	h.Helper()
	link, err := h.app.SetupLink(h.Context(), h.app.PublicURL())
	must(h.T, err)
	address, err := url.Parse(link)
	must(h.T, err)
	h.admin = h.stranger()
	h.admin.ask("POST", "/api/v1/setup", map[string]any{"token": address.Query().Get("token"), "login": "quantri", "name": "Hoàng Minh Đức", "password": password}).want(201)
	h.admin.signIn("quantri")
	h.author, h.second, h.head = h.hire("tacgia", "author"), h.hire("tacgia2", "author"), h.hire("duyet", "approver")
}

func (h *harness) hire(login string, roles ...string) *person {
	h.Helper()
	var grants []map[string]string
	for _, role := range roles {
		grants = append(grants, map[string]string{"role": role})
	}
	h.admin.ask("POST", "/api/v1/people", map[string]any{"login": login, "name": login, "password": password, "grants": grants}).want(201)
	p := h.stranger()
	p.signIn(login)
	return p
}

func (h *harness) stranger() *person {
	h.Helper()
	jar, err := cookiejar.New(nil)
	must(h.T, err)
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &person{h: h, client: &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: stay}}
}

func (p *person) signIn(login string) {
	p.h.Helper()
	var me struct{ ID string }
	p.ask("POST", "/api/v1/session", map[string]any{"login": login, "password": password}).want(200).into(&me)
	p.id = me.ID
}

// answer is what came back.
type answer struct {
	h      *harness
	asked  string
	status int
	header http.Header
	body   string
}

// ask sends a request; a body that is no io.Reader is sent as JSON. Fields are names and
// values of header fields.
func (p *person) ask(method, path string, body any, fields ...string) answer {
	p.h.Helper()
	var content io.Reader
	switch b := body.(type) {
	case nil:
	case io.Reader:
		content = b
	default:
		text, err := json.Marshal(b)
		must(p.h.T, err)
		content = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(p.h.Context(), method, p.h.app.PublicURL()+path, content)
	must(p.h.T, err)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Accept-Language", "en")
	for i := 0; i+1 < len(fields); i += 2 {
		r.Header.Set(fields[i], fields[i+1])
	}
	response, err := p.client.Do(r)
	must(p.h.T, err)
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	must(p.h.T, err)
	return answer{h: p.h, asked: method + " " + path, status: response.StatusCode, header: response.Header, body: string(text)}
}

func (a answer) want(status int) answer {
	a.h.Helper()
	if a.status != status {
		a.h.Fatalf("%s: status %d, want %d\n%s", a.asked, a.status, status, a.body)
	}
	return a
}

func (a answer) into(v any) answer {
	a.h.Helper()
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		a.h.Fatalf("%s: %v\n%s", a.asked, err, a.body)
	}
	return a
}

// draft is a story that can be submitted.
func draft(title string) map[string]any {
	return map[string]any{"unit": "cong-ttdt-tinh-ninh-binh", "lang": "vi", "title": title, "lead": "Đoạn dẫn.", "body": "<p>Nội dung bài.</p>",
		"facets": map[string]any{"pillars": []string{"aec"}, "areas": []string{"hoat-dong-va-hop-tac-asean"}}}
}

// story writes a story and gives the path of its edition.
func (h *harness) story(title string) string {
	h.Helper()
	var made struct{ ID string }
	h.author.ask("POST", "/api/v1/articles", draft(title)).want(201).into(&made)
	return "/api/v1/articles/" + made.ID + "/editions/vi"
}

// approved takes an edition through review.
func (h *harness) approved(path string) {
	h.Helper()
	h.author.ask("POST", path+"/submit", nil).want(200)
	h.head.ask("POST", path+"/approve", map[string]any{"hash": h.hash(path)}).want(200)
}

func (h *harness) hash(path string) string {
	h.Helper()
	var candidate struct{ Hash string }
	h.head.ask("GET", path+"/candidate", nil).want(200).into(&candidate)
	return candidate.Hash
}

// channel makes a trial channel with a script.
func (h *harness) channel(name, script string) string {
	h.Helper()
	var made struct{ ID string }
	h.admin.ask("POST", "/api/v1/channels", map[string]any{"kind": "sandbox", "name": name, "settings": map[string]string{"script": script}}).want(201).into(&made)
	return made.ID
}

// feeds is the id of the passive channel.
func (h *harness) feeds() string {
	h.Helper()
	var all struct {
		Items []struct{ ID, Kind string }
	}
	h.head.ask("GET", "/api/v1/channels", nil).want(200).into(&all)
	for _, one := range all.Items {
		if one.Kind == "feeds" {
			return one.ID
		}
	}
	h.Fatal("there is no channel of feeds")
	return ""
}

func (h *harness) eventually(what string, holds func() bool) {
	h.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-deadline:
			h.Fatalf("never came: %s", what)
		case <-tick.C:
		}
	}
}
