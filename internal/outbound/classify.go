package outbound

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// Classify says what a request came to, by its answer's status or its error, and by how
// the destination guards against a repeat of this very request. It does not read the
// body. Destinations that hide failures under 200 are their connectors' business.
//
//   - No byte left: transient; a private or impossible address: rejected.
//   - No usable answer after that, 500, 502, 504 and every unknown 5xx: ambiguous.
//   - 408 and 425 say that nothing was processed (RFC 9110 section 15.5.9, RFC 8470):
//     transient. 429: throttled (RFC 6585).
//   - 503 says so too (RFC 9110 section 15.6.4), but a cache or a balancer also answers
//     it when the server behind it did its work and the answer got lost: transient
//     where a repeat is harmless (reads, and changes guarded by key), else ambiguous.
//   - 401 and 403: reauth. 3xx, the other 4xx, 501 and 505: rejected.
func Classify(guard connector.Guard, resp *http.Response, err error) connector.Outcome {
	if err != nil {
		return classifyError(err)
	}
	outcome := connector.Outcome{Class: classOf(resp.StatusCode, guard)}
	if outcome.Class == connector.OK {
		return outcome
	}
	outcome.Maybe = resp.StatusCode == http.StatusServiceUnavailable && outcome.Class == connector.Transient
	outcome.Reason = "http_" + strconv.Itoa(resp.StatusCode)
	outcome.Detail = statusText(resp.StatusCode)
	if outcome.Class == connector.Throttled || outcome.Class == connector.Transient {
		if at, err := http.ParseTime(resp.Header.Get("Retry-After")); err == nil {
			outcome.Until = at.UTC()
		}
	}
	return outcome
}

func classifyError(err error) connector.Outcome {
	var described *Error
	if !errors.As(err, &described) { // from a Doer that tells nothing: the worst is assumed
		return connector.Outcome{Class: connector.Ambiguous, Reason: string(ReasonNetwork), Detail: ReasonNetwork.text()}
	}
	outcome := connector.Outcome{Class: connector.Transient, Reason: string(described.Reason), Detail: described.Reason.text()}
	switch {
	case described.Sent:
		outcome.Class = connector.Ambiguous
	case described.Reason == ReasonGuard, described.Reason == ReasonAddress, described.Reason == ReasonNoContext:
		outcome.Class = connector.Rejected
	}
	return outcome
}

func classOf(status int, guard connector.Guard) connector.Class {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return connector.Reauth
	case http.StatusTooManyRequests:
		return connector.Throttled
	case http.StatusRequestTimeout, http.StatusTooEarly:
		return connector.Transient
	case http.StatusServiceUnavailable:
		if guard == connector.GuardKey {
			return connector.Transient
		}
		return connector.Ambiguous
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported:
		return connector.Rejected
	}
	switch {
	case status >= 200 && status < 300:
		return connector.OK
	case status >= 300 && status < 500:
		return connector.Rejected
	}
	return connector.Ambiguous
}

func statusText(status int) fault.Text {
	code := strconv.Itoa(status)
	switch {
	case status < 400:
		return fault.T("Nơi nhận đã chuyển sang địa chỉ khác (HTTP "+code+"); sửa địa chỉ trong thiết lập kênh.",
			"The destination has moved (HTTP "+code+"); correct the address in the channel's settings.")
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return fault.T("Nơi nhận không nhận tài khoản của kênh (HTTP "+code+").", "The destination refuses the channel's account (HTTP "+code+").")
	case status == http.StatusRequestEntityTooLarge:
		return fault.T("Bài quá lớn với nơi nhận (HTTP 413).", "The post is too large for the destination (HTTP 413).")
	case status == http.StatusTooManyRequests:
		return fault.T("Nơi nhận yêu cầu gửi chậm lại (HTTP 429).", "The destination asks to slow down (HTTP 429).")
	case status == http.StatusServiceUnavailable:
		return fault.T("Nơi nhận tạm ngừng phục vụ (HTTP 503).", "The destination is out of service for now (HTTP 503).")
	case status >= 500:
		return fault.T("Nơi nhận gặp lỗi bên trong (HTTP "+code+").", "The destination had an internal error (HTTP "+code+").")
	}
	return fault.T("Nơi nhận không nhận bài (HTTP "+code+").", "The destination did not take the post (HTTP "+code+").")
}

// Harmless is the outcome of a request that changes nothing, or nothing that matters
// when it is repeated: doubt about it is only a failure to try again.
func Harmless(o connector.Outcome) connector.Outcome {
	if o.Class == connector.Ambiguous {
		o.Class = connector.Transient
	}
	return o
}

// Blind is the sighting of a destination that could not be asked. A refusal to answer a
// question is a fault of the channel's account or settings, never of the post.
func Blind(o connector.Outcome) connector.Sighting {
	o = Harmless(o)
	if o.Class == connector.Rejected {
		o.Class = connector.Reauth
	}
	return connector.Sighting{Finding: connector.Blind, Problem: o}
}

// RetryAfter reads a Retry-After value (RFC 9110 section 10.2.3: whole seconds or an
// HTTP date). It is false for anything else and for a time that has passed; more than
// a day is cut to a day. The time has whole seconds, rounded up.
func RetryAfter(value string, now time.Time) (time.Time, bool) {
	value = strings.TrimSpace(value)
	at, err := http.ParseTime(value)
	if err != nil {
		seconds, ok := wholeSeconds(value)
		if !ok {
			return time.Time{}, false
		}
		at = now.Add(seconds)
		if whole := at.Truncate(time.Second); whole.Before(at) {
			at = whole.Add(time.Second)
		}
	}
	if !at.After(now) {
		return time.Time{}, false
	}
	if latest := now.Add(maxWait); at.After(latest) {
		at = latest.Truncate(time.Second)
	}
	return at.UTC(), true
}

func wholeSeconds(value string) (time.Duration, bool) {
	if value == "" || strings.Trim(value, "0123456789") != "" {
		return 0, false
	}
	digits := strings.TrimLeft(value, "0")
	if digits == "" { // "at once" names no time to wait for
		return 0, false
	}
	if len(digits) > 9 { // more than thirty years; the cap follows
		return 2 * maxWait, true
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0, false
	}
	return min(time.Duration(n)*time.Second, 2*maxWait), true
}

func settleRetryAfter(header http.Header, now time.Time) {
	value := header.Get("Retry-After")
	if value == "" {
		return
	}
	header.Del("Retry-After")
	if at, ok := RetryAfter(value, now); ok {
		header.Set("Retry-After", at.Format(http.TimeFormat))
	}
}
