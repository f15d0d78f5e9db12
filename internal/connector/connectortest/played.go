package connectortest

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
)

// doubt plays every fault that leaves doubt, then recovers as the engine does, and
// wants exactly one copy.
func (s *suite) doubt(t *testing.T) {
	faults := append(Doubtful(), Fault{Name: "cut answer", Applied: true, Half: true})
	for _, fault := range s.False {
		fault.Applied = true
		faults = append(faults, fault)
	}
	for _, fault := range faults {
		t.Run(fault.Name, func(t *testing.T) {
			t.Parallel()
			wanted := s.after(fault, connector.Publish)
			timeout := patience
			if fault.Hang {
				timeout = impatience
			}
			st := s.open(t, nil, timeout)
			st.Break(fault)
			if outcome := st.send(Publish()); outcome.Class != wanted {
				t.Fatalf("got %+v, want %s", outcome, wanted)
			}
			s.repeat(st, fault, s.settle(st, Publish()))
		})
	}
	t.Run("unavailable", s.unavailable)
	t.Run("lag", s.lag)
	t.Run("late double", s.lateDouble)
}

// doubts reports whether a 503 leaves doubt: where a repeat is harmless nobody needs to
// ask, unless the next release is a post of its own.
func (s *suite) doubts(intent connector.Intent) bool {
	return s.Spec.Guards[intent] != connector.GuardKey || intent == connector.Publish && s.Apart
}

// after is the class that a fault must be given.
func (s *suite) after(fault Fault, intent connector.Intent) connector.Class {
	switch {
	case fault.Half && s.CutIsDone:
		return connector.OK
	case fault.Status == http.StatusServiceUnavailable && !s.doubts(intent):
		return connector.Transient
	}
	return connector.Ambiguous
}

// settle does what the guard of a publish tells the engine to do after doubt.
func (s *suite) settle(st *stage, again connector.Call) connector.Receipt {
	st.t.Helper()
	again.Attempt, again.Repeats = 2, true
	var receipt connector.Receipt
	switch s.Spec.Guards[connector.Publish] {
	case connector.GuardKey:
		outcome := st.send(again)
		if outcome.Class != connector.OK && outcome.Class != connector.Duplicate {
			st.t.Fatalf("repeating under the same key gave %+v", outcome)
		}
		receipt = outcome.Receipt
	case connector.GuardLookUp:
		writes := st.Writes()
		sighting := st.look(again)
		if sighting.Finding != connector.Found || len(sighting.Receipts) != 1 {
			st.t.Fatalf("the look gave %+v, want one receipt", sighting)
		}
		if st.Writes() != writes {
			st.t.Error("the look changed something")
		}
		receipt = sighting.Receipts[0]
	case connector.GuardNone: // a person looks, and says where the post is
		receipt.Address = st.Destination.(Seen).Address(PublishKey)
	}
	if n := st.Copies(PublishKey); n != 1 {
		st.t.Errorf("%d copies after recovery, want exactly one", n)
	}
	for _, key := range st.Keys() {
		if key != PublishKey {
			st.t.Errorf("a try came under key %q", key)
		}
	}
	return receipt
}

// repeat plays the same fault on intents that are guarded by key, and repeats them.
func (s *suite) repeat(st *stage, fault Fault, receipt connector.Receipt) {
	st.t.Helper()
	for _, call := range []connector.Call{Correct(receipt), Withdraw(receipt)} {
		if s.Spec.Guards[call.Post.Intent] != connector.GuardKey {
			continue
		}
		st.Break(fault)
		first := st.send(call)
		maybe := first.Class == connector.Transient && first.Maybe // where a repeat is harmless it is the same
		if want := s.after(fault, call.Post.Intent); first.Class != want && !maybe {
			st.t.Errorf("%s: got %+v, want %s", call.Post.Intent, first, want)
		}
		call.Attempt, call.Repeats = 2, true
		if second := st.send(call); second.Class != connector.OK {
			st.t.Errorf("%s again: got %+v, want ok", call.Post.Intent, second)
		}
	}
	if n := st.Copies(PublishKey); n != s.AfterWithdraw {
		st.t.Errorf("%d copies after the withdrawal, want %d", n, s.AfterWithdraw)
	}
}

// unavailable plays a 503 that is true where it leaves doubt: the look finds nothing, and
// the next try makes the one copy.
func (s *suite) unavailable(t *testing.T) {
	if !s.doubts(connector.Publish) {
		return
	}
	st := s.open(t, nil, patience)
	st.Break(Fault{Status: http.StatusServiceUnavailable, Header: http.Header{"Retry-After": {"600"}}, Body: badPage})
	if outcome := st.send(Publish()); outcome.Class != connector.Ambiguous {
		t.Errorf("got %+v, want ambiguous", outcome)
	}
	if s.Spec.Guards[connector.Publish] == connector.GuardLookUp {
		if sighting := st.look(Publish()); sighting.Finding != connector.Missing {
			t.Errorf("the look gave %+v, want missing", sighting)
		}
	}
	again := Publish()
	again.Attempt, again.Repeats = 2, true
	if outcome := st.send(again); outcome.Class != connector.OK || st.Copies(PublishKey) != 1 {
		t.Errorf("got %+v and %d copies, want one", outcome, st.Copies(PublishKey))
	}
}

