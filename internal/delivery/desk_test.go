package delivery_test

import (
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/walltime"
)

// A person's word that a post is there makes it visible: it stands for nothing that could
// not have gone out by itself.
func TestNobodysWordPublishesWhatMayNotGoOut(t *testing.T) {
	each(t, func(h *house) {
		feeds, looked := h.feeds(), h.channel("looked")
		void := h.approved("Bản duyệt đã hủy")
		order := delivery.Plan{Ref: ref(void), Channels: []string{feeds.ID, looked.ID},
			At: walltime.Wall{Time: time.Now().Add(time.Hour).UTC().Format(walltime.Layout), Zone: "UTC"}}
		planned, err := h.planner.Schedule(h.Context(), approver(), order)
		must(h.T, err)
		_, _, err = h.articles.Reopen(h.Context(), approver(), article.At{Ref: ref(void)})
		must(h.T, err)
		for _, d := range planned {
			h.unmarkable("a void approval", d.ID)
		}
		h.shows("the feed", delivery.ShelfQuery{})

		early := h.publish(h.approved("Chưa đến giờ"), looked)[0]
		h.set(`UPDATE delivery SET state = 'attention', reason = 'rejected', task = '', next_at = NULL, due_at = ? WHERE id = ?`, time.Now().Add(time.Hour).UnixMicro(), early.ID)
		h.unmarkable("an hour that has not come", early.ID)
		held := h.approved("Cấm phát")
		hidden := h.publish(held, looked)[0]
		h.set(`UPDATE delivery SET state = 'attention', reason = 'rejected', task = '', next_at = NULL WHERE id = ?`, hidden.ID)
		h.set(`UPDATE edition SET embargo_until = ? WHERE id = ?`, time.Now().Add(time.Hour).UnixMicro(), held.ID)
		h.unmarkable("an embargo", hidden.ID)
		own := h.publish(h.approved("Nguồn tin"), feeds)[0]
		h.set(`UPDATE delivery SET state = 'attention', reason = 'rejected', task = '', next_at = NULL WHERE id = ?`, own.ID)
		h.unmarkable("a passive channel", own.ID)
	})
}

// While a process sends, nothing is waited for.
func TestWhySaysThatItIsBeingSent(t *testing.T) {
	each(t, func(h *house) {
		id := h.publish(h.approved("Đang gửi"), h.channel("looked"))[0].ID
		h.claim()
		why, err := h.desk.Why(h.Context(), approver(), id)
		must(h.T, err)
		if why.Sentence != delivery.Sending.Words() || len(why.Rules) != 0 || !why.NextTry.IsZero() {
			h.Errorf("%q, rules %v, next try %s", why.Sentence.EN, why.Rules, why.NextTry)
		}
	})
}

func (h *house) unmarkable(what, id string) {
	h.Helper()
	if _, err := h.desk.MarkSent(h.Context(), approver(), id, ""); !fault.Is(err, fault.StateConflict) {
		h.Errorf("%s: marking as sent gave %v", what, err)
	}
	why, err := h.desk.Why(h.Context(), approver(), id)
	must(h.T, err)
	for _, step := range why.Steps {
		if step.Action == "mark-sent" {
			h.Errorf("%s: mark-sent is offered", what)
		}
	}
}

// Readers of a story are led to its copy on the portal, never to another site.
func TestAPortalsCopyIsOnThePortal(t *testing.T) {
	each(t, func(h *house) {
		h.place.direct(func(connector.Call) behaviour { return behaviour{true, connector.Ambiguous} })
		name, lang, leads := "Cổng", "vi", true
		portal, err := h.channels.Create(h.Context(), account.System(), channel.Input{Kind: "blind",
			Patch: channel.Patch{Name: &name, Lang: &lang, Portal: &leads, Settings: channel.Given(map[string]string{"url": "https://cong.example/"})}})
		must(h.T, err)
		d := h.publish(h.approved("Ở cổng"), portal)[0]
		h.run()
		h.until(d.ID, delivery.Unsure)
		if _, err := h.desk.MarkSent(h.Context(), approver(), d.ID, "https://elsewhere.example/x"); !fault.Is(err, fault.ValidationFailed) {
			h.Errorf("an address elsewhere: %v", err)
		}
		done, err := h.desk.MarkSent(h.Context(), approver(), d.ID, "https://cong.example/tin/1")
		must(h.T, err)
		if done.State != delivery.Sent {
			h.Errorf("state %s", done.State)
		}
	})
}
