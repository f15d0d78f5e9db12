package account

import (
	"context"

	"github.com/lantoa/lantoa/internal/factor"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
)

// Demand says who must have a second factor.
type Demand string

// The demands. Whoever signs in by a provider of identities is that provider's matter.
const (
	DemandOff    Demand = "off"
	DemandAdmins Demand = "admins" // technical administrators
	DemandAll    Demand = "all"    // everyone who signs in with a password
)

// CodeWanted is the error of a sign-in whose password was right and whose code is missing
// ([fault.SecondFactorNeeded]) or wrong ([fault.SignInFailed]). It is told to those who
// know the password alone.
type CodeWanted struct {
	// Ticket stands for login and password at the next try, for ten minutes.
	Ticket  secret.Secret
	refusal error
}

// Error gives the words of the refusal.
func (e *CodeWanted) Error() string { return e.refusal.Error() }

// Unwrap returns the refusal.
func (e *CodeWanted) Unwrap() error { return e.refusal }

// WantCode makes a [CodeWanted] of a ticket and a refusal.
func WantCode(ticket string, refusal error) *CodeWanted {
	return &CodeWanted{Ticket: secret.New(ticket), refusal: refusal}
}

// wantsFactor tells a person who has to set up a second factor before anything else.
func (s *Service) wantsFactor(actor right.Actor, p Person, session Session) bool {
	if p.SecondFactor || session.By != ByPassword {
		return false
	}
	return s.demand == DemandAll || s.demand == DemandAdmins && actor.Admin()
}

// proveCode checks the code of a person whose password was right. A missing one takes this
// attempt back and no other: else whoever knows the password could guess codes for ever.
func (s *Service) proveCode(ctx context.Context, t tried, c Credentials) error {
	wanted := func(refusal error) error {
		ticket, err := s.ticket(t)
		if err != nil {
			return err
		}
		return WantCode(ticket.Reveal(), refusal)
	}
	if c.Code == "" {
		if err := s.uncount(ctx, t.counters, false); err != nil {
			return err
		}
		return wanted(fault.New(fault.SecondFactorNeeded, fault.T("Mật khẩu đúng; cần thêm mã xác thực.", "The password is right; a code is needed too.")))
	}
	var means factor.Means
	err := s.people.InTx(ctx, func(ctx context.Context) (err error) {
		if means, err = s.factors.Use(ctx, t.person.ID, c.Code, s.now()); err != nil || means != factor.Recovery {
			return err
		}
		return s.record(ctx, right.Actor{ID: t.person.ID}, "factor.recover", t.person.ID, nil)
	})
	if err != nil {
		return err
	}
	if means == factor.None {
		return wanted(s.refusedSignIn(ctx, t.person.ID, wrongCode()))
	}
	return nil
}

func wrongCode() error {
	return fault.New(fault.SignInFailed, fault.T("Mã xác thực không đúng hoặc đã dùng; chờ mã kế tiếp rồi nhập lại.",
		"The code is wrong or was used; wait for the next one and give that."))
}

// Factor tells how the second factor of a person stands: the own one, or anybody's for
// those who manage accounts.
func (s *Service) Factor(ctx context.Context, actor right.Actor, person string) (factor.State, error) {
	if actor.ID != person || !actor.Known() {
		if err := s.manager(ctx, actor, "factor.read", person); err != nil {
			return factor.State{}, err
		}
	}
	return s.factors.State(ctx, person)
}

// ownFactor keeps acts on a second factor to its person in a session.
func (s *Service) ownFactor(ctx context.Context, actor right.Actor, action string) (Person, error) {
	if !actor.Known() {
		return Person{}, fault.New(fault.Unauthenticated, fault.T("Cần đăng nhập.", "You need to sign in."))
	}
	if err := s.refused(ctx, actor, action, actor.ID, right.InPerson(actor)); err != nil {
		return Person{}, err
	}
	return s.people.Person(ctx, actor.ID)
}

// EnrolFactor makes the secret of a second factor, which is shown once and counts from
// [Service.ConfirmFactor] on. Asking again makes another. [fault.StateConflict] when there
// is a confirmed one.
func (s *Service) EnrolFactor(ctx context.Context, actor right.Actor) (e factor.Enrolment, err error) {
	p, err := s.ownFactor(ctx, actor, "factor.enrol")
	if err != nil {
		return factor.Enrolment{}, err
	}
	if err := right.Proven(actor); err != nil {
		return factor.Enrolment{}, err
	}
	err = s.people.InTx(ctx, func(ctx context.Context) error {
		if e, err = s.factors.Enrol(ctx, p.ID, p.Login, s.now()); err != nil {
			return err
		}
		return s.record(ctx, actor, "factor.enrol", p.ID, nil)
	})
	if err != nil {
		return factor.Enrolment{}, err
	}
	return e, nil
}

