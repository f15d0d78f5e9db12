// Package digest makes recurring digests, such as "ASEAN tuần qua" every Monday at 08:00.
//
// Each occurrence of a digest is a row, computed from its cron expression and zone. It is built
// from what was published since the one before, and only ever as a draft: people approve and
// schedule it like any other story. A story is told at most once by a digest.
package digest

import (
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
)

// Limits of a digest.
const (
	MaxName  = 100 // graphemes
	MaxItems = 50
	// MinApart is the least time between two occurrences by the clock on the wall.
	MinApart = time.Hour
)

// State tells whether occurrences of a digest come.
type State string

// The states. A digest that has ended never comes back.
const (
	Active State = "active"
	Paused State = "paused"
	Ended  State = "ended"
)

// Digest is what one digest is made of, and when.
type Digest struct {
	ID   string
	Unit string // code; the drafts are of this unit
	Name string
	// Title is that of the drafts, with the fields {dates}, {from} and {to}.
	Title string
	Lang  string // of the drafts, and of the stories in them
	// Facets are given to the drafts.
	Facets plan.Facets
	Filter Filter
	// Expression (five fields of cron) and Zone (IANA) say when it occurs.
	Expression string
	Zone       string
	Items      int // most stories in one draft
	State      State
	NextAt     time.Time // zero while it is paused, and once it has ended
	// CoveredTo is the instant up to which its occurrences have told what was published.
	CoveredTo time.Time
	// Authors are those, by id, who saved anything that enters its drafts, sorted. None of them
	// approves one.
	Authors   []string
	Version   int // counts the changes by people, from 1
	CreatedBy string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Filter narrows the stories that are told to those that bear all it names; empty fields do
// not narrow.
type Filter struct {
	Pillar string `json:"pillar,omitempty"` // code
	Area   string `json:"area,omitempty"`   // code
	Unit   string `json:"unit,omitempty"`   // code of the unit that published the story
}

// Input is a new digest.
type Input struct {
	Unit string
	Lang string
	Patch
}

// Patch changes what it names; nil leaves a thing as it is.
type Patch struct {
	Name       *string
	Title      *string
	Facets     *plan.Facets
	Filter     *Filter
	Expression *string
	Zone       *string
	Items      *int
	Paused     *bool
}

// Outcome is what became of an occurrence.
type Outcome string

// The outcomes.
const (
	Drafted Outcome = "drafted"
	Empty   Outcome = "empty"   // nothing to tell
	Skipped Outcome = "skipped" // missed; a later one covers its time
	Failed  Outcome = "failed"  // the draft was refused; the next one covers its time too
)

// Occurrence is one coming of a digest.
type Occurrence struct {
	Digest string
	At     time.Time // when it was due, or asked for
	// From (exclusive) and To bound what it covers, by the instant of publication.
	From, To time.Time
	Outcome  Outcome
	Reason   fault.Text // what explains the outcome; zero where nothing needs to be said
	Article  string     // id of the draft, "" where there is none
	Items    int        // stories told
	AskedBy  string     // id of the person who asked for an extra one, "" for the clock
	// CreatedAt is when it was carried out.
	CreatedAt time.Time
}
