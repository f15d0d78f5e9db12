package harvest

import (
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"github.com/lantoa/lantoa/internal/crowd"
	"github.com/lantoa/lantoa/internal/fault"
)

// node is an element of a document, or text where it has no name.
type node struct {
	space, name string
	attr        []xml.Attr
	kids        []*node
	text        string
	base, lang  string // xml:base as it holds here, resolved; xml:lang
}

// grower makes trees of a document within the bounds of this package.
type grower struct {
	d     *xml.Decoder
	nodes int
}

func newGrower(r io.Reader) *grower {
	d := xml.NewDecoder(crowd.NewReader(r))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil } // it is UTF-8 by now
	return &grower{d: d}
}

// next gives the next start or end of an element, or text. A document that declares entities of
// its own is refused: no feed needs them, and they can grow without end.
func (g *grower) next() (xml.Token, error) {
	for {
		token, err := g.d.Token()
		if err != nil {
			return nil, g.broken(err)
		}
		switch t := token.(type) {
		case xml.Directive:
			if strings.Contains(strings.ToUpper(string(t)), "ENTITY") || strings.ContainsRune(string(t), '[') {
				return nil, unreadable(fault.T("Tài liệu khai báo thực thể riêng (DTD), là cách để làm quá tải người đọc; không nhận.",
					"The document declares entities of its own (a DTD), which is a way to overload readers; it is not taken."))
			}
		case xml.StartElement, xml.EndElement, xml.CharData:
			return token, nil
		}
	}
}

func (g *grower) broken(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	if errors.Is(err, crowd.ErrCrowded) {
		return unreadable(fault.Tf("Có phần tử mang hơn %d thuộc tính.", "There is an element with more than %d attributes.", crowd.Most))
	}
	line, _ := g.d.InputPos()
	var syntax *xml.SyntaxError
	if !errors.As(err, &syntax) {
		return err
	}
	if syntax.Msg == "unexpected EOF" {
		return cutOff()
	}
	return unreadable(fault.Tf("XML hỏng ở dòng %d.", "The XML is broken in line %d.", line)).Because(err)
}

func cutOff() error {
	return unreadable(fault.T("Tài liệu bị cắt giữa chừng.", "The document was cut off."))
}

func unreadable(detail fault.Text) *fault.Error { return fault.New(fault.MalformedBody, detail) }

// grow reads an element to its end.
func (g *grower) grow(start xml.StartElement, parent *node) (*node, error) {
	g.nodes = 0
	top := made(start, parent)
	open := []*node{top}
	for len(open) > 0 {
		token, err := g.next()
		if errors.Is(err, io.EOF) {
			return nil, cutOff()
		}
		if err != nil {
			return nil, err
		}
		if g.nodes++; g.nodes > maxNodes {
			return nil, unreadable(fault.Tf("Có hơn %d phần tử.", "There are more than %d elements.", maxNodes))
		}
		at := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			if len(open) == maxDepth {
				return nil, unreadable(fault.Tf("Các phần tử lồng nhau quá %d lớp.", "The elements are nested more than %d deep.", maxDepth))
			}
			kid := made(t, at)
			at.kids = append(at.kids, kid)
			open = append(open, kid)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			at.kids = append(at.kids, &node{text: string(t)})
		}
	}
	return top, nil
}

func made(start xml.StartElement, parent *node) *node {
	n := &node{space: shortSpace(start.Name.Space), name: start.Name.Local, attr: start.Copy().Attr}
	if parent != nil {
		n.base, n.lang = parent.base, parent.lang
	}
	for _, a := range n.attr {
		if a.Name.Space != "xml" && a.Name.Space != "http://www.w3.org/XML/1998/namespace" {
			continue
		}
		switch a.Name.Local {
		case "base": // what is too long to be an address would be copied by all that is below
			if base := resolve(n.base, a.Value); len(a.Value) <= maxAddress && len(base) <= maxAddress {
				n.base = base
			}
		case "lang":
			n.lang = a.Value
		}
	}
	return n
}

// shortSpace gives the namespaces that are read a short name, in whatever version. A prefix that
// nobody declared comes as it is, and is taken for what it is usually.
func shortSpace(space string) string {
	space = strings.ToLower(space)
	switch {
	case strings.HasPrefix(space, "http://wordpress.org/export/") && strings.Contains(space, "excerpt"):
		return "excerpt"
	case strings.HasPrefix(space, "http://wordpress.org/export/"):
		return "wp"
	}
	switch space {
	case "http://www.w3.org/2005/atom", "http://purl.org/atom/ns#":
		return "atom"
	case "http://purl.org/rss/1.0/modules/content/":
		return "content"
	case "http://purl.org/dc/elements/1.1/":
		return "dc"
	case "http://purl.org/dc/terms/":
		return "dcterms"
	case "http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss":
		return "media"
	case "http://www.w3.org/1999/02/22-rdf-syntax-ns#":
		return "rdf"
	case "http://www.w3.org/1999/xhtml":
		return "xhtml"
	case "http://purl.org/atompub/tombstones/1.0":
		return "at"
	case "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/", "http://backend.userland.com/rss2":
		return ""
	}
	return space
}

// resolve is an address seen from a base; the base itself where that cannot be.
func resolve(base, address string) string {
	if len(address) > maxAddress {
		return base
	}
	from, err := url.Parse(base)
	if err != nil {
		return base
	}
	to, err := from.Parse(strings.TrimSpace(address))
	if err != nil {
		return base
	}
	return to.String()
}

func (n *node) is(space, name string) bool { return n.name == name && n.space == space }

// all gives the elements right below that have a name.
func (n *node) all(space, name string) []*node {
	var found []*node
	for _, kid := range n.kids {
		if kid.is(space, name) {
			found = append(found, kid)
		}
	}
	return found
}

// one gives the first element right below of a name; an empty one where there is none.
func (n *node) one(space, name string) *node {
	for _, kid := range n.kids {
		if kid.is(space, name) {
			return kid
		}
	}
	return &node{base: n.base, lang: n.lang}
}

// words is the text of an element with that of all below.
func (n *node) words() string {
	var b strings.Builder
	n.write(&b)
	return strings.TrimSpace(b.String())
}

func (n *node) write(b *strings.Builder) {
	b.WriteString(n.text)
	for _, kid := range n.kids {
		kid.write(b)
	}
}

// get is the value of an attribute without a namespace.
func (n *node) get(name string) string {
	for _, a := range n.attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// markup writes what is below as HTML, for texts that are elements of the document itself. A
// base below counts for what is within it, so addresses are resolved here.
func (n *node) markup(b *strings.Builder) {
	for _, kid := range n.kids {
		if kid.name == "" {
			b.WriteString(html.EscapeString(kid.text))
			continue
		}
		b.WriteString("<" + kid.name)
		for _, a := range kid.attr {
			if a.Name.Space != "" || a.Name.Local == "xmlns" {
				continue
			}
			value := a.Value
			if kid.base != "" && (a.Name.Local == "href" || a.Name.Local == "src") {
				value = resolve(kid.base, value)
			}
			b.WriteString(" " + a.Name.Local + `="` + html.EscapeString(value) + `"`)
		}
		b.WriteString(">")
		kid.markup(b)
		if !void(kid.name) {
			b.WriteString("</" + kid.name + ">")
		}
	}
}

// void tells the elements of HTML that have no end tag.
func void(name string) bool {
	switch name {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr":
		return true
	}
	return false
}
