package live

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// Options are what a Hub works with.
type Options struct {
	Events Events
	Rooms  Rooms
	// Inboxes may be nil; then nobody is told of theirs.
	Inboxes Inboxes
	// Seal numbers what was committed, see [audit.Sealer]; without it the tick of the clock
	// does.
	Seal func(ctx context.Context) (int, error)
	Bell *Bell
	Log  *slog.Logger
	Now  func() time.Time
	// Most bounds the streams of this instance, MostOfOne those of one account among them.
	Most, MostOfOne int // defaults 2,000 and 20
	// Poll is how often the stream is read when nothing rings; default 1 s.
	Poll time.Duration
	// Heartbeat is how long a follower hears nothing at most; default 20 s.
	Heartbeat time.Duration
	// Fresh is how old rights may be when something is told by them; default 3 s.
	Fresh time.Duration
}

const (
	// kept is how many events the hub holds for those who follow; who falls behind further
	// is cut off, and comes back by cursor.
	kept = 4096
	// pageSize is how many events are read or told at one time.
	pageSize = 200
	// replayed is how old an event may be that is told to who comes back.
	replayed = 24 * time.Hour
	// readers bounds how many of those who come back read from the database at once.
	readers = 4
	// gap is the least time from one round to the next: what commits meanwhile is sealed and
	// read at once.
	gap = 50 * time.Millisecond
	// soon is when one who was turned away may try again.
	soon = 10 * time.Second
)

// Bell wakes the hub of this instance; it may be rung at any time by anybody.
type Bell struct{ rung chan struct{} }

// NewBell makes a Bell.
func NewBell() *Bell { return &Bell{make(chan struct{}, 1)} }

// Ring wakes whoever listens, soon; ringing again meanwhile changes nothing.
func (b *Bell) Ring() {
	select {
	case b.rung <- struct{}{}:
	default:
	}
}

// Hub reads the stream once for everyone who follows it on this instance.
type Hub struct {
	o       Options
	closed  chan struct{}
	closing sync.Once
	reading chan struct{} // a place for each who reads from the database

	mu      sync.RWMutex
	all     int
	of      map[string]int // followers by account
	watched int            // followers who ask who is in an edition
	warm    bool           // head is known
	head    int64          // number of the newest event that was read
	ring    []audit.SealedEvent
	rooms   map[string]Room  // by edition
	turns   map[string]int64 // of the inboxes of those who follow
	turned  time.Time        // when they were read last; of the round's alone
	changed chan struct{}    // closed when there is something new
}

// New makes a Hub that has nobody to tell; [Hub.Run] has it read.
func New(o Options) *Hub {
	o.Most, o.MostOfOne = or(o.Most, 2000), or(o.MostOfOne, 20)
	o.Poll, o.Heartbeat, o.Fresh = or(o.Poll, time.Second), or(o.Heartbeat, 20*time.Second), or(o.Fresh, 3*time.Second)
	return &Hub{o: o, closed: make(chan struct{}), reading: make(chan struct{}, readers), of: map[string]int{}, changed: make(chan struct{})}
}

func or[T int | time.Duration](given, usual T) T {
	if given == 0 {
		return usual
	}
	return given
}

// Close ends every stream, now and from now on. It may be called twice.
func (h *Hub) Close() { h.closing.Do(func() { close(h.closed) }) }

// Open is how many streams are open.
func (h *Hub) Open() int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.all
}

// Run reads until ctx ends. What goes wrong is logged and tried again. While nobody
// follows, nothing is read.
func (h *Hub) Run(ctx context.Context) {
	rung := false
	failing := false
	for ctx.Err() == nil {
		err := h.round(ctx, rung)
		if err != nil && !failing && ctx.Err() == nil {
			h.o.Log.Error("the stream of events cannot be read", "error", err)
		}
		failing = err != nil
		rung = h.rest(ctx)
	}
}

// rest waits for the bell, at most until the next poll, and tells whether it rang.
func (h *Hub) rest(ctx context.Context) (rung bool) {
	poll := time.NewTimer(h.o.Poll)
	defer poll.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-poll.C:
		return false
	case <-h.o.Bell.rung:
	}
	together := time.NewTimer(gap)
	defer together.Stop()
	select {
	case <-ctx.Done():
	case <-together.C:
	}
	return true
}

func (h *Hub) round(ctx context.Context, rung bool) error {
	h.mu.Lock()
	if h.all == 0 { // the next who comes begins anew
		h.warm, h.ring, h.rooms, h.turns = false, nil, nil, nil
	}
	if h.watched == 0 { // who asks next is not told of a room of long ago
		h.rooms = nil
	}
	warm, watched, head, people := h.warm, h.watched > 0, h.head, slices.Sorted(maps.Keys(h.of))
	h.mu.Unlock()
	if !warm {
		return nil
	}
	var failed error
	if rung && h.o.Seal != nil {
		_, failed = h.o.Seal(ctx)
	}
	failed = errors.Join(failed, h.read(ctx, head))
	if watched {
		failed = errors.Join(failed, h.look(ctx))
	}
	if h.o.Inboxes != nil && h.turnable(rung) {
		failed = errors.Join(failed, h.turn(ctx, people))
	}
	return failed
}

