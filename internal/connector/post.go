package connector

import "time"

// PostSchema is the number of the shape of [Post]; it is stored with every payload.
const PostSchema = 1

// Post is the canonical payload of a delivery: all that the destination will get, in
// the words, links and bytes in which it will get it. It is rendered once, stored with
// its hash before the first byte leaves, and never changed after. Signatures, tokens
// and remote ids of pictures are no part of it; they are made per try.
type Post struct {
	Schema  int    `json:"schema"`
	Intent  Intent `json:"intent"`
	Article string `json:"article"` // public id
	Edition string `json:"edition"` // public id
	// Release is the number of the release within its edition, from 1.
	Release int    `json:"release"`
	Lang    string `json:"lang"` // BCP 47
	Title   string `json:"title"`
	Lead    string `json:"lead"`
	HTML    string `json:"html"` // sanitised body
	// Link is the story's permanent address with the marker (utm_content).
	Link string `json:"link"`
	// ChosenID is the id that we choose at the destination (a slug, a record key).
	ChosenID string `json:"chosen_id"`
	// At is the instant that the destination shows as time of publication.
	At    time.Time `json:"at"`
	Note  *Note     `json:"note,omitempty"`
	Terms []Term    `json:"terms"`
	Unit  Term      `json:"unit"`
	// Body is a rendered body (see Spec.Body) of type BodyType.
	Body     string `json:"body,omitempty"`
	BodyType string `json:"body_type,omitempty"`
}

// Note is what readers are told about a correction or a withdrawal.
type Note struct {
	Kind string `json:"kind"` // small_fix, update, correction, formal_correction, withdrawal
	Text string `json:"text"`
}

// Term is one facet as destinations see it.
type Term struct {
	Kind string `json:"kind"` // pillar, area, topic, audience, form, unit
	Code string `json:"code"`
	Name string `json:"name"` // in the post's language
}
