package outbound_test

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/outbound"
)

// forbidden is the corpus of hosts that lead into somebody's house, or nowhere. %PORT of the
// test's server follows each.
func forbidden() []string {
	return slices.Concat(loopbacks(), []string{
		"0.0.0.0", "0", "0.1.2.3", "[::]", "[::0]", // this machine
		"169.254.169.254", "169.254.0.1", "0xA9FEA9FE", "2852039166", "[::ffff:169.254.169.254]", "[fe80::1]", "[fe80::1%25eth0]", "[fe80::1%25lo]", "[febf::1]", // link-local
		"[fc00::1]", "[fd00::1]", "[fdff:ffff::1]", "[fd00:ec2::254]", "[fec0::1]", // unique and site-local
		"10.0.0.1", "10.255.255.255", "012.0.0.1", "167772161", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255", "[::ffff:10.0.0.1]", "[::ffff:a00:1]",
		"100.64.0.1", "100.127.255.255", // between a provider and its customers
		"198.18.0.1", "198.19.255.255", // benchmarks
		"192.0.0.1", "192.0.0.170", "192.88.99.1", "192.31.196.1", "192.52.193.1", "192.175.48.1", // protocols
		"192.0.2.1", "198.51.100.1", "203.0.113.1", "[2001:db8::1]", "[3fff::1]", // documentation
		"224.0.0.1", "239.255.255.255", "[ff02::1]", "[ff0e::1]", // multicast
		"240.0.0.1", "255.255.255.255", "4294967295", // reserved, broadcast
		"[64:ff9b::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::7f00:1]", "[64:ff9b:1:ffff::10.0.0.1]", // NAT64
		"[2002:7f00:1::]", "[2002:a00:1::1]", "[2002:c0a8:101::1]", // 6to4
		"[2001:0:7f00:1::1]", "[2001:0:4136:e378:8000:63bf:80ff:fffe]", "[2001:20::1]", // Teredo, ORCHIDv2
		"[100::1]", "[5f00::1]", "[4000::1]", // discard, segments, not given out
	})
}

func loopbacks() []string {
	return []string{
		"127.0.0.1", "127.0.0.2", "127.255.255.254", "127.1", "127.0.1", "0x7f.1", "0x7f.0.0.0x1", "0X7F.1", "0x7f000001", "2130706433", "017700000001",
		"0177.0.0.1", "0177.1", "127.000.000.001", "127.0.0.1.", "127.1.", "127.0.0.01",
		"[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:0001]", "[::ffff:127.9.9.9]",
		"[::127.0.0.1]", "[::7f00:1]", "[::ffff:0:127.0.0.1]", "[::1%25lo]",
		"localhost", "localhost.", "LOCALHOST", "LocalHost.", "rebound.example", "REBOUND.example.",
		"127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "１２７.0.0.1", "①②⑦.0.0.1", "ｌｏｃａｌｈｏｓｔ", "１２７.１",
	}
}

// loops is a name server in which every name leads to this machine.
func loops(t testing.TB) *net.Resolver {
	t.Helper()
	return resolver(t, func(string) []string { return []string{"127.0.0.1", "::1"} })
}

// counted is a server at which nobody should arrive, and its port.
func counted(t testing.TB) (hits *atomic.Int32, server *httptest.Server, port string) {
	t.Helper()
	hits = new(atomic.Int32)
	server = httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits.Add(1) }))
	t.Cleanup(server.Close)
	_, port, _ = net.SplitHostPort(server.Listener.Addr().String())
	return hits, server, port
}

// clientsOf are clients that may reach nothing private: one that dials, one with a proxy.
func clientsOf(t *testing.T, proxy string, options outbound.Options) map[string]*outbound.Client {
	t.Helper()
	straight := newClient(t, options)
	options.Proxy = proxy
	return map[string]*outbound.Client{"straight": straight, "by the proxy": newClient(t, options)}
}

func TestCorpusOfForbiddenHosts(t *testing.T) {
	t.Parallel()
	hits, _, port := counted(t)
	asked, proxy, _ := counted(t)
	for way, client := range clientsOf(t, proxy.URL, outbound.Options{Resolver: loops(t), Allow: []string{"portal.example", "127.0.0.1:1", "10.1.0.0/16", "[::1]:1"}}) {
		for _, host := range forbidden() {
			for _, scheme := range []string{"http", "https"} {
				outcome, err := post(t, client, scheme+"://"+host+":"+port+"/")
				if outcome.Class != connector.Rejected || (outcome.Reason != "private_address" && outcome.Reason != "bad_address") {
					t.Errorf("%s, %s %s: got %s %q (%v), want rejected", way, scheme, host, outcome.Class, outcome.Reason, err)
				}
			}
		}
	}
	if hits.Load() != 0 || asked.Load() != 0 {
		t.Errorf("%d requests reached a private address, %d the proxy", hits.Load(), asked.Load())
	}
}

