// Package outbound is the only HTTP client that leaves the house.
//
// It refuses private addresses on the address that is really dialled, always sets a
// deadline, bounds what it reads, follows no redirect that could repeat a change, and
// knows whether a request may have left: that is what tells "surely not applied" from
// "may have been applied". No text it makes holds a path, a query, a user or a header.
package outbound

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
)

const (
	defaultTimeout = 15 * time.Second
	defaultMaxBody = 4 << 20
	maxHeader      = 64 << 10
	maxRedirects   = 3
	// maxWait bounds what a destination may ask for by Retry-After: after a day it is
	// asked again, whatever it said.
	maxWait = 24 * time.Hour
)

// Options are the choices of a client.
type Options struct {
	// Allow lists destinations that may be private, such as on-premises portals, each as
	// host, host:port, address, address:port or CIDR prefix.
	Allow []string
	// Timeout bounds a request from dialling to the last byte of the answer; 15 s when zero.
	Timeout time.Duration
	// MaxBody is the longest answer in bytes; reading past it is an error; 4 MiB when zero.
	MaxBody   int64
	UserAgent string
	// Now is the clock against which Retry-After is read.
	Now func() time.Time
	// Roots are the certificate authorities to trust; nil means the system's.
	Roots *x509.CertPool
}

// Client sends requests to destinations. Each request has a connection of its own and
// speaks HTTP/1.1: a destination that closes an idle connection under a request would
// otherwise turn a certain failure into a doubtful one.
type Client struct {
	http    *http.Client
	agent   string
	maxBody int64
	now     func() time.Time
}

var _ connector.Doer = (*Client)(nil)

// New makes a client; an entry of Options.Allow that cannot be read is an error.
func New(options Options) (*Client, error) {
	if options.Now == nil {
		return nil, errors.New("outbound: a clock is required")
	}
	gate, err := newGate(options.Allow)
	if err != nil {
		return nil, err
	}
	if options.Timeout <= 0 {
		options.Timeout = defaultTimeout
	}
	if options.MaxBody <= 0 {
		options.MaxBody = defaultMaxBody
	}
	transport := &http.Transport{
		Proxy:                  nil, // a proxy from the environment would dial past the guard
		DialContext:            gate.dial,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: options.Roots},
		TLSHandshakeTimeout:    options.Timeout,
		DisableKeepAlives:      true,
		MaxResponseHeaderBytes: maxHeader,
	}
	return &Client{
		http:    &http.Client{Transport: transport, CheckRedirect: checkRedirect, Timeout: options.Timeout},
		agent:   options.UserAgent,
		maxBody: options.MaxBody,
		now:     options.Now,
	}, nil
}

// Do sends a request. Its error is always an [*Error]. The caller closes the body of
// the answer; reading it fails with an [*Error] too. A Retry-After of the answer is
// rewritten as an HTTP date, or removed when it cannot be used, so that nobody after
// needs a clock to read it.
func (c *Client) Do(req *http.Request) (*http.Response, error) {
	host := req.URL.Host
	if reason := refuse(req); reason != "" {
		return nil, &Error{Host: host, Reason: reason}
	}
	var sent atomic.Bool
	trace := &httptrace.ClientTrace{
		// From here on the transport may write at any moment: the connection stands and
		// TLS is agreed. Later hooks fire after the first bytes may have left.
		GotConn: func(httptrace.GotConnInfo) { sent.Store(true) },
	}
	traced := req.Clone(httptrace.WithClientTrace(req.Context(), trace))
	if traced.Header.Get("User-Agent") == "" && c.agent != "" {
		traced.Header.Set("User-Agent", c.agent)
	}
	resp, err := c.http.Do(traced)
	if err != nil {
		return nil, describe(err, host, sent.Load())
	}
	resp.Body = &boundedBody{body: resp.Body, left: c.maxBody, host: host}
	settleRetryAfter(resp.Header, c.now())
	return resp, nil
}

// refuse names what makes a request unfit to leave; empty when nothing does.
func refuse(req *http.Request) Reason {
	switch {
	case req.Context() == context.Background(): // nobody could stop it
		return ReasonNoContext
	case req.URL.Scheme != "http" && req.URL.Scheme != "https", req.URL.Host == "":
		return ReasonAddress
	case req.URL.User != nil: // would end in logs of servers and proxies
		return ReasonAddress
	}
	return ""
}

// checkRedirect follows what only reads, a few times, and never from https to http. A
// request that changes something is not followed: its answer is the redirect itself.
func checkRedirect(next *http.Request, earlier []*http.Request) error {
	first, last := earlier[0], earlier[len(earlier)-1]
	switch {
	case first.Method != http.MethodGet && first.Method != http.MethodHead:
		return http.ErrUseLastResponse
	case len(earlier) > maxRedirects:
		return errRedirects
	case last.URL.Scheme == "https" && next.URL.Scheme != "https":
		return errDowngrade
	case next.URL.User != nil:
		return errRedirects
	}
	return nil
}
