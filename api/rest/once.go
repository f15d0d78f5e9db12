package rest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/internal/idempotency"
)

const (
	keyHeader    = "Idempotency-Key"
	replayHeader = "Idempotency-Replayed"
)

// once lets an act under an Idempotency-Key happen once. The act, and the answer that is
// kept for a second asker, stand in one transaction; a refusal leaves neither.
func (r *Router) once(ctx huma.Context, next func(huma.Context)) {
	key := ctx.Header(keyHeader)
	c := humagin.Unwrap(ctx)
	x := ExchangeOf(ctx.Context())
	if key == "" || !x.Actor.Known() {
		next(ctx)
		return
	}
	x.Keyed = true
	outside, writer := c.Request, c.Writer
	defer func() { c.Request, c.Writer = outside, writer }() // also when the act panics
	answer, replayed, err := r.o.Guard.Do(ctx.Context(), request(c, x, key), func(tx context.Context) (idempotency.Answer, error) {
		held := &keptWriter{ResponseWriter: writer, header: http.Header{}, status: http.StatusOK}
		c.Writer, x.Failed = held, nil
		c.Request = outside.WithContext(tx)
		c.Request.Body = io.NopCloser(bytes.NewReader(x.Body)) // a transaction that lost a race runs again
		next(ctx)
		return held.answer(), x.Failed
	})
	c.Request, c.Writer = outside, writer
	if err != nil {
		r.refuse(ctx, err)
		return
	}
	x.Failed = nil
	write(c, answer, replayed)
}

// request names the act: its scope is the account, the credential and the route; the
// same key on another object, or with other words, is another request.
func request(c *gin.Context, x *Exchange, key string) idempotency.Request {
	sum := sha256.New()
	for _, part := range []string{c.Request.URL.RequestURI(), c.GetHeader("If-Match"), string(x.Body)} {
		sum.Write([]byte(part))
		sum.Write([]byte{0})
	}
	return idempotency.Request{Scope: x.Actor.ID + "/" + x.Actor.Key + " " + c.Request.Method + " " + c.FullPath(), Key: key,
		BodyHash: hex.EncodeToString(sum.Sum(nil))}
}

func write(c *gin.Context, a idempotency.Answer, replayed bool) {
	for name, value := range a.Header {
		c.Header(name, value)
	}
	if replayed {
		c.Header(replayHeader, "true")
	}
	c.Status(a.Status)
	_, err := c.Writer.Write(a.Body)
	if err != nil && !errors.Is(err, context.Canceled) {
		_ = c.Error(err)
	}
}

// keptWriter keeps an answer instead of sending it.
type keptWriter struct {
	gin.ResponseWriter
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *keptWriter) Header() http.Header         { return w.header }
func (w *keptWriter) WriteHeader(status int)      { w.status = status }
func (w *keptWriter) WriteHeaderNow()             {}
func (w *keptWriter) Status() int                 { return w.status }
func (w *keptWriter) Size() int                   { return w.body.Len() }
func (w *keptWriter) Written() bool               { return w.body.Len() > 0 }
func (w *keptWriter) Write(b []byte) (int, error) { return w.body.Write(b) }
func (w *keptWriter) WriteString(s string) (int, error) {
	return w.body.WriteString(s)
}

func (w *keptWriter) answer() idempotency.Answer {
	header := map[string]string{}
	for name, values := range w.header {
		if len(values) > 0 {
			header[name] = values[0]
		}
	}
	return idempotency.Answer{Status: w.status, Header: header, Body: w.body.Bytes()}
}
