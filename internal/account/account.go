// Package account knows people and machines: who they are, how they sign in, and what
// they may do.
//
// Rights are judged in one place, [Actor.May], from one table, [Rights]. Whatever the
// table does not grant is denied.
package account

import (
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
)

// Grant gives a person a role in a unit.
type Grant struct {
	Role Role
	Unit string // code; "" means every unit
}

// Person is an account of somebody, or of a partner's machine.
type Person struct {
	ID       string
	Login    string // lower case, unique
	Name     string
	Grants   []Grant
	Disabled bool
	Lang     string // "vi" or "en"
	// HasPassword is false until an invitation was taken up.
	HasPassword bool
	// Version counts the changes by [Service.UpdatePerson], from 1.
	Version   int
	CreatedAt time.Time
}

// Session is a signed-in browser.
type Session struct {
	ID         string
	Person     string
	Address    string
	CreatedAt  time.Time
	LastSeenAt time.Time // to the minute
	ExpiresAt  time.Time // at the latest; idleness ends it earlier
}

// Key is an API key without its secret part.
type Key struct {
	ID     string
	Person string
	Name   string
	// Start is the beginning of the key, by which its holder recognises it.
	Start     string
	Scopes    []Action // nil means whatever the person may do
	CreatedBy string
	CreatedAt time.Time
	ExpiresAt time.Time // zero means never; new keys always end
	LastUsed  time.Time // to the minute; zero means never
	RevokedAt time.Time // zero while it works
}

// Purpose says what a one-time link is for.
type Purpose string

// The purposes.
const (
	Setup  Purpose = "setup"  // makes the first administrator
	Invite Purpose = "invite" // lets a new person choose a password
	Reset  Purpose = "reset"  // lets a person choose a new password
)

// SystemID is the id of [System]; no person bears it, since theirs are UUIDs.
const SystemID = audit.System

// Actor is who acts: a person in a session, or a key of that person.
type Actor struct {
	ID     string
	Name   string
	Grants []Grant
	Key    string   // id of the API key; "" in a session
	Scopes []Action // of the key; nil means all
}

// System is the engine itself. It may do everything but approve.
func System() Actor { return Actor{ID: SystemID, Name: "lantoa"} }

// Known tells an account from a stranger.
func (a Actor) Known() bool { return a.ID != "" }

// Decision is the answer to "may this actor do that?".
type Decision struct {
	Allowed bool
	Reason  fault.Text // why not; zero when allowed
	WhoCan  []Role     // who may; empty when allowed
}
