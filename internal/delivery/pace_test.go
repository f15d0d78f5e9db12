package delivery_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/dispatch"
)

// hanging takes every call and never answers.
func (p *place) hanging() connector.Spec {
	spec := p.spec("hanging", connector.GuardKey)
	spec.New = func(connector.Values, connector.Deps) (connector.Connector, error) { return &deaf{p}, nil }
	return spec
}

type deaf struct{ p *place }

func (d *deaf) Check(context.Context) connector.Health { return connector.Health{Class: connector.OK} }

func (d *deaf) Send(ctx context.Context, call connector.Call) connector.Outcome {
	d.p.mu.Lock()
	d.p.sends = append(d.p.sends, call)
	d.p.mu.Unlock()
	<-ctx.Done()
	return connector.Outcome{Class: connector.Ambiguous}
}

// many plans stories for now on one channel.
func (h *harness) many(n int, c channel.Channel) []string {
	h.Helper()
	ids := make([]string, n)
	for i := range ids {
		ids[i] = h.publish(h.approved(fmt.Sprintf("Tin %d", i+1)), c)[0].ID
	}
	return ids
}

func (h *harness) inState(ids []string, state delivery.State) int {
	h.Helper()
	n := 0
	for _, id := range ids {
		if h.read(id).State == state {
			n++
		}
	}
	return n
}

// However many instances claim, no more sends begin on a channel than its rate lets begin, by
// the database's own clock.
func TestTheRateHoldsOverInstances(t *testing.T) {
	each(t, func(h *harness) {
		const every, burst, posts = 150 * time.Millisecond, 3, 14
		c := h.channel("keyed")
		h.set(`UPDATE channel SET rate_usec = ?, burst = ?, max_conc = 16 WHERE id = ?`, every.Microseconds(), burst, c.ID)
		ids := h.many(posts, c)
		for range 2 {
			h.run()
		}
		h.eventually("every post", func() bool { return h.inState(ids, delivery.Sent) == posts })
		var began []time.Time
		for _, id := range ids {
			attempts, err := h.queue.Attempts(h.Context(), id)
			must(h.T, err)
			for _, a := range attempts {
				began = append(began, a.StartAt)
			}
		}
		slices.SortFunc(began, time.Time.Compare)
		for i := range began {
			for j := i + burst; j < len(began); j++ {
				if least := time.Duration(j-i-burst+1) * every; began[j].Sub(began[i]) < least {
					h.Errorf("%d sends began within %s, which takes %s at least", j-i+1, began[j].Sub(began[i]), least)
				}
			}
		}
		if took := began[len(began)-1].Sub(began[0]); took > 10*posts*every {
			h.Errorf("the channel idled: %d posts took %s", posts, took)
		}
	})
}

// What must come down is not held up by the rate, nor put off for longer than a burst takes.
func TestAWithdrawalPassesTheRate(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		h.set(`UPDATE channel SET rate_usec = ? WHERE id = ?`, time.Hour.Microseconds(), c.ID)
		e := h.approved("Ra rồi gỡ")
		first := h.publish(e, c)[0].ID
		d := h.run()
		h.until(first, delivery.Sent)
		next := h.publish(h.approved("Chờ lượt"), c)[0].ID
		h.withdraw(e)
		d.Wake()
		h.until(first, delivery.Withdrawn)
		why, err := h.desk.Why(h.Context(), approver(), next)
		must(h.T, err)
		if why.State != delivery.Waiting || why.Sentence.EN != "The channel sends one post every 1h; this one waits for its turn." {
			h.Errorf("%s: %q", why.State, why.Sentence.EN)
		}
		for every, words := range map[time.Duration]string{20 * time.Minute: "20m", 90 * time.Minute: "1h30m", 10 * time.Second: "10s", 90 * time.Second: "1m30s"} {
			h.set(`UPDATE channel SET rate_usec = ? WHERE id = ?`, every.Microseconds(), c.ID)
			if why, err = h.desk.Why(h.Context(), approver(), next); err != nil || !strings.Contains(why.Sentence.VI, "một bài mỗi "+words+";") {
				h.Errorf("%q, %v; want %s", why.Sentence.VI, err, words)
			}
		}
		h.set(`UPDATE channel SET rate_usec = ?, tat = 0 WHERE id = ?`, time.Millisecond.Microseconds(), c.ID)
		d.Wake()
		h.until(next, delivery.Sent)
	})
}

