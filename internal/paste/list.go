package paste

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// itemOf reads what Word says of a paragraph that is an item of a list: its level, and the
// number or bullet that it typed.
func itemOf(n *node) (*item, string) {
	if n.name != "p" && n.name != "div" && n.name != "li" && headingOf(n) == 0 {
		return nil, ""
	}
	value := strings.ToLower(n.css["mso-list"])
	_, rest, ok := strings.Cut(value, "level")
	if !ok || value == "ignore" {
		return nil, ""
	}
	digits := strings.TrimRightFunc(strings.Fields(rest + " x")[0], func(r rune) bool { return !unicode.IsDigit(r) })
	level, err := strconv.Atoi(digits)
	if err != nil || level < 1 || level > 9 {
		level = 1
	}
	mark, _ := marker(n)
	return &item{level: level}, mark
}

// isNumberBegin tells the condition in which Word hides the number of an item.
func isNumberBegin(n *node) bool {
	return n.name == "!" && strings.HasPrefix(n.text, "[if !supportLists]")
}

// isBulletOf tells the element that holds the bullet of an item: a sign, or the letter that
// is one in the font that Word takes for it.
func isBulletOf(n *node) bool {
	if !n.css.has("mso-list", "ignore") {
		return false
	}
	text, ok := n.short(nil)
	return ok && isBullet(strings.TrimSpace(string(text)))
}

// short returns all text below an element unless it is longer than any bullet with the
// blanks behind it.
func (n *node) short(text []rune) ([]rune, bool) {
	const longest = 40
	text = append(text, []rune(n.text[:min(len(n.text), 4*longest)])...)
	ok := len(text) <= longest
	for i := 0; ok && i < len(n.kids); i++ {
		text, ok = n.kids[i].short(text)
	}
	return text, ok
}

