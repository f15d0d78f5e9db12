package delivery_test

import (
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/delivery/rule"
	"github.com/lantoa/lantoa/internal/right"
)

func systemAdmin() right.Actor {
	return right.Actor{ID: "admin", Grants: []right.Grant{{Role: right.TechnicalAdmin}}}
}

// broken says how a rule is broken for a delivery, and how it is mended.
type broken struct{ by, mended string }

func brokenRules() map[rule.Rule]broken {
	return map[rule.Rule]broken{
		rule.Approved: {`UPDATE edition SET approved_release = NULL WHERE id = @edition`, `UPDATE edition SET approved_release = @release WHERE id = @edition`},
		rule.Due:      {`UPDATE delivery SET due_at = @future WHERE id = @id`, `UPDATE delivery SET due_at = @past WHERE id = @id`},
		rule.NextTry:  {`UPDATE delivery SET next_at = @future WHERE id = @id`, `UPDATE delivery SET next_at = 1 WHERE id = @id`},
		rule.Embargo:  {`UPDATE edition SET embargo_until = @future WHERE id = @edition`, `UPDATE edition SET embargo_until = 1 WHERE id = @edition`},
		rule.Portal:   {`UPDATE delivery SET channel_id = @portal, state = 'attention' WHERE id = @before`, `UPDATE delivery SET state = 'cancelled' WHERE id = @before`},
		rule.Together: {`UPDATE edition SET together = TRUE WHERE id = @edition; INSERT INTO edition (id, article_id, lang, state, version, next_act, publication, created_by, created_at, updated_at)
			SELECT 'sibling', article_id, 'en', 'draft', 1, 'publish', 'none', 'x', 1, 1 FROM edition WHERE id = @edition`, `UPDATE edition SET state = 'archived' WHERE id <> @edition`},
		rule.Language: {`UPDATE channel SET lang = 'en' WHERE id = @channel`, `UPDATE channel SET lang = 'vi' WHERE id = @channel`},
		rule.Running:  {`UPDATE channel SET paused = TRUE WHERE id = @channel`, `UPDATE channel SET paused = FALSE WHERE id = @channel`},
		rule.Place:    {`UPDATE channel SET hold = 'unchecked' WHERE id = @channel`, `UPDATE channel SET hold = '' WHERE id = @channel`},
		rule.Hours:    {`UPDATE channel SET closed_until = @future WHERE id = @channel`, `UPDATE channel SET closed_from = @future WHERE id = @channel`},
		rule.Parked:   {`UPDATE channel SET parked_until = @future WHERE id = @channel`, `UPDATE channel SET parked_until = NULL WHERE id = @channel`},
		rule.Breaker:  {`UPDATE channel SET breaker_until = @future WHERE id = @channel`, `UPDATE channel SET breaker_until = NULL WHERE id = @channel`},
		rule.Order:    {`UPDATE delivery SET state = 'polling' WHERE id = @before`, `UPDATE delivery SET state = 'cancelled' WHERE id = @before`},
		rule.Depends:  {`UPDATE delivery SET depends_on = @before WHERE id = @id`, `UPDATE delivery SET depends_on = NULL WHERE id = @id`},
		rule.Unleased: {`UPDATE delivery SET state = 'sending', lease_token = 'x', lease_until = @future WHERE id = @id; UPDATE channel SET max_conc = 2 WHERE id = @channel`,
			`UPDATE delivery SET state = 'waiting', lease_token = '', lease_until = NULL WHERE id = @id`},
		rule.Capacity: {`UPDATE delivery SET lease_token = 'x', lease_until = @future WHERE channel_id = @channel AND id <> @id`,
			`UPDATE delivery SET lease_token = '', lease_until = NULL WHERE channel_id = @channel AND id <> @id`},
		rule.Rate:   {`UPDATE channel SET rate_usec = 1000000, burst = 3, tat = @future WHERE id = @channel`, `UPDATE channel SET tat = @past WHERE id = @channel`},
		rule.OnTime: {`UPDATE delivery SET due_at = @past WHERE id = @id; UPDATE channel SET grace_usec = 1000000 WHERE id = @channel`, `UPDATE channel SET grace_usec = 7200000000 WHERE id = @channel`},
	}
}

