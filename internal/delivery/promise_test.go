package delivery_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/walltime"
)

func TestNeverBeforeItsTime(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("looked")
		h.run()
		due := time.Now().Add(2 * time.Second).Truncate(time.Second)
		at := walltime.Wall{Time: due.UTC().Format(walltime.Layout), Zone: "UTC"}
		planned, err := h.planner.Schedule(h.Context(), approver(), delivery.Plan{Ref: ref(h.approved("Đúng giờ")), Channels: []string{c.ID}, At: at})
		must(h.T, err)
		h.until(planned[0].ID, delivery.Sent)
		if sends, _, _ := h.place.count(); sends != 1 {
			h.Fatalf("%d sends, want 1", sends)
		}
		if early := due.Sub(h.place.at[0]); early > 0 {
			h.Errorf("sent %s early", early)
		}
	})
}

func TestALostAnswerIsLookedForNotSentAgain(t *testing.T) {
	each(t, func(h *harness) {
		h.place.direct(func(connector.Call) behaviour { return behaviour{applies: true, class: connector.Ambiguous} })
		c := h.channel("looked")
		planned := h.publish(h.approved("Mất câu trả lời"), c)
		h.run()
		d := h.until(planned[0].ID, delivery.Sent)
		sends, looks, held := h.place.count()
		if sends != 1 || looks < 1 || held != 1 || d.Receipt.RemoteID != d.ID {
			h.Errorf("%d sends, %d looks, %d copies, receipt %+v; want one send, a look, one copy and its receipt", sends, looks, held, d.Receipt)
		}
	})
}

func TestALostRequestIsSentAgainAfterTwoMisses(t *testing.T) {
	each(t, func(h *harness) {
		h.place.direct(func(call connector.Call) behaviour {
			if call.Attempt == 1 {
				return behaviour{applies: false, class: connector.Ambiguous}
			}
			return behaviour{applies: true, class: connector.OK}
		})
		planned := h.publish(h.approved("Mất yêu cầu"), h.channel("looked"))
		h.run()
		d := h.until(planned[0].ID, delivery.Sent)
		sends, looks, held := h.place.count()
		if sends != 2 || looks < 2 || held != 1 || d.Attempt != 2 {
			h.Errorf("%d sends, %d looks, %d copies, attempt %d", sends, looks, held, d.Attempt)
		}
	})
}

func TestAKeyIsSentAgainUnchanged(t *testing.T) {
	each(t, func(h *harness) {
		h.place.direct(func(call connector.Call) behaviour {
			if call.Attempt == 1 {
				return behaviour{applies: true, class: connector.Ambiguous}
			}
			return behaviour{applies: true, class: connector.OK}
		})
		planned := h.publish(h.approved("Cùng khóa"), h.channel("keyed"))
		d := h.run()
		h.eventually("the doubt", func() bool { return h.read(planned[0].ID).State == delivery.Unsure })
		first := h.read(planned[0].ID)
		h.set(`UPDATE delivery SET next_at = 1 WHERE id = ?`, first.ID)
		d.Wake()
		done := h.until(first.ID, delivery.Sent)
		if !bytes.Equal(done.Payload, first.Payload) || done.PayloadHash != first.PayloadHash {
			h.Error("the second try sent other bytes")
		}
		sends, _, held := h.place.count()
		if sends != 2 || held != 1 || h.place.sends[0].Key != h.place.sends[1].Key {
			h.Errorf("%d sends, %d copies", sends, held)
		}
	})
}

func TestWithoutKeyOrLookAPersonDecides(t *testing.T) {
	each(t, func(h *harness) {
		h.place.direct(func(connector.Call) behaviour { return behaviour{applies: true, class: connector.Ambiguous} })
		planned := h.publish(h.approved("Chưa rõ"), h.channel("blind"))
		h.run()
		d := h.until(planned[0].ID, delivery.Unsure)
		if d.Reason != delivery.ReasonAskPerson || !d.NextAt.IsZero() {
			h.Errorf("reason %s, next %s: want a person, and nothing by itself", d.Reason, d.NextAt)
		}
		why, err := h.desk.Why(h.Context(), approver(), d.ID)
		must(h.T, err)
		if len(why.Steps) == 0 || why.Sentence.IsZero() {
			h.Errorf("nothing to do about it: %+v", why)
		}
		g := why.Guide
		if g == nil || !strings.HasPrefix(g.Where.EN, "Open blind ") || g.What.EN != "Look for “Chưa rõ”." || g.From.IsZero() || g.Until.Sub(g.From) < time.Minute {
			h.Errorf("what to look for: %+v", g)
		}
		_, err = h.desk.MarkSent(h.Context(), approver(), d.ID, "https://place.example/x")
		must(h.T, err)
		if why, err = h.desk.Why(h.Context(), approver(), d.ID); err != nil || why.Guide != nil {
			h.Errorf("settled, and still to be looked for: %+v, %v", why.Guide, err)
		}
		if done := h.read(d.ID); done.State != delivery.Sent || done.Receipt.Address != "https://place.example/x" {
			h.Errorf("state %s, address %q", done.State, done.Receipt.Address)
		}
		if sends, _, _ := h.place.count(); sends != 1 {
			h.Errorf("%d sends, want 1", sends)
		}
	})
}

