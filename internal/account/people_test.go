package account_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

func TestCreatePerson(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		b.unit(t, "so-a")
		admin, actor := b.person(t, "root.admin", right.Grant{Role: right.TechnicalAdmin})
		made, err := b.CreatePerson(ctx, actor, account.NewPerson{Login: " Hoa.Nguyen ", Name: "Nguyễn  Hoa", Lang: "en",
			Grants: []right.Grant{{Role: right.Author, Unit: "so-a"}, {Role: right.Editor}}})
		if err != nil {
			t.Fatal(err)
		}
		want := account.Person{ID: made.ID, Login: "hoa.nguyen", Name: "Nguyễn Hoa", Lang: "en", Version: 1, CreatedAt: b.clock(),
			Grants: []right.Grant{{Role: right.Author, Unit: "so-a"}, {Role: right.Editor}}}
		stored, err := b.Person(ctx, made.ID)
		if d := cmp.Diff(want, stored); d != "" || err != nil {
			t.Errorf("stored (-want +got), %v:\n%s", err, d)
		}
		all, err := b.People(ctx, actor)
		if err != nil || len(all) != 2 || all[0].Login != "hoa.nguyen" || all[1].ID != admin.ID || !all[1].HasPassword {
			t.Errorf("all: %+v, %v", all, err)
		}
		if _, err := b.CreatePerson(ctx, actor, account.NewPerson{Login: "HOA.nguyen", Name: "Khác"}); !fault.Is(err, fault.AlreadyExists) {
			t.Errorf("a login that is taken: %v", err)
		}
		if d := cmp.Diff([]string{"person.create"}, b.trail(t, made.ID)); d != "" {
			t.Errorf("record:\n%s", d)
		}
	})
}

func TestWhatANewPersonMayNotBe(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		cases := map[string]struct {
			change  func(n *account.NewPerson)
			pointer string
		}{
			"short login":       {func(n *account.NewPerson) { n.Login = "ab" }, "/login"},
			"login with a mark": {func(n *account.NewPerson) { n.Login = "hòa" }, "/login"},
			"no name":           {func(n *account.NewPerson) { n.Name = " \u200b " }, "/name"},
			"name not UTF-8":    {func(n *account.NewPerson) { n.Name = "Ho\xe0" }, "/name"},
			"language":          {func(n *account.NewPerson) { n.Lang = "fr" }, "/lang"},
			"password":          {func(n *account.NewPerson) { n.Password = "matkhau123" }, "/password"},
			"role":              {func(n *account.NewPerson) { n.Grants = []right.Grant{{Role: "boss"}} }, "/grants/0/role"},
			"unit":              {func(n *account.NewPerson) { n.Grants = []right.Grant{{Role: right.Author, Unit: "so-x"}} }, "/grants/0/unit"},
			"grant twice":       {func(n *account.NewPerson) { n.Grants = []right.Grant{{Role: right.Author}, {Role: right.Author}} }, "/grants/1"},
			"admin who writes": {func(n *account.NewPerson) {
				n.Grants = []right.Grant{{Role: right.TechnicalAdmin}, {Role: right.Approver}}
			}, "/grants/1/role"},
		}
		for name, c := range cases {
			n := account.NewPerson{Login: "hoa.nguyen", Name: "Nguyễn Hoa", Password: passphrase}
			c.change(&n)
			_, err := b.CreatePerson(t.Context(), right.System(), n)
			if failure, ok := fault.As(err); !ok || failure.Code != fault.ValidationFailed || len(failure.Fields) != 1 || failure.Fields[0].Pointer != c.pointer {
				t.Errorf("%s: %v, want a fault at %s", name, err, c.pointer)
			}
		}
		if all, err := b.People(t.Context(), right.System()); err != nil || len(all) != 0 {
			t.Errorf("something was saved: %+v, %v", all, err)
		}
	})
}

