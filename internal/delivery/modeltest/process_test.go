package modeltest

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/dispatch"
)

// process is one instance of the engine that claims one delivery and stands still twice on
// its way, until the test lets it go on: before anything is prepared, and in its call.
type process struct {
	claimed delivery.Claimed
	took    []string // all that it claimed
	call    connector.Call
	point   point
	began   time.Time // of the call
	engine  *dispatch.Dispatcher
	stands  chan point
	goOn    chan order
	ended   chan struct{}
}

// point is where a process stands.
type point string

const (
	opening point = "opening"
	calling point = "calling"
	over    point = "over"
)

// order lets a process go on, or makes it end as a loss of power would.
type order struct {
	crash   bool
	outcome connector.Outcome
	seen    connector.Sighting
}

var errPower = errors.New("the power is gone")

// begin starts a process and returns once it stands, or has found nothing to do.
func (w *world) begin(queue delivery.Queue) *process {
	p := &process{stands: make(chan point), goOn: make(chan order), ended: make(chan struct{})}
	ctx, stop := context.WithCancel(w.ctx)
	o := w.engine()
	o.Queue = &once{Queue: queue, stop: stop, p: p, undo: w.undoer()}
	o.Channels = &gate{Channels: w.channels, p: p}
	p.engine = dispatch.New(o)
	w.dest.caller = p
	go func() {
		defer close(p.ended)
		defer stop()
		p.engine.Run(ctx)
	}()
	w.await(p)
	return p
}

// await returns once a process stands or has ended.
func (w *world) await(p *process) {
	select {
	case p.point = <-p.stands:
	case <-p.ended:
		p.point = over
	}
}

// proceed lets a process go on to where it stands next.
func (w *world) proceed(p *process, o order) {
	w.dest.caller = p
	if o.crash && p.point == calling {
		p.engine.Abandon()
	}
	p.goOn <- o
	w.await(p)
}

func (p *process) stand(at point) order {
	p.stands <- at
	return <-p.goOn
}

// once is the queue of a process that claims one time, and looks after no others. A life goes
// by one step at a time, and so of what is claimed on several channels it keeps the first.
type once struct {
	delivery.Queue
	stop context.CancelFunc
	p    *process
	undo func(ctx context.Context, c delivery.Claimed) error
}

func (q *once) Claim(ctx context.Context, r delivery.ClaimRequest) ([]delivery.Claimed, error) {
	claimed, err := q.Queue.Claim(ctx, r)
	for i, c := range claimed {
		q.p.took = append(q.p.took, c.Delivery.ID)
		if i == 0 {
			q.p.claimed = c
		} else if undone := q.undo(ctx, c); undone != nil {
			err = undone
		}
	}
	q.stop()
	return claimed[:min(len(claimed), 1)], err
}

// rates reads how much of their rates channels have used up.
func (w *world) rates() map[string]int64 {
	all := map[string]int64{}
	for _, l := range w.lines {
		var tat int64
		w.ok(w.db.Read(w.ctx).Raw(`SELECT tat FROM channel WHERE id = ?`, l.id).Scan(&tat).Error)
		all[l.id] = tat
	}
	return all
}

// undoer gives back a claim as if it had never been made: the rows as they were before.
func (w *world) undoer() func(ctx context.Context, c delivery.Claimed) error {
	before := w.rows(w.ctx)
	rates := w.rates()
	return func(ctx context.Context, c delivery.Claimed) error {
		was := before[slices.IndexFunc(before, func(d delivery.Delivery) bool { return d.ID == c.Delivery.ID })]
		handle := w.db.Write(ctx)
		if err := handle.Exec(`DELETE FROM attempt WHERE id = ?`, c.Attempt.ID).Error; err != nil {
			return err
		}
		if c.Task == delivery.TaskSend {
			if err := handle.Exec(`UPDATE channel SET tat = ? WHERE id = ?`, rates[c.Channel], c.Channel).Error; err != nil {
				return err
			}
		}
		return handle.Exec(`UPDATE delivery SET state = ?, attempt = ?, next_at = ?, updated_at = ?, lease_token = '', lease_until = NULL WHERE id = ?`,
			string(was.State), was.Attempt, was.NextAt.UnixMicro(), was.UpdatedAt.UnixMicro(), was.ID).Error
	}
}

func (*once) Extend(context.Context, []string, time.Duration) (renewed, lost []string, err error) {
	return nil, nil, nil
}

func (*once) Expired(context.Context, int) ([]string, error) { return nil, nil }

func (*once) Overdue(context.Context, int) ([]string, error) { return nil, nil }

func (*once) NextAt(context.Context) (time.Time, error) { return time.Time{}, nil }

// gate is where a process stands before it prepares anything.
type gate struct {
	delivery.Channels
	p *process
}

func (g *gate) Open(ctx context.Context, id string) (channel.Opened, error) {
	if g.p.stand(opening).crash {
		return channel.Opened{}, errPower
	}
	return g.Channels.Open(ctx, id)
}

// sweep settles all leases that have ended, once.
func (w *world) sweep() {
	ctx, stop := context.WithCancel(w.ctx)
	o := w.engine()
	o.Lease, o.Workers = 3*time.Millisecond, 16 // it holds none; this is how soon it looks again
	o.Queue = &sweeping{Queue: w.queue, stop: stop}
	dispatch.New(o).Run(ctx)
}

// sweeping is the queue of a process that only settles what others have left behind: when
// it asks for the second time, it has done so.
type sweeping struct {
	delivery.Queue
	stop  context.CancelFunc
	asked bool
}

func (*sweeping) Claim(context.Context, delivery.ClaimRequest) ([]delivery.Claimed, error) {
	return nil, nil
}

func (*sweeping) NextAt(context.Context) (time.Time, error) { return time.Time{}, nil }

func (q *sweeping) Expired(ctx context.Context, limit int) ([]string, error) {
	if q.asked {
		q.stop()
		return nil, nil
	}
	q.asked = true
	return q.Queue.Expired(ctx, limit)
}

// forged is the queue of a process that comes with a claim which it has lost long ago.
type forged struct {
	delivery.Queue
	claim delivery.Claimed
}

func (f forged) Claim(context.Context, delivery.ClaimRequest) ([]delivery.Claimed, error) {
	return []delivery.Claimed{f.claim}, nil
}
