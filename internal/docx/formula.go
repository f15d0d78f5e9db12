package docx

import (
	"strings"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/docx/part"
)

// formula writes an equation on one line: fractions with a slash, powers with ^.
func formula(n *part.Node) string {
	var plain strings.Builder
	n.Each("m:t", func(one *part.Node) { plain.WriteString(one.Words()) })
	if plain.Len() > longestFormula { // no equation that anybody reads: its words alone
		return plain.String()
	}
	var b strings.Builder
	spellOut(&b, n)
	return strings.TrimSpace(b.String())
}

// longestFormula bounds what is written with brackets and signs, in bytes.
const longestFormula = 32 << 10

func spellOut(b *strings.Builder, n *part.Node) {
	if n == nil {
		return
	}
	part := func(name string) string {
		var one strings.Builder
		if kid := n.First(name); kid != nil {
			spellOut(&one, kid)
		}
		return one.String()
	}
	switch n.Name {
	case "m:f":
		b.WriteString(group(part("m:num")) + "/" + group(part("m:den")))
	case "m:sSup":
		b.WriteString(part("m:e") + "^" + group(part("m:sup")))
	case "m:sSub":
		b.WriteString(part("m:e") + "_" + group(part("m:sub")))
	case "m:sSubSup":
		b.WriteString(part("m:e") + "_" + group(part("m:sub")) + "^" + group(part("m:sup")))
	case "m:rad":
		b.WriteString(part("m:deg") + "√" + group(part("m:e")))
	case "m:d":
		b.WriteByte('(')
		for i, one := range n.Kids {
			if one.Name == "m:e" {
				if i > 0 && n.Kids[i-1].Name == "m:e" {
					b.WriteString("; ")
				}
				spellOut(b, one)
			}
		}
		b.WriteByte(')')
	case "m:nary":
		sign := n.Kid("m:naryPr", "m:chr").Get("m:val")
		if sign == "" {
			sign = "∫"
		}
		b.WriteString(sign + "_" + group(part("m:sub")) + "^" + group(part("m:sup")) + " " + part("m:e"))
	case "m:t", "w:t":
		b.WriteString(n.Words())
	default:
		for _, one := range n.Kids {
			spellOut(b, one)
		}
	}
}

// group puts more than one sign into brackets.
func group(s string) string {
	if utf8.RuneCountInString(s) > 1 {
		return "(" + s + ")"
	}
	return s
}
