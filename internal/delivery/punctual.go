package delivery

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/right"
)

// PunctualDays is over how many days punctuality is told.
const PunctualDays = 30

// Punctuality tells of channels, by id, how their publications kept to their hours in the
// last [PunctualDays]; of those that had none nothing. What is not out yet counts as late
// once it can no longer be on time.
func (d *Desk) Punctuality(ctx context.Context, actor right.Actor) (map[string]Punctuality, error) {
	if err := actor.Need(right.ChannelRead, right.In("")); err != nil {
		return nil, err
	}
	now, err := d.o.Store.Now(ctx)
	if err != nil {
		return nil, err
	}
	return d.o.Reader.Punctuality(ctx, now.Add(-PunctualDays*24*time.Hour), now.Add(-OnTimeWithin))
}
