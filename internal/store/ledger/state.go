package ledger

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/store"
)

// LeasedUntil implements [audit.SealStore].
func (s *Seals) LeasedUntil(ctx context.Context, name string) (time.Time, error) {
	var rows []leaseRow
	err := s.db.Read(ctx).Where("name = ?", name).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return time.Time{}, store.Translate(err)
	}
	return store.Instant(rows[0].UntilAt), nil
}

// CountUnsealed implements [audit.SealStore].
func (s *Seals) CountUnsealed(ctx context.Context, stream audit.Stream) (int, time.Time, error) {
	var found struct {
		Waiting int
		Oldest  *int64
	}
	query := "SELECT count(*) AS waiting, min(at) AS oldest FROM " + string(stream) + " WHERE number IS NULL"
	err := s.db.Read(ctx).Raw(query).Scan(&found).Error
	return found.Waiting, store.InstantOf(found.Oldest), store.Translate(err)
}
