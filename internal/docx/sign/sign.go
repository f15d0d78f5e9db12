// Package sign knows what Word files name and do not write: the signs of fonts of symbols, and
// numbers in the formats of lists.
package sign

import (
	"strconv"
	"strings"
)

// Private tells the signs to which fonts of symbols give a meaning of their own.
func Private(sign rune) bool { return sign >= 0xF000 && sign <= 0xF0FF }

// IsSymbol tells the fonts of symbols by name.
func IsSymbol(font string) bool {
	switch strings.ToLower(font) {
	case "symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings":
		return true
	}
	return false
}

// Of is the sign of Unicode that looks like one of a font of symbols, as far as texts
// use them: bullets, arrows, ticks, Greek letters and signs of mathematics.
func Of(font string, sign rune) (string, bool) {
	at := sign & 0xFF
	if sign > 0xFF && !Private(sign) {
		return string(sign), true
	}
	switch strings.ToLower(font) {
	case "wingdings":
		return from(at, "\x6c●\x6e■\x71❑\x72❒\x75◆\x76❖\x77⬥\x9f•\xa1○\xa7▪\xa8◻\xab★\xd8➢\xe0→\xdf←\xe1↑\xe2↓\xe8➔\xf0⇨\xfb✗\xfc✓\xfd☒\xfe☑\x6f□\x4a☺\x28☎\x2a✉\x46☞\x22✂\x21✏")
	case "wingdings 2":
		return from(at, "\x4f✗\x50✓\x51☒\x52☑\x97●\xa3□\xa2■\x50✓")
	case "symbol":
		return from(at, symbolTable)
	case "":
		return from(at, "\xb7•\xa7▪\xd8➢\xfc✓\xa8◻\x6f○")
	}
	return "", false
}

// symbolTable is that of Adobe's font Symbol, in part.
const symbolTable = "\x41Α\x42Β\x43Χ\x44Δ\x45Ε\x46Φ\x47Γ\x48Η\x49Ι\x4bΚ\x4cΛ\x4dΜ\x4eΝ\x4fΟ\x50Π\x51Θ\x52Ρ\x53Σ\x54Τ\x55Υ\x57Ω\x58Ξ\x59Ψ\x5aΖ" +
	"\x61α\x62β\x63χ\x64δ\x65ε\x66φ\x67γ\x68η\x69ι\x6aϕ\x6bκ\x6cλ\x6dμ\x6eν\x6fο\x70π\x71θ\x72ρ\x73σ\x74τ\x75υ\x77ω\x78ξ\x79ψ\x7aζ" +
	"\xa3≤\xb3≥\xb1±\xb4×\xb8÷\xb9≠\xba≡\xbb≈\xb7•\xa5∞\xae→\xac←\xad↑\xaf↓\xab↔\xde⇒\xdc⇐\xdb⇔\xb0°\xa2′\xb2″\xd6√\xe5∑\xf2∫\xce∈\xcf∉\xc8∪\xc7∩\xcc⊂\xb6∂\xd1∇" +
	"\x20 \x28(\x29)\x2b+\x2c,\x2d−\x2e.\x2f/\x3a:\x3b;\x3c<\x3d=\x3e>\x3f?\x25%\x26&\x30\x30\x31\x31\x32\x32\x33\x33\x34\x34\x35\x35\x36\x36\x37\x37\x38\x38\x39\x39\x5b[\x5d]\x7b{\x7c|\x7d}"

// from looks a byte up in a list of bytes, each with its sign after it.
func from(at rune, table string) (string, bool) {
	for i := 0; i < len(table); {
		code := rune(table[i])
		sign := []rune(table[i+1 : min(len(table), i+5)])[0]
		if code == at {
			return string(sign), true
		}
		i += 1 + len(string(sign))
	}
	return "", false
}

// Number writes a number in a format; those that are rare come in digits.
func Number(n int, format string) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	switch format {
	case "upperLetter", "lowerLetter": // a … z, aa … zz (ECMA-376 part 1, 17.18.59)
		letter := strings.Repeat(string(rune('A'+(n-1)%26)), (n-1)/26+1)
		if format == "lowerLetter" {
			return strings.ToLower(letter)
		}
		return letter
	case "upperRoman":
		return roman(n)
	case "lowerRoman":
		return strings.ToLower(roman(n))
	case "decimalZero":
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
	}
	return strconv.Itoa(n)
}

func roman(n int) string {
	var b strings.Builder
	values := []int{1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1}
	signs := []string{"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"}
	for i, value := range values {
		for n >= value {
			b.WriteString(signs[i])
			n -= value
		}
	}
	return b.String()
}
