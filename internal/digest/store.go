package digest

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/right"
)

// Store keeps digests and their occurrences.
type Store interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// Now is the database's clock, by which digests are due on every instance.
	Now(ctx context.Context) (time.Time, error)
	Add(ctx context.Context, d Digest) error
	Save(ctx context.Context, d Digest) error
	Get(ctx context.Context, id string) (Digest, error)
	// Lock reads a digest and holds its row until the transaction ends.
	Lock(ctx context.Context, id string) (Digest, error)
	// List returns digests by name; nil units mean every unit.
	List(ctx context.Context, units []string) ([]Digest, error)
	// Due lists the ids of digests whose next occurrence has come, the longest due first.
	Due(ctx context.Context, now time.Time) ([]string, error)

	// AddOccurrence fails with fault.AlreadyExists where the digest has one at that instant.
	AddOccurrence(ctx context.Context, o Occurrence) error
	HasOccurrence(ctx context.Context, digest string, at time.Time) (bool, error)
	// Occurrences lists them newest first, from before an instant; the zero time means from the
	// newest.
	Occurrences(ctx context.Context, digest string, before time.Time, limit int) ([]Occurrence, error)
	// Tell notes that an occurrence tells editions.
	Tell(ctx context.Context, o Occurrence, editions []string) error
	// Passed returns which editions a digest passes over, by id: those that it has told, and
	// those of drafts of any digest.
	Passed(ctx context.Context, digest string, editions []string) (map[string]bool, error)
}

// Plans is what digests ask of the plan.
type Plans interface {
	Current(ctx context.Context, day plan.Date) (plan.Plan, error)
	CheckUnit(ctx context.Context, code string, day plan.Date) error
	CheckFacets(ctx context.Context, planID string, f plan.Facets) error
	CheckCodes(ctx context.Context, codes plan.Codes) error
	Facets(ctx context.Context, planID string) ([]plan.Facet, error)
}

// Newsroom makes the drafts.
type Newsroom interface {
	Create(ctx context.Context, actor right.Actor, in article.Input) (article.Article, article.Edition, error)
}

// Public lists what the public sees.
type Public interface {
	Published(ctx context.Context, q published.Query) ([]published.Edition, error)
}

// Next returns the first instant after another that a cron expression names in a zone; what is
// wrong is a validation error at /expression or /zone.
type Next func(expression, zone string, after time.Time) (time.Time, error)
