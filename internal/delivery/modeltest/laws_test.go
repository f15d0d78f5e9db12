package modeltest

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
)

// check holds what must be true after every step.
func (w *world) check(ctx context.Context) {
	w.mu.Lock()
	seen := slices.Clone(w.breaches)
	w.mu.Unlock()
	if len(seen) > 0 {
		w.broken("%s", seen[0])
	}
	w.forget()
	rows := w.laws(ctx)
	w.portalCame(rows)
	for _, d := range rows {
		if before, known := w.last[d.ID]; known {
			w.moved(before, d)
		}
		w.reasoned(d)
	}
	clear(w.last)
	for _, d := range rows {
		w.last[d.ID] = d
	}
	w.copies()
}

// portalCame: once the portal's copy is out, nobody need answer for what waited for it.
func (w *world) portalCame(rows []delivery.Delivery) {
	came := slices.ContainsFunc(rows, func(p delivery.Delivery) bool {
		before, known := w.last[p.ID]
		return known && w.line(p.Channel).portal && p.Intent == connector.Publish && before.SentAt.IsZero() && !p.SentAt.IsZero()
	})
	for _, d := range rows {
		if came && d.State == delivery.Attention && d.Reason == delivery.ReasonPortalLate && w.titles[d.Release] == w.approved {
			w.broken("the portal's copy is out, and a person is still asked about %s", describe(d))
		}
	}
}

// moved holds what became of a delivery in one step.
func (w *world) moved(before, d delivery.Delivery) {
	ends := map[delivery.State][]delivery.State{delivery.Superseded: {}, delivery.Withdrawn: {}, delivery.Cancelled: {delivery.Waiting}}
	if may, end := ends[before.State]; end && d.State != before.State && !slices.Contains(may, d.State) {
		w.broken("%s was at an end, and became %s", describe(before), d.State)
	}
	if before.SentAt.IsZero() || before.Intent == connector.Withdraw {
		return
	}
	after := []delivery.State{delivery.Sent, delivery.Confirmed, delivery.Attention, delivery.Withdrawn}
	if !slices.Contains(after, d.State) || !d.SentAt.Equal(before.SentAt) || d.Task == delivery.TaskSend {
		w.broken("after its receipt %s became %s", describe(before), describe(d))
	}
	if before.Attempt != d.Attempt {
		w.broken("sent again after its receipt: %s", describe(d))
	}
}

// laws holds what must be true of the rows at every moment.
func (w *world) laws(ctx context.Context) []delivery.Delivery {
	s, err := w.queue.Lock(ctx, w.id)
	w.ok(err)
	rows, e := s.All(), s.Edition
	if (e.State == article.Approved) && e.ApprovedRelease == "" || (e.State == article.Withdrawn || e.State == article.Archived) && e.ApprovedRelease != "" {
		w.broken("the edition is %s, and %q is in force", e.State, e.ApprovedRelease)
	}
	unique, seq := map[string]bool{}, map[string]int{}
	pending := map[string]int{}
	for _, d := range rows {
		key := fmt.Sprint(d.Release, d.Channel, d.Intent, d.Round)
		if unique[key] {
			w.broken("two rows for one release, channel, intent and round: %s", describe(d))
		}
		unique[key] = true
		if seq[d.Channel]++; d.Seq != seq[d.Channel] {
			w.broken("the numbers on a channel have a gap or a double at %s", describe(d))
		}
		if d.LeaseToken == "" && (d.Task == delivery.TaskNone) != d.NextAt.IsZero() {
			w.broken("a task without an hour, or an hour without a task: %s", describe(d))
		}
		if d.State == delivery.Waiting || d.State == delivery.Retrying {
			if d.Task != delivery.TaskSend {
				w.broken("waits, and nobody will send it: %s", describe(d))
			}
			if d.Intent != connector.Withdraw {
				pending[d.Channel]++
			}
			if d.Intent != connector.Withdraw && d.Release != e.ApprovedRelease {
				w.broken("waits for an approval that is void: %s", describe(d))
			}
		}
		w.depends(rows, d)
	}
	for channel, n := range pending {
		if n > 1 {
			w.broken("%d deliveries wait on channel %s", n, channel)
		}
	}
	w.sums(s, e)
	return rows
}

