package clipboard

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// TestOneAtATime: while a text of an account is in work or waits for a place, another of the
// same account is turned away; whoever gives up leaves no place taken.
func TestOneAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(text.NewHTML())
		lan := right.Actor{ID: "lan", Grants: []right.Grant{{Role: right.Author}}}
		for range atOnce { // others are at work
			s.places <- struct{}{}
		}
		ctx, cancel := context.WithCancel(t.Context())
		ends := make(chan error, 1)
		clean := func(ctx context.Context) { _, err := s.Clean(ctx, lan, "<p>x</p>", ""); ends <- err }
		go clean(ctx)
		synctest.Wait() // it waits for a place
		if _, err := s.Clean(t.Context(), lan, "<p>y</p>", ""); !fault.Is(err, fault.TooManyRequests) {
			t.Errorf("a second text at the same time: %v", err)
		}
		cancel()
		if err := <-ends; err == nil {
			t.Error("there is no place, and it was served")
		}
		go clean(t.Context())
		synctest.Wait()
		<-s.places
		if err := <-ends; err != nil {
			t.Errorf("a place is free, and it was not served: %v", err)
		}
		if len(s.places) != atOnce-1 || len(s.busy) != 0 {
			t.Errorf("%d places and %d accounts stay taken", len(s.places), len(s.busy))
		}
	})
}
