package facebook

import (
	"context"
	"net/http"

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
				return nil, connector.NotKept()
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
	data, outcome := picture.Read(ctx, media)
	if outcome.Class != connector.OK {
		return "", outcome
	}
	fields := p.credentials()
	fields.Set("published", "false")
	fields.Set("alt_text_custom", picture.Alt)
	body := outbound.Form{Fields: fields, Files: []outbound.FormFile{{Field: "source", Name: picture.Name, Type: picture.Type, Data: data}}}
	var made struct {
		ID string `json:"id"`
	}
	outcome = outbound.Harmless(p.ask(ctx, request{method: http.MethodPost, path: p.values["page"] + "/photos", form: &body}, &made))
	outcome.Maybe = false
	if outcome.Class == connector.OK && !isNumber(made.ID) {
		outcome = unreadable(false)
		outcome.Maybe = false
	}
	return made.ID, outcome
}

// forget drops the ids of photos of earlier tries, which the platform throws away after a
// while; the next try uploads them anew.
func (p *page) forget(ctx context.Context, call connector.Call, outcome connector.Outcome) connector.Outcome {
	used := false
	for _, one := range call.Post.Pictures {
		if call.Progress.Get(photoName(one)) != "" && call.Progress.Get(forgotten) == "" {
			used = true
			if call.Progress.Put(ctx, photoName(one), "") != nil {
				return connector.NotKept()
			}
		}
	}
	if !used || outcome.Reason != "code_100" {
		return outcome
	}
	if call.Progress.Put(ctx, forgotten, "once") != nil {
		return connector.NotKept()
	}
	outcome.Class = connector.Transient
	outcome.Detail = fault.T("Facebook đã bỏ ảnh tải lên từ trước; lần sau sẽ tải lại.", "Facebook has dropped pictures that were uploaded earlier; the next try uploads them again.")
	return outcome
}

// forgotten remembers that photos were uploaded anew once: a second refusal means the post.
const forgotten = "photos-forgotten"
