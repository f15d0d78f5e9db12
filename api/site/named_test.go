package site_test

import (
	"net/http"
	"testing"
)

const slug = "/doanh-nghiep-va-uu-dai-thue-quan-bai-1"

func TestAnAddressWithATitle(t *testing.T) {
	t.Parallel()
	thai := story(2)
	thai.Release.Content.Lang, thai.Langs, thai.Release.Content.Revision.Title = "th", []string{"th"}, "การประชุมอาเซียน"
	w := newFixture(t, story(1), thai)
	w.former = []string{"Tên cũ, viết sai", "อาเซียน"}
	missing := w.get("/a/" + first + "/lo")
	for path, want := range map[string]struct {
		status int
		to     string
	}{
		"/a/" + first + "/vi":                                        {http.StatusOK, ""},
		"/a/" + first + "/vi" + slug:                                 {http.StatusOK, ""},
		"/a/" + first + "/vi/ten-cu-viet-sai":                        {http.StatusMovedPermanently, "/a/" + first + "/vi" + slug},
		"/a/" + first + "/vi/ten-cu-viet-sai?here=1":                 {http.StatusMovedPermanently, "/a/" + first + "/vi" + slug + "?here=1"},
		"/a/" + first + "/vi/ten-khac":                               {http.StatusNotFound, ""},
		"/a/" + first + "/lo" + slug:                                 {http.StatusNotFound, ""},
		"/a/" + thai.Release.Content.Article + "/th":                 {http.StatusOK, ""},
		"/a/" + thai.Release.Content.Article + "/th/-":               {http.StatusNotFound, ""},
		"/a/" + thai.Release.Content.Article + "/th/ten-cu-viet-sai": {http.StatusMovedPermanently, "/a/" + thai.Release.Content.Article + "/th"},
	} {
		answer := w.get(path)
		if answer.Code != want.status || answer.Header().Get("Location") != want.to {
			t.Errorf("%s: %d to %q, want %d to %q", path, answer.Code, answer.Header().Get("Location"), want.status, want.to)
		}
		switch answer.Code {
		case http.StatusNotFound:
			if answer.Body.String() != missing.Body.String() {
				t.Errorf("%s differs from what nobody has", path)
			}
		case http.StatusMovedPermanently:
			if answer.Header().Get("Cache-Control") != "no-cache" {
				t.Errorf("%s is kept, and leads in a circle once the old title is back", path)
			}
		}
	}
	if got := value(w.read(w.get("/a/"+thai.Release.Content.Article+"/th")).one("link", "rel", "canonical"), "href"); got != public+"/a/"+thai.Release.Content.Article+"/th" {
		t.Errorf("without Latin letters the page calls itself %q", got)
	}
}

// The portal's copy stays the first for readers, and a withdrawn story tells no later title.
func TestAnAddressWithATitleLeadsWhereThePermanentOneDoes(t *testing.T) {
	t.Parallel()
	there, gone := story(1), story(2)
	there.Portal, gone.WithdrawnAt = "https://cong.example/tin/bai-1", now()
	w := newFixture(t, there, gone)
	w.former = []string{"Tên cũ"}
	if answer := w.get("/a/" + first + "/vi" + slug); answer.Code != http.StatusFound || answer.Header().Get("Location") != there.Portal {
		t.Errorf("to the portal: %d %s", answer.Code, answer.Header().Get("Location"))
	}
	for path, want := range map[string]int{"/ten-cu": http.StatusGone, "/doanh-nghiep-va-uu-dai-thue-quan-bai-2": http.StatusGone, "/ten-khac": http.StatusNotFound} {
		if answer := w.get("/a/" + gone.Release.Content.Article + "/vi" + path); answer.Code != want || answer.Header().Get("Location") != "" {
			t.Errorf("%s of a withdrawn story: %d to %q", path, answer.Code, answer.Header().Get("Location"))
		}
	}
}
