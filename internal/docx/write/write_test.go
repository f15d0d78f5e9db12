package write_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"image/png"
	"io"
	"path"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/lantoa/lantoa/internal/docx"
	"github.com/lantoa/lantoa/internal/docx/write"
	"github.com/lantoa/lantoa/internal/text"
)

func dot() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 4, 3))); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// sample is a story with all that a body may hold.
func sample() write.Story {
	return write.Story{Lang: "vi", Title: "Nam Định & ASEAN <2025>", Lead: "Dẫn một dòng.", Unit: "Sở Thông tin", Address: "https://lantoa.example/a/1/vi", At: time.Unix(1_760_000_000, 0),
		Keywords: []string{"ASEAN"}, Lines: []string{"Nguồn: Sở Thông tin"}, Notes: []write.Told{{Label: "Đính chính", Words: "Sửa số."}},
		Pictures: []write.Illustration{{Addresses: []string{"/media/a.png"}, Alt: "Ảnh a", Type: "image/png", Width: 4000, Height: 300, Bytes: dot()}, {Addresses: []string{"/media/b.png"}, Alt: "Ảnh b", Caption: "Chú thích b", Credit: "Ảnh: An", Type: "image/png", Width: 4, Height: 3, Bytes: dot()}},
		Body: `<p>Mở <strong>đậm</strong> <em>nghiêng</em> <u>gạch</u> <s>bỏ</s> H<sub>2</sub>O m<sup>2</sup> <code>mã</code> <a href="/a/2/vi">bài khác</a>.<sup>[1]</sup></p><h2>Mục</h2><h3>Tiểu mục</h3><h4>Nhỏ</h4>` +
			`<ul><li>một<ol start="4"><li>bốn</li><li>năm</li></ol></li><li><p>hai</p><p>tiếp</p></li></ul><blockquote><p>Lời trích</p></blockquote><pre>dòng 1
dòng 2</pre><table><caption>Bảng</caption><thead><tr><th colspan="2" scope="col">A</th></tr></thead><tbody><tr><td rowspan="2">x</td><td>y</td></tr><tr><td>z</td></tr></tbody></table>` +
			`<figure><img alt="Ảnh a" src="/media/a.png"/><figcaption>Chú thích a</figcaption></figure><p>Ảnh xa <img alt="xa" src="https://vi.example/x.png"/></p><hr/><p>[1] Ghi chú.</p>`}
}

// TestAPackageIsWhole: every part is well-formed and has a type, every relation leads to a
// part, every reference has its relation, ids of drawings are each their own (ECMA-376 part 2),
// and the same story makes the same bytes.
func TestAPackageIsWhole(t *testing.T) {
	t.Parallel()
	file, err := write.File(sample())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := write.File(sample()); err != nil || !bytes.Equal(file, again) {
		t.Errorf("the same story made other bytes, %v", err)
	}
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, one := range archive.File {
		body, err := one.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(body)
		if err != nil || parts[one.Name] != "" {
			t.Errorf("part %s: %v", one.Name, err)
		}
		parts[one.Name] = string(data)
	}
	types := parts["[Content_Types].xml"]
	for name, data := range parts {
		ending := strings.TrimPrefix(path.Ext(name), ".")
		if !strings.Contains(types, `PartName="/`+name+`"`) && !strings.Contains(types, `Extension="`+ending+`"`) {
			t.Errorf("%s has no type", name)
		}
		if ending == "xml" || ending == "rels" {
			holdsXML(t, name, data, parts)
		}
	}
	for _, want := range []string{`w:lang w:val="vi-VN"`, "Times New Roman"} {
		if !strings.Contains(parts["word/styles.xml"], want) {
			t.Errorf("the styles lack %s", want)
		}
	}
	if !strings.Contains(parts["docProps/core.xml"], "<dc:title>Nam Định &amp; ASEAN &lt;2025&gt;</dc:title>") || !strings.Contains(parts["word/_rels/document.xml.rels"], "https://lantoa.example/a/2/vi") {
		t.Error("the title or a link is not there")
	}
}

// holdsXML holds that a part is well-formed, and that what it refers to is there.
func holdsXML(t *testing.T, name, data string, parts map[string]string) {
	t.Helper()
	relations := parts[path.Dir(name)+"/_rels/"+path.Base(name)+".rels"]
	drawings := map[string]bool{}
	decoder := xml.NewDecoder(strings.NewReader(data))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		values := map[string]string{}
		for _, a := range start.Attr {
			values[a.Name.Local] = a.Value
			if strings.HasSuffix(a.Name.Space, "officeDocument/2006/relationships") && !strings.Contains(relations, `Id="`+a.Value+`"`) {
				t.Errorf("%s refers to %s, which is no relation", name, a.Value)
			}
		}
		switch {
		case start.Name.Local == "docPr" && drawings[values["id"]]:
			t.Errorf("%s has two drawings %s", name, values["id"])
		case start.Name.Local == "docPr":
			drawings[values["id"]] = true
		case start.Name.Local == "Relationship" && values["TargetMode"] != "External":
			target := path.Join(path.Dir(path.Dir(name)), values["Target"])
			if parts[target] == "" {
				t.Errorf("%s leads to %s, which is no part", name, target)
			}
		case start.Name.Local == "extent" && len(values["cx"]) > len("5760000"):
			t.Errorf("a picture is %s wide", values["cx"])
		}
	}
}

