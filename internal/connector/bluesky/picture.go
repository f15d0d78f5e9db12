package bluesky

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// blobs uploads the pictures that the post shows, and gives what the record names them by. A
// picture that an earlier try uploaded is not sent again.
func (t *talk) blobs(ctx context.Context, call connector.Call) ([]json.RawMessage, connector.Outcome) {
	var list []json.RawMessage
	for _, picture := range t.shows(call.Post) {
		if kept := call.Progress.Get(blobName(picture)); kept != "" {
			list = append(list, json.RawMessage(kept))
			continue
		}
		data, outcome := picture.Read(ctx, call.Media)
		if outcome.Class != connector.OK {
			return nil, outcome
		}
		blob, outcome := t.upload(ctx, picture, data)
		if outcome.Class != connector.OK {
			return nil, outcome
		}
		if call.Progress.Put(ctx, blobName(picture), string(blob)) != nil {
			return nil, connector.NotKept()
		}
		list = append(list, blob)
	}
	return list, connector.Outcome{Class: connector.OK}
}

// shows lists the pictures of a post that readers will see.
func (a *account) shows(post connector.Post) []connector.Picture {
	most := mostPictures
	if a.card {
		most = 1
	}
	return post.Pictures[:min(len(post.Pictures), most)]
}

func blobName(picture connector.Picture) string { return "blob_" + picture.Hash }

// upload sends one picture. It is addressed by its content, and dropped when no record names
// it: whatever becomes of this request, no reader sees anything.
func (t *talk) upload(ctx context.Context, picture connector.Picture, data []byte) (json.RawMessage, connector.Outcome) {
	if len(data) > largestPicture {
		return nil, connector.Outcome{Class: connector.Rejected, Reason: "BlobTooLarge",
			Detail: fault.Tf("Ảnh %s quá lớn với Bluesky.", "Picture %s is too large for Bluesky.", picture.Name)}
	}
	var got struct {
		Blob struct {
			Type string `json:"$type"`
			Ref  struct {
				Link string `json:"$link"`
			} `json:"ref"`
			MimeType string `json:"mimeType"`
			Size     int    `json:"size"`
		} `json:"blob"`
	}
	outcome := before(t.ask(ctx, request{method: http.MethodPost, name: "com.atproto.repo.uploadBlob",
		header: http.Header{"Content-Type": {picture.Type}}, body: data}, &got))
	switch {
	case outcome.Class == connector.Rejected:
		outcome.Detail = fault.Tf("Bluesky không nhận ảnh %s (%s).", "Bluesky did not take picture %s (%s).", picture.Name, outcome.Reason)
		return nil, outcome
	case outcome.Class != connector.OK:
		return nil, outcome
	}
	blob, err := json.Marshal(got.Blob)
	if err != nil || got.Blob.Ref.Link == "" || got.Blob.Size != len(data) {
		return nil, connector.Outcome{Class: connector.Transient, Reason: "unreadable",
			Detail: fault.T("Bluesky nhận ảnh nhưng câu trả lời không đọc được; bài chưa đăng.", "Bluesky took a picture, but its answer cannot be read; the post is not out.")}
	}
	return blob, outcome
}

// forget drops what is known of uploads, so that the next try makes them anew: the server
// throws away pictures that no record names after a while.
func (t *talk) forget(ctx context.Context, call connector.Call, outcome connector.Outcome) connector.Outcome {
	for _, picture := range t.shows(call.Post) {
		if call.Progress.Put(ctx, blobName(picture), "") != nil {
			return connector.NotKept()
		}
	}
	outcome.Class = connector.Transient
	outcome.Detail = fault.T("Bluesky đã bỏ ảnh tải lên từ trước; lần sau sẽ tải lại.", "Bluesky has dropped pictures that were uploaded earlier; the next try uploads them again.")
	return outcome
}
