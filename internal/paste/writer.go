package paste

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/text"
)

// marks are what a piece of text is set in.
type marks struct {
	set  mark
	href string
	pre  bool
}

type mark uint8

// The marks, in the order in which their tags are nested.
const (
	strong mark = 1 << iota
	em
	under
	struck
	sub
	sup
	code
)

func tags() []struct {
	mark
	tag string
} {
	return []struct {
		mark
		tag string
	}{{strong, "strong"}, {em, "em"}, {under, "u"}, {struck, "s"}, {sub, "sub"}, {sup, "sup"}, {code, "code"}}
}

// piece is a stretch of a line: text, a line break, or a picture.
type piece struct {
	marks
	text string
	kind pieceKind
}

type pieceKind uint8

const (
	isText pieceKind = iota
	isBreak
	isPicture // text is its tag
)

// block is an element that begins and ends a line.
type block struct {
	tag, attr string
	line      []piece
	kids      []block
	item      *item // of a list that Word writes as paragraphs
}

// item is a paragraph that stands for an item of a list.
type item struct {
	level  int
	number int // 0 in a bulleted list
}

// writer makes blocks of a tree.
type writer struct {
	found    *findings
	lang     string
	syllable func(word string) bool // whether a word is Vietnamese; never, when the text is in an old encoding
	shift    bool                   // the text has a heading of the first rank, which is the title's
	notes    []block                // at the end of the text
	fields   *regexp.Regexp         // the codes of Word
	numbered bool                   // the number of an item is still to come, and to be passed over
	tabbed   []string               // lines with tabs in them
	tabs     int
}

// flow gathers the children of an element: lines become paragraphs.
type flow struct {
	w    *writer
	tag  string // of the paragraphs it makes
	done []block
	line []piece
}

// blocks makes blocks of nodes.
func (w *writer) blocks(nodes []*node, m marks) []block { return w.blocksIn("p", nodes, m) }

func (w *writer) blocksIn(tag string, nodes []*node, m marks) []block {
	f := &flow{w: w, tag: tag}
	f.all(nodes, m)
	f.flush()
	return f.done
}

func (f *flow) flush() {
	if !blank(f.line) {
		f.done = append(f.done, block{tag: f.tag, line: f.line})
	}
	f.line = nil
}

func (f *flow) all(nodes []*node, m marks) {
	for i := 0; i < len(nodes); i++ {
		if f.w.numbered && isNumberBegin(nodes[i]) { // what Word typed for an item, whose paragraph was told of it
			f.w.numbered = false
			for i++; i < len(nodes) && nodes[i].name != "!"; i++ {
			}
			continue
		}
		f.node(nodes[i], m)
	}
}

func (f *flow) node(n *node, m marks) {
	switch {
	case n.name == "":
		f.text(n.text, m)
	case n.name == "!":
		f.comment(n.text)
	case n.css["mso-tab-count"] != "" || strings.HasPrefix(n.css["white-space"], "pre") && n.name == "span" && n.words() == "":
		f.line = append(f.line, piece{marks: m, text: "\t"})
	case f.special(n, m):
	case isBlock(n.name):
		f.flush()
		f.done = append(f.done, f.w.block(n, m)...)
	default:
		f.all(n.kids, f.w.set(n, m))
	}
}

func (f *flow) text(s string, m marks) {
	if !m.pre {
		s = strings.ReplaceAll(s, "\t", " ") // the layout of the source
	}
	if s != "" {
		f.line = append(f.line, piece{marks: m, text: s})
	}
}

// comment looks into what Word hides from browsers: the words of its text boxes are there
// and nowhere else.
func (f *flow) comment(s string) {
	if !strings.Contains(s, "<v:textbox") {
		return
	}
	_, markup, _ := strings.Cut(s, ">") // behind the condition
	if words := tree(markup).words(); words != "" {
		f.w.found.gone(TextBox, words)
	}
}

// special deals with elements that are neither plain blocks nor plain marks, and reports
// whether it did.
func (f *flow) special(n *node, m marks) bool {
	w := f.w
	if w.leaves(n) {
		return true
	}
	if card, ok := w.card(n); ok {
		f.flush()
		f.done = append(f.done, card)
		return true
	}
	switch n.name {
	case "br":
		if !n.is("Apple-interchange-newline") {
			f.line = append(f.line, piece{kind: isBreak})
		}
	case "hr":
		f.flush()
		f.done = append(f.done, block{tag: "hr"})
	case "img", "v:imagedata":
		f.picture(n, m)
	case "iframe", "embed", "object", "video", "audio":
		w.found.gone(Frame, strings.TrimSpace(address(n)+" "+n.words()))
		f.all(n.kids, m)
	case "table":
		f.flush()
		f.done = append(f.done, w.table(n, m)...)
	default:
		return false
	}
	return true
}

