package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"
)

// Graphemes counts what a reader sees as characters (UAX #29, extended clusters).
func Graphemes(s string) int { return uniseg.GraphemeClusterCount(s) }

// UTF16Len counts UTF-16 code units, in which several platforms state their limits.
func UTF16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

// Cut shortens s to at most the given number of graphemes. What is cut ends in "…", which
// counts, and on a word end, unless that would lose more than half of what fits: Thai,
// Lao, Khmer, Burmese and Chinese put no spaces between words.
func Cut(s string, graphemes int) string {
	if graphemes <= 0 {
		return ""
	}
	end, fits := prefix(s, graphemes)
	if fits {
		return s
	}
	head, rest := s[:end], s[end:]
	if strings.IndexFunc(rest, unicode.IsSpace) != 0 {
		if i := strings.LastIndexFunc(head, unicode.IsSpace); i > 0 && 2*utf8.RuneCountInString(head[:i]) >= utf8.RuneCountInString(head) {
			head = head[:i]
		}
	}
	return strings.TrimRightFunc(head, opensNothing) + "…"
}

// prefix returns the bytes of the first n-1 graphemes, and whether s has no more than n.
func prefix(s string, n int) (end int, fits bool) {
	rest, state := s, -1
	for count := 1; rest != ""; count++ {
		if count > n {
			return end, false
		}
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if count < n {
			end += len(cluster)
		}
	}
	return end, true
}

// opensNothing tells which characters look wrong before "…".
func opensNothing(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;:-–—…", r) }

// Syllables counts "chữ": what stands between spaces and holds a letter or a digit. In
// scripts without spaces each visible letter counts as one.
func Syllables(s string) int {
	n := 0
	for _, token := range strings.Fields(s) {
		spaced := false
		g := uniseg.NewGraphemes(token)
		for g.Next() {
			switch r := g.Runes()[0]; {
			case unicode.In(r, unicode.Han, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
				if unicode.IsLetter(r) {
					n++
				}
			case unicode.IsLetter(r) || unicode.IsDigit(r):
				spaced = true
			}
		}
		if spaced {
			n++
		}
	}
	return n
}

// Composes reports whether NFC could join the beginning of s with what stands before it.
func Composes(s string) bool {
	return s != "" && !norm.NFC.PropertiesString(s).BoundaryBefore()
}
