package site_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/release"
)

// TestSeries: the page has what is out in the order of the series, and each story of it says
// which part it is and leads to its neighbours; what is not out is neither shown nor counted.
func TestSeries(t *testing.T) {
	t.Parallel()
	one, two, three, gone := story(1), story(2), story(3), story(4)
	gone.WithdrawnAt = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	id := func(e published.Edition) string { return e.Release.Content.Article }
	w := newFixture(t, one, two, three, gone)
	w.series = []published.Series{{ID: "s1", Code: "lua-gao", Title: fault.T("Lúa gạo", "Rice"), Lead: fault.T("Từ ruộng ra cảng.", ""), Articles: []string{id(three), id(gone), id(one)}},
		{ID: "s2", Code: "da-go", Title: fault.T("Đã gỡ", ""), Articles: []string{id(gone)}}}
	page := w.read(w.get("/series/lua-gao"))
	body := words(page.one("main"))
	if at := strings.Index(body, "bài 3"); at < 0 || strings.Index(body, "bài 1") < at || strings.Contains(body, "bài 2") || strings.Contains(body, "bài 4") || !strings.Contains(body, "Từ ruộng ra cảng.") {
		t.Errorf("the series shows: %s", body)
	}
	page.one("link", "rel", "alternate", "type", "application/atom+xml", "href", public+"/feeds/vi/series-lua-gao.atom")
	if got := value(page.one("link", "rel", "canonical"), "href"); got != public+"/series/lua-gao" {
		t.Errorf("canonical %q", got)
	}
	if english := words(w.read(w.get("/series/lua-gao?lang=en")).one("h1")); english != "Rice" {
		t.Errorf("in English it is called %q", english)
	}
	for _, path := range []string{"/series/khong-co", "/series/da-go", "/series/"} {
		if a := w.get(path); a.Code != http.StatusNotFound || strings.Contains(a.Body.String(), "Đã gỡ") {
			t.Errorf("%s: %d", path, a.Code)
		}
	}
	part := w.read(w.get("/a/" + id(one) + "/vi"))
	if body := words(part.one("main")); !strings.Contains(body, "Kỳ 2/2 của chuyên đề Lúa gạo") || strings.Contains(body, "Đã gỡ") {
		t.Errorf("the story says: %s", body)
	}
	part.one("a", "rel", "prev", "href", "/a/"+id(three)+"/vi")
	if after := words(w.read(w.get("/a/" + id(two) + "/vi")).one("main")); strings.Contains(after, "chuyên đề") {
		t.Errorf("a story of no series says: %s", after)
	}
}

// TestTheCoverOfASeries: it is what a published story of the series shows, with the words that were
// approved there; one that no such story shows stays unseen, and without one the stories give it.
func TestTheCoverOfASeries(t *testing.T) {
	t.Parallel()
	one, two := story(1), story(2)
	show := func(e *published.Edition, id string) {
		e.Release.Content.Pictures = append(e.Release.Content.Pictures, release.Picture{ID: id, Alt: "Ảnh " + id, Files: []media.File{{Hash: id, Type: "image/jpeg", Width: 640, Height: 480}}})
	}
	show(&one, "p1")
	show(&one, "p2")
	show(&two, "p3")
	w := newFixture(t, one, two)
	for cover, want := range map[string]string{"": "Ảnh p1", "p2": "Ảnh p2", "p3": "Ảnh p3", "p4": ""} {
		w.series = []published.Series{{ID: "s1", Code: "lua-gao", Title: fault.T("Lúa gạo", ""), Cover: cover, Articles: []string{one.Release.Content.Article, two.Release.Content.Article}}}
		got := ""
		for _, img := range w.read(w.get("/series/lua-gao")).all("img") {
			got += value(img, "alt") // thumbnails have none
		}
		if got != want {
			t.Errorf("the cover %q shows %q, want %q", cover, got, want)
		}
	}
}
