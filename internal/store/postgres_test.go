package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// onPostgres runs a test on a database that is reached over a wire.
func onPostgres(t *testing.T, test func(t *testing.T, wire *storetest.Wire, db *store.DB)) {
	t.Helper()
	t.Parallel()
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		if o.URL == "" {
			t.Skip("SQLite has no network")
		}
		wire, far := storetest.NewWire(t, o)
		test(t, wire, storetest.Open(t, far))
	})
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
