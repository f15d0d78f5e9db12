// Package piece keeps the shared pieces of the house ("đoạn dùng chung"): facts that many stories
// state (R22) and the message lines of the pillars (R20). A piece is written once, approved by
// another, and used in many texts, each of which says from where it has its words.
package piece

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// Limits of a piece.
const (
	MaxTitle  = 200  // graphemes
	MaxWords  = 2000 // graphemes, in each language
	MaxSource = 500  // graphemes
	MaxLangs  = 20
	MaxReason = 1000 // graphemes
)

// Kind is what a piece is.
type Kind string

// The kinds.
const (
	Fact    Kind = "fact"    // of the unit that keeps it
	Message Kind = "message" // the line of a pillar, which the lead unit approves
)

// Piece is some words that many texts share.
type Piece struct {
	ID   string
	Kind Kind
	Unit string // code
	Plan string // id of the plan in force when it was made
	// Pillar, Area and Topic are codes of that plan; "" for none. A message has a pillar.
	Pillar, Area, Topic string
	Title               string // for those who look for it
	// Approved is the number of the version in force, 0 before the first and once the piece has ended;
	// Newest that of the last.
	Approved, Newest int
	// ReviewOn is when the version in force is due for review; "" for never.
	ReviewOn plan.Date
	// Versions are the last approved one and the newest in a list, and all of one piece, newest first.
	Versions  []Version
	Version   int
	CreatedBy string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// At is a version by its number.
func (p Piece) At(number int) (Version, bool) {
	for _, v := range p.Versions {
		if v.Number == number {
			return v, true
		}
	}
	return Version{}, false
}

// last is the version that was approved last: the one in force, unless the piece has ended.
func (p Piece) last() (Version, bool) {
	for _, v := range p.Versions { // newest first
		if v.State == Approved {
			return v, true
		}
	}
	return Version{}, false
}

// Ended tells whether words were in force, and none are any more.
func (p Piece) Ended() bool {
	_, was := p.last()
	return was && p.Approved == 0
}

// Due tells whether the words in force are to be looked at again.
func (p Piece) Due(today plan.Date) bool {
	return p.Approved > 0 && p.ReviewOn != "" && p.ReviewOn <= today
}

// State is where a version stands.
type State string

// The states. Only the newest version can be proposed.
const (
	Proposed State = "proposed"
	Approved State = "approved"
	Returned State = "returned"
	Replaced State = "replaced" // by a newer proposal, before anybody decided
)

// Version is what a piece says; its words never change.
type Version struct {
	Number     int
	Words      map[string]string // by language; readable text, a blank line between paragraphs
	Source     string            // where it can be looked up
	ReviewOn   plan.Date
	State      State
	Reason     string // why it was returned; of the last that was approved, why the piece has ended
	ProposedBy string
	ProposedAt time.Time
	DecidedBy  string
	DecidedFor string // in whose place
	DecidedAt  time.Time
}

// Line is the words of a version that is approved, for those who write a story.
type Line struct {
	Piece   Piece
	Version Version
	Words   string // in the language that was asked for
	HTML    string // as it is put into a body
}

// Said is what the plan itself says of a pillar.
type Said struct{ Pillar, Words string }

// Messages are the lines of the pillars of a story.
type Messages struct {
	Lines []Line
	// Plan are the stances that the story's plan states, in Vietnamese as it was issued.
	Plan []Said
}

// Standing is how words in a text stand to the piece from which they are.
type Standing string

// The standings.
const (
	Current Standing = "current"
	Newer   Standing = "newer"   // a newer version is approved
	Altered Standing = "altered" // they were changed by hand
	Ended   Standing = "ended"   // they were approved, and the piece has ended since
	Unknown Standing = "unknown" // there is no such piece, or that version of it was never approved
)

// Use is a piece in a text.
type Use struct {
	Mark     text.Mark // without words in [Service.UsedBy]
	Piece    Piece     // zero where there is none
	Standing Standing
	// Newer tells that a newer version with words of the language is approved, also of altered words.
	Newer bool
	Due   bool
}

// Used is an edition whose newest saved text holds a piece.
type Used struct {
	Article, Edition, Lang, Unit, Title string
	Number                              int // of the version
	Hash                                string
	Standing                            Standing
	UpdatedAt                           time.Time
}

// Store keeps pieces, their versions and where they are used.
type Store interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	Add(ctx context.Context, p Piece, v Version, folded string) error
	// Save writes what changes of a piece: the title, the numbers, the day of review, the version, and
	// what search looks at.
	Save(ctx context.Context, p Piece, folded string) error
	AddVersion(ctx context.Context, piece string, v Version) error
	// Decide writes how a version was decided on.
	Decide(ctx context.Context, piece string, v Version) error
	// Get and Lock bring all versions; Lock keeps others from the piece until the transaction ends.
	Get(ctx context.Context, id string) (Piece, error)
	Lock(ctx context.Context, id string) (Piece, error)
	// Some brings those that there are, by id, with all versions.
	Some(ctx context.Context, ids []string) (map[string]Piece, error)
	List(ctx context.Context, f Filter) ([]Piece, error)
	// Uses lists the editions of units that hold a piece, nil for all units, newest change first.
	Uses(ctx context.Context, piece string, f Within) ([]Used, error)
}

// Filter narrows a list; zero values do not.
type Filter struct {
	Kind    Kind
	Unit    string // code
	Pillars []string
	Search  string // folded
	DueBy   plan.Date
	State   State // of the newest version
	// Approved leaves out what was never approved.
	Approved bool
	After    *Place
	Limit    int
}

// Within narrows a list of uses.
type Within struct {
	Units []string // nil means every unit
	After *Place
	Limit int
}

// Place is a row's place in a list, newest first.
type Place struct {
	At time.Time
	ID string
}

// Plans is what pieces ask of the plan.
type Plans interface {
	Current(ctx context.Context, day plan.Date) (plan.Plan, error)
	CheckUnit(ctx context.Context, code string, day plan.Date) error
	CheckFacets(ctx context.Context, planID string, f plan.Facets) error
	CheckCodes(ctx context.Context, codes plan.Codes) error
	Facets(ctx context.Context, planID string) ([]plan.Facet, error)
	Succession(ctx context.Context, day plan.Date) (plan.Succession, error)
}

// Articles is what is asked of the newsroom.
type Articles interface {
	Article(ctx context.Context, actor right.Actor, id string) (article.Article, []article.Edition, error)
	Edition(ctx context.Context, actor right.Actor, ref article.Ref) (article.Article, article.Edition, error)
	Head(ctx context.Context, e article.Edition) (article.Revision, error)
	WorkingCopy(ctx context.Context, actor right.Actor, ref article.Ref) (article.WorkingCopy, error)
	MayEdit(ctx context.Context, actor right.Actor, ref article.Ref) error
}

// defined is what the record hashes of a piece.
func (p Piece) defined() any {
	versions := make([]any, len(p.Versions))
	for i, v := range p.Versions {
		versions[i] = map[string]any{"number": v.Number, "words": v.Words, "source": v.Source, "review_on": string(v.ReviewOn), "state": string(v.State), "reason": v.Reason}
	}
	return map[string]any{"kind": string(p.Kind), "unit": p.Unit, "plan": p.Plan, "pillar": p.Pillar, "area": p.Area, "topic": p.Topic, "title": p.Title, "approved": p.Approved, "versions": versions}
}
