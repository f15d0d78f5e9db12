package ledger

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/lantoa/lantoa/internal/store"
)

// Facts keeps small facts about the installation itself, such as its identity.
type Facts struct{ db *store.DB }

// NewFacts makes Facts.
func NewFacts(db *store.DB) *Facts { return &Facts{db: db} }

// Fact reads a fact; "" when nobody has kept one under that name.
func (f *Facts) Fact(ctx context.Context, name string) (string, error) {
	var row metaRow
	err := f.db.Read(ctx).Where("name = ?", "fact:"+name).Limit(1).Find(&row).Error
	return row.Value, store.Translate(err)
}

// Keep stores a fact unless one of that name stands, and gives the one that stands: of
// several instances that start together, all get the same.
func (f *Facts) Keep(ctx context.Context, name, value string) (string, error) {
	var row metaRow
	err := f.db.InTx(ctx, func(ctx context.Context) error {
		handle := f.db.Write(ctx)
		err := handle.Clauses(clause.OnConflict{DoNothing: true}).Create(&metaRow{Name: "fact:" + name, Value: value}).Error
		if err != nil {
			return err
		}
		return handle.Where("name = ?", "fact:"+name).Take(&row).Error
	})
	return row.Value, store.Translate(err)
}
