package text

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/unicode/norm"
)

// Lost names what of a text would be gone from kept, its sanitised form: words, pictures,
// films, the targets of links, and what looks like a tag and is none. A text that would
// lose any of it is refused with these names; the layout that other editors bring goes
// without a word, because nobody wrote it.
func Lost(given, kept string) []string {
	var lost []string
	words := map[rune]int{}
	if given != kept {
		count(kept, func(r rune) { words[r]-- })
		count(given, func(r rune) { words[r]++ })
	}
	tokens := html.NewTokenizer(strings.NewReader(strings.ToValidUTF8(given, "\ufffd")))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			if len(lost) == 0 && slices.ContainsFunc(keys(words), func(r rune) bool { return words[r] > 0 }) {
				lost = append(lost, "…")
			}
			slices.Sort(lost)
			return slices.Compact(lost)
		case html.StartTagToken, html.SelfClosingTagToken:
			lost = append(lost, lostTag(tokens.Token())...)
		}
	}
}

func keys(words map[rune]int) []rune {
	all := make([]rune, 0, len(words))
	for r := range words {
		all = append(all, r)
	}
	return all
}

// count calls each for every sign of the words in s, whatever tags are around them; blanks
// do not count, since the end of a paragraph may stand for one.
func count(s string, each func(r rune)) {
	tokens := html.NewTokenizer(strings.NewReader(strings.ToValidUTF8(s, "\ufffd")))
	silent := false // within a style sheet
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken:
			name, _ := tokens.TagName()
			silent = string(name) == "style"
		case html.EndTagToken:
			silent = false
		case html.TextToken:
			if silent {
				continue
			}
			for _, r := range norm.NFC.String(tidy(tokens.Token().Data)) {
				if !unicode.IsSpace(r) && r != '\u0338' && r != '\ufffd' {
					each(r)
				}
			}
		}
	}
}

// elements are those of the HTML Living Standard, those that it calls obsolete (section
// 16.2) and two that office programs write. Any other name between < and > was written to
// be read.
const elements = " a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br button " +
	"canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure " +
	"font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img input ins isindex kbd keygen label legend " +
	"li link listing main map mark marquee menu menuitem meta meter multicol nav nextid nobr noembed noframes noscript object ol optgroup " +
	"option output p param picture plaintext pre progress q rb rp rt rtc ruby s samp script search section select slot small source spacer " +
	"span strike strong style sub summary sup table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xml xmp "

// IsElement reports whether name, in small letters, is that of an element.
func IsElement(name string) bool { return strings.Contains(elements, " "+name+" ") }

func lostTag(tag html.Token) []string {
	switch {
	case !IsElement(tag.Data) && !strings.Contains(tag.Data, ":"): // Word's own tags have a colon
		return []string{"<" + shorten(tag.Data) + ">"}
	case tag.DataAtom == atom.Video || tag.DataAtom == atom.Audio || tag.DataAtom == atom.Canvas:
		return []string{"<" + tag.Data + ">"}
	case tag.DataAtom == atom.Noscript || tag.DataAtom == atom.Noembed || tag.DataAtom == atom.Noframes || tag.DataAtom == atom.Xmp || tag.DataAtom == atom.Plaintext:
		return []string{"<" + tag.Data + ">"}
	case tag.DataAtom == atom.Img:
		if src := attribute(tag, "src"); !IsPicture(src) {
			return []string{"<img src=\"" + shorten(src) + "\">"}
		}
	case tag.DataAtom == atom.Figure:
		if card := attribute(tag, embed); card != "" && !IsCard(card) {
			return []string{embed + "=\"" + shorten(card) + "\""}
		}
	case tag.DataAtom == atom.Blockquote:
		if piece, version := attribute(tag, markPiece), attribute(tag, markVersion); piece+version != "" && !IsMark(piece, version) {
			return []string{markPiece + "=\"" + shorten(piece) + "\""}
		}
	case tag.DataAtom == atom.A:
		if target := attribute(tag, "href"); !IsTarget(target) {
			return []string{"href=\"" + shorten(target) + "\""}
		}
	}
	return nil
}

func attribute(tag html.Token, name string) string {
	for _, a := range tag.Attr {
		if a.Key == name {
			return strings.Join(strings.Fields(tidy(a.Val)), " ")
		}
	}
	return ""
}

// IsTarget reports whether a link to an address is kept.
func IsTarget(address string) bool {
	u, err := url.Parse(address)
	// "//host" is kept by browsers, but readers of a feed have no scheme to take it for.
	return err == nil && slices.Contains([]string{"", "http", "https", "mailto"}, u.Scheme) && (u.Scheme != "" || u.Host == "")
}

// shorten keeps a name or an address recognisable in a message.
func shorten(s string) string {
	const most = 60
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}
