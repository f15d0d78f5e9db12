package render

import (
	"net/url"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/layout"
	"github.com/lantoa/lantoa/internal/text"
)

// paragraph parts the parts of a text.
const paragraph = "\n\n"

// What a text shows of its hashtags.
const (
	mostTags = 3
	// leastLead is how much of the lead, in the platform's units, goes before a hashtag.
	leastLead = 80
)

// hashtags are the tags of a release's facets, each once, in the facets' order.
func hashtags(facets []article.Label) []string {
	var tags []string
	for _, one := range facets {
		if one.Tag != "" && !slices.Contains(tags, one.Tag) && len(tags) < mostTags {
			tags = append(tags, one.Tag)
		}
	}
	return tags
}

// plain makes of a post the text that social platforms take: the title, what readers are
// told of changes, the lead, hashtags and the link. What does not fit is taken from the lead,
// which ends in "…" then or is left out; hashtags go as soon as they would take it below a
// sentence. Nothing else of the story goes there, so that a change of the body is no change
// here.
func (r Renderer) plain(p *connector.Post, form connector.TextForm, tags []string) error {
	template, err := layout.Parse(layout.Builtin)
	if err != nil {
		return err
	}
	t := plainText{template: template, title: p.Title, lead: p.Lead, link: p.Link, address: p.Link, unit: form.Unit, tags: tags}
	for _, note := range p.Notes {
		t.notes = append(t.notes, note.Label+" ("+note.At.In(r.Zone).Format("15:04 02/01/2006")+"): "+note.Text)
	}
	p.HTML, p.Notes, p.Keywords, p.Terms, p.Unit = "", nil, nil, []connector.Term{}, connector.Term{}
	if !form.Card {
		p.Lead = ""
	}
	if p.Intent == connector.Withdraw {
		return nil // the post is taken down, and nothing is put there
	}
	if form.ShortLink {
		t.link = shortened(p.Link)
	}
	if over := t.fit(form.Longest(len(p.Pictures) > 0)); over > 0 {
		return fault.New(fault.ValidationFailed, fault.Tf("Tiêu đề, lời báo bạn đọc và liên kết dài hơn mức của kênh: thừa %d ký tự.",
			"Title, readers' notes and link are too long for the channel: %d characters too many.", over))
	}
	if over := t.fitBytes(form.MostBytes); over > 0 {
		return fault.New(fault.ValidationFailed, fault.Tf("Tiêu đề, lời báo bạn đọc và liên kết dài hơn mức của kênh: thừa %d byte.",
			"Title, readers' notes and link are too long for the channel: %d bytes too many.", over))
	}
	p.Text, p.Spans = t.write()
	return nil
}

// plainText is a text in its parts.
type plainText struct {
	template      *layout.Template
	title, lead   string
	notes, tags   []string
	link, address string // as it is shown, and where it leads
	unit          connector.TextUnit
}

// fit takes away what does not fit; it returns by how much the rest is too long.
func (t *plainText) fit(most int) (over int) {
	size := func() int {
		text, _ := t.write()
		return length(text, t.unit)
	}
	lead := t.lead
	room := func() int {
		t.lead = ""
		return most - size() - length(paragraph, t.unit)
	}
	for len(t.tags) > 0 && room() < min(leastLead, length(lead, t.unit)) {
		t.tags = t.tags[:len(t.tags)-1]
	}
	left := room()
	if t.lead = fitting(lead, left, t.unit); t.lead == "" {
		return max(0, size()-most)
	}
	return 0
}

// fitBytes takes away what a limit in bytes leaves no room for: tags from the end, then of
// the lead. It returns by how much the rest is too long.
func (t *plainText) fitBytes(most int) (over int) {
	size := func() int {
		shown, _ := t.write()
		return len(shown)
	}
	if most == 0 {
		return 0
	}
	for len(t.tags) > 0 && size() > most {
		t.tags = t.tags[:len(t.tags)-1]
	}
	lead := t.lead
	for graphemes := text.Graphemes(lead) - 1; t.lead != "" && size() > most; graphemes-- {
		t.lead = ""
		if graphemes > 1 {
			t.lead = text.Cut(lead, graphemes)
		}
	}
	return max(0, size()-most)
}

// write puts the parts together by the template and marks where they are.
func (t *plainText) write() (string, []connector.Span) {
	return t.template.Write(layout.Values{Title: t.title, Lead: t.lead, Notes: t.notes, Tags: t.tags, Link: t.link, Address: t.address})
}

// shortened is an address as people say it: its host, and the beginning of its path.
func shortened(address string) string {
	const most = 24 // signs of the path
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	path := strings.TrimSuffix(u.EscapedPath(), "/")
	if len(path) > most {
		return u.Host + path[:most] + "…"
	}
	if u.RawQuery != "" {
		return u.Host + path + "…"
	}
	return u.Host + path
}

// fitting cuts s until it is no longer than most units; "" when nothing of it fits.
func fitting(s string, most int, unit connector.TextUnit) string {
	if length(s, unit) <= most {
		return s
	}
	for graphemes := min(text.Graphemes(s), most); graphemes > 1; graphemes-- { // a grapheme takes a unit or more
		if cut := text.Cut(s, graphemes); length(cut, unit) <= most {
			return cut
		}
	}
	return ""
}

// Holds reports whether a text shows a lead as it was written.
func Holds(text, lead string) bool {
	return lead == "" || strings.Contains(text, paragraph+lead+paragraph)
}

// Length counts a text in the unit of a platform.
func Length(s string, unit connector.TextUnit) int { return length(s, unit) }

func length(s string, unit connector.TextUnit) int {
	if unit == connector.UnitUTF16 {
		return text.UTF16Len(s)
	}
	return text.Graphemes(s)
}
