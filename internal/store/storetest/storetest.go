// Package storetest runs a test on a fresh migrated database of each kind.
package storetest

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"sync/atomic"
	"testing"

	"gorm.io/gorm"

	"github.com/lantoa/lantoa/internal/pgtest"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/migrations"
)

// Each runs test on SQLite and, where the run has a server, on PostgreSQL, side by side.
// With CI=true a missing server is a failure.
func Each(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	EachOptions(t, func(t *testing.T, o store.Options) { test(t, Open(t, o)) })
}

// EachOptions is [Each] for tests that open a migrated database themselves.
func EachOptions(t *testing.T, test func(t *testing.T, o store.Options)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		o := store.Options{DataDir: t.TempDir()}
		if err := migrate(t, o); err != nil {
			t.Fatal(err)
		}
		test(t, o)
	})
	if _, ok := pgtest.URL(t); ok {
		OnPostgres(t, test)
	}
}

// OnPostgres is [EachOptions] for what only happens to a database over a wire; nothing runs
// where there is no server, which in CI is a failure.
func OnPostgres(t *testing.T, test func(t *testing.T, o store.Options)) {
	t.Helper()
	if _, ok := pgtest.URL(t); !ok {
		return
	}
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		url := pgtest.Clone(t, "lantoa_"+fingerprint(t), func(url string) error {
			return migrate(t, store.Options{URL: url})
		})
		test(t, store.Options{URL: url})
	})
}

// Open opens a database and closes it when the test ends.
func Open(t testing.TB, o store.Options) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close the database: %v", err)
		}
	})
	return db
}

func migrate(t *testing.T, o store.Options) error {
	db, err := store.Open(t.Context(), o)
	if err != nil {
		return err
	}
	if err := db.Migrate(t.Context()); err != nil {
		_ = db.Close() // the migration's error says more
		return err
	}
	return db.Close()
}

// fingerprint changes with the schema, and so does the template's name that bears it.
func fingerprint(t *testing.T) string {
	t.Helper()
	files, err := migrations.FS(string(store.Postgres))
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.New()
	err = fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, path)
		hash.Write([]byte(path + "\x00"))
		hash.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(hash.Sum(nil))[:32]
}

// Reads counts the statements by which db is read from now on; the function tells how many there
// were.
func Reads(t *testing.T, db *store.DB) func() int64 {
	t.Helper()
	var n atomic.Int64
	tally := func(*gorm.DB) { n.Add(1) }
	on := db.Read(t.Context()).Callback()
	for _, err := range []error{on.Query().After("gorm:query").Register("storetest:tally", tally), on.Row().After("gorm:row").Register("storetest:tally", tally)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return n.Load
}
