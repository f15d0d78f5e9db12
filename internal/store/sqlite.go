package store

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	sqlitedriver "modernc.org/sqlite" // also registers the driver "sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// SQLiteFile is the name of the embedded database in the data folder.
const SQLiteFile = "lantoa.db"

// readers is the size of the pool of read-only connections.
const readers = 4

// sqliteDialector is gorm's SQLite dialect on a driver whose errors it does not know.
type sqliteDialector struct{ sqlite.Dialector }

// Translate turns constraint failures into gorm's errors.
func (sqliteDialector) Translate(err error) error {
	var failure *sqlitedriver.Error
	if !errors.As(err, &failure) {
		return err
	}
	switch failure.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return fmt.Errorf("%w: %s", gorm.ErrDuplicatedKey, failure.Error())
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return fmt.Errorf("%w: %s", gorm.ErrForeignKeyViolated, failure.Error())
	case sqlite3.SQLITE_CONSTRAINT_CHECK:
		return fmt.Errorf("%w: %s", gorm.ErrCheckConstraintViolated, failure.Error())
	}
	return err
}

// openSQLite opens one writing connection and a few that can only read: writers then
// queue in Go instead of meeting SQLITE_BUSY, and readers never wait for them.
func (db *DB) openSQLite(o Options) error {
	file := filepath.Join(o.DataDir, SQLiteFile)
	if _, err := os.Stat(file); o.Existing && errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("there is no database in the folder %s; set LANTOA_DATA to the server's data folder, or start `lantoa serve` once", o.DataDir)
	}
	if err := os.MkdirAll(o.DataDir, 0o750); err != nil {
		return fmt.Errorf("the data folder %s cannot be made: %s", o.DataDir, firstLine(err))
	}
	if err := writable(o.DataDir); err != nil {
		return fmt.Errorf("the data folder %s cannot be written: %s", o.DataDir, firstLine(err))
	}
	if o.Serving {
		if err := db.lock(o.DataDir); err != nil {
			return err
		}
	}
	if err := private(file); err != nil {
		return fmt.Errorf("the database %s cannot be made: %s", file, firstLine(err))
	}
	var err error
	if db.write, err = openPool(file, url.Values{"_txlock": {"immediate"}}, 1); err != nil {
		return err
	}
	db.read, err = openPool(file, url.Values{"_pragma": {"query_only(1)"}}, readers)
	return err
}

// lock keeps a second server off the same file.
func (db *DB) lock(dataDir string) error {
	guard := flock.New(filepath.Join(dataDir, "lantoa.lock"))
	held, err := guard.TryLock()
	if err != nil {
		return fmt.Errorf("the data folder %s cannot be locked: %s", dataDir, firstLine(err))
	}
	if !held {
		return fmt.Errorf("another lantoa already serves the data folder %s; stop it, or set LANTOA_DATA to another folder", dataDir)
	}
	db.unlock = guard.Unlock
	return nil
}

// writable tells a read-only folder early and in words, since the driver would only say
// that it cannot open the database.
func writable(dir string) error {
	probe, err := os.CreateTemp(dir, ".write-*")
	if err != nil {
		return err
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// private makes the file where there is none, for this account alone: SQLite would make it
// readable for everybody, and gives its -wal and -shm the same mode.
func private(file string) error {
	made, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return made.Close()
}

// openPool opens a pool on the file. Order matters: busy_timeout comes first, so that
// switching to WAL waits for others. FULL keeps the last commits over a power loss.
func openPool(file string, more url.Values, size int) (*gorm.DB, error) {
	q := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"}}
	for name, values := range more {
		q[name] = append(q[name], values...)
	}
	dsn := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath(), RawQuery: q.Encode()}).String()
	connector, err := sqlitedriver.NewConnector(dsn)
	if err != nil {
		return nil, fmt.Errorf("the database %s cannot be opened: %s", file, firstLine(err))
	}
	pool := sql.OpenDB(preparing{connector})
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	pool.SetConnMaxIdleTime(10 * time.Minute)
	handle, err := gorm.Open(sqliteDialector{sqlite.Dialector{DriverName: "sqlite", Conn: pool}}, gormConfig())
	if err != nil {
		return nil, fmt.Errorf("the database %s cannot be opened: %s", file, firstLine(errors.Join(err, pool.Close())))
	}
	return handle, nil
}
