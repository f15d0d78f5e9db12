package dispatch

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/delivery"
)

// change is what one try wants written under its lease.
type change struct {
	t *try
	// make changes the locked row in its set, and adds to what else is written. An error
	// that is one of a try's own, such as [delivery.ErrFenced], must come before any change.
	make  func(ctx context.Context, w *writing, s *delivery.Set, row delivery.Delivery, now time.Time) error
	ended chan error
}

// writing is what one transaction writes beside its sets: every table is written once,
// however many changes there are.
type writing struct {
	attempts []delivery.Attempt
	events   []audit.Event
	after    []func() // once it is committed
	// shared: changes of other tries are in the same transaction.
	shared bool
}

// joint has the changes that wait at one time share a transaction. Commits are what a
// delivery costs a database: while one is on its way, the next gathers. Marks and results
// have one each, since results need rows that marks do not.
type joint struct {
	queue chan *change
	// apart bounds the transactions of single changes, which may wait for others, since each
	// takes a connection.
	apart chan struct{}
	turns turns // by edition
}

func newJoint() *joint {
	return &joint{queue: make(chan *change), apart: make(chan struct{}, mostApart), turns: turns{taken: map[string]chan struct{}{}}}
}

const (
	// mostJoined bounds how many changes share a transaction, and with them how long an
	// edition is locked.
	mostJoined = 64
	mostApart  = 8
)

// errApart has a change tried in a transaction of its own: it would have others wait, or
// they it.
var errApart = errors.New("the change needs a transaction of its own")

// isOwn tells an error that concerns one change and leaves the transaction of others whole.
func isOwn(err error) bool {
	return errors.Is(err, delivery.ErrFenced) || errors.Is(err, errNotInForce) || errors.Is(err, errApart)
}

// join carries out the changes of a joint until ctx ends.
func (d *Dispatcher) join(ctx context.Context, j *joint) {
	for {
		select {
		case <-ctx.Done():
			return
		case first := <-j.queue:
			d.together(ctx, j.gathered(first))
		}
	}
}

// gathered is everything that waits.
func (j *joint) gathered(first *change) []*change {
	list := []*change{first}
	for len(list) < mostJoined {
		select {
		case next := <-j.queue:
			list = append(list, next)
		default:
			return list
		}
	}
	return list
}

// underFence changes a delivery that this process holds; ErrFenced when it holds it no more.
func (d *Dispatcher) underFence(ctx context.Context, j *joint, c *change) error {
	c.ended = make(chan error, 1)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case j.queue <- c:
	}
	if err := <-c.ended; !errors.Is(err, errApart) { // it ends: questions to the database have their time
		return err
	}
	ctx, cancel := d.patient(ctx)
	defer cancel()
	return d.apart(ctx, j, c)
}

// together carries out changes in one transaction. When it fails, because others hold what it
// needs or one of the changes cannot be stored, each goes its own way.
func (d *Dispatcher) together(ctx context.Context, list []*change) {
	ctx, cancel := d.patient(ctx)
	defer cancel()
	own := make([]error, len(list))
	err := d.inTx(ctx, func(ctx context.Context) error {
		clear(own)
		sets, err := d.o.Store.LockFree(ctx, editionsOf(list))
		if err != nil {
			return err
		}
		return d.write(ctx, sets, &writing{shared: true}, list, own)
	})
	for i, c := range list {
		if err != nil {
			own[i] = errApart
		}
		c.ended <- own[i]
	}
}

func editionsOf(list []*change) []string {
	var ids []string
	for _, c := range list {
		if !slices.Contains(ids, c.t.Edition) {
			ids = append(ids, c.t.Edition)
		}
	}
	return ids
}

// apart carries out one change, however long others hold its edition. One at a time waits for
// an edition: each wait takes a connection, and there are not many.
func (d *Dispatcher) apart(ctx context.Context, j *joint, c *change) error {
	done, err := j.turns.take(ctx, c.t.Edition)
	if err != nil {
		return err
	}
	defer done()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case j.apart <- struct{}{}:
	}
	defer func() { <-j.apart }()
	own := make([]error, 1)
	err = d.inTx(ctx, func(ctx context.Context) error {
		s, err := d.o.Store.Lock(ctx, c.t.Edition)
		if err != nil {
			return err
		}
		return d.write(ctx, []*delivery.Set{s}, &writing{}, []*change{c}, own)
	})
	return cmp.Or(err, own[0])
}

// write makes the changes to locked sets, and writes them. Errors that are a change's own
// are left beside it.
func (d *Dispatcher) write(ctx context.Context, sets []*delivery.Set, w *writing, list []*change, own []error) error {
	now, err := d.o.Store.Now(ctx)
	if err != nil {
		return err
	}
	for i, c := range list {
		own[i] = errApart
		if at := slices.IndexFunc(sets, func(s *delivery.Set) bool { return s.Edition.ID == c.t.Edition }); at >= 0 {
			own[i] = c.apply(ctx, w, sets[at], now)
		}
		if own[i] != nil && !isOwn(own[i]) {
			return own[i]
		}
	}
	return d.flush(ctx, w, sets...)
}

func (c *change) apply(ctx context.Context, w *writing, s *delivery.Set, now time.Time) error {
	row, ok := s.Find(c.t.Delivery.ID)
	if !ok || row.LeaseToken != c.t.LeaseToken {
		return delivery.ErrFenced
	}
	return c.make(ctx, w, s, row, now)
}

// flush writes what was changed and gathered in the transaction of ctx.
func (d *Dispatcher) flush(ctx context.Context, w *writing, sets ...*delivery.Set) error {
	for _, s := range sets {
		if err := s.Err(); err != nil {
			return err
		}
	}
	if err := d.o.Store.Save(ctx, sets...); err != nil {
		return err
	}
	if err := d.o.Store.SaveAttempts(ctx, w.attempts...); err != nil {
		return err
	}
	for _, act := range w.after {
		d.o.Store.AfterCommit(ctx, act)
	}
	return d.o.Trail.Emit(ctx, w.events...)
}
