package harvest

import (
	"bytes"
	"io"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"github.com/lantoa/lantoa/internal/fault"
)

// utf8Of brings a document to UTF-8. What is valid UTF-8 and more than ASCII is taken for that,
// whatever was declared; else the declaration of the document counts, then that of the answer.
// Bytes that stay broken are replaced, and told.
func utf8Of(data []byte, mediaType string, n *notes) []byte {
	const mark = "\xef\xbb\xbf"
	if bytes.HasPrefix(data, []byte(mark)) {
		return repair(data[len(mark):], n)
	}
	if bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return repair(decode(data, "utf-16be", n), n)
	}
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) {
		return repair(decode(data, "utf-16le", n), n)
	}
	declared, sent := declaredIn(data), ""
	if _, params, err := mime.ParseMediaType(mediaType); err == nil {
		sent = strings.ToLower(params["charset"])
	}
	if utf8.Valid(data) {
		for _, name := range []string{declared, sent} {
			if name != "" && name != "utf-8" && name != "utf8" && !ascii(data) {
				n.add(CharsetWrong, name)
			}
		}
		return repair(data, n)
	}
	for _, name := range []string{declared, sent} {
		if name == "" || name == "utf-8" || name == "utf8" || strings.HasPrefix(name, "utf-16") {
			continue
		}
		return repair(decode(data, name, n), n)
	}
	n.add(CharsetWrong, "utf-8")
	return repair(data, n)
}

func decode(data []byte, name string, n *notes) []byte {
	r, err := charset.NewReaderLabel(name, bytes.NewReader(data))
	if err != nil {
		n.add(CharsetWrong, name)
		return data
	}
	out, err := io.ReadAll(io.LimitReader(r, 4*MaxFeed))
	if err != nil {
		n.add(CharsetWrong, name)
	}
	return out
}

// declaredIn finds the encoding in the declaration of an XML document (XML 1.0, section 4.3.3).
func declaredIn(data []byte) string {
	head := data[:min(len(data), 256)]
	m := regexp.MustCompile(`^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']`).FindSubmatch(head)
	if m == nil {
		return ""
	}
	return strings.ToLower(string(m[1]))
}

func ascii(data []byte) bool {
	for _, b := range data {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// repair leaves out characters that XML does not have (section 2.2), and replaces broken ones.
func repair(data []byte, n *notes) []byte {
	broken := false
	out := bytes.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError:
			broken = true
			return r
		case r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r != 0xfffe && r != 0xffff:
			return r
		}
		broken = true
		return -1
	}, data)
	if broken {
		n.add(CharactersBroken, "")
	}
	return out
}

// TooLarge refuses a feed of more than [MaxFeed] bytes.
func TooLarge() error {
	return fault.New(fault.BodyTooLarge, fault.Tf("Nguồn tin lớn hơn %d MB nên không đọc; đề nghị nguồn bớt số tin trong nguồn.", "The feed is larger than %d MB and was not read; ask the source to list fewer items.", MaxFeed>>20))
}
