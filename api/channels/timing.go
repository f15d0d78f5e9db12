package channels

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/timetable"
)

// Rate bounds how often a channel begins to send.
type Rate struct {
	EverySeconds float64 `json:"every_seconds" doc:"One post in so many seconds in the long run, 86400 at most; 0 means no bound"`
	Burst        int     `json:"burst" doc:"So many at once at most, 1 to 1000"`
}

// Hours are the quiet hours of a channel.
type Hours struct {
	Zone  string  `json:"zone,omitempty" doc:"IANA name; that of the newsroom where it is left out"`
	Quiet []Quiet `json:"quiet" nullable:"false"`
}

// Quiet is a span in which a channel rests.
type Quiet struct {
	From string   `json:"from" example:"22:00"`
	To   string   `json:"to" example:"06:00" doc:"Of the next day where it is not after from; 24:00 is the end of the day"`
	Days []string `json:"days,omitempty" nullable:"false" doc:"Those on which it begins, mon to sun; left out means every day"`
}

// Slot is a posting time.
type Slot struct {
	Cron string `json:"cron" example:"30 7 * * 1-5" doc:"Minute, hour, day of the month, month, day of the week"`
	Zone string `json:"zone,omitempty" doc:"IANA name; that of the newsroom where it is left out"`
}

// Timing is when and how fast a channel takes posts.
type Timing struct {
	Rate            Rate    `json:"rate"`
	GraceSeconds    float64 `json:"grace_seconds" doc:"How late a publication may be and still go out by itself; later ones wait for a person"`
	QuietHours      *Hours  `json:"quiet_hours,omitempty"`
	KeepsClosedDays bool    `json:"keeps_closed_days" doc:"No slots on closed days, and rest on those that close"`
	Slots           []Slot  `json:"slots" nullable:"false"`
	DistanceSeconds float64 `json:"distance_seconds" doc:"Least distance of a free slot from any other post"`
	AfterPortal     string  `json:"after_portal,omitempty" enum:"wait,ask,go_on" doc:"Of posts that lead to the story: wait for the portal's copy where one is planned; ask a person once portal_patience_seconds have passed; or go on without it. Absent where the destination gets the whole story"`
	PatienceSeconds float64 `json:"portal_patience_seconds,omitempty"`
	OffsetSeconds   float64 `json:"offset_seconds" doc:"How long after a plan's hour, and after the portal's copy, its posts go"`
	DryRun          bool    `json:"dry_run" doc:"Posts are made and checked, and not sent; withdrawals of what is out go out"`
}

// Resting is a stretch of time in which a channel rests.
type Resting struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

// Breaker tells of a channel that is cut off.
type Breaker struct {
	Failures int       `json:"failures" doc:"Tries in a row that the destination did not answer"`
	Until    time.Time `json:"until" doc:"When one try probes it"`
}

func timingOf(t channel.Timing) Timing {
	shape := Timing{Rate: Rate{EverySeconds: t.Rate.Every.Seconds(), Burst: t.Rate.Burst}, GraceSeconds: t.Grace.Seconds(), KeepsClosedDays: t.KeepsClosedDays,
		Slots: []Slot{}, DistanceSeconds: t.Distance.Seconds(), AfterPortal: string(t.AfterPortal), OffsetSeconds: t.Offset.Seconds(), DryRun: t.DryRun}
	if t.AfterPortal.Leads() {
		shape.PatienceSeconds = t.PortalPatience.Seconds()
	}
	for _, s := range t.Slots {
		shape.Slots = append(shape.Slots, Slot(s))
	}
	if len(t.Hours.Quiet) > 0 {
		shape.QuietHours = &Hours{Zone: t.Hours.Zone}
		for _, q := range t.Hours.Quiet {
			shape.QuietHours.Quiet = append(shape.QuietHours.Quiet, Quiet(q))
		}
	}
	return shape
}

