// Package account knows people and machines: who they are, how they sign in, and which of
// their roles are in effect.
package account

import (
	"time"

	"github.com/lantoa/lantoa/internal/right"
)

// Person is an account of somebody, or of a partner's machine.
type Person struct {
	ID     string
	Login  string // lower case, unique
	Name   string
	Email  string        // clean by [CleanEmail], "" for none; set by those who manage accounts alone
	Grants []right.Grant // of all times
	// Claimed are the roles that the provider of identities claimed at the last sign-in;
	// they hold until ClaimedUntil, see [Person.GrantsAt].
	Claimed      []right.Grant
	ClaimedUntil time.Time // zero when nothing was ever claimed
	Disabled     bool
	Lang         string // "vi" or "en"
	// HasPassword is false until an invitation was taken up.
	HasPassword bool
	// SecondFactor is true once a code of an authenticator app was confirmed.
	SecondFactor bool
	// Version counts the changes by [Service.UpdatePerson], from 1.
	Version   int
	CreatedAt time.Time
	ErasedAt  time.Time // when name and login were taken out of the house; zero for most
}

// Session is a signed-in browser.
type Session struct {
	ID         string
	Person     string
	Address    string
	Agent      string    // the browser in short words, such as "Firefox, Windows"; "" when unknown
	By         Means     // what its person was proven by
	CreatedAt  time.Time // also when the person was proven
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
	Scopes    []right.Action // nil means whatever the person may do
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
