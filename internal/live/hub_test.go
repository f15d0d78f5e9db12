package live_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/live"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/ledger"
	"github.com/lantoa/lantoa/internal/store/presence"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// house is a stream on a database, and a hub that reads it.
type house struct {
	*testing.T
	db  *store.DB
	log *audit.Log
	hub *live.Hub
	o   live.Options
	let atomic.Int64 // what a test lets pass
}

// each runs a test in a house on each database; change adjusts the hub.
func each(t *testing.T, change func(o *live.Options), test func(h *house)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := &house{T: t, db: db}
		bell := live.NewBell()
		h.log = audit.New(ledger.NewAudit(db).Ringing(bell.Ring), h.now, rand.Reader)
		o := live.Options{Events: h.log, Rooms: presence.New(db), Seal: audit.NewSealer(ledger.NewSeals(db), "one").Run, Bell: bell,
			Log: slog.New(slog.DiscardHandler), Now: h.now, Poll: time.Hour, Heartbeat: time.Hour, Fresh: time.Hour}
		if change != nil {
			change(&o)
		}
		h.o, h.hub = o, live.New(o)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { h.hub.Run(ctx); close(done) }()
		defer func() { stop(); <-done }()
		test(h)
	})
}

func (h *house) now() time.Time { return time.Now().Add(time.Duration(h.let.Load())) }

// emit commits events of a unit, told apart by numbers.
func (h *house) emit(unit string, from, to int) {
	h.Helper()
	err := h.db.InTx(h.Context(), func(ctx context.Context) error {
		var events []audit.Event
		for i := from; i <= to; i++ {
			events = append(events, audit.Event{Kind: "edition.saved", Article: "a1", Edition: "e1", Unit: unit, Data: map[string]any{"n": float64(i)}})
		}
		return h.log.Emit(ctx, events...)
	})
	if err != nil {
		h.Fatal(err)
	}
}

// of is who is always the same: an author of a unit.
func of(person, unit string) live.Who {
	return func(context.Context) (right.Actor, error) {
		return right.Actor{ID: person, Grants: []right.Grant{{Role: right.Author, Unit: unit}}}, nil
	}
}

func (h *house) follow(who live.Who, wish live.Wish) *live.Follower {
	h.Helper()
	f, err := h.hub.Follow(h.Context(), who, wish)
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(f.Close)
	return f
}

// next is the next turn, which has to come.
func (h *house) next(f *live.Follower) (live.Turn, error) {
	h.Helper()
	ctx, cancel := context.WithTimeout(h.Context(), 10*time.Second)
	defer cancel()
	turn, err := f.Next(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		h.Fatal("nothing is told")
	}
	return turn, err
}

// hears takes turns until so many events were told, and gives their numbers.
func (h *house) hears(f *live.Follower, many int) (told []int) {
	h.Helper()
	for len(told) < many {
		turn, err := h.next(f)
		if err != nil || turn.Reset != "" {
			h.Fatalf("after %d events: %q, %v", len(told), turn.Reset, err)
		}
		for _, e := range turn.Events {
			told = append(told, int(e.Data["n"].(float64)))
		}
	}
	return told
}

func span(from, to int) (list []int) {
	for i := from; i <= to; i++ {
		list = append(list, i)
	}
	return list
}