// leaves reports whether nothing of an element comes into the text, and tells of its words.
func (w *writer) leaves(n *node) bool {
	switch {
	case n.name == "style" || n.name == "title" || n.name == "xml" || n.name == "template" || n.name == "noembed" || n.name == "noframes":
	case n.name == "script":
		w.found.gone(Active, "<script>")
	case n.name == "noscript" || n.name == "xmp" || n.name == "plaintext":
		w.found.gone(Active, n.words())
	case n.css.has("mso-element", "comment-list") || n.is("MsoCommentReference") || n.is("msocomanchor") || n.css.has("mso-special-character", "comment"):
		if words := n.words(); words != "" {
			w.found.gone(Comment, words)
		}
	case hidden(n):
		if words := n.words(); words != "" {
			w.found.gone(Hidden, words)
		}
	case isBulletOf(n):
	case w.numbered && n.css.has("mso-list", "ignore"):
		w.numbered = false
	case n.name == "input":
		w.found.gone(Active, strings.TrimSpace("<input> "+n.attr["value"]))
	default:
		w.notice(n)
		return false
	}
	return true
}

func hidden(n *node) bool {
	_, attribute := n.attr["hidden"]
	return attribute || n.css.has("display", "none") || n.css.has("mso-hide", "all") || n.css.has("visibility", "hidden")
}

// notice tells of elements whose words stay.
func (w *writer) notice(n *node) {
	switch name := n.name; {
	case name == "form" || name == "button" || name == "textarea" || name == "select" || name == "svg" || name == "math" || name == "applet":
		w.found.add(Active, "<"+name+">")
	case name == "ins" || n.is("msoIns"):
		w.found.add(Inserted, n.words())
	case name == "del" || n.is("msoDel"):
		w.found.add(Deleted, n.words())
	case !text.IsElement(name) && !strings.ContainsAny(name, ":-"):
		w.found.gone(UnknownTag, "<"+name+">")
	}
	for _, name := range slices.Sorted(maps.Keys(n.attr)) {
		if strings.HasPrefix(name, "on") {
			w.found.add(Active, name)
		}
	}
}

// set adds the marks of an element that stands in a line.
func (w *writer) set(n *node, m marks) marks {
	switch n.name {
	case "strong", "b":
		m.set |= strong
	case "em", "i", "cite", "dfn", "var":
		m.set |= em
	case "u":
		m.set |= under
	case "s", "strike", "del":
		m.set |= struck
	case "sub":
		m.set |= sub
	case "sup":
		m.set |= sup
	case "code", "kbd", "samp", "tt":
		m.set |= code
	case "a":
		m.href = w.link(n, m.href)
	}
	if n.is("msoDel") {
		m.set |= struck
	}
	if n.is("MsoFootnoteReference") || n.is("MsoEndnoteReference") || n.is("sdfootnoteanc") || n.is("sdfootnotesym") || n.is("sdendnoteanc") || n.is("sdendnotesym") {
		m.set |= sup
	}
	return styled(n.css, m)
}

// styled adds the marks that a program writes as style, and takes away those that it undoes.
func styled(css style, m marks) marks {
	switch weight := strings.ToLower(css["font-weight"]); weight {
	case "bold", "bolder":
		m.set |= strong
	case "normal":
		m.set &^= strong
	default:
		if n, err := strconv.Atoi(weight); err == nil && n >= 600 {
			m.set |= strong
		} else if err == nil {
			m.set &^= strong
		}
	}
	switch strings.ToLower(css["font-style"]) {
	case "italic", "oblique":
		m.set |= em
	case "normal":
		m.set &^= em
	}
	line := strings.ToLower(css["text-decoration"] + css["text-decoration-line"])
	if strings.Contains(line, "underline") && m.href == "" {
		m.set |= under
	}
	if strings.Contains(line, "line-through") {
		m.set |= struck
	}
	switch strings.ToLower(css["vertical-align"]) {
	case "super":
		m.set |= sup
	case "sub":
		m.set |= sub
	}
	return m
}

