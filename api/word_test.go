package api_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"image"
	"image/png"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/docx"
	"github.com/lantoa/lantoa/internal/docx/write"
)

// wordFile is a Word file with a picture, small enough to come with the head of its request:
// the clock of tests stands in the past, where every line has run out of time.
func wordFile() string {
	var drawn, out bytes.Buffer
	if err := png.Encode(&drawn, image.NewRGBA(image.Rect(0, 0, 40, 30))); err != nil {
		panic(err)
	}
	const relations, office = "http://schemas.openxmlformats.org/package/2006/relationships", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	style := func(id, name string) string {
		return `<w:style w:type="paragraph" w:styleId="` + id + `"><w:name w:val="` + name + `"/></w:style>`
	}
	paragraph := func(style, words string) string {
		return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr><w:r><w:t>` + words + `</w:t></w:r></w:p>`
	}
	archive := zip.NewWriter(&out)
	for _, one := range [][2]string{
		{"[Content_Types].xml", `<Types><Default Extension="xml" ContentType="application/xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="` + relations + `"><Relationship Id="a" Type="` + office + `/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/_rels/document.xml.rels", `<Relationships xmlns="` + relations + `"><Relationship Id="s" Type="` + office + `/styles" Target="styles.xml"/><Relationship Id="p" Type="` + office + `/image" Target="a.png"/></Relationships>`},
		{"word/styles.xml", `<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">` + style("T", "Title") + style("L", "Subtitle") + style("H", "heading 1") + style("C", "caption") + `</w:styles>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="` + office + `"><w:body>` +
			paragraph("T", "Tuần lễ ASEAN mở cửa") + paragraph("L", "Tỉnh mời bạn bè đến dự.") + `<w:p><w:r><w:t xml:space="preserve">Sáng nay </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>khai mạc</w:t></w:r></w:p>` + paragraph("H", "Chương trình") +
			`<w:p><w:r><w:drawing><docPr descr="Lễ khai mạc"/><a:blip r:embed="p"/></w:drawing></w:r></w:p>` + paragraph("C", "Lễ khai mạc sáng nay") + `</w:body></w:document>`},
		{"word/a.png", drawn.String()},
	} {
		must(must(archive.Create(one[0])).Write([]byte(one[1])))
	}
	if err := archive.Close(); err != nil {
		panic(err)
	}
	return out.String()
}

// takes sends a Word file to an edition without a line, which has no patience.
func (w *fixture) takes(path, file string, header map[string]string) answer {
	w.Helper()
	all := map[string]string{"Content-Type": "application/octet-stream"}
	for name, value := range header {
		all[name] = value
	}
	return w.do(call{as: "lan", method: "POST", path: path, body: file, header: all})
}

func (w *fixture) holdsStatus(a answer, status int) {
	w.Helper()
	if a.status != status {
		w.Fatalf("%d, want %d: %s", a.status, status, a.body)
	}
}

// TestAWordFileComesIn: a look at it writes nothing; then the text is the person's working
// copy, its picture is in the library with its words, the head is as it was, and the original
// is kept byte for byte.
func TestAWordFileComesIn(t *testing.T) {
	each(t, func(w *fixture) {
		path, file := edition(w.create()), wordFile()
		article := strings.TrimSuffix(path, "/editions/vi")
		before := w.text(w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path}), "head_revision")

		look := w.takes(path+"/import?name=tin.docx&dry_run=true", file, nil)
		w.holdsStatus(look, http.StatusOK)
		if w.text(look, "title") != "Tuần lễ ASEAN mở cửa" || w.text(look, "lead") != "Tỉnh mời bạn bè đến dự." || w.text(look, "file_pictures.0.caption") != "Lễ khai mạc sáng nay" {
			t.Errorf("the look tells %s", look.body)
		}
		w.wants(http.StatusNotFound, call{as: "lan", method: "GET", path: path + "/working-copy"})
		if list := w.get(w.wants(http.StatusOK, call{as: "lan", method: "GET", path: article + "/attachments"}), "items").([]any); len(list) != 0 {
			t.Errorf("a look left attachments: %v", list)
		}

		w.holdsStatus(w.takes(path+"/import?name=tin.docx", file, nil), http.StatusPreconditionRequired)
		made := w.takes(path+"/import?name=tin%20ASEAN.docx", file, map[string]string{"If-None-Match": "*"})
		w.holdsStatus(made, http.StatusOK)
		copied := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path + "/working-copy"})
		id := w.text(copied, "pictures.0")
		if w.text(copied, "title") != "Tuần lễ ASEAN mở cửa" || copied.header.Get("ETag") != made.header.Get("ETag") || w.text(copied, "base") != before {
			t.Errorf("the working copy is %s", copied.body)
		}
		if body := w.text(copied, "body"); !strings.Contains(body, `<figure><img alt="Lễ khai mạc" src="/media/`) || strings.Contains(body, "/media/word-") {
			t.Errorf("the body is %s", body)
		}
		if now := w.text(w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path}), "head_revision"); now != before {
			t.Error("the head moved")
		}
		picture := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/media/" + id})
		if w.text(picture, "texts.vi.alt") != "Lễ khai mạc" || w.text(picture, "texts.vi.caption") != "Lễ khai mạc sáng nay" || w.text(picture, "unit") != ours {
			t.Errorf("the picture is %s", picture.body)
		}
		w.holdsOriginal(article, file)
	})
}

