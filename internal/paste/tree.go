package paste

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// node is an element, a piece of text, or a comment that says something. The tree is built
// from tags as they come: a parser of the standard would repeat formatting elements that
// were left open, and what is pasted needs none of that.
type node struct {
	name string // of an element in small letters; empty for text
	text string // of text; of a comment with name "!"
	attr map[string]string
	css  style
	kids []*node
}

// maxDepth bounds the nesting that is followed; what lies deeper keeps its words.
const maxDepth = 100

// isVoid reports whether an element has no content.
func isVoid(name string) bool {
	return strings.Contains(" area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr ", " "+name+" ")
}

// closes tells which open element a start tag ends, where people leave end tags out.
func closes(open, begins string) bool {
	switch begins {
	case "li":
		return open == "li"
	case "dt", "dd":
		return open == "dt" || open == "dd"
	case "tr":
		return open == "tr" || open == "td" || open == "th"
	case "td", "th":
		return open == "td" || open == "th"
	case "option":
		return open == "option"
	}
	return open == "p" && isBlock(begins)
}

// scope tells the elements that no implied end reaches over.
func scope(name string) bool {
	return name == "table" || name == "ul" || name == "ol" || name == "dl" || name == "td" || name == "th" || name == "select"
}

type builder struct {
	open  []*node
	rules rules
	skip  int // start tags beyond the depth that are not closed yet
}

// tree reads what was pasted. It reads any input to its end.
func tree(raw string) *node {
	b := &builder{open: []*node{{name: "body", css: style{}}}, rules: rules{}}
	z := html.NewTokenizer(strings.NewReader(strings.ToValidUTF8(raw, "\ufffd")))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.open[0]
		case html.TextToken:
			b.add(&node{text: string(z.Text())})
		case html.CommentToken:
			b.add(&node{name: "!", text: string(z.Text())})
		case html.StartTagToken, html.SelfClosingTagToken:
			b.start(z.Token())
		case html.EndTagToken:
			name, _ := z.TagName()
			b.end(string(name))
		}
	}
}

func (b *builder) top() *node { return b.open[len(b.open)-1] }

func (b *builder) add(n *node) {
	if b.top().name == "style" {
		b.rules.read(n.text)
		return
	}
	b.top().kids = append(b.top().kids, n)
}

func (b *builder) start(tag html.Token) {
	for i := len(b.open) - 1; i > 0; i-- {
		if name := b.open[i].name; closes(name, tag.Data) {
			b.open = b.open[:i]
		} else if scope(name) {
			break
		}
	}
	n := &node{name: tag.Data, attr: map[string]string{}}
	for _, a := range tag.Attr {
		if _, ok := n.attr[a.Key]; !ok {
			n.attr[a.Key] = a.Val
		}
	}
	n.css = b.rules.of(n)
	if isVoid(n.name) || tag.Type == html.SelfClosingTagToken && strings.Contains(n.name, ":") {
		b.add(n)
		return
	}
	if len(b.open) > maxDepth {
		b.skip++
		return
	}
	b.add(n)
	b.open = append(b.open, n)
}

func (b *builder) end(name string) {
	if name == "br" {
		b.add(&node{name: "br"})
		return
	}
	if b.skip > 0 {
		b.skip--
		return
	}
	for i := len(b.open) - 1; i > 0; i-- {
		if b.open[i].name == name {
			b.open = b.open[:i]
			return
		}
	}
}

// style holds declarations of CSS by the names of their properties, in small letters.
type style map[string]string

func declarations(text string) style {
	s := style{}
	for one := range strings.SplitSeq(text, ";") {
		name, value, ok := strings.Cut(one, ":")
		if name = strings.ToLower(strings.TrimSpace(name)); ok && isRead(name) {
			s[name] = strings.TrimSpace(value)
		}
	}
	return s
}

// isRead tells the properties that are looked at. Others are not kept, since each element has a
// copy of all that its rules say.
func isRead(property string) bool {
	return strings.Contains(" display font font-family font-style font-weight mso-element mso-hide mso-list mso-outline-level mso-special-character mso-tab-count "+
		"text-decoration text-decoration-line vertical-align visibility white-space ", " "+property+" ")
}

// has reports whether a property has a value, whatever its case.
func (s style) has(name, value string) bool { return strings.EqualFold(s[name], value) }

// rules are the declarations of a style sheet by their selectors, of which the plain ones
// count: an element, a class, an element with a class.
type rules map[string]style

// maxRules bounds a style sheet; those of Word have some hundreds.
const maxRules = 5_000

func (r rules) read(sheet string) {
	sheet = strings.NewReplacer("<!--", " ", "-->", " ").Replace(sheet)
	for sheet != "" && len(r) < maxRules {
		selectors, rest, ok := strings.Cut(sheet, "{")
		if !ok {
			return
		}
		var body string
		body, sheet, _ = strings.Cut(rest, "}")
		if _, after, comment := strings.Cut(selectors, "*/"); comment {
			selectors = after
		}
		found := declarations(body)
		for one := range strings.SplitSeq(selectors, ",") {
			one = strings.TrimSpace(one)
			if one == "" || len(found) == 0 || len(r) >= maxRules || strings.ContainsAny(one, " >:#[@*") {
				continue
			}
			if r[one] == nil {
				r[one] = style{}
			}
			for name, value := range found {
				r[one][name] = value
			}
		}
	}
}

// of gives an element its declarations: those of the sheet, then its own.
func (r rules) of(n *node) style {
	own := declarations(n.attr["style"])
	if len(r) == 0 {
		return own
	}
	all := style{}
	selectors := []string{n.name}
	for class := range strings.FieldsSeq(n.attr["class"]) {
		selectors = append(selectors, "."+class, n.name+"."+class)
	}
	for _, selector := range selectors {
		for name, value := range r[selector] {
			all[name] = value
		}
	}
	for name, value := range own {
		all[name] = value
	}
	return all
}

// font returns the name of the font that an element sets, empty for none.
func (n *node) font() string {
	if n.attr["face"] != "" {
		return n.attr["face"]
	}
	if family := n.css["font-family"]; family != "" {
		return family
	}
	if _, quoted, ok := strings.Cut(n.css["font"], `"`); ok {
		name, _, _ := strings.Cut(quoted, `"`)
		return name
	}
	return ""
}

// is reports whether an element has a class, whatever its case.
func (n *node) is(class string) bool {
	return slices.ContainsFunc(strings.Fields(n.attr["class"]), func(one string) bool { return strings.EqualFold(one, class) })
}

// words returns the text below an element as it would be read.
func (n *node) words() string {
	var b strings.Builder
	n.write(&b)
	return strings.Join(strings.Fields(b.String()), " ")
}

func (n *node) write(b *strings.Builder) {
	if n.name == "" {
		b.WriteString(n.text)
		return
	}
	if hasNoWords(n.name) || isBulletOf(n) {
		return
	}
	if isBlock(n.name) || n.name == "br" {
		b.WriteByte(' ')
	}
	for _, kid := range n.kids {
		kid.write(b)
	}
	if isBlock(n.name) {
		b.WriteByte(' ')
	}
}

// hasNoWords tells the elements whose text nobody reads.
func hasNoWords(name string) bool {
	switch name {
	case "!", "style", "script", "title", "xml", "template", "noembed", "noframes", "iframe", "w:worddocument", "o:officedocumentsettings":
		return true
	}
	return false
}

// isBlock tells the elements that begin and end a line.
func isBlock(name string) bool {
	return strings.Contains(" address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form "+
		"h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol p plaintext pre search section summary table tbody td tfoot th thead tr ul xmp ", " "+name+" ")
}
