package deliveries

import (
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// Strangers ask for the front page as often as they like: what the public sees is read by
// walking the sent deliveries of one channel from the newest, what is recalled by its state and
// hour, and everything else beside them by key. A planner that is led astray reads the whole archive for every story.
func TestWhatIsPublishedIsReadByIndexes(t *testing.T) {
	t.Parallel()
	facets := []published.Facet{{Kind: plan.Pillar, Code: "aec"}, {Kind: plan.Area, Code: "x"}}
	feed := published.Query{Lang: "vi", ByChange: true, Limit: 50, LeftSince: time.Unix(1, 0)}
	pillar := feed
	pillar.Facets = facets[:1]
	db := storetest.Open(t, store.Options{DataDir: t.TempDir()})
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, query := range map[string]string{
		"front page": standing(published.Query{Prefer: "en", Limit: 21}), "narrowed front page": standing(published.Query{Prefer: "en", Limit: 21, Facets: facets}),
		"digest": standing(published.Query{Lang: "vi", Limit: 21, PublishedAfter: time.Unix(1, 0), PublishedUpTo: time.Unix(2, 0)}),
		"feed":   standing(feed), "feed of a pillar": standing(pillar), "withdrawals": takenDown(feed), "withdrawals of a pillar": takenDown(pillar),
		"recalled": recalled(feed), "recalled from a pillar": recalled(pillar),
	} {
		arguments := map[string]any{"now": 1, "lang": "vi", "prefer": "en", "limit": 21, "since": 1, "after": 1, "up_to": 2, "kind0": "pillar", "code0": "aec", "kind1": "area", "code1": "x"}
		var steps []struct{ Detail string }
		if err := db.Read(t.Context()).Raw("EXPLAIN QUERY PLAN "+query+" LIMIT @limit", arguments).Scan(&steps).Error; err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		walks := 0
		for _, step := range steps {
			if strings.HasPrefix(step.Detail, "SCAN") && step.Detail != "SCAN channel" || step.Detail == "USE TEMP B-TREE FOR ORDER BY" {
				t.Errorf("%s: %s", name, step.Detail)
			}
			if strings.Contains(step.Detail, "delivery_channel_sent") || strings.Contains(step.Detail, "delivery_state (state=? AND due_at<?)") {
				walks++
			}
		}
		if walks != 1 {
			t.Errorf("%s walks what was sent, or the hours of what was not, %d times", name, walks)
		}
	}
}
