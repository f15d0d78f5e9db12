package article

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/lantoa/lantoa/internal/canonical"
	"github.com/lantoa/lantoa/internal/plan"
)

// ContentSchema numbers the shape of [Content].
const ContentSchema = 1

// Content is all that is approved and will be delivered. Embargo, channels and time are
// not in it: they are decided apart, and changing them voids no approval.
type Content struct {
	Schema  int    `json:"schema"`
	Article string `json:"article"`
	Edition string `json:"edition"`
	Lang    string `json:"lang"`
	Act     Act    `json:"act"`
	Note    Note   `json:"note"`
	// Earlier are the notes of the releases before it that readers still see, newest
	// first: a correction is not taken back by the next change.
	Earlier  []ToldNote      `json:"earlier"`
	Revision ContentRevision `json:"revision"`
	Plan     string          `json:"plan"`
	Unit     Label           `json:"unit"`
	// Facets are those that are sent, with their names in the edition's language as they
	// were approved; the plan may rename them later.
	Facets   []Label  `json:"facets"`
	Keywords []string `json:"keywords"`
	Priority int      `json:"priority"`
	// Pictures are those of the text, as they were approved.
	Pictures []ContentPicture `json:"pictures,omitempty"`
	// Templates are those of the channels that may take the edition and have one of their own:
	// what is approved includes how it is laid out.
	Templates []ContentTemplate `json:"templates,omitempty"`
}

// ContentTemplate is the template of a channel as it was approved.
type ContentTemplate struct {
	Channel string `json:"channel"` // id
	Version int    `json:"version"` // of the channel's templates, from 1
	Body    string `json:"body"`
}

// ContentRevision is the approved text; its pictures stand in [Content.Pictures].
type ContentRevision struct {
	ID     string `json:"id"`
	Number int    `json:"number"`
	Text
}

// Label is a facet or unit with its name in one language.
type Label struct {
	Kind string `json:"kind"`
	Code string `json:"code"`
	Name string `json:"name"`
	// Tag is the facet's hashtag in the same language, without "#".
	Tag string `json:"tag,omitempty"`
}

// Seal returns the canonical bytes (RFC 8785) of the content and their SHA-256 in hex.
func (c Content) Seal() (bytes []byte, hash string, err error) { return canonical.Seal(c) }

// ReadContent reads stored canonical bytes.
func ReadContent(bytes []byte) (Content, error) {
	var c Content
	if err := json.Unmarshal(bytes, &c); err != nil {
		return Content{}, fmt.Errorf("read release: %w", err)
	}
	return c, nil
}

// told returns the notes of a content that was approved at an instant, newest first.
func (c Content) told(approved time.Time) []ToldNote {
	notes := []ToldNote{}
	if c.Note.Kind.Shown() {
		notes = append(notes, ToldNote{Note: c.Note, At: approved.UTC()})
	}
	return append(notes, c.Earlier...)
}

// FacetsOf returns the codes of one kind, in order.
func (c Content) FacetsOf(kind plan.Kind) []string {
	var codes []string
	for _, one := range c.Facets {
		if one.Kind == string(kind) {
			codes = append(codes, one.Code)
		}
	}
	return codes
}
