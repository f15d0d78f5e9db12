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

func TestASessionFromSignInToSignOut(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		p, own := b.person(t, "hoa.nguyen", right.Grant{Role: right.Author})
		token, session := b.signIn(t, " HOA.nguyen ")
		if len(token) != 43 || session.Person != p.ID || session.Address != address {
			t.Errorf("session %+v with a token of %d characters", session, len(token))
		}
		actor, again, err := b.Authenticate(ctx, token)
		if d := cmp.Diff(own, actor); d != "" || err != nil {
			t.Errorf("actor (-want +got), %v:\n%s", err, d)
		}
		if d := cmp.Diff(session, again); d != "" {
			t.Errorf("session (-want +got):\n%s", d)
		}
		if err := b.SignOut(ctx, token); err != nil {
			t.Fatal(err)
		}
		for name, dead := range map[string]string{"ended": token, "empty": "", "of nobody": token[1:]} {
			if _, _, err := b.Authenticate(ctx, dead); !fault.Is(err, fault.Unauthenticated) {
				t.Errorf("a token %s: %v", name, err)
			}
		}
		if err := b.SignOut(ctx, token); err != nil {
			t.Errorf("signing out twice: %v", err)
		}
		if d := cmp.Diff([]string{"person.create", "session.create", "session.end"}, b.trail(t, p.ID)); d != "" {
			t.Errorf("record:\n%s", d)
		}
	})
}

func TestTokensAndPasswordsAreNotStored(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.person(t, "hoa.nguyen")
		token, _ := b.signIn(t, "hoa.nguyen")
		var n int
		query := `SELECT (SELECT count(*) FROM session WHERE hash = ? OR id = ?) + (SELECT count(*) FROM person WHERE password LIKE ?)`
		if err := b.db.Read(t.Context()).Raw(query, token, token, "%"+passphrase+"%").Scan(&n).Error; err != nil || n != 0 {
			t.Errorf("%d rows hold the token or the password in clear, %v", n, err)
		}
	})
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		steps []time.Duration // the session is used after each
		works bool            // at the last step
	}{
		"used within 12 hours":        {[]time.Duration{12 * time.Hour}, true},
		"idle for longer":             {[]time.Duration{12*time.Hour + time.Second}, false},
		"kept in use":                 {[]time.Duration{11 * time.Hour, 11 * time.Hour, 11 * time.Hour}, true},
		"seen is noted by minute":     {[]time.Duration{59 * time.Second, 12*time.Hour - 58*time.Second}, false},
		"a day before seven are over": {week(15), true},
		"after seven days":            {week(17), false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, b *bench) {
				b.person(t, "hoa.nguyen")
				token, _ := b.signIn(t, "hoa.nguyen")
				var err error
				for _, d := range c.steps {
					b.pass(d)
					_, _, err = b.Authenticate(t.Context(), token)
				}
				if (err == nil) != c.works || err != nil && !fault.Is(err, fault.SessionExpired) {
					t.Errorf("works: %v", err)
				}
			})
		})
	}
}

// week is so many uses, ten hours apart.
func week(uses int) []time.Duration {
	var steps []time.Duration
	for range uses {
		steps = append(steps, 10*time.Hour)
	}
	return steps
}

