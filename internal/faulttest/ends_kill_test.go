//go:build faulttest

package faulttest

import (
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// together gives a callback that lets n destinations wait for each other; then the call is
// made once, and nobody goes on before it has ended.
func together(n int, call func()) func() {
	var (
		all  sync.WaitGroup
		once sync.Once
	)
	all.Add(n)
	return func() {
		all.Done()
		all.Wait()
		once.Do(call)
	}
}

// channels lists the channels of the social platforms.
func (s *ends) channels() []string {
	return []string{s.social[onBluesky], s.social[onTelegram], s.social[onFacebook]}
}

// tries is how often a delivery was sent, by its attempts.
func (n *newsroom) tries(id string) int {
	return len(slices.DeleteFunc(n.attempts(id), func(a attempt) bool { return a.Task != "send" }))
}

// offers lists what a person can do about a delivery.
func (n *newsroom) offers(id string) []string {
	n.t.Helper()
	var why struct {
		Next  *time.Time `json:"next_try"`
		Steps []struct {
			Action string
			May    struct{ Allowed bool }
		}
	}
	n.approver.api(http.StatusOK, "GET", "/deliveries/"+id+"/why", nil).into(&why)
	var list []string
	for _, one := range why.Steps {
		if one.May.Allowed {
			list = append(list, one.Action)
		}
	}
	if why.Next != nil {
		list = append(list, "by itself")
	}
	slices.Sort(list)
	return list
}

// TestPlatformsKilledBetweenApplyAndAnswer kills the process when all three platforms have
// applied the post and none has answered. Bluesky and Facebook settle it by themselves;
// Telegram shows a bot nothing, so that a person looks there and says what is true.
func TestPlatformsKilledBetweenApplyAndAnswer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		s := newEnds(t, dsn)
		e, w := s.story("vi", "Tin lúc mất điện")
		kill := together(len(s.social), s.process.kill)
		for kind := range s.social {
			s.door(kind).applied(kill)
		}
		plan := e.schedule(soon(2*time.Second), s.channels()...)
		s.restart(past)
		for kind, tries := range map[string]int{onBluesky: 2, onFacebook: 1} {
			id := plan[s.social[kind]].ID
			s.reachesWithin(45*time.Second, id, "confirmed")
			s.once(t, kind, "vi", w)
			if n := s.tries(id); n != tries {
				t.Errorf("to %s it was sent %d times, want %d", kind, n, tries)
			}
		}
		s.leftAlone(t, plan[s.social[onTelegram]].ID, w)
	})
}

// leftAlone sees that a post in doubt is not sent again in an hour in which others are sent
// there, and lets a person say that it is there.
func (s *ends) leftAlone(t *testing.T, id string, w words) {
	t.Helper()
	s.asks(t, id)
	s.process.kill()
	s.restart("LANTOA_FAULT_TRAVEL=1h")
	s.sentAgain(t)
	s.asks(t, id)
	post := s.once(t, onTelegram, "vi", w)
	if n := s.tries(id); n != 1 {
		t.Errorf("to Telegram it was sent %d times", n)
	}
	s.settle(id, "mark-sent", map[string]string{"address": post.id})
	if d := s.reaches(id, "sent"); d.Address != post.id {
		t.Errorf("confirmed at %s: %+v", post.id, d)
	}
}

// asks sees that a delivery waits for a person, who may say that it is there or that it is
// not, and that nothing happens by itself.
func (s *ends) asks(t *testing.T, id string) {
	t.Helper()
	if d := s.reaches(id, "unsure"); d.Reason != "ask_person" || d.Attempt != 1 {
		t.Errorf("in doubt: %+v", d)
	}
	if list := s.offers(id); !slices.Equal(list, []string{"mark-sent", "retry"}) {
		t.Errorf("a person is offered %v", list)
	}
}