func TestCorpusOfRedirects(t *testing.T) {
	t.Parallel()
	hits, _, port := counted(t)
	target := new(atomic.Value)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", target.Load().(string))
		w.WriteHeader(http.StatusFound)
	}))
	t.Cleanup(server.Close)
	// The proxy gives the same answer, so that the first step comes from it there.
	clients := clientsOf(t, server.URL, outbound.Options{Resolver: nameless(t), Allow: []string{server.Listener.Addr().String()}})
	for way, client := range clients {
		for _, host := range []string{"127.0.0.1", "127.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "localhost.", "0.0.0.0", "169.254.169.254", "10.0.0.1", "[fd00::1]",
			"[64:ff9b::7f00:1]", "[2002:7f00:1::]", "127。0。0。1", "user@127.0.0.1", "127.0.0.1%00.example"} {
			target.Store("http://" + host + ":" + port + "/latest")
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			var failed *outbound.Error
			resp, err := client.Do(req)
			if !errors.As(err, &failed) {
				t.Errorf("%s, %s: got %v, %v", way, host, resp, err)
				continue
			}
			if harmless := outbound.Harmless(outbound.Classify(connector.GuardKey, nil, err)); harmless.Class == connector.OK || strings.Contains(err.Error(), "latest") {
				t.Errorf("%s, %s: got %v", way, host, err)
			}
		}
	}
	if hits.Load() != 0 {
		t.Errorf("%d requests reached a private address", hits.Load())
	}
}

// TestTrickyAddresses holds what looks like one host and is another against the host that
// the request goes to: nowhere, or where the URL really says.
func TestTrickyAddresses(t *testing.T) {
	t.Parallel()
	hits, _, port := counted(t)
	at := "127.0.0.1:" + port
	clients := clientsOf(t, "http://127.0.0.1:1", outbound.Options{Resolver: nameless(t)})
	for _, c := range []struct{ url, host string }{
		{"http://example.com#@" + at + "/", "example.com"},
		{"http://example.com?@" + at + "/", "example.com"},
		{"http://example.com/@" + at + "/", "example.com"},
		{"http://example.com\\@" + at + "/", ""},
		{"http://" + at + "\\@example.com/", ""},
		{"http://example.com@" + at + "/", ""},
		{"http://" + at + "@example.com/", ""},
		{"http://user:password@" + at + "/", ""},
		{"http://@" + at + "/", ""},
		{"http://127.0.0.1\x00.example.com:" + port + "/", ""},
		{"http://127.0.0.1%00.example.com:" + port + "/", ""},
		{"http://127.0.0.1%2eexample.com:" + port + "/", ""},
		{"http://127.0.0.1\n.example.com:" + port + "/", ""},
		{"http://127.0.0.1\r\nHost: example.com:" + port + "/", ""},
		{"http://127.0.0.1\t:" + port + "/", ""},
		{"http:// " + at + "/", ""},
		{"http:///" + at + "/", ""},
		{"http:" + at + "/", ""},
		{"//" + at + "/", ""},
		{"http://[::1:" + port + "/", ""},
		{"http://[::1]" + port + "/", ""},
		{"http://[::1]:80:" + port + "/", ""},
		{"http://[127.0.0.1]:" + port + "/", ""},
		{"http://example.com:0/", ""},
		{"http://example.com:65536/", ""},
		{"http://example.com:-1/", ""},
		{"http://example.com:80:" + port + "/", ""},
		{"http://example.com:http/", ""},
		{"file:///etc/passwd", ""},
		{"gopher://" + at + "/", ""},
		{"unix:///run/postgres.sock", ""},
		{"HTTP://example.com/", "example.com"},
	} {
		for way, client := range clients {
			outcome, err := post(t, client, c.url)
			var failed *outbound.Error
			switch {
			case c.host == "" && (outcome.Class != connector.Rejected || (outcome.Reason != "bad_address" && outcome.Reason != "private_address")):
				t.Errorf("%s, %q: got %s %q (%v), want rejected", way, c.url, outcome.Class, outcome.Reason, err)
			case c.host != "" && (!errors.As(err, &failed) || failed.Host != c.host || (failed.Reason != outbound.ReasonDNS && failed.Reason != outbound.ReasonProxy)):
				t.Errorf("%s, %q: got %v, want %s asked for", way, c.url, err, c.host)
			}
		}
	}
	if hits.Load() != 0 {
		t.Errorf("%d requests reached a private address", hits.Load())
	}
}

