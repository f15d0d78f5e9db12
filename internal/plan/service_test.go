package plan_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/plans"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// on returns a service whose present is noon of a day in Việt Nam.
func on(db *store.DB, day string) *plan.Service {
	zone := time.FixedZone("Asia/Ho_Chi_Minh", 7*3600)
	now, err := time.ParseInLocation(time.DateTime, day+" 12:00:00", zone)
	if err != nil {
		panic(err)
	}
	return plan.New(plans.New(db), func() time.Time { return now }, zone)
}

func load(t *testing.T, s *plan.Service, text string) plan.Plan {
	t.Helper()
	p, changed, err := s.Load(t.Context(), parse(t, text))
	if err != nil || changed == nil {
		t.Fatalf("load: %+v, changed %v, %v", p, changed, err)
	}
	return p
}

func TestLoadKeepsWhatTheDocumentSays(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, s := t.Context(), on(db, "2024-03-01")
		p := load(t, s, plan.NamDinh)
		want := plan.Plan{Code: "ke-hoach-tuyen-truyen-asean-nam-dinh-2021-2025", Version: 1, From: "2021-01-01", To: "2025-12-31",
			Territory: fault.T("tỉnh Nam Định", "tỉnh Nam Định"), LeadUnit: "so-thong-tin-va-truyen-thong",
			LoadedAt: time.Date(2024, 3, 1, 5, 0, 0, 0, time.UTC)}
		stored, err := s.Plan(ctx, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(p, stored); d != "" {
			t.Errorf("loaded and stored differ:\n%s", d)
		}
		want.ID, want.Hash, want.Title = p.ID, p.Hash, p.Title
		if d := cmp.Diff(want, stored); d != "" || len(p.Hash) != 64 || !strings.HasPrefix(p.Title.VI, "Kế hoạch") {
			t.Errorf("plan (-want +got):\n%s", d)
		}
		facets, err := s.Facets(ctx, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		counts := map[plan.Kind]int{}
		for _, f := range facets {
			counts[f.Kind]++
		}
		if d := cmp.Diff(map[plan.Kind]int{plan.Pillar: 5, plan.Area: 8, plan.Topic: 35, plan.Audience: 8, plan.Form: 24, plan.Language: 13, plan.MemberState: 11}, counts); d != "" {
			t.Errorf("facets by kind:\n%s", d)
		}
		first := plan.Facet{Kind: plan.Pillar, Code: "apsc", Position: 1, Name: fault.T("Cộng đồng Chính trị - An ninh ASEAN", "ASEAN Political-Security Community"),
			Short: fault.T("Chính trị - An ninh", "Political-Security"),
			Attrs: []byte(`{"code":"APSC","evidence":"verified","hashtag_en":"ASEANPoliticalSecurity","hashtag_vi":"ChínhTrịAnNinhASEAN","stance_vi":"chủ động, tích cực và có trách nhiệm"}`)}
		if d := cmp.Diff(first, facets[0]); d != "" {
			t.Errorf("the first facet (-want +got):\n%s", d)
		}
		languages, err := s.Languages(ctx, p.ID)
		if err != nil || len(languages) != 13 || languages[0].Code != "vi" || languages[1].Code != "en" {
			t.Errorf("languages: %v, %v", languages, err)
		}
	})
}

func TestUnitsWithTheirSuccessors(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, s := t.Context(), on(db, "2024-03-01")
		load(t, s, plan.NamDinh)
		unit, err := s.Unit(ctx, "so-thong-tin-va-truyen-thong")
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]string{"so-khoa-hoc-va-cong-nghe", "so-van-hoa-the-thao-va-du-lich"}, unit.Successors); d != "" {
			t.Errorf("successors:\n%s", d)
		}
		if unit.To != "2025-02-28" || unit.Parent != "ubnd-tinh-nam-dinh" || unit.Kind != "so" || !strings.Contains(string(unit.Attrs), `"lead"`) {
			t.Errorf("unit: %+v", unit)
		}
		if units, err := s.Units(ctx); err != nil || len(units) != 48 {
			t.Errorf("%d units, %v", len(units), err)
		}
		if _, err := s.Unit(ctx, "so-thong-tin"); !fault.Is(err, fault.NotFound) {
			t.Errorf("an unknown unit: %v", err)
		}
	})
}

func TestLoadingAgainChangesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, s := t.Context(), on(db, "2024-03-01")
		first := load(t, s, plan.NamDinh)
		second := load(t, s, strings.Replace(plan.NamDinh, `"Tin vắn"`, `"Tin ngắn"`, 1))
		if second.Version != 2 || second.ID == first.ID {
			t.Errorf("a changed document: %+v", second)
		}
		for _, want := range []plan.Plan{first, second} {
			text := plan.NamDinh
			if want.ID == second.ID {
				text = strings.Replace(text, `"Tin vắn"`, `"Tin ngắn"`, 1)
			}
			again, changed, err := s.Load(ctx, parse(t, text))
			if d := cmp.Diff(want, again); d != "" || changed != nil || err != nil {
				t.Errorf("again: changed %v, %v\n%s", changed, err, d)
			}
		}
		if current, err := s.Current(ctx, "2024-03-01"); err != nil || current.ID != second.ID {
			t.Errorf("current is version %d, %v; want the newest", current.Version, err)
		}
		facets, err := s.Facets(ctx, first.ID)
		if err != nil || len(facets) != 104 {
			t.Errorf("version 1 has %d facets, %v; want all 104 still", len(facets), err)
		}
	})
}

func TestInstancesThatLoadAtOnceAgree(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := parse(t, plan.NamDinh)
		ids := make(chan string, 6)
		var loading sync.WaitGroup
		for range cap(ids) {
			loading.Go(func() {
				p, _, err := on(db, "2024-03-01").Load(t.Context(), d)
				if err != nil {
					t.Error(err)
				}
				ids <- p.ID
			})
		}
		loading.Wait()
		close(ids)
		first := <-ids
		for id := range ids {
			if id != first {
				t.Errorf("plans %s and %s", first, id)
			}
		}
	})
}

// second is a plan for 2026-2030 of the province after the merger, with other areas.
func second(t *testing.T) string {
	return edit(t, func(m map[string]any) {
		p := m["plan"].(map[string]any)
		p["slug"], p["lead_unit"] = "truyen-thong-asean-ninh-binh-2026-2030", "so-van-hoa-va-the-thao-ninh-binh"
		p["period"] = map[string]any{"from": "2026-01-01", "to": "2030-12-31"}
		p["territory"] = map[string]any{"name_vi": "tỉnh Ninh Bình", "name_en": "Ninh Bình province"}
		m["content_areas"] = []any{map[string]any{"no": 1, "slug": "di-san-xanh", "label_vi": "Di sản xanh", "label_en": "Green heritage",
			"pillars": []any{"ascc", "ket-noi-asean"}, "topics": []any{map[string]any{"slug": "trang-an", "label_vi": "Tràng An", "label_en": "Tràng An"}}}}
		delete(at(m, "pillars", 4), "active_in_plan")
		at(m, "units", 5)["successors"] = []any{"so-tai-chinh-ninh-binh"}
		for _, name := range []string{"so-tai-chinh-ninh-binh", "so-van-hoa-va-the-thao-ninh-binh"} {
			m["units"] = append(m["units"].([]any), map[string]any{"slug": name, "name_vi": "Sở mới", "short_vi": "Sở", "name_en": "New department",
				"type": "so", "parent": "ubnd-tinh-ninh-binh", "valid_from": "2025-07-01"})
		}
	})
}