// depends: what is waited for stands earlier on the same channel and can still come true.
func (w *world) depends(rows []delivery.Delivery, d delivery.Delivery) {
	if d.DependsOn == "" || !d.Pending() {
		return
	}
	i := slices.IndexFunc(rows, func(p delivery.Delivery) bool { return p.ID == d.DependsOn })
	if i < 0 || rows[i].Channel != d.Channel || rows[i].Seq >= d.Seq {
		w.broken("waits for what is not there before it: %s", describe(d))
	}
	if p := rows[i]; p.SentAt.IsZero() && (p.State == delivery.Cancelled || p.State == delivery.Superseded) {
		w.broken("%s waits for ever for %s", describe(d), describe(p))
	}
}

// sums: the publication column says what the deliveries say, by another way to count.
func (w *world) sums(s *delivery.Set, e article.Edition) {
	rebuilt := delivery.NewSet(e, s.Unit, 0, s.All()).Publication()
	if e.Publication != rebuilt {
		w.broken("the publication column says %s, the deliveries say %s", e.Publication, rebuilt)
	}
	out, going := 0, 0
	for _, d := range s.All() {
		if d.Intent == connector.Withdraw {
			if d.State == delivery.Attention && d.Reason == delivery.ReasonDoubled {
				out++
			}
			continue
		}
		switch {
		case !d.SentAt.IsZero() && d.State != delivery.Withdrawn:
			out++
		case d.State == delivery.Waiting || d.State == delivery.Retrying:
			going++
		}
	}
	shown := e.Publication == article.Published || e.Publication == article.PartlyPublished
	if shown != (out > 0) || e.Publication == article.Published && going > 0 || e.Publication == article.NotPublished && going > 0 {
		w.broken("shown as %s with %d out and %d to come", e.Publication, out, going)
	}
}

// reasoned: every state has an exit and a reason, and what people are offered can be done.
func (w *world) reasoned(d delivery.Delivery) {
	if former, known := w.explained[d.ID]; known && former.UpdatedAt.Equal(d.UpdatedAt) && former.State == d.State && former.LeaseToken == d.LeaseToken {
		return
	}
	w.explained[d.ID] = d
	switch d.State {
	case delivery.Attention, delivery.Cancelled, delivery.Superseded, delivery.Withdrawn, delivery.Unsure:
		if d.Reason == delivery.ReasonNone {
			w.broken("nobody can tell why: %s", describe(d))
		}
	case delivery.Polling:
		if d.Task != delivery.TaskPoll {
			w.broken("is waited for without being asked after: %s", describe(d))
		}
	}
	left := d.State == delivery.Attention || d.State == delivery.Unsure && d.Task == delivery.TaskNone
	if !left || d.LeaseToken != "" {
		return
	}
	why, err := w.desk.Why(w.ctx, approver(), d.ID)
	w.ok(err)
	if len(why.Steps) == 0 || why.Sentence.IsZero() {
		w.broken("nobody can do anything about %s", describe(d))
	}
}

// copies: the destinations' own count of what readers see twice.
func (w *world) copies() {
	for _, l := range w.lines {
		n := 0
		for _, one := range w.dest.items[l.id] {
			if !one.beside {
				n++
			}
		}
		if n > 1 {
			w.broken("a channel holds %d posts of the story: %v", n, w.dest.items[l.id])
		}
	}
}

// counts holds the attempts that bear the mark against the calls that the destination got.
func (w *world) counts() {
	for id := range w.last {
		attempts, err := w.queue.Attempts(w.ctx, id)
		w.ok(err)
		marked := 0
		for _, one := range attempts {
			if !one.SendingAt.IsZero() {
				marked++
			}
		}
		if marked != w.dest.calls[id] {
			w.broken("%d tries bear the mark, and the destination was called %d times: %s", marked, w.dest.calls[id], describe(w.row(id)))
		}
	}
	health, err := w.queue.Health(w.ctx)
	w.ok(err)
	ended := []delivery.State{delivery.Sent, delivery.Confirmed, delivery.Cancelled, delivery.Superseded, delivery.Withdrawn}
	open := map[delivery.State]int{}
	for _, d := range w.last {
		if !slices.Contains(ended, d.State) {
			open[d.State]++
		}
	}
	if !maps.Equal(open, health.ByState) {
		w.broken("by their states %v, and by the queue's health %v", open, health.ByState)
	}
}

