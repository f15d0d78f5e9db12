package deliveries

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/lantoa/lantoa/internal/delivery/rule"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// TestTheRateIsJudgedAlike holds what the claim reckons of a rate against the rule that people
// are told.
func TestTheRateIsJudgedAlike(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		rapid.Check(t, func(r *rapid.T) {
			now := rapid.Int64Range(0, 1_000).Draw(r, "now")
			c := channelLimits{RateUsec: rapid.Int64Range(0, 100).Draw(r, "rate"), Burst: rapid.Int64Range(1, 5).Draw(r, "burst"), Tat: rapid.Int64Range(0, 1_500).Draw(r, "tat")}
			query := `SELECT ` + timely(rule.Rate) + ` FROM (SELECT CAST(@rate AS BIGINT) AS rate_usec, CAST(@burst AS BIGINT) AS burst, CAST(@tat AS BIGINT) AS tat) c,
				(SELECT 'publish' AS intent, 'send' AS task) d`
			var holds bool
			err := db.Read(t.Context()).Raw(query, map[string]any{"rate": c.RateUsec, "burst": c.Burst, "tat": c.Tat, "now": now}).Scan(&holds).Error
			if begins := c.begins(now); err != nil || holds != (begins > 0) {
				r.Fatalf("by the rule %t, by the claim %d (%v)", holds, begins, err)
			}
		})
	})
}