func TestASecondPlanNeedsNoCode(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, s := t.Context(), on(db, "2026-11-23")
		old := load(t, s, plan.NamDinh)
		if current, err := s.Current(ctx, "2026-11-23"); err != nil || current.ID != old.ID {
			t.Errorf("before the second plan: %+v, %v", current, err)
		}
		next := load(t, s, second(t))
		for day, want := range map[plan.Date]string{"2025-12-31": old.ID, "2026-01-01": next.ID, "2026-11-23": next.ID, "2031-06-01": next.ID, "2019-01-01": next.ID} {
			if p, err := s.Current(ctx, day); err != nil || p.ID != want {
				t.Errorf("current on %s: %s, %v", day, p.Code, err)
			}
		}
		story := plan.Facets{Pillars: []string{"aec"}, Areas: []string{"hoat-dong-va-hop-tac-asean"},
			Topics: []string{"ung-pho-va-phuc-hoi-sau-dai-dich-covid-19"}, Form: "tin"}
		if err := s.CheckFacets(ctx, old.ID, story); err != nil {
			t.Errorf("a story of the first plan: %v", err)
		}
		if err := s.CheckFacets(ctx, next.ID, story); !fault.Is(err, fault.ValidationFailed) {
			t.Errorf("the same under the second plan: %v", err)
		}
		fresh := plan.Facets{Pillars: []string{"ket-noi-asean"}, Areas: []string{"di-san-xanh"}, Topics: []string{"trang-an"}}
		if err := s.CheckFacets(ctx, next.ID, fresh); err != nil {
			t.Errorf("a story of the second plan: %v", err)
		}
		if err := s.CheckFacets(ctx, old.ID, fresh); !fault.Is(err, fault.ValidationFailed) {
			t.Errorf("the same under the first plan: %v", err)
		}
		of := plan.Codes{Area: "di-san-xanh", Lang: "vi", Units: []string{"so-tai-chinh", "so-tai-chinh-ninh-binh"}}
		if err := s.CheckCodes(ctx, of); err != nil {
			t.Errorf("a list of stories of both plans: %v", err)
		}
		err := s.CheckCodes(ctx, plan.Codes{Pillar: "aecc", Area: "di-san-xan", Lang: "v", Units: []string{"so-tai-chin"}})
		for _, want := range []string{"/pillar: There is no pillar “aecc”; the nearest code is “aec”", "/area: There is no content area", "nearest code is “di-san-xanh”",
			"/lang: There is no language “v”", "/unit: There is no unit “so-tai-chin”; the nearest code is “so-tai-chinh”"} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("a list by codes that nobody knows: %v, want %q", err, want)
			}
		}
		err = s.CheckUnit(ctx, "so-tai-chinh", "2026-11-23")
		if err == nil || !strings.Contains(err.Error(), "New department (so-tai-chinh-ninh-binh)") {
			t.Errorf("a unit that the merger ended: %v", err)
		}
		if err := s.CheckUnit(ctx, "so-tai-chinh-ninh-binh", "2026-11-23"); err != nil {
			t.Errorf("its successor: %v", err)
		}
		list, err := s.Plans(ctx)
		if err != nil || len(list) != 2 || list[0].ID != next.ID {
			t.Errorf("plans: %+v, %v", list, err)
		}
	})
}

