package feed

import (
	"encoding/xml"
	"io"
	"strings"
)

// The order of atomDoc is that of the grammar of RFC 4287: extensions of the feed, among
// them tombstones, come before the first entry.
type atomDoc struct {
	XMLName    xml.Name        `xml:"feed"`
	NS         string          `xml:"xmlns,attr"`
	Tombstones string          `xml:"xmlns:at,attr,omitempty"`
	Lang       string          `xml:"xml:lang,attr"`
	ID         string          `xml:"id"`
	Title      string          `xml:"title"`
	Subtitle   string          `xml:"subtitle,omitempty"`
	Updated    string          `xml:"updated"`
	Author     atomPerson      `xml:"author"`
	Links      []atomLink      `xml:"link"`
	Rights     string          `xml:"rights,omitempty"`
	Generator  string          `xml:"generator"`
	Deleted    []atomTombstone `xml:"at:deleted-entry"`
	Entries    []atomEntry     `xml:"entry"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel      string `xml:"rel,attr"`
	Type     string `xml:"type,attr,omitempty"`
	HrefLang string `xml:"hreflang,attr,omitempty"`
	Title    string `xml:"title,attr,omitempty"`
	Length   int64  `xml:"length,attr,omitempty"` // bytes
	Href     string `xml:"href,attr"`
}

type atomEntry struct {
	Lang       string         `xml:"xml:lang,attr"`
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Author     atomPerson     `xml:"author"`
	Links      []atomLink     `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary,omitempty"`
	Content    *atomContent   `xml:"content"`
}

type atomCategory struct {
	Term   string `xml:"term,attr"`
	Scheme string `xml:"scheme,attr,omitempty"`
	Label  string `xml:"label,attr,omitempty"`
}

type atomContent struct {
	Type string `xml:"type,attr"`
	Text string `xml:",cdata"`
}

// atomTombstone is RFC 6721's record of an entry that is gone.
type atomTombstone struct {
	Ref     string      `xml:"ref,attr"`
	When    string      `xml:"when,attr"`
	By      atomBy      `xml:"at:by"`
	Comment atomComment `xml:"at:comment"`
}

type atomBy struct {
	Name string `xml:"name"`
}

type atomComment struct {
	Lang string `xml:"xml:lang,attr"`
	Text string `xml:",chardata"`
}

func (r renderer) atom(w io.Writer, f Feed) error {
	doc := atomDoc{
		NS:        "http://www.w3.org/2005/Atom",
		Lang:      f.Lang,
		ID:        f.ID,
		Title:     line(f.Title),
		Subtitle:  line(f.Description),
		Updated:   r.rfc3339(f.Changed()),
		Author:    atomPerson{Name: f.author()},
		Rights:    line(f.Rights),
		Generator: generator,
		Links: []atomLink{
			{Rel: "self", Type: mediaType(Atom), Href: f.SelfURL},
			{Rel: "alternate", Type: "text/html", HrefLang: f.Lang, Href: f.HomeURL},
		},
	}
	for _, it := range f.Items {
		if it.Status == Canceled {
			doc.Tombstones = "http://purl.org/atompub/tombstones/1.0"
			doc.Deleted = append(doc.Deleted, atomTombstone{
				Ref: it.ID, When: r.rfc3339(it.changed()), By: atomBy{Name: it.author(f)},
				Comment: atomComment{Lang: it.Lang, Text: r.farewell(it)},
			})
			continue
		}
		doc.Entries = append(doc.Entries, r.atomEntry(f, it))
	}
	return writeXML(w, doc)
}

func (r renderer) atomEntry(f Feed, it Item) atomEntry {
	e := atomEntry{
		Lang:      it.Lang,
		ID:        it.ID,
		Title:     it.title(),
		Published: r.rfc3339(it.Published),
		Updated:   r.rfc3339(it.Updated),
		Author:    atomPerson{Name: it.author(f)},
		Links:     []atomLink{{Rel: "alternate", Type: "text/html", HrefLang: it.Lang, Href: it.URL}},
		Summary:   line(it.Summary),
	}
	for _, tr := range it.translations() {
		e.Links = append(e.Links, atomLink{Rel: "alternate", Type: "text/html", HrefLang: tr.Lang, Href: tr.URL})
	}
	for _, p := range it.pictures() {
		e.Links = append(e.Links, atomLink{Rel: "enclosure", Type: p.Type, Title: line(p.Alt), Length: p.Size, Href: p.URL})
	}
	for _, c := range it.Categories {
		term := line(c.Code)
		if term == "" {
			term = c.name()
		}
		if term != "" {
			e.Categories = append(e.Categories, atomCategory{Term: term, Scheme: c.Scheme, Label: line(c.Name)})
		}
	}
	if body := r.body(it); body != "" {
		e.Content = &atomContent{Type: "html", Text: body}
	}
	return e
}

// translations are those in other languages, each language once: Atom refuses a second
// alternate link of the same type and language (RFC 4287, section 4.1.2).
func (it Item) translations() []Translation {
	if it.Status == Canceled {
		return nil
	}
	var out []Translation
	seen := map[string]bool{strings.ToLower(it.Lang): true}
	for _, tr := range it.Translations {
		if key := strings.ToLower(tr.Lang); !seen[key] {
			seen[key] = true
			out = append(out, tr)
		}
	}
	return out
}

// mediaType is the content type without its parameters.
func mediaType(f Format) string {
	t, _, _ := strings.Cut(f.ContentType(), ";")
	return t
}
