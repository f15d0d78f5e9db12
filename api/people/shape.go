package people

import (
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/account"
)

// Grant gives a person a role in a unit.
type Grant struct {
	Role string `json:"role" enum:"contributor,author,editor,approver,secretary,translator,lead_officer,inspector,press,technical_admin"`
	Unit string `json:"unit,omitempty" doc:"Code of a unit; absent means every unit"`
}

func grantsOf(grants []account.Grant) []Grant {
	shapes := make([]Grant, len(grants))
	for i, g := range grants {
		shapes[i] = Grant{Role: string(g.Role), Unit: g.Unit}
	}
	return shapes
}

func grants(shapes []Grant) []account.Grant {
	grants := make([]account.Grant, len(shapes))
	for i, g := range shapes {
		grants[i] = account.Grant{Role: account.Role(g.Role), Unit: g.Unit}
	}
	return grants
}

// Person is somebody's account.
type Person struct {
	ID          string    `json:"id"`
	Login       string    `json:"login"`
	Name        string    `json:"name"`
	Lang        string    `json:"lang" enum:"vi,en"`
	Grants      []Grant   `json:"grants" nullable:"false"`
	Disabled    bool      `json:"disabled"`
	HasPassword bool      `json:"has_password" doc:"False until an invitation was taken up"`
	CreatedAt   time.Time `json:"created_at"`
}

func personOf(p account.Person) Person {
	return Person{ID: p.ID, Login: p.Login, Name: p.Name, Lang: p.Lang, Grants: grantsOf(p.Grants), Disabled: p.Disabled,
		HasPassword: p.HasPassword, CreatedAt: p.CreatedAt.UTC()}
}

// Account is a person with what the one who asks may do about the account.
type Account struct {
	Person
	May rest.May `json:"may"`
}

func accountOf(actor account.Actor, p account.Person) Account {
	return Account{Person: personOf(p), May: rest.MayOf(actor, "", map[string]account.Action{"manage": account.PersonManage})}
}

// ActionScope tells where an action is allowed.
type ActionScope struct {
	Everywhere bool     `json:"everywhere"`
	Units      []string `json:"units" nullable:"false"`
}

// Me is who asks.
type Me struct {
	Person
	Key    string                 `json:"key,omitempty" doc:"Id of the API key that was used"`
	Scopes []string               `json:"scopes,omitempty" nullable:"false" doc:"Of that key; absent means whatever the person may do"`
	May    map[string]ActionScope `json:"may" doc:"Every action that is allowed somewhere"`
}

func meOf(actor account.Actor, p account.Person) Me {
	me := Me{Person: personOf(p), Key: actor.Key, May: map[string]ActionScope{}}
	for _, scope := range actor.Scopes {
		me.Scopes = append(me.Scopes, string(scope))
	}
	for _, action := range account.Actions() {
		if every, units := actor.Scope(action); every || len(units) > 0 {
			me.May[string(action)] = ActionScope{Everywhere: every, Units: rest.NotNil(units)}
		}
	}
	return me
}

// Session is a signed-in browser.
type Session struct {
	ID         string    `json:"id"`
	Address    string    `json:"address"`
	CreatedAt  time.Time `json:"created_at"`
	LastSeenAt time.Time `json:"last_seen_at"`
	ExpiresAt  time.Time `json:"expires_at" doc:"At the latest; idleness ends it earlier"`
}

func sessionOf(s account.Session) Session {
	return Session{ID: s.ID, Address: s.Address, CreatedAt: s.CreatedAt.UTC(), LastSeenAt: s.LastSeenAt.UTC(), ExpiresAt: s.ExpiresAt.UTC()}
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
}

func keyOf(k account.Key) Key {
	shape := Key{ID: k.ID, Person: k.Person, Name: k.Name, Start: k.Start, CreatedBy: k.CreatedBy, CreatedAt: k.CreatedAt.UTC(),
		ExpiresAt: rest.Instant(k.ExpiresAt), LastUsed: rest.Instant(k.LastUsed), RevokedAt: rest.Instant(k.RevokedAt)}
	for _, scope := range k.Scopes {
		shape.Scopes = append(shape.Scopes, string(scope))
	}
	return shape
}
