package modeltest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
)

// destination is all channels' other ends: it keeps what it got, in its own log, and what
// it makes of a call is the test's to say.
type destination struct {
	house  *house
	mu     sync.Mutex
	caller *process // who is let go on right now
	judge  func(p *process, call connector.Call)
	// By channel.
	items   map[string][]item
	late    map[string][]pending
	lost    map[string][]pending // too late to be waited for
	touched map[string]bool      // a publication was asked for
	calls   map[string]int       // sends by delivery
	made    map[string]int       // posts made, by delivery
}

// item is one post that readers see.
type item struct {
	id, key, words string
	// beside may stand beside a newer one: its maker passed for not applied.
	beside bool
	// double: the destination made it after the time in which a miss means nothing, when it
	// had been sent again; told: people were told.
	double, told bool
}

// pending is a call that may still be applied until an instant.
type pending struct {
	guard connector.Guard
	call  connector.Call
	until time.Time
}

func newDestination(h *house) *destination {
	return &destination{house: h, items: map[string][]item{}, late: map[string][]pending{}, lost: map[string][]pending{}, touched: map[string]bool{}, calls: map[string]int{}, made: map[string]int{}}
}

// apply does what a call asks for. Under a key a repeat makes nothing new.
func (d *destination) apply(channel string, guard connector.Guard, call connector.Call, beside bool) {
	switch call.Post.Intent {
	case connector.Publish:
		if guard == connector.GuardKey && d.holds(channel, call.Key) {
			return
		}
		d.made[call.Key]++
		d.items[channel] = append(d.items[channel], item{id: fmt.Sprintf("%s-%d", call.Key, d.made[call.Key]), key: call.Key, words: call.Post.Title, beside: beside})
	case connector.Correct:
		for i, one := range d.items[channel] {
			if call.Earlier.RemoteID == "" || call.Earlier.RemoteID == one.id {
				d.items[channel][i].words = call.Post.Title
			}
		}
	case connector.Withdraw:
		d.items[channel] = slices.DeleteFunc(d.items[channel], func(one item) bool {
			return call.Earlier.RemoteID == "" || call.Earlier.RemoteID == one.id
		})
	}
}

// again applies a call for which nobody waits any more, where a repeat of it stands. Under a
// key that makes nothing new.
func (d *destination) again(channel string) (key string, made bool) {
	for i, one := range d.lost[channel] {
		if key := one.call.Key; d.holds(channel, key) {
			d.lost[channel] = slices.Delete(d.lost[channel], i, i+1)
			d.made[key]++
			d.items[channel] = append(d.items[channel], item{id: fmt.Sprintf("%s-%d", key, d.made[key]), key: key, words: one.call.Post.Title, beside: true, double: true})
			return key, true
		}
	}
	return "", false
}

// tell marks the copies of a post as known to people.
func (d *destination) tell(channel string) {
	for i := range d.items[channel] {
		d.items[channel][i].told = true
	}
}

// tidy leaves one copy of a post, as a person does who has been told of more.
func (d *destination) tidy(channel, key string) {
	kept := false
	d.items[channel] = slices.DeleteFunc(d.items[channel], func(one item) bool {
		more := one.key == key && kept
		kept = kept || one.key == key
		return more
	})
	for i, one := range d.items[channel] {
		if one.key == key && one.double {
			d.items[channel][i].beside, d.items[channel][i].double = false, false
		}
	}
}

func (d *destination) holds(channel, key string) bool {
	return slices.ContainsFunc(d.items[channel], func(one item) bool { return one.key == key })
}

// receipts are those that a look or a proof finds for a call.
func (d *destination) receipts(channel string, call connector.Call) []connector.Receipt {
	var found []connector.Receipt
	for _, one := range d.items[channel] {
		if one.key == call.Key || call.Post.Intent != connector.Publish {
			found = append(found, receiptOf(one))
		}
	}
	return found
}

func receiptOf(one item) connector.Receipt {
	return connector.Receipt{RemoteID: one.id, Address: "https://place.example/" + one.id}
}

// receipt is what the destination gives back for a call that it has applied.
func (d *destination) receipt(channel string, call connector.Call) connector.Receipt {
	if found := d.receipts(channel, call); len(found) > 0 {
		return found[len(found)-1]
	}
	return call.Earlier
}

// wire is the connector to the destination.
type wire struct{ d *destination }

func (wire) Check(context.Context) connector.Health { return connector.Health{Class: connector.OK} }

// hear stands still in the call until the test says what came of it.
func (w wire) hear(ctx context.Context, call connector.Call) order {
	w.d.mu.Lock()
	p := w.d.caller
	w.d.mu.Unlock()
	p.call, p.began = call, w.d.house.now()
	o := p.stand(calling)
	if o.crash {
		<-ctx.Done()
	}
	return o
}

func (w wire) Send(ctx context.Context, call connector.Call) connector.Outcome {
	w.d.judge(w.d.caller, call)
	return w.hear(ctx, call).outcome
}

func (w wire) Poll(ctx context.Context, call connector.Call) connector.Outcome {
	return w.hear(ctx, call).outcome
}

func (w wire) Look(ctx context.Context, call connector.Call) connector.Sighting {
	return w.hear(ctx, call).seen
}

func (w wire) Prove(ctx context.Context, call connector.Call) connector.Sighting {
	return w.hear(ctx, call).seen
}
