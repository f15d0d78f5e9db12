package bluesky

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
)

// collection is where an account keeps its posts.
const collection = "app.bsky.feed.post"

// record is a post as the account's server keeps it (lexicon app.bsky.feed.post). Of one
// payload it is the same in every try, to the byte.
type record struct {
	Type      string   `json:"$type"`
	Text      string   `json:"text"`
	CreatedAt string   `json:"createdAt"`
	Langs     []string `json:"langs,omitempty"`
	Facets    []facet  `json:"facets,omitempty"`
	Embed     any      `json:"embed,omitempty"`
}

// facet makes a part of a text more than plain words: the server finds neither links nor
// tags by itself.
type facet struct {
	Index struct {
		ByteStart int `json:"byteStart"`
		ByteEnd   int `json:"byteEnd"`
	} `json:"index"`
	Features []feature `json:"features"`
}

type feature struct {
	Type string `json:"$type"`
	URI  string `json:"uri,omitempty"`
	Tag  string `json:"tag,omitempty"`
}

type external struct {
	URI         string          `json:"uri"`
	Title       string          `json:"title"`
	Description string          `json:"description"`
	Thumb       json.RawMessage `json:"thumb,omitempty"`
}

type image struct {
	Image       json.RawMessage `json:"image"`
	Alt         string          `json:"alt"`
	AspectRatio struct {
		Width  int `json:"width"`
		Height int `json:"height"`
	} `json:"aspectRatio"`
}

// compose makes the record of a post; blobs are its uploaded pictures, in order.
func (a *account) compose(post connector.Post, blobs []json.RawMessage) record {
	r := record{Type: collection, Text: post.Text, CreatedAt: post.At.UTC().Format("2006-01-02T15:04:05.000Z"), Facets: facets(post.Spans)}
	if post.Lang != "" {
		r.Langs = []string{post.Lang}
	}
	if len(blobs) == 0 || a.card {
		card := external{URI: post.Link, Title: post.Title, Description: post.Lead}
		if len(blobs) > 0 {
			card.Thumb = blobs[0]
		}
		r.Embed = map[string]any{"$type": "app.bsky.embed.external", "external": card}
		return r
	}
	images := make([]image, len(blobs))
	for i, blob := range blobs {
		images[i].Image, images[i].Alt = blob, post.Pictures[i].Alt
		images[i].AspectRatio.Width, images[i].AspectRatio.Height = post.Pictures[i].Width, post.Pictures[i].Height
	}
	r.Embed = map[string]any{"$type": "app.bsky.embed.images", "images": images}
	return r
}

// facets turns spans into facets; both count bytes of UTF-8. There is no bold type.
func facets(spans []connector.Span) []facet {
	var list []facet
	for _, span := range spans {
		var one facet
		one.Index.ByteStart, one.Index.ByteEnd = span.Start, span.End
		switch span.Kind {
		case connector.SpanLink:
			one.Features = []feature{{Type: "app.bsky.richtext.facet#link", URI: span.Value}}
		case connector.SpanTag:
			one.Features = []feature{{Type: "app.bsky.richtext.facet#tag", Tag: span.Value}}
		default:
			continue
		}
		list = append(list, one)
	}
	return list
}

// kept is a record as the server gives it back.
type kept struct {
	URI   string `json:"uri"`
	Value struct {
		Text   string  `json:"text"`
		Facets []facet `json:"facets"`
		Embed  struct {
			External external `json:"external"`
		} `json:"embed"`
	} `json:"value"`
}

// leads lists where a record leads to.
func (k kept) leads() []string {
	list := append(strings.Fields(k.Value.Text), k.Value.Embed.External.URI)
	for _, one := range k.Value.Facets {
		for _, f := range one.Features {
			list = append(list, f.URI)
		}
	}
	return list
}

// shown is the time that a post bears; without one, that of this try.
func shown(post connector.Post, now time.Time) time.Time {
	if post.At.IsZero() {
		return now
	}
	return post.At
}
