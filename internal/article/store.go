package article

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/eyes"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// Ref names an edition.
type Ref struct {
	Article string // id
	Lang    string
}

// Store keeps articles and editions. Lock methods hold their rows until the transaction
// ends, always the article before its edition.
type Store interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	AddArticle(ctx context.Context, a Article) error
	SaveArticle(ctx context.Context, a Article) error
	Article(ctx context.Context, id string) (Article, error)
	// LockArticle also tells whose words are in the newest text of each edition, by language.
	LockArticle(ctx context.Context, id string) (Article, []Edition, map[string][]string, error)
	AddEdition(ctx context.Context, e Edition) error
	// SaveEdition writes all but Publication, which belongs to the deliveries. With a
	// text it also refreshes what search looks at.
	SaveEdition(ctx context.Context, e Edition, text *Searchable) error
	Edition(ctx context.Context, ref Ref) (Edition, error)
}

// Searchable is an edition's text as search sees it, folded by the text package.
type Searchable struct {
	Title    string
	All      string
	Marks    []text.Mark // the shared pieces in the text, in order
	Unmarked bool        // there are none, nor were there in the text before
}

// Texts keeps what people wrote. Nothing in it is ever removed but a working copy whose
// text stands in a revision.
type Texts interface {
	AddRevision(ctx context.Context, r Revision) (Revision, error) // gives the next number
	Revision(ctx context.Context, id string) (Revision, error)
	// Authors names those whose words are in a revision.
	Authors(ctx context.Context, revision string) ([]string, error)
	// Revived names them of one that is not in the saved line of an edition since the release in force.
	Revived(ctx context.Context, e Edition, revision string) ([]string, error)
	// Revisions lists them newest first, without lead and body.
	Revisions(ctx context.Context, edition string, part Part) ([]Revision, error)
	// WorkingCopy finds none once it was dropped; its Version, by which the next one goes on, comes
	// with the error then.
	WorkingCopy(ctx context.Context, edition, person string) (WorkingCopy, error)
	// WorkingCopies lists those of an edition, the newest first.
	WorkingCopies(ctx context.Context, edition string) ([]WorkingCopy, error)
	SaveWorkingCopy(ctx context.Context, w WorkingCopy) error
	DropWorkingCopy(ctx context.Context, edition, person string) error
}

// Releases keeps releases and the record that four eyes reads.
type Releases interface {
	AddRelease(ctx context.Context, r release.Release) error
	Release(ctx context.Context, id string) (release.Release, error)
	// Releases lists them newest first; of their content they have the act and the
	// revision's title alone.
	Releases(ctx context.Context, edition string, part Part) ([]release.Release, error)
	LastNumber(ctx context.Context, edition string) (int, error) // 0 before the first
	Contribute(ctx context.Context, c eyes.Contribution) error   // idempotent
	// ContributeNext is Contribute of people, by id, to the release that an edition gets next.
	ContributeNext(ctx context.Context, edition, what string, at time.Time, people ...string) error
	Contributors(ctx context.Context, edition string, release int) ([]eyes.Contribution, error)
	// Uncontribute takes back contributions of some kinds to a release that will not be.
	Uncontribute(ctx context.Context, edition string, release int, what []string) error
}

// Lister finds editions for people who work on them.
type Lister interface {
	List(ctx context.Context, f Filter) ([]Row, error)
	// Count counts no further than most.
	Count(ctx context.Context, f Filter, most int) (int, error)
	// Cells counts what List would give without a limit.
	Cells(ctx context.Context, f Filter) ([]Cell, error)
}

