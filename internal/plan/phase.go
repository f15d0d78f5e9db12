package plan

import (
	"cmp"
	"slices"

	"github.com/lantoa/lantoa/internal/fault"
)

// Phase is what a unit is called, of what kind it is and below which unit it stands, from a
// day on. A new name is a new phase: what was is never written over.
type Phase struct {
	From    Date // first day; "" for the beginning of the unit
	Name    fault.Text
	ShortVI string
	Kind    string
	Parent  string
}

// phases lists all phases from the first on.
func (u Unit) phases() []Phase {
	if len(u.Phases) > 0 {
		return u.Phases
	}
	return []Phase{{Name: u.Name, ShortVI: u.ShortVI, Kind: u.Kind, Parent: u.Parent}}
}

// as is the unit in a phase.
func (u Unit) as(p Phase) Unit {
	u.Name, u.ShortVI, u.Kind, u.Parent = p.Name, p.ShortVI, p.Kind, p.Parent
	return u
}

// On is the unit as it was, or will be, on a day.
func (u Unit) On(day Date) Unit {
	if len(u.Phases) == 0 {
		return u
	}
	is := u.Phases[0]
	for _, p := range u.Phases[1:] {
		if p.From <= day {
			is = p
		}
	}
	return u.as(is)
}

// Newest is the unit as it will be once all its phases have come.
func (u Unit) Newest() Unit {
	all := u.phases()
	return u.as(all[len(all)-1])
}

// First is the unit as it began.
func (u Unit) First() Unit { return u.as(u.phases()[0]) }

// Since is the unit with something set from a day on; "" is its beginning. What a later phase
// says otherwise already stays as it says.
func (u Unit) Since(day Date, set func(p *Phase)) Unit {
	all := slices.Clone(u.phases())
	at := 0
	for at+1 < len(all) && all[at+1].From <= day {
		at++
	}
	was := all[at]
	is := was
	set(&is)
	if is.From = was.From; is == was {
		return u
	}
	if was.From != day {
		is.From = day
		at++
		all = slices.Insert(all, at, is)
	} else {
		all[at] = is
	}
	for i := at + 1; i < len(all); i++ {
		all[i].follow(was, is)
	}
	u.Phases = slices.CompactFunc(all, func(a, b Phase) bool { b.From = a.From; return a == b })
	u = u.First()
	if len(u.Phases) == 1 {
		u.Phases = nil
	}
	return u
}

// follow changes what a phase had in common with one that was changed.
func (p *Phase) follow(was, is Phase) {
	if p.Name == was.Name {
		p.Name = is.Name
	}
	if p.ShortVI == was.ShortVI {
		p.ShortVI = is.ShortVI
	}
	if p.Kind == was.Kind {
		p.Kind = is.Kind
	}
	if p.Parent == was.Parent {
		p.Parent = is.Parent
	}
}

// Begins reports whether the unit's first day lies behind the day: until then nothing bears
// its name.
func (u Unit) Begins(day Date) bool { return u.From != "" && u.From > day }

// named are units as they are on a day, by name.
func named(units []Unit, day Date) []Unit {
	is := make([]Unit, len(units))
	for i, u := range units {
		is[i] = u.On(day)
	}
	slices.SortFunc(is, func(a, b Unit) int {
		return cmp.Or(cmp.Compare(a.Name.VI, b.Name.VI), cmp.Compare(a.Code, b.Code))
	})
	return is
}
