package calendar

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/planning"
	"github.com/lantoa/lantoa/internal/right"
)

// Store keeps the entries. Nothing is ever removed.
type Store interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	Add(ctx context.Context, e Entry) error
	Save(ctx context.Context, e Entry) error
	Get(ctx context.Context, id string) (Entry, error)
	// Lock is Get, and keeps others from it until the transaction ends.
	Lock(ctx context.Context, id string) (Entry, error)
	// Coded lists what came of the document.
	Coded(ctx context.Context) ([]Entry, error)
	// Between lists what may come within two days: all that comes each year, and what comes once
	// then.
	Between(ctx context.Context, from, to plan.Date) ([]Entry, error)
}

// Tallies counts stories by day for who may read them; units nil means every unit, empty none.
// A stretch has one offset from UTC, so that its days are all of 24 hours.
type Tallies interface {
	// Stories counts the stories that are planned for each day on any channel with readers, and
	// those that first went out then.
	Stories(ctx context.Context, units []string, s Stretch) ([]Count, error)
	// Facets counts the stories that first went out, by day and by what they are classified by.
	Facets(ctx context.Context, units []string, s Stretch) ([]FacetCount, error)
}

// Posts tells of the stories of deliveries what the deliveries themselves do not bear.
type Posts interface {
	// Facets are the pillars and content areas of the stories of which a delivery is due within
	// two instants, by article.
	Facets(ctx context.Context, from, to time.Time) (map[string]plan.Facets, error)
}

// Deliveries lists deliveries, without the titles of what somebody may not know of yet.
type Deliveries interface {
	List(ctx context.Context, actor right.Actor, f delivery.Filter) ([]delivery.Listed, error)
}

// Stretch is a time of whole days.
type Stretch struct {
	From, To time.Time     // To is not of it any more
	Offset   time.Duration // from UTC
}

// Count is how many stories of a unit fall on a day.
type Count struct {
	Day       plan.Date
	Unit      string // code
	Scheduled int
	Published int
}

// FacetCount is how many stories with a facet went out on a day.
type FacetCount struct {
	Day   plan.Date
	Kind  plan.Kind
	Code  string
	Count int
}

// Planned lists planned stories for who may read them.
type Planned interface {
	List(ctx context.Context, actor right.Actor, f planning.Filter) ([]planning.Story, error)
}

// Plans is what the calendar asks of the plan.
type Plans interface {
	Current(ctx context.Context, day plan.Date) (plan.Plan, error)
	Facets(ctx context.Context, planID string) ([]plan.Facet, error)
	CheckFacets(ctx context.Context, planID string, f plan.Facets) error
	CheckUnit(ctx context.Context, code string, day plan.Date) error
}
