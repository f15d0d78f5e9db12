package feed_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/feed"
)

// story is a feed of one item that every test may change for itself.
func story(t testing.TB) feed.Feed {
	at := time.Date(2025, 11, 3, 1, 30, 0, 0, time.UTC)
	return feed.Feed{
		ID: "urn:uuid:0192f0c4-7a5e-7c3b-8b1e-000000000001", Title: "ASEAN", Lang: "vi", Updated: at, Zone: hanoi(t),
		SelfURL: "https://lantoa.example/feeds/vi/all.rss", HomeURL: "https://lantoa.example/",
		Items: []feed.Item{{
			ID: "urn:uuid:0192f0c4-7a5e-7c3b-8b1e-000000000002", Lang: "vi", URL: "https://lantoa.example/a/1/vi",
			Title: "Tiêu đề", Summary: "Tóm tắt", HTML: `<p>Thân bài <img src="/media/anh.jpg"/></p>`,
			Published: at, Updated: at, Version: 1, Status: feed.Usable,
			Categories: []feed.Category{{Scheme: "https://lantoa.example/schemes/pillar", Code: "AEC", Name: "Kinh tế"}},
		}},
	}
}

func TestEncodeRefuses(t *testing.T) {
	t.Parallel()
	at := time.Date(2025, 11, 3, 1, 30, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		change func(*feed.Feed)
		want   string
	}{
		"no feed id":           {func(f *feed.Feed) { f.ID = "" }, "absolute IRI"},
		"id with a space":      {func(f *feed.Feed) { f.Items[0].ID = "urn:uuid:a b" }, "absolute IRI"},
		"id twice":             {func(f *feed.Feed) { f.Items = append(f.Items, f.Items[0]) }, "stands twice"},
		"underscore language":  {func(f *feed.Feed) { f.Lang = "vi_VN" }, "BCP 47"},
		"no language":          {func(f *feed.Feed) { f.Items[0].Lang = "" }, "BCP 47"},
		"relative self":        {func(f *feed.Feed) { f.SelfURL = "/feeds/vi/all.rss" }, "self address"},
		"relative item":        {func(f *feed.Feed) { f.Items[0].URL = "/a/1/vi" }, "item address"},
		"no character of XML":  {func(f *feed.Feed) { f.Items[0].URL += "\ufffe" }, "item address"},
		"script address":       {func(f *feed.Feed) { f.HomeURL = "javascript:alert(1)" }, "home address"},
		"relative scheme":      {func(f *feed.Feed) { f.Items[0].Categories[0].Scheme = "pillar" }, "category scheme"},
		"relative translation": {func(f *feed.Feed) { f.Items[0].Translations = []feed.Translation{{Lang: "en", URL: "/a/1/en"}} }, "translation address"},
		"no title":             {func(f *feed.Feed) { f.Items[0].Title = " \x00\u200b " }, "needs a title"},
		"no feed title":        {func(f *feed.Feed) { f.Title = "" }, "needs a title"},
		"no time":              {func(f *feed.Feed) { f.Items[0].Published = time.Time{} }, "published time"},
		"no feed time":         {func(f *feed.Feed) { f.Updated = time.Time{} }, "updated time"},
		"far future":           {func(f *feed.Feed) { f.Items[0].Updated = at.AddDate(9000, 0, 0) }, "out of range"},
		"no version":           {func(f *feed.Feed) { f.Items[0].Version = 0 }, "count from 1"},
		"unknown status":       {func(f *feed.Feed) { f.Items[0].Status = "killed" }, "unknown status"},
		"unknown note":         {func(f *feed.Feed) { f.Items[0].Notes = []feed.Note{{Kind: "typo", Label: "x", At: at}} }, "unknown kind"},
		"note without label":   {func(f *feed.Feed) { f.Items[0].Notes = []feed.Note{{Kind: feed.Update, At: at}} }, "needs a label"},
		"two withdrawals": {func(f *feed.Feed) {
			f.Items[0].Status, f.Items[0].Notes = feed.Canceled, []feed.Note{{Kind: feed.Withdrawal, Label: "x", At: at}, {Kind: feed.Withdrawal, Label: "x", At: at}}
		}, "2 notes"},
		"note without time":  {func(f *feed.Feed) { f.Items[0].Notes = []feed.Note{{Kind: feed.Update, Label: "x"}} }, "note time"},
		"withdrawal but out": {func(f *feed.Feed) { f.Items[0].Notes = []feed.Note{{Kind: feed.Withdrawal, Label: "x", At: at}} }, "on an item that is usable"},
		"correction but gone": {func(f *feed.Feed) {
			f.Items[0].Status, f.Items[0].Notes = feed.Canceled, []feed.Note{{Kind: feed.Correction, Label: "x", At: at}}
		}, "on an item that is canceled"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := story(t)
			tc.change(&f)
			for _, format := range feed.Formats() {
				var b bytes.Buffer
				err := feed.Encode(&b, format, f)
				if err == nil || !strings.Contains(err.Error(), tc.want) {
					t.Errorf("%s: error %v, want one with %q", format, err, tc.want)
				}
				if b.Len() > 0 {
					t.Errorf("%s: %d bytes were written before the error", format, b.Len())
				}
			}
		})
	}
}

