package telegram

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
)

// message is what comes back for a post.
type message struct {
	ID   int64 `json:"message_id"`
	Chat struct {
		ID int64 `json:"id"`
	} `json:"chat"`
	// Group is what the messages of an album have in common; "" for one that stands alone.
	Group string `json:"media_group_id"`
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
// gave, which must be one of this channel. It names one message, or all of an album when the
// person has added the numbers of the others behind it, as in …/42#43,44.
func (b *bot) find(r connector.Receipt) (target, bool) {
	if chat, numbers, ok := strings.Cut(r.RemoteID, "/"); ok {
		in, err := strconv.ParseInt(chat, 10, 64)
		numbers, caption := strings.CutPrefix(numbers, captioned)
		ids, good := numbered(numbers)
		return target{chat: in, ids: ids, caption: caption}, good && err == nil
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
	ids, good := numbered(number)
	if others, ok := numbered(u.Fragment); ok {
		ids = append(ids, others...)
	}
	return target{chat: b.chat, ids: ids, caption: len(ids) > 1, unsure: len(ids) == 1}, good && strings.EqualFold(channel, b.chat)
}

// numbered reads the numbers of messages.
func numbered(numbers string) (ids []int64, ok bool) {
	for _, number := range strings.Split(numbers, ",") {
		id, err := strconv.ParseInt(number, 10, 64)
		if err != nil || id < 1 {
			return nil, false
		}
		ids = append(ids, id)
	}
	return ids, true
}