// A process that goes away leaves a lease. Without the mark nothing left, and it is sent;
// with it the destination is asked before anything is created.
func TestAnEndedLease(t *testing.T) {
	for _, marked := range []bool{false, true} {
		t.Run(map[bool]string{false: "before sending", true: "after sending"}[marked], func(t *testing.T) {
			each(t, func(h *harness) {
				planned := h.publish(h.approved("Tiến trình bị ngắt"), h.channel("looked"))
				id := planned[0].ID
				claimed, err := h.queue.Claim(h.Context(), delivery.ClaimRequest{Shared: 5, Lease: time.Hour, Instance: "gone", NewID: newID})
				must(h.T, err)
				if len(claimed) != 1 || claimed[0].Delivery.ID != id || claimed[0].State != delivery.Sending {
					h.Fatalf("claimed %+v", claimed)
				}
				h.set(`UPDATE delivery SET lease_until = 1, next_at = 1 WHERE id = ?`, id)
				wantSends := 1
				if marked {
					// The other process had rendered, marked and sent: the post is out there.
					post := `{"schema":1,"intent":"publish","title":"Tiến trình bị ngắt"}`
					h.set(`UPDATE delivery SET payload = ?, payload_hash = 'x' WHERE id = ?`, []byte(post), id)
					h.set(`UPDATE attempt SET sending_at = 2 WHERE delivery_id = ?`, id)
					h.place.holds[id] = "Tiến trình bị ngắt"
					wantSends = 0
				}
				h.run()
				h.until(id, delivery.Sent)
				sends, looks, held := h.place.count()
				if sends != wantSends || held != 1 || marked && looks == 0 {
					h.Errorf("%d sends (want %d), %d looks, %d copies", sends, wantSends, looks, held)
				}
			})
		})
	}
}

func TestARefusalGoesToAPersonWithItsReason(t *testing.T) {
	each(t, func(h *harness) {
		h.place.direct(func(connector.Call) behaviour { return behaviour{applies: false, class: connector.Rejected} })
		e := h.approved("Bị từ chối")
		planned := h.publish(e, h.channel("looked"))
		h.run()
		d := h.until(planned[0].ID, delivery.Attention)
		if d.Reason != delivery.ReasonRejected || d.Detail.EN != "the destination's words" {
			h.Errorf("reason %s, detail %q", d.Reason, d.Detail.EN)
		}
		stored, err := h.stories.Edition(h.Context(), ref(e))
		must(h.T, err)
		if stored.Publication != article.Failed {
			h.Errorf("publication %s, want failed", stored.Publication)
		}
		h.place.direct(nil)
		_, err = h.desk.Retry(h.Context(), approver(), d.ID)
		must(h.T, err)
		h.until(d.ID, delivery.Sent)
	})
}

func TestADeadCredentialPausesTheChannelAndKeepsTheDelivery(t *testing.T) {
	each(t, func(h *harness) {
		h.place.direct(func(connector.Call) behaviour { return behaviour{applies: false, class: connector.Reauth} })
		c := h.channel("looked")
		planned := h.publish(h.approved("Hết hạn"), c)
		d := h.run()
		h.eventually("the pause", func() bool {
			row, err := h.channels.Row(h.Context(), c.ID)
			must(h.T, err)
			return row.Hold == channel.HoldReauth
		})
		h.place.direct(nil)
		_, err := h.channels.Resume(h.Context(), systemAdmin(), c.ID)
		must(h.T, err)
		d.Wake()
		h.until(planned[0].ID, delivery.Sent)
	})
}

func TestACorrectionAndAWithdrawalReachWhatIsOut(t *testing.T) {
	each(t, func(h *harness) {
		c, quiet := h.channel("looked"), h.channel("looked")
		e := h.approved("Bản đầu")
		planned := h.publish(e, c)
		d := h.run()
		h.until(planned[0].ID, delivery.Sent)
		h.change(e, release.Correction, "Bản đã đính chính")
		d.Wake()
		h.eventually("the correction", func() bool { return slices.Contains(h.place.titles(), "Bản đã đính chính") })
		if _, _, held := h.place.count(); held != 1 {
			h.Errorf("%d copies, want 1", held)
		}
		_, effect, err := h.articles.Withdraw(h.Context(), approver(), article.At{Ref: ref(e)}, "Sai nguồn", "Bài đã gỡ.")
		must(h.T, err)
		if len(effect.Created) != 1 {
			h.Errorf("withdrawal effect %+v: only the channel that has the story is told, not %s", effect, quiet.Name)
		}
		d.Wake()
		h.until(planned[0].ID, delivery.Withdrawn)
		if _, _, held := h.place.count(); held != 0 {
			h.Errorf("%d copies are still out", held)
		}
	})
}

