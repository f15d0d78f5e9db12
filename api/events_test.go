package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/live"
	"github.com/lantoa/lantoa/internal/right"
)

// stream is an open one as a browser reads it.
type stream struct {
	*testing.T
	answer *http.Response
	blocks chan block
}

// block is what stands between two empty lines.
type block struct{ id, event, data, retry, comment string }

// streaming runs the hub and a server with limits of time, and gives its address.
func (w *fixture) streaming() string {
	w.Helper()
	ctx, stop := context.WithCancel(w.Context())
	done := make(chan struct{})
	go func() { w.live.Run(ctx); close(done) }()
	server := httptest.NewUnstartedServer(w.server)
	server.Config.ReadTimeout = time.Second // a stream is not to end by it
	server.Start()
	w.Cleanup(func() {
		w.live.Close()
		server.Close()
		stop()
		<-done
	})
	return server.URL
}

// follows opens a stream; fields are names and values of header fields.
func (w *fixture) follows(server, who, query string, fields ...string) *stream {
	w.Helper()
	r := must(http.NewRequestWithContext(w.Context(), http.MethodGet, server+"/api/v1/events"+query, nil))
	r.Header.Set("Authorization", "Bearer "+w.keys[who])
	for i := 0; i+1 < len(fields); i += 2 {
		r.Header.Set(fields[i], fields[i+1])
	}
	l := &stream{T: w.T, answer: must(http.DefaultClient.Do(r)), blocks: make(chan block, 1000)}
	w.Cleanup(func() { _ = l.answer.Body.Close() })
	go func() {
		defer close(l.blocks)
		var b block
		for lines := bufio.NewScanner(l.answer.Body); lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), ":")
			value = strings.TrimPrefix(value, " ")
			switch name {
			case "id":
				b.id = value
			case "event":
				b.event = value
			case "data":
				b.data = value
			case "retry":
				b.retry = value
			case "":
				if lines.Text() != "" {
					b.comment = value
					continue
				}
				l.blocks <- b
				b = block{}
			}
		}
	}()
	return l
}

// next is the next block, which has to come.
func (l *stream) next() block {
	l.Helper()
	select {
	case b, open := <-l.blocks:
		if !open {
			l.Fatal("the stream has ended")
		}
		return b
	case <-time.After(15 * time.Second):
		l.Fatal("nothing comes")
	}
	return block{}
}

// until reads on to the block of a kind.
func (l *stream) until(event string) block {
	l.Helper()
	for {
		if b := l.next(); b.event == event {
			return b
		}
	}
}

// ends waits for the end of the stream.
func (l *stream) ends() {
	l.Helper()
	for {
		select {
		case _, open := <-l.blocks:
			if !open {
				return
			}
		case <-time.After(15 * time.Second):
			l.Fatal("the stream goes on")
		}
	}
}

func TestAStreamOfEvents(t *testing.T) {
	each(t, func(w *fixture) {
		server := w.streaming()
		l := w.follows(server, "lan", "")
		h := l.answer.Header
		if l.answer.StatusCode != http.StatusOK || h.Get("Content-Type") != "text/event-stream" || h.Get("X-Accel-Buffering") != "no" ||
			h.Get("Cache-Control") != "no-store, no-transform" || h.Get("Content-Encoding") != "" {
			w.Errorf("%d %v", l.answer.StatusCode, h)
		}
		begin := l.next()
		if begin.retry != "2000" || len(begin.id) != 22 || begin.data != "" {
			w.Errorf("it begins with %+v", begin)
		}
		id := w.create()
		b := l.until("article.created")
		var e struct{ ID, At, Article, Unit string }
		w.ok(json.Unmarshal([]byte(b.data), &e))
		if e.Article != id || e.Unit != ours || e.ID == "" || e.At == "" || strings.Contains(b.data, "Nam Định") {
			w.Errorf("%+v", b)
		}
		w.submit(id)
		submitted := l.until("edition.submitted")
		for name, back := range map[string]*stream{"by the field": w.follows(server, "lan", "?after="+submitted.id, "Last-Event-ID", b.id), "by the query": w.follows(server, "lan", "?after="+b.id)} {
			if got := back.until("edition.submitted"); got.data != submitted.data {
				w.Errorf("%s: %+v, want %+v", name, got, submitted)
			}
			_ = back.answer.Body.Close()
		}
		for _, cursor := range []string{"7", strings.Repeat("A", 22), begin.id[:21] + "!"} {
			lost := w.follows(server, "lan", "?after="+cursor)
			if b := lost.until("reset"); !strings.Contains(b.data, `"reason":"unknown"`) || len(b.id) != 22 {
				w.Errorf("%s: %+v", cursor, b)
			}
			_ = lost.answer.Body.Close()
		}
		later := time.After(1500 * time.Millisecond) // longer than the server lets a request be read
		for waiting := true; waiting; {
			select {
			case <-later:
				waiting = false
			case _, open := <-l.blocks:
				waiting = open
			}
		}
		other := w.create()
		if b := l.until("article.created"); !strings.Contains(b.data, other) {
			w.Errorf("after a while: %+v", b)
		}
	})
}

