package text

import (
	"net/url"
	"slices"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// embed is the attribute that makes a figure a card: what others show, such as a film or a
// post, stands in a story as its address, a link to it and a caption. Nothing is loaded from
// there, and a reader chooses to follow the link.
const embed = "data-embed"

// IsCard reports whether a card may lead to an address: https, a host, no name or password.
func IsCard(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil
}

// cleanCard keeps the address of a card in one form and gives it the link that it must
// have; a figure whose address may not be followed is no card.
func cleanCard(n *html.Node) {
	at := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == embed })
	if at < 0 {
		return
	}
	if !IsCard(n.Attr[at].Val) {
		n.Attr = slices.Delete(n.Attr, at, at+1)
		return
	}
	address := plainAddress(n.Attr[at].Val)
	n.Attr[at].Val = address
	for d := range n.Descendants() {
		if d.DataAtom == atom.A && slices.ContainsFunc(d.Attr, func(a html.Attribute) bool { return a.Key == "href" && plainAddress(a.Val) == address }) {
			return
		}
	}
	link := &html.Node{Type: html.ElementNode, Data: "a", DataAtom: atom.A, Attr: []html.Attribute{{Key: "href", Val: address}, {Key: "rel", Val: "nofollow noopener"}}}
	link.AppendChild(&html.Node{Type: html.TextNode, Data: address})
	n.InsertBefore(link, n.FirstChild)
}

// plainAddress is an address as the parser writes it.
func plainAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return s
	}
	return u.String()
}
