package people

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"github.com/lantoa/lantoa/internal/factor"
	"github.com/lantoa/lantoa/internal/store"
)

type factorRow struct {
	PersonID    string `gorm:"primaryKey"`
	Sealed      []byte
	KeyID       string
	CreatedAt   int64 `gorm:"autoCreateTime:false"`
	ConfirmedAt *int64
	LastStep    int64
}

func (factorRow) TableName() string { return "second_factor" }

type codeRow struct {
	PersonID  string `gorm:"primaryKey"`
	Hash      string `gorm:"primaryKey"`
	CreatedAt int64  `gorm:"autoCreateTime:false"`
	UsedAt    *int64
}

func (codeRow) TableName() string { return "recovery_code" }

// Factor implements [factor.Store].
func (s *Store) Factor(ctx context.Context, person string) (factor.Factor, error) {
	var r factorRow
	if err := s.db.Read(ctx).Where("person_id = ?", person).Take(&r).Error; err != nil {
		return factor.Factor{}, store.Translate(err)
	}
	return factor.Factor{Person: r.PersonID, Sealed: r.Sealed, KeyID: r.KeyID, CreatedAt: store.Instant(r.CreatedAt),
		ConfirmedAt: store.InstantOf(r.ConfirmedAt), LastStep: r.LastStep}, nil
}

// PutFactor implements [factor.Store].
func (s *Store) PutFactor(ctx context.Context, f factor.Factor) (bool, error) {
	unconfirmed := clause.OnConflict{Columns: []clause.Column{{Name: "person_id"}}, Where: clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "second_factor.confirmed_at IS NULL"}}},
		DoUpdates: clause.AssignmentColumns([]string{"sealed", "key_id", "created_at", "last_step"})}
	done := s.db.Write(ctx).Clauses(unconfirmed).Create(&factorRow{PersonID: f.Person, Sealed: f.Sealed, KeyID: f.KeyID,
		CreatedAt: f.CreatedAt.UnixMicro(), ConfirmedAt: store.Micros(f.ConfirmedAt), LastStep: f.LastStep})
	return done.RowsAffected == 1, store.Translate(done.Error)
}

// ConfirmFactor implements [factor.Store]. The person's row tells it too, so that a
// request need not look further.
func (s *Store) ConfirmFactor(ctx context.Context, person string, at time.Time) (bool, error) {
	done := s.db.Write(ctx).Model(&factorRow{}).Where("person_id = ? AND confirmed_at IS NULL", person).Update("confirmed_at", at.UnixMicro())
	if done.Error != nil || done.RowsAffected == 0 {
		return false, store.Translate(done.Error)
	}
	return true, s.markFactor(ctx, person, true)
}

func (s *Store) markFactor(ctx context.Context, person string, on bool) error {
	return store.Translate(s.db.Write(ctx).Model(&personRow{}).Where("id = ?", person).UpdateColumn("second_factor", on).Error)
}

// RaiseStep implements [factor.Store]. The statement locks the row, so that of two that
// bring one code at once the second finds it used.
func (s *Store) RaiseStep(ctx context.Context, person string, step int64) (bool, error) {
	done := s.db.Write(ctx).Model(&factorRow{}).Where("person_id = ? AND last_step < ?", person, step).Update("last_step", step)
	return done.RowsAffected == 1, store.Translate(done.Error)
}

// RemoveFactor implements [factor.Store].
func (s *Store) RemoveFactor(ctx context.Context, person string) (bool, error) {
	done := s.db.Write(ctx).Where("person_id = ?", person).Delete(&factorRow{})
	if done.Error != nil {
		return false, store.Translate(done.Error)
	}
	if err := s.db.Write(ctx).Where("person_id = ?", person).Delete(&codeRow{}).Error; err != nil {
		return false, store.Translate(err)
	}
	return done.RowsAffected == 1, s.markFactor(ctx, person, false)
}

// PutCodes implements [factor.Store].
func (s *Store) PutCodes(ctx context.Context, person string, hashes []string, at time.Time) error {
	if err := s.db.Write(ctx).Where("person_id = ?", person).Delete(&codeRow{}).Error; err != nil {
		return store.Translate(err)
	}
	rows := make([]codeRow, 0, len(hashes))
	for _, hash := range hashes {
		rows = append(rows, codeRow{PersonID: person, Hash: hash, CreatedAt: at.UnixMicro()})
	}
	return store.Translate(s.db.Write(ctx).Create(&rows).Error)
}

// UseCode implements [factor.Store].
func (s *Store) UseCode(ctx context.Context, person, hash string, at time.Time) (bool, error) {
	done := s.db.Write(ctx).Model(&codeRow{}).Where("person_id = ? AND hash = ? AND used_at IS NULL", person, hash).Update("used_at", at.UnixMicro())
	return done.RowsAffected == 1, store.Translate(done.Error)
}

// CodesLeft implements [factor.Store].
func (s *Store) CodesLeft(ctx context.Context, person string) (int, error) {
	var n int64
	err := s.db.Read(ctx).Model(&codeRow{}).Where("person_id = ? AND used_at IS NULL", person).Count(&n).Error
	return int(n), store.Translate(err)
}

var _ factor.Store = (*Store)(nil)
