package text

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Seen writes s with the Latin letters that a reader sees: letters of other widths and styles as
// the plain ones (Unicode's form NFKC), and Cyrillic and Greek letters that look like Latin ones as
// these. It is for comparing and never for keeping.
func Seen(s string) string {
	return strings.NewReplacer(
		"А", "A", "В", "B", "Е", "E", "К", "K", "М", "M", "Н", "H", "О", "O", "Р", "P", "С", "C", "Т", "T", "У", "Y", "Х", "X", "І", "I", "Ј", "J", "Ѕ", "S", "Ԍ", "G",
		"а", "a", "е", "e", "о", "o", "р", "p", "с", "c", "у", "y", "х", "x", "і", "i", "ј", "j", "ѕ", "s", "һ", "h", "ԁ", "d", "ո", "n", "ɡ", "g",
		"Α", "A", "Β", "B", "Ε", "E", "Ζ", "Z", "Η", "H", "Ι", "I", "Κ", "K", "Μ", "M", "Ν", "N", "Ο", "O", "Ρ", "P", "Τ", "T", "Υ", "Y", "Χ", "X", "ο", "o", "ν", "v", "ι", "i",
	).Replace(norm.NFKD.String(s))
}
