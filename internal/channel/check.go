package channel

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

const (
	// checking bounds one check.
	checking = 30 * time.Second
	// daily is how long after its last one a channel's daily check comes.
	daily = 24 * time.Hour
)

// Check asks the destination whether the channel works, and keeps the answer. It must be
// called outside any transaction, since it may take as long as the destination likes.
// When the settings change meanwhile, the answer is given back but not kept.
func (s *Service) Check(ctx context.Context, actor right.Actor, id string) (connector.Health, error) {
	var c Stored
	// A read, but made like an act: the right depends on the row, and a denial leaves one.
	err := s.onChannel(ctx, actor, id, func(_ context.Context, locked Stored) error {
		c = locked
		return nil
	})
	if err != nil {
		return connector.Health{}, err
	}
	health, err := s.ask(ctx, c)
	if err != nil {
		return connector.Health{}, err
	}
	err = s.onChannel(ctx, actor, id, func(ctx context.Context, locked Stored) error {
		if locked.Version == c.Version {
			if health, err = s.keep(ctx, actor.ID, locked, health); err != nil {
				return err
			}
		}
		return s.tell(ctx, actor.ID, locked.Channel, told{act: "channel.check", was: &locked.Channel, detail: map[string]any{"class": string(health.Class)}})
	})
	return health, err
}

// ask makes the connector of a channel and has it check.
func (s *Service) ask(ctx context.Context, c Stored) (connector.Health, error) {
	_, built, secrets, err := s.open(c)
	if err != nil {
		return connector.Health{}, err
	}
	limited, cancel := context.WithTimeout(ctx, checking)
	defer cancel()
	health := secrets.maskHealth(built.Check(limited))
	return health, ctx.Err() // the caller went away: that says nothing about the destination
}

// keep brings the answer of a check into the locked channel, and gives it back as it counts.
func (s *Service) keep(ctx context.Context, actor string, c Stored, health connector.Health) (connector.Health, error) {
	before, was := c.Hold, c.Channel
	health = c.judge(health)
	c.Health, c.CheckedAt = health, s.now()
	if c.Hold == HoldOtherAccount { // what that account gave serves nobody here
		if err := s.o.Store.DropSession(ctx, c.ID); err != nil {
			return health, err
		}
	}
	if c.Hold != before {
		c.UpdatedAt = s.now()
	}
	if err := s.warn(ctx, &c); err != nil {
		return health, err
	}
	if err := s.o.Store.Save(ctx, c); err != nil || c.Hold == before {
		return health, err
	}
	return health, s.tellHold(ctx, actor, was, c.Channel)
}

// judge says what an answer means for the channel. Only what the destination says outright
// moves it: a refusal stops it, and its own place, found in order, lets it go on. An answer
// that says nothing leaves place, hold and end of the credential as they are.
func (c *Stored) judge(h connector.Health) connector.Health {
	switch {
	case h.Class == connector.Reauth && c.Hold == NoHold:
		c.Hold = HoldReauth
	case h.Class != connector.OK:
	case c.Place != "" && h.Place == "":
		h.Class, h.Detail = connector.Transient, fault.T("Nơi nhận không cho biết bài sẽ đến đâu; thử kiểm tra lại sau.",
			"The destination does not say where posts would go; check again later.")
	case c.Place != "" && h.Place != c.Place:
		c.Hold, c.OtherName = HoldOtherAccount, named(h)
		h.Class, h.Detail, h.ExpiresAt = connector.Rejected, c.HoldWords(), time.Time{}
	default:
		c.Hold, c.OtherName, c.CredentialExpiresAt = NoHold, "", h.ExpiresAt
		if h.Place != "" {
			c.Place, c.PlaceName = h.Place, named(h)
		}
	}
	return h
}

// named is what people call the place of a good answer.
func named(h connector.Health) string { return cmp.Or(h.Account, h.Place) }

// CheckDaily asks the destination of every channel once a day, one after the other, and
// tells of credentials that come to their end. It is made to be called more often: over all
// processes each channel has its turn when a day has passed. Nothing is asked of channels
// that are only read from us, nor of the trial channel.
func (s *Service) CheckDaily(ctx context.Context) error {
	all, err := s.o.Store.List(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, c := range all {
		if c.Passive || c.Kind == connector.TrialKind {
			continue
		}
		if hurried(ctx) {
			break // the next call goes on from here
		}
		mine, err := s.o.Store.Ask(ctx, c.ID, s.now(), s.now().Add(-daily))
		if err == nil && mine {
			err = s.checkOne(ctx, c.ID)
		}
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

// hurried reports whether less time is left than a check may take.
func hurried(ctx context.Context) bool {
	end, bounded := ctx.Deadline()
	limited, cancel := context.WithTimeout(ctx, checking)
	defer cancel()
	soonest, _ := limited.Deadline()
	return bounded && soonest.Equal(end)
}

// checkOne is the daily check of one channel. One that cannot be opened is a person's to
// mend; the end of its credential comes all the same.
func (s *Service) checkOne(ctx context.Context, id string) error {
	asked, err := s.o.Store.Get(ctx, id)
	if err != nil {
		return err
	}
	health, unanswered := s.ask(ctx, asked)
	if ctx.Err() != nil {
		return errors.Join(ctx.Err(), s.o.Store.AskAgain(context.WithoutCancel(ctx), id))
	}
	return s.o.Store.InTx(ctx, func(ctx context.Context) error {
		locked, err := s.o.Store.Lock(ctx, id)
		if err != nil {
			return err
		}
		if unanswered == nil && locked.Version == asked.Version {
			_, err = s.keep(ctx, audit.System, locked, health)
			return err
		}
		if err := s.warn(ctx, &locked); err != nil {
			return err
		}
		return s.o.Store.Save(ctx, locked)
	})
}
