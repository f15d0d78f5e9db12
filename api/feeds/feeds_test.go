package feeds_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mmcdole/gofeed"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
)

func TestEachFormatIsReadByAReader(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	first, second := story(1), story(2)
	second.Langs = []string{"en", "vi"}
	w.published.stories = append(w.published.stories, second, first)
	for ext, mime := range map[string]string{
		"rss": "application/rss+xml; charset=utf-8", "atom": "application/atom+xml; charset=utf-8", "json": "application/feed+json; charset=utf-8",
	} {
		t.Run(ext, func(t *testing.T) {
			t.Parallel()
			answer := w.get("/feeds/vi/pillar-aec." + ext)
			if answer.Code != http.StatusOK || answer.Header().Get("Content-Type") != mime {
				t.Fatalf("status %d, type %q", answer.Code, answer.Header().Get("Content-Type"))
			}
			if want := fmt.Sprint(answer.Body.Len()); answer.Header().Get("Content-Length") != want {
				t.Errorf("Content-Length %q, the body has %s bytes", answer.Header().Get("Content-Length"), want)
			}
			read, err := gofeed.NewParser().Parse(answer.Body)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, item := range read.Items {
				got = append(got, item.GUID+" "+item.Title)
			}
			want := []string{"urn:uuid:" + second.Release.ID + " Bài số 2", "urn:uuid:" + first.Release.ID + " Bài số 1"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("items (-want +got):\n%s", diff)
			}
			if read.Title != "Truyền thông ASEAN: Cộng đồng Kinh tế ASEAN" || read.FeedLink != public+"/feeds/vi/pillar-aec."+ext || read.Link != public+"/?pillar=aec" {
				t.Errorf("title %q, self %q, home %q", read.Title, read.FeedLink, read.Link)
			}
		})
	}
}

func TestAtomNamesTranslationsAndNewestChange(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	one := story(1)
	one.Langs = []string{"en", "vi"}
	one.UpdatedAt = one.UpdatedAt.Add(time.Hour)
	w.published.stories = append(w.published.stories, one)
	body := w.get("/feeds/vi/all.atom").Body.String()
	for _, want := range []string{
		`<link rel="alternate" type="text/html" hreflang="en" href="` + public + "/a/" + one.Release.Content.Article + `/en">`,
		"<updated>2026-11-20T09:01:00+07:00</updated>",
		`<category term="aec" scheme="` + public + `/facets/pillar" label="Cộng đồng Kinh tế ASEAN">`,
		`<id>urn:uuid:`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
}

func TestLanguageAndFacetNarrow(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	english := story(2)
	english.Release.Content.Lang = "en"
	english.Release.Content.Facets = []release.Label{{Kind: "pillar", Code: "ascc", Name: "Socio-Cultural"}}
	w.published.stories = append(w.published.stories, english, story(1))
	for path, want := range map[string]int{
		"/feeds/vi/all.json": 1, "/feeds/en/all.json": 1, "/feeds/vi/pillar-aec.json": 1, "/feeds/vi/area-hop-tac.json": 1,
		"/feeds/vi/pillar-ascc.json": 0, "/feeds/en/pillar-ascc.json": 1, "/feeds/en/area-hop-tac.json": 0,
	} {
		if got := len(items(t, w.served(path).Body.Bytes())); got != want {
			t.Errorf("%s holds %d items, want %d", path, got, want)
		}
	}
}

func TestUnknownAddresses(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	for _, path := range []string{
		"/feeds/vi/nothing.rss", "/feeds/vi/all.xml", "/feeds/vi/all", "/feeds/fr/all.rss", "/feeds/vi_VN/all.rss", "/feeds/VI/all.rss",
		"/feeds/vi/pillar-none.rss", "/feeds/vi/topic-giao-duc.rss", "/feeds/vi/area-.rss", "/feeds/vi/.rss", "/feeds/vi/all.RSS", "/feeds/vi/all.rss%00",
	} {
		answer := w.get(path)
		if answer.Code != http.StatusNotFound || !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/plain") {
			t.Errorf("%s: status %d, type %q", path, answer.Code, answer.Header().Get("Content-Type"))
		}
		if body := answer.Body.String(); !strings.Contains(body, "Không có nguồn tin") || !strings.Contains(body, public+"/feeds/") {
			t.Errorf("%s: the answer does not lead on: %q", path, body)
		}
	}
}

