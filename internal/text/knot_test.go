package text_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/text"
)

// many opens n formatting elements that differ, which a parser opens again in every block.
func many(n int, attribute string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "<b lang=%c%c%c%s>", 'a'+i%26, 'a'+i/26%26, 'a'+i/676, attribute)
	}
	return b.String()
}

// bombs are short texts with a huge parsed form.
func bombs() map[string]string {
	again := strings.Repeat("x<p>", 4000)
	return map[string]string{
		"paragraphs":          "<p>" + many(400, "") + again,
		"end tags":            "<p>" + many(400, "") + strings.Repeat("x</p>", 4000),
		"items":               many(400, "") + "<ul>" + strings.Repeat("<li>x", 4000),
		"cells":               many(400, "") + "<table>" + strings.Repeat("<td>x", 4000),
		"strange end tags":    "<p>" + many(400, "") + strings.Repeat("</i></strong>", 400) + again,
		"end tags in a cell":  "<p>" + many(400, "") + "<table><td>" + strings.Repeat("</b>", 400) + "</table>" + again,
		"end tags in a table": "<p>" + many(400, "") + "<table>" + strings.Repeat("</b>", 400) + "</table>" + again,
		"end tags in raw text": "<p>" + many(400, "") + "<style>" + strings.Repeat("</b>", 400) + "</style><select>" + strings.Repeat("</b>", 400) +
			"</select>" + again,
		"hidden from a tokenizer": "<svg><style><p>" + many(400, "") + again + "</style></svg>",
		"end tags given up on": strings.Repeat("<b lang=en>"+strings.Repeat("<blockquote>", 9)+"</b>"+strings.Repeat("</blockquote>", 9), 400) +
			many(200, "") + again,
		"long attributes": "<p>" + many(1, strings.Repeat("-aaaaaaaa", 2000)) + again,
		"other elements":  "<div>" + many(400, "") + strings.Repeat("<div>x</div>", 4000),
	}
}

func TestBombsStaySmall(t *testing.T) {
	t.Parallel()
	h := text.NewHTML()
	for name, in := range bombs() {
		out := h.Sanitize(in)
		if most := 2<<20 + 8*len(in); len(out) > most {
			t.Errorf("%s: %d bytes became %d", name, len(in), len(out))
		}
		if again := h.Sanitize(out); again != out {
			t.Errorf("%s: a second pass changes the result", name)
		}
		if made := text.Absolute(in, "https://lantoa.example/"); len(made) > 2*len(in) {
			t.Errorf("%s: Absolute makes %d bytes of %d", name, len(made), len(in))
		}
	}
	if in := bombs()["paragraphs"]; !h.Knotted(in) || h.Sanitize(in) != h.FromPlain(h.Plain(in)) {
		t.Error("a bomb is not reduced to its words")
	}
}

func TestStoriesAreNotKnotted(t *testing.T) {
	t.Parallel()
	h := text.NewHTML()
	for name, in := range map[string]string{
		"all bold":      `<b id="docs-internal-guid-1">` + strings.Repeat("<p>Nam <i>Định</i></p>", 8000) + "</b>",
		"never closed":  strings.Repeat("<p><b>Nam <i>Định</p>", 60),
		"crossed":       strings.Repeat("<p><b>Nam <i>Định</b> x</i></p>", 8000),
		"bold cells":    strings.Repeat("<table><tr><td><b>1</b></td><td><a href=/x>2</a></td></tr></table>", 3000),
		"links":         strings.Repeat(`<p><a href="https://a.example/x">x</a></p>`, 8000),
		"links, sloppy": "<p>" + strings.Repeat(`<a href="https://a.example/x">x`, 3000),
	} {
		if h.Knotted(in) {
			t.Errorf("%s: taken for a bomb", name)
		}
	}
}
