package paste

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// render writes blocks as HTML.
func render(blocks []block) string {
	var b strings.Builder
	for _, one := range blocks {
		one.write(&b)
	}
	return b.String()
}

func (b block) write(out *strings.Builder) {
	if b.tag == "hr" {
		out.WriteString("<hr/>")
		return
	}
	if b.tag != "" {
		out.WriteString("<" + b.tag + b.attr + ">")
	}
	writeLine(out, b.line)
	for _, kid := range b.kids {
		kid.write(out)
	}
	if b.tag != "" {
		out.WriteString("</" + b.tag + ">")
	}
}

// writeLine writes pieces so that neighbours with the same marks share their tags.
func writeLine(out *strings.Builder, line []piece) {
	var open marks
	var stack []string
	end := func() {
		for _, tag := range slices.Backward(stack) {
			out.WriteString("</" + tag + ">")
		}
		stack = stack[:0]
	}
	for _, p := range line {
		p.pre = false
		if p.kind != isBreak && p.marks != open {
			end()
			if p.href != "" {
				out.WriteString(`<a href="` + html.EscapeString(p.href) + `">`)
				stack = append(stack, "a")
			}
			for _, one := range tags() {
				if p.set&one.mark != 0 {
					out.WriteString("<" + one.tag + ">")
					stack = append(stack, one.tag)
				}
			}
			open = p.marks
		}
		switch p.kind {
		case isBreak:
			out.WriteString("<br/>")
		case isPicture:
			out.WriteString(p.text)
		default:
			out.WriteString(html.EscapeString(p.text))
		}
	}
	end()
}

// blank reports whether nothing of a line can be seen.
func blank(line []piece) bool {
	return !slices.ContainsFunc(line, func(p piece) bool {
		return p.kind == isPicture || p.kind == isText && strings.ContainsFunc(p.text, func(r rune) bool { return !unicode.IsSpace(r) })
	})
}
