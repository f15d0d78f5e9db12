package account

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// Effect says of one day which grants give something, and over which units (R47, R48). It is
// the one place that knows periods of grants and the succession of units: an [Actor] is made
// of what it leaves, and everything else judges by the grants of the actor.
type Effect struct {
	at    time.Time // at which what was claimed for people is looked at
	units plan.Succession
}

// Effect looks at today's units.
func (s *Service) Effect(ctx context.Context) (Effect, error) {
	now := s.now()
	units, err := s.units.Succession(ctx, s.units.Day(now))
	return Effect{now, units}, err
}

// ActorOf makes a person of this very moment act: with the grants that are in effect today,
// those of ended units taken up by the units to which these passed.
func (s *Service) ActorOf(ctx context.Context, p Person) (right.Actor, error) {
	now := s.now()
	if !slices.ContainsFunc(p.GrantsAt(now), func(g right.Grant) bool { return g.Unit != "" }) { // nothing to ask of units
		return Effect{now, plan.SuccessionOn(nil, s.units.Day(now))}.Actor(p), nil
	}
	effect, err := s.Effect(ctx)
	return effect.Actor(p), err
}

// Actor makes a person act on the day.
func (e Effect) Actor(p Person) right.Actor {
	a := right.Actor{ID: p.ID, Name: p.Name}
	for _, g := range p.GrantsAt(e.at) {
		reason, who := e.lapse(g)
		if !reason.IsZero() {
			a.Lapsed = append(a.Lapsed, right.Lapsed{Grant: g, Reason: reason, WhoCan: who})
			continue
		}
		a.Grants = append(a.Grants, g)
	}
	for _, g := range slices.Clone(a.Grants) {
		if g.Unit == "" {
			continue
		}
		for _, ended := range e.units.Inherited(g.Unit) {
			passed := right.Grant{Role: g.Role, Unit: ended}
			if !slices.Contains(a.Grants, passed) {
				a.Grants = append(a.Grants, passed)
			}
			if !slices.Contains(a.Inherited, ended) {
				a.Inherited = append(a.Inherited, ended)
			}
		}
	}
	slices.Sort(a.Inherited)
	return a
}

// Lapse says why a grant gives nothing on the day; the zero text when it is in effect.
func (e Effect) Lapse(g right.Grant) fault.Text {
	reason, _ := e.lapse(g)
	return reason
}

func (e Effect) lapse(g right.Grant) (reason fault.Text, who []right.Role) {
	role := g.Role.Name()
	switch day := e.units.Day(); {
	case g.From != "" && day < g.From:
		return fault.Text{
			VI: fmt.Sprintf("Vai trò %s của bạn có hiệu lực từ ngày %s.", role.VI, g.From),
			EN: fmt.Sprintf("Your role of %s begins on %s.", role.EN, g.From),
		}, nil
	case g.EndedBy(day):
		return fault.Text{
			VI: fmt.Sprintf("Vai trò %s của bạn đã hết hiệu lực sau ngày %s.", role.VI, g.Until),
			EN: fmt.Sprintf("Your role of %s ended after %s.", role.EN, g.Until),
		}, nil
	case g.Unit == "":
		return fault.Text{}, nil
	}
	return e.unitLapse(g.Unit)
}

// unitLapse says why a grant in a unit gives nothing while that does not exist. What belonged
// to an ended unit is in the hands of its heirs at once; its people follow by a decision.
func (e Effect) unitLapse(code string) (reason fault.Text, who []right.Role) {
	admins := []right.Role{right.TechnicalAdmin}
	unit, ok := e.units.Unit(code)
	switch {
	case !ok:
		return fault.Tf("Không có đơn vị “%s”.", "There is no unit “%s”.", code), admins
	case unit.ValidOn(e.units.Day()):
		return fault.Text{}, nil
	case !unit.EndedBy(e.units.Day()):
		return fault.Text{
			VI: fmt.Sprintf("Đơn vị %s chỉ hoạt động từ ngày %s.", unit.Name.VI, unit.From),
			EN: fmt.Sprintf("The unit %s exists only from %s.", unit.Name.EN, unit.From),
		}, nil
	}
	heirs := e.units.Heirs(code)
	if len(heirs) == 0 {
		return fault.Text{
			VI: fmt.Sprintf("Đơn vị %s đã kết thúc ngày %s và chưa có đơn vị kế thừa nào đang hoạt động.", unit.Name.VI, unit.To),
			EN: fmt.Sprintf("The unit %s ended on %s and has no successor on record that exists now.", unit.Name.EN, unit.To),
		}, admins
	}
	names := plan.Named(heirs)
	return fault.Text{
		VI: fmt.Sprintf("Đơn vị %s đã kết thúc ngày %s; quyền chuyển sang %s khi quản trị xác nhận.", unit.Name.VI, unit.To, names.VI),
		EN: fmt.Sprintf("The unit %s ended on %s; its roles pass to %s once an administrator confirms.", unit.Name.EN, unit.To, names.EN),
	}, admins
}