func TestACorrectionThatChangesNothingSendsNothing(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("looked")
		e := h.approved("Như cũ")
		planned := h.publish(e, c)
		d := h.run()
		h.until(planned[0].ID, delivery.Sent)
		before, _, _ := h.place.count()
		opened, err := h.articles.Correct(h.Context(), writer(), article.At{Ref: ref(e)}, release.Note{Kind: release.SmallFix})
		must(h.T, err)
		h.change2(e, opened)
		d.Wake()
		h.eventually("the end of the correction", func() bool {
			all := h.of(e)
			return len(all) == 2 && all[1].State == delivery.Superseded && all[1].Reason == delivery.ReasonUnchanged
		})
		if after, _, _ := h.place.count(); after != before {
			h.Errorf("%d sends more", after-before)
		}
	})
}

// change2 approves an edition once more in its present words, after a save of the same.
func (h *harness) change2(e, opened article.Edition) {
	h.Helper()
	saved, err := h.articles.SaveText(h.Context(), writer(), article.At{Ref: ref(e), Version: opened.Version}, manuscript.Text{Title: "Như cũ", Lead: "Đoạn dẫn.", Body: "<p>Nội dung.</p>"})
	must(h.T, err)
	h.approve(saved)
}

func TestReopeningVoidsWhatHasNotLeftAndApprovalOffersIt(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("looked")
		e := h.approved("Mở lại")
		order := delivery.Plan{Ref: ref(e), Channels: []string{c.ID}, At: walltime.Wall{Time: time.Now().Add(time.Hour).UTC().Format(walltime.Layout), Zone: "UTC"}}
		planned, err := h.planner.Schedule(h.Context(), approver(), order)
		must(h.T, err)
		_, effect, err := h.articles.Reopen(h.Context(), approver(), article.At{Ref: ref(e)})
		must(h.T, err)
		if !slices.Equal(effect.Voided, []string{planned[0].ID}) {
			h.Errorf("effect %+v", effect)
		}
		if d := h.read(planned[0].ID); d.State != delivery.Attention || d.Reason != delivery.ReasonApprovalVoid {
			h.Errorf("state %s, reason %s", d.State, d.Reason)
		}
		if _, err := h.desk.Retry(h.Context(), approver(), planned[0].ID); !fault.Is(err, fault.StateConflict) {
			h.Errorf("a voided release could be sent by hand: %v", err)
		}
		if _, effect := h.approving(e); !slices.Equal(effect.Offered, []string{planned[0].ID}) || len(effect.Created) > 0 {
			h.Errorf("approved again: %+v; want the voided post to be offered, and nothing sent by itself", effect)
		}
	})
}

func TestSchedulingAgainMovesRevivesAndNeverDoubles(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("looked")
		e := h.approved("Lên lịch lại")
		at := func(d time.Duration) walltime.Wall {
			return walltime.Wall{Time: time.Now().Add(d).UTC().Format(walltime.Layout), Zone: "UTC"}
		}
		plan := func(p delivery.Plan) (delivery.Delivery, error) {
			p.Ref, p.Channels = ref(e), []string{c.ID}
			planned, err := h.planner.Schedule(h.Context(), approver(), p)
			if err != nil {
				return delivery.Delivery{}, err
			}
			return planned[0].Delivery, nil
		}
		first, err := plan(delivery.Plan{At: at(time.Hour)})
		must(h.T, err)
		moved, err := plan(delivery.Plan{At: at(2 * time.Hour)})
		must(h.T, err)
		if moved.ID != first.ID || !moved.DueAt.After(first.DueAt) {
			h.Errorf("rescheduling made another row or another time: %+v", moved)
		}
		_, err = h.planner.Unschedule(h.Context(), approver(), ref(e), nil)
		must(h.T, err)
		if d := h.read(first.ID); d.State != delivery.Cancelled || d.DueAt != moved.DueAt {
			h.Errorf("unscheduling left state %s and due %s", d.State, d.DueAt)
		}
		revived, err := plan(delivery.Plan{Now: true})
		must(h.T, err)
		if revived.ID != first.ID {
			h.Error("a cancelled delivery of which nothing left was not revived")
		}
		d := h.run()
		h.until(first.ID, delivery.Sent)
		if _, err := plan(delivery.Plan{Now: true}); !fault.Is(err, fault.ValidationFailed) {
			h.Errorf("a published story could be published again: %v", err)
		}
		_, _, err = h.articles.Withdraw(h.Context(), approver(), article.At{Ref: ref(e)}, "Gỡ", "")
		must(h.T, err)
		d.Wake()
		h.until(first.ID, delivery.Withdrawn)
		_, _, err = h.articles.Reopen(h.Context(), approver(), article.At{Ref: ref(e)})
		must(h.T, err)
		back, err := h.stories.Edition(h.Context(), ref(e))
		must(h.T, err)
		saved, err := h.articles.SaveText(h.Context(), writer(), article.At{Ref: ref(e), Version: back.Version}, manuscript.Text{Title: "Đăng lại", Lead: "Đoạn dẫn.", Body: "<p>Nội dung.</p>"})
		must(h.T, err)
		h.approve(saved)
		if _, err := plan(delivery.Plan{Now: true}); !fault.Is(err, fault.ValidationFailed) {
			h.Errorf("a withdrawn story went out again without a confirmation: %v", err)
		}
		again, err := plan(delivery.Plan{Now: true, PublishAgain: true})
		must(h.T, err)
		if again.Round != 2 || again.ID == first.ID {
			h.Errorf("round %d, want 2 in a row of its own", again.Round)
		}
	})
}