// block makes blocks of an element that begins a line.
func (w *writer) block(n *node, m marks) []block {
	if i, marker := itemOf(n); i != nil {
		return w.item(n, i, marker, m)
	}
	if n.css.has("mso-element", "footnote") || n.css.has("mso-element", "endnote") || strings.HasPrefix(n.attr["id"], "sdfootnote") || strings.HasPrefix(n.attr["id"], "sdendnote") {
		w.found.add(Footnote, "")
		w.notes = append(w.notes, w.blocks(n.kids, m)...)
		return nil
	}
	if rank := headingOf(n); rank > 0 {
		return w.title(rank, n, m)
	}
	switch n.name {
	case "ul", "ol":
		return w.list(n, m)
	case "blockquote":
		b := block{tag: "blockquote", kids: w.lists(w.blocks(n.kids, m))}
		if piece, version := n.attr["data-piece"], n.attr["data-version"]; text.IsMark(piece, version) {
			b.attr = ` data-piece="` + piece + `" data-version="` + version + `"`
		}
		return []block{b}
	case "pre", "listing":
		m.pre = true
		return w.blocksIn("pre", n.kids, m)
	case "figure":
		return []block{{tag: "figure", kids: w.figure(n, m)}}
	case "li", "caption", "figcaption", "td", "th", "tr", "tbody", "thead", "tfoot": // outside of what they belong to
		return w.blocks(n.kids, m)
	}
	made := w.lists(w.blocks(n.kids, styled(headless(n.css), m)))
	if n.name == "p" && len(made) == 0 {
		w.found.add(Empty, "")
	}
	return made
}

// title makes a heading, which is bold by itself.
func (w *writer) title(rank int, n *node, m marks) []block {
	made := w.blocksIn(w.heading(rank), n.kids, m)
	for _, b := range made {
		for i := range b.line {
			b.line[i].set &^= strong
		}
	}
	return made
}

// headless is a style without what concerns a whole paragraph and no words.
func headless(css style) style {
	if css["vertical-align"] == "" {
		return css
	}
	rest := style{}
	for name, value := range css {
		if name != "vertical-align" {
			rest[name] = value
		}
	}
	return rest
}

func (w *writer) figure(n *node, m marks) []block {
	var all []block
	for _, kid := range n.kids {
		if kid.name == "figcaption" {
			all = append(all, w.oneLine("figcaption", kid.kids, m))
			continue
		}
		all = append(all, w.blocksIn("", []*node{kid}, m)...)
	}
	return all
}

// oneLine makes one block of nodes whose paragraphs are parted by breaks.
func (w *writer) oneLine(tag string, nodes []*node, m marks) block {
	b := block{tag: tag}
	for _, one := range w.blocksIn("", nodes, m) {
		if !one.plain() {
			b.kids = append(b.kids, one)
			continue
		}
		if len(b.line) > 0 {
			b.line = append(b.line, piece{kind: isBreak})
		}
		b.line = append(b.line, one.line...)
	}
	return b
}

// plain reports whether a block is a line without an element of its own.
func (b block) plain() bool { return b.tag == "" || b.tag == "p" && b.item == nil && len(b.kids) == 0 }

// headingOf tells the rank of a heading, from its element, its class or its outline.
func headingOf(n *node) int {
	if len(n.name) == 2 && n.name[0] == 'h' && n.name[1] >= '1' && n.name[1] <= '6' {
		return int(n.name[1] - '0')
	}
	if n.name != "p" && n.name != "div" {
		return 0
	}
	if n.is("MsoTitle") {
		return 1
	}
	for rank := 1; rank <= 6; rank++ {
		if n.is("MsoHeading"+strconv.Itoa(rank)) || n.css.has("mso-outline-level", strconv.Itoa(rank)) {
			return rank
		}
	}
	return 0
}

func hasFirstHeading(n *node) bool {
	return headingOf(n) == 1 || slices.ContainsFunc(n.kids, hasFirstHeading)
}

// heading is the element of a rank. The title of the story is the page's h1, so that a text
// whose headings begin with the first rank has all of them one lower.
func (w *writer) heading(rank int) string {
	if w.shift {
		rank++
	}
	return "h" + strconv.Itoa(min(max(rank, 2), 4))
}
