package store

import (
	"context"

	"gorm.io/gorm"
)

// Snapshot runs read in one transaction that sees the database as it was at one moment, and
// writes nothing. Writers do not wait for it.
func (db *DB) Snapshot(ctx context.Context, read func(ctx context.Context) error) error {
	return Translate(db.read.WithContext(ctx).Transaction(func(handle *gorm.DB) error {
		if db.dialect == Postgres { // what is read may be written to a slow disk
			for _, set := range []string{`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`, `SET LOCAL ` + idleSetting + ` = 0`} {
				if err := handle.Exec(set).Error; err != nil {
					return err
				}
			}
		}
		return read(context.WithValue(ctx, txKey{}, &tx{handle: handle}))
	}))
}
