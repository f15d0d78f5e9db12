package paste

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// tidy brings the lines of blocks to one form and drops paragraphs without anything.
func (w *writer) tidy(blocks []block) []block {
	var out []block
	for _, b := range blocks {
		b.kids = w.tidy(b.kids)
		parts := [][]piece{b.line}
		if b.tag == "p" {
			parts = paragraphs(b.line)
		}
		for i, line := range parts {
			one := b
			if one.line = w.line(line, b.tag == "pre"); i > 0 {
				one.kids = nil
			}
			if empty := len(one.kids) == 0 && blank(one.line); empty && slices.Contains([]string{"", "p", "h2", "h3", "h4", "blockquote", "pre", "ul", "ol", "li", "figure", "figcaption", "caption"}, b.tag) {
				continue
			}
			out = append(out, one)
		}
	}
	return out
}

// paragraphs splits a line where two breaks follow each other, as pages write paragraphs.
func paragraphs(line []piece) [][]piece {
	var out [][]piece
	from, breaks := 0, 0
	for i, p := range line {
		switch {
		case p.kind == isBreak:
			breaks++
		case p.kind == isText && blank([]piece{p}):
		default:
			if breaks >= 2 {
				out = append(out, line[from:i])
				from = i
			}
			breaks = 0
		}
	}
	return append(out, line[from:])
}

// line puts the words of a line right: letters composed, spaces single, none at its ends or
// before a comma.
func (w *writer) line(line []piece, pre bool) []piece {
	out := make([]piece, 0, len(line))
	for _, p := range trim(line) {
		if p.kind == isText {
			p.text = w.letters(p.text)
		}
		if pre && p.kind == isBreak {
			p = piece{text: "\n", marks: p.marks}
		}
		out = append(out, p)
	}
	if w.tabs = 0; !pre {
		w.spaces(out)
	}
	w.lookOver(out)
	return out
}

// trim takes breaks and blank text off both ends.
func trim(line []piece) []piece {
	empty := func(p piece) bool { return p.kind == isBreak || p.kind == isText && blank([]piece{p}) }
	for len(line) > 0 && empty(line[0]) {
		line = line[1:]
	}
	for len(line) > 0 && empty(line[len(line)-1]) {
		line = line[:len(line)-1]
	}
	return line
}

// letters composes letters with their marks and writes Đ where a look-alike stands for it.
func (w *writer) letters(s string) string {
	if !norm.NFC.IsNormalString(s) {
		w.found.add(Decomposed, s)
		s = norm.NFC.String(s)
	}
	var b strings.Builder
	for s != "" {
		end := strings.IndexFunc(s, func(r rune) bool { return !isLetter(r) })
		if end < 0 {
			end = len(s)
		}
		b.WriteString(w.word(s[:end]))
		rest := s[end:]
		next := strings.IndexFunc(rest, isLetter)
		if next < 0 {
			next = len(rest)
		}
		b.WriteString(rest[:next])
		s = rest[next:]
	}
	return b.String()
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }

func (w *writer) word(word string) string {
	if strings.ContainsAny(word, "ÐƉðɖ") && w.lang == "vi" {
		if right := strings.NewReplacer("Ð", "Đ", "Ɖ", "Đ", "ð", "đ", "ɖ", "đ").Replace(word); w.syllable(right) {
			w.found.add(LookAlike, word)
			return right
		}
	}
	latin := strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Latin, r) })
	if latin && strings.ContainsFunc(word, func(r rune) bool { return unicode.In(r, unicode.Cyrillic, unicode.Greek) }) {
		w.found.add(MixedScript, word)
	}
	return word
}

// letter is one rune of a line; breaks and pictures are runes that no text has.
type letter struct {
	r     rune
	piece int
}

const (
	breakRune   = '\ufdd0'
	pictureRune = '\ufdd1'
)

// spaces makes each run of blanks in a line one space, and none at an end, beside a break or
// before a comma that stands apart on both sides.
func (w *writer) spaces(line []piece) {
	var all []letter
	for i, p := range line {
		switch p.kind {
		case isBreak:
			all = append(all, letter{breakRune, i})
		case isPicture:
			all = append(all, letter{pictureRune, i})
		default:
			for _, r := range p.text {
				all = append(all, letter{r, i})
			}
		}
	}
	texts := make([]strings.Builder, len(line))
	for i := 0; i < len(all); {
		if !unicode.IsSpace(all[i].r) {
			if line[all[i].piece].kind == isText {
				texts[all[i].piece].WriteRune(all[i].r)
			}
			i++
			continue
		}
		end := i
		for end < len(all) && unicode.IsSpace(all[end].r) {
			end++
		}
		if w.keepsSpace(all, i, end) {
			texts[all[i].piece].WriteByte(' ')
		}
		i = end
	}
	for i := range line {
		if line[i].kind == isText {
			line[i].text = texts[i].String()
		}
	}
}

// keepsSpace judges the blanks from one place to another, and counts what is wrong with them.
func (w *writer) keepsSpace(all []letter, from, to int) bool {
	if from == 0 || to == len(all) || all[from-1].r == breakRune || all[to].r == breakRune {
		return false
	}
	hard, folded := false, false
	tabs := 0
	for _, one := range all[from:to] {
		hard = hard || one.r == '\u00a0' || one.r == '\u2007' || one.r == '\u202f'
		folded = folded || one.r == '\n' || one.r == '\r' || one.r == '\t'
		if one.r == '\t' {
			tabs++
		}
	}
	w.tabs += min(tabs, 1)
	if hard || to-from > 1 && !folded {
		w.found.count[Spaces]++
	}
	behindWord := unicode.IsLetter(all[from-1].r) || unicode.IsMark(all[from-1].r) || unicode.IsDigit(all[from-1].r)
	if !behindWord || to+1 < len(all) && !unicode.IsSpace(all[to+1].r) && all[to+1].r != breakRune {
		return true
	}
	switch all[to].r {
	case ',':
		w.found.count[SpaceComma]++
		return false
	case '.', ':', ';', '!', '?':
		w.found.add(SpaceBefore, around(all, from))
	}
	return true
}

// around shows a place of a line.
func around(all []letter, at int) string {
	const reach = 20
	var b strings.Builder
	for _, one := range all[max(at-reach, 0):min(at+reach, len(all))] {
		if one.r != breakRune && one.r != pictureRune {
			b.WriteRune(one.r)
		}
	}
	return b.String()
}

// lookOver tells of what a person has to judge in a line.
func (w *writer) lookOver(line []piece) {
	var b strings.Builder
	for _, p := range line {
		if p.kind == isText {
			b.WriteString(p.text)
		}
	}
	for _, found := range w.fields.FindAllString(b.String(), -1) {
		w.found.add(FieldCode, found)
	}
	for range w.tabs {
		w.tabbed = append(w.tabbed, b.String())
	}
}

// columns tells of lines that tabs part into columns: one tab alone is an indent.
func (w *writer) columns() {
	if len(w.tabbed) < 2 {
		return
	}
	for _, line := range slices.Compact(w.tabbed) {
		w.found.add(TabColumns, line)
	}
}
