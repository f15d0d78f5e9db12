// Package flows stores the flows of units, in versions that never change.
package flows

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/store"
)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any { return []any{&row{}} }

type row struct {
	UnitCode string `gorm:"primaryKey"`
	Version  int    `gorm:"primaryKey;autoIncrement:false"`
	Inherits bool
	Content  string
	SetBy    string
	SetAt    int64
}

func (row) TableName() string { return "flow" }

// Store keeps flows in either database.
type Store struct{ db *store.DB }

// New makes a Store.
func New(db *store.DB) *Store { return &Store{db} }

var _ flow.Store = (*Store)(nil)

// InTx implements [flow.Store].
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// Newest implements [flow.Store].
func (s *Store) Newest(ctx context.Context, units []string) (map[string]flow.Flow, error) {
	query := s.db.Read(ctx).Where("version = (SELECT max(other.version) FROM flow other WHERE other.unit_code = flow.unit_code)")
	if units != nil {
		query = query.Where("unit_code IN ?", units)
	}
	var rows []row
	if err := query.Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	newest := make(map[string]flow.Flow, len(rows))
	for _, r := range rows {
		f := flow.Flow{Unit: r.UnitCode, Version: r.Version, Inherits: r.Inherits, SetBy: r.SetBy, SetAt: store.Instant(r.SetAt)}
		if err := json.Unmarshal([]byte(r.Content), &f.Rules); err != nil {
			return nil, fmt.Errorf("flow %d of unit %q: %w", r.Version, r.UnitCode, err)
		}
		newest[r.UnitCode] = f
	}
	return newest, nil
}

// AddFlow implements [flow.Store].
func (s *Store) AddFlow(ctx context.Context, f flow.Flow) error {
	content, err := json.Marshal(f.Rules)
	if err != nil {
		return err
	}
	return store.Translate(s.db.Write(ctx).Create(&row{UnitCode: f.Unit, Version: f.Version, Inherits: f.Inherits, Content: string(content),
		SetBy: f.SetBy, SetAt: f.SetAt.UnixMicro()}).Error)
}
