// Package webhook sends events to press partners by the Standard Webhooks specification:
// one signed POST for each delivery, repeated under the same id until it is taken.
package webhook

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

// pingType is the type of the event that a check sends; receivers answer 2xx and drop it.
const pingType = "lantoa.ping"

// Spec describes the kind.
func Spec() connector.Spec {
	return connector.Spec{
		Kind:  "webhook",
		Label: fault.T("Đẩy tới đối tác (webhook)", "Push to a partner (webhook)"),
		Help: fault.T("Gửi sự kiện có chữ ký theo chuẩn Standard Webhooks; đối tác bỏ qua bản lặp theo webhook-id.",
			"Sends events signed by Standard Webhooks; the partner drops repeats by webhook-id."),
		Body: connector.BodyEvent,
		// A receiver must drop an id that it has seen, so repeating is harmless.
		Guards: map[connector.Intent]connector.Guard{
			connector.Publish: connector.GuardKey, connector.Correct: connector.GuardKey, connector.Withdraw: connector.GuardKey,
		},
		Proof: connector.ProofNone,
		Settings: []connector.Setting{
			{Name: "url", Kind: connector.SettingURL, Required: true,
				Label: fault.T("Địa chỉ nhận", "Receiving address"),
				Help:  fault.T("Địa chỉ https mà đối tác cấp.", "The https address that the partner gave.")},
			{Name: "secret", Kind: connector.SettingSecret, Required: true,
				Label: fault.T("Khóa ký", "Signing secret"),
				Help:  fault.T("whsec_ và 24–64 byte viết bằng base64.", "whsec_ followed by 24 to 64 bytes in base64.")},
			{Name: "previous_secret", Kind: connector.SettingSecret,
				Label: fault.T("Khóa ký cũ", "Previous signing secret"),
				Help:  fault.T("Khi đổi khóa: ký thêm bằng khóa cũ cho tới khi đối tác đổi xong.", "While rotating: signs with the old secret too, until the partner has changed over.")},
		},
		New: build,
	}
}

type receiver struct {
	url  string
	host string
	keys [][]byte // the first one is current
	deps connector.Deps
}

var _ connector.Connector = (*receiver)(nil)

func build(values connector.Values, deps connector.Deps) (connector.Connector, error) {
	var faults fault.Fields
	r := &receiver{url: values["url"], deps: deps}
	for _, name := range []string{"secret", "previous_secret"} {
		if name == "previous_secret" && values[name] == "" {
			continue
		}
		key, ok := decodeSecret(values[name])
		if !ok {
			faults.Add("/settings/"+name, fault.T("cần whsec_ rồi 24–64 byte viết bằng base64", "needs whsec_ followed by 24 to 64 bytes in base64"))
		}
		r.keys = append(r.keys, key)
	}
	if u, err := url.Parse(r.url); err == nil {
		r.host = u.Host
	}
	return r, faults.Err()
}

// Check sends a signed ping: the receiver answers 2xx when address and secret are right.
func (r *receiver) Check(ctx context.Context) connector.Health {
	now := r.deps.Now().UTC()
	body := `{"type":"` + pingType + `","timestamp":"` + now.Format(time.RFC3339) + `","data":{}}`
	outcome := outbound.Harmless(r.post(ctx, "ping_"+strconv.FormatInt(now.UnixMicro(), 10), []byte(body), http.Header{"Content-Type": {jsonType}}))
	return connector.Health{Class: outcome.Class, Account: r.host, Detail: outcome.Detail}
}

const (
	jsonType = "application/json"
	// attemptHeader counts the tries of a message, from 1; the id stays the same.
	attemptHeader = "Lantoa-Attempt"
)

// Send posts the event that was rendered for the delivery, under the delivery's key.
func (r *receiver) Send(ctx context.Context, call connector.Call) connector.Outcome {
	if call.Post.Body == "" || call.Key == "" || strings.Contains(call.Key, ".") {
		return connector.Outcome{Class: connector.Rejected, Reason: "no_event",
			Detail: fault.T("Bài chưa được dựng thành sự kiện cho đối tác.", "The post was not rendered as an event for the partner.")}
	}
	outcome := r.post(ctx, call.Key, []byte(call.Post.Body), http.Header{"Content-Type": {cmp.Or(call.Post.BodyType, jsonType)}, attemptHeader: {strconv.Itoa(call.Attempt)}})
	if outcome.Class == connector.OK {
		outcome.Receipt = connector.Receipt{RemoteID: call.Key}
	}
	return outcome
}

// post sends one message. A 2xx status is the receiver's word; the rest of its answer
// means nothing and is not read.
func (r *receiver) post(ctx context.Context, id string, body []byte, header http.Header) connector.Outcome {
	sign(header, message{id: id, at: r.deps.Now(), body: body}, r.keys)
	resp, outcome := outbound.Do(ctx, r.deps.HTTP, outbound.Request{Method: http.MethodPost, URL: r.url, Header: header, Body: body, Guard: connector.GuardKey})
	if resp == nil {
		return outcome
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusGone {
		// Standard Webhooks: 410 ends the endpoint. As with dead credentials the channel
		// stands still, and nothing that waits for it is used up, until somebody mends it.
		outcome.Class = connector.Reauth
		outcome.Detail = fault.T("Đối tác đã đóng địa chỉ nhận (HTTP 410); hỏi đối tác địa chỉ mới, sửa kênh rồi cho chạy lại.",
			"The partner has closed the receiving address (HTTP 410); ask the partner for a new one, change the channel and resume it.")
	}
	return outcome
}
