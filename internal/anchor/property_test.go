package anchor_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/anchor"
)

// paragraphs makes a text as people write it: few words, often the same ones, in sentences.
func paragraphs(r *rand.Rand, n int) [][]string {
	const words = "tỉnh Nam Định gặp gỡ các đại sứ ASEAN về lúa gạo và du lịch của biển nước bạn trong năm nay"
	list := strings.Fields(words)
	var all [][]string
	for i := range n {
		one := []string{fmt.Sprintf("đoạn%d", i)}
		for range 12 + r.IntN(20) {
			one = append(one, list[r.IntN(len(list))])
		}
		all = append(all, one)
	}
	return all
}

func joined(all [][]string) string {
	lines := make([]string, len(all))
	for i, one := range all {
		lines[i] = strings.Join(one, " ") + "."
	}
	return strings.Join(lines, "\n\n")
}

// place is where some words of a paragraph stand, in code points.
func place(all [][]string, paragraph, word, words int) (start, end int) {
	text := joined(all[:paragraph])
	if paragraph > 0 {
		text += "\n\n"
	}
	start = utf8.RuneCountInString(text + strings.Join(all[paragraph][:word], " ") + " ")
	return start, start + utf8.RuneCountInString(strings.Join(all[paragraph][word:word+words], " "))
}

func clone(all [][]string) [][]string {
	var copied [][]string
	for _, one := range all {
		copied = append(copied, append([]string(nil), one...))
	}
	return copied
}

// What is changed elsewhere never moves a selection to other words, a paragraph takes its
// selections along, and what is deleted has no place, however often its words stand elsewhere.
func TestPropertiesOfLocate(t *testing.T) {
	t.Parallel()
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 7))
		all := paragraphs(r, 6)
		at := r.IntN(6)
		word, words := 1+r.IntN(5), 1+r.IntN(5)
		start, end := place(all, at, word, words)
		older := joined(all)
		want := strings.Join(all[at][word:word+words], " ")

		edited := clone(all) // in every other paragraph
		for i := range edited {
			if i != at {
				edited[i] = append(edited[i][:1+r.IntN(5)], "mới", "thêm")
			}
		}
		wantStart, wantEnd := place(edited, at, word, words)
		if p := anchor.Locate(start, end, older, joined(edited)); p != (anchor.Place{Found: anchor.Exact, Start: wantStart, End: wantEnd}) {
			t.Errorf("%d: edits elsewhere: %q is at %+v, want %d", seed, want, p, wantStart)
		}

		moved := clone(all)
		to := (at + 1 + r.IntN(5)) % 6
		one := moved[at]
		moved = append(moved[:at], moved[at+1:]...)
		moved = append(moved[:to], append([][]string{one}, moved[to:]...)...)
		wantStart, wantEnd = place(moved, to, word, words)
		if p := anchor.Locate(start, end, older, joined(moved)); p != (anchor.Place{Found: anchor.Exact, Start: wantStart, End: wantEnd}) {
			t.Errorf("%d: moved from %d to %d: %q is at %+v, want %d", seed, at, to, want, p, wantStart)
		}

		gone := clone(all)
		gone = append(gone[:at], gone[at+1:]...)
		if p := anchor.Locate(start, end, older, joined(gone)); p.Found != anchor.Orphaned {
			t.Errorf("%d: deleted: %q is at %+v", seed, want, p)
		}
	}
}

// A text as long as one may be, of few words, is compared within bounds that a test can wait
// for; the selection still has its place.
func TestTheLongestTexts(t *testing.T) {
	t.Parallel()
	for name, unit := range map[string]string{"the same word": "gạo ", "signs": ". ", "the same line": "gạo và cá tăng.\n"} {
		older := strings.Repeat(unit, 400_000/len(unit)/2) + "đây là [chỗ] được chọn " + strings.Repeat(unit, 400_000/len(unit)/2)
		text, start, end := marked(older)
		newer := strings.Repeat(unit, 100) + text
		p := anchor.Locate(start, end, text, newer)
		if got := string([]rune(newer)[p.Start:p.End]); p.Found != anchor.Exact || got != "chỗ" {
			t.Errorf("%s: %+v %q", name, p, got)
		}
	}
}

func FuzzLocate(f *testing.F) {
	f.Add("Tỉnh Nam Định gặp gỡ.", "Hôm nay tỉnh Nam Định gặp gỡ.", 5, 13)
	f.Add("gạo gạo gạo gạo", "gạo gạo", 4, 7)
	f.Add("A x. A y.", "A y.", 0, 1)
	f.Add("một\n\nhai ba bốn năm", "hai ba bốn năm\n\nmột", 5, 8)
	f.Add("e\u0301 東京で", "\u0301\xff東京", 0, 2)
	f.Fuzz(func(t *testing.T, older, newer string, start, end int) {
		if len(older)+len(newer) > 4000 {
			return
		}
		size := len([]rune(newer))
		p := anchor.Locate(start, end, older, newer)
		if p.Found == anchor.Orphaned {
			if p.Start != 0 || p.End != 0 {
				t.Fatalf("gone, and at %+v", p)
			}
			return
		}
		if p.Start < 0 || p.Start >= p.End || p.End > size {
			t.Fatalf("%+v of %d", p, size)
		}
		if p.Found == anchor.Exact {
			if got, was := string([]rune(newer)[p.Start:p.End]), string([]rune(older)[start:end]); strings.TrimSpace(got) != strings.TrimSpace(was) {
				t.Fatalf("%q is said to be %q", got, was)
			}
		}
		if q, ok := anchor.At(older, start, end); ok {
			if same := anchor.Locate(q.Start, q.End, older, older); same != (anchor.Place{Found: anchor.Exact, Start: start, End: end}) {
				t.Fatalf("in the same text: %+v", same)
			}
			if utf8.ValidString(older) && len(anchor.Find(older, q.Exact, "", "")) == 0 {
				t.Fatalf("%q is not found in %q", q.Exact, older)
			}
		}
	})
}
