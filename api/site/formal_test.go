package site_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/release"
)

// What is formally corrected leads to its correction, newest first among what readers are told,
// and goes on to do so when it is withdrawn.
func TestACorrectedStoryLeadsToItsCorrection(t *testing.T) {
	t.Parallel()
	one := story(1)
	one.Release.Content.Note, one.Release.ApprovedAt = release.Note{Kind: release.Update, Text: "Thêm."}, one.UpdatedAt
	const item = "0192f0c4-7a5e-7c3b-8b1e-000000000077"
	one.Corrections = []published.FormalCorrection{{Article: item, Lang: "vi", Title: "Thông tin cải chính, xin lỗi: <A>", At: one.UpdatedAt.Add(time.Hour)}}
	one.UpdatedAt = one.Corrections[0].At
	w := newFixture(t, one)
	leads := func(notes int) {
		t.Helper()
		a := w.get("/a/" + first + "/vi")
		shown := w.read(a).all("aside")
		if len(shown) != notes || !strings.Contains(words(shown[0]), "Thông tin cải chính, xin lỗi: <A>") || !strings.Contains(a.Body.String(), `<a href="/a/`+item+`/vi" lang="vi">`) && a.Code != http.StatusGone {
			t.Errorf("%d notes, want %d: %v", len(shown), notes, a.Body)
		}
	}
	leads(2)
	if page := w.get("/a/" + first + "/vi").Body.String(); !strings.Contains(page, `"url":"`+public+"/a/"+item+`/vi"`) {
		t.Error("machines are not told where it is corrected")
	}
	one.WithdrawnAt = one.UpdatedAt
	w = newFixture(t, one)
	leads(1)
	if link := w.read(w.get("/a/" + first + "/vi")).one("aside"); link == nil || !strings.Contains(words(link), "Cải chính") {
		t.Error("the notice of the withdrawal does not lead to the correction")
	}
}
