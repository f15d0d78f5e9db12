package dispatch

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
)

// past is what a channel holds of a story before a try: the last delivery that is out
// there, and when the story first went out in this round.
type past struct {
	last      delivery.Delivery
	published time.Time
	// blurred: something sent after the last may stand there instead of it.
	blurred bool
}

// earlier is the receipt that a call is about.
func (d *Dispatcher) earlier(ctx context.Context, t *try) (connector.Receipt, error) {
	if t.Intent == connector.Publish || t.Task != delivery.TaskSend && !t.Receipt.IsZero() {
		return t.Receipt, nil
	}
	before, err := d.history(ctx, t)
	return before.last.Receipt, err
}

// history finds what the channel holds of the story; nothing came before the first.
func (d *Dispatcher) history(ctx context.Context, t *try) (past, error) {
	if t.past != nil {
		return *t.past, nil
	}
	found := past{}
	if t.Seq == 1 {
		return found, nil
	}
	err := d.o.Store.InTx(ctx, func(ctx context.Context) error {
		s, err := d.o.Store.Lock(ctx, t.Edition)
		if err != nil {
			return err
		}
		found = t.among(s.On(t.Channel))
		return nil
	})
	if err == nil {
		t.past = &found
	}
	return found, err
}

// among finds the past of a try among the deliveries on its channel.
func (t *try) among(on []delivery.Delivery) past {
	var found past
	if t.Intent == connector.Withdraw {
		on = delivery.TakenDownBy(t.Delivery, on)
	}
	for _, one := range on {
		if one.Seq >= t.Seq || one.Round != t.Round {
			continue
		}
		found.blurred = !one.Out() && (found.blurred || mayStand(one))
		if !t.reaches(one) {
			continue
		}
		if one.Receipt.IsZero() {
			one.Receipt = found.last.Receipt
		}
		found.last = one
		if found.published.IsZero() {
			found.published = one.SentAt
		}
	}
	return found
}

// mayStand reports whether what a delivery says may be there without its being known.
func mayStand(one delivery.Delivery) bool {
	return one.Intent != connector.Withdraw && one.SentAt.IsZero() && (one.Uncertain() || !one.MaybeAt.IsZero())
}

// reaches reports whether a try is about what a delivery brought. A withdrawal also reaches
// what may be there, and, tried again, what it was said to have taken down.
func (t *try) reaches(one delivery.Delivery) bool {
	switch {
	case one.Out():
		return true
	case t.Intent != connector.Withdraw || one.Intent == connector.Withdraw:
		return false
	}
	return mayStand(one) || one.State == delivery.Withdrawn
}
