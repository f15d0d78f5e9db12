// Package dispatch is the engine at work: it claims due deliveries, renders what is sent,
// asks connectors to act and settles what happened by the rules of the delivery package,
// under leases that other instances respect.
package dispatch

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/evidence"
	"github.com/lantoa/lantoa/internal/render"
)

// Options are what a Dispatcher works with.
type Options struct {
	Store    delivery.Store
	Queue    delivery.Queue
	Releases delivery.Releases
	Channels delivery.Channels
	Media    connector.Media
	Renderer render.Renderer
	Trail    audit.Trail
	Log      *slog.Logger
	Now      func() time.Time
	NewID    func() string
	// Instance names this process in attempts.
	Instance string
	// Workers bounds the calls to destinations at one time, beside one call to each channel
	// that is always possible; default 64.
	Workers int
	// Lease is how long a claim holds without a heartbeat; default 30 s. It must exceed
	// Timeout.
	Lease time.Duration
	// Timeout bounds one call to a destination; default 20 s. The pictures of a post add
	// the time that they need, and then Timeout is how long the call goes on after the last
	// renewal of its lease.
	Timeout time.Duration
	// Meter is told what happens; nil tells nobody.
	Meter Meter
	// Patience bounds one question to the database; default 10 s.
	Patience time.Duration
}

// Dispatcher claims due deliveries and carries them out until it is stopped.
type Dispatcher struct {
	o      Options
	wake   chan struct{}
	busy   atomic.Int64 // calls under way
	held   held
	marks  *joint // of what is about to be sent, and of steps on the way
	ends   *joint // of what tries came to
	keeper *evidence.Keeper
	work   sync.WaitGroup
	last   atomic.Pointer[time.Time]

	abandon   sync.Once
	abandoned chan struct{}
}

// New makes a Dispatcher; Run starts it.
func New(o Options) *Dispatcher {
	hasten(&o)
	if o.Workers == 0 {
		o.Workers = 64
	}
	if o.Lease == 0 {
		o.Lease = 30 * time.Second
	}
	if o.Timeout == 0 {
		o.Timeout = 20 * time.Second
	}
	if o.Patience == 0 {
		o.Patience = 10 * time.Second
	}
	if o.Meter == nil {
		o.Meter = unmetered{}
	}
	return &Dispatcher{o: o, wake: make(chan struct{}, 1), held: held{holds: map[string]*hold{}}, marks: newJoint(), ends: newJoint(), keeper: evidence.NewKeeper(), abandoned: make(chan struct{})}
}

// Wake tells the dispatcher to look for work now; it never blocks.
func (d *Dispatcher) Wake() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// LastRound is when the dispatcher last finished looking for work; zero before the first.
func (d *Dispatcher) LastRound() time.Time {
	if last := d.last.Load(); last != nil {
		return *last
	}
	return time.Time{}
}

// idle bounds how long the dispatcher sleeps when it knows of no work, should every
// waking call be lost.
const idle = 5 * time.Second

// gap is the least time from one round to the next: what is freed meanwhile is claimed for at
// once, since a claim of many costs little more than a claim of one.
const gap = 10 * time.Millisecond

// Run works until ctx ends, then waits for what is under way, at most until [Dispatcher.Abandon].
// It returns no error: what goes wrong is logged and tried again. Each of its tasks
// goes its own way, so that none waits for another's answer.
func (d *Dispatcher) Run(ctx context.Context) {
	work, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	var beside sync.WaitGroup
	beside.Go(func() { d.beat(work) })
	beside.Go(func() { d.join(work, d.marks) })
	beside.Go(func() { d.join(work, d.ends) })
	beside.Go(func() { d.sweep(ctx) })
	for ctx.Err() == nil {
		next := time.NewTimer(gap)
		timer := time.NewTimer(d.round(ctx, work))
		select {
		case <-ctx.Done():
		case <-d.wake:
		case <-timer.C:
		}
		timer.Stop()
		select {
		case <-ctx.Done():
		case <-next.C:
		}
	}
	d.drain(cut)
	cut()
	beside.Wait()
}

// Abandon has Run end without waiting any longer: calls are cut off and results that the
// database has not taken are left to their leases.
func (d *Dispatcher) Abandon() { d.abandon.Do(func() { close(d.abandoned) }) }

// drain waits for what is under way.
func (d *Dispatcher) drain(cut context.CancelFunc) {
	done := make(chan struct{})
	go func() { d.work.Wait(); close(done) }()
	select {
	case <-done:
	case <-d.abandoned:
		cut()
		<-done
	}
}

// again is the pause after a question to the database that failed.
const again = time.Second

// repeat does something now and then until ctx ends; do gives the pause to the next time.
func repeat(ctx context.Context, do func() time.Duration) {
	for ctx.Err() == nil {
		timer := time.NewTimer(do())
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
}

// patient bounds a question to the database: over a dead line no answer comes, nor an error.
func (d *Dispatcher) patient(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, d.o.Patience)
}

