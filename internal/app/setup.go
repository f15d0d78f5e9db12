package app

import (
	"context"
	"net/url"
	"strings"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/secret"
)

// SetupLink returns the one-time address at which the first administrator is made, "" when
// there is an administrator already.
func (s *Services) SetupLink(ctx context.Context, publicURL string) (string, error) {
	needed, err := s.Accounts.NeedsSetup(ctx)
	if err != nil || !needed {
		return "", err
	}
	token, err := s.Accounts.NewLink(ctx, account.System(), account.Setup, "")
	if err != nil {
		return "", err
	}
	return linkAddress(publicURL, token), nil
}

// NewSetupLink is SetupLink that ends all earlier ones.
func (s *Services) NewSetupLink(ctx context.Context, publicURL string) (string, error) {
	if err := s.Accounts.VoidSetup(ctx); err != nil {
		return "", err
	}
	return s.SetupLink(ctx, publicURL)
}

// PasswordLink returns the one-time address at which somebody chooses a new password, for
// an administrator who is locked out: it is made on the server, without a sign-in.
func (s *Services) PasswordLink(ctx context.Context, publicURL, login string) (string, error) {
	people, err := s.Accounts.People(ctx, account.System())
	if err != nil {
		return "", err
	}
	for _, one := range people {
		if one.Login != strings.ToLower(strings.TrimSpace(login)) {
			continue
		}
		if one.Disabled {
			return "", fault.New(fault.StateConflict, fault.Tf("Tài khoản %s đã bị khóa.", "The account %s is disabled.", one.Login))
		}
		token, err := s.Accounts.NewLink(ctx, account.System(), account.Reset, one.ID)
		return linkAddress(publicURL, token), err
	}
	return "", fault.New(fault.NotFound, fault.Tf("Không có tài khoản %s.", "There is no account %s.", login))
}

func linkAddress(publicURL string, token secret.Secret) string {
	return publicURL + "/setup?token=" + url.QueryEscape(token.Reveal())
}
