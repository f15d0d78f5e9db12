package wordpress

import (
	"context"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

// post is what the portal gives back of a post; an empty object of PHP comes as [].
type post struct {
	ID         int64    `json:"id"`
	Slug       string   `json:"slug"`
	Status     string   `json:"status"`
	Link       string   `json:"link"`
	Content    rendered `json:"content"`
	Categories []int64  `json:"categories"`
	Tags       []int64  `json:"tags"`
}

type rendered struct{ Raw string }

// UnmarshalJSON takes an object, or the [] that PHP makes of an empty one.
func (r *rendered) UnmarshalJSON(data []byte) error {
	if strings.HasPrefix(string(data), "[") {
		return nil
	}
	type plain rendered
	return json.Unmarshal(data, (*plain)(r))
}

// receipt names the post; a post that readers cannot open has no address.
func (p post) receipt() connector.Receipt {
	r := connector.Receipt{RemoteID: strconv.FormatInt(p.ID, 10)}
	if p.Status == "publish" {
		r.Address = p.Link
	}
	return r
}

// Send creates, replaces or removes the post.
func (p *portal) Send(ctx context.Context, call connector.Call) connector.Outcome {
	if call.Post.Intent != connector.Publish && !isID(call.Earlier.RemoteID) {
		return connector.Outcome{Class: connector.Rejected, Reason: "no_receipt",
			Detail: fault.T("Không có mã bài trên cổng để sửa hoặc gỡ.", "There is no id of a post on the portal to correct or withdraw.")}
	}
	if call.Post.Intent == connector.Publish && call.Post.ChosenID == "" {
		return connector.Outcome{Class: connector.Rejected, Reason: "no_slug",
			Detail: fault.T("Bài chưa có đường dẫn riêng để tìm lại trên cổng.", "The post has no slug by which it could be found again on the portal.")}
	}
	a, outcome := p.discover(ctx)
	if outcome.Class != connector.OK {
		return outcome
	}
	if call.Post.Intent == connector.Withdraw {
		return a.withdraw(ctx, call.Earlier)
	}
	return a.write(ctx, call)
}

func isID(text string) bool {
	id, err := strconv.ParseInt(text, 10, 64)
	return err == nil && id > 0
}

// write creates a post, or replaces the sent fields of one. Slug, state and date of a
// post that stands are left as the portal's editors may have set them.
func (a *api) write(ctx context.Context, call connector.Call) connector.Outcome {
	fields := map[string]any{"title": call.Post.Title, "excerpt": call.Post.Lead, "content": content(call)}
	terms, outcome := a.terms(ctx, call.Post)
	if outcome.Class != connector.OK {
		return outbound.Harmless(outcome)
	}
	for taxonomy, ids := range terms {
		fields[taxonomy] = ids
	}
	path := "wp/v2/posts"
	if call.Post.Intent == connector.Correct {
		path += "/" + call.Earlier.RemoteID
	} else {
		fields["slug"], fields["status"] = call.Post.ChosenID, a.values["status"]
		if at := call.Post.At; !at.IsZero() && !at.After(a.now) { // a later date would leave the post to WP-Cron
			fields["date_gmt"] = at.UTC().Format("2006-01-02T15:04:05")
		}
	}
	var echoed post
	outcome = a.do(ctx, request{http.MethodPost, path, a.language(call.Post.Lang), fields}, &echoed)
	if outcome.Class != connector.OK {
		return outcome
	}
	return echoed.judge(terms)
}

// judge checks what the portal says it kept: it drops unknown terms and moves posts to
// other states without a word.
func (p post) judge(terms map[string][]int64) connector.Outcome {
	outcome := connector.Outcome{Class: connector.OK, Receipt: p.receipt()}
	switch {
	case p.ID <= 0:
		return connector.Outcome{Class: connector.Ambiguous, Reason: "no_id",
			Detail: fault.T("Cổng trả lời không có mã bài: phần mềm ở đó cấu hình chưa đúng.", "The portal's answer has no post id: its software is misconfigured.")}
	case p.Status == "trash":
		return connector.Outcome{Class: connector.Rejected, Reason: "trashed_there",
			Detail: fault.T("Bài đang nằm trong thùng rác của cổng; khôi phục ở đó rồi gửi lại.", "The post is in the portal's trash; restore it there, then send again.")}
	case p.Status == "future" || p.Status == "pending":
		outcome.Detail = fault.Tf("Cổng chưa cho hiện bài (trạng thái %s).", "The portal does not show the post yet (state %s).", p.Status)
	case !holdsAll(p.Categories, terms["categories"]) || !holdsAll(p.Tags, terms["tags"]):
		outcome.Detail = fault.T("Cổng đã nhận bài nhưng bỏ bớt chuyên mục hoặc thẻ.", "The portal took the post but dropped categories or tags.")
	}
	return outcome
}

func holdsAll(kept, sent []int64) bool {
	return !slices.ContainsFunc(sent, func(id int64) bool { return !slices.Contains(kept, id) })
}

// withdraw moves the post to the trash, where inspectors still find it. A portal
// without a trash gets it back as a draft.
func (a *api) withdraw(ctx context.Context, earlier connector.Receipt) connector.Outcome {
	path := "wp/v2/posts/" + earlier.RemoteID
	var echoed post
	outcome := a.do(ctx, request{method: http.MethodDelete, path: path}, &echoed)
	if outcome.Reason == "rest_trash_not_supported" {
		outcome = a.do(ctx, request{method: http.MethodPost, path: path, body: map[string]string{"status": "draft"}}, &echoed)
	}
	if outcome.Class == connector.OK || outcome.Reason == "rest_already_trashed" || outcome.Reason == "rest_post_invalid_id" {
		return connector.Outcome{Class: connector.OK, Receipt: earlier} // its address is where absence is proved
	}
	return outcome
}

// terms finds or makes the ids of the post's categories and tags, by their names in
// the post's language.
func (a *api) terms(ctx context.Context, p connector.Post) (map[string][]int64, connector.Outcome) {
	ids := map[string][]int64{}
	wanted := p.Terms
	if a.values["terms"] == "none" {
		wanted = nil
	}
	if name := a.values["category"]; name != "" {
		wanted = append([]connector.Term{{Kind: "pillar", Name: name}}, wanted...)
	}
	for _, term := range wanted {
		taxonomy := map[string]string{"pillar": "categories", "area": "tags"}[term.Kind]
		if taxonomy == "" {
			continue
		}
		id, outcome := a.term(ctx, "wp/v2/"+taxonomy, term.Name, p.Lang)
		if outcome.Class != connector.OK {
			return nil, outcome
		}
		if id > 0 && !slices.Contains(ids[taxonomy], id) {
			ids[taxonomy] = append(ids[taxonomy], id)
		}
	}
	return ids, connector.Outcome{Class: connector.OK}
}

// term gives the id of a term, 0 when there is none and none may be made.
func (a *api) term(ctx context.Context, path, name, lang string) (int64, connector.Outcome) {
	query := url.Values{"search": {name}, "per_page": {"100"}, "_fields": {"id,name"}}
	for param, values := range a.language(lang) {
		query[param] = values
	}
	var found []struct {
		ID   int64
		Name string
	}
	outcome := a.do(ctx, request{method: http.MethodGet, path: path, query: query}, &found)
	for _, one := range found {
		if strings.EqualFold(html.UnescapeString(one.Name), name) {
			return one.ID, outcome
		}
	}
	if outcome.Class != connector.OK || a.values["terms"] != "create" {
		return 0, outcome
	}
	var made struct {
		ID   int64
		Data struct {
			TermID int64 `json:"term_id"`
		}
	}
	outcome = a.do(ctx, request{http.MethodPost, path, a.language(lang), map[string]string{"name": name}}, &made)
	if outcome.Reason == "term_exists" { // in other letters, or past the hundred that were listed
		return made.Data.TermID, connector.Outcome{Class: connector.OK}
	}
	return made.ID, outcome
}

// content is the body with the readers' notes before it and the marker after it.
func content(call connector.Call) string {
	var b strings.Builder
	for _, note := range call.Post.Notes {
		b.WriteString(`<p class="lantoa-note"><strong>` + html.EscapeString(note.Label) + ":</strong> " + html.EscapeString(note.Text) + "</p>\n")
	}
	b.WriteString(call.Post.HTML + "\n" + marker(call.Key))
	return b.String()
}

func marker(key string) string { return "<!-- lantoa:" + key + " -->" }
