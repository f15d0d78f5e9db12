// Package anchor finds again what somebody selected in a text, after the text was changed.
//
// A selection is kept as its words with what stands around them and its place (W3C Web
// Annotation Data Model, sections 4.2.4 TextQuoteSelector and 4.2.5 TextPositionSelector).
// What was deleted is told to be gone: a remark that lost its words is better than one that
// stands at words which nobody meant.
package anchor

import (
	"slices"
	"sort"
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

// most bounds how many places of a quote are told.
const most = 1000

// Find lists where a text has the words of a quote between its prefix and its suffix, in
// order, as the text spaces them: what people select in a page is spaced otherwise than its
// plain text. It gives at most [most] places. Prefix and suffix may be of any length.
func Find(text, exact, prefix, suffix string) []Quote {
	f := finder{runes: []rune(text), tokens: cut(text), before: cut(prefix), behind: cut(suffix)}
	words := cut(exact)
	if len(words) == 0 {
		return nil
	}
	number(f.tokens, words)
	for _, w := range slices.Concat(f.before, f.behind) {
		f.longest = max(f.longest, w.end-w.start)
	}
	f.longest++
	for i := 0; i+len(words) <= len(f.tokens) && len(f.found) < most; i++ {
		if match(f.tokens[i:], words) {
			f.look(f.tokens[i].start, f.tokens[i+len(words)-1].end)
		}
	}
	if len(f.found) == 0 {
		f.parts(text, strings.TrimSpace(exact)) // a part of a word is no token
	}
	return f.found
}

// finder looks at places of a text.
type finder struct {
	runes          []rune
	tokens         []token
	before, behind []token // what is to stand around the place
	longest        int     // code points: one more than the longest word of those
	found          []Quote
}

// parts looks wherever the text has some characters.
func (f *finder) parts(text, exact string) {
	for at, passed := 0, 0; len(f.found) < most; {
		next := strings.Index(text[at:], exact)
		if next < 0 {
			return
		}
		passed += utf8.RuneCountInString(text[at : at+next])
		at += next
		f.look(passed, passed+utf8.RuneCountInString(exact))
		_, size := utf8.DecodeRuneInString(text[at:])
		at, passed = at+size, passed+1
	}
}

// look takes a place in where it stands between prefix and suffix.
func (f *finder) look(start, end int) {
	first := sort.Search(len(f.tokens), func(i int) bool { return f.tokens[i].end > start })
	last := sort.Search(len(f.tokens), func(i int) bool { return f.tokens[i].end >= end })
	head, tail := "", "" // of the words of which the place has a part, as far as they are compared
	if first < len(f.tokens) && f.tokens[first].start < start {
		head = string(f.runes[max(f.tokens[first].start, start-f.longest):start])
	}
	if last < len(f.tokens) && f.tokens[last].end > end {
		tail = string(f.runes[end:min(f.tokens[last].end, end+f.longest)])
	}
	if ends(f.tokens[:first], head, f.before) && begins(f.tokens[min(last+1, len(f.tokens)):], tail, f.behind) {
		f.found = append(f.found, quoted(f.runes, start, end))
	}
}

func match(tokens, words []token) bool {
	for i, w := range words {
		if tokens[i].id != w.id {
			return false
		}
	}
	return true
}

// ends reports whether tokens, and the beginning of a word behind them where there is one, end with
// the words of another text; the first of them may be a part of a word. Where nothing stands before
// a place, a single word is taken for what the page has around the text.
func ends(have []token, part string, want []token) bool {
	if len(have) == 0 && part == "" {
		return len(want) <= 1
	}
	for i := len(want) - 1; i >= 0; i-- {
		word := part
		if part = ""; word == "" {
			if len(have) == 0 {
				return false
			}
			word, have = have[len(have)-1].text, have[:len(have)-1]
		}
		if word != want[i].text && (i > 0 || !strings.HasSuffix(word, want[i].text)) {
			return false
		}
	}
	return true
}

// begins is [ends] for what follows.
func begins(have []token, part string, want []token) bool {
	for i, w := range want {
		word := part
		if part = ""; word == "" {
			if len(have) == 0 {
				return false
			}
			word, have = have[0].text, have[1:]
		}
		if word != w.text && (i < len(want)-1 || !strings.HasPrefix(word, w.text)) {
			return false
		}
	}
	return true
}
