package feed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// The types of event.
const (
	ArticlePublished = "article.published"
	ArticleCorrected = "article.corrected"
	ArticleWithdrawn = "article.withdrawn"
)

// Event is one change of one item, for a press agency that is pushed to.
type Event struct {
	Type string    // one of the types above
	At   time.Time // of the change, not of the sending
	Item Item
	Zone *time.Location // in which times are written; UTC when nil
}

type eventDoc struct {
	Type      string    `json:"type"`
	Timestamp string    `json:"timestamp"`
	Data      eventData `json:"data"`
}

type eventData struct {
	ID           string            `json:"id"`
	Version      int               `json:"version"`
	Status       Status            `json:"status"`
	Language     string            `json:"language"`
	URL          string            `json:"url"`
	Title        string            `json:"title"`
	Summary      string            `json:"summary,omitempty"`
	ContentHTML  string            `json:"content_html,omitempty"`
	Published    string            `json:"published"`
	Updated      string            `json:"updated"`
	Author       string            `json:"author,omitempty"`
	Notes        []jsonNote        `json:"notes,omitempty"`
	Categories   []eventCategory   `json:"categories,omitempty"`
	Pictures     []eventPicture    `json:"pictures,omitempty"`
	Translations []jsonTranslation `json:"translations,omitempty"`
}

type eventCategory struct {
	Scheme string `json:"scheme,omitempty"`
	Code   string `json:"code,omitempty"`
	Name   string `json:"name"`
}

type eventPicture struct {
	URL     string `json:"url"`
	Type    string `json:"type"`
	Size    int64  `json:"size"`
	Width   int    `json:"width"`
	Height  int    `json:"height"`
	Alt     string `json:"alt"`
	Caption string `json:"caption,omitempty"`
	Credit  string `json:"credit,omitempty"`
	Licence string `json:"licence,omitempty"`
}

// eventLimit is how long a body may be with the text in it. Standard Webhooks asks for
// thin bodies, and receivers cut off what is longer than they expect.
const eventLimit = 20_000

// EncodeEvent returns the body of a Standard Webhooks message. Title and text come without
// the marks and notices that feeds show to people: status and notes say the same to a
// program. A withdrawn item carries no text; neither does one that would make the body
// longer than 20 kB: its text is read at its URL or in the feeds. Order is not guaranteed on the way, so the
// receiver goes by the version.
func EncodeEvent(e Event) ([]byte, error) {
	if err := e.check(); err != nil {
		return nil, fmt.Errorf("feed: event: %w", err)
	}
	r, it := renderer{zone: e.Zone}, e.Item
	doc := eventDoc{Type: e.Type, Timestamp: r.rfc3339(e.At), Data: eventData{
		ID: it.ID, Version: it.Version, Status: it.Status, Language: it.Lang, URL: it.URL,
		Title: line(it.Title), Author: line(it.Author), Notes: r.jsonNotes(it),
		Published: r.rfc3339(it.Published), Updated: r.rfc3339(it.changed()),
		Translations: jsonTranslations(it.translations()),
	}}
	if it.Status == Usable {
		doc.Data.Summary = line(it.Summary)
		doc.Data.ContentHTML = it.html()
	}
	for _, c := range it.categories() {
		if c.name() != "" {
			doc.Data.Categories = append(doc.Data.Categories, eventCategory{Scheme: c.Scheme, Code: line(c.Code), Name: c.name()})
		}
	}
	for _, p := range it.pictures() {
		doc.Data.Pictures = append(doc.Data.Pictures, eventPicture{URL: p.URL, Type: p.Type, Size: p.Size, Width: p.Width, Height: p.Height,
			Alt: line(p.Alt), Caption: line(p.Caption), Credit: line(p.Credit), Licence: line(p.Licence)})
	}
	body, err := doc.encode()
	if err == nil && len(body) > eventLimit {
		doc.Data.ContentHTML = ""
		body, err = doc.encode()
	}
	return body, err
}

func (d eventDoc) encode() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(d); err != nil {
		return nil, fmt.Errorf("feed: event: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// check sees that the type of the event and the status of its item tell the same.
func (e Event) check() error {
	switch e.Type {
	case ArticlePublished, ArticleCorrected, ArticleWithdrawn:
	default:
		return fmt.Errorf("unknown type %q", e.Type)
	}
	if (e.Type == ArticleWithdrawn) != (e.Item.Status == Canceled) {
		return fmt.Errorf("type %s of an item that is %s", e.Type, e.Item.Status)
	}
	return firstError(checkTime("event", e.At), e.Item.check())
}
