package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
)

// MaxLevels is how many units may stand above one another. A state has four levels at most;
// what the levels are called is data (R47).
const MaxLevels = 10

// Knot is a unit whose line of parents or of successors cannot be.
type Knot struct {
	Code string
	// Succession tells that it is the successors that lead nowhere, and not the parents.
	Succession bool
	What       fault.Text
}

// Knots finds trees of units that loop or are too deep, on any day, and successions that lead
// back to where they began, each with the way that shows it.
func Knots(units []Unit) []Knot {
	days := []Date{""}
	for _, u := range units {
		for _, p := range u.Phases {
			days = append(days, p.From)
		}
	}
	slices.Sort(days)
	var found []Knot
	tied := map[string]bool{}
	for _, day := range slices.Compact(days) {
		parents := make(map[string]string, len(units))
		for _, u := range units {
			parents[u.Code] = u.On(day).Parent
		}
		for _, u := range units {
			if what := climb(u.Code, parents); !what.IsZero() && !tied[u.Code] {
				tied[u.Code] = true
				found = append(found, Knot{Code: u.Code, What: what})
			}
		}
	}
	if way := circle(units); way != nil {
		found = append(found, Knot{Code: way[0], Succession: true,
			What: loop(way, fault.T("Đơn vị không thể kế thừa chính mình", "A unit cannot be its own successor"))})
	}
	return found
}

// climb says what is wrong with the way from a unit up its parents.
func climb(unit string, parents map[string]string) fault.Text {
	way := above(unit, parents)
	if slices.Contains(way[1:], unit) {
		return loop(way, fault.T("Đơn vị không thể là cấp trên của chính mình", "A unit cannot be its own parent"))
	}
	if len(way) > MaxLevels {
		return loop(way, fault.Tf("Cây đơn vị sâu quá %d cấp", "The tree of units is deeper than %d levels", MaxLevels))
	}
	return fault.Text{}
}

// lines refuses knots in a document.
func (a *auditor) lines(units []docUnit) {
	all := make([]Unit, len(units))
	for i, u := range units {
		all[i] = Unit{Code: u.Slug, Parent: u.Parent, Successors: u.Successors}
	}
	for _, k := range Knots(all) {
		at := slices.IndexFunc(units, func(u docUnit) bool { return u.Slug == k.Code })
		a.faults.Add(fmt.Sprintf("/units/%d/%s", at, k.field()), k.What)
	}
}

func (k Knot) field() string {
	if k.Succession {
		return "successors"
	}
	return "parent"
}

// above returns the way from a unit up its parents: to the top, back to the unit itself, or
// one step past what is allowed.
func above(unit string, parents map[string]string) []string {
	way := []string{unit}
	for len(way) <= MaxLevels && parents[way[len(way)-1]] != "" {
		way = append(way, parents[way[len(way)-1]])
		if way[len(way)-1] == unit {
			break
		}
	}
	return way
}

// circle returns a way over successors from a unit to itself; nil when there is none. It takes
// away the units whose successors all lead to an end: each one left has a successor that is
// left as well, so that following these must come back.
func circle(units []Unit) []string {
	waits, before, successors := map[string]int{}, map[string][]string{}, map[string][]string{}
	var done []string
	for _, u := range units {
		successors[u.Code] = u.Successors
		if waits[u.Code] = len(u.Successors); waits[u.Code] == 0 {
			done = append(done, u.Code)
		}
		for _, next := range u.Successors {
			before[next] = append(before[next], u.Code)
		}
	}
	for len(done) > 0 {
		end := done[0]
		done = done[1:]
		for _, one := range before[end] {
			if waits[one]--; waits[one] == 0 {
				done = append(done, one)
			}
		}
	}
	first := slices.IndexFunc(units, func(u Unit) bool { return waits[u.Code] > 0 })
	if first < 0 {
		return nil
	}
	way, place := []string{}, map[string]int{}
	for at := units[first].Code; ; {
		if begun, seen := place[at]; seen {
			return append(way[begun:], at)
		}
		place[at] = len(way)
		way = append(way, at)
		next := slices.IndexFunc(successors[at], func(code string) bool { return waits[code] > 0 })
		if next < 0 {
			return nil // leads to a code that is not known, which is told elsewhere
		}
		at = successors[at][next]
	}
}

// loop names a way after what is wrong with it.
func loop(way []string, wrong fault.Text) fault.Text {
	if len(way) > MaxLevels+1 { // a fault is read by people
		way = append(slices.Clone(way[:MaxLevels]), "…", way[len(way)-1])
	}
	shown := strings.Join(way, " → ")
	return fault.T(wrong.VI+": "+shown+".", wrong.EN+": "+shown+".")
}
