package bluesky_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"time"
	"unicode"
	"unicode/utf8"
)

// simBlob is how a record names a picture.
type simBlob struct {
	Type string `json:"$type"`
	Ref  struct {
		Link string `json:"$link"`
	} `json:"ref"`
	MimeType string `json:"mimeType"`
	Size     int    `json:"size"`
}

// simRecord is a post as the lexicons describe it; pointers tell what is required.
type simRecord struct {
	Type      string `json:"$type"`
	Text      *string
	CreatedAt string
	Langs     []string
	Facets    []struct {
		Index    struct{ ByteStart, ByteEnd *int }
		Features []struct {
			Type     string `json:"$type"`
			URI, Tag string
		}
	}
	Embed *struct {
		Type   string `json:"$type"`
		Images []struct {
			Image       *simBlob
			Alt         *string
			AspectRatio *struct{ Width, Height int }
		}
		External *struct {
			URI                string
			Title, Description *string
			Thumb              *simBlob
		}
	}
}

// fault is what the server says against a request to write; "" means nothing.
func (s *pds) fault(q map[string]any, rkey string) (code, message string) {
	invalid := func(format string, args ...any) (string, string) {
		return "InvalidRequest", "Invalid app.bsky.feed.post record: " + fmt.Sprintf(format, args...)
	}
	if q["repo"] != simDID || q["collection"] != simPosts {
		return "InvalidRequest", "Could not find repo"
	}
	if !regexp.MustCompile(`^[2-7a-j][2-7a-z]{12}$`).MatchString(rkey) {
		return "InvalidRequest", "Invalid record key: Invalid TID string"
	}
	content, _ := json.Marshal(q["record"])
	var r simRecord
	if err := json.Unmarshal(content, &r); err != nil {
		return invalid("%v", err)
	}
	_, err := time.Parse(time.RFC3339, r.CreatedAt)
	switch {
	case r.Type != simPosts || r.Text == nil || err != nil:
		return invalid("Record must have the properties $type, text and createdAt")
	case graphemes(*r.Text) > 300:
		return invalid("grapheme too big (maximum 300, got %d) at $.text", graphemes(*r.Text))
	case len(*r.Text) > 3000:
		return invalid("string too big (maximum 3000, got %d) at $.text", len(*r.Text))
	case len(r.Langs) > 3:
		return invalid("array too big (maximum 3) at $.langs")
	}
	if problem := r.facetFault(); problem != "" {
		return invalid("%s", problem)
	}
	return s.embedFault(r)
}

// facetFault also refuses what the real server takes and readers see broken: places beyond
// the text or within a character.
func (r simRecord) facetFault() string {
	text := *r.Text
	onBorder := func(i int) bool {
		return i >= 0 && i <= len(text) && (i == len(text) || utf8.RuneStart(text[i]))
	}
	for _, f := range r.Facets {
		from, to := f.Index.ByteStart, f.Index.ByteEnd
		if from == nil || to == nil || *from >= *to || !onBorder(*from) || !onBorder(*to) {
			return "a facet lies outside of the text or cuts a character"
		}
		for _, one := range f.Features {
			u, err := url.Parse(one.URI)
			link := one.Type == "app.bsky.richtext.facet#link" && err == nil && u.IsAbs()
			tag := one.Type == "app.bsky.richtext.facet#tag" && one.Tag != "" && one.Tag[0] != '#'
			if !link && !tag {
				return "a feature is neither a link nor a tag"
			}
		}
	}
	return ""
}

func (s *pds) embedFault(r simRecord) (code, message string) {
	var blobs []*simBlob
	switch e := r.Embed; {
	case e == nil:
	case e.Type == "app.bsky.embed.images":
		if len(e.Images) < 1 || len(e.Images) > 4 {
			return "InvalidRequest", "array too big (maximum 4) at $.embed.images"
		}
		for _, one := range e.Images {
			if one.Image == nil || one.Alt == nil || one.AspectRatio == nil || one.AspectRatio.Width < 1 || one.AspectRatio.Height < 1 {
				return "InvalidRequest", "Missing required key at $.embed.images[0]"
			}
			blobs = append(blobs, one.Image)
		}
	case e.Type == "app.bsky.embed.external":
		if e.External == nil || e.External.URI == "" || e.External.Title == nil || e.External.Description == nil {
			return "InvalidRequest", "Missing required key at $.embed.external"
		}
		if e.External.Thumb != nil {
			blobs = append(blobs, e.External.Thumb)
		}
	default:
		return "InvalidRequest", "unknown embed"
	}
	for _, blob := range blobs {
		data, ok := s.blobs[blob.Ref.Link]
		switch {
		case blob.Type != "blob" || !ok:
			return "BlobNotFound", "Could not find blob: " + blob.Ref.Link
		case len(data) != blob.Size || len(data) > 1_000_000:
			return "InvalidRequest", "blob too big"
		}
	}
	return "", ""
}

// graphemes counts as Vietnamese needs it: marks belong to the letter before them, and so
// does what follows a joiner.
func graphemes(s string) int {
	const joiner, variation = '\u200d', '\ufe0f'
	n, joined := 0, false
	for _, r := range s {
		switch {
		case unicode.Is(unicode.M, r), r == variation:
		case r == joiner:
			joined = true
			continue
		case !joined:
			n++
		}
		joined = false
	}
	return n
}
