//go:build faulttest

package faulttest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lantoa/lantoa/internal/pgtest"
)

// perKill is how long a load is spread for each time that something is done to it.
const perKill = 1200 * time.Millisecond

// stories is how many stories a load has; each goes to the portal and to the press.
const stories = 30

// load is many stories on their way, with the hour of each by its title.
type load struct {
	*stage
	due map[string]time.Time
}

// newLoad writes and approves the stories and schedules them over the next seconds, some
// at once, with destinations that take their time.
func newLoad(t *testing.T, dsn string, spread time.Duration) *load {
	t.Helper()
	l := &load{stage: newStage(t, dsn), due: map[string]time.Time{}}
	l.widen(l.web["vi"], l.agency)
	l.portal.dawdle(800 * time.Millisecond)
	l.press.dawdle(800 * time.Millisecond)
	var editions []*edition
	for i := range stories {
		w := textVI()
		w.title = fmt.Sprintf("Tin số %02d", i+1)
		editions = append(editions, l.create("vi", w).approved())
	}
	from := soon(2 * time.Second)
	for i, e := range editions {
		due := from.Add(spread * time.Duration(i/3*3) / stories).Truncate(time.Second)
		l.due[fmt.Sprintf("Tin số %02d", i+1)] = due
		e.schedule(due, l.web["vi"], l.agency)
	}
	return l
}

// widen lets channels take many calls at once: a kill leaves its places taken until the
// leases end, and the next one shall find calls under way again.
func (l *load) widen(channels ...string) {
	l.t.Helper()
	for _, id := range channels {
		etag := l.admin.api(http.StatusOK, "GET", "/channels/"+id, nil).etag()
		l.admin.api(http.StatusOK, "PATCH", "/channels/"+id, map[string]int{"max_concurrent": 16}, "If-Match", etag)
	}
}

// settled reports whether every delivery has come to its good end.
func (l *load) settled() bool {
	var list struct{ Items []delivery }
	a, err := l.admin.try("GET", "/api/v1/deliveries?limit=100", nil)
	if err != nil || a.status != http.StatusOK {
		return false
	}
	a.into(&list)
	done := 0
	for _, one := range list.Items {
		if one.State == l.final(one.Channel) {
			done++
		}
	}
	return done == 2*stories
}

// whole waits for the end and counts: nothing twice, nothing lost, nothing early.
func (l *load) whole(t *testing.T) {
	t.Helper()
	defer func() {
		if t.Failed() {
			t.Logf("the deliveries: %s", l.admin.ask("GET", "/api/v1/deliveries?limit=100", nil).body)
		}
	}()
	awaitEvery(t, time.Second, 4*time.Minute, "every delivery", l.settled)
	posts, messages := map[string]int{}, map[string]int{}
	for _, one := range l.portal.in("") {
		posts[one.title]++
		if one.made.Before(l.due[one.title]) {
			t.Errorf("%s was at the portal at %s, due %s", one.title, one.made, l.due[one.title])
		}
	}
	for _, one := range l.press.got() {
		messages[one.Data.Title]++
	}
	for _, one := range l.press.came() {
		if one.at.Before(l.due[one.Data.Title]) {
			t.Errorf("%s was at the press at %s, due %s", one.Data.Title, one.at, l.due[one.Data.Title])
		}
	}
	for title := range l.due {
		if posts[title] != 1 || messages[title] != 1 {
			t.Errorf("%s: %d times at the portal, %d times at the press", title, posts[title], messages[title])
		}
	}
	t.Logf("%d deliveries, %d messages came to the press", 2*stories, len(l.press.came()))
}

// interrupted counts the attempts whose process went away: a run without any has proved
// nothing.
func (l *load) interrupted(t *testing.T) {
	t.Helper()
	var list struct{ Items []delivery }
	l.admin.api(http.StatusOK, "GET", "/deliveries?limit=100", nil).into(&list)
	lost := 0
	for _, one := range list.Items {
		for _, try := range l.attempts(one.ID) {
			if try.Class == "lost" {
				lost++
			}
		}
	}
	t.Logf("%d attempts were interrupted", lost)
	if lost == 0 {
		t.Error("no kill hit a delivery under way")
	}
}