func TestCheckFacets(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, s := t.Context(), on(db, "2024-03-01")
		p := load(t, s, plan.NamDinh)
		cases := map[string]struct {
			facets plan.Facets
			want   []string // pointer and a part of the English detail
		}{
			"nothing chosen yet": {plan.Facets{}, nil},
			"much chosen": {plan.Facets{Pillars: []string{"aec", "ascc"}, Areas: []string{"hoat-dong-va-hop-tac-asean"}, Topics: []string{"giao-duc"},
				Audiences: []string{"doanh-nghiep"}, MemberStates: []string{"TL", "VN"}, Form: "tin"}, nil},
			"unknown codes": {plan.Facets{Pillars: []string{"aec", "ace"}, Form: "tinn", MemberStates: []string{"vn"}},
				[]string{"/facets/pillars/1 nearest code is “aec”", "/facets/member_states/0 “vn”", "/facets/form nearest code is “tin”"}},
			"near to none":              {plan.Facets{Pillars: []string{"kinh-te"}, Areas: []string{"kinh-te"}}, []string{"/facets/pillars/0 There is no pillar “kinh-te”; takes one of: ", "/facets/areas/0 There is no content area “kinh-te”"}},
			"code of another kind":      {plan.Facets{Audiences: []string{"tin"}}, []string{"/facets/audiences/0 There is no audience “tin”"}},
			"twice":                     {plan.Facets{Areas: []string{"viet-nam-tren-ba-tru-cot", "viet-nam-tren-ba-tru-cot"}}, []string{"/facets/areas/1 chosen already"}},
			"topic without its area":    {plan.Facets{Topics: []string{"giao-duc"}}, []string{"/facets/topics/0 needs its area “hoat-dong-va-hop-tac-asean”"}},
			"not in use under the plan": {plan.Facets{Pillars: []string{"ket-noi-asean"}}, []string{"/facets/pillars/0 not in use on 2024-03-01"}},
			"empty code":                {plan.Facets{Pillars: []string{""}}, []string{"/facets/pillars/0 There is no pillar"}},
		}
		for name, c := range cases {
			var got []string
			err := s.CheckFacets(ctx, p.ID, c.facets)
			if failure, ok := fault.As(err); ok {
				for _, f := range failure.Fields {
					got = append(got, f.Pointer+" "+f.Detail.EN)
				}
			}
			if len(got) != len(c.want) || (err == nil) != (len(c.want) == 0) {
				t.Errorf("%s: %v, want %q", name, err, c.want)
				continue
			}
			for i, want := range c.want {
				pointer, detail, _ := strings.Cut(want, " ")
				if !strings.HasPrefix(got[i], pointer+" ") || !strings.Contains(got[i], detail) {
					t.Errorf("%s: field %q, want %q", name, got[i], want)
				}
			}
		}
		if err := s.CheckFacets(ctx, "no-such-plan", plan.Facets{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("an unknown plan: %v", err)
		}
	})
}

func TestARetiredFacetIsRefusedForNewStories(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		text := edit(t, func(m map[string]any) { at(m, "audiences", 0)["valid_to"] = "2024-06-30" })
		p := load(t, on(db, "2024-01-01"), text)
		chosen := plan.Facets{Audiences: []string{"can-bo-cong-chuc-vien-chuc"}}
		for day, allowed := range map[string]bool{"2024-06-30": true, "2024-07-01": false, "2027-01-01": false} {
			if err := on(db, day).CheckFacets(t.Context(), p.ID, chosen); (err == nil) != allowed {
				t.Errorf("on %s: %v", day, err)
			}
		}
	})
}

func TestCheckUnit(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := on(db, "2024-03-01")
		load(t, s, plan.NamDinh)
		cases := map[string]struct {
			code string
			day  plan.Date
			want string
		}{
			"last day":       {"ubnd-huyen-my-loc", "2024-08-31", ""},
			"day after":      {"ubnd-huyen-my-loc", "2024-09-01", "ended on 2024-08-31; succeeded by: "},
			"two successors": {"so-thong-tin-va-truyen-thong", "2025-03-01", "(so-khoa-hoc-va-cong-nghe), "},
			"no successor":   {"so-y-te", "2025-07-01", "no successor on record"},
			"not yet":        {"ubnd-tinh-ninh-binh", "2025-06-30", "exists only from 2025-07-01"},
			"first day":      {"ubnd-tinh-ninh-binh", "2025-07-01", ""},
			"unknown":        {"so-y-tee", "2024-03-01", "the nearest code is “so-y-te”"},
		}
		for name, c := range cases {
			err := s.CheckUnit(t.Context(), c.code, c.day)
			failure, ok := fault.As(err)
			if c.want == "" && err != nil || c.want != "" && (!ok || failure.Fields[0].Pointer != "/unit" || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%s: %v, want %q", name, err, c.want)
			}
		}
	})
}

func TestDaysBeginAtMidnightInVietNam(t *testing.T) {
	t.Parallel()
	s := plan.New(nil, nil, time.FixedZone("Asia/Ho_Chi_Minh", 7*3600))
	for instant, want := range map[string]plan.Date{"2025-06-30T16:59:59Z": "2025-06-30", "2025-06-30T17:00:00Z": "2025-07-01"} {
		at, err := time.Parse(time.RFC3339, instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Day(at); got != want {
			t.Errorf("%s is %s, want %s", instant, got, want)
		}
	}
}
