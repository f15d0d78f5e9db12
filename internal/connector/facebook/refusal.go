package facebook

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// problem is the platform's error object ("Handling errors").
type problem struct {
	Message   string `json:"message"`
	Code      int    `json:"code"`
	Subcode   int    `json:"error_subcode"`
	Transient bool   `json:"is_transient"`
}

// reasonGone is the reason of what the platform does not know, or shows to others alone.
const reasonGone = "gone"

// meaning is what a code says, whichever of the two places it stands in.
type meaning struct {
	class  connector.Class
	reason string // "" is the code itself
	detail fault.Text
	codes  []int
}

// meanings lists the codes that decide on what comes next.
func meanings() []meaning {
	return []meaning{
		{connector.Reauth, "", fault.T("Mã truy cập của Trang đã hết hạn; lấy mã mới rồi sửa kênh.", "The Page's access token has expired; get a new one and change the channel."), []int{463}},
		{connector.Reauth, "", fault.T("Mật khẩu hoặc quyền của người cấp mã đã đổi; lấy mã mới rồi sửa kênh.", "Whoever gave the token changed a password or lost a right; get a new one and change the channel."), []int{458, 459, 460, 464, 467, 492}},
		{connector.Reauth, "", fault.T("Facebook đòi xác minh trước khi đăng; làm trên Facebook rồi kiểm tra lại kênh.", "Facebook asks for a verification before anything is posted; do it there, then check the channel."), []int{1404078, 4854002}},
		{connector.Duplicate, "", fault.T("Facebook nói bài này đã được đăng.", "Facebook says that this post is there already."), []int{506, 1366051}},
		{connector.Rejected, "", fault.T("Facebook chặn bài vì quy định nội dung hoặc vì Trang đang bị hạn chế; xem mục Chất lượng Trang trên Facebook.",
			"Facebook blocks the post by its standards, or the Page is restricted; see the Page quality on Facebook."), []int{1346003, 1404102, 1404112}},
		{connector.Rejected, "", fault.T("Facebook không đọc được trang của liên kết; mở thử liên kết từ ngoài.", "Facebook cannot read the page of the link; try to open it from outside."), []int{1609005, 2061006, 1609008}},
		{connector.Rejected, "", fault.T("Facebook không nhận một ảnh của bài; đổi ảnh khác.", "Facebook does not take a picture of the story; choose another one."), []int{1366046, 2069019, 1349125}},
		{connector.Throttled, "", slower(), []int{1390008}},
		{connector.Rejected, reasonGone, gone(), []int{803}},
	}
}

func slower() fault.Text {
	return fault.T("Facebook yêu cầu đăng chậm lại.", "Facebook asks to slow down.")
}

func gone() fault.Text {
	return fault.T("Bài không còn trên Trang Facebook, hoặc mã truy cập không thấy được.", "The post is no longer on the Facebook Page, or the token cannot see it.")
}

// refusal corrects the class that the status gave by what the platform says. Of its words
// only those that are known are looked for, and none is repeated.
func (p *page) refusal(e problem, header http.Header, creates bool, outcome connector.Outcome) connector.Outcome {
	o := connector.Outcome{Class: outcome.Class, Reason: "code_" + strconv.Itoa(e.Code), Detail: outcome.Detail}
	if code, m, ok := e.known(); ok {
		o.Class, o.Reason, o.Detail = m.class, cmp.Or(m.reason, "code_"+strconv.Itoa(code)), m.detail
	} else {
		o = e.plain(o, creates)
	}
	if o.Class == connector.Throttled {
		o.Until = p.until(header)
	}
	return o
}

// known finds what one of the two codes means, the narrower one first.
func (e problem) known() (code int, m meaning, ok bool) {
	for _, code := range []int{e.Subcode, e.Code} {
		for _, m := range meanings() {
			if slices.Contains(m.codes, code) {
				return code, m, true
			}
		}
	}
	return 0, meaning{}, false
}

// plain judges the codes of the protocol itself.
func (e problem) plain(o connector.Outcome, creates bool) connector.Outcome {
	says := func(words string) bool { return strings.Contains(strings.ToLower(e.Message), words) }
	throttles := []int{4, 17, 32, 341, 613}
	switch {
	case e.Code == 190 || e.Code == 102 || e.Code == 10 || e.Code >= 200 && e.Code <= 299 || says("error validating access token"):
		o.Class, o.Detail = connector.Reauth, fault.T("Facebook không nhận mã truy cập, hoặc mã thiếu quyền đăng lên Trang; lấy mã mới rồi sửa kênh.",
			"Facebook refuses the token, or it lacks the right to post to the Page; get a new one and change the channel.")
	case slices.Contains(throttles, e.Code) || e.Code >= 80000 && e.Code <= 80014:
		o.Class, o.Detail = connector.Throttled, slower()
	case e.Code == 368 && says("already posted"):
		o.Class, o.Detail = connector.Duplicate, fault.T("Facebook nói bài này đã được đăng.", "Facebook says that this post is there already.")
	case e.Code == 368:
		o.Class, o.Detail = connector.Rejected, fault.T("Facebook tạm khóa việc đăng của Trang; xem mục Chất lượng Trang, đừng gửi lại ngay.",
			"Facebook has blocked posting for the Page for a while; see the Page quality, and do not send again at once.")
	case e.Code == 100 && e.Subcode == 33:
		o.Class, o.Reason, o.Detail = connector.Rejected, reasonGone, gone()
	case e.Code == 1 || e.Code == 2 || e.Transient || o.Class == connector.Ambiguous:
		o = outcomeOpen(o, creates)
	case e.Code == 100:
		o.Class, o.Detail = connector.Rejected, fault.T("Facebook không nhận bài: một tham số không hợp lệ.", "Facebook did not take the post: a parameter is not valid.")
	case o.Class == connector.OK || o.Class == connector.Reauth: // an error in the form of a success, or of a status that says nothing
		o.Class, o.Detail = connector.Rejected, fault.Tf("Facebook không nhận bài (mã %d).", "Facebook did not take the post (code %d).", e.Code)
	}
	return o
}

// outcomeOpen: "retry later" was seen of posts that were made all the same.
func outcomeOpen(o connector.Outcome, creates bool) connector.Outcome {
	o.Class, o.Maybe = connector.Ambiguous, false
	if !creates {
		o.Class, o.Maybe = connector.Transient, true
	}
	o.Detail = fault.T("Facebook gặp lỗi bên trong.", "Facebook had an internal error.")
	return o
}

// pause is how long to stay away when the platform names no time.
const pause = 15 * time.Minute

// until reads when access comes back, in minutes for each business use case. There is no
// Retry-After.
func (p *page) until(header http.Header) time.Time {
	wait := time.Duration(0)
	var cases map[string][]struct {
		Minutes float64 `json:"estimated_time_to_regain_access"`
	}
	_ = json.Unmarshal([]byte(header.Get("X-Business-Use-Case-Usage")), &cases) // mostly absent
	for _, list := range cases {
		for _, one := range list {
			wait = max(wait, time.Duration(one.Minutes*float64(time.Minute)))
		}
	}
	if wait <= 0 {
		wait = pause
	}
	return p.deps.Now().Add(min(wait, 24*time.Hour)).UTC().Truncate(time.Second)
}
