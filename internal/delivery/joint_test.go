package delivery_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/lantoa/lantoa/internal/delivery"
)

// atOnce plans three stories, each on a channel of its own of a kind, runs the engine and
// waits until all three have been sent and are not answered yet; answer has all of them come
// to their end at the same time.
func (h *harness) atOnce(kind string, engine func()) (ids []string, answer func()) {
	h.Helper()
	gate := make(chan struct{})
	h.place.mu.Lock()
	h.place.gate = gate
	h.place.mu.Unlock()
	for _, title := range []string{"Một", "Hai", "Ba"} {
		ids = append(ids, h.publish(h.approved(title), h.channel(kind))[0].ID)
	}
	engine()
	h.eventually("three calls", func() bool {
		h.place.mu.Lock()
		defer h.place.mu.Unlock()
		return h.place.busy == len(ids)
	})
	return ids, func() { close(gate) }
}

// Results that come at the same time share a transaction; an edition that somebody holds is
// waited for by its own delivery alone.
func TestAHeldEditionHoldsUpNoOther(t *testing.T) {
	each(t, func(h *harness) {
		if h.db.LockRows("e", true) == "" {
			h.Skip("one writes at a time")
		}
		ids, answer := h.atOnce("keyed", func() { h.run() })
		edition := h.read(ids[0]).Edition
		must(h.T, h.db.InTx(h.Context(), func(ctx context.Context) error {
			if err := h.db.Write(ctx).Exec(`SELECT id FROM edition WHERE id = ? FOR UPDATE`, edition).Error; err != nil {
				return err
			}
			answer()
			h.until(ids[1], delivery.Sent)
			h.until(ids[2], delivery.Sent)
			if one := h.read(ids[0]); one.State != delivery.Sending {
				h.Errorf("the held one is %s", one.State)
			}
			return nil
		}))
		h.until(ids[0], delivery.Sent)
	})
}

// choosy is a store that refuses to keep that one delivery was sent.
type choosy struct {
	delivery.Store
	refused *string
}

func (c choosy) Save(ctx context.Context, sets ...*delivery.Set) error {
	for _, one := range sets {
		if slices.ContainsFunc(one.Changed(), func(d delivery.Delivery) bool { return d.ID == *c.refused && d.State == delivery.Sent }) {
			return errors.New("no")
		}
	}
	return c.Store.Save(ctx, sets...)
}

// A result that the database refuses takes along none of those that share its transaction.
func TestARefusedResultTakesNoOtherAlong(t *testing.T) {
	each(t, func(h *harness) {
		var refused string
		ids, answer := h.atOnce("blind", func() {
			o := h.options()
			o.Store = choosy{h.queue, &refused}
			_, stop := h.engineOf(o)
			h.Cleanup(stop)
		})
		refused = ids[0]
		answer()
		h.until(ids[1], delivery.Sent)
		h.until(ids[2], delivery.Sent)
		if d := h.until(ids[0], delivery.Unsure); d.Reason != delivery.ReasonAskPerson {
			h.Errorf("the refused one is %s, %s", d.State, d.Reason)
		}
	})
}
