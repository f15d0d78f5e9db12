package store_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lantoa/lantoa/internal/pgtest"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// onPostgres runs a test on a database that is reached over a wire.
func onPostgres(t *testing.T, test func(t *testing.T, wire *storetest.Wire, db *store.DB)) {
	t.Helper()
	t.Parallel()
	storetest.OnPostgres(t, func(t *testing.T, o store.Options) {
		wire, far := storetest.NewWire(t, o)
		test(t, wire, storetest.Open(t, far))
	})
}

// What cannot hold Vietnamese is refused before a table is made in it.
func TestADatabaseOfAnotherEncodingIsRefused(t *testing.T) {
	t.Parallel()
	server := pgtest.Need(t)
	conn, err := pgx.Connect(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	const name = "lantoa_test_latin1"
	for _, statement := range []string{"DROP DATABASE IF EXISTS " + name, "CREATE DATABASE " + name + " ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"} {
		if _, err := conn.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		_, err := conn.Exec(context.Background(), "DROP DATABASE "+name)
		if err = errors.Join(err, conn.Close(context.Background())); err != nil {
			t.Error(err)
		}
	})
	address, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	address.Path = "/" + name
	if _, err := store.Open(t.Context(), store.Options{URL: address.String()}); err == nil || !strings.Contains(err.Error(), "encoded in LATIN1; make one with ENCODING 'UTF8'") {
		t.Errorf("got %v", err)
	}
}

// A process that stands still in a transaction lets go of its locks before a lease ends.
func TestATransactionThatSaysNothingIsEnded(t *testing.T) {
	onPostgres(t, func(t *testing.T, _ *storetest.Wire, db *store.DB) {
		var limit string
		if err := db.Read(t.Context()).Raw(`SHOW idle_in_transaction_session_timeout`).Scan(&limit).Error; err != nil {
			t.Fatal(err)
		}
		if limit != "10s" {
			t.Errorf("it may stand still for %s", limit)
		}
	})
}

// The connections that rest in the pool are dead, and nobody was told.
func TestADeadConnectionIsReplaced(t *testing.T) {
	onPostgres(t, func(t *testing.T, wire *storetest.Wire, db *store.DB) {
		const many = 8
		var begun, ended sync.WaitGroup
		begun.Add(many)
		for range many {
			ended.Go(func() {
				err := db.InTx(t.Context(), func(ctx context.Context) error {
					_, err := db.Now(ctx)
					begun.Done()
					begun.Wait() // so that each has a connection of its own
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		ended.Wait()
		wire.Cut()
		for began := time.Now(); ; {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			_, err := db.Now(ctx)
			cancel()
			if err == nil {
				return
			}
			if time.Since(began) > 15*time.Second {
				t.Fatalf("the database is there, but %v", err)
			}
		}
	})
}
