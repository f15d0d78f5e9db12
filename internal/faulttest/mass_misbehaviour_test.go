//go:build faulttest

package faulttest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"
)

// ill are the ways in which destinations misbehave in [TestMassMisbehaviour], beside being
// down.
// The last is the one that keeps everybody waiting longest.
func ill() []mode { return []mode{broken, lost, drop, slow, throttle} }

// TestMassMisbehaviour sends very many posts of each class to destinations that misbehave at
// random, each in its platform's own words: they fail after applying, lose the answer, cut the
// connection, throttle, are slow, and are down for a while. N=20 runs a tenth of as many
// seeds with 2,000 posts each: one takes ten minutes on two cores.
func TestMassMisbehaviour(t *testing.T) {
	t.Parallel()
	seeds, posts := 1, 100
	if os.Getenv("N") != "" {
		seeds, posts = max(1, number(t, "N", 1)/10), 2000
	}
	posts = number(t, "POSTS", posts)
	first := number(t, "SEED", int(time.Now().UnixNano()%1_000_000)+1)
	for i := range seeds {
		seed := uint64(first + i) //nolint:gosec // number is positive
		t.Run(fmt.Sprintf("SEED=%d", seed), func(t *testing.T) {
			t.Run("SQLite", func(t *testing.T) {
				beside(t)
				misbehaves(t, newMass(t, newHouse(t, ""), longLease), seed, posts)
			})
			t.Run("PostgreSQL", func(t *testing.T) {
				beside(t)
				onPostgres(t, func(t *testing.T, dsn string) {
					misbehaves(t, newMass(t, newHouse(t, dsn), longLease, longLease), seed, posts)
				})
			})
		})
	}
}

// beside lets small runs go side by side; large ones take all that the machine has.
func beside(t *testing.T) {
	t.Helper()
	if os.Getenv("N") == "" {
		t.Parallel()
	}
}

func misbehaves(t *testing.T, m *mass, seed uint64, posts int) {
	t.Helper()
	spread := time.Duration(40+posts/20) * time.Second // four times down, and well in between
	// A post that meets five in a row waits for its sixth try for seven minutes: of very many
	// posts fewer are met.
	odds := 20
	if posts > 500 {
		odds = 8
	}
	for i, one := range m.classes {
		dice := rand.New(rand.NewPCG(seed, uint64(i))) //nolint:gosec // a place in a list
		// Each way is met early, so that a small run meets all, and by chance from then on.
		early := []mode{good, good}
		early = append(early, ill()...)
		dice.Shuffle(len(early), func(a, b int) { early[a], early[b] = early[b], early[a] })
		one.door.next(early...)
		one.door.whim(func() mode { // called under the script's lock
			switch n := dice.IntN(100); {
			case n < 1:
				return throttle
			case n < odds:
				return ill()[n%(len(ill())-1)]
			}
			return good
		})
	}
	m.fill(posts, spread)
	dice := rand.New(rand.NewPCG(seed, seed))
	downs := make([]span, len(m.classes))
	for _, i := range dice.Perm(len(m.classes)) {
		<-time.After(time.Second + time.Duration(dice.IntN(2000))*time.Millisecond)
		downs[i] = during(func() {
			m.classes[i].door.refuse()
			from := time.Now()
			<-time.After(outageLasts)
			await(t, "a post of "+m.classes[i].name+" was due while it was down", func() bool { return m.fell(i, from) })
		})
		m.classes[i].door.open()
	}
	asking := m.count(t)
	for i, one := range m.classes {
		m.suffered(t, one, downs[i], asking)
	}
}

// fell reports whether a post of a class has become due since an instant. On a busy machine
// the planning takes its time, and the instants lie further apart than an outage lasts.
func (m *mass) fell(class int, since time.Time) bool {
	for id, due := range m.due {
		if m.class[id] == class && due.After(since) && due.Before(time.Now()) {
			return true
		}
	}
	return false
}

// suffered sees that a destination misbehaved in every way, and that where nothing guards
// against doubles a person is asked for as many posts as were applied in secret, but not for
// whatever else there was.
func (m *mass) suffered(t *testing.T, one guarded, gone span, asking int) {
	t.Helper()
	held := 0 // posts that were due while it was down, and came afterwards
	for _, post := range one.seen() {
		if due := m.due[post.mark]; due.After(gone.from) && due.Before(gone.to) && post.at.After(gone.to) {
			held++
		}
	}
	_, cut := one.door.between()
	line := fmt.Sprintf("%s: down for %s, which held up %d", one.name, gone.to.Sub(gone.from).Round(time.Second), held)
	for _, way := range ill() {
		n := one.door.times(way)
		line += fmt.Sprintf(" · %s: %d", way, n)
		if n == 0 {
			t.Errorf("%s never %q", one.name, way)
		}
	}
	t.Log(line)
	if held == 0 {
		t.Errorf("%s: nobody missed it while it was down", one.name)
	}
	if one.name == "none" {
		hidden := one.door.times(lost) + one.door.times(broken)
		if most := hidden + one.door.times(drop) + cut + 5; asking < hidden || asking > most {
			t.Errorf("%d wait for a person; want %d, which were applied in secret, to %d", asking, hidden, most)
		}
	}
}
