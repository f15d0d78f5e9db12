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

func TestCleanEmail(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"Hoa.Tran@NinhBinh.gov.vn":         "hoa.tran@ninhbinh.gov.vn",
		" a+b@c.vn ":                       "a+b@c.vn",
		"":                                 "",
		"hoa":                              "",
		"hoa@":                             "",
		"@c.vn":                            "",
		"a@b.vn, c@d.vn":                   "",
		"Hoa <a@b.vn>":                     "",
		"<a@b.vn>":                         "",
		"a@b.vn(x)":                        "",
		"a b@c.vn":                         "",
		"\u212Aim@c.vn":                    "", // the sign of Kelvin becomes a k in lower case
		"hòa@c.vn":                         "",
		"a@b.vn\x00":                       "",
		"a\n@b.vn":                         "",
		strings.Repeat("a", 250) + "@b.vn": "",
	} {
		if got := account.CleanEmail(given); got != want {
			t.Errorf("%q becomes %q, want %q", given, got, want)
		}
	}
}

// An address may let somebody in, so that nobody sets their own, and no two have the same.
func TestAddressesAreSetByThoseWhoManageAccounts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		p, own := b.person(t, "hoa.nguyen")
		email := func(actor right.Actor, id, address string) error {
			_, err := b.UpdatePerson(ctx, actor, id, account.Change{Email: &address})
			return err
		}
		if err := email(own, p.ID, "chu.tich@ninhbinh.gov.vn"); !fault.Is(err, fault.Denied) {
			t.Errorf("somebody sets the own address: %v", err)
		}
		if err := email(right.System(), p.ID, "Hoa@ninhbinh.gov.vn"); err != nil {
			t.Fatal(err)
		}
		if found, err := b.ByEmail(ctx, "hoa@ninhbinh.gov.vn"); err != nil || found.ID != p.ID {
			t.Errorf("found %+v, %v", found, err)
		}
		other, _ := b.person(t, "lan.tran")
		if err := email(right.System(), other.ID, "hoa@NINHBINH.gov.vn"); !fault.Is(err, fault.AlreadyExists) {
			t.Errorf("two have one address: %v", err)
		}
		_, err := b.CreatePerson(ctx, right.System(), account.NewPerson{Login: "third", Name: "C", Email: "hoa@ninhbinh.gov.vn"})
		if e, ok := fault.As(err); !ok || e.Code != fault.AlreadyExists || !strings.Contains(e.Detail.EN, "hoa.nguyen has this e-mail address") {
			t.Errorf("made with another's address: %v", err)
		}
		if err := email(right.System(), other.ID, "no address"); !fault.Is(err, fault.ValidationFailed) {
			t.Errorf("no address: %v", err)
		}
		for range 2 { // none is nobody's alone
			for _, id := range []string{p.ID, other.ID} {
				if err := email(right.System(), id, ""); err != nil {
					t.Errorf("taken away: %v", err)
				}
			}
		}
	})
}

func TestClaimedRolesHoldForTheirTime(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	author, editor := right.Grant{Role: right.Author}, right.Grant{Role: right.Editor}
	p := account.Person{Grants: []right.Grant{author}, Claimed: []right.Grant{author, editor}, ClaimedUntil: now}
	if d := cmp.Diff([]right.Grant{author, editor}, p.GrantsAt(now.Add(-time.Microsecond))); d != "" {
		t.Errorf("before:\n%s", d)
	}
	if d := cmp.Diff([]right.Grant{author}, p.GrantsAt(now)); d != "" {
		t.Errorf("after:\n%s", d)
	}
}

func TestFreeLogin(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.person(t, "hoa.nguyen")
		for want, wanted := range map[string][]string{"hoa": {"Nguyễn Hoa", "a", "HOA.nguyen", " Hoa "}, "": {"hoa.nguyen", "-x-", ""}} {
			if got, err := b.FreeLogin(t.Context(), wanted...); got != want || err != nil {
				t.Errorf("of %q %q is free, %v; want %q", wanted, got, err, want)
			}
		}
	})
}
