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
	HTML    string `json:"html"` // sanitised body; "" for kinds that take a Text
	// Text is the whole post for kinds whose Spec.Text asks for one: its first words are
	// the title, its last the link.
	Text string `json:"text,omitempty"`
	// Spans mark the parts of Text that are more than plain words, in order and apart.
	Spans []Span `json:"spans,omitempty"`
	// Link is the story's permanent address with the marker (utm_content).
	Link string `json:"link"`
	// ChosenID is the id that we choose at the destination (a slug, a record key).
	ChosenID string `json:"chosen_id"`
	// At is the instant that the destination shows as time of publication.
	At time.Time `json:"at"`
	// Notes are what readers are told: of every change since the story was published,
	// newest first, or of its withdrawal alone.
	Notes []Note `json:"notes,omitempty"`
	Terms []Term `json:"terms"`
	Unit  Term   `json:"unit"`
	// Keywords are free words beside the terms.
	Keywords []string `json:"keywords,omitempty"`
	// Pictures are in the order of the story; the first is its cover.
	Pictures []Picture `json:"pictures,omitempty"`
	// PicturesStay: the release has other pictures than the post that is corrected, which
	// keeps its own; these are they.
	PicturesStay bool `json:"pictures_stay,omitempty"`
	// Body is a rendered body (see Spec.Body) of type BodyType.
	Body     string `json:"body,omitempty"`
	BodyType string `json:"body_type,omitempty"`
}

// Note is what readers are told about a change or a withdrawal.
type Note struct {
	Kind  string    `json:"kind"`  // update, correction, formal_correction, withdrawal
	Label string    `json:"label"` // of the kind, in the post's language
	Text  string    `json:"text"`
	At    time.Time `json:"at"` // of the change
	// Heading is the label with the time, as readers see it; "" in posts from before it was there.
	Heading string `json:"heading,omitempty"`
	// Earlier notes belong to an earlier release: the destination may show them already.
	Earlier bool `json:"earlier,omitempty"`
}

// Term is one facet as destinations see it.
type Term struct {
	Kind string `json:"kind"` // pillar, area, topic, audience, form, unit
	Code string `json:"code"`
	Name string `json:"name"` // in the post's language
}

// SpanKind tells what a span of a text is.
type SpanKind string

// The kinds of spans.
const (
	SpanTitle SpanKind = "title"
	SpanLink  SpanKind = "link" // Value is the address
	SpanTag   SpanKind = "tag"  // Value is the word without "#"
)

// Span is a part of [Post.Text].
type Span struct {
	Kind  SpanKind `json:"kind"`
	Start int      `json:"start"` // in bytes of UTF-8
	End   int      `json:"end"`   // exclusive
	Value string   `json:"value,omitempty"`
}

// Picture is one picture of a post, in the size in which it is sent.
type Picture struct {
	Hash   string `json:"hash"`   // SHA-256 of its bytes, hex
	Type   string `json:"type"`   // image/jpeg or image/png
	Size   int64  `json:"size"`   // bytes
	Width  int    `json:"width"`  // pixels
	Height int    `json:"height"` // pixels
	// Name is a file name for destinations that keep one, which no other picture has.
	Name string `json:"name"`
	// Address is where readers find the picture at our own place; where Post.HTML shows the
	// picture, it does so by this address.
	Address string `json:"address"`
	Alt     string `json:"alt"` // in the post's language, as are the others
	Caption string `json:"caption,omitempty"`
	Credit  string `json:"credit,omitempty"`
	Licence string `json:"licence,omitempty"` // on what terms it may be used
}
