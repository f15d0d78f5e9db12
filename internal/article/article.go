// Package article holds the newsroom's rules: stories with their editions, the texts that
// people save, four eyes, and the release that is approved and delivered.
//
// It knows no database and no channel. What an act does to deliveries is done by the
// [Deliveries] that it is given, in the act's own transaction.
package article

import (
	"time"

	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
)

// Article is one story with its facets, whatever its languages and channels.
type Article struct {
	ID       string
	Plan     string // id of the plan whose facets it bears
	Unit     string // code
	Lang     string // in which the story was first written; "" where that is not known
	Facets   plan.Facets
	Keywords []string
	Priority int // higher is more urgent
	// Coauthors are those, by id, whom its writers named: the story is theirs as well, whatever
	// their roles let them do with it (R5). Sorted.
	Coauthors []string
	// Together: none of its editions leaves before all of them are approved and scheduled.
	Together bool
	// Version counts saves of the facets; it is the entity tag of the article.
	Version   int
	CreatedBy string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Edition is the article in one language; it has its own text, approval and state.
type Edition struct {
	ID      string
	Article string
	Lang    string // BCP 47
	State   State
	// Version counts saves of the text and moves by people; the engine never raises it.
	Version      int
	HeadRevision string // "" before the first save
	// ApprovedRelease points at the release that may go out; it is apart from State.
	ApprovedRelease string
	// NextAct and Note belong to the release that is being prepared.
	NextAct release.Act
	Note    release.Note
	// Reason is why changes were requested, or why it was withdrawn.
	Reason      string
	Embargo     Embargo
	Publication Publication
	Title       string // of the head revision
	// SourceRevision is the revision of the story's own language that a translation's text was
	// made from, or found right beside, and ReleasedSource that of the release in force; "" where
	// nobody said. Outdated: the newest text in that language is another.
	SourceRevision string
	ReleasedSource string
	Outdated       bool
	// Together is the article's, kept here for the engine.
	Together    bool
	SubmittedBy string
	SubmittedAt time.Time
	WithdrawnAt time.Time
	CreatedBy   string
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// Embargo keeps an edition from everyone without the right until an hour.
type Embargo struct {
	Until time.Time // zero means none
	Wall  string    // as typed
	Zone  string
}

// Over reports whether the embargo, if there was one, has ended.
func (e Embargo) Over(now time.Time) bool { return e.Until.IsZero() || !now.Before(e.Until) }

// Publication sums up the edition's deliveries for lists.
type Publication string

// The publications.
const (
	NotPublished    Publication = "none"
	Scheduled       Publication = "scheduled"
	PartlyPublished Publication = "partly_published"
	Published       Publication = "published"
	Uncertain       Publication = "uncertain" // nothing is out for sure, something may be
	Failed          Publication = "failed"    // nothing is out, a person must decide
	TakenDown       Publication = "taken_down"
)

// Revision is one immutable saved text of an edition.
type Revision struct {
	ID      string
	Edition string
	Number  int    // from 1, over all kinds
	Base    string // the revision that it was made from
	Kind    RevisionKind
	Text    manuscript.Text
	// Source is the revision of the story's own language that it was made from; of translations.
	Source string
	// Authors names everyone whose words are in it.
	Authors   []string
	Name      string // of a point
	CreatedBy string
	CreatedAt time.Time
}

// RevisionKind tells why a revision was made.
type RevisionKind string

// The kinds. A snapshot keeps a person's line and is never the edition's head; nor is a point, which
// is kept under a name.
const (
	RevisionSave     RevisionKind = "save"
	RevisionSnapshot RevisionKind = "snapshot"
	RevisionPoint    RevisionKind = "point"
)

// WorkingCopy is what one person is typing now in an edition.
type WorkingCopy struct {
	Edition   string
	Person    string
	Base      string // revision
	Text      manuscript.Text
	Version   int // its own entity tag: a second tab gets a stale answer
	UpdatedAt time.Time
	// SnapshotAt is when this line was last kept as a revision.
	SnapshotAt time.Time
	// Authors are others, by id, whose words are in it beside those of its base: of whoever it was
	// taken over from, of a revision that was restored. Sorted.
	Authors []string
	BegunAt time.Time // zero where that is not known
	// Taken tells who took its text over since it was last typed in; zero when nobody did.
	Taken Takeover
}

// Takeover is the fact that somebody took over what another was typing.
type Takeover struct {
	By       string
	At       time.Time
	Revision string // which keeps the words as they were
}