// rest lets the house come to rest: destinations that do as they are told, and people who
// settle what is theirs.
func (w *world) rest() {
	w.death()
	w.procs = nil
	for range 300 {
		for _, l := range w.lines {
			for len(w.dest.late[l.id]) > 0 {
				w.late(0)
			}
			if l.paused || l.held || w.now().Before(l.parked) {
				w.resume(l)
			}
		}
		w.check(w.ctx)
		w.pass(2 * timeStep(5))
		if slices.ContainsFunc(w.rows(w.ctx), func(d delivery.Delivery) bool { return d.LeaseToken != "" || w.line(d.Channel).overdue(d, w.now()) }) {
			w.reap()
		}
		worked := w.carry(func(list []answer) answer { return list[0] })
		w.check(w.ctx)
		coming := slices.ContainsFunc(w.rows(w.ctx), func(d delivery.Delivery) bool { return d.Task != delivery.TaskNone || d.LeaseToken != "" })
		if !worked && !w.tidy() && !coming {
			w.rested()
			return
		}
	}
	w.broken("it never comes to rest")
}

// carry takes one delivery all the way; false when there is none to take.
func (w *world) carry(pick func([]answer) answer) bool {
	p := w.claim()
	if p.point == opening {
		w.proceed(p, order{})
	}
	if p.point == calling {
		w.answer(p, pick(w.answers(p)))
	}
	w.procs = slices.DeleteFunc(w.procs, func(p *process) bool { return p.point == over })
	return p.claimed.Delivery.ID != ""
}

// tidy has a person settle one thing that is left to people; false when there is none.
func (w *world) tidy() bool {
	for _, d := range w.rows(w.ctx) {
		if d.State != delivery.Attention && (d.State != delivery.Unsure || d.Task != delivery.TaskNone) || d.LeaseToken != "" {
			continue
		}
		if d.Out() || d.Intent == connector.Withdraw && !d.SentAt.IsZero() { // it is there, and was not seen: a person who looks says so
			if !w.decide(d, "mark-sent") {
				continue // other words stand there by now
			}
			return true
		}
		for _, name := range []string{"mark-sent", "retry", "cancel"} {
			if name == "mark-sent" && d.FirstDoubtAt.IsZero() {
				continue
			}
			if w.decide(d, name) {
				return true
			}
		}
		w.broken("nobody can settle %s", describe(d))
	}
	return false
}

// rested holds what must be true once nothing is left to do.
func (w *world) rested() {
	w.counts()
	rows := w.rows(w.ctx)
	for _, d := range rows {
		if d.Pending() || d.InFlight() || d.LeaseToken != "" {
			w.broken("stuck: %s", describe(d))
		}
	}
	for _, l := range w.lines {
		held := w.dest.items[l.id]
		unseen := func(one item) bool { return one.double && !one.told && l.proof == connector.ProofNone }
		if w.stopped && slices.ContainsFunc(held, func(one item) bool { return !unseen(one) }) {
			w.broken("the story is withdrawn, and a destination holds %v", held)
		}
		one, there := newest(rows, l.id)
		out := slices.ContainsFunc(rows, func(d delivery.Delivery) bool { return d.Channel == l.id && d.Out() })
		shown := slices.ContainsFunc(held, func(one item) bool { return !one.beside })
		if out != shown && (out || shown) && len(held) != 1 {
			w.broken("said to be out: %t, and the destination holds %v", out, held)
		}
		byPlan := one.Reason == delivery.ReasonUnscheduled || one.Reason == delivery.ReasonByPerson || one.Reason == delivery.ReasonRejected
		if !there || !out || w.approved == "" || l.off || byPlan || w.titles[one.Release] != w.approved {
			continue
		}
		for _, copy := range held {
			if copy.words != w.approved && !copy.beside {
				w.broken("%q is in force, and the destination shows %q", w.approved, copy.words)
			}
		}
	}
}
