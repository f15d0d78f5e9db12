package dispatch

import (
	"context"
	"errors"
	"runtime/debug"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/evidence"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/render"
)

// try is one claimed delivery with what it is carried out by.
type try struct {
	delivery.Claimed
	channel channel.Channel
	spec    connector.Spec
	via     connector.Connector
	past    *past // nil before it was read
	said    *evidence.Recorder
}

// run carries out one claimed delivery and settles it.
func (d *Dispatcher) run(ctx context.Context, c delivery.Claimed) {
	crash("after-claim")
	t := try{Claimed: c, said: d.keeper.Recorder()}
	var verdict decide
	err := d.guarded(func() (err error) {
		verdict, err = d.attempt(evidence.With(ctx, t.said), &t)
		return err
	})
	if errors.Is(err, errPanicked) {
		verdict, err = t.stumbled(), nil
	}
	if errors.Is(err, delivery.ErrFenced) {
		d.o.Log.Warn("dispatcher: the lease was lost before sending", "delivery", c.Delivery.ID)
		return
	}
	if err != nil {
		d.o.Log.Error("dispatcher: a delivery could not be carried out", "delivery", c.Delivery.ID, "error", err)
		return // the lease ends by itself, and the mark tells what that means
	}
	t.Claimed.Attempt.Kept, t.Claimed.Attempt.Exchanges = t.said.Exchanges()
	d.finish(ctx, t, verdict)
}

// decision is what a try came to: the verdict and what the attempt records.
type decision struct {
	verdict delivery.Verdict
	class   connector.Class
	reason  string
	detail  fault.Text
	// heard tells whether the destination answered, as far as the try says anything of that.
	heard heard
}

// heard is what a try says of whether the destination answers.
type heard int

const (
	unheard heard = iota // it was not asked
	answered
	silent
)

// decide makes the decision once the delivery is locked, by what it is then.
type decide func(s delivery.Situation, now time.Time) decision

// attempt does the task of a try. Its time begins before the mark, which renews the lease:
// however late the answer to the mark's commit comes, the call ends before the lease does.
func (d *Dispatcher) attempt(work context.Context, t *try) (decide, error) {
	ctx, cancel := context.WithTimeout(work, d.o.Timeout)
	defer cancel()
	opened, err := d.o.Channels.Open(ctx, t.Channel)
	t.channel, t.spec, t.via = opened.Channel, opened.Spec, opened.Connector
	if err != nil {
		return unopened(t.Task, err)
	}
	earlier, err := d.earlier(ctx, t)
	if err != nil {
		return nil, err
	}
	if t.Task == delivery.TaskSend {
		stop, err := d.prepare(ctx, t)
		if err != nil || stop != nil {
			return stop, err
		}
		crash("after-payload")
	}
	post, err := render.Read(t.Payload)
	if err != nil {
		return nil, err
	}
	call := connector.Call{Post: post, Key: t.Delivery.ID, Attempt: t.Delivery.Attempt, Repeats: t.Repeats(), Earlier: earlier, Handle: t.Handle, Progress: d.progress(t), Media: d.o.Media}
	crash("before-deadline")
	if over(ctx) {
		return unanswered(t.Task, tooLate()), nil
	}
	calling, done := d.calling(work, ctx, t, post)
	defer done()
	made := d.ask(calling, t, call)
	crash("after-send")
	return made, nil
}

// over reports whether the time of a try has run out. In a process that stood still the alarm
// may ring only after the question; a context that is made anew looks at the clock itself.
func over(ctx context.Context) bool {
	end, bounded := ctx.Deadline()
	if !bounded {
		return ctx.Err() != nil
	}
	fresh, cancel := context.WithDeadline(context.WithoutCancel(ctx), end)
	defer cancel()
	return ctx.Err() != nil || fresh.Err() != nil
}

// ask makes the one call to the destination. A connector that panics leaves doubt, and
// the house standing.
func (d *Dispatcher) ask(ctx context.Context, t *try, call connector.Call) (made decide) {
	defer func() {
		if broken := recover(); broken != nil {
			d.o.Log.Error("dispatcher: a connector panicked", "kind", t.spec.Kind, "delivery", t.Delivery.ID, "panic", broken, "stack", string(debug.Stack()))
			made = unanswered(t.Task, connector.Outcome{Class: connector.Ambiguous, Reason: "panic",
				Detail: fault.T("Kết nối gặp lỗi bất ngờ.", "The connector met an unexpected fault.")})
		}
	}()
	switch t.Task {
	case delivery.TaskSend:
		defer upset(call.Post)()
		return outcomeOf(cleanOutcome(t.via.Send(ctx, call)))
	case delivery.TaskPoll:
		outcome := connector.Outcome{Class: connector.Ambiguous, Reason: "no_poller"}
		if p, ok := t.via.(connector.Poller); ok {
			outcome = p.Poll(ctx, call)
		}
		return outcomeOf(cleanOutcome(outcome))
	}
	return seenAs(cleanSighting(sight(ctx, t, call)))
}

