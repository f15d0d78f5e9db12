package deliveries

import (
	"context"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/store"
)

var _ published.Serials = (*Store)(nil)

// Series implements published.Serials.
func (s *Store) Series(ctx context.Context) ([]published.Series, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		ID, Code, TitleVi, TitleEn, LeadVi, LeadEn, Cover, ArticleID string
		CreatedAt                                                    int64
	}
	query := `SELECT s.id, s.code, s.title_vi, s.title_en, s.lead_vi, s.lead_en, s.cover, s.created_at, m.article_id
		FROM series s JOIN series_article m ON m.series_id = s.id
		WHERE EXISTS (SELECT 1 FROM edition e JOIN delivery d ON d.edition_id = e.id
			WHERE e.article_id = m.article_id AND ` + public("e") + ` AND d.channel_id = ` + passive + ` AND +d.sent_at IS NOT NULL AND d.intent = 'publish')
		ORDER BY s.code, m.place`
	if err := s.db.Read(ctx).Raw(query, map[string]any{"now": now.UnixMicro()}).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	var list []published.Series
	for _, row := range rows {
		if len(list) == 0 || list[len(list)-1].ID != row.ID {
			list = append(list, published.Series{ID: row.ID, Code: row.Code, Title: fault.T(row.TitleVi, row.TitleEn), Lead: fault.T(row.LeadVi, row.LeadEn), Cover: row.Cover, Since: store.Instant(row.CreatedAt)})
		}
		one := &list[len(list)-1]
		one.Articles = append(one.Articles, row.ArticleID)
	}
	return list, nil
}
