//go:build faulttest

package faulttest

import (
	"slices"
	"testing"
	"time"
)

// callTimeout is the time of a call under [longLease]. Whoever waits behind another's dead
// call waits that long.
const callTimeout = 22500 * time.Millisecond

// TestHealthyBesideSick sends to a destination that is well beside one that never answers,
// one that answers without end and one that refuses connections, which have many more posts
// due than there are workers. The healthy one gets its own on time.
func TestHealthyBesideSick(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		m := newMass(t, newHouse(t, dsn), plain)
		m.processes[0].stop(t)
		m.fated(0, longLease)
		dead := newPress(t)
		m.classes[1] = guarded{"dead", "webhook", &dead.destination, dead.settings(), nil}
		healthy, sick := m.classes[0], m.classes[1:]
		healthy.name, sick[1].name, sick[2].name = "healthy", "mute", "dripping"
		channels := m.widen(10)
		dead.refuse()
		sick[1].door.meetAll(mute)
		sick[2].door.meetAll(drip)
		m.plan(channels, 20, 20*time.Second)
		total := len(m.due) / len(m.classes)
		awaitEvery(t, polite, 2*time.Minute, "all posts at the healthy destination", func() bool { return len(healthy.seen()) >= total })
		m.behind(t)
		m.punctual(t, healthy, total)
		for i, asked := range []mode{mute, drip} {
			if n := sick[i+1].door.times(asked); n == 0 {
				t.Errorf("%s: nobody asked it anything", sick[i+1].name)
			} else {
				t.Logf("%s: %d requests", sick[i+1].name, n)
			}
		}
	})
}

// punctual holds what a recorder saw against the hours: nothing early, nothing twice,
// nothing that waited for another's call.
func (m *mass) punctual(t *testing.T, one guarded, total int) {
	t.Helper()
	var late []time.Duration
	duplicates, early, times := 0, 0, map[string]int{}
	for _, post := range one.seen() {
		if times[post.mark]++; times[post.mark] > 1 {
			duplicates++
		}
		by := post.at.Sub(m.due[post.mark])
		if by < 0 {
			early++
		}
		late = append(late, by)
	}
	slices.Sort(late)
	at := func(percent int) time.Duration { return late[(len(late)*percent-1)/100].Round(time.Millisecond) }
	t.Logf("%s: duplicates %d lost %d early %d of %d · late by: half %s, p99 %s, at most %s",
		one.name, duplicates, total-len(times), early, total, at(50), at(99), at(100))
	if duplicates+early > 0 || len(times) != total {
		t.Errorf("breach: duplicates %d lost %d early %d", duplicates, total-len(times), early)
	}
	if most := late[len(late)-1]; most > callTimeout {
		t.Errorf("a post was late by %s, which is another's call", most)
	}
}

// behind sees that each of the sick has much that is due and not out.
func (m *mass) behind(t *testing.T) {
	t.Helper()
	now, due := time.Now(), make([]int, len(m.classes))
	for _, state := range []string{"waiting", "sending", "retrying"} {
		for _, id := range m.ids(state) {
			if m.due[id].Before(now) {
				due[m.class[id]]++
			}
		}
	}
	for i, one := range m.classes[1:] {
		t.Logf("%s: %d posts are due and not out", one.name, due[i+1])
		if due[i+1] < 20 {
			t.Errorf("%s has %d posts due, and holds nobody up", one.name, due[i+1])
		}
	}
}