func TestOnlyThoseWhoManageAccountsDo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		victim, _ := b.person(t, "victim")
		_, approver := b.person(t, "approver", right.Grant{Role: right.Approver})
		yes := true
		acts := map[string]func(a right.Actor) error{
			"create": func(a right.Actor) error {
				_, err := b.CreatePerson(ctx, a, account.NewPerson{Login: "new", Name: "New"})
				return err
			},
			"update": func(a right.Actor) error {
				_, err := b.UpdatePerson(ctx, a, victim.ID, account.Change{Disabled: &yes})
				return err
			},
			"set password": func(a right.Actor) error { return b.SetPassword(ctx, a, victim.ID, another) },
			"list":         func(a right.Actor) error { _, err := b.People(ctx, a); return err },
			"sessions":     func(a right.Actor) error { _, err := b.Sessions(ctx, a, victim.ID); return err },
			"revoke":       func(a right.Actor) error { return b.Revoke(ctx, a, victim.ID, "s1") },
			"link":         func(a right.Actor) error { _, err := b.NewLink(ctx, a, account.Reset, victim.ID); return err },
			"setup link":   func(a right.Actor) error { _, err := b.NewLink(ctx, a, account.Setup, ""); return err },
			"key": func(a right.Actor) error {
				_, _, err := b.CreateKey(ctx, a, account.NewKey{Person: victim.ID, Name: "k"})
				return err
			},
			"keys": func(a right.Actor) error { _, err := b.Keys(ctx, a, victim.ID); return err },
		}
		for name, act := range acts {
			if err := act(approver); !fault.Is(err, fault.Denied) {
				t.Errorf("%s by an approver: %v", name, err)
			}
			if err := act(right.Actor{}); !fault.Is(err, fault.Unauthenticated) && (name != "setup link" || !fault.Is(err, fault.Denied)) {
				t.Errorf("%s by a stranger: %v", name, err)
			}
		}
		if _, err := b.sealer.Run(ctx); err != nil {
			t.Fatal(err)
		}
		rows, err := b.log.Records(ctx, audit.Filter{Actor: approver.ID, Limit: 100})
		if err != nil || len(rows) != len(acts) {
			t.Errorf("%d refusals on record for %d acts, %v", len(rows), len(acts), err)
		}
		if p, err := b.Person(ctx, victim.ID); err != nil || p.Disabled {
			t.Errorf("the victim: %+v, %v", p, err)
		}
	})
}

func TestUpdatePerson(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		p, own := b.person(t, "hoa.nguyen", right.Grant{Role: right.Author})
		name, lang, bad := "Nguyễn Thị Hoa", "en", "xx"
		if _, err := b.UpdatePerson(ctx, own, p.ID, account.Change{Name: &name, Lang: &lang}); err != nil {
			t.Errorf("the own name: %v", err)
		}
		if _, err := b.UpdatePerson(ctx, own, p.ID, account.Change{Lang: &bad}); !fault.Is(err, fault.ValidationFailed) {
			t.Errorf("an unknown language: %v", err)
		}
		grants := []right.Grant{{Role: right.Approver}}
		if _, err := b.UpdatePerson(ctx, own, p.ID, account.Change{Grants: &grants}); !fault.Is(err, fault.Denied) {
			t.Errorf("granting oneself a role: %v", err)
		}
		if _, err := b.UpdatePerson(ctx, right.System(), "nobody", account.Change{Name: &name}); !fault.Is(err, fault.NotFound) {
			t.Errorf("nobody: %v", err)
		}
		if _, err := b.UpdatePerson(ctx, right.System(), p.ID, account.Change{Grants: &grants}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.UpdatePerson(ctx, right.System(), p.ID, account.Change{Name: &name, Version: 2}); !fault.Is(err, fault.StaleVersion) {
			t.Errorf("an old version: %v", err)
		}
		p.Name, p.Lang, p.Grants, p.Version = name, lang, grants, 3
		stored, err := b.Person(ctx, p.ID)
		if d := cmp.Diff(p, stored); d != "" || err != nil {
			t.Errorf("stored (-want +got), %v:\n%s", err, d)
		}
		want := []string{"person.create", "person.update", "person.update refused", "person.update"}
		if d := cmp.Diff(want, b.trail(t, p.ID)); d != "" {
			t.Errorf("record:\n%s", d)
		}
	})
}

