package deliveries

import (
	"strings"

	"github.com/lantoa/lantoa/internal/delivery"
)

// condition returns a rule of the claim as SQL over delivery d, its edition e and its
// channel c; @now is the instant in microseconds. A withdrawal needs only the recorded
// act: it passes approval, embargo, pause and hours, since what must come down comes down.
func condition(rule delivery.Rule) string {
	const pending = `'waiting', 'sending', 'retrying', 'polling', 'unsure'`
	switch rule {
	case delivery.RuleApproved:
		return `(d.intent = 'withdraw' OR COALESCE(e.approved_release, '') = d.release_id)`
	case delivery.RuleDue:
		return `d.due_at <= @now`
	case delivery.RuleNextTry:
		return `COALESCE(d.next_at, 0) <= @now`
	case delivery.RuleEmbargo:
		return `(d.intent = 'withdraw' OR COALESCE(e.embargo_until, 0) <= @now)`
	case delivery.RuleOrder:
		return `NOT EXISTS (SELECT 1 FROM delivery p WHERE p.edition_id = d.edition_id AND p.channel_id = d.channel_id
			AND p.seq < d.seq AND p.state IN (` + pending + `))`
	case delivery.RuleDepends:
		return `(d.depends_on IS NULL OR EXISTS (SELECT 1 FROM delivery p WHERE p.id = d.depends_on AND p.sent_at IS NOT NULL))`
	case delivery.RulePortal: // a failed copy is still waited for, but not by what was tried already with another link
		return `(d.intent <> 'publish' OR c.after_portal <> 'wait' OR d.payload_hash <> '' OR NOT EXISTS (SELECT 1 FROM delivery p JOIN channel q ON q.id = p.channel_id
			WHERE p.edition_id = d.edition_id AND q.portal AND p.intent = 'publish' AND p.sent_at IS NULL AND p.state IN (` + pending + `, 'attention')))`
	case delivery.RuleLanguage: // of a channel that was changed since; what is out can still be corrected
		return `(d.intent <> 'publish' OR c.lang = '' OR c.lang = e.lang)`
	case delivery.RuleRunning:
		return `(d.intent = 'withdraw' OR NOT c.paused AND c.hold IN ('', 'unchecked', 'other_account'))`
	case delivery.RulePlace: // what may be another's place is not touched, and a look there would say what is not so
		return `c.hold NOT IN ('unchecked', 'other_account')`
	case delivery.RuleHours:
		return `(d.intent = 'withdraw' OR COALESCE(c.closed_until, 0) <= @now)`
	case delivery.RuleParked:
		return `COALESCE(c.parked_until, 0) <= @now`
	case delivery.RuleBreaker:
		return `COALESCE(c.breaker_until, 0) <= @now`
	case delivery.RuleUnleased:
		return `d.lease_token = ''`
	case delivery.RuleCapacity:
		return `(SELECT count(*) FROM delivery r WHERE r.channel_id = d.channel_id AND r.lease_token <> '') < c.max_conc`
	}
	return `FALSE`
}

// sendingRules are those that only a task which can create something must meet.
func sendingRules() []delivery.Rule {
	return []delivery.Rule{delivery.RuleApproved, delivery.RuleDue, delivery.RuleEmbargo, delivery.RuleOrder, delivery.RuleDepends,
		delivery.RulePortal, delivery.RuleLanguage, delivery.RuleRunning, delivery.RuleHours}
}

// claimable joins the rules: looks and polls go by time, the channel's place and its limits.
func claimable() string {
	return all([]delivery.Rule{delivery.RuleNextTry, delivery.RuleUnleased, delivery.RuleParked, delivery.RuleBreaker, delivery.RulePlace}) +
		` AND d.next_at IS NOT NULL AND d.task <> '' AND (d.task <> 'send' OR (` + all(sendingRules()) + `))`
}

func all(rules []delivery.Rule) string {
	conditions := make([]string, len(rules))
	for i, rule := range rules {
		conditions[i] = condition(rule)
	}
	return strings.Join(conditions, " AND ")
}

const joined = ` FROM delivery d JOIN edition e ON e.id = d.edition_id JOIN channel c ON c.id = d.channel_id `
