package plan_test

import (
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// A name of a unit that has ended is set right for its last days: none begins after its end.
func TestADocumentSetsRightTheNameOfAnEndedUnit(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		load(t, on(db, "2024-03-01"), plan.NamDinh)
		byHand(t, db, "so-tu-phap", func(u plan.Unit) plan.Unit {
			return u.Since("2024-06-01", func(p *plan.Phase) { p.ShortVI = "STP2" })
		})
		s := on(db, "2025-08-01")
		for _, slug := range []string{"so-y-te", "so-tu-phap"} {
			if _, _, err := s.Load(t.Context(), told(t, slug, map[string]any{"name_vi": "Tên đúng"})); err != nil {
				t.Fatal(err)
			}
			u, err := s.Unit(t.Context(), slug)
			if is := u.On("2025-06-30"); err != nil || is.Name.VI != "Tên đúng" || u.Newest().Name.VI != "Tên đúng" {
				t.Errorf("%+v, %v", u, err)
			}
			for _, p := range u.Phases {
				if p.From > u.To {
					t.Errorf("a name begins after the end: %+v", u)
				}
			}
		}
		if u, err := s.Unit(t.Context(), "so-tu-phap"); err != nil || u.On("2024-05-31").Name.VI != "Sở Tư pháp" {
			t.Errorf("as it was: %+v, %v", u, err)
		}
	})
}

// What a document says anew is told by the document before of the same plan: the next version
// of one plan does not undo what another plan brought.
func TestADocumentIsHeldAgainstItsOwnPlan(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := on(db, "2024-03-01")
		load(t, s, plan.NamDinh)
		other := edit(t, func(m map[string]any) {
			m["plan"].(map[string]any)["slug"] = "ke-hoach-khac"
			for i := range m["units"].([]any) {
				if u := at(m, "units", i); u["slug"] == "so-y-te" {
					u["short_vi"] = "SYT2"
				}
			}
		})
		load(t, s, other)
		if _, _, err := s.Load(t.Context(), told(t, "so-tu-phap", map[string]any{"short_vi": "STP2"})); err != nil {
			t.Fatal(err)
		}
		if u, err := s.Unit(t.Context(), "so-y-te"); err != nil || u.ShortVI != "SYT2" {
			t.Errorf("%+v, %v", u, err)
		}
	})
}

// What a document and people make together is judged like what people do alone.
func TestWhatOnlyBothMakeIsRefused(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := on(db, "2024-03-01")
		load(t, s, plan.NamDinh)
		commune := func(code string, change func(u *plan.Unit)) {
			byHand(t, db, code, func(u plan.Unit) plan.Unit {
				u.Name, u.Kind = fault.T("Xã", "Commune"), "xa"
				change(&u)
				return u
			})
		}
		byHand(t, db, "so-y-te", func(u plan.Unit) plan.Unit { u.To = "2024-12-31"; return u })
		byHand(t, db, "so-tu-phap", func(u plan.Unit) plan.Unit {
			return u.Since("2024-06-01", func(p *plan.Phase) { p.ShortVI = "STP2" })
		})
		commune("xa-a", func(u *plan.Unit) { u.Parent, u.To = "so-cong-thuong", "2025-06-30" })
		commune("xa-b", func(u *plan.Unit) { u.To, u.Successors = "2024-12-31", []string{"thanh-tra-tinh"} })
		commune("xa-c", func(u *plan.Unit) { u.From = "2024-09-01" })
		for what, c := range map[string]struct {
			document plan.Document
			want     string
		}{
			"a first day after the last": {told(t, "so-y-te", map[string]any{"valid_from": "2025-03-01"}), "/valid_to: The last day 2024-12-31 of “so-y-te” is before its first day 2025-03-01."},
			"an end before a name":       {told(t, "so-tu-phap", map[string]any{"valid_to": "2024-05-01"}), "/valid_to: “so-tu-phap” has another name or parent from 2024-06-01 on, after its last day 2024-05-01."},
			"an end of a parent":         {told(t, "so-cong-thuong", map[string]any{"valid_to": "2024-12-31"}), "/valid_to: “xa-a” stands below “so-cong-thuong”, which does not exist on 2025-01-01."},
			"an end of an heir":          {told(t, "thanh-tra-tinh", map[string]any{"valid_to": "2024-11-30"}), "/valid_to: “xa-b” passes to “thanh-tra-tinh” on 2025-01-01, when that does not exist."},
		} {
			_, _, err := s.Load(t.Context(), c.document)
			if err == nil || !fault.Is(err, fault.ValidationFailed) || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "/units/") {
				t.Errorf("%s: %v, want %q", what, err, c.want)
			}
		}
		_, changes, err := s.Load(t.Context(), told(t, "so-noi-vu", map[string]any{"short_vi": "SNV2"}))
		if err != nil || len(changes.Units) != 1 || changes.Units[0].Was.ShortVI == "SNV2" || changes.Units[0].Is.On("2024-03-01").ShortVI != "SNV2" {
			t.Errorf("what concerns none of it: %+v, %v", changes, err)
		}
	})
}

func TestTheLastDaysOfTheCalendar(t *testing.T) {
	t.Parallel()
	for day, want := range map[plan.Date]plan.Date{"2024-02-28": "2024-02-29", plan.LastDay: "9999-01-01", "9999-12-31": "9999-12-31", "2025-02-30": "", "": ""} {
		if got := day.Next(); got != want {
			t.Errorf("after %s: %s, want %s", day, got, want)
		}
	}
}
