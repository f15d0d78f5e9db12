package harvest

import (
	"encoding/json"
	"errors"
	"html"
	"net/url"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
)

// jsonFeed is a document of JSON Feed (jsonfeed.org, version 1 and 1.1). Members that are not
// read here are ignored, as the format asks; those that are of another kind than they should be
// are as if they were absent.
type jsonFeed struct {
	Version  string    `json:"version"`
	Title    loose     `json:"title"`
	Home     loose     `json:"home_page_url"`
	Language loose     `json:"language"`
	Authors  jsonNames `json:"authors"`
	Author   jsonName  `json:"author"`
}

type jsonItem struct {
	ID          loose       `json:"id"`
	URL         loose       `json:"url"`
	External    loose       `json:"external_url"`
	Title       loose       `json:"title"`
	HTML        loose       `json:"content_html"`
	Text        loose       `json:"content_text"`
	Summary     loose       `json:"summary"`
	Image       loose       `json:"image"`
	Banner      loose       `json:"banner_image"`
	Published   loose       `json:"date_published"`
	Modified    loose       `json:"date_modified"`
	Authors     jsonNames   `json:"authors"`
	Author      jsonName    `json:"author"`
	Tags        looseList   `json:"tags"`
	Language    loose       `json:"language"`
	Attachments jsonAttachs `json:"attachments"`
}

type jsonName struct {
	Name loose `json:"name"`
}

type jsonAttach struct {
	URL  loose `json:"url"`
	Type loose `json:"mime_type"`
}

// loose is a string, or what was written in its place where that is a number.
type loose string

// UnmarshalJSON implements json.Unmarshaler.
func (l *loose) UnmarshalJSON(raw []byte) error {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		*l = loose(s)
		return nil
	}
	if raw[0] >= '0' && raw[0] <= '9' || raw[0] == '-' {
		*l = loose(raw)
	}
	return nil
}

// looseList and its like take a list of what can be read, and nothing from anything else.
type looseList []loose

// UnmarshalJSON implements json.Unmarshaler.
func (l *looseList) UnmarshalJSON(raw []byte) error { return each(raw, (*[]loose)(l)) }

type jsonNames []jsonName

// UnmarshalJSON implements json.Unmarshaler.
func (l *jsonNames) UnmarshalJSON(raw []byte) error { return each(raw, (*[]jsonName)(l)) }

type jsonAttachs []jsonAttach

// UnmarshalJSON implements json.Unmarshaler.
func (l *jsonAttachs) UnmarshalJSON(raw []byte) error { return each(raw, (*[]jsonAttach)(l)) }

func each[T any](raw []byte, into *[]T) error {
	var parts []json.RawMessage
	_ = json.Unmarshal(raw, &parts) // what is no list has no parts
	for _, part := range parts {
		var one T
		if json.Unmarshal(part, &one) == nil {
			*into = append(*into, one)
		}
	}
	return nil
}

func (o Options) jsonFeed(data []byte, n *notes) (Feed, error) {
	var doc struct {
		jsonFeed
		Items []json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		return Feed{}, unreadable(fault.T("JSON hỏng.", "The JSON is broken.")).Because(err)
	}
	if !strings.HasPrefix(doc.Version, "https://jsonfeed.org/version/") {
		return Feed{}, notAFeed("")
	}
	f := Feed{Format: JSON, Title: o.line(html.EscapeString(string(doc.Title)))}
	feedAuthors := append(doc.Authors, doc.Author)
	for i, raw := range doc.Items {
		if i == MaxEntries {
			n.add(TooMany, "")
			break
		}
		item, ok := itemOf(raw)
		if !ok {
			n.add(TagDropped, string(raw))
			continue
		}
		s := o.jsonEntry(item, cmpOr(string(doc.Home), o.Address))
		if len(s.authors) == 0 {
			s.authors = names(feedAuthors)
		}
		s.Lang = cmpOr(s.Lang, string(doc.Language))
		f.Entries = append(f.Entries, o.bind(s))
	}
	return f, nil
}

// itemOf reads an item; members of another kind than they should be are passed over.
func itemOf(raw []byte) (jsonItem, bool) {
	var item jsonItem
	var kind *json.UnmarshalTypeError
	if err := json.Unmarshal(raw, &item); err != nil && !errors.As(err, &kind) {
		return jsonItem{}, false
	}
	return item, len(raw) > 0 && raw[0] == '{'
}

func names(people []jsonName) []string {
	var all []string
	for _, p := range people {
		all = append(all, html.EscapeString(string(p.Name)))
	}
	return all
}

func (o Options) jsonEntry(item jsonItem, base string) sheaf {
	s := sheaf{notes: &notes{}}
	from, _ := url.Parse(base)
	s.ID, s.Lang = string(item.ID), string(item.Language)
	s.Link = absolute(from, cmpOr(string(item.URL), string(item.External)), "")
	s.title = html.EscapeString(string(item.Title))
	s.base = cmpOr(s.Link, base)
	s.leadBase = s.base
	s.body = cmpOr(string(item.HTML), o.HTML.FromPlain(string(item.Text)))
	s.lead = html.EscapeString(string(item.Summary))
	if s.body == "" {
		s.body, s.lead = s.lead, ""
	}
	s.dates = [2]string{string(item.Published), string(item.Modified)}
	s.authors = names(append(item.Authors, item.Author))
	for _, tag := range item.Tags {
		s.keywords = append(s.keywords, html.EscapeString(string(tag)))
	}
	for _, address := range []loose{item.Image, item.Banner} {
		if at := absolute(from, string(address), ""); at != "" {
			s.Pictures = keepPicture(s.Pictures, Picture{Address: at}, s.notes)
		}
	}
	for _, a := range item.Attachments {
		at := absolute(from, string(a.URL), "")
		switch {
		case at != "" && strings.HasPrefix(string(a.Type), "image/"):
			s.Pictures = keepPicture(s.Pictures, Picture{Address: at}, s.notes)
		case at != "":
			s.notes.add(EmbedRemoved, at)
		}
	}
	return s
}
