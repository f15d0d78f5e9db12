package account_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

const (
	info    = "so-thong-tin-va-truyen-thong" // until 2025-02-28, then these two
	science = "so-khoa-hoc-va-cong-nghe"
	culture = "so-van-hoa-the-thao-va-du-lich"
)

// told writes moves as "login role: to, held".
func told(m account.Moves) []string {
	var list []string
	for _, one := range m.List {
		list = append(list, fmt.Sprintf("%s %s: %v, %v", one.Person.Login, one.Grant.Role, one.To, one.Held))
	}
	return list
}

func TestMoveGrants(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		b.province(t)
		b.set(t, "2025-02-01 08:00")
		_, root := b.person(t, "root.admin", right.Grant{Role: right.TechnicalAdmin})
		an, anKey := b.key(t, "an.tran", right.Grant{Role: right.Author, Unit: info, Until: "2025-12-31"}, right.Grant{Role: right.Editor, Unit: info, Until: "2025-01-31"})
		binh, binhKey := b.key(t, "binh.vu", right.Grant{Role: right.Approver, Unit: info}, right.Grant{Role: right.Approver, Unit: culture},
			right.Grant{Role: right.Approver, Unit: science, From: "2025-04-01"})
		b.key(t, "chi.le", right.Grant{Role: right.Author, Unit: science})
		if _, err := b.PreviewMove(ctx, root, account.Moving{Unit: info}); !fault.Is(err, fault.StateConflict) {
			t.Errorf("a unit that exists: %v", err)
		}
		b.set(t, "2025-03-10 08:00")
		before := []string{"an.tran author: [" + science + " " + culture + "], []", "binh.vu approver: [" + science + "], [" + culture + "]"}
		for range 2 { // a preview moves nothing
			moves, err := b.PreviewMove(ctx, root, account.Moving{Unit: info})
			if d := cmp.Diff(before, told(moves)); d != "" || err != nil || len(moves.Heirs) != 2 || moves.Unit.To != "2025-02-28" {
				t.Fatalf("preview, %v:\n%s", err, d)
			}
		}
		moves, err := b.MoveGrants(ctx, root, account.Moving{Unit: info, To: []string{culture}, People: []string{an}})
		if d := cmp.Diff([]string{"an.tran author: [" + culture + "], []"}, told(moves)); d != "" || err != nil {
			t.Errorf("one person to one unit, %v:\n%s", err, d)
		}
		moves, err = b.MoveGrants(ctx, root, account.Moving{Unit: info})
		if d := cmp.Diff(before[1:], told(moves)); d != "" || err != nil {
			t.Errorf("the others to all, %v:\n%s", err, d)
		}
		if moves, err = b.MoveGrants(ctx, root, account.Moving{Unit: info}); err != nil || len(moves.List) != 0 {
			t.Errorf("again: %v, %v", told(moves), err)
		}
		for id, want := range map[string][]right.Grant{
			an: {{Role: right.Author, Unit: info, Until: "2025-02-28"}, {Role: right.Author, Unit: culture, From: "2025-03-10", Until: "2025-12-31"},
				{Role: right.Editor, Unit: info, Until: "2025-01-31"}},
			binh: {{Role: right.Approver, Unit: science, From: "2025-03-10", Until: "2025-03-31"}, {Role: right.Approver, Unit: science, From: "2025-04-01"},
				{Role: right.Approver, Unit: info, Until: "2025-02-28"}, {Role: right.Approver, Unit: culture}},
		} {
			p, err := b.Person(ctx, id)
			if d := cmp.Diff(want, p.Grants); d != "" || err != nil || p.Version != 2 {
				t.Errorf("%s, version %d, %v (-want +got):\n%s", p.Login, p.Version, err, d)
			}
			if d := cmp.Diff([]string{"person.create", "key.create", "person.update"}, b.trail(t, id)); d != "" {
				t.Errorf("%s on record:\n%s", p.Login, d)
			}
		}
		if a := b.as(t, anKey); !a.May(right.ArticleCreate, right.In(culture)).Allowed || a.May(right.ArticleCreate, right.In(science)).Allowed || !a.May(right.ArticleEdit, own(a, info)).Allowed {
			t.Error("an writes in the unit that was chosen, and what passed to it, and nowhere else")
		}
		if !b.as(t, binhKey).May(right.EditionApprove, right.In(science)).Allowed {
			t.Error("binh approves where the role moved")
		}
		rows, err := b.log.Records(ctx, audit.Filter{Object: audit.Object{Kind: "unit", ID: info}, Limit: 10})
		if err != nil || len(rows) != 2 || rows[0].Action != "unit.move_grants" || rows[0].Actor != root.ID {
			t.Errorf("record of the unit: %+v, %v", rows, err)
		}
	})
}

func TestMovesThatAreRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.province(t)
		b.set(t, "2025-07-01 08:00")
		_, root := b.person(t, "root.admin", right.Grant{Role: right.TechnicalAdmin})
		_, officer := b.person(t, "officer", right.Grant{Role: right.LeadOfficer})
		for name, c := range map[string]struct {
			by     right.Actor
			moving account.Moving
			code   fault.Code
		}{
			"not an administrator": {officer, account.Moving{Unit: "bao-nam-dinh"}, fault.Denied},
			"no such unit":         {root, account.Moving{Unit: "so-x"}, fault.NotFound},
			"a unit that exists":   {root, account.Moving{Unit: "ubnd-tinh-ninh-binh"}, fault.StateConflict},
			"no heir":              {root, account.Moving{Unit: "so-y-te"}, fault.StateConflict},
			"to another unit":      {root, account.Moving{Unit: "bao-nam-dinh", To: []string{"ubnd-tinh-ninh-binh"}}, fault.ValidationFailed},
			"of nobody":            {root, account.Moving{Unit: "bao-nam-dinh", People: []string{"nobody"}}, fault.ValidationFailed},
			"nothing to move":      {root, account.Moving{Unit: "bao-nam-dinh"}, ""},
		} {
			_, err := b.MoveGrants(t.Context(), c.by, c.moving)
			if c.code == "" && err != nil || c.code != "" && !fault.Is(err, c.code) {
				t.Errorf("%s: %v, want %q", name, err, c.code)
			}
		}
		b.trail(t, "") // seals
		rows, err := b.log.Records(t.Context(), audit.Filter{Actor: officer.ID, Limit: 10})
		if err != nil || len(rows) != 1 || !rows[0].Refused || rows[0].Action != "unit.move_grants" {
			t.Errorf("the refusal on record: %+v, %v", rows, err)
		}
	})
}

// Two mergers in a row: what the first unit owned is in the hands of the last one's people,
// over a unit of which nobody is left, and over one whose people were never moved.
func TestTwoMergersInARow(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		b.set(t, "2025-02-01 08:00")
		for code, days := range map[string][2]string{"a": {"", "2025-02-28"}, "b": {"2025-03-01", "2025-06-30"}, "c": {"2025-07-01", ""}} {
			b.unit(t, code)
			b.exec(t, "UPDATE unit SET valid_from = ?, valid_to = ? WHERE code = ?", days[0], days[1], code)
		}
		b.exec(t, "INSERT INTO unit_successor (unit_code, successor_code) VALUES ('a', 'b'), ('b', 'c')")
		_, root := b.person(t, "root.admin", right.Grant{Role: right.TechnicalAdmin})
		keys := map[string]string{}
		for _, unit := range []string{"a", "b", "c"} {
			_, keys[unit] = b.key(t, "of."+unit, right.Grant{Role: right.Author, Unit: unit})
		}
		edits := func(wall string) map[string]string {
			b.set(t, wall)
			got := map[string]string{}
			for who, key := range keys {
				for _, unit := range []string{"a", "b", "c"} {
					if a := b.as(t, key); a.May(right.ArticleEdit, own(a, unit)).Allowed {
						got[who] += unit
					}
				}
			}
			return got
		}
		for wall, want := range map[string]map[string]string{
			"2025-02-28 23:30": {"a": "a"}, "2025-03-01 00:30": {"b": "ab"}, "2025-06-30 23:30": {"b": "ab"}, "2025-07-01 00:30": {"c": "abc"},
		} {
			if d := cmp.Diff(want, edits(wall)); d != "" {
				t.Errorf("%s (-want +got):\n%s", wall, d)
			}
		}
		b.set(t, "2025-07-01 06:30")
		moves, err := b.MoveGrants(ctx, root, account.Moving{Unit: "a"})
		if d := cmp.Diff([]string{"of.a author: [c], []"}, told(moves)); d != "" || err != nil {
			t.Errorf("over a step, %v:\n%s", err, d)
		}
		if d := cmp.Diff(map[string]string{"a": "abc", "c": "abc"}, edits("2025-07-01 06:30")); d != "" {
			t.Errorf("after the move (-want +got):\n%s", d)
		}
	})
}

// own is a text of a unit that the actor wrote.
func own(a right.Actor, unit string) right.Object {
	return right.Object{Unit: unit, Owners: []string{a.ID}}
}
