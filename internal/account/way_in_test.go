package account_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// By an address that a provider of identities verified somebody may get in, so it is given like a
// password: by a person who was proven just now.
func TestAnAddressIsGivenLikeAPassword(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		_, admin := b.person(t, "root.admin", right.Grant{Role: right.TechnicalAdmin})
		p, _ := b.person(t, "hoa.nguyen")
		email := "hoa@example.vn"
		key, stale, bare := admin, admin, admin
		key.Key, stale.Stale, bare.WantsFactor = "k", true, true
		for name, c := range map[string]struct {
			actor right.Actor
			code  fault.Code
		}{"a key": {key, fault.Denied}, "who was proven long ago": {stale, fault.ProofRequired}, "who lacks the second factor": {bare, fault.SecondFactorMissing}} {
			if _, err := b.UpdatePerson(t.Context(), c.actor, p.ID, account.Change{Email: &email}); !fault.Is(err, c.code) {
				t.Errorf("%s changes an address: %v", name, err)
			}
			if _, err := b.CreatePerson(t.Context(), c.actor, account.NewPerson{Login: "mai.tran", Name: "Mai", Email: email}); !fault.Is(err, c.code) {
				t.Errorf("%s gives one: %v", name, err)
			}
		}
		if _, err := b.UpdatePerson(t.Context(), admin, p.ID, account.Change{Email: &email}); err != nil {
			t.Error(err)
		}
	})
}

// What an administrator gets for a partner's machine reads feeds, whatever the account becomes.
func TestAKeyForAnotherReadsFeeds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		_, admin := b.person(t, "root.admin", right.Grant{Role: right.TechnicalAdmin})
		p, _ := b.person(t, "bao.tinh", right.Grant{Role: right.Press})
		shown, k, err := b.CreateKey(t.Context(), admin, account.NewKey{Person: p.ID, Name: "máy"})
		if d := cmp.Diff([]right.Action{right.FeedReadPartner}, k.Scopes); d != "" || err != nil {
			t.Fatalf("%v (-want +got):\n%s", err, d)
		}
		if _, err := b.UpdatePerson(t.Context(), right.System(), p.ID, account.Change{Grants: &[]right.Grant{{Role: right.Approver}}}); err != nil {
			t.Fatal(err)
		}
		actor, _, err := b.AuthenticateKey(t.Context(), shown.Reveal())
		if err != nil || actor.May(right.EditionApprove, right.In("")).Allowed {
			t.Errorf("approves by a key that another has: %v", err)
		}
	})
}

// A disabled account's links stay dead when it is opened again.
func TestDisablingEndsLinks(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		p, _ := b.person(t, "hoa.nguyen")
		token, err := b.NewLink(t.Context(), right.System(), account.Reset, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, disabled := range []bool{true, false} {
			if _, err := b.UpdatePerson(t.Context(), right.System(), p.ID, account.Change{Disabled: &disabled}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := b.CompleteLink(t.Context(), token.Reveal(), another); !fault.Is(err, fault.SetupLinkInvalid) {
			t.Errorf("the link works again: %v", err)
		}
	})
}

// Who changes a password proves all that a sign-in asks for; a wrong code is a failed attempt that
// the right password does not take back.
func TestChangingAPasswordTakesTheCode(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		_, own := b.person(t, "hoa.nguyen")
		_, session := b.signIn(t, "hoa.nguyen")
		a, _ := b.enrol(t, own, session)
		change := account.Passwords{Current: passphrase, Next: another, From: account.Place{Address: address}}
		if err := b.ChangePassword(t.Context(), own, session, change); !fault.Is(err, fault.SecondFactorNeeded) {
			t.Errorf("without a code: %v", err)
		}
		change.Code = a.code(t, 0)
		if err := b.ChangePassword(t.Context(), own, session, change); err != nil {
			t.Errorf("with the code: %v", err)
		}
	})
}

// A password that was right when it was looked at opens nothing once it was replaced, nor once a
// code is needed too, however long the sign-in waited for its turn.
func TestASignInThatWaitedThroughAChange(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		for name, change := range map[string]func(p account.Person, own right.Actor){
			"the password was replaced": func(p account.Person, _ right.Actor) {
				if err := b.SetPassword(t.Context(), right.System(), p.ID, another); err != nil {
					t.Fatal(err)
				}
			},
			"a second factor was turned on": func(_ account.Person, own right.Actor) { b.enrol(t, own, account.Session{}) },
		} {
			login := map[bool]string{true: "hoa.nguyen", false: "mai.tran"}[name[0] == 't']
			p, own := b.person(t, login)
			b.meanwhile(func() { change(p, own) })
			if _, _, err := b.SignIn(t.Context(), typed(login, passphrase, address)); !fault.Is(err, fault.SignInFailed) {
				t.Errorf("%s: %v", name, err)
			}
			b.pass(time.Minute)
		}
	})
}
