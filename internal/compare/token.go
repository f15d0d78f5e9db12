package compare

import (
	"crypto/sha256"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/net/html"
)

// token is a syllable, a number, a sign, white space, a picture or a line break, with its marks.
// It never ends within what a reader sees as one character.
type token struct {
	text  string
	void  string // HTML of a picture or a line break, "" of words
	word  bool   // it counts as a word
	marks *marks
}

// key tells tokens apart by all that they are.
func (t token) key() string { return t.plain() + "\x00" + t.marks.key() }

// plain tells tokens apart by their words alone.
func (t token) plain() string {
	if t.void != "" {
		return t.void
	}
	return t.text
}

// marks are the inline elements around words; nil is none.
type marks struct {
	outer *marks
	tag   string
	open  string // the start tag without its angle brackets
	all   string // tells it and those outside it from all others
}

func (m *marks) key() string {
	if m == nil {
		return ""
	}
	return m.all
}

// within makes the marks inside an element.
func (m *marks) within(n *html.Node) *marks {
	open := n.Data + attributes(n.Attr)
	sum := sha256.Sum256([]byte(m.key() + open)) // addresses of links are long, and many words may stand in one
	return &marks{outer: m, tag: n.Data, open: open, all: string(sum[:16])}
}

// list returns the marks from the outermost on.
func (m *marks) list() []*marks {
	if m == nil {
		return nil
	}
	return append(m.outer.list(), m)
}

// names are the open tags from the outermost on.
func (m *marks) names() []string {
	var out []string
	for _, one := range m.list() {
		out = append(out, one.open)
	}
	return out
}

func plainTokens(s string) []token { return split(nil, s, nil) }

// split cuts words apart by the word boundaries of UAX #29, whose pieces are never smaller than
// a grapheme: syllables of Vietnamese and words of other languages with spaces are whole, Thai,
// Lao, Khmer, Burmese and Han go by what is seen as one letter.
func split(into []token, s string, m *marks) []token {
	state, rest, start := -1, s, 0
	for at := 0; rest != ""; {
		var cluster string
		var boundaries int
		cluster, rest, boundaries, state = uniseg.StepString(rest, state)
		at += len(cluster)
		if boundaries&uniseg.MaskWord != 0 || rest == "" {
			into = append(into, token{text: s[start:at], word: isWord(s[start:at]), marks: m})
			start = at
		}
	}
	return into
}

func isWord(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) >= 0
}

// keys are what a list of tokens is compared by.
func keys(tokens []token, of func(token) string) []string {
	out := make([]string, len(tokens))
	for i, t := range tokens {
		out[i] = of(t)
	}
	return out
}

// countWords counts the words among tokens.
func countWords(tokens []token) int {
	n := 0
	for _, t := range tokens {
		if t.word {
			n++
		}
	}
	return n
}

// maxWritten is how much HTML of one block is written: far more than a body may have.
const maxWritten = 2_000_000 // bytes

// write renders tokens as HTML, with as few tags as their marks need. It gives up where a long
// address would stand in it again and again.
func write(tokens []token) (string, bool) {
	var b strings.Builder
	var open []*marks
	for _, t := range tokens {
		if b.Len() > maxWritten {
			return "", false
		}
		open = turn(&b, open, t.marks.list())
		if t.void != "" {
			b.WriteString(t.void)
		} else {
			b.WriteString(html.EscapeString(t.text))
		}
	}
	turn(&b, open, nil)
	return b.String(), true
}

// turn closes and opens tags.
func turn(b *strings.Builder, from, to []*marks) []*marks {
	same := 0
	for same < len(from) && same < len(to) && from[same].open == to[same].open {
		same++
	}
	for i := len(from) - 1; i >= same; i-- {
		b.WriteString("</" + from[i].tag + ">")
	}
	for _, m := range to[same:] {
		b.WriteString("<" + m.open + ">")
	}
	return to
}

// attributes writes attributes as they stand in a tag, each with a space before it.
func attributes(list []html.Attribute) string {
	var b strings.Builder
	for _, a := range list {
		b.WriteString(" " + a.Key + `="` + html.EscapeString(a.Val) + `"`)
	}
	return b.String()
}

// blank reports whether s is white space alone.
func blank(s string) bool {
	for _, r := range s {
		if r != utf8.RuneError && unicode.IsSpace(r) {
			continue
		}
		return false
	}
	return true
}
