package delivery_test

import (
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/timetable"
)

// rests gives a channel quiet hours from some time before now to some time after.
func (h *harness) rests(c channel.Channel, from, to time.Duration) {
	h.Helper()
	utc := time.Now().UTC()
	h.time(c, channel.TimingPatch{Hours: &timetable.Hours{Zone: "UTC", Quiet: []timetable.Quiet{{From: utc.Add(from).Format("15:04"), To: utc.Add(to).Format("15:04")}}}})
}

// judged runs the engine until a delivery is sent or left to a person.
func (h *harness) judged(id string) delivery.Delivery {
	h.Helper()
	d := h.run()
	h.eventually("an end", func() bool { d.Wake(); s := h.read(id).State; return s == delivery.Sent || s == delivery.Attention })
	return h.read(id)
}

// A rest of which the next was not written keeps the channel closed: nobody was there to tell
// whether it rests again.
func TestARestThatNobodyWroteOnIsKept(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		h.rests(c, -time.Hour, time.Hour)
		day := 24 * time.Hour.Microseconds()
		h.set(`UPDATE channel SET closed_from = closed_from - ?, closed_until = closed_until - ? WHERE id = ?`, day, day, c.ID)
		h.many(1, c)
		if got := h.claim(); len(got) != 0 {
			h.Errorf("%d posts are taken within quiet hours", len(got))
		}
	})
}

// Only a rest that held a post at its hour excuses it: a night does not wipe out days.
func TestANightDoesNotWipeOutLateness(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		h.rests(c, -9*time.Hour, -time.Hour)
		id := h.many(1, c)[0]
		h.late(id, 77*time.Hour)
		if one := h.judged(id); one.Reason != delivery.ReasonLate {
			h.Errorf("three days late: %s %s", one.State, one.Reason)
		}
	})
}

// A rest that a person ends has held what waited for it, as any other.
func TestARestThatAPersonEndsIsNoLateness(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		h.rests(c, -4*time.Hour, 2*time.Hour)
		id := h.many(1, c)[0]
		h.late(id, 3*time.Hour)
		h.time(c, channel.TimingPatch{Hours: &timetable.Hours{}})
		if one := h.judged(id); one.State != delivery.Sent {
			h.Errorf("%s %s", one.State, one.Reason)
		}
	})
}

// A post that is moved after it failed is judged by its new hour like any other.
func TestAMovedPostIsJudgedAnew(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		h.place.direct(func(connector.Call) behaviour { return behaviour{class: connector.Transient} })
		e := h.approved("Dời")
		id := h.publish(e, c)[0].ID
		stop := h.start()
		h.until(id, delivery.Retrying)
		stop()
		h.later(e, c)
		h.late(id, 10*time.Hour)
		h.place.direct(nil)
		if one := h.judged(id); one.Reason != delivery.ReasonLate {
			h.Errorf("ten hours after its new hour: %s %s", one.State, one.Reason)
		}
	})
}

// A person who had a post wait for the portal gets it once the portal has come, whatever the
// hour.
func TestWhatAPersonHadWaitIsNotLate(t *testing.T) {
	each(t, func(h *harness) {
		d, portal, social := h.asked()
		h.late(social, 3*time.Hour)
		_, err := h.desk.Wait(h.Context(), approver(), social)
		must(h.T, err)
		h.place.direct(nil)
		_, err = h.desk.Retry(h.Context(), approver(), portal)
		must(h.T, err)
		h.eventually("an end", func() bool { d.Wake(); s := h.read(social).State; return s == delivery.Sent || s == delivery.Attention })
		if one := h.read(social); one.State != delivery.Sent {
			h.Errorf("%s %s", one.State, one.Reason)
		}
	})
}

// Reopening voids also what a person was asked about; none of it comes back unasked.
func TestReopeningVoidsWhatAPersonWasAskedAbout(t *testing.T) {
	each(t, func(h *harness) {
		_, _, social := h.asked()
		of, err := h.queue.Delivery(h.Context(), social)
		must(h.T, err)
		edition, err := h.stories.Edition(h.Context(), article.Ref{Article: of.Article, Lang: of.Lang})
		must(h.T, err)
		h.reopened(edition)
		if one := h.read(social); one.Reason != delivery.ReasonApprovalVoid {
			h.Errorf("after the reopening: %s", one.Reason)
		}
		if _, err := h.desk.Wait(h.Context(), approver(), social); err == nil {
			h.Error("it waits on, with a release that is not in force")
		}
		if _, effect := h.approving(h.edition(edition)); len(effect.Offered) == 0 {
			h.Errorf("nothing is offered again: %+v", effect)
		}
	})
}

// Now means now where nothing has to come first; where the portal has, that is said.
func TestNowIsNow(t *testing.T) {
	each(t, func(h *harness) {
		portal, press, on, waits := h.portal(), h.channel("keyed"), h.channel("social"), h.channel("social")
		h.time(on, channel.TimingPatch{AfterPortal: new(channel.GoOnWithoutPortal)})
		e := h.approved("Cổng ngày mai")
		h.later(e, portal)
		planned, err := h.planner.Schedule(h.Context(), approver(), delivery.Plan{Ref: ref(e), Now: true, Channels: []string{press.ID, on.ID, waits.ID}})
		must(h.T, err)
		for i, wants := range []bool{false, false, true} {
			if put := time.Until(planned[i].DueAt) > time.Minute; put != wants || (len(planned[i].Notes) > 0) != wants {
				h.Errorf("channel %d goes in %s, notes %v", i, time.Until(planned[i].DueAt), planned[i].Notes)
			}
		}
	})
}

