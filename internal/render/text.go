package render

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/layout"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/text"
)

// What a text shows of its hashtags.
const (
	mostTags = 3
	// leastLead is how much of the lead, in the platform's units, goes before a hashtag.
	leastLead = 80
)

// hashtags are the tags of a release's facets, each once, in the facets' order.
func hashtags(facets []release.Label) []string {
	var tags []string
	for _, one := range facets {
		if one.Tag != "" && !slices.Contains(tags, one.Tag) && len(tags) < mostTags {
			tags = append(tags, one.Tag)
		}
	}
	return tags
}

// plain makes of a post the text that social platforms take, by the template that the release
// pins for the channel: the title, what readers are told of changes, the lead, hashtags and
// the link. What does not fit is taken from the lead, which ends in "…" then or is left out;
// hashtags go as soon as they would take it below a sentence. Nothing else of the story goes
// there, so that a change of the body is no change here. It tells whether the lead was cut.
func (r Renderer) plain(p *connector.Post, f Form) (cut bool, err error) {
	form, content := f.Spec.Text, f.Release.Content
	template, err := templateOf(content, f.Channel)
	if err != nil {
		return false, err
	}
	t := plainText{template: template, own: ownText(content, f.Channel), title: p.Title, lead: p.Lead, organ: content.Unit.Name, link: p.Link, address: p.Link,
		tags: hashtags(content.Facets), unit: form.Unit, most: form.Longest(len(p.Pictures) > 0), mostBytes: form.MostBytes}
	for _, note := range p.Notes {
		t.notes = append(t.notes, note.Label+" ("+note.At.In(r.Zone).Format("15:04 02/01/2006")+"): "+note.Text)
	}
	p.HTML, p.Notes, p.Keywords, p.Terms, p.Unit = "", nil, nil, []connector.Term{}, connector.Term{}
	if t.own != "" {
		t.lead = ""
	}
	if !form.Card {
		p.Lead = ""
		if t.own != "" { // a change of a title that is not shown is no change here
			p.Title, _, _ = strings.Cut(t.own, "\n")
		}
	}
	if p.Intent == connector.Withdraw {
		return false, nil // the post is taken down, and nothing is put there
	}
	if form.ShortLink {
		t.link = shortened(p.Link)
	}
	whole := t.lead
	err = t.fit()
	p.Text, p.Spans = t.write()
	return t.lead != whole, err
}

// ownText is the own text for a channel, "" where there is none.
func ownText(c release.Content, channel string) string {
	own := c.VariantFor(channel).Text
	if own == "" {
		return ""
	}
	return c.Headed(own)
}

// worded is the content of a release with the own title and lead for a channel that takes a whole
// story in the place of the master's. Everything else is the same on every channel: the body,
// the notes of corrections, facets, pictures.
func worded(f Form) release.Content {
	c := f.Release.Content
	if f.Spec.Passive || f.Spec.Text.Most > 0 {
		return c
	}
	own := c.VariantFor(f.Channel)
	if own.Title != "" {
		c.Revision.Title = c.Headed(own.Title)
	}
	if own.Lead != "" {
		c.Revision.Lead = own.Lead
	}
	return c
}

// templateOf is the template that a content pins for a channel, or the built-in one.
func templateOf(c release.Content, channel string) (*layout.Template, error) {
	body := layout.Builtin
	for _, one := range c.Templates {
		if one.Channel == channel {
			body = one.Body
		}
	}
	return layout.Parse(body)
}

// plainText is a text in its parts.
type plainText struct {
	template      *layout.Template
	own           string // stands in the place of title and lead
	title, lead   string
	organ         string // name of the unit that it comes from
	notes, tags   []string
	link, address string // as it is shown, and where it leads
	unit          connector.TextUnit
	most          int // in unit
	mostBytes     int // 0 means no bound
}

// fit takes away what does not fit: hashtags from the end until there is room for a sentence
// of the lead, then of the lead. What is left and still too long is an error that says by how
// much.
func (t *plainText) fit() error {
	whole := t.lead
	t.lead = fitting(whole, leastLead, t.unit)
	for len(t.tags) > 0 && !t.fits() {
		t.tags = t.tags[:len(t.tags)-1]
	}
	if t.lead = whole; t.fits() {
		return nil
	}
	// The longest beginning that fits lies between none of it, and all but a sign.
	none, all := 1, text.Graphemes(whole)
	for all-none > 1 {
		middle := (none + all) / 2
		if t.lead = text.Cut(whole, middle); t.fits() {
			none = middle
		} else {
			all = middle
		}
	}
	t.lead = ""
	if none > 1 {
		t.lead = text.Cut(whole, none)
	}
	return t.tooLong()
}

func (t *plainText) fits() bool { return t.tooLong() == nil }

// tooLong says by how much the text is too long. Own words are never cut: whoever wrote them
// shortens them.
func (t *plainText) tooLong() error {
	shown, _ := t.write()
	if over := layout.Length(shown, t.unit) - t.most; over > 0 {
		return t.over(over, fault.T("ký tự", "characters"))
	}
	if over := len(shown) - t.mostBytes; t.mostBytes > 0 && over > 0 {
		return t.over(over, fault.T("byte", "bytes"))
	}
	return nil
}

func (t *plainText) over(n int, unit fault.Text) error {
	what := fault.T("Tiêu đề", "Title")
	if t.own != "" {
		what = fault.T("Lời riêng", "Own wording")
	}
	return fault.New(fault.ValidationFailed, fault.Text{VI: fmt.Sprintf("%s, lời báo bạn đọc và liên kết dài hơn mức của kênh: thừa %d %s.", what.VI, n, unit.VI),
		EN: fmt.Sprintf("%s, readers' notes and link are too long for the channel: %d %s too many.", what.EN, n, unit.EN)})
}

// write puts the parts together by the template and marks where they are.
func (t *plainText) write() (string, []connector.Span) {
	return t.template.Write(layout.Values{Own: t.own, Title: t.title, Lead: t.lead, Unit: t.organ, Notes: t.notes, Tags: t.tags, Link: t.link, Address: t.address})
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
	if layout.Length(s, unit) <= most {
		return s
	}
	for graphemes := min(text.Graphemes(s), most); graphemes > 1; graphemes-- { // a grapheme takes a unit or more
		if cut := text.Cut(s, graphemes); layout.Length(cut, unit) <= most {
			return cut
		}
	}
	return ""
}
