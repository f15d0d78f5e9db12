package mails

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// What waits is found by its own index, however many letters of three months are kept beside it.
func TestTheQueueIsFoundByItsIndex(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for name, query := range map[string]string{"the next letter": claimable, "what expired": "UPDATE mail SET state = 'given_up' WHERE " + expired} {
			var plan strings.Builder
			err := db.InTx(t.Context(), func(ctx context.Context) error {
				explain := "EXPLAIN QUERY PLAN "
				if db.LockRows("m", false) != "" { // PostgreSQL, which reads an empty table whole unless it is told
					explain = "EXPLAIN "
					if err := db.Write(ctx).Exec("SET LOCAL enable_seqscan = off").Error; err != nil {
						return err
					}
				}
				var lines []map[string]any
				err := db.Write(ctx).Raw(explain+query, 1, 1, 1).Scan(&lines).Error
				fmt.Fprint(&plan, lines)
				return err
			})
			if err != nil || !strings.Contains(plan.String(), "mail_queue") {
				t.Errorf("%s: %v\n%s", name, err, plan.String())
			}
		}
	})
}
