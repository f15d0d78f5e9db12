package link_test

import (
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/link"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/release"
)

// Two releases are the same when readers are told the same, whatever their number and hour.
func TestSame(t *testing.T) {
	base := func() release.Release {
		return release.Release{ID: "1", Number: 1, Content: release.Content{Act: release.ActPublish, Revision: release.Revision{ID: "r1", Number: 1, Text: manuscript.Text{Title: "A", Lead: "B", Body: "<p>C</p>"}},
			Pictures: []release.Picture{{ID: "p", Alt: "Cánh đồng"}}}}
	}
	for name, c := range map[string]struct {
		change func(r *release.Release)
		same   bool
	}{
		"saved and approved again": {func(r *release.Release) {
			r.ID, r.Number, r.Content.Revision.ID, r.Content.Revision.Number, r.ApprovedAt = "2", 2, "r2", 2, time.Unix(9, 0)
		}, true},
		"a small fix of nothing":   {func(r *release.Release) { r.Content.Note.Kind = release.SmallFix }, true},
		"another word":             {func(r *release.Release) { r.Content.Revision.Body = "<p>D</p>" }, false},
		"another picture":          {func(r *release.Release) { r.Content.Pictures = []release.Picture{{ID: "q", Alt: "Cánh đồng"}} }, false},
		"other words of a picture": {func(r *release.Release) { r.Content.Pictures = []release.Picture{{ID: "p", Alt: "Ruộng"}} }, false},
		"a note alone":             {func(r *release.Release) { r.Content.Note = release.Note{Kind: release.Correction, Text: "Sửa."} }, false},
		"a note that was told since": {func(r *release.Release) {
			r.Content.Earlier = []release.ToldNote{{Note: release.Note{Kind: release.Update}}}
		}, false},
	} {
		r := base()
		if c.change(&r); link.Same(base(), r) != c.same {
			t.Errorf("%s: %v", name, !c.same)
		}
	}
}

// A unit whose name has signs of HTML in it is found in the text that credits it.
func TestACreditIsFoundHoweverItIsWritten(t *testing.T) {
	p := link.Part{To: "e", Credit: `Báo "Đất & Người"`}
	for body, missing := range map[string]bool{
		`<p>Theo <a href="https://a.example">Báo &#34;Đất &amp; Người&#34;</a></p>`: false,
		`<p>Theo Báo "Đất &amp; Người"</p>`:                                         false,
		`<p>Theo Báo Đất</p>`:                                                       true,
	} {
		if got := p.Uncredited(manuscript.Text{Body: body}); got.IsZero() == missing {
			t.Errorf("%s: %v", body, got)
		}
	}
	if got := (link.Part{}).Uncredited(manuscript.Text{Body: "<p>Của mình</p>"}); !got.IsZero() {
		t.Errorf("a story of one's own: %v", got)
	}
}
