package outbound_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/outbound"
)

const shortly = 300 * time.Millisecond

func noon() time.Time { return time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC) }

func newClient(t *testing.T, options outbound.Options) *outbound.Client {
	t.Helper()
	if options.Timeout == 0 {
		options.Timeout = 5 * time.Second
	}
	options.Now = noon
	client, err := outbound.New(options)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// listen serves each connection by hand, for what no HTTP server would do.
func listen(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				serve(conn)
			}()
		}
	}()
	return listener.Addr().String()
}

func readRequest(conn net.Conn) {
	req, err := http.ReadRequest(bufio.NewReader(conn))
	if err == nil {
		_, _ = io.Copy(io.Discard, req.Body)
	}
}

// answer reads the request, then writes raw text.
func answer(text string) func(net.Conn) {
	return func(conn net.Conn) {
		readRequest(conn)
		_, _ = io.WriteString(conn, text)
	}
}

// closedPort is an address at which nobody listens: a port that was free a moment ago may be
// another test's by now.
const closedPort = "127.0.0.1:1"

// overheard is a Doer that keeps the error of the last request.
type overheard struct {
	connector.Doer
	err error
}

func (o *overheard) Do(req *http.Request) (*http.Response, error) {
	resp, err := o.Doer.Do(req)
	o.err = err
	return resp, err
}

// post sends what a connector would send, and gives the outcome with the client's error.
func post(t *testing.T, client *outbound.Client, url string) (connector.Outcome, error) {
	t.Helper()
	via := &overheard{Doer: client}
	_, outcome := outbound.JSON(t.Context(), via, outbound.Request{Method: http.MethodPost, URL: url, Guard: connector.GuardKey, Limit: 1 << 20,
		Header: http.Header{"authorization": {"Basic canary-header"}}, Body: struct{ N int }{1}}, &struct{ N int }{})
	return outcome, via.err
}

func TestMisbehavingDestinations(t *testing.T) {
	t.Parallel()
	hang := func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) } // until the client gives up
	endless := func(conn net.Conn) {
		readRequest(conn)
		_, err := io.WriteString(conn, "HTTP/1.1 201 Created\r\n\r\n{\"n\":1")
		for err == nil {
			_, err = io.WriteString(conn, strings.Repeat(" ", 4096))
		}
	}
	slowBody := func(conn net.Conn) {
		answer("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{")(conn)
		hang(conn)
	}
	cases := map[string]struct {
		address string
		want    connector.Class
		reason  string
	}{
		"nobody listens":           {closedPort, connector.Transient, "refused"},
		"closes before reading":    {listen(t, func(net.Conn) {}), connector.Ambiguous, "cut"},
		"reads, then closes":       {listen(t, readRequest), connector.Ambiguous, "cut"},
		"never answers":            {listen(t, hang), connector.Ambiguous, "timeout"},
		"answers too slowly":       {listen(t, slowBody), connector.Ambiguous, "timeout"},
		"cuts the headers":         {listen(t, answer("HTTP/1.1 201 Cre")), connector.Ambiguous, "cut"},
		"cuts the body":            {listen(t, answer("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"n\":1")), connector.Ambiguous, "cut"},
		"cuts a chunked body":      {listen(t, answer("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"n\":")), connector.Ambiguous, "cut"},
		"sends without end":        {listen(t, endless), connector.Ambiguous, "answer_too_large"},
		"sends a huge header":      {listen(t, answer("HTTP/1.1 201 Created\r\nX-Big: "+strings.Repeat("x", 1<<20)+"\r\n\r\n{}")), connector.Ambiguous, "cut"},
		"speaks no HTTP":           {listen(t, answer("220 ready\r\n")), connector.Ambiguous, "cut"},
		"answers a web page":       {listen(t, answer("HTTP/1.1 200 OK\r\n\r\n<html>home</html>")), connector.Ambiguous, "html"},
		"answers half a value":     {listen(t, answer("HTTP/1.1 200 OK\r\n\r\n{\"n\":")), connector.Ambiguous, "not_json"},
		"answers well":             {listen(t, answer("HTTP/1.1 201 Created\r\n\r\n{\"n\":1}")), connector.OK, ""},
		"fails after taking it in": {listen(t, answer("HTTP/1.1 502 Bad Gateway\r\n\r\n<html>")), connector.Ambiguous, "http_502"},
	}
	client := newClient(t, outbound.Options{Allow: []string{"127.0.0.1"}, Timeout: shortly, MaxBody: 64 << 10})
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			outcome, err := post(t, client, "http://"+c.address+"/path-canary?query=canary")
			if outcome.Class != c.want || outcome.Reason != c.reason {
				t.Fatalf("got %s %q (%v), want %s %q", outcome.Class, outcome.Reason, err, c.want, c.reason)
			}
			if outcome.Class != connector.OK && (outcome.Detail.VI == "" || outcome.Detail.EN == "") {
				t.Error("nothing is said to people")
			}
			if err != nil && strings.Contains(err.Error(), "canary") {
				t.Errorf("the error shows a secret: %v", err)
			}
		})
	}
}

