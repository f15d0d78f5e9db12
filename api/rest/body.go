package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"github.com/lantoa/lantoa/internal/fault"
)

const (
	// MaxBody is the largest JSON body in bytes.
	MaxBody = 1 << 20
	// maxOfStrangers is that of whoever has not signed in: names, passwords and links.
	maxOfStrangers = 16 << 10
	// maxDrained is how much of a larger one is read and thrown away: many clients read no
	// answer before they have sent everything, and would see a broken connection instead.
	maxDrained = 64 << 20
)

// body reads the body once, in full and within bounds, before anything else sees it. The
// standard JSON reader replaces invalid UTF-8 silently; here it is refused.
func (r *Router) body(ctx huma.Context, next func(huma.Context)) {
	c := humagin.Unwrap(ctx)
	request := c.Request
	if ctx.Method() == http.MethodGet || ctx.Method() == http.MethodHead {
		next(ctx)
		return
	}
	raw, err := read(c.Writer, request, ExchangeOf(ctx.Context()).Actor.Known())
	if err == nil {
		err = check(raw, request, ctx.Operation().RequestBody)
	}
	if err != nil {
		r.refuse(ctx, err)
		return
	}
	ExchangeOf(ctx.Context()).Body = raw
	request.Body = io.NopCloser(bytes.NewReader(raw))
	next(ctx)
}

// read refuses by the announced length where there is one, so that nothing of a huge body
// is kept. Of strangers it takes in nothing more.
func read(w http.ResponseWriter, request *http.Request, known bool) ([]byte, error) {
	most := maxOfStrangers
	if known {
		most = MaxBody
	}
	if request.ContentLength > int64(most) {
		drain(w, request, known)
		return nil, tooLarge(most)
	}
	raw, err := io.ReadAll(io.LimitReader(request.Body, int64(most)+1))
	switch {
	case err != nil:
		return nil, fault.New(fault.MalformedBody, fault.T("Nội dung bị ngắt giữa chừng.", "The body broke off.")).Because(err)
	case len(raw) > most:
		drain(w, request, known)
		return nil, tooLarge(most)
	}
	return bytes.TrimPrefix(raw, []byte("\ufeff")), nil // RFC 8259 section 8.1: a parser may pass over it
}

// drain takes in what its sender will not stop sending, of strangers next to nothing. Of
// what comes after that the server is told, so that it leaves the answer a moment before it
// breaks the line. Who asks first (RFC 9110, 10.1.1) sends nothing after the refusal.
func drain(w http.ResponseWriter, request *http.Request, known bool) {
	if request.Header.Get("Expect") != "" {
		return
	}
	var most int64
	if known {
		most = maxDrained
	}
	_, _ = io.Copy(io.Discard, http.MaxBytesReader(servers(w), request.Body, most)) // the refusal stands, whatever comes
}

// servers is the server's own writer, behind whatever wraps it: it alone can be told.
func servers(w http.ResponseWriter) http.ResponseWriter {
	for {
		wrapped, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return w
		}
		w = wrapped.Unwrap()
	}
}

func tooLarge(most int) error {
	return fault.New(fault.BodyTooLarge, fault.Tf("Nhiều nhất %d byte.", "At most %d bytes.", most))
}

func check(raw []byte, request *http.Request, wanted *huma.RequestBody) error {
	trimmed := bytes.TrimSpace(raw)
	switch {
	case wanted == nil && len(trimmed) > 0 && string(trimmed) != "{}":
		return fault.Invalid("", fault.T("yêu cầu này không nhận nội dung; bỏ nội dung đi", "this request takes no body; leave it out"))
	case len(trimmed) == 0 && wanted != nil && wanted.Required:
		return fault.New(fault.MalformedBody, fault.T("Thiếu nội dung JSON.", "The JSON body is missing."))
	case len(trimmed) == 0:
		return nil
	}
	if err := mediaType(request); err != nil {
		return err
	}
	if at := invalidUTF8(raw); at >= 0 {
		return fault.New(fault.MalformedBody, fault.Tf("Byte thứ %d không phải UTF-8; lưu văn bản bằng bảng mã UTF-8 rồi gửi lại.",
			"The byte at offset %d is not UTF-8; save the text as UTF-8 and send it again.", at))
	}
	if err := syntax(raw); err != nil {
		return err
	}
	if at := escapedNUL(raw); at >= 0 {
		return fault.New(fault.MalformedBody, fault.Tf(`Ký tự NUL (\u0000) ở byte thứ %d; bỏ ký tự này.`, `A NUL character (\u0000) stands at byte %d; leave it out.`, at))
	}
	return strict(raw)
}

// escapedNUL returns the offset of the first \u0000 in valid JSON, -1 when there is none. No
// text holds it, and PostgreSQL does not take it.
func escapedNUL(raw []byte) int {
	for at := 0; at < len(raw)-5; at++ {
		if raw[at] != '\\' {
			continue
		}
		if string(raw[at+1:at+6]) == "u0000" {
			return at
		}
		at++ // what is escaped is no escape
	}
	return -1
}

// mediaType takes JSON in UTF-8 as it is, and for PATCH also its merge patch (RFC 7396).
func mediaType(request *http.Request) error {
	given := request.Header.Get("Content-Type")
	media, params, err := mime.ParseMediaType(given)
	charset, coding := params["charset"], request.Header.Get("Content-Encoding")
	switch {
	case coding != "" && !strings.EqualFold(coding, "identity"):
		return unknownMedia(fault.Tf("Nội dung được nén (%s); gửi không nén.", "The body is encoded (%s); send it as it is.", coding))
	case err != nil || media != "application/json" && (request.Method != http.MethodPatch || media != "application/merge-patch+json"):
		return unknownMedia(fault.Tf("Chỉ nhận JSON, nhận được “%s”.", "Only JSON is taken, and “%s” came.", given))
	case charset != "" && !strings.EqualFold(charset, "utf-8"):
		return unknownMedia(fault.Tf("Bảng mã %s không được nhận; gửi bằng UTF-8.", "The charset %s is not taken; send UTF-8.", charset))
	}
	return nil
}

func unknownMedia(detail fault.Text) error { return fault.New(fault.MediaTypeUnknown, detail) }

// invalidUTF8 returns the offset of the first byte that is no UTF-8, -1 when there is none.
func invalidUTF8(raw []byte) int {
	for at := 0; at < len(raw); {
		r, size := utf8.DecodeRune(raw[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

func syntax(raw []byte) error {
	var whole json.RawMessage
	err := json.Unmarshal(raw, &whole)
	if err == nil {
		return nil
	}
	at := int64(len(raw))
	if wrong := (*json.SyntaxError)(nil); errors.As(err, &wrong) {
		at = wrong.Offset
	}
	if at >= int64(len(raw)) {
		return fault.New(fault.MalformedBody, fault.Tf("JSON bị ngắt sau byte thứ %d.", "The JSON breaks off after byte %d.", at)).Because(err)
	}
	return fault.New(fault.MalformedBody, fault.Tf("JSON sai ở byte thứ %d.", "The JSON is wrong at byte %d.", at)).Because(err)
}
