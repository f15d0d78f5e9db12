package paste_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/paste"
	"github.com/lantoa/lantoa/internal/text"
)

func item(level int, mark, words string) string {
	return fmt.Sprintf(`<p class=MsoListParagraph style='mso-list:l0 level%d lfo1'><![if !supportLists]><span style='mso-list:Ignore'>%s<span>&nbsp; </span></span><![endif]>%s</p>`, level, mark, words)
}

// codes are the findings of a text, each with how often.
func codes(r paste.Result) string {
	var all []string
	for _, f := range r.Findings {
		all = append(all, fmt.Sprintf("%s %d", f.Code, f.Count))
	}
	return strings.Join(all, ", ")
}

func TestClean(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want, found string }{
		"numbers go on":     {item(1, "3.", "ba") + item(1, "4.", "bốn"), `<ol start="3"><li>ba</li><li>bốn</li></ol>`, "list 1"},
		"letters and Roman": {`<ol type="a" start="3"><li>ba</li></ol><ol type="I"><li>một</li></ol><ol type="x"><li>hai</li></ol>`, `<ol start="3" type="a"><li>ba</li></ol><ol type="I"><li>một</li></ol><ol><li>hai</li></ol>`, ""},
		"numbers jump":      {item(1, "1.", "một") + item(1, "5)", "năm"), `<ol><li>một</li></ol><ol start="5"><li>năm</li></ol>`, "list 2"},
		"a list in a list": {item(1, "1.", "một") + item(2, "·", "a") + item(2, "·", "b") + item(1, "2.", "hai"),
			`<ol><li>một<ul><li>a</li><li>b</li></ul></li><li>hai</li></ol>`, "list 2"},
		"a deep item first":         {item(2, "·", "a") + item(1, "·", "b"), `<ul><li>a</li></ul><ul><li>b</li></ul>`, "list 2"},
		"marks that are quoted":     {item(1, "đ)", "điểm đ") + item(1, "1.1.", "mục"), `<p>đ) điểm đ</p><p>1.1. mục</p>`, "list_marker_kept 2"},
		"a paragraph between":       {item(1, "1.", "a") + "<p>giữa</p>" + item(1, "2.", "b"), `<ol><li>a</li></ol><p>giữa</p><ol start="2"><li>b</li></ol>`, "list 2"},
		"spaces before marks":       {"<p>Hà Nội , ngày 8 : họp , rồi về ! x ,y</p>", "<p>Hà Nội, ngày 8 : họp, rồi về ! x ,y</p>", "space_before_mark 2, space_before_comma 2"},
		"a comma in its own tag":    {"<p><b>Hà Nội</b> , ngày</p>", "<p><strong>Hà Nội</strong>, ngày</p>", "space_before_comma 1"},
		"smart signs stay":          {"<p>“Một” – ‘hai’ — ba…</p>", "<p>“Một” – ‘hai’ — ba…</p>", ""},
		"marks by style":            {"<p><span style='font-weight:700;font-style:italic'>a</span><span style='text-decoration:underline line-through'>b</span>H<span style='vertical-align:sub'>2</span>O</p>", "<p><strong><em>a</em></strong><u><s>b</s></u>H<sub>2</sub>O</p>", ""},
		"two breaks, two lines":     {"<div>một<br><br>hai<br>ba</div>", "<p>một</p><p>hai<br/>ba</p>", ""},
		"headings of rank two":      {"<h2>a</h2><h3>b</h3><h6>c</h6>", "<h2>a</h2><h3>b</h3><h4>c</h4>", ""},
		"headings of rank one":      {"<h1>a</h1><h2>b</h2><h3>c</h3>", "<h2>a</h2><h3>b</h3><h4>c</h4>", ""},
		"words outside of cells":    {"<table>lạc<tr><td>a</td><td>b</td></tr></table>", "<p>lạc</p><table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>", ""},
		"an old card stays":         {`<figure data-embed="https://a.vn/x"><a href="https://a.vn/x">Phim</a><figcaption>Lời</figcaption></figure>`, `<figure data-embed="https://a.vn/x"><a href="https://a.vn/x" rel="nofollow noopener">Phim</a><figcaption>Lời</figcaption></figure>`, ""},
		"a shared piece stays":      {`<blockquote data-piece="019a0000-0000-7000-8000-000000000001" data-version="3"><div>a</div></blockquote>`, `<blockquote data-piece="019a0000-0000-7000-8000-000000000001" data-version="3"><p>a</p></blockquote>`, ""},
		"a picture of our own":      {`<figure><img src="/media/a.jpg" alt="Lễ"><figcaption>Ảnh</figcaption></figure>`, `<figure><img alt="Lễ" src="/media/a.jpg"/><figcaption>Ảnh</figcaption></figure>`, ""},
		"a picture in the text":     {`<p>a<img src="cid:1" alt="Lễ hội"></p>`, "<p>a</p>", "picture_upload 1"},
		"scripts and handlers":      {`<p onclick="x()">a</p><script>x</script>`, "<p>a</p>", "active_markup 2"},
		"an address in brackets":    {"<p>Thư: <nguyen@ninhbinh.gov.vn></p>", "<p>Thư:</p>", "unknown_tag 1"},
		"a redirector":              {`<a href="https://l.facebook.com/l.php?u=https%3A%2F%2Fa.vn%2Fx&h=1">a</a>`, `<p><a href="https://a.vn/x" rel="nofollow noopener">a</a></p>`, "link_redirect 1"},
		"a redirector to a script":  {`<a href="https://l.facebook.com/l.php?u=javascript:alert(1)">a</a>`, `<p><a href="https://l.facebook.com/l.php?u=javascript:alert(1)" rel="nofollow noopener">a</a></p>`, ""},
		"a link that runs":          {`<a href="javascript:alert(1)">a</a>`, "<p>a</p>", "link_dropped 1"},
		"columns by tabs":           {"<p>a<span style='mso-tab-count:1'>&nbsp; </span>b</p><p>c<span style='mso-tab-count:1'>&nbsp; </span>d</p>", "<p>a b</p><p>c d</p>", "tab_columns 2"},
		"one tab is an indent":      {"<p>Điều 1.<span style='mso-tab-count:1'>&nbsp; </span>Phạm vi</p>", "<p>Điều 1. Phạm vi</p>", ""},
		"look-alikes in Vietnamese": {"<p>Ðà Nẵng, Ɖịnh, Ðórður</p>", "<p>Đà Nẵng, Định, Ðórður</p>", "look_alike 2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := paste.New(text.NewHTML()).Clean(c.in, "vi")
			if r.HTML != c.want || codes(r) != c.found {
				t.Errorf("got  %s\nwant %s\nfound %s, want %s", r.HTML, c.want, codes(r), c.found)
			}
		})
	}
	if r := paste.New(text.NewHTML()).Clean("<p>Ðà</p>", "en"); r.HTML != "<p>Ðà</p>" {
		t.Errorf("a letter of another language was changed: %s", r.HTML)
	}
}

