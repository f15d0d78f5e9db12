package channel

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/text"
)

// Pause keeps a channel still until [Service.Resume]; the reason is for those who wait.
// Pausing again changes the reason.
func (s *Service) Pause(ctx context.Context, actor account.Actor, id, reason string) (Channel, error) {
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

// Resume lets a channel go on at once: it ends a pause, and the wait that the destination
// asked for.
func (s *Service) Resume(ctx context.Context, actor account.Actor, id string) (Channel, error) {
	var c Stored
	err := s.onChannel(ctx, actor, id, func(ctx context.Context, locked Stored) error {
		c = locked
		if !c.Paused && c.ParkedUntil.IsZero() {
			return nil
		}
		c.Paused, c.PauseReason, c.ParkedUntil, c.UpdatedAt = false, "", time.Time{}, s.now()
		if err := s.o.Store.Save(ctx, c); err != nil {
			return err
		}
		if err := s.o.Store.Park(ctx, id, time.Time{}); err != nil {
			return err
		}
		return s.tell(ctx, actor.ID, c.Channel, told{act: "channel.resume"})
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

// PauseFor pauses a channel in the name of the engine, in the transaction of the delivery
// that met the reason. A channel that is paused already keeps its first reason.
func (s *Service) PauseFor(ctx context.Context, id, reason string) error {
	return s.o.Store.InTx(ctx, func(ctx context.Context) error {
		c, err := s.o.Store.Lock(ctx, id)
		if err != nil || c.Paused {
			return err
		}
		return s.pause(ctx, audit.System, &c, reason)
	})
}

func (s *Service) pause(ctx context.Context, actor string, c *Stored, reason string) error {
	if c.Paused && c.PauseReason == reason {
		return nil
	}
	c.Paused, c.PauseReason, c.UpdatedAt = true, reason, s.now()
	if err := s.o.Store.Save(ctx, *c); err != nil {
		return err
	}
	return s.tell(ctx, actor, c.Channel, told{act: "channel.pause", detail: map[string]any{"reason": reason}})
}
