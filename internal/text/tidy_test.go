package text

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// TestPlainSignsStayAsTheyAre: what tidy takes for tidy without looking further is what it would
// leave alone, sign by sign and beside any other.
func TestPlainSignsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	n := 0
	for r := range rune(utf8.MaxRune) {
		if !plain(r) {
			continue
		}
		n++
		properties := norm.NFC.PropertiesString(string(r))
		dropped := unicode.In(r, unicode.Cc, unicode.Cf, unicode.Noncharacter_Code_Point) || unicode.IsSpace(r) && r != ' '
		if dropped || !norm.NFC.IsNormalString(string(r)) || properties.CCC() != 0 || !properties.BoundaryBefore() {
			t.Errorf("%U: dropped or replaced %t, properties %+v", r, dropped, properties)
		}
	}
	if n < 600 || !isTidy("Nam Định – “hội nhập”…\n\tASEAN") || isTidy("Nam Đi\u0323nh") || isTidy("a\u200bb") || isTidy("\xff") || isTidy("a\r\nb") {
		t.Errorf("%d signs are plain", n)
	}
}

// TestPlainTextFoldsAsAnyOther: the short way and the long one make the same key of every plain
// character, wherever it stands.
func TestPlainTextFoldsAsAnyOther(t *testing.T) {
	t.Parallel()
	for r := range rune(utf8.MaxRune) {
		if !plain(r) {
			continue
		}
		one := string(r)
		for _, s := range []string{one, "a" + one + "b", one + " " + one, "- " + one + "\n\t9"} {
			if got, want := foldTidy(s), foldAny(s); got != want {
				t.Errorf("%q is folded to %q, and the long way to %q", s, got, want)
			}
		}
	}
}
