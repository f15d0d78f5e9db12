// Package timetable tells when a channel rests and which of its slots is free. It is pure:
// the clock, what is planned and the reading of cron expressions are handed in.
package timetable

import (
	"cmp"
	"slices"
	"strconv"
	"time"
	_ "time/tzdata" // zones are known on machines that have no zone files

	"github.com/lantoa/lantoa/internal/fault"
)

// Next gives the first instant after another that a cron expression names, read as wall time
// in a zone. Its error is a fault at /expression or /zone.
type Next func(expression, zone string, after time.Time) (time.Time, error)

// Quiet is a span of wall time in which a channel rests.
type Quiet struct {
	From string // 22:00
	To   string // 06:00, of the next day where it is not after From; 24:00 is the day's end
	// Days are those on which the span begins, mon to sun; none means every day.
	Days []string
}

// Hours are the quiet hours of a channel.
type Hours struct {
	Zone  string // IANA name
	Quiet []Quiet
}

// Effect is what a closed day does.
type Effect string

// The effects.
const (
	// NoSlots: the day has no slots; what somebody plans for an hour of it goes out.
	NoSlots Effect = "no_slots"
	// Closed: channels that keep closed days rest from midnight to midnight.
	Closed Effect = "closed"
)

// Effects lists every effect.
func Effects() []Effect { return []Effect{NoSlots, Closed} }

// Day is a closed day, such as a holiday or a day of mourning.
type Day struct {
	Date   string // 2026-09-02
	Effect Effect
	Name   fault.Text
}

// Closing is a stretch of time in which a channel rests, without a break.
type Closing struct {
	From, Until time.Time
	// Day is the closed day that it contains; zero where it comes of quiet hours alone.
	Day Day
}

// Covers reports whether an instant lies in it. Its end does not.
func (c Closing) Covers(at time.Time) bool { return !at.Before(c.From) && at.Before(c.Until) }

// horizon is how many days are looked at: quiet hours repeat within a week, and closed days
// that touch each other make a longer closing.
const horizon = 16

// Closing returns the stretch of rest that is going on at an instant, or the next one; the
// zero value when there is none. What touches is one closing.
func (h Hours) Closing(days []Day, at time.Time) Closing {
	zone, err := time.LoadLocation(h.Zone)
	if err != nil {
		return Closing{}
	}
	spans := h.spans(days, at, zone)
	slices.SortFunc(spans, func(a, b Closing) int { return cmp.Or(a.From.Compare(b.From), a.Until.Compare(b.Until)) })
	var open Closing
	for _, next := range spans {
		switch {
		case !next.Until.After(next.From): // swallowed by a change of clocks
		case open.Until.IsZero() || next.From.After(open.Until):
			if open.Until.After(at) {
				return open
			}
			open = next
		case next.Until.After(open.Until):
			open.Until, open.Day = next.Until, cmp.Or(open.Day, next.Day)
		default:
			open.Day = cmp.Or(open.Day, next.Day)
		}
	}
	if open.Until.After(at) {
		return open
	}
	return Closing{}
}

// Ended returns the last closing that ended before an instant, or at it; the zero value when
// none did within the time before it that is asked for.
func (h Hours) Ended(days []Day, at time.Time, within time.Duration) Closing {
	var last Closing
	for from := at.Add(-within); ; {
		closing := h.Closing(days, from)
		if closing.Until.IsZero() || closing.Until.After(at) {
			return last
		}
		if last = closing; closing.Until.Equal(at) {
			return last
		}
		from = closing.Until
	}
}

// spans lists the single stretches around an instant, and every closed day that is to come.
func (h Hours) spans(days []Day, at time.Time, zone *time.Location) []Closing {
	var spans []Closing
	for i := -1; i <= horizon; i++ {
		local := at.In(zone)
		day := time.Date(local.Year(), local.Month(), local.Day()+i, 0, 0, 0, 0, time.UTC)
		for _, q := range h.Quiet {
			if q.on(day.Weekday()) {
				spans = append(spans, q.span(day, zone))
			}
		}
	}
	for _, d := range days {
		if day, err := time.Parse(time.DateOnly, d.Date); err == nil && d.Effect == Closed {
			spans = append(spans, Closing{From: wall(day, 0, zone), Until: wall(day, minutesOfDay, zone), Day: d})
		}
	}
	return spans
}

const minutesOfDay = 24 * 60

