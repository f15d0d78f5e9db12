package delivery_test

import (
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/delivery/rule"
)

// A rule that asks nothing of a delivery does not speak as if it had held it up.
func TestWhySaysWhereThereIsNothingToWaitFor(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("looked")
		h.set(`UPDATE channel SET lang = '', keeps_closed_days = ?`, false)
		e := h.approved("Không phải chờ")
		id := h.publish(e, c)[0].ID
		h.set(`UPDATE delivery SET due_at = ? WHERE id = ?`, time.Now().Add(time.Hour).UnixMicro(), id)
		words := func() map[rule.Rule]string {
			h.Helper()
			why, err := h.desk.Why(h.Context(), approver(), id)
			must(h.T, err)
			said := map[rule.Rule]string{}
			for _, r := range why.Rules {
				said[r.Rule] = r.Words.EN
			}
			return said
		}
		said := words()
		for named, want := range map[rule.Rule]string{
			rule.Embargo:  "There is no embargo.",
			rule.NextTry:  "There was no try yet, and so no next one to wait for.",
			rule.Order:    "There is no earlier delivery of the story on the channel.",
			rule.Depends:  "It waits for no other delivery.",
			rule.Portal:   "This delivery does not wait for a portal.",
			rule.Together: "It waits for no other language.",
			rule.Language: "The channel takes every language.",
			rule.Hours:    "The channel has no quiet hours.",
			rule.Rate:     "The channel has no bound on how fast it sends.",
			rule.Approved: rule.Approved.Words().EN,
		} {
			if said[named] != want {
				h.Errorf("%s: %q, want %q", named, said[named], want)
			}
		}
		h.set(`UPDATE edition SET embargo_until = 1 WHERE id = ?`, e.ID)
		h.set(`UPDATE channel SET rate_usec = 1000000, lang = 'vi', after_portal = 'wait', keeps_closed_days = ?`, true)
		said = words()
		for _, named := range []rule.Rule{rule.Embargo, rule.Rate, rule.Language, rule.Portal, rule.Hours} {
			if said[named] != named.Words().EN {
				h.Errorf("%s had something to ask and says %q", named, said[named])
			}
		}
	})
}
