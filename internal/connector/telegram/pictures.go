package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/textproto"
	"strconv"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// The limits of photos (sendPhoto, sendMediaGroup). Telegram takes 10,000 pixels of width
// and height together, and shows no more than a fraction of it.
const (
	longestCaption = 1024 // in UTF-16 units, after its entities are parsed
	largestAlbum   = 10
	largestPhoto   = 10 << 20 // bytes
	longestSide    = 2560     // pixels
)

// form is a request with files (multipart/form-data).
type form struct {
	contentType string
	data        []byte
}

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

func named(list []message) bool {
	for _, m := range list {
		if m.ID < 1 || m.Chat.ID == 0 {
			return false
		}
	}
	return true
}

// album writes the request for one picture, or for several.
func (b *bot) album(ctx context.Context, call connector.Call) (form, connector.Outcome) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	fields := [][2]string{{"chat_id", b.chat}, {"disable_notification", strconv.FormatBool(b.silent)}}
	list := call.Post.Pictures
	if len(list) == 1 {
		fields = append(fields, [2]string{"caption", call.Post.Text}, [2]string{"caption_entities", encoded(entities(call.Post))})
	} else {
		fields = append(fields, [2]string{"media", encoded(group(call.Post))})
	}
	var err error
	for _, field := range fields {
		if err == nil {
			err = w.WriteField(field[0], field[1])
		}
	}
	for i, one := range list {
		name := attached(i)
		if len(list) == 1 {
			name = "photo"
		}
		if err == nil {
			err = attach(ctx, w, name, call.Media, one)
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return form{}, connector.Outcome{Class: connector.Transient, Reason: "picture_unreadable",
			Detail: fault.T("Không đọc được ảnh trong kho ảnh của lantoa; báo người quản trị máy chủ.", "A picture cannot be read from lantoa's media library; tell the server's administrator.")}
	}
	return form{w.FormDataContentType(), body.Bytes()}, connector.Outcome{Class: connector.OK}
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

// attach copies a picture's bytes into a form.
func attach(ctx context.Context, w *multipart.Writer, field string, media connector.Media, p connector.Picture) error {
	file, err := media.Open(ctx, p.Hash)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", multipart.FileContentDisposition(field, p.Name))
	header.Set("Content-Type", p.Type)
	part, err := w.CreatePart(header)
	if err != nil {
		return err
	}
	_, err = io.Copy(part, file)
	return err
}
