package docx

import (
	"strings"
	"unicode"
)

// span is a piece of a paragraph: words in one format, a line break or a picture.
type span struct {
	words   string
	format  format
	link    string
	breaks  bool
	picture int // its place from 1, 0 for none
	note    int // its number from 1, 0 for none
}

// blockKind tells what a block is.
type blockKind int

const (
	paragraphBlock blockKind = iota
	headingBlock
	itemBlock
	captionBlock
	quoteBlock
	tableBlock
	ruleBlock
)

// block is a paragraph, or a table.
type block struct {
	kind  blockKind
	is    role
	level int // of a heading, from 1
	item  *item
	spans []span
	rows  []row
	// centred, and all words bold or italic: so titles and leads look that have no style.
	centred bool
}

type row struct {
	head  bool
	cells []cell
}

type cell struct {
	columns int // that it goes over
	rows    int
	blocks  []block
}

// text joins the words of a block.
func (b block) text() string { return joined(b.spans) }

func joined(spans []span) string {
	var out strings.Builder
	for _, s := range spans {
		if s.breaks {
			out.WriteByte(' ')
		}
		out.WriteString(s.words)
	}
	return out.String()
}

// beginning joins what begins a paragraph, as far as samples of it go.
func beginning(spans []span) string {
	var out strings.Builder
	for _, s := range spans {
		if out.Len() > 4*sampleBytes {
			break
		}
		if s.breaks {
			out.WriteByte(' ')
		}
		out.WriteString(cutBytes(s.words, 4*sampleBytes))
	}
	return out.String()
}

// blank reports whether nothing of words can be seen.
func blank(words string) bool { return strings.TrimSpace(words) == "" }

// bare tells a piece of words alone.
func (s span) bare() bool { return !s.breaks && s.picture == 0 && s.note == 0 }

// merged puts pieces together that differ in nothing but their words.
func merged(spans []span) []span {
	var out []span
	for i := 0; i < len(spans); {
		first, end := spans[i], i+1
		for first.bare() && end < len(spans) && spans[end].bare() && spans[end].format == first.format && spans[end].link == first.link {
			end++
		}
		if end > i+1 {
			first.words = joined(spans[i:end])
		}
		out = append(out, first)
		i = end
	}
	return out
}

// trimmed merges pieces, and takes away blanks and breaks at both ends.
func trimmed(spans []span) []span {
	spans = merged(spans)
	empty := func(s span) bool { return s.breaks || s.bare() && blank(s.words) }
	for len(spans) > 0 && empty(spans[0]) {
		spans = spans[1:]
	}
	for len(spans) > 0 && empty(spans[len(spans)-1]) {
		spans = spans[:len(spans)-1]
	}
	if last := len(spans) - 1; last >= 0 {
		spans[0].words = strings.TrimLeftFunc(spans[0].words, unicode.IsSpace)
		spans[last].words = strings.TrimRightFunc(spans[last].words, unicode.IsSpace)
	}
	return spans
}

// pictures lists the pictures of a block.
func (b block) pictures() []int {
	var list []int
	for _, s := range b.spans {
		if s.picture > 0 {
			list = append(list, s.picture)
		}
	}
	return list
}

// all reports whether all words have a property, and there are any.
func (b block) all(has func(format) bool) bool {
	any := false
	for _, s := range b.spans {
		if blank(s.words) {
			continue
		}
		if any = true; !has(s.format) {
			return false
		}
	}
	return any
}
