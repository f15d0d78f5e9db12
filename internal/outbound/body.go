package outbound

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
)

// boundedBody reads an answer up to a bound and describes every failure.
type boundedBody struct {
	body io.ReadCloser
	left int64 // bytes that may still be read
	host string
	end  func() // of the request's time
}

func (b *boundedBody) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1] // one more than allowed, to tell "just fits" from "too large"
	}
	n, err := b.body.Read(p)
	b.left -= int64(n)
	if b.left < 0 {
		return 0, &Error{Host: b.host, Reason: ReasonTooLarge, Sent: true}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = describe(err, b.host, true)
	}
	return n, err
}

func (b *boundedBody) Close() error {
	b.end()
	return b.body.Close()
}

// ReadAll reads at most limit bytes of an answer and closes it; a longer answer is an error.
func ReadAll(resp *http.Response, limit int64) ([]byte, error) {
	defer resp.Body.Close()
	host := ""
	if resp.Request != nil {
		host = resp.Request.URL.Host
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if err != nil {
		return nil, describeOnce(err, host)
	}
	if int64(len(data)) > limit {
		return nil, &Error{Host: host, Reason: ReasonTooLarge, Sent: true}
	}
	return data, nil
}

// webPage reports whether a web page came where data was due.
func (a Answer) webPage() bool {
	return bytes.HasPrefix(bytes.TrimSpace(a.Body), []byte("<")) || strings.HasPrefix(a.Header.Get("Content-Type"), "text/html")
}

func describeOnce(err error, host string) error {
	var described *Error
	if errors.As(err, &described) {
		return described
	}
	return describe(err, host, true)
}