func (q Quiet) on(day time.Weekday) bool {
	return len(q.Days) == 0 || slices.Contains(q.Days, weekdays()[day])
}

// weekdays are the codes of days, by [time.Weekday].
func weekdays() []string { return []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} }

func (q Quiet) span(day time.Time, zone *time.Location) Closing {
	from, _ := minutes(q.From)
	to, _ := minutes(q.To)
	if to <= from {
		to += minutesOfDay
	}
	return Closing{From: wall(day, from, zone), Until: wall(day, to, zone)}
}

// wall is the instant at which clocks in the zone show a time of a day, given in minutes, or
// the instant at which they jump over it.
func wall(day time.Time, minutes int, zone *time.Location) time.Time {
	asked := day.Add(time.Duration(minutes) * time.Minute)
	at := time.Date(asked.Year(), asked.Month(), asked.Day(), asked.Hour(), asked.Minute(), 0, 0, zone)
	start, end := at.ZoneBounds()
	shown := time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), 0, 0, time.UTC)
	switch {
	case shown.Before(asked): // time.Date used the offset from after the gap
		return end
	case shown.After(asked):
		return start
	}
	return at
}

// minutes reads a time of day, 00:00 to 24:00.
func minutes(typed string) (int, bool) {
	if typed == "24:00" {
		return minutesOfDay, true
	}
	t, err := time.Parse("15:04", typed)
	return t.Hour()*60 + t.Minute(), err == nil && len(typed) == len("15:04")
}

// maxQuiet bounds the spans of a channel.
const maxQuiet = 20

// Check adds what is wrong with quiet hours, below the pointer of the hours.
func (h Hours) Check(faults *fault.Fields, pointer string) {
	if _, err := location(h.Zone); err != nil && len(h.Quiet) > 0 {
		faults.Add(pointer+"/zone", noZone(h.Zone))
	}
	if len(h.Quiet) > maxQuiet {
		faults.Add(pointer+"/quiet", fault.Tf("nhiều nhất %d khoảng", "at most %d spans", maxQuiet))
		return
	}
	sound := true
	for i, q := range h.Quiet {
		sound = q.check(faults, pointer+"/quiet/"+strconv.Itoa(i)) && sound
	}
	if sound && h.never() {
		faults.Add(pointer+"/quiet", fault.T("kênh sẽ nghỉ suốt; để lại ít nhất một giờ mỗi tuần, hoặc tạm dừng kênh", "the channel would rest for ever; leave an hour in the week, or pause the channel"))
	}
}

func (q Quiet) check(faults *fault.Fields, pointer string) bool {
	sound := true
	for _, end := range []struct{ name, typed string }{{"/from", q.From}, {"/to", q.To}} {
		if _, ok := minutes(end.typed); !ok {
			faults.Add(pointer+end.name, fault.Tf("%q không phải giờ trong ngày; viết như 22:00", "%q is not a time of day; write it like 22:00", end.typed))
			sound = false
		}
	}
	if sound && q.From == q.To {
		faults.Add(pointer+"/to", fault.T("trùng giờ bắt đầu; cả ngày thì viết 00:00 đến 24:00", "is the same as its beginning; a whole day is 00:00 to 24:00"))
		sound = false
	}
	for i, day := range q.Days {
		if !slices.Contains(weekdays(), day) {
			faults.Add(pointer+"/days/"+strconv.Itoa(i), fault.Tf("%q không phải thứ trong tuần: mon, tue, wed, thu, fri, sat hoặc sun",
				"%q is no day of the week: mon, tue, wed, thu, fri, sat or sun", day))
			sound = false
		}
	}
	return sound
}

// never reports whether quiet hours leave less than an hour of some week in a row. Clocks
// that never change tell it.
func (h Hours) never() bool {
	plain := Hours{Zone: "UTC", Quiet: h.Quiet}
	monday := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	for at := monday; at.Before(monday.AddDate(0, 0, 7)); {
		closing := plain.Closing(nil, at)
		if closing.Until.IsZero() || closing.From.Sub(at) >= time.Hour {
			return false
		}
		at = closing.Until
	}
	return len(h.Quiet) > 0
}

func location(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fault.Invalid("", noZone(name))
	}
	return time.LoadLocation(name)
}

func noZone(name string) fault.Text {
	return fault.Tf("không có múi giờ %q; dùng tên của IANA, ví dụ Asia/Ho_Chi_Minh", "there is no zone %q; use an IANA name, such as Asia/Ho_Chi_Minh", name)
}
