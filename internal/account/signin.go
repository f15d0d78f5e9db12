package account

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/text"
)

const (
	idleFor     = 12 * time.Hour
	sessionFor  = 7 * 24 * time.Hour
	touchEvery  = time.Minute
	keepHistory = 30 * 24 * time.Hour // how long ended sessions and links tell of the past
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
	Kind         AttemptKind
	Subject      string // SHA-256 of the login or address
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

// SignIn opens a session. [fault.SignInFailed] tells neither whether the login exists
// nor what was wrong, and takes as long in each case; [fault.TooManyRequests] says when
// to try again.
func (s *Service) SignIn(ctx context.Context, login, password, address string) (secret.Secret, Session, error) {
	if err := s.prove(ctx, login, password, address); err != nil {
		return secret.Secret{}, Session{}, err
	}
	id, err := newID()
	if err != nil {
		return secret.Secret{}, Session{}, err
	}
	token, _, hash := s.newSecret("")
	now := s.now()
	session := Session{ID: id, Address: address, CreatedAt: now, LastSeenAt: now, ExpiresAt: now.Add(sessionFor)}
	err = s.people.InTx(ctx, func(ctx context.Context) error {
		p, _, err := s.people.ByLogin(ctx, cleanLogin(login))
		if err != nil {
			return err
		}
		if p.ID == "" || p.Disabled { // since the password was proven
			return signInFailed()
		}
		session.Person = p.ID
		if err := s.sessions.AddSession(ctx, session, hash); err != nil {
			return err
		}
		return s.record(ctx, Actor{ID: p.ID}, "session.create", p.ID, map[string]any{"session": id})
	})
	if err != nil {
		return secret.Secret{}, Session{}, err
	}
	return token, session, nil
}

// cleanLogin returns the form in which logins are kept; what is no text is nobody's.
func cleanLogin(login string) string {
	clean, err := text.Line(login)
	if err != nil {
		return ""
	}
	return strings.ToLower(clean)
}

func signInFailed() error {
	return fault.New(fault.SignInFailed, fault.T("Tên đăng nhập hoặc mật khẩu không đúng.", "The sign-in name or the password is wrong."))
}

// prove checks a password. The attempt is counted before the hash is computed, so that
// guesses sent side by side are counted as well, and uncounted when it was right.
func (s *Service) prove(ctx context.Context, login, password, address string) error {
	login = cleanLogin(login)
	p, phc, err := s.people.ByLogin(ctx, login)
	if err != nil {
		return err
	}
	known, err := s.sessions.Familiar(ctx, p.ID, address, s.now().Add(-keepHistory))
	if err != nil {
		return err
	}
	counters := []Attempt{{Kind: ByAccount, Subject: secret.Hash(login)}, {Kind: ByAddress, Subject: secret.Hash(Network(address))}}
	if known {
		counters[0] = Attempt{Kind: ByFamiliar, Subject: secret.Hash(login + "\n" + address)}
	}
	if err := s.admit(ctx, counters); err != nil {
		return s.refusedSignIn(ctx, p.ID, err)
	}
	clean, err := cleanPassword(password)
	if err != nil || len(clean) > 4*maxPassword {
		clean = "" // no password is empty
	}
	if p.Disabled {
		phc = ""
	}
	right, err := s.hasher.matches(ctx, phc, clean)
	if err != nil {
		return err
	}
	if !right {
		return s.refusedSignIn(ctx, p.ID, signInFailed())
	}
	return s.forgive(ctx, counters)
}

// refusedSignIn records the refusal. The login as typed is not recorded: people type
// passwords there.
func (s *Service) refusedSignIn(ctx context.Context, person string, refusal error) error {
	return s.refused(ctx, Actor{}, "session.create", person, refusal)
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
	return s.people.InTx(ctx, func(ctx context.Context) error {
		for _, c := range counters {
			found, err := s.attempts.Attempt(ctx, c.Kind, c.Subject)
			if err != nil {
				return err
			}
			found.Failures, found.BlockedUntil = max(found.Failures-1, 0), found.LastAt
			if c.Kind != ByAddress {
				found.Failures = 0
			}
			if err := s.attempts.PutAttempt(ctx, found); err != nil {
				return err
			}
		}
		return nil
	})
}

// Authenticate returns who holds a session token, with the grants of this very moment.
// [fault.Unauthenticated] when it was ended, is too old, or was idle too long.
func (s *Service) Authenticate(ctx context.Context, token string) (Actor, Session, error) {
	session, p, err := s.sessions.SessionByHash(ctx, secret.Hash(token))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return Actor{}, Session{}, err
	}
	now := s.now()
	if err != nil || p.Disabled || !now.Before(session.ExpiresAt) || now.Sub(session.LastSeenAt) > idleFor {
		return Actor{}, Session{}, fault.New(fault.Unauthenticated, fault.T("Phiên làm việc đã hết; hãy đăng nhập lại.", "The session is over; sign in again."))
	}
	if now.Sub(session.LastSeenAt) >= touchEvery {
		session.LastSeenAt = now
		if err := s.sessions.TouchSession(ctx, session.ID, now); err != nil {
			return Actor{}, Session{}, err
		}
	}
	return Actor{ID: p.ID, Name: p.Name, Grants: p.Grants}, session, nil
}

// SignOut ends a session by its token; a token that means nothing is fine.
func (s *Service) SignOut(ctx context.Context, token string) error {
	session, _, err := s.sessions.SessionByHash(ctx, secret.Hash(token))
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.end(ctx, Actor{ID: session.Person}, session.Person, session.ID)
}

// Sessions returns the sessions of a person that still work: the own ones, or
// anybody's for those who manage accounts.
func (s *Service) Sessions(ctx context.Context, actor Actor, person string) ([]Session, error) {
	if actor.ID != person || actor.Key != "" {
		if err := s.manager(ctx, actor, "session.list", person); err != nil {
			return nil, err
		}
	}
	all, err := s.sessions.Sessions(ctx, person)
	now := s.now()
	var open []Session
	for _, session := range all {
		if now.Before(session.ExpiresAt) && now.Sub(session.LastSeenAt) <= idleFor {
			open = append(open, session)
		}
	}
	return open, err
}

// Revoke ends a session of a person: an own one, or anybody's for those who manage
// accounts. [fault.NotFound] when the person has no such session.
func (s *Service) Revoke(ctx context.Context, actor Actor, person, session string) error {
	if actor.ID != person || actor.Key != "" {
		if err := s.manager(ctx, actor, "session.end", person); err != nil {
			return err
		}
	}
	return s.end(ctx, actor, person, session)
}

func (s *Service) end(ctx context.Context, actor Actor, person, session string) error {
	return s.people.InTx(ctx, func(ctx context.Context) error {
		ended, err := s.sessions.EndSessions(ctx, person, Which{ID: session}, s.now())
		if err != nil {
			return err
		}
		if ended == 0 {
			return fault.New(fault.NotFound, fault.T("Không có phiên làm việc này.", "There is no such session."))
		}
		return s.record(ctx, actor, "session.end", person, map[string]any{"session": session})
	})
}

// Purge removes sessions, links and counters that tell nothing any more.
func (s *Service) Purge(ctx context.Context) (int, error) {
	now := s.now()
	sessions, err := s.sessions.PurgeSessions(ctx, now.Add(-keepHistory))
	if err != nil {
		return 0, err
	}
	links, err := s.links.PurgeLinks(ctx, now.Add(-keepHistory))
	if err != nil {
		return sessions, err
	}
	attempts, err := s.attempts.PurgeAttempts(ctx, now.Add(-forgetAfter))
	return sessions + links + attempts, err
}
