package article

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/eyes"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/walltime"
)

// Reopen makes an edition editable again. An approved one loses its approval: the pointer
// is cleared and what has not left is voided; what is out must be corrected instead. A
// correction that is called back from review leaves the release in force alone.
func (s *Service) Reopen(ctx context.Context, actor right.Actor, at At) (Edition, Effect, error) {
	var effect Effect
	e, err := s.onEdition(ctx, actor, right.EditionReopen, at, func(ctx context.Context, a Article, e *Edition) error {
		approved := e.State == Approved
		reach, err := s.o.Deliveries.Reached(ctx, e.ID)
		if err != nil {
			return err
		}
		if err := e.reopenable(reach); err != nil {
			return err
		}
		if err := s.move(e, Reopen); err != nil {
			return err
		}
		if _, err := s.void(ctx, *e, flow.VoidReopened); err != nil {
			return err
		}
		if approved {
			e.ApprovedRelease, e.NextAct = "", release.ActPublish
			if effect, err = s.o.Deliveries.Reopened(ctx, actor, *e); err != nil {
				return err
			}
		}
		if err := s.carry(ctx, *e); err != nil {
			return err
		}
		return s.save(ctx, actor, "edition.reopen", a, *e, nil)
	})
	return e, effect, err
}

// carry holds those who worked on releases that are no longer in force to the next one:
// otherwise its writer could have them voided and then approve the same words alone. Whoever
// wrote what a correction left standing is among them, so all releases count, not the last alone.
func (s *Service) carry(ctx context.Context, e Edition) error {
	if e.ApprovedRelease != "" {
		return nil
	}
	last, err := s.o.Releases.LastNumber(ctx, e.ID)
	for number := 1; number <= last && err == nil; number++ {
		var former []eyes.Contribution
		former, err = s.o.Releases.Contributors(ctx, e.ID, number)
		for _, one := range former {
			if one.What == eyes.Note {
				continue // the next release publishes, and has no note
			}
			one.Release = last + 1
			if err := s.o.Releases.Contribute(ctx, one); err != nil {
				return err
			}
		}
	}
	return err
}

// Withdraw takes the story down everywhere, for a reason; notice is what readers are told.
func (s *Service) Withdraw(ctx context.Context, actor right.Actor, at At, reason, notice string) (Edition, Effect, error) {
	reason, err := needReason(reason)
	if err != nil {
		return Edition{}, Effect{}, err
	}
	notice, err = manuscript.Remark("/notice", notice, fault.Text{})
	if err != nil {
		return Edition{}, Effect{}, err
	}
	var effect Effect
	e, err := s.onEdition(ctx, actor, right.EditionWithdraw, at, func(ctx context.Context, a Article, e *Edition) error {
		reach, err := s.o.Deliveries.Reached(ctx, e.ID)
		if err != nil {
			return err
		}
		if err := e.withdrawable(reach); err != nil {
			return err
		}
		if err := s.move(e, Withdraw); err != nil {
			return err
		}
		if _, err := s.void(ctx, *e, flow.VoidWithdrawn); err != nil {
			return err
		}
		e.ApprovedRelease, e.NextAct, e.Reason, e.WithdrawnAt = "", release.ActPublish, reason, s.o.Now()
		e.Note = release.Note{Kind: release.Withdrawal, Text: notice}
		if err := s.carry(ctx, *e); err != nil { // a new edition in another language inherits from this one
			return err
		}
		if effect, err = s.o.Deliveries.Withdrawn(ctx, actor, *e); err != nil {
			return err
		}
		return s.save(ctx, actor, "edition.withdraw", a, *e, map[string]any{"reason": reason, "notice": notice})
	})
	return e, effect, err
}

// Archive puts an edition away that is neither in review nor published, nor may become so
// by a delivery whose outcome is open.
func (s *Service) Archive(ctx context.Context, actor right.Actor, at At) (Edition, error) {
	return s.onEdition(ctx, actor, right.EditionArchive, at, func(ctx context.Context, a Article, e *Edition) error {
		reach, err := s.o.Deliveries.Reached(ctx, e.ID)
		if err != nil {
			return err
		}
		if err := e.archivable(reach); err != nil {
			return err
		}
		if err := s.move(e, Archive); err != nil {
			return err
		}
		return s.save(ctx, actor, "edition.archive", a, *e, nil)
	})
}

// SetEmbargo keeps the edition from everyone without the right until a wall time; an
// empty wall time lifts the embargo. Once anything went out it is refused.
func (s *Service) SetEmbargo(ctx context.Context, actor right.Actor, at At, wall walltime.Wall) (Edition, error) {
	return s.onEdition(ctx, actor, right.EditionSchedule, at, func(ctx context.Context, a Article, e *Edition) error {
		reach, err := s.o.Deliveries.Reached(ctx, e.ID)
		if err != nil {
			return err
		}
		if err := embargoable(reach); err != nil && wall.Time != "" {
			return err
		}
		e.Embargo = Embargo{}
		detail := map[string]any{"lifted": true}
		if wall.Time != "" {
			until, err := wall.Future(s.o.Now())
			if err != nil {
				return err
			}
			e.Embargo = Embargo{Until: until, Wall: wall.Time, Zone: wall.Zone}
			detail = map[string]any{"wall": wall.Time, "zone": wall.Zone, "until": until.UTC().Format(time.RFC3339)}
		}
		e.Version++
		e.UpdatedAt = s.o.Now()
		return s.save(ctx, actor, "edition.embargo", a, *e, detail)
	})
}
