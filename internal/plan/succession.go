package plan

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
)

// Succession tells of one day which units exist, and to which of them those that ended have
// passed (R48). From the day after its last one, what belongs to a unit belongs to its heirs:
// the units that exist on the day and succeed it, directly or over others that ended as well.
// Many may inherit from one, and one from many.
type Succession struct {
	day   Date
	all   []Unit
	units map[string]Unit // by code
}

// SuccessionOn looks at units on a day, as they are then.
func SuccessionOn(units []Unit, day Date) Succession {
	s := Succession{day: day, all: units, units: make(map[string]Unit, len(units))}
	for _, u := range units {
		s.units[u.Code] = u.On(day)
	}
	return s
}

// Day is the day that it tells of.
func (s Succession) Day() Date { return s.day }

// Unit returns a unit by its code, and whether there is one.
func (s Succession) Unit(code string) (Unit, bool) {
	u, ok := s.units[code]
	return u, ok
}

// Heirs returns the units to which one that has ended passed, by name; none for a unit that
// exists, is yet to come or is not known, and none while no successor exists.
func (s Succession) Heirs(code string) []Unit {
	var heirs []Unit
	seen := map[string]bool{code: true}
	line := []string{code}
	for len(line) > 0 {
		u := s.units[line[0]]
		line = line[1:]
		if !u.EndedBy(s.day) {
			continue
		}
		for _, next := range u.Successors {
			if seen[next] {
				continue
			}
			seen[next] = true
			if heir, ok := s.units[next]; ok && heir.ValidOn(s.day) {
				heirs = append(heirs, heir)
			} else {
				line = append(line, next)
			}
		}
	}
	slices.SortFunc(heirs, func(a, b Unit) int { return cmp.Or(cmp.Compare(a.Name.VI, b.Name.VI), cmp.Compare(a.Code, b.Code)) })
	return heirs
}

// Inherited returns the codes of the ended units that passed to a unit, sorted.
func (s Succession) Inherited(heir string) []string {
	var codes []string
	for _, ended := range s.all {
		if slices.ContainsFunc(s.Heirs(ended.Code), func(u Unit) bool { return u.Code == heir }) {
			codes = append(codes, ended.Code)
		}
	}
	slices.Sort(codes)
	return codes
}

// EndedBy reports whether the unit's last day is before the day.
func (u Unit) EndedBy(day Date) bool { return u.To != "" && u.To < day }

// Named lists units for people, with their codes.
func Named(units []Unit) fault.Text {
	var vi, en []string
	for _, u := range units {
		vi = append(vi, fmt.Sprintf("%s (%s)", u.Name.VI, u.Code))
		en = append(en, fmt.Sprintf("%s (%s)", u.Name.EN, u.Code))
	}
	return fault.T(strings.Join(vi, ", "), strings.Join(en, ", "))
}

// Check is [Service.CheckUnit] for the day that it tells of.
func (s Succession) Check(code string) error {
	unit, ok := s.units[code]
	switch {
	case !ok:
		return fault.Invalid("/unit", UnknownUnit(s.all, code))
	case unit.ValidOn(s.day):
		return nil
	case !unit.EndedBy(s.day):
		return fault.Invalid("/unit", fault.Text{
			VI: fmt.Sprintf("%s chỉ hoạt động từ ngày %s.", unit.Name.VI, unit.From),
			EN: fmt.Sprintf("%s exists only from %s.", unit.Name.EN, unit.From),
		})
	}
	heirs := s.Heirs(code)
	if len(heirs) == 0 {
		return fault.Invalid("/unit", fault.Text{
			VI: fmt.Sprintf("%s đã kết thúc ngày %s và chưa có đơn vị kế thừa nào đang hoạt động.", unit.Name.VI, unit.To),
			EN: fmt.Sprintf("%s ended on %s and has no successor on record that exists now.", unit.Name.EN, unit.To),
		})
	}
	names := Named(heirs)
	return fault.Invalid("/unit", fault.Text{
		VI: fmt.Sprintf("%s đã kết thúc ngày %s; kế thừa: %s.", unit.Name.VI, unit.To, names.VI),
		EN: fmt.Sprintf("%s ended on %s; succeeded by: %s.", unit.Name.EN, unit.To, names.EN),
	})
}

// Succession looks at all units on a day. Every request of somebody with a role in a unit
// asks for it, so that what was read last is kept until units have changed, here or elsewhere.
func (s *Service) Succession(ctx context.Context, day Date) (Succession, error) {
	version, err := s.store.UnitsVersion(ctx) // before the units: what changes in between is read again
	if err != nil {
		return Succession{}, err
	}
	s.mu.Lock()
	seen, at := s.seen, s.at
	s.mu.Unlock()
	if at != version {
		units, err := s.store.Units(ctx)
		if err != nil {
			return Succession{}, err
		}
		seen = SuccessionOn(units, day)
	} else if seen.day != day {
		seen = SuccessionOn(seen.all, day)
	}
	s.mu.Lock()
	s.seen, s.at = seen, version
	s.mu.Unlock()
	return seen, nil
}

// CheckUnit reports whether a unit may act on the day. The fault stands at /unit and names
// the units that exist to which one that has ended passed. Nothing that was kept answers: it
// stands before a write.
func (s *Service) CheckUnit(ctx context.Context, code string, day Date) error {
	units, err := s.store.Units(ctx)
	if err != nil {
		return err
	}
	return SuccessionOn(units, day).Check(code)
}

// CheckUnitToday is [Service.CheckUnit] on the present day.
func (s *Service) CheckUnitToday(ctx context.Context, code string) error {
	return s.CheckUnit(ctx, code, s.Day(s.now()))
}

// CheckMove refuses to file what is of one unit under another than a unit to which that passed;
// the fault stands at /unit.
func (s Succession) CheckMove(from, to string) error {
	if err := s.Check(to); err != nil {
		return err
	}
	heirs := s.Heirs(from)
	switch {
	case slices.ContainsFunc(heirs, func(u Unit) bool { return u.Code == to }):
		return nil
	case len(heirs) == 0:
		return fault.Invalid("/unit", fault.T("chỉ đổi được khi đơn vị của bài đã kết thúc và có đơn vị kế thừa đang hoạt động",
			"changes only once the unit of the article has ended and has a successor that exists"))
	}
	names := Named(heirs)
	return fault.Invalid("/unit", fault.Text{VI: "không kế thừa đơn vị của bài; chỉ nhận: " + names.VI, EN: "does not succeed the unit of the article; takes one of: " + names.EN})
}
