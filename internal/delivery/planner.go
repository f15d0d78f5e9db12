package delivery

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/timetable"
	"github.com/lantoa/lantoa/internal/walltime"
)

// PlannerOptions are what a Planner works with.
type PlannerOptions struct {
	Store    Store
	Channels Channels
	Articles ArticleReader
	Units    Units
	Trail    audit.Trail
	// Wake tells the dispatcher that there may be work.
	Wake  func()
	NewID func() string
}

// Units answers for the units that stories are filed under; [plan.Service] does.
type Units interface {
	// CheckUnitToday refuses a unit that does not exist today, with a fault at /unit.
	CheckUnitToday(ctx context.Context, code string) error
}

// ArticleReader finds the edition that a plan is made for.
type ArticleReader interface {
	Edition(ctx context.Context, ref article.Ref) (article.Edition, error)
}

// Planner turns acts of the newsroom into deliveries, in the act's own transaction.
type Planner struct{ o PlannerOptions }

var _ article.Deliveries = (*Planner)(nil)

// NewPlanner makes a Planner.
func NewPlanner(o PlannerOptions) *Planner { return &Planner{o: o} }

// Plan asks for deliveries of an edition's approved release.
type Plan struct {
	Ref      article.Ref
	Channels []string
	// Now publishes at once; Slot takes the next free slot of each channel; otherwise At is
	// the wall time.
	Now, Slot bool
	At        walltime.Wall
	// Offsets replaces the offsets of channels, by id; see [channel.Timing].
	Offsets map[string]time.Duration
	// PublishAgain confirms that a story that was taken down goes out once more.
	PublishAgain bool
	// Rehearsal finds out what would be planned, and plans nothing.
	Rehearsal bool
}

// Planned is a delivery with what whoever planned it should know.
type Planned struct {
	Delivery
	ChannelName string
	Notes       []fault.Text
	// Passed are the slots that were not free, with [Plan.Slot].
	Passed []timetable.Coming
}

// Schedule plans the approved release for channels, moves what is planned already, and
// revives what was taken off the plan. Publishing now is the same with due = now. The
// channels are locked, so that two people never get the same free slot.
func (p *Planner) Schedule(ctx context.Context, actor right.Actor, plan Plan) ([]Planned, error) {
	var planned []Planned
	err := p.onEdition(ctx, actor, plan.Ref, "edition.schedule", func(ctx context.Context, s *Set, a act) error {
		if s.Edition.ApprovedRelease == "" {
			return fault.New(fault.StateConflict, fault.T("Bản này chưa được duyệt nên chưa lên lịch được.", "The edition is not approved, so it cannot be scheduled yet."))
		}
		if err := p.o.Units.CheckUnitToday(ctx, s.Unit); err != nil {
			return err
		}
		t, err := p.timing(ctx, s, plan, a.now)
		if err != nil {
			return err
		}
		planned = make([]Planned, len(plan.Channels))
		for _, i := range t.order() {
			if err := p.scheduleOn(ctx, t, i, a, &planned[i]); err != nil {
				return err
			}
		}
		a.told["channels"], a.told["now"], a.told["slot"], a.told["due"] = plan.Channels, plan.Now, plan.Slot, t.base.UTC().Format(time.RFC3339)
		if plan.At.Time != "" {
			a.told["wall"], a.told["zone"] = plan.At.Time, plan.At.Zone
		}
		if err := t.faults.Err(); err != nil || !plan.Rehearsal {
			return err
		}
		return errRehearsed
	})
	if err != nil {
		return nil, err
	}
	return planned, nil
}

// errRehearsed ends an act before anything of it is kept.
var errRehearsed = errors.New("rehearsed")

// scheduleOn plans the i-th channel of a plan; what stands against it is added to the
// plan's faults.
func (p *Planner) scheduleOn(ctx context.Context, t *timing, i int, a act, planned *Planned) error {
	pointer, c := "/channels/"+strconv.Itoa(i), t.channels[i]
	if c.ID == "" {
		return nil // told already
	}
	h, err := p.hour(ctx, t, c)
	if err := t.faults.AddError(pointer, err); err != nil || h.due.IsZero() {
		return err
	}
	d, err := t.set.schedule(c.ID, h, t.plan, a)
	if err := t.faults.AddError(pointer, err); err != nil {
		return err
	}
	*planned = Planned{Delivery: d, ChannelName: c.Name, Notes: h.notes, Passed: h.passed}
	return nil
}

