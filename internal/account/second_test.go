package account_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pquerna/otp/totp"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/factor"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// app is a person's authenticator app.
type app struct {
	*bench
	secret string
}

// code is what the app shows after so many steps of 30 seconds.
func (a app) code(t *testing.T, steps int) string {
	t.Helper()
	code, err := totp.GenerateCode(a.secret, a.clock().Add(time.Duration(steps)*30*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// enrol turns a second factor on, and lets a step pass, so that there is a new code.
func (b *bench) enrol(t *testing.T, own right.Actor, in account.Session) (app, []string) {
	t.Helper()
	made, err := b.EnrolFactor(t.Context(), own)
	if err != nil {
		t.Fatal(err)
	}
	a := app{b, made.Secret.Reveal()}
	codes, err := b.ConfirmFactor(t.Context(), own, in, a.code(t, 0), account.Place{Address: address})
	if err != nil {
		t.Fatal(err)
	}
	b.pass(30 * time.Second)
	return a, codes
}

func withCode(login, password, code string) account.Credentials {
	c := typed(login, password, address)
	c.Code = code
	return c
}

func TestASecondFactorFromEnrolmentToItsEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		p, own := b.person(t, "hoa.nguyen")
		first, err := b.EnrolFactor(ctx, own)
		if err != nil {
			t.Fatal(err)
		}
		b.signIn(t, "hoa.nguyen") // what was not confirmed does not count
		if _, err := b.ConfirmFactor(ctx, own, account.Session{}, "000000", account.Place{Address: address}); !fault.Is(err, fault.SignInFailed) {
			t.Errorf("confirmed by a wrong code: %v", err)
		}
		a, codes := b.enrol(t, own, account.Session{})
		if len(codes) != 10 || len(codes[0]) != 19 || a.secret == first.Secret.Reveal() {
			t.Errorf("recovery codes %q, and the secret of before: %v", codes, a.secret == first.Secret.Reveal())
		}
		if _, err := b.EnrolFactor(ctx, own); !fault.Is(err, fault.StateConflict) {
			t.Errorf("another beside it: %v", err)
		}
		if _, err := b.ConfirmFactor(ctx, own, account.Session{}, a.code(t, 0), account.Place{Address: address}); !fault.Is(err, fault.StateConflict) {
			t.Errorf("confirmed twice, which would show new recovery codes: %v", err)
		}
		b.pass(30 * time.Second)
		if _, _, err := b.SignIn(ctx, typed("hoa.nguyen", passphrase, address)); !fault.Is(err, fault.SecondFactorNeeded) {
			t.Errorf("without a code: %v", err)
		}
		if _, _, err := b.SignIn(ctx, withCode("hoa.nguyen", passphrase, a.code(t, 0))); err != nil {
			t.Errorf("with a code: %v", err)
		}
		b.pass(30 * time.Second)
		if err := b.DisableFactor(ctx, own, withCode("", passphrase, "")); !fault.Is(err, fault.SecondFactorNeeded) {
			t.Errorf("turned off without a code: %v", err)
		}
		if err := b.DisableFactor(ctx, own, withCode("", "not it at all", a.code(t, 0))); !fault.Is(err, fault.SignInFailed) {
			t.Errorf("turned off without the password: %v", err)
		}
		if err := b.DisableFactor(ctx, own, withCode("", passphrase, a.code(t, 0))); err != nil {
			t.Fatal(err)
		}
		b.signIn(t, "hoa.nguyen")
		if state, err := b.Factor(ctx, own, p.ID); state != (factor.State{}) || err != nil {
			t.Errorf("after its end: %+v, %v", state, err)
		}
		want := []string{"person.create", "factor.enrol", "session.create", "factor.confirm refused", "factor.enrol", "factor.confirm", "session.create",
			"session.create refused", "factor.disable", "session.create"}
		if d := cmp.Diff(want, b.trail(t, p.ID)); d != "" {
			t.Errorf("record:\n%s", d)
		}
	})
}

