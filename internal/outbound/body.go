package outbound

import (
	"bytes"
	"encoding/json"
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

func (b *boundedBody) Close() error { return b.body.Close() }

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

// ReadJSON reads one JSON value of at most limit bytes into v and closes the answer.
// Unknown members are ignored: destinations add some at will. Its error is an [*Error]
// with Sent set, since the answer to a request is what could not be read.
func ReadJSON(resp *http.Response, limit int64, v any) error {
	data, err := ReadAll(resp, limit)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err == nil {
		return nil
	}
	unreadable := &Error{Reason: ReasonNotJSON, Sent: true}
	if resp.Request != nil {
		unreadable.Host = resp.Request.URL.Host
	}
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")) || strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
		unreadable.Reason = ReasonHTML
	}
	return unreadable
}

func describeOnce(err error, host string) error {
	var described *Error
	if errors.As(err, &described) {
		return described
	}
	return describe(err, host, true)
}
