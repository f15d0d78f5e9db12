package write

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/lantoa/lantoa/internal/docx"
	"github.com/lantoa/lantoa/internal/text"
)

// scribe writes the text of a Word file.
type scribe struct {
	story     Story
	lang      string
	b         strings.Builder // where it writes now
	byAddress map[string]int  // pictures
	used      []int           // pictures in the order in which they stand
	drawn     int             // drawings, whose ids are their own
	links     []string
	lists     []numberedList
	notes     []string       // footnotes, written
	marks     map[string]int // notes by their marks, such as "[1]"
}

// numberedList is a list of the text.
type numberedList struct {
	ordered bool
	level   int
	start   int
	kind    string // of HTML: "a", "I"; "" for digits
}

// look is how words look, and whereto they lead.
type look struct {
	tags map[atom.Atom]bool
	lang string
	link string
}

func (l look) with(n *html.Node) look {
	next := look{tags: map[atom.Atom]bool{}, lang: l.lang, link: l.link}
	for tag := range l.tags {
		next.tags[tag] = true
	}
	next.tags[n.DataAtom] = true
	if lang := attr(n, "lang"); lang != "" {
		next.lang = lang
	}
	if n.DataAtom == atom.A {
		next.link = attr(n, "href")
	}
	return next
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// compose writes the whole text.
func (w *scribe) compose() error {
	s := w.story
	clean := text.NewHTML().Sanitize(s.Body)
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(clean), body)
	if err != nil {
		return fmt.Errorf("write a Word file: %w", err)
	}
	w.paragraph("Title", s.Title)
	if s.Lead != "" {
		w.paragraph("Subtitle", s.Lead)
	}
	for _, one := range s.Notes {
		w.paragraph("LantoaNote", strings.TrimSuffix(one.Label+": "+one.Words, ": "))
	}
	inBody := w.shownIn(nodes)
	if len(s.Pictures) > 0 && !inBody[0] { // the cover
		w.illustration(0, "")
	}
	nodes = w.takeNotes(nodes)
	w.flow(nodes, room{style: "Normal"})
	for i := range s.Pictures {
		if i > 0 && !inBody[i] {
			w.illustration(i, "")
		}
	}
	for _, line := range s.Lines {
		w.paragraph("LantoaSource", line)
	}
	return nil
}

// shownIn tells which pictures the body shows itself.
func (w *scribe) shownIn(nodes []*html.Node) map[int]bool {
	shown := map[int]bool{}
	for _, n := range nodes {
		for d := range n.Descendants() {
			if i, ok := w.byAddress[attr(d, "src")]; ok && d.DataAtom == atom.Img {
				shown[i] = true
			}
		}
		if i, ok := w.byAddress[attr(n, "src")]; ok && n.DataAtom == atom.Img {
			shown[i] = true
		}
	}
	return shown
}

// takeNotes makes footnotes of the paragraphs after the last rule, where they are numbered as
// notes are, and returns what is left.
func (w *scribe) takeNotes(nodes []*html.Node) []*html.Node {
	rule := -1
	for i, n := range nodes {
		if n.DataAtom == atom.Hr {
			rule = i
		}
	}
	if rule < 0 || rule == len(nodes)-1 {
		return nodes
	}
	mark := regexp.MustCompile(`^\[([1-9][0-9]{0,3})\] `)
	var groups [][]*html.Node
	for _, n := range nodes[rule+1:] {
		first := n.FirstChild
		if n.DataAtom != atom.P || first == nil {
			return nodes
		}
		found := mark.FindStringSubmatch(first.Data)
		switch {
		case first.Type == html.TextNode && found != nil && found[1] == strconv.Itoa(len(groups)+1):
			first.Data = first.Data[len(found[0]):]
			groups = append(groups, []*html.Node{n})
		case len(groups) == 0:
			return nodes
		default:
			groups[len(groups)-1] = append(groups[len(groups)-1], n)
		}
	}
	w.marks = map[string]int{}
	outer := w.b.String()
	for i, group := range groups {
		w.b.Reset()
		for k, n := range group {
			w.open("FootnoteText", room{})
			if k == 0 {
				w.b.WriteString(`<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> </w:t></w:r>`)
			}
			w.inline(n, look{})
			w.b.WriteString(`</w:p>`)
		}
		w.notes = append(w.notes, w.b.String())
		w.marks[docx.NoteMark(i+1)] = i + 1
	}
	w.b.Reset()
	w.b.WriteString(outer)
	return nodes[:rule]
}

