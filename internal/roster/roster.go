// Package roster takes people in from a spreadsheet: it says row by row what is wrong, shows
// what would come of it, and makes all of it or nothing. Units
// are taken in by package unit.
package roster

import (
	"context"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/sheet"
)

// Options are what a Service works with; all are needed.
type Options struct {
	Accounts *account.Service
	Plans    *plan.Service
	Trail    audit.Trail
	// InTx runs an act in one transaction, which travels in the context.
	InTx func(ctx context.Context, fn func(ctx context.Context) error) error
	// Day is today's in the zone of the house.
	Day func() plan.Date
}

// Service takes people in. It needs [account.PersonManage].
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o} }

// Person is somebody in the file.
type Person struct {
	Row     int    // the first of theirs
	ID      string // of the account; "" where it would be made
	Login   string
	Name    string
	Lang    string
	Email   string // "" for none that is new
	Outcome sheet.Outcome
	// Grants are what the person is given and has not yet.
	Grants []right.Grant
	// Changes are "lang", "email" and "grants", as far as an account that is there changes.
	Changes []string
	// Link is the token by which who was made chooses a password, shown this once; zero
	// where none was asked for, and where it goes by mail and nobody asked to see it.
	Link secret.Secret
	// MailedTo is the address to which the link goes; "" where it does not.
	MailedTo string

	version int
	whole   []right.Grant // all grants, with those that are held already
	rows    []int         // of each of Grants
}

// Report is what an import came to, or would come to.
type Report struct {
	DryRun bool
	SHA256 string // of the file
	People []Person
	Faults []sheet.Fault // in the order of rows; the first [sheet.MaxFaults]
}

// MaxPeople bounds a file: they are made in one transaction, which on SQLite holds up all
// others, some five milliseconds for each of them.
const MaxPeople = 500

// Count tells how many people have an outcome.
func (r Report) Count(o sheet.Outcome) int {
	n := 0
	for _, one := range r.People {
		if one.Outcome == o {
			n++
		}
	}
	return n
}

// How says how a file is taken in.
type How struct {
	// DryRun shows what would come of it and writes nothing.
	DryRun bool
	// Invite makes a one-time link for each new account. It goes by mail as that of
	// [account.Service.HandLink] does, and Show shows it all the same.
	Invite, Show bool
}
