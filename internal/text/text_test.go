package text_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/lantoa/lantoa/internal/text"
)

func TestClean(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ in, want string }{
		"decomposed, one mark":        {"Nam Đi\u0323nh", "Nam Định"},
		"decomposed, two marks":       {"vie\u0302\u0323t", "việt"},
		"marks in the other order":    {"vie\u0323\u0302t", "việt"},
		"old Windows-1258 style":      {"Vi\u00ea\u0323t Nam", "Việt Nam"},
		"horn apart":                  {"u\u031bo\u031b\u0301c", "ước"},
		"CRLF and CR":                 {"a\r\nb\rc", "a\nb\nc"},
		"line breaks of word editors": {"a\vb\u2028c\u0085d", "a\nb\nc\nd"},
		"controls go, tab stays":      {"a\x00b\x07\tc\x7f", "ab\tc"},
		"zero width and BOM":          {"\ufeffNam\u200b Đ\u200dịnh\u2060", "Nam Định"},
		"soft hyphen":                 {"tuyên\u00ad truyền", "tuyên truyền"},
		"grapheme joiner":             {"a\u034fb", "ab"},
		"mark behind an invisible":    {"Đi\u200d\u0323nh", "Định"},
		"non-breaking space":          {"Nam\u00a0Định\u202f1", "Nam Định 1"},
		"direction overrides":         {"a\u202eb\u2066c", "abc"},
		"noncharacters":               {"a\ufffeb\uffff", "ab"},
		"look-alikes are kept":        {"Ðà Nẵng Ɖ", "Ðà Nẵng Ɖ"},
		"ends trimmed":                {"\n\t  a\n\nb \n", "a\n\nb"},
		"breaks of Khmer kept":        {"កម្ពុជា\u200bអាស៊ាន", "កម្ពុជា\u200bអាស៊ាន"},
		"joined emoji kept":           {"👩\u200d🌾 x", "👩\u200d🌾 x"},
		"old tone place as typed":     {"hoà bình", "hoà bình"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := text.Clean(tc.in)
			if err != nil || got != tc.want {
				t.Errorf("Clean(%q) = %q, %v; want %q", tc.in, got, err, tc.want)
			}
		})
	}
}

func TestLine(t *testing.T) {
	t.Parallel()
	got, err := text.Line(" Hội nghị\r\n\tcấp  cao\u00a0\u3000ASEAN ")
	if want := "Hội nghị cấp cao ASEAN"; err != nil || got != want {
		t.Errorf("Line = %q, %v; want %q", got, err, want)
	}
}

// TestLegacyBytes: text of TCVN3 or Windows-1258 is not UTF-8 and is refused, not guessed.
func TestLegacyBytes(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"Vi\xd6t Nam", "Vi\xea\xf2t", "\xc3"} {
		if _, err := text.Clean(in); !errors.Is(err, text.ErrNotUTF8) {
			t.Errorf("Clean(%q): error %v, want ErrNotUTF8", in, err)
		}
		if _, err := text.Line(in); !errors.Is(err, text.ErrNotUTF8) {
			t.Errorf("Line(%q): error %v, want ErrNotUTF8", in, err)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"Nam Đi\u0323nh", "a\r\n\u200b\u0301b", "ไทย\u200bลาว", "\xff", "👩\u200d🌾", "க\u0301\u0bcd\u200dஷ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got, err := text.Clean(in)
		if (err == nil) != utf8.ValidString(in) {
			t.Fatalf("Clean(%q): error %v", in, err)
		}
		if err != nil {
			return
		}
		if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
			t.Errorf("Clean(%q) = %q is not valid NFC", in, got)
		}
		if strings.ContainsAny(got, "\r\v\f\x00\u00ad\u00a0\ufeff") {
			t.Errorf("Clean(%q) = %q keeps what must go", in, got)
		}
		if again, err := text.Clean(got); err != nil || again != got {
			t.Errorf("Clean twice of %q: %q then %q, %v", in, got, again, err)
		}
		line, err := text.Line(in)
		if err != nil || strings.ContainsAny(line, "\n\t") || strings.Contains(line, "  ") {
			t.Errorf("Line(%q) = %q, %v", in, line, err)
		}
		for _, n := range []int{1, 5, 20} {
			if cut := text.Cut(got, n); text.Graphemes(cut) > n || !utf8.ValidString(cut) {
				t.Errorf("Cut(%q, %d) = %q", got, n, cut)
			}
		}
	})
}

// TestBlank tells texts of which nothing can be seen.
func TestBlank(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", " \n", "\u3164", "\u2800 \u1160\uffa0\u115f", "\u0301\ufe0f", "\ue000", "\u200b\u200d", "\u00ad"} {
		if !text.Blank(s) {
			t.Errorf("something can be seen of %+q", s)
		}
	}
	for _, s := range []string{"đ", ".", "8", "e\u0301", "\u3164a", "ไทย", "👍", "—", "한"} {
		if text.Blank(s) {
			t.Errorf("nothing can be seen of %+q", s)
		}
	}
}
