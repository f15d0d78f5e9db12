package write

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// flow writes blocks that stand below each other. Words without an element of their own make
// a paragraph up to the next block.
func (w *scribe) flow(nodes []*html.Node, in room) {
	for i := 0; i < len(nodes); {
		if n := nodes[i]; blockLike(n) {
			w.block(n, in)
			in.list = 0 // what follows in an item has no number of its own
			if in.depth > 0 && in.style == "Normal" {
				in.style = "ListParagraph"
			}
			i++
			continue
		}
		end := i
		for end < len(nodes) && !blockLike(nodes[end]) {
			end++
		}
		if i == 0 && in.list > 0 || seen(nodes[i:end]) {
			w.open(in.style, in)
			for _, n := range nodes[i:end] {
				w.piece(n, look{})
			}
			w.b.WriteString(`</w:p>`)
			in.list = 0
		}
		i = end
	}
}

func seen(nodes []*html.Node) bool {
	for _, n := range nodes {
		if n.Type != html.TextNode || strings.TrimSpace(n.Data) != "" {
			return true
		}
	}
	return false
}

func blockLike(n *html.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.H2, atom.H3, atom.H4, atom.Ul, atom.Ol, atom.Li, atom.Blockquote, atom.Pre, atom.Figure, atom.Figcaption, atom.Table, atom.Hr:
		return true
	}
	return false
}

func children(n *html.Node) []*html.Node {
	var list []*html.Node
	for c := range n.ChildNodes() {
		list = append(list, c)
	}
	return list
}

func (w *scribe) block(n *html.Node, in room) {
	in.rtl = in.rtl || attr(n, "dir") == "rtl"
	switch n.DataAtom {
	case atom.Blockquote:
		in.style = "Quote"
		w.flow(children(n), in)
	case atom.Ul, atom.Ol:
		w.list(n, in)
	case atom.Li:
		w.flow(children(n), in)
	case atom.Pre:
		w.lines(n, in)
	case atom.Figure:
		w.figure(n)
	case atom.Table:
		w.table(n)
	case atom.Hr:
		w.b.WriteString(`<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="808080"/></w:pBdr></w:pPr></w:p>`)
	default:
		style := in.style
		switch n.DataAtom {
		case atom.H2:
			style = "Heading1"
		case atom.H3:
			style = "Heading2"
		case atom.H4:
			style = "Heading3"
		case atom.Figcaption:
			style = "Caption"
		}
		w.open(style, in)
		w.inline(n, look{lang: attr(n, "lang")})
		w.b.WriteString(`</w:p>`)
	}
}

// list writes a list, which counts for itself.
func (w *scribe) list(n *html.Node, in room) {
	start := 1
	if at, err := strconv.Atoi(attr(n, "start")); err == nil {
		start = at
	}
	in.level = min(in.depth, maxLevel-1)
	w.lists = append(w.lists, numberedList{ordered: n.DataAtom == atom.Ol, level: in.level, start: start, kind: attr(n, "type")})
	number := len(w.lists)
	in.depth++
	for one := range n.ChildNodes() {
		if one.DataAtom == atom.Li {
			in.list = number
			w.block(one, in)
		}
	}
}

// lines writes words whose line ends count.
func (w *scribe) lines(n *html.Node, in room) {
	var words strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			words.WriteString(d.Data)
		} else if d.DataAtom == atom.Br {
			words.WriteByte('\n')
		}
	}
	for _, line := range strings.Split(words.String(), "\n") {
		w.open("Preformatted", in)
		w.words(line, look{})
		w.b.WriteString(`</w:p>`)
	}
}

// figure writes pictures and the words below them.
func (w *scribe) figure(n *html.Node) {
	for c := range n.ChildNodes() {
		switch {
		case c.DataAtom == atom.Img:
			if i, ok := w.byAddress[attr(c, "src")]; ok && n.LastChild == c {
				w.illustration(i, attr(c, "alt"))
				continue
			}
			w.open("Normal", room{})
			w.picture(c)
			w.b.WriteString(`</w:p>`)
		case c.DataAtom == atom.Figcaption:
			w.block(c, room{})
		case blockLike(c):
			w.block(c, room{style: "Normal"})
		case seen([]*html.Node{c}):
			w.open("Normal", room{})
			w.piece(c, look{})
			w.b.WriteString(`</w:p>`)
		}
	}
}

// illustration writes a picture of the story with its own words.
func (w *scribe) illustration(i int, alt string) {
	one := w.story.Pictures[i]
	if len(one.Bytes) == 0 {
		return
	}
	w.open("Normal", room{})
	w.drawing(i, first(alt, one.Alt))
	w.b.WriteString(`</w:p>`)
	words := strings.TrimSpace(strings.Join([]string{one.Caption, one.Credit}, " "))
	if words != "" {
		w.paragraph("Caption", words)
	}
}

// picture writes a picture of the text; of one whose bytes are not here, its description with
// a link to it.
func (w *scribe) picture(n *html.Node) {
	source, alt := attr(n, "src"), attr(n, "alt")
	if i, ok := w.byAddress[source]; ok {
		w.drawing(i, first(alt, w.story.Pictures[i].Alt))
		return
	}
	w.links = append(w.links, w.absolute(source))
	fmt.Fprintf(&w.b, `<w:hyperlink r:id="rIdL%d">`, len(w.links))
	w.words("["+first(alt, source)+"]", look{link: source})
	w.b.WriteString(`</w:hyperlink>`)
}

