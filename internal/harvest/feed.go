package harvest

import (
	"bytes"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"net/url"
	"strings"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/text"
)

// Read reads a feed, of whichever format its first bytes are. What cannot be read at all is an
// error that explains itself; what is doubtful is told in findings. It never fails for the sake
// of one entry.
func Read(data []byte, o Options) (Feed, error) {
	if len(data) > MaxFeed {
		return Feed{}, TooLarge()
	}
	var n notes
	data = bytes.TrimSpace(utf8Of(data, o.Type, &n))
	var f Feed
	var err error
	switch {
	case len(data) == 0:
		return Feed{}, unreadable(fault.T("Nguồn trả về một tài liệu rỗng.", "The source gave an empty document."))
	case data[0] == '{':
		f, err = o.jsonFeed(data, &n)
	default:
		f, err = o.xmlFeed(data, &n)
	}
	if err != nil {
		return Feed{}, err
	}
	f.Entries = once(apart(f.Entries))
	f.Findings = n.list()
	return f, nil
}

// apart takes an id away from entries that share it although each is of an address of its own:
// it is none, and all but one would be lost.
func apart(entries []Entry) []Entry {
	links, shared := map[string]string{}, map[string]bool{}
	for _, e := range entries {
		if e.ID == "" || e.Link == "" {
			continue
		}
		if other, there := links[e.ID]; there && other != e.Link {
			shared[e.ID] = true
		}
		links[e.ID] = e.Link
	}
	for i, e := range entries {
		if e.Link != "" && shared[e.ID] {
			entries[i].Findings = append(e.Findings, Finding{IDShared, shorten(e.ID)})
			entries[i].ID = ""
		}
	}
	return entries
}

// once keeps the first of entries with one identity.
func once(entries []Entry) []Entry {
	places, kept := map[string]int{}, entries[:0]
	for _, e := range entries {
		id := e.Identity()
		if i, there := places[id]; there {
			if kept[i].Hash() != e.Hash() {
				kept[i].Findings = append(kept[i].Findings, Finding{Duplicate, shorten(e.Title)})
			}
			continue
		}
		places[id] = len(kept)
		kept = append(kept, e)
	}
	return kept
}

func (o Options) xmlFeed(data []byte, n *notes) (Feed, error) {
	g := newGrower(bytes.NewReader(data))
	for {
		token, err := g.next()
		if errors.Is(err, io.EOF) {
			return Feed{}, notAFeed("")
		}
		if err != nil {
			return Feed{}, err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch strings.ToLower(start.Name.Local) {
		case "html":
			return Feed{}, notAFeed(alternate(data, o.Address))
		case "rss", "rdf", "feed":
		default:
			return Feed{}, notAFeed("")
		}
		root, err := g.grow(start, &node{base: o.Address})
		if err != nil {
			return Feed{}, err
		}
		if root.name == "feed" {
			return o.atomFeed(root, n), nil
		}
		return o.rssFeed(root, n), nil
	}
}

// notAFeed refuses what is no feed, and names the one that a web page points at.
func notAFeed(feed string) error {
	if feed != "" {
		return unreadable(fault.Tf("Địa chỉ này là một trang web; nguồn tin của trang có thể là %s.", "This address is a web page; its feed may be %s.", feed))
	}
	return unreadable(fault.T("Không phải nguồn tin RSS, Atom hay JSON Feed.", "This is no RSS, Atom or JSON feed."))
}

// alternate finds the feed that a web page points at.
func alternate(page []byte, address string) string {
	z := nethtml.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case nethtml.ErrorToken:
			return ""
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
			tag := z.Token()
			kind := attribute(tag, "type")
			if tag.DataAtom == atom.Link && (kind == "application/rss+xml" || kind == "application/atom+xml" || kind == "application/feed+json") {
				base, _ := url.Parse(address)
				return absolute(base, attribute(tag, "href"), "")
			}
		}
	}
}

// sheaf is an entry on its way, with what stands in the document.
type sheaf struct {
	Entry
	title, lead, body string // HTML
	leadBase, base    string
	dates             [2]string // published, updated
	authors, keywords []string
	notes             *notes
}

