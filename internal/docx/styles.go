package docx

import (
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/docx/part"
)

// bodyLevel is the outline level of plain text (ECMA-376 part 1, 17.3.1.20).
const bodyLevel = 9

// maxBased bounds how many styles one is based on.
const maxBased = 20

// SourceStyle and NoteStyle are the names of the styles of lines that are added to a story when
// it is written; a file that is read back has them left out.
const (
	SourceStyle = "lantoa source"
	NoteStyle   = "lantoa note"
)

// styles are the named styles of a file.
type styles struct {
	byID     map[string]*part.Node
	defaults *part.Node // of runs
	normal   string     // the id of the style of paragraphs that name none
}

func newStyles(root *part.Node) styles {
	s := styles{byID: map[string]*part.Node{}}
	if root == nil {
		return s
	}
	s.defaults = slim(root.Kid("w:docDefaults", "w:rPrDefault", "w:rPr"))
	for _, one := range root.Kids {
		if one.Name != "w:style" {
			continue
		}
		id := one.Get("w:styleId")
		s.byID[id] = slim(one)
		if one.Get("w:type") == "paragraph" && (one.Get("w:default") == "1" || one.Get("w:default") == "true") {
			s.normal = id
		}
	}
	return s
}

// slim is a style with what is read of it alone: each paragraph looks into its own, which a
// stranger may have made as long as a book.
func slim(n *part.Node) *part.Node {
	if n == nil {
		return nil
	}
	out := &part.Node{Name: n.Name, Attr: n.Attr}
	for _, one := range n.Kids {
		switch one.Name {
		case "w:name", "w:basedOn", "w:pPr", "w:rPr", "w:outlineLvl", "w:numPr", "w:numId", "w:ilvl", "w:b", "w:i", "w:vanish", "w:strike", "w:dstrike", "w:u", "w:vertAlign", "w:rFonts":
			if out.First(one.Name) == nil {
				out.Kids = append(out.Kids, slim(one))
			}
		}
	}
	return out
}

// chain lists a style and those that it is based on.
func (s styles) chain(id string) []*part.Node {
	var list []*part.Node
	for range maxBased {
		one, ok := s.byID[id]
		if !ok {
			break
		}
		list = append(list, one)
		id = one.First("w:basedOn").Get("w:val")
	}
	return list
}

// role is what a paragraph is by its style.
type role int

const (
	plainRole role = iota
	titleRole
	leadRole
	headingRole
	captionRole
	quoteRole
	contentsRole
	addedRole // a line that was added when a story was written
)

// roleOf tells the role of a style and, of a heading, its level from 1. Names of built-in
// styles are the same in every language of Word, up to capitals.
func (s styles) roleOf(id string) (role, int) {
	for _, one := range s.chain(id) {
		name := strings.ToLower(one.First("w:name").Get("w:val"))
		if level, ok := strings.CutPrefix(name, "heading "); ok {
			if n, err := strconv.Atoi(level); err == nil && n >= 1 && n <= bodyLevel {
				return headingRole, n
			}
		}
		switch {
		case name == SourceStyle || name == NoteStyle:
			return addedRole, 0
		case name == "title":
			return titleRole, 0
		case name == "subtitle":
			return leadRole, 0
		case name == "caption" || name == "figure" || name == "illustration":
			return captionRole, 0
		case name == "quote" || name == "intense quote" || name == "quotations" || name == "block text":
			return quoteRole, 0
		case strings.HasPrefix(name, "toc ") || strings.HasPrefix(name, "contents "):
			return contentsRole, 0
		}
		if level, ok := outline(one.First("w:pPr")); ok && level < bodyLevel {
			return headingRole, level + 1
		}
	}
	return plainRole, 0
}

// outline reads the outline level of properties of a paragraph, from 0.
func outline(properties *part.Node) (int, bool) {
	n, err := strconv.Atoi(properties.First("w:outlineLvl").Get("w:val"))
	return n, err == nil && n >= 0
}

// format is how a run looks, as far as a story can show it.
type format struct {
	bold, italic, underline, strike, above, below, hidden bool
	font                                                  string
}

// format lays the properties of styles and of a run over each other, the last on top.
func (f format) with(properties *part.Node) format {
	if properties == nil {
		return f
	}
	f.bold = properties.Toggled("w:b", f.bold)
	f.italic = properties.Toggled("w:i", f.italic)
	f.hidden = properties.Toggled("w:vanish", f.hidden)
	single, first := properties.On("w:strike")
	double, second := properties.On("w:dstrike")
	if first || second {
		f.strike = single || double
	}
	if one := properties.First("w:u"); one != nil {
		f.underline = one.Get("w:val") != "none"
	}
	if one := properties.First("w:vertAlign"); one != nil {
		f.above, f.below = one.Get("w:val") == "superscript", one.Get("w:val") == "subscript"
	}
	if at, err := strconv.Atoi(properties.First("w:position").Get("w:val")); err == nil && at != 0 && properties.First("w:sz") != nil { // so LibreOffice writes signs above and below
		f.above, f.below = at > 0, at < 0
	}
	if one := properties.First("w:rFonts"); one != nil {
		for _, name := range []string{"w:hAnsi", "w:ascii"} {
			if font := one.Get(name); font != "" {
				f.font = font
			}
			if encodingOf(f.font) != "" { // letters with marks may be in either
				break
			}
		}
	}
	return f
}

// styled lays a style and all that it is based on over a format.
func (s styles) styled(f format, id string) format {
	chain := s.chain(id)
	for i := len(chain) - 1; i >= 0; i-- {
		f = f.with(chain[i].First("w:rPr"))
	}
	return f
}

// paragraph is the format of the words of a paragraph that say nothing themselves. What a
// heading looks like is no emphasis, so only its font counts.
func (s styles) paragraph(id string, is role) format {
	f := format{}.with(s.defaults)
	f = s.styled(f, s.normal)
	f = s.styled(f, id)
	if is != plainRole {
		return format{font: f.font, hidden: f.hidden}
	}
	return f
}

// linked tells the style of links, whose underline is no emphasis.
func (s styles) linked(id string) bool {
	for _, one := range s.chain(id) {
		switch strings.ToLower(one.First("w:name").Get("w:val")) {
		case "hyperlink", "internet link", "followedhyperlink", "visited internet link":
			return true
		}
	}
	return false
}
