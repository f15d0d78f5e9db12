package compare

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Depths beyond which elements are no longer looked into: what is deeper is one piece.
const (
	maxDepth = 24 // of blocks
	maxMarks = 24 // of inline elements
)

// node is a block: a container of blocks, or a leaf that holds words.
type node struct {
	tag    string // "" of words that stand in no block
	attrs  string // as in a tag
	kids   []*node
	tokens []token // of a leaf
	leaf   bool
	opaque bool   // a leaf that is taken whole or not at all
	raw    string // its HTML
	bag    []uint64
}

// parseBody reads the HTML of a body.
func parseBody(body string) *node { return parseIn(body, "body") }

// parseIn reads HTML that stands in an element. What it cannot read is words.
func parseIn(s, tag string) *node {
	parent := &html.Node{Type: html.ElementNode, Data: tag, DataAtom: atom.Lookup([]byte(tag))}
	nodes, err := html.ParseFragment(strings.NewReader(s), parent)
	if err != nil {
		return &node{kids: []*node{{leaf: true, opaque: true, tokens: plainTokens(s), raw: html.EscapeString(s)}}}
	}
	return &node{tag: tag, kids: gather(slices.Values(nodes), 0)}
}

// gather makes blocks of the children of an element: inline ones that follow each other are
// one leaf without a tag. White space between blocks is nobody's words and is left out.
func gather(children func(func(*html.Node) bool), depth int) []*node {
	var kids []*node
	var inline []*html.Node
	flush := func() {
		if n := loose(inline); n != nil {
			kids = append(kids, n)
		}
		inline = nil
	}
	for c := range children {
		if c.Type == html.ElementNode && hasBlock(c) {
			flush()
			kids = append(kids, blockOf(c, depth))
			continue
		}
		inline = append(inline, c)
	}
	flush()
	return kids
}

// loose makes a leaf of inline nodes in a row, nil of white space.
func loose(list []*html.Node) *node {
	n := &node{leaf: true}
	for _, c := range list {
		if !n.read(c, nil, 0) {
			n.opaque = true
		}
		n.raw += rendered(c)
	}
	for _, t := range n.tokens {
		if t.void != "" || !blank(t.text) {
			return n
		}
	}
	return nil
}

// blockOf makes a block of an element.
func blockOf(e *html.Node, depth int) *node {
	n := &node{tag: e.Data, attrs: attributes(e.Attr)}
	if !isContainer(e) {
		n.leaf = true
		for c := range e.ChildNodes() {
			if !n.read(c, nil, 0) {
				n.opaque = true
			}
		}
		n.raw = rendered(e)
		return n
	}
	if depth >= maxDepth {
		n.leaf, n.opaque, n.raw = true, true, rendered(e)
		for d := range e.Descendants() {
			if d.Type == html.TextNode {
				n.tokens = split(n.tokens, d.Data, nil)
			}
		}
		return n
	}
	n.kids = gather(e.ChildNodes(), depth+1)
	n.seal()
	return n
}

// seal writes the HTML of a container anew. Words that stand in no block are kept apart from
// such words before them.
func (n *node) seal() {
	n.raw = "<" + n.tag + n.attrs + ">" + inner(n.kids) + "</" + n.tag + ">"
}

func inner(kids []*node) string {
	var b strings.Builder
	for i, k := range kids {
		if i > 0 && k.tag == "" && kids[i-1].tag == "" {
			b.WriteString("<br/>")
		}
		b.WriteString(k.raw)
	}
	return b.String()
}

// leafOf makes a leaf of tokens, nil where they cannot be written.
func leafOf(tag, attrs string, tokens []token) *node {
	words, ok := write(tokens)
	if !ok {
		return nil
	}
	made := &node{tag: tag, attrs: attrs, tokens: tokens, leaf: true}
	if tag == "" {
		made.raw = words
		return made
	}
	if tag == "pre" && strings.HasPrefix(words, "\n") {
		words = "\n" + words // the first line feed in it is not read (HTML, 13.1.2.5)
	}
	made.raw = "<" + tag + attrs + ">" + words + "</" + tag + ">"
	return made
}

// read takes in an inline node and what is below it; false when it is too deep to be written
// again from its tokens.
func (n *node) read(c *html.Node, m *marks, depth int) bool {
	switch {
	case c.Type == html.TextNode:
		n.tokens = split(n.tokens, c.Data, m)
		return true
	case c.Type != html.ElementNode:
		return false
	case c.DataAtom == atom.Br:
		n.tokens = append(n.tokens, token{text: "\n", void: rendered(c), marks: m})
		return true
	case c.DataAtom == atom.Img:
		n.tokens = append(n.tokens, token{text: described(c), void: rendered(c), marks: m})
		return true
	}
	whole := depth < maxMarks
	if whole {
		m = m.within(c)
	}
	for k := range c.ChildNodes() {
		whole = n.read(k, m, depth+1) && whole
	}
	return whole
}

func described(img *html.Node) string {
	text := ""
	for _, a := range img.Attr {
		if a.Key == "alt" && a.Val != "" || a.Key == "src" && text == "" {
			text = a.Val
		}
	}
	return text
}

// isContainer reports whether an element holds blocks, or is one that only ever does.
func isContainer(e *html.Node) bool {
	switch e.DataAtom {
	case atom.Ul, atom.Ol, atom.Table, atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr:
		return true
	}
	for c := range e.ChildNodes() {
		if c.Type == html.ElementNode && hasBlock(c) {
			return true
		}
	}
	return false
}

// hasBlock reports whether an element is a block or holds one.
func hasBlock(e *html.Node) bool {
	if isBlock(e) {
		return true
	}
	for d := range e.Descendants() {
		if d.Type == html.ElementNode && isBlock(d) {
			return true
		}
	}
	return false
}

func isBlock(e *html.Node) bool {
	switch e.DataAtom {
	case atom.P, atom.H2, atom.H3, atom.H4, atom.Ul, atom.Ol, atom.Li, atom.Blockquote, atom.Pre, atom.Hr, atom.Table, atom.Caption,
		atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr, atom.Th, atom.Td, atom.Figure, atom.Figcaption:
		return true
	}
	return false
}

func rendered(n *html.Node) string {
	var b strings.Builder
	if err := html.Render(&b, n); err != nil {
		return "" // a strings.Builder takes all, and a parsed tree has no void element with children
	}
	return b.String()
}

// kind is what a block is to a reader.
func (n *node) kind() Kind {
	switch n.tag {
	case "p":
		return Paragraph
	case "h2", "h3", "h4":
		return Heading
	case "li":
		return ListItem
	case "td", "th":
		return Cell
	case "figure":
		return Figure
	case "figcaption", "caption":
		return Caption
	case "blockquote":
		return Quote
	case "pre":
		return Code
	case "hr":
		return Rule
	}
	return Words
}

// words are the words of a block and of all below it.
func (n *node) words() []token {
	if n.leaf {
		return n.tokens
	}
	var out []token
	for _, k := range n.kids {
		out = append(out, k.words()...)
	}
	return out
}
