package outbound

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"syscall"

	"github.com/lantoa/lantoa/internal/fault"
)

// Reason is the machine word for what kept a request from its answer.
type Reason string

// The reasons.
const (
	ReasonNoContext Reason = "no_context" // a request that nobody could stop
	ReasonAddress   Reason = "bad_address"
	ReasonGuard     Reason = "private_address"
	ReasonDNS       Reason = "dns"
	ReasonRefused   Reason = "refused"
	ReasonTLS       Reason = "tls"
	ReasonTimeout   Reason = "timeout"
	ReasonCancelled Reason = "cancelled"
	ReasonRedirect  Reason = "redirect"
	ReasonCut       Reason = "cut" // the connection ended before the answer did
	ReasonTooLarge  Reason = "answer_too_large"
	ReasonNotJSON   Reason = "not_json"
	ReasonHTML      Reason = "html" // a web page where data was due
	ReasonNetwork   Reason = "network"

	// Of the proxy; nothing has left it.
	ReasonProxy        Reason = "proxy"         // it cannot be reached, or ends without a word
	ReasonProxyAuth    Reason = "proxy_auth"    // 407
	ReasonProxyRefused Reason = "proxy_refused" // it does not let us through
	ReasonProxyGateway Reason = "proxy_gateway" // it could not reach the destination
)

var (
	errGuard     = errors.New("private address")
	errAddress   = errors.New("no address")
	errRedirects = errors.New("too many redirects")
	errDowngrade = errors.New("redirect from https to http")
)

// proxyRefusal is the status by which a proxy says that it opens no way.
type proxyRefusal int

// Error returns what cannot be shown to people as it is.
func (r proxyRefusal) Error() string { return "the proxy answered " + strconv.Itoa(int(r)) }

func (r proxyRefusal) reason() Reason {
	switch int(r) {
	case http.StatusProxyAuthRequired:
		return ReasonProxyAuth
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return ReasonProxyGateway
	}
	return ReasonProxyRefused
}

// Error says why there is no usable answer. It names the host only: paths, queries and
// headers of destinations may be secrets.
type Error struct {
	Host   string
	Reason Reason
	// Sent tells that at least one byte of the request may have reached the destination.
	Sent bool
	// context is context.Canceled or context.DeadlineExceeded, when one of them was the cause.
	context error
}

// Error returns the host and the reason.
func (e *Error) Error() string {
	when := "before it was sent"
	if e.Sent {
		when = "after it may have been sent"
	}
	return "outbound: request to " + e.Host + " failed " + when + ": " + string(e.Reason)
}

// Unwrap returns the context's error, so that a stop can be told from a failure. Other
// causes are not given: their texts hold addresses.
func (e *Error) Unwrap() error { return e.context }

// describe turns an error of net/http into one that can be shown.
func describe(err error, host string, sent bool) *Error {
	described := &Error{Host: host, Reason: reasonOf(err, sent), Sent: sent}
	switch {
	case errors.Is(err, context.Canceled):
		described.context = context.Canceled
	case described.Reason == ReasonTimeout:
		described.context = context.DeadlineExceeded
	}
	return described
}

func reasonOf(err error, sent bool) Reason {
	var (
		dns     *net.DNSError
		timeout net.Error
	)
	switch {
	case errors.Is(err, errGuard):
		return ReasonGuard
	case errors.Is(err, errAddress):
		return ReasonAddress
	case errors.Is(err, errRedirects), errors.Is(err, errDowngrade):
		return ReasonRedirect
	case errors.Is(err, context.Canceled):
		return ReasonCancelled
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded),
		errors.As(err, &timeout) && timeout.Timeout():
		return ReasonTimeout
	case errors.As(err, &dns):
		return ReasonDNS
	case isTLS(err):
		return ReasonTLS
	case errors.Is(err, syscall.ECONNREFUSED):
		return ReasonRefused
	case sent, errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return ReasonCut
	}
	return ReasonNetwork
}

func isTLS(err error) bool {
	var (
		certificate *tls.CertificateVerificationError
		authority   x509.UnknownAuthorityError
		name        x509.HostnameError
		alert       tls.AlertError
		record      tls.RecordHeaderError
	)
	return errors.As(err, &certificate) || errors.As(err, &authority) || errors.As(err, &name) ||
		errors.As(err, &alert) || errors.As(err, &record)
}

