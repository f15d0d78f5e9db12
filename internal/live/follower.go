package live

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/right"
)

// What ends a stream beside its own context and an error of [Who].
var (
	// ErrStopping: the server stops; another one, or this one in a moment, goes on.
	ErrStopping = errors.New("the server is stopping")
	// ErrSlow: what there is to tell comes faster than it is taken; who comes back goes on
	// from what they saw.
	ErrSlow = errors.New("the stream is taken more slowly than events come")
)

// Follower is one open stream. Its methods are for one goroutine.
type Follower struct {
	hub     *Hub
	who     Who
	wish    Wish
	account string
	left    sync.Once

	sight   sight
	read    time.Time // when the rights were read
	reached int64     // everything up to it was told or passed over
	behind  bool      // still reads from the database
	reset   Reset
	told    map[string]Room // as they were last told, by edition
	actor   right.Actor     // as it was when the rights were read
	turn    int64           // of the own inbox, as it was last told; -1 for never
	unread  int             // as it was last told
}

// Close gives up the follower's place. It may be called twice.
func (f *Follower) Close() { f.left.Do(func() { f.hub.leave(f) }) }

// Reached is where to go on after what was told so far.
func (f *Follower) Reached() int64 { return f.reached }

// take holds what an actor may see by now.
func (f *Follower) take(actor right.Actor) error {
	f.actor, f.sight, f.read = actor, sightOf(actor), f.hub.o.Now()
	return f.sight.need(actor)
}

func (f *Follower) renew(ctx context.Context) error {
	actor, err := f.who(ctx)
	if err != nil {
		return err
	}
	return f.take(actor)
}

// Next waits until there is something to tell, or a heartbeat is due: then the turn has no
// events. Its error ends the stream.
func (f *Follower) Next(ctx context.Context) (Turn, error) {
	if f.reset != "" {
		turn := Turn{Reset: f.reset, Reached: f.reached}
		f.reset = ""
		return turn, nil
	}
	heartbeat := time.NewTimer(f.hub.o.Heartbeat)
	defer heartbeat.Stop()
	for {
		n, err := f.news(ctx)
		if err != nil {
			return Turn{}, err
		}
		turn, err := f.judge(ctx, n)
		if err != nil || len(turn.Events) > 0 || len(turn.Rooms) > 0 || turn.Inbox != nil || turn.Reset != "" {
			return turn, err
		}
		if len(n.events) > 0 { // none of them for this one, and perhaps there are more
			if ended := f.ended(ctx); ended != nil {
				return Turn{}, ended
			}
			continue
		}
		due, err := f.wait(ctx, n.changed, heartbeat.C)
		if err != nil || due {
			return Turn{Reached: f.reached}, err
		}
	}
}

// ended tells whether the stream is over, without waiting.
func (f *Follower) ended(ctx context.Context) error {
	select {
	case <-f.hub.closed:
		return ErrStopping
	default:
		return ctx.Err()
	}
}

// wait sleeps until there may be something to tell; due means that the heartbeat is. Rights
// are read anew meanwhile, so that a stream on which nothing happens ends with its session.
func (f *Follower) wait(ctx context.Context, changed <-chan struct{}, heartbeat <-chan time.Time) (due bool, err error) {
	stale := time.NewTimer(f.hub.o.Fresh)
	defer stale.Stop()
	select {
	case <-ctx.Done():
		return false, ctx.Err()
	case <-f.hub.closed:
		return false, ErrStopping
	case <-changed:
		return false, nil
	case <-heartbeat:
		return true, nil
	case <-stale.C:
		return false, f.renew(ctx)
	}
}

// news is what there is above what was reached: from memory, or from the database for one who
// came back.
func (f *Follower) news(ctx context.Context) (news, error) {
	n := f.hub.news(f.reached)
	if !n.lost {
		f.behind = false
		return n, nil
	}
	if !f.behind {
		return news{}, ErrSlow
	}
	select {
	case f.hub.reading <- struct{}{}:
	case <-f.hub.closed:
		return news{}, ErrStopping
	case <-ctx.Done():
		return news{}, ctx.Err()
	}
	defer func() { <-f.hub.reading }()
	var err error
	n.events, err = f.hub.o.Events.Since(ctx, f.reached, pageSize)
	return n, err
}

// judge chooses what is told of the news. Nothing is told by rights that are older than
// Fresh, nor by those from before an event that changed them.
func (f *Follower) judge(ctx context.Context, n news) (Turn, error) {
	rooms := f.moved(n.rooms)
	turned := f.turned(n)
	if len(n.events) == 0 && len(rooms) == 0 && !turned {
		return Turn{Reached: f.reached}, nil
	}
	if len(n.events) > 0 && n.events[0].Number != f.reached+1 { // removed meanwhile
		f.reached, f.behind = n.events[len(n.events)-1].Number, false
		return Turn{Reset: ResetOld, Reached: f.reached}, nil
	}
	if f.stale(n.events) {
		if err := f.renew(ctx); err != nil {
			return Turn{}, err
		}
	}
	turn := Turn{Reached: f.reached}
	var err error
	if turn.Inbox, err = f.count(ctx, n, turned); err != nil {
		return Turn{}, err
	}
	for _, e := range n.events {
		if f.wish.takes(e.Event) && f.sight.sees(e.Event) {
			turn.Events = append(turn.Events, e)
		}
		turn.Reached = e.Number
	}
	for _, room := range rooms {
		if f.sight.covers(right.ArticleRead, room.Unit, false) {
			turn.Rooms = append(turn.Rooms, room)
			f.told[room.Edition] = room
		}
	}
	f.reached = turn.Reached
	return turn, nil
}

// turned tells whether the own inbox has changed since it was last told, or was never told. It
// is its person's alone, and not a key's.
func (f *Follower) turned(n news) bool {
	turn, known := n.turns[f.account]
	return known && f.sight.own && f.wish.inbox() && turn != f.turn
}

// count counts what is unread in an inbox that has changed, and where the person's rights have:
// then it is told if it is another number.
func (f *Follower) count(ctx context.Context, n news, turned bool) (*Inbox, error) {
	if !turned && (f.turn < 0 || !f.concerned(n.events)) {
		return nil, nil
	}
	unread, err := f.hub.o.Inboxes.Unread(ctx, f.actor)
	if err != nil || !turned && unread == f.unread {
		return nil, err
	}
	if turned {
		f.turn = n.turns[f.account]
	}
	f.unread = unread
	return &Inbox{Unread: unread}, nil
}

// concerned tells whether an event may change the follower's rights: one about their own
// account, or about units, since what belonged to a unit that has ended is its successors'.
func (f *Follower) concerned(events []audit.SealedEvent) bool {
	for _, e := range events {
		if object(e.Kind) == "unit" || about(e.Event) == f.sight.person {
			return true
		}
	}
	return false
}

func (f *Follower) stale(events []audit.SealedEvent) bool {
	if f.hub.o.Now().Sub(f.read) >= f.hub.o.Fresh {
		return true
	}
	return f.concerned(events)
}

// moved lists the editions asked for in which something is otherwise than was last told.
func (f *Follower) moved(rooms map[string]Room) (list []Room) {
	if !f.wish.watches() {
		return nil
	}
	for edition, room := range rooms {
		if f.wish.enters(room) && !f.told[edition].same(room) {
			list = append(list, room)
		}
	}
	for edition, room := range f.told {
		if _, there := rooms[edition]; !there && len(room.People) > 0 {
			room.People = nil
			list = append(list, room)
		}
	}
	return list
}
