package delivery_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
)

// slowMark is a store whose answer to the first mark's commit comes late.
type slowMark struct {
	delivery.Store
	once      atomic.Bool
	committed chan struct{} // closed once the mark is committed
	answer    chan struct{} // the answer comes when it is closed
}

func newSlowMark(s delivery.Store) *slowMark {
	return &slowMark{Store: s, committed: make(chan struct{}), answer: make(chan struct{})}
}

func (s *slowMark) SaveAttempt(ctx context.Context, a delivery.Attempt) error {
	if a.FinishedAt.IsZero() && !a.SendingAt.IsZero() && s.once.CompareAndSwap(false, true) {
		s.AfterCommit(ctx, func() { close(s.committed); <-s.answer })
	}
	return s.Store.SaveAttempt(ctx, a)
}

// The process stands still between the mark's commit and the call, for longer than its
// lease; another has long settled and sent when it comes back.
func TestACallWhoseTimeIsOverIsNotMade(t *testing.T) {
	each(t, func(h *house) {
		id := h.publish(h.approved("Đứng giữa chừng"), h.channel("looked"))[0].ID
		late := newSlowMark(h.queue)
		o := h.options()
		o.Store, o.Timeout = late, 3*time.Second
		_, stop := h.engineOf(o)
		defer stop()
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
		close(late.answer)
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

func (r slowRelease) Release(ctx context.Context, id string) (article.Release, error) {
	r.meanwhile()
	return r.Releases.Release(ctx, id)
}

func TestACallEndsBeforeItsLease(t *testing.T) {
	each(t, func(h *house) {
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
			return behaviour{true, connector.OK}
		})
		_, stop := h.engineOf(o)
		defer stop()
		h.until(id, delivery.Sent)
	})
}
