package modeltest

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
)

// steering chooses the steps of a life by what was not tried yet.
type steering struct {
	rng   *rand.Rand
	queue []step // decided already
	// tries change nothing; they come before every step that does.
	tries  []step
	probed bool
	taken  int
	tried  map[pair]int // in this life
}

// beginning is how a life begins; what is negative is left to chance.
type beginning struct {
	steps        string
	kinds, terms int
}

// beginnings lead to where stories come late or seldom at random: published, seen there,
// taken down, under correction with another channel still to come, lost in doubt.
func beginnings() []beginning {
	const approved = "submit:0:0 approve:0:0 "
	const published = approved + "schedule:2:0 try:0:0 try:0:0 "
	const underway = approved + "schedule:0:0 try:0:0 schedule:1:%d correct:0:0 save:1:0 submit:0:0 "
	now := strings.ReplaceAll(underway, "%d", "0")
	list := []beginning{{"", -1, 0}, {now + "claim:0:0 ", lookedUp, 0}, {published, -1, 0}, {published + "time:2:0 try:0:0 try:0:0 ", proved, 0},
		{approved + "schedule:0:0 try:0:0 correct:0:0 save:1:0 submit:0:0 request_changes:0:0 ", lookedUp, 0},
		{approved + "schedule:0:0 try:10:0 time:2:0 try:4:0 ", lookedUp, 0}, {approved + "schedule:0:0 try:10:0 time:2:0 try:6:0 ", lookedUp, 0},
		{published + "time:2:0 try:0:0 try:0:0 correct:0:0 save:1:0 submit:0:0 ", proved, 0}}
	for _, steps := range []string{published + "withdraw:0:0 try:0:0 try:0:0 ",
		strings.ReplaceAll(underway, "%d", "1"), now, now + "try:3:0 ", now + "try:5:0 ", now + "try:8:0 ", now + "try:3:0 approve:0:0 ",
		approved + "schedule:2:0 try:5:0 try:8:0 ", published + "withdraw:0:0 try:0:0 try:0:0 reopen:0:0 submit:0:0 approve:0:0 ",
		approved + "schedule:2:1 reopen:0:0 submit:0:0 approve:0:0 ", approved + "schedule:2:1 reopen:0:0 submit:0:0 approve:0:0 reopen:0:0 submit:0:0 ",
		approved + "schedule:0:0 try:1:0 schedule:0:2 ", strings.ReplaceAll(underway, "%d", "2") + "request_changes:0:0 ", "submit:0:0 request_changes:0:0 ",
		approved + "schedule:2:0 claim:0:0 withdraw:0:0 archive:0:0 ", approved + "schedule:0:0 try:3:0 "} {
		list = append(list, beginning{steps, -1, 0})
	}
	list = append(list, beginning{approved + "schedule:0:0 try:0:0 " + strings.Repeat("time:5:0 try:1:0 ", 14), proved, 0})
	list = append(list, pacedBeginnings(approved, published)...)
	list = append(list, soleBeginnings(approved)...)
	list = append(list, doubledBeginnings(approved)...)
	list = append(list, portalBeginnings(approved, published)...)
	return append(list, overdueBeginnings(approved, published)...)
}

// pacedBeginnings lead to what waits behind what its channel has sent.
func pacedBeginnings(approved, published string) []beginning {
	return []beginning{{published + "claim:0:0 time:2:0 try:0:0 try:0:0 ", proved, paced}, {approved + "schedule:2:0 try:5:0 try:5:0 time:1:0 try:0:0 try:0:0 ", lookedUp, paced},
		{approved + "schedule:2:0 try:5:0 try:5:0 time:2:0 claim:0:0 ", keyed, paced}, {approved + "schedule:0:0 try:3:0 reopen:0:0 submit:0:0 approve:0:0 schedule:0:0 claim:0:0 ", -1, paced},
		{approved + "schedule:2:0 try:8:0 ", -1, paced}, {approved + "schedule:0:0 try:3:0 person:0:0 claim:0:0 ", -1, bursting},
		{published + "withdraw:0:0 try:0:0 try:0:0 claim:0:0 ", lookedUp, paced}, {approved + "schedule:2:0 try:1:0 try:3:0 time:1:0 claim:0:0 ", -1, paced}}
}

