package account

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/right"
)

// Loan is a delegation as far as rights go by it.
type Loan struct {
	ID    string // of the delegation
	Giver string // id
	Unit  string // code; "" wherever the giver may
}

// Lenders tells what is lent.
type Lenders interface {
	// LentTo returns what was delegated to a person, is in its period at an instant and was
	// not revoked, in the order in which it began.
	LentTo(ctx context.Context, receiver string, at time.Time) ([]Loan, error)
}

// actor is a person as they stand now: what they were granted, and what others lent them.
func (s *Service) actor(ctx context.Context, p Person) (right.Actor, error) {
	a, err := s.ActorOf(ctx, p)
	if err != nil || !a.MayReceive().IsZero() {
		return a, err
	}
	received, err := s.lenders.LentTo(ctx, a.ID, s.now())
	if err != nil || len(received) == 0 {
		return a, err
	}
	today, err := s.Effect(ctx)
	if err != nil {
		return right.Actor{}, err
	}
	for _, d := range received {
		giver, err := s.people.Person(ctx, d.Giver)
		if err != nil {
			return right.Actor{}, err
		}
		if giver.Disabled {
			continue
		}
		for _, unit := range today.taken(d.Unit) {
			a.Delegated = append(a.Delegated, right.Delegated{ID: d.ID, Unit: unit, Giver: today.Actor(giver)})
		}
	}
	return a, nil
}

// taken lists a unit and those that have ended and passed to it; "" stands for itself.
func (e Effect) taken(unit string) []string {
	if unit == "" {
		return []string{""}
	}
	return append([]string{unit}, e.units.Inherited(unit)...)
}
