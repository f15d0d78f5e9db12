package connectortest

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"

	"github.com/lantoa/lantoa/internal/connector"
)

// Fault is one way in which a destination misbehaves.
type Fault struct {
	Name string
	// Applied tells that the destination does what was asked before the trouble starts.
	Applied bool
	// Status, Header and Body are answered in place of the true answer.
	Status int
	Header http.Header
	Body   string
	// Lost closes the connection without an answer.
	Lost bool
	// Half sends the true status and half of the true answer.
	Half bool
	// Short cuts the answer that Status, Header and Body give before its end.
	Short bool
	// Hang answers nothing until the client gives up; Reached, when set, is closed first.
	Hang    bool
	Reached chan struct{}
	// Echo answers 400 with every header of the request, as a careless destination does.
	Echo bool
}

const (
	wallPage = "<!DOCTYPE html><html><head><title>403</title></head><body>Request blocked.</body></html>"
	lostPage = "<html><head><title>503 Backend fetch failed</title></head><body>Varnish cache server</body></html>"
	badPage  = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
)

// Doubtful lists the faults after which nobody can tell from the answer whether the
// request was carried out; in all of them it was.
func Doubtful() []Fault {
	return []Fault{
		{Name: "lost answer", Applied: true, Lost: true},
		{Name: "slow answer", Applied: true, Hang: true},
		{Name: "false failure 500", Applied: true, Status: http.StatusInternalServerError, Body: badPage},
		{Name: "false failure 502", Applied: true, Status: http.StatusBadGateway, Body: badPage},
		{Name: "false failure 504", Applied: true, Status: http.StatusGatewayTimeout},
		{Name: "false failure 503", Applied: true, Status: http.StatusServiceUnavailable, Body: lostPage},
	}
}

// certain is a fault that surely left nothing behind, and what it must be called.
type certain struct {
	fault Fault
	class connector.Class
	until int // seconds after now; 0 when no time was named
}

// certainties lists them; where a 503 to a publish is doubt, see [Doubtful].
func certainties(doubt bool) []certain {
	header := func(value string) http.Header { return http.Header{"Retry-After": {value}} }
	list := []certain{
		{Fault{Name: "429 in seconds", Status: http.StatusTooManyRequests, Header: header("120")}, connector.Throttled, 120},
		{Fault{Name: "429 until a date", Status: http.StatusTooManyRequests, Header: header("Mon, 23 Nov 2026 05:03:00 GMT")}, connector.Throttled, 180},
		{Fault{Name: "429 alone", Status: http.StatusTooManyRequests}, connector.Throttled, 0},
		{Fault{Name: "408", Status: http.StatusRequestTimeout}, connector.Transient, 0},
		{Fault{Name: "413 from a proxy", Status: http.StatusRequestEntityTooLarge, Body: badPage}, connector.Rejected, 0},
		{Fault{Name: "redirect", Status: http.StatusPermanentRedirect, Header: http.Header{"Location": {"/elsewhere"}}}, connector.Rejected, 0},
	}
	if !doubt {
		list = append(list,
			certain{Fault{Name: "503 maintenance", Status: http.StatusServiceUnavailable, Header: header("600"), Body: badPage}, connector.Transient, 600},
			certain{Fault{Name: "503 alone", Status: http.StatusServiceUnavailable}, connector.Transient, 0})
	}
	return list
}

// Breaker is the part of a simulator that misbehaves; its zero value behaves.
type Breaker struct {
	mu   sync.Mutex
	next *Fault
}

// Break makes the next request that touches a post meet the fault.
func (b *Breaker) Break(fault Fault) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next = &fault
}

func (b *Breaker) take() *Fault {
	b.mu.Lock()
	defer b.mu.Unlock()
	fault := b.next
	b.next = nil
	return fault
}

// Wrap puts the breaker before a simulator; touches picks the requests that it may meet.
func (b *Breaker) Wrap(simulator http.Handler, touches func(*http.Request) bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !touches(r) {
			simulator.ServeHTTP(w, r)
			return
		}
		fault := b.take()
		if fault == nil {
			simulator.ServeHTTP(w, r)
			return
		}
		fault.play(w, r, simulator)
	})
}

func (f *Fault) play(w http.ResponseWriter, r *http.Request, simulator http.Handler) {
	truth := httptest.NewRecorder()
	if f.Applied {
		simulator.ServeHTTP(truth, r)
	} else {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	switch {
	case f.Lost:
		panic(http.ErrAbortHandler)
	case f.Hang:
		if f.Reached != nil {
			close(f.Reached)
		}
		<-r.Context().Done()
	case f.Half:
		w.Header().Set("Content-Type", truth.Header().Get("Content-Type"))
		cut(w, truth.Code, truth.Body.String())
	case f.Echo:
		var seen strings.Builder
		_ = r.Header.Write(&seen)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		text := strconv.Quote(seen.String())
		_, _ = io.WriteString(w, `{"code":`+text+`,"message":`+text+`,"data":{"status":400}}`)
	default:
		for name, values := range f.Header {
			w.Header()[name] = values
		}
		if strings.HasPrefix(f.Body, "<") {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
		}
		if f.Short {
			cut(w, f.Status, f.Body)
		}
		w.WriteHeader(f.Status)
		_, _ = io.WriteString(w, f.Body)
	}
}

// cut sends half of an answer and ends the connection.
func cut(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)+10))
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body[:len(body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// Memory is a Progress that lasts as long as its call.
type Memory map[string]string

// Get returns a value, empty when there is none.
func (m Memory) Get(name string) string { return m[name] }

// Put keeps a value.
func (m Memory) Put(_ context.Context, name, value string) error {
	m[name] = value
	return nil
}
