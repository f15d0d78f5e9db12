// Package release holds the immutable bundle that is approved and delivered, as values: what
// is in it, its canonical bytes and their hash, and the notes that readers are told.
package release

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/lantoa/lantoa/internal/canonical"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
)

// Release is the immutable bundle that is approved and delivered.
type Release struct {
	ID      string
	Edition string
	Number  int // from 1 within the edition
	Content Content
	// Canonical holds the RFC 8785 bytes of Content, stored and never rebuilt.
	Canonical  []byte
	Hash       string // SHA-256 of Canonical, hex
	ApprovedBy string
	OnBehalf   string
	ApprovedAt time.Time
}

// Version is the number by which receivers tell a newer state of an item from an older
// one: odd, so that the withdrawal of this release has the next to itself.
func (r Release) Version() int { return 2*r.Number - 1 }

// Notes are what readers are told of the changes since the story was published, newest
// first. A small fix adds nothing and takes nothing away.
func (r Release) Notes() []ToldNote {
	notes := []ToldNote{}
	if r.Content.Note.Kind.Shown() {
		notes = append(notes, ToldNote{Note: r.Content.Note, At: r.ApprovedAt.UTC()})
	}
	return append(notes, r.Content.Earlier...)
}

// Schema numbers the shape of [Content].
const Schema = 1

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
	Earlier  []ToldNote `json:"earlier"`
	Revision Revision   `json:"revision"`
	Plan     string     `json:"plan"`
	Unit     Label      `json:"unit"`
	// Facets are those that are sent, with their names in the edition's language as they
	// were approved; the plan may rename them later.
	Facets   []Label  `json:"facets"`
	Keywords []string `json:"keywords"`
	Priority int      `json:"priority"`
	// Pictures are those of the text, as they were approved.
	Pictures []Picture `json:"pictures,omitempty"`
	// Templates are those of the channels that may take the edition and have one of their own:
	// what is approved includes how it is laid out.
	Templates []Template `json:"templates,omitempty"`
	// Variants are the own wordings for channels that may take the edition, by channel.
	Variants []Variant `json:"variants,omitempty"`
	// Corrects is the story that a formal correction is about; nil for all else.
	Corrects *Corrected `json:"corrects,omitempty"`
}

// Template is the template of a channel as it was approved.
type Template struct {
	Channel string `json:"channel"` // id
	Version int    `json:"version"` // of the channel's templates, from 1
	Body    string `json:"body"`
}

// Variant is the edition's own wording for a channel as it was approved. What it does not say
// is said by the revision.
type Variant struct {
	Channel string `json:"channel"` // id
	Base    string `json:"base"`    // id of the revision over which it was written, or last held to be right
	// Title and Lead are of kinds that take a story; Text is of those that take a text alone, and
	// stands there in the place of both.
	Title string `json:"title,omitempty"`
	Lead  string `json:"lead,omitempty"`
	Text  string `json:"text,omitempty"`
}

// SaysAs reports whether two variants have the same words for the same channel, whatever they
// were written over.
func (v Variant) SaysAs(o Variant) bool {
	v.Base, o.Base = "", ""
	return v == o
}

// VariantFor is the own wording for a channel; the zero value where there is none.
func (c Content) VariantFor(channel string) Variant {
	for _, one := range c.Variants {
		if one.Channel == channel {
			return one
		}
	}
	return Variant{}
}

// Revision is the approved text; its pictures stand in [Content.Pictures].
type Revision struct {
	ID     string `json:"id"`
	Number int    `json:"number"`
	manuscript.Text
}

// Seal returns the canonical bytes (RFC 8785) of the content and their SHA-256 in hex.
func (c Content) Seal() (bytes []byte, hash string, err error) { return canonical.Seal(c) }

// Read reads stored canonical bytes.
func Read(bytes []byte) (Content, error) {
	var c Content
	if err := json.Unmarshal(bytes, &c); err != nil {
		return Content{}, fmt.Errorf("read release: %w", err)
	}
	return c, nil
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