// number reads a count from the environment, such as N=100 for a long run.
func number(t *testing.T, name string, fallback int) int {
	t.Helper()
	if os.Getenv(name) == "" {
		return fallback
	}
	n, err := strconv.Atoi(os.Getenv(name))
	if err != nil || n < 1 {
		t.Fatalf("%s=%q is not a count", name, os.Getenv(name))
	}
	return n
}

// TestRandomKills kills one of two instances at random moments, N=10 times, while sixty
// deliveries are on their way.
func TestRandomKills(t *testing.T) {
	t.Parallel()
	onPostgres(t, func(t *testing.T, dsn string) {
		seed := uint64(number(t, "SEED", int(time.Now().UnixNano()%1_000_000)))
		dice := rand.New(rand.NewPCG(seed, seed))
		t.Logf("SEED=%d", seed)
		kills := number(t, "N", 10)
		l := newLoad(t, dsn, time.Duration(kills)*perKill)
		two := []*process{l.process, l.house.start()}
		for range kills {
			<-time.After(time.Duration(dice.IntN(1500)) * time.Millisecond)
			i := dice.IntN(2)
			two[i].kill()
			two[i] = l.house.start()
		}
		l.process = two[0]
		l.move(two[0])
		l.whole(t)
		l.interrupted(t)
	})
}

// TestRandomKillsAlone does the same on the embedded database, which serves one process.
func TestRandomKillsAlone(t *testing.T) {
	t.Parallel()
	seed := uint64(number(t, "SEED", int(time.Now().UnixNano()%1_000_000)))
	dice := rand.New(rand.NewPCG(seed, seed))
	t.Logf("SEED=%d", seed)
	kills := number(t, "N", 10)
	l := newLoad(t, "", time.Duration(kills)*perKill)
	for range kills {
		<-time.After(time.Duration(dice.IntN(1500)) * time.Millisecond)
		l.process.kill()
		l.restart()
	}
	l.whole(t)
	l.interrupted(t)
}

// TestDatabaseOutage cuts both instances off from PostgreSQL again and again: every
// session ends at once and none may be opened for a while.
func TestDatabaseOutage(t *testing.T) {
	t.Parallel()
	onPostgres(t, func(t *testing.T, dsn string) {
		outages := number(t, "N", 5)
		l := newLoad(t, dsn, time.Duration(outages)*3*time.Second)
		second := l.house.start()
		server, _ := pgtest.URL(t)
		conn, err := pgx.Connect(t.Context(), server)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close(context.Background()) })
		name := must(pgx.ParseConfig(dsn)).Database
		ended := 0
		for range outages {
			ended += outage(t, conn, name)
			<-time.After(1500 * time.Millisecond)
		}
		if ended == 0 {
			t.Error("no session was ended")
		}
		for _, p := range []*process{l.process, second} {
			if p.ended() {
				t.Fatalf("an instance ended with its database: %s", p.err)
			}
		}
		l.whole(t)
		if said := l.process.err.String() + second.err.String(); !strings.Contains(said, "a result could not be stored") {
			t.Error("no result had to wait for the database")
		}
	})
}

// outage ends all sessions of a database and lets none in for a second and a half.
func outage(t *testing.T, conn *pgx.Conn, name string) (ended int) {
	t.Helper()
	allow := func(yes bool) {
		if _, err := conn.Exec(context.WithoutCancel(t.Context()), fmt.Sprintf("ALTER DATABASE %s WITH ALLOW_CONNECTIONS %v", pgx.Identifier{name}.Sanitize(), yes)); err != nil {
			t.Fatal(err)
		}
	}
	allow(false)
	defer allow(true)
	const end = `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = $1`
	if err := conn.QueryRow(t.Context(), end, name).Scan(&ended); err != nil {
		t.Fatal(err)
	}
	<-time.After(1500 * time.Millisecond)
	return ended
}
