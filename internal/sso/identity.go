package sso

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
)

// whose finds the person of a provider's account: the one it is linked to, else, where the
// rules allow it, the one with its verified address, else somebody new.
func (s *Service) whose(ctx context.Context, c Claims) (account.Person, error) {
	known, err := s.store.Identity(ctx, s.rules.Issuer, c.Subject)
	if err != nil {
		return account.Person{}, err
	}
	if known.ID != "" {
		err := s.store.TouchIdentity(ctx, known.ID, s.now())
		if fault.Is(err, fault.NotFound) {
			return account.Person{}, Bad(ReasonUnknown, errors.New("the link was taken away meanwhile"))
		}
		if err != nil {
			return account.Person{}, err
		}
		return s.accounts.Person(ctx, known.Person)
	}
	p, err := s.byAddress(ctx, c)
	if err != nil || p.ID != "" {
		return p, err
	}
	if !s.rules.CreatePeople {
		return account.Person{}, Bad(ReasonUnknown, errors.New("the account is nobody's"))
	}
	return s.make(ctx, c)
}

// byAddress links the account to the person with its address; nobody when there is none, or
// the rules do not allow it.
func (s *Service) byAddress(ctx context.Context, c Claims) (account.Person, error) {
	if !s.rules.LinkByEmail || c.Email == "" {
		return account.Person{}, nil
	}
	p, err := s.accounts.ByEmail(ctx, c.Email)
	switch {
	case err != nil:
		return account.Person{}, err
	case !c.EmailVerified && (p.ID != "" || !s.rules.CreatePeople): // who has no account gets the same words
		return account.Person{}, Bad(ReasonUnverified, errors.New("the provider has not verified the address"))
	case p.ID == "" || p.Disabled: // told as such, and not linked
		return p, nil
	}
	return p, s.add(ctx, right.Actor{ID: p.ID}, Identity{Person: p.ID, Subject: c.Subject, LastUsed: s.now()}, "email")
}

// make adds a person who was unknown. What they may do is what the claims give.
func (s *Service) make(ctx context.Context, c Claims) (account.Person, error) {
	local, _, _ := strings.Cut(c.Email, "@")
	login, err := s.accounts.FreeLogin(ctx, c.Login, local, "sso-"+secret.Hash(s.rules.Issuer + "\n" + c.Subject)[:12])
	if err != nil {
		return account.Person{}, err
	}
	ctx = unplaced(ctx)
	n := account.NewPerson{Login: login, Name: c.Name, Lang: c.Lang}
	if n.Name == "" {
		n.Name = login
	}
	p, err := s.accounts.CreatePerson(ctx, right.System(), n)
	if err != nil {
		return account.Person{}, err
	}
	return p, s.add(ctx, right.System(), Identity{Person: p.ID, Subject: c.Subject, LastUsed: s.now()}, "new person")
}

// add links an account of the provider to a person. How says by what it was known.
func (s *Service) add(ctx context.Context, actor right.Actor, one Identity, how string) error {
	one.ID, one.Issuer, one.CreatedBy, one.CreatedAt = s.newID(), s.rules.Issuer, actor.ID, s.now()
	mine, err := s.store.Identities(ctx, one.Person)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(mine, func(i Identity) bool { return i.Issuer == one.Issuer }) {
		return Bad(ReasonTaken, errors.New("the person has another account of the provider"))
	}
	other, err := s.store.Identity(ctx, one.Issuer, one.Subject)
	if err != nil {
		return err
	}
	if other.ID != "" {
		return Bad(ReasonTaken, errors.New("the account is somebody else's"))
	}
	if err := s.store.AddIdentity(ctx, one); err != nil {
		return err
	}
	return s.note(ctx, actor.ID, linking, one.Person, map[string]any{"identity": one.ID, "by": how})
}

// claim gives the person the roles of the claims until the session that was opened ends at
// the latest; those of an earlier sign-in that are claimed no more are gone. What people
// granted stays as it is.
func (s *Service) claim(ctx context.Context, p account.Person, c Claims, until time.Time) error {
	grants := s.rules.Mapping.Grants(c.Roles)
	if len(grants) == 0 && p.ClaimedUntil.IsZero() {
		return nil
	}
	if err := s.store.PutClaimed(ctx, p.ID, grants, until); err != nil {
		return err
	}
	before, after := right.GrantNames(p.Claimed), right.GrantNames(grants)
	if slices.Equal(before, after) {
		return nil
	}
	return s.note(ctx, right.SystemID, "person.claim", p.ID, map[string]any{"before": before, "after": after})
}

// linkOwn links the account to the one who began, who is still signed in.
func (s *Service) linkOwn(ctx context.Context, r Return, f flow, c Claims) error {
	return s.store.InTx(ctx, func(ctx context.Context) error {
		known, err := s.store.Identity(ctx, s.rules.Issuer, c.Subject)
		if err != nil || known.ID != "" && known.Person == r.Actor.ID {
			return err // linked already
		}
		return s.add(ctx, r.Actor, Identity{Person: r.Actor.ID, Subject: c.Subject}, "session "+f.Session)
	})
}