func TestConditionalRequests(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	w.published.stories = append(w.published.stories, story(1))
	plain, packed := w.get("/feeds/vi/all.rss"), w.get("/feeds/vi/all.rss", "Accept-Encoding", "br, gzip;q=0.8")
	tag, packedTag := plain.Header().Get("ETag"), packed.Header().Get("ETag")
	if tag == "" || tag == packedTag || strings.HasPrefix(tag, "W/") {
		t.Fatalf("tags %s and %s: two encodings need two strong tags", tag, packedTag)
	}
	if got := unpack(t, packed.Body.Bytes()); !bytes.Equal(got, plain.Body.Bytes()) {
		t.Error("gzip holds other bytes")
	}
	modified := plain.Header().Get("Last-Modified")
	for name, tc := range map[string]struct {
		header []string
		want   int
	}{
		"same tag":               {[]string{"If-None-Match", tag}, 304},
		"weak tag":               {[]string{"If-None-Match", "W/" + tag}, 304},
		"list":                   {[]string{"If-None-Match", `"x", ` + tag}, 304},
		"any":                    {[]string{"If-None-Match", "*"}, 304},
		"other tag":              {[]string{"If-None-Match", `"x"`}, 200},
		"tag of the other":       {[]string{"If-None-Match", packedTag}, 200},
		"tag of gzip under gzip": {[]string{"If-None-Match", packedTag, "Accept-Encoding", "gzip"}, 304},
		"not modified since":     {[]string{"If-Modified-Since", modified}, 304},
		"modified since":         {[]string{"If-Modified-Since", "Thu, 01 Jan 2026 00:00:00 GMT"}, 200},
		"other tag, same date":   {[]string{"If-None-Match", `"x"`, "If-Modified-Since", modified}, 200},
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			answer := w.do(method, "/feeds/vi/all.rss", tc.header...)
			if answer.Code != tc.want {
				t.Errorf("%s %s: status %d, want %d", method, name, answer.Code, tc.want)
			}
			if (tc.want == 304 || method == http.MethodHead) && answer.Body.Len() > 0 {
				t.Errorf("%s %s: %d bytes of body", method, name, answer.Body.Len())
			}
			for _, field := range []string{"ETag", "Cache-Control", "Vary", "Last-Modified"} {
				if answer.Header().Get(field) == "" {
					t.Errorf("%s %s: no %s", method, name, field)
				}
			}
			if tc.want == 304 && answer.Header().Get("Content-Length")+answer.Header().Get("Content-Type") != "" {
				t.Errorf("%s %s: 304 describes a body", method, name)
			}
		}
	}
	head := w.do(http.MethodHead, "/feeds/vi/all.rss")
	for field, values := range plain.Header() {
		if !slices.Equal(values, head.Header()[field]) {
			t.Errorf("HEAD: %s is %q, GET says %q", field, head.Header()[field], values)
		}
	}
	if got := plain.Header().Get("Cache-Control"); got != "public, max-age=60, stale-while-revalidate=300" {
		t.Errorf("Cache-Control %q", got)
	}
}

func TestEncodingsAskedFor(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	for asked, want := range map[string]string{
		"gzip": "gzip", "GZIP": "gzip", "x-gzip": "gzip", "deflate, gzip;q=1.0, *;q=0.5": "gzip", "*": "gzip", "gzip; q=0.001": "gzip",
		"": "", "br": "", "gzip;q=0": "", "gzip; q=0.000, *": "", "*;q=0": "", "identity": "", "gzipped": "",
	} {
		answer := w.get("/feeds/vi/all.rss", "Accept-Encoding", asked)
		if got := answer.Header().Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q gives %q, want %q", asked, got, want)
		}
		if answer.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("Accept-Encoding %q: Vary is %q", asked, answer.Header().Get("Vary"))
		}
	}
}

