package account_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// erasable is a person who worked for a while, was guessed at, and is disabled by now.
func (b *bench) erasable(t *testing.T, admin right.Actor) account.Person {
	t.Helper()
	ctx := audit.WithOrigin(t.Context(), audit.Origin{Address: address, RequestID: "r1", Name: "Trần Thị B"})
	p, own := b.person(t, "hoa.nguyen", right.Grant{Role: right.Author, Unit: "so-a"})
	if _, _, err := b.SignIn(ctx, typed("hoa.nguyen", passphrase, address)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.CreateKey(ctx, own, account.NewKey{Person: p.ID, Name: "máy của Hoa"}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.NewLink(t.Context(), admin, account.Reset, p.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.SignIn(ctx, typed("hoa.nguyen", "nhầm mật khẩu", address)); !fault.Is(err, fault.SignInFailed) {
		t.Fatal(err)
	}
	b.enrol(t, own, account.Session{})
	b.exec(t, `INSERT INTO person_identity (id, person_id, issuer, subject, created_by, created_at) VALUES ('i', ?, 'https://sso.example', 'hoa.nguyen@tinh', ?, 1)`, p.ID, p.ID)
	b.exec(t, `UPDATE person SET claimed = '[{"role":"editor"}]', claimed_until = ? WHERE id = ?`, b.clock().Add(time.Hour).UnixMicro(), p.ID)
	yes, email := true, "hoa.nguyen@example.vn"
	p, err := b.UpdatePerson(t.Context(), admin, p.ID, account.Change{Disabled: &yes, Email: &email})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (b *bench) whole(t *testing.T) {
	t.Helper()
	if _, err := b.sealer.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r, err := b.sealer.Verify(t.Context(), audit.Records); err != nil || !r.OK() || r.Sealed == 0 {
		t.Errorf("the record: %+v, %v", r, err)
	}
}

func TestEraseTakesAPersonOutOfTheHouse(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.unit(t, "so-a")
		_, admin := b.person(t, "root.admin", right.Grant{Role: right.TechnicalAdmin})
		p := b.erasable(t, admin)
		b.whole(t)
		gone, err := b.Erase(t.Context(), admin, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		b.whole(t)
		want := account.Person{ID: p.ID, Name: account.ErasedName, Disabled: true, Lang: p.Lang, Version: p.Version + 1, CreatedAt: p.CreatedAt, ErasedAt: b.clock()}
		stored, err := b.Person(t.Context(), p.ID)
		if d := cmp.Diff(want, stored, cmpopts.IgnoreFields(account.Person{}, "Login")); d != "" || err != nil || !cmp.Equal(gone, stored, cmpopts.EquateEmpty()) {
			t.Errorf("stored (-want +got), %v:\n%s\nreturned %+v", err, d, gone)
		}
		b.nothingLeft(t, "hoa.nguyen", "Hoa", "Trần Thị B", address)
		acts := b.trail(t, p.ID)
		if acts[len(acts)-1] != "person.erase" {
			t.Errorf("the last act is %v", acts)
		}
		if _, err := b.CreatePerson(t.Context(), admin, account.NewPerson{Login: "hoa.nguyen", Name: "Lê Hoa"}); err != nil {
			t.Errorf("the login is not free: %v", err)
		}
		again, err := b.Erase(t.Context(), admin, p.ID)
		if err != nil || !again.ErasedAt.Equal(gone.ErasedAt) || len(b.trail(t, p.ID)) != len(acts) {
			t.Errorf("erased again: %+v, %v", again, err)
		}
	})
}

// nothingLeft looks for what is personal in every column of every table but those of the
// administrator.
func (b *bench) nothingLeft(t *testing.T, personal ...string) {
	t.Helper()
	for _, query := range []string{
		"SELECT login || name || password || coalesce(email, '') || claimed FROM person WHERE login <> 'root.admin'", "SELECT address FROM session", "SELECT name FROM api_key", "SELECT subject || issuer FROM person_identity",
		"SELECT coalesce(person_id, '') || created_by FROM one_time_link", "SELECT detail || coalesce(personal, '') || object_id || actor FROM audit", "SELECT data FROM event",
		"SELECT address || answer || reason || key FROM mail",
	} {
		var rows []string
		if err := b.db.Read(t.Context()).Raw(query).Scan(&rows).Error; err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		for _, row := range rows {
			for _, one := range personal {
				if strings.Contains(row, one) {
					t.Errorf("%s still shows %q: %s", query, one, row)
				}
			}
		}
	}
	for what, query := range map[string]string{
		"keys still work": "SELECT count(*) FROM api_key WHERE revoked_at IS NULL", "second factors": "SELECT count(*) FROM second_factor", "recovery codes": "SELECT count(*) FROM recovery_code",
		"letters": "SELECT count(*) FROM mail WHERE ended_at IS NULL OR length(sealed) > 0",
	} {
		var left int64
		if err := b.db.Read(t.Context()).Raw(query).Scan(&left).Error; err != nil || left != 0 {
			t.Errorf("%d %s, %v", left, what, err)
		}
	}
}

func TestWhoCannotBeErased(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.unit(t, "so-a")
		root, admin := b.person(t, "root.admin", right.Grant{Role: right.TechnicalAdmin})
		active, author := b.person(t, "hoa.nguyen", right.Grant{Role: right.Author, Unit: "so-a"})
		for name, c := range map[string]struct {
			actor right.Actor
			id    string
			code  fault.Code
		}{
			"oneself":                {admin, root.ID, fault.StateConflict},
			"the last administrator": {right.System(), root.ID, fault.StateConflict},
			"an active account":      {admin, active.ID, fault.StateConflict},
			"nobody":                 {admin, "0190a6d2-0000-7000-8000-0000000000e1", fault.NotFound},
			"without the right":      {author, root.ID, fault.Denied},
			"a stranger":             {right.Actor{}, active.ID, fault.Unauthenticated},
		} {
			if _, err := b.Erase(t.Context(), c.actor, c.id); !fault.Is(err, c.code) {
				t.Errorf("%s: %v, want %s", name, err, c.code)
			}
		}
		p, err := b.Person(t.Context(), active.ID)
		if err != nil || !p.ErasedAt.IsZero() || p.Login != "hoa.nguyen" {
			t.Errorf("%+v, %v", p, err)
		}
	})
}

func TestWhoIsErasedStaysErased(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.unit(t, "so-a")
		_, admin := b.person(t, "root.admin", right.Grant{Role: right.TechnicalAdmin})
		p := b.erasable(t, admin)
		if _, err := b.Erase(t.Context(), admin, p.ID); err != nil {
			t.Fatal(err)
		}
		no, name, grants := false, "Hoa", []right.Grant{{Role: right.Author}}
		for what, c := range map[string]account.Change{"enabled": {Disabled: &no}, "named": {Name: &name}, "granted": {Grants: &grants}} {
			if _, err := b.UpdatePerson(t.Context(), admin, p.ID, c); !fault.Is(err, fault.StateConflict) {
				t.Errorf("%s again: %v", what, err)
			}
		}
		if _, err := b.NewLink(t.Context(), admin, account.Reset, p.ID); !fault.Is(err, fault.StateConflict) {
			t.Errorf("a link: %v", err)
		}
	})
}
