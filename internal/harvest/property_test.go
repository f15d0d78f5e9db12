package harvest_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/lantoa/lantoa/internal/harvest"
	"github.com/lantoa/lantoa/internal/text"
)

// words are those of letters and figures in a text.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) })
}

// Every word that a reader of an item would see stands in the text that is kept, whatever markup
// was around it.
func TestEveryVisibleWordIsKept(t *testing.T) {
	t.Parallel()
	h := text.NewHTML()
	tag := rapid.SampledFrom([]string{"p", "b", "div", "font", "table", "tr", "td", "ul", "li", "section", "form", "button", "object", "svg", "noscript", "textarea", "select", "option", "foo", "h1", "h5",
		"blockquote", "a", "pre", "video", "center", "span", "o:p", "math", "title", "iframe", "xmp", "figure", "details", "summary", "head", "body", "frameset"})
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		var visible []string
		open := 0
		for range rapid.IntRange(1, 30).Draw(t, "pieces") {
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				b.WriteString("<" + tag.Draw(t, "open") + ` onclick="x" class="y" href="javascript:1">`)
				open++
			case 1:
				b.WriteString("</" + tag.Draw(t, "close") + ">")
			default:
				word := rapid.StringMatching(`[a-zđăâêôơư]{1,8}[0-9]{1,3}`).Draw(t, "word")
				b.WriteString(" " + word + " ")
				visible = append(visible, word)
			}
		}
		raw := strings.ReplaceAll(b.String(), "]]>", "")
		f, err := harvest.Read([]byte(rss(`<item><guid>a</guid><title>T</title><description><![CDATA[`+raw+`]]></description></item>`)), options())
		if err != nil {
			t.Fatal(err)
		}
		e := f.Entries[0]
		have := map[string]int{}
		for _, word := range words(h.Plain(e.Body)) {
			have[word]++
		}
		for _, word := range visible {
			if have[word]--; have[word] < 0 {
				t.Fatalf("%q is lost\n%s\n%s\n%+v", word, raw, e.Body, e.Findings)
			}
		}
		if acting := h.Active(e.Body); len(acting) > 0 || h.Sanitize(e.Body) != e.Body {
			t.Fatalf("%v in %s", acting, e.Body)
		}
	})
}

// holds judges what was read of whatever document.
func holds(t *testing.T, h *text.HTML, e harvest.Entry) {
	t.Helper()
	if e.Title == "" || e.Identity() == "" {
		t.Errorf("without a title: %+v", e)
	}
	if acting := h.Active(e.Body); len(acting) > 0 {
		t.Errorf("%v in %q", acting, e.Body)
	}
	if again := h.Sanitize(e.Body); again != e.Body {
		t.Errorf("%q becomes %q", e.Body, again)
	}
	if strings.Contains(e.Body, "<img") || h.Knotted(e.Body) {
		t.Errorf("%q", e.Body)
	}
	for _, p := range e.Pictures {
		if !strings.HasPrefix(p.Address, "http://") && !strings.HasPrefix(p.Address, "https://") {
			t.Errorf("a picture at %q", p.Address)
		}
	}
	if e.Link != "" && !strings.HasPrefix(e.Link, "http") {
		t.Errorf("a link to %q", e.Link)
	}
}

func FuzzFeed(f *testing.F) {
	f.Add([]byte(rss(`<item><guid>a</guid><link>/a</link><title>T &amp; x</title><pubDate>x</pubDate><description>&lt;p onload=x&gt;A&lt;script&gt;</description></item>`)))
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:base="x"><at:deleted-entry ref="a"/><entry><id>a</id><content type="xhtml"><div><a href="//x"><b>A</a></div></content></entry></feed>`))
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","items":[{"id":1,"title":["x"],"content_html":"<table><b>A<tr><td>B","author":"x"},2]}`))
	f.Add([]byte("<?xml version=\"1.0\" encoding=\"windows-1258\"?><rss><channel><item><title>\xec\xff</title></item></channel></rss>"))
	f.Add([]byte(`<!DOCTYPE rss [<!ENTITY a "b">]><rss/>`))
	h := text.NewHTML()
	f.Fuzz(func(t *testing.T, data []byte) {
		o := options()
		o.HTML = h
		feed, err := harvest.Read(data, o)
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, e := range feed.Entries {
			holds(t, h, e)
			if seen[e.Identity()] {
				t.Errorf("two entries are one: %+v", e)
			}
			seen[e.Identity()] = true
		}
	})
}

func FuzzWordPress(f *testing.F) {
	f.Add([]byte(export))
	f.Add([]byte(`<rss><channel><item><wp:post_type>post</wp:post_type><wp:status>draft</wp:status><content:encoded>[x]<script></content:encoded></item><wp:wxr_version>1</wp:wxr_version></channel></rss>`))
	h := text.NewHTML()
	f.Fuzz(func(t *testing.T, data []byte) {
		o := options()
		o.HTML = h
		_, _ = harvest.ReadWordPress(strings.NewReader(string(data)), o, true, func(p harvest.Post) error {
			if p.Skipped.IsZero() {
				holds(t, h, p.Entry)
			}
			return nil
		})
	})
}
