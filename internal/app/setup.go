package app

import (
	"context"
	"net/url"

	"github.com/lantoa/lantoa/internal/account"
)

// SetupLink gives the one-time address at which the first administrator is made, "" when
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
	return publicURL + "/setup?token=" + url.QueryEscape(token.Reveal()), nil
}
