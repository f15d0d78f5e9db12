package legacy_test

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/lantoa/lantoa/internal/legacy"
)

// TestKnownWords holds the charts against words as they stand in old documents.
func TestKnownWords(t *testing.T) {
	t.Parallel()
	tables := legacy.NewTables()
	for _, c := range []struct {
		e           legacy.Encoding
		coded, want string
	}{
		{legacy.TCVN3, "ViÖt Nam", "Việt Nam"},
		{legacy.TCVN3, "Céng hoµ x· héi chñ nghÜa ViÖt Nam", "Cộng hoà xã hội chủ nghĩa Việt Nam"},
		{legacy.TCVN3, "§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"},
		{legacy.TCVN3, "B¶o Th¾ng, M\u00adêng Kh\u00ad¬ng, B¸t X¸t", "Bảo Thắng, Mường Khương, Bát Xát"},
		{legacy.TCVN3, "truyÒn th«ng ®Ó mäi ng\u00adêi hiÓu râ", "truyền thông để mọi người hiểu rõ"},
		{legacy.TCVN3, "T- t-ëng Hå ChÝ Minh", "Tư tưởng Hồ Chí Minh"},
		{legacy.TCVN3, "kinh tÕ - x· héi, hîp t¸c Mª-k«ng, COVID-19", "kinh tế - xã hội, hợp tác Mê-kông, COVID-19"},
		{legacy.TCVN3, "CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"},
		{legacy.TCVN3, "UBND X· HiÖp Hoµ", "UBND Xã Hiệp Hoà"},
		{legacy.TCVN3, "tr¦êng häc", "trường học"},
		{legacy.TCVN3, "tru\u00adyÒn", "truyền"},
		{legacy.VNI, "Vieät Nam", "Việt Nam"},
		{legacy.VNI, "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"},
		{legacy.VNI, "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"},
		{legacy.VNI, "Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"},
		{legacy.VNI, "tænh Nam Ñònh, thôøi kyø ñoåi môùi, moät tyû, kyõ sö, kyù keát, dieãn bieán, nöôùc ngoaøi, bìa", "tỉnh Nam Định, thời kỳ đổi mới, một tỷ, kỹ sư, ký kết, diễn biến, nước ngoài, bìa"},
		{legacy.VNI, "Viea\u0308t", "Việt"}, // a mark that came decomposed
	} {
		if got := tables.Decode(c.e, c.coded); got != c.want {
			t.Errorf("%s %q\n got %q\nwant %q", c.e, c.coded, got, c.want)
		}
	}
}

// letters are the 134 letters of Vietnamese that ASCII has not.
func letters() []rune {
	var all []rune
	for _, base := range "aăâeêioôơuưy" {
		for _, tone := range []string{"", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"} {
			for _, letter := range norm.NFC.String(string(base) + tone) {
				if letter > unicode.MaxASCII {
					all = append(all, letter, unicode.ToUpper(letter))
				}
			}
		}
	}
	return append(all, 'đ', 'Đ')
}

// TestAllLetters takes every letter there and back.
func TestAllLetters(t *testing.T) {
	t.Parallel()
	tables := legacy.NewTables()
	if n := len(letters()); n != 134 {
		t.Fatalf("%d letters, want 134", n)
	}
	for _, letter := range letters() {
		code := tables.Encode(legacy.VNI, string(letter))
		if got := tables.Decode(legacy.VNI, code); got != string(letter) {
			t.Errorf("VNI %q: %q became %q", letter, code, got)
		}
		code = tables.Encode(legacy.TCVN3, string(letter))
		want := string(letter)
		if !strings.ContainsRune("ĂÂÊÔƠƯĐ", letter) {
			want = strings.ToLower(want)
		}
		if got := tables.Decode(legacy.TCVN3, code); got != want {
			t.Errorf("TCVN3 %q: %q became %q, want %q", letter, code, got, want)
		}
		for _, r := range code {
			if r > 0xff {
				t.Errorf("TCVN3 %q: %q is no byte", letter, r)
			}
		}
	}
}

// TestFontOfCapitals: a font that shows capitals alone makes them.
func TestFontOfCapitals(t *testing.T) {
	t.Parallel()
	tables := legacy.NewTables()
	runs := []legacy.Run{{Text: "uû ban nh©n d©n", Font: ".VnTimeH"}, {Text: " tØnh Nam §Þnh", Font: ".VnTime"}, {Text: " (Việt)", Font: "Times New Roman"}}
	converted, _ := tables.Convert(legacy.TCVN3, runs, nil)
	got := strings.Join(converted, "")
	if want := "UỶ BAN NHÂN DÂN tỉnh Nam Định (Việt)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFontEncoding(t *testing.T) {
	t.Parallel()
	for font, want := range map[string]struct {
		e        legacy.Encoding
		capitals bool
	}{
		`".VnTime","serif"`: {legacy.TCVN3, false}, ".VnArialH": {legacy.TCVN3, true}, "'.vntimeh'": {legacy.TCVN3, true},
		"VNI-Times": {legacy.VNI, false}, "vni-helve, sans-serif": {legacy.VNI, false},
		"Times New Roman": {}, "Arial, .VnTime": {}, "": {}, "Vnesse": {},
	} {
		if e, capitals := legacy.FontEncoding(font); e != want.e || capitals != want.capitals {
			t.Errorf("%s: %q %v, want %q %v", font, e, capitals, want.e, want.capitals)
		}
	}
}

// TestKeep: the letter that stored text would lose is made visible, and is converted still.
func TestKeep(t *testing.T) {
	t.Parallel()
	tables := legacy.NewTables()
	kept := tables.Keep("Tr\u00adêng häc ë ViÖt Nam gi÷ g×n truyÒn thèng, \u00adu tiªn ng\u00adêi d©n")
	if strings.ContainsRune(kept, '\u00ad') {
		t.Errorf("%q still has a letter that nobody sees", kept)
	}
	if got, want := tables.Decode(legacy.TCVN3, kept), "Trường học ở Việt Nam giữ gìn truyền thống, Ưu tiên người dân"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, right := range []string{"tuyên\u00adtruyền", "infor\u00admation of the ASEAN sum\u00admit", "Nam Định"} {
		if got := tables.Keep(right); got != right {
			t.Errorf("Keep changed %q to %q", right, got)
		}
	}
}
