package harvest

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/unicode/norm"

	"github.com/lantoa/lantoa/internal/text"
)

// cleaner takes a strangers' HTML apart tag by tag and writes what may stay. The words stay,
// whatever stood around them; only what no reader sees (scripts, style sheets) goes with its
// text.
type cleaner struct {
	o        Options
	base     *url.URL // nil when nothing can be resolved
	out      strings.Builder
	notes    *notes
	pictures []Picture
	anchors  []bool // of the open links, whether the tag was written
}

// clean returns the HTML that is kept of what a stranger wrote, and the pictures that stood
// in it.
func (o Options) clean(raw, base string, n *notes) (string, []Picture) {
	if len(raw) > maxRaw {
		raw = cut(raw, maxRaw)
		n.add(TooLong, "")
	}
	c := &cleaner{o: o, notes: n}
	if u, err := url.Parse(base); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		c.base = u
	}
	c.read(strings.ToValidUTF8(strings.ReplaceAll(raw, "\x00", ""), "\ufffd"), true)
	rewritten := c.out.String()
	kept := o.HTML.Sanitize(rewritten)
	if lacks(rewritten, kept) || o.HTML.Knotted(kept) {
		kept = o.HTML.FromPlain(o.HTML.Plain(rewritten))
		n.add(LayoutDropped, "")
	}
	if len(kept) > maxBody {
		kept = o.HTML.FromPlain(cut(o.HTML.Plain(kept), maxBody/8)) // escapes take at most six bytes for one
		n.add(TooLong, "")
	}
	return kept, c.pictures
}

// cut keeps at most so many bytes of a text.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "")
}

// read goes through the tags; deeper allows one look into what browsers without scripts show.
func (c *cleaner) read(raw string, deeper bool) {
	z := html.NewTokenizer(strings.NewReader(raw))
	var inside atom.Atom // of the element with raw text that is open
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.TextToken:
			c.words(string(z.Text()), string(z.Raw()), inside, deeper)
			inside = 0
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := z.Token()
			inside = tag.DataAtom
			c.start(tag)
		case html.EndTagToken:
			inside = 0
			c.end(z.Token())
		}
	}
}

// words writes text; what stands in scripts and style sheets is none.
func (c *cleaner) words(unescaped, raw string, inside atom.Atom, deeper bool) {
	switch inside {
	case atom.Script, atom.Style:
	case atom.Noscript, atom.Noembed, atom.Noframes, atom.Iframe:
		if deeper {
			c.read(raw, false)
			return
		}
		c.out.WriteString(html.EscapeString(raw))
	default:
		c.out.WriteString(html.EscapeString(unescaped))
	}
}

func (c *cleaner) start(tag html.Token) {
	switch tag.DataAtom {
	case atom.Script, atom.Object, atom.Embed, atom.Applet, atom.Form, atom.Input, atom.Button, atom.Textarea, atom.Select, atom.Base, atom.Svg, atom.Math, atom.Frame, atom.Frameset:
		c.notes.add(ActingRemoved, "<"+tag.Data+">")
	case atom.Iframe, atom.Video, atom.Audio, atom.Canvas:
		c.notes.add(EmbedRemoved, strings.TrimSpace("<"+tag.Data+"> "+attribute(tag, "src")))
	case atom.Img:
		c.picture(tag)
	case atom.A:
		c.link(tag)
	case atom.Noscript, atom.Noembed, atom.Noframes, atom.Style, atom.Title, atom.Xmp, atom.Plaintext, atom.Listing, atom.Source, atom.Track, atom.Meta, atom.Link, atom.Html, atom.Head, atom.Body, atom.Param:
		c.out.WriteByte(' ')
	default:
		c.tag(tag)
	}
}

// tag writes a tag that only lays out; the allow-list judges it.
func (c *cleaner) tag(tag html.Token) {
	if tag.DataAtom == 0 {
		if !strings.Contains(tag.Data, ":") { // office programs write tags with a colon
			c.notes.add(TagDropped, "<"+tag.Data+">")
		}
		return
	}
	kept := tag.Attr[:0]
	for _, a := range tag.Attr {
		switch a.Key {
		case "colspan", "rowspan", "scope", "start", "type", "dir", "lang":
			kept = append(kept, a)
		default:
			if strings.HasPrefix(strings.ToLower(a.Key), "on") {
				c.notes.add(ActingRemoved, a.Key)
			}
		}
	}
	tag.Attr = kept
	c.out.WriteString(tag.String())
}

