package harvest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/harvest"
	"github.com/lantoa/lantoa/internal/text"
)

func options() harvest.Options {
	return harvest.Options{Address: "https://bo.example/rss", Now: time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC), HTML: text.NewHTML()}
}

func rss(items string) string {
	return `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>T</title><link>https://bo.example/</link>` + items + `</channel></rss>`
}

func read(t *testing.T, document string) harvest.Feed {
	t.Helper()
	f, err := harvest.Read([]byte(document), options())
	if err != nil {
		t.Fatalf("%v\n%s", err, document)
	}
	return f
}

func one(t *testing.T, document string) harvest.Entry {
	t.Helper()
	f := read(t, document)
	if len(f.Entries) != 1 {
		t.Fatalf("%d entries", len(f.Entries))
	}
	return f.Entries[0]
}

// detail is what a finding says; "-" where there is none.
func detail(all []harvest.Finding, code harvest.Code) string {
	for _, f := range all {
		if f.Code == code {
			return f.Detail
		}
	}
	return "-"
}

func TestTheFormats(t *testing.T) {
	t.Parallel()
	want := "https://bo.example/a|Tin A|<p>Nội dung <a href=\"https://bo.example/sub/x\" rel=\"nofollow noopener\">x</a></p>|Lan|ASEAN|2026-11-20T01:00:00Z|https://bo.example/sub/p.jpg"
	for format, document := range map[harvest.Format]string{
		harvest.RSS: rss(`<item><guid>a</guid><link>/a</link><title>Tin A</title><dc:creator>Lan</dc:creator><category>ASEAN</category><pubDate>Fri, 20 Nov 2026 08:00:00 +0700</pubDate>
			<description>&lt;p&gt;Nội dung &lt;a href="/sub/x"&gt;x&lt;/a&gt;&lt;/p&gt;</description><enclosure url="/sub/p.jpg" type="image/jpeg" length="1"/></item>`),
		harvest.Atom: `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://bo.example/"><title>T</title><entry xml:base="sub/"><id>a</id><link href="/a"/><title>Tin A</title><author><name>Lan</name></author>
			<category term="ASEAN"/><published>2026-11-20T08:00:00+07:00</published><updated>2026-11-21T08:00:00+07:00</updated>
			<link rel="enclosure" type="image/jpeg" href="p.jpg"/><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Nội dung <a href="x">x</a></p></div></content></entry></feed>`,
		harvest.JSON: `{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"a","url":"/a","title":"Tin A","authors":[{"name":"Lan"}],"tags":["ASEAN"],"date_published":"2026-11-20T08:00:00+07:00",
			"image":"/sub/p.jpg","content_html":"<p>Nội dung <a href=\"/sub/x\">x</a></p>"}]}`,
	} {
		f := read(t, document)
		e := f.Entries[0]
		got := strings.Join([]string{e.Link, e.Title, e.Body, strings.Join(e.Authors, ","), strings.Join(e.Keywords, ","), e.Published.Format(time.RFC3339), e.Pictures[0].Address}, "|")
		if f.Format != format || got != want || e.ID != "a" || len(e.Findings) != 0 {
			t.Errorf("%s (%s):\n%s\n%s %+v", format, f.Format, got, want, e.Findings)
		}
	}
	rdf := `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>T</title></channel>
		<item rdf:about="https://bo.example/r"><title>R</title><link>https://bo.example/r</link><dc:date>2026-11-20</dc:date></item></rdf:RDF>`
	if e := one(t, rdf); e.ID != "https://bo.example/r" || e.Title != "R" || !e.Published.Equal(time.Date(2026, 11, 19, 17, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v", e)
	}
}

func TestDatesThatLie(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]harvest.Code{
		"":                               harvest.DateMissing,
		"hôm qua":                        harvest.DateUnreadable,
		"Fri, 27 Nov 2099 08:00:00 GMT":  harvest.DateFuture,
		"Thu, 01 Jan 1970 00:00:00 GMT":  harvest.DateAncient,
		"Fri, 27 Nov 2026 12:05:00 GMT":  "",
		"Fri, 27 Nov 2026 07:00:00 EST":  "",
		"27/11/2026 18:30":               "",
		"2026-11-27 18:30:00":            "",
		"0000-00-00 00:00:00":            harvest.DateMissing,
		strings.Repeat("2026-11-27", 99): harvest.DateUnreadable,
	} {
		e := one(t, rss(`<item><guid>a</guid><title>A</title><pubDate>`+raw+`</pubDate></item>`))
		got := harvest.Code("")
		if len(e.Findings) > 0 {
			got = e.Findings[0].Code
		}
		if got != want || len(e.Findings) > 1 {
			t.Errorf("%q: %+v, want %s", raw, e.Findings, want)
		}
		if want == "" && (e.Published.Before(options().Now.Add(-time.Hour)) || e.Published.After(options().Now.Add(6*time.Minute))) {
			t.Errorf("%q is read as %v", raw, e.Published)
		}
	}
}

