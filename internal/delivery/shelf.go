package delivery

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/plan"
)

// Shelf shows the public what is published. Every method applies the embargo: what a
// stranger may not see is not there.
type Shelf interface {
	// Generation is raised by every move that changes what the public sees. An embargo
	// that ends changes nothing, since nothing goes out before its end.
	Generation(ctx context.Context) (int64, error)
	// Published lists what the passive feeds hold, newest first publication first, with
	// what was withdrawn from them.
	Published(ctx context.Context, q ShelfQuery) ([]Published, error)
	// Story reads one edition that is out on any channel, or was withdrawn from all;
	// fault.NotFound for everything else.
	Story(ctx context.Context, ref article.Ref) (Published, error)
}

// ShelfQuery narrows what is listed; zero values do not narrow.
type ShelfQuery struct {
	Lang  string
	Kind  plan.Kind // with Code: a facet of the release
	Code  string
	Limit int
	// WithdrawnSince also lists what was withdrawn at or after that instant; the zero
	// time lists nothing withdrawn.
	WithdrawnSince time.Time
}

// Published is an edition as the public sees it: the text of the last publish or correct
// that was sent.
type Published struct {
	Release     article.Release
	PublishedAt time.Time // when it first went out in this round
	UpdatedAt   time.Time // when this release went out, or was withdrawn
	// WithdrawnAt is zero while it is published; Notice is what readers are told.
	WithdrawnAt time.Time
	Notice      string
	// Portal is the address of the portal's copy, "" where there is none.
	Portal string
	// Langs lists the article's editions that the public can see, this one included.
	Langs []string
}