func TestChangedGrantsWorkAtTheNextRequest(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		p, own := b.person(t, "hoa.nguyen", right.Grant{Role: right.Author})
		token, _ := b.signIn(t, "hoa.nguyen")
		key, _, err := b.CreateKey(ctx, own, account.NewKey{Person: p.ID, Name: "k"})
		if err != nil {
			t.Fatal(err)
		}
		grants := []right.Grant{{Role: right.Editor}}
		if _, err := b.UpdatePerson(ctx, right.System(), p.ID, account.Change{Grants: &grants}); err != nil {
			t.Fatal(err)
		}
		bySession, _, err := b.Authenticate(ctx, token)
		if d := cmp.Diff(grants, bySession.Grants); d != "" || err != nil {
			t.Errorf("by session, %v:\n%s", err, d)
		}
		byKey, _, err := b.AuthenticateKey(ctx, key.Reveal())
		if d := cmp.Diff(grants, byKey.Grants); d != "" || err != nil {
			t.Errorf("by key, %v:\n%s", err, d)
		}
		yes, no := true, false
		if _, err := b.UpdatePerson(ctx, right.System(), p.ID, account.Change{Disabled: &yes}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.AuthenticateKey(ctx, key.Reveal()); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("the key of a disabled person: %v", err)
		}
		if _, _, err := b.SignIn(ctx, typed("hoa.nguyen", passphrase, address)); !fault.Is(err, fault.SignInFailed) {
			t.Errorf("a disabled person signs in: %v", err)
		}
		if _, err := b.UpdatePerson(ctx, right.System(), p.ID, account.Change{Disabled: &no}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.Authenticate(ctx, token); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a session from before: %v; disabling ends sessions for good", err)
		}
	})
}

func TestSignInFailsAlikeForEveryReason(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.person(t, "hoa.nguyen")
		if _, err := b.CreatePerson(t.Context(), right.System(), account.NewPerson{Login: "no.password", Name: "X"}); err != nil {
			t.Fatal(err)
		}
		var first string
		for _, c := range [][2]string{{"hoa.nguyen", "wrong password"}, {"hoa.nguyen", ""}, {"hoa.nguyen", "\xff"}, {"nobody", passphrase},
			{"", ""}, {"no.password", ""}, {"no.password", passphrase}, {"' OR 1=1 --", "\x00"}, {"a\x00b", passphrase}, {"a\xff", passphrase}} {
			_, _, err := b.SignIn(t.Context(), typed(c[0], c[1], address))
			if !fault.Is(err, fault.SignInFailed) {
				t.Errorf("%q: %v", c, err)
				continue
			}
			if first == "" {
				first = err.Error()
			}
			if err.Error() != first {
				t.Errorf("%q tells more than the others: %v", c, err)
			}
		}
		if token, _, err := b.SignIn(t.Context(), typed("hoa.nguyen", "ca\u0301nh đo\u0302\u0300ng lu\u0301a chi\u0301n va\u0300ng", address)); err != nil || token.IsZero() {
			t.Errorf("the same password typed in decomposed letters: %v", err)
		}
	})
}

func (b *bench) guess(t *testing.T, login, from string) (wait time.Duration) {
	t.Helper()
	_, _, err := b.SignIn(t.Context(), typed(login, "a wrong guess", from))
	failure, ok := fault.As(err)
	if !ok || failure.Code != fault.SignInFailed && failure.Code != fault.TooManyRequests {
		t.Fatalf("a guess at %s from %s: %v", login, from, err)
	}
	return failure.RetryAfter
}

func TestGuessesAtOneAccountBackOff(t *testing.T) {
	t.Parallel()
	for _, login := range []string{"hoa.nguyen", "nobody"} {
		t.Run(login, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, b *bench) {
				p, _ := b.person(t, "hoa.nguyen")
				var waits []time.Duration
				for i := range 18 {
					wait := b.guess(t, login, fmt.Sprint("198.51.100.", i))
					waits = append(waits, wait/time.Second)
					b.pass(wait)
				}
				want := []time.Duration{0, 0, 0, 0, 0, 0, 1, 0, 2, 0, 4, 0, 8, 0, 16, 0, 32, 0}
				if d := cmp.Diff(want, waits); d != "" {
					t.Errorf("seconds to wait, guess by guess (-want +got):\n%s", d)
				}
				if _, _, err := b.SignIn(t.Context(), typed("hoa.nguyen", passphrase, "192.0.2.1")); login == "hoa.nguyen" && !fault.Is(err, fault.TooManyRequests) {
					t.Errorf("the right password from elsewhere, within the wait: %v", err)
				}
				b.pass(5 * time.Minute)
				if _, _, err := b.SignIn(t.Context(), typed("hoa.nguyen", passphrase, "192.0.2.1")); err != nil {
					t.Errorf("the owner after five minutes: %v", err)
				}
				if wait := b.guess(t, "hoa.nguyen", "192.0.2.1"); wait != 0 {
					t.Errorf("one slip after a sign-in costs %s", wait)
				}
				if acts := b.trail(t, p.ID); login == "hoa.nguyen" && acts[1] != "session.create refused" {
					t.Errorf("record: %v", acts)
				}
			})
		})
	}
}

func TestAGuesserElsewhereKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.person(t, "hoa.nguyen")
		b.signIn(t, "hoa.nguyen")
		for range 40 { // far beyond the bound, with no pause after each wait
			b.pass(b.guess(t, "hoa.nguyen", "198.51.100.1"))
		}
		b.signIn(t, "hoa.nguyen") // from the address that is known
		for range 12 {
			b.guess(t, "hoa.nguyen", address)
		}
		if wait := b.guess(t, "hoa.nguyen", address); wait == 0 {
			t.Error("guesses from a familiar address are not limited at all")
		}
	})
}

func TestGuessesFromOneAddressBackOff(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.person(t, "mai.tran")
		for i := range 31 {
			if wait := b.guess(t, fmt.Sprint("person", i), address); wait != 0 {
				t.Fatalf("guess %d must wait %s", i, wait)
			}
			b.pass(time.Millisecond)
		}
		if wait := b.guess(t, "person99", address); wait == 0 {
			t.Error("the 32nd guess from one address goes through")
		}
		if wait := b.guess(t, "person99", "192.0.2.77"); wait != 0 {
			t.Errorf("a neighbour must wait %s", wait)
		}
		b.pass(time.Minute)
		b.signIn(t, "mai.tran") // somebody with an account of their own there
		if wait := b.guess(t, "person100", address); wait != 0 {
			t.Fatalf("the guess after it: %s", wait)
		}
		if wait := b.guess(t, "person101", address); wait == 0 {
			t.Error("one right password wiped the address clean")
		}
	})
}

func TestGuessesSideBySideAreCounted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.person(t, "hoa.nguyen")
		var guessing sync.WaitGroup
		var tried atomic.Int64
		for range 20 {
			guessing.Go(func() {
				if _, _, err := b.SignIn(t.Context(), typed("hoa.nguyen", "a wrong guess", address)); fault.Is(err, fault.SignInFailed) {
					tried.Add(1)
				}
			})
		}
		guessing.Wait()
		if n := tried.Load(); n != 6 {
			t.Errorf("%d of 20 guesses at once were checked, want 6", n)
		}
	})
}

func TestSessionsAreListedAndRevoked(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		p, own := b.person(t, "hoa.nguyen")
		other, _ := b.person(t, "mai.tran")
		idle, _ := b.signIn(t, "hoa.nguyen")
		b.pass(13 * time.Hour)
		token, first := b.signIn(t, "hoa.nguyen")
		b.pass(time.Second)
		_, second := b.signIn(t, "hoa.nguyen")
		open, err := b.Sessions(ctx, own, p.ID)
		if d := cmp.Diff([]account.Session{second, first}, open); d != "" || err != nil {
			t.Errorf("open (-want +got), %v; idle was %s…:\n%s", err, idle[:3], d)
		}
		if err := b.Revoke(ctx, own, p.ID, first.ID); err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.Authenticate(ctx, token); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a revoked session: %v", err)
		}
		for name, err := range map[string]error{
			"twice":              b.Revoke(ctx, own, p.ID, first.ID),
			"of somebody else's": b.Revoke(ctx, right.System(), other.ID, second.ID),
		} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("revoking %s: %v", name, err)
			}
		}
		key := own
		key.Key = "k1"
		if _, err := b.Sessions(ctx, key, p.ID); !fault.Is(err, fault.Denied) {
			t.Errorf("an API key lists sessions: %v", err)
		}
	})
}

