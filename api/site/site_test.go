package site_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// Every page has a language, a title, one main landmark, one h1, a name for each field
// and no address that only works with a script.
func TestEveryPageIsWellMade(t *testing.T) {
	t.Parallel()
	withdrawn := story(2)
	withdrawn.WithdrawnAt = now()
	w := newFixture(t, story(1), withdrawn)
	for path, status := range map[string]int{
		"/": 200, "/?lang=en": 200, "/?pillar=none": 200, "/feeds/": 200, "/feeds/?lang=en": 200, "/sign-in": 200, "/setup?token=good": 200, "/setup?token=bad": 410,
		"/a/" + first + "/vi": 200, "/a/" + withdrawn.Release.Content.Article + "/vi": 410, "/a/" + first + "/fr": 404, "/nowhere": 404,
	} {
		answer := w.get(path)
		if answer.Code != status {
			t.Errorf("%s: status %d, want %d", path, answer.Code, status)
		}
		page := w.read(answer)
		if lang := value(page.one("html"), "lang"); lang != "vi" && !strings.Contains(path, "lang=en") || lang != answer.Header().Get("Content-Language") {
			t.Errorf("%s: html lang %q, Content-Language %q", path, lang, answer.Header().Get("Content-Language"))
		}
		page.one("main", "id", "content")
		page.one("nav", "aria-label", "*")
		page.one("a", "href", "#content")
		if words(page.one("h1")) == "" || words(page.one("title")) == "" {
			t.Errorf("%s has no heading or no title", path)
		}
		for _, script := range page.all("script") {
			if value(script, "type") != "application/ld+json" {
				t.Errorf("%s has a script", path)
			}
		}
		for _, name := range []string{"div", "p", "span", "article", "li"} {
			if styled := page.all(name, "style", "*"); len(styled) > 0 {
				t.Errorf("%s: an inline style, which the policy forbids", path)
			}
		}
		for _, input := range append(page.all("input"), page.all("select")...) {
			if value(input, "type") == "hidden" || input.Parent.Data == "label" {
				continue
			}
			if id := value(input, "id"); len(page.all("label", "for", id)) != 1 {
				t.Errorf("%s: the field %s has no label", path, value(input, "name"))
			}
		}
	}
}

func TestStyleSheetIsKeptForEver(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	href := value(w.read(w.get("/")).one("link", "rel", "stylesheet"), "href")
	answer := w.get(href)
	if answer.Code != 200 || answer.Header().Get("Content-Type") != "text/css; charset=utf-8" || !strings.Contains(answer.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("%s: status %d, header %v", href, answer.Code, answer.Header())
	}
	if got := w.get("/assets/site-000000000000.css"); got.Code != 404 || strings.Contains(got.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("a style sheet that never was: status %d, %q", got.Code, got.Header().Get("Cache-Control"))
	}
}

func TestLanguageOfAPage(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	for name, tc := range map[string]struct{ path, accept, want string }{
		"nothing said":         {"/", "", "vi"},
		"Vietnamese browser":   {"/", "vi-VN,vi;q=0.9,en-US;q=0.6,en;q=0.5", "vi"},
		"English browser":      {"/", "en-US,en;q=0.9", "en"},
		"English before":       {"/", "en;q=0.9, vi;q=0.8", "en"},
		"equal weights":        {"/", "en, vi", "vi"},
		"Lao, then English":    {"/", "lo, en;q=0.3", "en"},
		"Lao alone":            {"/", "lo", "vi"},
		"asked for":            {"/?lang=en", "vi", "en"},
		"asked for the other":  {"/?lang=vi", "en", "vi"},
		"asked for what isn't": {"/?lang=xx", "en", "en"},
		"broken weight":        {"/", "en;q=x", "vi"},
	} {
		answer := w.get(tc.path, "Accept-Language", tc.accept)
		if got := value(w.read(answer).one("html"), "lang"); got != tc.want {
			t.Errorf("%s: %s", name, got)
		}
		if !strings.Contains(answer.Header().Get("Vary"), "Accept-Language") {
			t.Errorf("%s: Vary %q", name, answer.Header().Get("Vary"))
		}
	}
	page := w.read(w.get("/?pillar=aec&page=1"))
	if got := value(page.one("a", "hreflang", "en"), "href"); got != "/?lang=en&page=1&pillar=aec" {
		t.Errorf("the switch leads to %q", got)
	}
}

