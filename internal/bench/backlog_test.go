package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// backlog is a sort of deliveries that have been due for longer than all others and may not go.
type backlog struct {
	name string
	// judged is false where a claim is known to look at all of them.
	judged bool
	few    int // of them, beside which the cost of a claim is measured first
	many   int // and then
	most   int // instead of many where there is time
	// hold changes the channels so that they are held back.
	hold func(w *workload, tx *gorm.DB) error
	// grow makes them up to a number, of which some are there.
	grow func(ctx context.Context, w *workload, there, size int) error
}

func backlogs() []backlog {
	return []backlog{
		{name: "of a paused channel", judged: true, few: 10_000, many: 60_000, most: 200_000,
			hold: func(w *workload, tx *gorm.DB) error {
				return tx.Exec(`UPDATE channel SET paused = TRUE WHERE id = ?`, w.channels[0]).Error
			},
			grow: func(ctx context.Context, w *workload, _, size int) error {
				since := fmt.Sprint(lately(0).UnixMicro()) + " + n.i"
				return w.fill(ctx, size, map[string]string{"channel_id": "'" + w.channels[0] + "'", "state": "'waiting'", "task": "'send'", "next_at": since, "due_at": since, "sent_at": "NULL"})
			}},
		{name: "too late", few: 300, many: 1_200, most: 10_000,
			hold: func(*workload, *gorm.DB) error { return nil },
			grow: func(ctx context.Context, w *workload, there, size int) error {
				return w.holdBack(ctx, w.pattern, there, size, func(k int, r row) { due(r, w.channels[k%len(w.channels)], longAgo(k)) })
			}},
		{name: "that waits for the portal", few: 300, many: 1_200, most: 10_000,
			hold: func(w *workload, tx *gorm.DB) error {
				last := w.channels[len(w.channels)-1]
				return tx.Exec(`UPDATE channel SET portal = (id = ?), after_portal = CASE WHEN id = ? THEN '' ELSE 'wait' END WHERE id IN ?`, last, last, w.channels).Error
			},
			grow: growBehindPortal},
	}
}

// growBehindPortal makes stories whose copy for the portal, the last channel, has failed.
func growBehindPortal(ctx context.Context, w *workload, there, size int) error {
	pattern, err := w.onTwo(ctx)
	if err != nil {
		return err
	}
	last := len(w.channels) - 1
	return w.holdBack(ctx, pattern, there, size, func(k int, r row) {
		if r["channel_id"] == w.channels[1] {
			due(r, w.channels[last], lately(k))
			r["state"], r["task"], r["next_at"] = "attention", "", nil
			return
		}
		due(r, w.channels[k%last], lately(k))
	})
}

// due lets a delivery be due on a channel.
func due(r row, channel string, at time.Time) {
	r["channel_id"], r["due_at"], r["next_at"] = channel, at.UnixMicro(), at.UnixMicro()
}

// lately is within the grace of every channel, longAgo beyond it.
func lately(k int) time.Time { return now().Add(-10*time.Minute + time.Duration(k)*time.Millisecond) }

func longAgo(k int) time.Time { return lately(k).AddDate(0, -2, 0) }

// holdBack copies a story until there are so many, and changes their deliveries.
func (w *workload) holdBack(ctx context.Context, c *cutting, there, size int, change func(k int, r row)) error {
	const numbers = 1_000_000 // of other copies are below
	err := w.paste(ctx, c, size-there, func(k int) copyOrder {
		return copyOrder{number: numbers + there + k, change: func(table string, r row) {
			if table == "delivery" {
				change(there+k, r)
			}
		}}
	})
	return errors.Join(err, w.db.Write(ctx).Exec(`VACUUM ANALYZE`).Error)
}

// TestAClaimBesideABacklog holds what a claim touches beside many deliveries that are due and
// held back against what it touches beside few.
func TestAClaimBesideABacklog(t *testing.T) {
	t.Parallel()
	for _, one := range backlogs() {
		t.Run(strings.ReplaceAll(one.name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			storetest.OnPostgres(t, func(t *testing.T, o store.Options) { // only it tells what a statement touched
				h, err := open(t.Context(), place{data: t.TempDir(), url: o.URL})
				must(t, err)
				t.Cleanup(func() { must(t, h.close()) })
				costs, err := h.besideBacklog(t.Context(), one)
				must(t, err)
				for _, c := range costs {
					t.Logf("a claim of %d beside a backlog %s of %s", hands, one.name, c)
				}
				if len(costs) > 0 {
					t.Logf("its plans beside most:\n%s", indented(strings.Join(costs[len(costs)-1].plans, "\n")))
				}
				if err := level(costs); err != nil && one.judged {
					t.Error(err)
				} else if err != nil {
					t.Logf("not judged: %v", err)
				}
			})
		})
	}
}

// besideBacklog measures a claim beside few and many deliveries that are held back.
func (h *house) besideBacklog(ctx context.Context, one backlog) ([]cost, error) {
	w, err := h.workload(ctx, nil)
	if err != nil {
		return nil, err
	}
	at := now()
	if err := errors.Join(w.plan(ctx, waiting, at), one.hold(w, h.db.Write(ctx))); err != nil {
		return nil, err
	}
	if os.Getenv(mostEnv) != "" {
		one.many = one.most
	}
	var costs []cost
	there := 0
	for _, size := range []int{one.few, one.many} {
		if err := one.grow(ctx, w, there, size); err != nil {
			return costs, err
		}
		there = size
		c, err := w.claimCost(ctx, at)
		if err != nil {
			return costs, err
		}
		c.deliveries = size
		costs = append(costs, c)
	}
	return costs, nil
}

// onTwo is a story that waits for the first channel and for the second one; it is itself taken
// out of the claim's way.
func (w *workload) onTwo(ctx context.Context) (*cutting, error) {
	e, err := w.story(ctx, textStory())
	if err != nil {
		return nil, err
	}
	_, err = w.Planner.Schedule(ctx, approver(), delivery.Plan{Ref: article.Ref{Article: e.Article, Lang: e.Lang}, Now: true, Channels: w.channels[:2]})
	if err != nil {
		return nil, err
	}
	c, err := w.cutting(ctx, e)
	if err != nil {
		return nil, err
	}
	return c, w.db.Write(ctx).Exec(`UPDATE delivery SET state = 'cancelled', task = '', next_at = NULL WHERE edition_id = ?`, e.ID).Error
}
