//go:build faulttest

package faulttest

import (
	"context"
	"math/rand/v2"
	"net/http"
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

// noticed sees that the trouble was met: a run in which nobody noticed it proves nothing.
func (m *mass) noticed(t *testing.T, words string) {
	t.Helper()
	said := ""
	for _, p := range m.processes {
		said += p.err.String() + p.out.String()
	}
	if n := strings.Count(said, words); n == 0 {
		t.Errorf("no instance wrote %q", words)
	} else {
		t.Logf("%d times: %s", n, words)
	}
}

// TestDatabaseFails restarts the server under load, takes it away, and gives all its
// connections to somebody else.
func TestDatabaseFails(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func(*testing.T, *server){
		"fast restart":      func(_ *testing.T, s *server) { s.control("restart", "-m", "fast") },
		"immediate restart": func(_ *testing.T, s *server) { s.control("restart", "-m", "immediate") },
		"gone": func(_ *testing.T, s *server) {
			s.control("stop", "-m", "fast")
			<-time.After(outageLasts)
			s.control("start")
		},
		"no connections left": func(t *testing.T, s *server) { s.exhaust(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := ownServer(t, 60)
			m := newMass(t, newHouse(t, s.dsn), plain, plain)
			m.fill(100, 12*time.Second)
			for range 2 {
				<-time.After(4 * time.Second)
				fail(t, s)
			}
			m.alive(t)
			m.count(t)
			m.noticed(t, "dispatcher: ")
		})
	}
}

// exhaust ends all sessions and takes every connection before they come back.
func (s *server) exhaust(t *testing.T) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.dsn)
	if err != nil {
		t.Fatal(err)
	}
	held := []*pgx.Conn{conn}
	defer func() {
		for _, one := range held {
			_ = one.Close(context.Background())
		}
	}()
	const end = `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> ALL ($1)`
	for until := time.Now().Add(outageLasts); time.Now().Before(until); {
		var mine []int32
		for _, one := range held {
			mine = append(mine, int32(one.PgConn().PID())) //nolint:gosec // a process id
		}
		if _, err := conn.Exec(t.Context(), end, mine); err != nil {
			t.Fatal(err)
		}
		for more, err := pgx.Connect(t.Context(), s.dsn); err == nil; more, err = pgx.Connect(t.Context(), s.dsn) {
			held = append(held, more)
		}
		<-time.After(100 * time.Millisecond)
	}
	t.Logf("%d connections were taken", len(held))
	if len(held) < 40 {
		t.Errorf("only %d connections were taken", len(held))
	}
}

// TestClocksApart runs two instances whose clocks are a minute apart.
func TestClocksApart(t *testing.T) {
	t.Parallel()
	onPostgres(t, func(t *testing.T, dsn string) {
		m := newMass(t, newHouse(t, dsn), "LANTOA_FAULT_SKEW=30s", "LANTOA_FAULT_SKEW=-30s")
		m.fill(100, 5*time.Second)
		m.count(t)
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
		for i := range 6 {
			<-time.After(2 * time.Second)
			if code := m.processes[i%2].stop(t); code != 0 {
				t.Errorf("exit code %d", code)
			}
			m.fated(i%2, lease)
		}
		if n := m.count(t); n > 0 {
			t.Errorf("%d wait for a person", n)
		}
	})
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
		cut := 0
		for _, one := range m.classes {
			_, n := one.door.between()
			cut += n
		}
		for _, p := range m.processes { // a heartbeat that finds a lease lost drops the call without a word
			cut += strings.Count(p.err.String()+p.out.String(), "lease")
		}
		if cut == 0 {
			t.Error("no freeze hit a call under way")
		}
	})
}
