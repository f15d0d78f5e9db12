package account

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
)

const (
	idleFor     = 12 * time.Hour
	sessionFor  = 7 * 24 * time.Hour
	touchEvery  = time.Minute
	keepHistory = 30 * 24 * time.Hour // how long ended sessions and links tell of the past
)

type unattendedKey struct{}

// Unattended returns a context under which to ask who somebody is does not count as their
// being there: what a page asks again by itself must not keep a session from idling out.
func Unattended(ctx context.Context) context.Context {
	return context.WithValue(ctx, unattendedKey{}, true)
}

func unattended(ctx context.Context) bool { return ctx.Value(unattendedKey{}) != nil }

// Authenticate returns who holds a session token, with the grants of this very moment and
// what others lent.
// [fault.Unauthenticated] when there is no such session or it was ended;
// [fault.SessionExpired] when it is too old or was idle too long, so that [Service.Renew]
// will do.
func (s *Service) Authenticate(ctx context.Context, token string) (right.Actor, Session, error) {
	session, p, err := s.session(ctx, token)
	if err != nil {
		return right.Actor{}, Session{}, err
	}
	now := s.now()
	if !now.Before(session.ExpiresAt) || now.Sub(session.LastSeenAt) > idleFor {
		return right.Actor{}, Session{}, fault.New(fault.SessionExpired, fault.T("Phiên làm việc đã hết; hãy đăng nhập lại.", "The session is over; sign in again."))
	}
	if now.Sub(session.LastSeenAt) >= touchEvery && !unattended(ctx) {
		session.LastSeenAt = now
		if err := s.sessions.TouchSession(ctx, session.ID, now); err != nil {
			return right.Actor{}, Session{}, err
		}
	}
	actor, err := s.actor(ctx, p)
	if err != nil {
		return right.Actor{}, Session{}, err
	}
	actor.Stale, actor.WantsFactor = now.Sub(session.CreatedAt) > right.FreshFor, s.wantsFactor(actor, p, session)
	return actor, session, nil
}

// session finds the session of a token that was not ended, in use or expired.
func (s *Service) session(ctx context.Context, token string) (Session, Person, error) {
	session, p, err := s.sessions.SessionByHash(ctx, secret.Hash(token))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return Session{}, Person{}, err
	}
	if err != nil || p.Disabled {
		return Session{}, Person{}, fault.New(fault.Unauthenticated, fault.T("Phiên làm việc đã hết; hãy đăng nhập lại.", "The session is over; sign in again."))
	}
	return session, p, nil
}

// Renew lets the person of a session prove themselves again in place: an expired session
// is opened again, one in use becomes fresh for acts on credentials and rights. The new
// session has a new token, and the old one ends. The login of c is not looked at: it is
// the session's person, or nobody. Errors are those of [Service.SignIn], and
// [fault.Unauthenticated] when there is no session to renew.
func (s *Service) Renew(ctx context.Context, token string, c Credentials) (shown secret.Secret, session Session, err error) {
	old, p, err := s.session(ctx, token)
	if err != nil {
		return secret.Secret{}, Session{}, err
	}
	c.Login, c.Ticket = p.Login, ""
	t, err := s.prove(ctx, c)
	if err != nil {
		return secret.Secret{}, Session{}, err
	}
	err = s.people.InTx(ctx, func(ctx context.Context) error {
		ended, err := s.sessions.EndSessions(ctx, p.ID, Which{ID: old.ID}, s.now())
		if err != nil {
			return err
		}
		if ended == 0 { // meanwhile; whoever ended it meant it
			return fault.New(fault.Unauthenticated, fault.T("Phiên làm việc đã bị kết thúc; hãy đăng nhập lại.", "The session was ended; sign in again."))
		}
		if shown, session, err = s.open(ctx, Proof{Person: p.ID, By: ByPassword, From: c.From, seen: t}); err != nil {
			return err
		}
		return s.record(ctx, right.Actor{ID: p.ID}, "session.renew", p.ID, map[string]any{"session": session.ID, "renews": old.ID})
	})
	if err != nil {
		return secret.Secret{}, Session{}, err
	}
	return shown, session, nil
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
	return s.end(ctx, right.Actor{ID: session.Person}, session.Person, session.ID)
}

// Sessions returns the sessions of a person that still work: the own ones, or
// anybody's for those who manage accounts.
func (s *Service) Sessions(ctx context.Context, actor right.Actor, person string) ([]Session, error) {
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
func (s *Service) Revoke(ctx context.Context, actor right.Actor, person, session string) error {
	if actor.ID != person || actor.Key != "" {
		if err := s.manager(ctx, actor, "session.end", person); err != nil {
			return err
		}
	}
	return s.end(ctx, actor, person, session)
}

// RevokeOthers ends all sessions of a person but the one in which that is asked, and
// tells how many; all of anybody's for those who manage accounts.
func (s *Service) RevokeOthers(ctx context.Context, actor right.Actor, person string, own Session) (ended int, err error) {
	which := Which{}
	if actor.ID == person && actor.Key == "" {
		which.Except = own.ID
	} else if err := s.manager(ctx, actor, "session.end", person); err != nil {
		return 0, err
	}
	if _, err := s.people.Person(ctx, person); err != nil {
		return 0, err
	}
	err = s.people.InTx(ctx, func(ctx context.Context) error {
		if ended, err = s.sessions.EndSessions(ctx, person, which, s.now()); err != nil {
			return err
		}
		return s.record(ctx, actor, "session.end", person, map[string]any{"all_but": which.Except, "ended": ended})
	})
	return ended, err
}

func (s *Service) end(ctx context.Context, actor right.Actor, person, session string) error {
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