func TestFormats(t *testing.T) {
	t.Parallel()
	for ext, want := range map[string]string{
		"rss": "application/rss+xml; charset=utf-8", "atom": "application/atom+xml; charset=utf-8", "json": "application/feed+json; charset=utf-8",
	} {
		if got := feed.Format(ext).ContentType(); got != want {
			t.Errorf("%s: type %q, want %q", ext, got, want)
		}
	}
	var b bytes.Buffer
	if err := feed.Encode(&b, "xml", story(t)); err == nil || b.Len() > 0 {
		t.Errorf("unknown format: error %v, %d bytes", err, b.Len())
	}
}

type brokenPipe struct{}

var errBroken = errors.New("broken pipe")

func (brokenPipe) Write([]byte) (int, error) { return 0, errBroken }

func TestEncodeReportsTheWriter(t *testing.T) {
	t.Parallel()
	if err := feed.Encode(brokenPipe{}, feed.Atom, story(t)); !errors.Is(err, errBroken) {
		t.Errorf("error %v, want the writer's", err)
	}
}

// TestTimes: an offset always, the English names of RSS, UTC without a zone.
func TestTimes(t *testing.T) {
	t.Parallel()
	f := story(t)
	for format, want := range map[feed.Format]string{
		feed.RSS: "<pubDate>Mon, 03 Nov 2025 08:30:00 +0700</pubDate>", feed.Atom: "<published>2025-11-03T08:30:00+07:00</published>",
		feed.JSON: `"date_published": "2025-11-03T08:30:00+07:00"`,
	} {
		if got := encode(t, format, f); !bytes.Contains(got, []byte(want)) {
			t.Errorf("%s: no %s in\n%s", format, want, got)
		}
	}
	f.Zone = nil
	if got, want := encode(t, feed.Atom, f), "<published>2025-11-03T01:30:00Z</published>"; !bytes.Contains(got, []byte(want)) {
		t.Errorf("without zone: no %s in\n%s", want, got)
	}
}

// TestNewestChange: the feed is as new as its newest item, its withdrawals included.
func TestNewestChange(t *testing.T) {
	t.Parallel()
	f := story(t)
	f.Items[0].Status = feed.Canceled
	f.Items[0].Notes = []feed.Note{{Kind: feed.Withdrawal, Label: "Gỡ bài", At: f.Updated.Add(time.Hour)}}
	for format, want := range map[feed.Format]string{
		feed.RSS:  "<lastBuildDate>Mon, 03 Nov 2025 09:30:00 +0700</lastBuildDate>",
		feed.Atom: "<updated>2025-11-03T09:30:00+07:00</updated>",
		feed.JSON: `"date_modified": "2025-11-03T09:30:00+07:00"`,
	} {
		if got := encode(t, format, f); !bytes.Contains(got, []byte(want)) {
			t.Errorf("%s: no %s in\n%s", format, want, got)
		}
	}
}

// TestWithdrawn: nothing of the story but its title travels, in any format, and Atom has
// the tombstone alone.
func TestWithdrawn(t *testing.T) {
	t.Parallel()
	f := story(t)
	f.Items[0].Status = feed.Canceled
	f.Items[0].Notes = []feed.Note{{Kind: feed.Withdrawal, Label: "Gỡ bài", Text: "Sai số liệu.", At: f.Updated}}
	event, err := feed.EncodeEvent(feed.Event{Type: feed.ArticleWithdrawn, At: f.Updated, Item: f.Items[0]})
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]string{"event": string(event)}
	for _, format := range feed.Formats() {
		written[string(format)] = string(encode(t, format, f))
	}
	for name, got := range written {
		for _, word := range []string{"Thân bài", "Tóm tắt", "anh.jpg", "Kinh tế", "AEC"} {
			if strings.Contains(got, word) {
				t.Errorf("%s still tells %q:\n%s", name, word, got)
			}
		}
		if !strings.Contains(got, "Sai số liệu.") || !strings.Contains(got, f.Items[0].ID) {
			t.Errorf("%s does not tell the withdrawal:\n%s", name, got)
		}
	}
	if got := written["atom"]; strings.Contains(got, "<entry") || strings.Count(got, "<at:deleted-entry ") != 1 {
		t.Errorf("atom should have the tombstone alone:\n%s", got)
	}
}

