package manuscript_test

import (
	"testing"

	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/text"
)

// TestTextInAnOldEncodingLosesNoLetter: TCVN3 writes "ư" as a soft hyphen, which is dropped
// from all else that is kept.
func TestTextInAnOldEncodingLosesNoLetter(t *testing.T) {
	t.Parallel()
	got, err := manuscript.Clean(text.NewHTML(), manuscript.Text{Title: "Tr\u00adêng häc ViÖt Nam", Lead: "Ng\u00adêi d©n", Body: "<p>M&#173;êng Kh&shy;¬ng</p>"})
	want := manuscript.Text{Title: "Tr¦êng häc ViÖt Nam", Lead: "Ng¦êi d©n", Body: "<p>M¦êng Kh¦¬ng</p>"}
	if err != nil || !got.Equal(want) {
		t.Errorf("%+v, %v", got, err)
	}
	got, err = manuscript.Clean(text.NewHTML(), manuscript.Text{Title: "Tuyên\u00adtruyền", Body: "<p>in&shy;for&shy;mation</p>"})
	if want := (manuscript.Text{Title: "Tuyêntruyền", Body: "<p>information</p>"}); err != nil || !got.Equal(want) {
		t.Errorf("%+v, %v", got, err)
	}
}
