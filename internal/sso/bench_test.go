package sso_test

import (
	"crypto/rand"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/sso"
	"github.com/lantoa/lantoa/internal/sso/provider"
	"github.com/lantoa/lantoa/internal/sso/ssotest"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/ledger"
	"github.com/lantoa/lantoa/internal/store/people"
	"github.com/lantoa/lantoa/internal/store/plans"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

const (
	redirect = "https://lantoa.example/sign-in/oidc/callback"
	address  = "203.0.113.7"
)

// bench is single sign-on on one database, beside a real provider.
type bench struct {
	*sso.Service
	t        *testing.T
	db       *store.DB
	accounts *account.Service
	log      *audit.Log
	provider *ssotest.Provider
	away     atomic.Int64 // how far our clock is from the provider's
}

// hoa is somebody with an account at the provider.
func hoa() ssotest.User {
	return ssotest.User{Subject: "8f14e45f", Username: "tthoa", Email: "Hoa.Tran@ninhbinh.gov.vn", EmailVerified: true}
}

func each(t *testing.T, rules sso.Rules, test func(b *bench)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(newBench(t, db, rules)) })
}

// light is each on SQLite alone, for what no database has a part in.
func light(t *testing.T, rules sso.Rules, test func(b *bench)) {
	t.Helper()
	t.Parallel()
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		if o.URL == "" {
			test(newBench(t, storetest.Open(t, o), rules))
		}
	})
}

func newBench(t *testing.T, db *store.DB, rules sso.Rules) *bench {
	t.Helper()
	b := &bench{t: t, db: db, provider: ssotest.New(t, redirect)}
	b.provider.Put(hoa())
	b.log = audit.New(ledger.NewAudit(db), b.now, rand.Reader)
	var err error
	b.accounts, err = account.New(account.Options{Stores: people.New(db), Units: plan.New(plans.New(db), b.now, time.FixedZone("Asia/Ho_Chi_Minh", 7*3600)), Trail: b.log, Now: b.now, Random: rand.Reader, Token: secret.Token, Hashers: 2})
	must(t, err)
	box, err := secret.OpenKey(t.TempDir(), secret.Secret{})
	must(t, err)
	client, err := outbound.New(outbound.Options{Allow: []string{"127.0.0.1"}, Authorities: b.provider.Authorities(), Now: b.now})
	must(t, err)
	rules.Issuer, rules.Label, rules.RolesClaim = b.provider.Issuer(), "SSO", "groups"
	if len(rules.Mapping) == 0 {
		rules.Mapping, err = sso.ParseMapping("nhom-viet=author;nhom-duyet=approver")
		must(t, err)
	}
	b.Service = sso.New(sso.Options{Store: people.NewIdentities(db), Accounts: b.accounts, Trail: b.log, Box: box, Rules: rules, Now: b.now,
		NewID: func() string { return uuid.Must(uuid.NewV7()).String() }, Token: secret.Token,
		Provider: provider.New(provider.Options{Issuer: rules.Issuer, ClientID: ssotest.ClientID, ClientSecret: ssotest.ClientSecret,
			Scopes: []string{"openid", "profile", "email"}, Redirect: redirect, Wanted: []string{"email", "groups"}, Via: client, Now: b.now})})
	return b
}

func (b *bench) now() time.Time { return time.Now().Add(time.Duration(b.away.Load())) }

func (b *bench) pass(d time.Duration) { b.away.Add(int64(d)) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// person makes an account with grants that people gave.
func (b *bench) person(login, email string, grants ...right.Grant) account.Person {
	b.t.Helper()
	p, err := b.accounts.CreatePerson(b.t.Context(), right.System(), account.NewPerson{Login: login, Name: login, Email: email, Grants: grants})
	must(b.t, err)
	return p
}

// linked is a person with the account of a subject.
func (b *bench) linked(login, subject string, grants ...right.Grant) account.Person {
	b.t.Helper()
	p := b.person(login, "", grants...)
	_, err := b.Link(b.t.Context(), right.System(), p.ID, subject)
	must(b.t, err)
	return p
}

// begin starts a sign-in.
func (b *bench) begin() sso.Journey {
	b.t.Helper()
	journey, err := b.Begin(b.t.Context(), sso.Start{Next: "/feeds/"})
	must(b.t, err)
	return journey
}

// back is how the browser of a journey comes back from the provider.
func (b *bench) back(j sso.Journey, subject string) sso.Return {
	b.t.Helper()
	return returned(j, b.provider.SignIn(j.Address, subject))
}

func returned(j sso.Journey, to *url.URL) sso.Return {
	q := to.Query()
	return sso.Return{Sealed: j.Sealed.Reveal(), State: q.Get("state"), Code: q.Get("code"), Error: q.Get("error"), Issuer: q.Get("iss"), From: account.Place{Address: address}}
}

// signIn is the whole way of a subject.
func (b *bench) signIn(subject string) (sso.Arrival, error) {
	b.t.Helper()
	return b.Finish(b.t.Context(), b.back(b.begin(), subject))
}

// arrive is signIn that must come to its end; it gives who is signed in.
func (b *bench) arrive(subject string) (right.Actor, account.Session) {
	b.t.Helper()
	arrival, err := b.signIn(subject)
	must(b.t, err)
	actor, session, err := b.accounts.Authenticate(b.t.Context(), arrival.Token.Reveal())
	must(b.t, err)
	return actor, session
}

// refused holds that an error says so in words, and that the latest refusal on the record has
// the reason and nothing of the person.
func (b *bench) refused(err error, code fault.Code, reason sso.Reason) {
	b.t.Helper()
	e, ok := fault.As(err)
	if !ok || e.Code != code || e.Detail.VI == "" || e.Detail.EN == "" {
		b.t.Errorf("refused by %v, want %s", err, code)
	}
	var row struct{ Actor, Detail, ObjectID string }
	must(b.t, b.db.Read(b.t.Context()).Raw(`SELECT actor, detail, object_id FROM audit WHERE refused ORDER BY last_at DESC, id DESC LIMIT 1`).Scan(&row).Error)
	want := `{"by":"provider","code":"` + string(code) + `","reason":"` + string(reason) + `"}`
	if row.Detail != want {
		b.t.Errorf("recorded %q, want %q", row.Detail, want)
	}
	for _, personal := range []string{hoa().Subject, hoa().Username, "Hoa", "hoa.tran"} {
		if strings.Contains(row.Detail+row.ObjectID+row.Actor, personal) {
			b.t.Errorf("the record holds %q: %+v", personal, row)
		}
	}
}

// run is a subtest on the same database, one after another.
func (b *bench) run(name string, test func()) {
	outer := b.t
	outer.Run(name, func(t *testing.T) {
		b.t = t
		defer func() { b.t = outer }()
		test()
	})
}

func (b *bench) count(query string, args ...any) (n int) {
	b.t.Helper()
	must(b.t, b.db.Read(b.t.Context()).Raw(query, args...).Scan(&n).Error)
	return n
}