// overdueBeginnings lead to what is late before its first try, was tried already, or was
// held by a rest at its hour.
func overdueBeginnings(approved, published string) []beginning {
	return []beginning{{approved + "schedule:2:0 time:6:0 sweep:0:0 ", -1, impatient}, {approved + "schedule:0:0 try:3:0 time:6:0 sweep:0:0 claim:0:0 sweep:0:0 ", -1, impatient}, {approved + "schedule:0:0 try:3:0 schedule:0:1 time:5:0 sweep:0:0 ", -1, impatient},
		{"time:5:0 " + approved + "schedule:2:0 claim:0:0 sweep:0:0 time:5:0 sweep:0:0 claim:0:0 ", -1, restful}, {approved + "schedule:2:0 try:8:0 try:5:0 time:5:0 sweep:0:0 ", -1, impatient},
		{published + "time:5:0 sweep:0:0 try:0:0 try:0:0 sweep:0:0 ", proved, impatient}, {published + "withdraw:0:0 try:0:0 try:0:0 time:6:0 sweep:0:0 ", lookedUp, impatient},
		{approved + "schedule:0:0 try:3:0 reopen:0:0 submit:0:0 approve:0:0 schedule:0:0 time:6:0 sweep:0:0 ", -1, impatient}}
}

// soleBeginnings lead to where one bar of a claim is all that holds a delivery. Its hour is,
// when it is planned anew for later while it waits for its next try, and a person then asks
// for that try now. The order on its channel is, where nothing waits for anything by name: for
// the withdrawal of what passed for not applied, behind that of a newer release which is in
// flight; and where a withdrawal that left a copy is tried again while the story is to go out
// anew.
func soleBeginnings(approved string) []beginning {
	const again = "reopen:0:0 submit:0:0 approve:0:0 "
	return []beginning{{approved + "schedule:0:0 try:3:0 schedule:0:1 person:0:0 claim:0:0 ", -1, 0}, {approved + "schedule:0:0 claim:0:0 crash:0:0 time:3:0 sweep:0:0 schedule:0:2 person:0:0 claim:0:0 ", -1, 0},
		{approved + "schedule:0:0 try:11:0 " + again + "schedule:0:0 try:8:0 withdraw:0:0 claim:0:0 ", keyed, 0}}
}

// doubledBeginnings lead to two copies, of which a destination made one after the time in
// which a miss means nothing: sent again, in doubt again, seen before, taken down.
func doubledBeginnings(approved string) []beginning {
	again := approved + "schedule:0:0 try:6:0 time:1:0 try:0:0 time:4:0 try:0:0 "
	doubled := again + "try:0:0 double:0:0 time:1:0 try:0:0 "
	return []beginning{{doubled, proved, 0}, {again + "try:5:0 double:0:0 time:1:0 try:0:0 ", lookedUp, 0}, {again + "try:0:0 time:1:0 try:0:0 double:0:0 time:4:0 try:0:0 ", proved, 0}, {again + "try:0:0 time:1:0 try:0:0 time:4:0 try:0:0 double:0:0 person:0:1 try:0:0 ", proved, 0},
		{doubled + "withdraw:0:0 try:0:0 reopen:0:0 submit:0:0 approve:0:0 schedule-again:0:0 time:0:0 person:1:0 claim:0:0 ", proved, 0}}
}

// portalBeginnings lead to what waits for a portal that is late, or was tried before one was
// planned.
func portalBeginnings(approved, published string) []beginning {
	const late = "time:6:0 sweep:0:0 "
	asked := approved + "pause:0:0 schedule:2:0 " + late
	tried := approved + "schedule:1:0 try:3:0 "
	list := []beginning{{asked + "person:0:4 claim:0:0 " + late + "resume:0:0 try:0:0 try:0:0 ", -1, asking}, {asked + "person:0:0 try:0:0 " + late, -1, asking + paced},
		{tried + "pause:0:0 schedule:2:0 " + late, -1, asking}, {tried + late + "claim:0:0 sweep:0:0 ", -1, asking}, {approved + "schedule:2:0 try:1:0 time:6:0 claim:0:0 ", -1, waiting},
		{tried + "reopen:0:0 submit:0:0 approve:0:0 schedule:1:0 " + late, -1, asking}, {published + late + "try:0:0 try:0:0 sweep:0:0 ", proved, asking}, {published + "withdraw:0:0 try:0:0 try:0:0 " + late, lookedUp, asking},
		{approved + "pause:0:0 schedule:2:0 try:0:0 ", -1, goingOn}, {approved + "schedule:1:0 unschedule:1:0 " + late, -1, asking}}
	list = append(list, beginning{tried + "pause:0:0 schedule:0:0 time:1:0 try:0:0 ", -1, asking}, beginning{asked, -1, waiting},
		beginning{approved + "pause:1:0 schedule:1:0 schedule:0:2 resume:1:0 " + late, -1, asking})
	for _, answer := range []string{"1", "5", "8"} {
		list = append(list, beginning{approved + "schedule:1:0 try:" + answer + ":0 " + late, -1, asking})
	}
	return list
}

