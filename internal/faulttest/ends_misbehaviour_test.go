//go:build faulttest

package faulttest

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestPlatformsMisbehave meets platforms that hide what they did, or say the contrary of it,
// each in its own words.
func TestPlatformsMisbehave(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		mode       mode
		sky, graph int  // how often it is sent
		stands     bool // whether it is there although nothing was said, or the contrary
	}{
		{lost, 2, 1, true},
		{drop, 2, 2, false},
		{broken, 2, 1, true},
		{failed, 2, 2, false},
	} {
		t.Run(string(one.mode), func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, dsn string) {
				s := newEnds(t, dsn)
				e, w := s.story("vi", "Tin qua đường xấu")
				for kind := range s.social {
					s.door(kind).next(one.mode)
				}
				plan := e.schedule(time.Time{}, s.channels()...)
				id := plan[s.social[onTelegram]].ID
				s.asks(t, id)
				if n := len(about(s.bots, w.title)); (n == 1) != one.stands {
					t.Errorf("Telegram shows it %d times", n)
				}
				for kind, tries := range map[string]int{onBluesky: one.sky, onFacebook: one.graph} {
					id := plan[s.social[kind]].ID
					s.reachesWithin(45*time.Second, id, "confirmed")
					s.once(t, kind, "vi", w)
					if n := s.tries(id); n != tries {
						t.Errorf("to %s it was sent %d times, want %d", kind, n, tries)
					}
				}
				if one.stands {
					s.settle(id, "mark-sent", map[string]string{"address": s.once(t, onTelegram, "vi", w).id})
				} else {
					s.settle(id, "retry", nil)
				}
				s.reaches(id, "sent")
				s.once(t, onTelegram, "vi", w)
			})
		})
	}
}

// TestUploadsMisbehave meets destinations that fail at the second picture, or say so. What
// came before is kept, and nobody sees more than one post.
func TestUploadsMisbehave(t *testing.T) {
	t.Parallel()
	for _, m := range []mode{lost, drop, broken, failed, throttle} {
		t.Run(string(m), func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, dsn string) {
				s := newStepwise(t, dsn)
				for _, door := range s.doors() {
					door.steps.next(good, m)
				}
				s.schedule()
				if m == throttle {
					s.parked(t, onFacebook, s.onPage)
					s.parked(t, onBluesky, s.onSky)
				}
				again := s.hashes()
				if m == lost || m == broken {
					again = append(again, s.gallery[1].hash)
				}
				s.arrived(t, s.hashes(), again, again)
				s.harmless(t, m)
			})
		})
	}
}

// harmless sees that a failed upload left no doubt about the post: it was sent again, and
// nobody had to look for it.
func (s *stepwise) harmless(t *testing.T, m mode) {
	t.Helper()
	want := map[bool]string{false: "transient", true: "throttled"}[m == throttle]
	for _, id := range []string{s.onPortal, s.onSky, s.onPage} {
		tried := s.attempts(id)
		looked := slices.ContainsFunc(tried, func(a attempt) bool { return a.Task == "look" })
		if first := tried[len(tried)-1]; first.Class != want || s.tries(id) != 2 || looked {
			t.Errorf("%s: the first try ended as %s, want %s; all: %+v", m, first.Class, want, tried)
		}
	}
}

// waits is how long a platform wants to be left alone, as it says in its own words.
func waits(kind string) time.Duration {
	return map[string]time.Duration{onBluesky: skyWait, onTelegram: tgWait, onFacebook: fbWait}[kind]
}

// parked sees the channel wait as long as its platform says, and lets it go again by a
// person's word.
func (s *ends) parked(t *testing.T, kind, id string) {
	t.Helper()
	from, channel := time.Now(), s.social[kind]
	var c struct {
		Paused bool
		Until  *time.Time `json:"parked_until"`
	}
	awaitEvery(t, polite, patience, "the wait of "+kind, func() bool {
		s.admin.api(http.StatusOK, "GET", "/channels/"+channel, nil).into(&c)
		return c.Until != nil
	})
	least, most := from.Add(-patience).Add(waits(kind)), time.Now().Add(waits(kind))
	if c.Paused || c.Until.Before(least) || c.Until.After(most) {
		t.Errorf("%s waits until %s, want within %s and %s; paused: %v", kind, c.Until, least, most, c.Paused)
	}
	if d := s.reaches(id, "retrying"); d.Reason != "throttled" || d.Attempt != 1 {
		t.Errorf("meanwhile the delivery to %s is %+v", kind, d)
	}
	s.admin.api(http.StatusOK, "POST", "/channels/"+channel+"/resume", nil, idempotent()...)
}

