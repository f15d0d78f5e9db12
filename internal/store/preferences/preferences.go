// Package preferences stores how people like their own desk.
package preferences

import (
	"context"
	"encoding/json"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/preference"
	"github.com/lantoa/lantoa/internal/store"
)

// Store keeps preferences in either database.
type Store struct{ db *store.DB }

// New makes a Store.
func New(db *store.DB) *Store { return &Store{db} }

var _ preference.Store = (*Store)(nil)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any { return []any{&row{}} }

type row struct {
	PersonID    string `gorm:"primaryKey"`
	Preferences string // JSON
	Version     int
	UpdatedAt   int64 `gorm:"autoUpdateTime:false"`
}

func (row) TableName() string { return "preference" }

// Preferences implements [preference.Store].
func (s *Store) Preferences(ctx context.Context, person string) (preference.Preferences, error) {
	var rows []row
	if err := s.db.Read(ctx).Where("person_id = ?", person).Limit(1).Find(&rows).Error; err != nil || len(rows) == 0 {
		return preference.Usual(), store.Translate(err)
	}
	set := preference.Usual()
	err := json.Unmarshal([]byte(rows[0].Preferences), &set)
	set.Version = rows[0].Version
	return set, err
}

// Save implements [preference.Store].
func (s *Store) Save(ctx context.Context, person string, p preference.Preferences, at time.Time) error {
	words, err := json.Marshal(p)
	if err != nil {
		return err
	}
	// Of what nobody has set the version is 1: the row that is made bears the second.
	const statement = `
INSERT INTO preference (person_id, preferences, version, updated_at)
SELECT CAST(? AS TEXT), CAST(? AS TEXT), 2, CAST(? AS BIGINT) WHERE CAST(? AS INTEGER) = 1 OR EXISTS (SELECT 1 FROM preference WHERE person_id = ?)
ON CONFLICT (person_id) DO UPDATE SET preferences = excluded.preferences, version = preference.version + 1, updated_at = excluded.updated_at
WHERE preference.version = ?`
	done := s.db.Write(ctx).Exec(statement, person, string(words), at.UnixMicro(), p.Version, person, p.Version)
	if done.Error == nil && done.RowsAffected == 0 {
		return fault.New(fault.StaleVersion, fault.T("Tùy chọn của bạn đã đổi từ lúc bạn đọc.", "Your preferences have changed since you read them."))
	}
	return store.Translate(done.Error)
}
