package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/plans"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// byHand changes a unit as people do, beside any document.
func byHand(t *testing.T, db *store.DB, code string, change func(u plan.Unit) plan.Unit) {
	t.Helper()
	all, err := plans.New(db).Units(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	u := plan.Unit{Code: code, Attrs: []byte("{}")}
	if i := slices.IndexFunc(all, func(u plan.Unit) bool { return u.Code == code }); i >= 0 {
		u = all[i]
	}
	u = change(u)
	u.Version++
	if err := plans.New(db).PutUnits(t.Context(), []plan.Unit{u}); err != nil {
		t.Fatal(err)
	}
}

// told is a document that says something else of one unit.
func told(t *testing.T, slug string, fields map[string]any) plan.Document {
	t.Helper()
	return parse(t, edit(t, func(m map[string]any) {
		m["plan"].(map[string]any)["title_vi"] = "Kế hoạch sửa " + slug
		list := m["units"].([]any)
		i := slices.IndexFunc(list, func(u any) bool { return u.(map[string]any)["slug"] == slug })
		if i < 0 {
			i = len(list)
			m["units"] = append(list, map[string]any{"slug": slug, "name_vi": "Xã A", "short_vi": "A", "name_en": "Commune A", "type": "xa"})
		}
		for name, value := range fields {
			at(m, "units", i)[name] = value
		}
	}))
}

// What people changed outlives the next document, unless that says something new of the same;
// then it is refused at the place, and nothing of it is loaded.
func TestADocumentMeetsWhatPeopleChanged(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := on(db, "2024-03-01")
		load(t, s, plan.NamDinh)
		byHand(t, db, "so-y-te", func(u plan.Unit) plan.Unit {
			u.To, u.Successors = "2024-12-31", []string{"so-noi-vu"}
			return u.Since("2024-03-01", func(p *plan.Phase) { p.Name = fault.T("Sở Y tế mới", "New Health") })
		})
		byHand(t, db, "xa-a", func(u plan.Unit) plan.Unit {
			u.Name, u.Kind, u.From = fault.T("Xã A", "Commune A"), "xa", "2024-01-01"
			return u
		})
		health := func() plan.Unit {
			t.Helper()
			u, err := s.Unit(t.Context(), "so-y-te")
			if err != nil {
				t.Fatal(err)
			}
			return u
		}
		for what, c := range map[string]struct {
			document plan.Document
			want     string
		}{
			"another end":     {told(t, "so-y-te", map[string]any{"valid_to": "2024-11-30"}), "/valid_to: The unit “so-y-te” was changed here since the plan was last loaded: here it is “2024-12-31”, the document says “2024-11-30”."},
			"another name":    {told(t, "so-y-te", map[string]any{"name_vi": "Sở Sức khỏe"}), "/name_vi: The unit “so-y-te” was changed here"},
			"other heirs":     {told(t, "so-y-te", map[string]any{"successors": []any{"so-tu-phap"}}), "/successors: The unit “so-y-te” was changed here"},
			"a unit of hands": {told(t, "xa-a", map[string]any{"name_vi": "Xã khác"}), "/name_vi: The unit “xa-a” was changed here"},
		} {
			_, _, err := s.Load(t.Context(), c.document)
			if err == nil || !fault.Is(err, fault.ValidationFailed) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v, want %q", what, err, c.want)
			}
		}
		if all, err := s.Plans(t.Context()); err != nil || len(all) != 1 {
			t.Errorf("%d plans, %v", len(all), err)
		}
		for _, c := range []struct {
			what     string
			document plan.Document
		}{
			{"of other units", told(t, "so-tu-phap", map[string]any{"short_vi": "STP2"})},
			{"of another field", told(t, "so-y-te", map[string]any{"short_vi": "SYT2"})},
			{"the same as people", told(t, "xa-a", map[string]any{"short_vi": "", "valid_from": "2024-01-01"})},
			{"the same end, at last", told(t, "so-y-te", map[string]any{"short_vi": "SYT2", "valid_to": "2024-12-31", "successors": []any{"so-noi-vu"}})},
		} {
			if _, changed, err := s.Load(t.Context(), c.document); err != nil || changed == nil {
				t.Errorf("%s: %v, %v", c.what, changed, err)
			}
			if u := health(); u.Name.VI != "Sở Y tế mới" || u.To != "2024-12-31" || !slices.Equal(u.Successors, []string{"so-noi-vu"}) {
				t.Errorf("%s: %+v", c.what, u)
			}
		}
	})
}