// TestTombstonesComeFirst: the grammar wants extensions of the feed before its entries.
func TestTombstonesComeFirst(t *testing.T) {
	t.Parallel()
	f := story(t)
	gone := f.Items[0]
	gone.ID, gone.Status = "urn:uuid:0192f0c4-7a5e-7c3b-8b1e-000000000003", feed.Canceled
	f.Items = append(f.Items, gone)
	got := encode(t, feed.Atom, f)
	stone, entry := bytes.Index(got, []byte("<at:deleted-entry")), bytes.Index(got, []byte("<entry"))
	if stone < 0 || entry < 0 || stone > entry {
		t.Errorf("tombstone at %d, entry at %d", stone, entry)
	}
}

// TestNotices tells what a reader sees of each kind of change.
func TestNotices(t *testing.T) {
	t.Parallel()
	const body = `<p>Thân bài <img src="https://lantoa.example/media/anh.jpg"/></p>`
	at := story(t).Updated
	update := feed.Note{Kind: feed.Update, Label: "Cập nhật", Text: "Lời <b>", At: at}
	correction := feed.Note{Kind: feed.Correction, Label: "Đính chính", Text: "Số sai.", At: at}
	formal := feed.Note{Kind: feed.FormalCorrection, Label: "Cải chính", At: at.Add(-24 * time.Hour)}
	const updated = "<p><strong>Cập nhật lúc 08:30 ngày 03/11/2025:</strong> Lời &lt;b&gt;</p>"
	const corrected = "<p><strong>Đính chính lúc 08:30 ngày 03/11/2025:</strong> Số sai.</p>"
	for _, tc := range []struct {
		notes            []feed.Note
		lang, title, top string
	}{
		{nil, "vi", "Tiêu đề", ""},
		{[]feed.Note{update}, "vi", "Tiêu đề", updated},
		{[]feed.Note{{Kind: feed.Update, Label: "Update", Text: "Words", At: at}}, "en", "Tiêu đề", "<p><strong>Update, 08:30 on 3 November 2025:</strong> Words</p>"},
		{[]feed.Note{correction}, "vi-VN", "ĐÍNH CHÍNH: Tiêu đề", corrected},
		{[]feed.Note{update, correction, formal}, "vi", "CẢI CHÍNH: Tiêu đề", updated + corrected + "<p><strong>Cải chính lúc 08:30 ngày 02/11/2025.</strong></p>"},
		{[]feed.Note{{Kind: feed.FormalCorrection, Label: "Formal correction", At: at}}, "en", "FORMAL CORRECTION: Tiêu đề", "<p><strong>Formal correction, 08:30 on 3 November 2025.</strong></p>"},
		{[]feed.Note{{Kind: feed.Correction, Label: "Correction", At: at}}, "lo", "CORRECTION: Tiêu đề", "<p><strong>Correction, 08:30 on 3 November 2025.</strong></p>"},
	} {
		f := story(t)
		f.Items[0].Lang, f.Items[0].Notes = tc.lang, tc.notes
		var got struct {
			Items []struct {
				Title       string
				ContentHTML string `json:"content_html"`
			}
		}
		if err := json.Unmarshal(encode(t, feed.JSON, f), &got); err != nil {
			t.Fatal(err)
		}
		if it := got.Items[0]; it.Title != tc.title || it.ContentHTML != tc.top+body {
			t.Errorf("%v in %s:\ntitle %q\n html %q\n want %q", tc.notes, tc.lang, it.Title, it.ContentHTML, tc.top+body)
		}
		for _, format := range []feed.Format{feed.RSS, feed.Atom} {
			if xml := encode(t, format, f); !bytes.Contains(xml, []byte("<![CDATA["+tc.top+body+"]]>")) {
				t.Errorf("%v in %s: %s shows something else:\n%s", tc.notes, tc.lang, format, xml)
			}
		}
	}
}

// TestJSONBudget: a feed of long stories leaves out its oldest ones, and no withdrawal.
func TestJSONBudget(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ long, usable int }{"short": {100, 40}, "long": {20_000, 12}, "one endless": {400_000, 1}} {
		f := story(t)
		one := f.Items[0]
		f.Items = nil
		for i := range 50 {
			it := one
			it.ID = fmt.Sprintf("urn:uuid:0192f0c4-7a5e-7c3b-8b1e-%012d", i)
			it.HTML = "<p>" + strings.Repeat("a", tc.long) + "</p>"
			if i%5 == 4 {
				it.Status, it.HTML = feed.Canceled, ""
			}
			f.Items = append(f.Items, it)
		}
		raw := encode(t, feed.JSON, f)
		var got struct {
			Items []struct {
				ID     string
				Lantoa struct{ Status feed.Status } `json:"_lantoa"`
			}
		}
		if err := json.Unmarshal(raw, &got); err != nil {
			t.Fatal(err)
		}
		usable, canceled := 0, 0
		for _, it := range got.Items {
			if it.Lantoa.Status == feed.Canceled {
				canceled++
				continue
			}
			if want := fmt.Sprintf("urn:uuid:0192f0c4-7a5e-7c3b-8b1e-%012d", usable/4*5+usable%4); it.ID != want {
				t.Errorf("%s: %s stands in the place of %s", name, it.ID, want)
			}
			usable++
		}
		if canceled != 10 || usable < tc.usable-1 || usable > tc.usable || len(raw) > 250_000 && usable > 1 {
			t.Errorf("%s: %d stories, %d withdrawals in %d bytes", name, usable, canceled, len(raw))
		}
		for _, format := range []feed.Format{feed.RSS, feed.Atom} {
			if n := bytes.Count(encode(t, format, f), []byte("<![CDATA[")); n != 40 {
				t.Errorf("%s: %s has %d stories", name, format, n)
			}
		}
	}
}

