//go:build faulttest

package faulttest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// kills is how processes ended: where each was by its own last words, or by the recorder's
// log, and how many of these times lay in each window of a post.
type kills struct {
	at map[string]int
	// Marked and not sent, applied and not answered, answered and not settled.
	before, between, after int
}

// The ends of which no process can tell.
const (
	onApplied = "applied and not answered"
	anywhere  = "anywhere"
)

// tries is how often it is tried to hit a window in one strike.
const tries = 3

// String tells of all kills, sorted by where they were.
func (k kills) String() string {
	text := fmt.Sprintf("kills: before first byte %d, between apply and answer %d, between answer and receipt %d · by place:", k.before, k.between, k.after)
	for _, place := range slices.Sorted(maps.Keys(k.at)) {
		text += fmt.Sprintf(" %s %d,", place, k.at[place])
	}
	return strings.TrimSuffix(text, ",")
}

// least is how many kills lay in the window that was hit least.
func (k kills) least() int { return min(k.before, k.between, k.after) }

// strike lets one instance, or all, end in the given way and starts again.
func (m *mass) strike(dice *rand.Rand, way int) {
	m.t.Helper()
	victim := dice.IntN(len(m.processes))
	switch way % 4 {
	case 0:
		m.crash(victim, "after-payload")
		m.kills.before++
	case 1:
		for range tries {
			if m.killBeforeAnswer(m.classes[dice.IntN(len(m.classes))].door) {
				m.kills.between++
				return
			}
		}
	case 2:
		for range tries {
			point := []string{"after-send", "before-finish"}[dice.IntN(2)]
			if m.unsettled(m.crash(victim, point)) {
				m.kills.after++
				return
			}
		}
	case 3:
		<-time.After(time.Duration(dice.IntN(1000)) * time.Millisecond)
		m.kill(victim)
		m.fated(victim)
	}
}

// kill ends an instance wherever it is.
func (m *mass) kill(i int) {
	m.processes[i].kill()
	m.kills.at[anywhere]++
}

// crash has an instance end at a named point, by chance, and starts another. The process
// itself says where it ended.
func (m *mass) crash(i int, point string) (dead *process, died time.Time) {
	m.t.Helper()
	m.kill(i)
	p := m.house.launch(shortLease, "LANTOA_FAULT_CRASH="+point+"/8") // what is due may end it before it has told its address
	m.processes[i] = p
	awaitFor(m.t, 30*time.Second, "the crash "+point, p.ended)
	died = time.Now()
	m.kills.at[p.crashedAt()]++
	if at := p.crashedAt(); at != point {
		m.t.Fatalf("the process ended at %q, and not at %s: %v", at, point, p.cmd.ProcessState)
	}
	m.fated(i)
	return p, died
}

// crashedAt is the point at which a process killed itself; "" when it ended otherwise.
func (p *process) crashedAt() string {
	if by, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || by.Signal() != syscall.SIGKILL {
		return ""
	}
	return p.err.after("crashed at ")
}

// killBeforeAnswer ends all instances, since the destination does not know which one asks,
// when it has applied a post and not answered. It reports whether the recorder saw the asker
// wait until then, and go.
func (m *mass) killBeforeAnswer(door *destination) bool {
	m.t.Helper()
	gone := make(chan bool, 1)
	door.meanwhile(func(asker context.Context) {
		for i := range m.processes {
			m.processes[i].kill()
		}
		select {
		case <-asker.Done():
			gone <- true
		case <-time.After(patience):
			gone <- false
		}
	})
	var hit bool
	select {
	case hit = <-gone:
	case <-time.After(30 * time.Second):
		m.t.Fatal("no post was applied")
	}
	m.kills.at[onApplied]++
	for i := range m.processes {
		m.fated(i)
	}
	return hit
}

// unsettled reports whether a process that is dead has left a post that the destination had
// answered, and whose attempt has no end of that process's own.
func (m *mass) unsettled(p *process, died time.Time) bool {
	m.t.Helper()
	const near, most = 2 * time.Second, 8 // who died had its last answers just before
	name := "/" + strconv.Itoa(p.cmd.Process.Pid)
	for _, one := range m.classes {
		replies := one.door.replied(span{died.Add(-near), died})
		for _, answered := range replies[:min(len(replies), most)] {
			id := cmp.Or(answered.id, m.bySlug(marked(answered.request)))
			if _, known := m.class[id]; !known {
				continue // the change was none of a post
			}
			if slices.ContainsFunc(m.attempts(id), func(a attempt) bool {
				return strings.HasSuffix(a.Instance, name) && a.Task == "send" && a.Sending != nil && a.Sending.Before(answered.at) && (a.Class == "" || a.Class == "lost")
			}) {
				return true
			}
		}
	}
	return false
}
