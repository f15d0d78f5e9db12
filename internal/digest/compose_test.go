package digest

import (
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/text"
	"github.com/lantoa/lantoa/scheduler"
)

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestTitlesBearTheDaysOfTheSpan(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ from, to, vi, en string }{
		"a week":           {"2026-11-16T08:00:00+07:00", "2026-11-23T08:00:00+07:00", "Tin 16–22/11/2026.", "Tin 16–22 November 2026."},
		"two months":       {"2026-09-28T08:00:00+07:00", "2026-10-05T08:00:00+07:00", "Tin 28/9–04/10/2026.", "Tin 28 September – 4 October 2026."},
		"two years":        {"2026-12-28T08:00:00+07:00", "2027-01-04T08:00:00+07:00", "Tin 28/12/2026–03/01/2027.", "Tin 28 December 2026 – 3 January 2027."},
		"a day to morning": {"2026-02-02T08:00:00+07:00", "2026-02-03T08:00:00+07:00", "Tin 02/02/2026.", "Tin 2 February 2026."},
		"a day to evening": {"2026-02-02T18:00:00+07:00", "2026-02-03T18:00:00+07:00", "Tin 03/02/2026.", "Tin 3 February 2026."},
		"an hour":          {"2026-02-02T08:00:00+07:00", "2026-02-02T09:00:00+07:00", "Tin 02/02/2026.", "Tin 2 February 2026."},
		"the zone's day":   {"2026-11-15T17:30:00Z", "2026-11-22T17:30:00Z", "Tin 16–22/11/2026.", "Tin 16–22 November 2026."},
	} {
		first, last := days(instant(t, c.from), instant(t, c.to), zone)
		if vi, en := fill("Tin {dates}.", first, last, "vi"), fill("Tin {dates}.", first, last, "en"); vi != c.vi || en != c.en {
			t.Errorf("%s: %q and %q, want %q and %q", name, vi, en, c.vi, c.en)
		}
	}
	first, last := instant(t, "2026-11-16T00:00:00Z"), instant(t, "2026-11-22T00:00:00Z")
	if got := fill("từ {from} đến {to}", first, last, "vi"); got != "từ 16/11/2026 đến 22/11/2026" {
		t.Errorf("both ends: %q", got)
	}
	for title, bad := range map[string]bool{"{dates} {from}–{to}": false, "{date}": true, "{dates": true, "}": true} {
		if strange(title) != bad {
			t.Errorf("%q is strange: %t", title, !bad)
		}
	}
}

func TestTheCalendarFollowsTheClockOnTheWall(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ expression, zone, now, first, former string }{
		"here":             {"0 8 * * 1", "Asia/Ho_Chi_Minh", "2026-11-25T00:00:00Z", "2026-11-30T01:00:00Z", "2026-11-23T01:00:00Z"},
		"into summer time": {"0 8 * * 1", "Europe/Berlin", "2027-03-23T00:00:00Z", "2027-03-29T06:00:00Z", "2027-03-22T07:00:00Z"},
		"out of it":        {"0 8 * * 1", "Europe/Berlin", "2027-10-26T00:00:00Z", "2027-11-01T07:00:00Z", "2027-10-25T06:00:00Z"},
		"a skipped hour":   {"30 2 * * *", "Europe/Berlin", "2027-03-27T12:00:00Z", "2027-03-28T01:00:00Z", "2027-03-27T01:30:00Z"},
		"each hour":        {"15 * * * *", "Europe/Berlin", "2027-03-28T00:30:00Z", "2027-03-28T01:00:00Z", "2027-03-28T00:15:00Z"},
		"a month":          {"0 8 1 * *", "Asia/Ho_Chi_Minh", "2027-02-10T00:00:00Z", "2027-03-01T01:00:00Z", "2027-02-01T01:00:00Z"},
	} {
		first, former, err := calendar(scheduler.Next, c.expression, c.zone, instant(t, c.now))
		if err != nil || !first.Equal(instant(t, c.first)) || !former.Equal(instant(t, c.former)) {
			t.Errorf("%s: %v after %v (%v), want %s after %s", name, first, former, err, c.first, c.former)
		}
	}
	for _, c := range []struct{ expression, zone, pointer string }{
		{"0,30 8 * * 1", "UTC", "/expression"}, {"*/15 * * * *", "UTC", "/expression"}, {"0 8 30 2 *", "UTC", "/expression"}, {"0 8 * *", "UTC", "/expression"},
		{"0 8 * * 1", "Asia/Nam_Dinh", "/zone"}, {"0 8 * * 1", "", "/zone"},
	} {
		_, _, err := calendar(scheduler.Next, c.expression, c.zone, instant(t, "2026-11-25T00:00:00Z"))
		if e, ok := fault.As(err); !ok || len(e.Fields) != 1 || e.Fields[0].Pointer != c.pointer {
			t.Errorf("%q in %q: %v, want a fault at %s", c.expression, c.zone, err, c.pointer)
		}
	}
}

