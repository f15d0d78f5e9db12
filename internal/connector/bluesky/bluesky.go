// Package bluesky posts to a Bluesky account, at whichever AT Protocol server (PDS) keeps it,
// with an app password (atproto.com/specs, docs.bsky.app).
//
// The key of a record is chosen by us and kept before anything is sent, and the record is
// written only where none stands: the same publish may be repeated at will. A correction is a
// person's business: the server would take an edited record, but readers go on seeing the
// first version, and a new post in its place would lose their answers and links.
package bluesky

import (
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// The bounds of a post (lexicon app.bsky.feed.post, app.bsky.embed.images).
const (
	mostGraphemes = 300
	mostBytes     = 3000
	mostPictures  = 4
	// largestPicture is in bytes: servers that know the older lexicon refuse 1,000,000.
	largestPicture = 976 << 10
	longestSide    = 2000
)

// What becomes of pictures, as the setting says.
const (
	picturesGallery = "gallery"
	picturesCard    = "card"
)

// defaultWeb is where readers see posts.
const defaultWeb = "https://bsky.app"

// Spec describes the kind.
func Spec() connector.Spec {
	return connector.Spec{
		Kind:  "bluesky",
		Label: fault.T("Tài khoản Bluesky", "Bluesky account"),
		Help: fault.T("Đăng tiêu đề, đoạn dẫn, liên kết và ảnh lên Bluesky bằng mật khẩu ứng dụng. Bài đã đăng không sửa được trên Bluesky: đính chính do người phụ trách quyết.",
			"Posts title, lead, link and pictures to Bluesky with an app password. A post cannot be edited on Bluesky: a person decides about corrections."),
		Text: connector.TextForm{Most: mostGraphemes, Unit: connector.UnitGraphemes, MostBytes: mostBytes, Card: true, ShortLink: true},
		Pictures: connector.PictureForm{Most: mostPictures, Bytes: largestPicture, Side: longestSide,
			Types: []string{"image/jpeg", "image/png"}, Under: picturesUnder},
		Guards:   map[connector.Intent]connector.Guard{connector.Publish: connector.GuardKey, connector.Withdraw: connector.GuardKey},
		Proof:    connector.ProofReadBack,
		Settings: settings(),
		New:      build,
	}
}

// picturesUnder is how many pictures the posts of an account with such settings show: that of
// the card, or a gallery.
func picturesUnder(settings connector.Values) int {
	if settings["pictures"] == picturesCard {
		return 1
	}
	return mostPictures
}

func settings() []connector.Setting {
	return []connector.Setting{
		{Name: "identifier", Kind: connector.SettingText, Required: true,
			Label: fault.T("Tên tài khoản", "Account"),
			Help:  fault.T("Tên miền của tài khoản, ví dụ asean.bsky.social.", "The account's handle, such as asean.bsky.social.")},
		{Name: "app_password", Kind: connector.SettingSecret, Required: true,
			Label: fault.T("Mật khẩu ứng dụng", "App password"),
			Help: fault.T("Tạo trong Bluesky, mục Quyền riêng tư và bảo mật, dạng xxxx-xxxx-xxxx-xxxx; không phải mật khẩu đăng nhập.",
				"Made in Bluesky under Privacy and security, such as xxxx-xxxx-xxxx-xxxx; not the sign-in password.")},
		{Name: "pictures", Kind: connector.SettingChoice, Default: picturesGallery, Choices: []string{picturesGallery, picturesCard},
			Label: fault.T("Ảnh", "Pictures"),
			Help: fault.T("gallery: tối đa 4 ảnh kèm lời mô tả; card: thẻ liên kết với ảnh bìa. Bài không ảnh luôn có thẻ liên kết.",
				"gallery: up to 4 pictures with their descriptions; card: a card of the link with the cover. A post without pictures always has the card.")},
		{Name: "server", Kind: connector.SettingURL, Default: "https://bsky.social",
			Label: fault.T("Máy chủ đăng nhập", "Server to sign in at"),
			Help:  fault.T("Chỉ đổi khi tài khoản nằm ở máy chủ PDS riêng.", "Change it only for an account on a PDS of your own.")},
		{Name: "web", Kind: connector.SettingURL, Default: defaultWeb,
			Label: fault.T("Trang đọc", "Where readers read"),
			Help:  fault.T("Trang web dùng để dựng liên kết tới bài.", "The web site to which links of posts lead.")},
	}
}

// account is one configured account. It remembers nothing between calls.
type account struct {
	server     string // no slash at the end, like web
	web        string
	identifier string
	password   string
	card       bool
	deps       connector.Deps
}

var _ connector.Prover = (*account)(nil)

func build(values connector.Values, deps connector.Deps) (connector.Connector, error) {
	var faults fault.Fields
	identifier := strings.TrimPrefix(values["identifier"], "@")
	if !isHandle(identifier) && !isDID(identifier) {
		faults.Add("/settings/identifier", fault.T("cần tên miền của tài khoản, ví dụ asean.bsky.social", "needs the account's handle, such as asean.bsky.social"))
	}
	if !isAppPassword(values["app_password"]) { // the sign-in password could do much more than post
		faults.Add("/settings/app_password", fault.T("cần mật khẩu ứng dụng dạng xxxx-xxxx-xxxx-xxxx, không phải mật khẩu đăng nhập",
			"needs an app password such as xxxx-xxxx-xxxx-xxxx, not the sign-in password"))
	}
	for _, name := range []string{"server", "web"} {
		if strings.ContainsAny(values[name], "?#") {
			faults.Add("/settings/"+name, fault.T("cần địa chỉ không có ? và #", "needs an address without ? and #"))
		}
	}
	return &account{server: strings.TrimSuffix(values["server"], "/"), web: strings.TrimSuffix(values["web"], "/"),
		identifier: identifier, password: values["app_password"], card: values["pictures"] == picturesCard, deps: deps}, faults.Err()
}

const (
	figures = "0123456789"
	small   = "abcdefghijklmnopqrstuvwxyz"
	capital = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// only reports whether s is made of some signs alone, and is not empty.
func only(s, signs string) bool { return s != "" && strings.Trim(s, signs) == "" }

// isHandle reports whether s is a domain name (atproto.com/specs/handle).
func isHandle(s string) bool {
	labels := strings.Split(s, ".")
	for _, label := range labels {
		if !only(label, small+capital+figures+"-") || len(label) > 63 || strings.Trim(label, "-") != label {
			return false
		}
	}
	return len(labels) > 1 && len(s) <= 253
}

// isDID reports whether s is the permanent name of an account (atproto.com/specs/did).
func isDID(s string) bool {
	method, id, ok := strings.Cut(strings.TrimPrefix(s, "did:"), ":")
	return ok && strings.HasPrefix(s, "did:") && only(method, small) && only(id, small+capital+figures+"._:%-") && len(s) <= 2048
}

func isAppPassword(s string) bool {
	const groups, length = 4, 4
	parts := strings.Split(s, "-")
	for _, part := range parts {
		if len(part) != length || !only(part, small+figures) {
			return false
		}
	}
	return len(parts) == groups
}
