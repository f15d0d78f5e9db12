package modeltest

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
)

// answer is one thing that a destination may do with a call and say about it.
type answer struct {
	event   string
	applies bool
	later   time.Duration // it may be applied for so long after the answer
	forget  bool          // what was taken in will not be applied any more
	beside  bool          // it passes for not applied
	order   order
}

// eventDoubled is a sighting of more copies than one.
const eventDoubled = sighted + "doubled"

const (
	answered = "answer:"   // and a class
	sighted  = "sighting:" // and a finding
)

// asLong is longer than any life.
const asLong = 1000 * time.Hour

func says(class connector.Class, o connector.Outcome) answer {
	o.Class, o.Detail = class, fault.T("lời của nơi nhận", "the destination's words")
	return answer{event: answered + string(class), order: order{outcome: o}}
}

// answers lists what agrees with what stands at the destination and what comes of the call.
func (w *world) answers(p *process) []answer {
	d, call := p.claimed.Delivery, p.call
	guard := w.line(d.Channel).guard
	switch d.Task {
	case delivery.TaskSend:
		return w.ofSend(d, call, guard)
	case delivery.TaskPoll:
		return w.ofPoll(d, call, guard)
	}
	return w.ofSight(d, call)
}

func (w *world) ofSend(d delivery.Delivery, call connector.Call, guard connector.Guard) []answer {
	ok := says(connector.OK, connector.Outcome{})
	ok.applies = true
	list := []answer{ok, says(connector.Rejected, connector.Outcome{}), says(connector.Throttled, connector.Outcome{Until: w.now().Add(parkedFor)}),
		says(connector.Transient, connector.Outcome{}), says(connector.Reauth, connector.Outcome{})}
	for _, class := range []connector.Class{connector.Ambiguous, connector.Accepted} {
		applied, late, never := says(class, connector.Outcome{Handle: "handle"}), says(class, connector.Outcome{Handle: "handle"}), says(class, connector.Outcome{Handle: "handle"})
		applied.applies = true
		late.later = settleTime
		if class == connector.Accepted {
			late.later = asLong
		}
		list = append(list, applied, late, never)
	}
	if guard == connector.GuardKey {
		maybe := says(connector.Transient, connector.Outcome{Maybe: true})
		maybe.applies, maybe.beside = true, true
		list = append(list, maybe)
	}
	if d.Intent == connector.Publish && (guard != connector.GuardKey || w.dest.holds(d.Channel, call.Key)) {
		list = append(list, says(connector.Duplicate, connector.Outcome{Receipt: w.dest.receipt(d.Channel, call)}))
	}
	return list
}

const parkedFor = 40 * time.Second

func (w *world) ofPoll(d delivery.Delivery, call connector.Call, guard connector.Guard) []answer {
	list := []answer{says(connector.Accepted, connector.Outcome{}), says(connector.Throttled, connector.Outcome{Until: w.now().Add(parkedFor)}),
		says(connector.Transient, connector.Outcome{}), says(connector.Reauth, connector.Outcome{})}
	taken := slices.ContainsFunc(w.dest.late[d.Channel], func(one pending) bool { return one.call.Key == call.Key })
	there := w.stands(d, call.Post.Title)
	if taken || there {
		ok := says(connector.OK, connector.Outcome{})
		ok.applies = taken
		list = append(list, ok)
	}
	if !there {
		rejected := says(connector.Rejected, connector.Outcome{})
		rejected.forget = true
		list = append(list, rejected)
	}
	if there && guard == connector.GuardKey || d.Intent == connector.Publish && guard != connector.GuardKey {
		duplicate := says(connector.Duplicate, connector.Outcome{Receipt: w.dest.receipt(d.Channel, call)})
		duplicate.forget = true
		list = append(list, duplicate)
	}
	ambiguous := says(connector.Ambiguous, connector.Outcome{})
	ambiguous.forget = true
	if taken {
		ambiguous.later = settleTime
	}
	return append(list, ambiguous)
}

// ofSight: a look sees what stands; a proof looks as readers do, who may see it later.
func (w *world) ofSight(d delivery.Delivery, call connector.Call) []answer {
	sees := func(finding connector.Finding, problem connector.Class, receipts ...connector.Receipt) answer {
		event := sighted + string(finding)
		if len(receipts) > 1 {
			event = eventDoubled
		}
		return answer{event: event, order: order{seen: connector.Sighting{Finding: finding, Receipts: receipts,
			Problem: connector.Outcome{Class: problem, Detail: fault.T("lời của nơi nhận", "the destination's words")}}}}
	}
	list := []answer{sees(connector.Unclear, ""), sees(connector.Blind, connector.Transient), sees(connector.Blind, connector.Throttled), sees(connector.Blind, connector.Reauth)}
	there := w.stands(d, call.Post.Title)
	receipts := w.dest.receipts(d.Channel, call)
	found, missing := sees(connector.Found, "", receipts...), sees(connector.Missing, "")
	switch {
	case d.Task == delivery.TaskLook && there:
		return append([]answer{found}, list...)
	case d.Task == delivery.TaskLook:
		return append([]answer{missing}, list...)
	case d.Intent == connector.Withdraw && len(receipts) > 0:
		return append([]answer{found}, list...)
	case d.Intent == connector.Withdraw && there: // it is gone, and a cache may show it still
		return append([]answer{missing, found}, list...)
	case d.Intent == connector.Withdraw:
		return append([]answer{found}, list...)
	case len(receipts) > 0:
		return append([]answer{found, missing}, list...)
	}
	return append([]answer{missing}, list...)
}

