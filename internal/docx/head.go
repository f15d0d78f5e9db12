package docx

import (
	"github.com/lantoa/lantoa/internal/text"
)

// The longest that titles and leads are taken for, in graphemes, and how far down a title of
// its own style is looked for.
const (
	longestTitle = 300
	longestLead  = 2000
	titleWithin  = 10
)

// head takes the title and the lead out of the blocks, where they look like it.
func (r *reader) head(blocks []block) []block {
	at := titleAt(blocks)
	if at < 0 {
		return blocks
	}
	title := blocks[at]
	var err error
	if r.doc.Title, err = text.Line(title.text()); err != nil {
		return blocks
	}
	r.flattened(title)
	rest := append(append([]block{}, blocks[:at]...), blocks[at+1:]...)
	if at >= len(rest) || !leads(rest[at]) {
		return rest
	}
	if r.doc.Lead, err = text.Line(rest[at].text()); err != nil {
		return rest
	}
	r.flattened(rest[at])
	return append(rest[:at:at], rest[at+1:]...)
}

// flattened tells what plain words cannot show.
func (r *reader) flattened(b block) {
	for _, s := range b.spans {
		if s.link != "" || s.format.above || s.format.below || s.format.strike {
			r.find(titleFound, b.text())
			return
		}
	}
}

// titleAt finds the title: the first paragraph of the style Title, or else the first one, if
// it is a heading, or centred in bold, as offices type titles.
func titleAt(blocks []block) int {
	for i, b := range blocks[:min(len(blocks), titleWithin)] {
		if b.is == titleRole && fits(b, longestTitle) {
			return i
		}
	}
	for i, b := range blocks {
		if b.kind == tableBlock { // the heads of official letters are tables
			continue
		}
		bold := b.centred && b.kind == paragraphBlock && b.all(func(f format) bool { return f.bold })
		if (b.kind == headingBlock || bold) && fits(b, longestTitle) {
			return i
		}
		return -1
	}
	return -1
}

// leads reports whether the paragraph after the title looks like the lead (sapo).
func leads(b block) bool {
	if !fits(b, longestLead) {
		return false
	}
	return b.is == leadRole || b.kind == paragraphBlock && !b.centred &&
		(b.all(func(f format) bool { return f.bold }) || b.all(func(f format) bool { return f.italic }))
}

// fits reports whether a block can be plain words of a length.
func fits(b block, most int) bool {
	for _, s := range b.spans {
		if s.picture > 0 || s.note > 0 {
			return false
		}
	}
	words := b.text()
	return b.kind != tableBlock && !blank(words) && text.Graphemes(words) <= most
}

// shift is what is added to the level of a heading: the highest of the text becomes h2.
func shift(blocks []block) int {
	highest := 0
	for _, b := range blocks {
		if b.kind == headingBlock && (highest == 0 || b.level < highest) {
			highest = b.level
		}
	}
	return 2 - highest
}