// TestStreamsAreRefusedInWords opens streams that may not be.
func TestStreamsAreRefusedInWords(t *testing.T) {
	light(t, func(w *fixture) {
		for path, want := range map[string]int{"?kind=edition.liked": 422, "?kind=delivery,edition.saved": 200, "?since=1": 422, "?after=" + strings.Repeat("A", 101): 422} {
			if a := w.do(call{as: "lan", method: "HEAD", path: "/events" + path}); a.status != want {
				w.Errorf("%s: %d %s", path, a.status, a.body)
			}
		}
		w.wants(http.StatusUnauthorized, call{method: "GET", path: "/events"})
		w.wants(http.StatusForbidden, call{as: "bao", method: "GET", path: "/events"})
		w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "GET", path: "/events?kind=edition.liked"})
		server := w.streaming()
		for range 20 {
			w.follows(server, "lan", "").next()
		}
		for range 100 {
			l := w.follows(server, "lan", "")
			if l.answer.StatusCode != http.StatusTooManyRequests || l.answer.Header.Get("Retry-After") == "" {
				w.Fatalf("one more: %d %v", l.answer.StatusCode, l.answer.Header)
			}
		}
		if n := w.live.Open(); n != 20 {
			w.Errorf("%d are open", n)
		}
		w.follows(server, "hoa", "").next() // others have theirs
	})
}

// TestAStreamEndsWithTheRightToIt takes away a role, the key, and the person.
func TestAStreamEndsWithTheRightToIt(t *testing.T) {
	each(t, func(w *fixture) {
		server, ctx := w.streaming(), w.Context()
		narrowed, ended, gone := w.follows(server, "lan", ""), w.follows(server, "hoa", ""), w.follows(server, "an", "")
		for _, l := range []*stream{narrowed, ended, gone} {
			l.next()
		}
		grants, disabled := []right.Grant{{Role: right.Author, Unit: "so-tai-chinh"}}, true
		must(w.accounts.UpdatePerson(ctx, right.System(), w.ids["lan"], account.Change{Grants: &grants}))
		keys := must(w.accounts.Keys(ctx, right.System(), w.ids["hoa"]))
		w.ok(w.accounts.RevokeKey(ctx, right.System(), keys[0].ID))
		must(w.accounts.UpdatePerson(ctx, right.System(), w.ids["an"], account.Change{Disabled: &disabled}))
		for name, l := range map[string]*stream{"a revoked key": ended, "a disabled person": gone} {
			if b := l.until("end"); !strings.Contains(b.data, `"reason":"signed_out"`) {
				w.Errorf("%s: %+v", name, b)
			}
			l.ends()
		}
		must(w.accounts.UpdatePerson(ctx, right.System(), w.ids["lan"], account.Change{Grants: &[]right.Grant{{Role: right.Author, Unit: "so-tai-chinh"}, {Role: right.Author, Unit: ours}}}))
		w.create()
		must(w.accounts.UpdatePerson(ctx, right.System(), w.ids["lan"], account.Change{Grants: &grants}))
		must(w.accounts.UpdatePerson(ctx, right.System(), w.ids["lan"], account.Change{Grants: &[]right.Grant{}}))
		for b := narrowed.next(); ; b = narrowed.next() {
			if b.event == "end" {
				if !strings.Contains(b.data, `"reason":"denied"`) {
					w.Errorf("without any role: %+v", b)
				}
				break
			}
		}
		narrowed.ends()
	})
}

