package plan_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
)

func parse(t *testing.T, text string) plan.Document {
	t.Helper()
	d, err := plan.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTheSeedIsWhole(t *testing.T) {
	t.Parallel()
	d := parse(t, plan.NamDinh)
	if len(d.Pillars) != 5 || len(d.Areas) != 8 || len(d.Audiences) != 8 || len(d.Forms) != 24 ||
		len(d.Languages) != 13 || len(d.MemberStates) != 11 || len(d.Units) != 48 {
		t.Errorf("%d pillars, %d areas, %d audiences, %d forms, %d languages, %d states, %d units", len(d.Pillars), len(d.Areas),
			len(d.Audiences), len(d.Forms), len(d.Languages), len(d.MemberStates), len(d.Units))
	}
}

func TestLayoutDoesNotChangeTheHash(t *testing.T) {
	t.Parallel()
	var tree any
	if err := json.Unmarshal([]byte(plan.NamDinh), &tree); err != nil {
		t.Fatal(err)
	}
	compact, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	decomposed := strings.NewReplacer("ế", "e\u0302\u0301", "ạ", "a\u0323", "ợ", "o\u031b\u0323", "Đ", "\\u0110")
	want := parse(t, plan.NamDinh).Hash()
	if got := parse(t, string(compact)).Hash(); got != want {
		t.Errorf("compact form: %s, want %s", got, want)
	}
	if got := parse(t, decomposed.Replace(plan.NamDinh)).Hash(); got != want {
		t.Errorf("decomposed form: %s, want %s", got, want)
	}
	if got := parse(t, strings.Replace(plan.NamDinh, "Lợi ích thiết thực", "Ích lợi thiết thực", 1)).Hash(); got == want {
		t.Error("another label gives the same hash")
	}
}

// edit changes the seed as a tree.
func edit(t *testing.T, change func(tree map[string]any)) string {
	t.Helper()
	var tree map[string]any
	if err := json.Unmarshal([]byte(plan.NamDinh), &tree); err != nil {
		t.Fatal(err)
	}
	change(tree)
	b, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// at walks to an object of the tree.
func at(tree map[string]any, list string, i int) map[string]any {
	return tree[list].([]any)[i].(map[string]any)
}

func TestParseNamesEveryFault(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change  func(tree map[string]any)
		pointer string
		detail  string
	}{
		"unknown field":       {func(m map[string]any) { at(m, "units", 3)["sucessors"] = nil }, "/units/3/sucessors", "the nearest known is “successors”"},
		"field of other case": {func(m map[string]any) { at(m, "units", 3)["Note"] = "x" }, "/units/3/Note", "the nearest known is “note”"},
		"odd key":             {func(m map[string]any) { m["a/b~"] = 1 }, "/a~1b~0", "Unknown field"},
		"missing field":       {func(m map[string]any) { delete(at(m, "forms", 2), "kind") }, "/forms/2/kind", "required"},
		"null":                {func(m map[string]any) { at(m, "forms", 2)["kind"] = nil }, "/forms/2/kind", "string is needed"},
		"text for a number":   {func(m map[string]any) { at(m, "pillars", 0)["order"] = "1" }, "/pillars/0/order", "integer is needed"},
		"fraction":            {func(m map[string]any) { at(m, "pillars", 0)["order"] = 1.5 }, "/pillars/0/order", "integer is needed"},
		"object for a list":   {func(m map[string]any) { m["pillars"] = map[string]any{} }, "/pillars", "array is needed"},
		"no such day":         {func(m map[string]any) { at(m, "units", 3)["valid_to"] = "2025-02-29" }, "/units/3/valid_to", "Not a real day"},
		"end before start":    {func(m map[string]any) { at(m, "units", 3)["valid_from"] = "2025-07-01" }, "/units/3/valid_to", "before the first day"},
		"malformed code":      {func(m map[string]any) { at(m, "audiences", 1)["slug"] = "Học sinh" }, "/audiences/1", "Malformed code"},
		"code twice":          {func(m map[string]any) { at(m, "audiences", 1)["slug"] = "doanh-nghiep" }, "/audiences/3", "stands above"},
		"unit twice":          {func(m map[string]any) { at(m, "units", 1)["slug"] = "so-tai-chinh" }, "/units/5/slug", "stands above"},
		"unknown parent":      {func(m map[string]any) { at(m, "units", 5)["parent"] = "ubnd-tinh-nam-din" }, "/units/5/parent", "the nearest is “ubnd-tinh-nam-dinh”"},
		"unknown successor":   {func(m map[string]any) { at(m, "units", 5)["successors"] = []any{"so-noi-vu", "so-y-t"} }, "/units/5/successors/1", "the nearest is “so-y-te”"},
		"own successor":       {func(m map[string]any) { at(m, "units", 5)["successors"] = []any{"so-tai-chinh"} }, "/units/5/successors", "own successor: so-tai-chinh → so-tai-chinh"},
		"circle of parents":   {func(m map[string]any) { at(m, "units", 0)["parent"] = "so-tai-chinh" }, "/units/0/parent", "own parent: ubnd-tinh-nam-dinh → so-tai-chinh → ubnd-tinh-nam-dinh"},
		"circle of successors": {func(m map[string]any) {
			at(m, "units", 5)["successors"] = []any{"so-noi-vu", "so-y-te"}
			at(m, "units", 6)["successors"] = []any{"so-tai-chinh"}
		}, "/units/5/successors", "own successor: so-tai-chinh → so-noi-vu → so-tai-chinh"},
		"deep tree": {func(m map[string]any) {
			for i := 3; i < 13; i++ {
				at(m, "units", i)["parent"] = at(m, "units", i-1)["slug"]
			}
		}, "/units/12/parent", "deeper than 10 levels: so-nong-nghiep-va-moi-truong → so-tai-nguyen-va-moi-truong → "},
		"pillar of an area":   {func(m map[string]any) { at(m, "content_areas", 2)["pillars"] = []any{"apsc", "ace"} }, "/content_areas/2/pillars/1", "the nearest is “aec”"},
		"unknown lead":        {func(m map[string]any) { m["plan"].(map[string]any)["lead_unit"] = "so-x" }, "/plan/lead_unit", "There is no code"},
		"language of a state": {func(m map[string]any) { at(m, "member_states", 0)["languages"] = []any{"xx"} }, "/member_states/0/languages/0", "There is no code"},
		"state in small":      {func(m map[string]any) { at(m, "member_states", 0)["code"] = "bn" }, "/member_states/0", "Malformed code"},
		"empty name":          {func(m map[string]any) { at(m, "content_areas", 0)["label_vi"] = " \u200b" }, "/content_areas/0", "must not be empty"},
		"other schema":        {func(m map[string]any) { m["_meta"].(map[string]any)["schema_version"] = 2 }, "/_meta/schema_version", "reads version 1"},
		"nothing to choose":   {func(m map[string]any) { m["content_areas"] = []any{} }, "", "At least one content area"},
		"topic in two areas":  {func(m map[string]any) { at(m, "content_areas", 1)["topics"] = at(m, "content_areas", 0)["topics"] }, "/content_areas/1/topics/0", "stands above"},
		"title of plan":       {func(m map[string]any) { m["plan"].(map[string]any)["title_en"] = "" }, "/plan", "must not be empty"},
		"default languages":   {func(m map[string]any) { at(m, "audiences", 0)["default_languages"] = []any{"vi", "vi"} }, "/audiences/0/default_languages/1", "stands above"},
		"period of plan": {func(m map[string]any) {
			m["plan"].(map[string]any)["period"] = map[string]any{"from": "2026-01-01", "to": "2025-12-31"}
		}, "/plan/period/to", "before the first day"},
		"wrong type in a list": {func(m map[string]any) { at(m, "content_areas", 0)["pillars"] = []any{7} }, "/content_areas/0/pillars/0", "string is needed"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := plan.Parse([]byte(edit(t, c.change)))
			failure, ok := fault.As(err)
			if !ok || failure.Code != fault.ValidationFailed {
				t.Fatalf("got %v, want a validation error", err)
			}
			if !slices.ContainsFunc(failure.Fields, func(f fault.Field) bool {
				return f.Pointer == c.pointer && strings.Contains(f.Detail.EN, c.detail) && f.Detail.VI != ""
			}) {
				t.Errorf("fields %+v, want %q at %q", failure.Fields, c.detail, c.pointer)
			}
		})
	}
}

