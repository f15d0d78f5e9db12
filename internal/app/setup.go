package app

import (
	"context"
	"net/url"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
)

// SetupLink returns the one-time address at which the first administrator is made, "" when
// there is an administrator already.
func (s *Services) SetupLink(ctx context.Context, publicURL string) (string, error) {
	needed, err := s.Accounts.NeedsSetup(ctx)
	if err != nil || !needed {
		return "", err
	}
	token, err := s.Accounts.NewLink(ctx, right.System(), account.Setup, "")
	if err != nil {
		return "", err
	}
	return linkAddress(publicURL, token), nil
}

func linkAddress(publicURL string, token secret.Secret) string {
	return publicURL + "/setup?token=" + url.QueryEscape(token.Reveal())
}
