package channel

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/lantoa/lantoa/internal/timetable"
)

// lately is how far back the end of a rest still matters to what is late.
const lately = MaxGrace + 24*time.Hour

// rest is what quiet hours and closed days make of a channel at an instant.
func (s *Service) rest(c Channel, days []timetable.Day, now time.Time) Rest {
	hours, days := s.calendar(c, days)
	rest := Rest{Closing: hours.Closing(days, now), Ended: hours.Ended(days, now, lately)}
	stood := c.Rest
	if stood.Closing.Covers(now) && !rest.Closing.Covers(now) { // somebody ended it
		rest.Ended = timetable.Closing{From: stood.Closing.From, Until: now}
	}
	if stood.Ended.Until.After(rest.Ended.Until) && !stood.Ended.Until.After(now) {
		rest.Ended = stood.Ended // of a calendar that has changed since
	}
	rest.Closing.Day, rest.Ended.Day = timetable.Day{}, timetable.Day{} // which is not kept
	return rest
}

// calendar is what a channel rests by: its quiet hours, and the closed days that it keeps.
func (s *Service) calendar(c Channel, days []timetable.Day) (timetable.Hours, []timetable.Day) {
	hours := c.Hours
	hours.Zone = cmp.Or(hours.Zone, s.o.Zone.String())
	if !c.KeepsClosedDays {
		days = nil
	}
	return hours, days
}

// Timetable is what the slots of a channel are judged by, beside other posts at some hours.
func (s *Service) Timetable(ctx context.Context, c Channel, taken []time.Time) (timetable.Table, error) {
	days, err := s.o.Store.ClosedDays(ctx)
	hours, kept := s.calendar(c, daysOf(days))
	return timetable.Table{Slots: c.Slots, Hours: hours, Days: kept, Distance: c.Distance, Taken: taken, Next: s.o.Next}, err
}

// KeepTime writes the rests of every channel ahead, so that no claim has to reckon with
// calendars. It is made to be called each second, by any number of processes; what stands
// already is not written again.
func (s *Service) KeepTime(ctx context.Context) error {
	all, err := s.o.Store.Resting(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	days, now, err := s.calendarNow(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, c := range all {
		failed = append(failed, s.keepTime(ctx, c, days, now))
	}
	return errors.Join(failed...)
}

func (s *Service) keepTime(ctx context.Context, c Channel, days []ClosedDay, now time.Time) error {
	rest := s.rest(c, daysOf(days), now)
	if rest.same(c.Rest) {
		return nil
	}
	return s.o.Store.SaveRest(ctx, c.ID, c.Version, rest)
}

func (r Rest) same(other Rest) bool {
	return r.Closing.From.Equal(other.Closing.From) && r.Closing.Until.Equal(other.Closing.Until) &&
		r.Ended.From.Equal(other.Ended.From) && r.Ended.Until.Equal(other.Ended.Until)
}

// keepOwnTime writes the rest of one channel, in the act that changed it.
func (s *Service) keepOwnTime(ctx context.Context, c Channel) error {
	days, now, err := s.calendarNow(ctx)
	if err != nil {
		return err
	}
	return s.keepTime(ctx, c, days, now)
}

// calendarNow is what rests are reckoned from: the closed days, and the clock of the claims.
func (s *Service) calendarNow(ctx context.Context) ([]ClosedDay, time.Time, error) {
	days, err := s.o.Store.ClosedDays(ctx)
	if err != nil {
		return nil, time.Time{}, err
	}
	now, err := s.o.Store.Now(ctx)
	return days, now, err
}
