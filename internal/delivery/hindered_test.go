package delivery

import (
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
)

// TestALookTellsTheChannel has looks and proofs that the destination turned away tell that to
// the channel, as sends do.
func TestALookTellsTheChannel(t *testing.T) {
	t.Parallel()
	until := noon().Add(time.Hour)
	for task, state := range map[Task]State{TaskLook: Unsure, TaskProve: Sent} {
		s := situation(func(s *Situation) { s.State, s.Task, s.FirstDoubtAt, s.SentAt = state, task, noon(), noon() })
		seen := func(class connector.Class) Verdict {
			return NextSighting(s, connector.Sighting{Finding: connector.Blind, Problem: connector.Outcome{Class: class, Until: until}}, noon())
		}
		if v := seen(connector.Throttled); !v.ParkUntil.Equal(until) || !v.NextAt.Equal(until) || v.PauseChannel {
			t.Errorf("%s, throttled: %+v", task, v)
		}
		if v := seen(connector.Reauth); !v.PauseChannel || !v.ParkUntil.IsZero() {
			t.Errorf("%s, with dead credentials: %+v", task, v)
		}
		if v := seen(connector.Transient); v.PauseChannel || !v.ParkUntil.IsZero() {
			t.Errorf("%s, without an answer: %+v", task, v)
		}
	}
}

// TestABlindLookIsNoMiss has a post sent again after two looks that saw that it is not there,
// however many there were that saw nothing at all.
func TestABlindLookIsNoMiss(t *testing.T) {
	t.Parallel()
	s := situation(func(s *Situation) {
		s.State, s.Task, s.FirstDoubtAt, s.Looks = Unsure, TaskLook, noon().Add(-settleTime), 5
	})
	missing := connector.Sighting{Finding: connector.Missing}
	first := NextSighting(s, missing, noon())
	if first.State != Unsure || first.Task != TaskLook || !first.Missed {
		t.Errorf("after one miss: %+v", first)
	}
	s.Delivery = s.apply(first, noon())
	if second := NextSighting(s, missing, noon()); second.State != Retrying || second.Task != TaskSend {
		t.Errorf("after two: %+v", second)
	}
	if s.Delivery = s.apply(doubt(s, s.Detail, noon()), noon()); s.Misses != 0 {
		t.Errorf("a doubt that begins anew has %d misses", s.Misses)
	}
}
