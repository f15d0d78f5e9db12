package delivery

import (
	"context"
	"net/url"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// DeskOptions are what a Desk works with.
type DeskOptions struct {
	Store    Store
	Reader   Reader
	Channels Channels
	Trail    audit.Trail
	Wake     func()
}

// Desk is where people see deliveries and settle what no machine can.
type Desk struct{ o DeskOptions }

// NewDesk makes a Desk.
func NewDesk(o DeskOptions) *Desk { return &Desk{o: o} }

// Delivery reads one delivery.
func (d *Desk) Delivery(ctx context.Context, actor account.Actor, id string) (Listed, error) {
	one, err := d.o.Reader.Delivery(ctx, id)
	if err != nil {
		return Listed{}, err
	}
	return one, actor.Need(account.DeliveryRead, one.Unit)
}

// List finds the deliveries that the actor may see.
func (d *Desk) List(ctx context.Context, actor account.Actor, f Filter) ([]Listed, error) {
	every, units := actor.Scope(account.DeliveryRead)
	if !every && len(units) == 0 {
		return nil, actor.Need(account.DeliveryRead, "")
	}
	if !every {
		f.Units = units
	}
	return d.o.Reader.List(ctx, f)
}

// Attempts lists the tries of a delivery, newest first.
func (d *Desk) Attempts(ctx context.Context, actor account.Actor, id string) ([]Attempt, error) {
	if _, err := d.Delivery(ctx, actor, id); err != nil {
		return nil, err
	}
	return d.o.Reader.Attempts(ctx, id)
}

// Retry sends again, at once: after a failure, or when a person has looked and says that
// the post is not there. Of a release that is no longer in force only the latter is
// possible: the doubt ends, nothing is sent, and what waited for it goes on.
func (d *Desk) Retry(ctx context.Context, actor account.Actor, id string) (Delivery, error) {
	return d.settle(ctx, actor, id, "delivery.retry", func(s *Set, row Delivery, now time.Time) (Verdict, error) {
		inForce := row.Release == s.Edition.ApprovedRelease
		switch {
		case row.mayRetry(inForce):
		case !row.mayRetry(true):
			return Verdict{}, notNow(row)
		default:
			return Verdict{}, fault.New(fault.StateConflict, fault.T("Bản phát hành này không còn hiệu lực; duyệt lại rồi lên lịch.",
				"This release is no longer in force; approve again, then schedule."))
		}
		return Verdict{State: Retrying, Task: TaskSend, NextAt: now, Reason: ReasonByPerson, DoubtOver: true}, nil
	})
}

// Check looks at the destination again.
func (d *Desk) Check(ctx context.Context, actor account.Actor, id string) (Delivery, error) {
	return d.settle(ctx, actor, id, "delivery.check", func(_ *Set, row Delivery, now time.Time) (Verdict, error) {
		_, spec, _, err := d.o.Channels.Open(ctx, row.Channel)
		if err != nil {
			return Verdict{}, err
		}
		v := Verdict{State: row.State, Task: lookTask(row, spec), NextAt: now, Reason: row.Reason, Detail: row.Detail, Handle: row.Handle}
		switch {
		case v.Task == TaskProve && row.State == Attention:
			v.State = Sent
		case v.Task == TaskPoll:
			v.Looks = row.Looks
		case v.Task == TaskNone:
			return Verdict{}, fault.New(fault.StateConflict, fault.T("Không có gì để kiểm tra tự động; mở nơi nhận để xem rồi xác nhận bằng mark-sent hoặc retry.",
				"There is nothing to look at by machine; open the destination, look, then say so with mark-sent or retry."))
		}
		return v, nil
	})
}

// lookTask is how a machine can look at what stands at the destination; TaskNone when it
// cannot. What was never rendered, and only a person's word says is there, has no marker
// to look for.
func lookTask(d Delivery, spec connector.Spec) Task {
	switch {
	case d.Payload == nil:
		return TaskNone
	case d.State == Polling:
		return TaskPoll
	case d.State == Unsure && spec.Guards[d.Intent] == connector.GuardLookUp:
		return TaskLook
	case d.Out() && spec.Kind != "" && spec.Proof != connector.ProofNone:
		return TaskProve
	}
	return TaskNone
}

// mayRetry tells whether a person can have it sent again, or say that it is not there.
func (d Delivery) mayRetry(inForce bool) bool {
	if d.State != Attention && d.State != Unsure && d.State != Retrying || d.Out() {
		return false
	}
	return inForce || d.Intent == connector.Withdraw || !d.NeverLeft()
}

// mayMark tells whether a person's word can settle it, be it doubt or a double that was
// put in order there.
func (d Delivery) mayMark() bool {
	return d.State == Attention || d.State == Unsure
}

// mayCancel tells whether it can be taken off the plan. A withdrawal cannot: what it is
// to take down would stay out with nobody left to remove it.
func (d Delivery) mayCancel() bool {
	return d.Intent != connector.Withdraw && d.NeverLeft() && (d.Pending() || d.State == Attention)
}

// MarkSent records a person's word that the post is at the destination.
func (d *Desk) MarkSent(ctx context.Context, actor account.Actor, id, address string) (Delivery, error) {
	if address != "" {
		if u, err := url.Parse(address); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
			return Delivery{}, fault.Invalid("/address", fault.T("cần địa chỉ đầy đủ bắt đầu bằng https://", "needs a full address beginning with https://"))
		}
	}
	return d.settle(ctx, actor, id, "delivery.mark_sent", func(_ *Set, row Delivery, _ time.Time) (Verdict, error) {
		if !row.mayMark() {
			return Verdict{}, notNow(row)
		}
		receipt := row.Receipt
		if address != "" {
			receipt.Address = address
		}
		return Verdict{State: Sent, Reason: ReasonByPerson, Receipt: receipt, DoubtOver: true}, nil
	})
}