// schedule plans, moves or revives the delivery of the approved release on one channel:
// its publication, or its correction where an earlier release is out.
func (s *Set) schedule(channel string, h hour, plan Plan, a act) (Delivery, error) {
	round, intent := 1, connector.Publish
	for _, d := range s.On(channel) {
		round = max(round, d.Round)
		switch {
		case d.Uncertain():
			return Delivery{}, fault.Invalid("", fault.T("lần gửi trước trên kênh này chưa rõ kết quả; chờ hoặc xử lý lần đó trước", "the outcome of an earlier delivery on this channel is open; wait for it or settle it first"))
		case d.Out() && d.Release == s.Edition.ApprovedRelease, d.State == Superseded && d.Reason == ReasonUnchanged && d.Release == s.Edition.ApprovedRelease:
			return Delivery{}, fault.Invalid("", fault.T("kênh này đã có đúng bản này; dùng đính chính (correct) hoặc gỡ", "this channel has this very release; correct or withdraw it"))
		case d.Out():
			intent = connector.Correct
		case d.State == Withdrawn && d.Round == round && !plan.PublishAgain:
			return Delivery{}, fault.Invalid("", fault.T("bài đã gỡ khỏi kênh này; gửi publish_again: true để xác nhận đăng lại", "the story was taken down here; send publish_again: true to confirm that it goes out again"))
		case d.State == Withdrawn && d.Round == round:
			round++
		case d.Intent == connector.Withdraw && d.SentAt.IsZero() && (d.Pending() || d.State == Attention):
			return Delivery{}, fault.Invalid("", fault.T("đang gỡ bài khỏi kênh này; chờ hoặc xử lý việc gỡ trước", "the story is being taken down here; wait for that or settle it first"))
		}
	}
	for _, d := range s.On(channel) {
		d, _ = s.Find(d.ID) // what came before may have freed it
		if d.Release == s.Edition.ApprovedRelease && d.Intent == intent && d.Round == round && d.NeverLeft() {
			return s.replan(d, h, a.now), nil
		}
		if d.NeverLeft() && (d.Pending() || d.State == Attention) {
			s.halt(d, Superseded, ReasonNewRelease, a.now)
		}
	}
	return s.add(Delivery{ID: a.newID(), Release: s.Edition.ApprovedRelease, Channel: channel, Intent: intent, Round: round,
		CreatedBy: a.by, DueAt: h.due, Wall: h.wall, Zone: h.zone, Offset: h.offset}, a.now), nil
}

// replan moves a delivery of which nothing ever left; its tries count anew.
func (s *Set) replan(d Delivery, h hour, now time.Time) Delivery {
	if d.State != Retrying {
		d.State = Waiting
	}
	d.Reason, d.Detail = ReasonNone, fault.Text{}
	d.Task, d.DueAt, d.NextAt, d.Wall, d.Zone, d.Offset = TaskSend, h.due, h.due, h.wall, h.zone, h.offset
	d.PortalWaived, d.WaitsFrom, d.Alone = false, time.Time{}, false
	d.Attempt, d.Spared, d.Looks = 0, 0, 0
	// Words may have been put into the channel's form for another hour.
	d.Payload, d.PayloadHash = nil, ""
	s.Put(d, now)
	return d
}

// Unschedule takes deliveries off the plan of which nothing has left: on the channels
// given, each of which must have one, or on all for nil. What could not be stopped any
// more is listed.
func (p *Planner) Unschedule(ctx context.Context, actor right.Actor, ref article.Ref, channels []string) (article.Effect, error) {
	if channels != nil && len(channels) == 0 {
		return article.Effect{}, fault.Invalid("/channels", fault.T("chọn ít nhất một kênh, hoặc bỏ trường này để bỏ lịch trên mọi kênh",
			"choose at least one channel, or leave the field out for all"))
	}
	var effect article.Effect
	err := p.onEdition(ctx, actor, ref, "edition.unschedule", func(_ context.Context, s *Set, a act) error {
		effect = article.Effect{}
		named := channels
		if named == nil {
			named = s.Channels()
		}
		var faults fault.Fields
		for i, id := range named {
			if !s.unschedule(id, a, &effect) && channels != nil {
				faults.Add("/channels/"+strconv.Itoa(i), fault.T("không có gì đang chờ trên kênh này", "nothing is waiting on this channel"))
			}
		}
		a.told["channels"], a.told["cancelled"] = named, effect.Cancelled
		if channels == nil && len(effect.Cancelled)+len(effect.InFlight) == 0 {
			return fault.New(fault.StateConflict, fault.T("Không có gì đang chờ phát.", "Nothing is waiting to go out."))
		}
		return faults.Err()
	})
	return effect, err
}

