package modeltest

import (
	"context"
	"errors"
	"slices"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
)

// decisions lists what a person can decide about one delivery.
func decisions() []string { return []string{"retry", "check", "mark-sent", "cancel", "wait"} }

func (w *world) deskAct(ctx context.Context, name, id string) (err error) {
	switch name {
	case "retry":
		_, err = w.desk.Retry(ctx, approver(), id)
	case "check":
		_, err = w.desk.Check(ctx, approver(), id)
	case "mark-sent":
		_, err = w.desk.MarkSent(ctx, approver(), id, "")
	case "wait":
		_, err = w.desk.Wait(ctx, approver(), id)
	case "cancel":
		_, err = w.desk.Cancel(ctx, approver(), id)
	}
	return err
}

// decide has a person decide, truthfully, and reports whether it was done.
func (w *world) decide(d delivery.Delivery, name string) bool {
	if !w.truthful(d, name) {
		return false
	}
	err := w.deskAct(w.ctx, name, d.ID)
	w.weighDecision(d, name, err)
	if err != nil {
		return false
	}
	switch now := w.row(d.ID); {
	case name == "mark-sent":
		w.byHand(d)
	case name == "wait" && !now.WaitsFrom.Equal(w.now()):
		w.broken("it was to wait anew, and waits from %s: %s", now.WaitsFrom, describe(now))
	}
	if name == "cancel" {
		w.takenOff(d.Channel)
	}
	return true
}

// truthful reports whether a person who has looked would say so. Nobody knows while the
// destination may still apply it.
func (w *world) truthful(d delivery.Delivery, name string) bool {
	doubt := flying(d) || !d.FirstDoubtAt.IsZero()
	open := slices.ContainsFunc(w.dest.late[d.Channel], func(one pending) bool { return one.call.Key == d.ID }) ||
		slices.ContainsFunc(w.procs, func(p *process) bool {
			return p.point == calling && p.claimed.Delivery.ID == d.ID && w.now().Before(p.began.Add(leaseTime+settleTime))
		})
	there := w.stands(d, w.titles[d.Release])
	switch name {
	case "retry":
		return !doubt || !open && !there
	case "mark-sent":
		if doubt || d.Out() {
			return there && !open
		}
		// What was never sent can have been made there by hand, where nothing else stands.
		return !open && (d.Intent != connector.Publish || len(w.dest.items[d.Channel]) == 0) && (d.Intent != connector.Correct || len(w.dest.items[d.Channel]) > 0)
	}
	return true
}

// byHand does at the destination what a person says to have done there.
func (w *world) byHand(d delivery.Delivery) {
	if d.Intent == connector.Publish {
		w.dest.tidy(d.Channel, d.ID)
	}
	if d.Intent == connector.Withdraw {
		w.dest.items[d.Channel] = slices.DeleteFunc(w.dest.items[d.Channel], func(one item) bool { return one.double && w.row(one.key).Seq < d.Seq })
	}
	if w.stands(d, w.titles[d.Release]) {
		return
	}
	post := connector.Post{Intent: d.Intent, Title: w.titles[d.Release]}
	w.dest.touched[d.Channel] = true
	w.dest.apply(d.Channel, connector.GuardNone, connector.Call{Key: d.ID, Post: post}, false)
}

// weighDecision holds the answer to a person against the model.
func (w *world) weighDecision(d delivery.Delivery, name string, err error) {
	if err != nil && !fault.Is(err, fault.StateConflict) {
		w.broken("%s of %s failed: %v", name, describe(d), err)
	}
	if err == nil && d.LeaseToken != "" {
		w.broken("%s was done to what a process works on: %s", name, describe(d))
	}
	w.meet("delivery", string(d.State), name, err != nil)
}

// probeDecision tries a decision and takes it back.
func (w *world) probeDecision(d delivery.Delivery, name string) {
	err := w.db.InTx(w.ctx, func(ctx context.Context) error {
		err := w.deskAct(ctx, name, d.ID)
		w.weighDecision(d, name, err)
		if err == nil {
			w.laws(ctx)
		}
		return errUndone
	})
	if !errors.Is(err, errUndone) {
		w.broken("%s: %v", name, err)
	}
}