// sentAgain loses a message on the way to Telegram: the person who finds nothing there has
// it sent again.
func (s *ends) sentAgain(t *testing.T) {
	t.Helper()
	e, w := s.story("en", "News that did not arrive")
	s.bots.next(drop)
	id := e.schedule(time.Time{}, s.social[onTelegram])[s.social[onTelegram]].ID
	s.asks(t, id)
	if n := len(about(s.bots, w.title)); n != 0 {
		t.Fatalf("what was dropped is there %d times", n)
	}
	s.settle(id, "retry", nil)
	s.reaches(id, "sent")
	s.once(t, onTelegram, "en", w)
}

// stepwise are a story for the portal and one for the platforms that take each picture by a
// request of its own: posts to these would wait for the portal's copy.
type stepwise struct {
	*ends
	print, post             *edition
	printed, posted         words
	onPortal, onSky, onPage string // the deliveries
}

func newStepwise(t *testing.T, dsn string) *stepwise {
	t.Helper()
	s := &stepwise{ends: newEnds(t, dsn)}
	s.print, s.printed = s.story("vi", "Tin trên cổng")
	s.post, s.posted = s.story("en", "News on the networks")
	return s
}

func (s *stepwise) doors() []*destination {
	return []*destination{&s.portal.destination, &s.sky.destination, &s.page.destination}
}

func (s *stepwise) schedule() {
	at := soon(2 * time.Second)
	s.onPortal = s.print.schedule(at, s.web["vi"])[s.web["vi"]].ID
	plan := s.post.schedule(at, s.social[onBluesky], s.social[onFacebook])
	s.onSky, s.onPage = plan[s.social[onBluesky]].ID, plan[s.social[onFacebook]].ID
}

// arrived sees each story exactly once with its pictures in order, and which pictures came.
func (s *stepwise) arrived(t *testing.T, portal, sky, graph []string) {
	t.Helper()
	for _, id := range []string{s.onPortal, s.onSky, s.onPage} {
		s.reachesWithin(60*time.Second, id, "confirmed")
	}
	posts := s.portal.in("")
	if len(posts) != 1 || !slices.Equal(s.portal.pictures(posts[0]), s.sees("wordpress", "vi")) {
		t.Errorf("at the portal: %+v", posts)
	}
	s.once(t, onBluesky, "en", s.posted)
	s.once(t, onFacebook, "en", s.posted)
	for name, one := range map[string]struct{ got, want []string }{
		"the portal": {s.portal.uploaded(), portal}, onBluesky: {s.sky.uploaded(), sky}, onFacebook: {s.page.uploaded(), graph},
	} {
		if !slices.Equal(one.got, one.want) {
			t.Errorf("to %s came the pictures %v, want %v", name, one.got, one.want)
		}
	}
}

// TestKilledBetweenSteps kills the process while a post is made by several requests. What
// was uploaded before is not uploaded again, and readers see one post with both pictures.
func TestKilledBetweenSteps(t *testing.T) {
	t.Parallel()
	t.Run("at the second picture", func(t *testing.T) {
		t.Parallel()
		each(t, func(t *testing.T, dsn string) {
			s := newStepwise(t, dsn)
			kill := together(len(s.doors()), s.process.kill)
			for _, door := range s.doors() {
				door.steps.applied(func() { door.steps.applied(kill) })
			}
			s.schedule()
			s.restart(past)
			first, second := s.gallery[0].hash, s.gallery[1].hash
			// The portal's library is asked for the file; elsewhere nobody sees the one left over.
			s.arrived(t, []string{first, second}, []string{first, second, second}, []string{first, second, second})
		})
	})
	t.Run("between the pictures and the post", func(t *testing.T) {
		t.Parallel()
		each(t, func(t *testing.T, dsn string) {
			s := newStepwise(t, dsn)
			kill := together(len(s.doors()), s.process.kill)
			for _, door := range s.doors() {
				door.next(drop)
				door.applied(kill)
			}
			s.schedule()
			s.restart(past)
			s.arrived(t, s.hashes(), s.hashes(), s.hashes())
		})
	})
}
