package wordpress

import (
	"cmp"
	"context"
	"html"
	"net/http"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

// Send creates, replaces or removes the post.
func (p *portal) Send(ctx context.Context, call connector.Call) connector.Outcome {
	if call.Post.Intent == connector.Publish && call.Post.ChosenID == "" {
		return connector.Outcome{Class: connector.Rejected, Reason: "no_slug",
			Detail: fault.T("Bài chưa có đường dẫn riêng để tìm lại trên cổng.", "The post has no slug by which it could be found again on the portal.")}
	}
	a, outcome := p.discover(ctx)
	if outcome.Class != connector.OK {
		return outcome
	}
	if call.Post.Intent == connector.Publish {
		return a.write(ctx, call, post{})
	}
	there, outcome := a.locate(ctx, call)
	switch {
	case outcome.Class != connector.OK && call.Post.Intent == connector.Withdraw && outcome.Reason == "rest_post_invalid_id":
		return connector.Outcome{Class: connector.OK, Receipt: call.Earlier} // nothing is left to take down
	case outcome.Class != connector.OK:
		return outcome
	case call.Post.Intent == connector.Withdraw:
		return a.withdraw(ctx, call.Earlier, there)
	case there.Status == "trash":
		return trashedThere()
	}
	return a.write(ctx, call, there)
}

// write creates a post, or replaces the sent fields of one that stands there. Slug, state
// and date of that are left as the portal's editors may have set them.
func (a *api) write(ctx context.Context, call connector.Call, there post) connector.Outcome {
	pictures, outcome := a.pictures(ctx, call)
	if outcome.Class != connector.OK {
		return outbound.Harmless(outcome)
	}
	fields := map[string]any{"title": escape(call.Post.Title), "excerpt": escape(call.Post.Lead),
		"content": shown(content(call), call.Post.Pictures, pictures) + editionMarker(call.Post.Edition)}
	terms, outcome := a.terms(ctx, call.Post)
	if outcome.Class != connector.OK {
		return outbound.Harmless(outcome)
	}
	cover, set, outcome := a.cover(ctx, call.Post, pictures, there)
	if outcome.Class != connector.OK {
		return outbound.Harmless(outcome)
	}
	if set {
		fields["featured_media"] = cover
	}
	for taxonomy, ids := range terms {
		fields[taxonomy] = ids
	}
	r := request{method: http.MethodPost, path: "wp/v2/posts", query: a.language(call.Post.Lang), body: fields, creates: there.ID == 0}
	if !r.creates {
		r.path += "/" + there.id()
	}
	if r.creates {
		fields["slug"], fields["status"] = call.Post.ChosenID, a.values["status"]
		if at := call.Post.At; !at.IsZero() && !at.After(a.now) { // a later date would leave the post to WP-Cron
			fields["date_gmt"] = at.UTC().Format("2006-01-02T15:04:05")
		}
	}
	var echoed post
	outcome = a.do(ctx, r, &echoed)
	if outcome.Class != connector.OK {
		return outcome
	}
	return echoed.judge(a.values["status"], terms)
}

// escape brings plain text to a field that WordPress keeps as HTML: for accounts that may
// write any markup, it shows a title's tags and scripts to readers as they come.
func escape(plain string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(plain)
}

// withdraw moves the post to the trash, where inspectors still find it, and believes only
// a portal that shows it there: a proxy that drops the header makes of the removal an
// update of nothing, which is answered with success. A portal without a trash gets the
// post back as a draft.
func (a *api) withdraw(ctx context.Context, earlier connector.Receipt, there post) connector.Outcome {
	done := connector.Outcome{Class: connector.OK, Receipt: there.receipt()}
	if done.Receipt.Address == "" { // absence is proved where it last was
		done.Receipt.Address = earlier.Address
	}
	if there.Status == "trash" {
		return done
	}
	r := request{method: http.MethodDelete, path: "wp/v2/posts/" + there.id()}
	wanted := "trash"
	var echoed post
	outcome := a.do(ctx, r, &echoed)
	if outcome.Class == connector.OK && echoed.Status != wanted {
		r.direct, echoed = true, post{}
		outcome = a.do(ctx, r, &echoed)
	}
	if outcome.Reason == "rest_trash_not_supported" {
		wanted, echoed = "draft", post{}
		outcome = a.do(ctx, request{method: http.MethodPost, path: r.path, body: map[string]string{"status": wanted}}, &echoed)
	}
	switch {
	case outcome.Reason == "rest_already_trashed", outcome.Reason == "rest_post_invalid_id":
		return done
	case outcome.Class == connector.OK && echoed.Status == wanted:
		return done
	case outcome.Class == connector.OK, outcome.Class == connector.Rejected && r.direct:
		return connector.Outcome{Class: connector.Rejected, Reason: "not_trashed",
			Detail: fault.T("Cổng báo xong nhưng bài vẫn còn đó: máy chủ hoặc tường lửa bỏ mất lệnh gỡ. Gỡ bài tại cổng rồi xác nhận, hoặc nhờ quản trị cổng cho qua tiêu đề X-HTTP-Method-Override hay phương thức DELETE rồi gửi lại.",
				"The portal reported success, but the post is still there: a server or firewall drops the removal. Remove the post on the portal and confirm, or ask its administrator to let the header X-HTTP-Method-Override or the method DELETE through, then send again.")}
	}
	return outcome
}

// content is the body with the reader's note before it and the marker after it.
func content(call connector.Call) string {
	var b strings.Builder
	for _, note := range call.Post.Notes {
		b.WriteString(`<p class="lantoa-note"><strong>` + html.EscapeString(cmp.Or(note.Heading, note.Label)) + ":</strong> " + html.EscapeString(note.Text) + "</p>\n")
	}
	b.WriteString(call.Post.HTML + "\n" + marker(call.Key))
	return b.String()
}
