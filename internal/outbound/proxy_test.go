package outbound_test

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/outbound"
)

// gateway is a proxy that brings everyone to one destination, whatever they ask for.
type gateway struct {
	to string // host:port

	mu    sync.Mutex
	asked []string // "CONNECT example.com:443 Basic …"
}

func (g *gateway) log() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return strings.Join(g.asked, "\n")
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	g.asked = append(g.asked, r.Method+" "+r.RequestURI+" "+r.Header.Get("Proxy-Authorization"))
	g.mu.Unlock()
	there, err := net.Dial("tcp", g.to)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer there.Close()
	here, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer here.Close()
	if r.Method == http.MethodConnect {
		_, _ = io.WriteString(here, "HTTP/1.1 200 Connection established\r\n\r\n")
	} else {
		r.Header.Del("Proxy-Authorization")
		_ = r.Write(there)
	}
	go func() { _, _ = io.Copy(there, here); _ = there.Close() }()
	_, _ = io.Copy(here, there)
}

// quiet is a TLS server that does not complain of who hangs up.
func quiet(t *testing.T, handler http.Handler) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

// authority is a server's own certificate in PEM; it is good for example.com and 127.0.0.1.
func authority(server *httptest.Server) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
}

func withUser(proxy string) string { return strings.Replace(proxy, "://", "://lantoa:pass-canary@", 1) }

// destination answers JSON, and fails the test when it is shown what is the proxy's.
func destination(t *testing.T, hits *atomic.Int32) http.Handler {
	t.Helper()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		if r.Header.Get("Proxy-Authorization") != "" {
			t.Error("the destination was shown the proxy's password")
		}
		if r.Header.Get("Authorization") != "Basic canary-header" || !strings.HasPrefix(strings.ToLower(r.Host), "example.com") && !strings.HasPrefix(r.Host, "127.0.0.1") {
			t.Errorf("host %q, headers %v", r.Host, r.Header)
		}
		_, _ = io.WriteString(w, `{"n":1}`)
	})
}

func TestRequestsGoByTheProxy(t *testing.T) {
	t.Parallel()
	const basic = "Basic bGFudG9hOnBhc3MtY2FuYXJ5"
	var hits atomic.Int32
	plain := httptest.NewServer(destination(t, &hits))
	t.Cleanup(plain.Close)
	secure := quiet(t, destination(t, &hits))
	for _, c := range []struct {
		url     string
		to      *httptest.Server
		secured bool // the proxy speaks TLS itself
		log     string
	}{
		{"http://example.com/a?b=c", plain, false, "POST http://example.com/a?b=c " + basic},
		{"https://example.com/a?b=c", secure, false, "CONNECT example.com:443 " + basic},
		{"https://example.com:8443/", secure, true, "CONNECT example.com:8443 " + basic},
		{"http://example.com/", plain, true, "POST http://example.com/ " + basic},
	} {
		g := &gateway{to: c.to.Listener.Addr().String()}
		proxy := httptest.NewUnstartedServer(g)
		if c.secured {
			proxy.StartTLS()
		} else {
			proxy.Start()
		}
		before := hits.Load()
		client := newClient(t, outbound.Options{Proxy: withUser(proxy.URL), Resolver: nameless(t), Authorities: authority(secure)})
		outcome, err := post(t, client, c.url)
		if outcome.Class != connector.OK || hits.Load() != before+1 || g.log() != c.log {
			t.Errorf("%s by %s: got %+v (%v), %d hits; the proxy was asked %q", c.url, proxy.URL, outcome, err, hits.Load()-before, g.log())
		}
		proxy.Close()
	}
}

