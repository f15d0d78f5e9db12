package delivery_test

import (
	"maps"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/delivery"
)

// A channel's punctuality counts what has had its hour: what was out within a minute, what was
// later, and what is not out at all.
func TestPunctuality(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		ids := h.many(6, c)
		hour := time.Now().Add(-time.Hour)
		out := func(id string, due time.Time, after time.Duration) {
			h.set(`UPDATE delivery SET state = 'sent', due_at = ?, sent_at = ? WHERE id = ?`, due.UnixMicro(), due.Add(after).UnixMicro(), id)
		}
		out(ids[0], hour, 59*time.Second)
		out(ids[1], hour, 61*time.Second)
		h.set(`UPDATE delivery SET due_at = ? WHERE id = ?`, hour.UnixMicro(), ids[2])
		h.set(`UPDATE delivery SET due_at = ?, state = 'cancelled' WHERE id = ?`, hour.UnixMicro(), ids[3])
		out(ids[4], hour.AddDate(0, 0, -31), time.Second)
		// The last is due now, and can still be on time.
		got, err := h.desk.Punctuality(h.Context(), approver())
		if want := map[string]delivery.Punctuality{c.ID: {Due: 3, OnTime: 1}}; err != nil || !maps.Equal(got, want) {
			h.Errorf("%+v, %v; want %+v", got, err, want)
		}
	})
}

// The health of the queue tells what could go, and of each channel what waits and why that is
// nobody's fault but the channel's.
func TestQueueHealth(t *testing.T) {
	each(t, func(h *harness) {
		free, paused, broken, paced := h.channel("keyed"), h.channel("keyed"), h.channel("keyed"), h.channel("keyed")
		oldest := h.many(2, free)[0]
		h.late(oldest, 10*time.Minute)
		for _, id := range append(append(h.many(1, paused), h.many(2, broken)...), h.many(3, paced)...) {
			h.late(id, time.Hour)
		}
		h.set(`UPDATE channel SET paused = TRUE WHERE id = ?`, paused.ID)
		h.set(`UPDATE channel SET breaker = 'open', breaker_failures = 5, breaker_until = ? WHERE id = ?`, time.Now().Add(time.Hour).UnixMicro(), broken.ID)
		h.set(`UPDATE channel SET rate_usec = 1000000 WHERE id = ?`, paced.ID)
		got, err := h.queue.Health(h.Context())
		must(h.T, err)
		if got.Claimable != 5 || got.Oldest != oldest || time.Since(got.OldestAt).Round(time.Minute) != 10*time.Minute || got.ByState[delivery.Waiting] != 8 {
			h.Errorf("claimable %d, oldest %s since %s, waiting %d", got.Claimable, got.Oldest, got.OldestAt, got.ByState[delivery.Waiting])
		}
		for _, c := range got.Channels {
			want := map[string]delivery.ChannelHealth{free.ID: {Due: 2}, paused.ID: {Due: 1, Stopped: true}, broken.ID: {Due: 2, CutOff: true}, paced.ID: {Due: 3}}[c.ID]
			if c.Due != want.Due || c.Stopped != want.Stopped || c.CutOff != want.CutOff || c.Kind != "keyed" {
				h.Errorf("%+v, want %+v", c, want)
			}
		}
	})
}
