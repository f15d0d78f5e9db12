package delivery

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/evidence"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// DeskOptions are what a Desk works with.
type DeskOptions struct {
	Store    Store
	Reader   Reader
	Channels Channels
	Trail    audit.Trail
	Wake     func()
	Zone     *time.Location // in which people are told instants
}

// Desk is where people see deliveries and settle what no machine can.
type Desk struct{ o DeskOptions }

// NewDesk makes a Desk.
func NewDesk(o DeskOptions) *Desk { return &Desk{o: o} }

// Delivery reads one delivery.
func (d *Desk) Delivery(ctx context.Context, actor right.Actor, id string) (Listed, error) {
	one, err := d.o.Reader.Delivery(ctx, id)
	if err != nil {
		return Listed{}, err
	}
	if err := actor.Need(right.DeliveryRead, right.In(one.Unit)); err != nil {
		return Listed{}, err
	}
	shown, err := d.hide(ctx, actor, []Listed{one})
	if err != nil {
		return Listed{}, err
	}
	return shown[0], nil
}

// hide takes the titles of what is under embargo from those who may not read the text.
func (d *Desk) hide(ctx context.Context, actor right.Actor, list []Listed) ([]Listed, error) {
	now, err := d.o.Store.Now(ctx)
	for i, one := range list {
		if !one.Embargo.Over(now) && !actor.May(right.ArticleRead, right.In(one.Unit)).Allowed {
			list[i].Title = ""
		}
	}
	return list, err
}

// List finds the deliveries that the actor may see.
func (d *Desk) List(ctx context.Context, actor right.Actor, f Filter) ([]Listed, error) {
	every, units := actor.Scope(right.DeliveryRead)
	if !every && len(units) == 0 {
		return nil, actor.Need(right.DeliveryRead, right.In(""))
	}
	if !every {
		f.Units = units
	}
	list, err := d.o.Reader.List(ctx, f)
	if err != nil {
		return nil, err
	}
	return d.hide(ctx, actor, list)
}

// Payload returns the canonical post that was rendered for a delivery; fault.NotFound
// before its first try. It holds the text of the story, and so wants the right to read
// that beside the right to see the delivery.
func (d *Desk) Payload(ctx context.Context, actor right.Actor, id string) ([]byte, error) {
	one, err := d.Delivery(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	if err := actor.Need(right.ArticleRead, right.In(one.Unit)); err != nil {
		return nil, err
	}
	if one.Payload == nil {
		return nil, fault.New(fault.NotFound, fault.T("Nội dung gửi đi chưa được dựng; nó được dựng khi gửi lần đầu.", "The post is not rendered yet; it is when it is first sent."))
	}
	return one.Payload, nil
}

// Attempts lists the tries of a delivery, newest first.
func (d *Desk) Attempts(ctx context.Context, actor right.Actor, id string) ([]Attempt, error) {
	if _, err := d.Delivery(ctx, actor, id); err != nil {
		return nil, err
	}
	return d.o.Reader.Attempts(ctx, id)
}

// Exchanges are what was asked of the destination in one try, and what it answered, in
// order and without secrets; none after the time for which they are kept. They hold the text
// of the story, and so want the right to read it.
func (d *Desk) Exchanges(ctx context.Context, actor right.Actor, id, attempt string) ([]evidence.Exchange, error) {
	one, err := d.Delivery(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	if err := actor.Need(right.ArticleRead, right.In(one.Unit)); err != nil {
		return nil, err
	}
	return d.o.Reader.Exchanges(ctx, id, attempt)
}

// Retry sends again, at once: after a failure, or when a person has looked and says that
// the post is not there. Of a release that is no longer in force only the latter is
// possible: the doubt ends, nothing is sent, and what waited for it goes on.
func (d *Desk) Retry(ctx context.Context, actor right.Actor, id string) (Delivery, error) {
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
		return Verdict{State: Retrying, Task: TaskSend, NextAt: now, Reason: ReasonByPerson, DoubtOver: true, Spare: row.tries(),
			PortalWaived: row.Reason == ReasonPortalLate, Alone: row.Reason == ReasonSiblingFailed}, nil
	})
}

