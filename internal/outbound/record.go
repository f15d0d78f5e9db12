package outbound

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/lantoa/lantoa/internal/evidence"
)

// recorded writes every request that leaves, redirects among them, and its answer into the
// recorder of the context, where there is one.
type recorded struct {
	next http.RoundTripper
	now  func() time.Time
	hide []string // what a proxy is told, and may repeat
}

// proxySecrets are the credentials in a proxy's URL as they may stand in a page of the proxy.
func proxySecrets(raw string) []string {
	proxy, err := url.Parse(raw)
	if err != nil || proxy.User == nil {
		return nil
	}
	password, _ := proxy.User.Password()
	return []string{password, base64.StdEncoding.EncodeToString([]byte(proxy.User.Username() + ":" + password))}
}

// RoundTrip implements http.RoundTripper.
func (t recorded) RoundTrip(req *http.Request) (*http.Response, error) {
	recorder := evidence.Of(req.Context())
	x := recorder.Begin(req, t.now())
	if x == nil {
		return t.next.RoundTrip(req)
	}
	recorder.Hide(t.hide...)
	if req.Body != nil && req.Body != http.NoBody {
		own := *req // a RoundTripper may not change what it is given
		own.Body, own.GetBody = &asked{req.Body, x}, nil
		req = &own
	}
	resp, err := t.next.RoundTrip(req)
	if err != nil {
		x.Failed(string(tripOf(req.Context()).describe(err, req.URL.Host).Reason), t.now())
		return nil, err
	}
	x.Answered(resp.StatusCode, resp.Header, t.now())
	resp.Body = &heard{resp.Body, x, t.now}
	return resp, nil
}

// asked is the body of a request on its way out.
type asked struct {
	io.ReadCloser
	to *evidence.Record
}

func (a *asked) Read(p []byte) (int, error) {
	n, err := a.ReadCloser.Read(p)
	a.to.Asked(p[:n])
	return n, err
}

// heard is the body of an answer on its way in.
type heard struct {
	io.ReadCloser
	to  *evidence.Record
	now func() time.Time
}

func (h *heard) Read(p []byte) (int, error) {
	n, err := h.ReadCloser.Read(p)
	h.to.Heard(p[:n], h.now())
	switch {
	case errors.Is(err, io.EOF):
		h.to.Ended()
	case err != nil:
		h.to.Failed(string(describe(err, "", true).Reason), h.now())
	}
	return n, err
}
