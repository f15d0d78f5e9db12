package dispatch

import (
	"context"
	"errors"

	"github.com/lantoa/lantoa/internal/delivery"
)

// askPeople leaves to people what would go out but for being too late, or the portal's being
// so.
func (d *Dispatcher) askPeople(ctx context.Context) {
	asking, cancel := d.patient(ctx)
	defer cancel()
	ids, err := d.o.Queue.Overdue(asking, mostAsked)
	if err != nil {
		d.trouble(ctx, "look for what is late", err)
	}
	for _, id := range ids {
		// One row that cannot be settled must not hold up all others.
		if err := d.askPerson(ctx, id); err != nil && !errors.Is(err, delivery.ErrFenced) && ctx.Err() == nil {
			d.o.Log.Error("dispatcher: could not leave a late delivery to people", "delivery", id, "error", err)
		}
	}
}

func (d *Dispatcher) askPerson(ctx context.Context, id string) error {
	ctx, cancel := d.patient(ctx)
	defer cancel()
	return d.inTx(ctx, func(ctx context.Context) error {
		s, err := d.o.Store.LockOf(ctx, id)
		if err != nil {
			return err
		}
		reason, err := d.o.Queue.Lateness(ctx, id)
		if err != nil {
			return err
		}
		row, ok := s.Find(id)
		if !ok || reason == delivery.ReasonNone {
			return delivery.ErrFenced
		}
		now, err := d.o.Store.Now(ctx)
		if err != nil {
			return err
		}
		if reason == delivery.ReasonTogether {
			s.Await(row, now)
			return d.flush(ctx, &writing{}, s)
		}
		done := s.Ask(row, reason, now)
		return d.flush(ctx, &writing{events: moved(s, row.State, done)}, s)
	})
}