// A stranger who knows no password learns nothing of second factors.
func TestOnlyWhoKnowsThePasswordIsAskedForACode(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		_, own := b.person(t, "hoa.nguyen")
		b.enrol(t, own, account.Session{})
		b.person(t, "mai.tran")
		var words []string
		for _, login := range []string{"hoa.nguyen", "mai.tran", "nobody"} {
			for _, code := range []string{"", "123456"} {
				_, _, err := b.SignIn(t.Context(), withCode(login, "not it at all", code))
				words = append(words, err.Error())
				if wanted := new(account.CodeWanted); errors.As(err, &wanted) {
					t.Errorf("%s with the code %q is let on", login, code)
				}
			}
		}
		for _, one := range words {
			if one != words[0] {
				t.Errorf("answers differ: %q", words)
			}
		}
	})
}

func TestACodeIsAcceptedOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		_, own := b.person(t, "hoa.nguyen")
		a, _ := b.enrol(t, own, account.Session{})
		code, before := a.code(t, 0), a.code(t, -1)
		var trying sync.WaitGroup
		var in atomic.Int64
		for range 4 {
			trying.Go(func() {
				if _, _, err := b.SignIn(t.Context(), withCode("hoa.nguyen", passphrase, code)); err == nil {
					in.Add(1)
				} else if !fault.Is(err, fault.SignInFailed) {
					t.Error(err)
				}
			})
		}
		trying.Wait()
		if in.Load() != 1 {
			t.Errorf("one code let %d of 4 in", in.Load())
		}
		b.pass(10 * time.Second)
		for name, spent := range map[string]string{"the same": code, "the one before it": before} {
			if _, _, err := b.SignIn(t.Context(), withCode("hoa.nguyen", passphrase, spent)); !fault.Is(err, fault.SignInFailed) {
				t.Errorf("%s again: %v", name, err)
			}
		}
	})
}

func TestARecoveryCodeWorksOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		p, own := b.person(t, "hoa.nguyen")
		a, codes := b.enrol(t, own, account.Session{})
		var n int
		if err := b.db.Read(ctx).Raw("SELECT count(*) FROM recovery_code WHERE hash LIKE ? OR hash LIKE ?", "%"+codes[0]+"%", "%"+codes[0][:4]+"%"+codes[0][15:]+"%").Scan(&n).Error; err != nil || n != 0 {
			t.Errorf("%d recovery codes are kept as they are, %v", n, err)
		}
		if _, _, err := b.SignIn(ctx, withCode("hoa.nguyen", passphrase, codes[0])); err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.SignIn(ctx, withCode("hoa.nguyen", passphrase, codes[0])); !fault.Is(err, fault.SignInFailed) {
			t.Errorf("a recovery code again: %v", err)
		}
		if state, err := b.Factor(ctx, own, p.ID); !state.On || state.CodesLeft != 9 || err != nil {
			t.Errorf("state: %+v, %v", state, err)
		}
		anew, err := b.NewRecoveryCodes(ctx, own, withCode("", passphrase, a.code(t, 0)))
		if err != nil || len(anew) != 10 {
			t.Fatalf("%q, %v", anew, err)
		}
		if _, _, err := b.SignIn(ctx, withCode("hoa.nguyen", passphrase, codes[1])); !fault.Is(err, fault.SignInFailed) {
			t.Errorf("a recovery code from before: %v", err)
		}
		if _, _, err := b.SignIn(ctx, withCode("hoa.nguyen", passphrase, " "+anew[0]+" ")); err != nil {
			t.Errorf("a new recovery code: %v", err)
		}
	})
}