// lag plays a destination whose lists show a new post only later: the first look
// misses, a later one finds.
func (s *suite) lag(t *testing.T) {
	if s.Spec.Guards[connector.Publish] != connector.GuardLookUp {
		return
	}
	st := s.open(t, nil, patience)
	if before := st.look(Publish()); before.Finding != connector.Missing {
		t.Fatalf("before anything was sent the look gave %+v, want missing", before)
	}
	st.Lag(1)
	st.Break(Fault{Applied: true, Lost: true})
	st.send(Publish())
	if first := st.look(Publish()); first.Finding != connector.Missing {
		t.Errorf("the first look gave %+v, want missing", first)
	}
	s.settle(st, Publish())
}

// lateDouble plays a destination that shows an early try only after a later one was
// sent: the proof must tell of both.
func (s *suite) lateDouble(t *testing.T) {
	if s.Spec.Guards[connector.Publish] != connector.GuardLookUp || s.Spec.Proof == connector.ProofNone {
		return
	}
	st := s.open(t, nil, patience)
	st.Lag(1)
	st.Break(Fault{Applied: true, Lost: true})
	st.send(Publish())
	st.look(Publish())
	st.Lag(0)
	again := Publish()
	again.Attempt, again.Repeats = 2, true
	again.Earlier = st.send(again).Receipt
	sighting := st.Connector.(connector.Prover).Prove(t.Context(), again)
	st.judgeSighting(sighting)
	if sighting.Finding != connector.Found || len(sighting.Receipts) != 2 {
		t.Errorf("the proof gave %+v, want both copies", sighting)
	}
}

// certainty plays every fault that surely left nothing behind.
func (s *suite) certainty(t *testing.T) {
	for _, c := range certainties(s.doubts(connector.Publish)) {
		t.Run(c.fault.Name, func(t *testing.T) {
			t.Parallel()
			st := s.open(t, nil, patience)
			st.Break(c.fault)
			outcome := st.send(Publish())
			var until time.Time
			if c.until > 0 {
				until = Noon().Add(time.Duration(c.until) * time.Second)
			}
			if outcome.Class != c.class || !outcome.Until.Equal(until) {
				t.Errorf("got %+v, want %s until %v", outcome, c.class, until)
			}
			if maybe := c.fault.Status == http.StatusServiceUnavailable; outcome.Maybe != maybe {
				t.Errorf("it may have been applied: %v, want %v", outcome.Maybe, maybe)
			}
			if n := st.Copies(PublishKey); n != 0 {
				t.Errorf("%d copies, want none", n)
			}
		})
	}
	t.Run("wall", func(t *testing.T) {
		t.Parallel()
		st := s.open(t, nil, patience)
		st.Break(Fault{Status: http.StatusForbidden, Body: wallPage})
		if outcome := st.send(Publish()); outcome.Class != connector.Rejected && outcome.Class != connector.Reauth {
			t.Errorf("a firewall's page gave %+v", outcome)
		}
	})
	t.Run("nobody listens", func(t *testing.T) {
		t.Parallel()
		st := s.open(t, nil, patience)
		st.Close()
		if outcome := st.send(Publish()); outcome.Class != connector.Transient || outcome.Reason != "refused" {
			t.Errorf("got %+v, want transient", outcome)
		}
		health := st.Check(t.Context())
		if st.safe(health); health.Class != connector.Transient {
			t.Errorf("the check gave %+v, want transient", health)
		}
		if looker, ok := st.Connector.(connector.Looker); ok {
			if sighting := looker.Look(t.Context(), Publish()); sighting.Finding != connector.Blind {
				t.Errorf("the look gave %+v, want blind", sighting)
			}
		}
	})
}

