package docx

import (
	"html"
	"slices"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/text"
)

// deepest is the deepest heading of a story.
const deepest = 4

// hypertext writes blocks as HTML of the allow-list.
type hypertext struct {
	b        strings.Builder
	address  func(place int) string
	findings *findings
	shift    int
	captions map[int]string // by picture
	alts     []Picture
}

// blocks writes blocks that stand below each other.
func (h *hypertext) blocks(blocks []block) {
	for i := 0; i < len(blocks); {
		i += h.block(blocks[i:])
	}
}

// block writes the first of some blocks, and those that belong to it; it returns how many.
func (h *hypertext) block(blocks []block) int {
	b := blocks[0]
	switch b.kind {
	case itemBlock:
		n := run(blocks, itemBlock)
		h.items(blocks[:n])
		return n
	case quoteBlock:
		n := run(blocks, quoteBlock)
		h.b.WriteString("<blockquote>")
		for _, one := range blocks[:n] {
			h.paragraph("p", one, nil)
		}
		h.b.WriteString("</blockquote>")
		return n
	case headingBlock:
		if b.level+h.shift > deepest {
			h.findings.add(depthFound, b.text())
		}
		if b.all(func(f format) bool { return f.bold }) {
			b.spans = plain(b.spans)
		}
		return h.paragraph("h"+strconv.Itoa(max(2, min(b.level+h.shift, deepest))), b, blocks[1:])
	case tableBlock:
		h.table(b, nil)
		return 1
	case ruleBlock:
		h.b.WriteString("<hr/>")
		return 1
	case captionBlock:
		switch {
		case len(b.pictures()) > 0 && !blank(b.text()): // a frame with a picture and its words
			h.figures(b.pictures(), &b)
			return 1
		case len(blocks) > 1 && blocks[1].kind == tableBlock:
			h.table(blocks[1], &b)
			return 2
		}
	}
	return h.paragraph("p", b, blocks[1:])
}

func run(blocks []block, kind blockKind) int {
	n := 0
	for n < len(blocks) && blocks[n].kind == kind {
		n++
	}
	return n
}

// plain takes bold away, which whole headings are anyway.
func plain(spans []span) []span {
	spans = slices.Clone(spans)
	for i := range spans {
		spans[i].format.bold = false
	}
	return spans
}

// paragraph writes words in an element and pictures beside it; a caption that follows the
// last picture goes with it. It returns how many blocks it took.
func (h *hypertext) paragraph(element string, b block, next []block) int {
	pictures := b.pictures()
	words := slices.DeleteFunc(slices.Clone(b.spans), func(s span) bool { return s.picture > 0 })
	words = trimmed(words)
	takes := 1
	var caption *block
	if len(pictures) > 0 && len(next) > 0 && next[0].kind == captionBlock && len(next[0].pictures()) == 0 {
		caption, takes = &next[0], 2
	}
	before := len(pictures) > 0 && b.spans[0].picture > 0 && caption == nil
	if before {
		h.figures(pictures, nil)
	}
	if len(words) > 0 {
		h.b.WriteString("<" + element + ">")
		h.spans(words)
		h.b.WriteString("</" + element + ">")
	}
	if !before && len(pictures) > 0 {
		h.figures(pictures, caption)
	}
	return takes
}

// figures writes pictures, the last one with the words of a caption.
func (h *hypertext) figures(pictures []int, caption *block) {
	for i, place := range pictures {
		words := caption
		if i < len(pictures)-1 {
			words = nil
		}
		h.figure(place, words)
	}
}

func (h *hypertext) figure(place int, caption *block) {
	var words []span
	if caption != nil {
		words = slices.DeleteFunc(slices.Clone(caption.spans), func(s span) bool { return s.picture > 0 })
		words = trimmed(words)
		if h.captions[place] == "" {
			h.captions[place] = joined(words)
		}
	}
	source := h.address(place)
	if source == "" { // the words stay where the picture does not come
		if len(words) > 0 {
			h.b.WriteString("<p>")
			h.spans(words)
			h.b.WriteString("</p>")
		}
		return
	}
	h.b.WriteString(`<figure><img alt="` + html.EscapeString(h.alts[place-1].Alt) + `" src="` + html.EscapeString(source) + `"/>`)
	if len(words) > 0 {
		h.b.WriteString("<figcaption>")
		h.spans(words)
		h.b.WriteString("</figcaption>")
	}
	h.b.WriteString("</figure>")
}