// The pages ask for the code in a second step, and keep no password meanwhile.
func TestATicketStandsForThePassword(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		p, own := b.person(t, "hoa.nguyen")
		a, _ := b.enrol(t, own, account.Session{})
		ticket := func() string {
			t.Helper()
			_, _, err := b.SignIn(ctx, typed("hoa.nguyen", passphrase, address))
			wanted := new(account.CodeWanted)
			if !errors.As(err, &wanted) {
				t.Fatal(err)
			}
			return wanted.Ticket.Reveal()
		}
		use := func(ticket, code string) error {
			_, _, err := b.SignIn(ctx, account.Credentials{Ticket: ticket, Code: code, From: account.Place{Address: address}})
			return err
		}
		first := ticket()
		if err := use(first, "000000"); !fault.Is(err, fault.SignInFailed) || !errors.As(err, new(*account.CodeWanted)) {
			t.Errorf("a wrong code: %v", err)
		}
		if err := use(first, a.code(t, 0)); err != nil {
			t.Errorf("the right one after it: %v", err)
		}
		b.pass(10 * time.Minute)
		for name, bad := range map[string]string{"too old": first, "cut": first[1:], "no base64": "!", "long": string(make([]byte, 5000)), "made up": "AQ"} {
			if err := use(bad, a.code(t, 0)); !fault.Is(err, fault.SignInFailed) || errors.As(err, new(*account.CodeWanted)) {
				t.Errorf("a ticket that is %s: %v", name, err)
			}
		}
		b.pass(time.Hour)
		stale := ticket()
		if err := b.SetPassword(ctx, right.System(), p.ID, another); err != nil {
			t.Fatal(err)
		}
		if err := use(stale, a.code(t, 0)); !fault.Is(err, fault.SignInFailed) || errors.As(err, new(*account.CodeWanted)) {
			t.Errorf("a ticket of the password before: %v", err)
		}
	})
}

// Whoever knows the password cannot guess codes for ever, not even by asking for tickets in
// between.
func TestGuessesAtCodesBackOff(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		_, own := b.person(t, "hoa.nguyen")
		b.enrol(t, own, account.Session{})
		var failed, held int
		for range 12 {
			_, _, _ = b.SignIn(t.Context(), typed("hoa.nguyen", passphrase, "198.51.100.1"))
			c := typed("hoa.nguyen", passphrase, "198.51.100.1")
			c.Code = "000000"
			switch _, _, err := b.SignIn(t.Context(), c); {
			case fault.Is(err, fault.TooManyRequests):
				held++
			case fault.Is(err, fault.SignInFailed):
				failed++
			default:
				t.Fatal(err)
			}
		}
		if failed != 6 || held != 6 {
			t.Errorf("%d guesses were checked and %d held back, want 6 and 6", failed, held)
		}
	})
}

func TestASecretIsSealedForItsPerson(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		p, own := b.person(t, "hoa.nguyen")
		other, otherOwn := b.person(t, "mai.tran")
		a, _ := b.enrol(t, own, account.Session{})
		b.enrol(t, otherOwn, account.Session{})
		var n int
		if err := b.db.Read(t.Context()).Raw("SELECT count(*) FROM second_factor WHERE CAST(sealed AS TEXT) LIKE ?", "%"+a.secret+"%").Scan(&n).Error; err != nil || n != 0 {
			t.Errorf("%d secrets in clear, %v", n, err)
		}
		b.exec(t, "UPDATE second_factor SET sealed = (SELECT sealed FROM second_factor WHERE person_id = ?) WHERE person_id = ?", p.ID, other.ID)
		if _, _, err := b.SignIn(t.Context(), withCode("mai.tran", passphrase, a.code(t, 0))); !fault.Is(err, fault.Unavailable) {
			t.Errorf("by a secret moved from another person's row: %v", err)
		}
	})
}

