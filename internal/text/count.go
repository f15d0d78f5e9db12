package text

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// Unit is what the length of a text is stated in.
type Unit string

// The units. A newsroom that asks for 800 "chữ" means syllables; in scripts that put no
// spaces between words nobody can count words, and newsrooms count letters.
const (
	InSyllables Unit = "syllables" // Vietnamese
	InWords     Unit = "words"     // every other language that parts words by spaces
	InLetters   Unit = "letters"   // Thai, Lao, Khmer, Burmese, Chinese, Japanese
)

// Length says how long a text is.
type Length struct {
	Unit  Unit
	Count int // in Unit
	// Characters are graphemes, spaces and signs among them.
	Characters int
	// Minutes are what reading it takes, rounded up; 0 for an empty text.
	Minutes int
}

// Measure tells the length of plain text in a language (BCP 47).
func Measure(s, lang string) Length {
	n := Count(s)
	unit, speed := pace(lang)
	return Length{Unit: unit, Count: n, Characters: Graphemes(s), Minutes: (n + speed - 1) / speed}
}

// pace returns the unit of a language and how many of it a reader takes in a minute. The
// speeds of words, Chinese and Japanese are the averages of grown-ups in the texts of IReST
// (Trauzettel-Klosinski and Dietz, 2012) rounded to tens; no such figures are known for the
// others, and theirs are set so that a translation takes as long as its English.
func pace(lang string) (Unit, int) {
	primary, _, _ := strings.Cut(strings.ToLower(lang), "-")
	switch primary {
	case "vi":
		return InSyllables, 250
	case "zh":
		return InLetters, 260
	case "ja":
		return InLetters, 360
	case "th", "lo", "km", "my":
		return InLetters, 800
	}
	return InWords, 230
}

// Count counts what stands between spaces and holds a letter or a digit: syllables in
// Vietnamese, words in English. In scripts without such spaces each visible letter counts
// as one, and a word or number of another script among them as one.
func Count(s string) int {
	n := 0
	for _, token := range strings.Fields(s) {
		spaced := false // inside a word or a number of a script with spaces
		g := uniseg.NewGraphemes(token)
		for g.Next() {
			r := g.Runes()[0]
			switch {
			case isUnspaced(r) && unicode.IsLetter(r):
				n++
				spaced = false
			case unicode.IsLetter(r) || unicode.IsDigit(r):
				if !spaced {
					n++
				}
				spaced = true
			}
		}
	}
	return n
}