func TestAChangeIsSeenAfterASecond(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	w.published.stories = append(w.published.stories, story(1))
	before := w.get("/feeds/vi/all.json")
	w.published.change(func(s *stand) { s.stories = slices.Insert(s.stories, 0, story(2)) })
	w.clock.forward(999 * time.Millisecond)
	if got := w.get("/feeds/vi/all.json"); !bytes.Equal(got.Body.Bytes(), before.Body.Bytes()) {
		t.Error("the generation was asked twice within a second")
	}
	w.clock.forward(time.Millisecond)
	after := w.get("/feeds/vi/all.json")
	if got := len(items(t, after.Body.Bytes())); got != 2 {
		t.Errorf("%d items a second after the second story", got)
	}
	if after.Header().Get("ETag") == before.Header().Get("ETag") {
		t.Error("other bytes under the same tag")
	}
	if again := w.get("/feeds/vi/all.json", "If-None-Match", before.Header().Get("ETag")); again.Code != 200 {
		t.Errorf("status %d for a reader with the old feed", again.Code)
	}
}

func TestAChangeElsewhereKeepsTagAndBytes(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	w.published.stories = append(w.published.stories, story(1))
	before := w.get("/feeds/vi/pillar-aec.atom")
	w.published.change(func(s *stand) {
		other := story(2)
		other.Release.Content.Facets = []release.Label{{Kind: "pillar", Code: "ascc", Name: "x"}}
		s.stories = slices.Insert(s.stories, 0, other)
	})
	w.clock.forward(time.Minute)
	after := w.get("/feeds/vi/pillar-aec.atom", "If-None-Match", before.Header().Get("ETag"))
	if after.Code != 304 {
		t.Errorf("status %d", after.Code)
	}
	if w.published.listed.Load() != 2 {
		t.Errorf("what is published was read %d times: the test does not show a second look", w.published.listed.Load())
	}
}

// RSS names no translations, so that a new one changes Atom and leaves RSS alone.
func TestEqualBytesKeepTheTag(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	w.published.stories = append(w.published.stories, story(1))
	rss, atom := w.get("/feeds/vi/all.rss"), w.get("/feeds/vi/all.atom")
	w.published.change(func(s *stand) { s.stories[0].Langs = []string{"en", "vi"} })
	w.clock.forward(time.Minute)
	if got := w.get("/feeds/vi/all.rss", "If-None-Match", rss.Header().Get("ETag")); got.Code != 304 {
		t.Errorf("RSS: status %d", got.Code)
	}
	if got := w.get("/feeds/vi/all.atom", "If-None-Match", atom.Header().Get("ETag")); got.Code != 200 {
		t.Errorf("Atom: status %d", got.Code)
	}
	if got := w.restarted().get("/feeds/vi/all.rss").Header().Get("ETag"); got != rss.Header().Get("ETag") {
		t.Errorf("another instance gives the same bytes the tag %s, not %s", got, rss.Header().Get("ETag"))
	}
}

func TestInstancesAgreeOnTags(t *testing.T) {
	t.Parallel()
	one, other := newFixture(t), newFixture(t)
	for _, w := range []*fixture{one, other} {
		w.published.stories = append(w.published.stories, story(1))
	}
	other.published.generation.Number = 7000
	if a, b := one.get("/feeds/vi/all.rss"), other.get("/feeds/vi/all.rss"); a.Header().Get("ETag") != b.Header().Get("ETag") {
		t.Error("the same feed has two tags; readers behind a balancer would never get 304")
	}
	tags := map[string]string{}
	for _, path := range []string{"/feeds/vi/all.rss", "/feeds/vi/all.atom", "/feeds/vi/all.json", "/feeds/en/all.rss", "/feeds/vi/pillar-aec.rss"} {
		tag := one.get(path).Header().Get("ETag")
		if tags[tag] != "" {
			t.Errorf("%s and %s share a tag", path, tags[tag])
		}
		tags[tag] = path
	}
}