func TestFrontPage(t *testing.T) {
	t.Parallel()
	one, two := story(1), story(2)
	two.Langs = []string{"en", "vi"}
	two.Release.Content.Note = release.Note{Kind: release.Correction, Text: "x"}
	two.Release.Content.Facets = append(two.Release.Content.Facets, release.Label{Kind: "pillar", Code: "gone", Name: "Trụ cột cũ"})
	w := newFixture(t, two, one)
	page := w.read(w.get("/"))
	cards := page.all("article")
	if len(cards) != 2 {
		t.Fatalf("%d cards", len(cards))
	}
	first := words(cards[0])
	for _, want := range []string{"Doanh nghiệp và ưu đãi thuế quan, bài 2", "Quy tắc xuất xứ quyết định.", "Kinh tế", "Trụ cột cũ", "Hoạt động và hợp tác ASEAN", "Sở Công Thương", "T6, 20/11/2026 08:02", "English"} {
		if !strings.Contains(first, want) {
			t.Errorf("the first card lacks %q: %s", want, first)
		}
	}
	if class := value(cards[0], "class") + value(cards[0].Parent, "class"); !strings.Contains(class, "pillar-2") {
		t.Errorf("the card has the class %q", class)
	}
	page.one("a", "href", "/a/"+two.Release.Content.Article+"/en", "hreflang", "en")
	for _, mime := range []string{"application/rss+xml", "application/atom+xml", "application/feed+json"} {
		page.one("link", "rel", "alternate", "type", mime)
	}
	if got := len(w.read(w.get("/?pillar=apsc")).all("article")); got != 0 {
		t.Errorf("%d stories of another pillar", got)
	}
	if got := len(w.read(w.get("/?pillar=aec&area=hop-tac")).all("article")); got != 2 {
		t.Errorf("%d stories of the pillar and area", got)
	}
	if got := len(w.read(w.get("/?pillar=apsc&area=hop-tac")).all("article")); got != 0 {
		t.Errorf("%d stories of the area and another pillar", got)
	}
	chosen := w.read(w.get("/?pillar=aec&area=hop-tac")).all("option", "selected", "*")
	if len(chosen) != 2 {
		t.Errorf("%d options are shown as chosen", len(chosen))
	}
}

func TestAReaderGetsTheEditionOfTheirLanguage(t *testing.T) {
	t.Parallel()
	both := story(1)
	both.Langs = []string{"en", "vi"}
	w := newFixture(t, story(2), english(both), both)
	for lang, want := range map[string][]string{
		"vi": {"Doanh nghiệp và ưu đãi thuế quan, bài 2", "Doanh nghiệp và ưu đãi thuế quan, bài 1"},
		"en": {"Doanh nghiệp và ưu đãi thuế quan, bài 2", "Firms and tariff preferences"},
	} {
		page := w.read(w.get("/?lang=" + lang))
		var got []string
		for _, heading := range page.all("h3") {
			got = append(got, words(heading))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", lang, diff)
		}
	}
	if card := w.read(w.get("/?lang=en")).all("article")[0]; value(card, "lang") != "vi" {
		t.Errorf("a Vietnamese card on the English page is marked %q", value(card, "lang"))
	}
}

// deepest is how many stories the pages lead back through.
const deepest = 500

func TestPagesOfTheList(t *testing.T) {
	t.Parallel()
	var many []published.Edition
	for n := 45; n > 0; n-- {
		for _, lang := range []string{"km", "lo", "th", "en", "vi"} { // each article in more languages than most have
			edition := story(n)
			edition.Release.Content.Lang = lang
			many = append(many, edition)
		}
	}
	w := newFixture(t, many...)
	seen := map[string]bool{}
	path := "/?pillar=aec&lang=en"
	for range 3 {
		page := w.read(w.get(path))
		for _, heading := range page.all("h3") {
			seen[words(heading)] = true
		}
		next := page.all("a", "rel", "next")
		if len(next) == 0 {
			break
		}
		path = value(next[0], "href")
		if !strings.Contains(path, "pillar=aec") || !strings.Contains(path, "lang=en") {
			t.Errorf("the next page forgets the choice: %s", path)
		}
	}
	if len(seen) != 45 || !strings.Contains(path, "page=3") {
		t.Errorf("%d stories on the pages up to %s", len(seen), path)
	}
	for _, wild := range []string{"0", "-1", "x", "999999999999999999999", "26"} {
		if got := w.get("/?page=" + wild); got.Code != 200 {
			t.Errorf("page %s: status %d", wild, got.Code)
		}
	}
	for _, q := range w.asked {
		if q.Limit > 21 || q.Offset > deepest {
			t.Errorf("a stranger has us list %d stories after %d", q.Limit, q.Offset)
		}
	}
}

func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()
	bad := story(1)
	text := `</title></script><script>alert(1)</script><img src=x onerror=alert(1)>"'`
	bad.Release.Content.Revision.Title, bad.Release.Content.Revision.Lead = text, text
	bad.Release.Content.Revision.Body = `<p onclick="x()">Thân</p><script>alert(1)</script><a href="javascript:x()">y</a><img src="/other.png">`
	bad.Release.Content.Note, bad.Release.Content.Unit.Name = release.Note{Kind: release.Correction, Text: text}, text
	bad.Release.Content.Keywords = []string{text}
	w := newFixture(t, bad)
	for _, path := range []string{"/", "/a/" + first + "/vi", "/?pillar=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "/sign-in?next=%22%3E%3Cscript%3E", "/%3Cscript%3E", "/a/%3Cscript%3E/vi"} {
		page := w.read(w.get(path))
		for _, script := range page.all("script") {
			if value(script, "type") != "application/ld+json" {
				t.Errorf("%s runs a script", path)
			}
		}
		for _, name := range []string{"img", "p", "a"} {
			for _, event := range []string{"onerror", "onclick"} {
				if len(page.all(name, event, "*")) > 0 {
					t.Errorf("%s has an %s", path, event)
				}
			}
		}
		for _, a := range page.all("a") {
			if strings.HasPrefix(value(a, "href"), "javascript:") {
				t.Errorf("%s links to a script", path)
			}
		}
	}
	if got := words(w.read(w.get("/a/" + first + "/vi")).one("h1")); got != text {
		t.Errorf("the title is shown as %q", got)
	}
}

