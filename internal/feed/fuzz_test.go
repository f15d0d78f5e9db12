package feed_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/feed"
)

// FuzzEncode: whatever the words, every format can be read, and all tell the same.
func FuzzEncode(f *testing.F) {
	f.Add("Tiêu đề", "Tóm tắt", "<p>Thân</p>", "Lời", "Sở", "AEC", uint8(0), false)
	f.Add("]]> \x0b\x00 <b>", "\xff\ufffe&nbsp;", "]]> <a href=\"/x\">\r\n", "</p>", "\u202e", "\"<&", uint8(2), false)
	f.Add("a", "&#11;", `<p title="&#11;">&#11;&#xfffe;<img src="/x&#8;"/></p>`, "&#11;", "b", "c", uint8(1), false)
	f.Add("\u0338>", "\u2028", "<![CDATA[", "", "", "", uint8(4), true)
	f.Fuzz(func(t *testing.T, title, summary, html, note, author, code string, kind uint8, gone bool) {
		in := story(t)
		it := &in.Items[0]
		it.Title, it.Summary, it.HTML, it.Author = title, summary, html, author
		in.Title, in.Description, in.Rights = "ASEAN "+author, summary, note
		it.Categories = []feed.Category{{Scheme: "https://lantoa.example/s", Code: code, Name: summary}, {Name: code}}
		kinds := []string{feed.Update, feed.Correction, feed.FormalCorrection}
		it.Notes = []feed.Note{{Kind: kinds[int(kind)%len(kinds)], Label: "Nhãn", Text: note, At: it.Updated.Add(time.Minute)}}
		if gone {
			it.Status, it.Notes[0].Kind = feed.Canceled, feed.Withdrawal
		}
		var rss bytes.Buffer
		if err := feed.Encode(&rss, feed.RSS, in); err != nil {
			if strings.Contains(err.Error(), "needs a title") {
				return
			}
			t.Fatal(err)
		}
		fromRSS := readRSS(t, rss.Bytes())
		fromJSON := readJSON(t, encode(t, feed.JSON, in))
		if fromRSS != fromJSON {
			t.Errorf("RSS and JSON differ:\n%+q\n%+q", fromRSS, fromJSON)
		}
		atom := encode(t, feed.Atom, in)
		wellFormed(t, atom)
		if !gone {
			if fromAtom := readAtom(t, atom); fromAtom != fromJSON {
				t.Errorf("Atom and JSON differ:\n%+q\n%+q", fromAtom, fromJSON)
			}
		}
		event(t, in)
	})
}

// told is what all formats must agree on.
type told struct{ ID, Title, HTML string }

func readRSS(t *testing.T, raw []byte) told {
	t.Helper()
	wellFormed(t, raw)
	var doc struct {
		Items []struct {
			GUID    string `xml:"guid"`
			Title   string `xml:"title"`
			Content string `xml:"http://purl.org/rss/1.0/modules/content/ encoded"`
		} `xml:"channel>item"`
	}
	if err := xml.Unmarshal(raw, &doc); err != nil || len(doc.Items) != 1 {
		t.Fatalf("%d items, %v in\n%s", len(doc.Items), err, raw)
	}
	return told{doc.Items[0].GUID, doc.Items[0].Title, doc.Items[0].Content}
}

func readAtom(t *testing.T, raw []byte) told {
	t.Helper()
	var doc struct {
		Entries []struct {
			ID      string `xml:"id"`
			Title   string `xml:"title"`
			Content string `xml:"content"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(raw, &doc); err != nil || len(doc.Entries) != 1 {
		t.Fatalf("%d entries, %v in\n%s", len(doc.Entries), err, raw)
	}
	return told{doc.Entries[0].ID, doc.Entries[0].Title, doc.Entries[0].Content}
}

func readJSON(t *testing.T, raw []byte) told {
	t.Helper()
	var doc struct {
		Items []struct {
			ID, Title string
			HTML      string `json:"content_html"`
			Text      string `json:"content_text"`
		}
	}
	if err := json.Unmarshal(raw, &doc); err != nil || len(doc.Items) != 1 {
		t.Fatalf("%d items, %v in\n%s", len(doc.Items), err, raw)
	}
	it := doc.Items[0]
	if (it.HTML == "") == (it.Text == "") {
		t.Fatalf("an item needs one of the two contents:\n%s", raw)
	}
	return told{it.ID, it.Title, it.HTML}
}

// wellFormed reads raw to its end as a strict parser does.
func wellFormed(t *testing.T, raw []byte) {
	t.Helper()
	if !utf8.Valid(raw) {
		t.Fatalf("not UTF-8: %q", raw)
	}
	d := xml.NewDecoder(bytes.NewReader(raw))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, raw)
		}
	}
}

func event(t *testing.T, in feed.Feed) {
	t.Helper()
	kind := feed.ArticleCorrected
	if in.Items[0].Status == feed.Canceled {
		kind = feed.ArticleWithdrawn
	}
	raw, err := feed.EncodeEvent(feed.Event{Type: kind, At: in.Updated, Item: in.Items[0], Zone: in.Zone})
	if err != nil || !json.Valid(raw) || !utf8.Valid(raw) {
		t.Fatalf("event: %v, %q", err, raw)
	}
}

func BenchmarkEncode(b *testing.B) {
	f := story(b)
	one := f.Items[0]
	f.Items = nil
	for i := range 50 {
		it := one
		it.ID = fmt.Sprintf("urn:uuid:0192f0c4-7a5e-7c3b-8b1e-%012d", i)
		it.HTML = strings.Repeat(`<p>Nam Định hội nhập <a href="/a/1/vi" rel="nofollow noopener">ASEAN</a>, quảng bá di sản.</p>`, 40)
		f.Items = append(f.Items, it)
	}
	for _, format := range feed.Formats() {
		b.Run(string(format), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(encode(b, format, f))))
			for b.Loop() {
				if err := feed.Encode(io.Discard, format, f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