// A name that a document changes is one from the day on which it is loaded; the plan cannot
// write over what was, either.
func TestADocumentRenamesFromItsDay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		load(t, on(db, "2024-03-01"), plan.NamDinh)
		s := on(db, "2024-05-05")
		if _, _, err := s.Load(t.Context(), told(t, "so-y-te", map[string]any{"name_vi": "Sở Sức khỏe"})); err != nil {
			t.Fatal(err)
		}
		for day, want := range map[plan.Date]string{"2024-05-04": "Sở Y tế", "2024-05-05": "Sở Sức khỏe", "2025-01-01": "Sở Sức khỏe"} {
			units, err := s.Succession(t.Context(), day)
			if u, _ := units.Unit("so-y-te"); err != nil || u.Name.VI != want {
				t.Errorf("on %s: %q, want %q", day, u.Name.VI, want)
			}
		}
	})
}

// A name that people planned comes on its day, whatever a document says of the unit before.
func TestAPlannedNameWaitsForItsDay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := on(db, "2024-03-01")
		load(t, s, plan.NamDinh)
		byHand(t, db, "so-y-te", func(u plan.Unit) plan.Unit {
			return u.Since("2024-06-01", func(p *plan.Phase) { p.Name = fault.T("Sở Sức khỏe", "Wellness") })
		})
		if _, _, err := s.Load(t.Context(), told(t, "so-y-te", map[string]any{"short_vi": "SYT2"})); err != nil {
			t.Fatal(err)
		}
		for day, want := range map[plan.Date]string{"2024-02-29": "Sở Y tế SYT", "2024-03-01": "Sở Y tế SYT2", "2024-05-31": "Sở Y tế SYT2", "2024-06-01": "Sở Sức khỏe SYT2"} {
			units, err := s.Succession(t.Context(), day)
			if u, _ := units.Unit("so-y-te"); err != nil || u.Name.VI+" "+u.ShortVI != want {
				t.Errorf("on %s: %s %s, want %s, %v", day, u.Name.VI, u.ShortVI, want, err)
			}
		}
	})
}

// A loop that only the document and people's changes together make is found as well.
func TestALoopOfBoth(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := on(db, "2024-03-01")
		load(t, s, plan.NamDinh)
		byHand(t, db, "xa-a", func(u plan.Unit) plan.Unit {
			u.Name, u.Kind, u.Parent = fault.T("Xã A", "Commune A"), "xa", "so-tu-phap"
			return u
		})
		byHand(t, db, "so-tu-phap", func(u plan.Unit) plan.Unit {
			return u.Since("2024-03-01", func(p *plan.Phase) { p.Parent = "so-y-te" })
		})
		_, _, err := s.Load(t.Context(), told(t, "so-y-te", map[string]any{"parent": "so-tu-phap"}))
		if err == nil || !strings.Contains(err.Error(), "/parent: A unit cannot be its own parent: ") {
			t.Errorf("%v", err)
		}
	})
}

func TestPhases(t *testing.T) {
	t.Parallel()
	name := func(n string) func(p *plan.Phase) {
		return func(p *plan.Phase) { p.Name = fault.T(n, n) }
	}
	u := plan.Unit{Code: "x", Name: fault.T("A", "A"), Kind: "so", Parent: "p"}
	u = u.Since("2025-03-01", name("C")).Since("2025-02-01", name("B")).Since("2025-02-15", func(p *plan.Phase) { p.Parent = "q" })
	for day, want := range map[plan.Date]string{"": "A p", "2025-01-31": "A p", "2025-02-01": "B p", "2025-02-15": "B q", "2025-03-01": "C q", "2030-01-01": "C q"} {
		if is := u.On(day); is.Name.VI+" "+is.Parent != want {
			t.Errorf("on %s: %s %s, want %s", day, is.Name.VI, is.Parent, want)
		}
	}
	if again := u.Since("2025-02-20", name("B")); !plan.Same(u, again) || u.First().Name.VI != "A" || u.Newest().Parent != "q" {
		t.Errorf("the same name again: %+v", again)
	}
	if back := u.Since("2025-03-01", name("B")); len(back.Phases) != 3 {
		t.Errorf("phases without a difference stay: %+v", back.Phases)
	}
}
