package faulttest

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"
)

// person is somebody who works with the house over HTTP, as a browser or as a program.
type person struct {
	house  *house
	at     *process // the instance that is asked
	client *http.Client
	login  string
	id     string
	key    string // sent instead of the cookie when it is set
}

// answer is what came back.
type answer struct {
	t      testing.TB
	asked  string
	status int
	header http.Header
	body   []byte
}

// stranger is somebody without credentials, who is not sent on to other pages by himself.
func (h *house) stranger(p *process) *person {
	h.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &person{house: h, at: p, client: &http.Client{Jar: jar, Timeout: patience, CheckRedirect: stay}}
}

// on returns the same person at another instance, or at the same one after a restart.
func (p *person) on(at *process) *person {
	c := *p
	c.at = at
	return &c
}

// file is a body that is sent as it is.
type file struct {
	kind string
	data []byte
}

// ask sends one request; body is sent as JSON unless it is nil or a [file]. Further arguments are
// names and values of header fields.
func (p *person) ask(method, path string, body any, fields ...string) answer {
	t := p.house.t
	t.Helper()
	a, err := p.try(method, path, body, fields...)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return a
}

// try is [person.ask] for servers that may be gone.
func (p *person) try(method, path string, body any, fields ...string) (answer, error) {
	content, raw := body.(file)
	if !raw && body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return answer{}, err
		}
		content = file{"application/json", text}
	}
	request, err := http.NewRequestWithContext(p.house.t.Context(), method, p.at.base+path, bytes.NewReader(content.data))
	if err != nil {
		return answer{}, err
	}
	if body != nil {
		request.Header.Set("Content-Type", content.kind)
	}
	request.Header.Set("Accept-Language", "en")
	if p.key != "" {
		request.Header.Set("Authorization", "Bearer "+p.key)
	}
	for i := 0; i+1 < len(fields); i += 2 {
		request.Header.Set(fields[i], fields[i+1])
	}
	response, err := p.client.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	endless := strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream")
	if endless { // a moment of it will do
		defer time.AfterFunc(2*time.Second, func() { _ = response.Body.Close() }).Stop()
	}
	text, err := io.ReadAll(response.Body)
	if endless {
		err = nil
	}
	a := answer{t: p.house.t, asked: method + " " + path, status: response.StatusCode, header: response.Header, body: text}
	if !strings.HasSuffix(path, "/keys") { // the one answer that shows a secret
		for _, secret := range p.house.secrets.in(string(text)) {
			err = errors.Join(err, fmt.Errorf("the answer holds a secret that begins with %q", secret[:4]))
		}
	}
	return a, err
}

// api is [person.ask] below the API, holding the status to what is wanted.
func (p *person) api(want int, method, path string, body any, fields ...string) answer {
	p.house.t.Helper()
	return p.ask(method, "/api/v1"+path, body, fields...).want(want)
}

// want ends the test when the answer has another status.
func (a answer) want(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: status %d, want %d\n%s", a.asked, a.status, status, a.body)
	}
	return a
}

// into reads a JSON answer.
func (a answer) into(v any) answer {
	a.t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		a.t.Fatalf("%s: %v\n%s", a.asked, err, a.body)
	}
	return a
}

// code is the stable code of a problem.
func (a answer) code() string {
	var problem struct{ Code string }
	_ = json.Unmarshal(a.body, &problem) // what is no problem has no code
	return problem.Code
}

func (a answer) etag() string { return a.header.Get("ETag") }

// idempotent makes a fresh Idempotency-Key.
func idempotent() []string { return []string{"Idempotency-Key", rand.Text()} }

// founded sets the house up by its one-time link and gives the first administrator.
func (h *house) founded(p *process) *person {
	h.t.Helper()
	admin := h.stranger(p)
	password := h.secrets.keep("canary-" + rand.Text())
	var made struct{ ID string }
	admin.api(http.StatusCreated, "POST", "/setup", map[string]string{"token": h.link, "login": "quantri", "name": "Hoàng Minh Đức", "password": password}).into(&made)
	admin.login, admin.id = "quantri", made.ID
	admin.signIn(password)
	h.admin = admin
	return admin
}

func (p *person) signIn(password string) {
	p.house.t.Helper()
	p.api(http.StatusOK, "POST", "/session", map[string]string{"login": p.login, "password": password})
	for _, cookie := range p.client.Jar.Cookies(must(http.NewRequest(http.MethodGet, p.at.base, nil)).URL) {
		p.house.secrets.keep(cookie.Value)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// hire makes an account with roles and signs in as that person.
func (p *person) hire(login, name string, roles ...string) *person {
	h := p.house
	h.t.Helper()
	var grants []map[string]string
	for _, role := range roles {
		grants = append(grants, map[string]string{"role": role})
	}
	password := h.secrets.keep("canary-" + rand.Text())
	var made struct{ ID string }
	p.api(http.StatusCreated, "POST", "/people", map[string]any{"login": login, "name": name, "password": password, "grants": grants}).into(&made)
	hired := h.stranger(p.at)
	hired.login, hired.id = login, made.ID
	hired.signIn(password)
	return hired
}

// keyed gives the person an API key and drops the cookie, as a program would work.
func (p *person) keyed() *person {
	h := p.house
	h.t.Helper()
	var made struct{ Secret string }
	expires := time.Now().Add(24 * time.Hour).UTC().Format(time.RFC3339)
	p.api(http.StatusCreated, "POST", "/people/"+p.id+"/keys", map[string]any{"name": "máy trạm", "expires_at": expires}).into(&made)
	program := h.stranger(p.at)
	program.login, program.id, program.key = p.login, p.id, h.secrets.keep(made.Secret)
	return program
}
