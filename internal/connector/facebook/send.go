package facebook

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// Send makes, edits or deletes the post.
func (p *page) Send(ctx context.Context, call connector.Call) connector.Outcome {
	if call.Post.Intent == connector.Publish {
		return p.publish(ctx, call)
	}
	id, outcome := p.locate(ctx, call)
	switch {
	case outcome.Class != connector.OK:
		return outcome
	case call.Post.Intent == connector.Withdraw:
		outcome = p.change(ctx, request{method: http.MethodDelete, path: id})
		if outcome.Reason == reasonGone {
			outcome = connector.Outcome{Class: connector.OK}
		}
	default:
		outcome = p.change(ctx, request{method: http.MethodPost, path: id, values: url.Values{"message": {call.Post.Text}}})
	}
	if outcome.Class == connector.OK {
		outcome.Receipt = connector.Receipt{RemoteID: id, Address: call.Earlier.Address}
	}
	return outcome
}

// published is what comes back of a post.
type published struct {
	ID      string `json:"id"`
	Address string `json:"permalink_url"`
}

func (p published) receipt() connector.Receipt {
	r := connector.Receipt{RemoteID: p.ID, Address: p.Address}
	if r.Address == "" {
		r.Address = "https://www.facebook.com/" + p.ID
	}
	return r
}

func (p *page) publish(ctx context.Context, call connector.Call) connector.Outcome {
	photos, outcome := p.photos(ctx, call)
	if outcome.Class != connector.OK {
		return outcome
	}
	values := url.Values{"message": {call.Post.Text}, "published": {"true"}, "fields": {"id,permalink_url"}}
	if len(photos) == 0 {
		values.Set("link", call.Post.Link)
	}
	for i, id := range photos {
		attached, _ := json.Marshal(map[string]string{"media_fbid": id}) // of strings alone
		values.Set("attached_media["+strconv.Itoa(i)+"]", string(attached))
	}
	var made published
	outcome = p.ask(ctx, request{method: http.MethodPost, path: p.values["page"] + "/feed", values: values, creates: true}, &made)
	switch {
	case outcome.Class == connector.Rejected && len(photos) > 0 && call.Attempt > 1:
		return p.forget(ctx, call, outcome)
	case outcome.Class != connector.OK:
		return outcome
	case !p.isOwn(made.ID):
		return unreadable(true)
	}
	outcome.Receipt = made.receipt()
	return outcome
}

// isOwn reports whether an id is that of a post of this Page.
func (p *page) isOwn(id string) bool {
	of, post, ok := strings.Cut(id, "_")
	return ok && of == p.values["page"] && isNumber(post)
}

// change edits or deletes.
func (p *page) change(ctx context.Context, r request) connector.Outcome {
	var done struct {
		Success bool `json:"success"`
	}
	outcome := p.ask(ctx, r, &done)
	if outcome.Class == connector.OK && !done.Success {
		return unreadable(false)
	}
	return outcome
}

// locate finds which post is meant: by its receipt, or among the newest by the marker of the
// story's first delivery or by the address that a person gave.
func (p *page) locate(ctx context.Context, call connector.Call) (id string, outcome connector.Outcome) {
	if p.isOwn(call.Earlier.RemoteID) {
		return call.Earlier.RemoteID, connector.Outcome{Class: connector.OK}
	}
	tail := call.Post.ChosenID[strings.LastIndex(call.Post.ChosenID, "-")+1:]
	list, outcome := p.newest(ctx, func(e entry) bool {
		return call.Earlier.Address != "" && e.Address == call.Earlier.Address || tail != "" && e.markedBy(tail)
	})
	if outcome.Class == connector.OK && len(list) == 0 {
		return "", connector.Outcome{Class: connector.Rejected, Reason: "which_post",
			Detail: fault.T("Không tìm thấy bài trên Trang Facebook; làm trên Facebook rồi xác nhận.", "The post is not found on the Facebook Page; do it there, then say so.")}
	}
	if outcome.Class != connector.OK {
		return "", outcome
	}
	return list[0].ID, outcome
}
