package main

import (
	"testing"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/delivery"
)

// One act on a story that goes to very many channels changes more rows than a statement of
// SQLite takes values for.
func TestAStoryGoesToVeryManyChannels(t *testing.T) {
	t.Parallel()
	const many = 820
	h, err := open(t.Context(), place{data: t.TempDir()})
	must(t, err)
	t.Cleanup(func() { must(t, h.close()) })
	all, err := h.destinations(t.Context(), many, nil)
	must(t, err)
	e, err := h.story(t.Context(), textStory())
	must(t, err)
	_, err = h.Planner.Schedule(t.Context(), approver(), delivery.Plan{Ref: article.Ref{Article: e.Article, Lang: e.Lang}, Now: true, Channels: all})
	must(t, err)
	var planned int
	must(t, h.db.Read(t.Context()).Raw(`SELECT count(*) FROM delivery WHERE edition_id = ? AND state = 'waiting'`, e.ID).Scan(&planned).Error)
	if planned != many {
		t.Errorf("%d of %d are planned", planned, many)
	}
}
