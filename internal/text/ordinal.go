package text

import (
	"strconv"
	"strings"
)

// Ordinal writes the number of an item as lists of HTML show it by their type: "a" and "A" in
// letters, "i" and "I" in Roman numerals, all others in digits, and so what these cannot write.
func Ordinal(n int, kind string) string {
	switch {
	case n < 1:
		return strconv.Itoa(n)
	case kind == "a":
		return alphabetic(n)
	case kind == "A":
		return strings.ToUpper(alphabetic(n))
	case kind == "i" && n < 4000:
		return strings.ToLower(roman(n))
	case kind == "I" && n < 4000:
		return roman(n)
	}
	return strconv.Itoa(n)
}

// alphabetic goes on after z with aa, ab.
func alphabetic(n int) string {
	var out []byte
	for ; n > 0; n = (n - 1) / 26 {
		out = append([]byte{byte('a' + (n-1)%26)}, out...)
	}
	return string(out)
}

func roman(n int) string {
	var b strings.Builder
	signs := []string{"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"}
	for i, value := range []int{1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1} {
		for ; n >= value; n -= value {
			b.WriteString(signs[i])
		}
	}
	return b.String()
}
