package delivery_test

import (
	"slices"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/series"
	"github.com/lantoa/lantoa/internal/store/media"
	"github.com/lantoa/lantoa/internal/store/plans"
	serials "github.com/lantoa/lantoa/internal/store/series"
	"github.com/lantoa/lantoa/internal/walltime"
)

// TestASeriesShowsOnlyWhatIsPublished: the public does not learn of a series before the first of
// its stories is out; then of those that are or were out, in the order of people, and of no other.
// Each change of the order is a change that pages and feeds must notice.
func TestASeriesShowsOnlyWhatIsPublished(t *testing.T) {
	each(t, func(h *harness) {
		kept := series.New(series.Options{Store: serials.New(h.db), Plans: plan.New(plans.New(h.db), now, time.UTC), Articles: h.articles, Library: media.New(h.db), Trail: h.trail, Zone: time.UTC, Now: now, NewID: newID})
		first, draft, last, alone := h.approved("Kỳ đầu"), h.approved("Chưa đăng"), h.approved("Kỳ cuối"), h.approved("Ngoài chuyên đề")
		made, err := kept.Create(h.Context(), right.System(), series.Input{Code: "lua-gao", Unit: "cong-ttdt-tinh-ninh-binh", Patch: series.Patch{Title: &fault.Text{VI: "Lúa gạo"}}})
		must(h.T, err)
		before := h.generation()
		made, err = kept.Arrange(h.Context(), right.System(), made.ID, made.Version, []string{last.Article, draft.Article, first.Article})
		must(h.T, err)
		if n := h.generation(); n <= before {
			h.Errorf("an order raised the generation from %d to %d", before, n)
		}
		public := func(want ...string) {
			h.Helper()
			list, err := h.queue.Series(h.Context())
			must(h.T, err)
			var got []string
			for _, one := range list {
				if got = append(got, one.Articles...); one.Code != "lua-gao" || one.In(one.Title, "en") != "Lúa gạo" {
					h.Errorf("the series is %+v", one)
				}
			}
			if !slices.Equal(got, want) {
				h.Errorf("the public learns of %v, want %v", got, want)
			}
		}
		public()
		feeds := h.feeds()
		later := delivery.Plan{Ref: ref(draft), Channels: []string{feeds.ID}, At: walltime.Wall{Time: now().Add(time.Hour).UTC().Format("2006-01-02T15:04"), Zone: "UTC"}}
		_, err = h.planner.Schedule(h.Context(), approver(), later)
		must(h.T, err)
		h.run()
		h.until(h.publish(alone, feeds)[0].ID, delivery.Sent)
		public()
		h.until(h.publish(first, feeds)[0].ID, delivery.Sent)
		public(first.Article)
		h.until(h.publish(last, feeds)[0].ID, delivery.Sent)
		public(last.Article, first.Article)
		inside := published.Query{Series: made.ID}
		h.shows("the series", inside, "Kỳ cuối", "Kỳ đầu")
		h.shows("another series", published.Query{Series: newID()})
		h.withdraw(last)
		h.shows("the series without what was withdrawn", inside, "Kỳ đầu")
		h.eventually("the withdrawal in the feed", func() bool {
			return slices.Equal(h.public(published.Query{Series: made.ID, LeftSince: now().Add(-time.Hour)}), []string{"Kỳ đầu", "gone: Kỳ cuối"})
		})
		_, err = kept.Arrange(h.Context(), right.System(), made.ID, made.Version, []string{draft.Article})
		must(h.T, err)
		public()
		h.shows("the series without its stories", inside)
	})
}
