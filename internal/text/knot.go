package text

import (
	"errors"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// maxReopened bounds the bytes of formatting elements that a parser opens again. A story
	// whose every paragraph stands in one bold element needs a few thousand.
	maxReopened = 512 << 10
	// sureBlocks is how many blocks may begin inside a formatting element that its end tag
	// closes for sure: the adoption agency algorithm gives up after eight.
	sureBlocks = 7
)

var errKnotted = errors.New("text: open formatting elements would be repeated too often")

// knot follows the formatting elements that are open while tags go by. A parser opens all
// of them again in every block (HTML Living Standard, "reconstruct the active formatting
// elements"), so a short text can stand for a huge tree. What the knot counts is at least
// what a parser would do: an element is taken as closed only where that is certain.
type knot struct {
	open     []formatting
	bytes    int // of all that are open
	blocks   int // start tags of other elements so far
	reopened int // bytes that a parser has opened again, at most
}

type formatting struct {
	name   atom.Atom
	size   int
	blocks int  // how many blocks had begun when it was opened
	stuck  bool // a table or cell began since, past which no end tag reaches
}

// knotted reports whether parsing s would repeat formatting elements beyond all reason. s
// must have gone through a policy of [HTML]: elements with raw text and foreign content
// would be read otherwise by a parser.
func knotted(s string) bool {
	var k knot
	z := html.NewTokenizer(strings.NewReader(s))
	for k.reopened <= maxReopened {
		kind := z.Next()
		if kind == html.ErrorToken {
			return false
		}
		if kind != html.StartTagToken && kind != html.EndTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		size := len(z.Raw())
		name, _ := z.TagName()
		k.tag(atom.Lookup(name), kind == html.EndTagToken, size)
	}
	return true
}

func (k *knot) tag(name atom.Atom, end bool, size int) {
	if isFormatting(name) {
		if end || name == atom.A { // a link ends the one before
			k.close(name, end)
		}
		if !end {
			k.open = append(k.open, formatting{name: name, size: size + len("</strong>"), blocks: k.blocks})
			k.bytes += size + len("</strong>")
		}
		return
	}
	k.reopened += k.bytes
	if !end {
		k.blocks++
	}
	switch name {
	case atom.Table, atom.Caption, atom.Td, atom.Th:
		for i := len(k.open) - 1; i >= 0 && !k.open[i].stuck; i-- {
			k.open[i].stuck = true
		}
	}
}

// close takes the innermost open element of a name as closed; those inside it are opened
// again behind it.
func (k *knot) close(name atom.Atom, end bool) {
	inside := 0
	for i := len(k.open) - 1; i >= 0 && !k.open[i].stuck && k.blocks-k.open[i].blocks < sureBlocks; i-- {
		if one := k.open[i]; one.name == name {
			k.open = append(k.open[:i], k.open[i+1:]...)
			k.bytes -= one.size
			k.reopened += inside
			return
		}
		inside += k.open[i].size
	}
	if end {
		k.reopened += k.bytes
	}
}

// isFormatting tells the elements that a parser opens again (HTML Living Standard,
// 13.2.4.2).
func isFormatting(a atom.Atom) bool {
	switch a {
	case atom.A, atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.Nobr, atom.S, atom.Small, atom.Strike,
		atom.Strong, atom.Tt, atom.U:
		return true
	}
	return false
}

// Knotted reports whether s opens so many formatting elements without closing them that its
// parsed form would be out of all proportion. [HTML.Sanitize] keeps only the words of such
// a text; whoever takes it from a person should refuse it instead.
func (h *HTML) Knotted(s string) bool {
	return knotted(h.adopted.Sanitize(strings.ToValidUTF8(s, "\ufffd")))
}
