package account

import (
	"context"
	"fmt"
	"slices"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// Moving asks for the roles in an ended unit to be given in units to which it passed.
type Moving struct {
	Unit string // code
	// To are the units that get them; nil means all to which the unit passed.
	To []string
	// People are the ids of those whose roles move; nil means everybody with one.
	People []string
}

// Move is a role in an ended unit with the units in which its holder gets it.
type Move struct {
	Person Person      // as it was
	Grant  right.Grant // as it was
	// To are the units in which the role is given; Held are those in which the person has it
	// today without this.
	To, Held []string
}

// Moves are the roles that wait in an ended unit, or that were moved.
type Moves struct {
	Unit  plan.Unit
	Heirs []plan.Unit
	// List is by login; empty once all roles have moved.
	List []Move
}

// PreviewMove tells what [Service.MoveGrants] would do.
func (s *Service) PreviewMove(ctx context.Context, actor right.Actor, m Moving) (Moves, error) {
	if err := s.mayMove(ctx, actor, m.Unit); err != nil {
		return Moves{}, err
	}
	_, moves, err := s.moves(ctx, m)
	return moves, err
}

// MoveGrants gives people the roles that they held in an ended unit in units to which it
// passed, from today on, and ends the old ones with the unit's last day: merging units moves
// roles only after somebody has confirmed it. Whoever manages accounts may do it. A second
// call finds nothing to move. [fault.StateConflict] while the unit exists or has no heir.
func (s *Service) MoveGrants(ctx context.Context, actor right.Actor, m Moving) (moves Moves, err error) {
	if err := s.mayMove(ctx, actor, m.Unit); err != nil {
		return Moves{}, err
	}
	if err := right.Fresh(actor); err != nil {
		return Moves{}, err
	}
	err = s.people.InTx(ctx, func(ctx context.Context) error {
		moves, err = s.move(ctx, actor, m)
		return err
	})
	return moves, err
}

func (s *Service) mayMove(ctx context.Context, actor right.Actor, unit string) error {
	return audit.Refused(ctx, s.trail, audit.Entry{Actor: actor.ID, Action: "unit.move_grants", Object: audit.Object{Kind: "unit", ID: unit}},
		actor.Need(right.PersonManage, right.In("")))
}

func (s *Service) move(ctx context.Context, actor right.Actor, m Moving) (Moves, error) {
	// Whoever changes grants holds these rows: of two at once the second sees what is left.
	if _, err := s.rules.Admins(ctx, s.units.Day(s.now())); err != nil {
		return Moves{}, err
	}
	today, moves, err := s.moves(ctx, m)
	if err != nil || len(moves.List) == 0 {
		return moves, err
	}
	after := map[string][]right.Grant{}
	var changed []Person // in the order of the moves
	for _, one := range moves.List {
		grants, begun := after[one.Person.ID]
		if !begun {
			grants = one.Person.Grants
			changed = append(changed, one.Person)
		}
		after[one.Person.ID] = one.apply(grants, today, moves.Unit.To)
	}
	now := s.now()
	for _, p := range changed {
		if err := s.people.SavePerson(ctx, p, now); err != nil {
			return Moves{}, err
		}
		if err := s.people.PutGrants(ctx, p.ID, after[p.ID], Stamp{actor.ID, now}); err != nil {
			return Moves{}, err
		}
		detail := map[string]any{"unit": m.Unit, "before": right.GrantNames(p.Grants), "after": right.GrantNames(after[p.ID])}
		moved := p
		moved.Grants = after[p.ID]
		if err := s.recordChange(ctx, actor, audit.Entry{Action: "person.update", Object: audit.Object{Kind: "person", ID: p.ID}, Was: p.told(), Is: moved.told(), Detail: detail}); err != nil {
			return Moves{}, err
		}
	}
	entry := audit.Entry{Actor: actor.ID, Action: "unit.move_grants", Object: audit.Object{Kind: "unit", ID: m.Unit},
		Detail: map[string]any{"people": len(changed), "grants": len(moves.List)}}
	if actor.Key != "" {
		entry.Detail["key"] = actor.Key
	}
	if err := s.trail.Record(ctx, entry); err != nil {
		return Moves{}, err
	}
	return moves, s.trail.Emit(ctx, audit.Event{Kind: audit.Done(entry.Action), Unit: m.Unit, Data: map[string]any{"people": len(changed)}, Actor: actor.ID})
}

// moves finds the roles that wait in an ended unit, and where they go.
func (s *Service) moves(ctx context.Context, m Moving) (plan.Date, Moves, error) {
	effect, err := s.Effect(ctx)
	if err != nil {
		return "", Moves{}, err
	}
	today := effect.units.Day()
	moves, err := effect.moving(m.Unit)
	if err != nil {
		return "", Moves{}, err
	}
	people, err := s.people.People(ctx)
	if err != nil {
		return "", Moves{}, err
	}
	to, err := targets(m, moves.Heirs, people)
	if err != nil {
		return "", Moves{}, err
	}
	for _, p := range people {
		if m.People != nil && !slices.Contains(m.People, p.ID) {
			continue
		}
		for _, g := range p.Grants {
			if g.Unit != m.Unit || g.EndedBy(today) {
				continue
			}
			moves.List = append(moves.List, moveOf(p, g, to, today))
		}
	}
	return today, moves, nil
}

// moving returns the unit and its heirs, unless there is nothing that could be moved.
func (e Effect) moving(code string) (Moves, error) {
	unit, ok := e.units.Unit(code)
	if !ok {
		return Moves{}, fault.New(fault.NotFound, fault.Tf("Không có đơn vị “%s”.", "There is no unit “%s”.", code))
	}
	if !unit.EndedBy(e.units.Day()) {
		return Moves{}, fault.New(fault.StateConflict, fault.Text{
			VI: fmt.Sprintf("Đơn vị %s chưa kết thúc; quyền chỉ được chuyển từ ngày sau ngày cuối của đơn vị.", unit.Name.VI),
			EN: fmt.Sprintf("The unit %s has not ended; roles move from the day after the last day of a unit.", unit.Name.EN),
		})
	}
	heirs := e.units.Heirs(code)
	if len(heirs) == 0 {
		return Moves{}, fault.New(fault.StateConflict, fault.Text{
			VI: fmt.Sprintf("Đơn vị %s đã kết thúc ngày %s và chưa có đơn vị kế thừa nào đang hoạt động; hãy ghi đơn vị kế thừa (lantoa unit end), hoặc trao vai trò cho từng người.", unit.Name.VI, unit.To),
			EN: fmt.Sprintf("The unit %s ended on %s and has no successor on record that exists now; name one (lantoa unit end), or grant roles person by person.", unit.Name.EN, unit.To),
		})
	}
	return Moves{Unit: unit, Heirs: heirs}, nil
}

// targets returns the codes of the units that get the roles: those asked for, all else.
func targets(m Moving, heirs []plan.Unit, people []Person) ([]string, error) {
	var faults fault.Fields
	var codes []string
	for _, heir := range heirs {
		codes = append(codes, heir.Code)
	}
	names := plan.Named(heirs)
	for i, code := range m.To {
		if !slices.Contains(codes, code) {
			faults.Add(fmt.Sprintf("/to/%d", i), fault.Text{VI: "Không phải đơn vị kế thừa; chỉ nhận: " + names.VI + ".", EN: "Is no successor; takes one of: " + names.EN + "."})
		}
	}
	for i, id := range m.People {
		if !slices.ContainsFunc(people, func(p Person) bool { return p.ID == id }) {
			faults.Add(fmt.Sprintf("/people/%d", i), fault.T("Không có tài khoản này.", "There is no such account."))
		}
	}
	if m.To != nil {
		codes = slices.Compact(slices.Sorted(slices.Values(m.To)))
	}
	return codes, faults.Err()
}

// moveOf tells apart the units in which a person gets a role and those in which they have it.
func moveOf(p Person, g right.Grant, to []string, today plan.Date) Move {
	one := Move{Person: p, Grant: g}
	for _, unit := range to {
		has := func(o right.Grant) bool {
			return o.Same(right.Grant{Role: g.Role, Unit: unit}) && o.Meets(right.Grant{From: max(today, g.From), Until: max(today, g.From)})
		}
		if slices.ContainsFunc(p.Grants, has) {
			one.Held = append(one.Held, unit)
		} else {
			one.To = append(one.To, unit)
		}
	}
	return one
}

// apply returns a person's grants with one of them moved: it ends with its unit, or goes where
// it was to begin later, and the role is given in the other units for what was left of it, up
// to the day before the person has it there anyway.
func (m Move) apply(grants []right.Grant, today, last plan.Date) []right.Grant {
	var after []right.Grant
	for _, g := range grants {
		if g == m.Grant {
			g.Until = last
			if g.From > last {
				continue
			}
		}
		after = append(after, g)
	}
	for _, unit := range m.To {
		given := right.Grant{Role: m.Grant.Role, Unit: unit, From: max(today, m.Grant.From), Until: m.Grant.Until}
		for _, other := range after {
			if other.Same(given) && other.Meets(given) {
				given.Until = other.From.Before()
			}
		}
		after = append(after, given)
	}
	return after
}
