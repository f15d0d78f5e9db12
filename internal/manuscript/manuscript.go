// Package manuscript is what people write of a story and the one form in which it is kept:
// title, lead, body and pictures, the remarks that go with them, and the limits of each.
package manuscript

import (
	"slices"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/paste"
	"github.com/lantoa/lantoa/internal/text"
)

// Limits of what people may write.
const (
	MaxTitle    = 300     // graphemes
	MaxLead     = 2_000   // graphemes; of remarks too
	MaxBody     = 400_000 // bytes of HTML
	MaxKeywords = 30
	maxKeyword  = 100 // graphemes
)

// Text is what readers get: title, lead (sapo), body as sanitised HTML, and pictures.
type Text struct {
	Title string `json:"title"`
	Lead  string `json:"lead"`
	Body  string `json:"body"`
	// Pictures are the ids of the pictures of the library that it shows, in order; the first
	// is the cover. A nil list in what is saved keeps those that were there.
	Pictures []string `json:"pictures,omitempty"`
}

// Equal reports whether two texts say and show the same.
func (t Text) Equal(o Text) bool {
	return t.Title == o.Title && t.Lead == o.Lead && t.Body == o.Body && slices.Equal(t.Pictures, o.Pictures)
}

// Keep lets a text whose writer said nothing of pictures go on showing those that it showed:
// programs that know of no pictures take none away.
func (t *Text) Keep(pictures []string) {
	if t.Pictures == nil {
		t.Pictures = pictures
	}
}

// Clean brings a text to the one form in which it is kept, and names every fault by JSON
// pointer. Markup that acts (scripts, frames, handlers) is refused, not dropped: what a person
// wrote is never thrown away silently.
func Clean(h *text.HTML, t Text) (Text, error) {
	var faults fault.Fields
	field := func(pointer, raw string, tidy func(string) (string, error)) string {
		done, err := tidy(raw)
		if err != nil {
			faults.Add(pointer, notUTF8())
		}
		return done
	}
	if len(t.Body) <= MaxBody { // text in an old encoding is kept as it is, with every letter
		kept := paste.Keep(paste.Text{Title: t.Title, Lead: t.Lead, Body: t.Body})
		t.Title, t.Lead, t.Body = kept.Title, kept.Lead, kept.Body
	}
	t.Title = field("/title", t.Title, text.Line)
	t.Lead = field("/lead", t.Lead, text.Clean)
	t.Body = field("/body", t.Body, text.Clean)
	tooLong(&faults, "/title", text.Graphemes(t.Title), MaxTitle)
	tooLong(&faults, "/lead", text.Graphemes(t.Lead), MaxLead)
	var detail fault.Text
	if t.Body, detail = cleanBody(h, t.Body); !detail.IsZero() {
		faults.Add("/body", detail)
	}
	return t, faults.Err()
}

// cleanBody returns the HTML that is kept of a body, or what is wrong with it.
func cleanBody(h *text.HTML, body string) (string, fault.Text) {
	if len(body) > MaxBody {
		return "", bodyTooLong(len(body))
	}
	clean := h.Sanitize(body)
	if clean == body { // nothing acts, is knotted or lost in what is kept as it is
		return body, fault.Text{}
	}
	if acting := h.Active(body); len(acting) > 0 {
		names := strings.Join(acting, ", ")
		return "", fault.Tf("có mã không được phép: %s; bỏ các phần này rồi lưu lại", "contains markup that is not allowed: %s; remove it and save again", names)
	}
	if h.Knotted(body) {
		return "", fault.T("có quá nhiều thẻ định dạng (đậm, nghiêng, liên kết) mở mà không đóng; đóng các thẻ đó, hoặc dán lại dưới dạng văn bản thuần",
			"opens too many formatting tags (bold, italic, links) without closing them; close them, or paste the text without formatting")
	}
	if len(clean) > MaxBody { // signs that are escaped take more bytes than typed
		return "", bodyTooLong(len(clean))
	}
	if lost := text.Lost(body, clean); len(lost) > 0 {
		names := strings.Join(lost, ", ")
		return "", fault.Tf("sẽ mất khi lưu: %s; bỏ hoặc viết lại các phần này (dấu < viết là &lt;; ảnh cần địa chỉ https, liên kết cần http, https hoặc mailto)",
			"would be lost: %s; remove or rewrite it (write < as &lt;; pictures need an https address, links http, https or mailto)", names)
	}
	return clean, fault.Text{}
}

func bodyTooLong(size int) fault.Text {
	return fault.Tf("dài %d byte, tối đa %d; tách thành nhiều bài", "is %d bytes, at most %d; split the story", size, MaxBody)
}

func tooLong(faults *fault.Fields, pointer string, got, most int) {
	if got > most {
		faults.Add(pointer, fault.Tf("dài %d ký tự, tối đa %d (thừa %d)", "is %d characters, at most %d (%d too many)", got, most, got-most))
	}
}

// Keywords brings keywords to the form in which they are kept, and names every fault below
// /keywords.
func Keywords(words []string) ([]string, error) {
	var faults fault.Fields
	words = slices.Clone(words) // the caller's stay as they were
	if len(words) > MaxKeywords {
		faults.Add("/keywords", fault.Tf("tối đa %d từ khóa", "at most %d keywords", MaxKeywords))
	}
	for i, raw := range words {
		pointer := "/keywords/" + strconv.Itoa(i)
		word, err := text.Line(raw)
		switch {
		case err != nil:
			faults.Add(pointer, notUTF8())
		case word == "":
			faults.Add(pointer, fault.T("trống; bỏ từ khóa này", "is empty; leave it out"))
		default:
			tooLong(&faults, pointer, text.Graphemes(word), maxKeyword)
		}
		words[i] = word
	}
	return words, faults.Err()
}

// Remark brings what readers or colleagues are told to the form in which it is kept; an
// empty one is refused with missing, unless that is zero.
func Remark(pointer, raw string, missing fault.Text) (string, error) {
	var faults fault.Fields
	clean, err := text.Clean(raw)
	switch {
	case err != nil:
		faults.Add(pointer, notUTF8())
	case clean == "" && !missing.IsZero():
		faults.Add(pointer, missing)
	default:
		tooLong(&faults, pointer, text.Graphemes(clean), MaxLead)
	}
	return clean, faults.Err()
}

func notUTF8() fault.Text {
	return fault.T("không phải UTF-8 hợp lệ; kiểm tra phần mềm gửi", "is not valid UTF-8; check the sending software")
}
