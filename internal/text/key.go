package text

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold makes the loose search key of s, in which "Nam Định", "NAM DINH" and "nam dinh" are
// one: lower case, đ as d, accents and tone marks stripped, words of letters and digits
// with one space between them. The vowel signs of Thai, Khmer and the like stay, since
// without them nothing could be told apart.
func Fold(s string) string {
	if isTidy(s) {
		return foldTidy(s)
	}
	return foldAny(s)
}

// foldTidy is foldAny for plain characters, which are folded one by one: none is a mark by itself,
// and of a decomposed one only the letter stays.
func foldTidy(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for i, r := range s {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
		case 'A' <= r && r <= 'Z':
			r += 'a' - 'A'
		case r > unicode.MaxASCII && unicode.IsLetter(r):
			if parts := norm.NFD.PropertiesString(s[i:]).Decomposition(); parts != nil {
				r, _ = utf8.DecodeRune(parts)
			}
			r = unicode.ToLower(r)
		default:
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		if r <= unicode.MaxASCII {
			b.WriteRune(r)
		} else {
			b.WriteString(plainLatin(r))
		}
	}
	return b.String()
}

func foldAny(s string) string {
	decomposed := norm.NFD.String(strings.ToValidUTF8(s, ""))
	return norm.NFC.String(words(decomposed, func(b *strings.Builder, r rune) {
		if !unicode.Is(unicode.Inherited, r) { // the marks that any script may carry
			b.WriteString(plainLatin(r))
		}
	}))
}

// Exact makes the exact search key of s: lower case with all marks, words of letters and
// digits with one space between them, and one place for the tone mark, so that "hoà" and
// "hòa", "thuỷ" and "thủy" are one while "án" and "an" are two.
func Exact(s string) string {
	key := norm.NFC.String(words(strings.ToValidUTF8(s, ""), func(b *strings.Builder, r rune) {
		if r == 'ð' || r == 'ɖ' {
			r = 'đ'
		}
		b.WriteRune(r)
	}))
	syllables := strings.Fields(key)
	for i, w := range syllables {
		syllables[i] = placeTone(w)
	}
	return strings.Join(syllables, " ")
}

// words lowers s, hands each character of a word to write and puts one space between
// words. Invisible characters neither belong to a word nor end it.
func words(s string, write func(*strings.Builder, rune)) string {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Cf, r) || r == graphemeJoiner:
		case unicode.IsMark(r) && (gap || b.Len() == 0): // a mark on no letter
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			write(&b, unicode.ToLower(r))
		default:
			gap = true
		}
	}
	return b.String()
}

// plainLatin spells the Latin letters that have no decomposition, first of all đ and the
// letters that are pasted in its place (U+00D0 lowers to ð, U+0189 to ɖ).
func plainLatin(r rune) string {
	switch r {
	case 'đ', 'ð', 'ɖ':
		return "d"
	case 'ł':
		return "l"
	case 'ø':
		return "o"
	case 'ı':
		return "i"
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	}
	return string(r)
}

// placeTone moves the tone mark of an open syllable in oa, oe or uy from the last vowel to
// the one before it. In "quý" the u belongs to the initial, so that word stays.
func placeTone(word string) string {
	r := []rune(word)
	n := len(r)
	if n < 2 || r[n-1] < unicode.MaxASCII || n > 2 && r[n-3] == 'q' {
		return word
	}
	for _, pair := range tonePairs() {
		if r[n-2] != pair.first {
			continue
		}
		for i, toned := range pair.lastToned {
			if r[n-1] == toned {
				r[n-2], r[n-1] = pair.firstToned[i], pair.last
				return string(r)
			}
		}
	}
	return word
}

type tonePair struct {
	first, last           rune
	firstToned, lastToned []rune
}

func tonePairs() [3]tonePair {
	o, u := []rune("òóỏõọ"), []rune("ùúủũụ")
	return [3]tonePair{
		{'o', 'a', o, []rune("àáảãạ")},
		{'o', 'e', o, []rune("èéẻẽẹ")},
		{'u', 'y', u, []rune("ỳýỷỹỵ")},
	}
}

// Words splits a key made by [Fold] or [Exact] into its words.
func Words(folded string) []string { return strings.Fields(folded) }

// Slug makes the readable part of an address from a title: ASCII letters, digits and "-",
// at most max bytes, ended on a word where the first word allows it. It is empty for a
// title without Latin letters (Thai, Khmer, figures alone): the caller then uses an id.
// Different titles may give one slug, so an address needs an id beside it.
func Slug(title string, max int) string {
	parts := strings.FieldsFunc(Fold(title), func(r rune) bool { return !isASCIIWord(r) })
	var slug string
	letters := false
	for _, w := range parts {
		letters = letters || strings.ContainsFunc(w, unicode.IsLetter)
	}
	if !letters || max <= 0 {
		return ""
	}
	for i, w := range parts {
		if i == 0 {
			slug = w[:min(len(w), max)]
			continue
		}
		if len(slug)+1+len(w) > max {
			break
		}
		slug += "-" + w
	}
	return slug
}

func isASCIIWord(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }

// Aliases knows the several spellings of one name, such as "Xinh-ga-po" for "Singapore",
// so that search treats them as one.
type Aliases struct {
	names   map[string]string // folded spelling -> folded name
	longest int               // in words
}

// NewAliases takes, for each name, its other spellings.
func NewAliases(spellings map[string][]string) *Aliases {
	a := &Aliases{names: map[string]string{}}
	for _, name := range slices.Sorted(maps.Keys(spellings)) { // one order: a doubtful spelling has one meaning
		for _, other := range spellings[name] {
			key := Fold(other)
			if key == "" {
				continue
			}
			a.names[key] = Fold(name)
			a.longest = max(a.longest, len(Words(key)))
		}
	}
	return a
}

// Unify replaces each known spelling in a key made by [Fold] by the name it stands for;
// of several that begin at one word the longest counts. It is applied to what is indexed
// and to what is asked.
func (a *Aliases) Unify(folded string) string {
	in := Words(folded)
	out := make([]string, 0, len(in))
	for len(in) > 0 {
		name, used := in[0], 1
		for n := min(a.longest, len(in)); n > 0; n-- {
			if known, ok := a.names[strings.Join(in[:n], " ")]; ok {
				name, used = known, n
				break
			}
		}
		out = append(out, name)
		in = in[used:]
	}
	return strings.Join(out, " ")
}
