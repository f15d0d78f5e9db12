package account_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

func TestAKeyFromMakingToRevoking(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		p, own := b.person(t, "hoa.nguyen", right.Grant{Role: right.Author})
		scopes := []right.Action{right.ArticleRead, right.ArticleEdit}
		shown, k, err := b.CreateKey(ctx, own, account.NewKey{Person: p.ID, Name: " máy  trạm ", Scopes: scopes, Expires: b.clock().Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		secret := shown.Reveal()
		if !strings.HasPrefix(secret, "lantoa_") || len(secret) != len("lantoa_")+43 || !strings.HasPrefix(secret, k.Start) || len(k.Start) != 13 {
			t.Errorf("key of %d characters that starts with %q", len(secret), k.Start)
		}
		actor, _, err := b.AuthenticateKey(ctx, secret)
		want := right.Actor{ID: p.ID, Name: p.Name, Grants: p.Grants, Key: k.ID, Scopes: scopes}
		if d := cmp.Diff(want, actor); d != "" || err != nil {
			t.Errorf("actor (-want +got), %v:\n%s", err, d)
		}
		listed := account.Key{ID: k.ID, Person: p.ID, Name: "máy trạm", Start: k.Start, Scopes: scopes, CreatedBy: p.ID,
			CreatedAt: b.clock(), ExpiresAt: b.clock().Add(time.Hour), LastUsed: b.clock()}
		all, err := b.Keys(ctx, own, p.ID)
		if d := cmp.Diff([]account.Key{listed}, all); d != "" || err != nil {
			t.Errorf("keys (-want +got), %v:\n%s", err, d)
		}
		for range 2 {
			if err := b.RevokeKey(ctx, own, k.ID); err != nil {
				t.Error(err)
			}
		}
		for name, dead := range map[string]string{"revoked": secret, "cut": secret[:len(secret)-1], "empty": ""} {
			if _, _, err := b.AuthenticateKey(ctx, dead); !fault.Is(err, fault.Unauthenticated) {
				t.Errorf("a key %s: %v", name, err)
			}
		}
		if d := cmp.Diff([]string{"person.create", "key.create", "key.revoke"}, b.trail(t, p.ID)); d != "" {
			t.Errorf("record:\n%s", d)
		}
	})
}

func TestKeysExpireAndNoteTheirUse(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		p, own := b.person(t, "hoa.nguyen")
		end := b.clock().Add(time.Hour)
		shown, _, err := b.CreateKey(ctx, own, account.NewKey{Person: p.ID, Name: "k", Expires: end})
		if err != nil {
			t.Fatal(err)
		}
		start := b.clock()
		var seen []time.Duration
		for _, d := range []time.Duration{0, 59 * time.Second, time.Second, 59*time.Minute - time.Microsecond} {
			b.pass(d)
			_, k, err := b.AuthenticateKey(ctx, shown.Reveal())
			if err != nil {
				t.Fatal(err)
			}
			seen = append(seen, k.LastUsed.Sub(start))
		}
		if d := cmp.Diff([]time.Duration{0, 0, time.Minute, time.Hour - time.Microsecond}, seen); d != "" {
			t.Errorf("last use (-want +got):\n%s", d)
		}
		b.pass(time.Microsecond)
		if _, _, err := b.AuthenticateKey(ctx, shown.Reveal()); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("at its end: %v", err)
		}
	})
}

