package compare

import (
	"strings"

	"golang.org/x/net/html"
)

// HTML shows a difference of bodies to people: what came in stands in ins, what went out in del,
// what got other marks in mark. It holds elements of the allow-list and these three, no more; it
// is shown and never stored.
func (d Difference) HTML() string {
	var b strings.Builder
	var open []Container
	for _, block := range d.Blocks {
		open = enter(&b, open, block.Within)
		block.html(&b)
	}
	enter(&b, open, nil)
	return b.String()
}

// SpansHTML shows a difference of words.
func SpansHTML(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		s.html(&b)
	}
	return b.String()
}

// enter closes and opens containers.
func enter(b *strings.Builder, from, to []Container) []Container {
	same := 0
	for same < len(from) && same < len(to) && from[same] == to[same] {
		same++
	}
	for i := len(from) - 1; i >= same; i-- {
		b.WriteString("</" + from[i].Tag + ">")
	}
	for _, c := range to[same:] {
		b.WriteString("<" + c.Tag + ">")
	}
	return to
}

func (b Block) html(out *strings.Builder) {
	if b.Tag == "hr" {
		out.WriteString("<hr/>")
		return
	}
	if b.Tag != "" {
		out.WriteString("<" + b.Tag + ">")
	}
	for _, s := range b.Spans {
		s.html(out)
	}
	if b.Tag != "" {
		out.WriteString("</" + b.Tag + ">")
	}
}

func (s Span) html(out *strings.Builder) {
	tag := ""
	switch s.Op {
	case Added:
		tag = "ins"
	case Removed:
		tag = "del"
	case Formatted:
		tag = "mark"
	}
	if tag != "" {
		out.WriteString("<" + tag + ">")
	}
	for _, m := range s.Marks {
		out.WriteString("<" + m + ">")
	}
	out.WriteString(strings.ReplaceAll(html.EscapeString(s.Text), "\n", "<br/>"))
	for i := len(s.Marks) - 1; i >= 0; i-- {
		name, _, _ := strings.Cut(s.Marks[i], " ")
		out.WriteString("</" + name + ">")
	}
	if tag != "" {
		out.WriteString("</" + tag + ">")
	}
}
