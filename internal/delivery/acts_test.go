package delivery_test

import (
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/release"
)

// The four changes of what is out, each on every class of channel: one that edits gets the text with
// the note of the act, one that cannot edit leaves it to a person, the feeds change at once and
// move the story only for what readers are told of.
func TestEachChangeReachesEachClassOfChannel(t *testing.T) {
	each(t, func(h *harness) {
		edits, cannot, feeds := h.channel("looked"), h.channel("oneway"), h.feeds()
		d := h.run()
		for _, act := range []struct {
			kind  release.NoteKind
			label string // "" of what nobody is told
		}{
			{release.SmallFix, ""},
			{release.Update, "Cập nhật"},
			{release.Correction, "Đính chính"},
			{release.FormalCorrection, "Cải chính"},
		} {
			e, title := h.approved("Bài "+string(act.kind)), "Sửa bài "+string(act.kind)
			ids := map[string]string{}
			for _, one := range h.publish(e, edits, cannot, feeds) {
				ids[one.Channel] = one.ID
			}
			d.Wake()
			for _, id := range ids {
				h.until(id, delivery.Sent)
			}
			story := h.changed(d, e, act.kind, title)
			if moved := story.UpdatedAt.After(story.PublishedAt); moved != (act.label != "") || !story.WithdrawnAt.IsZero() {
				h.Errorf("%s in the feeds: moved is %v, withdrawn %s", act.kind, moved, story.WithdrawnAt)
			}
			for _, one := range h.of(e) {
				switch {
				case one.ID == ids[one.Channel]: // the publication
				case one.Channel == edits.ID:
					post := h.went(one.ID)
					if post.Title != title || len(post.Notes) > 1 || (len(post.Notes) == 1) != (act.label != "") || len(post.Notes) == 1 && post.Notes[0].Label != act.label {
						h.Errorf("%s to a channel that edits: %q with %+v", act.kind, post.Title, post.Notes)
					}
				case one.Channel == cannot.ID:
					if stuck := h.until(one.ID, delivery.Attention); stuck.Reason != delivery.ReasonByHand {
						h.Errorf("%s to a channel that cannot edit: %s", act.kind, stuck.Reason)
					}
				}
			}
			if n := len(h.of(e)); n != 6 {
				h.Errorf("%s made %d deliveries, want 3 publications and 3 changes", act.kind, n)
			}
		}
	})
}

// A withdrawal (gỡ) takes the story from channels that can and from the feeds, which tell of it; of a
// channel that cannot, a person has the task, with the address of what to take down.
func TestAWithdrawalReachesEachClassOfChannel(t *testing.T) {
	each(t, func(h *harness) {
		takes, cannot, feeds := h.channel("looked"), h.channel("oneway"), h.feeds()
		e := h.approved("Bài phải gỡ")
		ids := map[string]string{}
		for _, one := range h.publish(e, takes, cannot, feeds) {
			ids[one.Channel] = one.ID
		}
		d := h.run()
		for _, id := range ids {
			h.until(id, delivery.Sent)
		}
		h.withdraw(e)
		h.shows("the feed right after the act", published.Query{LeftSince: time.UnixMicro(1)}, "gone: Bài phải gỡ") // it waits for no step of the engine
		d.Wake()
		h.until(ids[takes.ID], delivery.Withdrawn)
		for _, one := range h.of(e) {
			if one.ID == ids[one.Channel] || one.Channel != cannot.ID {
				continue
			}
			stuck := h.until(one.ID, delivery.Attention)
			out := h.read(ids[cannot.ID])
			if stuck.Reason != delivery.ReasonByHand || out.State != delivery.Sent || out.Receipt.Address == "" {
				h.Errorf("the task: %s (%s); what is out is %s at %q", stuck.State, stuck.Reason, out.State, out.Receipt.Address)
			}
		}
	})
}
