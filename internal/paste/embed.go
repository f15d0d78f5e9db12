package paste

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"github.com/lantoa/lantoa/internal/text"
)

// provider is a place whose content people embed.
type provider struct {
	hosts []string // with and without "www."
	// frame is the path of its frames; what it captures is put into page.
	frame, page string
	// query names the parameter of a frame that holds the address of the page.
	query string
}

// providers lists the places whose frames become cards. Any other https address can be a
// card as well; only its frame tells nothing of where it leads.
func providers() []provider {
	return []provider{
		{hosts: []string{"youtube.com", "youtube-nocookie.com", "m.youtube.com"}, frame: `^/embed/([\w-]{6,20})`, page: "https://www.youtube.com/watch?v=$1"},
		{hosts: []string{"player.vimeo.com"}, frame: `^/video/(\d+)`, page: "https://vimeo.com/$1"},
		{hosts: []string{"open.spotify.com"}, frame: `^/embed/([a-z]+/[A-Za-z0-9]+)`, page: "https://open.spotify.com/$1"},
		{hosts: []string{"tiktok.com"}, frame: `^/(?:embed/v2|embed|player/v1)/(\d+)`, page: "https://www.tiktok.com/embed/v2/$1"},
		{hosts: []string{"facebook.com"}, frame: `^/plugins/(?:video|post)\.php`, query: "href"},
		{hosts: []string{"platform.twitter.com", "platform.x.com"}, frame: `^/embed/Tweet\.html`, query: "url"},
		{hosts: []string{"dailymotion.com", "geo.dailymotion.com"}, frame: `^/embed/video/(\w+)`, page: "https://www.dailymotion.com/video/$1"},
		{hosts: []string{"w.soundcloud.com"}, frame: `^/player/`, query: "url"},
	}
}

// quoted are the classes of the quotations that networks give out to be embedded.
const quoted = " twitter-tweet twitter-video tiktok-embed instagram-media fb-post fb-video bluesky-embed "

// pageOf returns the address of the page that a frame shows, empty when its provider is not known.
func pageOf(frame string) string {
	if strings.HasPrefix(frame, "//") {
		frame = "https:" + frame
	}
	u, err := url.Parse(strings.TrimSpace(frame))
	if err != nil {
		return ""
	}
	for _, p := range providers() {
		if !slices.Contains(p.hosts, strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")) {
			continue
		}
		path := regexp.MustCompile(p.frame)
		switch found := path.FindStringSubmatchIndex(u.Path); {
		case found == nil:
		case p.query != "":
			if page := u.Query().Get(p.query); text.IsCard(page) {
				return page
			}
		default:
			return string(path.ExpandString(nil, p.page, u.Path, found))
		}
	}
	return ""
}

// card makes a card of a frame, of a quotation that is there to be embedded, or of a card.
func (w *writer) card(n *node) (block, bool) {
	if page := n.attr["data-embed"]; n.name == "figure" && text.IsCard(page) {
		b := block{tag: "figure", attr: ` data-embed="` + html.EscapeString(page) + `"`, kids: w.figure(n, marks{})}
		return b, true
	}
	page, caption := "", ""
	title := strings.Join(strings.Fields(n.attr["title"]), " ")
	switch n.name {
	case "iframe":
		page = pageOf(n.attr["src"])
	case "blockquote", "div":
		if !strings.ContainsFunc(n.attr["class"], unicode.IsLetter) || !slices.ContainsFunc(strings.Fields(n.attr["class"]), func(c string) bool { return strings.Contains(quoted, " "+c+" ") }) {
			return block{}, false
		}
		page, caption = quotation(n), n.words()
	}
	if page == "" {
		return block{}, false
	}
	w.found.add(Card, page)
	if title == "" {
		title = page
	}
	b := block{tag: "figure", attr: ` data-embed="` + html.EscapeString(page) + `"`,
		kids: []block{{line: []piece{{marks: marks{href: page}, text: title}}}}}
	if caption != "" {
		b.kids = append(b.kids, block{tag: "figcaption", line: []piece{{text: caption}}})
	}
	return b, true
}

// quotation finds the address of what a quotation shows: as its attributes say, or its last link.
func quotation(n *node) string {
	for _, name := range []string{"cite", "data-instgrm-permalink", "data-href"} {
		if text.IsCard(n.attr[name]) {
			return n.attr[name]
		}
	}
	last := ""
	var walk func(*node)
	walk = func(n *node) {
		if n.name == "a" && text.IsCard(n.attr["href"]) {
			last = n.attr["href"]
		}
		for _, kid := range n.kids {
			walk(kid)
		}
	}
	walk(n)
	return last
}

// address is where an element gets its content from.
func address(n *node) string {
	for _, name := range []string{"src", "data", "href"} {
		if n.attr[name] != "" {
			return strings.Join(strings.Fields(n.attr[name]), " ")
		}
	}
	return ""
}

// picture takes over pictures that can stay where they are, and tells of the others.
func (f *flow) picture(n *node, m marks) {
	src, alt := address(n), strings.Join(strings.Fields(n.attr["alt"]), " ")
	switch {
	case isEmoji(alt):
		f.text(alt, m)
	case text.IsPicture(src):
		tag := `<img src="` + html.EscapeString(src) + `" alt="` + html.EscapeString(alt) + `"`
		for _, name := range []string{"width", "height"} {
			if size := n.attr[name]; size != "" {
				tag += " " + name + `="` + html.EscapeString(size) + `"`
			}
		}
		f.line = append(f.line, piece{marks: m, kind: isPicture, text: tag + "/>"})
		if !strings.HasPrefix(src, "/") {
			f.w.found.add(RemotePicture, src)
		}
	default:
		if scheme, _, data := strings.Cut(src, ","); data && strings.HasPrefix(src, "data:") {
			src = scheme + ",…"
		}
		f.w.found.gone(PictureUpload, strings.TrimSpace(alt+" "+src))
	}
}

// isEmoji reports whether a picture stands for signs that letters can write.
func isEmoji(alt string) bool {
	return alt != "" && len(alt) <= 40 && !strings.ContainsFunc(alt, func(r rune) bool {
		return r < 0x80 || !unicode.In(r, unicode.So, unicode.Sk, unicode.Mn, unicode.Cf)
	})
}

// link returns the address that a link leads to, and outer when it leads nowhere.
func (w *writer) link(n *node, outer string) string {
	to, ok := n.attr["href"]
	to = strings.Join(strings.Fields(to), " ")
	if !ok || to == "" || strings.HasPrefix(to, "#") {
		return outer
	}
	if real := behind(to); real != "" {
		w.found.add(Redirect, real)
		return real
	}
	if !text.IsTarget(to) {
		w.found.gone(DeadLink, to)
		return outer
	}
	return to
}

// behind returns the page that a redirector leads to, empty for other addresses.
func behind(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	var name string
	switch host := strings.ToLower(u.Hostname()); {
	case host == "www.google.com" && u.Path == "/url":
		name = "q"
		if u.Query().Get(name) == "" {
			name = "url"
		}
	case (host == "l.facebook.com" || host == "lm.facebook.com") && u.Path == "/l.php":
		name = "u"
	case strings.HasSuffix(host, ".safelinks.protection.outlook.com"):
		name = "url"
	default:
		return ""
	}
	target := u.Query().Get(name)
	if to, err := url.Parse(target); err != nil || to.Scheme != "https" && to.Scheme != "http" || to.Host == "" {
		return ""
	}
	return target
}
