package bluesky

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

const (
	maxAnswer = 4 << 20 // bytes; a list of records comes back whole
	// maxWait bounds what a server may ask us to wait.
	maxWait = 24 * time.Hour
)

// request is one request of the protocol. All that this package asks may be repeated: reads,
// sessions, uploads, which are addressed by content, a record that is written only where
// none stands, and a removal.
type request struct {
	method string
	name   string // such as com.atproto.repo.putRecord
	query  url.Values
	header http.Header
	body   any
}

// call sends a request under a token and reads the answer; an empty token is not sent.
func (a *account) call(ctx context.Context, base, token string, r request, into any) connector.Outcome {
	header := http.Header{}
	for name, values := range r.header {
		header[name] = values
	}
	if token != "" {
		header.Set("Authorization", "Bearer "+token)
	}
	address := base + "/xrpc/" + r.name
	if len(r.query) > 0 {
		address += "?" + r.query.Encode()
	}
	answer, outcome := outbound.JSON(ctx, a.deps.HTTP, outbound.Request{Method: r.method, URL: address, Header: header,
		Body: r.body, Guard: connector.GuardKey, Limit: maxAnswer}, into)
	if answer.Status >= http.StatusBadRequest && answer.Status < http.StatusInternalServerError {
		return a.refusal(answer, outcome)
	}
	return outcome
}

// The errors that decide what is done next.
const (
	errSwap     = "InvalidSwap"
	errNoRecord = "RecordNotFound"
	errNoBlob   = "BlobNotFound"
	errNotFound = "not_found" // ours: the account's posts were seen, and it is not among them
)

// stale lists the errors of a token that is over, or that the server does not know.
func stale() []string {
	return []string{"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired", "http_401"}
}

// closed lists the errors of an account that somebody has shut.
func closed() []string {
	return []string{"AccountTakedown", "AccountDeactivated", "AccountSuspended", "AccountNotFound",
		"RepoTakendown", "RepoDeactivated", "RepoSuspended", "RepoNotFound"}
}

// named lists the other errors that people are told by name.
func named() []string {
	return []string{errSwap, errNoRecord, errNoBlob, "InvalidRequest", "InvalidRecord", "InvalidMimeType", "BlobTooLarge", "PayloadTooLarge",
		"AuthFactorTokenRequired", "RateLimitExceeded", "Forbidden", "MethodNotImplemented", "HandleNotAvailable"}
}

// refusal corrects the class that the status gave by the error's name, if it is a known one.
// Nothing else of what the server says is kept: it may repeat what we sent.
func (a *account) refusal(answer outbound.Answer, outcome connector.Outcome) connector.Outcome {
	var problem struct {
		Error string `json:"error"`
	}
	_ = json.Unmarshal(answer.Body, &problem) // a firewall's page names nothing
	known := slices.Contains(slices.Concat(stale(), closed(), named()), problem.Error)
	if outcome.Class == connector.Throttled {
		return a.slower(answer.Header, outcome)
	}
	if known {
		outcome.Reason = problem.Error
	}
	switch {
	case slices.Contains(closed(), outcome.Reason):
		outcome.Class, outcome.Detail = connector.Reauth, fault.T("Tài khoản Bluesky bị khóa, bị ngừng hoặc không còn; xử lý trên Bluesky rồi cho kênh chạy lại.",
			"The Bluesky account is suspended, deactivated or gone; settle it on Bluesky, then resume the channel.")
	case outcome.Reason == "AuthFactorTokenRequired":
		outcome.Class, outcome.Detail = connector.Reauth, fault.T("Bluesky đòi mã xác nhận gửi qua thư: hãy dùng mật khẩu ứng dụng thay cho mật khẩu đăng nhập.",
			"Bluesky asks for a code sent by e-mail: use an app password in place of the sign-in password.")
	case slices.Contains(stale(), outcome.Reason):
		outcome.Class, outcome.Detail = connector.Reauth, fault.T("Bluesky không nhận tên tài khoản hay mật khẩu ứng dụng; tạo mật khẩu ứng dụng mới rồi sửa kênh.",
			"Bluesky refuses the account or its app password; make a new app password and change the channel.")
	case known && outcome.Class == connector.Rejected:
		outcome.Detail = fault.Tf("Bluesky không nhận bài (%s).", "Bluesky did not take the post (%s).", outcome.Reason)
	}
	return outcome
}

// slower reads until when the server wants to be left alone: RateLimit-Reset is in Unix
// seconds; a Retry-After was read already.
func (a *account) slower(header http.Header, outcome connector.Outcome) connector.Outcome {
	seconds, err := strconv.ParseInt(header.Get("RateLimit-Reset"), 10, 64)
	now := a.deps.Now()
	at := time.Unix(seconds, 0).UTC()
	if err != nil || !outcome.Until.IsZero() || !at.After(now) {
		return outcome
	}
	if latest := now.Add(maxWait).UTC().Truncate(time.Second); at.After(latest) {
		at = latest
	}
	outcome.Until = at
	return outcome
}
