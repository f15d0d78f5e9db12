package paste_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/legacy"
	"github.com/lantoa/lantoa/internal/paste"
	"github.com/lantoa/lantoa/internal/text"
)

func updating() bool {
	return flag.Lookup("update") != nil && flag.Lookup("update").Value.String() == "true"
}

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write the golden files anew")
	flag.Parse()
	os.Exit(m.Run())
}

// TestGolden cleans what the clipboards of several programs hold.
func TestGolden(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.html")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := shown(paste.New(text.NewHTML()).Clean(string(raw), "vi"))
			golden := strings.TrimSuffix(file, ".html") + ".golden"
			if updating() {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Error(diff)
			}
			check(t, string(raw))
		})
	}
}

// shown writes a result so that people can read its changes.
func shown(r paste.Result) string {
	var b strings.Builder
	b.WriteString(strings.NewReplacer("</p>", "</p>\n", "</li>", "</li>\n", "</tr>", "</tr>\n", "</h2>", "</h2>\n", "</h3>", "</h3>\n", "</figure>", "</figure>\n").Replace(r.HTML) + "\n")
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "* %s %d: %s | %s\n", f.Code, f.Count, f.Words.EN, strings.Join(f.Samples, " ¶ "))
	}
	for _, l := range r.Legacy {
		fmt.Fprintf(&b, "= %s %s\n", l.Encoding, l.Confidence)
		for _, p := range l.Parts {
			fmt.Fprintf(&b, "%d %q > %q\n", p.Block, p.Before, p.After)
		}
	}
	return b.String()
}

// check holds what is true of whatever is cleaned.
func check(t *testing.T, raw string) {
	t.Helper()
	h := text.NewHTML()
	c := paste.New(h)
	r := c.Clean(raw, "vi")
	if again := h.Sanitize(r.HTML); again != r.HTML {
		t.Errorf("the allow-list changes %q to %q", r.HTML, again)
	}
	if acting := h.Active(r.HTML); acting != nil {
		t.Errorf("%q holds %v", r.HTML, acting)
	}
	var told strings.Builder
	for _, f := range r.Findings {
		if f.Count < 1 || f.Words.IsZero() {
			t.Errorf("a finding without anything: %+v", f)
		}
		if f.Gone {
			told.WriteString(" " + strings.Join(f.Samples, " "))
		}
	}
	have := tally(h.Plain(r.HTML) + told.String())
	for word, n := range tally(c.Visible(raw)) {
		if have[word] < n {
			t.Errorf("%q is gone from %q, which became %q with %+v", word, raw, r.HTML, r.Findings)
		}
	}
}

// tally counts the letters of a text: words may be joined or parted by tags.
func tally(s string) map[rune]int {
	n := map[rune]int{}
	clean, err := text.Clean(s)
	if err != nil {
		return n
	}
	for _, r := range clean {
		if unicode.IsLetter(r) && r != 'Đ' && r != 'đ' && !strings.ContainsRune("ÐƉðɖ", r) {
			n[r]++
		}
	}
	return n
}

// FuzzClean: whatever is pasted, the result is what the allow-list keeps, and no letter that
// could be read is lost without a word.
func FuzzClean(f *testing.F) {
	for _, seed := range []string{"<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]>a)<![endif]>b", "<table><tr><td>a</table>b", "<ul>a<li>b<ul><li>c", "<iframe src=https://www.youtube.com/embed/abcdef>",
		"<td>a<p>b", "<del>a<b>b</p>c", "<blockquote class=twitter-tweet>a<a href=https://x.com/1>b", "<!--[if x]><v:textbox>a-->b", "<style>p{display:none}</style><p>a", "a\u00adb ViÖt", "<figure data-embed=https://a.vn/>b<figcaption>c", "<pre>a\n b<br>c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if utf8.ValidString(raw) {
			check(t, raw)
		}
	})
}

// TestConvert converts where the text stands, and leaves its markup alone.
func TestConvert(t *testing.T) {
	t.Parallel()
	c := paste.New(text.NewHTML())
	in := paste.Text{Title: "ViÖt Nam vµ ASEAN", Lead: "Hîp t¸c kinh tÕ", Body: `<p class=x>Gi¸o dôc &amp; <b>®µo t¹o</b></p><p>Giáo dục đã đúng</p>`}
	found := c.Recognise(in)
	if len(found) != 1 || found[0].Encoding != legacy.TCVN3 || len(found[0].Parts) != 3 {
		t.Fatalf("%+v", found)
	}
	var fields []string
	for _, p := range found[0].Parts {
		fields = append(fields, paste.Field(p.Block))
	}
	if want := []string{"title", "lead", "body"}; !slices.Equal(fields, want) {
		t.Errorf("fields %v, want %v", fields, want)
	}
	want := paste.Text{Title: "Việt Nam và ASEAN", Lead: "Hợp tác kinh tế", Body: `<p class=x>Giáo dục &amp; <b>đào tạo</b></p><p>Giáo dục đã đúng</p>`}
	if got, _ := c.Convert(in, legacy.TCVN3, nil); got != want {
		t.Errorf("got %+v", got)
	}
	want = in
	want.Title = "Việt Nam và ASEAN"
	if got, _ := c.Convert(in, legacy.TCVN3, []int{0}); got != want {
		t.Errorf("one part: got %+v", got)
	}
}

// TestKeep: what is saved before it is converted still has every letter, and converts to
// what it would have been.
func TestKeep(t *testing.T) {
	t.Parallel()
	h := text.NewHTML()
	c := paste.New(h)
	in := paste.Text{Title: "Tr\u00adêng häc ViÖt Nam", Body: "<p>M&shy;êng Kh\u00ad¬ng vµ B¸t X¸t</p><p>tu\u00adyên truyền</p>"}
	kept := c.Keep(in)
	kept.Body = h.Sanitize(kept.Body)
	got, _ := c.Convert(kept, legacy.TCVN3, nil)
	if want := (paste.Text{Title: "Trường học Việt Nam", Body: "<p>Mường Khương và Bát Xát</p><p>tuyên truyền</p>"}); got != want {
		t.Errorf("got %+v, by way of %+v", got, kept)
	}
}

// TestWorkIsInProportion: what is made to be gone through again and again takes a second at most.
func TestWorkIsInProportion(t *testing.T) {
	var selectors, declarations strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&selectors, ".c%d,", i)
		fmt.Fprintf(&declarations, "p%d:1;", i)
	}
	sheet := "<style>" + selectors.String() + ".c{" + declarations.String() + "font-weight:bold}</style>" + strings.Repeat(`<p class="c1">x</p>`, 10_000)
	for name, one := range map[string]string{
		"a sheet":                       sheet,
		"ends without a beginning":      "<p>\u00ad" + strings.Repeat("<b>", 60_000) + strings.Repeat("</i>", 60_000) + "x",
		"ends without a beginning once": strings.Repeat("<b></i></b>", 50_000) + "x",
	} {
		begun := time.Now()
		paste.New(text.NewHTML()).Clean(one, "vi")
		if took := time.Since(begun); took > 10*time.Second {
			t.Errorf("%s: %s", name, took)
		}
	}
}
