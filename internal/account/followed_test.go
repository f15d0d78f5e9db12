package account_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// Whoever follows the stream learns of every act on an account, and of the person alone.
func TestActsOnAccountsAreFollowed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx, admin := t.Context(), right.System()
		p, self := b.person(t, "hoa.test")
		token, _ := b.signIn(t, "hoa.test")
		_, key, err := b.CreateKey(ctx, self, account.NewKey{Person: p.ID, Name: "máy"})
		if err != nil {
			t.Fatal(err)
		}
		name := "Hoa mới"
		_, renamed := b.UpdatePerson(ctx, admin, p.ID, account.Change{Name: &name, Grants: &p.Grants}) // whose roles stay as they are
		_, linked := b.NewLink(ctx, admin, account.Reset, p.ID)
		_, started := b.NewLink(ctx, admin, account.Setup, "")
		for i, err := range []error{renamed, b.RevokeKey(ctx, self, key.ID), linked, started, b.SignOut(ctx, token), b.SetPassword(ctx, admin, p.ID, another)} {
			if err != nil {
				t.Fatal(i, err)
			}
		}
		if _, err := b.sealer.Run(ctx); err != nil {
			t.Fatal(err)
		}
		events, err := b.log.Since(ctx, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		var kinds []string
		for _, e := range events {
			kinds = append(kinds, e.Kind)
			if d := cmp.Diff(map[string]any{"person": p.ID}, e.Data); d != "" || e.Unit != "" {
				t.Errorf("%s tells more than the person: %s", e.Kind, d)
			}
		}
		want := []string{"person.created", "session.created", "key.created", "person.updated", "link.created", "key.revoked", "session.ended", "person.password_replaced"}
		if d := cmp.Diff(want, kinds); d != "" {
			t.Errorf("events (-want +got):\n%s", d)
		}
	})
}

// A page that stays open asks again and again who is there. That is not somebody being there.
func TestAskingUnattendedKeepsNoSessionAlive(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		p, self := b.person(t, "hoa.test")
		token, _ := b.signIn(t, "hoa.test")
		key, made, err := b.CreateKey(t.Context(), self, account.NewKey{Person: p.ID, Name: "máy"})
		if err != nil {
			t.Fatal(err)
		}
		ctx := account.Unattended(t.Context())
		for range 13 {
			b.pass(55 * time.Minute)
			if _, _, err := b.Authenticate(ctx, token); err != nil {
				t.Fatal(err)
			}
			if _, _, err := b.AuthenticateKey(ctx, key.Reveal()); err != nil {
				t.Fatal(err)
			}
		}
		b.pass(10 * time.Minute)
		if _, _, err := b.Authenticate(ctx, token); !fault.Is(err, fault.SessionExpired) {
			t.Errorf("after 12 hours in which nobody was there: %v", err)
		}
		if keys, err := b.Keys(t.Context(), self, p.ID); err != nil || len(keys) != 1 || !keys[0].LastUsed.Equal(made.LastUsed) {
			t.Errorf("the key was used: %+v, %v", keys, err)
		}
	})
}
