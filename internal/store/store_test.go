package store_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// entry is a row of the table meta, which the tests of transactions write to.
type entry struct{ Name, Value string }

func (entry) TableName() string { return "meta" }

func put(ctx context.Context, db *store.DB, name, value string) error {
	return db.Write(ctx).Create(&entry{name, value}).Error
}

func value(t *testing.T, db *store.DB, name string) string {
	t.Helper()
	var found []entry
	if err := db.Read(t.Context()).Find(&found, "name = ?", name).Error; err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		return ""
	}
	return found[0].Value
}

func TestInTxCommitsAndRollsBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		refusal := errors.New("refused")
		err := db.InTx(ctx, func(ctx context.Context) error {
			return errors.Join(put(ctx, db, "lost", "1"), refusal)
		})
		if !errors.Is(err, refusal) {
			t.Errorf("InTx gave %v, want the error of its function", err)
		}
		if err := db.InTx(ctx, func(ctx context.Context) error { return put(ctx, db, "kept", "1") }); err != nil {
			t.Fatal(err)
		}
		if value(t, db, "lost") != "" || value(t, db, "kept") != "1" {
			t.Errorf("lost = %q, kept = %q", value(t, db, "lost"), value(t, db, "kept"))
		}
	})
}

func TestInTxJoinsTheRunningOne(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		refusal := errors.New("refused")
		err := db.InTx(t.Context(), func(ctx context.Context) error {
			inner := db.InTx(ctx, func(ctx context.Context) error { return put(ctx, db, "inner", "1") })
			var seen int64
			if err := db.Read(ctx).Model(&entry{}).Where("name = ?", "inner").Count(&seen).Error; err != nil || seen != 1 {
				t.Errorf("a read in the transaction sees %d rows, %v; want its own write", seen, err)
			}
			return errors.Join(inner, refusal)
		})
		if !errors.Is(err, refusal) {
			t.Fatal(err)
		}
		if got := value(t, db, "inner"); got != "" {
			t.Errorf("the inner transaction committed %q by itself", got)
		}
	})
}

func TestAfterCommit(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		var order []string
		note := func(what string) func() { return func() { order = append(order, what) } }
		db.AfterCommit(ctx, note("at once"))
		_ = db.InTx(ctx, func(ctx context.Context) error {
			db.AfterCommit(ctx, note("rolled back"))
			return errors.New("refused")
		})
		err := db.InTx(ctx, func(ctx context.Context) error {
			db.AfterCommit(ctx, note("first"))
			db.AfterCommit(ctx, note("second"))
			order = append(order, "inside")
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(order, ", "); got != "at once, inside, first, second" {
			t.Errorf("order: %s", got)
		}
	})
}

func TestTranslate(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		if err := put(ctx, db, "once", "1"); err != nil {
			t.Fatal(err)
		}
		orphan := `INSERT INTO unit_successor (unit_code, successor_code) VALUES ('nobody', 'no-one')`
		cases := map[string]struct {
			err  error
			code fault.Code
		}{
			"duplicate":   {put(ctx, db, "once", "2"), fault.AlreadyExists},
			"foreign key": {db.Write(ctx).Exec(orphan).Error, fault.StateConflict},
			"missing row": {db.Read(ctx).Take(&entry{}, "name = ?", "nowhere").Error, fault.NotFound},
		}
		for name, c := range cases {
			if got := store.Translate(c.err); !fault.Is(got, c.code) || !errors.Is(got, c.err) {
				t.Errorf("%s: %v becomes %v, want code %s with its cause", name, c.err, got, c.code)
			}
		}
		other := errors.New("something else")
		if !errors.Is(store.Translate(other), other) || store.Translate(nil) != nil {
			t.Error("an unknown error or none did not pass unchanged")
		}
		mine := fault.Invalid("/title", fault.T("trống", "empty"))
		if got := store.Translate(mine); got.Error() != mine.Error() {
			t.Error("an error of the domain did not pass unchanged")
		}
	})
}

func TestUnreachableDatabase(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	_, err := store.Open(ctx, store.Options{URL: "postgres://lan:hush-hush@127.0.0.1:1/lantoa?connect_timeout=2"})
	if err == nil || strings.Contains(err.Error(), "hush-hush") || strings.Contains(err.Error(), "\n") {
		t.Errorf("want one line without the password, got %v", err)
	}
	if _, err := store.Open(ctx, store.Options{URL: "mysql://x/y"}); err == nil || !strings.Contains(err.Error(), "LANTOA_DATABASE_URL") {
		t.Errorf("a foreign address gave %v", err)
	}
}

