package delivery_test

import (
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
