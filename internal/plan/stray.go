package plan

import "slices"

// LastDay is the latest that a unit may end: the day after must be one as well.
const LastDay = Date("9998-12-31")

// Stray is a unit that stands below another on a day on which that is not there.
type Stray struct {
	Code, Parent string
	Day          Date // the first
}

// Strays finds them from a day on, phase by phase; what was before is history. A parent that
// nobody knows is told elsewhere.
func Strays(units []Unit, from Date) []Stray {
	known := make(map[string]Unit, len(units))
	for _, u := range units {
		known[u.Code] = u
	}
	var found []Stray
	for _, u := range units {
		for i, p := range u.phases() {
			parent, ok := known[p.Parent]
			first, last := u.span(i, from)
			switch {
			case !ok || p.Parent == u.Code || last != "" && last < first:
			case !parent.ValidOn(first):
				found = append(found, Stray{u.Code, p.Parent, first})
			case parent.To != "" && (last == "" || parent.To < last):
				found = append(found, Stray{u.Code, p.Parent, parent.To.Next()})
			}
		}
	}
	return found
}

// span is the first and the last day of a phase that are not before a day.
func (u Unit) span(i int, from Date) (first, last Date) {
	all := u.phases()
	first, last = max(all[i].From, u.From, from), u.To
	if i+1 < len(all) {
		if before := all[i+1].From.Before(); last == "" || before < last {
			last = before
		}
	}
	return first, last
}

// NewStrays are the strays of units as they are to be that were none as they were: what was
// adrift already, from the same day on, is nobody's fault.
func NewStrays(was, is []Unit, from Date) []Stray {
	old := Strays(was, from)
	return slices.DeleteFunc(Strays(is, from), func(s Stray) bool {
		return slices.ContainsFunc(old, func(o Stray) bool { return o.Code == s.Code && o.Parent == s.Parent && o.Day <= s.Day })
	})
}
