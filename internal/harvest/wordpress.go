package harvest

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/fault"
)

// MaxExport bounds an export of WordPress, in bytes.
const MaxExport = 50 << 20

// maxItems bounds the items of an export, and its authors.
const maxItems = 100_000

// Term is a category or a tag of a site.
type Term struct {
	Kind string // "category" or "tag"
	Slug string
	Name string
}

// Post is one item of an export.
type Post struct {
	Entry
	Terms []Term
	Kind  string // as WordPress calls it: post, page, attachment …
	State string // publish, draft …
	// Skipped says why it is not taken; zero for what is.
	Skipped fault.Text
}

// Export is what an export says of itself.
type Export struct {
	Title    string
	Site     string // absolute address, "" where there is none
	Lang     string
	Findings []Finding
}

// survey is what must be known of the whole file before its posts are read.
type survey struct {
	Export
	attached map[string][]Picture // by the number of the post that they belong to
	picture  map[string]Picture   // by their own number
	parent   map[string]string    // of posts and pages, by number
	writer   map[string]string    // names of those who write, by login
}

// ReadWordPress reads an export (WXR 1.0 to 1.2) twice, once for what posts refer to, and gives
// each of its items in order. It stops with the error of each. Pages asks for pages too.
func ReadWordPress(file io.ReadSeeker, o Options, pages bool, each func(Post) error) (Export, error) {
	s := survey{attached: map[string][]Picture{}, picture: map[string]Picture{}, parent: map[string]string{}, writer: map[string]string{}}
	var n notes
	if err := items(file, &n, func(channel *node) { o.site(channel, &s) }, func(item *node) error { s.note(o, item); return nil }); err != nil {
		return Export{}, err
	}
	s.Findings = n.list()
	loops := circles(s.parent)
	return s.Export, items(file, &notes{}, nil, func(item *node) error { return each(o.post(item, &s, loops, pages)) })
}

// items goes through the items of an export. What stands in its channel before and between them
// is given as one element with the rest of the channel, at the end.
func items(file io.ReadSeeker, n *notes, site func(*node), each func(item *node) error) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	in := bufio.NewReaderSize(file, 64<<10)
	head, _ := in.Peek(256)
	if name := declaredIn(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))); name != "" && name != "utf-8" && name != "utf8" {
		return unreadable(fault.Tf("Tệp dùng bảng mã %s; hãy đổi sang UTF-8.", "The file is in %s; convert it to UTF-8.", name))
	}
	g := newGrower(&mending{in: in, notes: n})
	channel := &node{}
	count := 0
	var open []string
	for {
		token, err := g.next()
		if errors.Is(err, io.EOF) && len(open) == 0 && channel.name != "" {
			break
		}
		if errors.Is(err, io.EOF) {
			return notAnExport()
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch name := t.Name.Local; {
			case len(open) == 0 && name != "rss", len(open) == 1 && name != "channel":
				return notAnExport()
			case len(open) == 1:
				channel.name = name
				open = append(open, name)
			case len(open) == 0:
				open = append(open, name)
			default:
				kid, err := g.grow(t, channel)
				if err != nil {
					return err
				}
				if !kid.is("", "item") {
					if err := keep(channel, kid); err != nil {
						return err
					}
					continue
				}
				if count++; count > maxItems {
					return tooManyItems()
				}
				if err := each(kid); err != nil {
					return err
				}
			}
		case xml.EndElement:
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		}
	}
	if channel.one("wp", "wxr_version").name == "" {
		return notAnExport()
	}
	if site != nil {
		site(channel)
	}
	return nil
}

// keep keeps what is read of a channel, and nothing else of it.
func keep(channel, kid *node) error {
	switch {
	case kid.is("wp", "author"):
		if len(channel.kids) > maxItems {
			return tooManyItems()
		}
	case kid.is("", "title"), kid.is("", "language"), kid.is("", "link"), kid.is("wp", "base_blog_url"), kid.is("wp", "base_site_url"), kid.is("wp", "wxr_version"):
		if channel.one(kid.space, kid.name).name != "" {
			return nil
		}
	default:
		return nil
	}
	channel.kids = append(channel.kids, kid)
	return nil
}

// tooManyItems refuses a file with more than can be considered.
func tooManyItems() error {
	return fault.New(fault.BodyTooLarge, fault.Tf("Tệp có hơn %d mục; xuất theo từng năm hoặc từng loại rồi nhập lần lượt.", "The file has more than %d items; export it by year or by kind and import one after the other.", maxItems))
}

