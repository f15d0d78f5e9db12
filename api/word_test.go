package api_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/docx"
)

// wordFile is a Word file with a picture, made as stories are exported.
func wordFile() string {
	pixels := image.NewRGBA(image.Rect(0, 0, 400, 300))
	for x := range 400 {
		pixels.Set(x, x*3/4, color.RGBA{200, 30, 30, 255})
	}
	var drawn bytes.Buffer
	if err := png.Encode(&drawn, pixels); err != nil {
		panic(err)
	}
	return string(must(docx.Write(docx.Story{Lang: "vi", Title: "Tuần lễ ASEAN mở cửa", Lead: "Tỉnh mời bạn bè đến dự.",
		Body: `<p>Sáng nay <strong>khai mạc</strong>.</p><h2>Chương trình</h2><ul><li>Triển lãm</li></ul><figure><img alt="Lễ khai mạc" src="/media/a.png"/><figcaption>Lễ khai mạc sáng nay</figcaption></figure><p>Hết.</p>`,
		Pictures: []docx.Illustration{{Addresses: []string{"/media/a.png"}, Alt: "Lễ khai mạc", Type: "image/png", Width: 400, Height: 300, Bytes: drawn.Bytes()}}})))
}

// takes sends a Word file to an edition over a line.
func (w *fixture) takes(path, file string, header map[string]string) answer {
	w.Helper()
	all := map[string]string{"Content-Type": "application/octet-stream"}
	for name, value := range header {
		all[name] = value
	}
	return w.sends(call{as: "lan", method: "POST", path: path, body: file, header: all})
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
		secret := string(must(docx.Write(docx.Story{Lang: "vi", Title: "Báo cáo", Body: "<p>TỐI MẬT</p><p>Nội dung.</p>"})))
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

// bombFile announces far more than it holds.
func bombFile() string {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, name := range []string{"[Content_Types].xml", "word/document.xml"} {
		part := must(archive.Create(name))
		must(io.Copy(part, io.LimitReader(zeros{}, 200<<20)))
	}
	if err := archive.Close(); err != nil {
		panic(err)
	}
	return out.String()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestAStoryGoesOut: the head and a release as a Word file, which is read back, and as a page
// that loads nothing.
func TestAStoryGoesOut(t *testing.T) {
	light(t, func(w *fixture) {
		path := edition(w.create())
		made := w.takes(path+"/import?name=a.docx", wordFile(), map[string]string{"If-None-Match": "*"})
		w.holdsStatus(made, http.StatusOK)
		w.wants(http.StatusOK, w.match(call{as: "lan", method: "PUT", path: path, body: must(jsonOf(map[string]any{"title": w.get(made, "title"), "lead": w.get(made, "lead"), "body": w.get(made, "body"), "pictures": w.get(made, "pictures")}))}, path))

		file := w.wants(http.StatusOK, call{as: "an", method: "GET", path: path + "/export.docx"})
		if again := w.wants(http.StatusOK, call{as: "an", method: "GET", path: path + "/export.docx"}); again.body != file.body {
			t.Error("the same story made other bytes")
		}
		d := must(docx.Read([]byte(file.body), docx.Options{}))
		if d.Title != "Tuần lễ ASEAN mở cửa" || len(d.Pictures) != 1 || d.Pictures[0].Caption != "Lễ khai mạc sáng nay" || !strings.Contains(d.Body, "<h2>Chương trình</h2><ul><li>Triển lãm</li></ul>") {
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
