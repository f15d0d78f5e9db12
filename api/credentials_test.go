package api_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/api"
	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/store/ledger"
)

type (
	anySessions = account.Sessions
	anyKeys     = account.Keys
)

// noSessions and noKeys are a house in which nobody is. What is looked for must be a hash:
// no byte of a stranger's reaches a database.
type noSessions struct {
	anySessions
	t *testing.T
}

func (n *noSessions) SessionByHash(_ context.Context, hash string) (account.Session, account.Person, error) {
	return account.Session{}, account.Person{}, nothing(n.t, hash)
}

type noKeys struct {
	anyKeys
	t *testing.T
}

func (n *noKeys) KeyByHash(_ context.Context, hash string) (account.Key, account.Person, error) {
	return account.Key{}, account.Person{}, nothing(n.t, hash)
}

func nothing(t *testing.T, hash string) error {
	if len(hash) != 64 || strings.Trim(hash, "0123456789abcdef") != "" {
		t.Errorf("looked for %q", hash)
	}
	return fault.New(fault.NotFound, fault.T("Không có.", "There is none."))
}

// FuzzCredentials sends garbage as cookie and key. Nobody is let in, and nothing breaks.
func FuzzCredentials(f *testing.F) {
	for _, seed := range []string{"", "x", strings.Repeat("A", 43), "lantoa_" + strings.Repeat("A", 43), "\x00\xff", "a;b=c", `"quoted"`, "%00%ff", strings.Repeat("é", 3000), "Bearer Bearer"} {
		f.Add(seed)
	}
	sessions, keys := &noSessions{}, &noKeys{}
	late := time.Now()
	now := func() time.Time { late = late.Add(time.Second); return late } // within the quota of an address
	accounts := must(account.New(account.Options{Stores: account.Stores{Sessions: sessions, Keys: keys}, Now: now, Random: strings.NewReader(strings.Repeat("x", 64)), Token: secret.Token}))
	server := must(api.New(api.Options{Accounts: accounts, Audit: audit.New(ledger.NewAudit(nil), now, nil), PublicURL: public, Zone: time.UTC, Log: slog.New(slog.DiscardHandler), Now: now, NewID: newID}))
	f.Fuzz(func(t *testing.T, garbage string) {
		sessions.t, keys.t = t, t
		for _, header := range []http.Header{{"Cookie": {"__Host-lantoa_session=" + garbage}}, {"Cookie": {garbage}}, {"Authorization": {"Bearer " + garbage}}, {"Authorization": {garbage}},
			{"Authorization": {"Bearer " + garbage}, "Cookie": {"__Host-lantoa_session=" + garbage}}} {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/me", nil)
			r.Header = header
			w := httptest.NewRecorder()
			server.ServeHTTP(w, r)
			if w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), `"code":"unauthenticated"`) || w.Header().Get("Set-Cookie") != "" {
				t.Errorf("%q: %d %s", header, w.Code, w.Body)
			}
		}
	})
}
