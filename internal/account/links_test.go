package account_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

func (b *bench) link(t *testing.T, purpose account.Purpose, person string) string {
	t.Helper()
	token, err := b.NewLink(t.Context(), right.System(), purpose, person)
	if err != nil {
		t.Fatal(err)
	}
	return token.Reveal()
}

func first() account.NewPerson {
	return account.NewPerson{Login: "first.admin", Name: "Quản trị", Password: passphrase, Grants: []right.Grant{{Role: right.Approver}}}
}

func TestTheFirstAdministrator(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		if needed, err := b.NeedsSetup(ctx); err != nil || !needed {
			t.Fatalf("a new installation: %v, %v", needed, err)
		}
		ended := b.link(t, account.Setup, "")
		if err := b.VoidSetup(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := b.CompleteSetup(ctx, ended, first()); !fault.Is(err, fault.SetupLinkInvalid) {
			t.Errorf("a link that was ended: %v", err)
		}
		token, beside := b.link(t, account.Setup, ""), b.link(t, account.Setup, "") // of two instances that start at once
		if purpose, p, err := b.LinkOwner(ctx, token); purpose != account.Setup || p.ID != "" || err != nil {
			t.Errorf("owner: %s, %+v, %v", purpose, p, err)
		}
		weak, none := first(), first()
		weak.Password, none.Password = "matkhau123", ""
		for _, n := range []account.NewPerson{weak, none} {
			if _, err := b.CompleteSetup(ctx, token, n); !fault.Is(err, fault.ValidationFailed) {
				t.Errorf("password %q: %v", n.Password, err)
			}
		}
		p, err := b.CompleteSetup(ctx, token, first())
		if err != nil {
			t.Fatalf("a link that was not used up by a mistake: %v", err)
		}
		if d := cmp.Diff([]right.Grant{{Role: right.TechnicalAdmin}}, p.Grants); d != "" {
			t.Errorf("grants:\n%s", d)
		}
		b.signIn(t, "first.admin")
		if needed, err := b.NeedsSetup(ctx); err != nil || needed {
			t.Errorf("after set-up: %v, %v", needed, err)
		}
		for what, spent := range map[string]string{"an ended link": ended, "the link again": token, "the other instance's": beside} {
			if _, err := b.CompleteSetup(ctx, spent, first()); !fault.Is(err, fault.SetupLinkInvalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := b.NewLink(ctx, right.System(), account.Setup, ""); !fault.Is(err, fault.StateConflict) {
			t.Errorf("another set-up link: %v", err)
		}
	})
}

func TestOneSetUpWins(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		token := b.link(t, account.Setup, "")
		results := make(chan error, 4)
		var setting sync.WaitGroup
		for i := range cap(results) {
			setting.Go(func() {
				n := first()
				n.Login = fmt.Sprint("admin", i)
				_, err := b.CompleteSetup(t.Context(), token, n)
				results <- err
			})
		}
		setting.Wait()
		close(results)
		won := 0
		for err := range results {
			if err == nil {
				won++
			} else if !fault.Is(err, fault.SetupLinkInvalid) {
				t.Error(err)
			}
		}
		if all, err := b.People(t.Context(), right.System()); won != 1 || len(all) != 1 || err != nil {
			t.Errorf("%d set-ups won, %d people are there, %v", won, len(all), err)
		}
	})
}

func TestANewPasswordOrLinkEndsEveryLink(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		p, own := b.person(t, "hoa.nguyen")
		_, session := b.signIn(t, p.Login)
		ends := map[string]func() error{
			"another link": func() error { b.link(t, account.Invite, p.ID); return nil },
			"set":          func() error { return b.SetPassword(ctx, right.System(), p.ID, passphrase) },
			"changed": func() error {
				return b.ChangePassword(ctx, own, session, account.Passwords{Current: passphrase, Next: passphrase + " nữa"})
			},
		}
		for _, name := range []string{"another link", "set", "changed"} {
			token := b.link(t, account.Reset, p.ID)
			if err := ends[name](); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if _, err := b.CompleteLink(ctx, token, another); !fault.Is(err, fault.SetupLinkInvalid) {
				t.Errorf("%s: an earlier link: %v", name, err)
			}
		}
	})
}

