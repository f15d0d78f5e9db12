// Package text knows Vietnamese text: how it is cleaned on entry, how it is compared and
// searched, how it is counted and cut, how a title becomes a slug, and which HTML a story
// may hold.
//
// All text of the product is UTF-8 in NFC. [Clean] and [Line] bring a person's input to
// that form; [Fold], [Exact] and [Slug] make keys that are compared and never shown.
package text

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// ErrNotUTF8 is returned for input that is not valid UTF-8, such as text in one of the old
// Vietnamese encodings. Nothing is guessed: the caller asks the person for UTF-8.
var ErrNotUTF8 = errors.New("text: not valid UTF-8")

const (
	softBreak      = '\u200b' // ZERO WIDTH SPACE
	nonJoiner      = '\u200c'
	joiner         = '\u200d'
	graphemeJoiner = '\u034f'
	emojiSelector  = '\ufe0f'
)

// Clean brings multi-line input of a person to the stored form: NFC, line feeds only, no
// control or invisible characters, non-breaking spaces as plain ones, ends trimmed. What
// can be seen is kept as typed, look-alike letters included. The error is [ErrNotUTF8].
func Clean(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", ErrNotUTF8
	}
	return strings.TrimSpace(tidy(s)), nil
}

// Line is [Clean] for text of one line: each run of white space becomes one space.
func Line(s string) (string, error) {
	c, err := Clean(s)
	if err != nil {
		return "", err
	}
	return strings.Join(strings.Fields(c), " "), nil
}

// tidy is Clean for valid UTF-8, without the trimming.
func tidy(s string) string {
	if isTidy(s) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var b strings.Builder
	b.Grow(len(s))
	var base rune // the last kept character that is no combining mark
	for i, r := range s {
		size := utf8.RuneLen(r)
		next, _ := utf8.DecodeRuneInString(s[i+size:])
		kept, ok := visible(r, base, next)
		if !ok {
			continue
		}
		b.WriteRune(kept)
		if !unicode.IsMark(r) || norm.NFC.PropertiesString(s[i:]).CCC() == 0 { // the look-up is slow, and only marks combine
			base = kept
		}
	}
	return norm.NFC.String(b.String())
}

// isTidy reports whether s consists of characters that are kept as they are, whatever stands beside
// them: as nearly all text does that was kept before, which is so read once and copied never.
func isTidy(s string) bool {
	for _, r := range s {
		if !plain(r) && r != '\n' && r != '\t' {
			return false
		}
	}
	return true
}

// visible returns the character that stands for r between base and next, and false when r
// is dropped. The line breaks are those of UAX #14, classes BK, CR, LF and NL.
func visible(r, base, next rune) (rune, bool) {
	if plain(r) {
		return r, true
	}
	switch r {
	case '\n', '\t':
		return r, true
	case '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
		return '\n', true
	case '\u00a0', '\u2007', '\u202f': // the non-breaking spaces
		return ' ', true
	case softBreak, nonJoiner, joiner:
		return r, joins(r, base, next)
	case graphemeJoiner:
		return 0, false
	}
	return r, !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Noncharacter_Code_Point)
}

// plain reports whether r is one of the letters and signs of which Vietnamese and English text
// consists, so that it need not be looked for among those that are dropped or replaced. No two
// of them compose to another (NFC).
func plain(r rune) bool {
	return ' ' <= r && r <= '~' || 'À' <= r && r <= 'ʯ' || 'Ạ' <= r && r <= 'ỹ' || '\u2010' <= r && r <= '\u2027' // dashes, quotation marks, ellipsis
}

// joins reports whether an invisible joiner or break carries meaning between base and next:
// inside scripts that shape or break by it, and inside one emoji made of several.
// Everywhere else it is debris of copying and spoils search.
func joins(r, base, next rune) bool {
	if r == joiner && (unicode.In(base, unicode.So, unicode.Sk) || base == emojiSelector) {
		return unicode.Is(unicode.So, next)
	}
	return unicode.IsLetter(next) && needsJoiners(base) && needsJoiners(next)
}

// needsJoiners reports whether r belongs to a script of the region, or a near one, in which
// joiners change the shape or the breaking of words.
func needsJoiners(r rune) bool {
	return unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tamil,
		unicode.Devanagari, unicode.Bengali, unicode.Malayalam, unicode.Sinhala, unicode.Arabic)
}

// Blank reports whether nothing of a text can be seen: it holds white space, marks on no letter
// and letters that fonts show as an empty place, and nothing else.
func Blank(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		switch r {
		case '\u115f', '\u1160', '\u3164', '\uffa0', // HANGUL FILLER and its kin
			'\u2800': // BRAILLE PATTERN BLANK
			return false
		}
		return unicode.IsGraphic(r) && !unicode.IsMark(r) && !unicode.IsSpace(r)
	})
}
