package delivery_test

import (
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/walltime"
)

// typedHours are hours as people type them in a zone, at all of which its clocks are as far
// ahead of Greenwich.
type typedHours struct {
	zone   string
	ahead  time.Duration
	hours  []string
	offset string // where clocks show these hours twice
}

func typedInManyZones() []typedHours {
	const hour, half = time.Hour, 30 * time.Minute
	winter, summer := []string{"2040-01-15T00:30", "2040-01-16T07:00:00", "2040-02-29T23:59:59"}, []string{"2040-07-15T00:30", "2040-07-16T07:00:00", "2040-07-31T23:59:59"}
	return []typedHours{
		{"Asia/Ho_Chi_Minh", 7 * hour, winter, ""},
		{"Asia/Ho_Chi_Minh", 7 * hour, summer, ""},
		{"Europe/Berlin", 1 * hour, winter, ""},
		{"Europe/Berlin", 2 * hour, summer, ""},
		{"Europe/Berlin", 2 * hour, []string{"2040-10-28T01:59:59", "2040-10-28T02:30", "2040-10-28T02:59:59"}, "+02:00"},
		{"Europe/Berlin", 1 * hour, []string{"2040-10-28T02:00", "2040-10-28T02:30", "2040-10-28T03:00"}, "+01:00"},
		{"America/New_York", -5 * hour, winter, ""},
		{"America/New_York", -4 * hour, summer, ""},
		{"America/New_York", -4 * hour, []string{"2040-11-04T01:00", "2040-11-04T01:30", "2040-11-04T00:59:59"}, "-04:00"},
		{"Australia/Lord_Howe", 11 * hour, winter, ""},
		{"Australia/Lord_Howe", 10*hour + half, summer, ""}, // their summer time is half an hour
		{"Australia/Lord_Howe", 10*hour + half, []string{"2040-04-01T01:30", "2040-04-01T01:59:59", "2040-04-01T02:00"}, "+10:30"},
	}
}

// However often a post is moved, its hour stays as it was typed, and means the instant at
// which clocks there show it.
func TestAnHourStaysAsItWasTyped(t *testing.T) {
	each(t, func(h *harness) {
		on := h.channel("keyed")
		for _, c := range typedInManyZones() {
			e := h.approved("Giờ ở " + c.zone)
			id := ""
			for _, typed := range c.hours {
				planned, err := h.planner.Schedule(h.Context(), approver(), delivery.Plan{Ref: ref(e), Channels: []string{on.ID}, At: walltime.Wall{Time: typed, Zone: c.zone, Offset: c.offset}})
				must(h.T, err)
				if id == "" {
					id = planned[0].ID
				}
				clock, err := time.Parse(walltime.Layout, (typed + ":00")[:len(walltime.Layout)])
				must(h.T, err)
				for what, d := range map[string]delivery.Delivery{"answered": planned[0].Delivery, "stored": h.read(id)} {
					if d.ID != id || d.Wall != typed || d.Zone != c.zone || !d.DueAt.Equal(clock.Add(-c.ahead)) || !d.NextAt.Equal(d.DueAt) {
						h.Errorf("%s for %s in %s, %s ahead: %s in %s, due %s, next %s", what, typed, c.zone, c.ahead, d.Wall, d.Zone, d.DueAt.UTC(), d.NextAt.UTC())
					}
				}
			}
			if all := h.of(e); len(all) != 1 {
				h.Errorf("%s: %d rows of one post", c.zone, len(all))
			}
		}
	})
}
