package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAnExportIsReadInAtATerminal(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	file := filepath.Join(t.TempDir(), "trang-cu.xml")
	const export = `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Trang cũ</title>
<link>https://cu.example</link><language>vi</language><wp:wxr_version>1.2</wp:wxr_version>
<item><title>Bài cũ</title><guid>1</guid><content:encoded>Chữ<![CDATA[<script>x</script>]]></content:encoded><wp:post_id>1</wp:post_id><wp:post_date_gmt>2024-05-01 02:00:00</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>Trang tĩnh</title><guid>2</guid><wp:post_id>2</wp:post_id><wp:status>publish</wp:status><wp:post_type>page</wp:post_type></item></channel></rss>`
	if err := os.WriteFile(file, []byte(export), 0o600); err != nil {
		t.Fatal(err)
	}
	const unit = "--unit=cong-ttdt-tinh-ninh-binh"
	n.says("New 1, changed 0, as before 0, skipped 1; not listed 0. Nothing was written.", "import", "wordpress", file, unit, "--dry-run", "--language=en")
	if out := n.says("New 1, changed 0", "import", "wordpress", file, unit, "--language=en"); !strings.Contains(out, "Markup that acts was taken out (<script>)") || !strings.Contains(out, "A page; they are taken only when asked for") {
		t.Error(out)
	}
	n.says(`"kept": 1`, "import", "wordpress", file, unit, "--json")
	n.says("Mới 1, đã sửa 0, như cũ 1, bỏ qua 0", "import", "wordpress", file, unit, "--pages")
	n.recorded("source.import", "lantoa")
	for words, args := range map[string][]string{
		"Needs --unit":                        {"import", "wordpress", file},
		"cannot be opened":                    {"import", "wordpress", file + "x", unit},
		"You do not have the right to manage": {"import", "wordpress", file, unit, "--as=mai"},
		"takes `import wordpress":             {"import", "blogger", file},
		"This is no export of WordPress":      {"import", "wordpress", "import_test.go", unit},
		"(unit: ":                             {"import", "wordpress", file, "--unit=khong-co"},
	} {
		if code, _, errs := n.run(append(args, "--language=en")...); code != 1 || !strings.Contains(errs, words) {
			t.Errorf("%v: code %d, err %q; want %q", args, code, errs, words)
		}
	}
}
