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
	outcome := b.change(ctx, there, call.Post)
	if outcome.Class == connector.OK {
		outcome.Receipt = call.Earlier
	}
	return outcome
}

func (b *bot) publish(ctx context.Context, call connector.Call) connector.Outcome {
	post := call.Post
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

// change edits or deletes what was posted.
func (b *bot) change(ctx context.Context, there target, post connector.Post) connector.Outcome {
	if post.Intent == connector.Withdraw {
		return b.remove(ctx, there)
	}
	if there.unsure {
		there.caption = len(post.Pictures) > 0
	}
	outcome := b.edit(ctx, there, post)
	if outcome.Reason == reasonOtherKind && there.unsure {
		there.caption = !there.caption
		outcome = b.edit(ctx, there, post)
	}
	return outcome
}

// edit gives a message another text, or a picture another caption: pictures are never
// exchanged. What says so already is done.
func (b *bot) edit(ctx context.Context, there target, post connector.Post) connector.Outcome {
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

// remove deletes every message. What is gone is done; what is left is deleted next time.
func (b *bot) remove(ctx context.Context, there target) connector.Outcome {
	for _, id := range there.ids {
		var deleted bool
		outcome := b.ask(ctx, connector.GuardKey, "deleteMessage", map[string]any{"chat_id": there.chat, "message_id": id}, &deleted)
		switch {
		case outcome.Reason == reasonGone:
		case outcome.Class != connector.OK:
			return outcome
		case !deleted:
			return unreadable()
		}
	}
	return connector.Outcome{Class: connector.OK}
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
