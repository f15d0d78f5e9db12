package compare_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/compare"
	"github.com/lantoa/lantoa/internal/text"
)

// TestMerging merges bodies. A conflict is told as base|mine|theirs.
func TestMerging(t *testing.T) {
	t.Parallel()
	const p = `<p>Sáng nay tỉnh khai mạc hội nghị về hợp tác với các nước ASEAN tại thành phố</p>`
	for name, test := range map[string]struct {
		base, mine, theirs, want string
		conflicts                []string
	}{
		"blocks side by side":     {`<p>Một</p><p>Hai</p>`, `<p>Một tôi</p><p>Hai</p>`, `<p>Một</p><p>Hai họ</p>`, `<p>Một tôi</p><p>Hai họ</p>`, nil},
		"one adds, one takes out": {`<p>Một</p><p>Hai</p>`, `<p>Một</p><p>Hai</p><p>Ba</p>`, `<p>Hai</p>`, `<p>Hai</p><p>Ba</p>`, nil},
		"the same twice":          {`<p>Một</p>`, `<p>Một</p><p>Hai</p>`, `<p>Một</p><p>Hai</p>`, `<p>Một</p><p>Hai</p>`, nil},
		"words apart in a block": {p, strings.Replace(p, "Sáng nay", "Chiều qua", 1), strings.Replace(p, "thành phố", "thị xã", 1),
			strings.Replace(strings.Replace(p, "Sáng nay", "Chiều qua", 1), "thành phố", "thị xã", 1), nil},
		"words near each other": {p, strings.Replace(p, "hội nghị", "hội thảo", 1), strings.Replace(p, "khai mạc", "bế mạc", 1),
			strings.Replace(p, "hội nghị", "hội thảo", 1), []string{p + "|" + strings.Replace(p, "hội nghị", "hội thảo", 1) + "|" + strings.Replace(p, "khai mạc", "bế mạc", 1)}},
		"bold and another word": {p, strings.Replace(p, "Sáng nay", "<strong>Sáng nay</strong>", 1), strings.Replace(p, "thành phố", "thị xã", 1),
			strings.Replace(strings.Replace(p, "Sáng nay", "<strong>Sáng nay</strong>", 1), "thành phố", "thị xã", 1), nil},
		"heading and a word": {p, strings.NewReplacer("<p>", "<h2>", "</p>", "</h2>").Replace(p), strings.Replace(p, "thành phố", "thị xã", 1),
			strings.NewReplacer("<p>", "<h2>", "</p>", "</h2>", "thành phố", "thị xã").Replace(p), nil},
		"gone and changed":      {`<p>Một hai</p><p>Cuối</p>`, `<p>Cuối</p>`, `<p>Một ba</p><p>Cuối</p>`, `<p>Cuối</p>`, []string{`<p>Một hai</p>||<p>Một ba</p>`}},
		"two additions":         {`<p>Một</p>`, `<p>Một</p><p>Của tôi</p>`, `<p>Một</p><p>Của họ</p>`, `<p>Một</p><p>Của tôi</p>`, []string{`|<p>Của tôi</p>|<p>Của họ</p>`}},
		"items of a list":       {`<ul><li>Lúa</li><li>Cá</li></ul>`, `<ul><li>Lúa gạo</li><li>Cá</li></ul>`, `<ul><li>Lúa</li><li>Cá</li><li>Muối</li></ul>`, `<ul><li>Lúa gạo</li><li>Cá</li><li>Muối</li></ul>`, nil},
		"cells of a row":        {`<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>`, `<table><tbody><tr><td>3</td><td>2</td></tr></tbody></table>`, `<table><tbody><tr><td>1</td><td>4</td></tr></tbody></table>`, `<table><tbody><tr><td>3</td><td>4</td></tr></tbody></table>`, nil},
		"words without a block": {`Một<p>Hai</p>`, `Một tôi<p>Hai</p>`, `Một<p>Hai họ</p>`, `Một tôi<p>Hai họ</p>`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := compare.Merge(compare.Text{Body: test.base}, compare.Text{Body: test.mine}, compare.Text{Body: test.theirs}, nil)
			var conflicts []string
			for _, c := range got.Open {
				conflicts = append(conflicts, c.Base+"|"+c.Mine+"|"+c.Theirs)
			}
			if got.Text.Body != test.want || !slices.Equal(conflicts, test.conflicts) {
				t.Errorf("got  %s %q\nwant %s %q", got.Text.Body, conflicts, test.want, test.conflicts)
			}
			if clean := text.NewHTML().Sanitize(got.Text.Body); clean != got.Text.Body {
				t.Errorf("it is not as it is kept: %s", clean)
			}
		})
	}
}

