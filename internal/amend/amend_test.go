package amend_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/amend"
	"github.com/lantoa/lantoa/internal/compare"
)

const before = "<p>Sáng 5/3, ông Trần Văn Hùng dự lễ ở Nam Định với 12.000 người.</p><p>Hội nghị bàn về văn hóa, giáo dục và thanh niên các nước.</p>"

func weigh(was, is string) amend.Weight {
	return amend.Weigh(compare.Texts(compare.Text{Title: "Lễ hội", Body: was}, compare.Text{Title: "Lễ hội", Body: is}))
}

// A slip of the pen is a small fix; what tells readers another thing is not, however short.
func TestWhatIsMoreThanASmallFix(t *testing.T) {
	for name, one := range map[string]struct {
		old, now string
		says     []string // of the hint in English; none for a small fix
	}{
		"nothing":                  {"x", "x", nil},
		"a slip":                   {"giáo dục", "giáo giục", nil},
		"a sign":                   {"người.</p>", "người!</p>", nil},
		"a capital":                {"Nam Định", "nam Định", nil},
		"a capital comes":          {"thanh niên", "Thanh niên", nil},
		"a name begins a sentence": {"Hội nghị bàn", "Nam Định bàn", []string{"names"}},
		"a sentence begins anew":   {"Hội nghị bàn", "Cuộc họp bàn", nil},
		"a number":                 {"12.000", "12.500", []string{"numbers (12.000 → 12.500)"}},
		"a digit of a date":        {"5/3", "6/3", []string{"numbers (5 → 6)"}},
		"a number goes":            {" với 12.000 người", "", []string{"numbers (12.000 → –)"}},
		"a name with another tone": {"Văn Hùng", "Văn Hưng", []string{"names (Hùng → Hưng)"}},
		"many words": {"bàn về văn hóa, giáo dục và thanh niên các nước", "chưa nói gì thêm ngoài một lời cảm ơn gửi tới bạn bè",
			[]string{"13 words"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := weigh(before, strings.Replace(before, one.old, one.now, 1))
			hint := w.Hint()
			if w.Small() != (len(one.says) == 0) || hint.IsZero() != w.Small() {
				t.Fatalf("weighs %+v, says %q", w, hint.For("en"))
			}
			for _, part := range one.says {
				if !strings.Contains(hint.For("en"), part) {
					t.Errorf("says %q, not %q", hint.For("en"), part)
				}
			}
		})
	}
}

// The limit is ten words: that many pass, one more is told.
func TestTheLimitOfWords(t *testing.T) {
	for n, small := range map[int]bool{10: true, 11: false} {
		w := weigh(before, before+"<p>"+strings.TrimSpace(strings.Repeat("và ", n))+"</p>")
		if w.Words != n || w.Small() != small {
			t.Errorf("%d words weigh %+v, small: %v", n, w, w.Small())
		}
	}
}

// Pictures are content: another one, or another order, is told.
func TestPicturesAreToldOf(t *testing.T) {
	for _, now := range [][]string{{"b", "a"}, {"a"}, {"a", "b", "c"}} {
		w := amend.Weigh(compare.Texts(compare.Text{Pictures: []string{"a", "b"}}, compare.Text{Pictures: now}))
		if w.Small() || !strings.Contains(w.Hint().For("en"), "pictures") {
			t.Errorf("%v weighs %+v", now, w)
		}
	}
}

// A paragraph that moved has the numbers and names that it had.
func TestWhatMovedHasItsNumbersAndNames(t *testing.T) {
	parts := strings.SplitAfter(before, "</p>")
	w := weigh(before, parts[1]+parts[0])
	if len(w.NumbersGone)+len(w.NumbersCome)+len(w.NamesGone)+len(w.NamesCome) != 0 {
		t.Errorf("weighs %+v", w)
	}
}

// A long list of numbers is cut in the hint and whole in the weight.
func TestAHintNamesAFew(t *testing.T) {
	w := weigh("<p>Số: 1 2 3 4 5 6</p>", "<p>Số: 7</p>")
	if !slices.Equal(w.NumbersGone, []string{"1", "2", "3", "4", "5", "6"}) || !strings.Contains(w.Hint().For("vi"), "con số (1, 2, 3, 4, 5, … → 7)") {
		t.Errorf("weighs %+v, says %q", w, w.Hint().For("vi"))
	}
}

// Whatever two texts are, the way back weighs as much as the way there, and a text beside itself weighs nothing.
func FuzzWeigh(f *testing.F) {
	f.Add(before, "<p>Sáng 6/3, ông Trần Văn Hưng dự lễ.</p>")
	f.Add("<p>1.000,5 và 1,.5</p>", "<ul><li>“Huế</li></ul>\xff")
	f.Fuzz(func(t *testing.T, was, is string) {
		there, back := weigh(was, is), weigh(is, was)
		if len(there.NumbersGone) != len(back.NumbersCome) || len(there.NumbersCome) != len(back.NumbersGone) {
			t.Errorf("there %+v, back %+v", there, back)
		}
		if same := weigh(was, was); !same.Small() || same.Words != 0 {
			t.Errorf("beside itself: %+v", same)
		}
	})
}
