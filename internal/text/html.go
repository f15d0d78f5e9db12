package text

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// HTML is the one allow-list of the product: what the body of a story may hold. It is safe
// for concurrent use; make it once with [NewHTML].
type HTML struct {
	policy *bluemonday.Policy
	// adopted is policy with the elements of other editors that adopt renames. Nothing is
	// parsed that has not gone through one of the two.
	adopted *bluemonday.Policy
}

// maxPasses bounds the search for a form that another pass leaves alone. Two passes are
// the rule; only markup built to confuse needs more.
const maxPasses = 6

// NewHTML makes the allow-list.
func NewHTML() *HTML {
	adopted := allowList()
	adopted.AllowElements("h1", "h5", "h6", "strike", "del", "ins", "div", "section", "article", "address", "center", "dl", "dt", "dd",
		"header", "footer", "main", "aside", "nav")
	return &HTML{policy: allowList(), adopted: adopted}
}

func allowList() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "code",
		"strong", "em", "b", "i", "u", "s", "sub", "sup", "figure", "figcaption",
		"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td")
	count := regexp.MustCompile(`^[1-9][0-9]{0,4}$`)
	p.AllowAttrs("colspan", "rowspan").Matching(count).OnElements("th", "td")
	p.AllowAttrs("scope").Matching(regexp.MustCompile(`^(row|col|rowgroup|colgroup)$`)).OnElements("th")
	p.AllowAttrs("start").Matching(count).OnElements("ol")
	p.AllowAttrs("type").Matching(regexp.MustCompile(`^[aAiI]$`)).OnElements("ol")
	p.AllowAttrs("width", "height").Matching(count).OnElements("img")
	p.AllowAttrs("src", "alt").OnElements("img")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs(embed).OnElements("figure")
	p.AllowAttrs(markPiece).Matching(idOfPiece()).OnElements("blockquote")
	p.AllowAttrs(markVersion).Matching(numberOfVersion()).OnElements("blockquote")
	p.AllowAttrs("dir").Matching(regexp.MustCompile(`^(ltr|rtl|auto)$`)).Globally()
	p.AllowAttrs("lang").Matching(regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)).Globally()
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(true)
	p.AllowURLSchemes("http", "https", "mailto")
	return p
}

// Sanitize returns what of s is allowed, as well-formed HTML with every tag closed and its
// text in NFC. Whatever it returns it would return again unchanged.
func (h *HTML) Sanitize(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	out, err := h.pass(s)
	if err != nil {
		return h.FromPlain(h.Plain(s)) // nested too deep or too knotted to be a story: the words are kept
	}
	if out == s {
		return s
	}
	if out, err = h.adopt(s); err != nil {
		return h.FromPlain(h.Plain(s))
	}
	for range maxPasses {
		next, err := h.pass(out)
		if err != nil {
			break
		}
		if next == out {
			return out
		}
		out = next
	}
	return h.FromPlain(h.Plain(s))
}

// pass filters by the allow-list, then parses and renders: the filter alone leaves tags
// open, and a page that embeds the story would nest in them.
func (h *HTML) pass(s string) (string, error) {
	nodes, err := parse(h.policy.Sanitize(s))
	if err != nil {
		return "", err
	}
	body := wrap(nodes)
	clean(body)
	return renderChildren(body)
}

// adopt renames elements of other editors to the nearest allowed ones, so that their
// structure is not lost with their tags.
func (h *HTML) adopt(s string) (string, error) {
	nodes, err := parse(h.adopted.Sanitize(s))
	if err != nil {
		return "", err
	}
	body := wrap(nodes)
	for n := range body.Descendants() {
		if n.Type != html.ElementNode || n.Namespace != "" {
			continue
		}
		if name := nearest(n); name != 0 {
			n.Data, n.DataAtom = name.String(), name
		}
	}
	return renderChildren(body)
}

// nearest returns the allowed element that n stands for, zero when n keeps its name.
func nearest(n *html.Node) atom.Atom {
	switch n.DataAtom {
	case atom.H1:
		return atom.H2 // the title of the story is the page's h1
	case atom.H5, atom.H6:
		return atom.H4
	case atom.Strike, atom.Del:
		return atom.S
	case atom.Ins:
		return atom.U
	case atom.Div, atom.Section, atom.Article, atom.Address, atom.Center, atom.Dt, atom.Dd:
		for d := range n.Descendants() {
			if d.Type == html.ElementNode && isBlock(d.DataAtom) {
				return 0
			}
		}
		return atom.P
	}
	return 0
}