func TestTitleLeadAndPicturesAreMerged(t *testing.T) {
	t.Parallel()
	base := compare.Text{Title: "Tỉnh họp bàn về du lịch", Lead: "Sáng nay tỉnh họp bàn kế hoạch năm", Pictures: []string{"a", "b"}}
	mine := compare.Text{Title: "Tỉnh họp bàn về biển", Lead: "Chiều nay tỉnh họp bàn kế hoạch năm", Pictures: []string{"c", "a", "b"}}
	theirs := compare.Text{Title: "Tỉnh họp bàn về lúa", Lead: "Sáng nay tỉnh họp bàn kế hoạch tháng", Pictures: []string{"a", "b", "d"}}
	got := compare.Merge(base, mine, theirs, nil)
	if got.Text.Lead != "Chiều nay tỉnh họp bàn kế hoạch tháng" || !slices.Equal(got.Text.Pictures, []string{"c", "a", "b", "d"}) {
		t.Errorf("lead and pictures are %+v", got.Text)
	}
	if len(got.Open) != 1 || got.Open[0].Field != compare.Title || got.Text.Title != mine.Title {
		t.Fatalf("of the title is asked %+v", got.Open)
	}
	theirs.Pictures = []string{"b", "a"}
	mine.Pictures = []string{"d", "b", "a"}
	if list := compare.Merge(base, mine, theirs, nil).Text.Pictures; !slices.Equal(list, []string{"d", "b", "a"}) {
		t.Errorf("pictures of both are %q", list)
	}
}

func TestChoicesSettle(t *testing.T) {
	t.Parallel()
	base := compare.Text{Title: "Cũ", Lead: "Cũ", Body: `<p>Một hai</p><ul><li>Lúa</li></ul><table><tbody><tr><td>1</td></tr></tbody></table>`, Pictures: []string{"a"}}
	mine := compare.Text{Title: "Tôi", Lead: "Tôi", Body: `<p>Một tôi</p><ul><li>Gạo</li></ul><table><tbody><tr><td>2</td></tr></tbody></table>`, Pictures: []string{"m", "a"}}
	theirs := compare.Text{Title: "Họ", Lead: "Họ", Body: `<p>Một họ</p><ul><li>Nếp</li></ul><table><tbody><tr><td>3</td></tr></tbody></table>`, Pictures: []string{"t", "a"}}
	open := compare.Merge(base, mine, theirs, nil).Open
	if len(open) != 6 {
		t.Fatalf("%d conflicts: %+v", len(open), open)
	}
	all := func(take compare.Take) map[string]compare.Choice {
		choices := map[string]compare.Choice{}
		for _, one := range open {
			c := compare.Choice{Take: take}
			switch {
			case take != compare.Own:
			case one.Field == compare.Pictures:
				c.Pictures = []string{"x"}
			default:
				c.Own = "riêng"
			}
			choices[one.ID] = c
		}
		return choices
	}
	const table = `<table><tbody><tr><td>`
	const ends = `</td></tr></tbody></table>`
	for take, want := range map[compare.Take]compare.Text{
		compare.Mine: mine, compare.Theirs: theirs,
		compare.Both: {Title: "Tôi Họ", Lead: "Tôi\nHọ", Body: `<p>Một tôi</p><p>Một họ</p><ul><li>Gạo</li><li>Nếp</li></ul>` + table + `2<br/>3` + ends, Pictures: []string{"m", "a", "t"}},
		compare.Own:  {Title: "riêng", Lead: "riêng", Body: `<p>riêng</p><ul><li>riêng</li></ul>` + table + `riêng` + ends, Pictures: []string{"x"}},
	} {
		got := compare.Merge(base, mine, theirs, all(take))
		if len(got.Open)+len(got.Unknown)+len(got.Faulty) > 0 || len(got.Answered) != 6 {
			t.Errorf("%s leaves %+v", take, got)
		}
		if got.Text.Title != want.Title || got.Text.Lead != want.Lead || got.Text.Body != want.Body || !slices.Equal(got.Text.Pictures, want.Pictures) {
			t.Errorf("%s makes %+v, want %+v", take, got.Text, want)
		}
	}
	if got := compare.Merge(base, mine, theirs, all("hers")); len(got.Faulty) != 6 || len(got.Open) != 6 {
		t.Errorf("a take that there is not: %+v", got)
	}
}

