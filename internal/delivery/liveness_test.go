package delivery_test

import (
	"context"
	"crypto/rand"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/dispatch"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/articles"
	"github.com/lantoa/lantoa/internal/store/deliveries"
	"github.com/lantoa/lantoa/internal/store/ledger"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// slowMark is a store whose answer to the first mark's commit comes late.
type slowMark struct {
	delivery.Store
	once      atomic.Bool
	committed chan struct{} // closed once the mark is committed
	answer    chan struct{} // the answer comes when it is closed
	released  sync.Once
}

// release lets the answer come; again it changes nothing.
func (s *slowMark) release() { s.released.Do(func() { close(s.answer) }) }

func newSlowMark(s delivery.Store) *slowMark {
	return &slowMark{Store: s, committed: make(chan struct{}), answer: make(chan struct{})}
}

func (s *slowMark) SaveAttempts(ctx context.Context, attempts ...delivery.Attempt) error {
	if slices.ContainsFunc(attempts, isMark) && s.once.CompareAndSwap(false, true) {
		s.AfterCommit(ctx, func() { close(s.committed); <-s.answer })
	}
	return s.Store.SaveAttempts(ctx, attempts...)
}

// isMark tells the mark that something is about to be sent from the attempt's end.
func isMark(a delivery.Attempt) bool { return a.FinishedAt.IsZero() && !a.SendingAt.IsZero() }

// The process stands still between the mark's commit and the call, for longer than its
// lease; another has long settled and sent when it comes back.
func TestACallWhoseTimeIsOverIsNotMade(t *testing.T) {
	each(t, func(h *harness) {
		id := h.publish(h.approved("Đứng giữa chừng"), h.channel("looked"))[0].ID
		late := newSlowMark(h.queue)
		o := h.options()
		o.Store, o.Timeout = late, 3*time.Second
		_, stop := h.engineOf(o)
		defer stop()
		defer late.release()
		<-late.committed
		over := time.After(o.Timeout)
		h.set(`UPDATE delivery SET lease_until = 1, next_at = 1, lease_token = 'of an instance that is gone' WHERE id = ?`, id)
		other := h.run()
		h.eventually("the other's post", func() bool {
			h.db.Write(context.Background()).Exec(`UPDATE delivery SET next_at = 1 WHERE id = ? AND lease_token = ''`, id)
			other.Wake()
			return h.read(id).State == delivery.Sent
		})
		<-over
		late.release()
		stop()
		if sends, _, _ := h.place.count(); sends != 1 {
			h.Errorf("it was sent %d times", sends)
		}
	})
}

// slowRelease is a reader of releases that takes almost the whole lease.
type slowRelease struct {
	delivery.Releases
	meanwhile func()
}

func (r slowRelease) Release(ctx context.Context, id string) (release.Release, error) {
	r.meanwhile()
	return r.Releases.Release(ctx, id)
}

func TestACallEndsBeforeItsLease(t *testing.T) {
	each(t, func(h *harness) {
		id := h.publish(h.approved("Chuẩn bị lâu"), h.channel("looked"))[0].ID
		o := h.options()
		o.Releases = slowRelease{h.stories, func() {
			h.set(`UPDATE delivery SET lease_until = ?, next_at = ? WHERE id = ?`, now().Add(time.Second).UnixMicro(), now().Add(time.Second).UnixMicro(), id)
		}}
		h.place.direct(func(connector.Call) behaviour {
			one := h.read(id)
			if left := one.LeaseUntil.Sub(now()); left < o.Timeout || !one.NextAt.Equal(one.LeaseUntil) {
				h.Errorf("a call of up to %s is made with %s of the lease left", o.Timeout, left)
			}
			return behaviour{applies: true, class: connector.OK}
		})
		_, stop := h.engineOf(o)
		defer stop()
		h.until(id, delivery.Sent)
	})
}

// frail is a database that can be away, and that can leave questions without an answer.
type frail struct {
	delivery.Store
	delivery.Queue
	down   atomic.Bool
	silent sync.Map // how many questions of a name get no answer
}

func (f *frail) asked(ctx context.Context, name string) error {
	if f.down.Load() {
		return fault.New(fault.Unavailable, fault.T("Cơ sở dữ liệu chưa trả lời.", "The database does not answer."))
	}
	if left, ok := f.silent.Load(name); ok && left.(*atomic.Int32).Add(-1) >= 0 {
		<-ctx.Done()
		return ctx.Err()
	}
	return nil
}

// silence lets the next n questions of a name wait for ever.
func (f *frail) silence(name string, n int32) {
	left := new(atomic.Int32)
	left.Store(n)
	f.silent.Store(name, left)
}

func (f *frail) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	if err := f.asked(ctx, "transaction"); err != nil {
		return err
	}
	return f.Store.InTx(ctx, fn)
}