func TestASecondFactorIsTakenAway(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		p, own := b.person(t, "hoa.nguyen")
		a, _ := b.enrol(t, own, account.Session{})
		admin, adminOwn := b.person(t, "an.le", right.Grant{Role: right.TechnicalAdmin})
		token, _, err := b.SignIn(ctx, withCode("hoa.nguyen", passphrase, a.code(t, 0)))
		if err != nil {
			t.Fatal(err)
		}
		byKey, stale := adminOwn, adminOwn
		byKey.Key, stale.Stale = "k1", true
		for name, c := range map[string]struct {
			by   right.Actor
			of   string
			code fault.Code
		}{
			"by another":           {right.Actor{ID: p.ID, Name: "x"}, admin.ID, fault.Denied},
			"by a key":             {byKey, p.ID, fault.Denied},
			"of themselves by key": {byKey, admin.ID, fault.Denied},
			"of themselves":        {adminOwn, admin.ID, fault.Denied},
			"in a stale session":   {stale, p.ID, fault.ProofRequired},
			"of nobody":            {adminOwn, "none", fault.NotFound},
		} {
			if err := b.TakeFactor(ctx, c.by, c.of); !fault.Is(err, c.code) {
				t.Errorf("%s: %v, want %s", name, err, c.code)
			}
		}
		if err := b.TakeFactor(ctx, adminOwn, p.ID); err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.Authenticate(ctx, token.Reveal()); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a session from before: %v", err)
		}
		if err := b.TakeFactor(ctx, adminOwn, p.ID); !fault.Is(err, fault.StateConflict) {
			t.Errorf("taken twice: %v", err)
		}
		b.signIn(t, "hoa.nguyen")
		if acts := b.trail(t, p.ID); acts[len(acts)-2] != "factor.take" {
			t.Errorf("record: %v", acts)
		}
	})
}

// The bench demands a second factor of technical administrators.
func TestADemandedSecondFactor(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		b.person(t, "hoa.nguyen", right.Grant{Role: right.Editor})
		token, _ := b.signIn(t, "hoa.nguyen")
		if actor, _, err := b.Authenticate(ctx, token); actor.WantsFactor || err != nil {
			t.Errorf("an editor: %+v, %v", actor, err)
		}
		p, own := b.person(t, "an.le", right.Grant{Role: right.TechnicalAdmin})
		key, _, err := b.CreateKey(ctx, own, account.NewKey{Person: p.ID, Name: "k"})
		if err != nil {
			t.Fatal(err)
		}
		token, session := b.signIn(t, "an.le")
		actor, _, err := b.Authenticate(ctx, token)
		if !actor.WantsFactor || err != nil {
			t.Fatalf("an administrator without one: %+v, %v", actor, err)
		}
		if _, err := b.People(ctx, actor); !fault.Is(err, fault.SecondFactorMissing) {
			t.Errorf("lists people: %v", err)
		}
		if _, _, err := b.CreateKey(ctx, actor, account.NewKey{Person: p.ID, Name: "k"}); !fault.Is(err, fault.SecondFactorMissing) {
			t.Errorf("makes a key: %v", err)
		}
		if every, units := actor.Scope(right.ChannelRead); every || units != nil {
			t.Errorf("sees channels: %v, %v", every, units)
		}
		if byKey, _, err := b.AuthenticateKey(ctx, key.Reveal()); byKey.WantsFactor || err != nil {
			t.Errorf("by a key: %+v, %v", byKey, err)
		}
		elsewhere, _, err := b.OpenSession(ctx, account.Proof{Person: p.ID, By: "oidc"})
		if err != nil {
			t.Fatal(err)
		}
		if byProvider, _, err := b.Authenticate(ctx, elsewhere.Reveal()); byProvider.WantsFactor || err != nil {
			t.Errorf("proven by a provider: %+v, %v", byProvider, err)
		}
		before, _ := b.signIn(t, "an.le") // by somebody who knows the password alone
		b.enrol(t, actor, session)
		if _, _, err := b.Authenticate(ctx, before); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a session without a code once there is a second factor: %v", err)
		}
		if actor, _, err = b.Authenticate(ctx, token); actor.WantsFactor || err != nil {
			t.Errorf("the same session once there is one: %+v, %v", actor, err)
		}
	})
}