func TestADraftGroupsByPillarInTheOrderOfThePlan(t *testing.T) {
	t.Parallel()
	pillar := func(code string) release.Label {
		return release.Label{Kind: "pillar", Code: code, Name: "từ bản phát hành " + code}
	}
	pillars := []plan.Facet{{Code: "apsc", Name: fault.T("Chính trị", "Politics")}, {Code: "aec", Name: fault.T("Kinh tế", "Economy")}, {Code: "ascc", Name: fault.T("Văn hóa", "Culture")}}
	stories := []story{
		{title: "Mới nhất <b>", lead: "Đoạn\ndẫn & hết", address: "https://x.example/a/1/vi", pillars: []release.Label{pillar("aec")}},
		{title: "Không trụ cột", address: "https://x.example/a/2/vi"},
		{title: "Hai trụ cột", address: "https://x.example/a/3/vi", pillars: []release.Label{pillar("aec"), pillar("apsc")}},
		{title: "Trụ cột cũ", address: "https://x.example/a/4/vi", pillars: []release.Label{pillar("old")}},
		{title: "Cũ hơn", lead: strings.Repeat("chữ ", 300), address: "https://x.example/a/5/vi", pillars: []release.Label{pillar("aec")}},
	}
	d := Digest{Title: "ASEAN tuần qua: {dates}", Lang: "vi"}
	first, last := instant(t, "2026-11-16T00:00:00Z"), instant(t, "2026-11-22T00:00:00Z")
	got := compose(d, stories, pillars, first, last)
	if got.Title != "ASEAN tuần qua: 16–22/11/2026" || got.Lead != "5 tin, bài đã đăng: 16–22/11/2026." {
		t.Errorf("title %q, lead %q", got.Title, got.Lead)
	}
	long := text.Cut(strings.TrimSpace(strings.Repeat("chữ ", 300)), longestLead)
	want := `<h2>Chính trị</h2><h3><a href="https://x.example/a/3/vi">Hai trụ cột</a></h3>` +
		`<h2>Kinh tế</h2><h3><a href="https://x.example/a/1/vi">Mới nhất &lt;b&gt;</a></h3><p>Đoạn dẫn &amp; hết</p>` +
		`<h3><a href="https://x.example/a/5/vi">Cũ hơn</a></h3><p>` + long + `</p>` +
		`<h2>từ bản phát hành old</h2><h3><a href="https://x.example/a/4/vi">Trụ cột cũ</a></h3>` +
		`<h2>Tin khác</h2><h3><a href="https://x.example/a/2/vi">Không trụ cột</a></h3>`
	if got.Body != want {
		t.Errorf("body\n%s\nwant\n%s", got.Body, want)
	}
	if kept := strings.ReplaceAll(text.NewHTML().Sanitize(got.Body), ` rel="nofollow noopener"`, ""); kept != got.Body {
		t.Errorf("the newsroom would change it to %s", kept)
	}
	d.Lang = "en"
	if one := compose(d, stories[:1], pillars, first, last); one.Lead != "One story published: 16–22 November 2026." || !strings.Contains(one.Body, "<h2>Economy</h2>") {
		t.Errorf("in English: %+v", one)
	}
	for i := range stories { // signs of many bytes each
		stories[i].lead = strings.Repeat("é"+strings.Repeat("\u0302", 200)+" ", 200)
	}
	heavy := compose(d, append(stories, stories...), pillars, first, last)
	if len(heavy.Body) > manuscript.MaxBody || !strings.Contains(heavy.Body, "Cũ hơn") {
		t.Errorf("a heavy body has %d bytes", len(heavy.Body))
	}
}