// Link links an account of the provider to a person by its subject, for those who manage
// accounts; people link their own by [Service.Begin].
func (s *Service) Link(ctx context.Context, actor right.Actor, person, subject string) (Identity, error) {
	a := attempt{actor: actor, action: linking, person: person}
	if err := s.refuse(ctx, a, mayManage(actor)); err != nil {
		return Identity{}, err
	}
	if s.provider == nil {
		return Identity{}, fault.New(fault.StateConflict, fault.T("Nơi này không dùng đăng nhập một lần (LANTOA_OIDC_ISSUER chưa đặt).", "There is no single sign-on here (LANTOA_OIDC_ISSUER is not set)."))
	}
	if subject == "" || len(subject) > maxSubject || strings.ContainsFunc(subject, isControl) {
		return Identity{}, fault.Invalid("/subject", fault.Tf("Mã tài khoản (sub) có từ 1 đến %d byte, không có ký tự điều khiển.", "A subject (sub) has 1 to %d bytes and no control characters.", maxSubject))
	}
	var made Identity
	err := s.store.InTx(ctx, func(ctx context.Context) error {
		p, err := s.accounts.Person(ctx, person)
		if err != nil {
			return err
		}
		if !p.ErasedAt.IsZero() {
			return fault.New(fault.StateConflict, fault.T("Tài khoản này đã bị xóa.", "This account was erased."))
		}
		if err := s.add(ctx, actor, Identity{Person: person, Subject: subject}, "subject"); err != nil {
			return err
		}
		made, err = s.store.Identity(ctx, s.rules.Issuer, subject)
		return err
	})
	var twice *bad
	if errors.As(err, &twice) {
		err = fault.New(fault.AlreadyExists, twice.reason.words().Detail).Because(twice.cause)
	}
	return made, err
}

// mayManage is the right to link and unlink other people's accounts, in a browser: a key
// could otherwise let its holder in as somebody.
func mayManage(actor right.Actor) error {
	if actor.Key != "" {
		return fault.New(fault.Denied, fault.T("Việc này cần đăng nhập, không dùng khóa API.", "This needs a signed-in person, not an API key."))
	}
	if err := actor.Need(right.PersonManage, right.In("")); err != nil {
		return err
	}
	return right.Fresh(actor)
}

// Identities returns the linked accounts of a person: the own ones, or anybody's for those
// who manage accounts.
func (s *Service) Identities(ctx context.Context, actor right.Actor, person string) ([]Identity, error) {
	if actor.ID != person || !actor.Known() {
		if err := s.refuse(ctx, attempt{actor: actor, action: "identity.list", person: person}, actor.Need(right.PersonManage, right.In(""))); err != nil {
			return nil, err
		}
	}
	return s.store.Identities(ctx, person)
}

// Unlink takes a linked account away: an own one, or anybody's for those who manage accounts.
// What it claimed goes with it, and every session of the person ends but the one that asks.
// [fault.NotFound] when the person has no such link; [fault.ProofRequired] when who asks was
// proven too long ago; [fault.StateConflict] when somebody
// would have no way in any more.
func (s *Service) Unlink(ctx context.Context, actor right.Actor, session account.Session, person, id string) error {
	own := actor.Known() && actor.ID == person && actor.Key == ""
	a := attempt{actor: actor, action: unlinking, person: person}
	may := right.Fresh(actor)
	if !own {
		may = mayManage(actor)
	}
	if err := s.refuse(ctx, a, may); err != nil {
		return err
	}
	return s.store.InTx(ctx, func(ctx context.Context) error {
		p, err := s.accounts.Person(ctx, person)
		if err != nil {
			return err
		}
		if err := s.store.RemoveIdentity(ctx, person, id); err != nil {
			return err
		}
		left, err := s.store.Identities(ctx, person)
		if err != nil {
			return err
		}
		if own && len(left) == 0 && !p.HasPassword {
			return fault.New(fault.StateConflict, fault.T("Bạn chưa có mật khẩu nên sẽ không đăng nhập được nữa. Hãy xin người quản lý tài khoản một đường dẫn chọn mật khẩu trước.",
				"You have no password, so you could not sign in any more. Ask whoever manages accounts for a link to choose one first."))
		}
		if err := s.store.PutClaimed(ctx, person, nil, time.Time{}); err != nil {
			return err
		}
		except := account.Which{}
		if own {
			except.Except = session.ID
		}
		if _, err := s.store.EndSessions(ctx, person, except, s.now()); err != nil {
			return err
		}
		return s.note(ctx, actor.ID, unlinking, person, map[string]any{"identity": id})
	})
}
