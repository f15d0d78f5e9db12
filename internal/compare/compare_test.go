package compare_test

import (
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/compare"
	"github.com/lantoa/lantoa/internal/text"
)

// TestWordsAreToldAsPeopleReadThem compares by word. Added words stand in ins, removed ones in del,
// those with other marks in mark.
func TestWordsAreToldAsPeopleReadThem(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ was, is, want string }{
		"another tone":        {`<p>Bản tin Nam Đinh hôm nay</p>`, `<p>Bản tin Nam Định hôm nay</p>`, `<p>Bản tin Nam <del>Đinh</del><ins>Định</ins> hôm nay</p>`},
		"place of the tone":   {`<p>Vì hoà bình và thịnh vượng</p>`, `<p>Vì hòa bình và thịnh vượng</p>`, `<p>Vì <del>hoà</del><ins>hòa</ins> bình và thịnh vượng</p>`},
		"d and đ":             {`<p>Tỉnh Nam Dinh họp</p>`, `<p>Tỉnh Nam Đinh họp</p>`, `<p>Tỉnh Nam <del>Dinh</del><ins>Đinh</ins> họp</p>`},
		"several syllables":   {`<p>Sở Thông tin và Truyền thông chủ trì</p>`, `<p>Sở Văn hóa, Thể thao và Du lịch chủ trì</p>`, `<p>Sở <del>Thông tin và Truyền thông</del><ins>Văn hóa, Thể thao và Du lịch</ins> chủ trì</p>`},
		"a sign":              {`<p>Họp, bàn, kết luận.</p>`, `<p>Họp, bàn; kết luận.</p>`, `<p>Họp, bàn<del>,</del><ins>;</ins> kết luận.</p>`},
		"a number is whole":   {`<p>Diện tích 1.668,8 km²</p>`, `<p>Diện tích 1.668,9 km²</p>`, `<p>Diện tích <del>1.668,8</del><ins>1.668,9</ins> km²</p>`},
		"a moved sentence":    {`<p>Hội nghị khai mạc sáng nay. Nhiều đại biểu dự.</p>`, `<p>Nhiều đại biểu dự. Hội nghị khai mạc sáng nay.</p>`, `<p><ins>Nhiều đại biểu dự. </ins>Hội nghị khai mạc sáng nay.<del> Nhiều đại biểu dự.</del></p>`},
		"an item of a list":   {`<ul><li>Lúa gạo</li><li>Thủy sản</li></ul>`, `<ul><li>Lúa gạo</li><li>Dệt may</li><li>Thủy sản tươi</li></ul>`, `<ul><li>Lúa gạo</li><li><ins>Dệt may</ins></li><li>Thủy sản<ins> tươi</ins></li></ul>`},
		"a cell of a table":   {`<table><tbody><tr><td>Dân số</td><td>1,8 triệu</td></tr></tbody></table>`, `<table><tbody><tr><td>Dân số</td><td>1,9 triệu</td></tr></tbody></table>`, `<table><tbody><tr><td>Dân số</td><td><del>1,8</del><ins>1,9</ins> triệu</td></tr></tbody></table>`},
		"a link's target":     {`<p>Xem <a href="https://a.vn" rel="nofollow noopener">kế hoạch</a> này</p>`, `<p>Xem <a href="https://b.vn" rel="nofollow noopener">kế hoạch</a> này</p>`, `<p>Xem <mark><a href="https://b.vn" rel="nofollow noopener">kế hoạch</a></mark> này</p>`},
		"bold":                {`<p>Rất quan trọng</p>`, `<p>Rất <strong>quan trọng</strong></p>`, `<p>Rất <mark><strong>quan trọng</strong></mark></p>`},
		"a heading":           {`<p>Kinh tế biển</p>`, `<h2>Kinh tế biển</h2>`, `<h2>Kinh tế biển</h2>`},
		"Thai goes by letter": {`<p>สวัสดีครับ</p>`, `<p>สวัสดีค่ะ</p>`, `<p>สวัสดี<del>ครับ</del><ins>ค่ะ</ins></p>`},
		"Chinese":             {`<p>东盟共同体</p>`, `<p>东盟大共同体</p>`, `<p>东盟<ins>大</ins>共同体</p>`},
		"no confetti":         {`<p>một hai ba bốn năm sáu bảy</p>`, `<p>mười hai chục ngàn năm trăm bảy</p>`, `<p><del>một</del><ins>mười</ins> hai <del>ba bốn</del><ins>chục ngàn</ins> năm <del>sáu</del><ins>trăm</ins> bảy</p>`},
		"a quote":             {`<blockquote><p>Đoàn kết là sức mạnh</p></blockquote>`, `<blockquote><p>Đoàn kết là sức mạnh</p><p>Thêm một câu</p></blockquote>`, `<blockquote><p>Đoàn kết là sức mạnh</p><p><ins>Thêm một câu</ins></p></blockquote>`},
		"a picture":           {`<figure><img alt="Cầu" src="https://a.vn/1.jpg"/><figcaption>Cầu mới</figcaption></figure>`, `<figure><img alt="Cảng" src="https://a.vn/2.jpg"/><figcaption>Cảng mới</figcaption></figure>`, `<figure><del>Cầu</del><ins>Cảng</ins><figcaption><del>Cầu</del><ins>Cảng</ins> mới</figcaption></figure>`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := text.NewHTML()
			for _, body := range []string{test.was, test.is} {
				if clean := h.Sanitize(body); clean != body {
					t.Fatalf("the test's own body is not clean: %s", clean)
				}
			}
			d := compare.Texts(compare.Text{Body: test.was}, compare.Text{Body: test.is})
			if got := d.HTML(); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if d.Same() {
				t.Error("they are said to be the same")
			}
		})
	}
}

