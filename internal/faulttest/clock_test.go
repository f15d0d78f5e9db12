//go:build faulttest

package faulttest

import (
	"testing"
	"time"
)

// TestWrongClock runs on a host whose clock is wrong. The database's clock decides, so
// that nothing goes out early by the receiver's.
func TestWrongClock(t *testing.T) {
	t.Parallel()
	for _, skew := range []string{"1h", "-1h"} {
		t.Run(skew, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, dsn string) {
				s := newStage(t, dsn)
				e := s.create("vi", textVI()).approved()
				s.process.stop(t)
				s.restart("LANTOA_FAULT_SKEW=" + skew)
				due := soon(4 * time.Second)
				id := e.schedule(due, s.web["vi"])[s.web["vi"]].ID
				s.reaches(id, "confirmed")
				posts := s.portal.published()
				if len(posts) != 1 || posts[0].made.Before(due) || posts[0].made.After(due.Add(5*time.Second)) {
					t.Errorf("due %s, at the portal: %+v", due, posts)
				}
			})
		})
	}
}

// TestSmallHours schedules for hours at which Vietnam and Greenwich write different days, and
// for the one that is midnight there, and travels there.
func TestSmallHours(t *testing.T) {
	t.Parallel()
	vietnam := must(time.LoadLocation("Asia/Ho_Chi_Minh"))
	for _, clock := range []time.Duration{30 * time.Minute, 6*time.Hour + 30*time.Minute, 7 * time.Hour} {
		t.Run(clock.String(), func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, dsn string) {
				s := newStage(t, dsn)
				e := s.create("vi", textVI()).approved()
				y, m, d := time.Now().In(vietnam).AddDate(0, 0, 2).Date()
				hour := time.Date(y, m, d, 0, 0, 0, 0, vietnam).Add(clock)
				plan := e.schedule(hour, s.everywhere(e)...)
				s.process.stop(t)
				ahead := time.Until(hour) - 5*time.Second
				due := hour.Add(-ahead) // when the database will write the hour
				s.restart("LANTOA_FAULT_TRAVEL=" + ahead.String())
				if time.Now().Before(due) {
					s.nothingOut(t, e, due)
				}
				for channel, d := range plan {
					s.reaches(d.ID, s.final(channel))
				}
				posts, events := s.portal.published(), s.press.got()
				if len(posts) != 1 || posts[0].made.Before(due) || len(events) != 1 || events[0].at.Before(due) {
					t.Errorf("due %s, at the portal: %+v, at the press: %+v", due, posts, events)
				}
			})
		})
	}
}