// unschedule takes off what waits on a channel, and reports whether anything did.
func (s *Set) unschedule(channel string, a act, effect *article.Effect) (found bool) {
	for _, d := range s.On(channel) {
		switch {
		case d.Intent == connector.Withdraw:
		case d.NeverLeft() && (d.Pending() || d.State == Attention):
			s.halt(d, Cancelled, ReasonUnscheduled, a.now)
			effect.Cancelled = append(effect.Cancelled, d.ID)
			found = true
		case d.Uncertain():
			effect.InFlight = append(effect.InFlight, d.ID)
			found = true
		}
	}
	return found
}

// onEdition runs an act on a locked edition's deliveries, with audit, event and wake.
func (p *Planner) onEdition(ctx context.Context, actor right.Actor, ref article.Ref, action string, fn func(ctx context.Context, s *Set, a act) error) error {
	object := audit.Object{Kind: "edition"}
	err := p.o.Store.InTx(ctx, func(ctx context.Context) error {
		e, err := p.o.Articles.Edition(ctx, ref)
		if err != nil {
			return err
		}
		object.ID = e.ID
		s, a, err := p.open(ctx, actor, e.ID)
		if err != nil {
			return err
		}
		if err := actor.Need(right.EditionSchedule, right.In(s.Unit)); err != nil {
			return err
		}
		ctx = audit.InPlaceOf(ctx, actor.May(right.EditionSchedule, right.In(s.Unit)).OnBehalf.ID)
		a.told = map[string]any{}
		if err := fn(ctx, s, a); errors.Is(err, errRehearsed) {
			return nil
		} else if err != nil {
			return err
		}
		if err := p.o.Trail.Record(ctx, audit.Entry{Actor: actor.ID, Action: action, Object: object, Detail: a.told}); err != nil {
			return err
		}
		return p.close(ctx, s, actor.ID, action)
	})
	return audit.Refused(ctx, p.o.Trail, audit.Entry{Actor: actor.ID, Action: action, Object: object}, err)
}

func (p *Planner) open(ctx context.Context, actor right.Actor, edition string) (*Set, act, error) {
	s, err := p.o.Store.Lock(ctx, edition)
	if err != nil {
		return nil, act{}, err
	}
	now, err := p.o.Store.Now(ctx)
	return s, act{by: actor.ID, now: now, newID: p.o.NewID}, err
}

// close saves a set and wakes the dispatcher once it is committed.
func (p *Planner) close(ctx context.Context, s *Set, actor, action string) error {
	if err := s.Err(); err != nil {
		return err
	}
	if err := p.o.Store.Save(ctx, s); err != nil {
		return err
	}
	p.o.Store.AfterCommit(ctx, p.o.Wake)
	return p.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(action), Article: s.Edition.Article, Edition: s.Edition.ID, Unit: s.Unit, Actor: actor})
}

// Approved implements article.Deliveries.
func (p *Planner) Approved(ctx context.Context, actor right.Actor, e article.Edition, r release.Release) (article.Effect, error) {
	return p.change(ctx, actor, e, func(s *Set, a act) article.Effect { return s.approved(r.ID, a) })
}

// Reopened implements article.Deliveries.
func (p *Planner) Reopened(ctx context.Context, actor right.Actor, e article.Edition) (article.Effect, error) {
	return p.change(ctx, actor, e, func(s *Set, a act) article.Effect { return s.reopened(a) })
}

// Withdrawn implements article.Deliveries.
func (p *Planner) Withdrawn(ctx context.Context, actor right.Actor, e article.Edition) (article.Effect, error) {
	return p.change(ctx, actor, e, func(s *Set, a act) article.Effect { return s.withdrawn(e.Note.Text, a) })
}

func (p *Planner) change(ctx context.Context, actor right.Actor, e article.Edition, fn func(s *Set, a act) article.Effect) (article.Effect, error) {
	s, a, err := p.open(ctx, actor, e.ID)
	if err != nil {
		return article.Effect{}, err
	}
	s.Edition = e // as the act is about to leave it
	effect := fn(s, a)
	return effect, p.close(ctx, s, actor.ID, "delivery.plan")
}

// ReachedSoFar implements article.Deliveries.
func (p *Planner) ReachedSoFar(ctx context.Context, edition string) (article.Reach, error) {
	return p.o.Store.Reach(ctx, edition)
}

// Reached implements article.Deliveries.
func (p *Planner) Reached(ctx context.Context, edition string) (article.Reach, error) {
	s, err := p.o.Store.Lock(ctx, edition)
	if err != nil {
		return article.Reach{}, err
	}
	return s.Reach(), nil
}