func notAnExport() error {
	return unreadable(fault.T("Không phải tệp xuất của WordPress (WXR), hoặc tệp bị cắt; trong WordPress: Công cụ → Xuất → Tất cả nội dung.",
		"This is no export of WordPress (WXR), or it was cut off; in WordPress: Tools → Export → All content."))
}

// TooLargeExport refuses a file of more than [MaxExport] bytes.
func TooLargeExport() error {
	return fault.New(fault.BodyTooLarge, fault.Tf("Tệp lớn hơn %d MB; xuất theo từng năm hoặc từng loại rồi nhập lần lượt.", "The file is larger than %d MB; export it by year or by kind and import one after the other.", MaxExport>>20))
}

// mending leaves out what XML does not have and replaces broken UTF-8, as it is read.
type mending struct {
	in    *bufio.Reader
	notes *notes
	held  []byte
}

func (m *mending) Read(p []byte) (int, error) {
	n := copy(p, m.held)
	m.held = m.held[n:]
	for n < len(p) {
		r, size, err := m.in.ReadRune()
		if err != nil {
			if n > 0 {
				return n, nil
			}
			return 0, err
		}
		bad := r == utf8.RuneError && size == 1
		if bad || r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
			m.notes.add(CharactersBroken, "")
			if !bad {
				continue
			}
		}
		var b [utf8.UTFMax]byte
		wide := utf8.EncodeRune(b[:], r)
		done := copy(p[n:], b[:wide])
		m.held = append(m.held[:0], b[done:wide]...)
		n += done
	}
	return n, nil
}

func (o Options) site(channel *node, s *survey) {
	s.Title, s.Lang = o.line(channel.one("", "title").words()), shortLang(channel.one("", "language").words())
	for _, a := range channel.all("wp", "author") {
		s.writer[a.one("wp", "author_login").words()] = a.one("wp", "author_display_name").words()
	}
	s.Site = absolute(nil, cmpOr(channel.one("wp", "base_blog_url").words(), channel.one("", "link").words(), channel.one("wp", "base_site_url").words()), "")
}

// note remembers what posts refer to.
func (s *survey) note(o Options, item *node) {
	id, parent := item.one("wp", "post_id").words(), item.one("wp", "post_parent").words()
	if item.one("wp", "post_type").words() != "attachment" {
		if parent != "" && parent != "0" {
			s.parent[id] = parent
		}
		return
	}
	address := absolute(nil, cmpOr(item.one("wp", "attachment_url").words(), item.one("", "guid").words()), "")
	if address == "" {
		return
	}
	p := Picture{Address: address, Alt: o.line(html.EscapeString(item.one("excerpt", "encoded").words()))}
	for _, meta := range item.all("wp", "postmeta") {
		if meta.one("wp", "meta_key").words() == "_wp_attachment_image_alt" {
			p.Alt = o.line(html.EscapeString(meta.one("wp", "meta_value").words()))
		}
	}
	s.picture[id] = p
	if parent != "" && parent != "0" && len(s.attached[parent]) < maxList {
		s.attached[parent] = append(s.attached[parent], p)
	}
}

// circles finds the posts whose line of parents comes back to them.
func circles(parent map[string]string) map[string]bool {
	loops, done := map[string]bool{}, map[string]bool{}
	for start := range parent {
		var path []string
		at := map[string]int{}
		for id := start; id != "" && !done[id]; id = parent[id] {
			if i, there := at[id]; there {
				for _, one := range path[i:] {
					loops[one] = true
				}
				break
			}
			at[id] = len(path)
			path = append(path, id)
		}
		for _, one := range path {
			done[one] = true
		}
	}
	return loops
}

