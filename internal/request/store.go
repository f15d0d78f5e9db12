package request

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/planning"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/right"
)

// Store keeps requests with their shares.
type Store interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	Add(ctx context.Context, r Request) error
	// Save writes the request and all of its shares.
	Save(ctx context.Context, r Request) error
	Get(ctx context.Context, id string) (Request, error)
	// Lock is Get, and keeps others from it until the transaction ends.
	Lock(ctx context.Context, id string) (Request, error)
	List(ctx context.Context, f Filter) ([]Request, error)
	// Open counts the requests of an account that are open or routed, and keeps others from
	// entering one for it until the transaction ends.
	Open(ctx context.Context, asker string) (int, error)
}

// Filter narrows a list; zero values do not.
type Filter struct {
	// Sight is what the one who asks may see: the own ones, and those of some units.
	Sight Sight
	State State
	Unit  string // code of a unit that was asked
	After *Place
	Limit int
}

// Sight is whose requests somebody may see.
type Sight struct {
	Person string
	Every  bool
	Units  []string // codes
}

// Place is a row's place in a list, newest first.
type Place struct {
	At time.Time
	ID string
}

// Plans is what requests ask of the plan.
type Plans interface {
	Current(ctx context.Context, day plan.Date) (plan.Plan, error)
	CheckFacets(ctx context.Context, planID string, f plan.Facets) error
	CheckUnit(ctx context.Context, code string, day plan.Date) error
	CheckCodes(ctx context.Context, codes plan.Codes) error
	Languages(ctx context.Context, planID string) ([]plan.Facet, error)
}

// Planner plans the stories by which a unit takes a request up.
type Planner interface {
	Propose(ctx context.Context, actor right.Actor, in planning.Input) (planning.Story, error)
	Assign(ctx context.Context, actor right.Actor, id string, version int, a planning.Assignment) (planning.Story, error)
}

// Public shows what strangers may see.
type Public interface {
	// Story reads one edition that is out; [fault.NotFound] for everything else.
	Story(ctx context.Context, ref article.Ref) (published.Edition, error)
}
