package faulttest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// speak sends one request to a destination and gives status and body; status 0 stands
// for no answer.
func speak(t *testing.T, method, url, body string, edit func(r *http.Request)) (int, []byte, http.Header) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	edit(r)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, nil
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, nil, nil
	}
	return response.StatusCode, text, response.Header
}

// TestPortal holds the portal to answers that WordPress 6.1.9 was seen to give.
func TestPortal(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	signed := func(r *http.Request) { r.SetBasicAuth(p.user, strings.ReplaceAll(p.password, " ", "")) }
	wrong := func(r *http.Request) { r.SetBasicAuth(p.user, "wrong") }
	remove := func(r *http.Request) { signed(r); r.Header.Set("X-HTTP-Method-Override", "DELETE") }
	const post = `{"title":"A","content":"<p>a</p>","slug":"a-1","status":"publish"}`
	steps := []struct {
		name, method, path, body string
		by                       func(*http.Request)
		status                   int
		has                      string
	}{
		{"wrong password, public list", "GET", "posts", "", wrong, 200, `[]`},
		{"wrong password, all states", "GET", "posts?slug=x&status=draft", "", wrong, 400, `"rest_forbidden_status"`},
		{"wrong password, who am I", "GET", "users/me", "", wrong, 401, `"rest_not_logged_in"`},
		{"wrong password, create", "POST", "posts", post, wrong, 401, `"rest_cannot_create"`},
		{"who am I", "GET", "users/me", "", signed, 200, `"publish_posts":true`},
		{"malformed", "POST", "posts", "{", signed, 400, `"rest_invalid_json"`},
		{"empty", "POST", "posts", "{}", signed, 400, `"empty_content"`},
		{"create", "POST", "posts", post, signed, 201, `"slug":"a-1"`},
		{"create again", "POST", "posts", post, signed, 201, `"slug":"a-1-2"`},
		{"update", "POST", "posts/11", `{"title":"B"}`, signed, 200, `"raw":"B"`},
		{"look up", "GET", "posts?slug=a-1&status=publish,draft", "", signed, 200, `"raw":"B"`},
		{"trash", "POST", "posts/11", "", remove, 200, `"slug":"a-1__trashed"`},
		{"trash again", "POST", "posts/11", "", remove, 410, `"rest_already_trashed"`},
		{"trash what is not there", "POST", "posts/99", "", remove, 404, `"rest_post_invalid_id"`},
		{"term", "POST", "tags", `{"name":"ASEAN"}`, signed, 201, `"name":"ASEAN"`},
		{"term again", "POST", "tags", `{"name":"asean"}`, signed, 400, `"term_id":13`},
		{"empty object is an empty list", "GET", "posts/12", "", signed, 200, `"meta":[]`},
	}
	for _, step := range steps {
		status, body, _ := speak(t, step.method, "http://"+p.address+"/wp-json/wp/v2/"+step.path, step.body, step.by)
		if status != step.status || !strings.Contains(string(body), step.has) {
			t.Errorf("%s: %d %s, want %d with %s", step.name, status, body, step.status, step.has)
		}
	}
	_, _, header := speak(t, "HEAD", "http://"+p.address+"/", "", func(*http.Request) {})
	if link := header.Get("Link"); link != "<http://"+p.address+`/wp-json/>; rel="https://api.w.org/"` {
		t.Errorf("discovery: %q", link)
	}
}

