// Package part opens the Word files of strangers: the archive with its table of contents, the
// parts in it, and their XML, each within its bounds (ECMA-376 part 2).
package part

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/lantoa/lantoa/internal/crowd"
)

// Node is an element, or a text where its name is "". Names bear the usual prefix of their
// namespace, whatever the file calls it: w:p, a:blip.
type Node struct {
	Name string
	Attr []Attribute
	Kids []*Node
	Text string
}

// Attribute is one of an element.
type Attribute struct{ Name, Value string }

// prefix is the usual prefix of a namespace, those of the strict form (ISO/IEC 29500-1)
// included; "x" for one that means nothing to us.
func prefix(space string) string {
	switch space {
	case "":
		return ""
	case "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main":
		return "w"
	case "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships":
		return "r"
	case "http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main":
		return "a"
	case "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing", "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing":
		return "wp"
	case "http://schemas.openxmlformats.org/officeDocument/2006/math", "http://purl.oclc.org/ooxml/officeDocument/math":
		return "m"
	case "http://schemas.openxmlformats.org/drawingml/2006/chart", "http://purl.oclc.org/ooxml/drawingml/chart":
		return "c"
	case "http://schemas.openxmlformats.org/drawingml/2006/diagram", "http://purl.oclc.org/ooxml/drawingml/diagram":
		return "dgm"
	case "http://schemas.openxmlformats.org/markup-compatibility/2006":
		return "mc"
	case "urn:schemas-microsoft-com:vml":
		return "v"
	case "urn:schemas-microsoft-com:office:office":
		return "o"
	case "http://schemas.microsoft.com/office/word/2010/wordprocessingShape":
		return "wps"
	case "xml", "http://www.w3.org/XML/1998/namespace":
		return "xml"
	}
	return "x"
}

func named(n xml.Name) string {
	if p := prefix(n.Space); p != "" {
		return p + ":" + n.Local
	}
	return n.Local
}

// Local is a name without its prefix.
func Local(name string) string { return name[strings.IndexByte(name, ':')+1:] }

// worded tells of the elements whose characters are words; all others hold elements alone.
func worded(name string) bool {
	switch name {
	case "w:t", "w:delText", "w:instrText", "m:t", "a:t":
		return true
	}
	return false
}

// parse reads XML within the bounds. A document type is refused, and with it every entity
// that a file could define: Word writes none (ECMA-376 part 1, 2.6).
func parse(data []byte) (*Node, error) {
	decoder := xml.NewDecoder(crowd.NewReader(bytes.NewReader(data)))
	root := &Node{}
	open := []*Node{root}
	for count := 0; ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if errors.Is(err, crowd.ErrCrowded) {
			return nil, Bomb()
		}
		if err != nil {
			return nil, damaged(err)
		}
		top := open[len(open)-1]
		switch token := token.(type) {
		case xml.Directive:
			return nil, damaged(errors.New("a part has a document type"))
		case xml.StartElement:
			if count++; count > maxNodes || len(open) > maxDepth {
				return nil, Bomb()
			}
			n := element(token)
			top.Kids = append(top.Kids, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if worded(top.Name) {
				top.Kids = append(top.Kids, &Node{Text: string(token)})
			}
		}
	}
	if len(root.Kids) != 1 {
		return nil, damaged(fmt.Errorf("a part has %d roots", len(root.Kids)))
	}
	return root.Kids[0], nil
}

func element(start xml.StartElement) *Node {
	n := &Node{Name: named(start.Name)}
	for _, a := range start.Attr {
		if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" {
			continue
		}
		n.Attr = append(n.Attr, Attribute{named(a.Name), a.Value})
	}
	return n
}

// Get returns an attribute, "" where there is none.
func (n *Node) Get(name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.Attr {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// Kid returns the first child along a path of names, nil where there is none.
func (n *Node) Kid(names ...string) *Node {
	for _, name := range names {
		n = n.First(name)
	}
	return n
}

// First returns the first child of a name, nil where there is none.
func (n *Node) First(name string) *Node {
	if n == nil {
		return nil
	}
	for _, one := range n.Kids {
		if one.Name == name {
			return one
		}
	}
	return nil
}

// Each calls fn for every element of a name below n.
func (n *Node) Each(name string, fn func(*Node)) {
	if n == nil {
		return
	}
	for _, one := range n.Kids {
		if one.Name == name {
			fn(one)
		}
		one.Each(name, fn)
	}
}

// Holds reports whether an element of a name stands below.
func (n *Node) Holds(name string) bool {
	for _, one := range n.Kids {
		if one.Name == name || one.Holds(name) {
			return true
		}
	}
	return false
}

// Words joins the characters of an element.
func (n *Node) Words() string {
	if n == nil {
		return ""
	}
	if len(n.Kids) == 1 && n.Kids[0].Name == "" {
		return n.Kids[0].Text
	}
	var b strings.Builder
	for _, one := range n.Kids {
		if one.Name == "" {
			b.WriteString(one.Text)
		}
	}
	return b.String()
}

// On reads a toggle (ECMA-376 part 1, 17.17.4): set reports that it is there.
func (n *Node) On(name string) (value, set bool) {
	one := n.First(name)
	if one == nil {
		return false, false
	}
	switch one.Get("w:val") {
	case "0", "false", "off", "none":
		return false, true
	}
	return true, true
}

// Toggled is a toggle over what stood before.
func (n *Node) Toggled(name string, before bool) bool {
	if value, set := n.On(name); set {
		return value
	}
	return before
}
