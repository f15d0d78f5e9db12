package delivery_test

import (
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/dispatch"
	"github.com/lantoa/lantoa/internal/release"
)

// social takes posts of text, which link to the story.
func (p *place) social() connector.Spec {
	spec := p.spec("social", connector.GuardKey)
	spec.Text = connector.TextForm{Most: 500, Unit: connector.UnitGraphemes}
	return spec
}

// portal makes a channel that is the portal of Vietnamese stories.
func (h *harness) portal() channel.Channel {
	h.Helper()
	c := h.channel("looked")
	h.set(`UPDATE channel SET portal = TRUE, lang = 'vi' WHERE id = ?`, c.ID)
	return c
}

// link waits until a delivery is sent and returns where its post leads.
func (h *harness) link(d *dispatch.Dispatcher, id string) string {
	h.Helper()
	d.Wake()
	h.until(id, delivery.Sent)
	h.place.mu.Lock()
	defer h.place.mu.Unlock()
	for _, call := range h.place.sends {
		if call.Key == id && strings.HasSuffix(call.Post.Text, "\n\n"+call.Post.Link) {
			return call.Post.Link
		}
	}
	h.Fatalf("%s was sent without its link", id)
	return ""
}

// A post that links to the story waits for the portal's copy, however long that takes, and
// leads there; so do its corrections.
func TestALinkWaitsForThePortal(t *testing.T) {
	each(t, func(h *harness) {
		portal, social := h.portal(), h.channel("social")
		if social.AfterPortal != channel.AskAboutPortal || portal.AfterPortal != channel.RegardlessOfPortal {
			h.Fatalf("after the portal: %q and %q", social.AfterPortal, portal.AfterPortal)
		}
		h.place.direct(func(connector.Call) behaviour { return behaviour{class: connector.Rejected} })
		e := h.approved("Cổng trước")
		ids := h.publish(e, social, portal) // whatever comes first in the list
		d := h.run()
		h.until(ids[1].ID, delivery.Attention)
		d.Wake()
		why, err := h.desk.Why(h.Context(), approver(), ids[0].ID)
		must(h.T, err)
		if why.State != delivery.Waiting || !strings.HasPrefix(why.Sentence.EN, "It waits for the portal") || !why.NextTry.IsZero() {
			h.Errorf("the post is %s: %q, next try %s", why.State, why.Sentence.EN, why.NextTry)
		}
		if sends, _, _ := h.place.count(); sends != 1 {
			h.Fatalf("%d sends, want that of the portal alone", sends)
		}
		h.place.direct(nil)
		_, err = h.desk.Retry(h.Context(), approver(), ids[1].ID)
		must(h.T, err)
		if got, want := h.link(d, ids[0].ID), "https://place.example/"+ids[1].ID+"?utm_content="+ids[0].ID; got != want {
			h.Errorf("the post leads to %s, want %s", got, want)
		}
		h.change(e, release.Update, "Cổng trước, sửa")
		d.Wake()
		for _, one := range h.of(e) {
			if one.Channel == social.ID && one.Intent == connector.Correct {
				if got, want := h.link(d, one.ID), "https://place.example/"+ids[1].ID+"?utm_content="+one.ID; got != want {
					h.Errorf("the correction leads to %s, want %s", got, want)
				}
				return
			}
		}
		h.Error("the post was not corrected")
	})
}

// Where the portal has no part, or is given up, the link leads to our own page.
func TestALinkWithoutAPortalLeadsToUs(t *testing.T) {
	each(t, func(h *harness) {
		portal, social := h.portal(), h.channel("social")
		d := h.run()
		own := func(e article.Edition, id string) string {
			return "https://lantoa.example/a/" + e.Article + "/vi?utm_content=" + id
		}
		alone := h.approved("Không qua cổng")
		id := h.publish(alone, social)[0].ID
		if got := h.link(d, id); got != own(alone, id) {
			h.Errorf("without a portal it leads to %s", got)
		}
		h.place.direct(func(call connector.Call) behaviour {
			if call.Post.Text == "" {
				return behaviour{class: connector.Rejected}
			}
			return behaviour{applies: true, class: connector.OK}
		})
		given := h.approved("Bỏ cổng")
		ids := h.publish(given, portal, social)
		d.Wake()
		h.until(ids[0].ID, delivery.Attention)
		_, err := h.desk.Cancel(h.Context(), approver(), ids[0].ID)
		must(h.T, err)
		if got := h.link(d, ids[1].ID); got != own(given, ids[1].ID) {
			h.Errorf("once the portal is given up it leads to %s", got)
		}
	})
}