// TestModes sees each misbehaviour: what the asker gets, and whether it was applied.
func TestModes(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	signed := func(r *http.Request) { r.SetBasicAuth(p.user, p.password) }
	for i, one := range []struct {
		mode          mode
		status, posts int
	}{{good, 201, 1}, {lost, 0, 2}, {drop, 0, 2}, {hang, 0, 3}, {broken, 500, 4}, {failed, 500, 4}, {throttle, 429, 4}, {slow, 201, 5}} {
		p.next(one.mode)
		from := time.Now()
		status, _, header := speak(t, "POST", "http://"+p.address+"/wp-json/wp/v2/posts", `{"title":"A"}`, signed)
		if posts := len(p.in("")); status != one.status || posts != one.posts {
			t.Errorf("%d, %s: status %d and %d posts, want %d and %d", i, one.mode, status, posts, one.status, one.posts)
		}
		if one.mode == throttle && header.Get("Retry-After") != "1" || one.mode == slow && time.Since(from) < time.Second {
			t.Errorf("%s: header %v after %s", one.mode, header, time.Since(from))
		}
	}
	p.refuse()
	if status, _, _ := speak(t, "GET", "http://"+p.address+"/", "", signed); status != 0 {
		t.Errorf("behind a closed door: %d", status)
	}
	p.open()
	if status, _, _ := speak(t, "GET", "http://"+p.address+"/", "", signed); status != 200 {
		t.Errorf("behind the open door: %d", status)
	}
}

// TestPress holds the receiver to the specification's own example, and to refusing what
// is not signed, is signed for other bytes, or is old.
func TestPress(t *testing.T) {
	t.Parallel()
	p := newPress(t)
	body := string(must(json.Marshal(map[string]any{"type": "article.published", "data": map[string]any{"title": "A"}})))
	sign := func(id, text string, at time.Time) func(*http.Request) {
		stamp := strconv.FormatInt(at.Unix(), 10)
		mac := hmac.New(sha256.New, p.key)
		mac.Write(bytes.Join([][]byte{[]byte(id), []byte(stamp), []byte(text)}, []byte(".")))
		return func(r *http.Request) {
			r.Header.Set("webhook-id", id)
			r.Header.Set("webhook-timestamp", stamp)
			r.Header.Set("webhook-signature", "v1,AAAA v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
		}
	}
	now := time.Now()
	for name, one := range map[string]struct {
		by     func(*http.Request)
		status int
	}{
		"unsigned":         {func(*http.Request) {}, 401},
		"other bytes":      {sign("a", body+" ", now), 401},
		"ten minutes old":  {sign("a", body, now.Add(-10*time.Minute)), 401},
		"ten minutes fast": {sign("a", body, now.Add(10*time.Minute)), 401},
		"right":            {sign("a", body, now), 204},
	} {
		if status, _, _ := speak(t, "POST", "http://"+p.address, body, one.by); status != one.status {
			t.Errorf("%s: %d, want %d", name, status, one.status)
		}
	}
	speak(t, "POST", "http://"+p.address, body, sign("a", body, now))
	if len(p.came()) != 2 || len(p.got()) != 1 || p.refused != 4 {
		t.Errorf("%d came, %d were taken, %d refused; want 2, 1, 4", len(p.came()), len(p.got()), p.refused)
	}
	other := strings.Replace(body, "A", "B", 1)
	speak(t, "POST", "http://"+p.address, other, sign("a", other, now))
	speak(t, "POST", "http://"+p.address, body, sign("b", body, now))
	speak(t, "POST", "http://"+p.address+"/2", body, sign("c", body, now))
	var marks []string
	posts, repeated := p.posts()
	for _, one := range posts {
		marks = append(marks, one.mark)
	}
	if want := []string{"a", "a", "a", "c"}; repeated != 1 || !slices.Equal(marks, want) {
		t.Errorf("posts %v and %d repeated; want %v, for other bytes, another key and another channel, and 1", marks, repeated, want)
	}
	known := &press{key: must(base64.StdEncoding.DecodeString("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))}
	header := http.Header{"Webhook-Id": {"msg_p5jXN8AQM9LWM0D4loKWxJek"}, "Webhook-Timestamp": {"1614265330"},
		"Webhook-Signature": {"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}}
	if !known.verified(header, []byte(`{"test": 2432232314}`), time.Unix(1614265330, 0)) {
		t.Error("the specification's example is refused")
	}
}
