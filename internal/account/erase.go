package account

import (
	"context"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// ErasedName is what people read in the place of somebody who was erased.
const ErasedName = "Người dùng đã xóa"

// Erase takes a person's name, login and addresses out of the house: out of the account, its
// sessions, links, second factor and accounts elsewhere, out of the letters to them, and out of the record of acts, whose chain stays provable. The account
// stays under its id, a pseudonym, so that what the person did and wrote keeps its author;
// bylines in what was published are part of the text and stay. The login is free again. It
// cannot be taken back.
//
// The account must be disabled before, it must not be the actor's own, and it must not be
// that of the last administrator; each is [fault.StateConflict]. Erasing again changes
// nothing.
func (s *Service) Erase(ctx context.Context, actor right.Actor, id string) (p Person, err error) {
	if err := s.manager(ctx, actor, audit.Erasure, id); err != nil {
		return Person{}, err
	}
	if err := right.Fresh(actor); err != nil {
		return Person{}, err
	}
	err = s.people.InTx(ctx, func(ctx context.Context) error {
		p, err = s.erase(ctx, actor, id)
		return err
	})
	return p, err
}

func (s *Service) erase(ctx context.Context, actor right.Actor, id string) (Person, error) {
	today := s.units.Day(s.now())
	admins, err := s.rules.Admins(ctx, today)
	if err != nil {
		return Person{}, err
	}
	p, err := s.people.Person(ctx, id)
	if err != nil || !p.ErasedAt.IsZero() {
		return p, err
	}
	gone := p
	gone.Disabled, gone.Grants = true, nil
	if err := erasable(actor, p, orphaned(admins, gone, today)); err != nil {
		return Person{}, err
	}
	held, was, now := p.Grants, p.told(), s.now()
	p.Login, p.Name, p.Grants, p.HasPassword, p.ErasedAt = pseudonym(id), ErasedName, nil, false, now
	p.Email, p.Claimed, p.ClaimedUntil, p.SecondFactor = "", nil, time.Time{}, false
	if err := s.people.Erase(ctx, p, now); err != nil {
		return Person{}, err
	}
	p.Version++
	if err := s.people.PutGrants(ctx, id, nil, Stamp{actor.ID, now}); err != nil {
		return Person{}, err
	}
	if err := s.post.Forget(ctx, id); err != nil {
		return Person{}, err
	}
	if err := s.erased.Erase(ctx, id); err != nil {
		return Person{}, err
	}
	return p, s.recordChange(ctx, actor, audit.Entry{Action: audit.Erasure, Object: audit.Object{Kind: "person", ID: id}, Was: was, Is: p.told(),
		Detail: map[string]any{"grants": right.GrantNames(held)}})
}

func erasable(actor right.Actor, p Person, last bool) error {
	switch {
	case actor.ID == p.ID:
		return fault.New(fault.StateConflict, fault.T("Không ai xóa được chính mình; hãy nhờ một quản trị kỹ thuật khác.",
			"Nobody erases themselves; ask another technical administrator."))
	case last:
		return fault.New(fault.StateConflict, fault.T("Đây là quản trị kỹ thuật cuối cùng có thể đăng nhập; hãy trao quyền cho người khác trước.",
			"This is the last technical administrator who can sign in; give the role to somebody else first."))
	case !p.Disabled:
		return fault.New(fault.StateConflict, fault.T("Tài khoản đang hoạt động; hãy khóa nó trước khi xóa.",
			"The account is active; disable it before it is erased."))
	}
	return nil
}

func erased() error {
	return fault.New(fault.StateConflict, fault.T("Tài khoản này đã bị xóa; hãy tạo một tài khoản mới.", "This account was erased; make a new one."))
}

// pseudonym is the login of somebody who was erased: no person can have it, since logins hold
// no blank, and it tells nothing but the id.
func pseudonym(id string) string { return "erased " + id[strings.LastIndex(id, "-")+1:] }
