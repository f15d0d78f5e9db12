package intake

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// Sources keeps sources. Lock holds a row until the transaction ends.
type Sources interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// Now is the database's clock, by which all instances go.
	Now(ctx context.Context) (time.Time, error)
	AddSource(ctx context.Context, s Source) error
	SaveSource(ctx context.Context, s Source) error
	Source(ctx context.Context, id string) (Source, error)
	LockSource(ctx context.Context, id string) (Source, error)
	// Sources lists them by name; nil units mean every unit.
	Sources(ctx context.Context, units []string) ([]Source, error)
	// Site finds the source of a kind and address that a unit has.
	Site(ctx context.Context, unit string, kind Kind, address string) (Source, bool, error)
}

// Lease is a claim of a process on a source, for a time.
type Lease struct {
	Token string
	Until time.Time
	Now   time.Time
}

// Fetches is the queue of sources that are due, and what became of each fetch.
type Fetches interface {
	// Claim takes a source that is due under a lease; nobody else gets it before that ends.
	Claim(ctx context.Context, lease Lease) (Source, bool, error)
	// Settle gives a source back with its new status, unless the lease was lost.
	Settle(ctx context.Context, s Source, token string) (bool, error)
	AddFetch(ctx context.Context, f Fetch) error
	// Fetches lists them newest first, from before an instant; the zero time means from the newest.
	Fetches(ctx context.Context, source string, before time.Time, limit int) ([]Fetch, error)
	// Forget removes fetches from before an instant.
	Forget(ctx context.Context, before time.Time) (int, error)
}

// Items keeps the box. What is in it is never removed.
type Items interface {
	// Known finds the items of a source that bear one of the identities or addresses.
	Known(ctx context.Context, source string, identities, links []string) ([]Item, error)
	// LockKnown is Known, and keeps others from these items until the transaction ends: what people
	// decide of one meanwhile would be written over with what it was before.
	LockKnown(ctx context.Context, source string, identities, links []string) ([]Item, error)
	AddItem(ctx context.Context, i Item, v Version) error
	// SaveItem saves all but what identifies an item; with a version it adds that one, too.
	SaveItem(ctx context.Context, i Item, v *Version) error
	Item(ctx context.Context, id string) (Item, error)
	LockItem(ctx context.Context, id string) (Item, error)
	Items(ctx context.Context, f Filter) ([]Item, error)
	// Versions lists those of an item, newest first.
	Versions(ctx context.Context, item string) ([]Version, error)
}

// Origins keeps where stories and pictures come from.
type Origins interface {
	// AddOrigin fails with fault.AlreadyExists where the story or the item has one.
	AddOrigin(ctx context.Context, o Origin) error
	Origin(ctx context.Context, article string) (Origin, error)
	OriginOfItem(ctx context.Context, item string) (Origin, error)
	AddPicture(ctx context.Context, item, address, media string) error
	// PicturesOf gives the pictures that were taken of an item, by address.
	PicturesOf(ctx context.Context, item string) (map[string]string, error)
}

// Store is all of it.
type Store interface {
	Sources
	Fetches
	Items
	Origins
}

// Question is what a feed is asked with.
type Question struct {
	Address  string
	ETag     string
	Modified string
}

// Answer is what a source gave.
type Answer struct {
	Outcome  Outcome
	Status   int // of HTTP; 0 without an answer
	Body     []byte
	Type     string // media type with its parameters
	Address  string // where redirects led
	MovedTo  string // where redirects led that are said to be for good; "" for none
	ETag     string
	Modified string
	// Until is when the source wants to be asked again; zero where it does not say.
	Until time.Time
	// Reason says why there is nothing to read.
	Reason fault.Text
}

// Fetcher asks sources. It bounds size and time, and reaches no private address that is not
// allowed.
type Fetcher interface {
	Feed(ctx context.Context, q Question) Answer
	// Picture reads a picture; what is wrong is an error that explains itself.
	Picture(ctx context.Context, address string) ([]byte, error)
}

// Plans is what the box asks of the plan.
type Plans interface {
	Current(ctx context.Context, day plan.Date) (plan.Plan, error)
	CheckUnit(ctx context.Context, code string, day plan.Date) error
	CheckFacets(ctx context.Context, planID string, f plan.Facets) error
	CheckCodes(ctx context.Context, codes plan.Codes) error
	Facets(ctx context.Context, planID string) ([]plan.Facet, error)
}

// Newsroom makes drafts, and knows who may read a story.
type Newsroom interface {
	Create(ctx context.Context, actor right.Actor, in article.Input) (article.Article, article.Edition, error)
	Article(ctx context.Context, actor right.Actor, id string) (article.Article, []article.Edition, error)
}

// Library takes pictures in.
type Library interface {
	Add(ctx context.Context, actor right.Actor, up media.Upload) (media.Media, error)
}
