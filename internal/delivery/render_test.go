package delivery_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
)

// A body leads to the same places wherever it is shown.
func TestAPostHoldsNoRelativeAddress(t *testing.T) {
	t.Parallel()
	r := delivery.Renderer{Addresses: delivery.Addresses{Public: "https://lantoa.example"}, Zone: time.UTC}
	content := article.Content{Article: "a1", Lang: "vi", Revision: article.ContentRevision{Text: article.Text{
		Title: "T", Body: `<p><a href="/a/1/vi">xem</a> <img src="/media/x.jpg" alt=""/> <a href="https://asean.org/">ASEAN</a></p>`}}}
	post, err := r.Post(delivery.Form{Delivery: delivery.Delivery{ID: "0192f0c4-7a5e-7c3b-8b1e-000000000001", Intent: connector.Publish},
		Release: article.Release{Content: content}, Now: time.Unix(0, 0)})
	must(t, err)
	for _, want := range []string{`href="https://lantoa.example/a/1/vi"`, `src="https://lantoa.example/media/x.jpg"`, `href="https://asean.org/"`} {
		if !strings.Contains(post.HTML, want) {
			t.Errorf("%s is not in %s", want, post.HTML)
		}
	}
}

// last waits for the n-th send and gives its post.
func (h *house) last(d *delivery.Dispatcher, n int) connector.Post {
	h.Helper()
	d.Wake()
	h.eventually("the send", func() bool { sends, _, _ := h.place.count(); return sends >= n })
	h.place.mu.Lock()
	defer h.place.mu.Unlock()
	return h.place.sends[n-1].Post
}

// What destinations tell readers of a correction stays when a smaller change follows.
func TestASmallFixTakesNoCorrectionBack(t *testing.T) {
	each(t, func(h *house) {
		e := h.approved("Bản đầu")
		id := h.publish(e, h.channel("keyed"))[0].ID
		d := h.run()
		h.until(id, delivery.Sent)
		for i, step := range []struct {
			kind article.NoteKind
			want []string
		}{
			{article.Correction, []string{"Đính chính: Sửa 0"}},
			{article.SmallFix, []string{"Đính chính: Sửa 0 (earlier)"}},
			{article.Update, []string{"Cập nhật: Sửa 2", "Đính chính: Sửa 0 (earlier)"}},
		} {
			h.change(e, step.kind, string(rune('0'+i)))
			var told []string
			for _, note := range h.last(d, i+2).Notes {
				words := note.Label + ": " + note.Text
				if note.Earlier {
					words += " (earlier)"
				}
				if note.At.IsZero() {
					words += " at no time"
				}
				told = append(told, words)
			}
			if !slices.Equal(told, step.want) {
				h.Errorf("after a %s readers are told %q, want %q", step.kind, told, step.want)
			}
			h.eventually("its end", func() bool {
				return !slices.ContainsFunc(h.of(e), func(one delivery.Listed) bool { return one.State != delivery.Sent })
			})
		}
	})
}