// A destination that does not answer is cut off, is probed by one post at a time, and is in
// use again once it answers.
func TestASilentDestinationIsCutOff(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		h.set(`UPDATE channel SET max_conc = 1 WHERE id = ?`, c.ID)
		h.place.direct(func(connector.Call) behaviour { return behaviour{class: connector.Transient} })
		ids := h.many(8, c)
		_, stop := h.engine()
		h.eventually("the cut", func() bool {
			row, err := h.channels.Row(context.Background(), c.ID)
			return err == nil && row.Breaker.Open()
		})
		stop()
		if sends, _, _ := h.place.count(); sends != 5 || h.inState(ids, delivery.Waiting) != 3 {
			h.Fatalf("%d sends before the cut, %d untried; want 5 and 3", sends, h.inState(ids, delivery.Waiting))
		}
		why, err := h.desk.Why(h.Context(), approver(), ids[7])
		must(h.T, err)
		if !strings.HasPrefix(why.Sentence.EN, "The destination did not answer 5 times in a row; one post is tried at") || why.NextTry.IsZero() {
			h.Errorf("%q, next try %s", why.Sentence.EN, why.NextTry)
		}

		h.set(`UPDATE channel SET max_conc = 8, breaker_until = 1 WHERE id = ?`, c.ID)
		if probes, more := h.claim(), h.claim(); len(probes) != 1 || len(more) != 0 {
			h.Errorf("%d posts probe it, and then %d more", len(probes), len(more))
		}
		h.place.direct(nil)
		h.set(`UPDATE delivery SET lease_until = 1, next_at = 1 WHERE lease_token <> ''`) // their process went away
		d := h.run()
		h.set(`UPDATE delivery SET next_at = 1 WHERE channel_id = ? AND state = 'retrying'`, c.ID)
		h.eventually("every post", func() bool { d.Wake(); return h.inState(ids, delivery.Sent) == 8 })
	})
}

// A refusal is an answer: it cuts nothing off.
func TestARefusalIsAnAnswer(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		h.place.direct(func(connector.Call) behaviour { return behaviour{class: connector.Rejected} })
		ids := h.many(7, c)
		h.run()
		h.eventually("every refusal", func() bool { return h.inState(ids, delivery.Attention) == 7 })
		if row, err := h.channels.Row(h.Context(), c.ID); err != nil || row.Breaker != (channel.Breaker{}) {
			h.Errorf("breaker %+v, %v", row.Breaker, err)
		}
	})
}

// However many calls hang elsewhere, a channel that works is served at once.
func TestAChannelHasAPlaceOfItsOwn(t *testing.T) {
	each(t, func(h *harness) {
		o := h.options()
		o.Workers = 3
		d, stop := h.engineOf(o)
		defer stop()
		const dead = 4
		for range dead {
			c := h.channel("hanging")
			h.set(`UPDATE channel SET max_conc = 4 WHERE id = ?`, c.ID)
			h.many(4, c)
		}
		d.Wake()
		h.eventually("the calls that hang", func() bool { sends, _, _ := h.place.count(); return sends >= dead })
		began := time.Now()
		id := h.publish(h.approved("Nơi khác"), h.channel("keyed"))[0].ID
		d.Wake()
		h.until(id, delivery.Sent)
		if took := time.Since(began); took > o.Timeout/2 {
			h.Errorf("it took %s beside calls that hang for %s", took, o.Timeout)
		}
	})
}

// late puts the hour of a delivery some time back.
func (h *harness) late(id string, by time.Duration) {
	h.Helper()
	past := time.Now().Add(-by).UnixMicro()
	h.set(`UPDATE delivery SET due_at = ?, next_at = ? WHERE id = ?`, past, past, id)
}

// The late policy: within its channel's grace a publication goes out, later a person decides;
// corrections and withdrawals go whenever they can.
func TestWhatIsTooLateWaitsForAPerson(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		late, within := h.approved("Trễ ba giờ"), h.approved("Trễ một giờ")
		lateID, withinID := h.publish(late, c)[0].ID, h.publish(within, c)[0].ID
		h.late(lateID, 3*time.Hour)
		h.late(withinID, time.Hour)
		d := h.run()
		h.until(withinID, delivery.Sent)
		if one := h.until(lateID, delivery.Attention); one.Reason != delivery.ReasonLate || one.Attempt != 0 {
			h.Errorf("reason %s after %d tries", one.Reason, one.Attempt)
		}
		if sends, _, _ := h.place.count(); sends != 1 {
			h.Errorf("%d sends, want 1", sends)
		}
		_, err := h.desk.Retry(h.Context(), approver(), lateID)
		must(h.T, err)
		h.until(lateID, delivery.Sent)

		h.change(within, "update", "Trễ một giờ, sửa")
		correction := h.of(within)[1].ID
		h.late(correction, 3*time.Hour)
		d.Wake()
		h.until(correction, delivery.Sent)
	})
}

