package sso_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/sso"
	"github.com/lantoa/lantoa/internal/sso/ssotest"
)

const passphrase = "cánh đồng lúa chín vàng"

// session is a person who signed in with a password.
func (b *bench) session(login string) (right.Actor, account.Session) {
	b.t.Helper()
	p := b.person(login, "")
	must(b.t, b.accounts.SetPassword(b.t.Context(), right.System(), p.ID, passphrase))
	token, _, err := b.accounts.SignIn(b.t.Context(), account.Credentials{Login: login, Password: passphrase, From: account.Place{Address: address}})
	must(b.t, err)
	actor, session, err := b.accounts.Authenticate(b.t.Context(), token.Reveal())
	must(b.t, err)
	return actor, session
}

// link is the way of a signed-in person who links the account of a subject.
func (b *bench) link(actor right.Actor, session account.Session, subject string) error {
	b.t.Helper()
	ticket, err := b.Ticket(session)
	must(b.t, err)
	journey, err := b.Begin(b.t.Context(), sso.Start{Next: "/sign-in", Ticket: ticket, Session: session})
	must(b.t, err)
	r := b.back(journey, subject)
	r.Actor, r.Session = actor, session
	arrival, err := b.Finish(b.t.Context(), r)
	if !arrival.Token.IsZero() {
		b.t.Error("linking opened a session")
	}
	return err
}

func TestPeopleLinkAndUnlinkTheirOwn(t *testing.T) {
	each(t, sso.Rules{}, func(b *bench) {
		ctx := b.t.Context()
		_, err := b.signIn(hoa().Subject)
		b.refused(err, fault.Denied, sso.ReasonUnknown)
		actor, session := b.session("hoa")
		for range 2 { // again changes nothing
			must(b.t, b.link(actor, session, hoa().Subject))
		}
		if found, _ := b.arrive(hoa().Subject); found.ID != actor.ID {
			b.t.Errorf("signed in as %q", found.ID)
		}
		other, others := b.session("lan")
		b.refused(b.link(other, others, hoa().Subject), fault.Denied, sso.ReasonTaken)
		b.provider.Put(ssotest.User{Subject: "second", Username: "second"})
		b.refused(b.link(actor, session, "second"), fault.Denied, sso.ReasonTaken)

		mine, err := b.Identities(ctx, actor, actor.ID)
		if err != nil || len(mine) != 1 {
			b.t.Fatalf("links %+v, %v", mine, err)
		}
		if err := b.Unlink(ctx, other, others, actor.ID, mine[0].ID); !fault.Is(err, fault.Denied) {
			b.t.Errorf("somebody else unlinks: %v", err)
		}
		if err := b.Unlink(ctx, other, others, other.ID, mine[0].ID); !fault.Is(err, fault.NotFound) {
			b.t.Errorf("by another's id: %v", err)
		}
		if _, err := b.Identities(ctx, other, actor.ID); !fault.Is(err, fault.Denied) {
			b.t.Errorf("somebody else looks: %v", err)
		}
		key := actor
		key.Key = "a key"
		if err := b.Unlink(ctx, key, session, actor.ID, mine[0].ID); !fault.Is(err, fault.Denied) {
			b.t.Errorf("a key unlinks: %v", err)
		}
		must(b.t, b.Unlink(ctx, actor, session, actor.ID, mine[0].ID))
		if n := b.count(`SELECT count(*) FROM session WHERE person_id = ? AND ended_at IS NULL`, actor.ID); n != 1 {
			b.t.Errorf("%d sessions are open after unlinking, want the one that did it", n)
		}
		_, err = b.signIn(hoa().Subject)
		b.refused(err, fault.Denied, sso.ReasonUnknown)
		if n := b.count(`SELECT count(*) FROM audit WHERE action IN ('identity.link', 'identity.unlink') AND NOT refused AND actor = ?`, actor.ID); n != 2 {
			b.t.Errorf("%d records of linking and unlinking", n)
		}
	})
}

