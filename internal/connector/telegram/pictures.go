package telegram

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

// The limits of photos (sendPhoto, sendMediaGroup). Telegram takes 10,000 pixels of width
// and height together, and shows no more than a fraction of it.
const (
	longestCaption = 1024 // in UTF-16 units, after its entities are parsed
	largestAlbum   = 10
	largestPhoto   = 10 << 20 // bytes
	longestSide    = 2560     // pixels
	largestRequest = 50 << 20 // bytes of all pictures together
)

// photos posts the pictures with the text as the caption of the first. All goes by the one
// request that shows it, so that nothing is left behind by one that fails.
func (b *bot) photos(ctx context.Context, call connector.Call) connector.Outcome {
	method, one := "sendPhoto", message{}
	var sent []message
	var result any = &sent
	if len(call.Post.Pictures) > 1 {
		method = "sendMediaGroup"
	} else {
		result = &one
	}
	if outcome := together(call.Post.Pictures); outcome.Class != connector.OK {
		return outcome
	}
	body, outcome := b.album(ctx, call)
	if outcome.Class != connector.OK {
		return outcome
	}
	outcome = b.ask(ctx, connector.GuardNone, method, body, result)
	if len(call.Post.Pictures) == 1 {
		sent = []message{one}
	}
	switch {
	case outcome.Class != connector.OK:
	case len(sent) != len(call.Post.Pictures) || !named(sent):
		return unreadable()
	default:
		outcome.Receipt = b.receipt(captioned, sent...)
	}
	return outcome
}

// together refuses pictures that are too large for one request.
func together(list []connector.Picture) connector.Outcome {
	size := int64(0)
	for _, one := range list {
		size += one.Size
	}
	if size <= largestRequest {
		return connector.Outcome{Class: connector.OK}
	}
	return connector.Outcome{Class: connector.Rejected, Reason: "pictures_too_large",
		Detail: fault.Tf("%d ảnh nặng tổng cộng %d MB; Telegram nhận nhiều nhất %d MB một lần. Bớt ảnh hoặc dùng ảnh nhẹ hơn.",
			"%d pictures have %d MB together; Telegram takes %d MB at once at most. Leave some out, or use smaller ones.", len(list), (size+1<<20-1)>>20, largestRequest>>20)}
}

func named(list []message) bool {
	for _, m := range list {
		if m.ID < 1 || m.Chat.ID == 0 {
			return false
		}
	}
	return true
}

// album writes the request for one picture, or for several.
func (b *bot) album(ctx context.Context, call connector.Call) (outbound.Form, connector.Outcome) {
	list := call.Post.Pictures
	body := outbound.Form{Fields: url.Values{"chat_id": {b.chat}, "disable_notification": {strconv.FormatBool(b.silent)}}}
	if len(list) == 1 {
		body.Fields.Set("caption", call.Post.Text)
		body.Fields.Set("caption_entities", encoded(entities(call.Post)))
	} else {
		body.Fields.Set("media", encoded(group(call.Post)))
	}
	for i, one := range list {
		data, outcome := one.Read(ctx, call.Media)
		if outcome.Class != connector.OK {
			return outbound.Form{}, outcome
		}
		field := attached(i)
		if len(list) == 1 {
			field = "photo"
		}
		body.Files = append(body.Files, outbound.FormFile{Field: field, Name: one.Name, Type: one.Type, Data: data})
	}
	return body, connector.Outcome{Class: connector.OK}
}

// inputPhoto is one picture of an album (InputMediaPhoto).
type inputPhoto struct {
	Type     string   `json:"type"`
	Media    string   `json:"media"`
	Caption  string   `json:"caption,omitempty"`
	Entities []entity `json:"caption_entities,omitempty"`
}

func group(post connector.Post) []inputPhoto {
	list := make([]inputPhoto, len(post.Pictures))
	for i := range list {
		list[i] = inputPhoto{Type: "photo", Media: "attach://" + attached(i)}
	}
	list[0].Caption, list[0].Entities = post.Text, entities(post)
	return list
}

func attached(i int) string { return "picture" + strconv.Itoa(i) }

func encoded(value any) string {
	text, _ := json.Marshal(value) // of strings and numbers alone
	return string(text)
}
