package account_test

import (
	"context"
	"crypto/rand"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
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
	another    = "con thuyền trên sông Đáy"
	address    = "203.0.113.7"
)

// bench is the service on one database, with a clock that stands until moved.
type bench struct {
	*account.Service
	db     *store.DB
	plans  *plan.Service
	log    *audit.Log
	sealer *audit.Sealer
	mu     sync.Mutex
	now    time.Time
	held   func() // runs once, after a login was looked up

	options account.Options
}

// heldPeople lets something happen while a sign-in waits for its turn.
type heldPeople struct {
	accounts
	b *bench
}

// accounts bears another name than its method People.
type accounts interface{ account.People }

func (h heldPeople) ByLogin(ctx context.Context, login string) (account.Person, string, error) {
	p, phc, err := h.accounts.ByLogin(ctx, login)
	h.b.mu.Lock()
	held := h.b.held
	h.b.held = nil
	h.b.mu.Unlock()
	if held != nil {
		held()
	}
	return p, phc, err
}

// meanwhile lets something happen during the next sign-in, after the login was looked up.
func (b *bench) meanwhile(what func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held = what
}

func each(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Helper()
	eachBy(t, false, test)
}

// eachBy is [each], where the clock of the bench may be the database's too.
func eachBy(t *testing.T, one bool, test func(t *testing.T, b *bench)) {
	t.Helper()
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		b := &bench{now: time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)}
		if one {
			o.Clock = b.clock
		}
		db := storetest.Open(t, o)
		b.db = db
		b.plans = plan.New(plans.New(db), b.clock, time.FixedZone("Asia/Ho_Chi_Minh", 7*3600))
		b.log = audit.New(ledger.NewAudit(db), b.clock, rand.Reader)
		b.sealer = audit.NewSealer(ledger.NewSeals(db), "one")
		stores := people.New(db)
		stores.People = heldPeople{stores.People, b}
		var err error
		b.options = account.Options{Stores: stores, Units: b.plans, Trail: b.log, Record: b.log, Now: b.clock, Random: rand.Reader,
			Token: secret.Token, Hashers: 2, Box: b.box(t), Issuer: "Lan tỏa", Demand: account.DemandAdmins}
		b.Service, err = account.New(b.options)
		if err != nil {
			t.Fatal(err)
		}
		test(t, b)
	})
}

func (b *bench) box(t *testing.T) *secret.Box {
	t.Helper()
	box, err := secret.OpenKey("", secret.New(secret.GenerateKey()))
	if err != nil {
		t.Fatal(err)
	}
	return box
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

// typed is what somebody signs in with.
func typed(login, password, address string) account.Credentials {
	return account.Credentials{Login: login, Password: password, From: account.Place{Address: address}}
}

func (b *bench) signIn(t *testing.T, login string) (token string, s account.Session) {
	t.Helper()
	shown, s, err := b.SignIn(t.Context(), typed(login, passphrase, address))
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
