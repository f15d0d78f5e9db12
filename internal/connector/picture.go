package connector

import (
	"context"
	"errors"
	"io"

	"github.com/lantoa/lantoa/internal/fault"
)

// PictureUnreadable is the reason of an outcome that is our own library's fault: the
// destination was not asked.
const PictureUnreadable = "picture_unreadable"

// Read takes the bytes of a picture out of our own library. Where they cannot be had the
// outcome is transient: nothing was sent.
func (p Picture) Read(ctx context.Context, media Media) ([]byte, Outcome) {
	file, err := media.Open(ctx, p.Hash)
	if err == nil {
		defer func() { _ = file.Close() }()
		if data, whole := exactly(file, p.Size); whole {
			return data, Outcome{Class: OK}
		}
	}
	return nil, Outcome{Class: Transient, Reason: PictureUnreadable,
		Detail: fault.T("Không đọc được ảnh trong kho ảnh của lantoa; chưa gửi gì. Báo người quản trị máy chủ.",
			"A picture cannot be read from lantoa's media library; nothing was sent. Tell the server's administrator.")}
}

// exactly reads what must have a size, into memory of just that size.
func exactly(file io.Reader, size int64) ([]byte, bool) {
	if size <= 0 {
		return nil, false
	}
	data := make([]byte, size)
	if _, err := io.ReadFull(file, data); err != nil {
		return nil, false
	}
	_, err := io.ReadFull(file, make([]byte, 1)) // whether the file ends here, and is sound to its end
	return data, errors.Is(err, io.EOF)
}

// NotKept is the outcome of a step whose result could not be kept in [Progress].
func NotKept() Outcome {
	return Outcome{Class: Transient, Reason: "progress_not_kept",
		Detail: fault.T("Chưa lưu được bước chuẩn bị; bài chưa đăng.", "A step of the preparation could not be kept; the post is not out.")}
}
