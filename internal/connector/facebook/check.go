package facebook

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

// Check reads the Page by the token. Where the app is known it also asks when the token ends,
// and whether it may post and read.
func (p *page) Check(ctx context.Context) connector.Health {
	var me struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	outcome := outbound.Harmless(p.ask(ctx, request{method: http.MethodGet, path: p.values["page"], values: url.Values{"fields": {"id,name"}}}, &me))
	if outcome.Reason == reasonGone {
		outcome.Class, outcome.Detail = connector.Reauth, fault.T("Mã truy cập không thấy Trang này; xem lại mã số của Trang và mã truy cập.", "The token does not see this Page; look at the Page's id and the token.")
	}
	health := connector.Health{Class: outcome.Class, Detail: outcome.Detail}
	switch {
	case outcome.Class != connector.OK:
	case me.ID != p.values["page"]:
		health.Class, health.Detail = connector.Reauth, fault.T("Facebook trả lời về một Trang khác.", "Facebook answers of another Page.")
	default:
		health.Account, health.Place = me.Name, me.ID
		p.examine(ctx, &health)
	}
	return health
}

// examine asks what the token may do and until when ("debug_token").
func (p *page) examine(ctx context.Context, health *connector.Health) {
	if p.values["app_id"] == "" {
		return
	}
	var answer struct {
		Data struct {
			Valid   bool     `json:"is_valid"`
			Expires int64    `json:"expires_at"` // Unix seconds; 0 never
			Scopes  []string `json:"scopes"`
		} `json:"data"`
	}
	outcome := outbound.Harmless(p.ask(ctx, request{method: http.MethodGet, path: "debug_token", values: url.Values{
		"input_token": {p.values["token"]}, "access_token": {p.values["app_id"] + "|" + p.values["app_secret"]}, "appsecret_proof": {}}}, &answer))
	missing := slices.DeleteFunc([]string{"pages_manage_posts", "pages_read_engagement"}, func(s string) bool { return slices.Contains(answer.Data.Scopes, s) })
	switch {
	case outcome.Class != connector.OK:
		health.Class, health.Detail = outcome.Class, fault.T("Facebook không nhận mã ứng dụng và khóa bí mật của ứng dụng.", "Facebook refuses the app's id and secret.")
		if outcome.Class == connector.Transient || outcome.Class == connector.Throttled {
			health.Detail = outcome.Detail
		}
	case !answer.Data.Valid:
		health.Class, health.Detail = connector.Reauth, fault.T("Mã truy cập không còn hiệu lực; lấy mã mới rồi sửa kênh.", "The token is no longer valid; get a new one and change the channel.")
	case len(missing) > 0:
		names := strings.Join(missing, ", ")
		health.Class, health.Detail = connector.Reauth, fault.Tf("Mã truy cập thiếu quyền: %s.", "The token lacks the right: %s.", names)
	}
	if answer.Data.Expires > 0 {
		health.ExpiresAt = time.Unix(answer.Data.Expires, 0).UTC()
	}
}
