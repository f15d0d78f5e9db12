package text_test

import (
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/text"
)

func TestCounts(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		in                      string
		graphemes, utf16, count int
	}{
		{"", 0, 0, 0},
		{"Sở Thông tin và Truyền thông", 28, 28, 6},
		{"vie\u0302\u0323t", 4, 6, 1},
		{"Hội nghị – lần thứ 47.", 22, 22, 5},
		{"👩\u200d🌾 nông dân", 10, 14, 2},
		{"东盟 ASEAN", 8, 8, 3},
		{"ประชาคม", 7, 7, 7},
		{"2026年东盟ASEAN峰会", 14, 14, 7},
		{"ปี๒๕๖๘ (2568)", 12, 13, 3},
	} {
		if g, u, s := text.Graphemes(tc.in), text.UTF16Len(tc.in), text.Count(tc.in); g != tc.graphemes || u != tc.utf16 || s != tc.count {
			t.Errorf("%q: graphemes %d, UTF-16 %d, count %d; want %d, %d, %d", tc.in, g, u, s, tc.graphemes, tc.utf16, tc.count)
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		in   string
		n    int
		want string
	}{
		{"Nam Định", 8, "Nam Định"},
		{"Nam Định", 7, "Nam…"},
		{"Nam Định quê em", 9, "Nam Định…"},
		{"Nam Định, quê em", 11, "Nam Định…"},
		{"Nam Định", 1, "…"},
		{"Nam Định", 0, ""},
		{"vie\u0302\u0323t nam", 3, "vi…"},
		{"👩\u200d🌾👩\u200d🌾👩\u200d🌾", 2, "👩\u200d🌾…"},
		{"A " + strings.Repeat("ก", 40), 20, "A " + strings.Repeat("ก", 17) + "…"},
	} {
		got := text.Cut(tc.in, tc.n)
		if got != tc.want || text.Graphemes(got) > tc.n {
			t.Errorf("Cut(%q, %d) = %q, want %q", tc.in, tc.n, got, tc.want)
		}
	}
}

// TestMeasure holds the length of a sentence in each language of the plan against what a
// reader of it counts.
func TestMeasure(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lang, in string
		unit     text.Unit
		count    int
	}{
		{"vi", "Cộng đồng ASEAN vì người dân.", text.InSyllables, 6},
		{"en", "A people-centred ASEAN Community.", text.InWords, 4},
		{"id", "Masyarakat ASEAN yang berpusat pada rakyat.", text.InWords, 6},
		{"ms", "Komuniti ASEAN berteraskan rakyat.", text.InWords, 4},
		{"fil", "Pamayanang ASEAN para sa mga mamamayan.", text.InWords, 6},
		{"th", "ประชาคมอาเซียน", text.InLetters, 13},
		{"lo", "ປະຊາຄົມອາຊຽນ", text.InLetters, 11},
		{"km", "សហគមន៍ អាស៊ាន", text.InLetters, 8},
		{"my", "အာဆီယံ", text.InLetters, 3},
		{"zh-Hans", "东盟共同体，2026年。", text.InLetters, 7},
		{"ta", "ஆசியான் சமூகம்", text.InWords, 2},
		{"pt", "Comunidade da ASEAN centrada nas pessoas.", text.InWords, 6},
		{"tet", "Komunidade ASEAN ba ema hotu.", text.InWords, 5},
		{"ja", "アセアン共同体", text.InLetters, 7},
	} {
		got := text.Measure(c.in, c.lang)
		if got.Unit != c.unit || got.Count != c.count || got.Characters != text.Graphemes(c.in) || got.Minutes != 1 {
			t.Errorf("%s: %q is %+v, want %d %s", c.lang, c.in, got, c.count, c.unit)
		}
	}
	if got := text.Measure(strings.Repeat("chữ ", 251), "vi"); got.Minutes != 2 {
		t.Errorf("251 syllables take %d minutes, want 2", got.Minutes)
	}
	if got := text.Measure(" \n", "vi"); got.Count != 0 || got.Minutes != 0 {
		t.Errorf("nothing is %+v", got)
	}
}

// TestCutInEveryLanguage cuts real words where their readers would.
func TestCutInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lang, in string
		n        int
		want     string
	}{
		{"vi", "Lễ hội Đền Trần khai ấn", 12, "Lễ hội Đền…"},
		{"en", "The people-centred Community", 16, "The people…"},
		{"id", "Masyarakat ASEAN berpusat", 18, "Masyarakat ASEAN…"},
		{"ms", "Komuniti ASEAN berteraskan", 16, "Komuniti ASEAN…"},
		{"fil", "Pamayanang ASEAN para sa mga", 20, "Pamayanang ASEAN…"},
		{"pt", "Comunidade da ASEAN centrada", 22, "Comunidade da ASEAN…"},
		{"tet", "Komunidade ASEAN ba ema", 18, "Komunidade ASEAN…"},
		{"ta", "ஆசியான் சமூகம் இன்று", 11, "ஆசியான் சமூகம்…"},
		{"th, before sara aa", "ประชาคมอาเซียน", 5, "ประ…"},
		{"th, after a leading vowel", "อาเซียน", 4, "อา…"},
		{"th, a space is best", "ประชาคม อาเซียน", 10, "ประชาคม…"},
		{"lo, before a vowel", "ປະຊາຄົມ", 4, "ປະ…"},
		{"lo, after a leading vowel", "ປະເທດ", 4, "ປະ…"},
		{"km, not before a subscript", "កម្ពុជា", 3, "ក…"},
		{"km, at a zero-width space", "សហគមន៍\u200bអាស៊ាន\u200bថ្មី", 8, "សហគមន៍…"},
		{"my, a final consonant stays", "မြန်မာ", 2, "မြ…"},
		{"my, a vowel stays", "အာဆီယံ", 3, "အာ…"},
		{"zh-Hans", "东盟共同体，面向人民", 7, "东盟共同体…"},
		{"zh-Hans, after Latin", "ASEAN 东盟共同体愿景", 10, "ASEAN 东盟共…"},
		{"ja", "アセアン共同体の会議", 6, "アセアン共…"},
	} {
		if got := text.Cut(c.in, c.n); got != c.want {
			t.Errorf("%s: Cut(%q, %d) = %q, want %q", c.lang, c.in, c.n, got, c.want)
		}
	}
}

// FuzzCut: what is cut is a beginning of the text, no longer than asked, and no grapheme is split.
func FuzzCut(f *testing.F) {
	for _, s := range []string{"Nam Định", "ประชาคม", "កម្ពុជា", "မြန်မာ", "东盟。", "👩\u200d🌾", "เเเ"} {
		f.Add(s, 3)
	}
	f.Fuzz(func(t *testing.T, s string, n int) {
		s, n = strings.ToValidUTF8(s, "?"), n%64
		got := text.Cut(s, n)
		if text.Graphemes(got) > max(n, 0) {
			t.Errorf("Cut(%q, %d) = %q is too long", s, n, got)
		}
		if head := strings.TrimSuffix(got, "…"); !strings.HasPrefix(s, head) {
			t.Errorf("Cut(%q, %d) = %q is no beginning of it", s, n, got)
		}
	})
}
