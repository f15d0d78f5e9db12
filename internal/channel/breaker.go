package channel

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
)

// Breaker cuts a channel off whose destination does not answer, so that no tries are used up
// on it. The zero value is closed: the channel is in use.
type Breaker struct {
	// Failures counts the tries in a row that the destination did not answer.
	Failures int
	// Until is when one try may probe the destination; zero while the breaker is closed.
	Until time.Time
}

const (
	// breakAfter is how many failures in a row open the breaker.
	breakAfter = 5
	firstBreak = 10 * time.Second
	// longestBreak is how long a destination that is back may have to wait for us.
	longestBreak = 5 * time.Minute
)

// Open reports whether the channel is cut off; once Until has passed, but for one probe at a
// time.
func (b Breaker) Open() bool { return !b.Until.IsZero() }

// After is the breaker after a try that the destination answered, whatever it said, or did
// not answer: each probe in vain doubles the wait.
func (b Breaker) After(answered bool, now time.Time) Breaker {
	if answered {
		return Breaker{}
	}
	if b.Until.After(now) { // it began before the cut, and says nothing new
		return b
	}
	b.Failures++
	if b.Failures < breakAfter {
		return b
	}
	wait := firstBreak
	for i := breakAfter; i < b.Failures && wait < longestBreak; i++ {
		wait *= 2
	}
	b.Until = now.Add(min(wait, longestBreak))
	return b
}

// Answered tells of a try whether the destination answered. It belongs in the transaction of
// the delivery; c is the channel as it was opened for the try. Where nothing was wrong and
// nothing is, nothing is written.
func (s *Service) Answered(ctx context.Context, c Channel, answered bool) error {
	if answered && c.Breaker == (Breaker{}) {
		return nil
	}
	return s.o.Store.InTx(ctx, func(ctx context.Context) error {
		locked, err := s.o.Store.Lock(ctx, c.ID)
		if err != nil {
			return err
		}
		now, err := s.o.Store.Now(ctx)
		if err != nil {
			return err
		}
		before := locked.Breaker
		locked.Breaker = before.After(answered, now)
		if err := s.o.Store.SaveBreaker(ctx, c.ID, locked.Breaker); err != nil || locked.Breaker.Open() == before.Open() {
			return err
		}
		return s.tellBreaker(ctx, locked.Channel)
	})
}

func (s *Service) tellBreaker(ctx context.Context, c Channel) error {
	if !c.Breaker.Open() {
		return s.tell(ctx, audit.System, c, told{act: "channel.reconnect", was: &c})
	}
	return s.tell(ctx, audit.System, c, told{act: "channel.disconnect", was: &c, detail: map[string]any{"failures": c.Breaker.Failures}})
}
