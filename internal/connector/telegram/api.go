package telegram

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
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
	case got.Status == refused && !readable && wordless(got):
		return connector.Outcome{Class: connector.Ambiguous, Reason: "refusal_cut",
			Detail: fault.T("Telegram từ chối nhưng câu trả lời bị cắt giữa chừng.", "Telegram refused, but its answer was cut off.")}
	case outcome.Class != connector.OK && readable && got.Status >= refused && got.Status < broken:
		return b.refusal(a, got.Status, outcome)
	case outcome.Class != connector.OK:
		return outcome
	case !readable || !a.OK || json.Unmarshal(a.Result, result) != nil:
		return unreadable()
	}
	return outcome
}

// wordless reports whether an answer is one of Telegram's whose words did not come: they alone
// say what was refused, and whether all of it.
func wordless(a outbound.Answer) bool {
	return a.Cut() || len(a.Body) == 0 || a.Body[0] == '{'
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
	reasonTooLong   = "too_long"
)

// refusal corrects the class that the status gave by what Telegram says. Of its words only
// those that are known are looked for, and none is repeated.
func (b *bot) refusal(a answer, status int, outcome connector.Outcome) connector.Outcome {
	words := strings.ToLower(a.Description)
	says := func(phrases ...string) bool {
		return slices.ContainsFunc(phrases, func(phrase string) bool { return strings.Contains(words, phrase) })
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
	case says("failed to send message #"): // of an album, others of which may be out
		return refuse(connector.Ambiguous, "album_in_part", fault.T("Telegram không gửi được một ảnh của bộ ảnh; các ảnh khác có thể đã lên kênh. Xem trên kênh và xóa phần đã lên trước khi gửi lại.",
			"Telegram could not send one picture of the album; others may be in the channel. Look there, and delete what is out before sending again."))
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