func TestBlocksAreTold(t *testing.T) {
	t.Parallel()
	was := `<p>Đoạn mở đầu của bản tin về hội nghị</p><p>Một đoạn khá dài nói về kinh tế biển</p><h2>Kết quả</h2><p>Bỏ hẳn đoạn này đi</p>`
	is := `<h2>Kết quả</h2><p>Đoạn mở đầu của bản tin về hội nghị ASEAN</p><p>Thêm hẳn những chữ khác</p><p>Một đoạn khá dài nói về kinh tế biển</p>`
	d := compare.Texts(compare.Text{Title: "Tin cũ", Body: was, Pictures: []string{"a"}}, compare.Text{Title: "Tin mới", Body: is, Pictures: []string{"b"}})
	var told []string
	for _, b := range d.Blocks {
		one := string(b.Change) + " " + string(b.Kind)
		if b.Moved {
			one += " moved"
		}
		told = append(told, one)
	}
	want := "added heading, changed paragraph, added paragraph, equal paragraph, removed heading, removed paragraph"
	if got := strings.Join(told, ", "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if d.WordsAdded != 1+2+1+5 || d.WordsRemoved != 1+2+5 {
		t.Errorf("%d words added, %d removed", d.WordsAdded, d.WordsRemoved)
	}
	if got := compare.SpansHTML(d.Title); got != "Tin <del>cũ</del><ins>mới</ins>" {
		t.Errorf("the title is %s", got)
	}
}

func TestAMovedBlockIsTold(t *testing.T) {
	t.Parallel()
	first, second, third := "<p>Đoạn thứ nhất nói về giao thông</p>", "<p>Đoạn hai về nông nghiệp sạch</p>", "<p>Và phần ba là du lịch biển</p>"
	d := compare.Texts(compare.Text{Body: first + second + third}, compare.Text{Body: second + third + first})
	moved := 0
	for _, b := range d.Blocks {
		if b.Moved {
			moved++
		}
	}
	if moved != 2 || d.Same() {
		t.Errorf("%d blocks are told as moved, one out and one in were: %+v", moved, d.Blocks)
	}
}

func TestTheSameIsTheSame(t *testing.T) {
	t.Parallel()
	one := compare.Text{Title: "Tin", Lead: "Tóm tắt", Body: "<ul><li>Một</li></ul><p>Hai<br/>ba</p>", Pictures: []string{"a"}}
	if d := compare.Texts(one, one); !d.Same() || d.WordsAdded+d.WordsRemoved != 0 {
		t.Errorf("a text differs from itself: %+v", d)
	}
	other := one
	other.Pictures = nil
	if compare.Texts(one, other).Same() {
		t.Error("a picture less is no difference")
	}
}
