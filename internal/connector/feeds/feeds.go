// Package feeds is the passive destination: press agencies pull our own feeds, so a
// delivery there only names the address at which the story is to be read.
package feeds

import (
	"context"
	"net/url"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// Spec describes the kind.
func Spec() connector.Spec {
	return connector.Spec{
		Kind:  "feeds",
		Label: fault.T("Nguồn tin của lantoa (RSS, Atom, JSON)", "lantoa's own feeds (RSS, Atom, JSON)"),
		Help: fault.T("Không gửi đi đâu: bài hiện trong nguồn tin để báo chí tự lấy.",
			"Sends nowhere: the story appears in the feeds that press agencies pull."),
		Passive: true,
		Guards: map[connector.Intent]connector.Guard{
			connector.Publish: connector.GuardKey, connector.Correct: connector.GuardKey, connector.Withdraw: connector.GuardKey,
		},
		Proof: connector.ProofNone,
		New: func(connector.Values, connector.Deps) (connector.Connector, error) {
			return passive{}, nil
		},
	}
}

type passive struct{}

var _ connector.Connector = passive{}

// Check always finds the feeds well: they are served by lantoa itself.
func (passive) Check(context.Context) connector.Health {
	return connector.Health{Class: connector.OK, Account: "lantoa"}
}

// Send returns the story's permanent address. A withdrawn story keeps it: a notice stands there.
func (passive) Send(ctx context.Context, call connector.Call) connector.Outcome {
	if ctx.Err() != nil {
		return connector.Outcome{Class: connector.Transient, Reason: "cancelled",
			Detail: fault.T("Yêu cầu bị dừng giữa chừng.", "The request was stopped.")}
	}
	address, ok := permanent(call.Post.Link)
	if !ok {
		return connector.Outcome{Class: connector.Rejected, Reason: "no_link",
			Detail: fault.T("Bài chưa có địa chỉ cố định.", "The story has no permanent address.")}
	}
	return connector.Outcome{Class: connector.OK, Receipt: connector.Receipt{RemoteID: call.Post.Edition, Address: address}}
}

// permanent strips the campaign marker, which belongs to one delivery, from the link.
func permanent(link string) (string, bool) {
	u, err := url.Parse(link)
	if err != nil || u.Host == "" {
		return "", false
	}
	query := u.Query()
	for name := range query {
		if strings.HasPrefix(name, "utm_") {
			query.Del(name)
		}
	}
	u.RawQuery = query.Encode()
	return u.String(), true
}