func TestOneUseOfALinkWins(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		p, _ := b.person(t, "hoa.nguyen")
		token := b.link(t, account.Reset, p.ID)
		var using sync.WaitGroup
		var won atomic.Int64
		for range 6 {
			using.Go(func() {
				if _, err := b.CompleteLink(t.Context(), token, another); err == nil {
					won.Add(1)
				} else if !fault.Is(err, fault.SetupLinkInvalid) {
					t.Error(err)
				}
			})
		}
		using.Wait()
		if won.Load() != 1 {
			t.Errorf("%d of 6 uses of one link won", won.Load())
		}
	})
}

func TestInvitationsAndResets(t *testing.T) {
	t.Parallel()
	for _, purpose := range []account.Purpose{account.Invite, account.Reset} {
		t.Run(string(purpose), func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, b *bench) {
				ctx := t.Context()
				p, _ := b.person(t, "hoa.nguyen", right.Grant{Role: right.Author})
				session, _ := b.signIn(t, "hoa.nguyen")
				token := b.link(t, purpose, p.ID)
				got, owner, err := b.LinkOwner(ctx, token)
				if d := cmp.Diff(p, owner); d != "" || got != purpose || err != nil {
					t.Errorf("owner of the link, %s, %v:\n%s", got, err, d)
				}
				if _, err := b.CompleteLink(ctx, token, "matkhau123"); !fault.Is(err, fault.ValidationFailed) {
					t.Errorf("a common password: %v", err)
				}
				if _, err := b.CompleteSetup(ctx, token, first()); !fault.Is(err, fault.SetupLinkInvalid) {
					t.Errorf("as a set-up link: %v", err)
				}
				if done, err := b.CompleteLink(ctx, token, another); err != nil || done.ID != p.ID {
					t.Fatalf("the link: %+v, %v", done, err)
				}
				if _, err := b.CompleteLink(ctx, token, passphrase); !fault.Is(err, fault.SetupLinkInvalid) {
					t.Errorf("the link again: %v", err)
				}
				if _, _, err := b.Authenticate(ctx, session); !fault.Is(err, fault.Unauthenticated) {
					t.Errorf("a session from before: %v", err)
				}
				if _, _, err := b.SignIn(ctx, typed("hoa.nguyen", another, address)); err != nil {
					t.Errorf("the new password: %v", err)
				}
			})
		})
	}
}

func TestLinksThatDoNotWork(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		p, _ := b.person(t, "hoa.nguyen")
		gone, _ := b.person(t, "mai.tran")
		disabled := b.link(t, account.Invite, gone.ID)
		yes := true
		if _, err := b.UpdatePerson(ctx, right.System(), gone.ID, account.Change{Disabled: &yes}); err != nil {
			t.Fatal(err)
		}
		void := b.link(t, account.Reset, p.ID)
		late := b.link(t, account.Invite, p.ID)
		if late == void {
			t.Fatal("two links have one token")
		}
		for name, token := range map[string]string{"replaced": void, "of a disabled person": disabled, "unknown": late[1:], "empty": ""} {
			if _, err := b.CompleteLink(ctx, token, another); !fault.Is(err, fault.SetupLinkInvalid) {
				t.Errorf("a link %s: %v", name, err)
			}
		}
		b.pass(24*time.Hour - time.Microsecond)
		if _, _, err := b.LinkOwner(ctx, late); err != nil {
			t.Errorf("just before a day is over: %v", err)
		}
		b.pass(time.Microsecond)
		if _, err := b.CompleteLink(ctx, late, another); !fault.Is(err, fault.SetupLinkInvalid) {
			t.Errorf("after a day: %v", err)
		}
		for name, c := range map[string][2]string{"purpose": {"party", p.ID}, "nobody": {"reset", ""}} {
			if _, err := b.NewLink(ctx, right.System(), account.Purpose(c[0]), c[1]); !fault.Is(err, fault.ValidationFailed) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := b.NewLink(ctx, right.System(), account.Reset, "no-such-person"); !fault.Is(err, fault.NotFound) {
			t.Errorf("an unknown person: %v", err)
		}
	})
}