func isBullet(text string) bool {
	return text == "o" || text == "Ø" || text == "ü" || text == "v" || text == "q" || text == "n" ||
		!strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// longestMarker is how many letters the number of an item has at most.
const longestMarker = 20

// marker finds the number of an item: Word puts it into a conditional section, or marks it
// as one to be ignored. Bullets are none.
func marker(n *node) (text string, ok bool) {
	for i, kid := range n.kids {
		if isNumberBegin(kid) {
			var b strings.Builder
			for _, one := range n.kids[i+1:] {
				if one.name == "!" {
					break
				}
				one.write(&b)
			}
			return strings.Join(strings.Fields(b.String()), " "), true
		}
		if kid.css.has("mso-list", "ignore") {
			return kid.words(), true
		}
		if text, ok = marker(kid); ok {
			return text, true
		}
	}
	return "", false
}

// item makes a block of a paragraph of a list. A plain number or a bullet is made by the
// list itself; any other mark is one that the text may refer to ("điểm a khoản 1"), and
// stays as it was typed.
func (w *writer) item(n *node, i *item, mark string, m marks) []block {
	tag := "p"
	var blocks []block
	before := w.numbered
	if w.numbered = len([]rune(mark)) <= longestMarker; !w.numbered {
		mark = "" // no number, and stays where it is
	}
	if rank := headingOf(n); rank > 0 {
		tag, blocks = w.heading(rank), w.title(rank, n, m)
	} else {
		blocks = w.blocks(n.kids, m)
	}
	if w.numbered { // it was not met, so that it is in the text or in a finding
		mark = ""
	}
	w.numbered = before
	number, digits := 0, strings.TrimSuffix(strings.TrimSuffix(mark, "."), ")")
	if parsed, err := strconv.Atoi(digits); err == nil && parsed > 0 && parsed <= 99_999 && digits == strconv.Itoa(parsed) {
		number = parsed
	}
	worded := number == 0 && strings.ContainsFunc(mark, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	if len(blocks) == 0 {
		blocks = []block{{tag: tag}}
	}
	if tag != "p" || worded {
		if mark != "" {
			w.found.add(TypedMarker, mark)
			blocks[0].line = append([]piece{{marks: m, text: mark + " "}}, blocks[0].line...)
		}
		return blocks
	}
	i.number = number
	blocks[0].item = i
	return blocks
}

// list makes a list of one; what stands between its items becomes part of the item before.
func (w *writer) list(n *node, m marks) []block {
	l := block{tag: n.name}
	if start, err := strconv.Atoi(n.attr["start"]); err == nil && start > 1 && start <= 99_999 && n.name == "ol" {
		l.attr = ` start="` + strconv.Itoa(start) + `"`
	}
	if kind := n.attr["type"]; n.name == "ol" && len(kind) == 1 && strings.Contains("aAiI", kind) {
		l.attr += ` type="` + kind + `"`
	}
	var loose []*node
	settle := func() {
		blocks := w.lists(w.blocks(loose, m))
		loose = nil
		for _, b := range blocks {
			switch {
			case len(b.kids) == 0 && blank(b.line) && b.tag != "hr":
			case len(l.kids) == 0:
				l.kids = append(l.kids, li([]block{b}))
			default:
				last := &l.kids[len(l.kids)-1]
				last.kids = append(last.kids, b)
			}
		}
	}
	for _, kid := range n.kids {
		if kid.name != "li" || w.leaves(kid) {
			if kid.name != "li" {
				loose = append(loose, kid)
			}
			continue
		}
		settle()
		l.kids = append(l.kids, li(w.lists(w.blocks(kid.kids, styled(headless(kid.css), m)))))
	}
	settle()
	if len(l.kids) == 0 {
		return nil
	}
	return []block{l}
}

// li makes an item; its first paragraph needs no element of its own.
func li(blocks []block) block {
	b := block{tag: "li"}
	if len(blocks) > 0 && blocks[0].tag == "p" && len(blocks[0].kids) == 0 {
		b.line, blocks = blocks[0].line, blocks[1:]
	}
	b.kids = blocks
	return b
}

// lists makes lists of the paragraphs that stand for items, one in the other by their levels.
func (w *writer) lists(blocks []block) []block {
	var out []block
	for i := 0; i < len(blocks); {
		if blocks[i].item == nil {
			out = append(out, blocks[i])
			i++
			continue
		}
		end := i
		for end < len(blocks) && (blocks[end].item != nil || blank(blocks[end].line) && blocks[end].tag == "p" && len(blocks[end].kids) == 0) {
			end++
		}
		out = append(out, w.nest(blocks[i:end])...)
		i = end
	}
	return out
}

// nest makes lists of items that follow each other. A number that is not the next one
// begins a list of its own, so that each item keeps the number it had.
func (w *writer) nest(items []block) []block {
	var out []block
	for i := 0; i < len(items); {
		if items[i].item == nil {
			i++ // an empty paragraph between two items
			continue
		}
		first := items[i].item
		l := block{tag: "ul"}
		if first.number > 0 {
			l.tag = "ol"
			if first.number > 1 {
				l.attr = ` start="` + strconv.Itoa(first.number) + `"`
			}
		}
		for next := first.number; i < len(items); {
			it := items[i].item
			if it == nil {
				i++
				continue
			}
			if it.level < first.level || it.level == first.level && it.number != next {
				break
			}
			if it.level == first.level {
				l.kids = append(l.kids, block{tag: "li", line: items[i].line})
				i++
				if next > 0 {
					next++
				}
				continue
			}
			from := i
			for i < len(items) && (items[i].item == nil || items[i].item.level > first.level) {
				i++
			}
			last := &l.kids[len(l.kids)-1]
			last.kids = append(last.kids, w.nest(items[from:i])...)
		}
		w.found.add(List, "")
		out = append(out, l)
	}
	return out
}

// table makes a table, or what is in it when it has one cell and is there for layout.
func (w *writer) table(n *node, m marks) []block {
	t := block{tag: "table"}
	cells, loose := 0, []*node(nil)
	w.rows(n, m, &t, &cells, &loose)
	before := w.lists(w.blocks(loose, m)) // words between rows stand before a table, as browsers show them
	if cells == 1 {
		w.found.add(LayoutTable, "")
		return append(before, content(&t)...)
	}
	if cells == 0 {
		return before
	}
	return append(before, t)
}

func (w *writer) rows(n *node, m marks, t *block, cells *int, loose *[]*node) {
	for _, kid := range n.kids {
		switch kid.name {
		case "thead", "tbody", "tfoot":
			part := block{tag: kid.name}
			w.rows(kid, m, &part, cells, loose)
			t.kids = append(t.kids, part)
		case "tr":
			row := block{tag: "tr"}
			w.rows(kid, m, &row, cells, loose)
			t.kids = append(t.kids, row)
		case "td", "th":
			if w.leaves(kid) {
				continue
			}
			*cells++
			t.kids = append(t.kids, w.cell(kid, m))
		case "caption":
			t.kids = append(t.kids, w.oneLine("caption", kid.kids, m))
		case "colgroup", "col":
		default:
			*loose = append(*loose, kid)
		}
	}
}

func (w *writer) cell(n *node, m marks) block {
	b := block{tag: n.name}
	for _, name := range []string{"colspan", "rowspan"} {
		if span, err := strconv.Atoi(n.attr[name]); err == nil && span > 1 && span <= 1000 {
			b.attr += " " + name + `="` + strconv.Itoa(span) + `"`
		}
	}
	blocks := w.lists(w.blocks(n.kids, styled(headless(n.css), m)))
	var full []block
	for _, one := range blocks {
		if one.tag == "p" && len(one.kids) == 0 && blank(one.line) {
			continue
		}
		full = append(full, one)
	}
	if len(full) == 1 && full[0].tag == "p" && len(full[0].kids) == 0 {
		b.line = full[0].line
	} else {
		b.kids = full
	}
	return b
}

// content takes what is in a table of one cell, and its caption.
func content(t *block) []block {
	var out []block
	for i := range t.kids {
		switch kid := &t.kids[i]; kid.tag {
		case "td", "th", "caption":
			if len(kid.line) > 0 {
				out = append(out, block{tag: "p", line: kid.line})
			}
			out = append(out, kid.kids...)
		default:
			out = append(out, content(kid)...)
		}
	}
	return out
}

// fieldCodes finds the codes of Word that came as text.
func fieldCodes() *regexp.Regexp {
	return regexp.MustCompile(`\{?\s*\b(HYPERLINK "|PAGEREF _|TOC \\[a-z]|REF _[A-Z]|SEQ \S+ \\\*|PAGE\s+\\\*|INCLUDEPICTURE |NUMPAGES)[^{}]{0,80}\}?`)
}
