package unit_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/store/plans"
	"github.com/lantoa/lantoa/internal/unit"
)

// No way of entering things leaves a unit below one that is not there on a day to come.
func TestNoUnitStandsBelowOneThatIsNotThere(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		const top, next = "ubnd-tinh-nam-dinh", "ubnd-tinh-ninh-binh" // the one ends on 30 June, the other begins
		make := func(n unit.NewUnit) string {
			if n.Kind = "xa"; n.Name.VI == "" {
				n.Name = *named("Xã X", "")
			}
			return said(errOf(h.Create(ctx, boss(), n)))
		}
		alter := func(code string, c unit.Change) string { return said(errOf(h.Change(ctx, boss(), code, c))) }
		end := func(code string, e unit.End) string {
			if e.Version == 0 {
				e.Version = h.on(code, h.day).Version
			}
			return said(errOf(h.End(ctx, boss(), code, e)))
		}
		for _, n := range []unit.NewUnit{{Code: "xa-a"}, {Code: "xa-b", Parent: top, To: "2025-06-30"}, {Code: "xa-c"}, {Code: "xa-d", From: "2025-07-10"}, {Code: "xa-e", Parent: "xa-d", From: "2025-07-10"}} {
			if got := make(n); got != "" {
				h.Fatal(n.Code, got)
			}
		}
		before := h.state()
		const ends = "“ubnd-tinh-nam-dinh” ends on 2025-06-30. First enter the parent from 2025-07-01 on, or let this unit end no later than the other."
		for what, c := range map[string]struct{ got, want string }{
			"made below one that will end":       {make(unit.NewUnit{Code: "xa-x", Parent: top}), "/parent: " + ends},
			"put below one that will end":        {alter("xa-a", unit.Change{Parent: word(top)}), "/parent: " + ends},
			"ending after the one above":         {end("xa-b", unit.End{Last: "2025-07-01"}), "/last_day: " + ends},
			"going on after the one above":       {end("xa-b", unit.End{Open: true}), "/last_day: " + ends},
			"a place from later than its parent": {alter("xa-a", unit.Change{Parent: word(top), Since: "2025-08-01"}), "/parent: " + ends},
			"a place before its parent":          {alter("xa-a", unit.Change{Parent: word(next)}), "/parent: “ubnd-tinh-ninh-binh” exists only from 2025-07-01, after 2025-06-20."},
			"a parent that comes later":          {alter("xa-d", unit.Change{From: word2("2025-07-20")}), "/from: “xa-e” stands below this unit from 2025-07-10. First give it another parent."},
			"before its parent":                  {alter("xa-e", unit.Change{From: word2("2025-07-05")}), "/from: “xa-d” exists only from 2025-07-10, after 2025-07-05."},
		} {
			if c.got != c.want {
				h.Errorf("%s: %q, want %q", what, c.got, c.want)
			}
		}
		if h.state() != before {
			h.Errorf("something was written:\n%s", cmp.Diff(before, h.state()))
		}
		// The advice can be followed: first the later place, then the present one.
		if a, b := alter("xa-a", unit.Change{Parent: word(next), Since: "2025-07-01"}), alter("xa-a", unit.Change{Parent: word(top)}); a != "" || b != "" {
			h.Errorf("one after the other: %q, %q", a, b)
		}
	})
}

// An end that is told late asks for another place of the units below from today on, which is
// the first day that they can get one.
func TestALateEndOfAUnitWithOthersBelow(t *testing.T) {
	each(t, func(h *house) {
		h.make("xa-a", "")
		h.make("xa-b", "xa-a")
		h.day = "2025-06-25"
		late := unit.End{Last: "2025-06-21"}
		if got := said(errOf(h.End(h.Context(), boss(), "xa-a", late))); got != "/last_day: Units stand below it after this day (1): Đơn vị xa-b (xa-b). First give them another parent from 2025-06-25 on, or end them." {
			h.Errorf("%q", got)
		}
		_, err := h.Change(h.Context(), boss(), "xa-b", unit.Change{Parent: word("")})
		h.ok(err)
		_, err = h.End(h.Context(), boss(), "xa-a", late)
		h.ok(err)
		if u := h.on("xa-b", "2025-06-24"); u.Parent != "xa-a" {
			h.Errorf("as it was: %+v", u)
		}
	})
}

