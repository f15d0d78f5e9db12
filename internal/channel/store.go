package channel

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/plan"
)

// Stored is a channel as it stands in the database, with its secrets sealed.
type Stored struct {
	Channel
	Sealed []byte // one JSON object of all secrets; nil when there are none
	KeyID  string // of the key that sealed it
}

// Store keeps channels. A missing channel is fault.NotFound; a second channel with the
// same name, or a second portal of a language, is fault.AlreadyExists.
type Store interface {
	Sessions
	Templates
	Calendar
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// Now is the clock that claims go by, which rests and breakers must be told in.
	Now(ctx context.Context) (time.Time, error)
	Add(ctx context.Context, c Stored) error
	// Save writes what people configure, the pause and the health; never what the
	// engine keeps (hours, limits, breaker).
	Save(ctx context.Context, c Stored) error
	Get(ctx context.Context, id string) (Stored, error)
	// Lock is Get that holds the row until the transaction ends.
	Lock(ctx context.Context, id string) (Stored, error)
	// Ask takes the turn of a channel's daily check: false when one began after since. It
	// writes at as the beginning of this one; AskAgain gives the turn back.
	Ask(ctx context.Context, id string, at, since time.Time) (bool, error)
	AskAgain(ctx context.Context, id string) error
	// List returns every channel, oldest first.
	List(ctx context.Context) ([]Channel, error)
	// Park keeps a channel still until an instant. It never shortens, but the zero time
	// ends it.
	Park(ctx context.Context, id string, until time.Time) error
	SaveBreaker(ctx context.Context, id string, b Breaker) error
	// ForgetRate forgets what a channel has used up of its rate.
	ForgetRate(ctx context.Context, id string) error
}

// Plans know units and languages.
type Plans interface {
	// CheckUnit refuses a unit that does not exist on the day, with a fault at /unit.
	CheckUnit(ctx context.Context, code string, day plan.Date) error
	// CheckCodes refuses what no plan knows, a language with a fault at /lang.
	CheckCodes(ctx context.Context, c plan.Codes) error
}
