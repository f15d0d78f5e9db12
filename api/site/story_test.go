package site_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/release"
)

func TestStory(t *testing.T) {
	t.Parallel()
	one := story(1)
	one.Langs = []string{"en", "vi"}
	one.Release.Content.Revision.Body = `<p>Thân bài</p><h2>Mục</h2><p><img src="https://x.example/a.jpg" alt="Ảnh"/></p>`
	w := newFixture(t, one, english(one))
	page := w.read(w.get("/a/" + first + "/vi"))
	if value(page.one("html"), "lang") != "vi" || value(page.all("article")[0], "lang") != "vi" {
		t.Error("the language of the story is not marked")
	}
	body := words(page.one("main"))
	for _, want := range []string{"Doanh nghiệp và ưu đãi thuế quan, bài 1", "Quy tắc xuất xứ quyết định.", "Thân bài", "Mục", "Sở Công Thương", "T6, 20/11/2026 08:01", "Kinh tế", "Hoạt động và hợp tác ASEAN", "English"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in: %s", want, body)
		}
	}
	page.one("img", "src", "https://x.example/a.jpg", "alt", "Ảnh")
	if strings.Contains(body, "cập nhật lúc") {
		t.Error("an untouched story says that it was updated")
	}
	if got := value(page.one("link", "rel", "canonical"), "href"); got != public+"/a/"+first+"/vi/doanh-nghiep-va-uu-dai-thue-quan-bai-1" {
		t.Errorf("canonical %q", got)
	}
	for _, lang := range []string{"vi", "en"} {
		page.one("link", "rel", "alternate", "hreflang", lang, "href", public+"/a/"+first+"/"+lang)
	}
	page.one("link", "rel", "alternate", "hreflang", "x-default", "href", public+"/a/"+first+"/vi")
	for property, want := range map[string]string{
		"og:type": "article", "og:title": one.Release.Content.Revision.Title, "og:url": public + "/a/" + first + "/vi/doanh-nghiep-va-uu-dai-thue-quan-bai-1", "og:locale": "vi_VN", "og:locale:alternate": "en_US",
		"og:site_name": "Truyền thông ASEAN", "article:published_time": "2026-11-20T08:01:00+07:00", "article:modified_time": "2026-11-20T08:01:00+07:00",
	} {
		if got := value(page.one("meta", "property", property), "content"); got != want {
			t.Errorf("%s is %q, want %q", property, got, want)
		}
	}
	for name, want := range map[string]string{"DCTERMS.title": one.Release.Content.Revision.Title, "DCTERMS.creator": "Sở Công Thương", "DCTERMS.language": "vi",
		"DCTERMS.identifier": "urn:uuid:" + one.Release.Content.Edition, "DCTERMS.publisher": "Truyền thông ASEAN"} {
		if got := value(page.one("meta", "name", name), "content"); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := value(w.read(w.get("/a/"+first+"/en")).one("html"), "lang"); got != "en" {
		t.Errorf("the English edition is a page in %q", got)
	}
}