// Two channels of a kind.
const (
	lookedUp = 0
	keyed    = 1 + 6*1
	proved   = 3 + 6*3 // and looked up
)

// begin sets the steps with which a life begins, and gives its channels and their terms.
// Those that come again have any terms.
func (s *steering) begin(n uint64) (kinds, terms int) {
	list := beginnings()
	first := list[int(n)%len(list)] //nolint:gosec // a few lives
	for one := range strings.FieldsSeq(first.steps) {
		parts := strings.Split(one, ":")
		a, _ := strconv.Atoi(parts[1])
		b, _ := strconv.Atoi(parts[2])
		s.queue = append(s.queue, step{Op: parts[0], A: a, B: b})
	}
	kinds, terms = first.kinds, first.terms
	if kinds < 0 {
		kinds = s.rng.IntN(36)
	}
	if n >= uint64(len(list)) {
		terms = s.rng.IntN(allTerms)
	}
	return kinds, terms
}

// longestLife bounds the steps of one steered life, probes aside.
const longestLife = 20

// next gives the step to take; false ends the life.
func (s *steering) next(w *world) (step, bool) {
	if s.probed = !s.probed; s.probed {
		s.tries = append(s.tries, s.probes(w)...)
	}
	if len(s.tries) > 0 {
		first := s.tries[0]
		s.tries, s.probed = s.tries[1:], true
		return first, true
	}
	s.probed = false
	if len(s.queue) == 0 {
		if s.taken++; s.taken > longestLife {
			return step{}, false
		}
		s.queue = s.real(w)
	}
	if len(s.queue) == 0 {
		list := ops()
		s.queue = []step{s.any(list[s.rng.IntN(len(list))])}
	}
	first := s.queue[0]
	s.queue = s.queue[1:]
	return first, true
}

func (s *steering) any(op string) step { return step{Op: op, A: s.rng.IntN(12), B: s.rng.IntN(12)} }

// want reports whether a pair is still to be seen and was not tried too often in this life.
func (s *steering) want(w *world, p pair) bool {
	const often = 4
	if !w.cover.wants(p) || s.tried[p] >= often {
		return false
	}
	s.tried[p]++
	return true
}

// probes tries, and takes back, what was not tried yet where everything stands now.
func (s *steering) probes(w *world) []step {
	var list []step
	probe := func(op, event string, a int) {
		list = append(list, step{Op: op, A: a, B: s.rng.IntN(12), Event: event})
	}
	e := w.edition(w.ctx)
	for _, event := range editionEvents() {
		if s.want(w, pair{"edition", string(e.State), event}) {
			probe("probe", event, s.rng.IntN(12))
		}
	}
	rows := w.rows(w.ctx)
	for i, d := range rows {
		of := func(event string) pair { return pair{"delivery", string(d.State), event} }
		for _, event := range []string{string(article.Approve), string(article.Reopen), string(article.Withdraw)} {
			if d.Intent != connector.Withdraw && s.possible(e, event) && s.want(w, of(event)) {
				probe("probe", event, 0)
			}
		}
		last, _ := newest(rows, d.Channel)
		for _, event := range []string{actSchedule, actAgain, actUnschedule} {
			if last.ID == d.ID && (e.ApprovedRelease != "" || event == actUnschedule) && s.want(w, of(event)) {
				probe("probe", event, slices.IndexFunc(w.lines, func(l *line) bool { return l.id == d.Channel }))
			}
		}
		for _, event := range decisions() {
			if s.want(w, of(event)) {
				probe("weigh", event, i)
			}
		}
		list = append(list, s.lateComers(w, d, i)...)
	}
	return list
}

// lateComers brings results to deliveries on which nobody works for them.
func (s *steering) lateComers(w *world, d delivery.Delivery, i int) (list []step) {
	for _, event := range deliveryEvents() {
		p := pair{"delivery", string(d.State), event}
		result := strings.HasPrefix(event, answered) || strings.HasPrefix(event, sighted)
		if result && w.cover.table[p] == refusedV && s.want(w, p) {
			list = append(list, step{Op: "stale", A: i, Event: event})
		}
	}
	return list
}

// possible reports whether an act can be done to the edition as it is, whatever becomes of
// its deliveries.
func (s *steering) possible(e article.Edition, event string) bool {
	_, can := article.Moves()[e.State][article.Move(event)]
	return can && (event != string(article.Reopen) || e.State == article.Approved)
}

