// Package amend weighs a change to what is already out. Readers are not told of a small fix (sửa
// nhỏ), so it should be one: a slip of the pen. What changes more than a few words, a number, a name
// or the pictures is an update or a correction to a reader, whatever the newsroom calls it
// (domain: the five acts on a published text). It is pure: values in, values out.
package amend

import (
	"slices"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/compare"
	"github.com/lantoa/lantoa/internal/fault"
)

// fewWords is how many words ("chữ", syllables) a small fix changes at most. The sources give no
// figure; a line of a newspaper column has about as many.
const fewWords = 10

// maxNamed is how many numbers and names a hint spells out of each.
const maxNamed = 5

// Weight is what a change does to what readers learn.
type Weight struct {
	Words int // that came in or went out, whichever are more
	// Gone and Come are numbers and names that the old text or the new one has more often, each
	// once, in their order there. A word that begins a sentence is no name.
	NumbersGone, NumbersCome []string
	NamesGone, NamesCome     []string
	Pictures                 bool // other pictures, or in another order
}

// Weigh weighs a difference.
func Weigh(d compare.Difference) Weight {
	was, is := read(d, compare.Added), read(d, compare.Removed)
	w := Weight{Words: max(d.WordsAdded, d.WordsRemoved), Pictures: !slices.Equal(d.PicturesWas, d.PicturesIs)}
	w.NumbersGone, w.NumbersCome = more(was.numbers, is.numbers), more(is.numbers, was.numbers)
	// A name that only moved to the head of a sentence, or lost its capital, is still in the words.
	w.NamesGone, w.NamesCome = more(was.names, is.words), more(is.names, was.words)
	return w
}

// Small reports whether a change may pass without a word to readers.
func (w Weight) Small() bool {
	return w.Words <= fewWords && !w.Pictures && len(w.NumbersGone)+len(w.NumbersCome)+len(w.NamesGone)+len(w.NamesCome) == 0
}

// Hint says why a change looks like more than a small fix; zero where it does not. It stands
// against nothing: who edits knows better what a word means.
func (w Weight) Hint() fault.Text {
	if w.Small() {
		return fault.Text{}
	}
	var vi, en []string
	if w.Words > fewWords {
		n := strconv.Itoa(w.Words)
		vi, en = append(vi, n+" chữ"), append(en, n+" words")
	}
	if said := turned(w.NumbersGone, w.NumbersCome); said != "" {
		vi, en = append(vi, "con số ("+said+")"), append(en, "numbers ("+said+")")
	}
	if said := turned(w.NamesGone, w.NamesCome); said != "" {
		vi, en = append(vi, "tên riêng ("+said+")"), append(en, "names ("+said+")")
	}
	if w.Pictures {
		vi, en = append(vi, "ảnh"), append(en, "pictures")
	}
	return fault.T("có vẻ hơn một sửa nhỏ, mà sửa nhỏ thì bạn đọc không được báo: đã đổi "+strings.Join(vi, ", ")+"; nếu nội dung thay đổi, chọn cập nhật hoặc đính chính và viết lời báo",
		"looks like more than a small fix, of which readers are not told: it changes "+strings.Join(en, ", ")+"; where the content changes, make it an update or a correction with a note")
}

// turned writes what went out and what came in; "" for nothing.
func turned(gone, come []string) string {
	if len(gone)+len(come) == 0 {
		return ""
	}
	return few(gone) + " → " + few(come)
}

func few(list []string) string {
	switch {
	case len(list) == 0:
		return "–"
	case len(list) > maxNamed:
		return strings.Join(list[:maxNamed], ", ") + ", …"
	}
	return strings.Join(list, ", ")
}

// more lists what stands in a more often than in b, each once.
func more(a, b []string) []string {
	left, told := map[string]int{}, map[string]bool{}
	for _, one := range b {
		left[strings.ToLower(one)]++
	}
	var out []string
	for _, one := range a {
		key := strings.ToLower(one)
		if left[key]--; left[key] < 0 && !told[key] {
			told[key] = true
			out = append(out, one)
		}
	}
	return out
}
