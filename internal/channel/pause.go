package channel

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// Pause keeps a channel still until [Service.Resume]; the reason is for those who wait.
// Pausing again changes the reason.
func (s *Service) Pause(ctx context.Context, actor right.Actor, id, reason string) (Channel, error) {
	clean, err := text.Line(reason)
	switch {
	case err != nil:
		return Channel{}, fault.Invalid("/reason", notUTF8())
	case clean == "":
		return Channel{}, fault.Invalid("/reason", fault.T("cần lý do, để người chờ bài biết", "needs a reason, for those who wait"))
	case text.Graphemes(clean) > MaxReason:
		return Channel{}, fault.Invalid("/reason", fault.Tf("dài nhất %d ký tự", "at most %d characters", MaxReason))
	}
	var c Stored
	err = s.onChannel(ctx, actor, id, func(ctx context.Context, locked Stored) error {
		c = locked
		return s.pause(ctx, actor.ID, &c, clean)
	})
	if err != nil {
		return Channel{}, err
	}
	return c.Channel, nil
}

// Resume lets a channel go on at once: it ends a pause, a refusal's hold, the wait that the
// destination asked for, and the cut after repeated failures. A hold that only a check can end stays, and is
// fault.StateConflict when there is no pause to end.
func (s *Service) Resume(ctx context.Context, actor right.Actor, id string) (Channel, error) {
	var c Stored
	err := s.onChannel(ctx, actor, id, func(ctx context.Context, locked Stored) error {
		c = locked
		switch {
		case c.Hold.StopsAll() && !c.Paused:
			return held(c.Channel)
		case !c.Paused && c.Hold == NoHold && c.ParkedUntil.IsZero() && !c.Breaker.Open():
			return nil
		case !c.Hold.StopsAll():
			c.Hold = NoHold
		}
		c.Paused, c.PauseReason, c.ParkedUntil, c.Breaker, c.UpdatedAt = false, "", time.Time{}, Breaker{}, s.now()
		if err := s.o.Store.Save(ctx, c); err != nil {
			return err
		}
		if err := s.o.Store.SaveBreaker(ctx, id, c.Breaker); err != nil {
			return err
		}
		if err := s.o.Store.Park(ctx, id, time.Time{}); err != nil {
			return err
		}
		return s.tell(ctx, actor.ID, c.Channel, told{act: "channel.resume", was: &locked.Channel})
	})
	if err != nil {
		return Channel{}, err
	}
	return c.Channel, nil
}

// Park keeps a channel still until an instant, because its destination asked for it. It
// never shortens a wait. It belongs in the transaction of the delivery that was told.
func (s *Service) Park(ctx context.Context, id string, until time.Time) error {
	if until.IsZero() {
		return nil
	}
	return s.o.Store.Park(ctx, id, until.UTC().Truncate(time.Microsecond))
}

func (s *Service) pause(ctx context.Context, actor string, c *Stored, reason string) error {
	if c.Paused && c.PauseReason == reason {
		return nil
	}
	was := c.Channel
	c.Paused, c.PauseReason, c.UpdatedAt = true, reason, s.now()
	if err := s.o.Store.Save(ctx, *c); err != nil {
		return err
	}
	return s.tell(ctx, actor, c.Channel, told{act: "channel.pause", was: &was, detail: map[string]any{"reason": reason}})
}