func TestStructuredData(t *testing.T) {
	t.Parallel()
	one := story(1)
	one.Langs = []string{"en", "vi"}
	one.Release.Content.Revision.Title = `Chữ "lạ" & </script>`
	one.Release.Content.Note = release.Note{Kind: release.Correction, Text: "Số đúng là 12."}
	one.Release.Content.Earlier = []release.ToldNote{{Note: release.Note{Kind: release.Update, Text: "Thêm."}, At: one.UpdatedAt},
		{Note: release.Note{Kind: release.FormalCorrection, Text: "Xin lỗi."}, At: one.UpdatedAt.Add(-time.Hour)}}
	one.UpdatedAt = one.UpdatedAt.Add(time.Hour)
	one.Release.ApprovedAt = one.UpdatedAt
	w := newFixture(t, one)
	script := w.read(w.get("/a/"+first+"/vi")).one("script", "type", "application/ld+json")
	var got map[string]any
	if err := json.Unmarshal([]byte(script.FirstChild.Data), &got); err != nil {
		t.Fatalf("%v in %s", err, script.FirstChild.Data)
	}
	want := map[string]any{
		"@context": "https://schema.org", "@type": "NewsArticle", "headline": `Chữ "lạ" & </script>`, "description": "Quy tắc xuất xứ quyết định.", "inLanguage": "vi",
		"datePublished": "2026-11-20T08:01:00+07:00", "dateModified": "2026-11-20T09:01:00+07:00",
		"author":           map[string]any{"@type": "GovernmentOrganization", "name": "Sở Công Thương"},
		"publisher":        map[string]any{"@type": "GovernmentOrganization", "name": "Truyền thông ASEAN", "url": public + "/"},
		"mainEntityOfPage": public + "/a/" + first + "/vi/chu-la-script", "articleSection": []any{"Kinh tế", "Hoạt động và hợp tác ASEAN"}, "keywords": []any{"ATIGA", "dệt may"},
		"identifier": "urn:uuid:" + one.Release.Content.Edition, "version": 1.0, "isAccessibleForFree": true,
		"workTranslation": []any{map[string]any{"@type": "NewsArticle", "url": public + "/a/" + first + "/en", "inLanguage": "en"}},
		"correction": []any{map[string]any{"@type": "CorrectionComment", "text": "Số đúng là 12.", "datePublished": "2026-11-20T09:01:00+07:00"},
			map[string]any{"@type": "CorrectionComment", "text": "Xin lỗi.", "datePublished": "2026-11-20T07:01:00+07:00"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNotes(t *testing.T) {
	t.Parallel()
	for kind, want := range map[release.NoteKind]string{
		release.NoNote: "", release.SmallFix: "", release.Update: "Cập nhật", release.Correction: "Đính chính", release.FormalCorrection: "Cải chính",
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			one := story(1)
			one.Release.Content.Note = release.Note{Kind: kind, Text: "Lời báo bạn đọc."}
			one.UpdatedAt = one.UpdatedAt.Add(time.Hour)
			one.Release.ApprovedAt = one.UpdatedAt
			w := newFixture(t, one)
			page := w.read(w.get("/a/" + first + "/vi"))
			notes := page.all("aside")
			if want == "" {
				if len(notes) > 0 || strings.Contains(words(page.one("main")), "cập nhật lúc") {
					t.Error("readers are told of a change that is told to nobody")
				}
				return
			}
			if len(notes) != 1 || !strings.Contains(words(notes[0]), want) || !strings.Contains(words(notes[0]), "Lời báo bạn đọc.") || !strings.Contains(words(notes[0]), "T6, 20/11/2026 09:01") {
				t.Fatalf("the note is %v", notes)
			}
			headings := 0
			for _, heading := range page.all("h2") {
				if words(heading) == want {
					headings++
				}
			}
			if formal := kind == release.FormalCorrection; formal != (headings == 1) {
				t.Errorf("%d headings %q", headings, want)
			}
			body := words(page.one("main"))
			if strings.Index(body, "Lời báo bạn đọc.") > strings.Index(body, "Thân bài.") {
				t.Error("the note stands below the text")
			}
			if !strings.Contains(body, "cập nhật lúc T6, 20/11/2026 09:01") {
				t.Errorf("the time of the change is missing: %s", body)
			}
		})
	}
}

// A small fix takes no note away that readers saw before it.
func TestNotesOfEarlierReleasesStay(t *testing.T) {
	t.Parallel()
	one := story(1)
	one.Release.Content.Note = release.Note{Kind: release.SmallFix, Text: "chấm câu"}
	one.Release.Content.Earlier = []release.ToldNote{{Note: release.Note{Kind: release.Update, Text: "Thêm lịch."}, At: one.UpdatedAt.Add(2 * time.Hour)},
		{Note: release.Note{Kind: release.Correction, Text: "Số đúng là 12."}, At: one.UpdatedAt.Add(time.Hour)}}
	w := newFixture(t, one)
	notes := w.read(w.get("/a/" + first + "/vi")).all("aside")
	if len(notes) != 2 || words(notes[0]) != "Cập nhật ( T6, 20/11/2026 10:01 ): Thêm lịch." || words(notes[1]) != "Đính chính ( T6, 20/11/2026 09:01 ): Số đúng là 12." {
		t.Errorf("%d notes", len(notes))
		for _, one := range notes {
			t.Log(words(one))
		}
	}
}

func TestPortalsCopyComesFirst(t *testing.T) {
	t.Parallel()
	one := story(1)
	one.Portal = "https://cong.example/tin/bai-1"
	w := newFixture(t, one)
	answer := w.get("/a/" + first + "/vi?utm_content=x")
	if answer.Code != http.StatusFound || answer.Header().Get("Location") != one.Portal {
		t.Errorf("status %d to %q", answer.Code, answer.Header().Get("Location"))
	}
	here := w.get("/a/" + first + "/vi?here=1")
	if here.Code != 200 {
		t.Fatalf("here: status %d", here.Code)
	}
	page := w.read(here)
	if got := value(page.one("link", "rel", "canonical"), "href"); got != one.Portal {
		t.Errorf("canonical %q", got)
	}
	page.one("a", "href", one.Portal)
	w.stories[0].Portal = "javascript:alert(1)"
	if got := w.get("/a/" + first + "/vi"); got.Code != 200 || strings.Contains(got.Body.String(), "javascript:") {
		t.Errorf("a portal that answers a script: status %d", got.Code)
	}
}

func TestWithdrawnStory(t *testing.T) {
	t.Parallel()
	one := story(1)
	one.WithdrawnAt, one.Notice, one.Portal = now(), "Bài có sai sót về số liệu.", "https://cong.example/tin/bai-1"
	one.Release.Content.Note = release.Note{Kind: release.Correction, Text: "Lời cũ."}
	w := newFixture(t, one)
	for _, path := range []string{"/a/" + first + "/vi", "/a/" + first + "/vi?here=1"} {
		answer := w.get(path)
		if answer.Code != http.StatusGone || answer.Header().Get("Location") != "" {
			t.Fatalf("%s: status %d", path, answer.Code)
		}
		body := answer.Body.String()
		for _, hidden := range []string{"Doanh nghiệp", "Quy tắc", "Thân bài", "Lời cũ", "Sở Công Thương", "ld+json", "og:", "DCTERMS", "cong.example"} {
			if strings.Contains(body, hidden) {
				t.Errorf("%s still says %q", path, hidden)
			}
		}
		if !strings.Contains(body, "Bài có sai sót về số liệu.") || !strings.Contains(body, "T2, 23/11/2026 08:30") {
			t.Errorf("no notice:\n%s", body)
		}
		w.read(answer).one("meta", "name", "robots", "content", "noindex")
		if answer.Header().Get("ETag") != "" {
			t.Error("a withdrawn story has a tag")
		}
	}
}

// Whether a story is under embargo, a draft or never was cannot be told from outside: the
// answers are the same in status, header and bytes, for malformed addresses too.
func TestWhatIsNotPublicIsNotThere(t *testing.T) {
	t.Parallel()
	w := newFixture(t, story(1))
	want := w.get("/a/0192f0c4-7a5e-7c3b-8b1e-999999999999/vi")
	if want.Code != 404 {
		t.Fatalf("status %d", want.Code)
	}
	for _, path := range []string{
		"/a/" + first + "/en", "/a/" + first + "/vi-VN", "/a/" + strings.ToUpper(first) + "/vi", "/a/{" + first + "}/vi", "/a/urn:uuid:" + first + "/vi",
		"/a/" + strings.ReplaceAll(first, "-", "") + "/vi", "/a/1/vi", "/a/" + first + "/%00", "/a/" + first + "/v", "/a/" + first + "/" + strings.Repeat("v", 99), "/a/..%2f..%2fetc/vi", "/a/" + first + "/vi/x", "/none",
	} {
		got := w.get(path, "Accept-Language", "en")
		if got.Code != want.Code || got.Body.String() != want.Body.String() {
			t.Errorf("%s: status %d; it differs from a story that never was", path, got.Code)
		}
		if diff := cmp.Diff(want.Header(), got.Header()); diff != "" {
			t.Errorf("%s: header (-absent +this):\n%s", path, diff)
		}
	}
}

func TestStoryIsAskedForConditionally(t *testing.T) {
	t.Parallel()
	w := newFixture(t, story(1))
	path := "/a/" + first + "/vi"
	answer := w.get(path)
	tag := answer.Header().Get("ETag")
	if tag == "" || answer.Header().Get("Last-Modified") != "" || answer.Header().Get("Cache-Control") != "no-cache" {
		t.Fatalf("header %v", answer.Header())
	}
	for name, header := range map[string][]string{"tag": {"If-None-Match", tag}, "weak tag": {"If-None-Match", "W/" + tag}} {
		got := w.get(path, header...)
		if got.Code != 304 || got.Body.Len() > 0 || got.Header().Get("ETag") != tag {
			t.Errorf("%s: status %d, header %v", name, got.Code, got.Header())
		}
	}
	w.stories[0].Langs = []string{"en", "vi"}
	for _, header := range [][]string{{"If-None-Match", tag}, {"If-Modified-Since", "Mon, 23 Nov 2026 01:30:00 GMT"}} {
		if got := w.get(path, header...); got.Code != 200 {
			t.Errorf("a reader with %q is not told of a translation: status %d", header[0], got.Code)
		}
	}
	w.stories[0].Release.Content.Revision.Body = "<p>Thân mới.</p>"
	if got := w.get(path, "If-None-Match", tag); got.Code != 200 {
		t.Errorf("another text under the old tag: status %d", got.Code)
	}
	w.stories[0].WithdrawnAt = now()
	if got := w.get(path, "If-None-Match", tag); got.Code != 410 {
		t.Errorf("a reader who has the story is not told of its withdrawal: status %d", got.Code)
	}
	w.actor.ID = "hoa"
	w.stories[0].WithdrawnAt = time.Time{}
	if got := w.get(path); got.Header().Get("Cache-Control") != "no-cache" || strings.Contains(got.Body.String(), "sign-out") {
		t.Error("the story looks different to people who are signed in")
	}
}
