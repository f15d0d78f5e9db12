//go:build realtest

package pandoc_test

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/lantoa/lantoa/internal/docx"
	"github.com/lantoa/lantoa/internal/docx/write"
)

// What a story says and how it is built stands in the Word file for every reader, be it written
// here or taken in from a file that LibreOffice made: the same headings, lists, tables, links,
// pictures and forms of letters with the same words, in the same order.
func TestAnotherReaderReadsTheSame(t *testing.T) {
	stories := map[string]write.Story{"written here": {Lang: "vi", Title: "Nam Định & ASEAN <2026>", Lead: "Dẫn một dòng.", At: time.Unix(1_760_000_000, 0), Pictures: []write.Illustration{illustration("/media/a.png")},
		Body: `<p>Mở <strong>đậm</strong> <em>nghiêng</em> <s>bỏ</s> H<sub>2</sub>O m<sup>2</sup> <a href="https://vi.example/2">bài khác</a>.</p><h2>Mục</h2><h3>Tiểu mục</h3><ul><li>một<ol><li>bốn</li><li>năm</li></ol></li><li>hai</li></ul>` +
			`<blockquote><p>Lời trích</p></blockquote><table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>x</td><td>y</td></tr></tbody></table><figure><img alt="Ảnh a" src="/media/a.png"/><figcaption>Chú thích a</figcaption></figure><p>Hết.</p>`}}
	files, err := filepath.Glob("../../docx/testdata/*.docx")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files of LibreOffice: %v", err)
	}
	for _, name := range files {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		d, err := docx.Read(file, docx.Options{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		s := write.Story{Lang: "vi", Title: d.Title, Lead: d.Lead, Body: d.Body}
		for i, p := range d.Pictures {
			s.Pictures = append(s.Pictures, write.Illustration{Addresses: []string{"/media/word-" + strconv.Itoa(i+1)}, Alt: p.Alt, Type: p.Type, Width: 400, Height: 300, Bytes: p.Bytes})
		}
		stories[filepath.Base(name)] = s
	}
	for name, s := range stories {
		t.Run(name, func(t *testing.T) {
			file, err := write.File(s)
			if err != nil {
				t.Fatal(err)
			}
			command := exec.CommandContext(t.Context(), "pandoc", "--from=docx", "--to=html", "--wrap=none", "--standalone", "--shift-heading-level-by=1", "--metadata=lang:vi")
			command.Stdin = bytes.NewReader(file)
			read, err := command.Output()
			if err != nil {
				t.Fatalf("pandoc: %v", err)
			}
			got, want := outline(t, string(read)), outline(t, "<p>"+html.EscapeString(s.Title)+"</p><p>"+html.EscapeString(s.Lead)+"</p>"+s.Body)
			if !slices.Equal(got, want) {
				t.Errorf("pandoc reads\n%s\nwant\n%s\nof\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"), read)
			}
		})
	}
}

func illustration(address string) write.Illustration {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 4, 3))); err != nil {
		panic(err)
	}
	return write.Illustration{Addresses: []string{address}, Alt: "Ảnh a", Type: "image/png", Width: 4, Height: 3, Bytes: b.Bytes()}
}

// outline lists what is built in a text, in order: each element of those that readers agree on,
// with its words.
func outline(t *testing.T, source string) []string {
	t.Helper()
	// The forms of notes of either, and what is compared of them: their words, at the end.
	notes := []struct{ form, with string }{
		{`<sup>\[\d+\]</sup>|<p>\[\d+\] `, "<p>"}, // ours, in the text and before a note
		{`<a [^>]*class="footnote-(?:ref|back)".*?</a>`, "<p>"},
		{`(?s)<(section|aside)[^>]*footnotes[^>]*>\s*<hr ?/?>\s*<ol>(.*?)</ol>\s*</(?:section|aside)>`, "$2"},
		{`<li id="fn\d+"[^>]*>(.*?)</li>`, "$1"},
		{`(?s)<style.*?</style>|<title>.*?</title>`, ""},
	}
	for _, one := range notes {
		source = regexp.MustCompile(one.form).ReplaceAllString(source, one.with)
	}
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	told := []atom.Atom{atom.H2, atom.H3, atom.H4, atom.Li, atom.Td, atom.Th, atom.Blockquote, atom.A, atom.Img, atom.Strong, atom.Em, atom.Sub, atom.Sup, atom.Ul, atom.Ol}
	var list []string
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && slices.Contains(told, n.DataAtom) {
			list = append(list, n.Data+" "+words(n))
		}
	}
	return append(list, words(root))
}

func words(of *html.Node) string {
	var b strings.Builder
	for n := range of.Descendants() {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.Type == html.ElementNode && !slices.Contains([]atom.Atom{atom.A, atom.Strong, atom.Em, atom.Sub, atom.Sup, atom.S, atom.Del, atom.U, atom.Span}, n.DataAtom):
			b.WriteString(" ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