// Time in which the channel rested does not make its posts late, nor does a new approval
// leave them so.
func TestRestIsNotLateness(t *testing.T) {
	each(t, func(h *harness) {
		rested, paused := h.channel("keyed"), h.channel("keyed")
		h.set(`UPDATE channel SET opened_at = ? WHERE id = ?`, time.Now().Add(-time.Hour).UnixMicro(), rested.ID)
		morning := h.publish(h.approved("Sáng sớm"), rested)[0].ID
		h.late(morning, 7*time.Hour)
		_, err := h.channels.Pause(h.Context(), systemAdmin(), paused.ID, "Bảo trì")
		must(h.T, err)
		e := h.approved("Duyệt lại")
		h.late(h.publish(e, paused)[0].ID, 7*time.Hour)
		h.reopened(e)
		again := h.approve(h.edition(e))
		replanned := h.publish(again, paused)[0].ID
		_, err = h.channels.Resume(h.Context(), systemAdmin(), paused.ID)
		must(h.T, err)
		h.run()
		h.until(morning, delivery.Sent)
		h.until(replanned, delivery.Sent)
	})
}

// asked plans a story on a portal that refuses it and on a channel that asks about that, past
// its patience.
func (h *harness) asked() (d *dispatch.Dispatcher, portal, social string) {
	h.Helper()
	portalChannel, c := h.portal(), h.channel("social")
	h.set(`UPDATE channel SET after_portal = 'ask', portal_patience_usec = ? WHERE id = ?`, (10 * time.Minute).Microseconds(), c.ID)
	h.place.direct(func(call connector.Call) behaviour {
		if call.Post.Text == "" {
			return behaviour{class: connector.Rejected}
		}
		return behaviour{applies: true, class: connector.OK}
	})
	planned := h.publish(h.approved("Cổng trễ"), portalChannel, c)
	d = h.run()
	h.until(planned[0].ID, delivery.Attention)
	if one := h.read(planned[1].ID); one.State != delivery.Waiting {
		h.Fatalf("asked at once: %s %s", one.State, one.Reason)
	}
	h.late(planned[1].ID, 11*time.Minute)
	if one := h.until(planned[1].ID, delivery.Attention); one.Reason != delivery.ReasonPortalLate {
		h.Fatalf("asked about %s", one.Reason)
	}
	return d, planned[0].ID, planned[1].ID
}

// When the portal is late, a person chooses: to go without it ...
func TestWithoutALatePortal(t *testing.T) {
	each(t, func(h *harness) {
		d, _, social := h.asked()
		why, err := h.desk.Why(h.Context(), approver(), social)
		must(h.T, err)
		var actions []string
		for _, step := range why.Steps {
			actions = append(actions, step.Action+": "+step.Label.EN)
		}
		if want := []string{"retry: Send it now without the portal", "wait: Go on waiting for the portal", "mark-sent: It is there — give the link", "cancel: Take off the plan"}; !slices.Equal(actions, want) {
			h.Errorf("steps %q", actions)
		}
		_, err = h.desk.Retry(h.Context(), approver(), social)
		must(h.T, err)
		if link := h.link(d, social); !strings.HasPrefix(link, "https://lantoa.example/a/") {
			h.Errorf("it leads to %s", link)
		}
	})
}

// ... or to wait on; and once the portal has its copy, the post goes by itself.
func TestWaitingOnForALatePortal(t *testing.T) {
	each(t, func(h *harness) {
		d, portal, social := h.asked()
		_, err := h.desk.Wait(h.Context(), approver(), social)
		must(h.T, err)
		if ids, err := h.queue.Overdue(h.Context(), 10); err != nil || len(ids) != 0 {
			h.Errorf("asked again at once: %v, %v", ids, err)
		}
		if _, err := h.desk.Wait(h.Context(), approver(), social); err == nil {
			h.Error("had it wait that waits already")
		}
		h.set(`UPDATE delivery SET waits_from = ? WHERE id = ?`, time.Now().Add(-11*time.Minute).UnixMicro(), social)
		h.until(social, delivery.Attention)
		h.place.direct(nil)
		_, err = h.desk.Retry(h.Context(), approver(), portal)
		must(h.T, err)
		if link := h.link(d, social); !strings.HasPrefix(link, "https://place.example/"+portal) {
			h.Errorf("it leads to %s", link)
		}
	})
}