func TestParseReportsAllFaultsAtOnce(t *testing.T) {
	t.Parallel()
	_, err := plan.Parse([]byte(edit(t, func(m map[string]any) {
		at(m, "forms", 0)["kind"], at(m, "forms", 1)["kind"], at(m, "units", 0)["x"] = 1, 2, 3
	})))
	if failure, ok := fault.As(err); !ok || len(failure.Fields) != 3 {
		t.Errorf("got %v, want three fields", err)
	}
}

func TestParseRefusesWhatIsNotJSON(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing": "", "half": plan.NamDinh[:1000], "two": "{}{}", "a key twice": `{"plan":1,"plan":2}`, "not UTF-8": "{\"\xff\":1}",
		"deep": strings.Repeat("[", 100) + strings.Repeat("]", 100), "comment": "{} // x",
	} {
		if _, err := plan.Parse([]byte(text)); !fault.Is(err, fault.MalformedBody) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := plan.Parse(make([]byte, 5<<20)); !fault.Is(err, fault.BodyTooLarge) {
		t.Errorf("5 MB: %v", err)
	}
	if _, err := plan.Parse([]byte("[]")); !fault.Is(err, fault.ValidationFailed) {
		t.Errorf("a list: %v", err)
	}
}

// small is the smallest whole document: fuzzing mutates it a thousand times faster than
// the seed.
func small() string {
	return `{"_meta":{"schema_version":1},"plan":{"slug":"k","title_vi":"K","title_en":"K","lead_unit":"so-a",
"period":{"from":"2026-01-01","to":"2030-12-31"},"territory":{"name_vi":"tỉnh"}},
"pillars":[{"slug":"aec","code":"AEC","order":1,"name_vi":"Kinh tế","short_vi":"Kinh tế","name_en":"Economic","short_en":"Economic","valid_to":null}],
"content_areas":[{"no":1,"slug":"a","label_vi":"A","label_en":"A","pillars":["aec"],"topics":[{"slug":"t","label_vi":"T","label_en":"T"}]}],
"audiences":[],"forms":[],"languages":[{"code":"vi","name_vi":"Tiếng Việt","name_en":"Vietnamese"}],"member_states":[],
"units":[{"slug":"so-a","name_vi":"Sở A","short_vi":"Sở","name_en":"Department A","type":"so","successors":[]}]}`
}

func TestTheSmallestDocument(t *testing.T) {
	t.Parallel()
	if d := parse(t, small()); len(d.Areas) != 1 || d.Plan.LeadUnit != "so-a" {
		t.Errorf("%+v", d.Plan)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(small())
	f.Add(`{"_meta":{"schema_version":1},"plan":{"slug":"a","period":{"from":"2026-01-01","to":""}},"pillars":[{"slug":null}]}`)
	f.Add(`{"a":[1,-2.5e300,true,null,"\ud800","\u0000"]}`)
	f.Fuzz(func(t *testing.T, input string) {
		d, err := plan.Parse([]byte(input))
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Errorf("an error that is not for people: %v", err)
			}
			return
		}
		if d.Plan.Slug == "" || len(d.Areas) == 0 || len(d.Hash()) != 64 {
			t.Errorf("accepted without a code, an area or a hash: %q", input)
		}
	})
}
