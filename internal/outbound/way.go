package outbound

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
)

// way carries one request, and each redirect anew, either straight to its destination or
// to the proxy. The two have connections of their own: the proxy may be reached because
// the operator named it, and a destination that happens to have its address may not.
type way struct {
	gate     *gate
	straight http.RoundTripper
	proxied  http.RoundTripper // nil without a proxy
	except   places            // go straight although there is a proxy
}

func newWay(options Options) (*way, error) {
	gate, err := newGate(options.Allow, options.Resolver)
	if err != nil {
		return nil, err
	}
	trusted, err := roots(options)
	if err != nil {
		return nil, err
	}
	w := &way{gate: gate}
	if w.except, err = newPlaces(options.ProxyExcept); err != nil {
		return nil, err
	}
	transport := func() *http.Transport {
		return &http.Transport{
			Proxy:                  nil, // that of the environment was named by nobody
			DialContext:            gate.dial,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: trusted},
			TLSHandshakeTimeout:    options.Timeout,
			DisableKeepAlives:      true,
			MaxResponseHeaderBytes: maxHeader,
		}
	}
	w.straight = transport()
	if options.Proxy == "" {
		return w, nil
	}
	proxy, err := parseProxy(options.Proxy)
	if err != nil {
		return nil, err
	}
	through := transport()
	through.Proxy = http.ProxyURL(proxy)
	through.DialContext = gate.open.DialContext
	through.OnProxyConnectResponse = tunnelled
	w.proxied = through
	return w, nil
}

// parseProxy reads a proxy's URL. Its error does not repeat it: there may be a password.
func parseProxy(raw string) (*url.URL, error) {
	proxy, err := url.Parse(raw)
	if err != nil || (proxy.Scheme != "http" && proxy.Scheme != "https") || proxy.Hostname() == "" {
		return nil, errors.New("outbound: the proxy must be an http or https URL with a host")
	}
	return proxy, nil
}

// roots are the certificate authorities to trust; nil means the system's.
func roots(options Options) (*x509.CertPool, error) {
	pool := options.Roots
	if len(options.Authorities) == 0 {
		return pool, nil
	}
	if pool == nil {
		var err error
		if pool, err = x509.SystemCertPool(); err != nil {
			return nil, errors.New("outbound: the system's certificate authorities cannot be read")
		}
	}
	pool = pool.Clone()
	if !pool.AppendCertsFromPEM(options.Authorities) {
		return nil, errors.New("outbound: there is no certificate among the further authorities")
	}
	return pool, nil
}

// RoundTrip implements http.RoundTripper.
func (w *way) RoundTrip(req *http.Request) (*http.Response, error) {
	host, port := req.URL.Hostname(), portOf(req.URL)
	if w.proxied == nil || w.except.holds(host, port) {
		return w.straight.RoundTrip(req)
	}
	err := w.gate.mayAsk(req.Context(), host, port)
	if err == nil && req.Host != "" && req.Host != req.URL.Host { // a proxy goes by it
		err = errAddress
	}
	if err != nil {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, err
	}
	tripOf(req.Context()).atProxy.Store(true)
	resp, err := w.proxied.RoundTrip(req)
	if err == nil && resp.StatusCode == http.StatusProxyAuthRequired && req.URL.Scheme == "http" {
		_ = resp.Body.Close()
		return nil, proxyRefusal(resp.StatusCode)
	}
	return resp, err
}

func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}

// trip is what is known of a request that is under way.
type trip struct {
	// sent tells that at least one byte may have reached the destination.
	sent atomic.Bool
	// atProxy tells that the proxy has been turned to and has opened no way yet.
	atProxy atomic.Bool
}

type tripKey struct{}

// begin gives a request's context a trip that it reports to.
func begin(ctx context.Context) (context.Context, *trip) {
	t := &trip{}
	trace := &httptrace.ClientTrace{
		// From here on the transport may write at any moment: the connection stands and
		// TLS is agreed. Later hooks fire after the first bytes may have left.
		GotConn: func(httptrace.GotConnInfo) { t.sent.Store(true); t.atProxy.Store(false) },
	}
	return httptrace.WithClientTrace(context.WithValue(ctx, tripKey{}, t), trace), t
}

// tripOf returns the trip of a context; one that nobody reads where there is none.
func tripOf(ctx context.Context) *trip {
	if t, ok := ctx.Value(tripKey{}).(*trip); ok {
		return t
	}
	return &trip{}
}

// tunnelled hears what the proxy answers to CONNECT.
func tunnelled(ctx context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode != http.StatusOK {
		return proxyRefusal(resp.StatusCode)
	}
	tripOf(ctx).atProxy.Store(false)
	return nil
}

// describe turns an error of net/http into one that can be shown.
func (t *trip) describe(err error, host string) *Error {
	var refusal proxyRefusal
	if errors.As(err, &refusal) { // it went no further than to the proxy
		return &Error{Host: host, Reason: refusal.reason()}
	}
	described := describe(err, host, t.sent.Load())
	if t.atProxy.Load() && described.Reason != ReasonCancelled {
		described.Reason = ReasonProxy
	}
	return described
}

var _ http.RoundTripper = (*way)(nil)
