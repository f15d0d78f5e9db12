package text_test

import (
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/text"
)

func TestCounts(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		in                          string
		graphemes, utf16, syllables int
	}{
		{"", 0, 0, 0},
		{"Sở Thông tin và Truyền thông", 28, 28, 6},
		{"vie\u0302\u0323t", 4, 6, 1},
		{"Hội nghị – lần thứ 47.", 22, 22, 5},
		{"👩\u200d🌾 nông dân", 10, 14, 2},
		{"东盟 ASEAN", 8, 8, 3},
		{"ประชาคม", 7, 7, 7},
	} {
		if g, u, s := text.Graphemes(tc.in), text.UTF16Len(tc.in), text.Syllables(tc.in); g != tc.graphemes || u != tc.utf16 || s != tc.syllables {
			t.Errorf("%q: graphemes %d, UTF-16 %d, syllables %d; want %d, %d, %d", tc.in, g, u, s, tc.graphemes, tc.utf16, tc.syllables)
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