func (f *frail) Claim(ctx context.Context, r delivery.ClaimRequest) ([]delivery.Claimed, error) {
	if err := f.asked(ctx, "claim"); err != nil {
		return nil, err
	}
	return f.Queue.Claim(ctx, r)
}

func (f *frail) Extend(ctx context.Context, tokens []string, lease time.Duration) (renewed, lost []string, err error) {
	if err := f.asked(ctx, "extend"); err != nil {
		return nil, nil, err
	}
	return f.Queue.Extend(ctx, tokens, lease)
}

func (f *frail) Expired(ctx context.Context, limit int) ([]string, error) {
	if err := f.asked(ctx, "expired"); err != nil {
		return nil, err
	}
	return f.Queue.Expired(ctx, limit)
}

func (f *frail) NextAt(ctx context.Context) (time.Time, error) {
	if err := f.asked(ctx, "next"); err != nil {
		return time.Time{}, err
	}
	return f.Queue.NextAt(ctx)
}

// frailOptions are those of an engine on a frail database, in quick motion.
func (h *harness) frailOptions() (*frail, dispatch.Options) {
	f := &frail{Store: h.queue, Queue: h.queue}
	o := h.options()
	o.Store, o.Queue, o.Lease, o.Timeout = f, f, 3*time.Second, 2*time.Second
	return f, o
}

// No answer of the database is waited for without end.
func TestAQuestionWithoutAnAnswerIsAskedAgain(t *testing.T) {
	each(t, func(h *harness) {
		f, o := h.frailOptions()
		o.Patience = 500 * time.Millisecond
		for _, name := range []string{"claim", "expired", "next"} {
			f.silence(name, 1)
		}
		var once sync.Once
		h.place.direct(func(connector.Call) behaviour {
			once.Do(func() { f.silence("transaction", 2) }) // of the settlement
			return behaviour{applies: true, class: connector.OK}
		})
		d, stop := h.engineOf(o)
		defer stop()
		id := h.publish(h.approved("Không trả lời"), h.channel("looked"))[0].ID
		d.Wake()
		h.until(id, delivery.Sent)
		lost := h.publish(h.approved("Đã mất"), h.channel("looked"))[0].ID
		h.set(`UPDATE delivery SET lease_token = 'gone', lease_until = 1, next_at = 1, state = 'sending' WHERE id = ?`, lost)
		must(h.T, h.db.InTx(h.Context(), func(ctx context.Context) error {
			return h.db.Write(ctx).Exec(`INSERT INTO attempt (id, delivery_id, number, task, instance, started_at) VALUES (?, ?, 1, 'send', 'gone', 1)`, newID(), lost).Error
		}))
		h.eventually("the sweep", func() bool { d.Wake(); return h.read(lost).State == delivery.Sent })
	})
}

// A claim that hangs does not let the leases of running calls end.
func TestTheHeartBeatsBesideAHangingClaim(t *testing.T) {
	each(t, func(h *harness) {
		gate := make(chan struct{})
		h.place.gate = gate
		f, o := h.frailOptions()
		d, stop := h.engineOf(o)
		defer stop()
		defer close(gate)
		id := h.publish(h.approved("Tim vẫn đập"), h.channel("looked"))[0].ID
		d.Wake()
		h.eventually("the call", func() bool { sends, _, _ := h.place.count(); return sends == 1 })
		f.silence("claim", 1000)
		d.Wake()
		until := h.read(id).LeaseUntil
		h.eventually("two heartbeats", func() bool { return h.read(id).LeaseUntil.Sub(until) > o.Lease/2 })
	})
}

// A known answer outlives an outage that is longer than its lease, whoever comes back first.
func TestAnOutageLongerThanALeaseLosesNoAnswer(t *testing.T) {
	each(t, func(h *harness) {
		f, o := h.frailOptions()
		h.place.direct(func(connector.Call) behaviour {
			f.down.Store(true)
			return behaviour{applies: true, class: connector.OK}
		})
		id := h.publish(h.approved("Mất cơ sở dữ liệu"), h.channel("blind"))[0].ID
		_, stop := h.engineOf(o)
		defer stop()
		h.eventually("the outage", f.down.Load)
		_, stopOther := h.engineOf(o)
		defer stopOther()
		h.eventually("the lease's end", func() bool { return h.read(id).LeaseUntil.Before(now().Add(-time.Second)) })
		f.down.Store(false)
		h.eventually("a settlement", func() bool { return h.read(id).LeaseToken == "" })
		if one := h.read(id); one.State != delivery.Sent {
			h.Errorf("state %s, reason %s: the answer was thrown away", one.State, one.Reason)
		}
	})
}

