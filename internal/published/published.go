// Package published tells what readers outside may see of what was delivered: feeds, pages and
// pictures ask here, and know nothing of deliveries.
package published

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
)

// Reader shows the public what is published. Every method applies the embargo: what a
// stranger may not see is not there.
type Reader interface {
	// Generation is raised by every move that changes what the public sees. An embargo
	// that ends changes nothing, since nothing goes out before its end.
	Generation(ctx context.Context) (Generation, error)
	// Published lists what the passive feeds hold, newest first, with what left them.
	Published(ctx context.Context, q Query) ([]Edition, error)
	// Story reads one edition that is out on any channel that has readers, or was withdrawn
	// from all of them; fault.NotFound for everything else, what went to a trial channel
	// alone included.
	Story(ctx context.Context, ref article.Ref) (Edition, error)
	// Titles lists the titles under which an edition is or was out on a channel with readers,
	// each once; none while its embargo lasts.
	Titles(ctx context.Context, ref article.Ref) ([]string, error)
}

// Files tells which files of pictures the public may see.
type Files interface {
	// File finds a file by its hash that a story shows which is out on any channel that has
	// readers or on its way there, or showed there until at most an hour ago; fault.NotFound for
	// everything else.
	File(ctx context.Context, hash string) (File, error)
}

// File is a file that the public may see.
type File struct {
	Type string // media type
	Size int64  // bytes
}

// Generation numbers what the public sees, and tells since when it does.
type Generation struct {
	Number    int64
	ChangedAt time.Time // the zero time of Unix before the first change
}

// Query narrows what is listed; zero values do not narrow.
type Query struct {
	Lang   string
	Facets []Facet // of the release, all of them
	Series string  // id of one that the article is in
	// Prefer lists every article once: in this language if the public can see it so, else
	// in Vietnamese, else in the first of its languages.
	Prefer string
	// ByChange orders, and so limits, by the last change that readers are told of instead
	// of the first publication: what is corrected comes back, however old it is.
	ByChange bool
	// PublishedAfter and PublishedUpTo list what was published after the one and not after the
	// other, each alone if the other is zero; not with ByChange.
	PublishedAfter, PublishedUpTo time.Time
	Limit                         int
	Offset                        int // how many of the first to pass over, with Limit
	// LeftSince also lists what left at or after that instant: what was withdrawn, and what
	// a correction moved out of the facets. The zero time lists nothing of it.
	LeftSince time.Time
}

// Facet is a facet of a release by its code.
type Facet struct {
	Kind plan.Kind
	Code string
}

// Edition is an edition as the public sees it: the text of the last publish or correct
// that was sent.
type Edition struct {
	Release     release.Release
	PublishedAt time.Time // when it first went out in this round
	UpdatedAt   time.Time // of the last change that readers are told of, or of the withdrawal
	// WithdrawnAt is zero while it is published; Notice is what readers are told.
	WithdrawnAt time.Time
	Notice      string
	// Portal is the address of the portal's copy, "" where there is none.
	Portal string
	// Langs lists the article's editions that the public can see, this one included.
	Langs []string
	// Corrections are the formal corrections of it that are out, newest first.
	Corrections []FormalCorrection
}

// FormalCorrection is a story that formally corrects another, as the public sees it.
type FormalCorrection struct {
	Article string // id
	Lang    string // that of what it corrects where there is such, else Vietnamese, else another
	Title   string
	At      time.Time // when it first went out
}
