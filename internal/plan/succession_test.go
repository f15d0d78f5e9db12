package plan_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// The province's own history: departments merge on 2025-03-01, the province on 2025-07-01,
// with which the district level ends.
func TestHeirsOfTheProvince(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := on(db, "2024-03-01")
		load(t, s, plan.NamDinh)
		cases := map[string]struct {
			code string
			day  plan.Date
			want []string
		}{
			"its last day":                 {"so-thong-tin-va-truyen-thong", "2025-02-28", nil},
			"one to two":                   {"so-thong-tin-va-truyen-thong", "2025-03-01", []string{"so-khoa-hoc-va-cong-nghe", "so-van-hoa-the-thao-va-du-lich"}},
			"one of many to one":           {"so-tai-nguyen-va-moi-truong", "2025-03-01", []string{"so-nong-nghiep-va-moi-truong"}},
			"another of these":             {"so-nong-nghiep-va-phat-trien-nong-thon", "2025-03-01", []string{"so-nong-nghiep-va-moi-truong"}},
			"heir ended without successor": {"so-ke-hoach-va-dau-tu", "2025-07-01", nil},
			"district into the city":       {"ubnd-huyen-my-loc", "2024-09-01", []string{"ubnd-thanh-pho-nam-dinh"}},
			"end of the district level":    {"ubnd-huyen-my-loc", "2025-07-01", nil},
			"the province":                 {"ubnd-tinh-nam-dinh", "2025-07-01", []string{"ubnd-tinh-ninh-binh"}},
			"paper and broadcaster":        {"bao-nam-dinh", "2025-07-01", []string{"bao-va-phat-thanh-truyen-hinh-ninh-binh"}},
			"not known":                    {"so-x", "2025-07-01", nil},
		}
		for name, c := range cases {
			units, err := s.Succession(t.Context(), c.day)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, heir := range units.Heirs(c.code) {
				got = append(got, heir.Code)
				if !slices.Contains(units.Inherited(heir.Code), c.code) {
					t.Errorf("%s: %s does not say that it inherited", name, heir.Code)
				}
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("%s (-want +got):\n%s", name, d)
			}
		}
		units, err := s.Succession(t.Context(), "2025-07-01")
		if d := cmp.Diff([]string{"bao-nam-dinh", "dai-phat-thanh-va-truyen-hinh-nam-dinh"}, units.Inherited("bao-va-phat-thanh-truyen-hinh-ninh-binh")); d != "" || err != nil {
			t.Errorf("inherited, %v:\n%s", err, d)
		}
	})
}

// What a province's history does not hold: chains, gaps, and data that runs in circles.
func TestHeirsOverSteps(t *testing.T) {
	t.Parallel()
	units := []plan.Unit{
		{Code: "a", To: "2025-02-28", Successors: []string{"b", "c"}},
		{Code: "b", From: "2025-03-01", To: "2025-06-30", Successors: []string{"d"}},
		{Code: "c", To: "2025-06-30", Successors: []string{"d", "e"}},
		{Code: "d", From: "2025-07-01"},
		{Code: "e", From: "2025-09-01"},
		{Code: "x", To: "2025-02-28", Successors: []string{"y"}},
		{Code: "y", To: "2025-02-28", Successors: []string{"x", "z"}},
		{Code: "z", Successors: []string{"d"}},
	}
	for _, c := range []struct {
		code string
		day  plan.Date
		want string
	}{
		{"a", "2025-02-28", ""}, {"a", "2025-03-01", "bc"}, {"a", "2025-07-01", "d"}, {"a", "2025-09-01", "de"},
		{"b", "2025-02-28", ""}, {"c", "2025-07-01", "d"}, {"x", "2025-03-01", "z"}, {"y", "2025-03-01", "z"}, {"z", "2025-07-01", ""},
	} {
		got := ""
		for _, heir := range plan.SuccessionOn(units, c.day).Heirs(c.code) {
			got += heir.Code
		}
		if got != c.want {
			t.Errorf("%s on %s passed to %q, want %q", c.code, c.day, got, c.want)
		}
	}
}

// What another instance loads is seen at the next question.
func TestSuccessionIsNeverOld(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		here, elsewhere := on(db, "2025-07-01"), on(db, "2025-07-01")
		heirs := func(code string, day plan.Date) int {
			t.Helper()
			units, err := here.Succession(t.Context(), day)
			if err != nil || units.Day() != day {
				t.Fatalf("%s, %v", units.Day(), err)
			}
			return len(units.Heirs(code))
		}
		load(t, elsewhere, plan.NamDinh)
		if n := heirs("so-tai-chinh", "2025-07-01"); n != 0 {
			t.Errorf("%d heirs under the first plan", n)
		}
		if before, after := heirs("bao-nam-dinh", "2025-06-30"), heirs("bao-nam-dinh", "2025-07-01"); before != 0 || after != 1 {
			t.Errorf("on two days: %d and %d heirs", before, after)
		}
		load(t, elsewhere, second(t))
		if n := heirs("so-tai-chinh", "2025-07-01"); n != 1 {
			t.Errorf("%d heirs under the second plan", n)
		}
	})
}
