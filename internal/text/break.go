package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// breakAt finds the last place at or before end at which s may be cut; end is between two
// graphemes.
func breakAt(s string, end int) int {
	if r, _ := utf8.DecodeRuneInString(s[end:]); unicode.IsSpace(r) {
		return end
	}
	head := s[:end]
	enough := func(at int) bool { return at > 0 && 2*utf8.RuneCountInString(s[:at]) >= utf8.RuneCountInString(head) }
	space := strings.LastIndexFunc(head, unicode.IsSpace)
	if enough(space) && !strings.ContainsFunc(head[space:], isUnspaced) {
		return space
	}
	if line := lineBreak(s, end); enough(line) {
		return line
	}
	if at := letterBreak(s, end); at > 0 {
		return at
	}
	return end
}

// lineBreak returns the last place at or before end where a line may end, 0 for none.
func lineBreak(s string, end int) int {
	at, rest, state := 0, s, -1
	for rest != "" {
		var segment string
		segment, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
		if at+len(segment) > end {
			break
		}
		at += len(segment)
	}
	return at
}

// letterBreak returns the last place at or before end that no letter bridges: graphemes end
// there, and no vowel, final consonant or subscript is parted from its letter.
func letterBreak(s string, end int) int {
	rest, state, before, last, at := s, -1, "", 0, 0
	for rest != "" && at <= end {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if at > 0 && !leans(cluster) && !carries(before) {
			last = at
		}
		before, at = cluster, at+len(cluster)
	}
	return last
}

// leans reports whether a grapheme cannot begin a line: vowels that are written behind their
// consonant, signs of repetition and abbreviation, and in Burmese a consonant without a
// vowel, which ends the syllable before it.
func leans(cluster string) bool {
	r, _ := utf8.DecodeRuneInString(cluster)
	return unicode.IsMark(r) || strings.ContainsRune("\u0e2f\u0e30\u0e32\u0e33\u0e45\u0e46\u0eaf\u0eb0\u0eb2\u0eb3\u0ebd\u0ec6\u17d7", r) ||
		unicode.Is(unicode.Myanmar, r) && (strings.ContainsRune(cluster, '\u103a') || r == '\u104a' || r == '\u104b')
}

// carries reports whether a grapheme cannot end a line: vowels that are written before their
// consonant, and the sign that puts the next consonant below (Khmer, Burmese).
func carries(cluster string) bool {
	first, _ := utf8.DecodeRuneInString(cluster)
	last, _ := utf8.DecodeLastRuneInString(cluster)
	return '\u0e40' <= first && first <= '\u0e44' || '\u0ec0' <= first && first <= '\u0ec4' || last == '\u17d2' || last == '\u1039'
}

// isUnspaced reports whether r belongs to a script that puts no spaces between words.
func isUnspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