// TestRebindingMeetsTheDialledAddress is a name that is public when it is looked at and
// private when it is dialled.
func TestRebindingMeetsTheDialledAddress(t *testing.T) {
	t.Parallel()
	hits, _, port := counted(t)
	var turned atomic.Bool
	names := resolver(t, func(string) []string {
		if turned.Load() {
			return []string{"127.0.0.1"}
		}
		return []string{"8.8.8.8"}
	})
	client := newClient(t, outbound.Options{Resolver: names})
	if seen, err := names.LookupHost(t.Context(), "turning.example"); err != nil || !slices.Equal(seen, []string{"8.8.8.8"}) {
		t.Fatalf("first it is %v (%v)", seen, err)
	}
	turned.Store(true)
	if outcome, err := post(t, client, "http://turning.example:"+port); outcome.Reason != "private_address" || outcome.Class != connector.Rejected || hits.Load() != 0 {
		t.Errorf("got %+v (%v) after %d hits", outcome, err, hits.Load())
	}
}

// TestNamesOfMixedAddresses keeps a proxy from choosing the private one of two.
func TestNamesOfMixedAddresses(t *testing.T) {
	t.Parallel()
	asked, proxy, _ := counted(t)
	names := resolver(t, func(string) []string { return []string{"8.8.8.8", "2606:4700::1111", "10.0.0.7"} })
	if outcome, err := post(t, newClient(t, outbound.Options{Resolver: names, Proxy: proxy.URL}), "http://mixed.example"); outcome.Reason != "private_address" || asked.Load() != 0 {
		t.Errorf("got %+v (%v), the proxy was asked %d times", outcome, err, asked.Load())
	}
	if outcome, err := post(t, newClient(t, outbound.Options{Resolver: names, Proxy: proxy.URL, Allow: []string{"10.0.0.7"}}), "http://mixed.example"); asked.Load() != 1 {
		t.Errorf("listed: got %+v (%v), the proxy was asked %d times", outcome, err, asked.Load())
	}
}

// TestAllowListOpensWhatItNames and nothing beside it, with and without a proxy.
func TestAllowListOpensWhatItNames(t *testing.T) {
	t.Parallel()
	hits, _, port := counted(t)
	asked, proxy, _ := counted(t)
	names := resolver(t, func(string) []string { return []string{"127.0.0.1"} })
	for _, c := range []struct {
		allow  string
		opens  string // "" for nothing
		closed []string
	}{
		{"127.0.0.1", "127.0.0.1", []string{"127.0.0.2", "[::1]", "127.1", "2130706433", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "0.0.0.0"}},
		{"127.0.0.1", "intranet.local", nil}, // by where it leads
		{"[::ffff:127.0.0.1]", "127.0.0.1", []string{"127.0.0.2", "[::1]"}},
		{"127.0.0.1:" + port, "127.0.0.1", []string{"127.0.0.2", "[::1]"}},
		{"127.0.0.1:1", "", []string{"127.0.0.1", "portal.example"}},
		{"127.0.0.0/31", "127.0.0.1", []string{"127.0.0.2", "[::1]"}},
		{"::1", "", []string{"127.0.0.1", "[::2]", "portal.example"}},
		{"portal.example", "PORTAL.example", []string{"127.0.0.1", "portal.example.", "a.portal.example", "portal.example.vn", "xportal.example"}},
		{"portal.example:" + port, "portal.example", []string{"other.example", "127.0.0.1"}},
		{"portal.example:1", "", []string{"portal.example"}},
		{"localhost", "localhost", []string{"127.0.0.1", "localhost.", "a.localhost"}},
	} {
		for way, client := range clientsOf(t, proxy.URL, outbound.Options{Resolver: names, Allow: []string{c.allow}}) {
			arrived := map[string]*atomic.Int32{"straight": hits, "by the proxy": asked}[way]
			before := arrived.Load()
			if c.opens != "" {
				if outcome, err := post(t, client, "http://"+c.opens+":"+port); arrived.Load() != before+1 {
					t.Errorf("%s, allow %s: %s is closed: %+v, %v", way, c.allow, c.opens, outcome, err)
				}
			}
			before = arrived.Load()
			for _, host := range c.closed {
				if outcome, err := post(t, client, "http://"+host+":"+port); outcome.Class != connector.Rejected || arrived.Load() != before {
					t.Errorf("%s, allow %s: %s is open: %+v, %v", way, c.allow, host, outcome, err)
				}
			}
		}
	}
}

