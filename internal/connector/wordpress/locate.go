package wordpress

import (
	"context"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

// locate reads the post that is to be corrected or withdrawn, before anything is changed:
// a portal that was restored from a copy gives ids anew, and what holds ours may be
// another's. Without an id of ours, as after a person's word that the post is there, it
// is looked for.
func (a *api) locate(ctx context.Context, call connector.Call) (post, connector.Outcome) {
	id, why := call.Earlier.RemoteID, noReceipt()
	given := !isID(id)
	if given {
		id = a.idIn(call.Earlier.Address)
	}
	if isID(id) {
		there, outcome := a.read(ctx, id)
		switch {
		case outcome.Class == connector.OK && (given || there.ours(call.Post)):
			return there, outcome
		case outcome.Class == connector.OK:
			why = notOurs(id)
		case outcome.Reason != "rest_post_invalid_id":
			return there, outcome
		case !given:
			why = outcome
		}
	}
	found, outcome := a.find(ctx, call)
	if outcome.Class != connector.OK {
		return post{}, outbound.Harmless(outcome)
	}
	return a.pick(found, call, why)
}

// pick chooses among what a look brought: a person's word comes first, where there is no
// id, then what readers may see of this story. why is the answer when there is nothing.
func (a *api) pick(found []post, call connector.Call, why connector.Outcome) (post, connector.Outcome) {
	var live, trashed []post
	for _, one := range found {
		switch {
		case !isID(call.Earlier.RemoteID) && a.samePage(one.Link, call.Earlier.Address):
			return one, connector.Outcome{Class: connector.OK}
		case !one.ours(call.Post):
		case one.Status == "trash":
			trashed = append(trashed, one)
		default:
			live = append(live, one)
		}
	}
	switch {
	case len(live) > 1:
		return post{}, connector.Outcome{Class: connector.Rejected, Reason: "several_there",
			Detail: fault.T("Cổng có nhiều bản của bài này nên không rõ phải sửa hay gỡ bản nào; dọn ở cổng, chỉ để lại một bản rồi gửi lại.",
				"The portal holds several copies of the story, and it cannot be told which to change; tidy up there, leave one, then send again.")}
	case len(live) == 1:
		return live[0], connector.Outcome{Class: connector.OK}
	case len(trashed) > 0:
		return trashed[0], connector.Outcome{Class: connector.OK}
	}
	return post{}, why
}

func noReceipt() connector.Outcome {
	return connector.Outcome{Class: connector.Rejected, Reason: "no_receipt",
		Detail: fault.T("Không tìm thấy bài trên cổng để sửa hoặc gỡ: không có mã bài, và không bài nào mang đường dẫn riêng hay dấu của lantoa. Tự làm ở cổng rồi xác nhận.",
			"The post to correct or withdraw was not found on the portal: there is no id of it, and no post bears its slug or lantoa's marker. Do it there and confirm.")}
}

func notOurs(id string) connector.Outcome {
	return connector.Outcome{Class: connector.Rejected, Reason: "not_ours",
		Detail: fault.Tf("Mã bài %s trên cổng nay là của bài khác (có thể cổng đã khôi phục từ bản sao lưu) nên không sửa, không gỡ; tìm bài ở cổng, tự làm rồi xác nhận.",
			"The id %s on the portal is another post's now (it may have been restored from a backup), so nothing was changed; find the post on the portal, do it there and confirm.", id)}
}

func isID(text string) bool {
	id, err := strconv.ParseInt(text, 10, 64)
	return err == nil && id > 0
}

// here reads an address if it is one of the portal's.
func (p *portal) here(address string) (*url.URL, bool) {
	u, err := url.Parse(address)
	return u, err == nil && address != "" && connector.SameSite(u.Host, p.site.Host)
}

// idIn is the id in a plain address, such as https://portal.example/?p=12.
func (p *portal) idIn(address string) string {
	if u, ok := p.here(address); ok {
		return u.Query().Get("p")
	}
	return ""
}

// slugIn is the slug in a pretty address: its last part, without an ending such as .html.
func (p *portal) slugIn(address string) string {
	u, ok := p.here(address)
	if !ok || u.Query().Has("p") {
		return ""
	}
	last := path.Base("/" + u.Path)
	return strings.Trim(strings.TrimSuffix(last, path.Ext(last)), "/")
}

// samePage reports whether a post's link is the address that a person gave.
func (p *portal) samePage(link, address string) bool {
	given, ok := p.here(address)
	u, err := url.Parse(link)
	return ok && err == nil && p.slugIn(address) != "" && !u.Query().Has("p") && strings.Trim(u.Path, "/") == strings.Trim(given.Path, "/")
}
