package delivery_test

import (
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/timetable"
)

// What must come down comes down: whatever holds up the posts of a channel, or of a story,
// holds up no withdrawal.
func TestAWithdrawalPassesWhatHoldsUpPosts(t *testing.T) {
	future, past := time.Now().Add(time.Hour).UnixMicro(), time.Now().Add(-10*time.Hour).UnixMicro()
	for name, hold := range map[string]func(h *harness, c channel.Channel){
		"paused": func(h *harness, c channel.Channel) {
			_, err := h.channels.Pause(h.Context(), systemAdmin(), c.ID, "Bảo trì")
			must(h.T, err)
		},
		"disconnected": func(h *harness, c channel.Channel) {
			h.set(`UPDATE channel SET hold = ? WHERE id = ?`, string(channel.HoldReauth), c.ID)
		},
		"quiet hours": func(h *harness, c channel.Channel) { h.rests(c, -time.Hour, time.Hour) },
		"closed day": func(h *harness, c channel.Channel) {
			const zone = "Asia/Ho_Chi_Minh" // the newsroom's, by whose calendar no day that has passed is closed
			here, err := time.LoadLocation(zone)
			must(h.T, err)
			h.time(c, channel.TimingPatch{KeepsClosedDays: new(true), Hours: &timetable.Hours{Zone: zone}})
			for _, ahead := range []time.Duration{0, 24 * time.Hour} { // this test may begin just before midnight
				day := time.Now().In(here).Add(ahead).Format(time.DateOnly)
				_, err := h.channels.CloseDay(h.Context(), systemAdmin(), timetable.Day{Date: day, Effect: timetable.Closed, Name: fault.T("Quốc tang", "Day of mourning")})
				must(h.T, err)
			}
		},
		"embargo": func(h *harness, _ channel.Channel) { h.set(`UPDATE edition SET embargo_until = ?`, future) },
		"too late": func(h *harness, c channel.Channel) {
			h.set(`UPDATE delivery SET due_at = ? WHERE channel_id = ? AND state = 'waiting'`, past, c.ID)
		},
		"no copy on the portal": func(h *harness, c channel.Channel) {
			h.set(`UPDATE channel SET after_portal = 'wait' WHERE id = ?`, c.ID)
			h.set(`UPDATE delivery SET state = 'attention', reason = 'rejected', task = '', next_at = NULL WHERE channel_id IN (SELECT id FROM channel WHERE portal)`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(h *harness) {
				c, portal := h.channel("keyed"), h.portal()
				out, held := h.approved("Phải gỡ"), h.approved("Phải chờ")
				h.set(`UPDATE delivery SET state = 'sent', sent_at = 1, task = '', next_at = NULL WHERE id = ?`, h.publish(out, c, portal)[0].ID)
				h.publish(held, c, portal)
				h.set(`UPDATE delivery SET next_at = NULL, task = '' WHERE channel_id = ?`, portal.ID)
				h.withdraw(out)
				hold(h, c)
				taken := h.claim()
				if len(taken) != 1 || taken[0].Edition != out.ID || taken[0].Intent != "withdraw" {
					h.Errorf("%d taken, want the withdrawal alone", len(taken))
				}
				for _, one := range taken {
					h.Logf("the %s of %s", one.Intent, one.Edition)
				}
			})
		})
	}
}
