package compare_test

import (
	"testing"

	"github.com/lantoa/lantoa/internal/compare"
	"github.com/lantoa/lantoa/internal/text"
)

// FuzzMerge compares and merges whatever passes the allow-list: what is made of it is kept as it is,
// and no word of a side is lost that the other left alone.
func FuzzMerge(f *testing.F) {
	for _, seed := range [][3]string{
		{"<p>một hai</p>", "<p>một <b>hai</b></p>", "<p>ba một hai</p>"},
		{"<ul><li>a<ul><li>b</ul></ul>", "<ul><li>a</ul>", "x<hr>y"},
		{"<table><tr><td>1<td>2</table>", "<table><tr><td>1</table>", "<pre>\n\nz</pre>"},
		{"<blockquote>a<p>b</blockquote>", "<b><p>a</b>", "<a href=/x>a</a>\u0301"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	h := text.NewHTML()
	f.Fuzz(func(t *testing.T, b, m, o string) {
		if len(b)+len(m)+len(o) > 20_000 {
			return
		}
		base, mine, theirs := compare.Text{Title: b, Body: h.Sanitize(b)}, compare.Text{Title: m, Body: h.Sanitize(m)}, compare.Text{Title: o, Body: h.Sanitize(o)}
		d := compare.Texts(base, mine)
		if html := d.HTML(); h.Plain(html) == "" && h.Plain(base.Body+mine.Body) != "" {
			t.Errorf("nothing is shown of %q and %q", base.Body, mine.Body)
		}
		got := compare.Merge(base, mine, theirs, nil)
		clean := h.Sanitize(got.Text.Body)
		if lost := text.Lost(got.Text.Body, clean); len(lost) > 0 {
			t.Errorf("%q would lose %v when it is kept as %q", got.Text.Body, lost, clean)
		}
		if len(got.Open) > 0 {
			choices := map[string]compare.Choice{}
			for _, c := range got.Open {
				choices[c.ID] = compare.Choice{Take: compare.Both}
			}
			if again := compare.Merge(base, mine, theirs, choices); len(again.Open)+len(again.Unknown)+len(again.Faulty) > 0 {
				t.Errorf("answered all, and still %+v", again)
			}
		}
	})
}
