package connectortest

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
)

// Slower is a destination's own way to ask for less, and how long it is to be left alone;
// 0 where it names no time.
type Slower struct {
	Fault
	Wait time.Duration
}

// slower plays throttles in the destination's words: surely nothing is there, the time is
// read, and a later try makes the one copy.
func (s *suite) slower(t *testing.T) {
	for _, c := range s.Slower {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			st := s.open(t, nil, patience)
			st.Break(c.Fault)
			var until time.Time
			if c.Wait > 0 {
				until = Noon().Add(c.Wait)
			}
			outcome := st.send(Publish())
			if outcome.Class != connector.Throttled || !outcome.Until.Equal(until) || st.Copies(PublishKey) != 0 {
				t.Errorf("got %+v and %d copies, want throttled until %v and none", outcome, st.Copies(PublishKey), until)
			}
			again := Publish()
			again.Attempt, again.Repeats = 2, true
			if outcome := st.send(again); outcome.Class != connector.OK || st.Copies(PublishKey) != 1 {
				t.Errorf("again: got %+v and %d copies, want one", outcome, st.Copies(PublishKey))
			}
		})
	}
}

// duplicate plays a destination that took the post and says of it, in its own words, that it
// has it already.
func (s *suite) duplicate(t *testing.T) {
	way := s.Reach[connector.Duplicate]
	if way.Fault == nil {
		t.Skip("the destination notices no repeats")
	}
	st := s.open(t, way.Settings, patience)
	fault := *way.Fault
	fault.Applied = true
	st.Break(fault)
	if outcome := st.send(Publish()); outcome.Class != connector.Duplicate {
		t.Fatalf("got %+v, want duplicate", outcome)
	}
	s.settle(st, Publish())
}

// shapes plays answers that report success and hold nothing of what is due: a firewall's
// page, or data of another form. Nothing is claimed by them.
func (s *suite) shapes(t *testing.T) {
	for name, body := range map[string]string{"page": wallPage, "nothing": "", "null": "null", "list": "[]", "empty": "{}", "number": "200", "cut": `{"id":`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := s.open(t, nil, patience)
			for _, status := range []int{http.StatusOK, http.StatusCreated} {
				st.Break(Fault{Status: status, Body: body})
				outcome := st.send(Publish())
				if want := s.after(Fault{Half: true}, connector.Publish); outcome.Class != want || want != connector.OK && !outcome.Receipt.IsZero() {
					t.Errorf("%d: got %+v, want %s", status, outcome, want)
				}
			}
		})
	}
}

// limits holds the longest text that the kind names against the destination's own count: so
// much is taken, and one more is refused and leaves nothing.
func (s *suite) limits(t *testing.T) {
	form := s.Spec.Text
	if form.Most == 0 {
		t.Skip("the kind takes no text")
	}
	for _, pictures := range []bool{false, true} {
		if pictures && s.Spec.Pictures.Most == 0 {
			continue
		}
		for over, want := range map[int]connector.Class{0: connector.OK, 1: connector.Rejected} {
			st := s.open(t, nil, patience)
			call := Publish()
			if pictures {
				call = Illustrate(call)
			}
			fill := form.Longest(pictures) + over - len(PublishKey)
			call.Post.Text, call.Post.Spans = PublishKey+strings.Repeat("ệ", fill), nil // one unit, however it is counted
			if outcome := st.send(call); outcome.Class != want || st.Copies(PublishKey) != 1-over {
				t.Errorf("%d too many, pictures %v: got %+v and %d copies, want %s", over, pictures, outcome, st.Copies(PublishKey), want)
			}
		}
	}
	s.unit(t)
}

// unit holds the unit that the kind names against the destination's own: as much is taken as
// rendering makes by it of a sign that every unit counts otherwise, within the bound in bytes
// where there is one.
func (s *suite) unit(t *testing.T) {
	form := s.Spec.Text
	const hand, family = "👍", "👨‍👩‍👧‍👦" // one sign each: of 2 and 11 units of UTF-16, of 4 and 25 bytes
	signs := form.Most - len(PublishKey)
	if form.Unit == connector.UnitUTF16 {
		signs /= 2
	}
	if form.MostBytes > 0 {
		signs = min(signs, (form.MostBytes-len(PublishKey))/len(hand))
	}
	texts := map[string]connector.Class{strings.Repeat(hand, signs): connector.OK}
	if left := form.MostBytes - len(PublishKey); left > 0 {
		full := strings.Repeat(family, left/len(family)) + strings.Repeat(".", left%len(family))
		texts[full], texts[full+"."] = connector.OK, connector.Rejected
	}
	for text, want := range texts {
		st := s.open(t, nil, patience)
		call := Publish()
		call.Post.Text, call.Post.Spans = PublishKey+text, nil
		outcome := st.send(call)
		if there := st.Copies(PublishKey) == 1; outcome.Class != want || there != (want == connector.OK) {
			t.Errorf("%d bytes in %s: got %+v, there: %v, want %s", len(call.Post.Text), form.Unit, outcome, there, want)
		}
	}
}

// expired plays credentials that come to their end while they are in use.
func (s *suite) expired(t *testing.T) {
	if s.Expire == nil {
		t.Skip("the credentials have no end")
	}
	st := s.open(t, nil, patience)
	earlier := st.send(Publish()).Receipt
	s.Expire(st.Destination)
	health := st.Check(t.Context())
	if st.safe(health); health.Class != connector.Reauth || health.Detail.VI == "" || health.Detail.EN == "" {
		t.Errorf("the check gave %+v, want reauth", health)
	}
	for _, call := range []connector.Call{Illustrate(Publish()), Correct(earlier), Withdraw(earlier)} {
		if _, can := s.Spec.Guards[call.Post.Intent]; !can {
			continue
		}
		if outcome := st.send(call); outcome.Class != connector.Reauth {
			t.Errorf("%s gave %+v, want reauth", call.Post.Intent, outcome)
		}
		if prover, ok := st.Connector.(connector.Prover); ok {
			call.Earlier = earlier
			if sighting := prover.Prove(t.Context(), call); sighting.Finding != connector.Blind || sighting.Problem.Class != connector.Reauth {
				t.Errorf("the proof of %s gave %+v, want blind by reauth", call.Post.Intent, sighting)
			}
		}
	}
	if n := st.Copies(PublishKey); n != 1 {
		t.Errorf("%d copies, want the one from before", n)
	}
}
