package text

import (
	"strings"
	"unicode"

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
// counts, and where a line may end: on a space, or in scripts that put none between words
// where [UAX #14] allows a break. When that would lose more than half of what fits, as in
// Thai, Lao, Khmer and Burmese, whose words only a dictionary can tell apart, it ends
// between two letters that can stand apart.
//
// [UAX #14]: https://www.unicode.org/reports/tr14/
func Cut(s string, graphemes int) string {
	if graphemes <= 0 {
		return ""
	}
	end, fits := prefix(s, graphemes)
	if fits {
		return s
	}
	return strings.TrimRightFunc(s[:breakAt(s, end)], opensNothing) + "…"
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
func opensNothing(r rune) bool {
	return unicode.IsSpace(r) || r == softBreak || strings.ContainsRune(",;:-–—…،、，；：", r)
}

// Composes reports whether NFC could join the beginning of s with what stands before it.
func Composes(s string) bool {
	return s != "" && !norm.NFC.PropertiesString(s).BoundaryBefore()
}
