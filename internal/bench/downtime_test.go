package main

import (
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/articles"
	"github.com/lantoa/lantoa/internal/store/deliveries"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// An hour of downtime leaves 5,000 posts due. Within their channels' grace all of them go, in
// the order of their hours; no channel gets more than its rate and its places let it have.
func TestAnHourOfDowntimeNeitherBurstsNorDrops(t *testing.T) {
	t.Parallel()
	const n, rate, burst = 5000, 200 * time.Millisecond, 10
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		up := now()
		clock := up
		o.Clock = func() time.Time { return clock }
		w, paced := downtime(t, o, n, up)
		db := storetest.Open(t, o)
		must(t, db.Write(t.Context()).Exec(`UPDATE channel SET rate_usec = ?, burst = ? WHERE id IN ?`, rate.Microseconds(), burst, paced).Error)
		queue := deliveries.New(db, articles.New(db))
		taken, last := map[string]int{}, map[string]time.Time{}
		for done := 0; done < n; clock = clock.Add(time.Second) {
			claimed, err := queue.Claim(t.Context(), delivery.ClaimRequest{Shared: 64, Lease: time.Minute, Instance: "back", NewID: freshID})
			must(t, err)
			if len(claimed) == 0 {
				t.Fatalf("%d of %d are left %s after the start", n-done, n, clock.Sub(up))
			}
			for _, one := range claimed {
				taken[one.Channel]++
				if one.DueAt.Before(last[one.Channel]) {
					t.Fatalf("a post of %s comes after one of %s", one.DueAt, last[one.Channel])
				}
				last[one.Channel] = one.DueAt
			}
			for _, channel := range paced {
				if most := burst + int(clock.Sub(up)/rate); taken[channel] > most {
					t.Fatalf("a channel got %d posts within %s, at most %d are its", taken[channel], clock.Sub(up), most)
				}
			}
			late, err := queue.Overdue(t.Context(), n)
			must(t, err)
			if len(late) > 0 {
				t.Fatalf("%d posts are called late within their grace", len(late))
			}
			done += len(claimed)
			must(t, w.db.Write(t.Context()).Exec(`UPDATE delivery SET state = 'sent', sent_at = ?, task = '', next_at = NULL, lease_token = '', lease_until = NULL WHERE lease_token <> ''`, clock.UnixMicro()).Error)
		}
		for _, channel := range w.channels {
			if taken[channel] != n/trials {
				t.Errorf("a channel got %d posts of %d", taken[channel], n/trials)
			}
		}
	})
}

// downtime plans n posts over the hour before an instant, and tells which half of the channels
// is to be paced.
func downtime(t *testing.T, o store.Options, n int, up time.Time) (w *workload, paced []string) {
	t.Helper()
	h, _ := houseAt(t, o)
	w, err := h.workload(t.Context(), nil)
	must(t, err)
	must(t, w.paste(t.Context(), w.pattern, n, func(k int) copyOrder {
		return copyOrder{number: k + 1, change: func(table string, r row) {
			if due := up.Add(-time.Hour + time.Duration(k)*time.Hour/time.Duration(n)).UnixMicro(); table == "delivery" {
				r["channel_id"], r["due_at"], r["next_at"] = w.channels[k%len(w.channels)], due, due
			}
		}}
	}))
	return w, w.channels[:trials/2]
}
