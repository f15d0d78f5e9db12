package idempotency_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/idempotency"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/ledger"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// bench is a guard on one database, and acts that leave a mark in it.
type bench struct {
	db    *store.DB
	guard idempotency.Guard
	acts  atomic.Int64
}

func each(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		test(t, &bench{db: db, guard: idempotency.Guard{Store: ledger.NewKeys(db)}})
	})
}

// act writes a row, so that a test sees whether it stands, and answers with its number.
func (b *bench) act(ctx context.Context) (idempotency.Answer, error) {
	n := b.acts.Add(1)
	err := b.db.Write(ctx).Exec("INSERT INTO meta (name, value) VALUES (?, '')", fmt.Sprint("act ", n)).Error
	return idempotency.Answer{Status: 201, Header: map[string]string{"Location": fmt.Sprint("/", n)}, Body: []byte{0, byte(n), 0xff}}, err
}

func (b *bench) marks(t *testing.T) int {
	t.Helper()
	var n int
	if err := b.db.Read(t.Context()).Raw("SELECT count(*) FROM meta WHERE name LIKE 'act %'").Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func (b *bench) exec(t *testing.T, statement string, args ...any) {
	t.Helper()
	if err := b.db.Write(t.Context()).Exec(statement, args...).Error; err != nil {
		t.Fatal(err)
	}
}

func request() idempotency.Request {
	return idempotency.Request{Scope: "p1 POST /articles", Key: "k1", BodyHash: "h1"}
}

func TestASecondAskerGetsTheFirstAnswer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		first, replayed, err := b.guard.Do(t.Context(), request(), b.act)
		if err != nil || replayed {
			t.Fatalf("first: %v, replayed %v", err, replayed)
		}
		second, replayed, err := b.guard.Do(t.Context(), request(), b.act)
		if err != nil || !replayed {
			t.Fatalf("second: %v, replayed %v", err, replayed)
		}
		if d := cmp.Diff(first, second); d != "" || first.Status != 201 || first.Header["Location"] != "/1" {
			t.Errorf("answers (-first +second):\n%s", d)
		}
		if n := b.marks(t); n != 1 {
			t.Errorf("acted %d times", n)
		}
	})
}

func TestKeysOfOtherScopesAreOtherKeys(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		for _, scope := range []string{"p1 POST /articles", "p2 POST /articles", ""} {
			r := request()
			r.Scope = scope
			if _, replayed, err := b.guard.Do(t.Context(), r, b.act); err != nil || replayed {
				t.Errorf("scope %q: %v, replayed %v", scope, err, replayed)
			}
		}
		if n := b.marks(t); n != 3 {
			t.Errorf("acted %d times, want 3", n)
		}
	})
}

func TestAnotherBodyIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		if _, _, err := b.guard.Do(t.Context(), request(), b.act); err != nil {
			t.Fatal(err)
		}
		other := request()
		other.BodyHash = "h2"
		if _, _, err := b.guard.Do(t.Context(), other, b.act); !fault.Is(err, fault.IdempotencyMismatch) {
			t.Errorf("another body: %v", err)
		}
		for _, key := range []string{"", strings.Repeat("k", 256)} {
			bad := request()
			bad.Key = key
			if _, _, err := b.guard.Do(t.Context(), bad, b.act); !fault.Is(err, fault.ValidationFailed) {
				t.Errorf("a key of %d characters: %v", len(key), err)
			}
		}
	})
}

func TestAFailedActFreesTheKeyAndLeavesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		refusal := fault.New(fault.StateConflict, fault.T("chưa được", "not yet"))
		ctx, cancel := context.WithCancel(t.Context())
		_, _, err := b.guard.Do(ctx, request(), func(ctx context.Context) (idempotency.Answer, error) {
			_, err := b.act(ctx)
			cancel() // the asker has gone too
			return idempotency.Answer{}, errors.Join(refusal, err)
		})
		if !fault.Is(err, fault.StateConflict) {
			t.Fatalf("the act's error became %v", err)
		}
		if n := b.marks(t); n != 0 {
			t.Errorf("the failed act left %d rows", n)
		}
		if _, replayed, err := b.guard.Do(t.Context(), request(), b.act); err != nil || replayed {
			t.Errorf("again: %v, replayed %v", err, replayed)
		}
	})
}