// What the claim obeys and what "why" says are the same: break one rule, and exactly that
// rule is rule and nothing is taken; mend it, and the delivery is taken.
func TestEveryRuleHoldsTheClaimAndIsNamed(t *testing.T) {
	future, past := time.Now().Add(time.Hour).UnixMicro(), time.Now().Add(-time.Hour).UnixMicro()
	for _, named := range rule.All() {
		c, known := brokenRules()[named]
		if !known {
			t.Fatalf("nobody tries what happens while %s does not hold", named)
		}
		t.Run(string(named), func(t *testing.T) {
			each(t, func(h *harness) {
				id, values := h.pair()
				values["future"], values["past"] = future, past
				exec := func(statements string) {
					for statement := range strings.SplitSeq(statements, ";") {
						must(h.T, h.db.Write(h.Context()).Exec(statement, values).Error)
					}
				}
				exec(c.by)
				for _, r := range h.rules(id) {
					if r.Holds == (r.Rule == named) {
						h.Errorf("rule %s holds: %t", r.Rule, r.Holds)
					}
				}
				h.names(id, named)
				if taken := h.claim(); len(taken) != 0 {
					h.Fatalf("taken although %s does not hold", named)
				}
				exec(c.mended)
				if taken := h.claim(); len(taken) != 1 || taken[0].Delivery.ID != id {
					h.Errorf("not taken once %s holds again: %d", named, len(taken))
				}
			})
		})
	}
}

// names checks that whoever asks why a delivery is not out is told of one rule alone, in its
// words. While a process is at it there is nothing to wait for, and that is said.
func (h *harness) names(id string, named rule.Rule) {
	h.Helper()
	why, err := h.desk.Why(h.Context(), approver(), id)
	must(h.T, err)
	if named == rule.Unleased {
		if why.Sentence != delivery.Sending.Words() || len(why.Rules) != 0 {
			h.Errorf("%q, with %d rules", why.Sentence.EN, len(why.Rules))
		}
		return
	}
	if len(why.Rules) != len(rule.All()) {
		h.Errorf("%d rules are told, want %d", len(why.Rules), len(rule.All()))
	}
	for _, r := range why.Rules {
		if r.Holds == (r.Rule == named) {
			h.Errorf("why says that %s holds: %t", r.Rule, r.Holds)
		}
		if r.Rule == named && (why.Sentence != r.Words || r.Words == named.Words()) {
			h.Errorf("the sentence is %q, and %s says %q", why.Sentence.EN, named, r.Words.EN)
		}
	}
}

// pair plans one delivery behind a cancelled one of the same edition on a channel with a
// single place.
func (h *harness) pair() (id string, values map[string]any) {
	h.Helper()
	c := h.channel("looked")
	portal := h.portal()
	h.set(`UPDATE channel SET max_conc = 1, after_portal = 'wait' WHERE id = ?`, c.ID)
	e := h.approved("Quy tắc")
	before := h.publish(e, c)[0]
	_, _, err := h.articles.Reopen(h.Context(), approver(), at(e))
	must(h.T, err)
	again := h.approve(h.edition(e))
	_, err = h.planner.Unschedule(h.Context(), approver(), ref(e), nil)
	if err == nil {
		h.Log("the old delivery was taken off")
	}
	after := h.publish(again, c)[0]
	if after.ID == before.ID {
		h.Fatal("the new release shares the old one's row")
	}
	return after.ID, map[string]any{"id": after.ID, "before": before.ID, "edition": e.ID, "channel": c.ID, "portal": portal.ID, "release": again.ApprovedRelease}
}

func (h *harness) rules(id string) []rule.Result {
	h.Helper()
	rules, err := h.queue.Rules(h.Context(), id)
	must(h.T, err)
	if len(rules) != len(rule.All()) {
		h.Fatalf("%d rules, want %d", len(rules), len(rule.All()))
	}
	return rules
}

func (h *harness) claim() []delivery.Claimed {
	h.Helper()
	taken, err := h.queue.Claim(h.Context(), delivery.ClaimRequest{Shared: 16, Lease: time.Minute, Instance: "test", NewID: newID})
	must(h.T, err)
	return taken
}