// An end that has not come can be taken back; one that has come cannot, and nobody changes one
// that they did not read.
func TestAnEndIsTakenBack(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		h.make("xa-a", "")
		h.make("xa-b", "")
		end := func(e unit.End) string { return said(errOf(h.End(ctx, boss(), "xa-a", e))) }
		if got := end(unit.End{Successors: []string{"xa-b"}}); !strings.HasPrefix(got, "/last_day: The last day is missing") {
			h.Errorf("without a last day: %q", got)
		}
		planned := unit.End{Last: "2025-06-30", Successors: []string{"xa-b"}}
		if got := end(planned); got != "" {
			h.Fatal(got)
		}
		if got := end(planned); got != "" { // a repetition changes nothing
			h.Errorf("again: %q", got)
		}
		for what, e := range map[string]unit.End{"another day": {Last: "2025-07-31", Successors: []string{"xa-b"}}, "no end": {Open: true}} {
			if got := end(e); !strings.HasPrefix(got, "version_required: The unit has an end already (2025-06-30)") {
				h.Errorf("%s without a version: %q", what, got)
			}
		}
		if got := end(unit.End{Version: 2, Open: true, Successors: []string{"xa-b"}}); !strings.HasPrefix(got, "/successors: ") {
			h.Errorf("with successors: %q", got)
		}
		open := func(want plan.Date) {
			h.Helper()
			if u := h.on("xa-a", h.day); u.To != want || (want == "") != (len(u.Successors) == 0) {
				h.Errorf("%+v, want the end %q", u, want)
			}
		}
		if got := end(unit.End{Version: 2, Open: true}); got != "" {
			h.Errorf("taken back: %q", got)
		}
		open("")
		for _, c := range []struct {
			row  string
			want plan.Date
		}{{"xa-a,2025-06-30,xa-b", "2025-06-30"}, {"xa-a,-,", ""}, {"xa-a,-,", ""}, {"xa-a,2025-06-20,xa-b", "2025-06-20"}} {
			_, err := h.Import(ctx, boss(), []byte("code,to,successors\n"+c.row+"\n"), false)
			h.ok(err)
			open(c.want)
		}
		var kinds []string
		h.ok(h.db.Read(ctx).Raw(`SELECT kind FROM event WHERE unit_code = 'xa-a' ORDER BY id`).Scan(&kinds).Error)
		if got := strings.Join(kinds, " "); got != "unit.created unit.ended unit.updated unit.ended unit.updated unit.ended" {
			h.Errorf("events: %s", got)
		}
		r, err := h.Import(ctx, boss(), []byte("code,to,successors\nxa-b,-,xa-a\n"), true)
		if _, faults := told(r); err != nil || len(faults) != 1 || !strings.HasPrefix(faults[0], "2/successors xa-a: Successors need the last day") {
			h.Errorf("heirs of one without an end: %q, %v", faults, err)
		}
		h.day = "2025-06-21"
		if got := end(unit.End{Version: h.on("xa-a", h.day).Version, Open: true}); !strings.HasPrefix(got, "/last_day: The unit ended on 2025-06-20; that cannot be taken back.") {
			h.Errorf("once it has come: %q", got)
		}
	})
}

// A unit that ended before a name that a document gave it later still gets further successors.
func TestAnEndedUnitWithALaterNameGetsSuccessors(t *testing.T) {
	each(t, func(h *house) {
		h.make("xa-a", "")
		u := h.on("so-ke-hoach-va-dau-tu", h.day)
		late := u.Since("2025-04-01", func(p *plan.Phase) { p.ShortVI = "KHĐT2" })
		late.Version++
		h.ok(plans.New(h.db).PutUnits(h.Context(), []plan.Unit{late}))
		_, err := h.End(h.Context(), boss(), late.Code, unit.End{Version: late.Version, Successors: append(late.Successors, "xa-a")})
		if h.ok(err); !strings.Contains(h.heirs(late.Code, h.day), "xa-a") {
			h.Errorf("heirs: %s", h.heirs(late.Code, h.day))
		}
	})
}
