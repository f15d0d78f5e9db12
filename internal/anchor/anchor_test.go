package anchor_test

import (
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/anchor"
)

// marked parts a text at the brackets around its selection.
func marked(s string) (text string, start, end int) {
	before, rest, _ := strings.Cut(s, "[")
	words, after, _ := strings.Cut(rest, "]")
	start = len([]rune(before))
	return before + words + after, start, start + len([]rune(words))
}

func show(text string, p anchor.Place) string {
	if p.Found == anchor.Orphaned {
		return string(p.Found)
	}
	r := []rune(text)
	return string(r[:p.Start]) + "[" + string(r[p.Start:p.End]) + "]" + string(r[p.End:])
}

func TestASelectionIsFoundAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ from, to, found string }{
		"nothing changed":       {"Tỉnh [Nam Định] gặp gỡ.", "Tỉnh [Nam Định] gặp gỡ.", "exact"},
		"words before":          {"Tỉnh [Nam Định] gặp gỡ.", "Sáng nay tại Hà Nội, tỉnh [Nam Định] gặp gỡ.", "exact"},
		"words behind":          {"Tỉnh [Nam Định] gặp gỡ.", "Tỉnh [Nam Định] gặp gỡ các đại sứ.", "exact"},
		"a part of a word":      {"Xuất khẩu gạo [tăng 12]0 nghìn tấn.", "Năm nay xuất khẩu gạo [tăng 12]0 nghìn tấn.", "exact"},
		"a space more":          {"Tỉnh [Nam Định] gặp gỡ các đại sứ.", "Tỉnh [Nam  Định] gặp gỡ các đại sứ.", "changed"},
		"a word in the middle":  {"Hôm qua [tỉnh Nam Định gặp gỡ các đại sứ ASEAN] tại đây.", "Hôm qua [tỉnh Nam Định vừa gặp gỡ các đại sứ ASEAN] tại đây.", "changed"},
		"the words went":        {"Một câu. Tỉnh [Nam Định] gặp gỡ. Câu cuối.", "Một câu. Câu cuối.", "orphaned"},
		"all went":              {"Tỉnh [Nam Định] gặp gỡ.", "", "orphaned"},
		"another word came":     {"Gạo tăng [mười] nghìn tấn.", "Gạo tăng trăm nghìn tấn.", "orphaned"},
		"the first of two went": {"Gạo [tăng] mạnh. Cá tăng mạnh.", "Cá tăng mạnh.", "orphaned"},
		"the other of two went": {"Gạo tăng mạnh. Gạo [tăng] vừa.", "Gạo [tăng] vừa.", "exact"},
		"of two lines":          {"Đoàn [đi] Huế.\n\nĐoàn đi Vinh.", "Đoàn đi Vinh.", "orphaned"},
		"of the same twice":     {"gạo và gạo và [gạo]", "thóc, gạo và gạo và [gạo]", "exact"},
		"letters without space": {"大会は[東京]で開かれた。", "今年の大会は[東京]で開かれた。", "exact"},
		"a paragraph moved": {"Đoạn một nói về du lịch biển.\n\nĐoạn hai nói [về lúa gạo] của tỉnh.\n\nĐoạn ba nói về học sinh.\n\nĐoạn bốn nói về thể thao.",
			"Đoạn một nói về du lịch biển.\n\nĐoạn ba nói về học sinh.\n\nĐoạn bốn nói về thể thao.\n\nĐoạn hai nói [về lúa gạo] của tỉnh.", "exact"},
		"moved and changed": {"Mở đầu bản tin hôm nay.\n\nTỉnh [đón năm trăm khách Lào và Thái trong tuần] này nhé.\n\nKết thúc bản tin hôm nay, hẹn gặp lại.",
			"Mở đầu bản tin hôm nay.\n\nKết thúc bản tin hôm nay, hẹn gặp lại.\n\nVậy là [đón năm trăm khách Lào và Thái trong] tháng rồi đó.", "changed"},
	} {
		older, start, end := marked(c.from)
		newer, _, _ := marked(c.to)
		want := c.to
		if c.found == "orphaned" {
			want = "orphaned"
		}
		p := anchor.Locate(start, end, older, newer)
		if got := show(newer, p); got != want || string(p.Found) != c.found {
			t.Errorf("%s: %s is %q, want %s %q", name, p.Found, got, c.found, want)
		}
	}
}

func TestWordsAreFoundByWhatStandsAroundThem(t *testing.T) {
	t.Parallel()
	const text = "Gạo tăng. Cá tăng.\n\nTôm  tăng."
	for name, c := range map[string]struct{ exact, prefix, suffix, want string }{
		"each":               {"tăng", "", "", "4 13 25"},
		"by what is before":  {"tăng", "Cá ", "", "13"},
		"by what is behind":  {"tăng", "", ".\n\nTôm", "13"},
		"otherwise spaced":   {"Cá\ntăng. Tôm tăng", "", "", "10"},
		"a part of a word":   {"tă", "", "ng. C", "4"},
		"not there":          {"giảm", "", "", ""},
		"with another text":  {"tăng", "Mực ", "", ""},
		"of nothing":         {" ", "", "", ""},
		"at the beginning":   {"Gạo", "", " tăng", "0"},
		"a part of a prefix": {"tăng", "ạo ", "", "4"},
	} {
		var starts []string
		for _, q := range anchor.Find(text, c.exact, c.prefix, c.suffix) {
			starts = append(starts, itoa(q.Start))
			if r := []rune(text); string(r[q.Start:q.End]) != q.Exact || !anchor.Same(q.Exact, c.exact) && name != "a part of a word" {
				t.Errorf("%s: %+v", name, q)
			}
		}
		if got := strings.Join(starts, " "); got != c.want {
			t.Errorf("%s: at %q, want %q", name, got, c.want)
		}
	}
}

// TestWhatStandsAroundMayBeLong: a page gives as much as it takes to tell two places apart.
func TestWhatStandsAroundMayBeLong(t *testing.T) {
	t.Parallel()
	same := strings.Repeat("gạo cá ", 100)
	text := "Lúa " + same + "tôm " + same + "mực. Ngô " + same + "tôm " + same + "cua."
	second := len([]rune(text[:strings.LastIndex(text, "tôm")]))
	for name, c := range map[string]struct{ exact, prefix, suffix string }{
		"before":              {"tôm", "Ngô " + same, ""},
		"behind":              {"tôm", "", " " + same + "cua"},
		"a part of a word":    {"ôm", "Ngô " + same + "t", " " + same},
		"the beginning of it": {"tô", "gạo cá ", "m " + same + "cua."},
	} {
		want := second
		if name == "a part of a word" {
			want++
		}
		if found := anchor.Find(text, c.exact, c.prefix, c.suffix); len(found) != 1 || found[0].Start != want {
			t.Errorf("%s: %+v, want one at %d", name, found, want)
		}
	}
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

func TestAPartOfATextIsQuoted(t *testing.T) {
	t.Parallel()
	q, ok := anchor.At("Tỉnh Nam Định gặp gỡ.", 5, 13)
	if !ok || q != (anchor.Quote{Exact: "Nam Định", Prefix: "Tỉnh ", Suffix: " gặp gỡ.", Start: 5, End: 13}) {
		t.Errorf("%+v", q)
	}
	for _, c := range [][2]int{{-1, 3}, {3, 3}, {4, 5}, {5, 100}, {7, 5}} {
		if q, ok := anchor.At("Tỉnh Nam Định gặp gỡ.", c[0], c[1]); ok {
			t.Errorf("%v is a part: %+v", c, q)
		}
	}
}
