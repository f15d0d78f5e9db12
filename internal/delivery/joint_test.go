package delivery_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/channel"
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
	onPostgres(t, func(h *harness) {
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

// sendsMore waits a while for one more send than before: not as long as the server lets a
// transaction rest.
func (h *harness) sendsMore(than int) bool {
	over, tick := time.After(7*time.Second), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for {
		if sends, _, _ := h.place.count(); sends > than {
			return true
		}
		select {
		case <-over:
			return false
		case <-tick.C:
		}
	}
}

// Results need the one row that tells the feeds of them. An instance that stands still with it
// in hand holds up results, and no mark.
func TestAHeldRowOfTheFeedsHoldsUpNoMark(t *testing.T) {
	onPostgres(t, func(h *harness) {
		ids, answer := h.atOnce("keyed", func() { h.run() })
		c := h.channel("keyed")
		must(h.T, h.db.InTx(h.Context(), func(ctx context.Context) error {
			if err := h.db.Write(ctx).Exec(`SELECT id FROM feed_generation WHERE id = 1 FOR UPDATE`).Error; err != nil {
				return err
			}
			answer()
			h.publish(h.approved("Bốn"), c)
			if !h.sendsMore(len(ids)) {
				h.Error("nothing was sent while the row was held")
			}
			return nil
		}))
		for _, id := range ids {
			h.until(id, delivery.Sent)
		}
	})
}

// However many results wait for one edition, they leave connections to the others.
func TestAHeldEditionOfManyChannelsHoldsUpNoOther(t *testing.T) {
	onPostgres(t, func(h *harness) {
		const many = 40
		gate := make(chan struct{})
		h.place.mu.Lock()
		h.place.gate = gate
		h.place.mu.Unlock()
		all := make([]channel.Channel, many)
		for i := range all {
			all[i] = h.channel("keyed")
		}
		e := h.approved("Nhiều kênh")
		h.publish(e, all...)
		h.run()
		h.eventually("all calls", func() bool { sends, _, _ := h.place.count(); return sends == many })
		c, other := h.channel("keyed"), h.approved("Bài khác")
		must(h.T, h.db.InTx(h.Context(), func(ctx context.Context) error {
			if err := h.db.Write(ctx).Exec(`SELECT id FROM edition WHERE id = ? FOR UPDATE`, e.ID).Error; err != nil {
				return err
			}
			close(gate)
			h.publish(other, c)
			if !h.sendsMore(many) {
				h.Error("nothing else was sent while the edition was held")
			}
			return nil
		}))
	})
}

// Whoever waits for an edition sees what its holder wrote, the urgency too.
func TestALockSeesWhatItsHolderWrote(t *testing.T) {
	onPostgres(t, func(h *harness) {
		e := h.approved("Khẩn")
		got := make(chan int, 1)
		must(h.T, h.db.InTx(h.Context(), func(ctx context.Context) error {
			if err := h.db.Write(ctx).Exec(`SELECT id FROM edition WHERE id = ? FOR UPDATE`, e.ID).Error; err != nil {
				return err
			}
			go func() {
				must(h.T, h.db.InTx(context.WithoutCancel(h.Context()), func(ctx context.Context) error {
					s, err := h.queue.Lock(ctx, e.ID)
					if err == nil {
						got <- s.Urgency
					}
					return err
				}))
			}()
			h.eventually("somebody to wait for it", h.waits)
			return h.db.Write(ctx).Exec(`UPDATE article SET priority = 2 WHERE id = ?`, e.Article).Error
		}))
		if urgency := <-got; urgency != 2 {
			h.Errorf("urgency %d, want 2", urgency)
		}
	})
}

// TestAHeldEditionHoldsUpNoSweep has the sweep pass by what is too late on an edition that
// somebody holds: whatever else it settles would wait too.
func TestAHeldEditionHoldsUpNoSweep(t *testing.T) {
	onPostgres(t, func(h *harness) {
		c := h.channel("keyed")
		held, free := h.publish(h.approved("Bị giữ"), c)[0], h.publish(h.approved("Tự do"), c)[0]
		h.late(held.ID, 4*time.Hour)
		h.late(free.ID, 3*time.Hour)
		overdue := func(want ...string) {
			h.Helper()
			ids, err := h.queue.Overdue(h.Context(), 10)
			if err != nil || !slices.Equal(ids, want) {
				h.Errorf("overdue %q, %v; want %q", ids, err, want)
			}
		}
		must(h.T, h.db.InTx(h.Context(), func(ctx context.Context) error {
			if err := h.db.Write(ctx).Exec(`SELECT id FROM edition WHERE id = ? FOR UPDATE`, held.Edition).Error; err != nil {
				return err
			}
			overdue(free.ID)
			return nil
		}))
		overdue(held.ID, free.ID)
	})
}
