package compare_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/lantoa/lantoa/internal/compare"
	"github.com/lantoa/lantoa/internal/text"
)

func words() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"một", "hai", "ba", "bốn", "hội", "nghị", "hoà", "hòa", "Định", ",", ".", "<strong>đậm</strong>", `<a href="https://a.vn/x" rel="nofollow noopener">nối</a>`, "<br/>", "ไทย", "#", "#", "#"})
}

// sentence makes words; each # becomes one that stands nowhere else.
func sentence() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return "mở " + strings.Join(rapid.SliceOfN(words(), 0, 14).Draw(t, "words"), " ") + " hết"
	})
}

// block makes one block of a body.
func block() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		s := sentence().Draw(t, "sentence")
		switch rapid.IntRange(0, 6).Draw(t, "kind") {
		case 0:
			return "<h2>" + s + "</h2>"
		case 1:
			return "<ul><li>" + s + "</li><li>" + sentence().Draw(t, "item") + "</li></ul>"
		case 2:
			return "<table><tbody><tr><td>" + s + "</td><td>" + sentence().Draw(t, "cell") + "</td></tr></tbody></table>"
		case 3:
			return "<blockquote><p>" + s + "</p></blockquote>"
		}
		return "<p>" + s + "</p>"
	})
}

// named gives each # of blocks a name of its own.
func named(blocks []string, by string) []string {
	out, n := slices.Clone(blocks), 0
	for i := range out {
		for strings.Contains(out[i], "#") {
			out[i] = strings.Replace(out[i], "#", by+strconv.Itoa(n), 1)
			n++
		}
	}
	return out
}

// edited makes another line of work of blocks.
func edited(t *rapid.T, blocks []string, by string) []string {
	out := slices.Clone(blocks)
	for range rapid.IntRange(0, 4).Draw(t, by) {
		at := rapid.IntRange(0, len(out)).Draw(t, "at")
		switch kind := rapid.IntRange(0, 5).Draw(t, "edit"); {
		case kind == 0:
			out = slices.Insert(out, at, block().Draw(t, "new"))
		case at == len(out):
		case kind == 1:
			out = slices.Delete(out, at, at+1)
		case kind == 2:
			moved := out[at]
			out = slices.Delete(out, at, at+1)
			out = slices.Insert(out, rapid.IntRange(0, len(out)).Draw(t, "to"), moved)
		default:
			list := strings.Split(out[at], " ")
			list[rapid.IntRange(0, len(list)-1).Draw(t, "word")] = rapid.SampledFrom([]string{"# sửa", "thêm #", ""}).Draw(t, "typed")
			out[at] = strings.Join(list, " ")
		}
	}
	return named(out, by)
}

func body(blocks []string) compare.Text {
	return compare.Text{Title: "Tin", Body: text.NewHTML().Sanitize(strings.Join(blocks, ""))}
}

// rare lists the words that stand nowhere else.
func rare(bodies ...string) map[string]bool {
	out := map[string]bool{}
	for _, w := range regexp.MustCompile(`(gốc|tôi|họ)[0-9]+`).FindAllString(strings.Join(bodies, " "), -1) {
		out[w] = true
	}
	return out
}