// Cancel takes a delivery off the plan of which nothing left.
func (d *Desk) Cancel(ctx context.Context, actor account.Actor, id string) (Delivery, error) {
	return d.settle(ctx, actor, id, "delivery.cancel", func(_ *Set, row Delivery, _ time.Time) (Verdict, error) {
		if !row.mayCancel() {
			return Verdict{}, notNow(row)
		}
		return Verdict{State: Cancelled, Reason: ReasonByPerson}, nil
	})
}

func notNow(row Delivery) error {
	return fault.New(fault.StateConflict, fault.Tf("Lượt gửi đang ở trạng thái %s.", "The delivery is %s.", string(row.State)))
}

// settle applies a person's decision to a delivery that no process is sending.
func (d *Desk) settle(ctx context.Context, actor account.Actor, id, action string,
	decide func(s *Set, row Delivery, now time.Time) (Verdict, error)) (Delivery, error) {
	var done Delivery
	err := d.o.Store.InTx(ctx, func(ctx context.Context) error {
		s, err := d.o.Store.LockOf(ctx, id)
		if err != nil {
			return err
		}
		if err := actor.Need(account.DeliveryAct, s.Unit); err != nil {
			return err
		}
		row, _ := s.Find(id)
		if row.LeaseToken != "" {
			return fault.New(fault.StateConflict, fault.T("Đang được xử lý; thử lại sau vài giây.", "It is being worked on; try again in a few seconds."))
		}
		now, err := d.o.Store.Now(ctx)
		if err != nil {
			return err
		}
		v, err := decide(s, row, now)
		if err != nil {
			return err
		}
		done = s.settle(row, v, now)
		if err := s.Err(); err != nil {
			return err
		}
		if err := d.o.Store.Save(ctx, s); err != nil {
			return err
		}
		return d.tell(ctx, actor, action, s, done)
	})
	return done, audit.Refused(ctx, d.o.Trail, audit.Entry{Actor: actor.ID, Action: action, Object: audit.Object{Kind: "delivery", ID: id}}, err)
}

func (d *Desk) tell(ctx context.Context, actor account.Actor, action string, s *Set, done Delivery) error {
	d.o.Store.AfterCommit(ctx, d.o.Wake)
	object, detail := audit.Object{Kind: "delivery", ID: done.ID}, map[string]any{"state": string(done.State)}
	if done.Receipt.Address != "" { // by a person's word perhaps
		detail["address"] = done.Receipt.Address
	}
	if err := d.o.Trail.Record(ctx, audit.Entry{Actor: actor.ID, Action: action, Object: object, Detail: detail}); err != nil {
		return err
	}
	return d.o.Trail.Emit(ctx, audit.Event{Kind: action, Article: s.Edition.Article, Edition: s.Edition.ID, Delivery: done.ID, Channel: done.Channel, Unit: s.Unit})
}
