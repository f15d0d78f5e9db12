package people

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/store"
)

// OpenLinks implements [account.Census].
func (s *Store) OpenLinks(ctx context.Context, purpose account.Purpose, now time.Time) (int, error) {
	var n int64
	err := s.db.Read(ctx).Model(&linkRow{}).Where("purpose = ? AND used_at IS NULL AND expires_at > ?", purpose, now.UnixMicro()).Count(&n).Error
	return int(n), store.Translate(err)
}

// KeysEnding implements [account.Census].
func (s *Store) KeysEnding(ctx context.Context, now, before time.Time) ([]account.Key, error) {
	var rows []keyRow
	err := s.db.Read(ctx).Where("revoked_at IS NULL AND expires_at > ? AND expires_at <= ?", now.UnixMicro(), before.UnixMicro()).
		Where("person_id IN (SELECT id FROM person WHERE NOT disabled)").Order("expires_at, id").Find(&rows).Error
	if err != nil {
		return nil, store.Translate(err)
	}
	keys := make([]account.Key, 0, len(rows))
	for _, r := range rows {
		k, err := r.key()
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return keys, nil
}

// SignIns implements [account.Census].
func (s *Store) SignIns(ctx context.Context) (map[string]time.Time, error) {
	var rows []struct {
		PersonID string
		Last     int64
	}
	err := s.db.Read(ctx).Model(&sessionRow{}).Select("person_id, max(created_at) AS last").Group("person_id").Scan(&rows).Error
	last := make(map[string]time.Time, len(rows))
	for _, r := range rows {
		last[r.PersonID] = store.Instant(r.Last)
	}
	return last, store.Translate(err)
}

var _ account.Census = (*Store)(nil)
