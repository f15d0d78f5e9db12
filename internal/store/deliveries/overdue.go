package deliveries

import (
	"context"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/delivery/rule"
	"github.com/lantoa/lantoa/internal/store"
)

// Overdue implements delivery.Queue. An edition that somebody has locked is passed by.
func (s *Store) Overdue(ctx context.Context, limit int) ([]string, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	query := `SELECT d.id` + joined + `WHERE ` + overdue() + ` ORDER BY d.next_at, d.id LIMIT @limit` + s.db.LockRows("d, e", true)
	err = s.db.Read(ctx).Raw(query, map[string]any{"now": now.UnixMicro(), "limit": limit}).Scan(&ids).Error
	return ids, store.Translate(err)
}

// Lateness implements delivery.Queue.
func (s *Store) Lateness(ctx context.Context, id string) (delivery.Reason, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return delivery.ReasonNone, err
	}
	var found []struct{ Together, Failed, Portal bool }
	query := `SELECT ` + inStep() + ` AS together, ` + siblingFailed() + ` AS failed, ` + condition(rule.Portal) + ` AS portal` + joined + `WHERE d.id = @id AND ` + overdue()
	err = s.db.Write(ctx).Raw(query, map[string]any{"now": now.UnixMicro(), "id": id}).Scan(&found).Error
	switch {
	case err != nil || len(found) == 0:
		return delivery.ReasonNone, store.Translate(err)
	case !found[0].Together && found[0].Failed:
		return delivery.ReasonSiblingFailed, nil
	case !found[0].Together:
		return delivery.ReasonTogether, nil
	case found[0].Portal:
		return delivery.ReasonLate, nil
	}
	return delivery.ReasonPortalLate, nil
}
