package delivery_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/timetable"
	"github.com/lantoa/lantoa/internal/walltime"
)

// time changes the timing of a channel as its administrator does.
func (h *harness) time(c channel.Channel, p channel.TimingPatch) channel.Channel {
	h.Helper()
	row, err := h.channels.Row(h.Context(), c.ID)
	must(h.T, err)
	changed, err := h.channels.Update(h.Context(), systemAdmin(), c.ID, row.Version, channel.Patch{Settle: new(time.Minute), TimingPatch: p})
	must(h.T, err)
	return changed
}

const hanoi = "Asia/Ho_Chi_Minh"

// hours gives a channel two slots a day.
func (h *harness) hours(c channel.Channel) {
	h.Helper()
	h.time(c, channel.TimingPatch{Slots: &[]timetable.Slot{{Cron: "0 8,20 * * *", Zone: hanoi}}})
}

// slot plans an edition for the next free slot of channels.
func (h *harness) slot(e article.Edition, channels ...channel.Channel) []delivery.Planned {
	h.Helper()
	plan := delivery.Plan{Ref: ref(e), Slot: true}
	for _, c := range channels {
		plan.Channels = append(plan.Channels, c.ID)
	}
	planned, err := h.planner.Schedule(h.Context(), approver(), plan)
	must(h.T, err)
	return planned
}

// However many plan at once, everybody gets a slot of their own, the soonest ones, without a
// gap; each is told what was taken before.
func TestTwoPeopleNeverGetTheSameSlot(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		h.hours(c)
		const people = 6
		var editions []article.Edition
		for range people {
			editions = append(editions, h.approved("Khung giờ"))
		}
		taken := make([]delivery.Planned, people)
		var all sync.WaitGroup
		for i, e := range editions {
			all.Go(func() {
				planned, err := h.planner.Schedule(h.Context(), approver(), delivery.Plan{Ref: ref(e), Slot: true, Channels: []string{c.ID}})
				if err != nil {
					h.Error(err)
					return
				}
				taken[i] = planned[0]
			})
		}
		all.Wait()
		slices.SortFunc(taken, func(a, b delivery.Planned) int { return a.DueAt.Compare(b.DueAt) })
		zone, err := time.LoadLocation(hanoi)
		must(h.T, err)
		for i, one := range taken {
			local := one.DueAt.In(zone)
			if local.Hour() != 8 && local.Hour() != 20 || local.Minute() != 0 || one.Zone != hanoi || one.Wall != local.Format(walltime.Layout) || len(one.Passed) != i {
				h.Errorf("%s (%s %s) after %d others", local, one.Wall, one.Zone, len(one.Passed))
			}
			if i > 0 && one.DueAt.Sub(taken[i-1].DueAt) != 12*time.Hour {
				h.Errorf("%s comes after %s", one.DueAt, taken[i-1].DueAt)
			}
		}
		slots, err := h.desk.Slots(h.Context(), approver(), c.ID, people+1)
		must(h.T, err)
		for i, s := range slots {
			if want := map[bool]timetable.Verdict{true: timetable.Free, false: timetable.Taken}[i == people]; s.Verdict != want {
				h.Errorf("slot %d is %s", i, s.Verdict)
			}
		}
	})
}

