package docx_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/docx"
	"github.com/lantoa/lantoa/internal/text"
)

// corpus reads a file of the corpus; testdata/README.md tells how they were made.
func corpus(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func read(t testing.TB, file []byte, o docx.Options) docx.Document {
	t.Helper()
	d, err := docx.Read(file, o)
	if err != nil {
		t.Fatal(err)
	}
	if clean := text.NewHTML().Sanitize(d.Body); clean != d.Body {
		t.Errorf("the allow-list changes the body:\n%s\n%s", d.Body, clean)
	}
	return d
}

// kinds lists what was found, with how often.
func kinds(d docx.Document) []string {
	var list []string
	for _, one := range d.Findings {
		list = append(list, fmt.Sprintf("%s %d", one.Kind, one.Count))
		if one.Detail.VI == "" || one.Detail.EN == "" {
			list = append(list, one.Kind+" without words")
		}
	}
	return list
}

func TestAStoryOfLibreOffice(t *testing.T) {
	t.Parallel()
	d := read(t, corpus(t, "story.docx"), docx.Options{})
	if d.Title != "Nam Định mở tuần lễ ASEAN" || d.Lead != "Hơn 300 đại biểu từ mười một nước dự lễ khai mạc tại Quảng trường Hòa Bình." {
		t.Errorf("title %q, lead %q", d.Title, d.Lead)
	}
	const want = `<p>Sáng 10/11/2025, <strong>Sở Thông tin và Truyền thông</strong> khai mạc tuần lễ; <em>hội nhập</em> là chủ đề, <u>mở cửa</u> đến hết tuần. Diện tích 1.668,8 km<sup>2</sup>, khí CO<sub>2</sub> giảm.</p>` +
		`<h2>Chương trình</h2><ul><li>Triển lãm ảnh<ul><li>Ảnh phố cổ</li><li>Ảnh làng nghề</li></ul></li><li>Hòa nhạc</li></ul>` +
		`<ol><li>Thứ Hai: khai mạc</li><li>Thứ Ba: hội thảo<ol type="a"><li>phiên sáng</li></ol></li></ol><p>Xen giữa danh sách.</p><ol start="3"><li>Thứ Tư: bế mạc</li></ol>` +
		`<h3>Số liệu</h3><table><thead><tr><th scope="col">Nước</th><th colspan="2" scope="col">Đại biểu</th></tr></thead><tbody><tr><td rowspan="2">Lào</td><td>Nam</td><td>12</td></tr><tr><td>Nữ</td><td>15</td></tr></tbody></table>` +
		`<blockquote><p>“Chúng tôi mời mọi người cùng đến.”</p></blockquote>` +
		`<p>Xem <a href="https://asean.org/about" rel="nofollow noopener">trang của ASEAN</a> hoặc thư <a href="mailto:so@vi.example" rel="nofollow noopener">cho Sở</a>.<sup>[1]</sup> Dòng một<br/>dòng hai.</p>` +
		`<hr/><p>[1] Theo <em>Kế hoạch</em> của tỉnh.</p>`
	if d.Body != want {
		t.Errorf("the body is\n%s\nwant\n%s", d.Body, want)
	}
	if got := kinds(d); len(got) != 0 {
		t.Errorf("found %v", got)
	}
}

func TestPicturesAndTextBoxes(t *testing.T) {
	t.Parallel()
	file := corpus(t, "pictures.docx")
	d := read(t, file, docx.Options{Address: func(n int) string { return []string{"/media/mot.png", ""}[n] }})
	const want = `<p>Trước ảnh.</p><figure><img alt="Cổng phủ Dầy buổi sáng" src="/media/mot.png"/><figcaption>Cổng phủ Dầy. Ảnh: Văn An</figcaption></figure><p>Giữa hai ảnh.</p>` +
		`<p>Đoạn có khung.</p><p>Chợ Viềng đầu xuân</p><p>Đoạn cuối.</p><p>Lời trong hộp văn bản.</p>`
	if d.Body != want {
		t.Errorf("the body is\n%s\nwant\n%s", d.Body, want)
	}
	if len(d.Pictures) != 2 || d.Pictures[1].Alt != "Chợ Viềng" || d.Pictures[1].Caption != "Chợ Viềng đầu xuân" || d.Pictures[1].Type != "image/png" || !bytes.HasPrefix(d.Pictures[1].Bytes, []byte("\x89PNG")) {
		t.Errorf("the pictures are %d", len(d.Pictures))
	}
	if got := kinds(d); !slices.Equal(got, []string{"text_box 1"}) {
		t.Errorf("found %v", got)
	}
}

// TestTrackedChanges: accepted, rejected, and one settled the other way; the ids are the same
// each time.
func TestTrackedChanges(t *testing.T) {
	t.Parallel()
	file := corpus(t, "changes.docx")
	const accepted, rejected = "<p>Lễ hội đông và vui. Người dự 300 người.</p><p>Đoạn ba giữ.</p>", "<p>Lễ hội rất đông. Người dự 300 người.</p><p>Đoạn hai bỏ.</p><p>Đoạn ba giữ.</p>"
	for _, one := range []struct {
		o    docx.Options
		want string
	}{
		{docx.Options{}, accepted}, {docx.Options{Reject: true}, rejected}, {docx.Options{Reject: true, Except: []int{1, 2, 3}}, accepted},
		{docx.Options{Except: []int{3}}, "<p>Lễ hội đông và vui. Người dự 300 người.</p><p>Đoạn hai bỏ.</p><p>Đoạn ba giữ.</p>"},
		{docx.Options{Reject: true, Except: []int{2}}, "<p>Lễ hội rất đông và vui. Người dự 300 người.</p><p>Đoạn hai bỏ.</p><p>Đoạn ba giữ.</p>"},
	} {
		d := read(t, file, one.o)
		if d.Body != one.want {
			t.Errorf("%+v:\n%s\nwant\n%s", one.o, d.Body, one.want)
		}
		var told []string
		for _, c := range d.Changes {
			told = append(told, fmt.Sprintf("%d %s %s %s %q %s", c.ID, c.Kind, c.Author, c.At.Format("2/1 15:04"), strings.TrimSpace(c.Text), c.Where))
		}
		if want := []string{`1 removed Lê Chi 3/11 09:30 "rất" body`, `2 inserted Trần Bình 2/11 08:00 "và vui" body`, `3 removed Lê Chi 3/11 09:31 "Đoạn hai bỏ." body`}; !slices.Equal(told, want) {
			t.Errorf("%+v told %q", one.o, told)
		}
		if c := d.Comments; len(c) != 1 || c[0].Author != "Phạm Dung" || c[0].Text != "Kiểm tra số người." || c[0].About != "Người dự 300" {
			t.Errorf("the comments are %+v", c)
		}
	}
	if _, err := docx.Read(file, docx.Options{Except: []int{4}}); err == nil || !strings.Contains(fmt.Sprint(err), "/except") {
		t.Errorf("a change that there is not: %v", err)
	}
}

// TestOldFonts: words in fonts of TCVN3 and VNI are told of, and given to whoever converts
// them, each with its font.
func TestOldFonts(t *testing.T) {
	t.Parallel()
	for name, one := range map[string]struct{ font, encoding, words string }{
		"tcvn3.docx": {".VnTime", "tcvn3", "ViÖt Nam vµ céng ®ång ASEAN"}, "vni.docx": {"VNI-Times", "vni", "Vieät Nam vaø coäng ñoàng ASEAN"},
	} {
		d := read(t, corpus(t, name), docx.Options{})
		if len(d.Fonts) != 1 || d.Fonts[0].Name != one.font || d.Fonts[0].Encoding != one.encoding || d.Fonts[0].Signs < 30 || !strings.Contains(d.Body, one.words) {
			t.Errorf("%s: %+v %s", name, d.Fonts, d.Body)
		}
		if one.encoding == "tcvn3" && !strings.Contains(d.Body, "ng¦êi d©n") { // the letter ư is a soft hyphen there
			t.Errorf("%s: a letter is lost: %s", name, d.Body)
		}
		if got := kinds(d); !slices.Equal(got, []string{"old_font 1"}) {
			t.Errorf("%s: found %v", name, got)
		}
		d = read(t, corpus(t, name), docx.Options{Convert: func(font, words string) string {
			if font == one.font && words == one.words {
				return "Việt Nam và cộng đồng ASEAN"
			}
			return strings.ReplaceAll(words, "ng\u00adêi d©n", "người dân")
		}})
		if !strings.Contains(d.Body, "<p>Việt Nam và cộng đồng ASEAN</p>") || one.encoding == "tcvn3" && !strings.Contains(d.Body, "người dân") || len(d.Findings) != 0 {
			t.Errorf("%s: converted to %s, found %v", name, d.Body, kinds(d))
		}
	}
}

func TestMarksOfSecrecy(t *testing.T) {
	t.Parallel()
	if d := read(t, corpus(t, "secret.docx"), docx.Options{}); !slices.Equal(d.Stamps, []string{"TỐI MẬT"}) {
		t.Errorf("the stamps are %q", d.Stamps)
	}
	for words, want := range map[string]bool{"MẬT": true, "[ Tuyệt mật ]": true, "Độ mật: Mật": true, "tuyÖt mËt": true, "Mật": false, "Mật ong rừng": false, "Tài liệu mật mã": false} {
		d := read(t, made(paragraph(words)), docx.Options{})
		if (len(d.Stamps) > 0) != want {
			t.Errorf("%q: the stamps are %q", words, d.Stamps)
		}
	}
}