func seenAs(seen connector.Sighting) decide {
	return func(s delivery.Situation, now time.Time) decision {
		return decision{delivery.NextSighting(s, seen, now), connector.Class(seen.Finding), seen.Problem.Reason, seen.Problem.Detail, heardIn(seen.Finding, seen.Problem)}
	}
}

// tooLate is the outcome of a call whose time was over before it was made.
func tooLate() connector.Outcome {
	return connector.Outcome{Class: connector.Transient, Reason: "too_late",
		Detail: fault.T("Chuẩn bị gửi quá lâu; chưa gửi gì.", "Getting ready took too long; nothing was sent.")}
}

// unanswered is the outcome of a call that was not made, or came to no answer for a reason
// of our own: a look or a proof was blind, and must never lead to sending.
func unanswered(task delivery.Task, o connector.Outcome) decide {
	made := outcomeOf(o)
	if task == delivery.TaskLook || task == delivery.TaskProve {
		made = seenAs(connector.Sighting{Finding: connector.Blind, Problem: o})
	}
	return func(s delivery.Situation, now time.Time) decision {
		d := made(s, now)
		d.heard = unheard
		return d
	}
}

func outcomeOf(o connector.Outcome) decide {
	return func(s delivery.Situation, now time.Time) decision {
		return decision{delivery.Next(s, o, now), o.Class, o.Reason, o.Detail, heardIn("", o)}
	}
}

// heardIn tells whether a destination answered: one that refuses is there.
func heardIn(finding connector.Finding, o connector.Outcome) heard {
	switch {
	case o.Reason == connector.PictureUnreadable:
		return unheard
	case finding != "" && finding != connector.Blind:
		return answered
	case o.Class == connector.Transient, o.Class == connector.Ambiguous:
		return silent
	}
	return answered
}

func sight(ctx context.Context, t *try, call connector.Call) connector.Sighting {
	if t.Task == delivery.TaskProve {
		if p, ok := t.via.(connector.Prover); ok {
			return p.Prove(ctx, call)
		}
	} else if l, ok := t.via.(connector.Looker); ok {
		return l.Look(ctx, call)
	}
	return connector.Sighting{Finding: connector.Unclear}
}

// unopened settles a delivery whose channel cannot be used as it stands.
func unopened(task delivery.Task, err error) (decide, error) {
	if !fault.Explains(err) {
		return nil, err
	}
	e, _ := fault.As(err)
	return unanswered(task, connector.Outcome{Class: connector.Reauth, Reason: string(e.Code), Detail: e.Detail}), nil
}

// prepare renders the post unless an earlier try did, and commits it under the fence with
// the "about to send" mark before the first byte leaves. What was reopened, replaced or
// withdrawn since the claim is not sent.
func (d *Dispatcher) prepare(ctx context.Context, t *try) (decide, error) {
	if _, can := t.spec.Guards[t.Intent]; !can {
		return fixed(delivery.Verdict{State: delivery.Attention, Reason: delivery.ReasonByHand}), nil
	}
	if t.Payload == nil {
		stop, err := d.render(ctx, t)
		if err != nil || stop != nil {
			return stop, err
		}
	}
	dry := t.channel.DryRun && t.Intent != connector.Withdraw // what is out must come down
	err := d.mark(ctx, &change{t: t, make: func(_ context.Context, w *writing, s *delivery.Set, row delivery.Delivery, now time.Time) error {
		t.Claimed.Attempt.SendingAt = time.Time{} // whatever was not committed before
		if err := inForce(s, row, now); err != nil {
			return err
		}
		row.Payload, row.PayloadHash, row.ChosenID = t.Payload, t.PayloadHash, t.ChosenID
		row.LeaseUntil = now.Add(d.o.Lease)
		row.NextAt = row.LeaseUntil
		s.Put(row, now)
		if !dry {
			t.Claimed.Attempt.SendingAt = now
			w.attempts = append(w.attempts, t.Claimed.Attempt)
		}
		return nil
	}})
	switch {
	case errors.Is(err, errNotInForce):
		return notInForce, nil
	case err == nil && dry:
		return t.rehearsed, nil
	}
	return nil, err
}