func (h *house) same(what string, want, got []int) {
	h.Helper()
	if d := cmp.Diff(want, got); d != "" {
		h.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func TestAStreamTellsWhatMayBeSeenAndNothingElse(t *testing.T) {
	each(t, nil, func(h *house) {
		a, b := h.follow(of("p1", "so-a"), live.Wish{}), h.follow(of("p2", "so-b"), live.Wish{})
		h.emit("so-a", 1, 2)
		h.emit("so-b", 3, 4)
		h.emit("so-a", 5, 5)
		h.emit("so-b", 6, 6)
		h.same("of one unit", []int{1, 2, 5}, h.hears(a, 3))
		h.same("of another", []int{3, 4, 6}, h.hears(b, 3))
	})
}

// Who comes back goes on behind the last event that they saw, be it in memory or only in the
// database, for one who was there before or after the hub began to read.
func TestWhoComesBackMissesNothing(t *testing.T) {
	each(t, nil, func(h *house) {
		first := h.follow(of("p1", "so-a"), live.Wish{})
		h.emit("so-a", 1, 450)
		var places []int64
		for n := 0; n < 450; {
			turn, err := h.next(first)
			if err != nil {
				h.Fatal(err)
			}
			for _, e := range turn.Events {
				places = append(places, e.Number)
			}
			n += len(turn.Events)
		}
		back := h.follow(of("p1", "so-a"), live.Wish{After: &places[9]}) // in memory
		h.same("in memory", span(11, 450), h.hears(back, 440))
		first.Close()
		back.Close()
		h.emit("so-a", 451, 460) // nobody is there
		again := h.follow(of("p1", "so-a"), live.Wish{After: &places[19]})
		h.emit("so-a", 461, 470)
		h.same("from the database", span(21, 470), h.hears(again, 450))
		from := h.follow(of("p1", "so-a"), live.Wish{})
		h.emit("so-a", 471, 471)
		h.same("without a cursor", []int{471}, h.hears(from, 1))
	})
}

func TestACursorThatLeadsNowhereIsToldSo(t *testing.T) {
	each(t, nil, func(h *house) {
		f := h.follow(of("p1", "so-a"), live.Wish{})
		h.emit("so-a", 1, 3)
		h.hears(f, 3)
		h.let.Store(int64(25 * time.Hour))
		for name, c := range map[string]struct {
			after func(newest int64) int64
			reset live.Reset
		}{
			"none of ours":     {func(int64) int64 { return live.Unknown }, live.ResetUnknown},
			"of a lost future": {func(newest int64) int64 { return newest + 1 }, live.ResetUnknown},
			"older than a day": {func(int64) int64 { return 1 }, live.ResetOld},
			"the newest":       {func(newest int64) int64 { return newest }, ""},
		} {
			after := c.after(f.Reached())
			back := h.follow(of("p2", "so-a"), live.Wish{After: &after})
			if c.reset != "" {
				if turn, err := h.next(back); err != nil || turn.Reset != c.reset || turn.Reached != f.Reached() {
					h.Errorf("%s: %+v, %v", name, turn, err)
				}
			}
			h.emit("so-a", 9, 9)
			h.same(name, []int{9}, h.hears(back, 1))
			h.hears(f, 1)
		}
	})
}

func TestFiltersNarrow(t *testing.T) {
	each(t, nil, func(h *house) {
		emit := func(e audit.Event) {
			e.Unit = "so-a"
			if err := h.db.InTx(h.Context(), func(ctx context.Context) error { return h.log.Emit(ctx, e) }); err != nil {
				h.Fatal(err)
			}
		}
		wishes := map[string]live.Wish{"edition": {Edition: "e1"}, "article": {Article: "a2"}, "kind": {Kinds: []string{"edition.submitted"}}, "object": {Kinds: []string{"media", "delivery"}}}
		followers := map[string]*live.Follower{}
		for name, wish := range wishes {
			followers[name] = h.follow(of("p1", "so-a"), wish)
		}
		for i, e := range []audit.Event{{Kind: "edition.saved", Article: "a1", Edition: "e1"}, {Kind: "edition.submitted", Article: "a2", Edition: "e2"},
			{Kind: "delivery.sent", Article: "a1", Edition: "e1"}, {Kind: "media.created"}, {Kind: "article.updated", Article: "a2"}} {
			e.Data = map[string]any{"n": float64(i)}
			emit(e)
		}
		for name, want := range map[string][]int{"edition": {0, 2}, "article": {1, 4}, "kind": {1}, "object": {2, 3}} {
			h.same(name, want, h.hears(followers[name], len(want)))
		}
	})
}

// The rights are those of now: what was taken away is gone with the event that tells of it,
// and with whatever came before it and was not told yet.
func TestARoleThatIsTakenAwayEndsWhatItShowed(t *testing.T) {
	each(t, nil, func(h *house) {
		var actor atomic.Pointer[right.Actor]
		actor.Store(&right.Actor{ID: "p1", Grants: []right.Grant{{Role: right.Author, Unit: "so-a"}, {Role: right.Author, Unit: "so-b"}}})
		f := h.follow(func(context.Context) (right.Actor, error) {
			if now := actor.Load(); now != nil {
				return *now, nil
			}
			return right.Actor{}, fault.New(fault.Unauthenticated, fault.T("hết phiên", "over"))
		}, live.Wish{})
		h.emit("so-a", 1, 1)
		h.same("at first", []int{1}, h.hears(f, 1))
		changed := func(now *right.Actor) {
			actor.Store(now)
			err := h.db.InTx(h.Context(), func(ctx context.Context) error {
				return h.log.Emit(ctx, audit.Event{Kind: "edition.saved", Unit: "so-a", Data: map[string]any{"n": 2.0}},
					audit.Event{Kind: "person.updated", Data: map[string]any{"person": "p1"}}, audit.Event{Kind: "edition.saved", Unit: "so-b", Data: map[string]any{"n": 3.0}})
			})
			if err != nil {
				h.Fatal(err)
			}
		}
		changed(&right.Actor{ID: "p1", Grants: []right.Grant{{Role: right.Author, Unit: "so-b"}}})
		turn, err := h.next(f)
		if err != nil || len(turn.Events) != 2 || turn.Events[0].Kind != "person.updated" || turn.Events[1].Data["n"] != 3.0 {
			h.Errorf("after one role was taken away: %+v, %v", turn, err)
		}
		changed(&right.Actor{ID: "p1"})
		if turn, err := h.next(f); !fault.Is(err, fault.Denied) {
			h.Errorf("after the last was: %+v, %v", turn, err)
		}
		changed(nil)
		if turn, err := h.next(f); !fault.Is(err, fault.Unauthenticated) {
			h.Errorf("after the session ended: %+v, %v", turn, err)
		}
	})
}

// What ends by time, as sessions and periods do, ends a stream on which nothing happens too.
func TestAnIdleStreamReadsTheRightsAnew(t *testing.T) {
	each(t, func(o *live.Options) { o.Fresh = 20 * time.Millisecond }, func(h *house) {
		asked := 0
		f := h.follow(func(context.Context) (right.Actor, error) {
			if asked++; asked > 3 {
				return right.Actor{}, fault.New(fault.Unauthenticated, fault.T("hết phiên", "over"))
			}
			return right.Actor{ID: "p1", Grants: []right.Grant{{Role: right.Author, Unit: "so-a"}}}, nil
		}, live.Wish{})
		if turn, err := h.next(f); !fault.Is(err, fault.Unauthenticated) {
			h.Errorf("%+v, %v", turn, err)
		}
	})
}

// A heartbeat comes by the clock of the stream alone: others' events neither bring it nor
// keep it away, and it moves the place on, so that a cursor does not grow old in silence.
func TestHeartbeatsTellNothing(t *testing.T) {
	each(t, func(o *live.Options) { o.Heartbeat = 300 * time.Millisecond }, func(h *house) {
		f, busy := h.follow(of("p1", "so-a"), live.Wish{}), h.follow(of("p2", "so-b"), live.Wish{})
		before, from := f.Reached(), time.Now()
		h.emit("so-b", 1, 5)
		told := h.hears(busy, 5)
		turn, err := h.next(f)
		if passed := time.Since(from); err != nil || len(turn.Events) > 0 || passed < 300*time.Millisecond {
			h.Errorf("after %s: %+v, %v", passed, turn, err)
		}
		if turn.Reached != before+int64(len(told)) {
			h.Errorf("the place is %d, %d others' events after %d", turn.Reached, len(told), before)
		}
	})
}

// Who does not take what is told falls behind what is kept in memory, is cut off, and misses
// nothing when they come back.
func TestASlowFollowerIsCutOffAndComesBack(t *testing.T) {
	each(t, nil, func(h *house) {
		slow, quick := h.follow(of("p1", "so-a"), live.Wish{}), h.follow(of("p2", "so-a"), live.Wish{})
		h.emit("so-a", 1, 1)
		h.hears(slow, 1)
		const many = 10_000
		for from := 2; from < many; from += 500 {
			h.emit("so-a", from, from+499)
			h.hears(quick, min(500, from)) // keeps up
		}
		place := slow.Reached()
		if turn, err := h.next(slow); !errors.Is(err, live.ErrSlow) {
			h.Fatalf("%d events, %v", len(turn.Events), err)
		}
		slow.Close()
		back := h.follow(of("p1", "so-a"), live.Wish{After: &place})
		told := h.hears(back, many)
		h.same("after coming back", span(2, many+1), told)
	})
}

func TestStreamsAreBounded(t *testing.T) {
	each(t, func(o *live.Options) { o.Most, o.MostOfOne = 20, 3 }, func(h *house) {
		refused := map[fault.Code]int{}
		var open []*live.Follower
		for i := range 1000 {
			f, err := h.hub.Follow(h.Context(), of(fmt.Sprint("p", i%10), "so-a"), live.Wish{Edition: "e1"})
			if err == nil {
				open = append(open, f)
				continue
			}
			e, _ := fault.As(err)
			if e == nil || e.RetryAfter <= 0 || e.Detail.VI == "" {
				h.Fatal(err)
			}
			refused[e.Code]++
		}
		if len(open) != 20 || h.hub.Open() != 20 || refused[fault.Unavailable] == 0 {
			h.Errorf("%d are open, %d are told so, refused %v", len(open), h.hub.Open(), refused)
		}
		for _, f := range open {
			f.Close()
			f.Close()
		}
		for range 3 {
			h.follow(of("p1", "so-a"), live.Wish{})
		}
		if _, err := h.hub.Follow(h.Context(), of("p1", "so-a"), live.Wish{}); !fault.Is(err, fault.TooManyRequests) {
			h.Errorf("a fourth of one account: %v", err)
		}
		if h.hub.Open() != 3 {
			h.Errorf("%d are open once most were closed", h.hub.Open())
		}
	})
}

func TestClosingEndsEveryStream(t *testing.T) {
	each(t, nil, func(h *house) {
		f := h.follow(of("p1", "so-a"), live.Wish{})
		ended := make(chan error, 1)
		go func() { _, err := f.Next(h.Context()); ended <- err }()
		h.hub.Close()
		h.hub.Close()
		select {
		case err := <-ended:
			if !errors.Is(err, live.ErrStopping) {
				h.Error(err)
			}
		case <-time.After(10 * time.Second):
			h.Error("a stream goes on")
		}
		if _, err := h.hub.Follow(h.Context(), of("p1", "so-a"), live.Wish{}); !fault.Is(err, fault.Unavailable) {
			h.Errorf("a new one: %v", err)
		}
	})
}

// What belonged to a unit that has ended is its successors' at once: a stream reads its rights
// again with every word about units.
func TestAStreamGoesWithItsUnits(t *testing.T) {
	each(t, nil, func(h *house) {
		var passed atomic.Bool
		who := func(context.Context) (right.Actor, error) {
			a := right.Actor{ID: "p1", Grants: []right.Grant{{Role: right.Author, Unit: "so-a"}}}
			if passed.Load() {
				a.Grants = append(a.Grants, right.Grant{Role: right.Author, Unit: "so-b"})
			}
			return a, nil
		}
		f := h.follow(who, live.Wish{})
		h.emit("so-b", 1, 1)
		h.emit("so-a", 2, 2)
		if d := cmp.Diff([]int{2}, h.hears(f, 1)); d != "" {
			h.Error(d)
		}
		passed.Store(true)
		err := h.db.InTx(h.Context(), func(ctx context.Context) error {
			return h.log.Emit(ctx, audit.Event{Kind: "unit.ended", Unit: "so-b", Data: map[string]any{"unit": "so-b"}})
		})
		if err != nil {
			h.Fatal(err)
		}
		h.emit("so-b", 3, 3)
		h.emit("so-a", 4, 4)
		if d := cmp.Diff([]int{3, 4}, h.hears(f, 2)); d != "" {
			h.Error(d)
		}
	})
}

// asked counts how often it is asked whose inbox has changed.
type asked struct{ times atomic.Int64 }

func (a *asked) Turns(context.Context, []string) (map[string]int64, error) {
	a.times.Add(1)
	return map[string]int64{}, nil
}

func (*asked) Unread(context.Context, right.Actor) (int, error) { return 0, nil }

// However often something is committed, inboxes are looked at once a poll.
func TestInboxesAreLookedAtOnceAPoll(t *testing.T) {
	each(t, func(o *live.Options) { o.Inboxes = &asked{} }, func(h *house) {
		f := h.follow(of("p1", "so-a"), live.Wish{})
		times := h.o.Inboxes.(*asked).times.Load
		for n := range 10 {
			h.emit("so-a", n, n)
			h.hears(f, 1)
		}
		if n := times(); n != 1 {
			h.Errorf("in one poll it was asked %d times", n)
		}
		h.let.Add(int64(time.Hour))
		for n := range 3 {
			h.emit("so-a", n, n)
			h.hears(f, 1)
		}
		if n := times(); n != 2 {
			h.Errorf("after another, %d times", n)
		}
	})
}