// TimingPatch says what to change of a timing.
type TimingPatch struct {
	Rate            *Rate    `json:"rate,omitempty"`
	GraceSeconds    *float64 `json:"grace_seconds,omitempty" doc:"0 to 604800"`
	QuietHours      *Hours   `json:"quiet_hours,omitempty" doc:"Replaces all; none in it means that the channel never rests"`
	KeepsClosedDays *bool    `json:"keeps_closed_days,omitempty"`
	Slots           *[]Slot  `json:"slots,omitempty" doc:"Replaces all"`
	DistanceSeconds *float64 `json:"distance_seconds,omitempty" doc:"0 to 604800"`
	AfterPortal     *string  `json:"after_portal,omitempty" enum:"wait,ask,go_on"`
	PatienceSeconds *float64 `json:"portal_patience_seconds,omitempty" doc:"60 to 86400"`
	OffsetSeconds   *float64 `json:"offset_seconds,omitempty" doc:"0 to 86400"`
	DryRun          *bool    `json:"dry_run,omitempty"`
}

func (p TimingPatch) domain() channel.TimingPatch {
	patch := channel.TimingPatch{Grace: seconds(p.GraceSeconds), KeepsClosedDays: p.KeepsClosedDays, Distance: seconds(p.DistanceSeconds),
		AfterPortal: (*channel.AfterPortal)(p.AfterPortal), PortalPatience: seconds(p.PatienceSeconds), Offset: seconds(p.OffsetSeconds), DryRun: p.DryRun}
	if p.Rate != nil {
		patch.Rate = &channel.Rate{Every: *micros(seconds(&p.Rate.EverySeconds)), Burst: p.Rate.Burst}
	}
	if p.QuietHours != nil {
		patch.Hours = &timetable.Hours{Zone: p.QuietHours.Zone}
		for _, q := range p.QuietHours.Quiet {
			patch.Hours.Quiet = append(patch.Hours.Quiet, timetable.Quiet(q))
		}
	}
	if p.Slots != nil {
		slots := make([]timetable.Slot, len(*p.Slots))
		for i, s := range *p.Slots {
			slots[i] = timetable.Slot(s)
		}
		patch.Slots = &slots
	}
	return patch
}

// micros truncates to what is kept.
func micros(d *time.Duration) *time.Duration { return new(d.Truncate(time.Microsecond)) }

// ClosedDay is a holiday or a day of mourning.
type ClosedDay struct {
	Day       string             `json:"day" format:"date"`
	Effect    string             `json:"effect" enum:"no_slots,closed" doc:"no_slots: the day has no slots, what is planned for an hour of it goes out; closed: channels that keep closed days rest from midnight to midnight"`
	Name      rest.LocalizedText `json:"name"`
	CreatedBy string             `json:"created_by"`
	CreatedAt time.Time          `json:"created_at"`
	May       rest.May           `json:"may"`
}

func closedDayOf(actor right.Actor, d channel.ClosedDay) ClosedDay {
	return ClosedDay{Day: d.Date, Effect: string(d.Effect), Name: rest.Localized(d.Name), CreatedBy: d.CreatedBy, CreatedAt: d.CreatedAt.UTC(),
		May: rest.MayOf(actor, right.In(""), map[string]right.Action{"remove": right.ChannelManage})}
}

// NewClosedDay is a day to be added to the calendar.
type NewClosedDay struct {
	Day    string             `json:"day" format:"date" example:"2026-09-02"`
	Effect string             `json:"effect" enum:"no_slots,closed"`
	Name   rest.LocalizedText `json:"name"`
}

// ComingSlot is a slot that is to come.
type ComingSlot struct {
	At      time.Time           `json:"at"`
	Cron    string              `json:"cron"`
	Zone    string              `json:"zone"`
	Verdict string              `json:"verdict" enum:"free,taken,too_near,quiet,closed_day"`
	Detail  *rest.LocalizedText `json:"detail,omitempty" doc:"Why it is not free"`
}

