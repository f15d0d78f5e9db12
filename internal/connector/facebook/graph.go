package facebook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

const maxAnswer = 1 << 20 // bytes; a page of the feed comes back with its texts

// act is what a request does there; on it depends what doubt about it means.
type act int

const (
	reads   act = iota
	uploads     // makes what nobody sees yet
	changes     // edits or removes, and may be repeated
	creates     // makes a post
)

// doubt is the outcome of a request that may have been carried out.
func (a act) doubt(o connector.Outcome) connector.Outcome {
	switch a {
	case creates:
		o.Class, o.Maybe, o.Until = connector.Ambiguous, false, time.Time{}
	case changes:
		o.Class, o.Maybe = connector.Transient, true
	default:
		o.Class, o.Maybe = connector.Transient, false
	}
	return o
}

// request is one request to the Graph API.
type request struct {
	act    act
	method string
	path   string // below the version
	values url.Values
	// form replaces the values of a POST where a file goes with them; it bears the credentials.
	form *outbound.Form
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
	answer, outcome := outbound.Ask(ctx, p.deps.HTTP, p.outbound(r))
	var envelope struct {
		Error *problem `json:"error"`
	}
	readable := json.Unmarshal(answer.Body, &envelope) == nil
	refused := outcome.Class == connector.Rejected || outcome.Class == connector.Reauth
	switch {
	case readable && envelope.Error != nil:
		return p.refusal(*envelope.Error, r.act, answer, outcome)
	case refused && (answer.Cut() || !readable && bytes.HasPrefix(answer.Body, []byte("{"))):
		return r.act.doubt(connector.Outcome{Reason: "refusal_cut",
			Detail: fault.T("Facebook từ chối nhưng câu trả lời bị cắt giữa chừng.", "Facebook refused, but its answer was cut off.")})
	case outcome.Class == connector.OK && (!readable || json.Unmarshal(answer.Body, into) != nil):
		return r.act.doubt(unreadable())
	case outcome.Class == connector.Ambiguous && r.act < changes, outcome.Maybe && r.act < changes:
		return r.act.doubt(outcome)
	}
	return outcome
}

// outbound writes a request as it leaves.
func (p *page) outbound(r request) outbound.Request {
	values := p.credentials()
	for name, list := range r.values {
		values[name] = list
	}
	out := outbound.Request{Method: r.method, URL: p.base + r.path, Guard: connector.GuardKey, Limit: maxAnswer}
	if r.act == creates {
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
	return out
}

// unreadable is an answer that reports success and does not show it.
func unreadable() connector.Outcome {
	return connector.Outcome{Reason: "unreadable",
		Detail: fault.T("Facebook trả lời thành công nhưng không đọc được nội dung.", "Facebook reported success, but its answer cannot be read.")}
}
