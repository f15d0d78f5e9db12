package calendar

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/calendar"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/store"
)

var _ calendar.Posts = (*Posts)(nil)

// Posts tells of the stories that go out.
type Posts struct{ db *store.DB }

// NewPosts makes a Posts.
func NewPosts(db *store.DB) *Posts { return &Posts{db} }

// Facets implements [calendar.Posts].
func (p *Posts) Facets(ctx context.Context, from, to time.Time) (map[string]plan.Facets, error) {
	const query = `SELECT f.article_id, f.kind, f.code FROM article_facet f WHERE f.kind IN ('pillar', 'area') AND f.article_id IN (
SELECT e.article_id FROM edition e JOIN delivery d ON d.edition_id = e.id WHERE d.due_at >= ? AND d.due_at < ?) ORDER BY f.article_id, f.kind, f.position`
	var rows []struct {
		ArticleID string
		Kind      string
		Code      string
	}
	if err := p.db.Read(ctx).Raw(query, from.UnixMicro(), to.UnixMicro()).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	facets := map[string]plan.Facets{}
	for _, row := range rows {
		f := facets[row.ArticleID]
		if plan.Kind(row.Kind) == plan.Pillar {
			f.Pillars = append(f.Pillars, row.Code)
		} else {
			f.Areas = append(f.Areas, row.Code)
		}
		facets[row.ArticleID] = f
	}
	return facets, nil
}