// ComingSlots are the next slots of a channel.
type ComingSlots struct {
	Slots []ComingSlot `json:"slots" nullable:"false"`
}

type slotting struct {
	Identified
	Count int `query:"count" minimum:"1" maximum:"100" default:"20" doc:"So many at most"`
}

func (h *handlers) slots(ctx context.Context, in *slotting) (*rest.Plain[ComingSlots], error) {
	slots, err := h.desk.Slots(ctx, rest.Actor(ctx), in.ID, in.Count)
	if err != nil {
		return nil, err
	}
	shape := ComingSlots{Slots: []ComingSlot{}}
	for _, s := range slots {
		shape.Slots = append(shape.Slots, ComingSlot{At: s.At.UTC(), Cron: s.Slot.Cron, Zone: s.Slot.Zone, Verdict: string(s.Verdict), Detail: rest.SomeLocalized(s.Words)})
	}
	return &rest.Plain[ComingSlots]{Body: shape}, nil
}

func (h *handlers) registerCalendar() {
	rest.Add(h.r, rest.Op{ID: "getSlots", Method: http.MethodGet, Path: one + "/slots", Tag: tag, Summary: "Get the next slots of a channel, and which are free"}, h.slots)
	rest.Add(h.r, rest.Op{ID: "listClosedDays", Method: http.MethodGet, Path: "/closed-days", Tag: tag, Summary: "List holidays and days of mourning by date"}, h.closedDays)
	rest.Add(h.r, rest.Op{ID: "addClosedDay", Method: http.MethodPost, Path: "/closed-days", Tag: tag, Summary: "Add a closed day, for every channel that keeps them", Status: http.StatusCreated, Keyed: true}, h.closeDay)
	rest.Add(h.r, rest.Op{ID: "getClosedDay", Method: http.MethodGet, Path: "/closed-days/{day}", Tag: tag, Summary: "Get a closed day"}, h.closedDay)
	rest.Add(h.r, rest.Op{ID: "removeClosedDay", Method: http.MethodDelete, Path: "/closed-days/{day}", Tag: tag, Summary: "Take a closed day off the calendar", Status: http.StatusNoContent}, h.openDay)
}

func (h *handlers) closedDays(ctx context.Context, in *rest.Paging) (*rest.List[ClosedDay], error) {
	actor := rest.Actor(ctx)
	all, err := h.channels.ClosedDays(ctx, actor)
	if err != nil {
		return nil, err
	}
	return rest.Sliced(ctx, h.r, *in, all, func(d channel.ClosedDay) string { return d.Date }, func(d channel.ClosedDay) ClosedDay { return closedDayOf(actor, d) })
}

func (h *handlers) closeDay(ctx context.Context, in *struct{ Body NewClosedDay }) (*rest.Made[ClosedDay], error) {
	day := timetable.Day{Date: in.Body.Day, Effect: timetable.Effect(in.Body.Effect), Name: fault.T(in.Body.Name.VI, in.Body.Name.EN)}
	made, err := h.channels.CloseDay(ctx, rest.Actor(ctx), day)
	if err != nil {
		return nil, err
	}
	return rest.Created(h.r, "/closed-days/"+made.Date, 0, closedDayOf(rest.Actor(ctx), made)), nil
}

// Dated names a closed day.
type Dated struct {
	Day string `path:"day" doc:"Date of the closed day"`
}

func (h *handlers) closedDay(ctx context.Context, in *Dated) (*rest.Plain[ClosedDay], error) {
	d, err := h.channels.ClosedDay(ctx, rest.Actor(ctx), in.Day)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[ClosedDay]{Body: closedDayOf(rest.Actor(ctx), d)}, nil
}

func (h *handlers) openDay(ctx context.Context, in *Dated) (*struct{}, error) {
	return nil, h.channels.OpenDay(ctx, rest.Actor(ctx), in.Day)
}
