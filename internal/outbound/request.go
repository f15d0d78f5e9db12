package outbound

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// Request is one request to a destination.
type Request struct {
	Method string
	URL    string
	Header http.Header // may be nil
	// Body is sent as it is when it is bytes, and as a form when it is a [Form]; all else but
	// nil is written as JSON.
	Body any
	// Guard says how the destination guards against a repeat of this very request, see
	// [Classify]; GuardKey for what only reads.
	Guard connector.Guard
	// Limit bounds the answer of [Ask] and [JSON], in bytes.
	Limit int64
}

// Answer is what came back, read to its end. It is zero when nothing did.
type Answer struct {
	Status int
	Header http.Header
	URL    *url.URL // where redirects led
	Body   []byte   // nil when it could not be read
}

// Cut reports whether an answer began and its body could not be read to the end, so that
// its status is all that is known of it.
func (a Answer) Cut() bool { return a.Status != 0 && a.Body == nil }

// Do sends a request and classifies what comes of it. The answer is nil when there is
// none; else the caller closes it.
func Do(ctx context.Context, via connector.Doer, r Request) (*http.Response, connector.Outcome) {
	body, length, own, err := r.open()
	if err != nil {
		return nil, unencodable()
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, r.URL, body)
	if err != nil { // its text repeats the address
		return nil, Classify(r.Guard, nil, &Error{Reason: ReasonAddress})
	}
	req.ContentLength = length
	for _, header := range []http.Header{own, r.Header} {
		for name, values := range header {
			req.Header[http.CanonicalHeaderKey(name)] = values
		}
	}
	resp, err := via.Do(req)
	if err != nil {
		return nil, Classify(r.Guard, nil, err)
	}
	return resp, Classify(r.Guard, resp, nil)
}

// open gives the body, its length, and the header that tells its form where that is ours.
func (r Request) open() (io.Reader, int64, http.Header, error) {
	switch body := r.Body.(type) {
	case nil:
		return http.NoBody, 0, nil, nil
	case []byte:
		return bytes.NewReader(body), int64(len(body)), nil, nil
	case Form:
		return body.open()
	}
	data, err := json.Marshal(r.Body)
	return bytes.NewReader(data), int64(len(data)), http.Header{"Content-Type": {"application/json; charset=utf-8"}}, err
}

func unencodable() connector.Outcome {
	return connector.Outcome{Class: connector.Rejected, Reason: "unencodable",
		Detail: fault.T("Bài không dựng được thành dạng mà nơi nhận đọc.", "The post cannot be written in the form that the destination reads.")}
}

// Ask sends a request and reads the answer, whatever its status.
func Ask(ctx context.Context, via connector.Doer, r Request) (Answer, connector.Outcome) {
	resp, outcome := Do(ctx, via, r)
	if resp == nil {
		return Answer{}, outcome
	}
	defer resp.Body.Close()
	answer := Answer{Status: resp.StatusCode, Header: resp.Header}
	if resp.Request != nil {
		answer.URL = resp.Request.URL
	}
	var err error
	if answer.Body, err = ReadAll(resp, r.Limit); err != nil && outcome.Class == connector.OK {
		outcome = Classify(r.Guard, nil, err)
	}
	return answer, outcome
}

// JSON sends a request and reads one JSON value out of an answer that says ok. Unknown
// members are ignored: destinations add some at will. An answer of any other class is left
// to the connector, which knows its form.
func JSON(ctx context.Context, via connector.Doer, r Request, into any) (Answer, connector.Outcome) {
	header := http.Header{"Accept": {"application/json"}}
	for name, values := range r.Header {
		header[http.CanonicalHeaderKey(name)] = values
	}
	r.Header = header
	answer, outcome := Ask(ctx, via, r)
	if outcome.Class != connector.OK || json.Unmarshal(answer.Body, into) == nil {
		return answer, outcome
	}
	unreadable := &Error{Reason: ReasonNotJSON, Sent: true}
	if answer.webPage() {
		unreadable.Reason = ReasonHTML
	}
	return answer, Classify(r.Guard, nil, unreadable)
}
