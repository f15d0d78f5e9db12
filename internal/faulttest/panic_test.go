//go:build faulttest

package faulttest

import (
	"bufio"
	"strings"
	"testing"
	"time"
)

// longLease is the lease that processes have outside of tests: no call is given up.
const longLease = "LANTOA_FAULT_LEASE=30s"

// poison is the word in a title that no connector can bear.
const poison = "Canh độc"

// poisoned is one story in a mass of others which panics the connector wherever it goes,
// each time that it is sent.
type poisoned struct {
	*mass
	edition *edition
	ids     []string // of its deliveries, by class
	arrives bool     // the destination has applied it before the connector panics
}

// TestPanickingPost sends a story that panics the connector of each class, before anything
// leaves or when the answer is there, in a mass of others that go to the same channels. The
// process lives on and the others go out. The story itself is in doubt; a mended program
// settles it by the guard of its class, and a person where there is none.
func TestPanickingPost(t *testing.T) {
	t.Parallel()
	for when, arrives := range map[string]bool{"before": false, "after": true} {
		t.Run(when, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, dsn string) {
				h := newHouse(t, dsn)
				h.panics = true
				p := &poisoned{mass: newMass(t, h, plain), arrives: arrives}
				p.processes[0].stop(t)
				p.fated(0, longLease, "LANTOA_FAULT_PANIC="+when+" "+poison)
				p.fill(40, 4*time.Second)
				p.spread()
				p.othersArrive()
				p.doubted()
				p.mend(t)
			})
		})
	}
}

// spread sends the poison to one channel of each class, among the others.
func (p *poisoned) spread() {
	p.t.Helper()
	w := textVI()
	w.title = poison
	p.edition = p.create("vi", w).approved()
	p.ids = make([]string, len(p.classes))
	to := map[int]string{}
	for channel, class := range p.channels {
		to[class] = channel
	}
	var channels []string
	for _, channel := range to {
		channels = append(channels, channel)
	}
	for channel, d := range p.edition.schedule(time.Time{}, channels...) {
		p.ids[p.channels[channel]] = d.ID
	}
}

// copies is how often the recorder of each delivery's class has it.
func (p *poisoned) copies() map[string]int {
	times := map[string]int{}
	for i, one := range p.classes {
		for _, post := range one.seen() {
			mark := post.mark
			if strings.HasSuffix(mark, p.ids[i][len(p.ids[i])-12:]) {
				mark = p.ids[i] // a slug of which nothing is known yet
			}
			times[mark]++
		}
	}
	return times
}

// othersArrive waits until everything but the poison has come, once each.
func (p *poisoned) othersArrive() {
	p.t.Helper()
	awaitEvery(p.t, time.Second, time.Minute, "all other posts", func() bool {
		times := p.copies()
		for id := range p.class {
			if times[id] == 0 {
				return false
			}
		}
		return true
	})
	for id, n := range p.copies() {
		if _, other := p.class[id]; other && n != 1 {
			p.t.Errorf("%s came %d times", id, n)
		}
	}
}

// panicked counts the panics that the log tells of; for one delivery where its id is given.
func (p *poisoned) panicked(id string) (n int) {
	lines := bufio.NewScanner(strings.NewReader(p.processes[0].err.String()))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "a connector panicked") && strings.Contains(lines.Text(), "delivery="+id) {
			n++
		}
	}
	return n
}

// doubted sees the poison in the doubt of its class, and that the log tells of it. What is
// guarded is sent again, and panics again; where a look finds the post, it is settled.
func (p *poisoned) doubted() {
	p.t.Helper()
	all := 0
	for i, one := range p.classes {
		id, least, want := p.ids[i], 2, "unsure doubt"
		switch {
		case one.name == "none":
			least, want = 1, "unsure ask_person"
		case one.name == "look-up" && p.arrives:
			least, want = 1, "confirmed"
		}
		var d delivery
		awaitEvery(p.t, polite, time.Minute, one.name+": "+want, func() bool {
			d = p.delivery(id)
			return p.panicked(id) >= least && strings.TrimSpace(d.State+" "+d.Reason) == want
		})
		all += p.panicked(id)
		if n := p.copies()[id]; (n == 1) != p.arrives || n > 1 {
			p.t.Errorf("%s: there are %d copies of the poison", one.name, n)
		}
		if guarded := least > 1; !guarded && p.panicked(id) != 1 {
			p.t.Errorf("%s: %d panics, want 1", one.name, p.panicked(id))
		}
		p.t.Logf("%s: %d panics, then %s", one.name, p.panicked(id), want)
	}
	if n := p.panicked(""); n > all+len(p.ids) { // some may be sent again at this moment
		p.t.Errorf("%d panics of the poison, %d in all", all, n)
	}
	if p.processes[0].ended() {
		p.t.Fatalf("the process ended: %v", p.processes[0].cmd.ProcessState)
	}
}

// mend starts a program that can bear the post, and counts: nothing twice, nothing lost.
func (p *poisoned) mend(t *testing.T) {
	t.Helper()
	for i, one := range p.classes {
		if n := p.panicked(p.ids[i]); n == 0 {
			t.Errorf("%s: no panic", one.name)
		}
		p.class[p.ids[i]], p.due[p.ids[i]] = i, p.delivery(p.ids[i]).Due
	}
	if code := p.processes[0].stop(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
	p.fated(0, longLease)
	if n := p.count(t); n != 1 {
		t.Errorf("%d wait for a person, want the poison at the class without a guard", n)
	}
	id, action, body := p.ids[len(p.ids)-1], "retry", any(nil)
	if p.arrives {
		action, body = "mark-sent", map[string]string{}
	}
	p.settle(id, action, body)
	p.reaches(id, "sent")
	if n := p.copies()[id]; n != 1 {
		t.Errorf("after a person's %s there are %d copies", action, n)
	}
}
