package unit_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/unit"
)

// Nobody comes to write or decide on more by entering to whom a unit passes: somebody else
// does, whatever way the passing takes, and from whatever day on the role holds.
func TestNobodyEndsAUnitToTheirOwnGain(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		for _, code := range []string{"xa-a", "xa-b", "xa-c", "xa-d"} {
			h.make(code, "")
		}
		with := func(role right.Role, more ...right.Grant) right.Actor {
			return right.Actor{ID: "boss", Name: "Boss", Grants: append(more, right.Grant{Role: role})}
		}
		mine := right.Grant{Role: right.Approver, Unit: "xa-a"}
		later := with(right.LeadOfficer)
		later.Lapsed = []right.Lapsed{{Grant: right.Grant{Role: right.Editor, Unit: "xa-a", From: "2025-08-01"}}}
		gone := with(right.LeadOfficer)
		gone.Lapsed = []right.Lapsed{{Grant: right.Grant{Role: right.Editor, Unit: "xa-a", Until: "2025-05-01"}}}
		lent := with(right.LeadOfficer)
		lent.Delegated = []right.Delegated{{ID: "d", Giver: right.Actor{ID: "g", Grants: []right.Grant{mine}}}}
		end := func(actor right.Actor, code string, e unit.End) string {
			return said(errOf(h.End(ctx, actor, code, e)))
		}
		before := h.state()
		for what, c := range map[string]struct {
			actor right.Actor
			code  string
			end   unit.End
		}{
			"an approver there":               {with(right.LeadOfficer, mine), "xa-b", unit.End{Last: "2025-06-30", Successors: []string{"xa-a"}}},
			"an administrator with a role":    {with(right.TechnicalAdmin, mine), "xa-b", unit.End{Last: "2025-06-30", Successors: []string{"xa-a", "xa-c"}}},
			"over a unit that ended long ago": {with(right.LeadOfficer, mine), "so-ke-hoach-va-dau-tu", unit.End{Version: 1, Successors: []string{"so-tai-chinh", "xa-a"}}},
			"by a role that begins later":     {later, "xa-b", unit.End{Last: "2025-06-30", Successors: []string{"xa-a"}}},
			"whatever the order":              {with(right.LeadOfficer, mine), "xa-b", unit.End{Last: "2025-06-30", Successors: []string{"xa-d", "xa-a"}}},
			"by what another lent":            {lent, "xa-b", unit.End{Last: "2025-06-30", Successors: []string{"xa-a"}}},
		} {
			if got := end(c.actor, c.code, c.end); !strings.HasPrefix(got, fmt.Sprintf("/successors/%d: ", slices.Index(c.end.Successors, "xa-a"))) || !strings.Contains(got, "in “xa-a”, so that this would give you rights; somebody else must enter it.") || strings.Contains(got, "\n") {
				h.Errorf("%s: %q", what, got)
			}
		}
		r, err := h.Import(ctx, with(right.LeadOfficer, mine), []byte("code,name,kind,from,to,successors\nxa-b,,,,2025-06-30,xa-neu\nxa-neu,Xã Nếu,xa,2025-07-01,2025-07-01,xa-a\n"), true)
		h.ok(err)
		if _, faults := told(r); len(faults) != 2 || !strings.HasPrefix(faults[0], "2/successors xa-neu: You are approver in “xa-a”") || !strings.HasPrefix(faults[1], "3/successors xa-a: You are approver in “xa-a”") {
			h.Errorf("over a unit of a day, in a file: %q", faults)
		}
		if h.state() != before {
			h.Error("something was written")
		}
		version := func() int { return h.on("xa-b", h.day).Version }
		for what, c := range map[string]struct {
			actor right.Actor
			last  plan.Date
		}{"of the lead unit": {boss(), "2025-07-31"}, "with a role elsewhere": {with(right.LeadOfficer, right.Grant{Role: right.Approver, Unit: "xa-d"}), "2025-07-30"}, "with a role that is over": {gone, "2025-07-29"}} {
			if got := end(c.actor, "xa-b", unit.End{Version: version(), Last: c.last, Successors: []string{"xa-a"}}); got != "" {
				h.Errorf("%s: %q", what, got)
			}
		}
		// What somebody else entered stays, and may come later, but not sooner by them.
		if got := end(with(right.LeadOfficer, mine), "xa-b", unit.End{Version: version(), Last: "2025-08-31", Successors: []string{"xa-a", "xa-c"}}); got != "" {
			h.Errorf("later: %q", got)
		}
		if got := end(with(right.LeadOfficer, mine), "xa-b", unit.End{Version: version(), Last: "2025-06-20", Successors: []string{"xa-a"}}); !strings.HasPrefix(got, "/successors/0: You are") {
			h.Errorf("sooner: %q", got)
		}
	})
}