func TestWhatIsTakenOutIsTold(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]struct {
		body, detail string
		code         harvest.Code
	}{
		`<p onclick="x()">A</p><script>steal()</script>`: {"<p>A</p>", "onclick, <script>", harvest.ActingRemoved},
		`<form><button>Gửi</button></form>`:              {"Gửi", "<form>, <button>", harvest.ActingRemoved},
		`A<iframe src="https://v.example/1"></iframe>`:   {"A", "<iframe> https://v.example/1", harvest.EmbedRemoved},
		`<a href="javascript:alert(1)">đây</a>`:          {"đây", "javascript:alert(1)", harvest.LinkDropped},
		`A<img src="https://t.example/x" width="1">`:     {"A", "t.example", harvest.TrackingRemoved},
		`A<img src="data:image/png;base64,AAAA">`:        {"A", "data:image/png;base64,AAAA", harvest.PictureDropped},
		`1 <foo>2</foo>`:                  {"1 2", "<foo>", harvest.TagDropped},
		`<p>A<style>p{}</style></p>`:      {"<p>A  </p>", "-", harvest.ActingRemoved},
		`<noscript><p>chữ</p></noscript>`: {"<p>chữ</p>", "-", harvest.LayoutDropped},
		strings.Repeat("<b>", 3000) + "sâu" + strings.Repeat("<p>", 9): {"", "", harvest.LayoutDropped},
	} {
		e := one(t, rss(`<item><guid>a</guid><title>A</title><pubDate>Fri, 20 Nov 2026 08:00:00 +0700</pubDate><description><![CDATA[`+raw+`]]></description></item>`))
		if strings.Contains(raw, "sâu") {
			if !strings.Contains(e.Body, "sâu") {
				t.Errorf("the words of a knot are lost: %q %+v", e.Body, e.Findings)
			}
			continue
		}
		if got := detail(e.Findings, want.code); strings.TrimSpace(e.Body) != want.body || got != want.detail {
			t.Errorf("%s\n%q %q, want %+v", raw, e.Body, got, want)
		}
	}
}

func TestCharactersOfOldFeeds(t *testing.T) {
	t.Parallel()
	old := "<?xml version=\"1.0\" encoding=\"windows-1258\"?><rss><channel><item><guid>a</guid><title>Ti\xecng Vi\xea\xf2t</title></item></channel></rss>"
	if e := one(t, old); e.Title != "Tíng Việt" {
		t.Errorf("%q", e.Title)
	}
	for name, document := range map[string]string{
		"declared wrongly": `<?xml version="1.0" encoding="windows-1252"?><rss><channel><item><guid>a</guid><title>Đà Nẵng</title></item></channel></rss>`,
		"broken":           "<rss><channel><item><guid>a</guid><title>Đ\xff</title></item></channel></rss>",
	} {
		f := read(t, document)
		if !strings.HasPrefix(f.Entries[0].Title, "Đ") || detail(f.Findings, harvest.CharsetWrong) == "-" {
			t.Errorf("%s: %q %+v", name, f.Entries[0].Title, f.Findings)
		}
	}
	if f := read(t, "\ufeff<rss><channel><item><title>A\x0bB</title></item></channel></rss>"); f.Entries[0].Title != "AB" || detail(f.Findings, harvest.CharactersBroken) == "-" {
		t.Errorf("%+v", f)
	}
}

func TestWhatIsNoFeedIsRefusedWithAReason(t *testing.T) {
	t.Parallel()
	for document, words := range map[string]string{
		"":  "empty",
		"x": "no RSS",
		`<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/tin.xml"></head></html>`: "https://bo.example/tin.xml",
		`<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel><title>&b;</title></channel></rss>`:    "DTD",
		"<rss>" + strings.Repeat("<a>", 200): "nested",
		"<rss><channel><item>":               "cut off",
		`{"version":"1"}`:                    "no RSS",
		`{"version":`:                        "broken",
		"<rss><channel>" + strings.Repeat("<a/>", 300_001) + "</channel></rss>": "elements",
	} {
		_, err := harvest.Read([]byte(document), options())
		if told, ok := fault.As(err); !ok || !strings.Contains(told.Detail.EN, words) || told.Detail.VI == "" {
			t.Errorf("%.60q: %v, not %q", document, err, words)
		}
	}
	if _, err := harvest.Read(make([]byte, harvest.MaxFeed+1), options()); !fault.Is(err, fault.BodyTooLarge) {
		t.Errorf("too large: %v", err)
	}
}

func TestAFeedIsBounded(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range harvest.MaxEntries + 5 {
		fmt.Fprintf(&b, "<item><guid>%d</guid><title>T</title></item>", i)
	}
	if f := read(t, rss(b.String())); len(f.Entries) != harvest.MaxEntries || detail(f.Findings, harvest.TooMany) == "-" {
		t.Errorf("%d entries, %+v", len(f.Entries), f.Findings)
	}
	long := strings.Repeat("<p>Một đoạn dài.</p>", 100_000)
	if e := one(t, rss("<item><guid>a</guid><title>T</title><description><![CDATA["+long+"]]></description></item>")); len(e.Body) > 1<<20 || detail(e.Findings, harvest.TooLong) == "-" {
		t.Errorf("%d bytes, %+v", len(e.Body), e.Findings)
	}
	twice := one(t, rss("<item><guid>a</guid><title>Một</title></item><item><guid>a</guid><title>Hai</title></item>"))
	if twice.Title != "Một" || detail(twice.Findings, harvest.Duplicate) != "Hai" {
		t.Errorf("%+v", twice)
	}
}

func TestTombstones(t *testing.T) {
	t.Parallel()
	f := read(t, `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><at:deleted-entry ref="a" when="2026-11-20T01:00:00Z"/></feed>`)
	if len(f.Gone) != 1 || f.Gone[0].ID != "a" || f.Gone[0].At.IsZero() {
		t.Errorf("%+v", f)
	}
}
