package compare

import (
	"strings"
	"testing"
)

// TestTheWorstIsBounded compares what is made to take long, and counts the steps.
func TestTheWorstIsBounded(t *testing.T) {
	t.Parallel()
	cycle := func(unit string, step, n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			b.WriteString(strings.Replace(unit, "%", string(rune('a'+i*i*step%7)), 1))
		}
		return b.String()
	}
	for name, unit := range map[string]string{"one paragraph of letters": "% ", "little paragraphs": "<p>%</p>", "items": "<ul><li>%</li></ul>"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			was, is := parseBody(cycle(unit, 1, 100_000)), parseBody(cycle(unit, 3, 100_000))
			f := flattener{work: newWork(), d: &Difference{}}
			f.children(was.kids, is.kids, nil)
			if spent := maxSteps - f.steps; spent > maxSteps+500_000 {
				t.Errorf("it took %d steps", spent)
			}
			if f.d.WordsAdded == 0 {
				t.Error("nothing is told")
			}
		})
	}
	// The budget is what bounds it: without any left, a difference is told of the whole.
	none := &work{}
	if runs := matches(none, strings.Split("a b c d", " "), strings.Split("b a d c", " ")); len(runs) > 0 {
		t.Errorf("without a budget it still found %v", runs)
	}
}

// TestSequencesAreCompared holds the runs against what they must be: common, in order, and as long
// as by the plain table of lengths.
func TestSequencesAreCompared(t *testing.T) {
	t.Parallel()
	state := uint32(7)
	random := func(n uint32) uint32 { state = state*1664525 + 1013904223; return (state >> 16) % n }
	for range 3_000 {
		list := func() []string {
			out := make([]string, random(14))
			for i := range out {
				out[i] = string(rune('a' + random(4)))
			}
			return out
		}
		a, b := list(), list()
		total, atA, atB := 0, 0, 0
		for _, r := range matches(newWork(), a, b) {
			if r.A < atA || r.B < atB || r.N < 1 {
				t.Fatalf("%v and %v: run %v is out of order", a, b, r)
			}
			for k := range r.N {
				if a[r.A+k] != b[r.B+k] {
					t.Fatalf("%v and %v: run %v is not common", a, b, r)
				}
			}
			total, atA, atB = total+r.N, r.A+r.N, r.B+r.N
		}
		if want := longest(a, b); total != want {
			t.Fatalf("%v and %v: %d in common, want %d", a, b, total, want)
		}
	}
}

// longest is the length of the longest common subsequence.
func longest(a, b []string) int {
	row := make([]int, len(b)+1)
	for i := range a {
		before := 0
		for j := range b {
			here := row[j+1]
			if a[i] == b[j] {
				row[j+1] = before + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			before = here
		}
	}
	return row[len(b)]
}
