package text

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The attributes that make a quotation the mark of a shared piece: which piece, and which of its
// versions. The words stand in the text itself; the mark only says where they come from.
const (
	markPiece   = "data-piece"
	markVersion = "data-version"
)

// Mark is a shared piece in a text.
type Mark struct {
	Piece   string // id
	Version int    // from 1
	Words   string // as they stand in the text, as [HTML.Plain] gives them
}

// Hash tells words apart.
func (m Mark) Hash() string {
	sum := sha256.Sum256([]byte(m.Words))
	return hex.EncodeToString(sum[:])
}

func idOfPiece() *regexp.Regexp {
	return regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
}

func numberOfVersion() *regexp.Regexp { return regexp.MustCompile(`^[1-9][0-9]{0,5}$`) }

// IsMark reports whether both attributes of a mark are there, in their form.
func IsMark(piece, version string) bool {
	return idOfPiece().MatchString(piece) && numberOfVersion().MatchString(version)
}

// cleanMark takes off half a mark.
func cleanMark(n *html.Node) {
	if _, marked := markOf(n); !marked {
		n.Attr = slices.DeleteFunc(n.Attr, isMarking)
	}
}

func isMarking(a html.Attribute) bool { return a.Key == markPiece || a.Key == markVersion }

func markOf(n *html.Node) (Mark, bool) {
	if n.Type != html.ElementNode || n.DataAtom != atom.Blockquote {
		return Mark{}, false
	}
	piece, version := "", ""
	for _, a := range n.Attr {
		switch a.Key {
		case markPiece:
			piece = a.Val
		case markVersion:
			version = a.Val
		}
	}
	if piece == "" || version == "" || !IsMark(piece, version) {
		return Mark{}, false
	}
	number, err := strconv.Atoi(version)
	return Mark{Piece: piece, Version: number}, err == nil
}

// MarkUp returns the mark of a version of a piece with its words, as it stands in a body.
func (h *HTML) MarkUp(piece string, version int, words string) string {
	return `<blockquote ` + markPiece + `="` + html.EscapeString(piece) + `" ` + markVersion + `="` + strconv.Itoa(version) + `">` + h.FromPlain(words) + `</blockquote>`
}

// Marks lists the shared pieces in a sanitised body, in order. One within another belongs to the
// outer one and is not told.
func (h *HTML) Marks(body string) []Mark {
	var marks []Mark
	h.relay(body, func(m Mark) (Mark, bool) {
		marks = append(marks, m)
		return Mark{}, false
	})
	return marks
}

// Relay lays other words into the marks of a sanitised body: those that other returns, with the
// version that they are. What is not marked stays to the byte.
func (h *HTML) Relay(body string, other func(Mark) (Mark, bool)) string { return h.relay(body, other) }

func (h *HTML) relay(body string, other func(Mark) (Mark, bool)) string {
	if !strings.Contains(body, markPiece) {
		return body
	}
	nodes, err := parse(body)
	if err != nil {
		return body
	}
	root, changed := wrap(nodes), false
	for _, n := range outermost(root) {
		m, _ := markOf(n)
		var inner strings.Builder
		for c := range n.ChildNodes() {
			if err := html.Render(&inner, c); err != nil {
				return body
			}
		}
		m.Words = h.Plain(inner.String())
		next, change := other(m)
		if !change {
			continue
		}
		words, err := parse(h.FromPlain(next.Words))
		if err != nil {
			return body
		}
		for c := n.FirstChild; c != nil; c = n.FirstChild {
			n.RemoveChild(c)
		}
		for _, c := range words {
			n.AppendChild(c)
		}
		for i := range n.Attr {
			if n.Attr[i].Key == markVersion {
				n.Attr[i].Val = strconv.Itoa(next.Version)
			}
		}
		changed = true
	}
	if !changed {
		return body
	}
	out, err := renderChildren(root)
	if err != nil {
		return body
	}
	return out
}

// outermost lists the marks below n that stand in no other, in order.
func outermost(n *html.Node) []*html.Node {
	var all []*html.Node
	for c := range n.ChildNodes() {
		if _, marked := markOf(c); marked {
			all = append(all, c)
		} else {
			all = append(all, outermost(c)...)
		}
	}
	return all
}

// Unmark takes the marks off sanitised HTML that goes out; the words stay. It works on tags as they
// come, so its cost is that of reading s.
func Unmark(s string) string {
	if !strings.Contains(s, markPiece) {
		return s
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.StartTagToken:
			raw := string(z.Raw()) // reading the tag changes its bytes
			tag := z.Token()
			if bare := slices.DeleteFunc(slices.Clone(tag.Attr), isMarking); len(bare) < len(tag.Attr) {
				tag.Attr = bare
				raw = tag.String()
			}
			b.WriteString(raw)
		default:
			b.Write(z.Raw())
		}
	}
}