// A reader that knows dates only must learn of what left the feed, too.
func TestWhatLeavesAFeedMovesLastModified(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	w.published.stories = append(w.published.stories, story(2), story(1))
	before := w.get("/feeds/vi/pillar-aec.rss")
	w.clock.forward(time.Minute)
	w.published.change(func(s *stand) { s.stories[0].Release.Content.Facets = nil })
	w.clock.forward(time.Hour)
	modified := before.Header().Get("Last-Modified")
	for name, instance := range map[string]*fixture{"the instance that saw it": w, "one that was started since": w.restarted()} {
		got := instance.get("/feeds/vi/pillar-aec.rss", "If-Modified-Since", modified)
		if got.Code != 200 || got.Header().Get("Last-Modified") != "Mon, 23 Nov 2026 01:31:00 GMT" {
			t.Errorf("%s: status %d, modified %s, before %s", name, got.Code, got.Header().Get("Last-Modified"), modified)
		}
	}
}

func TestCorrectionsAndWithdrawals(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	corrected, gone, old := story(3), story(2), story(1)
	corrected.Release.Number, corrected.Release.Content.Note = 2, release.Note{Kind: release.Correction, Text: "Số đúng là 12."}
	corrected.UpdatedAt = corrected.UpdatedAt.Add(time.Hour)
	corrected.Release.ApprovedAt = corrected.UpdatedAt
	gone.WithdrawnAt, gone.Notice = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), "Bài có sai sót."
	old.WithdrawnAt = time.Date(2026, 8, 24, 16, 59, 0, 0, time.UTC) // 91 days before the day of the clock, in Viet Nam
	w.published.stories = append(w.published.stories, corrected, gone, old)

	read := items(t, w.get("/feeds/vi/all.json").Body.Bytes())
	if len(read) != 2 {
		t.Fatalf("%d items, want the corrected one and the younger withdrawal", len(read))
	}
	if read[0].Title != "ĐÍNH CHÍNH: Bài số 3" || !strings.Contains(read[0].HTML, "Số đúng là 12.") {
		t.Errorf("correction: %+v", read[0])
	}
	if read[1].Title != "THU HỒI: Bài số 2" || !strings.Contains(read[1].Text, "Bài có sai sót.") || read[1].Lantoa.Status != "canceled" {
		t.Errorf("withdrawal: %+v", read[1])
	}
	for _, ext := range []string{"rss", "atom", "json"} {
		if body := w.get("/feeds/vi/all." + ext).Body.String(); strings.Contains(body, "Thân bài 2") || strings.Contains(body, "Thân bài 1") {
			t.Errorf("%s still holds the text of a withdrawn story", ext)
		}
	}
	if body := w.get("/feeds/vi/all.atom").Body.String(); !strings.Contains(body, `at:deleted-entry ref="urn:uuid:`+gone.Release.ID+`"`) {
		t.Error("Atom has no tombstone")
	}
}

func TestFiftyNewestAndEveryWithdrawal(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	for n := 130; n > 0; n-- {
		one := story(n)
		if n%2 == 0 {
			one.WithdrawnAt = one.PublishedAt.Add(time.Hour)
		}
		w.published.stories = append(w.published.stories, one)
	}
	out, gone := 0, 0
	for _, item := range items(t, w.served("/feeds/vi/all.json").Body.Bytes()) {
		if item.Lantoa.Status == "canceled" {
			gone++
			continue
		}
		out++
		if item.Title == "Bài số 29" {
			t.Error("the 51st newest story is in the feed")
		}
	}
	if out != 50 || gone != 65 {
		t.Errorf("%d stories and %d withdrawals, want 50 and 65", out, gone)
	}
}

// Two passive channels may hold the same edition; a feed names an id once.
func TestAnEditionStandsOnce(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	gone := story(1)
	gone.WithdrawnAt = gone.PublishedAt.Add(time.Hour)
	w.published.stories = append(w.published.stories, gone, story(1), story(1))
	read := items(t, w.get("/feeds/vi/all.json").Body.Bytes())
	if len(read) != 1 || read[0].Lantoa.Status != "usable" {
		t.Errorf("items %+v", read)
	}
}