func TestTLSFailureIsCertain(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it will complain of the client that hangs up
	server.StartTLS()
	t.Cleanup(server.Close)
	client := newClient(t, outbound.Options{Allow: []string{"127.0.0.0/8"}})
	outcome, err := post(t, client, server.URL)
	if outcome.Class != connector.Transient || outcome.Reason != "tls" {
		t.Errorf("got %s %q (%v), want transient tls", outcome.Class, outcome.Reason, err)
	}
}

func TestUnknownNameIsCertain(t *testing.T) {
	t.Parallel()
	outcome, err := post(t, newClient(t, outbound.Options{}), "http://no-such-portal.invalid/")
	if outcome.Class != connector.Transient || (outcome.Reason != "dns" && outcome.Reason != "timeout") {
		t.Errorf("got %s %q (%v), want transient dns", outcome.Class, outcome.Reason, err)
	}
}

func TestPrivateAddressesAreRefused(t *testing.T) {
	t.Parallel()
	var hits atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits.Add(1) }))
	t.Cleanup(server.Close)
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "10.0.0.1",
		"192.168.1.1", "169.254.169.254", "[fd00::1]", "[64:ff9b::7f00:1]"} {
		outcome, err := post(t, newClient(t, outbound.Options{Allow: []string{"portal.example", "127.0.0.1:1", "10.1.0.0/16"}}), "http://"+host+":"+port)
		if outcome.Class != connector.Rejected || outcome.Reason != "private_address" {
			t.Errorf("%s: got %s %q (%v), want rejected private_address", host, outcome.Class, outcome.Reason, err)
		}
	}
	if hits.Load() != 0 {
		t.Errorf("%d requests reached a private address", hits.Load())
	}
}

func TestAllowedDestinations(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }))
	t.Cleanup(server.Close)
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	for _, c := range []struct {
		allow, host string
		want        connector.Class
	}{
		{"127.0.0.1", "127.0.0.1", connector.OK},
		{"127.0.0.0/8", "127.0.0.1", connector.OK},
		{"127.0.0.1:" + port, "127.0.0.1", connector.OK},
		{"127.0.0.1:" + port, "localhost", connector.OK},
		{"LOCALHOST", "localhost", connector.OK},
		{"localhost:" + port, "localhost", connector.OK},
		{"localhost:1", "localhost", connector.Rejected},
		{"localhost", "127.0.0.1", connector.Rejected},
		{"10.0.0.0/8", "127.0.0.1", connector.Rejected},
	} {
		outcome, err := post(t, newClient(t, outbound.Options{Allow: []string{c.allow}}), "http://"+c.host+":"+port)
		if outcome.Class != c.want {
			t.Errorf("allow %s, dial %s: got %s (%v), want %s", c.allow, c.host, outcome.Class, err, c.want)
		}
	}
}

func TestUnreadableAllowListIsRefused(t *testing.T) {
	t.Parallel()
	for _, entry := range []string{"", "https://portal.example", "10.0.0.0/33", "portal.example:0", "portal.example:99999", "a b", "user@host"} {
		if _, err := outbound.New(outbound.Options{Allow: []string{entry}, Now: noon}); err == nil {
			t.Errorf("allow %q was taken", entry)
		}
	}
	if _, err := outbound.New(outbound.Options{}); err == nil {
		t.Error("a client without a clock was made")
	}
}

func TestRequestsThatMayNotLeave(t *testing.T) {
	t.Parallel()
	client := newClient(t, outbound.Options{Allow: []string{"127.0.0.1"}})
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx    context.Context
		url    string
		class  connector.Class
		reason string
	}{
		"nobody can stop it": {context.Background(), "http://127.0.0.1:1/", connector.Rejected, "no_context"},
		"password in url":    {t.Context(), "http://user:canary@127.0.0.1:1/", connector.Rejected, "bad_address"},
		"other scheme":       {t.Context(), "ftp://127.0.0.1:1/", connector.Rejected, "bad_address"},
		"stopped already":    {cancelled, "http://127.0.0.1:1/", connector.Transient, "cancelled"},
	} {
		req, err := http.NewRequestWithContext(c.ctx, http.MethodGet, c.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.Do(req)
		outcome := outbound.Classify(connector.GuardKey, resp, err)
		if outcome.Class != c.class || outcome.Reason != c.reason {
			t.Errorf("%s: got %s %q, want %s %q", name, outcome.Class, outcome.Reason, c.class, c.reason)
		}
		if err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: error %v", name, err)
		}
		if c.reason == "cancelled" && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: a stop cannot be told from a failure: %v", name, err)
		}
	}
}

