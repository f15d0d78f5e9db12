package sso

import (
	"context"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// Reason says in one word why a sign-in was refused; it is recorded, and tells nothing of
// the person.
type Reason string

// The reasons.
const (
	ReasonState      Reason = "state"      // not the answer that this browser waits for, too late, or taken before
	ReasonDenied     Reason = "denied"     // the provider or the person said no
	ReasonIssuer     Reason = "issuer"     // the answer comes from another provider (RFC 9207)
	ReasonCode       Reason = "code"       // the provider does not take the code
	ReasonToken      Reason = "token"      // the ID token is not proven: signature, issuer, audience, time
	ReasonNonce      Reason = "nonce"      // the ID token is of another sign-in
	ReasonTime       Reason = "time"       // the ID token has expired, or is of the future
	ReasonClaims     Reason = "claims"     // what the provider says of the person cannot be read
	ReasonUnknown    Reason = "unknown"    // nobody's account
	ReasonUnverified Reason = "unverified" // an address would tell, and the provider has not verified it
	ReasonDisabled   Reason = "disabled"   // the person's account is disabled
	ReasonTaken      Reason = "taken"      // the account is somebody else's, or the person has another one
	ReasonSession    Reason = "session"    // the one who wants to link is not signed in any more
)

// Down is the error of a provider that cannot be asked.
func Down(cause error) error {
	return fault.New(fault.Unavailable, fault.T("Chưa liên lạc được với hệ thống đăng nhập của tỉnh. Hãy thử lại sau ít phút, hoặc đăng nhập bằng mật khẩu của lantoa nếu có.",
		"The single sign-on service cannot be reached. Try again in a few minutes, or sign in with a password of lantoa if you have one.")).Because(cause)
}

// bad is an answer that proves nothing.
type bad struct {
	reason Reason
	cause  error
}

func (b *bad) Error() string { return string(b.reason) + ": " + b.cause.Error() }
func (b *bad) Unwrap() error { return b.cause }

// Bad is the error of an answer that proves nothing; cause is for the log alone.
func Bad(reason Reason, cause error) error { return &bad{reason, cause} }

// words tells a person why, and what to do.
func (r Reason) words() *fault.Error {
	denied := func(vi, en string) *fault.Error { return fault.New(fault.Denied, fault.T(vi, en)) }
	failed := func(vi, en string) *fault.Error { return fault.New(fault.SignInFailed, fault.T(vi, en)) }
	switch r {
	case ReasonState, ReasonCode:
		return failed("Lượt đăng nhập này đã hết hạn, đã dùng rồi, hoặc bắt đầu ở một trình duyệt khác. Hãy đăng nhập lại từ đầu.",
			"This sign-in has expired, was used already, or was begun in another browser. Start again.")
	case ReasonDenied:
		return failed("Hệ thống đăng nhập không xác nhận, hoặc bạn đã bỏ dở. Hãy thử lại; nếu vẫn vậy, hỏi người quản trị hệ thống đó.",
			"The single sign-on service said no, or you broke off. Try again; if it stays so, ask whoever runs that service.")
	case ReasonUnknown:
		return denied("Tài khoản này chưa được liên kết với ai ở lantoa. Hãy nhờ người quản lý tài khoản mời bạn; đăng nhập bằng mật khẩu rồi liên kết.",
			"This account is not linked to anybody at lantoa. Ask whoever manages accounts for an invitation; sign in with the password and link the account then.")
	case ReasonUnverified:
		return denied("Tài khoản này chưa được liên kết, và hệ thống đăng nhập chưa xác minh địa chỉ e-mail của bạn. Hãy xác minh e-mail ở đó, hoặc đăng nhập bằng mật khẩu rồi liên kết.",
			"This account is not linked yet, and the single sign-on service has not verified your e-mail address. Have it verified there, or sign in with a password and link the account.")
	case ReasonDisabled:
		return denied("Tài khoản của bạn ở lantoa đã bị khóa. Hãy hỏi người quản lý tài khoản.",
			"Your account at lantoa is disabled. Ask whoever manages accounts.")
	case ReasonTaken:
		return denied("Không liên kết được: tài khoản này đã là của người khác ở lantoa, hoặc bạn đã có một tài khoản khác của cùng hệ thống. Hãy bỏ liên kết cũ trước.",
			"It cannot be linked: the account is somebody else's at lantoa, or you have another account of the same service. Take the old link away first.")
	case ReasonSession:
		return denied("Bạn không còn đăng nhập như lúc bắt đầu liên kết. Hãy đăng nhập rồi liên kết lại.",
			"You are not signed in as when you began to link. Sign in and link again.")
	}
	return failed("Câu trả lời của hệ thống đăng nhập không hợp lệ nên không được dùng. Hãy thử lại; nếu vẫn vậy, báo quản trị kỹ thuật.",
		"The answer of the single sign-on service is not valid and was not used. Try again; if it stays so, tell the technical administrator.")
}

// attempt is who tries what, as it is recorded.
type attempt struct {
	actor  right.Actor
	action string
	person string
}

// refuse records a refused attempt, and gives it in words; every other error passes. It
// belongs outside transactions.
func (s *Service) refuse(ctx context.Context, a attempt, err error) error {
	var reason Reason
	var cause error
	switch e := err.(type) { //nolint:errorlint // a wrapped one was given words already
	case *bad:
		reason, cause = e.reason, e.cause
	case *fault.Error:
		return s.record(ctx, a, "", e)
	default:
		return err
	}
	return s.record(ctx, a, reason, reason.words().Because(cause))
}

func (s *Service) record(ctx context.Context, a attempt, reason Reason, err *fault.Error) error {
	detail := map[string]any{"by": string(account.ByProvider)}
	if reason != "" {
		detail["reason"] = string(reason)
	}
	return audit.Refused(ctx, s.trail, audit.Entry{Actor: a.actor.ID, Action: a.action, Object: audit.Object{Kind: "person", ID: a.person}, Detail: detail}, err)
}
