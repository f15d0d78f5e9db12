package text_test

import (
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/text"
)

// A hint is given where a slip of the hand is likely, and nowhere else.
func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"apsc", "aec", "ascc", "so-tai-chinh", "so-noi-vu", "vi", "en", "VN", "TL", "di-san-xanh"}
	for word, want := range map[string]string{
		"apscc": "apsc", "aecc": "aec", "ace": "aec", "AEC": "aec", // letters put in, exchanged, of another case
		"so-tai-chin": "so-tai-chinh", "so-tai-chnih": "so-tai-chinh", "Sở Tài chính": "so-tai-chinh", "di-san-xnah-": "di-san-xanh",
		"so-tai-nguyen": "", "asean": "", "kinh-te": "", "zz": "", "fr": "", "": "", "so-y-te": "", "vn": "VN",
		strings.Repeat("x", 5000): "",
	} {
		if got := text.Nearest(word, known); got != want {
			t.Errorf("%.20q: %q, want %q", word, got, want)
		}
	}
	if got := text.Nearest("aec", nil); got != "" {
		t.Errorf("of nothing: %q", got)
	}
}
