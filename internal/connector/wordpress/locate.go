package wordpress

import (
	"context"
	"net/http"
	"net/url"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

// locate reads the post that is to be corrected or withdrawn, before anything is changed:
// a portal that was restored from a copy gives ids anew, and what holds ours may be
// another's.
func (a *api) locate(ctx context.Context, call connector.Call) (post, connector.Outcome) {
	there, outcome := a.read(ctx, call.Earlier.RemoteID)
	if outcome.Class == connector.OK && !there.ours(call.Post) {
		return there, connector.Outcome{Class: connector.Rejected, Reason: "not_ours",
			Detail: fault.Tf("Mã bài %s trên cổng nay là của bài khác (có thể cổng đã khôi phục từ bản sao lưu) nên không sửa, không gỡ; tìm bài ở cổng, tự làm rồi xác nhận.",
				"The id %s on the portal is another post's now (it may have been restored from a backup), so nothing was changed; find the post on the portal, do it there and confirm.", there.id())}
	}
	return there, outcome
}

// read asks for a post as its editors see it, in any state.
func (a *api) read(ctx context.Context, id string) (post, connector.Outcome) {
	var there post
	query := url.Values{"context": {"edit"}, "_fields": {"id,slug,status,link,content"}}
	outcome := a.do(ctx, request{method: http.MethodGet, path: "wp/v2/posts/" + id, query: query}, &there)
	return there, outbound.Harmless(outcome)
}
