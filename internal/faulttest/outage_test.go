//go:build faulttest

package faulttest

import (
	"context"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// outageLasts is how long what is taken away is away.
const outageLasts = 5 * time.Second

// ready waits until every instance takes part again.
func (m *mass) ready() {
	m.t.Helper()
	for _, p := range m.processes {
		awaitFor(m.t, time.Minute, "readiness", func() bool {
			a, err := m.stranger(p).try("GET", "/readyz", nil)
			return err == nil && a.status == http.StatusOK
		})
	}
}

// alive sees that no instance ended with what was taken away from it.
func (m *mass) alive(t *testing.T) {
	t.Helper()
	for _, p := range m.processes {
		if p.ended() {
			t.Fatalf("an instance ended by itself: %v", p.cmd.ProcessState)
		}
	}
	m.ready()
}

// during tells when something was done.
func during(do func()) span {
	from := time.Now()
	do()
	return span{from, time.Now()}
}

// symptom is what only one kind of trouble brings: lines of the dispatcher that match, so many
// at least while it lasts, and none that tells of another kind.
type symptom struct {
	words []string
	least int
	never string
}

// noticed sees that the trouble bit each time: an outage that nobody met proves nothing.
func (m *mass) noticed(t *testing.T, times []span, bite symptom) {
	t.Helper()
	for i, one := range times {
		lines := m.wrote(t, one)
		for _, words := range bite.words {
			n := len(regexp.MustCompile(words).FindAllString(lines, -1))
			t.Logf("outage %d, %s: %d times %s", i+1, one.to.Sub(one.from).Round(time.Millisecond), n, words)
			if n < bite.least {
				t.Errorf("in outage %d there are %d lines of %q, want %d", i+1, n, words, bite.least)
			}
		}
		if bite.never != "" && strings.Contains(lines, bite.never) {
			t.Errorf("outage %d was of another kind: somebody wrote %q", i+1, bite.never)
		}
	}
}

// wrote is what the dispatchers of all instances wrote in a time and a moment after it.
func (m *mass) wrote(t *testing.T, in span) string {
	t.Helper()
	var lines strings.Builder
	for _, p := range m.processes {
		for line := range strings.Lines(p.err.String()) {
			stamp, found := strings.CutPrefix(line, "time=")
			if !found || !strings.Contains(line, "dispatcher: ") {
				continue
			}
			stamp, _, _ = strings.Cut(stamp, " ")
			at, err := time.Parse(time.RFC3339, stamp)
			if err != nil {
				t.Fatal(err)
			}
			if !at.Before(in.from.Truncate(time.Millisecond)) && at.Before(in.to.Add(time.Second)) {
				lines.WriteString(line)
			}
		}
	}
	return lines.String()
}

// TestDatabaseFails restarts the server under load, takes it away, and gives all its
// connections to somebody else. What the dispatchers write meanwhile tells that each one bit.
func TestDatabaseFails(t *testing.T) {
	t.Parallel()
	const ended, away = `terminating connection due to administrator command`, `connect: no such file or directory|the database system is (?:shutting down|starting up|not yet accepting)`
	down := func(mode string, lasts time.Duration) func(*testing.T, *server) {
		return func(_ *testing.T, s *server) {
			s.control("stop", "-m", mode)
			<-time.After(lasts)
			s.control("start")
		}
	}
	const brief = 2 * time.Second // long enough that each instance asks meanwhile
	for name, one := range map[string]struct {
		bite symptom
		fail func(*testing.T, *server)
	}{
		"fast restart":      {symptom{words: []string{away}, least: 1}, down("fast", brief)},
		"immediate restart": {symptom{words: []string{away}, least: 1, never: ended}, down("immediate", brief)},
		"gone":              {symptom{words: []string{`could not claim deliveries.*connect: no such file or directory`}, least: 3}, down("fast", outageLasts)},
		"no connections left": {symptom{words: []string{`too many clients already`}, least: 3},
			func(t *testing.T, s *server) { s.exhaust(t) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := ownServer(t, 60)
			m := newMass(t, newHouse(t, s.dsn), plain, plain)
			m.fill(100, 12*time.Second)
			var times []span
			for range 2 {
				<-time.After(4 * time.Second)
				times = append(times, during(func() { one.fail(t, s) }))
			}
			m.alive(t)
			m.count(t)
			m.noticed(t, times, one.bite)
		})
	}
}

// expiries is how many leases of others an instance saw end.
func (m *mass) expiries(p *process) (n int) {
	m.t.Helper()
	all := string(m.admin.on(p).ask("GET", "/metrics", nil).want(http.StatusOK).body)
	for _, found := range regexp.MustCompile(`(?m)^lantoa_lease_expiries_total\{.*\} (\d+)$`).FindAllStringSubmatch(all, -1) {
		n += must(strconv.Atoi(found[1]))
	}
	return n
}

// exhaust ends the sessions of others until every connection is its own, and then keeps them.
func (s *server) exhaust(t *testing.T) {
	t.Helper()
	var held []*pgx.Conn
	awaitFor(t, time.Minute, "a first connection", func() bool { // those of the time before may still be closing
		held = s.take(t, 1)
		return len(held) == 1
	})
	conn := held[0]
	defer func() {
		for _, one := range held {
			_ = one.Close(context.Background())
		}
	}()
	const end = `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> ALL ($1)`
	awaitFor(t, time.Minute, "every connection", func() bool {
		var mine []int32
		for _, one := range held {
			mine = append(mine, int32(one.PgConn().PID())) //nolint:gosec // a process id
		}
		if _, err := conn.Exec(t.Context(), end, mine); err != nil {
			t.Fatal(err)
		}
		held = append(held, s.take(t, s.connections-len(held))...)
		return len(held) == s.connections
	})
	<-time.After(outageLasts)
}

// take asks for many connections at once, faster than somebody who needs one comes back, and
// returns those that it got.
func (s *server) take(t *testing.T, n int) (got []*pgx.Conn) {
	came := make(chan *pgx.Conn)
	for range n {
		go func() {
			conn, err := pgx.Connect(t.Context(), s.dsn)
			if err != nil {
				conn = nil
			}
			came <- conn
		}()
	}
	for range n {
		if conn := <-came; conn != nil {
			got = append(got, conn)
		}
	}
	return got
}

// TestClocksApart runs two instances whose clocks are a minute apart.
func TestClocksApart(t *testing.T) {
	t.Parallel()
	onPostgres(t, func(t *testing.T, dsn string) {
		m := newMass(t, newHouse(t, dsn), "LANTOA_FAULT_SKEW=30s", "LANTOA_FAULT_SKEW=-30s")
		m.fill(100, 5*time.Second)
		m.count(t)
		ahead, behind := 0, 0
		for _, one := range m.agency.came() {
			switch by := one.stamp.Sub(one.at); {
			case by > 20*time.Second:
				ahead++
			case by < -20*time.Second:
				behind++
			}
		}
		t.Logf("%d messages were signed ahead of the recorder's clock, %d behind it", ahead, behind)
		if ahead == 0 || behind == 0 {
			t.Errorf("%d messages came from a clock ahead, %d from one behind", ahead, behind)
		}
	})
}

// TestRollingRestart ends one instance after the other as an operator does: nothing is in
// doubt afterwards.
func TestRollingRestart(t *testing.T) {
	t.Parallel()
	onPostgres(t, func(t *testing.T, dsn string) {
		// Calls have the time that they have outside of tests: none is given up.
		const lease = "LANTOA_FAULT_LEASE=30s"
		m := newMass(t, newHouse(t, dsn), lease, lease)
		m.fill(200, 12*time.Second)
		var ends []span
		for i := range 6 {
			<-time.After(2 * time.Second)
			ends = append(ends, during(func() {
				if code := m.processes[i%2].stop(t); code != 0 {
					t.Errorf("exit code %d", code)
				}
			}))
			m.fated(i%2, lease)
		}
		if n := m.count(t); n > 0 {
			t.Errorf("%d wait for a person", n)
		}
		if came := m.came(ends); came == 0 {
			t.Error("no post came while an instance ended")
		} else {
			t.Logf("%d posts came while an instance ended", came)
		}
	})
}

// came is how many posts came in any of some times.
func (m *mass) came(times []span) (n int) {
	for _, one := range m.classes {
		for _, post := range one.seen() {
			for _, in := range times {
				if post.at.After(in.from) && post.at.Before(in.to) {
					n++
				}
			}
		}
	}
	return n
}

// TestStartTogether starts two instances at once on an empty database.
func TestStartTogether(t *testing.T) {
	t.Parallel()
	s := ownServer(t, 60)
	h := newHouse(t, s.dsn)
	two := []*process{h.launch(shortLease), h.launch(shortLease)}
	for _, p := range two {
		awaitFor(t, time.Minute, "both addresses", func() bool {
			p.base = p.out.address()
			if h.link == "" {
				h.link = p.out.after("/setup?token=")
			}
			return p.base != "" || p.ended()
		})
		if p.ended() {
			t.Fatalf("an instance ended: %s", p.err)
		}
	}
	m := &mass{channels: map[string]int{}, class: map[string]int{}, due: map[string]time.Time{}, processes: two}
	await(t, "the link of the first administrator", func() bool {
		for _, p := range two {
			if link := p.out.after("/setup?token="); link != "" {
				h.link = link
			}
		}
		return h.link != ""
	})
	m.newsroom = h.staff(two[0])
	m.open(t, h)
	m.ready()
	m.fill(20, time.Second)
	m.count(t)
}

// TestPausedAtRandom freezes and thaws instances for longer than a lease at random. A
// destination with a key or a chosen id gets nothing twice.
func TestPausedAtRandom(t *testing.T) {
	t.Parallel()
	onPostgres(t, func(t *testing.T, dsn string) {
		m := newMass(t, newHouse(t, dsn), plain, plain)
		m.classes = m.classes[:2]
		for _, one := range m.classes {
			one.door.dawdle(400 * time.Millisecond)
		}
		m.fill(300, 20*time.Second)
		<-time.After(4 * time.Second)
		for i := range 6 {
			<-time.After(rand.N(time.Second))
			m.processes[i%2].signal(syscall.SIGSTOP)
			<-time.After(3 * time.Second)
			m.processes[i%2].signal(syscall.SIGCONT)
		}
		m.alive(t)
		m.count(t)
		cut, expired := 0, 0
		for _, one := range m.classes {
			_, n := one.door.between()
			cut += n
		}
		for _, p := range m.processes { // nobody was killed: only who stood still let a lease end
			expired += m.expiries(p)
		}
		t.Logf("%d leases ended, %d calls were cut off", expired, cut)
		if expired == 0 {
			t.Error("no freeze hit a call under way")
		}
	})
}
