package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
)

// maxLevels is how many units may stand above one another. A state has four levels at most;
// what the levels are called is data (R47).
const maxLevels = 10

// lines refuses trees of units that loop or are too deep, and successions that lead back to
// where they began, each with the way that shows it.
func (a *auditor) lines(units []docUnit) {
	parents, successors := map[string][]string{}, map[string][]string{}
	for _, u := range units {
		if u.Parent != "" {
			parents[u.Slug] = []string{u.Parent}
		}
		successors[u.Slug] = u.Successors
	}
	for i, u := range units {
		if way := above(u.Slug, parents); slices.Contains(way[1:], u.Slug) {
			a.faults.Add(fmt.Sprintf("/units/%d/parent", i), loop(way,
				fault.T("Đơn vị không thể là cấp trên của chính mình", "A unit cannot be its own parent")))
		} else if len(way) > maxLevels {
			a.faults.Add(fmt.Sprintf("/units/%d/parent", i), loop(way,
				fault.Tf("Cây đơn vị sâu quá %d cấp", "The tree of units is deeper than %d levels", maxLevels)))
		}
	}
	if way := circle(units, successors); way != nil {
		at := slices.IndexFunc(units, func(u docUnit) bool { return u.Slug == way[0] })
		a.faults.Add(fmt.Sprintf("/units/%d/successors", at), loop(way,
			fault.T("Đơn vị không thể kế thừa chính mình", "A unit cannot be its own successor")))
	}
}

// above returns the way from a unit up its parents: to the top, back to the unit itself, or
// one step past what is allowed.
func above(unit string, parents map[string][]string) []string {
	way := []string{unit}
	for len(way) <= maxLevels && len(parents[way[len(way)-1]]) > 0 {
		way = append(way, parents[way[len(way)-1]][0])
		if way[len(way)-1] == unit {
			break
		}
	}
	return way
}

// circle returns a way over successors from a unit to itself; nil when there is none. It takes
// away the units whose successors all lead to an end: each one left has a successor that is
// left as well, so that following these must come back.
func circle(units []docUnit, successors map[string][]string) []string {
	waits, before := map[string]int{}, map[string][]string{}
	var done []string
	for _, u := range units {
		if waits[u.Slug] = len(u.Successors); waits[u.Slug] == 0 {
			done = append(done, u.Slug)
		}
		for _, next := range u.Successors {
			before[next] = append(before[next], u.Slug)
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
	first := slices.IndexFunc(units, func(u docUnit) bool { return waits[u.Slug] > 0 })
	if first < 0 {
		return nil
	}
	way, place := []string{}, map[string]int{}
	for at := units[first].Slug; ; {
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
	if len(way) > maxLevels+1 { // a fault is read by people
		way = append(slices.Clone(way[:maxLevels]), "…", way[len(way)-1])
	}
	shown := strings.Join(way, " → ")
	return fault.T(wrong.VI+": "+shown+".", wrong.EN+": "+shown+".")
}