// real takes a step of the engine that was not seen yet, when one is at hand.
func (s *steering) real(w *world) []step {
	for _, d := range w.rows(w.ctx) {
		channel := slices.IndexFunc(w.lines, func(l *line) bool { return l.id == d.Channel })
		if steps := s.paced(w, d, channel); steps != nil {
			return steps
		}
		if p := (pair{"delivery", string(d.State), "claim-paused"}); d.State == delivery.Sending && len(w.procs) < 2 && s.want(w, p) {
			return []step{{Op: "pause", A: channel}, {Op: "claim"}, {Op: "resume", A: channel}}
		}
	}
	for i, p := range w.procs {
		d := w.row(p.claimed.Delivery.ID)
		of := func(event string) pair { return pair{"delivery", string(d.State), event} }
		switch {
		case p.point == opening && s.want(w, of("lost:unmarked")), p.point == calling && s.want(w, of("lost:marked")):
			return []step{{Op: "crash", A: i, B: s.rng.IntN(12)}, {Op: "time", A: 3}, {Op: "sweep"}}
		case p.point == opening:
			return []step{{Op: "proceed", A: i}}
		case p.point == calling:
			list := w.answers(p)
			for b, one := range list {
				if s.want(w, of(one.event)) {
					return []step{{Op: "answer", A: i, B: b}}
				}
			}
		}
	}
	rows := w.rows(w.ctx)
	for i, d := range rows {
		of := func(event string) pair { return pair{"delivery", string(d.State), event} }
		free := d.LeaseToken == "" && len(w.procs) < 2
		channel := slices.IndexFunc(w.lines, func(l *line) bool { return l.id == d.Channel })
		beyond := w.now().After(hourOf(d).Add(w.lines[channel].grace))
		switch {
		case beyond && s.want(w, of(eventOverdue)):
			return []step{{Op: "sweep"}}
		case w.lines[channel].after == "ask" && w.now().After(hourOf(d).Add(patience)) && s.want(w, of(eventPortal)):
			return []step{{Op: "sweep"}}
		case d.LeaseToken == "" && w.cover.table[of("lost:marked")] == refusedV && s.want(w, of("lost:marked")):
			return []step{{Op: "sweep-marked", A: i}}
		case d.State == delivery.Confirmed && free && s.want(w, of("claim-paused")):
			return []step{{Op: "person", A: len(rows) - 1 - i, B: 1}, {Op: "pause", A: channel}, {Op: "claim"}, {Op: "resume", A: channel}}
		case free && s.want(w, of("lost:unmarked")):
			if d.Task == delivery.TaskNone || s.rng.IntN(2) == 0 {
				return []step{{Op: "sweep"}}
			}
			return []step{{Op: "resume", A: channel}, {Op: "time", A: 2 + s.rng.IntN(4)}, {Op: "claim"}}
		case free && s.want(w, of("claim-paused")):
			return []step{{Op: "pause", A: channel}, {Op: "time", A: s.rng.IntN(6)}, {Op: "claim"}, {Op: "resume", A: channel}}
		case free && s.want(w, of("claim")):
			return []step{{Op: "resume", A: channel}, {Op: "time", A: s.rng.IntN(6)}, {Op: "claim"}}
		case d.State == delivery.Confirmed && s.rng.IntN(3) == 0 && s.wanting(w, d.State):
			return []step{{Op: "person", A: len(rows) - 1 - i, B: 1}, {Op: "resume", A: channel}, {Op: "claim"}}
		case d.Task != delivery.TaskNone && free && s.rng.IntN(3) == 0 && s.wanting(w, d.State):
			return []step{{Op: "resume", A: channel}, {Op: "time", A: 1 + s.rng.IntN(5)}, {Op: "claim"}}
		}
	}
	return nil
}

// paced has a claim look at a delivery while its channel has used up its rate.
func (s *steering) paced(w *world, d delivery.Delivery, channel int) []step {
	p := pair{"delivery", string(d.State), "claim-paced"}
	if len(w.procs) > 1 || d.Intent == connector.Withdraw || !w.lines[channel].usedUp(w.now()) || !s.want(w, p) {
		return nil
	}
	steps := []step{{Op: "resume", A: channel}, {Op: "claim"}, {Op: "time", A: 1 + s.rng.IntN(3)}, {Op: "claim"}}
	if d.State == delivery.Confirmed {
		rows := w.rows(w.ctx)
		i := slices.IndexFunc(rows, func(one delivery.Delivery) bool { return one.ID == d.ID })
		steps = append([]step{{Op: "person", A: len(rows) - 1 - i, B: 1}}, steps...)
	}
	return steps
}

// wanting reports whether anything that only the engine can bring was not seen in a state.
func (s *steering) wanting(w *world, state delivery.State) bool {
	for _, event := range deliveryEvents() {
		p := pair{"delivery", string(state), event}
		if (strings.HasPrefix(event, answered) || strings.HasPrefix(event, sighted) || strings.HasPrefix(event, "lost:")) && w.cover.wants(p) {
			return true
		}
	}
	return false
}
