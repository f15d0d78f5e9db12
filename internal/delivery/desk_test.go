package delivery_test

import (
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/walltime"
)

// A person's word that a post is there makes it visible: it stands for nothing that could
// not have gone out by itself.
func TestNobodysWordPublishesWhatMayNotGoOut(t *testing.T) {
	each(t, func(h *harness) {
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
		h.shows("the feed", published.Query{})

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
	each(t, func(h *harness) {
		id := h.publish(h.approved("Đang gửi"), h.channel("looked"))[0].ID
		h.claim()
		why, err := h.desk.Why(h.Context(), approver(), id)
		must(h.T, err)
		if why.Sentence != delivery.Sending.Words() || len(why.Rules) != 0 || !why.NextTry.IsZero() {
			h.Errorf("%q, rules %v, next try %s", why.Sentence.EN, why.Rules, why.NextTry)
		}
	})
}

// What is missing is said, with its hour or its reason, and no try is promised that no
// clock can know.
func TestWhySaysWhatIsMissing(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("looked")
		e := h.approved("Chờ")
		id := h.publish(e, c)[0].ID
		until := time.Date(2040, 1, 2, 3, 4, 0, 0, time.UTC)
		says := func(want string, next time.Time) {
			h.Helper()
			why, err := h.desk.Why(h.Context(), approver(), id)
			must(h.T, err)
			if why.Sentence.EN != want || !why.NextTry.Equal(next) {
				h.Errorf("%q, next try %s; want %q, %s", why.Sentence.EN, why.NextTry, want, next)
			}
		}
		h.set(`UPDATE edition SET embargo_until = ?, embargo_wall = '2040-01-02T10:04', embargo_zone = 'Asia/Ho_Chi_Minh' WHERE id = ?`, until.UnixMicro(), e.ID)
		says("Under embargo until 10:04 02/01/2040 (Asia/Ho_Chi_Minh).", until)
		h.set(`UPDATE edition SET embargo_until = NULL WHERE id = ?`, e.ID)
		h.set(`UPDATE delivery SET due_at = ?, next_at = ? WHERE id = ?`, until.UnixMicro(), until.UnixMicro(), id)
		says("The scheduled time has not come: 10:04 02/01/2040 (Asia/Ho_Chi_Minh).", until)
		h.set(`UPDATE channel SET closed_until = ?, max_conc = 0 WHERE id = ?`, until.UnixMicro(), c.ID) // of this hour, which is not that of the plan
		says("The scheduled time has not come: 10:04 02/01/2040 (Asia/Ho_Chi_Minh).", time.Time{})
		h.set(`UPDATE channel SET closed_until = NULL, max_conc = 4 WHERE id = ?`, c.ID)
		later := until.Add(time.Hour) // an embargo that was moved past the hour of the plan
		h.set(`UPDATE edition SET embargo_until = ?, embargo_wall = '2040-01-02T11:04' WHERE id = ?`, later.UnixMicro(), e.ID)
		says("Under embargo until 11:04 02/01/2040 (Asia/Ho_Chi_Minh).", later)
		h.set(`UPDATE edition SET embargo_until = NULL WHERE id = ?`, e.ID)
		h.set(`UPDATE delivery SET due_at = ? WHERE id = ?`, time.Now().Add(-time.Minute).UnixMicro(), id)
		says("It will be sent at 10:04 02/01/2040 (Asia/Ho_Chi_Minh).", until)
		h.set(`UPDATE delivery SET next_at = 1 WHERE id = ?`, id)
		_, err := h.channels.Pause(h.Context(), right.System(), c.ID, "Bảo trì cổng")
		must(h.T, err)
		h.set(`UPDATE delivery SET due_at = ? WHERE id = ?`, until.UnixMicro(), id)
		says("The channel is paused: Bảo trì cổng. Whoever manages channels can resume it.", time.Time{}) // whatever the hour
		h.set(`UPDATE delivery SET due_at = ? WHERE id = ?`, time.Now().Add(-time.Minute).UnixMicro(), id)
		h.set(`UPDATE delivery SET state = 'attention', reason = 'rejected', task = '', next_at = NULL WHERE id = ?`, id)
		_, err = h.desk.Retry(h.Context(), approver(), id)
		must(h.T, err)
		says("A person has it sent again. The channel is paused: Bảo trì cổng. Whoever manages channels can resume it.", time.Time{})
		h.set(`UPDATE delivery SET intent = 'withdraw', state = 'sent', reason = '', task = '', next_at = NULL WHERE id = ?`, id)
		says("Taken down", time.Time{})
	})
}

// Lists of deliveries show the words that were approved, and none that are under embargo
// to those who may not read the story.
func TestADeliverysTitleIsTheReleases(t *testing.T) {
	each(t, func(h *harness) {
		e := h.approved("Tít đã duyệt")
		id := h.publish(e, h.channel("looked"))[0].ID
		h.run()
		h.until(id, delivery.Sent)
		opened, err := h.articles.Correct(h.Context(), writer(), at(e), release.Note{Kind: release.SmallFix})
		must(h.T, err)
		_, err = h.articles.SaveText(h.Context(), writer(), article.At{Ref: ref(e), Version: opened.Version}, manuscript.Text{Title: "Tít chưa duyệt", Lead: "Dẫn.", Body: "<p>Thân.</p>"})
		must(h.T, err)
		if got := h.of(e)[0].Title; got != "Tít đã duyệt" {
			h.Errorf("title %q", got)
		}
		h.set(`UPDATE edition SET embargo_until = ? WHERE id = ?`, time.Now().Add(time.Hour).UnixMicro(), e.ID)
		for who, want := range map[*right.Actor]string{ptr(systemAdmin()): "", ptr(approver()): "Tít đã duyệt"} {
			list, err := h.desk.List(h.Context(), *who, delivery.Filter{})
			must(h.T, err)
			one, err := h.desk.Delivery(h.Context(), *who, id)
			must(h.T, err)
			if list[0].Title != want || one.Title != want {
				h.Errorf("%s sees %q and %q, want %q", who.ID, list[0].Title, one.Title, want)
			}
		}
	})
}

func ptr[T any](v T) *T { return &v }

func (h *harness) unmarkable(what, id string) {
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
	each(t, func(h *harness) {
		h.place.direct(func(connector.Call) behaviour { return behaviour{applies: true, class: connector.Ambiguous} })
		name, lang, leads := "Cổng", "vi", true
		portal, err := h.channels.Create(h.Context(), right.System(), channel.Input{Kind: "blind",
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

// A withdrawal that was never seen to work is tried again on the post that it is about.
func TestAWithdrawalTriedAgainKnowsItsPost(t *testing.T) {
	each(t, func(h *harness) {
		e := h.approved("Gỡ lại")
		id := h.publish(e, h.channel("looked"))[0].ID
		h.run()
		h.until(id, delivery.Sent)
		h.withdraw(e)
		h.until(id, delivery.Withdrawn)
		down := h.of(e)[1].ID
		h.set(`UPDATE delivery SET state = 'attention', reason = 'unconfirmed', task = '', next_at = NULL WHERE id = ?`, down)
		_, err := h.desk.Retry(h.Context(), approver(), down)
		must(h.T, err)
		h.eventually("the second try", func() bool { sends, _, _ := h.place.count(); return sends == 3 })
		h.place.mu.Lock()
		defer h.place.mu.Unlock()
		if got := h.place.sends[2].Earlier.RemoteID; got != id {
			h.Errorf("it is told to take down %q, want %q", got, id)
		}
	})
}
