package delegation_test

import (
	"crypto/rand"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/delegation"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/ledger"
	"github.com/lantoa/lantoa/internal/store/people"
	"github.com/lantoa/lantoa/internal/store/plans"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

const (
	passphrase = "cánh đồng lúa chín vàng"
	address    = "203.0.113.7"
)

// bench is the services on one database, with a clock that stands until moved.
type bench struct {
	*account.Service
	loans  *delegation.Service
	db     *store.DB
	plans  *plan.Service
	log    *audit.Log
	sealer *audit.Sealer
	mu     sync.Mutex
	now    time.Time
}

func each(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := &bench{db: db, now: time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)}
		b.plans = plan.New(plans.New(db), b.clock, time.FixedZone("Asia/Ho_Chi_Minh", 7*3600))
		b.log = audit.New(ledger.NewAudit(db), b.clock, rand.Reader)
		b.sealer = audit.NewSealer(ledger.NewSeals(db), "one")
		var err error
		b.Service, err = account.New(account.Options{Stores: people.New(db), Units: b.plans, Trail: b.log, Record: b.log, Now: b.clock, Random: rand.Reader,
			Token: secret.Token, Hashers: 2})
		if err != nil {
			t.Fatal(err)
		}
		b.loans = delegation.New(delegation.Options{Store: people.NewDelegations(db), Accounts: b.Service, Units: b.plans, Trail: b.log, Now: b.clock,
			NewID: func() string { return uuid.Must(uuid.NewV7()).String() }})
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
func (b *bench) person(t *testing.T, login string, grants ...right.Grant) (account.Person, right.Actor) {
	t.Helper()
	p, err := b.CreatePerson(t.Context(), right.System(), account.NewPerson{Login: login, Name: "Trần Thị B", Grants: grants, Password: passphrase})
	if err != nil {
		t.Fatal(err)
	}
	return p, right.Actor{ID: p.ID, Name: p.Name, Grants: grants}
}

func (b *bench) signIn(t *testing.T, login string) (token string, s account.Session) {
	t.Helper()
	shown, s, err := b.SignIn(t.Context(), account.Credentials{Login: login, Password: passphrase, From: account.Place{Address: address}})
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
