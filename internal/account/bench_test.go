package account_test

import (
	"crypto/rand"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/ledger"
	"github.com/lantoa/lantoa/internal/store/people"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

const (
	passphrase = "cánh đồng lúa chín vàng"
	another    = "con thuyền trên sông Đáy"
	address    = "203.0.113.7"
)

// bench is the service on one database, with a clock that stands until moved.
type bench struct {
	*account.Service
	db     *store.DB
	log    *audit.Log
	sealer *audit.Sealer
	mu     sync.Mutex
	now    time.Time
}

func each(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := &bench{db: db, now: time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)}
		b.log = audit.New(ledger.NewAudit(db), b.clock, rand.Reader)
		b.sealer = audit.NewSealer(ledger.NewSeals(db), "one")
		var err error
		b.Service, err = account.New(account.Options{Stores: people.New(db), Trail: b.log, Now: b.clock, Random: rand.Reader,
			Token: secret.Token, Hashers: 2})
		if err != nil {
			t.Fatal(err)
		}
		test(t, b)
	})
}

func (b *bench) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(d)
}

// person makes an account with the passphrase, and gives it as an actor too.
func (b *bench) person(t *testing.T, login string, grants ...account.Grant) (account.Person, account.Actor) {
	t.Helper()
	p, err := b.CreatePerson(t.Context(), account.System(), account.NewPerson{Login: login, Name: "Trần Thị B", Grants: grants, Password: passphrase})
	if err != nil {
		t.Fatal(err)
	}
	return p, account.Actor{ID: p.ID, Name: p.Name, Grants: grants}
}

func (b *bench) signIn(t *testing.T, login string) (token string, s account.Session) {
	t.Helper()
	shown, s, err := b.SignIn(t.Context(), login, passphrase, address)
	if err != nil {
		t.Fatalf("sign in as %s: %v", login, err)
	}
	return shown.Reveal(), s
}

func (b *bench) exec(t *testing.T, statement string, args ...any) {
	t.Helper()
	if err := b.db.Write(t.Context()).Exec(statement, args...).Error; err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func (b *bench) unit(t *testing.T, code string) {
	t.Helper()
	b.exec(t, "INSERT INTO unit (code, name_vi, short_vi, name_en, kind, attrs) VALUES (?, 'Sở A', 'Sở A', 'Department A', 'so', '{}')", code)
}

// trail returns the acts on a person as "action" or "action refused", oldest first.
func (b *bench) trail(t *testing.T, person string) []string {
	t.Helper()
	if _, err := b.sealer.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows, err := b.log.Records(t.Context(), audit.Filter{Object: audit.Object{Kind: "person", ID: person}, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var acts []string
	for _, r := range slices.Backward(rows) {
		act := r.Action
		if r.Refused {
			act += " refused"
		}
		acts = append(acts, act)
	}
	return acts
}