func TestKeysNeverWidenRights(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		p, own := b.person(t, "hoa.nguyen", right.Grant{Role: right.Author})
		_, admin := b.person(t, "root.admin", right.Grant{Role: right.TechnicalAdmin})
		agency, _ := b.person(t, "agency", right.Grant{Role: right.Press})
		byKey, adminKey := own, admin
		byKey.Key, adminKey.Key = "k1", "k2"
		cases := map[string]struct {
			actor  right.Actor
			person string
			code   fault.Code // "" when allowed
		}{
			"one's own":                    {own, p.ID, ""},
			"by a key for its own person":  {byKey, p.ID, fault.Denied},
			"by an admin for an author":    {admin, p.ID, fault.Denied},
			"by an admin for the press":    {admin, agency.ID, ""},
			"by an admin's key":            {adminKey, agency.ID, fault.Denied},
			"by a stranger for nobody":     {right.Actor{}, "", fault.Unauthenticated},
			"by an admin for nobody known": {admin, "no-such-person", fault.NotFound},
			"by the server":                {right.System(), p.ID, ""},
		}
		for name, c := range cases {
			_, _, err := b.CreateKey(ctx, c.actor, account.NewKey{Person: c.person, Name: "k"})
			if c.code == "" && err != nil || c.code != "" && !fault.Is(err, c.code) {
				t.Errorf("%s: %v, want %q", name, err, c.code)
			}
		}
		mine, err := b.Keys(ctx, own, p.ID)
		if err != nil || len(mine) != 2 {
			t.Fatalf("%d keys, %v", len(mine), err)
		}
		_, stranger := b.person(t, "mai.tran", right.Grant{Role: right.Editor})
		if err := b.RevokeKey(ctx, stranger, mine[0].ID); !fault.Is(err, fault.Denied) {
			t.Errorf("a colleague revokes it: %v", err)
		}
		if err := b.RevokeKey(ctx, right.Actor{}, mine[0].ID); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a stranger revokes it: %v", err)
		}
		if err := b.RevokeKey(ctx, admin, mine[0].ID); err != nil {
			t.Errorf("an administrator revokes it: %v", err)
		}
		if err := b.RevokeKey(ctx, admin, "no-such-key"); !fault.Is(err, fault.NotFound) {
			t.Errorf("an unknown key: %v", err)
		}
	})
}

// A key with few scopes must not become a password, nor end the keys that replace it.
func TestKeysActOnNoCredentials(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		p, admin := b.person(t, "root.admin", right.Grant{Role: right.TechnicalAdmin})
		_, mine, err := b.CreateKey(ctx, admin, account.NewKey{Person: p.ID, Name: "mine"})
		_, other, otherErr := b.CreateKey(ctx, admin, account.NewKey{Person: p.ID, Name: "other"})
		if err != nil || otherErr != nil || !mine.ExpiresAt.Equal(b.clock().Add(365*24*time.Hour)) {
			t.Fatalf("%+v, %v, %v", mine, err, otherErr)
		}
		byKey := admin
		byKey.Key = mine.ID
		for name, act := range map[string]func() error{
			"link":  func() error { _, err := b.NewLink(ctx, byKey, account.Reset, p.ID); return err },
			"other": func() error { return b.RevokeKey(ctx, byKey, other.ID) },
			"set":   func() error { return b.SetPassword(ctx, byKey, p.ID, another) },
			"create": func() error {
				_, err := b.CreatePerson(ctx, byKey, account.NewPerson{Login: "new.one", Name: "New", Password: passphrase})
				return err
			},
		} {
			if err := act(); !fault.Is(err, fault.Denied) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := b.CreatePerson(ctx, byKey, account.NewPerson{Login: "new.one", Name: "New"}); err != nil {
			t.Errorf("an account without a password: %v", err)
		}
		if err := b.RevokeKey(ctx, byKey, mine.ID); err != nil {
			t.Errorf("a key ends itself: %v", err)
		}
	})
}

func TestWhatAKeyMayNotBe(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		p, own := b.person(t, "hoa.nguyen")
		cases := map[string]struct {
			key     account.NewKey
			pointer string
		}{
			"no name":       {account.NewKey{}, "/name"},
			"long name":     {account.NewKey{Name: strings.Repeat("tên", 34)}, "/name"},
			"past":          {account.NewKey{Name: "k", Expires: b.clock()}, "/expires_at"},
			"too long":      {account.NewKey{Name: "k", Expires: b.clock().Add(366 * 24 * time.Hour)}, "/expires_at"},
			"no scope":      {account.NewKey{Name: "k", Scopes: []right.Action{}}, "/scopes"},
			"unknown scope": {account.NewKey{Name: "k", Scopes: []right.Action{"article.read", "article.burn"}}, "/scopes/1"},
			"scope twice":   {account.NewKey{Name: "k", Scopes: []right.Action{"article.read", "article.read"}}, "/scopes/1"},
		}
		for name, c := range cases {
			c.key.Person = p.ID
			_, _, err := b.CreateKey(t.Context(), own, c.key)
			if failure, ok := fault.As(err); !ok || len(failure.Fields) != 1 || failure.Fields[0].Pointer != c.pointer {
				t.Errorf("%s: %v, want a fault at %s", name, err, c.pointer)
			}
		}
	})
}
