package feed

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
)

// RSS 2.0 has no namespace of its own. The prefixed names are those of the content, Dublin
// Core and Atom modules, whose namespaces are declared on the root.
type rssDoc struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	Atom    string     `xml:"xmlns:atom,attr"`
	Content string     `xml:"xmlns:content,attr"`
	DC      string     `xml:"xmlns:dc,attr"`
	Media   string     `xml:"xmlns:media,attr,omitempty"` // where there are pictures
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title         string    `xml:"title"`
	Link          string    `xml:"link"`
	Description   string    `xml:"description"`
	Language      string    `xml:"language"`
	Copyright     string    `xml:"copyright,omitempty"`
	PubDate       string    `xml:"pubDate,omitempty"`
	LastBuildDate string    `xml:"lastBuildDate"`
	Generator     string    `xml:"generator"`
	Docs          string    `xml:"docs"`
	TTL           int       `xml:"ttl"`
	Self          atomLink  `xml:"atom:link"`
	Items         []rssItem `xml:"item"`
}

type rssItem struct {
	Title       string        `xml:"title"`
	Link        string        `xml:"link"`
	Description string        `xml:"description,omitempty"`
	Content     *cdata        `xml:"content:encoded"`
	GUID        rssGUID       `xml:"guid"`
	PubDate     string        `xml:"pubDate"`
	Updated     string        `xml:"atom:updated"`
	Creator     string        `xml:"dc:creator"`
	Language    string        `xml:"dc:language"`
	Categories  []rssCategory `xml:"category"`
	Enclosure   *rssEnclosure `xml:"enclosure"`
	Media       []rssMedia    `xml:"media:content"`
}

// rssEnclosure is the cover; of several on one item readers take one at most.
type rssEnclosure struct {
	URL    string `xml:"url,attr"`
	Length int64  `xml:"length,attr"`
	Type   string `xml:"type,attr"`
}

// rssMedia is a picture in the words of Media RSS 1.5.1.
type rssMedia struct {
	URL         string        `xml:"url,attr"`
	Type        string        `xml:"type,attr"`
	Medium      string        `xml:"medium,attr"`
	FileSize    int64         `xml:"fileSize,attr"`
	Width       int           `xml:"width,attr"`
	Height      int           `xml:"height,attr"`
	Title       *rssMediaText `xml:"media:title"`
	Description *rssMediaText `xml:"media:description"`
	Thumbnail   *rssThumbnail `xml:"media:thumbnail"`
	Credit      string        `xml:"media:credit,omitempty"`
	Copyright   string        `xml:"media:copyright,omitempty"`
}

type rssMediaText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

type rssThumbnail struct {
	URL string `xml:"url,attr"`
}

type rssGUID struct {
	IsPermaLink bool   `xml:"isPermaLink,attr"`
	ID          string `xml:",chardata"`
}

type rssCategory struct {
	Domain string `xml:"domain,attr,omitempty"`
	Text   string `xml:",chardata"`
}

type cdata struct {
	Text string `xml:",cdata"`
}

// generator names the product, without its version: a new release must not change feeds.
const generator = "lantoa"

// rssTTL is how many minutes a reader may wait; agencies poll every 5 to 30.
const rssTTL = 5

func (r renderer) rss(w io.Writer, f Feed) error {
	doc := rssDoc{
		Version: "2.0",
		Atom:    "http://www.w3.org/2005/Atom",
		Content: "http://purl.org/rss/1.0/modules/content/",
		DC:      "http://purl.org/dc/elements/1.1/",
		Channel: rssChannel{
			Title:         line(f.Title),
			Link:          f.HomeURL,
			Description:   escape(line(f.Description)),
			Language:      f.Lang,
			Copyright:     line(f.Rights),
			LastBuildDate: r.rfc822(f.Changed()),
			Generator:     generator,
			Docs:          "https://www.rssboard.org/rss-specification",
			TTL:           rssTTL,
			Self:          atomLink{Rel: "self", Type: mediaType(RSS), Href: f.SelfURL},
		},
	}
	for _, it := range f.Items {
		if len(it.pictures()) > 0 {
			doc.Media = "http://search.yahoo.com/mrss/"
		}
		doc.Channel.Items = append(doc.Channel.Items, r.rssItem(f, it))
	}
	if len(f.Items) > 0 {
		newest := slices.MaxFunc(f.Items, func(a, b Item) int { return a.Published.Compare(b.Published) })
		doc.Channel.PubDate = r.rfc822(newest.Published)
	}
	return writeXML(w, doc)
}

func (r renderer) rssItem(f Feed, it Item) rssItem {
	out := rssItem{
		Title:       it.title(),
		Link:        it.URL,
		Description: escape(r.summary(it)),
		GUID:        rssGUID{ID: it.ID},
		PubDate:     r.rfc822(it.Published),
		Updated:     r.rfc3339(it.changed()),
		Creator:     it.author(f),
		Language:    it.Lang,
	}
	if body := r.body(it); body != "" {
		out.Content = &cdata{Text: body}
	}
	for _, c := range it.categories() {
		if c.Scheme != "" {
			out.add(rssCategory{Domain: c.Scheme, Text: line(c.Code)})
		}
		out.add(rssCategory{Text: c.name()})
	}
	for i, p := range it.pictures() {
		if i == 0 {
			out.Enclosure = &rssEnclosure{URL: p.URL, Length: p.Size, Type: p.Type}
		}
		out.Media = append(out.Media, p.rss())
	}
	return out
}

func (p Picture) rss() rssMedia {
	m := rssMedia{URL: p.URL, Type: p.Type, Medium: "image", FileSize: p.Size, Width: p.Width, Height: p.Height, Credit: line(p.Credit), Copyright: line(p.Licence)}
	plain := func(s string) *rssMediaText {
		if s = line(s); s != "" {
			return &rssMediaText{Type: "plain", Text: s}
		}
		return nil
	}
	m.Title, m.Description = plain(p.Caption), plain(p.Alt)
	if p.Thumbnail != "" {
		m.Thumbnail = &rssThumbnail{URL: p.Thumbnail}
	}
	return m
}

// add appends a category once.
func (it *rssItem) add(c rssCategory) {
	if c.Text != "" && !slices.Contains(it.Categories, c) {
		it.Categories = append(it.Categories, c)
	}
}

// writeXML writes doc with its declaration and a final line feed.
func writeXML(w io.Writer, doc any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("feed: %w", err)
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(doc); err != nil {
		return fmt.Errorf("feed: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}