// TestNoWordsVanishUnseen merges random lines of work. Every word that a side added is in the text
// or in a conflict, and so is every word that neither took out.
func TestNoWordsVanishUnseen(t *testing.T) {
	t.Parallel()
	h := text.NewHTML()
	rapid.Check(t, func(t *rapid.T) {
		blocks := named(rapid.SliceOfN(block(), 0, 6).Draw(t, "base"), "gốc")
		base, mine, theirs := body(blocks), body(edited(t, blocks, "tôi")), body(edited(t, blocks, "họ"))
		got := compare.Merge(base, mine, theirs, nil)
		if clean := h.Sanitize(got.Text.Body); clean != got.Text.Body {
			t.Fatalf("not as it is kept:\n%s\n%s", got.Text.Body, clean)
		}
		seen := []string{got.Text.Body}
		for _, c := range got.Open {
			seen = append(seen, c.Mine, c.Theirs)
		}
		have, inMine, inTheirs, before := rare(seen...), rare(mine.Body), rare(theirs.Body), rare(base.Body)
		for w := range rare(base.Body, mine.Body, theirs.Body) {
			if (inMine[w] && inTheirs[w] || !before[w]) && !have[w] {
				t.Fatalf("%q is lost\nbase   %s\nmine   %s\ntheirs %s\nmerged %q", w, base.Body, mine.Body, theirs.Body, seen)
			}
		}
		typed := map[string]compare.Choice{} // what one side has at a place can be typed there
		for _, c := range got.Open {
			typed[c.ID] = compare.Choice{Take: compare.Own, Own: c.Theirs}
		}
		if again := compare.Merge(base, mine, theirs, typed); len(again.Faulty) > 0 {
			t.Fatalf("%q cannot be typed, of %+v", again.Faulty, got.Open)
		}
	})
}

func TestMergingWithOneselfChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		blocks := rapid.SliceOfN(block(), 0, 6).Draw(t, "base")
		base, x := body(blocks), body(edited(t, blocks, "x"))
		for name, got := range map[string]compare.Merged{"theirs is the base": compare.Merge(base, x, base, nil),
			"mine is the base": compare.Merge(base, base, x, nil), "both are the same": compare.Merge(base, x, x, nil)} {
			if got.Text.Body != x.Body || len(got.Open) > 0 {
				t.Fatalf("%s: %s, %d open", name, got.Text.Body, len(got.Open))
			}
		}
	})
}

// TestEditsOfDifferentBlocksAreBothTaken holds the merge against replacing block by block.
func TestEditsOfDifferentBlocksAreBothTaken(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 8).Draw(t, "blocks")
		var blocks []string
		for i := range n {
			blocks = append(blocks, "<p>"+string(rune('a'+i))+" khối "+sentence().Draw(t, "sentence")+"</p>")
		}
		mine, theirs, want := slices.Clone(blocks), slices.Clone(blocks), slices.Clone(blocks)
		for i := range n {
			typed := strings.Replace(blocks[i], "khối", "khối đã sửa", 1)
			switch rapid.IntRange(0, 2).Draw(t, "who") {
			case 0:
				mine[i], want[i] = typed, typed
			case 1:
				theirs[i], want[i] = typed, typed
			}
		}
		got := compare.Merge(body(blocks), body(mine), body(theirs), nil)
		if got.Text.Body != body(want).Body || len(got.Open) > 0 {
			t.Fatalf("got  %s\nwant %s\nopen %+v", got.Text.Body, body(want).Body, got.Open)
		}
	})
}

// TestADifferenceHoldsBothTexts: without what went out it is the new text, without what came in
// the old one.
func TestADifferenceHoldsBothTexts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		blocks := rapid.SliceOfN(block(), 0, 6).Draw(t, "was")
		was, is := body(blocks), body(edited(t, blocks, "is"))
		d := compare.Texts(was, is)
		for op, want := range map[compare.Op]string{compare.Removed: is.Body, compare.Added: was.Body} {
			var b strings.Builder
			for _, one := range d.Blocks {
				for _, s := range one.Spans {
					if s.Op != op {
						b.WriteString(s.Text)
					}
				}
			}
			squeeze := func(s string) string {
				return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \n-|", r) }), "")
			}
			if got, want := squeeze(b.String()), squeeze(text.NewHTML().Plain(want)); got != want {
				t.Fatalf("without %s it reads %q, want %q", op, got, want)
			}
		}
		if d.Same() != (was.Body == is.Body) {
			t.Fatalf("said to be the same: %v, for %s and %s", d.Same(), was.Body, is.Body)
		}
	})
}
