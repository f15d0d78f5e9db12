package articles

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/walltime"
)

func (h *handlers) planning() {
	rest.Add(h.r, act("scheduleEdition", "schedule", "Schedule the approved release on channels, at a wall time or now"), h.schedule)
	rest.Add(h.r, act("unscheduleEdition", "unschedule", "Cancel the deliveries of an edition that were never sent"), h.unschedule)
	rest.Add(h.r, rest.Op{ID: "setEmbargo", Method: http.MethodPut, Path: edition + "/embargo", Tag: tag, Summary: "Hide an edition from the public until a wall time"}, h.embargo)
	rest.Add(h.r, rest.Op{ID: "liftEmbargo", Method: http.MethodDelete, Path: edition + "/embargo", Tag: tag, Summary: "Lift the embargo of an edition"}, h.lift)
}

// ScheduleInput says where and when.
type ScheduleInput struct {
	Channels     []string           `json:"channels" nullable:"false" maxItems:"100" doc:"Ids of channels"`
	At           *rest.WallTime     `json:"at,omitempty" doc:"Either this"`
	Now          bool               `json:"now,omitempty" doc:"or this"`
	Slot         bool               `json:"slot,omitempty" doc:"or this: the next free slot of each channel"`
	Offsets      map[string]float64 `json:"offset_seconds,omitempty" doc:"Instead of their own, by the ids of channels: how long after the hour, and after the portal's copy, they go"`
	PublishAgain bool               `json:"publish_again,omitempty" doc:"Confirms that a story that was taken down goes out once more"`
	DryRun       bool               `json:"dry_run,omitempty" doc:"Tells hours, warnings and refusals as if it were planned, and plans nothing"`
}

type scheduling struct {
	Acting
	Body ScheduleInput
}

// plan reads the three ways of naming a time: exactly one of them is needed.
func (s ScheduleInput) plan(ref article.Ref) (delivery.Plan, error) {
	p := delivery.Plan{Ref: ref, Channels: s.Channels, Now: s.Now, Slot: s.Slot, PublishAgain: s.PublishAgain, Rehearsal: s.DryRun}
	ways := 0
	for _, chosen := range []bool{s.At != nil, s.Now, s.Slot} {
		if chosen {
			ways++
		}
	}
	switch {
	case ways == 0:
		return p, fault.Invalid("/at", fault.T("cần giờ và múi giờ, hoặc now: true để đăng ngay, hoặc slot: true để lấy khung giờ trống kế tiếp",
			"needs a time and a zone, or now: true to publish at once, or slot: true for the next free slot"))
	case ways > 1:
		pointer := "/now"
		if s.Slot {
			pointer = "/slot"
		}
		return p, fault.Invalid(pointer, fault.T("chỉ chọn một: at, now hoặc slot", "choose one of them: at, now or slot"))
	case s.At != nil:
		p.At = wallOf(*s.At)
	}
	for id, seconds := range s.Offsets {
		if p.Offsets == nil {
			p.Offsets = map[string]time.Duration{}
		}
		p.Offsets[id] = time.Duration(seconds * float64(time.Second)).Truncate(time.Microsecond)
	}
	return p, nil
}

func wallOf(w rest.WallTime) walltime.Wall {
	return walltime.Wall{Time: w.Time, Zone: w.Zone, Offset: w.Offset}
}

func (h *handlers) schedule(ctx context.Context, in *scheduling) (*rest.One[EditionResult], error) {
	if err := h.unchanged(ctx, in.Acting); err != nil {
		return nil, err
	}
	wanted, err := in.Body.plan(in.ref())
	if err != nil {
		return nil, err
	}
	warnings, err := h.warnings(ctx, in.ref(), wanted.Channels)
	if err != nil {
		return nil, err
	}
	planned, err := h.o.Planner.Schedule(ctx, rest.Actor(ctx), wanted)
	if err != nil {
		return nil, offsetsNamed(rest.Nest(err, "/at", "/time", "/zone", "/offset"), wanted)
	}
	answer, err := h.after(ctx, in.Acting, nil)
	if err != nil {
		return nil, err
	}
	for _, d := range planned {
		shape := summaryOf(d.Delivery)
		shape.ChannelName = d.ChannelName
		answer.Body.Deliveries = append(answer.Body.Deliveries, shape)
		for _, note := range d.Notes {
			warnings = append(warnings, ScheduleWarning{Channel: d.Channel, ChannelName: d.ChannelName, Detail: rest.Localized(note)})
		}
		for _, one := range d.Passed {
			answer.Body.Passed = append(answer.Body.Passed, PassedSlot{Channel: d.Channel, At: one.At.UTC(), Verdict: string(one.Verdict), Detail: rest.Localized(one.Words)})
		}
	}
	owed, err := h.owed(ctx, in.ref())
	answer.Body.Warnings = append(warnings, owed...)
	return answer, err
}

