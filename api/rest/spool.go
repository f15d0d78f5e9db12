package rest

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/internal/fault"
)

// Spooled describes the body of an operation that takes a file as it is.
type Spooled struct {
	Types []string // media types, for the document; what comes is judged by its bytes
	Most  int64    // bytes
	// TooLarge is the refusal of more.
	TooLarge func() error
	// May refuses, before any of the body is taken, who could not do anything with it.
	May func(ctx context.Context) error
}

const (
	// stalled is how long a file may bring no byte before its upload ends.
	stalled = 30 * time.Second
	// longest is how long an upload may take in all: the lines of small offices are slow.
	longest = 15 * time.Minute
)

// spool takes the body into a file of its own, so that its size takes no memory, and gives
// it to the handler through the exchange. The file is gone when the request ends. Nothing is
// taken of those who may not send it, or who send too many at once.
func (r *Router) spool(s Spooled) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		leave, err := r.admit(ctx.Context(), s)
		if err != nil {
			r.turnAway(ctx, err)
			return
		}
		defer leave()
		file, err := os.CreateTemp(r.o.Spool, "upload-*")
		if err != nil {
			r.refuse(ctx, err)
			return
		}
		_ = os.Remove(file.Name()) // nothing is left of it, however this ends; where an open file cannot go, it goes below
		defer func() {
			_ = file.Close()
			_ = os.Remove(file.Name())
		}()
		c := humagin.Unwrap(ctx)
		body := &steady{body: c.Request.Body, line: http.NewResponseController(c.Writer), now: r.o.Now, until: r.o.Now().Add(longest)}
		if err := s.receive(c, body, file); err != nil {
			r.refuse(ctx, err)
			return
		}
		ExchangeOf(ctx.Context()).File = file
		next(ctx)
	}
}

// admit asks whether a file may come in now.
func (r *Router) admit(ctx context.Context, s Spooled) (leave func(), err error) {
	if err := s.May(ctx); err != nil {
		return nil, err
	}
	return r.berths.take(ExchangeOf(ctx).Actor.ID)
}

// turnAway refuses a file of which nothing was kept.
func (r *Router) turnAway(ctx huma.Context, err error) {
	c := humagin.Unwrap(ctx)
	_ = http.NewResponseController(c.Writer).SetReadDeadline(r.o.Now().Add(stalled)) // the server has a time of its own
	drain(c.Writer, c.Request, true)
	r.refuse(ctx, err)
}

// receive reads the body into a file. Of more than is taken nothing is kept; by the
// announced length it is refused before it is read.
func (s Spooled) receive(c *gin.Context, body io.Reader, into io.Writer) error {
	request := c.Request
	if err := plainFile(request); err != nil {
		return err
	}
	if request.ContentLength > s.Most {
		drain(c.Writer, request, true)
		return s.TooLarge()
	}
	n, err := io.Copy(into, io.LimitReader(body, s.Most+1))
	_, told := fault.As(err)
	switch {
	case told:
		return err
	case err != nil:
		return fault.New(fault.MalformedBody, fault.T("Tệp bị ngắt giữa chừng; tải lại.", "The file broke off; upload it again.")).Because(err)
	case n > s.Most:
		drain(c.Writer, request, true)
		return s.TooLarge()
	}
	return nil
}

// plainFile refuses forms and compressed bodies: the body is the file itself.
func plainFile(request *http.Request) error {
	media, _, _ := mime.ParseMediaType(request.Header.Get("Content-Type"))
	coding := request.Header.Get("Content-Encoding")
	switch {
	case strings.HasPrefix(media, "multipart/"):
		return unknownMedia(fault.T("Nội dung là một biểu mẫu; gửi chính tệp làm nội dung (curl --data-binary @ảnh.jpg).",
			"The body is a form; send the file itself as the body (curl --data-binary @picture.jpg)."))
	case coding != "" && !strings.EqualFold(coding, "identity"):
		return unknownMedia(fault.Tf("Nội dung được nén (%s); gửi không nén.", "The body is encoded (%s); send it as it is.", coding))
	}
	return nil
}

// steady reads a body for as long as bytes keep coming, until its time is up.
type steady struct {
	body  io.Reader
	line  *http.ResponseController
	now   func() time.Time
	until time.Time
}

func (s *steady) Read(p []byte) (int, error) {
	now := s.now()
	if !now.Before(s.until) {
		return 0, tooSlow()
	}
	if err := s.line.SetReadDeadline(now.Add(min(stalled, s.until.Sub(now)))); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	n, err := s.body.Read(p)
	if errors.Is(err, os.ErrDeadlineExceeded) && !s.now().Before(s.until) {
		err = tooSlow()
	}
	return n, err
}

func tooSlow() error {
	minutes := int(longest.Minutes())
	return fault.New(fault.MalformedBody, fault.Tf("Tải lên chưa xong sau %d phút nên bị dừng; dùng đường truyền nhanh hơn hoặc tệp nhỏ hơn rồi tải lại.",
		"The upload was not done after %d minutes and was ended; use a faster line or a smaller file, and upload it again.", minutes))
}

// binary describes the body in the document.
func (s Spooled) binary() *huma.RequestBody {
	content := map[string]*huma.MediaType{}
	for _, one := range s.Types {
		content[one] = &huma.MediaType{}
	}
	return &huma.RequestBody{Required: true, Description: "The file itself", Content: content}
}
