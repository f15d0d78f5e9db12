package dispatch

import (
	"context"
	"sync"
)

// turns lets one at a time do something about the same thing.
type turns struct {
	mu    sync.Mutex
	taken map[string]chan struct{} // closed when the turn is over
}

// take waits for the turn; the function that it gives ends it.
func (t *turns) take(ctx context.Context, thing string) (done func(), err error) {
	for {
		t.mu.Lock()
		busy, waits := t.taken[thing]
		if !waits {
			own := make(chan struct{})
			t.taken[thing] = own
			t.mu.Unlock()
			return func() { t.end(thing, own) }, nil
		}
		t.mu.Unlock()
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-busy:
		}
	}
}

func (t *turns) end(thing string, own chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.taken, thing)
	close(own)
}
