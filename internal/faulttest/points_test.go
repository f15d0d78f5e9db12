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
	// The check talks to the destination too, and may leave a connection open for the post.
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
	// What follows the first instance does alone, after what it still had to say.
	m.processes[1].stop(t)
	m.move(first)
	next := m.create("vi", textVI()).approved().schedule(time.Time{}, channel)[channel].ID
	m.reachesWithin(45*time.Second, next, "sent")
	if n := len(bots.seen()); n != arrives+1 {
		t.Errorf("frozen at %s: %d messages of two stories, want %d", point, n, arrives+1)
	}
	if d := m.delivery(id); d.State != settled.State || d.Attempt != settled.Attempt {
		t.Errorf("a late result changed %+v into %+v", settled, d)
	}
}

// TestLateApplication meets a portal that applies what it was sent after its asker has
// gone: within the settle time the look finds it; beyond it, when it was sent again, the
// double is found and told, also if it comes when the repeat was seen already.
func TestLateApplication(t *testing.T) {
	t.Parallel()
	for _, when := range []string{within, beyond, seenAlready} {
		t.Run(when, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, dsn string) { appliedLate(t, dsn, when) })
		})
	}
}

// When a portal applies what it was sent.
const (
	within      = "within settle"
	beyond      = "beyond settle"
	seenAlready = "when the repeat was seen"
)

func appliedLate(t *testing.T, dsn, when string) {
	t.Helper()
	m := newMass(t, newHouse(t, dsn), plain)
	web := m.classes[2]
	channel := m.channel(web.kind, web.name, web.settings, map[string]any{"settle_seconds": 10})
	e := m.create("vi", textVI()).approved()
	hold := make(chan struct{})
	made := web.door.late(hold)
	release := func() { close(hold); <-made }
	copies, ends := 1, "confirmed "
	if when != within {
		copies, ends = 2, "attention doubled"
	}
	if when == beyond {
		web.door.applied(release) // at the second sending
	}
	id := e.schedule(time.Time{}, channel)[channel].ID
	m.class[id] = 2
	m.reachesWithin(30*time.Second, id, "unsure")
	switch when {
	case within:
		release()
	case seenAlready:
		m.reachesWithin(60*time.Second, id, "sent")
		awaitFor(t, 8*time.Second, "the first proof", func() bool { return strings.Contains(m.delivery(id).Detail.VI, "xem lại") })
		release()
	}
	d := m.reachesWithin(90*time.Second, id, "confirmed", "attention")
	n := 0
	for _, post := range web.seen() {
		if post.mark == id {
			n++
		}
	}
	t.Logf("copies %d, ends %s %s after %d attempts", n, d.State, d.Reason, d.Attempt)
	if n != copies || d.State+" "+d.Reason != ends {
		t.Errorf("%d copies, %s %s; want %d, %s", n, d.State, d.Reason, copies, ends)
	}
}