// post makes an entry of an item, or says why it is none.
func (o Options) post(item *node, s *survey, loops map[string]bool, pages bool) Post {
	id := item.one("wp", "post_id").words()
	p := Post{Kind: o.line(item.one("wp", "post_type").words()), State: o.line(item.one("wp", "status").words())}
	from := sheaf{notes: &notes{}}
	from.title = item.one("", "title").words()
	if p.Skipped = unwanted(p, item, pages); !p.Skipped.IsZero() {
		p.Title, p.ID = cmpOr(o.line(from.title), id), shortID(item.one("", "guid").words())
		return p
	}
	from.ID = item.one("", "guid").words()
	if from.ID == "" && id != "" && s.Site != "" {
		from.ID = s.Site + "?p=" + id
	}
	from.Link = absolute(nil, item.one("", "link").words(), "")
	from.Lang = s.Lang
	from.base, from.leadBase = cmpOr(from.Link, s.Site), cmpOr(from.Link, s.Site)
	written := item.one("content", "encoded").words()
	if codes := shortcodes(written); codes != "" {
		from.notes.add(Shortcodes, codes)
	}
	from.body, from.lead = paragraphs(written), paragraphs(item.one("excerpt", "encoded").words())
	creator := item.one("dc", "creator").words()
	from.authors = []string{html.EscapeString(cmpOr(s.writer[creator], creator))}
	for _, c := range item.all("", "category") {
		if kind := c.get("domain"); kind == "category" || kind == "post_tag" {
			t := Term{Kind: strings.TrimPrefix(kind, "post_"), Slug: shorten(c.get("nicename")), Name: o.line(html.EscapeString(c.words()))}
			if t.Name != "" && len(p.Terms) < maxList {
				p.Terms = append(p.Terms, t)
				from.keywords = append(from.keywords, html.EscapeString(t.Name))
			}
		}
	}
	from.dates = [2]string{o.written(item, from.notes), ""}
	for _, meta := range item.all("wp", "postmeta") {
		if cover, there := s.picture[meta.one("wp", "meta_value").words()]; there && meta.one("wp", "meta_key").words() == "_thumbnail_id" {
			from.Pictures = keepPicture(from.Pictures, cover, from.notes)
		}
	}
	for _, picture := range s.attached[id] {
		from.Pictures = keepPicture(from.Pictures, picture, from.notes)
	}
	if loops[id] {
		from.notes.add(ParentLoop, "")
	}
	p.Entry = o.bind(from)
	return p
}

// written is when a post was published, by UTC where that is there.
func (o Options) written(item *node, n *notes) string {
	const none = "0000-00-00"
	at, local := item.one("wp", "post_date_gmt").words(), item.one("wp", "post_date").words()
	if at != "" && !strings.HasPrefix(at, none) {
		return at + "Z"
	}
	if at != "" && local != "" && !strings.HasPrefix(local, none) {
		n.add(DateMissing, at)
	}
	return cmpOr(local, at)
}

func unwanted(p Post, item *node, pages bool) fault.Text {
	switch {
	case p.Kind == "attachment":
		return fault.T("Tệp đính kèm: địa chỉ nằm ở bài dùng nó.", "An attachment: its address stands at the story that uses it.")
	case p.Kind == "page" && !pages:
		return fault.T("Trang; chỉ lấy khi chọn lấy cả trang.", "A page; they are taken only when asked for.")
	case p.Kind != "post" && p.Kind != "page":
		return fault.Tf("Không phải bài viết (%s).", "No story (%s).", shorten(p.Kind))
	case p.State != "publish" && p.State != "draft":
		return fault.Tf("Trạng thái %s; chỉ lấy bài đã đăng và bản nháp.", "Its state is %s; only what is published or a draft is taken.", shorten(p.State))
	case item.one("wp", "post_password").words() != "":
		return fault.T("Có mật khẩu: không dành cho mọi người.", "It has a password: it is not for everybody.")
	}
	return fault.Text{}
}

// shortcodes names the shortcodes in a text, each once.
func shortcodes(s string) string {
	var names []string
	for _, m := range regexp.MustCompile(`\[([a-z][a-z0-9_-]{1,40})(?:\s[^\[\]]*)?/?\]`).FindAllStringSubmatch(s, 200) {
		if name := "[" + m[1] + "]"; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

// paragraphs marks paragraphs in texts of the old editor, which parts them by blank lines. Texts
// of the block editor bear their own marks.
func paragraphs(s string) string {
	if strings.Contains(s, "<!-- wp:") || strings.Contains(strings.ToLower(s), "<p") {
		return s
	}
	block := regexp.MustCompile(`(?i)^<(?:h[1-6]|ul|ol|table|blockquote|div|pre|figure|section|hr|script|style)\b`)
	var b strings.Builder
	for _, part := range regexp.MustCompile(`\r?\n[ \t]*(?:\r?\n[ \t]*)+`).Split(s, -1) {
		part = strings.TrimSpace(part)
		switch {
		case part == "":
		case block.MatchString(part):
			b.WriteString(part)
		default:
			b.WriteString("<p>" + strings.ReplaceAll(part, "\n", "<br>\n") + "</p>")
		}
	}
	return b.String()
}
