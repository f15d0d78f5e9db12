package feeds

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// gate lets one call run at a time, for everyone who needs its result, and not again
// within a second of a failure.
type gate struct {
	mu   sync.Mutex
	done chan struct{} // of the running call; nil when none runs
	// failed is when the last call failed, in nanoseconds of the epoch; zero when it did not.
	failed atomic.Int64
}

// turn is one request's need of a call.
type turn struct {
	now func() time.Time
	// have tells that there is something to serve meanwhile.
	have bool
	run  func(ctx context.Context) error
	told func(err error) // of the first failure, and with nil of the end of failures
}

// pass returns when the call has run, or when waiting for it makes no sense: it failed a
// moment ago, or it fails and there is something to serve, or patience is at an end.
func (g *gate) pass(ctx context.Context, t turn) {
	failed := g.failed.Load()
	if failed != 0 && recent(t.now(), failed) {
		return
	}
	done := g.join(context.WithoutCancel(ctx), t)
	if failed != 0 && t.have {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// join starts the call unless it runs already.
func (g *gate) join(ctx context.Context, t turn) <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.done != nil {
		return g.done
	}
	done := make(chan struct{})
	g.done = done
	go func() {
		defer func() {
			g.mu.Lock()
			g.done = nil
			g.mu.Unlock()
			close(done)
		}()
		g.settle(t, guarded(ctx, t.run))
	}()
	return done
}

func (g *gate) settle(t turn, err error) {
	if err == nil {
		if g.failed.Swap(0) != 0 {
			t.told(nil)
		}
		return
	}
	if g.failed.Swap(t.now().UnixNano()) == 0 {
		t.told(err)
	}
}

// guarded runs the call with a deadline and turns a panic into an error: nobody stands
// above it who could catch one.
func guarded(ctx context.Context, run func(ctx context.Context) error) (err error) {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return run(ctx)
}