// isBlock tells which elements begin and end a line.
func isBlock(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Address, atom.Center, atom.Header, atom.Footer,
		atom.Main, atom.Aside, atom.Nav, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
		atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd, atom.Blockquote, atom.Pre, atom.Hr,
		atom.Table, atom.Caption, atom.Tr, atom.Figure, atom.Figcaption:
		return true
	}
	return false
}

// clean applies to the tree below n what the filter cannot say: text in the stored form,
// pictures of our own or over https, no empty paragraphs, rel on links.
func clean(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		clean(c)
		if !cleanNode(c) {
			n.RemoveChild(c)
		}
		c = next
	}
}

// cleanNode reports whether n may stay.
func cleanNode(n *html.Node) bool {
	if n.Type == html.TextNode {
		// U+0338 right after a tag would compose with its ">" in a later NFC.
		n.Data = strings.TrimLeft(tidy(n.Data), "\u0338")
		return n.Data != ""
	}
	for i := range n.Attr {
		n.Attr[i].Val = strings.Join(strings.Fields(tidy(n.Attr[i].Val)), " ")
	}
	slices.SortStableFunc(n.Attr, func(a, b html.Attribute) int { return strings.Compare(a.Key, b.Key) })
	n.Attr = slices.CompactFunc(n.Attr, func(a, b html.Attribute) bool { return a.Key == b.Key })
	switch n.DataAtom {
	case atom.Img:
		src := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "src" })
		return src >= 0 && IsPicture(n.Attr[src].Val)
	case atom.A:
		n.Attr = append(n.Attr, html.Attribute{Key: "rel", Val: "nofollow noopener"})
	case atom.Figure:
		cleanCard(n)
	case atom.Blockquote:
		cleanMark(n)
	case atom.P, atom.H2, atom.H3, atom.H4:
		return !isEmpty(n)
	}
	return true
}

// IsPicture allows pictures over https and those of our own media folder.
func IsPicture(src string) bool {
	u, err := url.Parse(src)
	if err != nil {
		return false
	}
	if u.Scheme == "https" {
		return u.Host != ""
	}
	return u.Scheme == "" && u.Host == "" && strings.HasPrefix(u.Path, "/media/") && path.Clean(u.Path) == u.Path
}

// isEmpty reports whether nothing of n can be seen.
func isEmpty(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.DataAtom == atom.Img || d.Type == html.TextNode && strings.TrimSpace(d.Data) != "" {
			return false
		}
	}
	return true
}

// Absolute makes the addresses of links and pictures in sanitised HTML absolute, by base
// (RFC 3986, section 5), as feeds need them. When base is no absolute address, s comes back
// unchanged. It works on tags as they come, so its cost is that of reading s.
func Absolute(s, base string) string {
	from, err := url.Parse(base)
	if err != nil || !from.IsAbs() || !strings.Contains(s, `href="`) && !strings.Contains(s, `src="`) {
		return s
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.StartTagToken, html.SelfClosingTagToken:
			raw := string(z.Raw()) // reading the tag changes its bytes
			b.WriteString(absolute(raw, z.Token(), from))
		default:
			b.Write(z.Raw())
		}
	}
}

// absolute returns a tag, as it stands where it holds no address.
func absolute(raw string, tag html.Token, base *url.URL) string {
	changed := false
	for i, a := range tag.Attr {
		if a.Key != "href" && a.Key != "src" {
			continue
		}
		if u, err := base.Parse(a.Val); err == nil {
			tag.Attr[i].Val, changed = u.String(), true
		}
	}
	if !changed {
		return raw
	}
	return tag.String()
}

// parse returns the nodes of filtered HTML, unless they would be out of all proportion to it.
func parse(s string) ([]*html.Node, error) {
	if knotted(s) {
		return nil, errKnotted
	}
	return html.ParseFragment(strings.NewReader(s), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
}

// wrap puts nodes under one body.
func wrap(nodes []*html.Node) *html.Node {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	return body
}

func renderChildren(body *html.Node) (string, error) {
	var b strings.Builder
	for c := range body.ChildNodes() {
		if err := html.Render(&b, c); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}
