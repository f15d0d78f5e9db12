package articles

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/store"
)

// LockedEdition is an edition that is held until the transaction ends, with what the engine
// needs of its article. That one is not locked: the engine changes neither text nor facets.
type LockedEdition struct {
	article.Edition
	Unit     string
	Priority int
}

// LockEditions locks editions, by id, so that two transactions never wait for each other.
// With free it passes by those that somebody else holds; without, one that is not there is
// fault.NotFound. Articles are read after the wait: whoever held the editions may have changed
// them.
func (s *Store) LockEditions(ctx context.Context, ids []string, free bool) ([]LockedEdition, error) {
	handle := s.db.Write(ctx)
	var rows []editionRow
	lock := clause.Locking{Strength: clause.LockingStrengthUpdate}
	if free {
		lock.Options = clause.LockingOptionsSkipLocked
	}
	if err := handle.Clauses(lock).Omit("folded", "folded_title").Where("id IN ?", ids).Order("id").Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	if !free && len(rows) < len(ids) {
		return nil, store.NotFound(noEdition())
	}
	of, err := s.urgencies(ctx, rows)
	locked := make([]LockedEdition, len(rows))
	for i, row := range rows {
		locked[i] = LockedEdition{row.edition(), of[row.ArticleID].UnitCode, of[row.ArticleID].Priority}
	}
	return locked, err
}

// urgencies reads the articles of editions, without what the engine has no use for.
func (s *Store) urgencies(ctx context.Context, editions []editionRow) (map[string]articleRow, error) {
	ids := make([]string, len(editions))
	for i, e := range editions {
		ids[i] = e.ArticleID
	}
	var rows []articleRow
	err := s.db.Write(ctx).Select("id", "unit_code", "priority").Where("id IN ?", ids).Find(&rows).Error
	by := make(map[string]articleRow, len(rows))
	for _, row := range rows {
		by[row.ID] = row
	}
	return by, store.Translate(err)
}
