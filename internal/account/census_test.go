package account_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// What operators are told of accounts: who can manage them, which links are open, which keys
// end soon.
func TestTheStateOfAccounts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx, month := t.Context(), 30*24*time.Hour
		setup := sure(b.NewLink(ctx, right.System(), account.Setup, ""))
		sure(b.NewLink(ctx, right.System(), account.Setup, ""))
		state := func() account.State {
			t.Helper()
			return sure(b.State(ctx, month))
		}
		if st := state(); st.Admins != 0 || st.SetupLinks != 2 || len(st.KeysEnding) != 0 {
			t.Errorf("at first: %+v", st)
		}
		chi := sure(b.CompleteSetup(ctx, setup.Reveal(), account.NewPerson{Login: "chi.root", Name: "Chi", Password: passphrase}))
		lan, _ := b.person(t, "lan", right.Grant{Role: right.Author})
		key := func(of account.Person, name string, after time.Duration) account.Key {
			t.Helper()
			_, k, err := b.CreateKey(ctx, right.System(), account.NewKey{Person: of.ID, Name: name, Expires: b.clock().Add(after)})
			return sure(k, err)
		}
		late, soon, revoked, gone := key(lan, "late", month), key(chi, "soon", time.Hour), key(lan, "revoked", time.Hour), key(lan, "gone", time.Minute)
		key(lan, "far", month+time.Hour)
		if err := b.RevokeKey(ctx, right.System(), revoked.ID); err != nil {
			t.Fatal(err)
		}
		b.pass(2 * time.Minute)
		st := state()
		var ending []string
		for _, k := range st.KeysEnding {
			ending = append(ending, k.Name)
		}
		if d := cmp.Diff([]string{soon.Name, late.Name}, ending); d != "" || st.KeysHolders[chi.ID] != "chi.root" || st.Admins != 1 || st.SetupLinks != 0 {
			t.Errorf("later (%s is over): %+v, %s", gone.Name, st, d)
		}
		yes := true
		if _, err := b.UpdatePerson(ctx, right.System(), lan.ID, account.Change{Disabled: &yes}); err != nil {
			t.Fatal(err)
		}
		if st := state(); len(st.KeysEnding) != 1 {
			t.Errorf("with their holder closed: %+v", st)
		}
		if st := sure(b.State(ctx, 0)); len(st.KeysEnding) != 0 {
			t.Errorf("within no time: %+v", st)
		}
	})
}

func TestLastSignInsAreForThoseWhoManageAccounts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		admin, actor := b.person(t, "chi.root", right.Grant{Role: right.TechnicalAdmin})
		lan, other := b.person(t, "lan", right.Grant{Role: right.Author})
		for range 2 {
			if _, _, err := b.SignIn(ctx, typed("lan", passphrase, "10.0.0.1")); err != nil {
				t.Fatal(err)
			}
			b.pass(time.Hour)
		}
		got := sure(b.SignIns(ctx, actor))
		if d := cmp.Diff(map[string]time.Time{lan.ID: b.clock().Add(-time.Hour)}, got); d != "" {
			t.Errorf("(-want +got, %s never signed in)\n%s", admin.Login, d)
		}
		if _, err := b.SignIns(ctx, other); !fault.Is(err, fault.Denied) {
			t.Errorf("to others: %v", err)
		}
	})
}

// A check says what making would say, and makes nobody.
func TestAPersonIsCheckedWithoutBeingMade(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		if err := b.CheckPerson(t.Context(), account.NewPerson{Login: "lan", Name: "Lan", Password: "x"}, nil); err != nil {
			t.Errorf("in order: %v", err)
		}
		err := b.CheckPerson(t.Context(), account.NewPerson{Login: "l", Grants: []right.Grant{{Role: "boss"}}}, nil)
		if failure, ok := fault.As(err); !ok || len(failure.Fields) != 3 {
			t.Errorf("three faults: %v", err)
		}
		if all := sure(b.People(t.Context(), right.System())); len(all) != 0 {
			t.Errorf("somebody was made: %+v", all)
		}
	})
}

// sure returns a value that has to be there; the panic ends the test that asks.
func sure[V any](value V, err error) V {
	if err != nil {
		panic(err)
	}
	return value
}
