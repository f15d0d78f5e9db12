package feed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

type jsonDoc struct {
	Version     string            `json:"version"`
	Title       string            `json:"title"`
	HomePageURL string            `json:"home_page_url"`
	FeedURL     string            `json:"feed_url"`
	Description string            `json:"description,omitempty"`
	Language    string            `json:"language"`
	Authors     []jsonAuthor      `json:"authors"`
	Items       []json.RawMessage `json:"items"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonItem struct {
	ID            string           `json:"id"`
	URL           string           `json:"url"`
	Title         string           `json:"title"`
	Summary       string           `json:"summary,omitempty"`
	Image         string           `json:"image,omitempty"`
	ContentHTML   string           `json:"content_html,omitempty"`
	ContentText   string           `json:"content_text,omitempty"`
	DatePublished string           `json:"date_published"`
	DateModified  string           `json:"date_modified"`
	Authors       []jsonAuthor     `json:"authors"`
	Tags          []string         `json:"tags,omitempty"`
	Language      string           `json:"language"`
	Attachments   []jsonAttachment `json:"attachments,omitempty"`
	Lantoa        jsonLantoa       `json:"_lantoa"`
}

// jsonAttachment is a picture; JSON Feed knows no words for those who cannot see it but a
// title.
type jsonAttachment struct {
	URL      string `json:"url"`
	MimeType string `json:"mime_type"`
	Title    string `json:"title,omitempty"`
	Size     int64  `json:"size_in_bytes"`
}

// jsonLantoa is our extension: JSON Feed knows no status, version or withdrawal.
type jsonLantoa struct {
	About        string            `json:"about"`
	Status       Status            `json:"status"`
	Version      int               `json:"version"`
	Notes        []jsonNote        `json:"notes,omitempty"`
	Translations []jsonTranslation `json:"translations,omitempty"`
}

type jsonNote struct {
	Kind string `json:"kind"`
	Text string `json:"text,omitempty"`
	At   string `json:"at"`
}

type jsonTranslation struct {
	Language string `json:"language"`
	URL      string `json:"url"`
}

// about tells a person who meets the extension what it is for.
const about = "Publishing status of the item: usable or canceled (withdrawn: remove your copy), " +
	"its version (a higher one replaces a lower), what readers are told of its changes, newest first, and the other languages."

func (r renderer) json(w io.Writer, f Feed) error {
	doc := jsonDoc{
		Version:     "https://jsonfeed.org/version/1.1",
		Title:       line(f.Title),
		HomePageURL: f.HomeURL,
		FeedURL:     f.SelfURL,
		Description: line(f.Description),
		Language:    f.Lang,
		Authors:     []jsonAuthor{{Name: f.author()}},
	}
	var err error
	if doc.Items, err = r.jsonItems(f); err != nil {
		return err
	}
	return writeJSON(w, doc, "")
}

// jsonBudget is how many bytes the items may take together: JSON Feed asks to stay below
// 250 kB, and some readers refuse more.
const jsonBudget = 245_000

// jsonItems are the newest items that the budget holds. The newest story has its place
// however long it is, and so has every withdrawal, which must never be kept back.
func (r renderer) jsonItems(f Feed) ([]json.RawMessage, error) {
	all, left := make([]json.RawMessage, len(f.Items)), jsonBudget
	for i, it := range f.Items {
		var b bytes.Buffer
		if err := writeJSON(&b, r.jsonItem(f, it), "  "); err != nil {
			return nil, err
		}
		all[i] = b.Bytes()
		if it.Status == Canceled {
			left -= b.Len()
		}
	}
	items, full, first := []json.RawMessage{}, false, true
	for i, it := range f.Items {
		if it.Status == Usable {
			left -= len(all[i])
			full = full || left < 0 && !first
			first = false
			if full {
				continue
			}
		}
		items = append(items, all[i])
	}
	return items, nil
}

// writeJSON writes a value as it stands in a feed, indented behind a prefix.
func writeJSON(w io.Writer, value any, prefix string) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent(prefix, " ")
	if err := e.Encode(value); err != nil {
		return fmt.Errorf("feed: %w", err)
	}
	return nil
}

func (r renderer) jsonItem(f Feed, it Item) jsonItem {
	out := jsonItem{
		ID:            it.ID,
		URL:           it.URL,
		Title:         it.title(),
		Summary:       r.summary(it),
		ContentHTML:   r.body(it),
		DatePublished: r.rfc3339(it.Published),
		DateModified:  r.rfc3339(it.changed()),
		Authors:       []jsonAuthor{{Name: it.author(f)}},
		Language:      it.Lang,
		Lantoa: jsonLantoa{
			About: about, Status: it.Status, Version: it.Version,
			Notes: r.jsonNotes(it), Translations: jsonTranslations(it.translations()),
		},
	}
	if out.ContentHTML == "" { // one of the two contents is required
		out.ContentText = out.Summary
		if out.ContentText == "" {
			out.ContentText = out.Title
		}
	}
	for _, p := range it.pictures() {
		if out.Image == "" {
			out.Image = p.URL
		}
		out.Attachments = append(out.Attachments, jsonAttachment{URL: p.URL, MimeType: p.Type, Title: line(p.Alt), Size: p.Size})
	}
	for _, c := range it.categories() {
		if name := c.name(); name != "" && !slices.Contains(out.Tags, name) {
			out.Tags = append(out.Tags, name)
		}
	}
	return out
}

// jsonNotes are the notes as data.
func (r renderer) jsonNotes(it Item) []jsonNote {
	var out []jsonNote
	for _, n := range it.Notes {
		out = append(out, jsonNote{Kind: n.Kind, Text: line(n.Text), At: r.rfc3339(n.At)})
	}
	return out
}

func jsonTranslations(in []Translation) []jsonTranslation {
	var out []jsonTranslation
	for _, tr := range in {
		out = append(out, jsonTranslation{Language: tr.Lang, URL: tr.URL})
	}
	return out
}