// The portal's copy is on its way when a post is planned that goes some time after it.
func TestAnOffsetFromACopyOnItsWay(t *testing.T) {
	each(t, func(h *harness) {
		portal, social := h.portal(), h.channel("social")
		h.time(social, channel.TimingPatch{Offset: new(15 * time.Minute)})
		e := h.approved("Đang lên cổng")
		h.publish(e, portal)
		if taken := h.claim(); len(taken) != 1 {
			h.Fatalf("%d taken", len(taken))
		}
		if s := h.publish(e, social)[0]; s.Offset != 15*time.Minute || time.Until(s.DueAt) < 14*time.Minute {
			h.Errorf("offset %s, due in %s", s.Offset, time.Until(s.DueAt))
		}
	})
}

// Nobody is asked about a portal whose own hour has not come.
func TestThePortalsHourCounts(t *testing.T) {
	each(t, func(h *harness) {
		portal, social := h.portal(), h.channel("social")
		h.time(social, channel.TimingPatch{AfterPortal: new(channel.AskAboutPortal)})
		e := h.approved("Dời cổng")
		planned := h.publish(e, portal, social)
		h.later(e, portal)
		h.late(planned[1].ID, 31*time.Minute)
		if ids, err := h.queue.Overdue(h.Context(), 10); err != nil || len(ids) != 0 {
			h.Errorf("asked about %v, %v", ids, err)
		}
		h.late(planned[0].ID, 31*time.Minute)
		if ids, err := h.queue.Overdue(h.Context(), 10); err != nil || len(ids) != 1 {
			h.Errorf("its hour has passed, and asked about %v, %v", ids, err)
		}
	})
}

// A portal that only rehearses has no copy: what leads there waits.
func TestARehearsedPortalIsWaitedFor(t *testing.T) {
	each(t, func(h *harness) {
		portal, social := h.portal(), h.channel("social")
		h.set(`UPDATE channel SET dry_run = TRUE WHERE id = ?`, portal.ID)
		planned := h.publish(h.approved("Thử cổng"), portal, social)
		stop := h.start()
		h.until(planned[0].ID, delivery.Cancelled)
		stop()
		if taken := h.claim(); len(taken) != 0 {
			h.Errorf("%d posts go without the copy", len(taken))
		}
	})
}

// A dry run ends no doubt: what may be there is neither forgotten nor sent again.
func TestADryRunKeepsADoubt(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		h.place.direct(func(connector.Call) behaviour { return behaviour{applies: true, class: connector.Ambiguous} })
		e := h.approved("Ngờ rồi chạy thử")
		id := h.publish(e, c)[0].ID
		d := h.run()
		h.until(id, delivery.Unsure)
		h.set(`UPDATE channel SET dry_run = TRUE WHERE id = ?`, c.ID)
		h.set(`UPDATE delivery SET next_at = 1 WHERE id = ?`, id)
		d.Wake()
		if one := h.until(id, delivery.Attention); one.Reason != delivery.ReasonAskPerson || !one.Uncertain() {
			h.Errorf("%s, uncertain %t", one.Reason, one.Uncertain())
		}
		h.place.direct(nil)
		h.withdraw(e)
		withdrawal := h.of(e)[1]
		if withdrawal.Intent != connector.Withdraw {
			h.Fatalf("a %s", withdrawal.Intent)
		}
		h.set(`UPDATE delivery SET next_at = 1 WHERE id = ?`, withdrawal.ID)
		d.Wake()
		h.until(id, delivery.Withdrawn)
		if sends, _, _ := h.place.count(); sends != 2 {
			h.Errorf("%d sends, want the publication and its withdrawal", sends)
		}
	})
}

// What waits for a post that was only rehearsed goes its own way.
func TestWhatWaitsForARehearsal(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		h.set(`UPDATE channel SET dry_run = TRUE WHERE id = ?`, c.ID)
		e := h.approved("Gỡ khi đang thử")
		id := h.publish(e, c)[0].ID
		if len(h.claim()) != 1 {
			h.Fatal("not taken")
		}
		h.withdraw(e)
		h.set(`UPDATE delivery SET lease_until = 1, next_at = 1 WHERE id = ?`, id) // its process went away
		d := h.run()
		h.eventually("an end of all", func() bool {
			d.Wake()
			for _, one := range h.of(e) {
				if one.State != delivery.Cancelled {
					return false
				}
			}
			return true
		})
	})
}

// A rate that is changed forgets what was used up of the former one.
func TestARelaxedRate(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		h.time(c, channel.TimingPatch{Rate: &channel.Rate{Every: 24 * time.Hour, Burst: 5}})
		h.many(5, c)
		if taken := h.claim(); len(taken) != 2 {
			h.Fatalf("%d taken", len(taken))
		}
		h.set(`UPDATE channel SET max_conc = 9 WHERE id = ?`, c.ID)
		h.claim()
		id := h.many(1, c)[0]
		if taken := h.claim(); len(taken) != 0 {
			h.Fatalf("%d taken beyond the rate", len(taken))
		}
		h.time(c, channel.TimingPatch{Rate: &channel.Rate{Every: time.Second, Burst: 5}})
		if taken := h.claim(); len(taken) != 1 || taken[0].Delivery.ID != id {
			h.Errorf("%d taken at the new rate", len(taken))
		}
	})
}
