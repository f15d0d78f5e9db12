package text_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/text"
)

const mark = `<blockquote data-piece="019a0000-0000-7000-8000-000000000001" data-version="3">`

func TestMarksStayWhole(t *testing.T) {
	t.Parallel()
	h := text.NewHTML()
	for name, tc := range map[string]struct{ in, want string }{
		"whole":          {mark + "<p>a</p></blockquote>", mark + "<p>a</p></blockquote>"},
		"half":           {`<blockquote data-version="3"><p>a</p></blockquote>`, "<blockquote><p>a</p></blockquote>"},
		"no version":     {strings.Replace(mark, `"3"`, `"0"`, 1) + "<p>a</p></blockquote>", "<blockquote><p>a</p></blockquote>"},
		"another tag":    {`<p data-piece="019a0000-0000-7000-8000-000000000001" data-version="3">a</p>`, "<p>a</p>"},
		"capital letter": {strings.Replace(mark, "019a", "019A", 1) + "a</blockquote>", "<blockquote>a</blockquote>"},
	} {
		if got := h.Sanitize(tc.in); got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
	half := `<blockquote data-piece="x" data-version="3">a</blockquote>`
	if lost := text.Lost(half, h.Sanitize(half)); !slices.Equal(lost, []string{`data-piece="x"`}) {
		t.Errorf("a mark that would go is not told: %v", lost)
	}
}

func TestRelay(t *testing.T) {
	t.Parallel()
	h := text.NewHTML()
	body := "<p>a</p>" + mark + "<p>b <strong>c</strong></p>" + mark + "<p>d</p></blockquote></blockquote><p>e</p>"
	want := []text.Mark{{Piece: "019a0000-0000-7000-8000-000000000001", Version: 3, Words: "b c\n\nd"}}
	if got := h.Marks(body); !slices.Equal(got, want) {
		t.Errorf("marks: %+v", got)
	}
	next := h.Relay(body, func(m text.Mark) (text.Mark, bool) {
		return text.Mark{Piece: m.Piece, Version: 4, Words: "f <g>\n\nh"}, true
	})
	if next != "<p>a</p>"+h.MarkUp(want[0].Piece, 4, "f <g>\n\nh")+"<p>e</p>" || h.Sanitize(next) != next {
		t.Errorf("other words: %s", next)
	}
	if got := h.Relay(body, func(m text.Mark) (text.Mark, bool) { return m, false }); got != body {
		t.Errorf("nothing was to change: %s", got)
	}
	if got := text.Unmark(body); got != "<p>a</p><blockquote><p>b <strong>c</strong></p><blockquote><p>d</p></blockquote></blockquote><p>e</p>" {
		t.Errorf("what goes out: %s", got)
	}
}

func FuzzRelay(f *testing.F) {
	f.Add("<p>a</p>"+mark+"b</blockquote>", "c\n\nd")
	f.Add(mark+"<ul><li>"+mark+"x</blockquote></ul><table><tr><td>"+mark+"y", "<")
	h := text.NewHTML()
	f.Fuzz(func(t *testing.T, in, words string) {
		body := h.Sanitize(in)
		words = h.Plain(h.FromPlain(words))
		if words == "" {
			words = "x"
		}
		next := h.Relay(body, func(m text.Mark) (text.Mark, bool) {
			return text.Mark{Piece: m.Piece, Version: m.Version + 1, Words: words}, true
		})
		if len(h.Marks(next)) != len(h.Marks(body)) {
			t.Errorf("%q has other marks than %q", next, body)
		}
		for _, m := range h.Marks(next) {
			if m.Words != words {
				t.Errorf("%q holds %q, want %q", next, m.Words, words)
			}
		}
		if out := text.Unmark(body); len(h.Marks(out)) != 0 || h.Plain(out) != h.Plain(body) {
			t.Errorf("without marks %q is %q", body, out)
		}
	})
}
