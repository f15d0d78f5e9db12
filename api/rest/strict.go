package rest

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
)

// strict refuses what Go's JSON reader would let pass or change without a word: a member
// that stands twice, of which the last would win; a name in other letters, which would be
// taken for the field; half of a surrogate pair, which would become U+FFFD; and numbers
// that no field can hold. Every fault is named by its place (RFC 6901).
func strict(raw []byte) error {
	var faults fault.Fields
	if at := loneSurrogate(raw); at >= 0 {
		return fault.New(fault.MalformedBody, fault.Tf("Ở byte thứ %d có nửa cặp ký tự thay thế (surrogate) không thành chữ nào; bỏ hoặc viết đủ cặp.",
			"Half of a surrogate pair stands at byte %d and makes no character; leave it out or write the pair.", at))
	}
	w := walker{tokens: json.NewDecoder(bytes.NewReader(raw)), faults: &faults}
	w.tokens.UseNumber()
	w.value("")
	return faults.Err()
}

type walker struct {
	tokens *json.Decoder
	faults *fault.Fields
}

// value walks one value of a document whose syntax is right.
func (w walker) value(pointer string) {
	token, _ := w.tokens.Token() // the syntax was checked
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			w.members(pointer)
		} else {
			for i := 0; w.tokens.More(); i++ {
				w.value(pointer + "/" + strconv.Itoa(i))
			}
		}
		_, _ = w.tokens.Token()
	case json.Number:
		w.number(pointer, t.String())
	}
}

func (w walker) members(pointer string) {
	seen := map[string]bool{}
	for w.tokens.More() {
		token, _ := w.tokens.Token()
		name, _ := token.(string)
		at := pointer + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
		switch {
		case seen[name]:
			w.faults.Add(at, fault.T("có hai lần; chỉ giữ một", "stands twice; keep one"))
		case strings.ContainsFunc(name, func(r rune) bool { return r > '~' || 'A' <= r && r <= 'Z' }):
			w.faults.Add(at, fault.T("không có trường này; tên trường viết chữ thường không dấu", "is no known field; names are written in lower case"))
		}
		seen[name] = true
		w.value(at)
	}
}

func (w walker) number(pointer, written string) {
	if strings.ContainsAny(written, "eE") {
		w.faults.Add(pointer, fault.T("viết số không có số mũ", "write the number without an exponent"))
		return
	}
	if _, err := strconv.ParseInt(written, 10, 64); err != nil && !strings.Contains(written, ".") {
		w.faults.Add(pointer, fault.T("số quá lớn", "the number is too large"))
	}
}

// loneSurrogate returns the offset of the first escape in valid JSON that is half of a
// surrogate pair (RFC 8259, section 8.2), -1 when there is none.
func loneSurrogate(raw []byte) int {
	unit := func(at int) uint64 {
		if at+6 > len(raw) || raw[at] != '\\' || raw[at+1] != 'u' {
			return 0
		}
		n, _ := strconv.ParseUint(string(raw[at+2:at+6]), 16, 16)
		return n
	}
	const high, low, end = 0xD800, 0xDC00, 0xE000
	for at := 0; at < len(raw); at++ {
		if raw[at] != '\\' {
			continue
		}
		first, second := unit(at), unit(at+6)
		switch {
		case first >= high && first < low && second >= low && second < end:
			at += 11
		case first >= high && first < end:
			return at
		case first != 0:
			at += 5
		default:
			at++ // what is escaped is no escape
		}
	}
	return -1
}