// TestStoppingEndsStreams: nothing waits for a stream, which has no end.
func TestStoppingEndsStreams(t *testing.T) {
	light(t, func(w *fixture) {
		l := w.follows(w.streaming(), "lan", "")
		l.next()
		w.live.Close()
		if b := l.until("end"); !strings.Contains(b.data, `"reason":"stopping"`) {
			w.Errorf("%+v", b)
		}
		l.ends()
		w.wants(http.StatusServiceUnavailable, call{as: "lan", method: "GET", path: "/events"})
	})
}

// TestWhoIsInAnEdition has two people in one, seen by each other, and by nobody who may not
// read it.
func TestWhoIsInAnEdition(t *testing.T) {
	each(t, func(w *fixture) {
		server, id := w.streaming(), w.create()
		room := edition(id) + "/presence"
		l := w.follows(server, "hoa", "?article="+id)
		l.next()
		there := func(a answer) (list []string) {
			for _, one := range w.get(a, "people").([]any) {
				guest := one.(map[string]any)
				list = append(list, guest["name"].(string)+" "+guest["doing"].(string))
			}
			return list
		}
		if got := there(w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: room})); len(got) != 0 {
			w.Errorf("nobody: %v", got)
		}
		w.wants(http.StatusOK, call{as: "lan", method: "PUT", path: room, body: `{"doing":"reading"}`})
		w.wants(http.StatusOK, call{as: "lan", method: "PUT", path: room, body: `{"doing":"editing"}`})
		got := there(w.wants(http.StatusOK, call{as: "hoa", method: "PUT", path: room, body: `{"doing":"reading"}`}))
		if !slices.Equal(got, []string{"Test hoa reading", "Test lan editing"}) {
			w.Errorf("two: %v", got)
		}
		for b := l.until("presence"); strings.Count(b.data, `"name"`) != 2; b = l.until("presence") {
			if b.id != "" {
				w.Errorf("presence has a place in the stream: %+v", b)
			}
		}
		for _, refused := range []call{{as: "hoa", method: "PUT", path: room, body: `{"doing":"editing"}`}, {as: "bao", method: "GET", path: room},
			{as: "chi", method: "PUT", path: room, body: `{"doing":"reading"}`}} {
			w.wants(http.StatusForbidden, refused)
		}
		w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "PUT", path: room, body: `{"doing":"sleeping"}`})
		must(w.accounts.UpdatePerson(w.Context(), right.System(), w.ids["lan"], account.Change{Grants: &[]right.Grant{{Role: right.Author, Unit: ours}}}))
		w.wants(http.StatusOK, call{as: "lan", method: "PUT", path: room, body: `{"doing":"editing"}`}) // what is their own, authors edit
		w.wants(http.StatusNoContent, call{as: "lan", method: "DELETE", path: room})
		w.wants(http.StatusNoContent, call{as: "lan", method: "DELETE", path: room})
		for b := l.until("presence"); strings.Contains(b.data, "Test lan"); b = l.until("presence") {
			continue
		}
		w.ok(w.db.Write(w.Context()).Exec(`UPDATE presence SET until_at = until_at - 46000000`).Error) // as if the page had fallen silent
		for b := l.until("presence"); !strings.Contains(b.data, `"people":[]`); b = l.until("presence") {
			continue
		}
		if got := there(w.wants(http.StatusOK, call{as: "lan", method: "GET", path: room})); len(got) != 0 {
			w.Errorf("after a silence: %v", got)
		}
		if n, err := w.presence.Purge(w.Context()); err != nil || n != 1 {
			w.Errorf("%d rows were left, %v", n, err)
		}
		if live.Again >= 45*time.Second {
			w.Error("who says it again in time is gone in between")
		}
	})
}
