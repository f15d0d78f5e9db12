package account

import (
	"context"
	"net/netip"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/secret"
)

// AttemptKind says what a counter of failed sign-ins is about.
type AttemptKind string

// The kinds. A person at a familiar address has a counter of their own, so that a
// stranger who keeps guessing elsewhere cannot keep them out.
const (
	ByAccount  AttemptKind = "account"
	ByFamiliar AttemptKind = "familiar"
	ByAddress  AttemptKind = "address"
)

// Attempt is a counter of failed sign-ins.
type Attempt struct {
	Kind AttemptKind
	// Subject is a hash of what is counted.
	Subject      string
	Failures     int
	LastAt       time.Time
	BlockedUntil time.Time
}

// forgetAfter is how long after the last failure a counter starts again.
const forgetAfter = time.Hour

// next counts one more failure: the first few are free, then each doubles the wait, up
// to a bound that a person can sit out.
func (a Attempt) next(now time.Time) Attempt {
	free, bound := 5, 5*time.Minute
	if a.Kind == ByAddress { // many people may share one
		free, bound = 30, 15*time.Minute
	}
	if now.Sub(a.LastAt) > forgetAfter {
		a.Failures = 0
	}
	a.Failures++
	a.LastAt = now
	a.BlockedUntil = now
	if over := a.Failures - free; over > 0 {
		a.BlockedUntil = now.Add(min(bound, time.Second<<min(over-1, 20)))
	}
	return a
}

// Network returns what limits count as one place: an IPv4 address, or the /64 of an IPv6
// address, all of which one customer holds (RFC 6177). Anything else is its own place.
func Network(address string) string {
	at, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if at = at.Unmap().WithZone(""); at.Is4() {
		return at.String()
	}
	return netip.PrefixFrom(at, 64).Masked().String()
}

// bucketDigits of a hash, in hexadecimal, name one of 65,536 counters of a kind. However
// many logins and addresses a stranger makes up, there are no more. Two that fall on one
// counter share it: at a familiar address, where people work, neither is looked at.
const bucketDigits = 4

func bucket(subject string) string { return secret.Hash(subject)[:bucketDigits] }

// countersOf returns the counters of an attempt. At a familiar address the person's own
// counter there is the only one, so that neither guesses from elsewhere nor guesses at
// others from the same office keep them out.
func countersOf(login, address string, familiar bool) []Attempt {
	network := Network(address)
	if familiar {
		return []Attempt{{Kind: ByFamiliar, Subject: secret.Hash(login + "\n" + network)}}
	}
	return []Attempt{{Kind: ByAccount, Subject: bucket(login)}, {Kind: ByAddress, Subject: bucket(network)}}
}

// admit counts an attempt, unless one of its counters is blocked.
func (s *Service) admit(ctx context.Context, counters []Attempt) error {
	return s.people.InTx(ctx, func(ctx context.Context) error {
		now := s.now()
		var raised []Attempt
		for _, c := range counters {
			found, err := s.attempts.Attempt(ctx, c.Kind, c.Subject)
			if err != nil {
				return err
			}
			if wait := found.BlockedUntil.Sub(now); wait > 0 {
				return fault.New(fault.TooManyRequests, fault.T("Đã thử đăng nhập sai quá nhiều lần.", "Too many failed sign-ins.")).
					After(max(wait.Round(time.Second), time.Second))
			}
			raised = append(raised, found.next(now))
		}
		for _, c := range raised {
			if err := s.attempts.PutAttempt(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// forgive takes back the count of an attempt that was right. The account starts anew;
// the address only gets this one back, or a guesser with one account could reset it.
func (s *Service) forgive(ctx context.Context, counters []Attempt) error {
	return s.uncount(ctx, counters, true)
}

// uncount takes one attempt back, and with anew all those at the account before it.
func (s *Service) uncount(ctx context.Context, counters []Attempt, anew bool) error {
	return s.people.InTx(ctx, func(ctx context.Context) error {
		for _, c := range counters {
			found, err := s.attempts.Attempt(ctx, c.Kind, c.Subject)
			if err != nil {
				return err
			}
			found.Failures, found.BlockedUntil = max(found.Failures-1, 0), found.LastAt
			if anew && c.Kind != ByAddress {
				found.Failures = 0
			}
			if err := s.attempts.PutAttempt(ctx, found); err != nil {
				return err
			}
		}
		return nil
	})
}
