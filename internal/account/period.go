package account

import (
	"fmt"
	"slices"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// Periods of grants are days, as those of units are and as decisions name them ("kể từ ngày
// …"): a role begins and ends with a day where the newsroom is, never in the middle of one.

// checkPeriod refuses days that are none and periods that end before they begin, and says
// whether the period can be compared.
func checkPeriod(faults *fault.Fields, at string, g right.Grant) bool {
	sound := true
	for _, one := range []struct {
		name string
		day  plan.Date
	}{{"/from", g.From}, {"/until", g.Until}} {
		if one.day != "" && !one.day.Real() {
			faults.Add(at+one.name, fault.T("Không phải ngày có thật theo dạng 2025-12-31.", "Not a real day in the form 2025-12-31."))
			sound = false
		}
	}
	if sound && g.Until != "" && g.Until < g.From {
		faults.Add(at+"/until", fault.Tf("Ngày cuối %s đứng trước ngày đầu %s.", "The last day %s is before the first day %s.", g.Until, g.From))
		sound = false
	}
	return sound
}

// orphaned reports whether nobody would be left who administers the house for good, now that
// one of its administrators becomes p: one whose role will end cannot be relied on.
func orphaned(admins []Admin, p Person, today plan.Date) bool {
	one := false
	for _, a := range admins {
		if a.Person == p.ID {
			one = true
		} else if a.Until == "" {
			return false
		}
	}
	stays := func(g right.Grant) bool {
		return g.Role == right.TechnicalAdmin && g.Unit == "" && g.From <= today && g.Until == ""
	}
	return one && (p.Disabled || !slices.ContainsFunc(p.Grants, stays))
}

// grantable refuses roles in a unit that is not known, and new ones in one that has ended; the
// fault names the units to which it passed.
func (e Effect) grantable(g right.Grant, before []right.Grant) error {
	unit, ok := e.units.Unit(g.Unit)
	if g.Unit == "" || ok && !unit.EndedBy(e.units.Day()) {
		return nil
	}
	if ok && slices.ContainsFunc(before, g.Same) {
		return nil
	}
	return e.units.Check(g.Unit)
}

// checkOverlap refuses the i-th grant where one above gives the same role in the same unit on
// a day of its period.
func checkOverlap(faults *fault.Fields, grants []right.Grant, i int) {
	for j, other := range grants[:i] {
		if grants[i].Same(other) && grants[i].Meets(other) {
			span := other.Span()
			faults.Add(fmt.Sprintf("/grants/%d", i), fault.Text{
				VI: fmt.Sprintf("Mục %d đã trao vai trò này ở đơn vị này (%s); đổi ngày để hai thời hạn không giao nhau, hoặc bỏ một mục.", j+1, span.VI),
				EN: fmt.Sprintf("Item %d grants this role in this unit already (%s); change the days so that the periods do not overlap, or leave one out.", j+1, span.EN),
			})
			return
		}
	}
}