func TestAWithdrawalIsForgottenAsDaysPass(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	gone := story(1)
	gone.WithdrawnAt = time.Date(2026, 8, 25, 5, 0, 0, 0, time.UTC)
	w.published.stories = append(w.published.stories, gone)
	if got := len(items(t, w.get("/feeds/vi/all.json").Body.Bytes())); got != 1 {
		t.Fatalf("%d items on the 90th day", got)
	}
	w.clock.forward(24 * time.Hour) // nobody does anything
	if got := len(items(t, w.get("/feeds/vi/all.json").Body.Bytes())); got != 0 {
		t.Errorf("%d items on the 91st day", got)
	}
}

func TestHostileWordsStayWords(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	one := story(1)
	one.Release.Content.Revision.Title = `]]></title><script>alert(1)</script>&"'`
	w.published.stories = append(w.published.stories, one)
	for _, ext := range []string{"rss", "atom"} {
		body := w.get("/feeds/vi/all." + ext).Body.Bytes()
		decoder := xml.NewDecoder(bytes.NewReader(body))
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", ext, err)
			}
			if start, ok := token.(xml.StartElement); ok && start.Name.Local == "script" {
				t.Errorf("%s has a script element", ext)
			}
		}
	}
}

func TestAnEmptyFeedHasATime(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	answer := w.get("/feeds/en/area-hop-tac.atom")
	if answer.Code != 200 || !strings.Contains(answer.Body.String(), "<updated>2026-01-02T10:04:05+07:00</updated>") {
		t.Errorf("status %d:\n%s", answer.Code, answer.Body)
	}
}

func TestANewPlanKeepsOldFeeds(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	w.published.stories = append(w.published.stories, story(1))
	before := w.get("/feeds/vi/area-hop-tac.rss")
	w.plans.mu.Lock()
	w.plans.all = append([]plan.Plan{{ID: "p2", Version: 1, LoadedAt: w.clock.now()}}, w.plans.all...)
	w.plans.of["p2"] = []plan.Facet{
		{Kind: plan.Pillar, Code: "aec", Name: fault.T("Kinh tế", "Economy")}, {Kind: plan.Area, Code: "moi", Name: fault.T("Mới", "New")},
	}
	w.plans.mu.Unlock()
	w.clock.forward(time.Second)
	if got := w.get("/feeds/vi/area-moi.rss"); got.Code != 200 {
		t.Errorf("the new area has no feed: status %d", got.Code)
	}
	if got := w.get("/feeds/vi/pillar-aec.rss").Body.String(); !strings.Contains(got, "<title>Truyền thông ASEAN: Kinh tế</title>") {
		t.Errorf("the pillar does not bear its new name:\n%s", got)
	}
	if got := w.get("/feeds/vi/area-hop-tac.rss", "If-None-Match", before.Header().Get("ETag")); got.Code != 304 {
		t.Errorf("the old area: status %d", got.Code)
	}
	list, err := w.feeds.List(context.Background(), "en")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, one := range list {
		names = append(names, one.Name+" "+one.Title.EN)
		if len(one.Formats) != 3 || one.Formats[0].URL != public+"/feeds/en/"+one.Name+".rss" {
			t.Errorf("%s: addresses %+v", one.Name, one.Formats)
		}
	}
	want := []string{"all All stories", "pillar-aec Economy", "area-moi New", "pillar-ascc ASEAN Socio-Cultural Community", "area-hop-tac Cooperation"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
}

// readItem is what the tests look at in a JSON Feed.
type readItem struct {
	Title  string `json:"title"`
	HTML   string `json:"content_html"`
	Text   string `json:"content_text"`
	Lantoa struct {
		Status string `json:"status"`
	} `json:"_lantoa"`
}

func items(t *testing.T, body []byte) []readItem {
	t.Helper()
	var document struct {
		Items []readItem `json:"items"`
	}
	if err := json.Unmarshal(body, &document); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return document.Items
}

func unpack(t *testing.T, b []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}
