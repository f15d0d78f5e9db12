package channel

import (
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
)

// over is the stage of a credential that has come to its end.
const over = -1

// stages are how many days before the end of a credential people are told, nearest first.
func stages() []int { return []int{1, 7, 14, 30} }

// Expiring says that the end of a channel's credential is near.
type Expiring struct {
	At   time.Time
	Days int  // by the calendar; 0 on the day itself, below 0 after it
	Over bool // the end has come
}

// Expiring tells whether the end of the channel's credential is within the first of the
// warnings, thirty days.
func (s *Service) Expiring(c Channel) (Expiring, bool) {
	if c.CredentialExpiresAt.IsZero() {
		return Expiring{}, false
	}
	now := s.now()
	e := Expiring{At: c.CredentialExpiresAt, Over: !now.Before(c.CredentialExpiresAt)}
	e.Days = int(s.day(e.At).Sub(s.day(now)).Hours()) / 24 //nolint:mnd // hours of a day, in UTC
	return e, e.stage() != 0
}

// day is the calendar day of an instant where the newsroom is.
func (s *Service) day(at time.Time) time.Time {
	y, m, d := at.In(s.o.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// stage is the nearest warning that is due: 30, 14, 7, 1, then over; 0 before the first.
func (e Expiring) stage() int {
	if e.Over {
		return over
	}
	for _, stage := range stages() {
		if e.Days <= stage {
			return stage
		}
	}
	return 0
}

// warn tells once of each stage that the end of the credential has reached. An end that has
// moved away takes the warnings back to where it now is, so that they begin anew.
func (s *Service) warn(ctx context.Context, c *Stored) error {
	e, near := s.Expiring(c.Channel)
	before, now := c.ExpiryTold, 0
	if near {
		now = e.stage()
	}
	c.ExpiryTold = now
	if remoteness(now) >= remoteness(before) {
		return nil
	}
	return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done("channel.warn"), Channel: c.ID, Unit: c.Unit,
		Data: map[string]any{"expires_at": e.At.UTC().Format(time.RFC3339), "days_left": e.Days}})
}

// remoteness orders stages by how far the end is.
func remoteness(stage int) int {
	return slices.Index(append([]int{over}, append(stages(), 0)...), stage)
}
