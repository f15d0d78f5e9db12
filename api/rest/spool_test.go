package rest

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/api/problem"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// harbour takes files from whoever the header names, but none from "mallory", and keeps
// each until it is let go.
type harbour struct {
	engine *gin.Engine
	in     chan string
	let    chan struct{}
}

func newHarbour(spool string) *harbour {
	h := &harbour{engine: gin.New(), in: make(chan string), let: make(chan struct{})}
	h.engine.Use(func(c *gin.Context) {
		x := &Exchange{Lang: "en", Actor: right.Actor{ID: c.GetHeader("X-Who")}}
		c.Request = c.Request.WithContext(WithExchange(c.Request.Context(), x))
	})
	r := New(Options{Routes: h.engine, Book: problem.NewBook(""), Spool: spool, Now: time.Now, Identify: func(*gin.Context) error { return nil }})
	may := func(ctx context.Context) error {
		if Actor(ctx).ID == "mallory" {
			return fault.New(fault.Denied, fault.T("Không được.", "You may not."))
		}
		return nil
	}
	Add(r, Op{ID: "up", Method: http.MethodPost, Path: "/up", Status: http.StatusNoContent, Spools: &Spooled{Most: 100, TooLarge: func() error { return tooLarge(MaxBody) }, May: may}},
		func(ctx context.Context, _ *struct{}) (*struct{}, error) {
			h.in <- Actor(ctx).ID
			<-h.let
			return nil, nil
		})
	return h
}

func (h *harbour) send(who string, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/up", body)
	r.Header.Set("X-Who", who)
	w := httptest.NewRecorder()
	h.engine.ServeHTTP(w, r)
	return w
}

// Of who may not send a file nothing reaches the disk, and so of who sends too many.
func TestNothingIsKeptOfAFileThatIsTurnedAway(t *testing.T) {
	t.Parallel()
	h := newHarbour(t.TempDir() + "/is not there")
	if a := h.send("mallory", strings.NewReader("x")); a.Code != http.StatusForbidden || !strings.Contains(a.Body.String(), "You may not.") {
		t.Errorf("without the right: %d %s", a.Code, a.Body)
	}
	if a := h.send("lan", strings.NewReader("x")); a.Code != http.StatusInternalServerError {
		t.Errorf("with the right and no disk: %d", a.Code)
	}
}

func TestFilesThatComeInAtOnceAreBounded(t *testing.T) {
	t.Parallel()
	h := newHarbour(t.TempDir())
	var coming sync.WaitGroup
	start := func(who string) {
		coming.Go(func() {
			if a := h.send(who, strings.NewReader("x")); a.Code != http.StatusNoContent {
				t.Errorf("%s: %d %s", who, a.Code, a.Body)
			}
		})
		<-h.in
	}
	refused := func(who string, status int, says string) {
		t.Helper()
		a := h.send(who, strings.NewReader("x"))
		if a.Code != status || !strings.Contains(a.Body.String(), says) || a.Header().Get("Retry-After") != "10" {
			t.Errorf("%s: %d %v %s", who, a.Code, a.Header(), a.Body)
		}
	}
	for range mostOfOne {
		start("lan")
	}
	refused("lan", http.StatusTooManyRequests, "uploading 3 files")
	for i := range mostUploads - mostOfOne {
		start(string(rune('a' + i)))
	}
	refused("lan", http.StatusTooManyRequests, "uploading 3 files")
	refused("hoa", http.StatusServiceUnavailable, "taking in 16 files")
	for range mostUploads {
		h.let <- struct{}{}
	}
	coming.Wait()
	start("lan")
	h.let <- struct{}{}
	coming.Wait()
}

// trickle brings a byte at a time, after the time that a test gives it.
type trickle struct{ wait func() error }

func (tr trickle) Read(p []byte) (int, error) { return copy(p, "x"), tr.wait() }

func TestAnUploadEndsSometime(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 11, 26, 8, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		took time.Duration // by each read
		err  error
		says string
	}{
		"steady but slow":    {29 * time.Second, nil, "not done after 15 minutes"},
		"stalled at its end": {15*time.Minute + time.Second, os.ErrDeadlineExceeded, "not done after 15 minutes"},
		"stalled":            {30 * time.Second, os.ErrDeadlineExceeded, "broke off"},
		"fast":               {time.Millisecond, nil, "At most"},
	} {
		now := from
		body := trickle{func() error { now = now.Add(c.took); return c.err }}
		slow := &steady{body: body, line: http.NewResponseController(httptest.NewRecorder()), now: func() time.Time { return now }, until: from.Add(longest)}
		w := httptest.NewRecorder()
		g, _ := gin.CreateTestContext(w)
		g.Request = httptest.NewRequest(http.MethodPost, "/up", nil)
		err := Spooled{Most: 1000, TooLarge: func() error { return tooLarge(MaxBody) }}.receive(g, slow, io.Discard)
		e, ok := fault.As(err)
		if !ok || !strings.Contains(e.Detail.EN, c.says) || e.Detail.VI == e.Detail.EN || now.Sub(from) > longest+time.Minute {
			t.Errorf("%s: %v after %s", name, err, now.Sub(from))
		}
	}
}
