package channel

import (
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
	"github.com/lantoa/lantoa/internal/timetable"
)

// ClosedDay is a holiday or a day of mourning, for every channel that keeps closed days.
type ClosedDay struct {
	timetable.Day
	CreatedBy string
	CreatedAt time.Time
}

// Calendar keeps the closed days and what the clock makes of them. A missing day is
// fault.NotFound, a second one of the same date fault.AlreadyExists.
type Calendar interface {
	// ClosedDays lists them in the order of their dates.
	ClosedDays(ctx context.Context) ([]ClosedDay, error)
	AddClosedDay(ctx context.Context, d ClosedDay) error
	RemoveClosedDay(ctx context.Context, date string) error
	// Resting lists the channels that have quiet hours or keep closed days, or of which a
	// rest is written.
	Resting(ctx context.Context) ([]Channel, error)
	// SaveRest writes the rest of a channel, unless it is of a newer version by now.
	SaveRest(ctx context.Context, id string, version int, r Rest) error
}

const closedDayObject = "closed_day"

// ClosedDays lists the closed days in the order of their dates.
func (s *Service) ClosedDays(ctx context.Context, actor right.Actor) ([]ClosedDay, error) {
	if err := actor.Need(right.ChannelRead, right.In("")); err != nil {
		return nil, err
	}
	return s.o.Store.ClosedDays(ctx)
}

// ClosedDay finds one closed day by its date.
func (s *Service) ClosedDay(ctx context.Context, actor right.Actor, date string) (ClosedDay, error) {
	all, err := s.ClosedDays(ctx, actor)
	if err != nil {
		return ClosedDay{}, err
	}
	for _, d := range all {
		if d.Date == date {
			return d, nil
		}
	}
	return ClosedDay{}, fault.New(fault.NotFound, fault.T("Không có ngày nghỉ này.", "There is no such closed day."))
}

// CloseDay adds a closed day, at once for every channel that keeps closed days. It needs the
// right to manage the channels of the whole house.
func (s *Service) CloseDay(ctx context.Context, actor right.Actor, day timetable.Day) (ClosedDay, error) {
	made := ClosedDay{Day: day, CreatedBy: actor.ID, CreatedAt: s.now()}
	err := s.onCalendar(ctx, actor, "closed_day.create", day.Date, func(ctx context.Context, told *audit.Entry) error {
		if err := s.checkDay(&made.Day); err != nil {
			return err
		}
		told.Is = made.Day
		err := s.o.Store.AddClosedDay(ctx, made)
		if fault.Is(err, fault.AlreadyExists) {
			return fault.New(fault.AlreadyExists, fault.T("Ngày này đã có trong lịch nghỉ; bỏ nó trước khi đặt lại.", "The day is in the calendar already; take it off first.")).
				At("/day", fault.T("đã có", "is there already"))
		}
		return err
	})
	return made, err
}

// OpenDay takes a closed day off the calendar.
func (s *Service) OpenDay(ctx context.Context, actor right.Actor, date string) error {
	return s.onCalendar(ctx, actor, "closed_day.delete", date, func(ctx context.Context, told *audit.Entry) error {
		all, err := s.o.Store.ClosedDays(ctx)
		if err != nil {
			return err
		}
		for _, one := range all {
			if one.Date == date {
				told.Was = one.Day
			}
		}
		return s.o.Store.RemoveClosedDay(ctx, date)
	})
}

// onCalendar changes the calendar, and what the channels rest by with it; fn notes the day
// before and after in what is told.
func (s *Service) onCalendar(ctx context.Context, actor right.Actor, action, date string, fn func(ctx context.Context, told *audit.Entry) error) error {
	object := audit.Object{Kind: closedDayObject, ID: date}
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		if err := actor.Need(right.ChannelManage, right.In("")); err != nil {
			return err
		}
		entry := audit.Entry{Actor: actor.ID, Action: action, Object: object}
		if err := fn(ctx, &entry); err != nil {
			return err
		}
		if err := s.KeepTime(ctx); err != nil {
			return err
		}
		if err := s.o.Trail.Record(ctx, entry); err != nil {
			return err
		}
		return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(action), Data: map[string]any{"day": date}, Actor: actor.ID})
	})
	return audit.Refused(ctx, s.o.Trail, audit.Entry{Actor: actor.ID, Action: string(right.ChannelManage), Object: object}, err)
}

func (s *Service) checkDay(day *timetable.Day) error {
	var faults fault.Fields
	today := string(plan.DayOf(s.o.Now(), s.o.Zone))
	switch date, err := time.Parse(time.DateOnly, day.Date); {
	case err != nil:
		faults.Add("/day", fault.Tf("%q không phải ngày có thật; viết như 2026-09-02", "%q is not a date that exists; write it like 2026-09-02", day.Date))
	case day.Date < today:
		faults.Add("/day", fault.Tf("ngày này đã qua; hôm nay là %s", "this day has passed; it is %s today", today))
	case date.Year() > lastYear:
		faults.Add("/day", fault.Tf("năm %d có lẽ là gõ nhầm; muộn nhất là năm %d", "the year %d is probably a slip; the last is %d", date.Year(), lastYear))
	}
	if !slices.Contains(timetable.Effects(), day.Effect) {
		faults.Add("/effect", fault.T("cần no_slots hoặc closed", "needs no_slots or closed"))
	}
	for _, one := range []struct {
		pointer string
		name    *string
	}{{"/name/vi", &day.Name.VI}, {"/name/en", &day.Name.EN}} {
		clean, err := text.Line(*one.name)
		switch *one.name = clean; {
		case err != nil:
			faults.Add(one.pointer, notUTF8())
		case clean == "":
			faults.Add(one.pointer, fault.T("bắt buộc", "required"))
		case text.Graphemes(clean) > MaxName:
			faults.Add(one.pointer, fault.Tf("dài nhất %d ký tự", "at most %d characters", MaxName))
		}
	}
	return faults.Err()
}

// lastYear is the last that is believed; a later one is a slip of the fingers.
const lastYear = 2100

func daysOf(closed []ClosedDay) []timetable.Day {
	days := make([]timetable.Day, len(closed))
	for i, one := range closed {
		days[i] = one.Day
	}
	return days
}
