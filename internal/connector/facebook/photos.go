package facebook

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

// photos uploads the pictures of a post unpublished and gives their ids. What an earlier try
// uploaded is used again.
func (p *page) photos(ctx context.Context, call connector.Call) (ids []string, outcome connector.Outcome) {
	outcome.Class = connector.OK
	if p.values["pictures"] == asLink {
		return nil, outcome
	}
	for _, one := range call.Post.Pictures {
		id := call.Progress.Get(photoName(one))
		if id == "" {
			if id, outcome = p.upload(ctx, call.Media, one); outcome.Class != connector.OK {
				return nil, outcome
			}
			if call.Progress.Put(ctx, photoName(one), id) != nil {
				return nil, notKept()
			}
		}
		ids = append(ids, id)
	}
	return ids, outcome
}

func photoName(p connector.Picture) string { return "photo-" + p.Hash }

// upload sends one picture that nobody sees yet, so that doubt about it is harmless. That
// alt_text_custom is taken on this edge stands in no document that we have; where it is not,
// the platform writes an alt text of its own.
func (p *page) upload(ctx context.Context, media connector.Media, picture connector.Picture) (string, connector.Outcome) {
	body, err := p.form(ctx, media, picture)
	if err != nil {
		return "", connector.Outcome{Class: connector.Transient, Reason: "picture_unreadable",
			Detail: fault.T("Không đọc được ảnh trong kho ảnh của lantoa; báo người quản trị máy chủ.", "A picture cannot be read from lantoa's media library; tell the server's administrator.")}
	}
	var made struct {
		ID string `json:"id"`
	}
	outcome := outbound.Harmless(p.ask(ctx, request{method: http.MethodPost, path: p.values["page"] + "/photos", form: body}, &made))
	outcome.Maybe = false
	if outcome.Class == connector.OK && !isNumber(made.ID) {
		outcome = unreadable(false)
		outcome.Maybe = false
	}
	return made.ID, outcome
}

func (p *page) form(ctx context.Context, media connector.Media, picture connector.Picture) (*form, error) {
	file, err := media.Open(ctx, picture.Hash)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	fields := p.credentials()
	fields.Set("published", "false")
	fields.Set("alt_text_custom", picture.Alt)
	for name := range fields {
		if err := w.WriteField(name, fields.Get(name)); err != nil {
			return nil, err
		}
	}
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", multipart.FileContentDisposition("source", picture.Name))
	header.Set("Content-Type", picture.Type)
	part, err := w.CreatePart(header)
	if err == nil {
		_, err = io.Copy(part, file)
	}
	if err == nil {
		err = w.Close()
	}
	return &form{w.FormDataContentType(), body.Bytes()}, err
}

// forget drops the ids of photos of earlier tries, which the platform throws away after a
// while; the next try uploads them anew.
func (p *page) forget(ctx context.Context, call connector.Call, outcome connector.Outcome) connector.Outcome {
	used := false
	for _, one := range call.Post.Pictures {
		if call.Progress.Get(photoName(one)) != "" && call.Progress.Get(forgotten) == "" {
			used = true
			if call.Progress.Put(ctx, photoName(one), "") != nil {
				return notKept()
			}
		}
	}
	if !used || outcome.Reason != "code_100" {
		return outcome
	}
	if call.Progress.Put(ctx, forgotten, "once") != nil {
		return notKept()
	}
	outcome.Class = connector.Transient
	outcome.Detail = fault.T("Facebook đã bỏ ảnh tải lên từ trước; lần sau sẽ tải lại.", "Facebook has dropped pictures that were uploaded earlier; the next try uploads them again.")
	return outcome
}

// forgotten remembers that photos were uploaded anew once: a second refusal means the post.
const forgotten = "photos-forgotten"

func notKept() connector.Outcome {
	return connector.Outcome{Class: connector.Transient, Reason: "progress_not_kept",
		Detail: fault.T("Chưa lưu được bước chuẩn bị; bài chưa đăng.", "A step of the preparation could not be kept; the post is not out.")}
}
