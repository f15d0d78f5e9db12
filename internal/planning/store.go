package planning

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// Store keeps planned stories. What was begun and whose article is published reads as [Done],
// whether anybody has seen to it yet or not.
type Store interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	Now(ctx context.Context) (time.Time, error)
	Add(ctx context.Context, s Story) error
	Save(ctx context.Context, s Story) error
	Get(ctx context.Context, id string) (Story, error)
	// Lock is Get, and keeps others from it until the transaction ends.
	Lock(ctx context.Context, id string) (Story, error)
	List(ctx context.Context, f Filter) ([]Story, error)
	// Unfinished lists the ids of those that are done by their article and not noted so yet;
	// Lapsed those that are late, and of which that was not told.
	Unfinished(ctx context.Context, limit int) ([]string, error)
	Lapsed(ctx context.Context, now time.Time, limit int) ([]string, error)
	// HasEntry reports whether there is such an entry of the calendar.
	HasEntry(ctx context.Context, id string) (bool, error)
}

// Filter narrows a list; zero values do not.
type Filter struct {
	Units     []string // codes; nil means every unit, empty none
	Person    string   // id
	State     State
	DueBefore time.Time
	// DueFrom and DueTo bound the last day.
	DueFrom, DueTo plan.Date
	After          *Place
	Limit          int
}

// Place is a row's place in a list: by what is due first, without an end last, then by id.
type Place struct {
	Due int64 // microseconds; [Endless] where nothing is due
	ID  string
}

// Endless stands for the instant of what is not due.
const Endless int64 = 1<<62 - 1

// PlaceOf is where a story stands.
func PlaceOf(s Story) Place {
	if s.Due.At.IsZero() {
		return Place{Endless, s.ID}
	}
	return Place{s.Due.At.UnixMicro(), s.ID}
}

// Plans is what planning asks of the plan.
type Plans interface {
	Current(ctx context.Context, day plan.Date) (plan.Plan, error)
	CheckFacets(ctx context.Context, planID string, f plan.Facets) error
	CheckUnit(ctx context.Context, code string, day plan.Date) error
	CheckCodes(ctx context.Context, codes plan.Codes) error
	Languages(ctx context.Context, planID string) ([]plan.Facet, error)
}

// Newsroom makes the articles.
type Newsroom interface {
	Create(ctx context.Context, actor right.Actor, in article.Input) (article.Article, article.Edition, error)
}

// People tells who can sign in, and what they may.
type People interface {
	Standing(ctx context.Context) ([]account.Standing, error)
}
