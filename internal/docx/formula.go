package docx

import "strings"

// formula writes an equation on one line: fractions with a slash, powers with ^.
func formula(n *node) string {
	var b strings.Builder
	spellOut(&b, n)
	return strings.TrimSpace(b.String())
}

func spellOut(b *strings.Builder, n *node) {
	if n == nil || b.Len() > toldBytes {
		return
	}
	part := func(name string) string {
		var one strings.Builder
		if kid := n.first(name); kid != nil {
			spellOut(&one, kid)
		}
		return one.String()
	}
	switch n.name {
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
		for i, one := range n.kids {
			if one.name == "m:e" {
				if i > 0 && n.kids[i-1].name == "m:e" {
					b.WriteString("; ")
				}
				spellOut(b, one)
			}
		}
		b.WriteByte(')')
	case "m:nary":
		sign := n.kid("m:naryPr", "m:chr").get("m:val")
		if sign == "" {
			sign = "∫"
		}
		b.WriteString(sign + "_" + group(part("m:sub")) + "^" + group(part("m:sup")) + " " + part("m:e"))
	case "m:t", "w:t":
		b.WriteString(n.words())
	default:
		for _, one := range n.kids {
			spellOut(b, one)
		}
	}
}

// group puts more than one sign into brackets.
func group(s string) string {
	if len([]rune(s)) > 1 {
		return "(" + s + ")"
	}
	return s
}