// life plays a story from publication to withdrawal, each act twice where repeating is
// said to be harmless, with proofs between.
func (s *suite) life(t *testing.T) {
	st := s.open(t, nil, patience)
	published := st.send(Publish())
	if published.Class != connector.OK || published.Receipt.RemoteID == "" {
		t.Fatalf("publish gave %+v", published)
	}
	if s.Spec.Proof == connector.ProofPage {
		if u, err := url.Parse(published.Receipt.Address); err != nil || !u.IsAbs() {
			t.Errorf("address %q", published.Receipt.Address)
		}
	}
	st.reads(oldWords, newWords)
	s.prove(st, Publish(), published.Receipt, connector.Found)
	for _, call := range []connector.Call{Correct(published.Receipt), Withdraw(published.Receipt)} {
		guard, can := s.Spec.Guards[call.Post.Intent]
		if !can {
			continue
		}
		if outcome := st.send(call); outcome.Class != connector.OK {
			t.Errorf("%s gave %+v", call.Post.Intent, outcome)
		}
		if guard == connector.GuardKey {
			if outcome := st.send(call); outcome.Class != connector.OK {
				t.Errorf("%s again gave %+v", call.Post.Intent, outcome)
			}
		}
		finding := connector.Found
		if call.Post.Intent == connector.Withdraw {
			finding = connector.Missing
		} else {
			st.reads(newWords, "")
		}
		s.prove(st, call, published.Receipt, finding)
	}
	if n := st.Copies(PublishKey); n != s.AfterWithdraw {
		t.Errorf("%d copies at the end, want %d", n, s.AfterWithdraw)
	}
}

// reads checks what readers see of the story: words that are there, and others that are not.
func (st *stage) reads(there, not string) {
	st.t.Helper()
	text := st.Text(PublishKey) + st.Text(CorrectKey)
	if !strings.Contains(text, there) || not != "" && strings.Contains(text, not) {
		st.t.Errorf("readers see %q; want %q there, and not %q", text, there, not)
	}
}

func (s *suite) prove(st *stage, call connector.Call, earlier connector.Receipt, want connector.Finding) {
	st.t.Helper()
	prover, ok := st.Connector.(connector.Prover)
	if !ok {
		return
	}
	call.Earlier = earlier
	writes := st.Writes()
	sighting := prover.Prove(st.t.Context(), call)
	st.judgeSighting(sighting)
	if sighting.Finding != want {
		st.t.Errorf("proof of %s gave %+v, want %s", call.Post.Intent, sighting, want)
	}
	if st.Writes() != writes {
		st.t.Error("the proof changed something")
	}
}

// stop checks that a connector obeys the context: at once before anything is sent, and
// with doubt after.
func (s *suite) stop(t *testing.T) {
	st := s.open(t, nil, patience)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if outcome := st.Send(cancelled, Publish()); outcome.Class != connector.Transient || st.Writes() != 0 {
		t.Errorf("a stopped call gave %+v and sent %d requests, want transient and none", outcome, st.Writes())
	}
	reached := make(chan struct{})
	st.Break(Fault{Applied: true, Hang: true, Reached: reached})
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		<-reached
		stop()
	}()
	if outcome := st.Send(ctx, Publish()); outcome.Class != connector.Ambiguous {
		t.Errorf("a call stopped on its way gave %+v, want ambiguous", outcome)
	}
}

// account checks credentials, right and wrong, in every ability.
func (s *suite) account(t *testing.T) {
	st := s.open(t, nil, patience)
	health := st.Check(t.Context())
	st.safe(health)
	if health.Class != connector.OK || health.Account == "" || st.Writes() != 0 {
		t.Errorf("the check gave %+v and changed %d posts", health, st.Writes())
	}
	if (health.Place == "") != s.NoPlace {
		t.Errorf("the check gave the place %q; that the kind has none: %v", health.Place, s.NoPlace)
	}
	if again := st.Check(t.Context()); again.Place != health.Place {
		t.Errorf("the place is %q, then %q", health.Place, again.Place)
	}
	wrong := s.open(t, s.Reach[connector.Reauth].Settings, patience)
	health = wrong.Check(t.Context())
	wrong.safe(health)
	if health.Class != connector.Reauth || health.Detail.VI == "" || health.Detail.EN == "" {
		t.Errorf("wrong credentials gave %+v, want reauth", health)
	}
	if looker, ok := wrong.Connector.(connector.Looker); ok {
		sighting := looker.Look(t.Context(), Publish())
		wrong.judgeSighting(sighting)
		if sighting.Finding != connector.Blind || sighting.Problem.Class != connector.Reauth {
			t.Errorf("a look with wrong credentials gave %+v, want blind by reauth", sighting)
		}
	}
	if n := wrong.Copies(PublishKey); n != 0 {
		t.Errorf("%d copies by wrong credentials", n)
	}
}

// echo plays a destination that repeats our headers in its error.
func (s *suite) echo(t *testing.T) {
	st := s.open(t, nil, patience)
	st.Break(Fault{Echo: true})
	if outcome := st.send(Publish()); outcome.Class != connector.Rejected {
		t.Errorf("got %+v, want rejected", outcome)
	}
	if len(st.secrets) == 0 && slices.ContainsFunc(s.Spec.Settings, func(one connector.Setting) bool { return one.Kind == connector.SettingSecret }) {
		t.Error("the simulator gave no secret to look for")
	}
}
