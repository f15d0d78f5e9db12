package store

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Gathering answers questions for single rows, which come at one time, with one statement:
// while one is on its way, the next gathers. An answer is never older than its question.
// Inside a transaction each question is asked by itself.
type Gathering[V any] struct {
	// Read reads rows by their ids; what is not there is left out.
	Read func(ctx context.Context, ids []string) (map[string]V, error)

	mu      sync.Mutex
	waiting map[string][]chan answer[V] // by id
	busy    bool
}

type answer[V any] struct {
	value V
	there bool
	err   error
}

// gatherPatience bounds a statement that others wait for, whoever asked first.
const gatherPatience = 10 * time.Second

// Get reads one row; there is false when it does not exist.
func (g *Gathering[V]) Get(ctx context.Context, id string) (value V, there bool, err error) {
	if _, joined := ctx.Value(txKey{}).(*tx); joined {
		return g.alone(ctx, id)
	}
	own := make(chan answer[V], 1)
	g.mu.Lock()
	if g.waiting == nil {
		g.waiting = map[string][]chan answer[V]{}
	}
	g.waiting[id] = append(g.waiting[id], own)
	lead := !g.busy
	g.busy = true
	g.mu.Unlock()
	if lead {
		go g.work(context.WithoutCancel(ctx))
	}
	select {
	case <-ctx.Done():
		return value, false, ctx.Err()
	case a := <-own:
		if a.err != nil { // it may be another's fault
			return g.alone(ctx, id)
		}
		return a.value, a.there, nil
	}
}

func (g *Gathering[V]) alone(ctx context.Context, id string) (value V, there bool, err error) {
	found, err := g.Read(ctx, []string{id})
	value, there = found[id]
	return value, there, err
}

// work answers until nobody waits.
func (g *Gathering[V]) work(ctx context.Context) {
	for {
		g.mu.Lock()
		asked := g.waiting
		g.waiting = map[string][]chan answer[V]{}
		if g.busy = len(asked) > 0; !g.busy {
			g.mu.Unlock()
			return
		}
		g.mu.Unlock()
		g.answer(ctx, asked)
	}
}

// read leaves it to those who ask to panic: they know what to do about it.
func (g *Gathering[V]) read(ctx context.Context, ids []string) (found map[string]V, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("reading rows panicked: %v", broken)
		}
	}()
	return g.Read(ctx, ids)
}

func (g *Gathering[V]) answer(ctx context.Context, asked map[string][]chan answer[V]) {
	ctx, cancel := context.WithTimeout(ctx, gatherPatience)
	defer cancel()
	ids := make([]string, 0, len(asked))
	for id := range asked {
		ids = append(ids, id)
	}
	found, err := g.read(ctx, ids)
	for id, waiting := range asked {
		value, there := found[id]
		for _, one := range waiting {
			one <- answer[V]{value, there, err}
		}
	}
}
