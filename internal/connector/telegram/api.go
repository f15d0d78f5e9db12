package telegram

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

// maxAnswer bounds an answer in bytes; a message comes back whole, with its chat.
const maxAnswer = 256 << 10

// maxWait bounds what Telegram may ask us to wait, in seconds: a day.
const maxWait = 86400

// answer is the envelope of every answer, whatever its status ("Making requests").
type answer struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"` // seconds
		MigratedTo int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// ask calls a method of the Bot API and reads its result; guard is that of a repeat of this
// very call.
func (b *bot) ask(ctx context.Context, guard connector.Guard, method string, body any, result any) connector.Outcome {
	got, outcome := outbound.Ask(ctx, b.deps.HTTP, outbound.Request{Method: http.MethodPost, URL: b.server + "/bot" + b.token + "/" + method, Body: body,
		Guard: guard, Limit: maxAnswer})
	var a answer
	readable := json.Unmarshal(got.Body, &a) == nil
	const refused, broken = 400, 500 // what Telegram says of its own faults says nothing of the message
	switch {
	case outcome.Class != connector.OK && readable && got.Status >= refused && got.Status < broken:
		return b.refusal(a, got.Status, outcome)
	case outcome.Class != connector.OK:
		return outcome
	case !readable || !a.OK || json.Unmarshal(a.Result, result) != nil:
		return unreadable()
	}
	return outcome
}

// unreadable is the outcome of an answer that reports success and does not show it.
func unreadable() connector.Outcome {
	return connector.Outcome{Class: connector.Ambiguous, Reason: "unreadable",
		Detail: fault.T("Telegram trả lời thành công nhưng không đọc được nội dung.", "Telegram reported success, but its answer cannot be read.")}
}

// The ends that a refusal may have; Telegram tells them by words alone.
const (
	reasonUnchanged = "not_modified"
	reasonGone      = "message_gone"
	reasonOtherKind = "other_kind" // a caption where there is none, or a text where there is none
)

// refusal corrects the class that the status gave by what Telegram says. Of its words only
// those that are known are looked for, and none is repeated.
func (b *bot) refusal(a answer, status int, outcome connector.Outcome) connector.Outcome {
	words := strings.ToLower(a.Description)
	says := func(phrases ...string) bool {
		for _, phrase := range phrases {
			if strings.Contains(words, phrase) {
				return true
			}
		}
		return false
	}
	refuse := func(class connector.Class, reason string, detail fault.Text) connector.Outcome {
		return connector.Outcome{Class: class, Reason: reason, Detail: detail}
	}
	switch {
	case status == http.StatusTooManyRequests:
		if wait := min(a.Parameters.RetryAfter, maxWait); wait > 0 {
			outcome.Until = b.deps.Now().Add(time.Duration(wait) * time.Second).UTC()
		}
		return outcome
	case status == http.StatusUnauthorized || status == http.StatusNotFound:
		return refuse(connector.Reauth, "unauthorized", fault.T("Mã của bot không đúng hoặc đã bị thu hồi; lấy mã mới ở @BotFather.",
			"The bot's token is wrong or was revoked; get a new one from @BotFather."))
	case a.Parameters.MigratedTo != 0:
		return refuse(connector.Reauth, "migrated", fault.Tf("Kênh đã chuyển sang số %d; sửa kênh rồi cho chạy lại.", "The chat has moved to number %d; change the channel and resume it.", a.Parameters.MigratedTo))
	case says("message is not modified"):
		return refuse(connector.Rejected, reasonUnchanged, fault.T("Tin đã có đúng nội dung này.", "The message says this already."))
	case says("message to edit not found", "message to delete not found", "message_id_invalid"):
		return refuse(connector.Rejected, reasonGone, fault.T("Tin không còn trên kênh Telegram.", "The message is no longer in the Telegram channel."))
	case says("there is no caption in the message to edit", "there is no text in the message to edit"):
		return refuse(connector.Rejected, reasonOtherKind, fault.T("Tin trên kênh Telegram không thuộc loại này (văn bản hoặc ảnh).", "The message in the Telegram channel is of another kind (text or picture)."))
	case says("photo_invalid_dimensions", "wrong file identifier", "image_process_failed"):
		return refuse(connector.Rejected, "picture_refused", fault.T("Telegram không nhận một ảnh của bài; đổi ảnh khác.", "Telegram does not take a picture of the story; choose another one."))
	case says("message can't be deleted", "message can't be edited"):
		return refuse(connector.Rejected, "not_allowed_any_more", fault.T("Telegram không cho bot sửa hay xóa tin này nữa; làm trên Telegram rồi xác nhận.",
			"Telegram does not let the bot change this message any more; do it in Telegram, then say so."))
	case status == http.StatusForbidden || says("chat not found", "not enough rights", "need administrator rights", "chat_admin_required", "bot was kicked", "bot is not a member"):
		return refuse(connector.Reauth, "no_right", fault.T("Bot không ở trong kênh hoặc thiếu quyền; thêm bot làm quản trị viên có quyền đăng, sửa và xóa tin.",
			"The bot is not in the channel or lacks a right; make it an administrator that may post, edit and delete messages."))
	}
	return outcome
}