// A channel that goes on without the portal leads to the portal's copy where there is one.
func TestGoingOnWithoutThePortal(t *testing.T) {
	each(t, func(h *harness) {
		portal, social := h.portal(), h.channel("social")
		h.set(`UPDATE channel SET after_portal = 'go_on' WHERE id = ?`, social.ID)
		h.set(`UPDATE channel SET paused = TRUE WHERE id = ?`, portal.ID)
		d := h.run()
		planned := h.publish(h.approved("Đi ngay"), portal, social)
		if link := h.link(d, planned[1].ID); !strings.HasPrefix(link, "https://lantoa.example/a/") {
			h.Errorf("it leads to %s", link)
		}
		h.set(`UPDATE channel SET paused = FALSE WHERE id = ?`, portal.ID)
		e := h.approved("Cổng đã có")
		d.Wake()
		first := h.publish(e, portal)[0].ID
		d.Wake()
		h.until(first, delivery.Sent)
		if link := h.link(d, h.publish(e, social)[0].ID); !strings.HasPrefix(link, "https://place.example/"+first) {
			h.Errorf("it leads to %s", link)
		}
	})
}

// A dry run makes and keeps the post and sends nothing; what is out comes down all the same.
func TestADryRunSendsNothing(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		out, e := h.approved("Đã ra"), h.approved("Chạy thử")
		outID := h.publish(out, c)[0].ID
		d := h.run()
		h.until(outID, delivery.Sent)
		h.set(`UPDATE channel SET dry_run = TRUE WHERE id = ?`, c.ID)
		id := h.publish(e, c)[0].ID
		h.change(out, "update", "Đã ra, sửa")
		correction := h.of(out)[1].ID
		d.Wake()
		one := h.until(id, delivery.Cancelled)
		if one.Reason != delivery.ReasonDryRun || one.PayloadHash == "" || !one.SentAt.IsZero() || !one.NeverLeft() {
			h.Errorf("%+v", one)
		}
		if one := h.until(correction, delivery.Attention); one.Reason != delivery.ReasonDryRun {
			h.Errorf("the correction: %s", one.Reason)
		}
		if sends, _, _ := h.place.count(); sends != 1 {
			h.Errorf("%d sends, want that before the dry run", sends)
		}
		h.withdraw(out)
		d.Wake()
		h.until(outID, delivery.Withdrawn)
		h.set(`UPDATE channel SET dry_run = FALSE WHERE id = ?`, c.ID)
		if again := h.publish(e, c)[0]; again.ID != id {
			h.Errorf("another row for what was rehearsed")
		}
		d.Wake()
		h.until(id, delivery.Sent)
	})
}

// The urgent go first, whatever their hours, and those of one priority by their hours.
// TestTheUrgentGoBeforeOtherProofs has a publication that is urgent go before the proofs of
// others, also where the channel has a rate, which proofs pass.
func TestTheUrgentGoBeforeOtherProofs(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		h.set(`UPDATE channel SET max_conc = 2, rate_usec = 1000000, burst = 1 WHERE id = ?`, c.ID)
		for range 3 {
			id := h.publish(h.approved("Thường"), c)[0].ID
			h.set(`UPDATE delivery SET state = 'sent', task = 'prove', attempt = 1, sent_at = due_at WHERE id = ?`, id)
		}
		urgent := h.publish(h.approved("Khẩn"), c)[0].ID
		h.set(`UPDATE delivery SET priority = 2 WHERE id = ?`, urgent)
		if taken := h.claim(); len(taken) != 2 || taken[0].Delivery.ID != urgent || taken[1].Delivery.Task != delivery.TaskProve {
			h.Errorf("taken %+v; want %s and a proof", taken, urgent)
		}
	})
}

func TestTheUrgentGoFirst(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		var ids []string
		for _, priority := range []int{0, 2, 1, 2} {
			id := h.publish(h.approved("Ưu tiên"), c)[0].ID
			h.set(`UPDATE delivery SET priority = ? WHERE id = ?`, priority, id)
			ids = append(ids, id)
		}
		h.set(`UPDATE channel SET max_conc = 3 WHERE id = ?`, c.ID)
		var taken []string
		for _, one := range h.claim() {
			taken = append(taken, one.Delivery.ID)
		}
		if want := []string{ids[1], ids[3], ids[2]}; !slices.Equal(taken, want) {
			h.Errorf("taken %q, want %q", taken, want)
		}
	})
}
