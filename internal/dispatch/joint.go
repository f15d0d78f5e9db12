package dispatch

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
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
// delivery costs a database: while one is on its way, the next gathers.
type joint struct{ queue chan *change }

// mostJoined bounds how many changes share a transaction, and with them how long an edition
// is locked.
const mostJoined = 64

// errApart has a change tried in a transaction of its own: it would have others wait, or
// they it.
var errApart = errors.New("the change needs a transaction of its own")

// isOwn tells an error that concerns one change and leaves the transaction of others whole.
func isOwn(err error) bool {
	return errors.Is(err, delivery.ErrFenced) || errors.Is(err, errNotInForce) || errors.Is(err, errApart)
}

// join carries out changes until ctx ends.
func (d *Dispatcher) join(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case first := <-d.joint.queue:
			d.together(ctx, d.joint.gathered(first))
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
func (d *Dispatcher) underFence(ctx context.Context, c *change) error {
	c.ended = make(chan error, 1)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case d.joint.queue <- c:
	}
	if err := <-c.ended; !errors.Is(err, errApart) { // it ends: questions to the database have their time
		return err
	}
	return d.apart(ctx, c)
}

// together carries out changes in one transaction. What cannot be, because others hold the
// edition or one of the changes cannot be stored, goes its own way.
func (d *Dispatcher) together(ctx context.Context, list []*change) {
	ctx, cancel := d.patient(ctx)
	defer cancel()
	own := make([]error, len(list))
	err := d.o.Store.InTx(ctx, func(ctx context.Context) error {
		clear(own)
		sets, err := d.o.Store.LockFree(ctx, editionsOf(list))
		if err != nil {
			return err
		}
		return d.write(ctx, sets, &writing{shared: true}, list, own)
	})
	if err != nil && len(list) > 1 && !fault.Is(err, fault.Unavailable) && ctx.Err() == nil {
		err = errApart
	}
	for i, c := range list {
		c.ended <- cmp.Or(err, own[i])
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

// apart carries out one change, however long others hold its edition.
func (d *Dispatcher) apart(ctx context.Context, c *change) error {
	own := make([]error, 1)
	err := d.o.Store.InTx(ctx, func(ctx context.Context) error {
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
