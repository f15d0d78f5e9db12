package audit

import (
	"context"
	"time"
)

// SealState is how sealing does.
type SealState struct {
	// LastRun is when a sealer last ran, of whatever instance: each server's does every
	// second. Zero when none ever did.
	LastRun time.Time
	// Oldest is when the oldest of the rows was written that wait for their seal, and Waiting
	// how many there are.
	Oldest  time.Time
	Waiting int
}

// State tells how sealing does, and by which clock.
func (s *Sealer) State(ctx context.Context) (st SealState, now time.Time, err error) {
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		if now, err = s.store.Now(ctx); err != nil {
			return err
		}
		until, err := s.store.LeasedUntil(ctx, sealLease)
		if err != nil {
			return err
		}
		if !until.IsZero() {
			st.LastRun = until.Add(-leaseFor)
		}
		for _, stream := range Streams() {
			n, oldest, err := s.store.CountUnsealed(ctx, stream)
			if err != nil {
				return err
			}
			st.Waiting += n
			if n > 0 && (st.Oldest.IsZero() || oldest.Before(st.Oldest)) {
				st.Oldest = oldest
			}
		}
		return nil
	})
	return st, now, err
}