// bind cleans what was found of an entry.
func (o Options) bind(s sheaf) Entry {
	e, n := s.Entry, s.notes
	e.ID = shortID(e.ID)
	if e.ID == "" {
		n.add(IDMissing, "")
	}
	e.Title = o.line(s.title)
	var shown []Picture
	e.Body, shown = o.clean(s.body, s.base, n)
	for _, p := range shown {
		e.Pictures = keepPicture(e.Pictures, p, n)
	}
	if s.lead != "" {
		lead, more := o.clean(s.lead, s.leadBase, n)
		for _, p := range more {
			e.Pictures = keepPicture(e.Pictures, p, n)
		}
		e.Lead = o.HTML.Plain(lead)
	}
	if e.Body == "" { // what there is stands as the text
		e.Body, e.Lead = o.HTML.FromPlain(e.Lead), ""
	}
	e.Authors, e.Keywords = o.lines(s.authors), o.lines(s.keywords)
	if e.Title == "" {
		n.add(TitleMissing, "")
		if e.Title = text.Cut(o.line(e.Body), 100); e.Title == "" {
			e.Title = cmpOr(e.Link, e.ID, "?")
		}
	}
	e.Published = o.judged(cmpOr(s.dates[0], s.dates[1]), n)
	if s.dates[1] != "" && s.dates[1] != s.dates[0] {
		e.Updated, _ = date(s.dates[1])
	}
	e.Lang = shortLang(e.Lang)
	e.Findings = n.list()
	return e
}

