package word

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/docx/write"
)

// TestAPageIsWholeInItself: what a person wrote is words on it and nothing else, its pictures
// are in it, and only the style that its policy names.
func TestAPageIsWholeInItself(t *testing.T) {
	t.Parallel()
	pixels := image.NewRGBA(image.Rect(0, 0, 320, 180))
	for i := range pixels.Pix {
		pixels.Pix[i] = 160
	}
	pixels.Set(3, 3, color.White)
	var drawn bytes.Buffer
	if err := png.Encode(&drawn, pixels); err != nil {
		t.Fatal(err)
	}
	p := newPage()
	shown, err := p.of(write.Story{Lang: "vi", Title: "<script>alert(1)</script> Nghiễm ưỡn Ẵng ộ", Lead: "Dẫn một\nDẫn hai", Lines: []string{"Nguồn: Sở Ngoại vụ", "https://lantoa.example/a/1/vi"},
		Notes:    []write.Told{{Label: "Đính chính, 10/11/2025 08:00", Words: "Sửa <b>số</b>."}},
		Pictures: []write.Illustration{{Addresses: []string{"/media/a.png"}, Alt: "Bìa", Caption: "Ảnh bìa", Credit: "Ảnh: An", Type: "image/png", Width: 320, Height: 180, Bytes: drawn.Bytes()}, {Addresses: []string{"/media/b.png"}, Alt: "Trong bài", Type: "image/png", Width: 320, Height: 180, Bytes: drawn.Bytes()}},
		Body:     `<p>Đoạn <strong>đậm</strong><script>x</script>.</p><h2>Mục</h2><ul><li>một</li></ul><table><thead><tr><th>Nước</th></tr></thead><tbody><tr><td>Lào</td></tr></tbody></table><figure><img alt="Trong bài" src="/media/b.png"/><figcaption>Chú thích</figcaption></figure><p><img alt="xa" src="https://vi.example/x.png"/></p>`})
	if err != nil {
		t.Fatal(err)
	}
	page := string(shown)
	for _, want := range []string{"<h1>&lt;script&gt;alert(1)&lt;/script&gt;", "<strong>Đính chính, 10/11/2025 08:00</strong>: Sửa &lt;b&gt;số&lt;/b&gt;.", "<style>" + style + "</style>", "<figcaption>Ảnh bìa Ảnh: An</figcaption>", "<p>Nguồn: Sở Ngoại vụ</p>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(page, "<script") || strings.Count(page, "data:image/png;base64,") != 2 || strings.Contains(page, `"/media/`) {
		t.Errorf("the page is %s", page)
	}
	if cover, body := strings.Index(page, "Ảnh bìa"), strings.Index(page, "Đoạn "); cover > body {
		t.Error("the cover stands below the text")
	}
}

// TestAPictureThatIsShownOften: each time is a copy of its bytes, so the page has its bounds.
func TestAPictureThatIsShownOften(t *testing.T) {
	t.Parallel()
	bytes := make([]byte, 3<<20)
	shown, err := newPage().of(write.Story{Lang: "vi", Pictures: []write.Illustration{{Addresses: []string{"/media/b.png"}, Alt: "Hoa văn", Type: "image/png", Bytes: bytes}}, Body: strings.Repeat(`<p><img alt="Hoa văn" src="/media/b.png"/></p>`, 500)})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(string(shown), "data:image/png"); len(shown) > 40<<20 || got < 5 || strings.Count(string(shown), `alt="Hoa văn"`) != 500 {
		t.Errorf("%d bytes, %d copies", len(shown), got)
	}
}
