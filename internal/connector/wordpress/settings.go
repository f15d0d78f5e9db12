// Package wordpress publishes to portals that run WordPress 5.6 or later, through its
// REST API with an Application Password.
//
// WordPress has no idempotency key and lets two posts ask for one slug, so a doubtful
// create is settled by a look: the slug is chosen by lantoa and the body ends with the
// delivery's marker. Updates and removals replace what is there and may be repeated.
package wordpress

import (
	"net/url"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// Spec describes the kind.
func Spec() connector.Spec {
	return connector.Spec{
		Kind:  "wordpress",
		Label: fault.T("Cổng thông tin WordPress", "WordPress portal"),
		Help: fault.T("Đăng lên cổng chạy WordPress bằng Mật khẩu ứng dụng của một tài khoản Biên tập viên (Editor).",
			"Publishes to a WordPress portal with the Application Password of an Editor account."),
		Guards: map[connector.Intent]connector.Guard{
			connector.Publish: connector.GuardLookUp, connector.Correct: connector.GuardKey, connector.Withdraw: connector.GuardKey,
		},
		Proof:    connector.ProofPage,
		Pictures: connector.PictureForm{Most: 20, Bytes: largestUpload, Side: 2560, Types: []string{"image/jpeg", "image/png"}},
		Settings: settings(),
		New:      build,
	}
}

func settings() []connector.Setting {
	return []connector.Setting{
		{Name: "url", Kind: connector.SettingURL, Required: true,
			Label: fault.T("Địa chỉ cổng", "Portal address"),
			Help:  fault.T("Trang chủ, ví dụ https://cong.tinh.gov.vn.", "The home page, such as https://portal.example.")},
		{Name: "username", Kind: connector.SettingText, Required: true,
			Label: fault.T("Tên đăng nhập", "User name"),
			Help:  fault.T("Tài khoản trên cổng, vai trò Biên tập viên (Editor).", "The account on the portal, with the role Editor.")},
		{Name: "app_password", Kind: connector.SettingSecret, Required: true,
			Label: fault.T("Mật khẩu ứng dụng", "Application Password"),
			Help:  fault.T("Tạo trong Hồ sơ của tài khoản đó; không phải mật khẩu đăng nhập.", "Made in that account's profile; not the sign-in password.")},
		{Name: "status", Kind: connector.SettingChoice, Default: "publish", Choices: []string{"publish", "draft"},
			Label: fault.T("Đăng thành", "Publish as"),
			Help:  fault.T("publish: hiện ngay; draft: để nháp cho ban biên tập cổng tự đăng.", "publish: visible at once; draft: left for the portal's own editors.")},
		{Name: "terms", Kind: connector.SettingChoice, Default: "create", Choices: []string{"create", "find", "none"},
			Label: fault.T("Chuyên mục và thẻ", "Categories and tags"),
			Help: fault.T("Trụ cột thành chuyên mục, nội dung thành thẻ. create: tạo nếu chưa có; find: chỉ dùng cái đã có; none: không gắn.",
				"Pillars become categories, content areas tags. create: made when absent; find: only those that exist; none: left out.")},
		{Name: "category", Kind: connector.SettingText,
			Label: fault.T("Chuyên mục chung", "Common category"),
			Help:  fault.T("Tên chuyên mục mà mọi bài đều vào, ví dụ ASEAN; để trống nếu không cần.", "The name of a category that every post joins, such as ASEAN; may be empty.")},
		{Name: "lang_param", Kind: connector.SettingText,
			Label: fault.T("Tham số ngôn ngữ", "Language parameter"),
			Help:  fault.T("Cho cổng đa ngữ (Polylang Pro: lang); để trống nếu cổng một ngôn ngữ.", "For multilingual portals (Polylang Pro: lang); empty for others.")},
	}
}

// largestUpload is what PHP takes of an upload as it comes (upload_max_filesize), in bytes.
// WordPress shrinks what is wider than 2,560 pixels by itself.
const largestUpload = 2 << 20

// portal is one configured site. It remembers nothing between calls.
type portal struct {
	site   *url.URL
	values connector.Values
	deps   connector.Deps
}

var (
	_ connector.Looker = (*portal)(nil)
	_ connector.Prover = (*portal)(nil)
)

func build(values connector.Values, deps connector.Deps) (connector.Connector, error) {
	var faults fault.Fields
	site, err := url.Parse(values["url"])
	if err != nil || site.RawQuery != "" || site.Fragment != "" {
		faults.Add("/settings/url", fault.T("chỉ cần địa chỉ trang chủ, không kèm ? hay #", "needs the home page's address, without ? or #"))
	}
	if strings.Contains(values["username"], ":") { // would end the name early (RFC 7617 section 2)
		faults.Add("/settings/username", fault.T("không được có dấu hai chấm", "must not hold a colon"))
	}
	if strings.Trim(values["lang_param"], "abcdefghijklmnopqrstuvwxyz_") != "" {
		faults.Add("/settings/lang_param", fault.T("chỉ gồm chữ thường không dấu và gạch dưới", "takes lower-case letters and underscores only"))
	}
	return &portal{site: site, values: values, deps: deps}, faults.Err()
}