func TestExceptionsGoStraight(t *testing.T) {
	t.Parallel()
	var hits atomic.Int32
	server := httptest.NewServer(destination(t, &hits))
	t.Cleanup(server.Close)
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	for _, c := range []struct {
		except, url string
		straight    bool
	}{
		{"127.0.0.1", "http://127.0.0.1:" + port, true},
		{"127.0.0.0/8", "http://127.0.0.1:" + port, true},
		{"Example.com", "http://example.com:" + port, true},
		{"example.com:" + port, "http://EXAMPLE.com:" + port, true},
		{"example.com:1", "http://example.com:" + port, false},
		{"127.0.0.2", "http://127.0.0.1:" + port, false},
		{"127.0.0.1", "http://example.com:" + port, false}, // not by where it leads
	} {
		g := &gateway{to: server.Listener.Addr().String()}
		proxy := httptest.NewServer(g)
		names := resolver(t, func(string) []string { return []string{"127.0.0.1"} })
		before := hits.Load()
		client := newClient(t, outbound.Options{Proxy: withUser(proxy.URL), ProxyExcept: []string{c.except}, Resolver: names, Allow: []string{"127.0.0.1"}})
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Basic canary-header")
		resp, err := client.Do(req)
		if err == nil {
			_ = resp.Body.Close()
		}
		if err != nil || hits.Load() != before+1 || (g.log() == "") != c.straight {
			t.Errorf("except %s, %s: %v; the proxy was asked %q", c.except, c.url, err, g.log())
		}
		proxy.Close()
	}
	// What goes straight is guarded as ever.
	outcome, err := post(t, newClient(t, outbound.Options{Proxy: "http://127.0.0.1:1", ProxyExcept: []string{"127.0.0.1"}}), server.URL)
	if outcome.Reason != "private_address" {
		t.Errorf("got %+v, %v", outcome, err)
	}
}

// TestProxyIsNoDestination keeps a channel from reaching the proxy itself, which the
// operator named for another purpose.
func TestProxyIsNoDestination(t *testing.T) {
	t.Parallel()
	asked, proxy, _ := counted(t)
	for _, except := range [][]string{nil, {"127.0.0.1"}} {
		outcome, err := post(t, newClient(t, outbound.Options{Proxy: proxy.URL, ProxyExcept: except}), proxy.URL)
		if outcome.Reason != "private_address" || asked.Load() != 0 {
			t.Errorf("except %v: got %+v (%v)", except, outcome, err)
		}
	}
}

