package modeltest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
)

// verdict is the model's word on an event in a state.
type verdict string

const (
	done      verdict = "done"      // must have been seen done; conditions may refuse it too
	refusedV  verdict = "refused"   // must have been seen refused, and never done
	depending verdict = "depending" // must have been seen refused; conditions may allow it
	both      verdict = "both"      // must have been seen done and refused
)

// pair is a state of an edition or a delivery, and an event that meets it there.
type pair struct{ of, state, event string }

// coverage counts what was tried. Its denominator is every state and every event of the
// types themselves.
type coverage struct {
	table   map[pair]verdict
	done    map[pair]int
	refused map[pair]int
	lives   int
	steps   int
}

func newCoverage() *coverage {
	c := &coverage{table: map[pair]verdict{}, done: map[pair]int{}, refused: map[pair]int{}}
	for _, state := range article.States() {
		for _, event := range editionEvents() {
			c.table[pair{"edition", string(state), event}] = ofEdition(state, event)
		}
	}
	for _, state := range delivery.States() {
		for _, event := range deliveryEvents() {
			c.table[pair{"delivery", string(state), event}] = ofDelivery(state, event)
		}
	}
	return c
}

func editionEvents() []string {
	events := []string{actSave, actEmbargo, actSchedule, actUnschedule}
	for _, move := range article.AllMoves() {
		events = append(events, string(move))
	}
	return events
}

func deliveryEvents() []string {
	events := append([]string{"claim", "claim-paused", "claim-paced", "lost:marked", "lost:unmarked", eventOverdue, eventPortal, string(article.Approve), string(article.Reopen), string(article.Withdraw),
		actSchedule, actAgain, actUnschedule}, decisions()...)
	for _, class := range connector.Classes() {
		events = append(events, answered+string(class))
	}
	for _, finding := range connector.Findings() {
		events = append(events, sighted+string(finding))
	}
	return append(events, eventDoubled)
}

// among gives the verdict of the first list that names a state, else the last one.
func among(state string, otherwise verdict, lists map[verdict]string) verdict {
	for _, v := range []verdict{done, refusedV, depending, both} {
		if slices.Contains(strings.Fields(lists[v]), state) {
			return v
		}
	}
	return otherwise
}

func ofEdition(state article.State, event string) verdict {
	lists, otherwise := map[verdict]string{}, refusedV
	switch event {
	case actSave:
		lists[done] = "draft in_review changes_requested"
	case actEmbargo:
		lists[both], otherwise = "approved draft in_review changes_requested withdrawn", done
	case actSchedule:
		lists[both], otherwise = "approved draft in_review changes_requested", refusedV
	case actUnschedule:
		otherwise = both
	case string(article.Submit):
		lists[done] = "draft changes_requested"
	case string(article.Recall), string(article.RequestChanges), string(article.Approve):
		lists[done] = "in_review"
	case string(article.Reopen):
		lists[done], lists[both] = "in_review withdrawn archived", "approved"
	case string(article.Correct):
		lists[both] = "approved draft changes_requested"
	case string(article.DiscardCorrection):
		lists[both] = "draft in_review changes_requested"
	case string(article.Withdraw):
		lists[done], lists[both] = "approved", "draft in_review changes_requested"
	case string(article.Archive):
		lists[done], lists[both] = "withdrawn", "draft changes_requested"
	}
	return among(string(state), otherwise, lists)
}

func ofDelivery(state delivery.State, event string) verdict {
	lists, otherwise := map[verdict]string{}, refusedV
	switch {
	case strings.HasPrefix(event, answered):
		lists[done] = "sending polling"
	case strings.HasPrefix(event, sighted):
		lists[done] = "unsure sent confirmed"
	}
	switch event {
	case "claim":
		lists[both] = "waiting retrying unsure polling sent confirmed"
	case "claim-paused", "claim-paced":
		lists[done], lists[refusedV] = "polling sent confirmed", "waiting retrying"
		lists[both] = "unsure"
	case eventOverdue, eventPortal: // once it was tried it is late no more, and has a link
		lists[both] = "waiting retrying"
	case "lost:marked":
		lists[done] = "sending"
	case "lost:unmarked":
		lists[done] = "sending polling unsure sent confirmed"
	case string(article.Approve), string(article.Withdraw):
		otherwise = done
	case string(article.Reopen):
		lists[refusedV], otherwise = "sent confirmed", done
	case actSchedule:
		lists[refusedV], lists[depending], otherwise = "sending polling unsure withdrawn", "sent confirmed", done
	case actAgain:
		lists[refusedV], lists[depending], otherwise = "sending polling unsure", "sent confirmed", done
	case actUnschedule:
		lists[depending], otherwise = "sent confirmed cancelled superseded withdrawn", done
	case "retry":
		lists[done], lists[both] = "retrying", "attention unsure"
	case "check":
		lists[done], lists[both] = "polling confirmed", "unsure sent attention"
	case "wait":
		lists[both] = "attention"
	case "mark-sent":
		lists[both], lists[done] = "attention", "unsure"
	case "cancel":
		lists[done], lists[both] = "waiting retrying", "attention"
	}
	return among(string(state), otherwise, lists)
}

// meet counts that an event met a state; what the model forbids must have been refused.
func (w *world) meet(of, state, event string, refused bool) {
	p := pair{of, state, event}
	v, known := w.cover.table[p]
	switch {
	case !known:
		if event != actAgain {
			w.broken("the model knows no %s of a %s that is %s", event, of, state)
		}
	case v == refusedV && !refused:
		w.broken("%s was done to a %s that is %s", event, of, state)
	case refused:
		w.cover.refused[p]++
	default:
		w.cover.done[p]++
	}
}

// wants reports whether a pair was not seen yet as it must be.
func (c *coverage) wants(p pair) bool {
	v, known := c.table[p]
	isDone, isRefused := c.done[p] > 0, c.refused[p] > 0
	switch v {
	case done:
		return known && !isDone
	case both:
		return known && (!isDone || !isRefused)
	}
	return known && !isRefused
}

// missing lists the pairs that were not seen as they must be.
func (c *coverage) missing() []pair {
	var list []pair
	for p := range maps.Keys(c.table) {
		if c.wants(p) {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b pair) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return list
}

func (c *coverage) print(t *testing.T, what string) {
	t.Helper()
	tried := map[string]int{}
	all := map[string]int{}
	for p := range c.table {
		all[p.of]++
		if !c.wants(p) {
			tried[p.of]++
		}
	}
	t.Logf("%s: %d lives, %d steps; edition %d of %d pairs, delivery %d of %d pairs", what, c.lives, c.steps, tried["edition"], all["edition"], tried["delivery"], all["delivery"])
}