// message is what comes back for a post.
type message struct {
	ID   int64 `json:"message_id"`
	Chat struct {
		ID int64 `json:"id"`
	} `json:"chat"`
}

// captioned begins the numbers of messages whose text is the caption of a picture.
const captioned = "c"

// receipt names messages for good: by the chat that they stand in and their numbers there,
// so that a channel which is pointed elsewhere later touches nobody else's messages. The
// address is that of the first.
func (b *bot) receipt(kind string, list ...message) connector.Receipt {
	numbers := make([]string, len(list))
	for i, m := range list {
		numbers[i] = strconv.FormatInt(m.ID, 10)
	}
	number := numbers[0]
	r := connector.Receipt{RemoteID: strconv.FormatInt(list[0].Chat.ID, 10) + "/" + kind + strings.Join(numbers, ","), Address: "https://t.me/" + strings.TrimPrefix(b.chat, "@") + "/" + number}
	if private, ok := strings.CutPrefix(b.chat, "-100"); ok {
		r.Address = "https://t.me/c/" + private + "/" + number
	}
	return r
}

// target is what a delivery posted: one message, or those of an album, the first of which
// bears the text.
type target struct {
	chat any // its number, or the name of the channel
	ids  []int64
	// caption tells that the text is the caption of a picture; unsure that nobody knows.
	caption, unsure bool
}

// find reads which messages are meant: by their receipt, or by the address that a person
// gave, which must be one of this channel and names one message alone.
func (b *bot) find(r connector.Receipt) (target, bool) {
	if chat, numbers, ok := strings.Cut(r.RemoteID, "/"); ok {
		in, err := strconv.ParseInt(chat, 10, 64)
		t := target{chat: in}
		numbers, t.caption = strings.CutPrefix(numbers, captioned)
		for _, number := range strings.Split(numbers, ",") {
			id, good := positive(number)
			ok = ok && good
			t.ids = append(t.ids, id)
		}
		return t, ok && err == nil
	}
	u, err := url.Parse(r.Address)
	if err != nil || u.Host != "t.me" {
		return target{}, false
	}
	parts := strings.Split(strings.TrimPrefix(strings.Trim(u.Path, "/"), "s/"), "/")
	channel, number := "@"+parts[0], parts[len(parts)-1]
	if len(parts) == 3 && parts[0] == "c" {
		channel = "-100" + parts[1]
	} else if len(parts) != 2 {
		return target{}, false
	}
	id, good := positive(number)
	return target{chat: b.chat, ids: []int64{id}, unsure: true}, good && strings.EqualFold(channel, b.chat)
}

func positive(number string) (n int64, ok bool) {
	n, err := strconv.ParseInt(number, 10, 64)
	return n, err == nil && n > 0
}
