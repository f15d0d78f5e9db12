package wordpress

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// post is what the portal gives back of a post; an empty object of PHP comes as [].
type post struct {
	ID         int64    `json:"id"`
	Slug       string   `json:"slug"`
	Status     string   `json:"status"`
	Link       string   `json:"link"`
	Content    rendered `json:"content"`
	Cover      int64    `json:"featured_media"`
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

func (p post) id() string { return strconv.FormatInt(p.ID, 10) }

// receipt names the post; a post that readers cannot open has no address.
func (p post) receipt() connector.Receipt {
	r := connector.Receipt{RemoteID: p.id()}
	if p.Status == "publish" {
		r.Address = p.Link
	}
	return r
}

// marker tells which delivery wrote the post.
func marker(key string) string { return "<!-- lantoa:" + key + " -->" }

// editionMarker tells, over all deliveries and releases, whose words the post holds.
func editionMarker(edition string) string { return "<!-- lantoa-edition:" + edition + " -->" }

// ours reports whether the post is this story's: by its slug, or by what WordPress makes of
// one that is taken or in the trash, or by the edition's marker when somebody there
// renamed it.
func (p post) ours(story connector.Post) bool {
	variant := regexp.MustCompile(`^(-[0-9]+)?(__trashed(-[0-9]+)?)?$`)
	rest, found := strings.CutPrefix(p.Slug, story.ChosenID)
	if found && story.ChosenID != "" && variant.MatchString(rest) {
		return true
	}
	return story.Edition != "" && strings.Contains(p.Content.Raw, editionMarker(story.Edition))
}

// judge checks what the portal says it kept: it drops unknown terms and moves posts to
// other states without a word. wanted is the state that the channel asks for.
func (p post) judge(wanted string, terms map[string][]int64) connector.Outcome {
	outcome := connector.Outcome{Class: connector.OK, Receipt: p.receipt()}
	switch {
	case p.ID <= 0:
		return connector.Outcome{Class: connector.Ambiguous, Reason: "no_id",
			Detail: fault.T("Cổng trả lời không có mã bài: phần mềm ở đó cấu hình chưa đúng.", "The portal's answer has no post id: its software is misconfigured.")}
	case p.Status == "trash":
		return trashedThere()
	case wanted == "publish" && p.Status != wanted:
		outcome.Detail = p.notShown()
	case !holdsAll(p.Categories, terms["categories"]) || !holdsAll(p.Tags, terms["tags"]):
		outcome.Detail = fault.T("Cổng đã nhận bài nhưng bỏ bớt chuyên mục hoặc thẻ.", "The portal took the post but dropped categories or tags.")
	}
	return outcome
}

func trashedThere() connector.Outcome {
	return connector.Outcome{Class: connector.Rejected, Reason: "trashed_there",
		Detail: fault.T("Bài đang nằm trong thùng rác của cổng; khôi phục ở đó rồi gửi lại.", "The post is in the portal's trash; restore it there, then send again.")}
}

// notShown says in which state the portal keeps a post that readers do not see.
func (p post) notShown() fault.Text {
	state := "?" // a plugin's own
	if slices.Contains([]string{"future", "pending", "private", "draft"}, p.Status) {
		state = p.Status
	}
	return fault.Tf("Cổng chưa cho bạn đọc thấy bài (trạng thái %s); nhờ ban biên tập cổng cho hiện bài.",
		"The portal does not show the post to readers (state %s); ask its editors to release it.", state)
}

func holdsAll(kept, sent []int64) bool {
	return !slices.ContainsFunc(sent, func(id int64) bool { return !slices.Contains(kept, id) })
}
