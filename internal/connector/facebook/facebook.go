// Package facebook posts to a Facebook Page by the Graph API.
//
// The platform takes no key, and answers with a failure what it has done: a post whose
// outcome is open is looked for by its marker before anything is sent again. Pictures are
// uploaded unpublished, one alone too, and shown by the request that makes the post: what a
// lost upload leaves behind nobody sees, so that it may be repeated.
package facebook

import (
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

const (
	longest      = 63206   // characters of a message; counted in UTF-16 units, the stricter way
	mostPhotos   = 10      // of one post
	largestPhoto = 4 << 20 // bytes (error 1366046 beyond)
	longestSide  = 2048    // pixels, as the platform shows at most
)

// What a story's pictures become.
const (
	asPhotos = "photos"
	asLink   = "link"
)

// Spec describes the kind.
func Spec() connector.Spec {
	return connector.Spec{
		Kind:  "facebook",
		Label: fault.T("Trang Facebook", "Facebook Page"),
		Help: fault.T("Đăng tiêu đề, đoạn dẫn, liên kết và ảnh lên một Trang bằng mã truy cập của Trang.",
			"Posts title, lead, link and pictures to a Page with the Page's access token."),
		Text: connector.TextForm{Most: longest, Unit: connector.UnitUTF16},
		Pictures: connector.PictureForm{Most: mostPhotos, Bytes: largestPhoto, Side: longestSide, Types: []string{"image/jpeg", "image/png"},
			Under: photosUnder, Stay: func(settings connector.Values) bool { return photosUnder(settings) > 0 }},
		Guards: map[connector.Intent]connector.Guard{
			connector.Publish: connector.GuardLookUp, connector.Correct: connector.GuardKey, connector.Withdraw: connector.GuardKey,
		},
		Proof:    connector.ProofReadBack,
		Settings: settings(),
		New:      build,
	}
}

// photosUnder is how many photos the posts of a Page with such settings show: none, or as
// many as may be.
func photosUnder(settings connector.Values) int {
	if settings["pictures"] == asLink {
		return 0
	}
	return mostPhotos
}

func settings() []connector.Setting {
	return []connector.Setting{
		{Name: "page", Kind: connector.SettingText, Required: true,
			Label: fault.T("Mã số của Trang", "Page id"),
			Help:  fault.T("Dãy số ở mục Giới thiệu › Tính minh bạch của Trang.", "The number under About › Page transparency.")},
		{Name: "token", Kind: connector.SettingSecret, Required: true,
			Label: fault.T("Mã truy cập", "Access token"),
			Help: fault.T("Mã của chính Trang (Page access token), tốt nhất lấy qua người dùng hệ thống của doanh nghiệp, có quyền pages_manage_posts và pages_read_engagement.",
				"The Page's own (Page access token), best got by a system user of the business, with pages_manage_posts and pages_read_engagement.")},
		{Name: "app_id", Kind: connector.SettingText,
			Label: fault.T("Mã ứng dụng", "App id"),
			Help:  fault.T("Cùng với khóa bí mật của ứng dụng: để biết ngày hết hạn và quyền của mã truy cập.", "With the app secret: to know when the token ends and what it may do.")},
		{Name: "app_secret", Kind: connector.SettingSecret,
			Label: fault.T("Khóa bí mật của ứng dụng", "App secret"),
			Help:  fault.T("Ký mọi yêu cầu (appsecret_proof); cần khi ứng dụng bắt buộc.", "Signs every request (appsecret_proof); needed where the app enforces it.")},
		{Name: "pictures", Kind: connector.SettingChoice, Default: asPhotos, Choices: []string{asPhotos, asLink},
			Label: fault.T("Ảnh", "Pictures"),
			Help: fault.T("photos: đăng ảnh kèm bài; link: đăng liên kết với thẻ của trang đích, không tải ảnh lên.",
				"photos: the pictures go with the post; link: a link with the card of its page, and no picture is uploaded.")},
		{Name: "version", Kind: connector.SettingText, Default: "v26.0",
			Label: fault.T("Phiên bản Graph API", "Graph API version"),
			Help:  fault.T("Mỗi phiên bản dùng được khoảng hai năm, ví dụ v26.0.", "Each lives for about two years, such as v26.0.")},
		{Name: "server", Kind: connector.SettingURL, Default: "https://graph.facebook.com",
			Label: fault.T("Máy chủ", "Server"),
			Help:  fault.T("Chỉ đổi khi đi qua một máy chủ trung gian của mình.", "Change it only for a relay of your own.")},
	}
}

func build(values connector.Values, deps connector.Deps) (connector.Connector, error) {
	var faults fault.Fields
	if !isNumber(values["page"]) {
		faults.Add("/settings/page", fault.T("cần dãy số của Trang, không phải tên hay địa chỉ", "needs the Page's number, not its name or address"))
	}
	if major, minor, ok := strings.Cut(strings.TrimPrefix(values["version"], "v"), "."); !ok || !strings.HasPrefix(values["version"], "v") || !isNumber(major) || !isNumber(minor) {
		faults.Add("/settings/version", fault.T("cần dạng v26.0", "needs the form v26.0"))
	}
	if values["app_id"] != "" && !isNumber(values["app_id"]) {
		faults.Add("/settings/app_id", fault.T("cần dãy số của ứng dụng", "needs the app's number"))
	}
	if values["app_id"] != "" && values["app_secret"] == "" {
		faults.Add("/settings/app_secret", fault.T("cần khóa bí mật của ứng dụng này", "needs the secret of this app"))
	}
	if strings.ContainsAny(values["server"], "?#") {
		faults.Add("/settings/server", fault.T("cần địa chỉ không có ? và #", "needs an address without ? and #"))
	}
	p := &page{values: values, base: strings.TrimSuffix(values["server"], "/") + "/" + values["version"] + "/", deps: deps}
	return p, faults.Err()
}

func isNumber(s string) bool {
	return s != "" && len(s) <= 20 && strings.Trim(s, "0123456789") == ""
}

// page is one Page; it remembers nothing between calls.
type page struct {
	values connector.Values
	base   string // ends with a slash
	deps   connector.Deps
}

var (
	_ connector.Connector = (*page)(nil)
	_ connector.Looker    = (*page)(nil)
	_ connector.Prover    = (*page)(nil)
)
