package wordpress

import (
	"context"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// upload is a picture as the portal keeps it in its own library.
type upload struct {
	ID     int64  `json:"id"`
	Slug   string `json:"slug"`
	Source string `json:"source_url"`
}

// pictures brings the pictures of a post into the portal's library, where no page shows them
// before the post does. The name of a file tells it from all others, so that what an
// earlier try or release left there is found and not uploaded again.
func (a *api) pictures(ctx context.Context, call connector.Call) ([]upload, connector.Outcome) {
	var list []upload
	for _, one := range call.Post.Pictures {
		there, outcome := a.picture(ctx, call, one)
		if outcome.Class != connector.OK {
			return nil, outcome
		}
		list = append(list, there)
	}
	return list, connector.Outcome{Class: connector.OK}
}

func (a *api) picture(ctx context.Context, call connector.Call, p connector.Picture) (upload, connector.Outcome) {
	var kept upload
	key := "picture-" + p.Hash
	if json.Unmarshal([]byte(call.Progress.Get(key)), &kept) == nil && kept.ID > 0 {
		return kept, connector.Outcome{Class: connector.OK}
	}
	kept, outcome := a.findPicture(ctx, p)
	if outcome.Class == connector.OK && kept.ID == 0 {
		kept, outcome = a.upload(ctx, call.Media, p)
	}
	if outcome.Class != connector.OK {
		return upload{}, outcome
	}
	if outcome := a.describe(ctx, kept, p); outcome.Class != connector.OK {
		return upload{}, outcome
	}
	value, err := json.Marshal(kept)
	if err == nil {
		err = call.Progress.Put(ctx, key, string(value))
	}
	if err != nil {
		return upload{}, connector.NotKept()
	}
	return kept, outcome
}

// findPicture looks for a picture by its name, which WordPress makes its slug.
func (a *api) findPicture(ctx context.Context, p connector.Picture) (upload, connector.Outcome) {
	var found []upload
	slug := strings.TrimSuffix(p.Name, path.Ext(p.Name))
	outcome := a.do(ctx, request{method: http.MethodGet, path: "wp/v2/media", query: url.Values{"slug": {slug}, "_fields": {"id,slug,source_url"}}}, &found)
	if outcome.Class != connector.OK || len(found) == 0 {
		return upload{}, outcome
	}
	return found[0], outcome
}

// upload sends the bytes. What it leaves when its answer is lost is found by its name.
func (a *api) upload(ctx context.Context, media connector.Media, p connector.Picture) (upload, connector.Outcome) {
	data, outcome := p.Read(ctx, media)
	if outcome.Class != connector.OK {
		return upload{}, outcome
	}
	header := http.Header{"Content-Type": {p.Type}, "Content-Disposition": {`attachment; filename="` + p.Name + `"`}}
	var made upload
	outcome = a.do(ctx, request{method: http.MethodPost, path: "wp/v2/media", body: data, header: header}, &made)
	if outcome.Class == connector.OK && (made.ID < 1 || made.Source == "") {
		return upload{}, connector.Outcome{Class: connector.Transient, Reason: "no_id",
			Detail: fault.T("Cổng trả lời không có mã ảnh: phần mềm ở đó cấu hình chưa đúng.", "The portal's answer has no id of the picture: its software is misconfigured.")}
	}
	return made, outcome
}

// describe gives a picture its words; a raw upload takes none.
func (a *api) describe(ctx context.Context, there upload, p connector.Picture) connector.Outcome {
	caption := html.EscapeString(p.Caption)
	if source := strings.Trim(p.Credit+" – "+p.Licence, " –"); source != "" {
		caption = strings.TrimSpace(caption + " <em>" + html.EscapeString(source) + "</em>")
	}
	words := map[string]string{"alt_text": p.Alt, "caption": caption}
	return a.do(ctx, request{method: http.MethodPost, path: "wp/v2/media/" + strconv.FormatInt(there.ID, 10), body: words}, &upload{})
}

// shown leads the pictures of a body to where the portal keeps them.
func shown(content string, sent []connector.Picture, there []upload) string {
	for i, one := range there {
		content = strings.ReplaceAll(content, html.EscapeString(sent[i].Address), html.EscapeString(one.Source))
	}
	return content
}

// cover is the featured image. A story that has lost its pictures takes its own cover away
// again, and leaves one that the portal's editors chose.
func (a *api) cover(ctx context.Context, story connector.Post, pictures []upload, there post) (id int64, set bool, outcome connector.Outcome) {
	outcome.Class = connector.OK
	if len(pictures) > 0 {
		return pictures[0].ID, true, outcome
	}
	if there.Cover == 0 {
		return 0, false, outcome
	}
	var present upload
	outcome = a.do(ctx, request{method: http.MethodGet, path: "wp/v2/media/" + strconv.FormatInt(there.Cover, 10), query: url.Values{"_fields": {"id,slug"}}}, &present)
	if outcome.Reason == "rest_post_invalid_id" {
		return 0, false, connector.Outcome{Class: connector.OK}
	}
	return 0, story.ChosenID != "" && strings.HasPrefix(present.Slug, story.ChosenID+"-"), outcome
}