// Nobody is made to link an account that is not theirs, nor in another's name.
func TestALinkIsOfTheSessionThatBegan(t *testing.T) {
	each(t, sso.Rules{}, func(b *bench) {
		ctx := b.t.Context()
		actor, session := b.session("hoa")
		other, others := b.session("lan")
		ticket, err := b.Ticket(session)
		must(b.t, err)
		_, err = b.Begin(ctx, sso.Start{Ticket: ticket, Session: others})
		b.refused(err, fault.Denied, sso.ReasonSession)
		_, err = b.Begin(ctx, sso.Start{Ticket: ticket})
		b.refused(err, fault.Denied, sso.ReasonSession)
		stale := actor
		stale.Stale = true
		if _, err = b.Begin(ctx, sso.Start{Ticket: ticket, Session: session, Actor: stale}); !fault.Is(err, fault.ProofRequired) {
			b.t.Errorf("who was proven long ago links: %v", err)
		}
		for name, who := range map[string]struct {
			actor   right.Actor
			session account.Session
		}{"another person": {other, others}, "nobody": {}, "another session": {actor, others}, "a key": {right.Actor{ID: actor.ID, Key: "k"}, session}} {
			journey, err := b.Begin(ctx, sso.Start{Ticket: ticket, Session: session})
			must(b.t, err)
			r := b.back(journey, hoa().Subject)
			r.Actor, r.Session = who.actor, who.session
			if _, err = b.Finish(ctx, r); err == nil {
				b.t.Errorf("%s comes back and links", name)
			}
			b.refused(err, fault.Denied, sso.ReasonSession)
		}
		b.pass(2 * time.Hour)
		_, err = b.Begin(ctx, sso.Start{Ticket: ticket, Session: session})
		b.refused(err, fault.Denied, sso.ReasonSession)
		if n := b.count(`SELECT count(*) FROM person_identity`); n != 0 {
			b.t.Errorf("%d links", n)
		}
	})
}

func TestAdministratorsLinkAndUnlink(t *testing.T) {
	each(t, sso.Rules{}, func(b *bench) {
		ctx := b.t.Context()
		admin := right.Actor{ID: b.person("quantri", "", right.Grant{Role: right.TechnicalAdmin}).ID, Grants: []right.Grant{{Role: right.TechnicalAdmin}}}
		p := b.person("hoa", "")
		made, err := b.Link(ctx, admin, p.ID, hoa().Subject)
		if err != nil || made.Person != p.ID || made.CreatedBy != admin.ID {
			b.t.Fatalf("%+v, %v", made, err)
		}
		if _, err := b.Link(ctx, admin, b.person("lan", "").ID, hoa().Subject); !fault.Is(err, fault.AlreadyExists) {
			b.t.Errorf("twice: %v", err)
		}
		for _, subject := range []string{"", "a\x00b", strings.Repeat("x", 256)} {
			if _, err := b.Link(ctx, admin, p.ID, subject); !fault.Is(err, fault.ValidationFailed) {
				b.t.Errorf("subject %q: %v", subject, err)
			}
		}
		own, session := b.arrive(hoa().Subject)
		if err := b.Unlink(ctx, own, session, p.ID, made.ID); !fault.Is(err, fault.StateConflict) {
			b.t.Errorf("somebody without a password locks themselves out: %v", err)
		}
		if _, err := b.Link(ctx, own, p.ID, "mine"); !fault.Is(err, fault.Denied) {
			b.t.Errorf("somebody links by hand: %v", err)
		}
		key := admin
		key.Key = "k"
		if _, err := b.Link(ctx, key, p.ID, "x"); !fault.Is(err, fault.Denied) {
			b.t.Errorf("a key links: %v", err)
		}
		must(b.t, b.Unlink(ctx, admin, account.Session{}, p.ID, made.ID))
		if n := b.count(`SELECT count(*) FROM session WHERE person_id = ? AND ended_at IS NULL`, p.ID); n != 0 {
			b.t.Errorf("%d sessions are open after an administrator unlinked", n)
		}
	})
}

func TestLinkingByAddress(t *testing.T) {
	cases := map[string]struct {
		allowed  bool
		email    string // at the provider
		verified any
		reason   sso.Reason
	}{
		"verified":                {true, "Hoa.Tran@ninhbinh.gov.vn", true, ""},
		"not allowed":             {false, "hoa.tran@ninhbinh.gov.vn", true, sso.ReasonUnknown},
		"not verified":            {true, "hoa.tran@ninhbinh.gov.vn", false, sso.ReasonUnverified},
		"verified, nobody says":   {true, "hoa.tran@ninhbinh.gov.vn", nil, sso.ReasonUnverified},
		"verified in words":       {true, "hoa.tran@ninhbinh.gov.vn", "true", sso.ReasonUnverified},
		"verified by a number":    {true, "hoa.tran@ninhbinh.gov.vn", 1, sso.ReasonUnverified},
		"of somebody else":        {true, "hoa.tran@hanam.gov.vn", true, sso.ReasonUnknown},
		"a letter that folds":     {true, "hoa.tran@ninhbinh.gov.v\u0274", true, sso.ReasonUnknown},
		"the sign of Kelvin":      {true, "\u212Aim@ninhbinh.gov.vn", true, sso.ReasonUnknown},
		"with a name before it":   {true, "Hoa <hoa.tran@ninhbinh.gov.vn>", true, sso.ReasonUnknown},
		"no address":              {true, "", true, sso.ReasonUnknown},
		"an address as a comment": {true, "hoa.tran@ninhbinh.gov.vn(x)", true, sso.ReasonUnknown},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			each(t, sso.Rules{LinkByEmail: c.allowed}, func(b *bench) {
				p := b.person("hoa", "HOA.tran@ninhbinh.gov.vn")
				b.person("kim", "kim@ninhbinh.gov.vn")
				b.provider.Forge(func(claims map[string]any) string {
					claims["email"], claims["email_verified"] = c.email, c.verified
					if c.verified == nil {
						delete(claims, "email_verified")
					}
					return b.provider.Signed(claims)
				})
				if c.reason != "" {
					_, err := b.signIn(hoa().Subject)
					b.refused(err, fault.Denied, c.reason)
					if n := b.count(`SELECT count(*) FROM person_identity`); n != 0 {
						b.t.Errorf("%d links", n)
					}
					return
				}
				if actor, _ := b.arrive(hoa().Subject); actor.ID != p.ID {
					b.t.Errorf("signed in as %q", actor.ID)
				}
				b.provider.Forge(nil) // the link stays, whatever becomes of the address
				u := hoa()
				u.Email, u.EmailVerified = "another@example.vn", false
				b.provider.Put(u)
				if actor, _ := b.arrive(hoa().Subject); actor.ID != p.ID {
					b.t.Errorf("signed in as %q", actor.ID)
				}
			})
		})
	}
}

