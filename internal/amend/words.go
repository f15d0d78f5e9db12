package amend

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/compare"
)

// facts are the words of one side of a difference.
type facts struct{ words, numbers, names []string }

// read gathers the words of one side of a difference, leaving out what only the other side has.
func read(d compare.Difference, other compare.Op) facts {
	var f facts
	f.add(side(d.Title, other))
	f.add(side(d.Lead, other))
	for _, b := range d.Blocks {
		f.add(side(b.Spans, other))
	}
	return f
}

// side is the text of spans as one side has it.
func side(spans []compare.Span, other compare.Op) string {
	var b strings.Builder
	for _, s := range spans {
		if s.Op != other {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

// add reads a text from its first sentence on.
func (f *facts) add(s string) {
	begins := true
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		if !inWord(r) {
			begins = begins || ends(r)
			s = s[size:]
			continue
		}
		word := s[:length(s)]
		s = s[len(word):]
		f.words = append(f.words, word)
		switch {
		case strings.IndexFunc(word, unicode.IsNumber) >= 0:
			f.numbers = append(f.numbers, word)
		case unicode.IsUpper(r) && !begins:
			f.names = append(f.names, word)
		}
		begins = false
	}
}

// ends tells signs after which a sentence begins. An opening quotation mark is among them: what is
// quoted begins with a capital too.
func ends(r rune) bool { return strings.ContainsRune(".!?…:\n“\"«", r) }

// inWord tells what words and numbers are made of.
func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r) }

// length is how many bytes the word at the head of s has. A point or comma between two digits is
// part of a number: 12.000 and 7,5 are one each.
func length(s string) int {
	at, digit := 0, false
	for at < len(s) {
		r, size := utf8.DecodeRuneInString(s[at:])
		if !inWord(r) {
			next, _ := utf8.DecodeRuneInString(s[at+size:])
			if !digit || r != '.' && r != ',' || !unicode.IsDigit(next) {
				break
			}
		}
		digit = unicode.IsDigit(r)
		at += size
	}
	return at
}