func TestTheDeskIsOfferedToThoseWhoAreSignedIn(t *testing.T) {
	t.Parallel()
	w := newFixture(t, story(1))
	if got := w.read(w.get("/")).all("a", "href", "/desk/"); len(got) > 0 {
		t.Error("a stranger is led to the desk")
	}
	w.actor = right.Actor{ID: "hoa", Name: "Trần Thị Hoa"}
	answer := w.get("/")
	if got := answer.Header().Get("Cache-Control"); got != "private, no-store" || answer.Header().Get("ETag") != "" {
		t.Errorf("the page of a session may be kept: %q", got)
	}
	if got := words(w.read(answer).one("a", "href", "/desk/")); got != "Vào bàn biên tập" {
		t.Errorf("the way to the desk is called %q", got)
	}
}

func TestFailuresAreToldInWords(t *testing.T) {
	t.Parallel()
	w := newFixture(t, story(1))
	w.broken = errors.New("dial tcp 10.1.2.3: connection refused")
	for _, path := range []string{"/", "/feeds/", "/a/" + first + "/vi"} {
		answer := w.get(path)
		if answer.Code != http.StatusServiceUnavailable || strings.Contains(answer.Body.String(), "10.1.2.3") || !strings.Contains(answer.Body.String(), "cannot be opened") {
			t.Errorf("%s: status %d\n%s", path, answer.Code, answer.Body)
		}
		if answer.Header().Get("ETag") != "" || answer.Header().Get("Retry-After") == "" {
			t.Errorf("%s: header %v", path, answer.Header())
		}
	}
	if !strings.Contains(w.log.String(), "10.1.2.3") {
		t.Error("the cause is not in the log")
	}
}

func TestUnknownAddressesGetAPage(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	for _, path := range []string{"/nowhere", "/index.html", "/a/", "/a/x", "/assets/../site.css", "/wp-login.php"} {
		answer := w.get(path)
		if answer.Code == http.StatusMovedPermanently {
			continue // to the address with its slash
		}
		if answer.Code != 404 || !strings.Contains(answer.Body.String(), "Không có trang ở địa chỉ này") || !strings.Contains(answer.Body.String(), "There is no page at this address") {
			t.Errorf("%s: status %d", path, answer.Code)
		}
	}
	robots := w.get("/robots.txt")
	if got := robots.Body.String(); !strings.Contains(got, "Disallow: /api/\nDisallow: /desk/\n") || strings.Contains(got, "Disallow: /\n") {
		t.Errorf("robots.txt:\n%s", got)
	}
}

func TestListOfFeeds(t *testing.T) {
	t.Parallel()
	page := newFixture(t)
	read := page.read(page.get("/feeds/?lang=en"))
	for _, lang := range []string{"vi", "en"} {
		read.one("a", "href", public+"/feeds/"+lang+"/pillar-aec.rss")
	}
	if body := words(read.one("main")); !strings.Contains(body, "Cộng đồng Kinh tế ASEAN") || !strings.Contains(body, "ASEAN Economic Community") {
		t.Errorf("names are missing: %s", body)
	}
}

func TestHeadHasNoBody(t *testing.T) {
	t.Parallel()
	w := newFixture(t, story(1))
	for _, path := range []string{"/", "/a/" + first + "/vi", "/feeds/", "/sign-in", "/robots.txt"} {
		get := w.get(path)
		head := w.do(httptest.NewRequest(http.MethodHead, path, nil))
		if head.Code != get.Code || head.Header().Get("ETag") != get.Header().Get("ETag") || head.Header().Get("Content-Length") != get.Header().Get("Content-Length") {
			t.Errorf("%s: HEAD %d %v, GET %d %v", path, head.Code, head.Header(), get.Code, get.Header())
		}
		if path != "/robots.txt" && head.Body.Len() > 0 {
			t.Errorf("%s: HEAD has a body", path)
		}
	}
}

func TestTheListOfFeedsIsFoundWithoutItsLastSlash(t *testing.T) {
	t.Parallel()
	if answer := newFixture(t).get("/feeds?lang=en"); answer.Code != http.StatusPermanentRedirect || answer.Header().Get("Location") != "/feeds/?lang=en" {
		t.Errorf("%d to %q", answer.Code, answer.Header().Get("Location"))
	}
}
