// Package intake is the box of what others publish and we may consider: feeds of ministries and
// partners that are watched, exports of WordPress that are read in, and what becomes of each
// item. Nothing in it is published by itself: an item is taken, which makes a draft with the
// credit of its source, or dismissed, or left.
package intake

import (
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/harvest"
	"github.com/lantoa/lantoa/internal/plan"
)

// Limits of a source.
const (
	MaxName     = 200 // graphemes; of the credit too
	MaxTerms    = 2000
	MaxAddress  = 2048 // bytes
	MinEvery    = 5    // minutes
	MaxEvery    = 7 * 24 * 60
	MaxWait     = 30 * 24 * 60 // minutes
	MaxVersions = 50           // of one item that are kept as they come; after them one a day
	MaxReason   = 2000         // graphemes
	MaxPictures = 20           // taken at once
)

// Kind tells where items of a source come from.
type Kind string

// The kinds.
const (
	Feed      Kind = "feed"      // its address is asked by the clock
	WordPress Kind = "wordpress" // from files that people bring
)

// State tells whether a source is asked.
type State string

// The states.
const (
	On    State = "on"
	Off   State = "off"
	Ended State = "ended" // the source says that it is gone for good (410); a person may turn it on again
)

// Source is who publishes what we may consider, and on what terms.
type Source struct {
	ID      string
	Unit    string // code of the unit that watches
	Kind    Kind
	Name    string
	Address string // of a feed: as people gave it; of WordPress: that of the site, may be ""
	// Credit is the line that readers see, such as "Theo Cổng TTĐT Bộ Ngoại giao".
	Credit string
	// Terms are the licence or the agreement, in words; Basis is what the waiting time rests on.
	Terms string
	Basis string
	// Wait is how many minutes after an item was first seen it may be taken. None needs Terms.
	Wait   int
	Lang   string // of the drafts
	Facets plan.Facets
	Every  int // minutes between two fetches
	State  State
	Status
	Version   int // counts changes by people
	CreatedBy string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Status is what the clock knows of a source.
type Status struct {
	Format   harvest.Format // "" before the first fetch
	MovedTo  string         // where the source said that it is for good; "" where it has not moved
	ETag     string
	Modified string    // Last-Modified, as it came
	NextAt   time.Time // of the next fetch; zero while it is not asked
	Failures int       // in a row
	LastAt   time.Time
	Outcome  Outcome
	Reason   fault.Text
}

// asks is the address that the next fetch goes to.
func (s Source) asks() string {
	if s.MovedTo != "" {
		return s.MovedTo
	}
	return s.Address
}

// Outcome is what a fetch came to.
type Outcome string

// The outcomes.
const (
	Fetched   Outcome = "fetched"
	Unchanged Outcome = "unchanged" // 304
	Failed    Outcome = "failed"
	Gone      Outcome = "gone" // 410
)

// Fetch is one fetch of a source.
type Fetch struct {
	ID       string
	Source   string
	At       time.Time
	Took     time.Duration
	Outcome  Outcome
	Status   int // of HTTP; 0 without an answer
	Bytes    int
	New      int
	Changed  int
	Removed  int
	MovedTo  string // where it moved to for good, at this fetch
	Reason   fault.Text
	Findings []harvest.Finding // of the feed as a whole
}

// Standing is what became of an item.
type Standing string

// The standings.
const (
	Fresh     Standing = "new"
	Taken     Standing = "taken"
	Dismissed Standing = "dismissed"
)

// Item is one piece of a source, in the box.
type Item struct {
	ID         string
	Source     string // id
	SourceName string
	Unit       string // of the source
	Identity   string
	GUID       string // as the source gives it
	Link       string
	Title      string
	State      Standing
	// Number is that of its newest version, Hash that version's.
	Number int
	Hash   string
	// SaidAt is when the source says that it was published, zero where it says nothing of use.
	SaidAt    time.Time
	FirstSeen time.Time
	ChangedAt time.Time // when its newest version was seen
	RemovedAt time.Time // when the source said that it was removed; zero while it has not
	// FreeAt is from when on it may be taken, by the waiting time of its source.
	FreeAt    time.Time
	Reason    string // of the dismissal
	DecidedBy string
	DecidedAt time.Time
	Article   string // id of the story that was made of it
}

// Version is an item as its source had it at a time.
type Version struct {
	Item   string
	Number int
	Hash   string
	SeenAt time.Time
	Entry  harvest.Entry
}

// Origin is what a story keeps of where it comes from, as it was when it was taken.
type Origin struct {
	Article   string
	Item      string
	Source    string
	Number    int // of the version that was taken
	Name      string
	Credit    string
	Terms     string
	Address   string
	SaidAt    time.Time
	FirstSeen time.Time
	TakenAt   time.Time
	TakenBy   string
	Unit      string // of the story
}

// Filter narrows the box; zero values do not narrow.
type Filter struct {
	Units  []string // of sources; nil means every unit, empty none
	Source string
	State  Standing
	Search string // as typed
	// Free asks for those whose waiting time is over at Now, or is not.
	Free *bool
	Now  time.Time
	// After is the place of the last item of the former page, in the order of first seen, newest
	// first.
	After *Place
	Limit int
}

// Place is an item's place in the box.
type Place struct {
	FirstSeen time.Time
	ID        string
}
