package text_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"github.com/lantoa/lantoa/internal/text"
)

// TestPairs holds spellings that a reader takes for the same, key by key.
func TestPairs(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, a, b  string
		fold, exact bool // same key?
	}{
		{"decomposed dot", "Nam Đi\u0323nh", "Nam Định", true, true},
		{"decomposed two marks", "vie\u0302\u0323t", "việt", true, true},
		{"Windows-1258", "Vi\u00ea\u0323t", "VIỆT", true, true},
		{"look-alike eth", "Ðà Nẵng", "Đà Nẵng", true, true},
		{"look-alike African D", "Ɖà Nẵng", "Đà Nẵng", true, true},
		{"tone place uy", "thuỷ sản", "thủy sản", true, true},
		{"tone place oa", "hoà bình", "hòa bình", true, true},
		{"tone place oe", "khoẻ", "khỏe", true, true},
		{"tone place, capitals", "UỶ BAN", "Ủy ban", true, true},
		{"tone place, decomposed", "hoa\u0300", "hòa", true, true},
		{"no marks typed", "nam dinh", "Nam Định", true, false},
		{"one mark less", "định", "đinh", true, false},
		{"no marks at all", "định", "dinh", true, false},
		{"two words", "bán", "bạn", true, false},
		{"year and south", "năm", "Nam", true, false},
		{"case of a name", "ASEAN", "Asean", true, true},
		{"lower case of a name", "ASEAN", "asean", true, true},
		{"hyphens", "Ma-lai-xi-a", "ma lai xi a", true, true},
		{"invisible inside", "truyền\u00ad thông", "truyền thông", true, true},
		{"non-breaking space", "Nam\u00a0Định", "Nam Định", true, true},
		{"other words", "Nam Định", "Ninh Bình", false, false},
		{"final consonant keeps its tone", "toán", "tóan", true, false},
		{"Thai signs count", "กา", "กี", false, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if a, b := text.Fold(tc.a), text.Fold(tc.b); (a == b) != tc.fold {
				t.Errorf("Fold: %q and %q, same should be %v", a, b, tc.fold)
			}
			if a, b := text.Exact(tc.a), text.Exact(tc.b); (a == b) != tc.exact {
				t.Errorf("Exact: %q and %q, same should be %v", a, b, tc.exact)
			}
		})
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	if got, want := text.Fold(" “Đường” Đê, Nam Định: 25.000 tỷ! "), "duong de nam dinh 25 000 ty"; got != want {
		t.Errorf("Fold = %q, want %q", got, want)
	}
	if got, want := text.Exact("Quý khách QUỲNH, hoạ sĩ; xoè – luỹ, tuỳ"), "quý khách quỳnh họa sĩ xòe lũy tùy"; got != want {
		t.Errorf("Exact = %q, want %q", got, want)
	}
	if diff := cmp.Diff([]string{"nam", "dinh"}, text.Words(text.Fold("Nam-Định"))); diff != "" {
		t.Errorf("Words (-want +got):\n%s", diff)
	}
}

// TestAliases reads the country names of a plan's data, where both spellings stand.
func TestAliases(t *testing.T) {
	t.Parallel()
	aliases := text.NewAliases(map[string][]string{
		"Singapore": {"Xinh-ga-po"}, "Malaysia": {"Ma-lai-xi-a"}, "Brunei": {"Bru-nây", "Brunei Darussalam"},
		"Timor-Leste": {"Ti-mo Lét-xtê", "–"},
	})
	for in, want := range map[string]string{
		"Xinh-ga-po":                    "singapore",
		"ma lai xi a":                   "malaysia",
		"Thăm Ma-lai-xi-a, Xinh ga po.": "tham malaysia singapore",
		"Brunei Darussalam":             "brunei",
		"Ti-mo Lét-xtê":                 "timor leste",
		"Ma-lai":                        "ma lai",
		"":                              "",
	} {
		if got := aliases.Unify(text.Fold(in)); got != want {
			t.Errorf("Unify(Fold(%q)) = %q, want %q", in, got, want)
		}
	}
}

func TestSlug(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		title string
		max   int
		want  string
	}{
		{"Ðà Nẵng", 80, "da-nang"},
		{"Đi\u0323nh hướng: “Cộng đồng” ASEAN 2045?", 80, "dinh-huong-cong-dong-asean-2045"},
		{"Hỏi - đáp: Cộng đồng ASEAN gồm những trụ cột nào?", 80, "hoi-dap-cong-dong-asean-gom-nhung-tru-cot-nao"},
		{"Cộng đồng ASEAN", 14, "cong-dong"},
		{"Cộng đồng ASEAN", 15, "cong-dong-asean"},
		{"Internationalisation", 8, "internat"},
		{"เมืองไทย", 80, ""},
		{"កម្ពុជា", 80, ""},
		{"ประชาคม ASEAN 2025", 80, "asean-2025"},
		{"2025", 80, ""},
		{"Łódź, Straße, Ærø", 80, "lodz-strasse-aero"},
		{"Nam Định", 0, ""},
		{"", 80, ""},
	} {
		if got := text.Slug(tc.title, tc.max); got != tc.want {
			t.Errorf("Slug(%q, %d) = %q, want %q", tc.title, tc.max, got, tc.want)
		}
	}
}

// TestSlugOfSamples compares with slugs that were made by hand for real headlines.
func TestSlugOfSamples(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/slugs.json")
	if err != nil {
		t.Fatal(err)
	}
	var samples map[string]string
	if err := json.Unmarshal(raw, &samples); err != nil {
		t.Fatal(err)
	}
	if len(samples) == 0 {
		t.Fatal("no samples")
	}
	for title, want := range samples {
		if got := text.Slug(title, 80); got != want {
			t.Errorf("Slug(%q) = %q, want %q", title, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Nam Định", "İstanbul ẞ", "กำ\u0301", "\xffa", "hoà thuỷ QUÝ", "a\u0338b", "ΩKÅ", "0 \u0301 \u0301a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		for name, key := range map[string]func(string) string{"Fold": text.Fold, "Exact": text.Exact} {
			got := key(in)
			if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
				t.Errorf("%s(%q) = %q is not valid NFC", name, in, got)
			}
			if again := key(got); again != got {
				t.Errorf("%s twice of %q: %q then %q", name, in, got, again)
			}
			if joined := strings.Join(text.Words(got), " "); joined != got {
				t.Errorf("%s(%q) = %q: words are not parted by single spaces", name, in, got)
			}
		}
		if a, b := text.Fold(in), text.Fold(text.Exact(in)); a != b {
			t.Errorf("of %q: Fold %q, Fold of Exact %q", in, a, b)
		}
	})
}

func FuzzSlug(f *testing.F) {
	f.Add("Ðà Nẵng: hội nghị", 10)
	f.Add("ไทย 2025", 80)
	f.Add("-a-", -1)
	shape := regexp.MustCompile(`^([a-z0-9]+(-[a-z0-9]+)*)?$`)
	f.Fuzz(func(t *testing.T, title string, limit int) {
		got := text.Slug(title, limit)
		if !shape.MatchString(got) || len(got) > max(limit, 0) {
			t.Errorf("Slug(%q, %d) = %q", title, limit, got)
		}
		if again := text.Slug(got, limit); got != "" && strings.ContainsAny(got, "abcdefghijklmnopqrstuvwxyz") && again != got {
			t.Errorf("Slug twice of %q: %q then %q", title, got, again)
		}
	})
}
