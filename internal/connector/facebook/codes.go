package facebook

import (
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// meaning is what some codes say.
type meaning struct {
	class  connector.Class
	reason string // "" is the code itself
	detail fault.Text
	says   string // words, in small letters, that must be there too
	codes  []code // none is every code
}

// code is one code of the platform's error object, or several that follow each other.
type code struct {
	from, to int
	either   bool // it may stand as the subcode as well
	with     int  // the subcode that must stand beside it
}

// either lists codes that may stand in both places.
func either(list ...int) (codes []code) {
	for _, one := range list {
		codes = append(codes, code{from: one, either: true})
	}
	return codes
}

// The reasons that decide what is done next.
const (
	reasonGone      = "gone" // the platform does not know it, or shows it to others alone
	reasonParameter = "code_100"
	reasonSecret    = "app_secret"
)

// meanings lists all that is known, the narrower first ("Handling errors", "Rate limits").
func meanings() []meaning {
	return []meaning{
		{connector.Reauth, reasonSecret, wrongSecret(), "appsecret_proof", nil},
		{connector.Reauth, "", wrongToken(), "page access token", []code{{from: 190}, {from: 200, to: 299}}},
		{connector.Rejected, reasonGone, gone(), "", append(either(803), code{from: 100, with: 33})},
		{connector.Reauth, "", expired(), "", either(463)},
		{connector.Reauth, "", revoked(), "", either(458, 459, 460, 464, 467, 492)},
		{connector.Reauth, "", unverified(), "", either(1404078, 4854002)},
		{connector.Duplicate, "", there(), "", either(506, 1366051)},
		{connector.Duplicate, "", there(), "already posted", []code{{from: 368}}},
		{connector.Rejected, "", blocked(), "", []code{{from: 368}}},
		{connector.Rejected, "", forbidden(), "", either(1346003, 1404102, 1404112)},
		{connector.Rejected, "", badLink(), "", either(1609005, 1609008, 2061006)},
		{connector.Rejected, reasonPicture, badPicture(), "", either(1366046, 2069019, 1349125)},
		{connector.Throttled, "", slower(), "", either(1390008)},
		{connector.Throttled, "", slower(), "", []code{{from: 4}, {from: 17}, {from: 32}, {from: 341}, {from: 613}, {from: 80000, to: 80014}}},
		{connector.Reauth, "", refused(), "", []code{{from: 190}, {from: 102}, {from: 10}, {from: 200, to: 299}}},
		{connector.Reauth, "", refused(), "error validating access token", nil},
		{connector.Ambiguous, "", internal(), "", []code{{from: 1}, {from: 2}}},
		{connector.Rejected, reasonParameter, parameter(), "", []code{{from: 100}}},
	}
}

// reasonPicture tells that a picture is not taken.
const reasonPicture = "picture_refused"

func wrongSecret() fault.Text {
	return fault.T("Khóa bí mật của ứng dụng sai hoặc còn thiếu, không phải lỗi của bài; sửa trong thiết lập kênh.",
		"The app secret is wrong or missing, and nothing is wrong with the post; correct it in the channel's settings.")
}

func wrongToken() fault.Text {
	return fault.T("Facebook đòi mã truy cập của chính Trang, không phải của người hay của người dùng hệ thống; lấy mã của Trang rồi sửa kênh.",
		"Facebook wants the Page's own token, not that of a person or a system user; get the Page's token and change the channel.")
}

func gone() fault.Text {
	return fault.T("Bài không còn trên Trang Facebook.", "The post is no longer on the Facebook Page.")
}

func expired() fault.Text {
	return fault.T("Mã truy cập của Trang đã hết hạn; lấy mã mới rồi sửa kênh.", "The Page's access token has expired; get a new one and change the channel.")
}

func revoked() fault.Text {
	return fault.T("Mật khẩu hoặc quyền của người cấp mã đã đổi; lấy mã mới rồi sửa kênh.",
		"Whoever gave the token changed a password or lost a right; get a new one and change the channel.")
}

func unverified() fault.Text {
	return fault.T("Facebook đòi xác minh trước khi đăng; làm trên Facebook rồi kiểm tra lại kênh.",
		"Facebook asks for a verification before anything is posted; do it there, then check the channel.")
}

func there() fault.Text {
	return fault.T("Facebook nói bài này đã được đăng.", "Facebook says that this post is there already.")
}

func blocked() fault.Text {
	return fault.T("Facebook tạm khóa việc đăng của Trang; xem mục Chất lượng Trang, đừng gửi lại ngay.",
		"Facebook has blocked posting for the Page for a while; see the Page quality, and do not send again at once.")
}

func forbidden() fault.Text {
	return fault.T("Facebook chặn bài vì quy định nội dung hoặc vì Trang đang bị hạn chế; xem mục Chất lượng Trang trên Facebook.",
		"Facebook blocks the post by its standards, or the Page is restricted; see the Page quality on Facebook.")
}

func badLink() fault.Text {
	return fault.T("Facebook không đọc được trang của liên kết; mở thử liên kết từ ngoài.", "Facebook cannot read the page of the link; try to open it from outside.")
}

func badPicture() fault.Text {
	return fault.T("Facebook không nhận một ảnh của bài; đổi ảnh khác.", "Facebook does not take a picture of the story; choose another one.")
}

func slower() fault.Text {
	return fault.T("Facebook yêu cầu đăng chậm lại.", "Facebook asks to slow down.")
}

func refused() fault.Text {
	return fault.T("Facebook không nhận mã truy cập, hoặc mã thiếu quyền đăng lên Trang; lấy mã mới rồi sửa kênh.",
		"Facebook refuses the token, or it lacks the right to post to the Page; get a new one and change the channel.")
}

func internal() fault.Text {
	return fault.T("Facebook gặp lỗi bên trong.", "Facebook had an internal error.")
}

func parameter() fault.Text {
	return fault.T("Facebook không nhận bài: một tham số không hợp lệ.", "Facebook did not take the post: a parameter is not valid.")
}
