package delivery_test

import (
	"testing"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/store"
)

// A release stands once on a channel for each intent and round: the database itself refuses a
// second row, whoever writes it.
func TestADeliveryStandsOnce(t *testing.T) {
	each(t, func(h *harness) {
		first := h.publish(h.approved("Một hàng"), h.channel("keyed"))[0]
		other := h.channel("keyed")
		again := func(channel, intent string, round int) error {
			const second = `INSERT INTO delivery (id, edition_id, release_id, channel_id, intent, round, seq, created_by, created_at, due_at, state, updated_at)
				SELECT ?, edition_id, release_id, ?, ?, ?, (SELECT max(seq) + 1 FROM delivery), created_by, created_at, due_at, 'cancelled', updated_at FROM delivery WHERE id = ?`
			return store.Translate(h.db.Write(h.Context()).Exec(second, newID(), channel, intent, round, first.ID).Error)
		}
		if err := again(first.Channel, "publish", first.Round); !fault.Is(err, fault.AlreadyExists) {
			h.Errorf("a second row of the same: %v", err)
		}
		for what, err := range map[string]error{
			"on another channel":  again(other.ID, "publish", first.Round),
			"with another intent": again(first.Channel, "withdraw", first.Round),
			"in another round":    again(first.Channel, "publish", first.Round+1),
		} {
			if err != nil {
				h.Errorf("a row %s: %v", what, err)
			}
		}
	})
}