// TestAnAnswerReachesOneConflictAlone: theirs was saved anew meanwhile, so the place is to be looked
// at again.
func TestAnAnswerReachesOneConflictAlone(t *testing.T) {
	t.Parallel()
	base, mine := compare.Text{Title: "Cũ"}, compare.Text{Title: "Tôi"}
	id := compare.Merge(base, mine, compare.Text{Title: "Họ"}, nil).Open[0].ID
	choices := map[string]compare.Choice{id: {Take: compare.Mine}}
	if again := compare.Merge(base, mine, compare.Text{Title: "Họ"}, choices); len(again.Open) != 0 {
		t.Errorf("the same conflict has another id: %+v", again.Open)
	}
	later := compare.Merge(base, mine, compare.Text{Title: "Họ viết thêm"}, choices)
	if len(later.Open) != 1 || !slices.Equal(later.Unknown, []string{id}) {
		t.Errorf("an answer to another text is taken: %+v", later)
	}
}

// TestAChoiceIsTakenWholeOrNotAtAll: own words that stand where they cannot, or beside another
// take, are told and never dropped, moved or taken for a wish to take the place out.
func TestAChoiceIsTakenWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	base := compare.Text{Title: "Cũ", Body: `<p>Một hai</p><ul><li>Lúa</li></ul><table><tbody><tr><td>1</td><td>0</td></tr></tbody></table>`, Pictures: []string{"a"}}
	mine := compare.Text{Title: "Tôi", Body: `<p>Một tôi</p><ul><li>Gạo</li></ul><table><tbody><tr><td>2</td><td>0</td></tr></tbody></table>`, Pictures: []string{"m", "a"}}
	theirs := compare.Text{Title: "Họ", Body: `<p>Một họ</p><ul><li>Nếp</li></ul><table><tbody><tr><td>3</td><td>0</td></tr></tbody></table>`, Pictures: []string{"t", "a"}}
	open := compare.Merge(base, mine, theirs, nil).Open
	if len(open) != 5 {
		t.Fatalf("%d conflicts: %+v", len(open), open)
	}
	title, paragraph, item, cell, pictures := open[0].ID, open[1].ID, open[2].ID, open[3].ID, open[4].ID
	own := func(words string) compare.Choice { return compare.Choice{Take: compare.Own, Own: words} }
	for id, choices := range map[string][]compare.Choice{
		title:     {{Take: compare.Mine, Own: "Chữ"}, {Take: compare.Both, Pictures: []string{}}, {Take: compare.Own, Own: "Chữ", Pictures: []string{"x"}}},
		paragraph: {{Take: compare.Own, Pictures: []string{"x"}}, own("<li>Chữ</li>"), own("<table><caption>Chữ</caption></table><li>Chữ</li>"), own("<figcaption>Chữ</figcaption>")},
		item:      {own("<p>Chữ</p>"), own("<li>Chữ</li><p>Chữ</p>"), {Take: compare.Theirs, Own: "Chữ"}},
		cell:      {own("<p>Chữ</p>"), own("<td>Chữ</td><p>Chữ</p>")},
		pictures:  {{Take: compare.Own}, own("Chữ"), {Take: compare.Theirs, Pictures: []string{"x"}}},
	} {
		for _, choice := range choices {
			got := compare.Merge(base, mine, theirs, map[string]compare.Choice{id: choice})
			if !slices.Equal(got.Faulty, []string{id}) || len(got.Open) != 5 || got.Text.Body != mine.Body {
				t.Errorf("%s: %+v makes %+v", id, choice, got)
			}
		}
	}
	got := compare.Merge(base, mine, theirs, map[string]compare.Choice{paragraph: own("<h2>Chữ</h2><ul><li>Chữ</li></ul>"), item: own("<li>Chữ</li><li>nữa</li>"), cell: own("<th>Chữ</th>"),
		pictures: {Take: compare.Own, Pictures: []string{}}})
	if want := `<h2>Chữ</h2><ul><li>Chữ</li></ul><ul><li>Chữ</li><li>nữa</li></ul><table><tbody><tr><th>Chữ</th><td>0</td></tr></tbody></table>`; got.Text.Body != want || len(got.Text.Pictures) != 0 || len(got.Open) != 1 {
		t.Errorf("what can stand makes %+v", got)
	}
}
