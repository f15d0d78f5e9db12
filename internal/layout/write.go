package layout

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/text"
)

// writer puts the parts of a text together.
type writer struct {
	text  strings.Builder
	last  rune
	tight bool // what was written last is a link or a tag
	spans []connector.Span
}

func (w *writer) list(nodes []node, v Values) {
	for _, n := range nodes {
		switch {
		case n.condition && there(n.field, v):
			w.list(n.yes, v)
		case n.condition:
			w.list(n.no, v)
		case n.field != "":
			w.show(n, v)
		default:
			w.put(n.words, "", "")
		}
	}
}

func there(field string, v Values) bool {
	return map[string]bool{"Title": true, "Link": true, "Lead": v.Lead != "" && v.Own == "", "Unit": v.Unit != "", "Notes": len(v.Notes) > 0, "Tags": len(v.Tags) > 0}[field]
}

func (w *writer) show(n node, v Values) {
	switch n.field {
	case "Title":
		if v.Own != "" {
			w.put(v.Own, "", "")
			return
		}
		w.put(changed(v.Title, n.calls), connector.SpanTitle, "")
	case "Link":
		w.put(v.Link, connector.SpanLink, v.Address)
	case "Lead":
		if v.Own == "" {
			w.put(changed(v.Lead, n.calls), "", "")
		}
	case "Unit":
		w.put(changed(v.Unit, n.calls), "", "")
	case "Notes":
		w.put(strings.Join(v.Notes, parted(n.calls, "\n\n")), "", "")
	case "Tags":
		for i, tag := range v.Tags {
			if i > 0 {
				w.put(parted(n.calls, " "), "", "")
			}
			w.put("#"+tag, connector.SpanTag, tag)
		}
	}
}

func parted(calls []call, usual string) string {
	if len(calls) > 0 {
		return calls[0].sep
	}
	return usual
}

func changed(s string, calls []call) string {
	for _, c := range calls {
		if c.name == "upper" {
			s = strings.ToUpper(s)
		} else if text.Graphemes(s) > c.count {
			s = text.Cut(s, c.count)
		}
	}
	return s
}

// put writes a part. A blank goes before it where a link or a tag would touch a letter, and
// where NFC would make one character across the border.
func (w *writer) put(s string, kind connector.SpanKind, value string) {
	if s == "" {
		return
	}
	first, _ := utf8.DecodeRuneInString(s)
	tight := kind == connector.SpanLink || kind == connector.SpanTag
	touches := tight && letter(w.last) || w.tight && (letter(first) || first == '#')
	if w.text.Len() > 0 && (touches || text.Composes(s)) {
		w.text.WriteByte(' ')
	}
	if kind != "" {
		start := w.text.Len()
		w.spans = append(w.spans, connector.Span{Kind: kind, Start: start, End: start + len(s), Value: value})
	}
	w.text.WriteString(s)
	w.last, _ = utf8.DecodeLastRuneInString(s)
	w.tight = tight
}

func letter(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || r == '_'
}

// Length counts a text in the unit of a platform.
func Length(s string, unit connector.TextUnit) int {
	if unit == connector.UnitUTF16 {
		return text.UTF16Len(s)
	}
	return text.Graphemes(s)
}
