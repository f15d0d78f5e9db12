package text

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Active names the markup in s that could act in a reader's browser: scripts, frames,
// forms, event handlers, addresses that run code. A text that has any is refused with
// these names, where [HTML.Sanitize] alone would drop them without a word. Styles and
// their like are not in it: they come with every text pasted from Word and hold no words.
func (*HTML) Active(s string) []string {
	var found []string
	tokens := html.NewTokenizer(strings.NewReader(s))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			slices.Sort(found)
			return slices.Compact(found)
		case html.StartTagToken, html.SelfClosingTagToken:
			found = append(found, active(tokens.Token())...)
		}
	}
}

func active(tag html.Token) []string {
	var found []string
	switch tag.Data {
	case "script", "iframe", "frame", "object", "embed", "applet", "form", "input", "button", "textarea", "select", "base", "svg", "math":
		found = append(found, "<"+tag.Data+">")
	}
	for _, one := range tag.Attr {
		name := strings.ToLower(one.Key)
		if strings.HasPrefix(name, "on") {
			found = append(found, name)
		}
		if name == "href" || name == "src" || name == "action" || name == "formaction" || name == "xlink:href" {
			if scheme := runningScheme(one.Val); scheme != "" {
				found = append(found, name+"="+scheme)
			}
		}
	}
	return found
}

// runningScheme finds a scheme that runs code, the way browsers read it: blanks and
// control characters inside the word do not hide it.
func runningScheme(address string) string {
	bare := strings.ToLower(strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, address))
	for _, scheme := range []string{"javascript:", "vbscript:", "data:text/html"} {
		if strings.HasPrefix(bare, scheme) {
			return scheme
		}
	}
	return ""
}
