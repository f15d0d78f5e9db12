package feeds_test

import (
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/release"
)

// What is formally corrected tells in every format where its correction is, newest first among
// its notes.
func TestACorrectedItemLeadsToItsCorrection(t *testing.T) {
	t.Parallel()
	w := newFixture(t)
	one := story(1)
	one.Release.Content.Note, one.Release.ApprovedAt = release.Note{Kind: release.Update, Text: "Thêm số liệu."}, one.UpdatedAt
	one.Corrections = []published.FormalCorrection{{Article: "a77", Lang: "vi", Title: "Thông tin cải chính, xin lỗi: Bài số 1", At: one.UpdatedAt.Add(time.Hour)}}
	one.UpdatedAt = one.Corrections[0].At
	w.published.stories = append(w.published.stories, one)
	for _, ext := range []string{"rss", "atom", "json"} {
		got := w.get("/feeds/vi/all." + ext).Body.String()
		led, updated := strings.Index(got, "“Thông tin cải chính, xin lỗi: Bài số 1” "+public+"/a/a77/vi"), strings.Index(got, "Thêm số liệu.")
		if led < 0 || updated < led || !strings.Contains(got, "CẢI CHÍNH: Bài số 1") {
			t.Errorf("%s: %s", ext, got)
		}
	}
}