// mark commits that something is about to be sent. When nobody knows whether it did, it is
// committed again while there is time: a mark without its call would leave doubt for nothing.
func (d *Dispatcher) mark(ctx context.Context, c *change) error {
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		err := d.underFence(ctx, d.marks, c)
		if !fault.Is(err, fault.Unavailable) || over(ctx) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}

// rehearsed is what becomes of a post that is made and not sent. What a person has to see to,
// before the channel can be used in earnest, is left to them: a correction that did not go
// out, a channel that does not work, and a doubt that only sending again would have ended.
func (t *try) rehearsed(s delivery.Situation, _ time.Time) decision {
	v := delivery.Verdict{State: delivery.Cancelled, Reason: delivery.ReasonDryRun}
	if health := t.channel.Health; health.Class != "" && health.Class != connector.OK {
		v.State, v.Detail = delivery.Attention, health.Detail
	}
	switch {
	case !s.FirstDoubtAt.IsZero():
		v.State, v.Reason = delivery.Attention, delivery.ReasonAskPerson
	case t.Intent == connector.Correct:
		v.State = delivery.Attention
	}
	return decision{verdict: v, reason: string(v.Reason), detail: v.Detail}
}

// errNotInForce stops a try before what readers would see: the release is no longer the
// approved one, or its time has not come.
var errNotInForce = errors.New("the release is not in force")

// inForce judges once more, under the locks of the mark, what the claim judged: whatever made
// it wrong meanwhile, nothing leaves early.
func inForce(s *delivery.Set, row delivery.Delivery, now time.Time) error {
	if row.Intent == connector.Withdraw {
		return nil
	}
	if slices.Contains(s.Held, row.ID) {
		return errNotInForce
	}
	if row.Release != s.Edition.ApprovedRelease || row.DueAt.After(now) || s.Edition.Embargo.Until.After(now) {
		return errNotInForce
	}
	return nil
}

// notInForce is a try that surely changed nothing; the set settles what comes of it.
func notInForce(s delivery.Situation, now time.Time) decision {
	state := delivery.Retrying
	if !s.FirstDoubtAt.IsZero() {
		state = delivery.Unsure
	}
	return decision{verdict: delivery.Verdict{State: state, Task: delivery.TaskSend, NextAt: now, Spare: 1}, reason: "not_in_force"}
}

func fixed(v delivery.Verdict) decide {
	return func(delivery.Situation, time.Time) decision {
		return decision{verdict: v, reason: string(v.Reason), detail: v.Detail}
	}
}

