package connectortest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/lantoa/lantoa/internal/connector"
)

// relay stands between a connector and its destination, whatever addresses that has: every
// request comes by it, and is answered there or passed on.
type relay struct {
	via    connector.Doer
	server *httptest.Server

	mu sync.Mutex
	// instead answers in place of the destination; false passes the request on.
	instead func(w http.ResponseWriter, r *http.Request) bool
}

// relayedTo is the header in which a request bears where it was to go.
const relayedTo = "X-Relayed-To"

// interpose puts a relay into the line of a stage.
func (st *stage) interpose() *relay {
	r := &relay{via: st.line.Doer}
	st.line.Doer = r
	onward := &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		target, err := url.Parse(pr.In.Header.Get(relayedTo))
		if err != nil {
			return
		}
		pr.Out.URL.Scheme, pr.Out.URL.Host, pr.Out.Host = target.Scheme, target.Host, target.Host
		pr.Out.Header.Del(relayedTo)
	}}
	r.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.mu.Lock()
		instead := r.instead
		r.mu.Unlock()
		if instead == nil || !instead(w, req) {
			onward.ServeHTTP(w, req)
		}
	}))
	st.t.Cleanup(r.server.Close)
	return r
}

// answer sets what is answered in place of the destination.
func (r *relay) answer(instead func(w http.ResponseWriter, r *http.Request) bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.instead = instead
}

// Do sends a request by the relay, and gives the answer as if it came from the destination.
func (r *relay) Do(req *http.Request) (*http.Response, error) {
	here, err := url.Parse(r.server.URL)
	if err != nil {
		return nil, err
	}
	own := req.Clone(req.Context())
	own.Header.Set(relayedTo, req.URL.Scheme+"://"+req.URL.Host)
	own.URL.Scheme, own.URL.Host, own.Host = here.Scheme, here.Host, ""
	resp, err := r.via.Do(own)
	if err == nil && resp.Request != nil && resp.Request.URL.Host == here.Host {
		resp.Request.URL.Scheme, resp.Request.URL.Host = req.URL.Scheme, req.URL.Host
	}
	return resp, err
}

// stranger is a server to which somebody redirects, and all that it was told.
type stranger struct {
	server *httptest.Server

	mu   sync.Mutex
	told []string
}

func newStranger(t *testing.T) *stranger {
	s := &stranger{}
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		whole, _ := httputil.DumpRequest(r, true)
		s.mu.Lock()
		s.told = append(s.told, string(whole))
		s.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{}`)
	}))
	t.Cleanup(s.server.Close)
	return s
}

// address names the stranger by another host than that of the destinations, so that what a
// client gives to one host alone is not given to it.
func (s *stranger) address() string {
	return strings.Replace(s.server.URL, "127.0.0.1", "localhost", 1) + "/elsewhere"
}

func (s *stranger) heard() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.told...)
}