// drawing writes a picture in the line (ECMA-376 part 1, 20.4.2.8), as large as the page lets it.
func (w *scribe) drawing(i int, alt string) {
	at := -1
	for k, used := range w.used {
		if used == i {
			at = k
		}
	}
	if at < 0 {
		at = len(w.used)
		w.used = append(w.used, i)
	}
	w.drawn++
	width, height := fitted(w.story.Pictures[i].Width, w.story.Pictures[i].Height)
	name := fmt.Sprintf(`id="%d" name="image%d" descr="%s"`, w.drawn, w.drawn, escape(alt))
	fmt.Fprintf(&w.b, `<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/><wp:docPr %s/>`+
		`<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">`+
		`<pic:pic><pic:nvPicPr><pic:cNvPr %s/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdP%d"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`+
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`,
		width, height, name, name, at+1, width, height)
}

// fitted is the size of a picture on the page.
func fitted(width, height int) (w, h int) {
	w, h = max(1, width)*pixelEMU, max(1, height)*pixelEMU
	if w > widestEMU {
		w, h = widestEMU, max(1, h*widestEMU/w)
	}
	if h > highestEMU {
		w, h = max(1, w*highestEMU/h), highestEMU
	}
	return w, h
}

// gridCell tells where a cell of a table stands on its grid.
type gridCell struct {
	cell    *html.Node
	columns int
	goesOn  bool // it is the rest of a cell above
}

// grid places the cells of a table (HTML Living Standard, 4.9.12.1): cells that go over rows
// take their places in those below.
func grid(rows []*html.Node) (lines [][]gridCell, width int) {
	type rest struct{ columns, rows int }
	below := map[int]rest{}
	for _, tr := range rows {
		var line []gridCell
		column := 0
		goOn := func() {
			for below[column].rows > 0 {
				one := below[column]
				line = append(line, gridCell{columns: one.columns, goesOn: true})
				one.rows--
				below[column] = one
				column += one.columns
			}
		}
		for td := range tr.ChildNodes() {
			if td.DataAtom != atom.Td && td.DataAtom != atom.Th {
				continue
			}
			goOn()
			columns := spanOf(td, "colspan")
			if more := spanOf(td, "rowspan") - 1; more > 0 {
				below[column] = rest{columns, more}
			} else {
				delete(below, column)
			}
			line = append(line, gridCell{cell: td, columns: columns})
			column += columns
		}
		goOn()
		lines = append(lines, line)
		width = max(width, column)
	}
	return lines, width
}

// spanOf reads how far a cell goes, at most as far as people can mean it.
func spanOf(n *html.Node, name string) int {
	got, err := strconv.Atoi(attr(n, name))
	if err != nil || got < 1 {
		return 1
	}
	return min(got, 60)
}

func (w *scribe) table(n *html.Node) {
	var rows []*html.Node
	for d := range n.Descendants() {
		if d.DataAtom == atom.Caption && d.Parent == n {
			w.open("Caption", room{})
			w.inline(d, look{})
			w.b.WriteString(`</w:p>`)
		}
		if d.DataAtom == atom.Tr && (d.Parent == n || d.Parent.Parent == n) {
			rows = append(rows, d)
		}
	}
	lines, width := grid(rows)
	if width == 0 {
		return
	}
	w.b.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>`)
	for range width {
		fmt.Fprintf(&w.b, `<w:gridCol w:w="%d"/>`, 9000/width)
	}
	w.b.WriteString(`</w:tblGrid>`)
	for i, line := range lines {
		w.row(rows[i], line, 9000/width)
	}
	w.b.WriteString(`</w:tbl><w:p/>`) // two tables without a paragraph between them are one
}

func (w *scribe) row(tr *html.Node, line []gridCell, column int) {
	if len(line) == 0 {
		return
	}
	w.b.WriteString(`<w:tr>`)
	if tr.Parent.DataAtom == atom.Thead {
		w.b.WriteString(`<w:trPr><w:tblHeader/></w:trPr>`)
	}
	for _, one := range line {
		fmt.Fprintf(&w.b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, column*one.columns)
		if one.columns > 1 {
			fmt.Fprintf(&w.b, `<w:gridSpan w:val="%d"/>`, one.columns)
		}
		switch {
		case one.goesOn:
			w.b.WriteString(`<w:vMerge/></w:tcPr><w:p/></w:tc>`)
			continue
		case spanOf(one.cell, "rowspan") > 1:
			w.b.WriteString(`<w:vMerge w:val="restart"/>`)
		}
		w.b.WriteString(`</w:tcPr>`)
		before := w.b.Len()
		w.flow(children(one.cell), room{style: "Normal"})
		if w.b.Len() == before {
			w.b.WriteString(`<w:p/>`)
		}
		w.b.WriteString(`</w:tc>`)
	}
	w.b.WriteString(`</w:tr>`)
}
