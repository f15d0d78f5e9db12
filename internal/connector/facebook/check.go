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
)

// Check asks whether the token holds the Page. Where the app is known it also asks when the
// token ends, and whether it may post and read.
func (p *page) Check(ctx context.Context) connector.Health {
	name, outcome := p.held(ctx)
	health := connector.Health{Class: outcome.Class, Detail: outcome.Detail}
	if outcome.Class == connector.OK {
		health.Account, health.Place = name, p.values["page"]
		p.examine(ctx, &health)
	}
	return health
}

// task is what a person must be able to do for a Page.
const task = "CREATE_CONTENT"

// owner is who a token speaks for, or the Page that it asks about.
type owner struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Tasks []string `json:"tasks"`
}

// held asks whose the token is, and gives the Page's name: anybody's token reads a public
// Page, so that reading it proves nothing. It must be the Page's own, or that of a person or a
// system user who may post there.
func (p *page) held(ctx context.Context) (name string, outcome connector.Outcome) {
	var me, page owner
	outcome = ofToken(p.ask(ctx, request{method: http.MethodGet, path: "me", values: url.Values{"fields": {"id,name"}}}, &me))
	if outcome.Class != connector.OK || me.ID == p.values["page"] {
		return me.Name, outcome
	}
	outcome = p.ask(ctx, request{method: http.MethodGet, path: p.values["page"], values: url.Values{"fields": {"id,name,tasks"}}}, &page)
	switch {
	case outcome.Class == connector.OK && page.ID == p.values["page"] && slices.Contains(page.Tasks, task):
		return page.Name, outcome
	case outcome.Class == connector.OK && page.ID == p.values["page"] && len(page.Tasks) > 0:
		return "", connector.Outcome{Class: connector.Reauth, Reason: "no_task",
			Detail: fault.Tf("Người cấp mã truy cập không được giao việc %s trên Trang này.", "Whoever gave the token has no task %s on this Page.", task)}
	case outcome.Class == connector.OK, outcome.Class == connector.Rejected, outcome.Class == connector.Reauth:
		return p.owned(ctx)
	}
	return "", outcome
}

// owned asks for what a Page shows to its own people alone, its planned posts: not everybody
// who may post may also ask for tasks.
func (p *page) owned(ctx context.Context) (name string, outcome connector.Outcome) {
	var page owner
	outcome = ofToken(p.ask(ctx, request{method: http.MethodGet, path: p.values["page"], values: url.Values{"fields": {"id,name"}}}, &page))
	if outcome.Class != connector.OK {
		return "", outcome
	}
	outcome = ofToken(p.ask(ctx, request{method: http.MethodGet, path: p.values["page"] + "/scheduled_posts",
		values: url.Values{"fields": {"id"}, "limit": {"1"}}}, &struct{}{}))
	return page.Name, outcome
}

// ofToken is the outcome of a question about the token itself: where it is refused, nothing
// is wrong with the post that waits.
func ofToken(o connector.Outcome) connector.Outcome {
	if o.Reason == reasonGone {
		o.Class, o.Reason, o.Detail = connector.Reauth, "page_not_held", fault.T("Mã truy cập không giữ Trang này; xem lại mã số của Trang và mã truy cập.",
			"The token does not hold this Page; look at the Page's id and the token.")
	}
	if o.Class == connector.Rejected {
		o.Class = connector.Reauth
	}
	return o
}

// really tells what "not there" means: the platform answers so too of what it does not show
// to this token, and it is believed when the token is seen to hold the Page still.
func (p *page) really(ctx context.Context, o connector.Outcome) connector.Outcome {
	if _, held := p.held(ctx); held.Class != connector.OK {
		return held
	}
	return o
}

// ofPage is the outcome of a request that makes something on the Page: what is not there is
// then the Page, or something that the request names.
func (p *page) ofPage(ctx context.Context, o connector.Outcome) connector.Outcome {
	if o.Reason != reasonGone {
		return o
	}
	o.Detail = parameter()
	return p.really(ctx, o)
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
	outcome := ofToken(p.ask(ctx, request{method: http.MethodGet, path: "debug_token", values: url.Values{
		"input_token": {p.values["token"]}, "access_token": {p.values["app_id"] + "|" + p.values["app_secret"]}, "appsecret_proof": {}}}, &answer))
	missing := slices.DeleteFunc([]string{"pages_manage_posts", "pages_read_engagement"}, func(s string) bool { return slices.Contains(answer.Data.Scopes, s) })
	switch {
	case outcome.Class == connector.Reauth:
		health.Class, health.Detail = outcome.Class, fault.T("Facebook không nhận mã ứng dụng và khóa bí mật của ứng dụng.", "Facebook refuses the app's id and secret.")
	case outcome.Class != connector.OK:
		health.Class, health.Detail = outcome.Class, outcome.Detail
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