// beat keeps the leases of what is under way alive.
func (d *Dispatcher) beat(ctx context.Context) {
	repeat(ctx, func() time.Duration {
		if err := d.heartbeat(ctx); err != nil {
			return d.trouble(ctx, "extend leases", err)
		}
		return d.o.Lease / 3
	})
}

// sweep settles deliveries whose process went away. When the database comes back after an
// outage, all leases may have ended although their holders live: they come first.
func (d *Dispatcher) sweep(ctx context.Context) {
	outage := false
	repeat(ctx, func() time.Duration {
		ids, err := d.expired(ctx)
		switch {
		case err != nil:
			outage = true
			return d.trouble(ctx, "look for expired leases", err)
		case outage:
			outage = false
			return d.o.Lease / 2
		}
		d.reap(ctx, ids)
		d.askPeople(ctx)
		return min(sweepPause, d.o.Lease/3)
	})
}

const sweepPause = time.Second

// round claims what there is room for and tells how long to sleep.
func (d *Dispatcher) round(ctx, work context.Context) time.Duration {
	asking, cancel := d.patient(ctx)
	defer cancel()
	shared := d.o.Workers - int(d.busy.Load())
	var claimed []delivery.Claimed
	err := d.guarded(func() (err error) {
		claimed, err = d.o.Queue.Claim(asking, delivery.ClaimRequest{Shared: shared, Lease: d.o.Lease, Instance: d.o.Instance, NewID: d.o.NewID})
		return err
	})
	if err != nil {
		return d.trouble(ctx, "claim deliveries", err)
	}
	for _, c := range claimed {
		d.start(work, c)
	}
	now := d.o.Now()
	d.last.Store(&now)
	switch {
	case len(claimed) > 0 && len(claimed) >= shared: // what ends wakes the next round
		return minSleep
	case len(claimed) > 0: // more may have come due while these were taken
		return min(minSleep, d.sleep(ctx))
	}
	return d.sleep(ctx)
}

// sleep is the time until the next instant at which there may be work.
func (d *Dispatcher) sleep(ctx context.Context) time.Duration {
	ctx, cancel := d.patient(ctx)
	defer cancel()
	next, err := d.o.Queue.NextAt(ctx)
	if err != nil {
		return d.trouble(ctx, "ask for the next due time", err)
	}
	if next.IsZero() {
		return idle
	}
	now, err := d.o.Store.Now(ctx)
	if err != nil {
		return d.trouble(ctx, "read the clock", err)
	}
	// A row may be due and yet held back by a rule; looking again at once would spin.
	return min(max(next.Sub(now), minSleep), idle)
}

const minSleep = 100 * time.Millisecond

func (d *Dispatcher) trouble(ctx context.Context, what string, err error) time.Duration {
	if ctx.Err() == nil {
		d.o.Log.Error("dispatcher: could not "+what, "error", err)
	}
	return again
}

// start runs one claimed delivery on a worker. A stop lets a call that has begun come to
// its end, since it may have been applied: work outlives the context of Run.
func (d *Dispatcher) start(work context.Context, c delivery.Claimed) {
	d.busy.Add(1)
	d.work.Add(1)
	d.meterStart(c)
	own, cancel := context.WithCancel(work)
	d.held.add(c.LeaseToken, cancel)
	go func() {
		defer func() {
			d.held.drop(c.LeaseToken)
			cancel()
			d.busy.Add(-1)
			d.work.Done()
			d.Wake()
		}()
		d.run(own, c)
	}()
}

// heartbeat lengthens the leases of what this process really holds, and cancels the work
// on those that it has lost.
func (d *Dispatcher) heartbeat(ctx context.Context) error {
	asked := d.held.ask(d.o.Timeout)
	if len(asked) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, min(d.o.Patience, d.o.Lease/3))
	defer cancel()
	renewed, lost, err := d.o.Queue.Extend(ctx, slices.Collect(maps.Keys(asked)), d.o.Lease)
	if err != nil {
		asked.forget()
		return err
	}
	d.held.keep(asked, renewed, lost)
	return nil
}

func (d *Dispatcher) expired(ctx context.Context) ([]string, error) {
	ctx, cancel := d.patient(ctx)
	defer cancel()
	return d.o.Queue.Expired(ctx, mostExpired)
}

// mostExpired and mostAsked bound what one sweep settles.
const (
	mostExpired = 16
	mostAsked   = 200
)

// reap settles deliveries whose lease has ended.
func (d *Dispatcher) reap(ctx context.Context, ids []string) {
	for _, id := range ids {
		// One row that cannot be settled must not hold up all others.
		switch err := d.expire(ctx, id); {
		case err == nil:
			d.Wake()
		case !errors.Is(err, delivery.ErrFenced) && ctx.Err() == nil:
			d.o.Log.Error("dispatcher: could not settle an expired lease", "delivery", id, "error", err)
		}
	}
}