// A stop during an outage ends when its patience does.
func TestAnAbandonedRunEnds(t *testing.T) {
	each(t, func(h *harness) {
		f, o := h.frailOptions()
		h.place.direct(func(connector.Call) behaviour {
			f.down.Store(true)
			return behaviour{applies: true, class: connector.OK}
		})
		h.publish(h.approved("Dừng khi mất cơ sở dữ liệu"), h.channel("keyed"))
		d, stop := h.engineOf(o)
		h.eventually("the outage", f.down.Load)
		ended := make(chan struct{})
		go func() { stop(); close(ended) }()
		d.Abandon()
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			h.Error("it goes on")
			f.down.Store(false)
			<-ended
		}
	})
}

// An instance loses its network in the middle of a transaction: its locks hold up what
// waits for that edition, and nothing else.
func TestAnInstanceThatStandsStillHoldsUpNobody(t *testing.T) {
	t.Parallel()
	storetest.OnPostgres(t, func(t *testing.T, o store.Options) { // on SQLite one process has the file to itself
		h := newHouse(t, storetest.Open(t, o))
		wire, options := storetest.NewWire(t, o)
		far := storetest.Open(t, options)
		stories := articles.New(far)
		queue := deliveries.New(far, stories)
		still := h.options()
		cut := make(chan struct{})
		still.Store, still.Queue, still.Releases, still.Trail = &cutAtMark{Store: queue, wire: wire, cut: cut}, queue, stories, audit.New(ledger.NewAudit(far), now, rand.Reader)
		still.Lease, still.Timeout = 3*time.Second, 2*time.Second
		id := h.publish(h.approved("Mạng đứt đúng lúc"), h.channel("looked"))[0].ID
		_, stop := h.engineOf(still)
		defer stop()
		<-cut
		h.eventually("the lease's end", func() bool { return h.read(id).LeaseUntil.Before(now()) })
		d := h.run()
		other := h.publish(h.approved("Bài khác"), h.channel("looked"))[0].ID
		d.Wake()
		h.until(other, delivery.Sent)
		if h.read(id).LeaseToken == "" {
			h.Error("the other story waited until the server had ended the transaction")
		}
		h.eventually("the first story's own way out", func() bool { d.Wake(); return h.read(id).State == delivery.Sent })
		if sends, _, _ := h.place.count(); sends != 2 {
			h.Errorf("%d sends of two stories", sends)
		}
	})
}

// cutAtMark is a store that loses its database in the transaction of the first mark.
type cutAtMark struct {
	delivery.Store
	wire *storetest.Wire
	once sync.Once
	cut  chan struct{}
}

func (s *cutAtMark) SaveAttempts(ctx context.Context, attempts ...delivery.Attempt) error {
	err := s.Store.SaveAttempts(ctx, attempts...)
	if slices.ContainsFunc(attempts, isMark) {
		s.once.Do(func() { s.wire.CutAll(); close(s.cut) })
	}
	return err
}

// A lease whose row somebody has locked is not renewed, and must not pass for it: whoever
// works under it would go on after its end. It is not lost either.
func TestALockedRowIsNeitherRenewedNorLost(t *testing.T) {
	onPostgres(t, func(h *harness) {
		h.publish(h.approved("Đang bị khóa"), h.channel("keyed"), h.channel("keyed"))
		taken := h.claim()
		locked, free := taken[0], taken[1]
		err := h.db.InTx(h.Context(), func(ctx context.Context) error {
			if err := h.db.Write(ctx).Exec(`SELECT id FROM delivery WHERE id = ? FOR UPDATE`, locked.Delivery.ID).Error; err != nil {
				return err
			}
			renewed, lost, err := h.queue.Extend(h.Context(), []string{locked.LeaseToken, free.LeaseToken, "gone"}, time.Hour)
			if !slices.Equal(renewed, []string{free.LeaseToken}) || !slices.Equal(lost, []string{"gone"}) {
				h.Errorf("renewed %q, lost %q; locked is %q", renewed, lost, locked.LeaseToken)
			}
			return err
		})
		must(h.T, err)
		renewed, lost, err := h.queue.Extend(h.Context(), []string{locked.LeaseToken}, time.Hour)
		if err != nil || len(renewed) != 1 || len(lost) != 0 {
			h.Errorf("once it is free: renewed %q, lost %q, %v", renewed, lost, err)
		}
	})
}
