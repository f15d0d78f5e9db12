//go:build faulttest

package faulttest

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// frozen reports whether the process stands still by a signal.
func (p *process) frozen() bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return false
	}
	_, after, _ := strings.Cut(string(text), ") ")
	return strings.HasPrefix(after, "T")
}

// TestFrozenAtPoints freezes an instance at a named point of a post to a place where
// nothing can be looked up. Another settles it: a person is asked. After the thaw nothing
// leaves any more, and what is settled stays.
func TestFrozenAtPoints(t *testing.T) {
	t.Parallel()
	for point, arrives := range map[string]int{"before-deadline": 0, "after-send": 1} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			onPostgres(t, func(t *testing.T, dsn string) { frozenAt(t, dsn, point, arrives) })
		})
	}
}

func frozenAt(t *testing.T, dsn, point string, arrives int) {
	t.Helper()
	m := newMass(t, newHouse(t, dsn), "LANTOA_FAULT_STOP="+point)
	bots := m.classes[3]
	channel := m.channel(bots.kind, bots.name, bots.settings, map[string]any{"settle_seconds": 10})
	// A first message leaves a connection open, over which nothing needs to be dialled.
	m.admin.api(http.StatusOK, "POST", "/channels/"+channel+"/check", nil, idempotent()...)
	id := m.create("vi", textVI()).approved().schedule(time.Time{}, channel)[channel].ID
	first := m.processes[0]
	await(t, "the freeze", first.frozen)
	m.processes = append(m.processes, m.house.start(shortLease))
	m.move(m.processes[1])
	settled := m.reaches(id, "unsure")
	if settled.Reason != "ask_person" {
		t.Errorf("in doubt: %+v", settled)
	}
	first.signal(syscall.SIGCONT)
	await(t, "the first instance to speak again", func() bool {
		a, err := m.stranger(first).try("GET", "/healthz", nil)
		return err == nil && a.status == http.StatusOK
	})
	await(t, "its result to be refused", func() bool { return strings.Contains(first.err.String(), "lease") })
	if n := len(bots.seen()); n != arrives {
		t.Errorf("frozen at %s: %d messages, want %d", point, n, arrives)
	}
	if d := m.delivery(id); d.State != settled.State || d.Attempt != settled.Attempt {
		t.Errorf("a late result changed %+v into %+v", settled, d)
	}
}

// TestLateApplication meets a portal that applies what it was sent after its asker has
// gone: within the settle time the look finds it, beyond it the double is found and told.
func TestLateApplication(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		const settle = 10 * time.Second
		m := newMass(t, newHouse(t, dsn), plain)
		web := m.classes[2]
		doubled, once := 0, 0
		for lag, copies := range map[time.Duration]int{settle / 2: 1, settle * 3: 2} {
			channel := m.channel(web.kind, web.name+lag.String(), web.settings, map[string]any{"settle_seconds": settle.Seconds()})
			w := textVI()
			w.title = "Tin muộn " + lag.String()
			e := m.create("vi", w).approved()
			web.door.late(lag)
			id := e.schedule(time.Time{}, channel)[channel].ID
			m.class[id] = 2
			d := m.reachesWithin(3*time.Minute, id, map[int][]string{1: {"confirmed"}, 2: {"attention"}}[copies]...)
			n := 0
			for _, post := range web.seen() {
				if post.mark == id {
					n++
				}
			}
			if n != copies {
				t.Errorf("applied after %s: %d copies, want %d", lag, n, copies)
			}
			if copies == 2 && d.Reason == "doubled" {
				doubled++
			} else if copies == 1 {
				once++
			} else {
				t.Errorf("applied after %s: %+v", lag, d)
			}
		}
		t.Logf("applied within settle: %d of 1 found; beyond settle: %d of 1 doubled and told", once, doubled)
	})
}
