package deliveries

import (
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/delivery/rule"
)

// condition returns a rule of the claim as SQL over delivery d, its edition e and its
// channel c; @now is the instant in microseconds. A withdrawal needs only the recorded
// act: it passes approval, embargo, pause and hours, since what must come down comes down.
func condition(named rule.Rule) string {
	const pending = `'waiting', 'sending', 'retrying', 'polling', 'unsure'`
	switch named {
	case rule.Approved:
		return `(d.intent = 'withdraw' OR COALESCE(e.approved_release, '') = d.release_id)`
	case rule.Due:
		return `d.due_at <= @now`
	case rule.NextTry:
		return `COALESCE(d.next_at, 0) <= @now`
	case rule.Embargo:
		return `(d.intent = 'withdraw' OR COALESCE(e.embargo_until, 0) <= @now)`
	case rule.Order:
		return `NOT EXISTS (SELECT 1 FROM delivery p WHERE p.edition_id = d.edition_id AND p.channel_id = d.channel_id
			AND p.seq < d.seq AND p.state IN (` + pending + `))`
	case rule.Depends:
		return `(d.depends_on IS NULL OR EXISTS (SELECT 1 FROM delivery p WHERE p.id = d.depends_on AND p.sent_at IS NOT NULL))`
	case rule.Portal: // a failed copy is still waited for, but not by what was tried already with another link
		return `(d.intent <> 'publish' OR c.after_portal NOT IN ('wait', 'ask') OR d.portal_waived OR d.payload_hash <> '' OR NOT EXISTS (SELECT 1 FROM delivery p JOIN channel q ON q.id = p.channel_id
			WHERE p.edition_id = d.edition_id AND q.portal AND p.intent = 'publish' AND p.sent_at IS NULL AND (p.state IN (` + pending + `, 'attention') OR p.reason = 'dry_run')))`
	case rule.Together:
		return inStep()
	case rule.Language: // of a channel that was changed since; what is out can still be corrected
		return `(d.intent <> 'publish' OR c.lang = '' OR c.lang = e.lang)`
	case rule.Running:
		return `(d.intent = 'withdraw' OR ` + runs + `)`
	case rule.Place: // what may be another's place is not touched, and a look there would say what is not so
		return `c.hold NOT IN ('unchecked', 'other_account')`
	case rule.Hours:
		return `(d.intent = 'withdraw' OR ` + awake + `)`
	case rule.Parked:
		return `COALESCE(c.parked_until, 0) <= @now`
	case rule.Breaker: // while it is open, one probe at a time
		return mended + ` AND (c.breaker = 'closed' OR ` + running + ` = 0)`
	case rule.Unleased:
		return `d.lease_token = ''`
	case rule.Capacity:
		return running + ` < c.max_conc`
	}
	return timely(named)
}

// timely holds the rules about how fast and how late a channel may send.
func timely(named rule.Rule) string {
	switch named {
	case rule.Rate: // what must come down is not held up
		return `(c.rate_usec = 0 OR d.intent = 'withdraw' OR d.task <> 'send' OR c.tat - (c.burst - 1) * c.rate_usec <= @now)`
	case rule.OnTime: // judged once, before the first try; a rest that held it at its hour does not count
		return `(d.intent <> 'publish' OR d.attempt > 0 OR d.reason = 'by_person' OR
			CASE WHEN c.opened_at > ` + hour + ` AND ` + hour + ` + c.grace_usec >= COALESCE(c.rested_from, 0) THEN c.opened_at ELSE ` + hour + ` END + c.grace_usec >= @now)`
	}
	return `FALSE`
}

// What the claim asks of a channel before it looks at its deliveries.
const (
	runs = `(NOT c.paused AND c.hold IN ('', 'unchecked', 'other_account'))`
	// A rest that has passed and of which the clock has not written the next keeps the channel
	// closed: nobody knows whether it rests again.
	awake  = `(c.closed_until IS NULL OR COALESCE(c.closed_from, 0) > @now)`
	mended = `COALESCE(c.breaker_until, 0) <= @now`
)

