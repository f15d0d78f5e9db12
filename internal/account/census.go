package account

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// Census tells about accounts as a whole.
type Census interface {
	// OpenLinks counts the links of a purpose that can still be used at an instant.
	OpenLinks(ctx context.Context, purpose Purpose, now time.Time) (int, error)
	// KeysEnding returns the keys of enabled people that work at an instant and end before
	// another, the soonest first.
	KeysEnding(ctx context.Context, now, before time.Time) ([]Key, error)
	// SignIns returns when each person last signed in, as far as sessions are kept.
	SignIns(ctx context.Context) (map[string]time.Time, error)
}

// State is how it stands with accounts, for those who run the house.
type State struct {
	Admins      int // technical administrators of the whole house who can sign in
	SetupLinks  int // open links by which the first of them is made
	KeysEnding  []Key
	KeysHolders map[string]string // login by person
}

// State looks at accounts as a whole; keys count as ending within a time from now. It is for
// the house itself.
func (s *Service) State(ctx context.Context, within time.Duration) (State, error) {
	now := s.now()
	admins, err := s.rules.Admins(ctx, s.units.Day(now))
	if err != nil {
		return State{}, err
	}
	st := State{Admins: len(admins), KeysHolders: map[string]string{}}
	if st.SetupLinks, err = s.census.OpenLinks(ctx, Setup, now); err != nil {
		return State{}, err
	}
	if st.KeysEnding, err = s.census.KeysEnding(ctx, now, now.Add(within)); err != nil || len(st.KeysEnding) == 0 {
		return st, err
	}
	people, err := s.people.People(ctx)
	for _, p := range people {
		st.KeysHolders[p.ID] = p.Login
	}
	return st, err
}

// SignIns returns when each person last signed in, for those who manage accounts; people
// without an entry never did, or so long ago that their session is forgotten.
func (s *Service) SignIns(ctx context.Context, actor right.Actor) (map[string]time.Time, error) {
	if err := s.manager(ctx, actor, "person.list", ""); err != nil {
		return nil, err
	}
	return s.census.SignIns(ctx)
}

// CheckPerson tells what is wrong with a person as [Service.CreatePerson] would, and makes
// nothing; whether the login is taken it does not ask. Of somebody who is there held are the
// grants that they have, which are not judged anew.
func (s *Service) CheckPerson(ctx context.Context, n NewPerson, held []right.Grant) error {
	wanted := n.Grants
	n.Grants, n.Password = nil, "" // a password would be hashed
	var faults fault.Fields
	_, _, err := s.prepare(ctx, n)
	if err := faults.AddError("", err); err != nil {
		return err
	}
	if err := s.checkGrants(ctx, &faults, wanted, held); err != nil {
		return err
	}
	return faults.Err()
}
