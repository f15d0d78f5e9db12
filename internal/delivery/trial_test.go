package delivery_test

import (
	"testing"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
)

// A run on the trial channel shows what would go out. It makes nothing public, not by the
// story's address, not among its languages, and not in the newsroom's lists; nor does its
// end leave a notice at an address where readers never found anything.
func TestATrialMakesNothingPublic(t *testing.T) {
	each(t, func(h *harness) {
		trial := h.channel(connector.TrialKind)
		e := h.approved("Chỉ chạy thử")
		hidden := func(when string) {
			h.Helper()
			if s, err := h.queue.Story(h.Context(), ref(e)); !fault.Is(err, fault.NotFound) {
				h.Errorf("%s: %q is public, %v", when, s.Release.Content.Revision.Title, err)
			}
			if one := h.edition(e).Publication; one != article.NotPublished {
				h.Errorf("%s: the edition is %s", when, one)
			}
		}
		id := h.publish(e, trial)[0].ID
		d := h.run()
		h.until(id, delivery.Sent)
		hidden("once it was tried")
		h.withdraw(e)
		d.Wake()
		h.until(id, delivery.Withdrawn)
		hidden("once it is withdrawn")
	})
}

func TestATrialBesideAChannelWithReadersChangesNothing(t *testing.T) {
	each(t, func(h *harness) {
		e := h.approved("Có bạn đọc")
		ids := h.publish(e, h.channel(connector.TrialKind), h.channel("looked"))
		h.run()
		for _, one := range ids {
			h.until(one.ID, delivery.Sent)
		}
		story, err := h.queue.Story(h.Context(), ref(e))
		must(h.T, err)
		if len(story.Langs) != 1 || !story.WithdrawnAt.IsZero() {
			h.Errorf("story %+v", story)
		}
		if one := h.edition(e).Publication; one != article.Published {
			h.Errorf("the edition is %s", one)
		}
	})
}