// finish settles a delivery. While the database is away it tries again without end, since
// what the destination said must not be lost. A result that the database refuses makes way
// for doubt, which says why; if that is refused too, the lease ends by itself.
func (d *Dispatcher) finish(ctx context.Context, t try, made decide) {
	refused := 0
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		err := d.settled(ctx, &t, made)
		switch {
		case err == nil, ctx.Err() != nil:
			return
		case errors.Is(err, delivery.ErrFenced):
			d.o.Log.Warn("dispatcher: a result came after its lease had ended", "delivery", t.Delivery.ID)
			return
		case !fault.Is(err, fault.Unavailable) && !errors.Is(err, context.DeadlineExceeded):
			if refused++; refused == maxRefused {
				made, pause = unanswered(t.Task, unstorable()), firstPause
			}
		}
		d.o.Log.Error("dispatcher: a result could not be stored", "delivery", t.Delivery.ID, "error", err)
		if refused == 2*maxRefused {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

const (
	firstPause = 100 * time.Millisecond
	lastPause  = 5 * time.Second
	// maxRefused is how often a result is offered to a database that answers and refuses.
	maxRefused = 3
)

func unstorable() connector.Outcome {
	return connector.Outcome{Class: connector.Ambiguous, Reason: "unstorable",
		Detail: fault.T("Không lưu được trả lời của nơi nhận; chi tiết ở nhật ký máy chủ.", "The destination's answer could not be stored; the server's log says why.")}
}

// settled makes one try to settle a delivery.
func (d *Dispatcher) settled(ctx context.Context, t *try, made decide) error {
	return d.underFence(ctx, d.ends, &change{t: t, make: func(ctx context.Context, w *writing, s *delivery.Set, row delivery.Delivery, now time.Time) error {
		err := d.settle(ctx, w, s, t, made(t.situation(row), now), now)
		crash("before-finish") // all is decided, nothing is committed
		return err
	}})
}

func (t *try) situation(row delivery.Delivery) delivery.Situation {
	s := delivery.Situation{Delivery: row, Guard: t.spec.Guards[row.Intent], Proof: t.spec.Proof, Settle: t.channel.Settle, Passive: t.spec.Passive}
	if row.Intent == connector.Correct && row.Payload != nil {
		post, err := render.Read(row.Payload)
		s.PicturesStay = err == nil && post.PicturesStay
	}
	return s
}

// settle writes the verdict, the attempt, the channel's state and the event. Where the
// channel's row is needed, which others may hold, it does not have them wait for it.
func (d *Dispatcher) settle(ctx context.Context, w *writing, s *delivery.Set, t *try, made decision, now time.Time) error {
	if w.shared && t.toldOf(made) {
		return errApart
	}
	row, _ := s.Find(t.Delivery.ID)
	if row.Task == delivery.TaskNone { // a withdrawal took it down meanwhile: what was seen matters no more
		made.verdict = delivery.Verdict{State: row.State, Reason: row.Reason, Detail: row.Detail, Handle: row.Handle, Looks: row.Looks}
	}
	done := s.Settle(row, made.verdict, now)
	attempt := t.Claimed.Attempt
	attempt.FinishedAt, attempt.Class, attempt.Reason, attempt.Detail = now, made.class, made.reason, made.detail
	w.attempts = append(w.attempts, attempt)
	w.after = append(w.after, func() { d.o.Meter.Ended(t.Channel, t.Task, string(made.class)) })
	w.events = append(w.events, moved(s, row.State, done)...)
	return d.tell(ctx, t, made)
}

// toldOf reports whether what a try came to changes its channel.
func (t *try) toldOf(made decision) bool {
	says := made.heard == silent || made.heard == answered && t.channel.Breaker != (channel.Breaker{})
	return says && !t.spec.Passive || made.verdict.PauseChannel || !made.verdict.ParkUntil.IsZero()
}

// tell keeps what a try says of its channel.
func (d *Dispatcher) tell(ctx context.Context, t *try, made decision) error {
	if made.heard != unheard && !t.spec.Passive {
		if err := d.o.Channels.Answered(ctx, t.channel, made.heard == answered); err != nil {
			return err
		}
	}
	if made.verdict.PauseChannel {
		if err := d.o.Channels.PauseFor(ctx, t.Channel, t.channel.Version, string(delivery.ReasonReauth)); err != nil {
			return err
		}
	}
	if until := made.verdict.ParkUntil; !until.IsZero() {
		if err := d.o.Channels.Park(ctx, t.Channel, until); err != nil {
			return err
		}
	}
	return nil
}

// moved tells followers of a move; a try that leads back to where it was tells nothing.
func moved(s *delivery.Set, before delivery.State, done delivery.Delivery) []audit.Event {
	if before == done.State {
		return nil
	}
	return []audit.Event{{Kind: audit.Done(done.State.Act()), Article: s.Edition.Article, Edition: s.Edition.ID,
		Delivery: done.ID, Channel: done.Channel, Unit: s.Unit, Data: map[string]any{"reason": string(done.Reason)}}}
}

// expire settles a delivery whose lease ended without a word. What this process still works
// on is left alone: its result is on the way, or its call is.
func (d *Dispatcher) expire(ctx context.Context, id string) error {
	ctx, cancel := d.patient(ctx)
	defer cancel()
	return d.inTx(ctx, func(ctx context.Context) error {
		s, err := d.o.Store.LockOf(ctx, id)
		if err != nil {
			return err
		}
		now, err := d.o.Store.Now(ctx)
		if err != nil {
			return err
		}
		row, ok := s.Find(id)
		if !ok || row.LeaseToken == "" || row.LeaseUntil.After(now) || d.held.has(row.LeaseToken) {
			return delivery.ErrFenced
		}
		t := &try{Claimed: delivery.Claimed{Delivery: row}}
		// A channel that cannot be opened any more must not keep the row for ever: without
		// its description nothing guards it, and a person decides.
		if t.channel, t.spec, err = d.o.Channels.Describe(ctx, row.Channel); err != nil && t.channel.ID == "" {
			return err
		}
		if t.Claimed.Attempt, err = d.o.Store.RunningAttempt(ctx, row.ID); err != nil {
			return err
		}
		marked := !t.Claimed.Attempt.SendingAt.IsZero()
		w := &writing{after: []func(){func() { d.o.Meter.Expired(row.Channel) }}}
		made := decision{verdict: delivery.Expired(t.situation(row), marked, now), class: delivery.ClassLost}
		if err := d.settle(ctx, w, s, t, made, now); err != nil {
			return err
		}
		return d.flush(ctx, w, s)
	})
}
