package facebook

import (
	"context"
	"net/http"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

// photos uploads the pictures of a post unpublished and gives their ids. What an earlier try
// uploaded is used again, and kept tells that some was.
func (p *page) photos(ctx context.Context, call connector.Call) (ids []string, kept bool, outcome connector.Outcome) {
	outcome.Class = connector.OK
	if photosUnder(p.values) == 0 {
		return nil, false, outcome
	}
	fresh := map[string]bool{}
	for _, one := range call.Post.Pictures {
		id := call.Progress.Get(photoName(one))
		kept = kept || id != "" && !fresh[id]
		if id == "" {
			if id, outcome = p.upload(ctx, call.Media, one); outcome.Class != connector.OK {
				return nil, kept, outcome
			}
			if call.Progress.Put(ctx, photoName(one), id) != nil {
				return nil, kept, connector.NotKept()
			}
			fresh[id] = true
		}
		ids = append(ids, id)
	}
	return ids, kept, outcome
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
	outcome = p.ask(ctx, request{act: uploads, method: http.MethodPost, path: p.values["page"] + "/photos", form: &body}, &made)
	switch {
	case outcome.Class != connector.OK:
		outcome = p.ofPage(ctx, outcome)
	case !isNumber(made.ID):
		outcome = uploads.doubt(unreadable())
	}
	return made.ID, outcome
}

// ofPhotos reports whether a refusal of a post may mean photos that are no longer there.
func ofPhotos(reason string) bool {
	return reason == reasonParameter || reason == reasonGone || reason == reasonPicture
}

// forget drops the ids of photos of earlier tries, which the platform throws away after a
// while; the next try uploads them anew, and when that is refused too, the post is meant.
func (p *page) forget(ctx context.Context, call connector.Call) connector.Outcome {
	for _, one := range call.Post.Pictures {
		if call.Progress.Put(ctx, photoName(one), "") != nil {
			return connector.NotKept()
		}
	}
	return connector.Outcome{Class: connector.Transient, Reason: "photos_dropped",
		Detail: fault.T("Facebook đã bỏ ảnh tải lên từ trước; lần sau sẽ tải lại.", "Facebook has dropped pictures that were uploaded earlier; the next try uploads them again.")}
}