// items writes paragraphs of lists, each list within the item above it.
func (h *hypertext) items(blocks []block) {
	var open []item
	end := func() {
		h.b.WriteString("</li>" + closing(open[len(open)-1]))
		open = open[:len(open)-1]
	}
	for _, b := range blocks {
		one := *b.item
		if one.ordered && strings.Trim(one.label, " .:;()[]-–—") != text.Ordinal(one.number, kindOf(one.format)) {
			h.findings.add(numberFound, one.label)
		}
		for len(open) > 0 && open[len(open)-1].level > one.level {
			end()
		}
		if k := len(open); k > 0 && open[k-1].level == one.level {
			if open[k-1].list == one.list && open[k-1].ordered == one.ordered {
				h.b.WriteString("</li>")
			} else {
				end()
			}
		}
		if k := len(open); k == 0 || open[k-1].level < one.level {
			h.b.WriteString(opening(one))
			open = append(open, one)
		}
		open[len(open)-1].list = one.list
		h.b.WriteString("<li>")
		h.inside([]block{{spans: b.spans}})
	}
	for len(open) > 0 {
		end()
	}
}

func opening(one item) string {
	if !one.ordered {
		return "<ul>"
	}
	tag := "<ol"
	if one.number > 1 && one.number < 100_000 {
		tag += ` start="` + strconv.Itoa(one.number) + `"`
	}
	if kind := kindOf(one.format); kind != "" {
		tag += ` type="` + kind + `"`
	}
	return tag + ">"
}

// kindOf is the type of a list of HTML that counts as a format does (ECMA-376 part 1, 17.18.59);
// "" for digits and all that HTML does not have.
func kindOf(format string) string {
	switch format {
	case "lowerLetter":
		return "a"
	case "upperLetter":
		return "A"
	case "lowerRoman":
		return "i"
	case "upperRoman":
		return "I"
	}
	return ""
}

func closing(one item) string {
	if one.ordered {
		return "</ol>"
	}
	return "</ul>"
}

// inside writes what stands in an item or a cell: one paragraph without an element of its own.
func (h *hypertext) inside(blocks []block) {
	if len(blocks) == 1 && blocks[0].kind == paragraphBlock && len(blocks[0].pictures()) == 0 {
		h.spans(blocks[0].spans)
		return
	}
	h.blocks(blocks)
}

func (h *hypertext) table(b block, caption *block) {
	h.b.WriteString("<table>")
	if caption != nil {
		h.b.WriteString("<caption>")
		h.spans(caption.spans)
		h.b.WriteString("</caption>")
	}
	heads := 0
	for heads < len(b.rows) && b.rows[heads].head {
		heads++
	}
	if heads == len(b.rows) {
		heads = 0 // a table of heads alone has none
	}
	h.rows("thead", b.rows[:heads], "th")
	h.rows("tbody", b.rows[heads:], "td")
	h.b.WriteString("</table>")
}

func (h *hypertext) rows(part string, rows []row, element string) {
	if len(rows) == 0 {
		return
	}
	h.b.WriteString("<" + part + ">")
	for _, one := range rows {
		h.b.WriteString("<tr>")
		for _, c := range one.cells {
			h.b.WriteString("<" + element)
			if c.columns > 1 {
				h.b.WriteString(` colspan="` + strconv.Itoa(c.columns) + `"`)
			}
			if c.rows > 1 {
				h.b.WriteString(` rowspan="` + strconv.Itoa(c.rows) + `"`)
			}
			if element == "th" {
				h.b.WriteString(` scope="col"`)
			}
			h.b.WriteString(">")
			h.inside(c.blocks)
			h.b.WriteString("</" + element + ">")
		}
		h.b.WriteString("</tr>")
	}
	h.b.WriteString("</" + part + ">")
}

// spans writes words in their formats. Elements that go on over several pieces are one.
func (h *hypertext) spans(spans []span) {
	var open []string
	shut := func(keep int) {
		for len(open) > keep {
			name, _, _ := strings.Cut(open[len(open)-1], " ")
			h.b.WriteString("</" + name + ">")
			open = open[:len(open)-1]
		}
	}
	for _, s := range merged(spans) {
		if s.breaks {
			h.b.WriteString("<br/>")
			continue
		}
		wanted := elements(s)
		same := 0
		for same < len(open) && same < len(wanted) && open[same] == wanted[same] {
			same++
		}
		shut(same)
		for _, one := range wanted[same:] {
			h.b.WriteString("<" + one + ">")
			open = append(open, one)
		}
		if s.note > 0 {
			h.b.WriteString(NoteMark(s.note))
		}
		h.b.WriteString(html.EscapeString(s.words))
	}
	shut(0)
}

// elements are those around a piece, from the outside in.
func elements(s span) []string {
	var list []string
	if s.link != "" {
		list = append(list, `a href="`+html.EscapeString(s.link)+`" rel="nofollow noopener"`)
	}
	for _, one := range []struct {
		on   bool
		name string
	}{{s.format.bold, "strong"}, {s.format.italic, "em"}, {s.format.underline, "u"}, {s.format.strike, "s"},
		{s.format.above || s.note > 0, "sup"}, {s.format.below, "sub"}} {
		if one.on {
			list = append(list, one.name)
		}
	}
	return list
}
