package facebook

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
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
	default:
		outcome = p.change(ctx, request{method: http.MethodPost, path: id, values: url.Values{"message": {call.Post.Text}}})
	}
	if outcome.Reason == reasonGone {
		outcome = p.really(ctx, outcome)
	}
	if outcome.Reason == reasonGone && call.Post.Intent == connector.Withdraw {
		outcome = connector.Outcome{Class: connector.OK}
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
	photos, kept, outcome := p.photos(ctx, call)
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
	outcome = p.ask(ctx, request{act: creates, method: http.MethodPost, path: p.values["page"] + "/feed", values: values}, &made)
	switch {
	case kept && outcome.Class == connector.Rejected && ofPhotos(outcome.Reason):
		return p.forget(ctx, call)
	case outcome.Class != connector.OK:
		return p.ofPage(ctx, outcome)
	case !p.isOwn(made.ID):
		return creates.doubt(unreadable())
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
	r.act = changes
	outcome := p.ask(ctx, r, &done)
	if outcome.Class == connector.OK && !done.Success {
		return changes.doubt(unreadable())
	}
	return outcome
}
