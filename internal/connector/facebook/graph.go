package facebook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

const maxAnswer = 1 << 20 // bytes; a page of the feed comes back with its texts

// request is one request to the Graph API.
type request struct {
	method string
	path   string // below the version
	values url.Values
	// form replaces the values of a POST where a file goes with them; it bears the credentials.
	form *outbound.Form
	// creates tells that a repeat would make a second post.
	creates bool
}

// credentials are what every request bears: the token, and where an app's secret is known
// the proof that we have both (Graph API, "Securing requests").
func (p *page) credentials() url.Values {
	values := url.Values{"access_token": {p.values["token"]}}
	if secret := p.values["app_secret"]; secret != "" {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(p.values["token"]))
		values.Set("appsecret_proof", hex.EncodeToString(mac.Sum(nil)))
	}
	return values
}

// ask sends a request and reads its answer. What the platform says of an error goes before
// the status: it refuses with 400 what it may take later, and with 500 what it has done.
func (p *page) ask(ctx context.Context, r request, into any) connector.Outcome {
	values := p.credentials()
	for name, list := range r.values {
		values[name] = list
	}
	out := outbound.Request{Method: r.method, URL: p.base + r.path, Guard: connector.GuardKey, Limit: maxAnswer}
	if r.creates {
		out.Guard = connector.GuardLookUp
	}
	switch {
	case r.form != nil:
		out.Body = *r.form
	case r.method == http.MethodPost:
		out.Header, out.Body = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, []byte(values.Encode())
	default:
		out.URL += "?" + values.Encode()
	}
	answer, outcome := outbound.Ask(ctx, p.deps.HTTP, out)
	var envelope struct {
		Error *problem `json:"error"`
	}
	readable := json.Unmarshal(answer.Body, &envelope) == nil
	switch {
	case readable && envelope.Error != nil:
		return p.refusal(*envelope.Error, answer.Header, r.creates, outcome)
	case outcome.Class != connector.OK:
		return outcome
	case !readable || json.Unmarshal(answer.Body, into) != nil:
		return unreadable(r.creates)
	}
	return outcome
}

// unreadable is the outcome of an answer that reports success and does not show it.
func unreadable(creates bool) connector.Outcome {
	class := connector.Transient
	if creates {
		class = connector.Ambiguous
	}
	return connector.Outcome{Class: class, Maybe: !creates, Reason: "unreadable",
		Detail: fault.T("Facebook trả lời thành công nhưng không đọc được nội dung.", "Facebook reported success, but its answer cannot be read.")}
}
