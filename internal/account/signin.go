package account

import (
	"context"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/password"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/text"
)

// Place is where somebody acts from.
type Place struct {
	Address string // of the client, such as "203.0.113.7"
	Agent   string // the browser in short words, by [Agent]; "" when nothing is known
}

// Credentials are what a person signs in with: login and password, or the ticket of a
// [CodeWanted] in their place, and the code of a second factor where there is one.
type Credentials struct {
	Login    string
	Password string
	Ticket   string
	Code     string // of the app, or a recovery code; "" for none
	From     Place
}

// SignIn opens a session. [fault.SignInFailed] tells neither whether the login exists
// nor what was wrong, and takes as long in each case; [fault.TooManyRequests] says when
// to try again. Where the password was right and a code is missing or wrong, the error
// is a [CodeWanted].
func (s *Service) SignIn(ctx context.Context, c Credentials) (secret.Secret, Session, error) {
	t, err := s.prove(ctx, c)
	if err != nil {
		return secret.Secret{}, Session{}, err
	}
	return s.OpenSession(ctx, Proof{Person: t.person.ID, By: ByPassword, From: c.From, seen: t})
}

// Means says by what a person was proven.
type Means string

// The means.
const (
	ByPassword Means = "password" // and by a code, where there is a second factor
)

// Proof is a person whom somebody has just proven, by a password or by a provider of
// identities. Whoever makes one answers for it.
type Proof struct {
	Person string // id
	By     Means
	From   Place
	// seen is what a password was held against: when that has changed since, it proves nothing.
	seen tried
}

// OpenSession opens a session for a proven person. Its token is always a new one, so that
// a cookie that somebody planted before is never adopted. [fault.SignInFailed] when the
// account is gone or disabled.
func (s *Service) OpenSession(ctx context.Context, proof Proof) (token secret.Secret, session Session, err error) {
	err = s.people.InTx(ctx, func(ctx context.Context) error {
		token, session, err = s.open(ctx, proof)
		if err != nil {
			return err
		}
		return s.record(ctx, right.Actor{ID: proof.Person}, "session.create", proof.Person, map[string]any{"session": session.ID, "by": string(proof.By)})
	})
	if err != nil {
		return secret.Secret{}, Session{}, err
	}
	return token, session, nil
}

// open adds a session in the transaction of ctx.
func (s *Service) open(ctx context.Context, proof Proof) (secret.Secret, Session, error) {
	id, err := newID()
	if err != nil {
		return secret.Secret{}, Session{}, err
	}
	p, phc, err := s.people.LockPerson(ctx, proof.Person)
	if fault.Is(err, fault.NotFound) || err == nil && (p.Disabled || proof.outdated(p, phc)) { // since they were proven
		return secret.Secret{}, Session{}, signInFailed()
	}
	if err != nil {
		return secret.Secret{}, Session{}, err
	}
	token, _, hash := s.newSecret("")
	now := s.now()
	session := Session{ID: id, Person: p.ID, Address: proof.From.Address, Agent: proof.From.Agent, By: proof.By,
		CreatedAt: now, LastSeenAt: now, ExpiresAt: now.Add(sessionFor)}
	return token, session, s.sessions.AddSession(ctx, session, hash)
}

// outdated reports whether the password that proved somebody was replaced, or a second factor
// was turned on, after it was looked at.
func (p Proof) outdated(now Person, phc string) bool {
	return p.By == ByPassword && (phc != p.seen.phc || now.SecondFactor && !p.seen.person.SecondFactor)
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

// tried is a person whose password was right, with the counters that the attempt raised.
type tried struct {
	person   Person
	phc      string
	counters []Attempt
}

// prove checks the password of a person and, where there is a second factor, the code. The
// attempt is counted before anything is checked, so that guesses sent side by side are
// counted as well, and uncounted when all of it was right.
func (s *Service) prove(ctx context.Context, c Credentials) (tried, error) {
	check := s.provePassword
	if c.Ticket != "" {
		check = s.proveTicket
	}
	t, err := check(ctx, c)
	if err != nil {
		return tried{}, err
	}
	if t.person.SecondFactor {
		if err := s.proveCode(ctx, t, c); err != nil {
			return tried{}, err
		}
	}
	return t, s.forgive(ctx, t.counters)
}

func (s *Service) provePassword(ctx context.Context, c Credentials) (tried, error) {
	t, err := s.try(ctx, cleanLogin(c.Login), c.From)
	if err != nil {
		return tried{}, err
	}
	clean, err := password.Clean(c.Password)
	if err != nil || len(clean) > 4*password.Max {
		clean = "" // no password is empty
	}
	phc := t.phc
	if t.person.Disabled {
		phc = ""
	}
	matches, err := s.hasher.Matches(ctx, phc, clean)
	if err != nil {
		return tried{}, err
	}
	if !matches {
		return tried{}, s.refusedSignIn(ctx, t.person.ID, signInFailed())
	}
	return t, nil
}

// try counts an attempt at a login, and gives whom it is about; nobody, where nobody has
// the login.
func (s *Service) try(ctx context.Context, login string, from Place) (tried, error) {
	p, phc, err := s.people.ByLogin(ctx, login)
	if err != nil {
		return tried{}, err
	}
	known, err := s.sessions.Familiar(ctx, p.ID, from.Address, s.now().Add(-keepHistory))
	if err != nil {
		return tried{}, err
	}
	t := tried{person: p, phc: phc, counters: countersOf(login, from.Address, known)}
	if err := s.admit(ctx, t.counters); err != nil {
		return tried{}, s.refusedSignIn(ctx, p.ID, err)
	}
	return t, nil
}

// refusedSignIn records the refusal. The login as typed is not recorded: people type
// passwords there.
func (s *Service) refusedSignIn(ctx context.Context, person string, refusal error) error {
	return s.refused(ctx, right.Actor{}, "session.create", person, refusal)
}