func TestAPanickingActFreesTheKey(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_, _, _ = b.guard.Do(t.Context(), request(), func(context.Context) (idempotency.Answer, error) { panic("broken") })
		}()
		if _, replayed, err := b.guard.Do(t.Context(), request(), b.act); err != nil || replayed {
			t.Errorf("again: %v, replayed %v", err, replayed)
		}
	})
}

func TestWhileTheFirstRuns(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.leave(t, time.Now().Add(40*time.Second))
		_, _, err := b.guard.Do(t.Context(), request(), b.act)
		failure, ok := fault.As(err)
		if !ok || failure.Code != fault.IdempotencyRunning || failure.RetryAfter < 30*time.Second || failure.RetryAfter > 41*time.Second {
			t.Errorf("while the first runs: %v, %+v", err, failure)
		}
		b.exec(t, "DELETE FROM idempotency_key")
		b.leave(t, time.Now().Add(-time.Second))
		if _, replayed, err := b.guard.Do(t.Context(), request(), b.act); err != nil || replayed {
			t.Errorf("after the lease ran out: %v, replayed %v", err, replayed)
		}
	})
}

// leave puts a key there as a process that died in the act would.
func (b *bench) leave(t *testing.T, until time.Time) {
	t.Helper()
	r, now := request(), time.Now()
	b.exec(t, `INSERT INTO idempotency_key (scope, key, body_hash, token, lease_until, created_at, keep_until) VALUES (?, ?, ?, 'dead', ?, ?, ?)`,
		r.Scope, r.Key, r.BodyHash, until.UnixMicro(), now.UnixMicro(), now.Add(time.Hour).UnixMicro())
}

// An act that outlives its lease must not stand beside the one that took its place.
func TestAnActThatLostItsLeaseIsRolledBack(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		_, _, err := b.guard.Do(t.Context(), request(), func(ctx context.Context) (idempotency.Answer, error) {
			answer, err := b.act(ctx)
			taken := b.db.Write(ctx).Exec("UPDATE idempotency_key SET token = 'another'").Error
			return answer, errors.Join(err, taken)
		})
		if !fault.Is(err, fault.IdempotencyRunning) {
			t.Errorf("the late act: %v", err)
		}
		if n := b.marks(t); n != 0 {
			t.Errorf("the late act left %d rows", n)
		}
	})
}

func TestManyAskersAtOnceActOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		const askers = 20
		var asking sync.WaitGroup
		var answered atomic.Int64
		for range askers {
			asking.Go(func() {
				answer, _, err := b.guard.Do(t.Context(), request(), b.act)
				switch {
				case err == nil && answer.Header["Location"] == "/1":
					answered.Add(1)
				case !fault.Is(err, fault.IdempotencyRunning):
					t.Errorf("an asker got %+v, %v", answer, err)
				}
			})
		}
		asking.Wait()
		if b.marks(t) != 1 || b.acts.Load() != 1 || answered.Load() == 0 {
			t.Errorf("%d marks, %d acts, %d answers", b.marks(t), b.acts.Load(), answered.Load())
		}
	})
}

func TestKeysAreKeptForADay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		if _, _, err := b.guard.Do(t.Context(), request(), b.act); err != nil {
			t.Fatal(err)
		}
		b.exec(t, "UPDATE idempotency_key SET keep_until = keep_until - ?", (24*time.Hour - time.Minute).Microseconds())
		if n, err := b.guard.Purge(t.Context()); n != 0 || err != nil {
			t.Errorf("a minute before the day is over: %d purged, %v", n, err)
		}
		b.exec(t, "UPDATE idempotency_key SET keep_until = keep_until - ?", time.Minute.Microseconds())
		other := request()
		other.BodyHash = "h2"
		if _, replayed, err := b.guard.Do(t.Context(), other, b.act); err != nil || replayed {
			t.Errorf("a day later, before the purge: %v, replayed %v", err, replayed)
		}
		b.exec(t, "UPDATE idempotency_key SET keep_until = 0")
		if n, err := b.guard.Purge(t.Context()); n != 1 || err != nil {
			t.Errorf("after a day: %d purged, %v", n, err)
		}
	})
}
