package delivery

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/render"
)

// DispatcherOptions are what a Dispatcher works with.
type DispatcherOptions struct {
	Store    Store
	Queue    Queue
	Releases Releases
	Channels Channels
	Renderer render.Renderer
	Trail    audit.Trail
	Log      *slog.Logger
	Now      func() time.Time
	NewID    func() string
	// Instance names this process in attempts.
	Instance string
	// Workers bounds the calls to destinations at one time; default 16.
	Workers int
	// Lease is how long a claim holds without a heartbeat; default 30 s. It must exceed
	// Timeout.
	Lease time.Duration
	// Timeout bounds one call to a destination; default 20 s.
	Timeout time.Duration
}

// Dispatcher claims due deliveries and carries them out until it is stopped.
type Dispatcher struct {
	o     DispatcherOptions
	wake  chan struct{}
	slots chan struct{}
	held  held
	work  sync.WaitGroup
	last  atomic.Pointer[time.Time]
}

// NewDispatcher makes a Dispatcher; Run starts it.
func NewDispatcher(o DispatcherOptions) *Dispatcher {
	if o.Workers == 0 {
		o.Workers = 16
	}
	if o.Lease == 0 {
		o.Lease = 30 * time.Second
	}
	if o.Timeout == 0 {
		o.Timeout = 20 * time.Second
	}
	return &Dispatcher{o: o, wake: make(chan struct{}, 1), slots: make(chan struct{}, o.Workers), held: held{tokens: map[string]context.CancelFunc{}}}
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

// Run works until ctx ends, then waits for what is under way. It returns no error: what
// goes wrong is logged and tried again.
func (d *Dispatcher) Run(ctx context.Context) {
	beat := time.NewTicker(d.o.Lease / 3)
	defer beat.Stop()
	for ctx.Err() == nil {
		next := d.round(ctx)
		timer := time.NewTimer(next)
		select {
		case <-ctx.Done():
		case <-d.wake:
		case <-timer.C:
		case <-beat.C:
			d.heartbeat(ctx)
		}
		timer.Stop()
	}
	d.drain()
}

// drain keeps the leases of what is under way alive until it has ended.
func (d *Dispatcher) drain() {
	done := make(chan struct{})
	go func() { d.work.Wait(); close(done) }()
	beat := time.NewTicker(d.o.Lease / 3)
	defer beat.Stop()
	for {
		select {
		case <-done:
			return
		case <-beat.C:
			d.heartbeat(context.Background())
		}
	}
}

// round claims what there is room for and tells how long to sleep.
func (d *Dispatcher) round(ctx context.Context) time.Duration {
	if err := d.reap(ctx); err != nil {
		return d.trouble(ctx, "reap expired leases", err)
	}
	room := cap(d.slots) - len(d.slots)
	if room == 0 {
		return idle // a finished call wakes
	}
	claimed, err := d.o.Queue.Claim(ctx, ClaimRequest{Limit: room, Lease: d.o.Lease, Instance: d.o.Instance, NewID: d.o.NewID})
	if err != nil {
		return d.trouble(ctx, "claim deliveries", err)
	}
	for _, c := range claimed {
		d.start(ctx, c)
	}
	now := d.o.Now()
	d.last.Store(&now)
	if len(claimed) == room {
		return 0
	}
	return d.sleep(ctx)
}

// sleep is the time until the next instant at which there may be work.
func (d *Dispatcher) sleep(ctx context.Context) time.Duration {
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
	return time.Second
}

// start runs one claimed delivery on a worker.
func (d *Dispatcher) start(ctx context.Context, c Claimed) {
	d.slots <- struct{}{}
	d.work.Add(1)
	// A stop lets a call that has begun come to its end: it may have been applied.
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	d.held.add(c.LeaseToken, cancel)
	go func() {
		defer func() {
			d.held.drop(c.LeaseToken)
			cancel()
			<-d.slots
			d.work.Done()
			d.Wake()
		}()
		d.run(own, c)
	}()
}

// heartbeat lengthens the leases of what this process really holds, and cancels the work
// on those that it has lost.
func (d *Dispatcher) heartbeat(ctx context.Context) {
	tokens := d.held.list()
	if len(tokens) == 0 {
		return
	}
	kept, err := d.o.Queue.Extend(ctx, tokens, d.o.Lease)
	if err != nil {
		d.trouble(ctx, "extend leases", err)
		return
	}
	d.held.keep(tokens, kept)
}

// reap settles deliveries whose process went away.
func (d *Dispatcher) reap(ctx context.Context) error {
	ids, err := d.o.Queue.Expired(ctx, cap(d.slots))
	if err != nil {
		return err
	}
	for _, id := range ids {
		// One row that cannot be settled must not hold up all others.
		if err := d.expire(ctx, id); err != nil && !errors.Is(err, ErrFenced) && ctx.Err() == nil {
			d.o.Log.Error("dispatcher: could not settle an expired lease", "delivery", id, "error", err)
		}
	}
	return nil
}

// held is the leases that this process holds in memory.
type held struct {
	mu     sync.Mutex
	tokens map[string]context.CancelFunc
}

func (h *held) add(token string, cancel context.CancelFunc) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tokens[token] = cancel
}

func (h *held) drop(token string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.tokens, token)
}

func (h *held) list() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	tokens := make([]string, 0, len(h.tokens))
	for token := range h.tokens {
		tokens = append(tokens, token)
	}
	return tokens
}

// keep cancels the work on asked leases that were not kept.
func (h *held) keep(asked, kept []string) {
	lost := map[string]bool{}
	for _, token := range asked {
		lost[token] = true
	}
	for _, token := range kept {
		delete(lost, token)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for token := range lost {
		if cancel, ok := h.tokens[token]; ok {
			cancel()
		}
	}
}