// TestTroubleWithTheProxy tells what surely did not leave the proxy from what may have.
func TestTroubleWithTheProxy(t *testing.T) {
	t.Parallel()
	says := func(status string) func(net.Conn) {
		return answer("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n")
	}
	hang := func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }
	// tunnel opens a way that leads to a TLS server which never answers, or to nobody.
	hold := quiet(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }))
	lead := httptest.NewServer(&gateway{to: hold.Listener.Addr().String()})
	t.Cleanup(lead.Close)
	unknown := quiet(t, http.NotFoundHandler())
	const plain, secure = "http://example.com/path-canary?query=canary", "https://example.com/path-canary?query=canary"
	for name, c := range map[string]struct {
		proxy, url string
		class      connector.Class
		reason     string
	}{
		"nobody listens":               {"http://" + closedPort, secure, connector.Transient, "proxy"},
		"nobody listens, plain":        {"http://" + closedPort, plain, connector.Transient, "proxy"},
		"no such name":                 {"http://no-such-proxy.invalid:3128", secure, connector.Transient, "proxy"},
		"closes at once":               {"http://" + listen(t, func(net.Conn) {}), secure, connector.Transient, "proxy"},
		"reads and closes":             {"http://" + listen(t, readRequest), secure, connector.Transient, "proxy"},
		"never answers":                {"http://" + listen(t, hang), secure, connector.Transient, "proxy"},
		"speaks no HTTP":               {"http://" + listen(t, answer("220 ready\r\n")), secure, connector.Transient, "proxy"},
		"is a stranger":                {unknown.URL, secure, connector.Transient, "proxy"},
		"speaks no TLS":                {"https://" + listen(t, readRequest), secure, connector.Transient, "proxy"},
		"wants a password":             {"http://" + listen(t, says("407 Proxy Authentication Required")), secure, connector.Transient, "proxy_auth"},
		"wants a password, plain":      {"http://" + listen(t, says("407 Proxy Authentication Required")), plain, connector.Transient, "proxy_auth"},
		"refuses":                      {"http://" + listen(t, says("403 canary")), secure, connector.Transient, "proxy_refused"},
		"refuses the port":             {"http://" + listen(t, says("405 Method Not Allowed")), secure, connector.Transient, "proxy_refused"},
		"is busy":                      {"http://" + listen(t, says("429 Too Many Requests")), secure, connector.Transient, "proxy_refused"},
		"sends elsewhere":              {"http://" + listen(t, says("302 Found")), secure, connector.Transient, "proxy_refused"},
		"cannot reach it":              {"http://" + listen(t, says("502 Bad Gateway")), secure, connector.Transient, "proxy_gateway"},
		"has no time":                  {"http://" + listen(t, says("503 Service Unavailable")), secure, connector.Transient, "proxy_gateway"},
		"waited for it":                {"http://" + listen(t, says("504 Gateway Timeout")), secure, connector.Transient, "proxy_gateway"},
		"cannot reach it, plain":       {"http://" + listen(t, says("502 Bad Gateway")), plain, connector.Ambiguous, "http_502"},
		"waited for it, plain":         {"http://" + listen(t, says("504 Gateway Timeout")), plain, connector.Ambiguous, "http_504"},
		"refuses, plain":               {"http://" + listen(t, says("403 Forbidden")), plain, connector.Reauth, "http_403"},
		"reads and closes, plain":      {"http://" + listen(t, readRequest), plain, connector.Ambiguous, "cut"},
		"never answers, plain":         {"http://" + listen(t, hang), plain, connector.Ambiguous, "timeout"},
		"the way leads to a stranger":  {lead.URL, strings.Replace(secure, ".com", ".org", 1), connector.Transient, "tls"},
		"the way is cut after it left": {lead.URL, secure, connector.Ambiguous, "cut"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			options := outbound.Options{Proxy: withUser(c.proxy), Resolver: nameless(t), Timeout: 10 * time.Second}
			if strings.HasPrefix(name, "never") {
				options.Timeout = time.Second
			}
			if c.proxy == lead.URL {
				options.Authorities = authority(hold)
			}
			client := newClient(t, options)
			outcome, err := post(t, client, c.url)
			if outcome.Class != c.class || outcome.Reason != c.reason {
				t.Errorf("got %s %q (%v), want %s %q", outcome.Class, outcome.Reason, err, c.class, c.reason)
			}
			if words := outcome.Detail; strings.HasPrefix(c.reason, "proxy") && (!strings.Contains(words.EN, "proxy") || !strings.Contains(words.VI, "proxy")) {
				t.Errorf("people are told %+v", words)
			}
			if shown := fmt.Sprintf("%+v %#v %v %+v %+v", err, err, errors.Unwrap(err), outcome, client); strings.Contains(shown, "canary") {
				t.Errorf("a secret is shown: %s", shown)
			}
		})
	}
}

func TestUnreadableProxyIsRefused(t *testing.T) {
	t.Parallel()
	for _, proxy := range []string{"proxy:3128", "ftp://u:canary@proxy", "socks5://u:canary@proxy", "http://u:canary@", "http://u:canary@[::1", "http://u:canary%@proxy", "//proxy"} {
		_, err := outbound.New(outbound.Options{Proxy: proxy, Now: noon})
		if err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v", proxy, err)
		}
	}
	if _, err := outbound.New(outbound.Options{ProxyExcept: []string{"http://a"}, Now: noon}); err == nil {
		t.Error("an unreadable exception was taken")
	}
}

func TestEnvironmentProxyIsNoneOfOurs(t *testing.T) {
	var stray atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { stray.Add(1) }))
	t.Cleanup(other.Close)
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"} {
		t.Setenv(name, other.URL)
	}
	t.Setenv("NO_PROXY", "*")
	asked, proxy, _ := counted(t)
	_, _ = post(t, newClient(t, outbound.Options{Proxy: proxy.URL, Resolver: nameless(t)}), "http://example.com")
	outcome, err := post(t, newClient(t, outbound.Options{Resolver: nameless(t)}), "http://example.com")
	if stray.Load() != 0 || asked.Load() != 1 || outcome.Reason != "dns" {
		t.Errorf("the environment's proxy was asked %d times, ours %d times; without one got %+v, %v", stray.Load(), asked.Load(), outcome, err)
	}
}

