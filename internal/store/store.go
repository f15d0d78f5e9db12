// Package store keeps lantoa's rows in an embedded SQLite file or in PostgreSQL.
//
// This package opens the database, migrates it and carries transactions; the folders
// below it implement the Store interfaces of the domain, one folder a noun, with the
// same code on both databases. gorm is known here and below, nowhere else.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/lantoa/lantoa/internal/fault"
)

// Dialect names a kind of database.
type Dialect string

// The dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Options says which database to open.
type Options struct {
	// DataDir holds the embedded database when URL is empty.
	DataDir string
	// URL is a postgres:// address; empty means SQLite in DataDir.
	URL string
	// Serving takes the lock that keeps a second server off the same SQLite file.
	Serving bool
	// Existing refuses a folder that holds no database instead of making one there.
	Existing bool
	Log      *slog.Logger
	// Clock stands in for the database's own, for one process alone that decides how time
	// passes, as tests do; nil is the database's.
	Clock func() time.Time
}

// DB is an open database. Its handles are for the folders below this package.
type DB struct {
	dialect Dialect
	write   *gorm.DB
	read    *gorm.DB // the same as write on PostgreSQL
	log     *slog.Logger
	unlock  func() error
	clock   func() time.Time // nil: the database's
	// lockWait bounds how long a migration waits for another process that migrates.
	lockWait time.Duration
}

// Open opens the database and checks that it answers; it does not migrate.
func Open(ctx context.Context, o Options) (*DB, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	db := &DB{log: o.Log, clock: o.Clock, unlock: func() error { return nil }, lockWait: 5 * time.Minute}
	var err error
	if o.URL == "" {
		db.dialect = SQLite
		err = db.openSQLite(o)
	} else {
		db.dialect = Postgres
		err = db.openPostgres(o)
	}
	if err != nil {
		return nil, err
	}
	if err := db.ping(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (db *DB) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for _, handle := range []*gorm.DB{db.write, db.read} {
		pool, err := handle.DB()
		if err != nil {
			return err
		}
		if err := pool.PingContext(ctx); err != nil {
			return fmt.Errorf("the database does not answer: %s", firstLine(err))
		}
	}
	return nil
}

// Close closes the database and gives up its lock; it may be called twice.
func (db *DB) Close() error {
	var failed error
	for _, handle := range []*gorm.DB{db.read, db.write} {
		if handle == nil {
			continue
		}
		if pool, err := handle.DB(); err == nil {
			if err := pool.Close(); err != nil && failed == nil {
				failed = err
			}
		}
	}
	if err := db.unlock(); err != nil && failed == nil {
		failed = err
	}
	return failed
}

// Dialect returns the kind of database.
func (db *DB) Dialect() Dialect { return db.dialect }

// txKey is the context key under which a transaction travels.
type txKey struct{}

// tx is a running transaction and what waits for its commit.
type tx struct {
	handle *gorm.DB
	after  []func()
}

// InTx runs fn in one transaction, which travels in the context given to fn. Inside a
// transaction it joins that one. A deadlock or a serialization failure rolls back and
// runs fn again, so fn must not act outside the database; use [DB.AfterCommit] for that.
func (db *DB) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	if _, ok := ctx.Value(txKey{}).(*tx); ok {
		return fn(ctx)
	}
	var err error
	for try := 1; try <= maxTries; try++ {
		running := &tx{}
		err = db.write.WithContext(ctx).Transaction(func(handle *gorm.DB) error {
			running.handle = handle
			return fn(context.WithValue(ctx, txKey{}, running))
		})
		if err == nil {
			for _, act := range running.after {
				act()
			}
			return nil
		}
		if !repeatable(err) || ctx.Err() != nil {
			return Translate(err)
		}
	}
	return Translate(err)
}

// maxTries bounds how often a transaction that lost a race is run again.
const maxTries = 5

// AfterCommit runs act once the transaction in ctx has committed, at once when there is
// none, never when it rolls back.
func (db *DB) AfterCommit(ctx context.Context, act func()) {
	if running, ok := ctx.Value(txKey{}).(*tx); ok {
		running.after = append(running.after, act)
		return
	}
	act()
}

// Write returns the handle for statements that change rows: the transaction in ctx, or
// the write pool.
func (db *DB) Write(ctx context.Context) *gorm.DB {
	if running, ok := ctx.Value(txKey{}).(*tx); ok {
		return running.handle.WithContext(ctx)
	}
	return db.write.WithContext(ctx)
}

// Read returns the handle for queries: the transaction in ctx, or the read pool.
func (db *DB) Read(ctx context.Context) *gorm.DB {
	if running, ok := ctx.Value(txKey{}).(*tx); ok {
		return running.handle.WithContext(ctx)
	}
	return db.read.WithContext(ctx)
}

// Now is the database's clock: on PostgreSQL the server's, so that instances on several
// hosts agree; on SQLite this host's. Read it once in a transaction.
func (db *DB) Now(ctx context.Context) (time.Time, error) {
	if db.clock != nil {
		return Instant(db.clock().UnixMicro()), nil
	}
	if db.dialect == SQLite {
		return Instant(time.Now().Add(databaseClockOffset()).UnixMicro()), nil
	}
	var micros int64
	const query = `SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint`
	if err := db.Read(ctx).Raw(query).Scan(&micros).Error; err != nil {
		return time.Time{}, Translate(err)
	}
	return Instant(micros).Add(databaseClockOffset()), nil
}

// LockRows is the suffix that locks selected rows of a table alias on PostgreSQL; empty
// on SQLite, where a write transaction is alone from its first statement.
func (db *DB) LockRows(alias string, skipLocked bool) string {
	if db.dialect == SQLite {
		return ""
	}
	if skipLocked {
		return " FOR UPDATE OF " + alias + " SKIP LOCKED"
	}
	return " FOR UPDATE OF " + alias
}

// KeepPlans has PostgreSQL keep its plans of the statements that follow in the transaction of
// ctx, whatever their values: to plan one that asks many rules takes longer than to run it.
// SQLite keeps every plan.
func (db *DB) KeepPlans(ctx context.Context) error {
	if db.dialect == SQLite {
		return nil
	}
	return Translate(db.Write(ctx).Exec(`SET LOCAL plan_cache_mode = force_generic_plan`).Error)
}

// WaitBriefly has the statements that follow in the transaction of ctx fail when somebody else
// holds what they need for longer than a moment, where others would wait behind them. SQLite
// has one writer at a time.
func (db *DB) WaitBriefly(ctx context.Context) error {
	if db.dialect == SQLite {
		return nil
	}
	return Translate(db.Write(ctx).Exec(`SET LOCAL lock_timeout = '200ms'`).Error)
}

// Micros returns an instant as it stands in the database, nil for the zero time.
func Micros(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	m := t.UnixMicro()
	return &m
}

// Instant reads an instant of the database.
func Instant(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// InstantOf reads an instant that may be absent; the zero time stands for NULL.
func InstantOf(micros *int64) time.Time {
	if micros == nil {
		return time.Time{}
	}
	return Instant(*micros)
}

// NotFound is the error for a row that is not there; what names it for people.
func NotFound(what fault.Text) error { return fault.New(fault.NotFound, what) }

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// lastLine is where the PostgreSQL driver says why: it first tells whom it tried to be,
// then every address that it tried, a line each.
func lastLine(err error) string {
	text := strings.TrimSpace(err.Error())
	return strings.TrimSpace(text[strings.LastIndex(text, "\n")+1:])
}

// Duration reads a duration of the database, kept in microseconds.
func Duration(micros int64) time.Duration { return time.Duration(micros) * time.Microsecond }
