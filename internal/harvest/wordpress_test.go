package harvest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/harvest"
)

const export = `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Trang cũ</title><link>https://cu.example</link><language>vi</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login>lan</wp:author_login><wp:author_display_name>Chị Lan</wp:author_display_name></wp:author>
<item><title>Có mã</title><link>https://cu.example/a</link><dc:creator>lan</dc:creator><guid>https://cu.example/?p=1</guid><content:encoded><![CDATA[Một
hai.

[gallery ids="7"]<script>x</script>]]></content:encoded><excerpt:encoded>Tóm</excerpt:encoded><wp:post_id>1</wp:post_id><wp:post_date_gmt>2024-05-01 02:00:00</wp:post_date_gmt><wp:post_parent>2</wp:post_parent>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type><category domain="category" nicename="asean">ASEAN</category><category domain="post_tag" nicename="hue">Huế</category>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>8</wp:meta_value></wp:postmeta></item>
<item><title>Nháp</title><guid>https://cu.example/?p=2</guid><wp:post_id>2</wp:post_id><wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt><wp:post_parent>1</wp:post_parent><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>Trang</title><guid>https://cu.example/?p=3</guid><wp:post_id>3</wp:post_id><wp:status>publish</wp:status><wp:post_type>page</wp:post_type></item>
<item><title>Rác</title><guid>https://cu.example/?p=4</guid><wp:post_id>4</wp:post_id><wp:status>trash</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>Kín</title><guid>https://cu.example/?p=5</guid><wp:post_id>5</wp:post_id><wp:status>publish</wp:status><wp:post_type>post</wp:post_type><wp:post_password>x</wp:post_password></item>
<item><title>Ảnh</title><guid>https://cu.example/?p=7</guid><wp:post_id>7</wp:post_id><wp:post_parent>1</wp:post_parent><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type><wp:attachment_url>https://cu.example/7.jpg</wp:attachment_url></item>
<item><title>Bìa</title><guid>https://cu.example/?p=8</guid><wp:post_id>8</wp:post_id><wp:post_parent>0</wp:post_parent><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type><wp:attachment_url>https://cu.example/8.jpg</wp:attachment_url></item>
</channel></rss>`

func TestAnExportIsRead(t *testing.T) {
	t.Parallel()
	var posts []harvest.Post
	said, err := harvest.ReadWordPress(strings.NewReader(export), options(), false, func(p harvest.Post) error { posts = append(posts, p); return nil })
	if err != nil || len(posts) != 7 || said.Site != "https://cu.example" || said.Title != "Trang cũ" || said.Lang != "vi" {
		t.Fatalf("%v %+v %d", err, said, len(posts))
	}
	p := posts[0]
	if p.Body != "<p>Một<br/>\nhai.</p><p>[gallery ids=&#34;7&#34;] </p>" || p.Lead != "Tóm" || p.Authors[0] != "Chị Lan" || strings.Join(p.Keywords, ",") != "ASEAN,Huế" || p.Terms[1] != (harvest.Term{Kind: "tag", Slug: "hue", Name: "Huế"}) ||
		!p.Published.Equal(time.Date(2024, 5, 1, 2, 0, 0, 0, time.UTC)) || len(p.Pictures) != 2 || p.Pictures[0].Address != "https://cu.example/8.jpg" {
		t.Errorf("%+v", p)
	}
	for code, want := range map[harvest.Code]string{harvest.Shortcodes: "[gallery]", harvest.ActingRemoved: "<script>", harvest.ParentLoop: ""} {
		if got := detail(p.Findings, code); got != want {
			t.Errorf("%s: %q", code, got)
		}
	}
	if got := detail(posts[1].Findings, harvest.DateMissing); got != "0000-00-00 00:00:00" || detail(posts[1].Findings, harvest.ParentLoop) == "-" {
		t.Errorf("%q %+v", got, posts[1])
	}
	for i, word := range []string{"", "", "page", "trash", "password", "attachment", "attachment"} {
		if skipped := posts[i].Skipped.EN; (word == "") != (skipped == "") || !strings.Contains(strings.ToLower(skipped), word) {
			t.Errorf("%s: %q", posts[i].Title, skipped)
		}
	}
}

func TestWhatIsNoExportIsRefused(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"a feed":          rss(""),
		"a page":          "<html></html>",
		"cut off":         export[:len(export)/2],
		"cut off outside": strings.TrimSuffix(export, "</channel></rss>"),
		"nothing":         "",
		"entities":        `<!DOCTYPE rss [<!ENTITY a "b">]>` + export[strings.Index(export, "<rss"):],
		"too deep":        strings.Replace(export, "<title>Nháp</title>", strings.Repeat("<x>", 200), 1),
		"another charset": strings.Replace(export, "UTF-8", "windows-1258", 1),
	} {
		if _, err := harvest.ReadWordPress(strings.NewReader(file), options(), false, func(harvest.Post) error { return nil }); !fault.Is(err, fault.MalformedBody) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