// Of two who want the last free slot at once, one gets it; the other is told that there is
// none, and nothing of theirs is planned.
func TestTwoPeopleAndTheLastSlot(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		zone, err := time.LoadLocation(hanoi)
		must(h.T, err)
		var slots []timetable.Slot // each comes once within the ninety days that are looked at
		for _, days := range []int{40, 41} {
			slots = append(slots, timetable.Slot{Cron: time.Now().In(zone).AddDate(0, 0, days).Format("0 8 2 1 *"), Zone: hanoi})
		}
		h.time(c, channel.TimingPatch{Slots: &slots})
		first := h.slot(h.approved("Khung đầu"), c)[0]
		one, other := h.approved("Khung cuối"), h.approved("Khung cuối")
		wants := func(ctx context.Context, e article.Edition) ([]delivery.Planned, error) {
			return h.planner.Schedule(ctx, approver(), delivery.Plan{Ref: ref(e), Slot: true, Channels: []string{c.ID}})
		}
		answer := make(chan error, 1)
		must(h.T, h.db.InTx(h.Context(), func(ctx context.Context) error {
			planned, err := wants(ctx, one)
			must(h.T, err)
			if got := planned[0]; got.DueAt.Sub(first.DueAt) != 24*time.Hour || len(got.Passed) != 1 {
				h.Errorf("the one has %s, after %d others", got.DueAt, len(got.Passed))
			}
			go func() {
				_, err := wants(h.Context(), other)
				answer <- err
			}()
			h.eventually("the other's request", func() bool { return len(answer) > 0 || h.waits() })
			return nil
		}))
		err = <-answer
		const words = "no slot is free within 90 days (2 were looked at); give it more slots, or choose a time"
		e, ok := fault.As(err)
		if !ok || e.Code != fault.ValidationFailed || len(e.Fields) != 1 || e.Fields[0].Pointer != "/channels/0" || e.Fields[0].Detail.EN != words {
			h.Errorf("the other is told %v", err)
		}
		if rows := h.of(other); len(rows) != 0 {
			h.Errorf("%d posts of the other are planned", len(rows))
		}
	})
}

// waits reports whether somebody waits for a lock. On SQLite whoever writes waits for all
// others, and none sees what they have not committed.
func (h *harness) waits() bool {
	if h.db.Dialect() != store.Postgres {
		return true
	}
	var waiting int
	const count = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
	err := h.db.Read(h.Context()).Raw(count).Scan(&waiting).Error
	return err == nil && waiting > 0
}

// A story's own slot is free to itself, one that was given up is free again, and one within
// the least distance of a post is not.
func TestAFreeSlot(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		h.hours(c)
		first, second := h.approved("Một"), h.approved("Hai")
		own := h.slot(first, c)[0]
		if again := h.slot(first, c)[0]; !again.DueAt.Equal(own.DueAt) || again.ID != own.ID {
			h.Errorf("moved from %s to %s", own.DueAt, again.DueAt)
		}
		_, err := h.planner.Unschedule(h.Context(), approver(), ref(first), nil)
		must(h.T, err)
		if freed := h.slot(second, c)[0]; !freed.DueAt.Equal(own.DueAt) {
			h.Errorf("%s, want %s which was given up", freed.DueAt, own.DueAt)
		}
		h.time(c, channel.TimingPatch{Distance: new(13 * time.Hour)})
		third := h.slot(h.approved("Ba"), c)[0]
		if got := third.DueAt.Sub(own.DueAt); got != 24*time.Hour || len(third.Passed) != 2 || third.Passed[1].Verdict != timetable.Near {
			h.Errorf("%s after the first, passed %+v", got, third.Passed)
		}
		bare := h.channel("keyed")
		_, err = h.planner.Schedule(h.Context(), approver(), delivery.Plan{Ref: ref(first), Slot: true, Channels: []string{bare.ID}})
		if e, ok := fault.As(err); !ok || e.Code != fault.ValidationFailed || e.Fields[0].Pointer != "/channels/0" {
			h.Errorf("a channel without slots: %v", err)
		}
	})
}

// A slot lies after the end of the embargo.
func TestASlotIsNeverUnderEmbargo(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		h.hours(c)
		e := h.approved("Cấm phát")
		until := time.Now().Add(60 * time.Hour).UTC().Truncate(time.Second)
		_, err := h.articles.SetEmbargo(h.Context(), approver(), article.At{Ref: ref(e), Version: h.edition(e).Version}, walltime.Wall{Time: until.Format(walltime.Layout), Zone: "UTC"})
		must(h.T, err)
		if got := h.slot(e, c)[0].DueAt; got.Before(until) || got.After(until.Add(12*time.Hour)) {
			h.Errorf("%s; the embargo ends %s", got, until)
		}
	})
}

