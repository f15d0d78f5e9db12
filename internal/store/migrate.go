package store

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/lantoa/lantoa/migrations"
)

// Migrate brings the schema to the newest version that this binary knows. Several
// processes may call it at once. A database that a newer lantoa has migrated is refused.
func (db *DB) Migrate(ctx context.Context) error {
	provider, err := db.known(ctx)
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("the migration failed and was rolled back: %w", err)
	}
	return nil
}

// MigrateDown takes the schema back to a version; 0 removes everything.
func (db *DB) MigrateDown(ctx context.Context, version int64) error {
	provider, err := db.migrator()
	if err != nil {
		return err
	}
	_, err = provider.DownTo(ctx, version)
	return err
}

// known returns the migrator of a schema that this binary knows.
func (db *DB) known(ctx context.Context) (*goose.Provider, error) {
	provider, err := db.migrator()
	if err != nil {
		return nil, err
	}
	current, newest, err := provider.GetVersions(ctx)
	if err != nil {
		return nil, fmt.Errorf("the schema version cannot be read: %w", err)
	}
	if current > newest {
		return nil, fmt.Errorf("the database has schema %d, but this lantoa knows only %d; use the newer lantoa that migrated it", current, newest)
	}
	return provider, nil
}

// Pending lists the migrations that this binary would apply; a database that a newer
// lantoa has migrated is refused here too.
func (db *DB) Pending(ctx context.Context) ([]string, error) {
	provider, err := db.known(ctx)
	if err != nil {
		return nil, err
	}
	statuses, err := provider.Status(ctx)
	if err != nil {
		return nil, err
	}
	var pending []string
	for _, one := range statuses {
		if one.State == goose.StatePending {
			pending = append(pending, one.Source.Path)
		}
	}
	return pending, nil
}

func (db *DB) migrator() (*goose.Provider, error) {
	files, err := migrations.FS(string(db.dialect))
	if err != nil {
		return nil, err
	}
	pool, err := db.write.DB()
	if err != nil {
		return nil, err
	}
	if db.dialect == SQLite {
		return goose.NewProvider(goose.DialectSQLite3, pool, files)
	}
	// The default retry is 5 s, which is what a second instance would then wait.
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, uint64(db.lockWait.Seconds())))
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, pool, files, goose.WithSessionLocker(locker))
}

// NewestSchema is the number of the newest migration that this binary knows.
func NewestSchema() (int64, error) {
	files, err := migrations.FS(string(SQLite))
	if err != nil {
		return 0, err
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return 0, err
	}
	var newest int64
	for _, name := range names {
		number, err := goose.NumericComponent(name)
		if err != nil {
			return 0, err
		}
		newest = max(newest, number)
	}
	return newest, nil
}
