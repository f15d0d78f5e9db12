package deliveries

import (
	"context"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/store"
)

// Tally counts the deliveries of a story's editions by their state, in one query.
func (s *Store) Tally(ctx context.Context, article string) (map[string]map[delivery.State]int, error) {
	var rows []struct {
		EditionID string
		State     string
		N         int
	}
	const query = `SELECT d.edition_id, d.state, count(*) AS n FROM edition e JOIN delivery d ON d.edition_id = e.id
		WHERE e.article_id = ? GROUP BY d.edition_id, d.state`
	if err := s.db.Read(ctx).Raw(query, article).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	tally := map[string]map[delivery.State]int{}
	for _, row := range rows {
		if tally[row.EditionID] == nil {
			tally[row.EditionID] = map[delivery.State]int{}
		}
		tally[row.EditionID][delivery.State(row.State)] = row.N
	}
	return tally, nil
}
