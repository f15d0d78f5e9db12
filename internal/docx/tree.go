package docx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// node is an element, or a text where its name is "". Names bear the usual prefix of their
// namespace, whatever the file calls it: w:p, a:blip.
type node struct {
	name string
	attr []attribute
	kids []*node
	text string
}

type attribute struct{ name, value string }

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

// local is a name without its prefix.
func local(name string) string { return name[strings.IndexByte(name, ':')+1:] }

// worded tells of the elements whose characters are words; all others hold elements alone.
func worded(name string) bool {
	switch name {
	case "w:t", "w:delText", "w:instrText", "m:t":
		return true
	}
	return false
}

// parse reads XML within the bounds. A document type is refused, and with it every entity
// that a file could define: Word writes none (ECMA-376 part 1, 2.6).
func parse(data []byte) (*node, error) {
	decoder := xml.NewDecoder(bytes.NewReader(data))
	root := &node{}
	open := []*node{root}
	for count := 0; ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
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
				return nil, bomb()
			}
			n := element(token)
			top.kids = append(top.kids, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if worded(top.name) {
				top.kids = append(top.kids, &node{text: string(token)})
			}
		}
	}
	if len(root.kids) != 1 {
		return nil, damaged(fmt.Errorf("a part has %d roots", len(root.kids)))
	}
	return root.kids[0], nil
}

func element(start xml.StartElement) *node {
	n := &node{name: named(start.Name)}
	for _, a := range start.Attr {
		if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" {
			continue
		}
		n.attr = append(n.attr, attribute{named(a.Name), a.Value})
	}
	return n
}

// get returns an attribute, "" where there is none.
func (n *node) get(name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.attr {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

// kid returns the first child along a path of names, nil where there is none.
func (n *node) kid(names ...string) *node {
	for _, name := range names {
		n = n.first(name)
	}
	return n
}

func (n *node) first(name string) *node {
	if n == nil {
		return nil
	}
	for _, one := range n.kids {
		if one.name == name {
			return one
		}
	}
	return nil
}

// each calls fn for every element of a name below n.
func (n *node) each(name string, fn func(*node)) {
	if n == nil {
		return
	}
	for _, one := range n.kids {
		if one.name == name {
			fn(one)
		}
		one.each(name, fn)
	}
}

// words joins the characters of an element.
func (n *node) words() string {
	if n == nil {
		return ""
	}
	if len(n.kids) == 1 && n.kids[0].name == "" {
		return n.kids[0].text
	}
	var b strings.Builder
	for _, one := range n.kids {
		if one.name == "" {
			b.WriteString(one.text)
		}
	}
	return b.String()
}

// on reads a toggle (ECMA-376 part 1, 17.17.4): set reports that it is there.
func (n *node) on(name string) (value, set bool) {
	one := n.first(name)
	if one == nil {
		return false, false
	}
	switch one.get("w:val") {
	case "0", "false", "off", "none":
		return false, true
	}
	return true, true
}

// toggled is a toggle over what stood before.
func (n *node) toggled(name string, before bool) bool {
	if value, set := n.on(name); set {
		return value
	}
	return before
}
