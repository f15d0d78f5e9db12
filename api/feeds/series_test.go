package feeds_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/published"
)

// TestASeriesHasFeeds: they come once the public may know of the series, follow who is in it, and
// go with it; a reader takes each format.
func TestASeriesHasFeeds(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	one, two := story(1), story(2)
	w.published.stories = append(w.published.stories, two, one)
	if a := w.get("/feeds/vi/series-lua-gao.rss"); a.Code != http.StatusNotFound {
		t.Fatalf("before it is known: %d", a.Code)
	}
	holds := func(title string, articles ...string) {
		t.Helper()
		w.published.change(func(s *stand) {
			s.series = []published.Series{{ID: "s1", Code: "lua-gao", Title: fault.T(title, ""), Articles: articles, Since: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}}
		})
		w.clock.forward(2 * time.Second)
		for _, ext := range []string{"rss", "atom", "json"} {
			read, err := gofeed.NewParser().Parse(w.get("/feeds/vi/series-lua-gao." + ext).Body)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, item := range read.Items {
				got = append(got, item.GUID)
			}
			var want []string
			for _, of := range []published.Edition{two, one} {
				if slices.Contains(articles, of.Release.Content.Article) {
					want = append(want, "urn:uuid:"+of.Release.ID)
				}
			}
			if !slices.Equal(got, want) || read.Title != "Truyền thông ASEAN: "+title || read.Link != public+"/series/lua-gao" {
				t.Errorf("%s: %v, want %v; title %q, home %q", ext, got, want, read.Title, read.Link)
			}
		}
	}
	holds("Lúa gạo", one.Release.Content.Article)
	holds("Lúa gạo", two.Release.Content.Article, one.Release.Content.Article)
	holds("Gạo", two.Release.Content.Article)
	w.published.change(func(s *stand) { s.series = nil })
	w.clock.forward(2 * time.Second)
	if a := w.get("/feeds/vi/series-lua-gao.rss"); a.Code != http.StatusNotFound {
		t.Errorf("after it is gone: %d", a.Code)
	}
}
