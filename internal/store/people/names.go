package people

import (
	"context"

	"github.com/lantoa/lantoa/internal/naming"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store"
)

// NewNames returns the store of [naming.Service].
func NewNames(db *store.DB) naming.Store { return &Store{db} }

// Names implements [naming.Store].
func (s *Store) Names(ctx context.Context, ids []string) ([]right.Principal, error) {
	var rows []personRow
	err := s.db.Read(ctx).Select("id", "name").Where("id IN ?", ids).Order("id").Find(&rows).Error
	named := make([]right.Principal, len(rows))
	for i, r := range rows {
		named[i] = right.Principal{ID: r.ID, Name: r.Name}
	}
	return named, store.Translate(err)
}