// Filter narrows a list of editions; zero values do not narrow.
type Filter struct {
	Units        []string // nil means every unit; empty means none
	States       []State  // nil means every state
	Publications []Publication
	IDs          []string // of editions; nil means all, empty none
	Mine         string   // id of one who made the edition or whose the story is
	Missing      string   // a language that the story is not there in
	Lang         string
	Pillar       string // [NoFacet] of those without
	Area         string
	Audience     string
	MemberState  string
	Created      Span // when the edition was made
	FirstOut     Span // when it first went out to readers
	CreatedBy    string
	SubmittedBy  string
	Article      string
	Search       string // as typed; matched on the folded text
	Outdated     *bool  // of translations, whether their source says something else by now
	Newer        *bool  // whether a newer version is approved of a shared piece in the text
	// Alike are words of the search that may stand in other wordings.
	Alike []Alike
	// From and Before bound the hour at which the edition is to be published, or was.
	From, Before time.Time
	Order        Order
	// After is the place of the last row of the former page.
	After *Place
	Limit int
}

// Span is a time from an instant to before another; the zero value of either leaves it open.
type Span struct{ From, To time.Time }

// Cell is how many editions of a list are of a pillar and of a content area.
type Cell struct {
	Pillar, Area string
	Count        int
}

// NoFacet narrows to stories without a facet of a kind.
const NoFacet = "none"

// Alike are wordings of which one is in the text, folded, or the member state that the story bears.
type Alike struct {
	Wordings    []string
	MemberState string // code
}

// Order is how a list is ordered.
type Order string

// The orders; the zero one is by the last change, the newest first.
const (
	OldestChange Order = "changed"
	NextDue      Order = "due" // what is to be published next first, what has no hour last
)

// Place is a row's place in a list: what its order goes by, and its id among equals.
type Place struct {
	UpdatedAt time.Time // or the hour at which it is due
	ID        string
}

// Row is one edition in a list, with its article.
type Row struct {
	Edition
	Of Article
	At time.Time // what the order of the list goes by
}

// Variants are the own wordings of editions for channels.
type Variants interface {
	// Entering lists those that enter an edition's next release, by channel: of the channels
	// that may take editions of its language.
	Entering(ctx context.Context, edition, lang string) ([]eyes.Wording, error)
	// Restore brings back those that stood when the release of a number was approved, and tells of
	// which channels others stood since, by id.
	Restore(ctx context.Context, edition string, release int, by string, at time.Time) ([]string, error)
}

// Deliveries is what an act of the newsroom does to deliveries, in the act's transaction.
type Deliveries interface {
	// Approved replaces what has not left by the new release and corrects what is out.
	Approved(ctx context.Context, actor right.Actor, e Edition, r release.Release) (Effect, error)
	// Reopened voids what has not left.
	Reopened(ctx context.Context, actor right.Actor, e Edition) (Effect, error)
	// Withdrawn takes down what is out and takes off what is not.
	Withdrawn(ctx context.Context, actor right.Actor, e Edition) (Effect, error)
	// Reached returns how far the edition came, and locks its deliveries for the act that
	// goes by it; ReachedSoFar locks nothing, for what is only shown.
	Reached(ctx context.Context, edition string) (Reach, error)
	ReachedSoFar(ctx context.Context, edition string) (Reach, error)
}

// Reach tells whether anything of an edition is, or may be, at a destination.
type Reach struct {
	Out      bool // a destination holds it
	InFlight bool // it is being sent, or its outcome is open
}

// Any reports whether a destination holds it or may hold it.
func (r Reach) Any() bool { return r.Out || r.InFlight }

// Effect tells what an act did to deliveries, by delivery id.
type Effect struct {
	Created    []string
	Superseded []string
	Voided     []string
	// Offered were voided when the edition was reopened, and superseded now: their channels
	// and hours are there to be planned again for the new release.
	Offered   []string
	Cancelled []string
	// InFlight could not be stopped; it is being sent or its outcome is open.
	InFlight []string
}

// Plans is what the newsroom asks of the plan.
type Plans interface {
	UnitCheck
	Current(ctx context.Context, day plan.Date) (plan.Plan, error)
	CheckFacets(ctx context.Context, planID string, f plan.Facets) error
	Succession(ctx context.Context, day plan.Date) (plan.Succession, error)
	CheckCodes(ctx context.Context, codes plan.Codes) error
	Facets(ctx context.Context, planID string) ([]plan.Facet, error)
	Unit(ctx context.Context, code string) (plan.Unit, error)
}