// TestCards: frames of known providers lead to the pages that they show.
func TestCards(t *testing.T) {
	t.Parallel()
	for frame, page := range map[string]string{
		"https://www.youtube.com/embed/dQw4w9WgXcQ?start=3":                                                            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
		"//www.youtube-nocookie.com/embed/dQw4w9WgXcQ":                                                                 "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
		"https://player.vimeo.com/video/76979871":                                                                      "https://vimeo.com/76979871",
		"https://www.facebook.com/plugins/video.php?height=3&href=https%3A%2F%2Fwww.facebook.com%2Fso%2Fvideos%2F1%2F": "https://www.facebook.com/so/videos/1/",
		"https://open.spotify.com/embed/episode/7makk4oTQel546B0PZlDM5":                                                "https://open.spotify.com/episode/7makk4oTQel546B0PZlDM5",
		"https://www.tiktok.com/embed/v2/6718335390845095173":                                                          "https://www.tiktok.com/embed/v2/6718335390845095173",
		"https://www.facebook.com/plugins/video.php?href=javascript:alert(1)":                                          "",
		"https://youtube.com.example/embed/dQw4w9WgXcQ":                                                                "",
		"https://ban-do.example/khung":                                                                                 "",
	} {
		r := paste.New(text.NewHTML()).Clean(`<p>trước</p><iframe src="`+frame+`"></iframe>`, "vi")
		made := strings.Contains(r.HTML, `<figure data-embed="`+page+`"><a href="`+page+`"`)
		told := slices.ContainsFunc(r.Findings, func(f paste.Finding) bool { return f.Code == paste.Frame && f.Samples[0] == frame })
		if made != (page != "") || told != (page == "") {
			t.Errorf("%s: %s, %s", frame, r.HTML, codes(r))
		}
	}
}