// holdsOriginal downloads the one attachment of an article, and holds it against what was sent.
func (w *fixture) holdsOriginal(article, file string) {
	w.Helper()
	list := w.wants(http.StatusOK, call{as: "an", method: "GET", path: article + "/attachments"})
	sum := sha256.Sum256([]byte(file))
	if w.text(list, "items.0.sha256") != hex.EncodeToString(sum[:]) || w.text(list, "items.0.name") != "tin ASEAN.docx" {
		w.Errorf("the attachment is %s", list.body)
	}
	address := article + "/attachments/" + w.text(list, "items.0.id")
	w.wants(http.StatusNotFound, call{as: "lan", method: "GET", path: article + "/attachments/none%00"})
	kept := w.wants(http.StatusOK, call{as: "an", method: "GET", path: address})
	if kept.body != file || !strings.Contains(kept.header.Get("Content-Disposition"), "attachment;") {
		w.Errorf("the original came back with %d bytes of %d, %v", len(kept.body), len(file), kept.header)
	}
	w.wants(http.StatusUnauthorized, call{method: "GET", path: address})
	w.wants(http.StatusForbidden, call{as: "bao", method: "GET", path: address})
}

// TestTheSameFileAgain: what was typed in between is kept as a revision, the picture is not
// taken in twice, and an old tag is refused before anything is written.
func TestTheSameFileAgain(t *testing.T) {
	light(t, func(w *fixture) {
		path, file := edition(w.create()), wordFile()
		first := w.takes(path+"/import?name=a.docx", file, map[string]string{"If-None-Match": "*"})
		w.holdsStatus(first, http.StatusOK)
		w.wants(http.StatusOK, call{as: "lan", method: "PUT", path: path + "/working-copy", body: `{"title":"Gõ tay ở giữa"}`, header: map[string]string{"If-Match": first.header.Get("ETag")}})
		pictures := len(w.get(w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/media"}), "items").([]any))

		w.holdsStatus(w.takes(path+"/import?name=a.docx", file, map[string]string{"If-Match": first.header.Get("ETag")}), http.StatusPreconditionFailed)
		again := w.takes(path+"/import?name=a.docx", file, map[string]string{"If-Match": `"2"`})
		w.holdsStatus(again, http.StatusOK)
		if now := len(w.get(w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/media"}), "items").([]any)); now != pictures {
			t.Errorf("the library grew from %d to %d", pictures, now)
		}
		if list := w.get(again, "pictures").([]any); len(list) != 1 {
			t.Errorf("the text shows %v", list)
		}
		if all := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path + "/revisions"}).body; !strings.Contains(all, "Gõ tay ở giữa") {
			t.Errorf("what was typed is gone: %s", all)
		}
	})
}

// TestWordFilesThatAreRefused: each with a code and words, and nothing is kept of them.
func TestWordFilesThatAreRefused(t *testing.T) {
	light(t, func(w *fixture) {
		path, file := edition(w.create()), wordFile()
		secret := string(must(write.File(write.Story{Lang: "vi", Title: "Báo cáo", Body: "<p>TỐI MẬT</p><p>Nội dung.</p>"})))
		for name, one := range map[string]struct {
			query, file string
			status      int
			says        string
		}{
			"no Word file":     {"name=a.docx", "xin chào", http.StatusUnsupportedMediaType, ".docx"},
			"an old .doc":      {"name=a.doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", http.StatusUnsupportedMediaType, ".doc"},
			"a bomb":           {"name=a.docx", bombFile(), http.StatusRequestEntityTooLarge, "bung ra"},
			"a state secret":   {"name=a.docx", secret, http.StatusUnprocessableEntity, "TỐI MẬT"},
			"no name":          {"name=%20", file, http.StatusUnprocessableEntity, "query:name"},
			"no such change":   {"name=a.docx&except=7", file, http.StatusUnprocessableEntity, "query:except"},
			"no such language": {"name=a.docx&changes=maybe", file, http.StatusUnprocessableEntity, "query"},
		} {
			for _, dry := range []string{"&dry_run=true", ""} {
				a := w.takes(path+"/import?"+one.query+dry, one.file, map[string]string{"If-None-Match": "*", "Accept-Language": "vi"})
				if a.status != one.status || !strings.Contains(a.body, one.says) {
					t.Errorf("%s: %d %s", name, a.status, a.body)
				}
			}
		}
		if list := w.get(w.wants(http.StatusOK, call{as: "lan", method: "GET", path: strings.TrimSuffix(path, "/editions/vi") + "/attachments"}), "items").([]any); len(list) != 0 {
			t.Errorf("kept: %v", list)
		}
	})
}

// TestOldFontsAreConvertedOnRequest: without it they stay as they are, with a finding.
func TestOldFontsAreConvertedOnRequest(t *testing.T) {
	light(t, func(w *fixture) {
		path := edition(w.create()) + "/import?dry_run=true&name=a.docx"
		for file, want := range map[string]string{"tcvn3.docx": "<p>Việt Nam và cộng đồng ASEAN</p><p>Nam Định hội nhập, người dân.</p>", "vni.docx": "<p>Việt Nam và cộng đồng ASEAN</p>"} {
			bytes := string(must(os.ReadFile("../internal/docx/testdata/" + file)))
			if a := w.takes(path, bytes, nil); w.text(a, "findings.0.kind") != "old_font" || strings.Contains(a.body, "Việt Nam") {
				t.Errorf("%s unasked: %s", file, a.body)
			}
			if a := w.takes(path+"&convert=true", bytes, nil); w.text(a, "body") != want {
				t.Errorf("%s: %s, want %s", file, w.text(a, "body"), want)
			}
		}
	})
}

// bombFile announces far more than it holds.
func bombFile() string {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	must(archive.CreateRaw(&zip.FileHeader{Name: "word/document.xml", Method: zip.Deflate, UncompressedSize64: 1 << 31}))
	if err := archive.Close(); err != nil {
		panic(err)
	}
	return out.String()
}

// TestAStoryGoesOut: the head and a release as a Word file, which is read back, and as a page
// that loads nothing.
func TestAStoryGoesOut(t *testing.T) {
	light(t, func(w *fixture) {
		path := edition(w.create())
		made := w.takes(path+"/import?name=a.docx", wordFile(), map[string]string{"If-None-Match": "*"})
		w.holdsStatus(made, http.StatusOK)
		w.wants(http.StatusOK, w.match(call{as: "lan", method: "PUT", path: path, body: string(must(json.Marshal(map[string]any{"title": w.get(made, "title"), "lead": w.get(made, "lead"), "body": w.get(made, "body"), "pictures": w.get(made, "pictures")})))}, path))

		file := w.wants(http.StatusOK, call{as: "an", method: "GET", path: path + "/export.docx"})
		if again := w.wants(http.StatusOK, call{as: "an", method: "GET", path: path + "/export.docx"}); again.body != file.body {
			t.Error("the same story made other bytes")
		}
		d := must(docx.Read([]byte(file.body), docx.Options{}))
		if d.Title != "Tuần lễ ASEAN mở cửa" || len(d.Pictures) != 1 || d.Pictures[0].Caption != "Lễ khai mạc sáng nay" || !strings.Contains(d.Body, "<h2>Chương trình</h2><figure>") {
			t.Errorf("the file reads as %q %q", d.Title, d.Body)
		}
		if !slices.ContainsFunc(d.Findings, func(f docx.Finding) bool { return f.Kind == "added_lines" && strings.HasPrefix(f.Sample, "Nguồn: ") }) {
			t.Errorf("the file has no source: %v", d.Findings)
		}

		page := w.wants(http.StatusOK, call{as: "an", method: "GET", path: path + "/print"})
		if policy := page.header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'; style-src 'sha256-") || strings.Contains(policy, "unsafe") {
			t.Errorf("the policy is %s", policy)
		}
		for _, want := range []string{`<h1>Tuần lễ ASEAN mở cửa</h1>`, `<p class="lead">Tỉnh mời bạn bè đến dự.</p>`, `<img alt="Lễ khai mạc" src="data:image/png;base64,`, "<figcaption>Lễ khai mạc sáng nay</figcaption>", "Nguồn: ", "Bản đang soạn", public + "/a/"} {
			if !strings.Contains(page.body, want) {
				t.Errorf("the page lacks %s", want)
			}
		}
		if strings.Count(page.body, "<img ") != 1 || strings.Contains(page.body, "<script") || strings.Contains(page.body, "ZgotmplZ") {
			t.Errorf("the page is %s", page.body)
		}
		w.wants(http.StatusNotFound, call{as: "an", method: "GET", path: path + "/print?release=3"})
	})
}