// text is what people are told about a reason.
func (r Reason) text() fault.Text {
	switch r {
	case ReasonNoContext, ReasonAddress:
		return fault.T("Địa chỉ của nơi nhận không hợp lệ; sửa trong thiết lập kênh.", "The destination's address is not valid; correct it in the channel's settings.")
	case ReasonGuard:
		return fault.T("Địa chỉ của nơi nhận nằm trong mạng nội bộ nên bị chặn; nếu đúng là cổng nội bộ, nhờ quản trị kỹ thuật thêm vào LANTOA_OUTBOUND_ALLOW.",
			"The destination's address is private and was blocked; if it is an on-premises portal, ask the technical administrator to add it to LANTOA_OUTBOUND_ALLOW.")
	case ReasonDNS:
		return fault.T("Không tìm thấy tên miền của nơi nhận.", "The destination's name cannot be resolved.")
	case ReasonRefused:
		return fault.T("Nơi nhận không mở kết nối.", "The destination refuses connections.")
	case ReasonTLS:
		return fault.T("Chứng thư bảo mật của nơi nhận không tin được hoặc đã hết hạn; nếu do cơ quan tự cấp, nhờ quản trị kỹ thuật đặt LANTOA_OUTBOUND_CA_FILE.",
			"The destination's certificate is not trusted or has expired; if an authority of your own issued it, ask the technical administrator to set LANTOA_OUTBOUND_CA_FILE.")
	case ReasonTimeout:
		return fault.T("Nơi nhận không trả lời kịp.", "The destination did not answer in time.")
	case ReasonCancelled:
		return fault.T("Yêu cầu bị dừng giữa chừng.", "The request was stopped.")
	case ReasonRedirect:
		return fault.T("Nơi nhận chuyển hướng quá nhiều lần hoặc sang địa chỉ kém an toàn.", "The destination redirects too often or to a less secure address.")
	case ReasonTooLarge:
		return fault.T("Câu trả lời của nơi nhận quá lớn.", "The destination's answer is too large.")
	case ReasonHTML, ReasonNotJSON:
		return fault.T("Nơi nhận trả lời một trang web thay vì dữ liệu: phần mềm hoặc tường lửa ở đó cấu hình chưa đúng.",
			"The destination answered with a web page instead of data: its software or firewall is misconfigured.")
	case ReasonCut, ReasonNetwork:
		return fault.T("Kết nối tới nơi nhận bị ngắt.", "The connection to the destination was cut.")
	case ReasonProxy, ReasonProxyAuth, ReasonProxyRefused, ReasonProxyGateway:
		return r.proxyText()
	}
	return fault.T("Không liên lạc được với nơi nhận.", "The destination could not be reached.")
}

// proxyText tells people that the proxy is the trouble, and who can help.
func (r Reason) proxyText() fault.Text {
	switch r {
	case ReasonProxyAuth:
		return fault.T("Máy chủ proxy không nhận tên và mật khẩu của lantoa (407); chưa gửi gì. Nhờ quản trị kỹ thuật sửa LANTOA_OUTBOUND_PROXY.",
			"The proxy refuses lantoa's name and password (407); nothing was sent. Ask the technical administrator to correct LANTOA_OUTBOUND_PROXY.")
	case ReasonProxyRefused:
		return fault.T("Máy chủ proxy không cho kết nối tới nơi nhận; chưa gửi gì. Nhờ quản trị kỹ thuật mở nơi nhận này trên proxy.",
			"The proxy does not let lantoa through to the destination; nothing was sent. Ask the technical administrator to open this destination on the proxy.")
	case ReasonProxyGateway:
		return fault.T("Máy chủ proxy không nối được tới nơi nhận; chưa gửi gì.", "The proxy could not reach the destination; nothing was sent.")
	}
	return fault.T("Không dùng được máy chủ proxy; chưa gửi gì. Nhờ quản trị kỹ thuật kiểm tra proxy và LANTOA_OUTBOUND_PROXY.",
		"The proxy cannot be used; nothing was sent. Ask the technical administrator to check the proxy and LANTOA_OUTBOUND_PROXY.")
}