// claim starts a process; it stands before anything is prepared, if there is work.
func (w *world) claim() *process {
	s := w.stage(w.ctx)
	p := w.begin(w.queue)
	id := p.claimed.Delivery.ID
	w.claimable(s, p.took)
	after := byID(w.rows(w.ctx))
	for _, d := range s.rows {
		event, taken := "claim", d.ID == id
		usedUp := w.line(d.Channel).usedUp(w.now())
		if taken && d.Task == delivery.TaskSend {
			w.sends(d)
		}
		l := w.line(d.Channel)
		switch {
		case d.Intent == connector.Withdraw:
		case l.paused:
			event = "claim-paused"
		case usedUp:
			event = "claim-paced"
		}
		if taken && d.Task == delivery.TaskSend && d.Intent != connector.Withdraw && (l.paused || l.held) {
			w.broken("taken on a channel that stands still: %s", describe(d))
		}
		if taken && w.now().Before(l.parked) {
			w.broken("taken before the hour that the destination named, %s: %s", l.parked, describe(d))
		}
		if now := after[d.ID]; !taken && now.State != d.State {
			w.broken("a claim of another changed %s to %s", describe(d), now.State)
		}
		w.meet("delivery", string(d.State), event, !taken)
	}
	if p.point != over {
		w.procs = append(w.procs, p)
	}
	return p
}

// answer lets a destination do with a call what it is told to, and tells the process.
func (w *world) answer(p *process, a answer) {
	row := w.row(p.claimed.Delivery.ID)
	held := row.LeaseToken == p.claimed.LeaseToken
	l := w.line(row.Channel)
	// A process that stood still for long is cut off: what it sent can be applied no more.
	reaches := held || w.now().Before(p.began.Add(leaseTime+settleTime))
	if a.forget {
		w.dest.late[row.Channel] = slices.DeleteFunc(w.dest.late[row.Channel], func(one pending) bool { return one.call.Key == row.ID })
	}
	if a.applies && reaches {
		w.settleLate(row.Channel, row.ID)
		w.dest.apply(row.Channel, l.guard, p.call, a.beside)
	}
	if a.later > 0 && reaches {
		until := w.now().Add(a.later)
		if !held {
			until = p.began.Add(leaseTime + settleTime)
		}
		w.dest.late[row.Channel] = append(w.dest.late[row.Channel], pending{l.guard, p.call, until})
	}
	if a.order.outcome.Class == connector.OK {
		a.order.outcome.Receipt = w.dest.receipt(row.Channel, p.call)
	}
	w.proceed(p, a.order)
	if held && row.Task != delivery.TaskNone {
		reauth := a.order.outcome.Class == connector.Reauth || a.order.seen.Finding == connector.Blind && a.order.seen.Problem.Class == connector.Reauth && row.Task == delivery.TaskLook
		l.held = l.held || reauth
		if a.order.outcome.Class == connector.Throttled && a.order.outcome.Until.After(l.parked) && w.row(row.ID).Reason != delivery.ReasonGaveUp && w.row(row.ID).Reason != delivery.ReasonAskPerson {
			l.parked = a.order.outcome.Until
		}
	}
	if held && row.Task != delivery.TaskNone && a.event == eventDoubled {
		w.told(row.ID, a.order.seen.Receipts)
	}
	w.meet("delivery", string(row.State), a.event, !held || row.Task == delivery.TaskNone)
}

// told: who sees two copies leaves that to a person, with the addresses of both.
func (w *world) told(id string, copies []connector.Receipt) {
	row := w.row(id)
	for _, one := range copies {
		if row.State != delivery.Attention || row.Reason != delivery.ReasonDoubled || !strings.Contains(row.Detail.EN, one.Address) {
			w.broken("two copies were seen, %v, and nobody is told of %s: %q", copies, describe(row), row.Detail.EN)
		}
	}
	w.dest.tell(row.Channel)
}

// settleLate ends the wait of what was taken in and is applied now.
func (w *world) settleLate(channel, key string) {
	w.dest.late[channel] = slices.DeleteFunc(w.dest.late[channel], func(one pending) bool { return one.call.Key == key })
}

