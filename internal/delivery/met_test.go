package delivery_test

import (
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/delivery"
)

// A rule that asks nothing of a delivery does not speak as if it had held it up.
func TestWhySaysWhereThereIsNothingToWaitFor(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("looked")
		h.set(`UPDATE channel SET lang = '', keeps_closed_days = ?`, false)
		e := h.approved("Không phải chờ")
		id := h.publish(e, c)[0].ID
		h.set(`UPDATE delivery SET due_at = ? WHERE id = ?`, time.Now().Add(time.Hour).UnixMicro(), id)
		words := func() map[delivery.Rule]string {
			h.Helper()
			why, err := h.desk.Why(h.Context(), approver(), id)
			must(h.T, err)
			said := map[delivery.Rule]string{}
			for _, r := range why.Rules {
				said[r.Rule] = r.Words.EN
			}
			return said
		}
		said := words()
		for rule, want := range map[delivery.Rule]string{
			delivery.RuleEmbargo:  "There is no embargo.",
			delivery.RuleNextTry:  "There was no try yet, and so no next one to wait for.",
			delivery.RuleOrder:    "There is no earlier delivery of the story on the channel.",
			delivery.RuleDepends:  "It waits for no other delivery.",
			delivery.RulePortal:   "This delivery does not wait for a portal.",
			delivery.RuleLanguage: "The channel takes every language.",
			delivery.RuleHours:    "The channel has no quiet hours.",
			delivery.RuleRate:     "The channel has no bound on how fast it sends.",
			delivery.RuleApproved: delivery.RuleApproved.Words().EN,
		} {
			if said[rule] != want {
				h.Errorf("%s: %q, want %q", rule, said[rule], want)
			}
		}
		h.set(`UPDATE edition SET embargo_until = 1 WHERE id = ?`, e.ID)
		h.set(`UPDATE channel SET rate_usec = 1000000, lang = 'vi', after_portal = 'wait', keeps_closed_days = ?`, true)
		said = words()
		for _, rule := range []delivery.Rule{delivery.RuleEmbargo, delivery.RuleRate, delivery.RuleLanguage, delivery.RulePortal, delivery.RuleHours} {
			if said[rule] != rule.Words().EN {
				h.Errorf("%s had something to ask and says %q", rule, said[rule])
			}
		}
	})
}
