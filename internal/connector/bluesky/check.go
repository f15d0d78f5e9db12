package bluesky

import (
	"context"
	"net/http"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

// Check asks whose session this is, and signs in for it when there is none. An app password
// may post, delete and upload, whatever else it may do, and has no end that anybody could
// name. The place is the account's DID: handles change.
func (a *account) Check(ctx context.Context) connector.Health {
	t, outcome := a.open(ctx)
	var me struct {
		DID    string `json:"did"`
		Handle string `json:"handle"`
		Active *bool  `json:"active"` // absent at old servers
	}
	if outcome.Class == connector.OK {
		outcome = ofAccount(before(t.ask(ctx, request{method: http.MethodGet, name: "com.atproto.server.getSession"}, &me)))
	}
	if outcome.Reason == string(outbound.ReasonHTML) || outcome.Reason == string(outbound.ReasonNotJSON) { // no such server
		outcome.Class = connector.Rejected
	}
	health := connector.Health{Class: outcome.Class, Detail: outcome.Detail}
	switch {
	case outcome.Class != connector.OK:
	case me.DID != t.session.DID:
		health.Class, health.Detail = connector.Reauth, fault.T("Máy chủ Bluesky nói phiên này của tài khoản khác.", "The Bluesky server says that this session is another account's.")
	case me.Active != nil && !*me.Active:
		health.Class, health.Detail, health.Account = connector.Reauth, inactive(), me.Handle
	default:
		health.Account, health.Place = me.Handle, me.DID
	}
	return health
}

func inactive() fault.Text {
	return fault.T("Tài khoản Bluesky đang bị khóa hoặc tạm ngừng.", "The Bluesky account is suspended or deactivated.")
}
