package right

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
)

// Grant gives a person a role in a unit for a period.
type Grant struct {
	Role Role
	Unit string // code; "" means every unit
	// From and Until are the first and the last day, where the newsroom is; empty ends are
	// open. Several grants of one role in one unit have no day in common.
	From, Until plan.Date
}

// endless compares as a day after every other.
const endless = plan.Date("9999-99-99")

// EndedBy reports whether its last day is before a day.
func (g Grant) EndedBy(day plan.Date) bool { return g.Until != "" && g.Until < day }

// Meets reports whether two grants have a day in common.
func (g Grant) Meets(o Grant) bool {
	return g.From <= cmp.Or(o.Until, endless) && o.From <= cmp.Or(g.Until, endless)
}

// Same reports whether two grants are of one role in one unit.
func (g Grant) Same(o Grant) bool { return g.Role == o.Role && g.Unit == o.Unit }

// Span says when a grant holds.
func (g Grant) Span() fault.Text {
	switch {
	case g.From == "" && g.Until == "":
		return fault.T("không thời hạn", "without limit")
	case g.Until == "":
		return fault.T("từ ngày "+string(g.From), "from "+string(g.From))
	case g.From == "":
		return fault.T("đến hết ngày "+string(g.Until), "until "+string(g.Until))
	}
	return fault.T(fmt.Sprintf("từ %s đến hết %s", g.From, g.Until), fmt.Sprintf("from %s until %s", g.From, g.Until))
}

// Writes tells roles with any editorial right.
func (r Role) Writes() bool {
	return slices.ContainsFunc(Rights(), func(right Right) bool { return right.Role == r && right.Action.editorial() })
}

// GrantNames writes grants as records do: "role" or "role@unit", sorted.
func GrantNames(grants []Grant) []string {
	names := []string{}
	for _, g := range grants {
		name := string(g.Role)
		if g.Unit != "" {
			name += "@" + g.Unit
		}
		if g.From != "" || g.Until != "" {
			name += fmt.Sprintf("[%s..%s]", g.From, g.Until)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
