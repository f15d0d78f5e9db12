package telegram

import (
	"context"
	"strconv"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

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

// What is known of a message that a person named, under a name of its own in [connector.Progress].
const (
	standsAlone = "alone"
	inAlbum     = "album"
)

// removeSingle deletes the message that a person named by its link, unless it is part of an
// album: the others would stay in the channel, and nobody told their numbers. What it is, is
// found out first and kept: a message that is deleted tells nothing any more.
func (b *bot) removeSingle(ctx context.Context, there target, kept connector.Progress) connector.Outcome {
	name := "message-" + strconv.FormatInt(there.ids[0], 10)
	known := kept.Get(name)
	if known == "" {
		var outcome connector.Outcome
		if known, outcome = b.examine(ctx, there); outcome.Class != connector.OK {
			if outcome.Reason == reasonGone {
				return connector.Outcome{Class: connector.OK}
			}
			return outcome
		}
		if kept.Put(ctx, name, known) != nil {
			return connector.NotKept()
		}
	}
	if known == inAlbum {
		return connector.Outcome{Class: connector.Rejected, Reason: "which_messages",
			Detail: fault.T("Liên kết chỉ một tin của bộ ảnh và bot không biết các tin còn lại; lời dưới ảnh đã được bỏ. Xóa cả bộ ảnh trên Telegram rồi xác nhận, hoặc xác nhận lượt đăng bằng liên kết của tin đầu kèm số các tin còn lại, dạng https://t.me/kênh/42#43,44.",
				"The link names one message of an album, and the bot does not know the others; the caption was emptied. Delete the whole album in Telegram and say so, or confirm the post by the link of its first message with the numbers of the others, as in https://t.me/channel/42#43,44.")}
	}
	return b.remove(ctx, there)
}

// examine empties the caption of a message, which takes the story's words from readers at
// once, and reads in the answer whether it is part of an album. One whose caption is empty
// already is not shown, so that it gets a sign as its caption.
func (b *bot) examine(ctx context.Context, there target) (what string, outcome connector.Outcome) {
	for _, caption := range []string{"", "…"} {
		var shown message
		outcome = b.ask(ctx, connector.GuardKey, "editMessageCaption", map[string]any{"chat_id": there.chat, "message_id": there.ids[0], "caption": caption}, &shown)
		switch {
		case outcome.Reason == reasonUnchanged:
			continue
		case outcome.Reason == reasonOtherKind: // a text
			return standsAlone, connector.Outcome{Class: connector.OK}
		case outcome.Class != connector.OK:
			return "", outcome
		case shown.ID != there.ids[0]:
			return "", unreadable()
		case shown.Group != "":
			return inAlbum, outcome
		}
		return standsAlone, outcome
	}
	return "", unreadable() // it says both that it is empty and that it is not
}