func TestSQLiteReadersCannotWrite(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, store.Options{DataDir: t.TempDir()})
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.Read(t.Context()).Create(&entry{"stray", "1"}).Error; err == nil || !strings.Contains(err.Error(), "readonly") {
		t.Errorf("a write on the read pool gave %v", err)
	}
	if got := value(t, db, "stray"); got != "" {
		t.Errorf("the stray write is there: %q", got)
	}
}

func TestASecondServerOnOneFileIsRefused(t *testing.T) {
	t.Parallel()
	o := store.Options{DataDir: t.TempDir(), Serving: true}
	first, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), o); err == nil || !strings.Contains(err.Error(), o.DataDir) {
		t.Errorf("a second server got %v", err)
	}
	beside := storetest.Open(t, store.Options{DataDir: o.DataDir})
	if err := beside.Migrate(t.Context()); err != nil {
		t.Errorf("a command beside the server: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
	storetest.Open(t, o)
}

func TestAFolderThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	file := t.TempDir() + "/file"
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(t.Context(), store.Options{DataDir: file + "/below"})
	if err == nil || !strings.Contains(err.Error(), file) || strings.Contains(err.Error(), "\n") {
		t.Errorf("want one line that names the folder, got %v", err)
	}
}

func TestConcurrentTransactionsLoseNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		const writers = 50
		ctx := t.Context()
		if err := put(ctx, db, "counter", ""); err != nil {
			t.Fatal(err)
		}
		failed := make(chan error, writers)
		var running sync.WaitGroup
		for range writers {
			running.Go(func() { failed <- db.InTx(ctx, func(ctx context.Context) error { return appendOne(ctx, db) }) })
		}
		running.Wait()
		close(failed)
		for err := range failed {
			if err != nil {
				t.Error(err)
			}
		}
		if got := len(value(t, db, "counter")); got != writers {
			t.Errorf("%d of %d read-then-write transactions are there", got, writers)
		}
	})
}

// appendOne reads a row, thinks, and writes what it read plus one character.
func appendOne(ctx context.Context, db *store.DB) error {
	var found entry
	query := "SELECT m.* FROM meta m WHERE name = 'counter'" + db.LockRows("m", false)
	if err := db.Write(ctx).Raw(query).Scan(&found).Error; err != nil {
		return err
	}
	return db.Write(ctx).Model(&entry{}).Where("name = ?", "counter").Update("value", gorm.Expr("?", found.Value+"x")).Error
}

func TestNow(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		first, err := db.Now(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		second, err := db.Now(t.Context())
		if err != nil || second.Before(first) || second.Location() != time.UTC || first.Nanosecond()%1000 != 0 {
			t.Errorf("Now gave %v, then %v, %v; want UTC in microseconds, never backwards", first, second, err)
		}
	})
}

// A clock that is given stands in for the database's, in microseconds and UTC like it.
func TestNowByAClockThatIsGiven(t *testing.T) {
	t.Parallel()
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		at := time.Date(2026, 3, 2, 8, 0, 0, 123_456_789, time.FixedZone("", 7*60*60))
		o.Clock = func() time.Time { return at }
		got, err := storetest.Open(t, o).Now(t.Context())
		if want := at.Truncate(time.Microsecond); err != nil || !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("Now gave %v, %v; want %v", got, err, want)
		}
	})
}

func TestInstants(t *testing.T) {
	t.Parallel()
	at := time.Date(2025, 10, 26, 8, 30, 0, 123_456_000, time.UTC)
	if got := store.InstantOf(store.Micros(at)); !got.Equal(at) || got.Location() != time.UTC {
		t.Errorf("there and back: %v", got)
	}
	if store.Micros(time.Time{}) != nil || !store.InstantOf(nil).IsZero() {
		t.Error("the zero time and NULL do not stand for each other")
	}
}

// A connection that died before anything was sent over it fails nobody: nothing was done.
func TestATransactionWhoseLineWasDeadRunsAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		runs := 0
		err := db.InTx(t.Context(), func(context.Context) error {
			if runs++; runs == 1 {
				return fmt.Errorf("asking: %w", driver.ErrBadConn)
			}
			return nil
		})
		if err != nil || runs != 2 {
			t.Errorf("%d runs, %v", runs, err)
		}
	})
}