// ConfirmFactor turns a second factor on by its first code and gives ten recovery codes,
// which are shown once. All other sessions end: whoever opened one knew the password, and gave
// no code. Wrong codes count as failed sign-ins ([fault.SignInFailed]).
func (s *Service) ConfirmFactor(ctx context.Context, actor right.Actor, own Session, code string, from Place) (codes []string, err error) {
	p, err := s.ownFactor(ctx, actor, "factor.confirm")
	if err != nil {
		return nil, err
	}
	t, err := s.try(ctx, p.Login, from)
	if err != nil {
		return nil, err
	}
	err = s.people.InTx(ctx, func(ctx context.Context) error {
		if codes, err = s.factors.Confirm(ctx, p.ID, code, s.now()); err != nil || codes == nil {
			return err
		}
		if _, err := s.sessions.EndSessions(ctx, p.ID, Which{Except: own.ID}, s.now()); err != nil {
			return err
		}
		return s.record(ctx, actor, "factor.confirm", p.ID, nil)
	})
	if err != nil {
		return nil, err
	}
	if codes == nil {
		return nil, s.refused(ctx, actor, "factor.confirm", p.ID, wrongCode())
	}
	return codes, s.forgive(ctx, t.counters)
}

// NewRecoveryCodes replaces the recovery codes of the one who asks, who proves themselves
// by password and code. Errors are those of [Service.SignIn].
func (s *Service) NewRecoveryCodes(ctx context.Context, actor right.Actor, c Credentials) (codes []string, err error) {
	err = s.factorAct(ctx, actor, "factor.new_codes", c, func(ctx context.Context, person string) error {
		codes, err = s.factors.NewCodes(ctx, person, s.now())
		return err
	})
	return codes, err
}

// DisableFactor turns the second factor of the one who asks off; they prove themselves by
// password and code. Errors are those of [Service.SignIn].
func (s *Service) DisableFactor(ctx context.Context, actor right.Actor, c Credentials) error {
	return s.factorAct(ctx, actor, "factor.disable", c, func(ctx context.Context, person string) error {
		_, err := s.factors.Store.RemoveFactor(ctx, person)
		return err
	})
}

func (s *Service) factorAct(ctx context.Context, actor right.Actor, action string, c Credentials, act func(ctx context.Context, person string) error) error {
	p, err := s.ownFactor(ctx, actor, action)
	if err != nil {
		return err
	}
	if !p.SecondFactor {
		return noFactor()
	}
	c.Login, c.Ticket = p.Login, ""
	if _, err := s.prove(ctx, c); err != nil {
		return err
	}
	return s.people.InTx(ctx, func(ctx context.Context) error {
		if err := act(ctx, p.ID); err != nil {
			return err
		}
		return s.record(ctx, actor, action, p.ID, nil)
	})
}

func noFactor() error {
	return fault.New(fault.StateConflict, fault.T("Tài khoản này không có lớp xác thực thứ hai.", "This account has no second factor."))
}

// TakeFactor takes somebody's second factor away, such as when both phone and recovery
// codes are lost; their sessions end. It is for those who manage accounts, in a session,
// and not for the own one, which takes [Service.DisableFactor].
func (s *Service) TakeFactor(ctx context.Context, actor right.Actor, person string) error {
	if err := s.refused(ctx, actor, "factor.take", person, right.InPerson(actor)); err != nil {
		return err
	}
	if err := s.manager(ctx, actor, "factor.take", person); err != nil {
		return err
	}
	if actor.ID == person {
		return s.refused(ctx, actor, "factor.take", person, fault.New(fault.Denied, fault.T(
			"Lớp xác thực của chính mình thì tắt bằng mật khẩu và mã.", "Your own second factor is turned off by password and code.")))
	}
	if err := right.Fresh(actor); err != nil {
		return err
	}
	return s.people.InTx(ctx, func(ctx context.Context) error {
		if _, err := s.people.Person(ctx, person); err != nil {
			return err
		}
		removed, err := s.factors.Store.RemoveFactor(ctx, person)
		if err != nil {
			return err
		}
		if !removed {
			return noFactor()
		}
		if _, err := s.sessions.EndSessions(ctx, person, Which{}, s.now()); err != nil {
			return err
		}
		return s.record(ctx, actor, "factor.take", person, nil)
	})
}
