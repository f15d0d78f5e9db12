package connector

import (
	"context"
	"io"

	"github.com/lantoa/lantoa/internal/fault"
)

// Read takes the bytes of a picture out of our own library. Where they cannot be had the
// outcome is transient: nothing was sent.
func (p Picture) Read(ctx context.Context, media Media) ([]byte, Outcome) {
	file, err := media.Open(ctx, p.Hash)
	if err == nil {
		defer func() { _ = file.Close() }()
		var data []byte
		if data, err = io.ReadAll(io.LimitReader(file, p.Size+1)); err == nil && int64(len(data)) == p.Size {
			return data, Outcome{Class: OK}
		}
	}
	return nil, Outcome{Class: Transient, Reason: "picture_unreadable",
		Detail: fault.T("Không đọc được ảnh trong kho ảnh của lantoa; chưa gửi gì. Báo người quản trị máy chủ.",
			"A picture cannot be read from lantoa's media library; nothing was sent. Tell the server's administrator.")}
}

// NotKept is the outcome of a step whose result could not be kept in [Progress].
func NotKept() Outcome {
	return Outcome{Class: Transient, Reason: "progress_not_kept",
		Detail: fault.T("Chưa lưu được bước chuẩn bị; bài chưa đăng.", "A step of the preparation could not be kept; the post is not out.")}
}