func TestPrivateAuthority(t *testing.T) {
	t.Parallel()
	server := quiet(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }))
	allow := []string{"127.0.0.1"}
	outcome, err := post(t, newClient(t, outbound.Options{Allow: allow}), server.URL)
	if outcome.Class != connector.Transient || outcome.Reason != "tls" || !strings.Contains(outcome.Detail.EN, "LANTOA_OUTBOUND_CA_FILE") {
		t.Errorf("without the setting: got %+v, %v", outcome, err)
	}
	if outcome, err := post(t, newClient(t, outbound.Options{Allow: allow, Authorities: authority(server)}), server.URL); outcome.Class != connector.OK {
		t.Errorf("with it: got %+v, %v", outcome, err)
	}
	wrong := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	if outcome, err := post(t, newClient(t, outbound.Options{Allow: append(allow, "::1"), Authorities: authority(server)}), wrong); outcome.Reason != "tls" && outcome.Reason != "refused" {
		t.Errorf("for another name: got %+v, %v", outcome, err)
	}
	if _, err := outbound.New(outbound.Options{Authorities: []byte("no certificate"), Now: noon}); err == nil {
		t.Error("authorities without a certificate were taken")
	}
}

// TestSystemAuthoritiesStillCount gives a child process a system of its own, whose one
// authority is the server's; the setting names another.
func TestSystemAuthoritiesStillCount(t *testing.T) {
	const to = "TEST_SERVER"
	if address := os.Getenv(to); address != "" {
		outcome, err := post(t, newClient(t, outbound.Options{Allow: []string{"127.0.0.1"}, Authorities: stranger(t)}), address)
		fmt.Println("child:", outcome.Class, err)
		return
	}
	server := quiet(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }))
	file := filepath.Join(t.TempDir(), "system.pem")
	if err := os.WriteFile(file, authority(server), 0o600); err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSystemAuthoritiesStillCount$", "-test.v")
	child.Env = append(os.Environ(), to+"="+server.URL, "SSL_CERT_FILE="+file, "SSL_CERT_DIR="+t.TempDir())
	said, err := child.CombinedOutput()
	if err != nil || !bytes.Contains(said, []byte("child: ok")) {
		t.Errorf("%v: %s", err, said)
	}
}

// stranger makes an authority that signed nothing of the test's servers.
func stranger(t *testing.T) []byte {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	made, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made})
}

// TestTimeGrowsWithTheBody answers long after the time of a request without a body.
func TestTimeGrowsWithTheBody(t *testing.T) {
	t.Parallel()
	late := "http://" + listen(t, func(conn net.Conn) {
		req, err := http.ReadRequest(bufio.NewReader(conn))
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, req.Body)
		time.AfterFunc(2*shortly, func() { _, _ = io.WriteString(conn, "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}") })
		_, _ = io.Copy(io.Discard, conn) // until the client hangs up
	})
	client := newClient(t, outbound.Options{Allow: []string{"127.0.0.1"}, Timeout: shortly})
	for name, c := range map[string]struct {
		body io.Reader
		want connector.Class
	}{
		"none":              {nil, connector.Ambiguous},
		"empty":             {http.NoBody, connector.Ambiguous},
		"short":             {strings.NewReader("{}"), connector.Ambiguous},
		"512 KiB":           {bytes.NewReader(make([]byte, 512<<10)), connector.OK},
		"of unknown length": {io.MultiReader(strings.NewReader("{}")), connector.OK},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, late, c.body)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := client.Do(req)
			if err == nil {
				_, err = outbound.ReadAll(resp, 10)
			}
			outcome := outbound.Classify(connector.GuardKey, resp, err)
			if outcome.Class != c.want || c.want == connector.Ambiguous && outcome.Reason != "timeout" {
				t.Errorf("got %+v (%v), want %s", outcome, err, c.want)
			}
		})
	}
}
