//go:build faulttest

package faulttest

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// few is how many connections an instance has in [TestPoolExhausted].
const few = 2

// lame has the database take its time for each statement that changes deliveries, so that
// connections are held.
const lame = `CREATE FUNCTION lame() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.03); RETURN NULL; END';
	CREATE TRIGGER lame AFTER UPDATE ON delivery FOR EACH STATEMENT EXECUTE FUNCTION lame()`

// TestPoolExhausted leaves each instance two connections for everything that it does, to a
// database that is slow: whoever holds one and asks for another could wait for ever. Posts go
// out as they should, and the API answers meanwhile.
func TestPoolExhausted(t *testing.T) {
	t.Parallel()
	onPostgres(t, func(t *testing.T, dsn string) {
		const narrow = "LANTOA_FAULT_POOL=2"
		m := newMass(t, newHouse(t, dsn), narrow, narrow)
		conn, err := pgx.Connect(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close(context.Background()) })
		m.fill(50, 4*time.Second)
		if _, err := conn.Exec(t.Context(), lame); err != nil {
			t.Fatal(err)
		}
		watching, stop := context.WithCancel(t.Context())
		defer stop()
		var beside sync.WaitGroup
		beside.Go(func() { exhausted(watching, t, conn, few*len(m.processes)) })
		for _, who := range []*person{m.author.on(m.processes[0]), m.editor.on(m.processes[1])} {
			beside.Go(func() { who.presses(watching, t) })
		}
		m.count(t)
		stop()
		beside.Wait()
		m.alive(t)
	})
}

// exhausted sees until the end of ctx that there are no more sessions than there may be, but
// for a moment in which one ends and another begins, and that at times all of them were at
// work, so that others had to wait.
func exhausted(ctx context.Context, t *testing.T, conn *pgx.Conn, most int) {
	t.Helper()
	const sessions = `SELECT count(*), count(*) FILTER (WHERE state <> 'idle') FROM pg_stat_activity
		WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`
	looks, full, over, tick := 0, 0, 0, time.NewTicker(10*time.Millisecond)
	defer tick.Stop()
	for ctx.Err() == nil {
		var all, busy int
		if err := conn.QueryRow(context.WithoutCancel(ctx), sessions).Scan(&all, &busy); err != nil {
			t.Error(err)
			return
		}
		if looks++; busy >= most {
			full++
		}
		if all > most {
			over++
		}
		<-tick.C
	}
	t.Logf("all %d connections were at work in %d looks of %d, and there were more in %d", most, full, looks, over)
	if full < 10 || over > full/2 {
		t.Errorf("the pools were exhausted in %d looks and too large in %d", full, over)
	}
}

// presses asks the API for a list again and again until the end of ctx.
func (p *person) presses(ctx context.Context, t *testing.T) {
	t.Helper()
	var took []time.Duration
	tick := time.NewTicker(2 * polite)
	defer tick.Stop()
	for ctx.Err() == nil {
		from := time.Now()
		a, err := p.try("GET", "/api/v1/articles?limit=50", nil)
		if err != nil || a.status != http.StatusOK {
			t.Errorf("the API answered %s with %d, %v: %s", p.login, a.status, err, a.body)
			return
		}
		took = append(took, time.Since(from))
		<-tick.C
	}
	slices.Sort(took)
	t.Logf("the API answered %s %d times: half within %s, at most %s", p.login, len(took), took[len(took)/2].Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond))
}