func (c *cleaner) end(tag html.Token) {
	switch tag.DataAtom {
	case 0:
	case atom.A:
		if n := len(c.anchors); n > 0 {
			written := c.anchors[n-1]
			c.anchors = c.anchors[:n-1]
			if written {
				c.out.WriteString("</a>")
			}
		}
	case atom.Script, atom.Object, atom.Embed, atom.Applet, atom.Form, atom.Input, atom.Button, atom.Textarea, atom.Select, atom.Base, atom.Svg, atom.Math, atom.Frame, atom.Frameset,
		atom.Iframe, atom.Video, atom.Audio, atom.Canvas, atom.Img, atom.Noscript, atom.Noembed, atom.Noframes, atom.Style, atom.Title, atom.Xmp, atom.Plaintext, atom.Listing,
		atom.Source, atom.Track, atom.Meta, atom.Link, atom.Html, atom.Head, atom.Body, atom.Param:
		c.out.WriteByte(' ')
	default:
		c.out.WriteString(tag.String())
	}
}

func (c *cleaner) link(tag html.Token) {
	for _, a := range tag.Attr {
		if strings.HasPrefix(strings.ToLower(a.Key), "on") {
			c.notes.add(ActingRemoved, a.Key)
		}
	}
	href := attribute(tag, "href")
	if href == "" { // an anchor, not a link
		c.anchors = append(c.anchors, false)
		return
	}
	address := c.absolute(href, "mailto")
	if address == "" {
		c.notes.add(LinkDropped, href)
	} else {
		c.out.WriteString(html.Token{Type: html.StartTagToken, Data: "a", DataAtom: atom.A, Attr: []html.Attribute{{Key: "href", Val: address}}}.String())
	}
	c.anchors = append(c.anchors, address != "")
}

// picture lists a picture, or tells why not.
func (c *cleaner) picture(tag html.Token) {
	for _, a := range tag.Attr {
		if strings.HasPrefix(strings.ToLower(a.Key), "on") {
			c.notes.add(ActingRemoved, a.Key)
		}
	}
	alt := c.o.line(html.EscapeString(attribute(tag, "alt")))
	src := ""
	for _, name := range []string{"data-src", "data-lazy-src", "data-original", "src"} { // what is loaded late has a stand-in at src
		if src = c.absolute(attribute(tag, name), ""); src != "" {
			break
		}
	}
	switch {
	case tiny(attribute(tag, "width")) || tiny(attribute(tag, "height")):
		c.notes.add(TrackingRemoved, host(src))
	case src == "":
		c.notes.add(PictureDropped, strings.TrimSpace(shorten(attribute(tag, "src"))+" "+alt))
	default:
		c.pictures = keepPicture(c.pictures, Picture{Address: src, Alt: alt}, c.notes)
	}
}

// keepPicture adds a picture that is not among the others.
func keepPicture(all []Picture, p Picture, n *notes) []Picture {
	i := slices.IndexFunc(all, func(other Picture) bool { return other.Address == p.Address })
	switch {
	case i >= 0 && all[i].Alt == "":
		all[i].Alt = p.Alt
	case i >= 0:
	case len(all) == maxList:
		n.add(PictureDropped, p.Address)
	default:
		all = append(all, p)
	}
	return all
}

// tiny tells a size that no reader sees.
func tiny(size string) bool {
	size = strings.TrimSuffix(strings.TrimSpace(size), "px")
	return size == "0" || size == "1" || size == "2"
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// absolute resolves an address; "" where it is none of http, https or the other scheme.
func (c *cleaner) absolute(address, other string) string { return absolute(c.base, address, other) }

func absolute(base *url.URL, address, other string) string {
	address = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.TrimSpace(address))
	if address == "" || len(address) > maxAddress {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	written := u.String()
	switch {
	case len(written) > maxAddress || !utf8.ValidString(written):
	case (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil:
		return written
	case other != "" && u.Scheme == other && u.Opaque != "":
		return written
	}
	return ""
}

func attribute(tag html.Token, name string) string {
	for _, a := range tag.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

// lacks reports whether a letter or figure that can be read in given is missing in kept.
func lacks(given, kept string) bool {
	letters := map[rune]int{}
	count(given, func(r rune) { letters[r]++ })
	count(kept, func(r rune) { letters[r]-- })
	for _, n := range letters {
		if n > 0 {
			return true
		}
	}
	return false
}

// count calls each for every letter, mark and figure of the text between tags.
func count(s string, each func(r rune)) {
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.TextToken:
			clean, err := text.Clean(string(z.Text()))
			if err != nil {
				continue
			}
			for _, r := range norm.NFD.String(clean) {
				if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) && r != '\u0338' {
					each(r)
				}
			}
		}
	}
}
