package delivery

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/timetable"
	"github.com/lantoa/lantoa/internal/walltime"
)

// timing is a plan with what its hours depend on.
type timing struct {
	set  *Set
	plan Plan
	now  time.Time
	// base is the hour of the plan; with slots, the instant from which they are sought.
	base     time.Time
	channels []channel.Channel // those of the plan, locked; the zero value where there is none
	faults   fault.Fields
}

// hour is when one delivery of a plan goes.
type hour struct {
	due        time.Time
	wall, zone string // as typed, or those of the slot; "" for now
	offset     time.Duration
	// afterPortal: it was put off, since the portal's copy is planned for later.
	afterPortal bool
	notes       []fault.Text
	passed      []timetable.Coming
}

func (p *Planner) timing(ctx context.Context, s *Set, plan Plan, now time.Time) (*timing, error) {
	t := &timing{set: s, plan: plan, now: now, base: now, channels: make([]channel.Channel, len(plan.Channels))}
	switch {
	case plan.Slot:
		t.base = later(now, s.Edition.Embargo.Until)
	case !plan.Now:
		var err error
		if t.base, err = plan.At.Future(now); err != nil {
			return nil, err
		}
	}
	if e := s.Edition.Embargo; t.base.Before(e.Until) {
		return nil, fault.Invalid("/time", fault.Tf("trước giờ cấm phát %s (%s); chọn giờ muộn hơn", "is before the embargo ends at %s (%s); choose a later time", e.Wall, e.Zone))
	}
	if len(plan.Channels) == 0 {
		t.faults.Add("/channels", fault.T("chọn ít nhất một kênh", "choose at least one channel"))
	}
	for _, id := range slices.Sorted(maps.Keys(plan.Offsets)) {
		switch offset := plan.Offsets[id]; {
		case !slices.Contains(plan.Channels, id):
			t.faults.Add("/offsets/"+id, fault.T("kênh này không có trong channels", "this channel is not among the channels"))
		case offset < 0 || offset > channel.MaxOffset:
			t.faults.Add("/offsets/"+id, fault.T("cần trong khoảng 0 đến 24 giờ", "must be within 0 and 24 hours"))
		}
	}
	return t, p.lock(ctx, t)
}

// lock locks the channels of a plan, in the order of their ids, so that two plans never wait
// for each other, and holds each against the edition.
func (p *Planner) lock(ctx context.Context, t *timing) error {
	rows := map[string]channel.Channel{}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(t.plan.Channels))) {
		c, err := p.o.Channels.LockRow(ctx, id)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		rows[id] = c
	}
	for i, id := range t.plan.Channels {
		pointer := "/channels/" + strconv.Itoa(i)
		c, there := rows[id]
		switch {
		case !there:
			t.faults.Add(pointer, fault.T("không có kênh này", "there is no such channel"))
		case slices.Contains(t.plan.Channels[:i], id):
			t.faults.Add(pointer, fault.T("kênh này đã có ở trên", "this channel is there already"))
		case c.Lang != "" && c.Lang != t.set.Edition.Lang:
			t.faults.Add(pointer, fault.Tf("kênh này chỉ nhận bản %s", "this channel takes the edition in %s only", c.Lang))
		default:
			t.channels[i] = c
		}
	}
	return nil
}

// order lists the channels of a plan, by their places in it: the portal first, after which
// others go.
func (t *timing) order() []int {
	var portals, others []int
	for i, c := range t.channels {
		if c.Portal {
			portals = append(portals, i)
		} else {
			others = append(others, i)
		}
	}
	return append(portals, others...)
}

// hour finds when a delivery on a channel goes, and what is to be said of that.
func (p *Planner) hour(ctx context.Context, t *timing, c channel.Channel) (hour, error) {
	table, err := timetableOf(ctx, p.o.Store, p.o.Channels, c, t.set.Edition.ID, t.base)
	if err != nil {
		return hour{}, err
	}
	h := hour{due: t.base, wall: t.plan.At.Time, zone: t.plan.At.Zone}
	if portal, goes := t.portalAt(); goes && !c.Portal {
		h.offset = c.Offset
		if given, named := t.plan.Offsets[c.ID]; named {
			h.offset = given
		}
		if after := portal.Add(h.offset); (h.offset > 0 || c.AfterPortal.Waits()) && after.After(h.due) {
			h.due = after
			h.afterPortal = portal.After(t.base)
		}
	}
	if t.plan.Slot {
		h, err = slotted(table, h)
		h.outlives(c)
		return h, err
	}
	h.notes = table.Remarks(h.due, h.zone)
	h.outlives(c)
	if h.afterPortal {
		h.notes = append(h.notes, fault.T("Bản trên cổng có lịch muộn hơn; bài này đi sau bản đó.", "The portal's copy is planned for later; this post goes after it."))
	}
	return h, nil
}

// outlives warns of an hour at which the channel's credential has come to its end.
func (h *hour) outlives(c channel.Channel) {
	if end := c.CredentialExpiresAt; !end.IsZero() && h.due.After(end) {
		h.notes = append(h.notes, fault.T("Khóa truy cập của kênh hết hạn trước giờ đó; cần gia hạn trước khi bài đi.", "The channel's credential ends before that hour; renew it before the post goes."))
	}
}

// portalAt is when the edition's copy goes to its portal, where it is planned and not there.
func (t *timing) portalAt() (time.Time, bool) {
	for _, d := range t.set.rows {
		if slices.Contains(t.set.Portals, d.Channel) && d.Intent == connector.Publish && (d.Pending() || d.InFlight()) && d.SentAt.IsZero() {
			return d.DueAt, true
		}
	}
	return time.Time{}, false
}

// slotted takes the next free slot; one in this very instant has not passed.
func slotted(table timetable.Table, h hour) (hour, error) {
	free, err := table.Propose(h.due.Add(-time.Microsecond))
	if err != nil {
		return hour{}, err
	}
	h.due, h.zone, h.passed = free.At, free.Slot.Zone, free.Passed
	zone, err := time.LoadLocation(h.zone)
	h.wall = free.At.In(cmp.Or(zone, time.UTC)).Format(walltime.Layout)
	return h, err
}

// timetableOf is what the slots of a channel are judged by from an instant on, for whatever
// is not of an edition itself.
func timetableOf(ctx context.Context, store Store, channels Channels, c channel.Channel, edition string, from time.Time) (timetable.Table, error) {
	taken, err := store.Planned(ctx, c.ID, edition, from.Add(-c.Distance))
	if err != nil {
		return timetable.Table{}, err
	}
	return channels.Timetable(ctx, c, taken)
}

// Slots lists the next slots of a channel, with what becomes of each.
func (d *Desk) Slots(ctx context.Context, actor right.Actor, id string, most int) ([]timetable.Coming, error) {
	if err := actor.Need(right.ChannelRead, right.In("")); err != nil {
		return nil, err
	}
	c, err := d.o.Channels.Row(ctx, id)
	if err != nil {
		return nil, err
	}
	now, err := d.o.Store.Now(ctx)
	if err != nil {
		return nil, err
	}
	table, err := timetableOf(ctx, d.o.Store, d.o.Channels, c, "", now)
	if err != nil {
		return nil, err
	}
	var slots []timetable.Coming
	for one := range table.Coming(now) {
		if slots = append(slots, one); len(slots) == most {
			break
		}
	}
	return slots, nil
}
