package delivery_test

import (
	"sync"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/delivery"
)

// TestNothingLeavesBeforeItsTime moves the hour of a post, or its embargo, past every rule
// when it was claimed already: it is judged once more before the first byte.
func TestNothingLeavesBeforeItsTime(t *testing.T) {
	for name, move := range map[string]string{
		"put off":       `UPDATE delivery SET due_at = due_at + 3600000000 WHERE id = ?`,
		"under embargo": `UPDATE edition SET embargo_until = (SELECT due_at + 3600000000 FROM delivery WHERE id = ?)`,
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(h *harness) {
				id := h.publish(h.approved("Sớm"), h.channel("looked"))[0].ID
				o := h.options()
				o.Releases = meddling{h.stories, &sync.Once{}, func() { h.set(move, id) }}
				_, stop := h.engineOf(o)
				defer stop()
				h.eventually("its way back", func() bool { return h.read(id).State == delivery.Retrying })
				one := h.leaseless(id)
				if sends, _, _ := h.place.count(); sends != 0 || !one.SentAt.IsZero() {
					h.Errorf("%d sends, %+v", sends, one)
				}
				attempts, err := h.queue.Attempts(h.Context(), id)
				must(h.T, err)
				if len(attempts) != 1 || attempts[0].Reason != "not_in_force" || !attempts[0].SendingAt.Equal(time.Time{}) {
					h.Errorf("%+v", attempts)
				}
			})
		})
	}
}
