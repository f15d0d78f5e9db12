package articles

import (
	"context"

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
// fault.NotFound.
func (s *Store) LockEditions(ctx context.Context, ids []string, free bool) ([]LockedEdition, error) {
	query := `SELECT e.id, e.article_id, e.lang, e.state, e.version, e.head_revision, e.approved_release, e.next_act, e.note_kind, e.note, e.reason,
		e.embargo_until, e.embargo_wall, e.embargo_zone, e.publication, e.title, e.submitted_by, e.submitted_at, e.withdrawn_at, e.created_by, e.created_at,
		e.updated_at, a.unit_code, a.priority FROM edition e JOIN article a ON a.id = e.article_id WHERE e.id IN ? ORDER BY e.id`
	var rows []struct {
		Edition  editionRow `gorm:"embedded"`
		UnitCode string
		Priority int
	}
	if err := s.db.Write(ctx).Raw(query+s.db.LockRows("e", free), ids).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	if !free && len(rows) < len(ids) {
		return nil, store.NotFound(noEdition())
	}
	locked := make([]LockedEdition, len(rows))
	for i, row := range rows {
		locked[i] = LockedEdition{row.Edition.edition(), row.UnitCode, row.Priority}
	}
	return locked, nil
}