// redirector answers /n with a redirect to /n-1, and /0 with JSON.
func redirector(hits *atomic.Int32, status int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		var n int
		if _, err := fmt.Sscanf(r.URL.Path, "/%d", &n); err != nil || n == 0 {
			_, _ = io.WriteString(w, "{}")
			return
		}
		if n > 90 { // for ever
			n++
		}
		http.Redirect(w, r, fmt.Sprintf("/%d", n-1), status)
	})
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method string
		status int
		path   string
		class  connector.Class
		hits   int32
	}{
		"a read follows three":     {http.MethodGet, 302, "/3", connector.OK, 4},
		"a read stops at four":     {http.MethodGet, 302, "/4", connector.Ambiguous, 4},
		"a loop ends":              {http.MethodHead, 301, "/99", connector.Ambiguous, 4},
		"a change never follows":   {http.MethodPost, 307, "/1", connector.Rejected, 1},
		"nor by 302 or 308":        {http.MethodPost, 308, "/1", connector.Rejected, 1},
		"nor does another removal": {http.MethodDelete, 302, "/1", connector.Rejected, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var hits atomic.Int32
			server := httptest.NewServer(redirector(&hits, c.status))
			t.Cleanup(server.Close)
			req, err := http.NewRequestWithContext(t.Context(), c.method, server.URL+c.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := newClient(t, outbound.Options{Allow: []string{"127.0.0.1"}}).Do(req)
			if err == nil {
				defer resp.Body.Close()
			}
			if outcome := outbound.Classify(connector.GuardKey, resp, err); outcome.Class != c.class || hits.Load() != c.hits {
				t.Errorf("got %s after %d requests (%v), want %s after %d", outcome.Class, hits.Load(), err, c.class, c.hits)
			}
		})
	}
}

// Addresses bear tokens: of the one that redirected nothing is told to the next host.
func TestARedirectTellsNoReferer(t *testing.T) {
	t.Parallel()
	got := make(chan *http.Request, 1)
	next := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got <- r
		_, _ = io.WriteString(w, "{}")
	}))
	t.Cleanup(next.Close)
	first := httptest.NewServer(http.RedirectHandler(next.URL+"/next", http.StatusFound))
	t.Cleanup(first.Close)
	for name, header := range map[string]http.Header{"none": {}, "one of the caller": {"Referer": {first.URL + "/?key=canary"}}} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, first.URL+"/bot-canary/me?access_token=canary", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header = header
		resp, err := newClient(t, outbound.Options{Allow: []string{"127.0.0.1"}}).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if r := <-got; r.URL.Path != "/next" || strings.Contains(fmt.Sprint(r.URL, r.Header), "canary") {
			t.Errorf("%s: the next host was told %v with %v", name, r.URL, r.Header)
		}
	}
}

func TestRedirectToPlainHTTPIsRefused(t *testing.T) {
	t.Parallel()
	var hits atomic.Int32
	plain := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits.Add(1) }))
	t.Cleanup(plain.Close)
	secure := httptest.NewTLSServer(http.RedirectHandler(plain.URL, http.StatusFound))
	t.Cleanup(secure.Close)
	client := newClient(t, outbound.Options{
		Allow: []string{"127.0.0.1"},
		Roots: secure.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs,
	})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, secure.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	var failed *outbound.Error
	if _, err := client.Do(req); !errors.As(err, &failed) || failed.Reason != outbound.ReasonRedirect || hits.Load() != 0 {
		t.Errorf("got %v after %d plain requests, want a refused redirect", err, hits.Load())
	}
}

func TestRedirectToPrivateAddressIsRefused(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.RedirectHandler("http://169.254.169.254/latest", http.StatusFound))
	t.Cleanup(server.Close)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	var failed *outbound.Error
	_, err = newClient(t, outbound.Options{Allow: []string{server.Listener.Addr().String()}}).Do(req)
	if !errors.As(err, &failed) || failed.Reason != outbound.ReasonGuard {
		t.Errorf("got %v, want the guard's refusal", err)
	}
}

func TestEnvironmentProxyIsIgnored(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the proxy was used") }))
	t.Cleanup(proxy.Close)
	t.Setenv("HTTP_PROXY", proxy.URL)
	outcome, _ := post(t, newClient(t, outbound.Options{Allow: []string{proxy.Listener.Addr().String()}}), "http://10.255.255.1/")
	if outcome.Reason != "private_address" {
		t.Errorf("got %q, want private_address", outcome.Reason)
	}
}

func TestUserAgentAndEncodingOfRequests(t *testing.T) {
	t.Parallel()
	got := make(chan http.Header, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got <- r.Header
		_, _ = io.WriteString(w, "{}")
	}))
	t.Cleanup(server.Close)
	if outcome, err := post(t, newClient(t, outbound.Options{Allow: []string{"127.0.0.1"}, UserAgent: "lantoa/1"}), server.URL); outcome.Class != connector.OK {
		t.Fatal(err)
	}
	if header := <-got; header.Get("User-Agent") != "lantoa/1" || header.Get("Authorization") != "Basic canary-header" {
		t.Errorf("headers were %v", header)
	}
}
