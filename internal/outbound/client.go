// Package outbound is the only HTTP client that leaves the house.
//
// It refuses private addresses on the address that is really dialled, or before it asks
// the proxy that the operator named; always sets a deadline, bounds what it reads, follows
// no redirect that could repeat a change, tells no host where a request was before, and
// knows whether it may have left: that is what tells "surely not applied" from "may have
// been applied". No text it makes holds a path, a query, a user, a password or a header.
package outbound

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
)

const (
	defaultTimeout = 15 * time.Second
	// maxTimeout bounds the time of a request with a long body, of which this many bytes
	// are thought to leave in a second.
	maxTimeout     = 2 * time.Minute
	bytesPerSecond = 128 << 10
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
	// Proxy is the URL of the proxy through which all requests go, with its user and
	// password where it asks for them; none when empty. That of the environment never counts.
	Proxy string
	// ProxyExcept lists destinations that are reached without the proxy, in the form of Allow.
	ProxyExcept []string
	// Timeout bounds a request from dialling to the last byte of the answer; 15 s when zero.
	// A body adds what it needs on a slow line.
	Timeout time.Duration
	// MaxBody is the longest answer in bytes; reading past it is an error; 4 MiB when zero.
	MaxBody   int64
	UserAgent string
	// Now is the clock against which Retry-After is read.
	Now func() time.Time
	// Roots are the certificate authorities to trust; nil means the system's.
	Roots *x509.CertPool
	// Authorities are further authorities to trust, in PEM.
	Authorities []byte
	// Resolver looks names up; nil means the system's.
	Resolver *net.Resolver
}

// Client sends requests to destinations. Each request has a connection of its own and
// speaks HTTP/1.1: a destination that closes an idle connection under a request would
// otherwise turn a certain failure into a doubtful one.
type Client struct {
	http    *http.Client
	agent   string
	timeout time.Duration
	maxBody int64
	now     func() time.Time
}

var _ connector.Doer = (*Client)(nil)

// New makes a client; options that cannot be read are an error.
func New(options Options) (*Client, error) {
	if options.Now == nil {
		return nil, errors.New("outbound: a clock is required")
	}
	if options.Timeout <= 0 {
		options.Timeout = defaultTimeout
	}
	if options.MaxBody <= 0 {
		options.MaxBody = defaultMaxBody
	}
	way, err := newWay(options)
	if err != nil {
		return nil, err
	}
	return &Client{
		http:    &http.Client{Transport: recorded{way, options.Now, proxySecrets(options.Proxy)}, CheckRedirect: checkRedirect},
		agent:   options.UserAgent,
		timeout: options.Timeout,
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
	ctx, cancel := context.WithTimeout(req.Context(), c.patience(req))
	ctx, trip := begin(ctx)
	own := req.Clone(ctx)
	own.Header.Del("Referer")
	if own.Header.Get("User-Agent") == "" && c.agent != "" {
		own.Header.Set("User-Agent", c.agent)
	}
	resp, err := c.http.Do(own)
	if err != nil {
		cancel()
		return nil, trip.describe(err, host)
	}
	resp.Body = &boundedBody{body: resp.Body, left: c.maxBody, host: host, end: cancel}
	settleRetryAfter(resp.Header, c.now())
	return resp, nil
}

// patience is how long a request may take: a body is given what it needs on a line of
// about 1 Mbit/s, and one of unknown length the most.
func (c *Client) patience(req *http.Request) time.Duration {
	most := max(c.timeout, maxTimeout)
	switch {
	case req.Body == nil || req.Body == http.NoBody:
		return c.timeout
	case req.ContentLength <= 0, req.ContentLength > bytesPerSecond*int64(most/time.Second):
		return most
	}
	return min(most, c.timeout+time.Duration(req.ContentLength)*time.Second/bytesPerSecond)
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
// request that changes something is not followed: its answer is the redirect itself. The
// next host is not told where we come from: that address may bear a token.
func checkRedirect(next *http.Request, earlier []*http.Request) error {
	next.Header.Del("Referer")
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
