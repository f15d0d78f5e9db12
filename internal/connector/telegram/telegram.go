// Package telegram posts to a Telegram channel by the Bot API (core.telegram.org/bots/api).
//
// The platform takes no key and lets no bot read what stands in a channel: after a lost
// answer nobody but a person can tell whether the post is there. Editing and deleting may
// be repeated. The bot's token is part of every address, and stands nowhere else.
package telegram

import (
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// longest is the longest text of a message after its entities are parsed (sendMessage).
const longest = 4096

// Spec describes the kind.
func Spec() connector.Spec {
	return connector.Spec{
		Kind:  "telegram",
		Label: fault.T("Kênh Telegram", "Telegram channel"),
		Help: fault.T("Bot đăng tiêu đề, đoạn dẫn, liên kết và ảnh vào một kênh; bot phải là quản trị viên của kênh, có quyền đăng, sửa và xóa tin.",
			"A bot posts title, lead, link and pictures to a channel; it must be an administrator there with the rights to post, edit and delete messages."),
		Text: connector.TextForm{Most: longest, Unit: connector.UnitUTF16, MostWithPictures: longestCaption},
		Pictures: connector.PictureForm{Most: largestAlbum, Bytes: largestPhoto, Side: longestSide, Types: []string{"image/jpeg", "image/png"},
			Stay: func(connector.Values) bool { return true }},
		Guards: map[connector.Intent]connector.Guard{
			connector.Publish: connector.GuardNone, connector.Correct: connector.GuardKey, connector.Withdraw: connector.GuardKey,
		},
		Proof: connector.ProofNone,
		Settings: []connector.Setting{
			{Name: "token", Kind: connector.SettingSecret, Required: true,
				Label: fault.T("Mã của bot", "The bot's token"),
				Help:  fault.T("Do @BotFather cấp, dạng 110201543:AA…", "Given by @BotFather, such as 110201543:AA…")},
			{Name: "chat", Kind: connector.SettingText, Required: true,
				Label: fault.T("Kênh", "Channel"),
				Help:  fault.T("@tên_kênh, hoặc số dạng -100… của kênh riêng.", "@channel_name, or the number -100… of a private channel.")},
			{Name: "silent", Kind: connector.SettingBool, Default: "false",
				Label: fault.T("Không báo chuông", "Silent"),
				Help:  fault.T("Người theo dõi nhận tin mà không nghe báo.", "Followers get the message without a sound.")},
			{Name: "server", Kind: connector.SettingURL, Default: "https://api.telegram.org",
				Label: fault.T("Máy chủ Bot API", "Bot API server"),
				Help:  fault.T("Chỉ đổi khi tự chạy máy chủ Bot API.", "Change it only for a Bot API server of your own.")},
		},
		New: build,
	}
}

func build(values connector.Values, deps connector.Deps) (connector.Connector, error) {
	var faults fault.Fields
	if !isToken(values["token"]) {
		faults.Add("/settings/token", fault.T("cần mã do @BotFather cấp, dạng 110201543:AA…", "needs the token that @BotFather gave, such as 110201543:AA…"))
	}
	if !isName(values["chat"]) && !isNumber(values["chat"]) {
		faults.Add("/settings/chat", fault.T("cần @tên_kênh (5–32 chữ cái, chữ số, gạch dưới) hoặc số dạng -100…", "needs @channel_name (5–32 letters, figures, underscores) or a number -100…"))
	}
	if strings.ContainsAny(values["server"], "?#") {
		faults.Add("/settings/server", fault.T("cần địa chỉ không có ? và #, vì mã của bot đứng sau nó", "needs an address without ? and #, since the bot's token follows it"))
	}
	return &bot{server: strings.TrimSuffix(values["server"], "/"), token: values["token"], chat: values["chat"], silent: values.Bool("silent"), deps: deps}, faults.Err()
}

const (
	figures = "0123456789"
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// only reports whether s is made of some signs alone, and how long it is within bounds.
func only(s, signs string, least, most int) bool {
	return len(s) >= least && len(s) <= most && strings.Trim(s, signs) == ""
}

func isToken(s string) bool {
	id, key, ok := strings.Cut(s, ":")
	return ok && only(id, figures, 6, 20) && only(key, letters+figures+"_-", 30, 60)
}

func isName(s string) bool {
	name, ok := strings.CutPrefix(s, "@")
	return ok && only(name, letters+figures+"_", 5, 32) && !strings.ContainsAny(name[:1], figures+"_")
}

func isNumber(s string) bool {
	number, ok := strings.CutPrefix(s, "-100")
	return ok && only(number, figures, 1, 15)
}

// bot is one bot in one channel.
type bot struct {
	server string
	token  string
	chat   string
	silent bool
	deps   connector.Deps
}

var _ connector.Connector = (*bot)(nil)
