package delivery_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/release"
)

// stumbling is a house in which something panics: for one release, or once.
type stumbling struct {
	delivery.Store
	delivery.Queue
	delivery.Releases
	release     string
	claim, save atomic.Bool
}

func (s *stumbling) Release(ctx context.Context, id string) (release.Release, error) {
	if id == s.release {
		panic("a nil map")
	}
	return s.Releases.Release(ctx, id)
}

func (s *stumbling) Claim(ctx context.Context, r delivery.ClaimRequest) ([]delivery.Claimed, error) {
	if s.claim.CompareAndSwap(true, false) {
		panic("division by zero")
	}
	return s.Queue.Claim(ctx, r)
}

func (s *stumbling) Save(ctx context.Context, sets ...*delivery.Set) error {
	if s.save.CompareAndSwap(true, false) {
		panic("an index out of range")
	}
	return s.Store.Save(ctx, sets...)
}

// TestAPanicEndsNoOther has whatever panics for one delivery be a matter of that one: the
// process goes on, and a person is told.
func TestAPanicEndsNoOther(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		ill, well := h.publish(h.approved("Hỏng"), c)[0], h.publish(h.approved("Lành"), c)[0]
		o := h.options()
		s := &stumbling{Store: o.Store, Queue: o.Queue, Releases: o.Releases, release: ill.Release}
		s.claim.Store(true)
		s.save.Store(true)
		o.Store, o.Queue, o.Releases = s, s, s
		_, stop := h.engineOf(o)
		defer stop()
		h.eventually("the other one", func() bool { return h.read(well.ID).State == delivery.Sent })
		h.eventually("a person's part", func() bool { return h.read(ill.ID).State == delivery.Attention })
		if one := h.read(ill.ID); one.Reason != delivery.ReasonRender || one.LeaseToken != "" || one.Detail.VI == "" {
			h.Errorf("%+v", one)
		}
		if s.claim.Load() || s.save.Load() {
			h.Error("nothing panicked")
		}
	})
}