// TestNamesOfTheHouseAreNotTheProxys keeps names that only the proxy could resolve, and
// that no public name server knows, from it.
func TestNamesOfTheHouseAreNotTheProxys(t *testing.T) {
	t.Parallel()
	asked, proxy, _ := counted(t)
	client := newClient(t, outbound.Options{Resolver: nameless(t), Proxy: proxy.URL})
	for _, host := range []string{"intranet", "intranet.", "proxy", "a.localhost", "printer.local", "metadata.google.internal", "METADATA.google.Internal.", "nas.home.arpa", "a.localdomain"} {
		if outcome, err := post(t, client, "http://"+host); outcome.Reason != "private_address" || asked.Load() != 0 {
			t.Errorf("%s: got %+v (%v), the proxy was asked %d times", host, outcome, err, asked.Load())
		}
	}
	public := newClient(t, outbound.Options{Resolver: resolver(t, func(string) []string { return []string{"8.8.8.8"} }), Proxy: proxy.URL})
	if outcome, err := post(t, public, "http://metadata.google.internal"); outcome.Reason != "private_address" || asked.Load() != 0 {
		t.Errorf("a name of the house with a public address: got %+v (%v)", outcome, err)
	}
	if outcome, err := post(t, client, "http://portal.example"); asked.Load() != 1 {
		t.Errorf("a name that is unknown here: got %+v (%v)", outcome, err)
	}
}

// loose reads a host as the most generous programs do: one to four numbers, each decimal,
// octal or hexadecimal, of which the last fills what is left of the 32 bits.
func loose(host string) (netip.Addr, bool) {
	if addr, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return addr.Unmap(), true
	}
	parts := strings.Split(strings.TrimSuffix(host, "."), ".")
	if len(parts) > 4 {
		return netip.Addr{}, false
	}
	var value uint64
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 0, 32)
		if err != nil || strings.ContainsAny(part, "_oO") || len(part) > 1 && (part[1] == 'b' || part[1] == 'B') { // Go's own spellings
			return netip.Addr{}, false
		}
		if i < len(parts)-1 {
			n <<= 8 * (3 - i)
		}
		value += n
	}
	return netip.AddrFrom4([4]byte{byte(value >> 24), byte(value >> 16), byte(value >> 8), byte(value)}), true
}

func FuzzProxyIsAskedForNothingPrivate(f *testing.F) {
	for _, host := range forbidden() {
		f.Add(strings.ReplaceAll(host, "%25", "%"))
	}
	for _, host := range []string{"example.com", "8.8.8.8", "[2606:4700::1111]", "xn--bo-lka.vn", "a..b", "127.0.0.1:1", "", ".", "0x", "1.2.3.4.5"} {
		f.Add(host)
	}
	var last atomic.Pointer[string]
	proxy := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { last.Store(&r.Host) }))
	f.Cleanup(proxy.Close)
	client, err := outbound.New(outbound.Options{Proxy: proxy.URL, Resolver: nameless(f), Now: noon, Timeout: 5 * time.Second})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, host string) {
		last.Store(nil)
		req := &http.Request{Method: http.MethodGet, URL: &url.URL{Scheme: "http", Host: host}, Header: http.Header{}}
		resp, err := client.Do(req.WithContext(t.Context()))
		if err == nil {
			_ = resp.Body.Close()
		}
		asked := last.Load()
		if asked == nil {
			return
		}
		bare := (&url.URL{Host: *asked}).Hostname()
		if addr, ok := loose(bare); ok && (addr.IsLoopback() || addr.IsPrivate() || addr.IsLinkLocalUnicast() || addr.IsUnspecified()) || strings.EqualFold(strings.TrimRight(bare, "."), "localhost") {
			t.Errorf("%q: the proxy was asked for %q", host, *asked)
		}
	})
}