// A receiver that took a story and answered 503 is told of its withdrawal, whatever the
// newsroom did in between.
func TestAWithdrawalReachesAReceiverThatHidItsAnswer(t *testing.T) {
	each(t, func(h *harness) {
		for between, do := range map[string]func(e article.Edition, c channel.Channel, id string){
			"nothing":    func(article.Edition, channel.Channel, string) {},
			"a new hour": func(e article.Edition, c channel.Channel, _ string) { h.later(e, c) },
			"a cancel": func(_ article.Edition, _ channel.Channel, id string) {
				must(h.T, second(h.desk.Cancel(h.Context(), approver(), id)))
			},
			"a reopening": func(e article.Edition, _ channel.Channel, _ string) { h.reopened(e) },
		} {
			h.place.direct(func(connector.Call) behaviour {
				return behaviour{applies: true, class: connector.Transient, maybe: true}
			})
			c, e := h.channel("keyed"), h.approved("Gỡ sau "+between)
			id := h.publish(e, c)[0].ID
			d, stop := h.engine()
			h.until(id, delivery.Retrying)
			h.place.direct(nil)
			do(e, c, id)
			h.withdraw(h.edition(e))
			d.Wake()
			h.eventually("the withdrawal after "+between, func() bool {
				h.place.mu.Lock()
				defer h.place.mu.Unlock()
				return slices.ContainsFunc(h.place.sends, func(call connector.Call) bool {
					return call.Post.Intent == connector.Withdraw && call.Post.Edition == e.ID
				})
			})
			stop()
		}
	})
}

// What may stand beside a newer release gets a withdrawal of its own, by its own name there.
func TestEachReleaseThatMayBeThereIsWithdrawnByItsName(t *testing.T) {
	each(t, func(h *harness) {
		h.place.direct(func(connector.Call) behaviour {
			return behaviour{applies: true, class: connector.Transient, maybe: true}
		})
		c, e := h.channel("keyed"), h.approved("Bản một")
		first := h.publish(e, c)[0].ID
		d := h.run()
		h.until(first, delivery.Retrying)
		h.place.direct(nil)
		h.reopened(e)
		h.approve(h.edition(e))
		next := h.publish(e, c)[0].ID
		d.Wake()
		h.until(next, delivery.Sent)
		h.withdraw(h.edition(e))
		d.Wake()
		names := map[string]bool{h.read(first).ChosenID: true, h.read(next).ChosenID: true}
		h.eventually("both withdrawals", func() bool {
			h.place.mu.Lock()
			defer h.place.mu.Unlock()
			for _, call := range h.place.sends {
				if call.Post.Intent == connector.Withdraw {
					delete(names, call.Post.ChosenID)
				}
			}
			return len(names) == 0
		})
	})
}

func second[T any](_ T, err error) error { return err }

// later plans an edition for another hour.
func (h *harness) later(e article.Edition, c channel.Channel) {
	h.Helper()
	_, err := h.planner.Schedule(h.Context(), approver(), delivery.Plan{Ref: ref(e), Channels: []string{c.ID},
		At: walltime.Wall{Time: time.Now().Add(time.Hour).UTC().Format(walltime.Layout), Zone: "UTC"}})
	must(h.T, err)
}

func (h *harness) reopened(e article.Edition) {
	h.Helper()
	_, _, err := h.articles.Reopen(h.Context(), approver(), at(e))
	must(h.T, err)
}