// late applies what a destination took in before, unless it is too late for that.
func (w *world) late(a int) {
	for _, l := range w.lines {
		if waiting := w.dest.late[l.id]; len(waiting) > 0 {
			one := waiting[a%len(waiting)]
			w.settleLate(l.id, one.call.Key)
			w.dest.apply(l.id, one.guard, one.call, false)
			return
		}
	}
}

// double applies what a destination took in long ago, beside its repeat. Until it had as long
// again to come, the repeat must not pass for the only one.
func (w *world) double(l *line) {
	key, made := w.dest.again(l.id)
	if !made {
		return
	}
	if row := w.row(key); l.guard == connector.GuardLookUp && row.State == delivery.Confirmed && w.now().Before(row.SentAt.Add(settleTime)) {
		w.broken("a copy came beside %s, and nothing looks for it any more", describe(row))
	}
}

// forget drops what destinations will not apply any more.
func (w *world) forget() {
	for _, l := range w.lines {
		w.dest.late[l.id] = slices.DeleteFunc(w.dest.late[l.id], func(one pending) bool {
			over := !w.now().Before(one.until)
			if over && one.guard != connector.GuardKey && one.call.Post.Intent == connector.Publish {
				w.dest.lost[l.id] = append(w.dest.lost[l.id], one)
			}
			return over
		})
	}
}

// reap settles what was left behind, and counts what a lost process means in each state.
func (w *world) reap() {
	s := w.stage(w.ctx)
	w.sweep()
	after := byID(w.rows(w.ctx))
	w.asked(s, after)
	for _, d := range s.rows {
		attempts, err := w.queue.Attempts(w.ctx, d.ID)
		w.ok(err)
		event := "lost:unmarked"
		if len(attempts) > 0 && !attempts[0].SendingAt.IsZero() {
			event = "lost:marked"
		}
		ended := d.LeaseToken != "" && !w.now().Before(d.LeaseUntil)
		now := after[d.ID]
		switch {
		case ended && now.LeaseToken != "":
			w.broken("an ended lease was left alone: %s", describe(now))
		case !ended && d.LeaseToken != now.LeaseToken:
			w.broken("a lease that holds was taken away: %s", describe(d))
		case ended && event == "lost:marked" && d.State == delivery.Sending && now.State == delivery.Retrying:
			w.broken("what may have left is sent again without a look: %s", describe(now))
		}
		if ended || d.LeaseToken == "" {
			w.meet("delivery", string(d.State), event, !ended || d.Task == delivery.TaskNone)
		}
	}
}

// reapMarked is reap while the last try of a delivery, on which nobody works, bears the mark.
func (w *world) reapMarked(d delivery.Delivery) {
	attempts, err := w.queue.Attempts(w.ctx, d.ID)
	w.ok(err)
	if d.LeaseToken != "" || len(attempts) == 0 || !attempts[0].SendingAt.IsZero() {
		w.reap()
		return
	}
	set := func(at any) {
		w.ok(w.db.Write(w.ctx).Exec(`UPDATE attempt SET sending_at = ? WHERE id = ?`, at, attempts[0].ID).Error)
	}
	set(w.now().UnixMicro())
	w.reap()
	set(nil)
}

// stale has a process that lost its lease long ago come with its result.
func (w *world) stale(d delivery.Delivery, event string) {
	a := answer{event: event}
	claim := delivery.Claimed{Delivery: d, Attempt: delivery.Attempt{ID: w.newID(), Delivery: d.ID}}
	claim.LeaseToken, claim.Task = "of old", delivery.TaskPoll
	if finding, ok := strings.CutPrefix(event, sighted); ok {
		claim.Task = delivery.TaskLook
		a.order.seen = connector.Sighting{Finding: connector.Finding(finding)}
		if event == eventDoubled {
			a.order.seen = connector.Sighting{Finding: connector.Found, Receipts: []connector.Receipt{{RemoteID: "of old"}, {RemoteID: "older"}}}
		}
	}
	if class, ok := strings.CutPrefix(event, answered); ok {
		a.order.outcome = connector.Outcome{Class: connector.Class(class), Receipt: connector.Receipt{RemoteID: "of old"}}
	}
	if claim.Payload == nil {
		claim.Payload, _ = json.Marshal(connector.Post{Schema: connector.PostSchema, Intent: d.Intent})
	}
	w.heard.take()
	p := w.begin(forged{w.queue, claim})
	for p.point != over {
		w.proceed(p, a.order)
	}
	refused := slices.ContainsFunc(w.heard.take(), func(line string) bool { return strings.Contains(line, "a result came after its lease had ended") })
	if now := w.row(d.ID); !refused || now.State != d.State || now.Receipt != d.Receipt || !now.SentAt.Equal(d.SentAt) {
		w.broken("a result without a lease was heard (refused: %t): from %s to %s", refused, describe(d), describe(now))
	}
	w.meet("delivery", string(d.State), event, true)
}