// TestAStoryComesBack: what was written reads as it was, but for the forms that Word has not.
func TestAStoryComesBack(t *testing.T) {
	t.Parallel()
	s := sample()
	file, err := write.File(s)
	if err != nil {
		t.Fatal(err)
	}
	d, err := docx.Read(file, docx.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const want = `<p>Mở <strong>đậm</strong> <em>nghiêng</em> <u>gạch</u> <s>bỏ</s> H<sub>2</sub>O m<sup>2</sup> mã <a href="https://lantoa.example/a/2/vi" rel="nofollow noopener">bài khác</a>.<sup>[1]</sup></p><h2>Mục</h2><h3>Tiểu mục</h3><h4>Nhỏ</h4>` +
		`<ul><li>một<ol start="4"><li>bốn</li><li>năm</li></ol></li><li>hai</li></ul><p>tiếp</p><blockquote><p>Lời trích</p></blockquote><p>dòng 1</p><p>dòng 2</p><table><caption>Bảng</caption><thead><tr><th colspan="2" scope="col">A</th></tr></thead><tbody><tr><td rowspan="2">x</td><td>y</td></tr><tr><td>z</td></tr></tbody></table>` +
		`<figure><img alt="Ảnh a" src="/media/word-1"/><figcaption>Chú thích a</figcaption></figure><p>Ảnh xa <a href="https://vi.example/x.png" rel="nofollow noopener">[xa]</a></p><figure><img alt="Ảnh b" src="/media/word-2"/><figcaption>Chú thích b Ảnh: An</figcaption></figure><hr/><p>[1] Ghi chú.</p>`
	if d.Title != s.Title || d.Lead != s.Lead || d.Body != want {
		t.Errorf("%q %q\n%s\nwant\n%s", d.Title, d.Lead, d.Body, want)
	}
}

// TestAnyStoryComesBack draws bodies of all that comes back as it was.
func TestAnyStoryComesBack(t *testing.T) {
	t.Parallel()
	words := rapid.StringMatching(`[a-zđếữ&<>"' ]{0,8}[a-zộ][.!]?`)
	inline := rapid.Custom(func(t *rapid.T) string {
		escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(strings.TrimSpace(words.Draw(t, "words")))
		form := rapid.SampledFrom([]string{"x %s y", "x <strong>%s</strong> y", "x <em>%s</em> y", "x <strong><em>%s</em></strong> y", `x <a href="https://vi.example/" rel="nofollow noopener">%s</a> y`, "x <sup>%s</sup> y", "x<br/>%s"}).Draw(t, "form")
		return strings.Replace(form, "%s", escaped, 1)
	})
	block := rapid.Custom(func(t *rapid.T) string {
		one, two := inline.Draw(t, "one"), inline.Draw(t, "two")
		form := rapid.SampledFrom([]string{"<p>1</p>", "<h3>1</h3><p>2</p>", "<ul><li>1</li><li>2</li></ul><p>x</p>", `<ol start="3"><li>1<ul><li>2</li></ul></li></ol><p>x</p>`, `<ol start="3" type="a"><li>1<ol type="I"><li>2</li></ol></li></ol><p>x</p>`, `<ol type="A"><li>1<ol type="i"><li>2</li></ol></li></ol><p>x</p>`, "<blockquote><p>1</p><p>2</p></blockquote><p>x</p>",
			"<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>", "<p>x</p><hr/><p>2</p>"}).Draw(t, "block")
		return strings.NewReplacer("1", one, "2", two).Replace(form)
	})
	html := text.NewHTML()
	rapid.Check(t, func(t *rapid.T) {
		body := html.Sanitize("<h2>đầu</h2>" + strings.Join(rapid.SliceOfN(block, 1, 6).Draw(t, "blocks"), ""))
		file, err := write.File(write.Story{Lang: "vi", Title: "Tít", Lead: "Dẫn.", Body: body})
		if err != nil {
			t.Fatal(err)
		}
		d, err := docx.Read(file, docx.Options{})
		if err != nil || d.Title != "Tít" || d.Lead != "Dẫn." || d.Body != body {
			t.Fatalf("%v %q\n%s\nwas\n%s", err, d.Title, d.Body, body)
		}
	})
}

// FuzzFile: whatever the allow-list takes is written as a file that can be read.
func FuzzFile(f *testing.F) {
	f.Add("Tít", sample().Body)
	f.Add("", `<table><tr><td rowspan="9" colspan="3">a<table><tr><td>b</table><tr><td>c</table><ol start="2"><li><ul><li>x</ol><hr><p>[1] a`)
	html := text.NewHTML()
	f.Fuzz(func(t *testing.T, title, body string) {
		file, err := write.File(write.Story{Lang: "vi", Title: title, Body: html.Sanitize(body)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := docx.Read(file, docx.Options{}); err != nil && len(body) < 100_000 {
			t.Errorf("what was written cannot be read: %v", err)
		}
	})
}
