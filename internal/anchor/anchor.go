// Package anchor finds again what somebody selected in a text, after the text was changed.
//
// A selection is kept as its words with what stands around them and its place (W3C Web
// Annotation Data Model, sections 4.2.4 TextQuoteSelector and 4.2.5 TextPositionSelector).
// What was deleted is told to be gone: a remark that lost its words is better than one that
// stands at words which nobody meant.
package anchor

import (
	"strings"
	"unicode/utf8"
)

// Context is how many code points before and after a selection are kept with it.
const Context = 32

// Quote is a selection in a plain text. Start and End count Unicode code points from the
// beginning of the text; the character at End is the first one behind the selection.
type Quote struct {
	Exact  string
	Prefix string
	Suffix string
	Start  int
	End    int
}

// Found says how well a selection was found again.
type Found string

// The ways.
const (
	Exact    Found = "exact"    // the very words, where they are now
	Changed  Found = "changed"  // most of the words; some were changed
	Orphaned Found = "orphaned" // the words are gone
)

// Place is where a selection stands in a text; Start and End count code points, and are 0 for
// what is gone.
type Place struct {
	Found Found
	Start int
	End   int
}

// At makes the quote of a part of a text; ok is false where the text has no such part, or
// where it holds no word.
func At(text string, start, end int) (q Quote, ok bool) {
	runes := []rune(text)
	if start < 0 || start >= end || end > len(runes) || len(cut(string(runes[start:end]))) == 0 {
		return Quote{}, false
	}
	return quoted(runes, start, end), true
}

func quoted(runes []rune, start, end int) Quote {
	return Quote{Exact: string(runes[start:end]), Prefix: string(runes[max(0, start-Context):start]),
		Suffix: string(runes[end:min(len(runes), end+Context)]), Start: start, End: end}
}

// Same reports whether two texts have the same words and signs, however they are spaced.
func Same(a, b string) bool {
	one, other := cut(a), cut(b)
	if len(one) != len(other) {
		return false
	}
	for i := range one {
		if one[i].text != other[i].text {
			return false
		}
	}
	return len(one) > 0
}

// most bounds how many places of a quote are looked at.
const most = 1000

// Find lists where a text has the words of a quote between its prefix and its suffix, in
// order, as the text spaces them: what people select in a page is spaced otherwise than its
// plain text. It gives at most [most] places.
func Find(text, exact, prefix, suffix string) []Quote {
	runes, tokens := []rune(text), cut(text)
	var found []Quote
	add := func(start, end int) {
		if len(found) < most && ends(string(runes[max(0, start-4*Context):start]), prefix) && begins(string(runes[end:min(len(runes), end+4*Context)]), suffix) {
			found = append(found, quoted(runes, start, end))
		}
	}
	words := cut(exact)
	if len(words) == 0 {
		return nil
	}
	for i := 0; i+len(words) <= len(tokens); i++ {
		if match(tokens[i:], words) {
			add(tokens[i].start, tokens[i+len(words)-1].end)
		}
	}
	if len(found) > 0 {
		return found
	}
	// A part of a word is no token.
	exact = strings.TrimSpace(exact)
	for at, passed := 0, 0; ; {
		next := strings.Index(text[at:], exact)
		if next < 0 {
			return found
		}
		passed += utf8.RuneCountInString(text[at : at+next])
		at += next
		add(passed, passed+utf8.RuneCountInString(exact))
		_, size := utf8.DecodeRuneInString(text[at:])
		at, passed = at+size, passed+1
	}
}

func match(tokens, words []token) bool {
	for i, w := range words {
		if tokens[i].text != w.text {
			return false
		}
	}
	return true
}

// ends reports whether a text ends with the words of another; the first of them may be a part
// of a word.
func ends(text, with string) bool {
	have, want := cut(text), cut(with)
	for i := range want {
		w := want[len(want)-1-i].text
		switch last := len(have) - 1 - i; {
		case last < 0:
			return i == len(want)-1 && strings.TrimSpace(text) == ""
		case have[last].text == w:
		case i == len(want)-1 && strings.HasSuffix(have[last].text, w):
		case i == 0 && len(want) == 1 && strings.HasSuffix(have[last].text, w):
		default:
			return false
		}
	}
	return true
}

// begins is [ends] for what follows.
func begins(text, with string) bool {
	have, want := cut(text), cut(with)
	for i, w := range want {
		switch {
		case i >= len(have):
			return false
		case have[i].text == w.text:
		case i == len(want)-1 && strings.HasPrefix(have[i].text, w.text):
		default:
			return false
		}
	}
	return true
}