// TestPlatformsThrottle meets platforms that want to be left alone, each in its own words:
// the channel waits as long, and the post goes out once after that.
func TestPlatformsThrottle(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		s := newEnds(t, dsn)
		e, w := s.story("vi", "Tin đến sau")
		for kind := range s.social {
			s.door(kind).next(throttle)
		}
		plan := e.schedule(time.Time{}, s.channels()...)
		for kind, channel := range s.social {
			s.parked(t, kind, plan[channel].ID)
			s.reaches(plan[channel].ID, s.final(channel))
			s.once(t, kind, "vi", w)
			if n := s.tries(plan[channel].ID); n != 2 {
				t.Errorf("to %s it was sent %d times, want 2", kind, n)
			}
		}
	})
}

// TestDuplicateOnFacebook loses an answer while the Page's lists do not show the post yet:
// it is sent again after two looks, the platform says that it has it, and a third look
// finds it.
func TestDuplicateOnFacebook(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		s := newEnds(t, dsn)
		e, w := s.story("vi", "Tin hai lần")
		s.page.dawdleLists(2)
		s.page.next(lost)
		id := e.schedule(time.Time{}, s.social[onFacebook])[s.social[onFacebook]].ID
		s.reachesWithin(45*time.Second, id, "confirmed")
		s.once(t, onFacebook, "vi", w)
		var classes []string
		for _, one := range s.attempts(id) { // the newest first
			classes = append([]string{one.Task + " " + one.Class}, classes...)
		}
		want := "send ambiguous, look missing, look missing, send duplicate, look found, prove found, prove found" // what went out again is looked at twice
		if got := strings.Join(classes, ", "); got != want {
			t.Errorf("it went by %s, want %s", got, want)
		}
	})
}

// TestRefusedCredential takes tokens and passwords away: the channels stop for a person, each
// in its own platform's words, and a good check lets them go on.
func TestRefusedCredential(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		s := newEnds(t, dsn)
		e, w := s.story("vi", "Tin chờ mã mới")
		s.sky.revoke()
		s.page.revoke()
		s.bots.revoke()
		plan := e.schedule(time.Time{}, s.channels()...)
		for channel, d := range plan {
			d = s.reaches(d.ID, "retrying")
			if hold := s.hold(channel); d.Reason != "reauth" || hold != "reauth" {
				t.Errorf("with a dead credential: %+v, the channel is held for %q", d, hold)
			}
		}
		s.sky.restore()
		s.page.restore()
		s.bots.restore()
		for channel, d := range plan {
			s.admin.api(http.StatusOK, "POST", "/channels/"+channel+"/check", nil, idempotent()...)
			s.reaches(d.ID, s.final(channel))
			if hold := s.hold(channel); hold != "" {
				t.Errorf("after a good check the channel is held for %q", hold)
			}
		}
		for kind := range s.social {
			s.once(t, kind, "vi", w)
		}
		s.refreshed(t)
	})
}

// refreshed ends the session's access token: the next post goes out by the refresh token, and
// nobody signs in for it.
func (s *ends) refreshed(t *testing.T) {
	t.Helper()
	signed, renewed := s.sky.count("server.createSession"), s.sky.count("server.refreshSession")
	s.sky.expire()
	e, w := s.story("en", "News after two hours")
	id := e.schedule(time.Time{}, s.social[onBluesky])[s.social[onBluesky]].ID
	s.reaches(id, "confirmed")
	s.once(t, onBluesky, "en", w)
	signed, renewed = s.sky.count("server.createSession")-signed, s.sky.count("server.refreshSession")-renewed
	if signed != 0 || renewed != 1 || s.tries(id) != 1 {
		t.Errorf("signed in %d times more, refreshed %d times, %d tries", signed, renewed, s.tries(id))
	}
}

// hold is what the engine holds a channel for.
func (n *newsroom) hold(channel string) string {
	n.t.Helper()
	var c struct {
		Paused bool
		Hold   struct{ Code string }
	}
	n.admin.api(http.StatusOK, "GET", "/channels/"+channel, nil).into(&c)
	if c.Paused != (c.Hold.Code != "") {
		n.t.Errorf("channel %s: paused %v, held for %q", channel, c.Paused, c.Hold.Code)
	}
	return c.Hold.Code
}