// What goes after the portal has its hour after that of the plan, and waits as long after the
// portal's own copy when that is late.
func TestSomeTimeAfterThePortal(t *testing.T) {
	each(t, func(h *harness) {
		portal, social := h.portal(), h.channel("social")
		h.time(social, channel.TimingPatch{Offset: new(15 * time.Minute)})
		e := h.approved("Mười lăm phút sau cổng")
		planned := h.publish(e, social, portal) // whatever comes first in the list
		if got := planned[0].DueAt.Sub(planned[1].DueAt); got != 15*time.Minute || planned[0].Offset != got {
			h.Fatalf("%s after the portal", got)
		}
		h.late(planned[0].ID, time.Minute) // its hour has come, and the portal is late
		d := h.run()
		h.until(planned[1].ID, delivery.Sent)
		d.Wake()
		one := h.read(planned[0].ID)
		if after := one.NextAt.Sub(h.read(planned[1].ID).SentAt); one.State != delivery.Waiting || after != 15*time.Minute {
			h.Errorf("%s, next %s after the portal's copy", one.State, after)
		}
		h.set(`UPDATE delivery SET next_at = 1 WHERE id = ?`, one.ID)
		d.Wake()
		h.until(one.ID, delivery.Sent)

		alone := h.approved("Không có cổng")
		if only := h.publish(alone, social)[0]; only.Offset != 0 || time.Until(only.DueAt) > time.Minute {
			h.Errorf("without a portal it goes at %s", only.DueAt)
		}
	})
}

func TestOffsetsOfAPlan(t *testing.T) {
	each(t, func(h *harness) {
		portal, social := h.portal(), h.channel("social")
		e := h.approved("Tự chọn")
		plan := delivery.Plan{Ref: ref(e), Now: true, Channels: []string{portal.ID, social.ID}, Offsets: map[string]time.Duration{social.ID: time.Hour}}
		planned, err := h.planner.Schedule(h.Context(), approver(), plan)
		must(h.T, err)
		if planned[1].Offset != time.Hour || planned[1].DueAt.Sub(planned[0].DueAt) != time.Hour {
			h.Errorf("%s", planned[1].DueAt.Sub(planned[0].DueAt))
		}
		plan.Offsets = map[string]time.Duration{social.ID: -time.Second, "khac": time.Second}
		_, err = h.planner.Schedule(h.Context(), approver(), plan)
		if e, ok := fault.As(err); !ok || len(e.Fields) != 2 {
			h.Errorf("bad offsets: %v", err)
		}
		plan.Offsets, plan.Channels = nil, []string{social.ID, social.ID}
		_, err = h.planner.Schedule(h.Context(), approver(), plan)
		if e, ok := fault.As(err); !ok || e.Fields[0].Pointer != "/channels/1" {
			h.Errorf("a channel twice: %v", err)
		}
	})
}

// Whoever chooses an hour is told what it meets on the channel, and gets it all the same.
func TestRemarksOnAnHour(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("keyed")
		h.time(c, channel.TimingPatch{KeepsClosedDays: new(true), Distance: new(time.Hour), Hours: &timetable.Hours{Zone: "UTC", Quiet: []timetable.Quiet{{From: "22:00", To: "06:00"}}}})
		_, err := h.channels.CloseDay(h.Context(), systemAdmin(), timetable.Day{Date: "2099-09-02", Effect: timetable.NoSlots, Name: fault.T("Quốc khánh", "National Day")})
		must(h.T, err)
		for _, step := range []struct{ at, vi string }{
			{"2099-09-01T10:00", ""},
			{"2099-09-01T10:30", "Kênh đã có bài gần giờ đó: cách bài lúc 10:00 01/09/2099 chưa đủ 60 phút."},
			{"2099-09-01T23:00", "Lúc đó kênh nghỉ đến 06:00 02/09/2099; bài ra khi kênh mở lại."},
			{"2099-09-02T12:00", "Ngày nghỉ: 2099-09-02: Quốc khánh."},
		} {
			planned, err := h.planner.Schedule(h.Context(), approver(), delivery.Plan{Ref: ref(h.approved(step.at)), Channels: []string{c.ID}, At: walltime.Wall{Time: step.at, Zone: "UTC"}})
			must(h.T, err)
			got := ""
			for _, note := range planned[0].Notes {
				got += note.VI
			}
			if got != step.vi || planned[0].DueAt.Format("2006-01-02T15:04") != step.at {
				h.Errorf("%s: %q at %s", step.at, got, planned[0].DueAt)
			}
		}
	})
}