// An address that passes to somebody else at the provider does not pass the account on.
func TestAnAddressThatPassesOn(t *testing.T) {
	each(t, sso.Rules{LinkByEmail: true}, func(b *bench) {
		b.person("hoa", hoa().Email)
		b.arrive(hoa().Subject)
		heir := hoa()
		heir.Subject, heir.Username = "heir", "heir"
		b.provider.Put(heir)
		_, err := b.signIn("heir")
		b.refused(err, fault.Denied, sso.ReasonTaken)
	})
}

func TestDisabledPeopleStayOutside(t *testing.T) {
	for _, linked := range []bool{true, false} {
		t.Run(map[bool]string{true: "linked", false: "by address"}[linked], func(t *testing.T) {
			each(t, sso.Rules{LinkByEmail: true}, func(b *bench) {
				p := b.person("hoa", hoa().Email)
				if linked {
					b.arrive(hoa().Subject)
				}
				yes := true
				_, err := b.accounts.UpdatePerson(b.t.Context(), right.System(), p.ID, account.Change{Disabled: &yes})
				must(b.t, err)
				_, err = b.signIn(hoa().Subject)
				b.refused(err, fault.Denied, sso.ReasonDisabled)
				if n := b.count(`SELECT count(*) FROM audit WHERE refused AND object_id = ?`, p.ID); n != 1 {
					b.t.Errorf("%d refusals tell whose account it is", n)
				}
			})
		})
	}
}

func TestUnknownPeopleAreMadeWhereTheRulesSaySo(t *testing.T) {
	each(t, sso.Rules{CreatePeople: true}, func(b *bench) {
		u := hoa()
		u.More = map[string]any{"groups": []string{"nhom-viet"}}
		b.provider.Put(u)
		first, _ := b.arrive(u.Subject)
		p, err := b.accounts.Person(b.t.Context(), first.ID)
		must(b.t, err)
		if p.Login != "tthoa" || p.Name != "Trần Thị Hoa" || p.HasPassword || p.Email != "" || len(p.Grants) != 0 || !first.May(right.ArticleCreate, right.In("x")).Allowed {
			b.t.Errorf("made %+v who may %v", p, first.Grants)
		}
		if again, _ := b.arrive(u.Subject); again.ID != first.ID {
			b.t.Error("made twice")
		}
		// A name that is taken is nobody's proof.
		b.provider.Put(ssotest.User{Subject: "impostor", Username: "TTHOA", Email: "tthoa@else.example", EmailVerified: true})
		second, _ := b.arrive("impostor")
		made, err := b.accounts.Person(b.t.Context(), second.ID)
		if err != nil || second.ID == first.ID || !strings.HasPrefix(made.Login, "sso-") || second.May(right.ArticleCreate, right.In("x")).Allowed {
			b.t.Errorf("made %+v, %v", made, err)
		}
	})
}