// A program is told whose a picture is, and on what terms.
func TestAnEventTellsTheTermsOfAPicture(t *testing.T) {
	t.Parallel()
	f := load(t, "pictures", feed.JSON)
	raw, err := feed.EncodeEvent(feed.Event{Type: feed.ArticlePublished, At: f.Updated, Item: f.Items[0], Zone: f.Zone})
	if err != nil || !strings.Contains(string(raw), `"credit":"Ảnh: Sở Ngoại vụ","licence":"CC BY 4.0"`) {
		t.Errorf("%v: %s", err, raw)
	}
}

// TestEventBody: a program gets the text without notices for people, with absolute
// addresses and the notes as data.
func TestEventBody(t *testing.T) {
	t.Parallel()
	f := story(t)
	f.Items[0].Notes = []feed.Note{{Kind: feed.Update, Label: "Cập nhật", At: f.Updated}, {Kind: feed.Correction, Label: "Đính chính", Text: "Lời", At: f.Updated.Add(-time.Hour)}}
	raw, err := feed.EncodeEvent(feed.Event{Type: feed.ArticleCorrected, At: f.Updated, Item: f.Items[0], Zone: f.Zone})
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Type, Timestamp string
		Data            struct {
			ID, Title string
			Version   int
			HTML      string `json:"content_html"`
			Notes     []struct{ Kind, Text, At string }
		}
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	const body = `<p>Thân bài <img src="https://lantoa.example/media/anh.jpg"/></p>`
	if got.Timestamp != "2025-11-03T08:30:00+07:00" || got.Data.Title != "Tiêu đề" || got.Data.HTML != body || got.Data.Version != 1 {
		t.Errorf("body %s", raw)
	}
	want := []struct{ Kind, Text, At string }{{feed.Update, "", "2025-11-03T08:30:00+07:00"}, {feed.Correction, "Lời", "2025-11-03T07:30:00+07:00"}}
	if diff := cmp.Diff(want, got.Data.Notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

// TestEventOfALongStory: a receiver gets a thin body and reads the text at its address.
func TestEventOfALongStory(t *testing.T) {
	t.Parallel()
	f := story(t)
	for length, kept := range map[int]bool{15_000: true, 20_000: false, 900_000: false} {
		f.Items[0].HTML = "<p>" + strings.Repeat("a", length) + "</p>"
		raw, err := feed.EncodeEvent(feed.Event{Type: feed.ArticlePublished, At: f.Updated, Item: f.Items[0], Zone: f.Zone})
		if err != nil {
			t.Fatal(err)
		}
		if len(raw) > 20_000 || bytes.Contains(raw, []byte(`"content_html"`)) != kept || !bytes.Contains(raw, []byte(f.Items[0].URL)) || !bytes.Contains(raw, []byte("Tóm tắt")) {
			t.Errorf("a text of %d bytes gives %d bytes, with the text: %v", length, len(raw), !kept)
		}
	}
}

func TestEventRefuses(t *testing.T) {
	t.Parallel()
	f := story(t)
	gone := f.Items[0]
	gone.Status = feed.Canceled
	relative := f.Items[0]
	relative.URL = "/a/1/vi"
	for name, e := range map[string]feed.Event{
		"unknown type":      {Type: "article.liked", At: f.Updated, Item: f.Items[0]},
		"published but out": {Type: feed.ArticlePublished, At: f.Updated, Item: gone},
		"withdrawn but in":  {Type: feed.ArticleWithdrawn, At: f.Updated, Item: f.Items[0]},
		"no time":           {Type: feed.ArticlePublished, Item: f.Items[0]},
		"bad item":          {Type: feed.ArticlePublished, At: f.Updated, Item: relative},
	} {
		if got, err := feed.EncodeEvent(e); err == nil {
			t.Errorf("%s: no error, body %s", name, got)
		}
	}
}