func TestChangePassword(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		p, own := b.person(t, "hoa.nguyen")
		elsewhere, _ := b.signIn(t, "hoa.nguyen")
		token, session := b.signIn(t, "hoa.nguyen")
		bad := map[string]struct {
			passwords account.Passwords
			code      fault.Code
		}{
			"wrong":     {account.Passwords{Current: "not it at all", Next: another}, fault.SignInFailed},
			"common":    {account.Passwords{Current: passphrase, Next: "matkhau123"}, fault.ValidationFailed},
			"the login": {account.Passwords{Current: passphrase, Next: "hoa.nguyen và tôi"}, fault.ValidationFailed},
			"none":      {account.Passwords{Current: passphrase}, fault.ValidationFailed},
			"not UTF-8": {account.Passwords{Current: passphrase, Next: "cánh đồng \xff vàng"}, fault.ValidationFailed},
		}
		for name, c := range bad {
			if err := b.ChangePassword(ctx, own, session, c.passwords); !fault.Is(err, c.code) {
				t.Errorf("%s: %v, want %s", name, err, c.code)
			}
		}
		key := own
		key.Key = "k1"
		if err := b.ChangePassword(ctx, key, session, account.Passwords{Current: passphrase, Next: another}); !fault.Is(err, fault.Denied) {
			t.Errorf("by an API key: %v", err)
		}
		if err := b.ChangePassword(ctx, own, session, account.Passwords{Current: passphrase, Next: another}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.Authenticate(ctx, token); err != nil {
			t.Errorf("the session in which it was changed: %v", err)
		}
		if _, _, err := b.Authenticate(ctx, elsewhere); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a session elsewhere: %v", err)
		}
		if _, _, err := b.SignIn(ctx, typed("hoa.nguyen", passphrase, address)); !fault.Is(err, fault.SignInFailed) {
			t.Errorf("the old password: %v", err)
		}
		if err := b.SetPassword(ctx, right.System(), p.ID, passphrase); err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.Authenticate(ctx, token); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a session after the password was set by another: %v", err)
		}
		b.signIn(t, "hoa.nguyen")
	})
}

func TestPurge(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		p, _ := b.person(t, "hoa.nguyen")
		b.signIn(t, "hoa.nguyen")
		if _, err := b.NewLink(ctx, right.System(), account.Reset, p.ID); err != nil {
			t.Fatal(err)
		}
		if n, err := b.Purge(ctx); n != 0 || err != nil {
			t.Errorf("at once: %d, %v", n, err)
		}
		b.pass(61 * time.Minute)
		if n, err := b.Purge(ctx); n != 2 || err != nil {
			t.Errorf("after an hour: %d, %v; want the two counters", n, err)
		}
		b.pass(38 * 24 * time.Hour)
		if n, err := b.Purge(ctx); n != 2 || err != nil {
			t.Errorf("after 38 days: %d, %v; want the session and the link", n, err)
		}
	})
}

func TestNetwork(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"203.0.113.7": "203.0.113.7", "::ffff:203.0.113.7": "203.0.113.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"2001:db8:1:2::9": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64", "": "", "unix": "unix",
	} {
		if got := account.Network(address); got != want {
			t.Errorf("%q is %q, want %q", address, got, want)
		}
	}
}

// One customer has 2^64 addresses to guess from.
func TestGuessesFromOneNetworkAreCountedTogether(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		var last error
		for i := range 32 {
			_, _, last = b.SignIn(t.Context(), typed(fmt.Sprint("nobody", i), passphrase, fmt.Sprintf("2001:db8:1:2::%x", i+1)))
		}
		if !fault.Is(last, fault.TooManyRequests) {
			t.Errorf("after 31 guesses: %v", last)
		}
	})
}
