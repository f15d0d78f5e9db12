package piece

import (
	"testing"

	"github.com/lantoa/lantoa/internal/checklist"
)

func TestStandings(t *testing.T) {
	t.Parallel()
	p := Piece{Approved: 3, Newest: 4, Versions: []Version{
		{Number: 4, State: Proposed, Words: map[string]string{"vi": "bốn", "en": "four"}},
		{Number: 3, State: Approved, Words: map[string]string{"vi": "ba"}},
		{Number: 2, State: Returned, Words: map[string]string{"vi": "hai"}},
		{Number: 1, State: Approved, Words: map[string]string{"vi": "một", "en": "one"}},
	}}
	for name, c := range map[string]struct {
		number      int
		lang, words string
		want        Standing
		newer       bool
	}{
		"in force":                       {3, "vi", "ba", Current, false},
		"older":                          {1, "vi", "một", Newer, true},
		"altered":                        {3, "vi", "bốn", Altered, false},
		"altered and older":              {1, "vi", "mốt", Altered, true},
		"no newer words in the language": {1, "en", "one", Current, false},
		"never approved":                 {2, "vi", "hai", Unknown, false},
		"waiting":                        {4, "vi", "bốn", Unknown, false},
		"no such version":                {9, "vi", "ba", Unknown, false},
		"another language":               {3, "en", "ba", Unknown, false},
	} {
		standing, newer := p.standing(c.number, c.lang, func(words string) bool { return words == c.words })
		if standing != c.want || newer != c.newer {
			t.Errorf("%s: %s %v, want %s %v", name, standing, newer, c.want, c.newer)
		}
	}
}

// TestEnded: words that were approved stay told, whatever is proposed since.
func TestEnded(t *testing.T) {
	t.Parallel()
	p := Piece{Newest: 2, Versions: []Version{{Number: 2, State: Proposed, Words: map[string]string{"vi": "hai"}}, {Number: 1, State: Approved, Words: map[string]string{"vi": "một"}}}}
	for number, want := range map[int]Standing{1: Ended, 2: Unknown} {
		if got, newer := p.standing(number, "vi", func(string) bool { return true }); got != want || newer {
			t.Errorf("version %d: %s, newer %v; want %s", number, got, newer, want)
		}
	}
	fresh := Piece{Newest: 1, Versions: p.Versions[:1]}
	if !p.Ended() || fresh.Ended() {
		t.Error("a piece has ended before words of it were in force, or has not where they were")
	}
	p.Approved = 1
	if p.Ended() {
		t.Error("a piece has ended whose words are in force")
	}
}

func TestHints(t *testing.T) {
	t.Parallel()
	for standing, want := range map[Standing]checklist.Code{Newer: checklist.PieceNewer, Altered: checklist.PieceAltered, Ended: checklist.PieceEnded, Unknown: checklist.PieceUnknown} {
		if notes := Hints([]Use{{Standing: standing}}); len(notes) != 1 || notes[0].Code != want || notes[0].Pointer != "/body" {
			t.Errorf("%s: %+v", standing, notes)
		}
	}
	if notes := Hints([]Use{{Standing: Current}, {Standing: Current, Due: true}}); len(notes) != 1 || notes[0].Code != checklist.PieceDue {
		t.Errorf("due: %+v", notes)
	}
	p := Piece{Approved: 1, ReviewOn: "2025-03-03"}
	if p.Due("2025-03-02") || !p.Due("2025-03-03") || (Piece{ReviewOn: "2025-03-03"}).Due("2025-03-04") || (Piece{Approved: 1}).Due("2025-03-04") {
		t.Error("due on the wrong day")
	}
}
