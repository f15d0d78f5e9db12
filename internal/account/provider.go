package account

import (
	"context"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// What follows is what a provider of identities has a part in: the e-mail address by which
// somebody may be recognised, and the roles that the provider claims for them.

// maxEmail is the longest address, in bytes (RFC 5321, 4.5.3.1.3, without its brackets).
const maxEmail = 254

// CleanEmail returns the one form in which addresses are kept and compared, in lower case;
// "" for what is none. It takes ASCII alone: among all letters of the world are some that
// lower case turns into ASCII, so that two addresses would become one person's.
func CleanEmail(email string) string {
	email = strings.TrimSpace(email)
	if len(email) > maxEmail || strings.ContainsFunc(email, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return ""
	}
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email || parsed.Name != "" {
		return ""
	}
	return strings.ToLower(email)
}

// checkEmail returns the clean form of an address; none is fine.
func checkEmail(faults *fault.Fields, email string) string {
	if email == "" {
		return ""
	}
	clean := CleanEmail(email)
	if clean == "" {
		faults.Add("/email", fault.T("Địa chỉ e-mail có dạng ten@co-quan.gov.vn, chỉ gồm chữ không dấu.", "An e-mail address looks like name@agency.gov.vn, in ASCII letters."))
	}
	return clean
}

// freeEmail refuses an address that another person has.
func (s *Service) freeEmail(ctx context.Context, p Person) error {
	if p.Email == "" {
		return nil
	}
	other, err := s.people.ByEmail(ctx, p.Email)
	if err != nil || other.ID == "" || other.ID == p.ID {
		return err
	}
	return fault.New(fault.AlreadyExists, fault.Tf("Tài khoản %s đã có địa chỉ e-mail này.", "The account %s has this e-mail address already.", other.Login))
}

// GrantsAt returns what the person is granted at an instant: what people gave, and what the
// provider of identities claimed, for as long as that holds.
func (p Person) GrantsAt(now time.Time) []right.Grant {
	if !now.Before(p.ClaimedUntil) {
		return p.Grants
	}
	all := slices.Clone(p.Grants)
	for _, g := range p.Claimed {
		if !slices.Contains(all, g) {
			all = append(all, g)
		}
	}
	return all
}

// ByEmail returns who has an address in the form of [CleanEmail]; nobody's person is empty.
// It is for the house itself, like [Service.Person].
func (s *Service) ByEmail(ctx context.Context, email string) (Person, error) {
	return s.people.ByEmail(ctx, email)
}

// CheckGrant tells what is wrong with a grant that settings name: an unknown role, an
// unknown unit. A unit that has ended is none of its faults: settings outlive units, and the
// grant lapses by itself. The fields are /role and /unit.
func (s *Service) CheckGrant(ctx context.Context, g right.Grant) error {
	var faults, own fault.Fields
	if err := s.checkGrants(ctx, &faults, []right.Grant{g}, []right.Grant{g}); err != nil {
		return err
	}
	if e, ok := fault.As(faults.Err()); ok {
		for _, f := range e.Fields {
			own.Add(strings.TrimPrefix(f.Pointer, "/grants/0"), f.Detail)
		}
	}
	return own.Err()
}

// FreeLogin returns the first of the sign-in names that is well formed and nobody's; "" when
// there is none.
func (s *Service) FreeLogin(ctx context.Context, wanted ...string) (string, error) {
	for _, login := range wanted {
		if login = cleanLogin(login); !loginForm().MatchString(login) {
			continue
		}
		taken, _, err := s.people.ByLogin(ctx, login)
		if err != nil {
			return "", err
		}
		if taken.ID == "" {
			return login, nil
		}
	}
	return "", nil
}

// ByProvider is the means of somebody for whom a provider of identities answers.
const ByProvider Means = "provider"
