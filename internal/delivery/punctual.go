package delivery

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/account"
)

// PunctualDays is over how many days punctuality is told.
const PunctualDays = 30

// Punctuality tells how the publications of a channel kept to their hours in the last
// [PunctualDays]. What is not out yet counts as late once it can no longer be on time.
func (d *Desk) Punctuality(ctx context.Context, actor account.Actor, channel string) (Punctuality, error) {
	if err := actor.Need(account.ChannelRead, ""); err != nil {
		return Punctuality{}, err
	}
	now, err := d.o.Store.Now(ctx)
	if err != nil {
		return Punctuality{}, err
	}
	return d.o.Reader.Punctuality(ctx, channel, now.Add(-PunctualDays*24*time.Hour), now.Add(-OnTimeWithin))
}
