// Package fetch asks sources over HTTP: conditionally, within bounds of size and time, and never
// at a private address that the operator has not allowed.
package fetch

import (
	"context"
	"net/http"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/harvest"
	"github.com/lantoa/lantoa/internal/intake"
	"github.com/lantoa/lantoa/internal/outbound"
)

// MaxPicture bounds a picture, in bytes.
const MaxPicture = 20 << 20

// MaxAnswer is what the client must let through: the largest of what is asked for here.
const MaxAnswer = MaxPicture + 1

// Client asks sources.
type Client struct{ via connector.Doer }

// New makes a client; via bounds the time of a request.
func New(via connector.Doer) *Client { return &Client{via} }

var _ intake.Fetcher = (*Client)(nil)

// Feed implements [intake.Fetcher].
func (c *Client) Feed(ctx context.Context, q intake.Question) intake.Answer {
	header := http.Header{"Accept": {"application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"}}
	if q.ETag != "" {
		header.Set("If-None-Match", q.ETag)
	}
	if q.Modified != "" {
		header.Set("If-Modified-Since", q.Modified)
	}
	resp, outcome := outbound.Do(ctx, c.via, outbound.Request{Method: http.MethodGet, URL: q.Address, Header: header, Guard: connector.GuardKey})
	if resp == nil {
		return intake.Answer{Outcome: intake.Failed, Reason: words(outcome)}
	}
	defer func() { _ = resp.Body.Close() }()
	a := intake.Answer{Outcome: intake.Failed, Status: resp.StatusCode, Type: resp.Header.Get("Content-Type"), Address: resp.Request.URL.String(), MovedTo: movedTo(resp),
		ETag: kept(resp.Header.Get("ETag")), Modified: kept(resp.Header.Get("Last-Modified"))}
	if at, err := http.ParseTime(resp.Header.Get("Retry-After")); err == nil {
		a.Until = at.UTC()
	}
	switch resp.StatusCode {
	case http.StatusNotModified:
		a.Outcome = intake.Unchanged
		return a
	case http.StatusGone:
		a.Outcome, a.Reason = intake.Gone, fault.T("Nguồn cho biết đã ngừng hẳn (410) nên không hỏi nữa; sửa địa chỉ hoặc bật lại nếu nguồn trở lại.",
			"The source says that it is gone for good (410) and is asked no more; correct its address, or turn it on if it comes back.")
		return a
	case http.StatusOK:
	default:
		a.Reason = words(outcome)
		return a
	}
	body, err := outbound.ReadAll(resp, harvest.MaxFeed)
	if err != nil {
		a.Reason = words(outbound.Classify(connector.GuardKey, nil, err))
		return a
	}
	a.Outcome, a.Body = intake.Fetched, body
	return a
}

// kept keeps a header for the next request where it is short and plain enough to be kept.
func kept(value string) string {
	if len(value) > 1000 || !utf8.ValidString(value) {
		return ""
	}
	return value
}

// movedTo is where a request was led by redirects that hold for good (301 and 308, RFC 9110
// section 15.4). One of another kind among them makes what follows it a way for this time only.
func movedTo(resp *http.Response) string {
	to := ""
	for led := resp.Request; led.Response != nil; led = led.Response.Request { // from the last to the first
		switch status := led.Response.StatusCode; {
		case status != http.StatusMovedPermanently && status != http.StatusPermanentRedirect:
			to = "" // what came after it counts for this time only
		case to == "":
			to = led.URL.String()
		}
	}
	if len(to) > intake.MaxAddress || !utf8.ValidString(to) {
		return ""
	}
	return to
}

// Picture implements [intake.Fetcher].
func (c *Client) Picture(ctx context.Context, address string) ([]byte, error) {
	answer, outcome := outbound.Ask(ctx, c.via, outbound.Request{Method: http.MethodGet, URL: address, Header: http.Header{"Accept": {"image/jpeg, image/png, image/webp, */*;q=0.1"}},
		Guard: connector.GuardKey, Limit: MaxPicture})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if outcome.Class != connector.OK {
		return nil, fault.New(fault.ValidationFailed, words(outcome))
	}
	return answer.Body, nil
}

// words say to people why a source gave nothing.
func words(o connector.Outcome) fault.Text {
	switch outbound.Reason(o.Reason) {
	case outbound.ReasonGuard:
		return fault.T("Địa chỉ dẫn vào mạng nội bộ nên bị chặn; nếu đúng là cổng nội bộ, nhờ quản trị kỹ thuật thêm vào LANTOA_OUTBOUND_ALLOW.",
			"The address leads into a private network and was blocked; if it is an on-premises portal, ask the technical administrator to add it to LANTOA_OUTBOUND_ALLOW.")
	case outbound.ReasonDNS:
		return fault.T("Không tìm thấy tên miền của nguồn.", "The name of the source cannot be resolved.")
	case outbound.ReasonRefused:
		return fault.T("Máy chủ của nguồn không mở kết nối.", "The server of the source refuses connections.")
	case outbound.ReasonTLS:
		return fault.T("Chứng thư bảo mật của nguồn không tin được hoặc đã hết hạn.", "The certificate of the source is not trusted or has expired.")
	case outbound.ReasonTimeout:
		return fault.T("Nguồn không trả lời kịp.", "The source did not answer in time.")
	case outbound.ReasonRedirect:
		return fault.T("Nguồn chuyển hướng quá nhiều lần hoặc sang địa chỉ kém an toàn.", "The source redirects too often or to a less secure address.")
	case outbound.ReasonTooLarge:
		return fault.T("Câu trả lời của nguồn quá lớn nên không đọc.", "The answer of the source is too large and was not read.")
	case outbound.ReasonCut, outbound.ReasonNetwork:
		return fault.T("Kết nối tới nguồn bị ngắt.", "The connection to the source was cut.")
	}
	if status, found := httpStatus(o.Reason); found {
		return byStatus(status)
	}
	if !o.Detail.IsZero() {
		return o.Detail // of a proxy, which says who can help
	}
	return fault.T("Không liên lạc được với nguồn.", "The source could not be reached.")
}

func httpStatus(reason string) (int, bool) {
	const mark = "http_"
	if len(reason) <= len(mark) || reason[:len(mark)] != mark {
		return 0, false
	}
	status, err := strconv.Atoi(reason[len(mark):])
	return status, err == nil
}

func byStatus(status int) fault.Text {
	switch {
	case status == http.StatusNotFound:
		return fault.T("Nguồn không có địa chỉ này (404); kiểm tra địa chỉ.", "The source has no such address (404); check it.")
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return fault.Tf("Nguồn không cho đọc (%d); hỏi bên quản lý nguồn.", "The source does not let us read it (%d); ask who runs it.", status)
	case status == http.StatusTooManyRequests:
		return fault.T("Nguồn yêu cầu hỏi thưa hơn (429).", "The source asks for fewer requests (429).")
	case status >= 500:
		return fault.Tf("Máy chủ của nguồn đang lỗi (%d).", "The server of the source is failing (%d).", status)
	}
	return fault.Tf("Nguồn trả lời %d thay vì nội dung.", "The source answered %d instead of content.", status)
}

// Timeout bounds one request, from dialling to the last byte of the answer.
const Timeout = 30 * time.Second