// read takes in what was sealed since.
func (h *Hub) read(ctx context.Context, head int64) error {
	for {
		events, err := h.o.Events.Since(ctx, head, pageSize)
		if err != nil || len(events) == 0 {
			return err
		}
		head = events[len(events)-1].Number
		h.mu.Lock()
		h.ring = append(h.ring, events...)
		if len(h.ring) > 2*kept { // anew, since others still read the old one
			h.ring = append(make([]audit.SealedEvent, 0, 2*kept+pageSize), h.ring[len(h.ring)-kept:]...)
		}
		h.head = head
		h.tell()
		h.mu.Unlock()
		if len(events) < pageSize {
			return nil
		}
	}
}

// look takes in who is where.
func (h *Hub) look(ctx context.Context) error {
	list, err := h.o.Rooms.Rooms(ctx)
	if err != nil {
		return err
	}
	rooms := make(map[string]Room, len(list))
	for _, one := range list {
		rooms[one.Edition] = one
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if !sameRooms(h.rooms, rooms) {
		h.rooms = rooms
		h.tell()
	}
	return nil
}

// turnable tells whether it is time to look at inboxes: at a poll, and where the bell leaves none,
// as often. Each commit rings, and it is a question about everybody who follows.
func (h *Hub) turnable(rung bool) bool {
	now := h.o.Now()
	if since := now.Sub(h.turned); rung && since >= 0 && since < h.o.Poll {
		return false
	}
	h.turned = now
	return true
}

// turn takes in whose inbox has changed.
func (h *Hub) turn(ctx context.Context, people []string) error {
	turns, err := h.o.Inboxes.Turns(ctx, people)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if !maps.Equal(h.turns, turns) {
		h.turns = turns
		h.tell()
	}
	return nil
}

// tell wakes every follower; the lock is held.
func (h *Hub) tell() {
	close(h.changed)
	h.changed = make(chan struct{})
}

// Follow begins to follow. Who reads anew who asks, with the rights of that moment; its error
// ends the stream. The caller closes the follower. [fault.Denied] for those who may see
// nothing, [fault.TooManyRequests] and [fault.Unavailable] when there are too many streams.
func (h *Hub) Follow(ctx context.Context, who Who, wish Wish) (*Follower, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	f := &Follower{hub: h, who: who, wish: wish, told: map[string]Room{}, turn: -1}
	if err := f.take(actor); err != nil {
		return nil, err
	}
	if err := h.admit(f); err != nil {
		return nil, err
	}
	if err := h.place(ctx, f); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// admit makes room for one more, or says that there is none.
func (h *Hub) admit(f *Follower) error {
	select {
	case <-h.closed:
		return fault.New(fault.Unavailable, fault.T("Máy chủ đang dừng; thử lại sau ít giây.", "The server is stopping; try again in a few seconds.")).After(soon)
	default:
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.of[f.sight.person] >= h.o.MostOfOne:
		return fault.New(fault.TooManyRequests, fault.Tf("Tài khoản này đang mở %d luồng sự kiện, nhiều nhất cùng một lúc; đóng bớt thẻ trình duyệt rồi thử lại.",
			"This account has %d event streams open, as many as it may at once; close some tabs, then try again.", h.o.MostOfOne)).After(soon)
	case h.all >= h.o.Most:
		return fault.New(fault.Unavailable, fault.Tf("Máy chủ đang mở %d luồng sự kiện, nhiều nhất cùng một lúc; thử lại sau ít giây.",
			"The server has %d event streams open, as many as it can at once; try again in a few seconds.", h.o.Most)).After(soon)
	}
	f.account = f.sight.person
	h.all++
	h.of[f.account]++
	if f.wish.watches() {
		h.watched++
	}
	return nil
}

func (h *Hub) leave(f *Follower) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all--
	if h.of[f.account]--; h.of[f.account] == 0 {
		delete(h.of, f.account)
	}
	if f.wish.watches() {
		h.watched--
	}
}

// place puts a follower where the stream begins for it.
func (h *Hub) place(ctx context.Context, f *Follower) error {
	newest, err := h.o.Events.Newest(ctx)
	if err != nil {
		return err
	}
	h.mu.Lock()
	if !h.warm {
		h.warm, h.head = true, newest
	}
	h.mu.Unlock()
	f.reached = newest
	if f.wish.After == nil {
		return nil
	}
	after := *f.wish.After
	if after < 0 || after > newest {
		f.reset = ResetUnknown
		return nil
	}
	f.reached, f.behind = after, true
	next, err := h.o.Events.Since(ctx, after, 1)
	if err != nil || len(next) == 0 {
		return err
	}
	if next[0].Number != after+1 || next[0].At.Before(h.o.Now().Add(-replayed)) {
		f.reached, f.behind, f.reset = newest, false, ResetOld
	}
	return nil
}

// news is what the hub has for a follower who has reached a number: events from memory and
// how many of those asked for are no longer there, and what is closed when there is more.
type news struct {
	events  []audit.SealedEvent
	lost    bool
	rooms   map[string]Room
	turns   map[string]int64
	changed <-chan struct{}
}

func (h *Hub) news(reached int64) news {
	h.mu.RLock()
	defer h.mu.RUnlock()
	n := news{rooms: h.rooms, turns: h.turns, changed: h.changed}
	missing := h.head - reached // how many there are above
	switch {
	case missing > int64(len(h.ring)):
		n.lost = true
	case missing > 0:
		n.events = h.ring[int64(len(h.ring))-missing:]
		n.events = n.events[:min(len(n.events), pageSize)]
	}
	return n
}

// Who reads anew who follows.
type Who func(ctx context.Context) (right.Actor, error)