// waitsLong tells that half of the time is over by which a post may be late.
const waitsLong = `(d.attempt = 0 AND ` + hour + ` + c.grace_usec / 2 < @now)`

// hour is when a delivery was to go, or when a person last had it wait, or other languages did.
const hour = `(CASE WHEN d.waits_from > d.due_at THEN d.waits_from ELSE d.due_at END)`

// running counts what is being done on the channel of a delivery.
const running = `(SELECT count(*) FROM delivery r WHERE r.channel_id = d.channel_id AND r.lease_token <> '')`

// sendingRules are those that only a task which can create something must meet.
func sendingRules() []rule.Rule {
	return []rule.Rule{rule.Approved, rule.Due, rule.Embargo, rule.Order, rule.Depends,
		rule.Portal, rule.Together, rule.Language, rule.Running, rule.Hours, rule.OnTime}
}

// everyTask are the rules about a delivery itself that every task must meet.
func everyTask() []rule.Rule { return []rule.Rule{rule.NextTry, rule.Unleased} }

// open are the rules about a channel that every task must meet, besides its limits.
func open() []rule.Rule {
	return []rule.Rule{rule.Parked, rule.Place}
}

// ripe is RuleNextTry in the words of the indexes on next_at: what is not ripe is not even
// looked at.
const ripe = `d.next_at <= @now AND d.next_at IS NOT NULL AND d.lease_token = '' AND `

// anywhere lets a question about all channels use the index that claims must not.
const anywhere = `d.next_at > 0 AND `

// claimable joins the rules but those about the limits of a channel, which the claim counts:
// looks and polls go by time and the channel's place.
func claimable() string {
	return ripe + all(everyTask()) + ` AND ` + all(open()) + ` AND d.task <> '' AND (d.task <> 'send' OR (` + all(sendingRules()) + `))`
}

// limits are the rules about a channel that the claim counts under its lock.
func limits() []rule.Rule {
	return []rule.Rule{rule.Breaker, rule.Capacity, rule.Rate}
}

// overdue tells of a delivery that all rules but one would let go, which a person must decide
// about: it is later than its channel lets it be, or the portal is, or another language that is
// published together with it failed. It also tells of one that waits for other languages and
// would be late before long: that wait is no lateness, and is written down.
func overdue() string {
	others := slices.DeleteFunc(sendingRules(), func(r rule.Rule) bool { return r == rule.OnTime || r == rule.Portal || r == rule.Together })
	const patience = `(c.after_portal = 'ask' AND ` + hour + ` + c.portal_patience_usec < @now AND NOT EXISTS (SELECT 1 FROM delivery p JOIN channel q ON q.id = p.channel_id
		WHERE p.edition_id = d.edition_id AND q.portal AND p.intent = 'publish' AND p.sent_at IS NULL AND p.state = 'waiting' AND p.due_at + c.portal_patience_usec >= @now))`
	return ripe + anywhere + `d.task = 'send' AND ` + all(everyTask()) + ` AND ` + all(open()) + ` AND ` + mended + ` AND ` + all(others) +
		` AND CASE WHEN NOT ` + inStep() + ` THEN ` + siblingFailed() + ` OR ` + waitsLong + `
			ELSE (NOT ` + condition(rule.Portal) + ` AND ` + patience + ` OR ` + condition(rule.Portal) + ` AND NOT ` + condition(rule.OnTime) + `) END`
}

func all(rules []rule.Rule) string {
	conditions := make([]string, len(rules))
	for i, named := range rules {
		conditions[i] = condition(named)
	}
	return strings.Join(conditions, " AND ")
}

const joined = ` FROM delivery d JOIN edition e ON e.id = d.edition_id JOIN channel c ON c.id = d.channel_id `