// owed warns of each channel that has what a formal correction is about, and is not to get it.
func (h *handlers) owed(ctx context.Context, ref article.Ref) ([]ScheduleWarning, error) {
	left, err := h.o.Links.LeftOut(ctx, ref)
	var shapes []ScheduleWarning
	for _, one := range left {
		shapes = append(shapes, ScheduleWarning{Channel: one.ID, ChannelName: one.Name, Detail: rest.Localized(fault.T(
			"Bạn đọc kênh này đã nhận bài được cải chính mà bài cải chính chưa được xếp lịch lên đây.", "Readers of this channel had the story that is corrected, and the formal correction is not planned for it."))})
	}
	return shapes, err
}

// offsetsNamed gives faults of offsets the name that the field has here.
func offsetsNamed(err error, p delivery.Plan) error {
	for id := range p.Offsets {
		err = rest.Rename(err, "/offsets/"+id, "/offset_seconds/"+id)
	}
	return err
}

// PassedSlot is a slot that was not free.
type PassedSlot struct {
	Channel string             `json:"channel" doc:"Id of the channel"`
	At      time.Time          `json:"at"`
	Verdict string             `json:"verdict" enum:"taken,too_near,quiet,closed_day"`
	Detail  rest.LocalizedText `json:"detail"`
}

// ScheduleWarning says what an editor should know of a post that was planned all the same.
type ScheduleWarning struct {
	Channel     string             `json:"channel" doc:"Id of the channel"`
	ChannelName string             `json:"channel_name"`
	Detail      rest.LocalizedText `json:"detail"`
}

// warnings are what the preview has to say of some channels. Who may plan and not read gets
// none, and what is wrong with the order is the planner's to tell.
func (h *handlers) warnings(ctx context.Context, ref article.Ref, channels []string) ([]ScheduleWarning, error) {
	if len(channels) == 0 {
		return nil, nil
	}
	list, err := h.o.Previews.Of(ctx, rest.Actor(ctx), ref, channels)
	if _, told := fault.As(err); told {
		return nil, nil
	}
	var shapes []ScheduleWarning
	for _, one := range list {
		for _, detail := range one.Warnings() {
			shapes = append(shapes, ScheduleWarning{Channel: one.Channel.ID, ChannelName: one.Channel.Name, Detail: rest.Localized(detail)})
		}
	}
	return shapes, err
}

// after shows the edition once an act has reached the deliveries, from which its
// publication is derived.
func (h *handlers) after(ctx context.Context, in Acting, effect *article.Effect) (*rest.One[EditionResult], error) {
	a, e, err := h.o.Articles.After(ctx, in.ref())
	if err != nil {
		return nil, err
	}
	may, err := h.may(ctx, rest.Actor(ctx), a, e)
	if err != nil {
		return nil, err
	}
	shape := EditionResult{Edition: editionOf(e), May: may}
	if effect != nil {
		done := effectOf(*effect)
		shape.Effect = &done
	}
	return rest.Versioned(e.Version, shape), nil
}

// unchanged holds an optional If-Match against the edition, for acts that the engine
// carries out without a version.
func (h *handlers) unchanged(ctx context.Context, in Acting) error {
	at, err := in.at()
	if err != nil || at.Version == 0 {
		return err
	}
	_, e, err := h.o.Articles.Edition(ctx, rest.Actor(ctx), at.Ref)
	if err == nil && e.Version != at.Version {
		return fault.New(fault.StaleVersion, fault.Tf("Bản hiện tại là %d.", "The present version is %d.", e.Version))
	}
	return err
}

// UnscheduleInput names channels; without them it means all.
type UnscheduleInput struct {
	Channels []string `json:"channels,omitempty" nullable:"false" maxItems:"100" doc:"Ids of channels; absent means all"`
}

type unscheduling struct {
	Acting
	Body *UnscheduleInput
}

func (h *handlers) unschedule(ctx context.Context, in *unscheduling) (*rest.One[EditionResult], error) {
	if err := h.unchanged(ctx, in.Acting); err != nil {
		return nil, err
	}
	var channels []string
	if in.Body != nil {
		channels = in.Body.Channels
	}
	effect, err := h.o.Planner.Unschedule(ctx, rest.Actor(ctx), in.ref(), channels)
	if err != nil {
		return nil, err
	}
	return h.after(ctx, in.Acting, &effect)
}

type embargoing struct {
	Acting
	Body rest.WallTime
}

func (h *handlers) embargo(ctx context.Context, in *embargoing) (*rest.One[EditionResult], error) {
	return h.setEmbargo(ctx, in.Acting, wallOf(in.Body))
}

func (h *handlers) lift(ctx context.Context, in *Acting) (*rest.One[EditionResult], error) {
	return h.setEmbargo(ctx, *in, walltime.Wall{})
}

func (h *handlers) setEmbargo(ctx context.Context, in Acting, wall walltime.Wall) (*rest.One[EditionResult], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	if _, err := h.o.Articles.SetEmbargo(ctx, rest.Actor(ctx), article.At{Ref: in.ref(), Version: version}, wall); err != nil {
		return nil, err
	}
	return h.after(ctx, in, nil)
}
