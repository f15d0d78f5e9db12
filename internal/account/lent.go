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
	// Lent is LentTo for everybody, by the id of who received it.
	Lent(ctx context.Context, at time.Time) (map[string][]Loan, error)
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
		a.Delegated = append(a.Delegated, today.delegated(d, giver)...)
	}
	return a, nil
}

// delegated is what a loan gives on the day, by unit; nothing once its giver is disabled.
func (e Effect) delegated(d Loan, giver Person) (list []right.Delegated) {
	if giver.Disabled {
		return nil
	}
	for _, unit := range e.taken(d.Unit) {
		list = append(list, right.Delegated{ID: d.ID, Unit: unit, Giver: e.Actor(giver)})
	}
	return list
}

// Standing is somebody who can sign in, as they stand now.
type Standing struct {
	Person Person
	Actor  right.Actor
}

// Standing lists everybody who can sign in, with what they may do now, what others lent them
// included, by login. It is for the house itself, which has somebody to tell.
func (s *Service) Standing(ctx context.Context) ([]Standing, error) {
	people, err := s.people.People(ctx)
	if err != nil {
		return nil, err
	}
	today, err := s.Effect(ctx)
	if err != nil {
		return nil, err
	}
	lent, err := s.lenders.Lent(ctx, s.now())
	if err != nil {
		return nil, err
	}
	by := make(map[string]Person, len(people))
	for _, p := range people {
		by[p.ID] = p
	}
	var list []Standing
	for _, p := range people {
		if p.Disabled || !p.ErasedAt.IsZero() {
			continue
		}
		one := Standing{Person: p, Actor: today.Actor(p)}
		if one.Actor.MayReceive().IsZero() {
			for _, d := range lent[p.ID] {
				one.Actor.Delegated = append(one.Actor.Delegated, today.delegated(d, by[d.Giver])...)
			}
		}
		list = append(list, one)
	}
	return list, nil
}

// taken lists a unit and those that have ended and passed to it; "" stands for itself.
func (e Effect) taken(unit string) []string {
	if unit == "" {
		return []string{""}
	}
	return append([]string{unit}, e.units.Inherited(unit)...)
}