// Wait has a post go on waiting for the portal's copy, for as long again as its channel lets
// it wait.
func (d *Desk) Wait(ctx context.Context, actor right.Actor, id string) (Delivery, error) {
	return d.settle(ctx, actor, id, "delivery.wait", func(s *Set, row Delivery, now time.Time) (Verdict, error) {
		if !row.mayWait(s.Edition.ApprovedRelease) {
			return Verdict{}, notNow(row)
		}
		return Verdict{State: Waiting, Task: TaskSend, NextAt: now, WaitsFrom: now}, nil
	})
}

// mayWait reports whether there is a portal to go on waiting for, with a release in force.
func (d Delivery) mayWait(inForce string) bool {
	return d.State == Attention && d.Reason == ReasonPortalLate && d.Release == inForce
}

// Check looks at the destination again.
func (d *Desk) Check(ctx context.Context, actor right.Actor, id string) (Delivery, error) {
	return d.settle(ctx, actor, id, "delivery.check", func(_ *Set, row Delivery, now time.Time) (Verdict, error) {
		_, spec, err := d.o.Channels.Describe(ctx, row.Channel)
		if err != nil {
			return Verdict{}, err
		}
		v := Verdict{State: row.State, Task: lookTask(row, spec), NextAt: now, Reason: row.Reason, Detail: row.Detail, Handle: row.Handle}
		switch {
		case v.Task == TaskProve && row.State == Attention:
			v.State = Sent
		case v.Task == TaskPoll:
			v.Looks = row.Looks
		case v.Task == TaskNone && row.State != Attention && row.State != Unsure:
			return Verdict{}, notNow(row)
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
	case d.Intent == connector.Withdraw && d.Reason == ReasonDoubled: // the proof knows one of the copies
	case d.Reason == ReasonPictures: // the proof knows the text
	case d.SentAt.IsZero() || d.State == Withdrawn || spec.Kind == "" || spec.Proof == connector.ProofNone:
	default:
		return TaskProve
	}
	return TaskNone
}

// mayRetry reports whether a person can have it sent again, or say that it is not there.
// While the machine still looks, nobody knows that.
func (d Delivery) mayRetry(inForce bool) bool {
	if d.State != Attention && d.State != Unsure && d.State != Retrying || d.Out() || d.Task == TaskLook {
		return false
	}
	return inForce || d.Intent == connector.Withdraw || !d.NeverLeft()
}

// standing is what a person's decision about a delivery depends on besides the delivery.
type standing struct {
	inForce bool // its release is the edition's approved one
	open    bool // its hour has come, and no embargo holds it
	passive bool // readers see it once our own row says so
}

func (d Delivery) standing(e article.Edition, spec connector.Spec, now time.Time) standing {
	return standing{inForce: d.Release == e.ApprovedRelease, open: !now.Before(d.DueAt) && e.Embargo.Over(now), passive: spec.Passive}
}

// mayMark reports whether a person's word can settle it: doubt, a double that was put in
// order there, or a post that was made by hand. Of what never left, only what might go
// out now can be there by hand; the word for anything else would publish it.
func (d Delivery) mayMark(at standing) bool {
	if d.State != Attention && d.State != Unsure {
		return false
	}
	if d.Intent == connector.Withdraw || d.Out() || !d.NeverLeft() {
		return true
	}
	return at.inForce && at.open && !at.passive
}

// mayCancel reports whether it can be taken off the plan. A withdrawal cannot: what it is
// to take down would stay out with nobody left to remove it.
func (d Delivery) mayCancel() bool {
	return d.Intent != connector.Withdraw && d.NeverLeft() && (d.Pending() || d.State == Attention)
}

// MarkSent records a person's word that the post is at the destination. Readers are led
// to the address of a portal's copy, which must therefore be on that portal.
func (d *Desk) MarkSent(ctx context.Context, actor right.Actor, id, address string) (Delivery, error) {
	given, err := url.Parse(address)
	if address != "" && (err != nil || given.Scheme != "https" && given.Scheme != "http" || given.Host == "") {
		return Delivery{}, fault.Invalid("/address", fault.T("cần địa chỉ đầy đủ bắt đầu bằng https://", "needs a full address beginning with https://"))
	}
	return d.settle(ctx, actor, id, "delivery.mark_sent", func(s *Set, row Delivery, now time.Time) (Verdict, error) {
		c, spec, err := d.o.Channels.Describe(ctx, row.Channel)
		if err != nil && !fault.Explains(err) {
			return Verdict{}, err
		}
		if !row.mayMark(row.standing(s.Edition, spec, now)) {
			return Verdict{}, notNow(row)
		}
		if site, ok := siteOf(c, spec); ok && c.Portal && address != "" && !strings.EqualFold(given.Hostname(), site) {
			return Verdict{}, fault.Invalid("/address", fault.Tf("cần địa chỉ trên cổng %s", "needs an address on the portal %s", site))
		}
		receipt := row.Receipt
		if address != "" {
			receipt.Address = address
		}
		return Verdict{State: Sent, Reason: ReasonByPerson, Receipt: receipt, DoubtOver: true}, nil
	})
}

// siteOf is the host of the first address among a channel's settings.
func siteOf(c channel.Channel, spec connector.Spec) (string, bool) {
	for _, setting := range spec.Settings {
		if setting.Kind != connector.SettingURL {
			continue
		}
		u, err := url.Parse(c.Settings[setting.Name])
		return u.Hostname(), err == nil && u.Host != ""
	}
	return "", false
}

// Cancel takes a delivery off the plan of which nothing left.
func (d *Desk) Cancel(ctx context.Context, actor right.Actor, id string) (Delivery, error) {
	return d.settle(ctx, actor, id, "delivery.cancel", func(_ *Set, row Delivery, _ time.Time) (Verdict, error) {
		if !row.mayCancel() {
			return Verdict{}, notNow(row)
		}
		return Verdict{State: Cancelled, Reason: ReasonByPerson}, nil
	})
}

func notNow(row Delivery) error {
	words := row.words()
	return fault.New(fault.StateConflict, fault.T("Lượt phát đang ở trạng thái “"+words.VI+"”.", "The delivery is “"+words.EN+"”."))
}

// settle applies a person's decision to a delivery that no process is sending.
func (d *Desk) settle(ctx context.Context, actor right.Actor, id, action string,
	decide func(s *Set, row Delivery, now time.Time) (Verdict, error)) (Delivery, error) {
	var done Delivery
	err := d.o.Store.InTx(ctx, func(ctx context.Context) error {
		s, err := d.o.Store.LockOf(ctx, id)
		if err != nil {
			return err
		}
		if err := actor.Need(right.DeliveryAct, right.In(s.Unit)); err != nil {
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
		done = s.Settle(row, v, now)
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

func (d *Desk) tell(ctx context.Context, actor right.Actor, action string, s *Set, done Delivery) error {
	d.o.Store.AfterCommit(ctx, d.o.Wake)
	object, detail := audit.Object{Kind: "delivery", ID: done.ID}, map[string]any{"state": string(done.State)}
	if done.Receipt.Address != "" { // by a person's word perhaps
		detail["address"] = done.Receipt.Address
	}
	if err := d.o.Trail.Record(ctx, audit.Entry{Actor: actor.ID, Action: action, Object: object, Detail: detail}); err != nil {
		return err
	}
	return d.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(action), Article: s.Edition.Article, Edition: s.Edition.ID, Delivery: done.ID, Channel: done.Channel, Unit: s.Unit, Actor: actor.ID})
}