// room is where blocks stand.
type room struct {
	style string
	list  int // the list that the next paragraph is an item of, 0 for none
	level int // of the list
	depth int // lists above
	rtl   bool
}

// open begins a paragraph.
func (w *scribe) open(style string, in room) {
	w.b.WriteString(`<w:p><w:pPr>`)
	if style != "Normal" && style != "" {
		w.b.WriteString(`<w:pStyle w:val="` + style + `"/>`)
	}
	if in.list > 0 {
		fmt.Fprintf(&w.b, `<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>`, in.level, in.list)
	}
	if in.rtl {
		w.b.WriteString(`<w:bidi/>`)
	}
	w.b.WriteString(`</w:pPr>`)
}

// paragraph writes plain words.
func (w *scribe) paragraph(style, words string) {
	w.open(style, room{})
	for i, line := range strings.Split(words, "\n") {
		if i > 0 {
			w.b.WriteString(`<w:r><w:br/></w:r>`)
		}
		w.words(line, look{})
	}
	w.b.WriteString(`</w:p>`)
}

// words writes a run.
func (w *scribe) words(words string, l look) {
	if words == "" {
		return
	}
	w.b.WriteString(`<w:r>` + w.runProperties(l) + `<w:t xml:space="preserve">` + escape(words) + `</w:t></w:r>`)
}

// runProperties come in the order that the schema asks for (ECMA-376 part 1, 17.3.2.28).
func (w *scribe) runProperties(l look) string {
	var b strings.Builder
	has := func(tags ...atom.Atom) bool {
		for _, tag := range tags {
			if l.tags[tag] {
				return true
			}
		}
		return false
	}
	switch {
	case l.link != "":
		b.WriteString(`<w:rStyle w:val="Hyperlink"/>`)
	case has(atom.Code):
		b.WriteString(`<w:rStyle w:val="Code"/>`)
	}
	for _, one := range []struct {
		on  bool
		xml string
	}{{has(atom.B, atom.Strong), `<w:b/>`}, {has(atom.I, atom.Em), `<w:i/>`}, {has(atom.S), `<w:strike/>`}, {has(atom.U), `<w:u w:val="single"/>`},
		{has(atom.Sup), `<w:vertAlign w:val="superscript"/>`}, {has(atom.Sub) && !has(atom.Sup), `<w:vertAlign w:val="subscript"/>`}} {
		if one.on {
			b.WriteString(one.xml)
		}
	}
	if l.lang != "" {
		b.WriteString(`<w:lang w:val="` + escape(spoken(l.lang)) + `"/>`)
	}
	if b.Len() == 0 {
		return ""
	}
	return `<w:rPr>` + b.String() + `</w:rPr>`
}

// inline writes what stands within a paragraph; pictures are left to those who call it.
func (w *scribe) inline(parent *html.Node, l look) {
	for n := range parent.ChildNodes() {
		w.piece(n, l)
	}
}

func (w *scribe) piece(n *html.Node, l look) {
	switch {
	case n.Type == html.TextNode:
		w.words(strings.Map(flat, n.Data), l)
	case n.DataAtom == atom.Br:
		w.b.WriteString(`<w:r><w:br/></w:r>`)
	case n.DataAtom == atom.Img:
		w.picture(n)
	case n.DataAtom == atom.Sup && n.FirstChild != nil && n.FirstChild.NextSibling == nil && w.marks[n.FirstChild.Data] > 0:
		fmt.Fprintf(&w.b, `<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="%d"/></w:r>`, w.marks[n.FirstChild.Data])
	case n.DataAtom == atom.A && l.link == "" && attr(n, "href") != "":
		w.links = append(w.links, w.absolute(attr(n, "href")))
		fmt.Fprintf(&w.b, `<w:hyperlink r:id="rIdL%d">`, len(w.links))
		w.inline(n, l.with(n))
		w.b.WriteString(`</w:hyperlink>`)
	default:
		w.inline(n, l.with(n))
	}
}

// flat makes blanks of line ends, which mean nothing in HTML.
func flat(sign rune) rune {
	if sign == '\n' || sign == '\t' || sign == '\r' {
		return ' '
	}
	return sign
}

// absolute makes an address whole by that of the story.
func (w *scribe) absolute(to string) string {
	whole := text.Absolute(`<a href="`+html.EscapeString(to)+`"></a>`, w.story.Address)
	nodes, err := html.ParseFragment(strings.NewReader(whole), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil || len(nodes) == 0 {
		return to
	}
	return attr(nodes[0], "href")
}

func first(words ...string) string {
	for _, one := range words {
		if one != "" {
			return one
		}
	}
	return ""
}
