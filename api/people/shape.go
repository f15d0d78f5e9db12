package people

import (
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/api/delegations"
	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/delegation"
	"github.com/lantoa/lantoa/internal/mail"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// Grant gives a person a role in a unit for a period.
type Grant struct {
	Role  string `json:"role" enum:"contributor,author,editor,approver,secretary,translator,lead_officer,inspector,press,technical_admin"`
	Unit  string `json:"unit,omitempty" doc:"Code of a unit; absent means every unit"`
	From  string `json:"from,omitempty" maxLength:"10" doc:"First day, where the newsroom is; absent means from ever" example:"2026-03-01"`
	Until string `json:"until,omitempty" maxLength:"10" doc:"Last day; absent means without end" example:"2026-12-31"`
}

func grantOf(g right.Grant) Grant {
	return Grant{Role: string(g.Role), Unit: g.Unit, From: string(g.From), Until: string(g.Until)}
}

// HeldGrant is a grant with what it gives today.
type HeldGrant struct {
	Grant
	InEffect bool                `json:"in_effect" doc:"Gives its rights today"`
	Reason   *rest.LocalizedText `json:"reason,omitempty" doc:"Why it gives nothing today, said to its holder"`
}

func heldGrants(today account.Effect, grants []right.Grant) []HeldGrant {
	shapes := make([]HeldGrant, len(grants))
	for i, g := range grants {
		lapse := today.Lapse(g)
		shapes[i] = HeldGrant{Grant: grantOf(g), InEffect: lapse.IsZero(), Reason: rest.SomeLocalized(lapse)}
	}
	return shapes
}

func grants(shapes []Grant) []right.Grant {
	grants := make([]right.Grant, len(shapes))
	for i, g := range shapes {
		grants[i] = right.Grant{Role: right.Role(g.Role), Unit: g.Unit, From: plan.Date(g.From), Until: plan.Date(g.Until)}
	}
	return grants
}

// Person is somebody's account.
type Person struct {
	ID           string      `json:"id"`
	Login        string      `json:"login"`
	Name         string      `json:"name"`
	Lang         string      `json:"lang" enum:"vi,en"`
	Email        string      `json:"email,omitempty"`
	Grants       []HeldGrant `json:"grants" nullable:"false" doc:"What people gave, of all times"`
	Claimed      *Claimed    `json:"claimed,omitempty" doc:"What the provider of identities gave at the last sign-in through it; absent when it gave nothing"`
	Disabled     bool        `json:"disabled"`
	HasPassword  bool        `json:"has_password" doc:"False until an invitation was taken up"`
	SecondFactor bool        `json:"second_factor" doc:"True once a code of an authenticator app was confirmed"`
	CreatedAt    time.Time   `json:"created_at"`
	ErasedAt     *time.Time  `json:"erased_at,omitempty" doc:"When name, login and addresses were erased"`
}

// Claimed are the roles that claims of the provider of identities gave.
type Claimed struct {
	Grants []HeldGrant `json:"grants" nullable:"false"`
	Until  time.Time   `json:"until" doc:"When they end, unless the person signs in through the provider before"`
}

func personOf(today account.Effect, p account.Person) Person {
	shape := Person{ID: p.ID, Login: p.Login, Name: p.Name, Lang: p.Lang, Email: p.Email, Grants: heldGrants(today, p.Grants), Disabled: p.Disabled,
		HasPassword: p.HasPassword, SecondFactor: p.SecondFactor, CreatedAt: p.CreatedAt.UTC(), ErasedAt: rest.Instant(p.ErasedAt)}
	if len(p.Claimed) > 0 {
		shape.Claimed = &Claimed{Grants: heldGrants(today, p.Claimed), Until: p.ClaimedUntil.UTC()}
	}
	return shape
}

// Account is a person with what the one who asks may do about the account.
type Account struct {
	Person
	LinkMail *LinkMail `json:"link_mail,omitempty" doc:"The latest letter with a one-time link, for those who manage accounts, and when one account is asked for; absent when there was none in the last months"`
	May      rest.May  `json:"may"`
}

// LinkMail is how the letter with a one-time link came out.
type LinkMail struct {
	State    string              `json:"state" enum:"waiting,sending,sent,given_up" doc:"sent: the mail server took it"`
	To       string              `json:"to,omitempty"`
	QueuedAt time.Time           `json:"queued_at"`
	EndedAt  *time.Time          `json:"ended_at,omitempty"`
	Attempts int                 `json:"attempts"`
	Reason   *rest.LocalizedText `json:"reason,omitempty" doc:"Why it was given up"`
	Answer   string              `json:"answer,omitempty" doc:"What the last try that failed came to, in the words of the mail server"`
}

func linkMailOf(m mail.Mail) *LinkMail {
	return &LinkMail{State: string(m.State), To: m.To, QueuedAt: m.Created.UTC(), EndedAt: rest.Instant(m.Ended), Attempts: m.Attempts,
		Reason: rest.SomeLocalized(m.Reason.Words()), Answer: m.Answer}
}

func accountOf(actor right.Actor, today account.Effect, p account.Person) Account {
	return Account{Person: personOf(today, p), May: rest.Judged(account.MayWithPerson(actor, p))}
}

// ActionScope tells where an action is allowed.
type ActionScope struct {
	Everywhere bool     `json:"everywhere"`
	Units      []string `json:"units" nullable:"false"`
}

// Me is who asks.
type Me struct {
	Person
	Key       string                 `json:"key,omitempty" doc:"Id of the API key that was used"`
	Scopes    []string               `json:"scopes,omitempty" nullable:"false" doc:"Of that key; absent means whatever the person may do"`
	Inherited []string               `json:"inherited" nullable:"false" doc:"Codes of units that have ended and passed to yours: what belongs to them is yours to work on"`
	May       map[string]ActionScope `json:"may" doc:"Every action that is allowed somewhere, by one's own right or by a delegation"`
	// Given and Received are what stands or is to come.
	Given    []delegations.Delegation `json:"delegations_given" nullable:"false" doc:"Approval that you lend to others, or will"`
	Received []delegations.Delegation `json:"delegations_received" nullable:"false" doc:"Approval that others lend to you, or will; it works in a session, not by a key"`
	// Both tell a client what it will be refused for, before it tries.
	WantsFactor bool `json:"wants_second_factor" doc:"True while one is demanded and not set up: until then nothing is allowed but that"`
	Stale       bool `json:"stale" doc:"True when acts on credentials and rights take POST /session/renew first"`
}

// meOf converts who asks, with the delegations that they gave and received.
func (h *handlers) meOf(ctx context.Context, actor right.Actor, today account.Effect, p account.Person) (Me, error) {
	given, received, err := h.o.Delegations.Mine(ctx, actor)
	if err != nil {
		return Me{}, err
	}
	of := func(list []delegation.Told) []delegations.Delegation {
		shapes := []delegations.Delegation{}
		for _, one := range list {
			shapes = append(shapes, delegations.Of(actor, one))
		}
		return shapes
	}
	me := Me{Person: personOf(today, p), Key: actor.Key, Inherited: rest.NotNil(actor.Inherited), WantsFactor: actor.WantsFactor, Stale: actor.Stale,
		May: map[string]ActionScope{}, Given: of(given), Received: of(received)}
	for _, scope := range actor.Scopes {
		me.Scopes = append(me.Scopes, string(scope))
	}
	for _, action := range right.Actions() {
		every, units := actor.Scope(action)
		if action == right.ArticleCreate { // nothing new is made in the name of what has ended
			units = slices.DeleteFunc(units, func(unit string) bool { return slices.Contains(actor.Inherited, unit) })
		}
		if every || len(units) > 0 {
			me.May[string(action)] = ActionScope{Everywhere: every, Units: rest.NotNil(units)}
		}
	}
	return me, nil
}

// Session is a signed-in browser.
type Session struct {
	ID         string    `json:"id"`
	Address    string    `json:"address"`
	Agent      string    `json:"agent,omitempty" doc:"The browser in short words, such as Firefox, Windows"`
	Proof      string    `json:"proof" doc:"What the person was proven by, such as password"`
	Current    bool      `json:"current" doc:"True for the session in which this is asked"`
	CreatedAt  time.Time `json:"created_at"`
	LastSeenAt time.Time `json:"last_seen_at"`
	ExpiresAt  time.Time `json:"expires_at" doc:"At the latest; idleness ends it earlier"`
	May        rest.May  `json:"may"`
}

func sessionOf(actor right.Actor, s account.Session, current string) Session {
	return Session{ID: s.ID, Address: s.Address, Agent: s.Agent, Proof: string(s.By), Current: s.ID == current, CreatedAt: s.CreatedAt.UTC(), LastSeenAt: s.LastSeenAt.UTC(),
		ExpiresAt: s.ExpiresAt.UTC(), May: rest.Judged(map[string]right.Decision{"end": account.MayEnd(actor, s)})}
}

// Key is an API key without its secret part.
type Key struct {
	ID        string     `json:"id"`
	Person    string     `json:"person"`
	Name      string     `json:"name"`
	Start     string     `json:"start" doc:"How the key begins, to recognise it by"`
	Scopes    []string   `json:"scopes,omitempty" nullable:"false" doc:"Absent means whatever the person may do"`
	CreatedBy string     `json:"created_by"`
	CreatedAt time.Time  `json:"created_at"`
	ExpiresAt *time.Time `json:"expires_at,omitempty"`
	LastUsed  *time.Time `json:"last_used_at,omitempty"`
	RevokedAt *time.Time `json:"revoked_at,omitempty"`
	May       rest.May   `json:"may"`
}

func keyOf(actor right.Actor, k account.Key) Key {
	shape := Key{ID: k.ID, Person: k.Person, Name: k.Name, Start: k.Start, CreatedBy: k.CreatedBy, CreatedAt: k.CreatedAt.UTC(),
		ExpiresAt: rest.Instant(k.ExpiresAt), LastUsed: rest.Instant(k.LastUsed), RevokedAt: rest.Instant(k.RevokedAt),
		May: rest.Judged(map[string]right.Decision{"revoke": account.MayRevoke(actor, k)})}
	for _, scope := range k.Scopes {
		shape.Scopes = append(shape.Scopes, string(scope))
	}
	return shape
}