func TestOneOfTwoChangesWins(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		p, _ := b.person(t, "hoa.nguyen", right.Grant{Role: right.Author})
		var changing sync.WaitGroup
		var won atomic.Int64
		for i := range 6 {
			changing.Go(func() {
				name, grants := fmt.Sprint("Hoa ", i), []right.Grant{{Role: right.Approver}}
				_, err := b.UpdatePerson(t.Context(), right.System(), p.ID, account.Change{Version: p.Version, Name: &name, Grants: &grants})
				if err == nil {
					won.Add(1)
				} else if !fault.Is(err, fault.StaleVersion) {
					t.Error(err)
				}
			})
		}
		changing.Wait()
		if stored, err := b.Person(t.Context(), p.ID); won.Load() != 1 || err != nil || stored.Version != p.Version+1 {
			t.Errorf("%d of 6 changes of one version won: %+v, %v", won.Load(), stored, err)
		}
	})
}

func TestTheRecordHoldsNoPersonalData(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		p, own := b.person(t, "hoa.nguyen")
		name := "Nguyễn Thị Hoa"
		if _, err := b.UpdatePerson(t.Context(), own, p.ID, account.Change{Name: &name}); err != nil {
			t.Fatal(err)
		}
		_, _, _ = b.SignIn(t.Context(), typed("hoa.nguyen", "nhầm mật khẩu", address))
		b.trail(t, p.ID)
		rows, err := b.log.Records(t.Context(), audit.Filter{Limit: 100})
		if err != nil || len(rows) != 3 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		for _, r := range rows {
			for _, personal := range []string{"hoa.nguyen", "Hoa", "Trần", "nhầm", address} {
				if strings.Contains(r.DetailJSON+r.Object.ID+r.Actor, personal) {
					t.Errorf("%s keeps %q where it cannot be erased: %s", r.Action, personal, r.DetailJSON)
				}
			}
		}
	})
}

func TestTheLastAdministratorStays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		first, actor := b.person(t, "first.admin", right.Grant{Role: right.TechnicalAdmin})
		yes, none, local := true, []right.Grant{}, []right.Grant{{Role: right.TechnicalAdmin, Unit: "so-a"}}
		b.unit(t, "so-a")
		for name, c := range map[string]account.Change{"disabled": {Disabled: &yes}, "demoted": {Grants: &none}, "narrowed": {Grants: &local}} {
			if _, err := b.UpdatePerson(ctx, actor, first.ID, c); !fault.Is(err, fault.StateConflict) {
				t.Errorf("the last administrator %s: %v", name, err)
			}
		}
		ids := []string{first.ID}
		for i := range 9 {
			p, err := b.CreatePerson(ctx, actor, account.NewPerson{Login: fmt.Sprint("admin", i), Name: "X", Grants: []right.Grant{{Role: right.TechnicalAdmin}}})
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, p.ID)
		}
		// Nine who were only invited are nobody who could help.
		if _, err := b.UpdatePerson(ctx, actor, first.ID, account.Change{Disabled: &yes}); !fault.Is(err, fault.StateConflict) {
			t.Errorf("the last administrator with a password: %v", err)
		}
		b.exec(t, "UPDATE person SET password = 'x'")
		var demoting sync.WaitGroup
		var refused atomic.Int64
		for _, id := range ids {
			demoting.Go(func() {
				if _, err := b.UpdatePerson(ctx, right.System(), id, account.Change{Disabled: &yes}); fault.Is(err, fault.StateConflict) {
					refused.Add(1)
				} else if err != nil {
					t.Error(err)
				}
			})
		}
		demoting.Wait()
		if refused.Load() != 1 {
			t.Errorf("ten administrators disabled at once: %d refused, want the last one", refused.Load())
		}
		if needed, err := b.NeedsSetup(ctx); err != nil || needed {
			t.Errorf("nobody is left: %v, %v", needed, err)
		}
	})
}
