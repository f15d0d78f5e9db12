package telegram

import (
	"context"
	"strconv"
	"unicode/utf16"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

// Send posts, edits or deletes the message.
func (b *bot) Send(ctx context.Context, call connector.Call) connector.Outcome {
	if call.Post.Intent == connector.Publish {
		return b.publish(ctx, call)
	}
	there, ok := b.find(call.Earlier)
	if !ok {
		return connector.Outcome{Class: connector.Rejected, Reason: "which_message",
			Detail: fault.T("Không biết tin nào trên kênh Telegram; xác nhận lượt đăng bằng liên kết của tin, hoặc làm trên Telegram rồi xác nhận.",
				"It is not known which message this is; confirm the post with the message's link, or do it in Telegram and say so.")}
	}
	var outcome connector.Outcome
	switch {
	case call.Post.Intent == connector.Correct:
		outcome = b.correct(ctx, there, call.Post)
	case there.unsure:
		outcome = b.removeSingle(ctx, there, call.Progress)
	default:
		outcome = b.remove(ctx, there)
	}
	if outcome.Class == connector.OK {
		outcome.Receipt = call.Earlier
	}
	return outcome
}

func (b *bot) publish(ctx context.Context, call connector.Call) connector.Outcome {
	post := call.Post
	if outcome := fits(post.Text, len(post.Pictures) > 0); outcome.Class != connector.OK {
		return outcome
	}
	if len(post.Pictures) > 0 {
		return b.photos(ctx, call)
	}
	body := b.text(b.chat, post)
	body["disable_notification"] = b.silent
	var made message
	outcome := b.ask(ctx, connector.GuardNone, "sendMessage", body, &made)
	switch {
	case outcome.Class != connector.OK:
	case !named([]message{made}):
		return unreadable()
	default:
		outcome.Receipt = b.receipt("", made)
	}
	return outcome
}

// fits refuses a text that the platform would refuse without saying by how much.
func fits(text string, caption bool) connector.Outcome {
	most := longest
	if caption {
		most = longestCaption
	}
	n := units(text)
	if n <= most {
		return connector.Outcome{Class: connector.OK}
	}
	over := n - most
	detail := fault.Tf("Bài dài %d đơn vị UTF-16, thừa %d so với mức của một tin Telegram; rút ngắn tiêu đề, đoạn dẫn hoặc lời đính chính.",
		"The text has %d UTF-16 units, %d more than a Telegram message takes; shorten the title, the lead or the correction's note.", n, over)
	if caption {
		detail = fault.Tf("Bài dài %d đơn vị UTF-16, thừa %d so với mức của lời dưới ảnh trên Telegram; rút ngắn tiêu đề, đoạn dẫn hoặc lời đính chính.",
			"The text has %d UTF-16 units, %d more than a caption in Telegram takes; shorten the title, the lead or the correction's note.", n, over)
	}
	return connector.Outcome{Class: connector.Rejected, Reason: reasonTooLong, Detail: detail}
}

// correct edits what was posted. Whoever confirmed it by its link said nothing of its kind:
// where one does not fit, the other is tried.
func (b *bot) correct(ctx context.Context, there target, post connector.Post) connector.Outcome {
	if !there.unsure {
		return b.edit(ctx, there, post)
	}
	there.caption = len(post.Pictures) > 0
	first := b.edit(ctx, there, post)
	if first.Reason != reasonOtherKind && first.Reason != reasonTooLong {
		return first
	}
	there.caption = !there.caption
	second := b.edit(ctx, there, post)
	if second.Reason == reasonOtherKind { // so it was of the first kind, and too long for it
		return first
	}
	return second
}

// edit gives a message another text, or a picture another caption: pictures are never
// exchanged. What says so already is done.
func (b *bot) edit(ctx context.Context, there target, post connector.Post) connector.Outcome {
	if outcome := fits(post.Text, there.caption); outcome.Class != connector.OK {
		return outcome
	}
	method, body := "editMessageText", b.text(there.chat, post)
	if there.caption {
		method, body = "editMessageCaption", map[string]any{"chat_id": there.chat, "caption": post.Text, "caption_entities": entities(post)}
	}
	body["message_id"] = there.ids[0]
	outcome := b.ask(ctx, connector.GuardKey, method, body, &message{})
	if outcome.Reason == reasonUnchanged {
		return connector.Outcome{Class: connector.OK}
	}
	return outcome
}

// text is the message: the title in bold, and the link's preview below. No markup is
// parsed, so that no sign of a text can be taken for any.
func (b *bot) text(chat any, post connector.Post) map[string]any {
	return map[string]any{
		"chat_id":              chat,
		"text":                 post.Text,
		"entities":             entities(post),
		"link_preview_options": map[string]any{"url": post.Link},
	}
}

// entity is a part of a message that is more than plain words; offset and length count
// UTF-16 code units (MessageEntity).
type entity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
}

// entities turns spans into entities. Links and hashtags are found by Telegram itself.
func entities(post connector.Post) []entity {
	list := []entity{}
	for _, span := range post.Spans {
		if span.Kind == connector.SpanTitle {
			list = append(list, entity{"bold", units(post.Text[:span.Start]), units(post.Text[span.Start:span.End])})
		}
	}
	return list
}

func units(s string) int { return len(utf16.Encode([]rune(s))) }

// Check asks who the bot is, which channel is meant and what the bot may do there. The place
// is the channel's number: its name may change and pass to another.
func (b *bot) Check(ctx context.Context) connector.Health {
	var me struct {
		ID       int64  `json:"id"`
		Username string `json:"username"`
	}
	if outcome := outbound.Harmless(b.ask(ctx, connector.GuardKey, "getMe", nil, &me)); outcome.Class != connector.OK {
		return connector.Health{Class: outcome.Class, Detail: outcome.Detail}
	}
	var chat struct {
		ID int64 `json:"id"`
	}
	if outcome := outbound.Harmless(b.ask(ctx, connector.GuardKey, "getChat", map[string]any{"chat_id": b.chat}, &chat)); outcome.Class != connector.OK {
		return connector.Health{Class: outcome.Class, Account: "@" + me.Username, Detail: outcome.Detail}
	}
	health := connector.Health{Account: "@" + me.Username + " → " + b.chat, Place: strconv.FormatInt(chat.ID, 10)}
	return b.member(ctx, me.ID, health)
}

// member asks for the rights of the bot in the channel: publishing needs all three.
func (b *bot) member(ctx context.Context, id int64, health connector.Health) connector.Health {
	var member struct {
		Status    string `json:"status"`
		MayPost   bool   `json:"can_post_messages"`
		MayEdit   bool   `json:"can_edit_messages"`
		MayDelete bool   `json:"can_delete_messages"`
	}
	outcome := outbound.Harmless(b.ask(ctx, connector.GuardKey, "getChatMember", map[string]any{"chat_id": b.chat, "user_id": id}, &member))
	health.Class, health.Detail = outcome.Class, outcome.Detail
	able := member.Status == "creator" || member.Status == "administrator" && member.MayPost && member.MayEdit && member.MayDelete
	if outcome.Class == connector.OK && !able {
		health.Class = connector.Reauth
		health.Detail = fault.T("Bot chưa là quản trị viên của kênh với đủ quyền đăng, sửa và xóa tin.", "The bot is not yet an administrator of the channel with the rights to post, edit and delete messages.")
	}
	return health
}