func cmpOr(values ...string) string {
	for _, v := range values {
		if strings.TrimSpace(v) != "" {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

// shortID keeps an id as it is where it can be kept; a very long one by its hash.
func shortID(id string) string {
	id = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(id, "\x00", ""), "\ufffd"))
	if len(id) > maxAddress {
		return "sha256:" + digest(id)
	}
	return id
}

func shortLang(lang string) string {
	lang = strings.TrimSpace(lang)
	if len(lang) > 35 || strings.ContainsFunc(lang, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) {
		return ""
	}
	return lang
}

func (o Options) rssFeed(root *node, n *notes) Feed {
	f := Feed{Format: RSS}
	channel := root.one("", "channel")
	f.Title = o.line(channel.one("", "title").words())
	items := append(channel.all("", "item"), root.all("", "item")...)
	items = append(items, root.one("", "items").all("", "item")...)
	lang := channel.one("", "language").words()
	for i, item := range items {
		if i == MaxEntries {
			n.add(TooMany, "")
			break
		}
		e := o.bind(o.rssItem(item, cmpOr(channel.one("", "link").words())))
		if e.Lang == "" {
			e.Lang = shortLang(lang)
		}
		f.Entries = append(f.Entries, e)
	}
	for _, where := range []*node{root, channel} {
		f.Gone = append(f.Gone, tombstones(where)...)
	}
	return f
}

func (o Options) rssItem(item *node, site string) sheaf {
	s := sheaf{notes: &notes{}}
	base := item.base
	if site != "" {
		base = resolve(base, site)
	}
	guid := item.one("", "guid")
	s.ID = cmpOr(guid.words(), rdfAbout(item))
	link := item.one("", "link").words()
	for _, l := range item.all("atom", "link") {
		if link == "" && (l.get("rel") == "" || l.get("rel") == "alternate") {
			link = l.get("href")
		}
	}
	if link == "" && guid.get("isPermaLink") != "false" && strings.HasPrefix(guid.words(), "http") {
		link = guid.words()
	}
	from, _ := url.Parse(base)
	s.Link = absolute(from, link, "")
	s.Lang = cmpOr(item.one("dc", "language").words(), item.lang)
	s.title = item.one("", "title").words()
	s.base = cmpOr(s.Link, base)
	s.leadBase = s.base
	s.body = item.one("content", "encoded").words()
	description := item.one("", "description").words()
	if s.body == "" {
		s.body = description
	} else if description != s.body {
		s.lead = description
	}
	s.dates = [2]string{cmpOr(item.one("", "pubDate").words(), item.one("dc", "date").words(), item.one("", "pubdate").words()),
		cmpOr(item.one("atom", "updated").words(), item.one("dcterms", "modified").words())}
	for _, a := range append(item.all("dc", "creator"), item.all("", "author")...) {
		s.authors = append(s.authors, html.EscapeString(a.words()))
	}
	for _, a := range append(item.all("", "category"), item.all("dc", "subject")...) {
		s.keywords = append(s.keywords, html.EscapeString(a.words()))
	}
	o.attached(&s, item, s.base)
	return s
}

func rdfAbout(item *node) string {
	for _, a := range item.attr {
		if a.Name.Local == "about" {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// attached lists the pictures that stand beside the text.
func (o Options) attached(s *sheaf, item *node, base string) {
	from, _ := url.Parse(base)
	add := func(address, alt, credit string) {
		if at := absolute(from, address, ""); at != "" {
			s.Pictures = keepPicture(s.Pictures, Picture{at, o.line(html.EscapeString(alt)), o.line(html.EscapeString(credit))}, s.notes)
		} else if address != "" {
			s.notes.add(PictureDropped, address)
		}
	}
	for _, e := range item.all("", "enclosure") {
		if strings.HasPrefix(e.get("type"), "image/") {
			add(e.get("url"), "", "")
		} else if e.get("url") != "" {
			s.notes.add(EmbedRemoved, e.get("url"))
		}
	}
	where := append([]*node{item}, item.all("media", "group")...)
	for _, at := range where {
		for _, m := range at.all("media", "content") {
			if m.get("medium") == "image" || strings.HasPrefix(m.get("type"), "image/") {
				add(m.get("url"), cmpOr(m.one("media", "description").words(), m.one("media", "title").words()), m.one("media", "credit").words())
			}
		}
		for _, m := range at.all("media", "thumbnail") {
			if len(s.Pictures) == 0 {
				add(m.get("url"), "", "")
			}
		}
	}
}

func tombstones(where *node) []Gone {
	var gone []Gone
	for _, t := range where.all("at", "deleted-entry") {
		if id := shortID(t.get("ref")); id != "" && len(gone) < MaxEntries {
			at, _ := date(t.get("when"))
			gone = append(gone, Gone{id, at})
		}
	}
	return gone
}

func (o Options) atomFeed(root *node, n *notes) Feed {
	space := root.space
	f := Feed{Format: Atom, Title: o.line(o.construct(root.one(space, "title"))), Gone: tombstones(root)}
	for i, entry := range root.all(space, "entry") {
		if i == MaxEntries {
			n.add(TooMany, "")
			break
		}
		s := o.atomEntry(entry)
		if len(s.authors) == 0 {
			for _, a := range root.all(space, "author") {
				s.authors = append(s.authors, html.EscapeString(a.one(space, "name").words()))
			}
		}
		f.Entries = append(f.Entries, o.bind(s))
	}
	return f
}

func (o Options) atomEntry(entry *node) sheaf {
	space := entry.space
	s := sheaf{notes: &notes{}}
	s.ID, s.Lang = entry.one(space, "id").words(), entry.lang
	for _, l := range entry.all(space, "link") {
		from, _ := url.Parse(l.base)
		switch rel := l.get("rel"); {
		case (rel == "" || rel == "alternate") && s.Link == "":
			s.Link = absolute(from, l.get("href"), "")
		case rel == "enclosure" && strings.HasPrefix(l.get("type"), "image/"):
			if at := absolute(from, l.get("href"), ""); at != "" {
				s.Pictures = keepPicture(s.Pictures, Picture{Address: at, Alt: o.line(html.EscapeString(l.get("title")))}, s.notes)
			}
		case rel == "enclosure":
			s.notes.add(EmbedRemoved, l.get("href"))
		}
	}
	s.title = o.construct(entry.one(space, "title"))
	content, summary := entry.one(space, "content"), entry.one(space, "summary")
	if content.get("src") != "" {
		s.notes.add(EmbedRemoved, content.get("src"))
	}
	s.body, s.base = o.construct(content), based(content, s.Link)
	s.lead, s.leadBase = o.construct(summary), based(summary, s.Link)
	if s.body == "" {
		s.body, s.base, s.lead = s.lead, s.leadBase, ""
	}
	s.dates = [2]string{cmpOr(entry.one(space, "published").words(), entry.one(space, "issued").words()), cmpOr(entry.one(space, "updated").words(), entry.one(space, "modified").words())}
	for _, a := range entry.all(space, "author") {
		s.authors = append(s.authors, html.EscapeString(cmpOr(a.one(space, "name").words(), a.one(space, "email").words())))
	}
	for _, c := range entry.all(space, "category") {
		s.keywords = append(s.keywords, html.EscapeString(cmpOr(c.get("label"), c.get("term"))))
	}
	return s
}

// based is where the links of a text are read from: its xml:base where one is set below the
// document's own address, else the piece's address.
func based(n *node, link string) string { return cmpOr(n.base, link) }

// construct gives a text construct of Atom (RFC 4287, section 3.1) as HTML.
func (o Options) construct(n *node) string {
	switch strings.ToLower(n.get("type")) {
	case "xhtml", "application/xhtml+xml", "text/xml", "application/xml":
		var b strings.Builder
		n.markup(&b)
		return b.String()
	case "html", "text/html":
		return n.words()
	}
	return o.HTML.FromPlain(n.words())
}
