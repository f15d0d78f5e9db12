package deliveries

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/evidence"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/store"
)

// exchangeRow is what is kept of the exchanges of one attempt, a JSON array: they are
// written together, read together and forgotten together.
type exchangeRow struct {
	AttemptID string `gorm:"primaryKey"`
	KeptAt    int64
	Exchanges string
}

func (exchangeRow) TableName() string { return "attempt_exchange" }

// keep writes what is kept of attempts, where there is anything.
func (s *Store) keep(ctx context.Context, attempts []delivery.Attempt) error {
	var rows []exchangeRow
	for _, a := range attempts {
		if len(a.Kept) == 0 {
			continue
		}
		var text bytes.Buffer
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false) // as it is, so that whoever searches the rows finds it
		if err := encoder.Encode(a.Kept); err != nil {
			return fmt.Errorf("exchanges of attempt %s: %w", a.ID, err)
		}
		rows = append(rows, exchangeRow{AttemptID: a.ID, KeptAt: a.FinishedAt.UnixMicro(), Exchanges: text.String()})
	}
	if len(rows) == 0 {
		return nil
	}
	return store.Translate(s.db.Write(ctx).Create(&rows).Error)
}

// Exchanges implements delivery.Reader.
func (s *Store) Exchanges(ctx context.Context, id, attempt string) ([]evidence.Exchange, error) {
	var of attemptRow
	missing := fault.T("Lượt phát này không có lần thử đó.", "The delivery has no such attempt.")
	if err := store.Take(s.db.Read(ctx).Where("id = ? AND delivery_id = ?", attempt, id), &of, missing); err != nil {
		return nil, err
	}
	var rows []exchangeRow
	if err := s.db.Read(ctx).Where("attempt_id = ?", attempt).Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	var kept []evidence.Exchange
	for _, row := range rows {
		if err := json.Unmarshal([]byte(row.Exchanges), &kept); err != nil {
			return nil, fmt.Errorf("exchanges of attempt %s: %w", attempt, err)
		}
	}
	return kept, nil
}

// forgetting is how many attempts' exchanges are removed in one transaction, so that
// nothing waits for long behind it.
const forgetting = 200

// ForgetExchanges implements delivery.Evidence.
func (s *Store) ForgetExchanges(ctx context.Context, age time.Duration) (int64, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return 0, err
	}
	const some = `DELETE FROM attempt_exchange WHERE attempt_id IN (SELECT attempt_id FROM attempt_exchange WHERE kept_at < ? ORDER BY kept_at LIMIT ?)`
	for total := int64(0); ; {
		done := s.db.Write(ctx).Exec(some, now.Add(-age).UnixMicro(), forgetting)
		if done.Error != nil {
			return total, store.Translate(done.Error)
		}
		if total += done.RowsAffected; done.RowsAffected < forgetting {
			return total, nil
		}
	}
}