func TestSigningInAgainInPlace(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		p, own := b.person(t, "hoa.nguyen")
		b.person(t, "mai.tran")
		token, old := b.signIn(t, "hoa.nguyen")
		b.pass(30*time.Minute + time.Microsecond)
		actor, _, err := b.Authenticate(ctx, token)
		if !actor.Stale || err != nil {
			t.Fatalf("after half an hour: %+v, %v", actor, err)
		}
		key := account.NewKey{Person: p.ID, Name: "k"}
		if _, _, err := b.CreateKey(ctx, actor, key); !fault.Is(err, fault.ProofRequired) {
			t.Errorf("a key in a session of half an hour: %v", err)
		}
		if _, err := b.EnrolFactor(ctx, actor); !fault.Is(err, fault.ProofRequired) {
			t.Errorf("a second factor: %v", err)
		}
		b.pass(13 * time.Hour)
		if _, _, err := b.Authenticate(ctx, token); !fault.Is(err, fault.SessionExpired) {
			t.Errorf("idle for 13 hours: %v", err)
		}
		if _, _, err := b.Renew(ctx, token, typed("mai.tran", "not it at all", address)); !fault.Is(err, fault.SignInFailed) {
			t.Errorf("renewed by a wrong password: %v", err)
		}
		shown, session, err := b.Renew(ctx, token, typed("mai.tran", passphrase, address)) // the login does not count
		if err != nil || session.Person != p.ID || session.ID == old.ID || shown.Reveal() == token {
			t.Fatalf("renewed: %+v, %v", session, err)
		}
		if actor, _, err = b.Authenticate(ctx, shown.Reveal()); actor.Stale || err != nil {
			t.Errorf("the new session: %+v, %v", actor, err)
		}
		if _, _, err := b.CreateKey(ctx, actor, key); err != nil {
			t.Errorf("a key in it: %v", err)
		}
		for name, dead := range map[string]string{"that was renewed": token, "of nobody": token[1:], "empty": ""} {
			if _, _, err := b.Renew(ctx, dead, typed("", passphrase, address)); !fault.Is(err, fault.Unauthenticated) {
				t.Errorf("a session %s: %v", name, err)
			}
		}
		a, _ := b.enrol(t, own, session)
		if _, _, err := b.Renew(ctx, shown.Reveal(), typed("", passphrase, address)); !fault.Is(err, fault.SecondFactorNeeded) {
			t.Errorf("without the code: %v", err)
		}
		if _, _, err := b.Renew(ctx, shown.Reveal(), withCode("", passphrase, a.code(t, 0))); err != nil {
			t.Errorf("with the code: %v", err)
		}
	})
}

func TestActsThatTakeAFreshProof(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		p, _ := b.person(t, "hoa.nguyen")
		_, admin := b.person(t, "an.le", right.Grant{Role: right.TechnicalAdmin})
		admin.Stale = true
		yes, name := true, "Tên mới"
		for act, try := range map[string]func() error{
			"create a person": func() error {
				_, err := b.CreatePerson(ctx, admin, account.NewPerson{Login: "x.y", Name: "X"})
				return err
			},
			"change grants": func() error {
				_, err := b.UpdatePerson(ctx, admin, p.ID, account.Change{Grants: &[]right.Grant{}})
				return err
			},
			"disable": func() error {
				_, err := b.UpdatePerson(ctx, admin, p.ID, account.Change{Disabled: &yes})
				return err
			},
			"move roles": func() error {
				_, err := b.MoveGrants(ctx, admin, account.Moving{Unit: "so-cu"})
				return err
			},
			"set a password": func() error { return b.SetPassword(ctx, admin, p.ID, another) },
			"make a link": func() error {
				_, err := b.NewLink(ctx, admin, account.Reset, p.ID)
				return err
			},
		} {
			if err := try(); !fault.Is(err, fault.ProofRequired) {
				t.Errorf("%s: %v", act, err)
			}
		}
		if _, err := b.UpdatePerson(ctx, admin, p.ID, account.Change{Name: &name}); err != nil {
			t.Errorf("a name takes no proof: %v", err)
		}
	})
}
