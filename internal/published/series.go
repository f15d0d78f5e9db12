package published

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
)

// Serials shows the public the series of stories.
type Serials interface {
	// Series lists by code the series of which some story is or was in the passive feeds, and its
	// embargo over. The others are not there for the public.
	Series(ctx context.Context) ([]Series, error)
}

// Series is a number of stories in an order made by hand.
type Series struct {
	ID    string
	Code  string // in addresses
	Title fault.Text
	Lead  fault.Text
	Cover string // id of a picture; "" leaves it to the stories
	// Articles are the ids of the stories that are or were out, first to last; what is still
	// out, [Reader] tells.
	Articles []string
	Since    time.Time
}

// In returns a wording of the series for readers of a language: English where there is one, for
// those who do not read Vietnamese.
func (Series) In(t fault.Text, lang string) string {
	if lang == "vi" || t.EN == "" {
		return t.VI
	}
	return t.EN
}