func TestRolesFollowTheClaim(t *testing.T) {
	mapping, err := sso.ParseMapping("viet=author; CN=duyet,OU=nhom=approver; duyet=approver; qt=technical_admin")
	must(t, err)
	each(t, sso.Rules{Mapping: mapping}, func(b *bench) {
		ctx := b.t.Context()
		p := b.linked("hoa", hoa().Subject, right.Grant{Role: right.Inspector})
		claim := func(groups any) []string {
			u := hoa()
			u.More = map[string]any{"groups": groups}
			b.provider.Put(u)
			actor, _ := b.arrive(hoa().Subject)
			return right.GrantNames(actor.Grants)
		}
		for _, step := range []struct {
			groups any
			want   []string
		}{
			{[]string{"viet"}, []string{"author", "inspector"}},
			{[]string{"viet", "duyet", "CN=duyet,OU=nhom", "else"}, []string{"approver", "author", "inspector"}},
			{"duyet", []string{"approver", "inspector"}},
			{[]string{"technical_admin", "author", "VIET"}, []string{"inspector"}}, // a role's own name is no rule
			{[]any{7, nil, "viet"}, []string{"author", "inspector"}},
			{map[string]any{"viet": true}, []string{"inspector"}},
			{[]string{"qt"}, []string{"inspector", "technical_admin"}},
			{nil, []string{"inspector"}},
		} {
			if d := cmp.Diff(step.want, claim(step.groups)); d != "" {
				b.t.Errorf("claimed %v (-want +got):\n%s", step.groups, d)
			}
		}
		if n := b.count(`SELECT count(*) FROM audit WHERE action = 'person.claim' AND object_id = ?`, p.ID); n != 8 {
			b.t.Errorf("%d changes of claimed roles are recorded", n)
		}

		// What people give and take is another matter.
		claim([]string{"viet"})
		none := []right.Grant{}
		_, err := b.accounts.UpdatePerson(ctx, right.System(), p.ID, account.Change{Grants: &none})
		must(b.t, err)
		found, err := b.accounts.Person(ctx, p.ID)
		if d := cmp.Diff([]right.Grant{{Role: right.Author}}, found.GrantsAt(b.now())); d != "" || err != nil {
			b.t.Errorf("after the hand took its own away, %v:\n%s", err, d)
		}
		// Claimed roles hold as long as the session of the sign-in, and no longer.
		key, _, err := b.accounts.CreateKey(ctx, right.System(), account.NewKey{Person: p.ID, Name: "k"})
		must(b.t, err)
		b.pass(7*24*time.Hour + time.Second)
		late, _, err := b.accounts.AuthenticateKey(ctx, key.Reveal())
		if err != nil || len(late.Grants) != 0 {
			b.t.Errorf("after a week a key may %v, %v", late.Grants, err)
		}
	})
}

// An administrator whom only the provider makes one is not the last who can sign in.
func TestTheLastAdministratorHasAPassword(t *testing.T) {
	mapping, err := sso.ParseMapping("qt=technical_admin")
	must(t, err)
	each(t, sso.Rules{Mapping: mapping}, func(b *bench) {
		u := hoa()
		u.More = map[string]any{"groups": "qt"}
		b.provider.Put(u)
		b.linked("hoa", u.Subject)
		last := b.person("quantri", "", right.Grant{Role: right.TechnicalAdmin})
		must(b.t, b.accounts.SetPassword(b.t.Context(), right.System(), last.ID, passphrase))
		admin, _ := b.arrive(u.Subject)
		yes := true
		if _, err := b.accounts.UpdatePerson(b.t.Context(), admin, last.ID, account.Change{Disabled: &yes}); !fault.Is(err, fault.StateConflict) {
			b.t.Errorf("the last one with a password is disabled: %v", err)
		}
	})
}

func TestUnlinkingTakesClaimedRolesAway(t *testing.T) {
	each(t, sso.Rules{}, func(b *bench) {
		u := hoa()
		u.More = map[string]any{"groups": "nhom-duyet"}
		b.provider.Put(u)
		p := b.linked("hoa", u.Subject)
		b.arrive(u.Subject)
		mine, err := b.Identities(b.t.Context(), right.System(), p.ID)
		must(b.t, err)
		must(b.t, b.Unlink(b.t.Context(), right.System(), account.Session{}, p.ID, mine[0].ID))
		found, err := b.accounts.Person(b.t.Context(), p.ID)
		if err != nil || len(found.GrantsAt(b.now())) != 0 {
			b.t.Errorf("left %v, %v", found.GrantsAt(b.now()), err)
		}
	})
}

func TestAnswersAreForgotten(t *testing.T) {
	each(t, sso.Rules{}, func(b *bench) {
		b.linked("hoa", hoa().Subject)
		b.arrive(hoa().Subject)
		if n, err := b.Purge(b.t.Context()); n != 0 || err != nil {
			b.t.Errorf("%d forgotten too early, %v", n, err)
		}
		b.pass(11 * time.Minute)
		if n, err := b.Purge(b.t.Context()); n != 1 || err != nil {
			b.t.Errorf("%d forgotten, %v", n, err)
		}
	})
}
