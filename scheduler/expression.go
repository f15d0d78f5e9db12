package scheduler

import (
	"errors"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/lantoa/lantoa/internal/fault"
)

// Next returns the first instant, in UTC, that a cron expression names after the given
// one, read as wall time in the zone (an IANA name).
//
// The expression has five fields: minute, hour, day of the month, month, day of the
// week (0 is Sunday), each a star, numbers, ranges, lists and steps, months and days of
// the week also by their English three-letter names. As in cron(8), a day counts when
// either day field names it, unless one of the two is a star.
//
// Where clocks change, each wall time counts once. One that does not exist, because the
// clocks went forward over it, counts at the end of the gap; one that comes twice,
// because they went back, counts at its first coming. So a slot is never lost and never
// doubled, and an expression for every quarter of an hour rests for the repeated hour.
//
// The error is a validation error (*fault.Error) at /expression or /zone.
func Next(expression, zone string, after time.Time) (time.Time, error) {
	var faults fault.Fields
	schedule, problem := parse(expression)
	if !problem.IsZero() {
		faults.Add("/expression", problem)
	}
	location, err := time.LoadLocation(zone)
	if err != nil || zone == "" || strings.EqualFold(zone, "local") {
		faults.Add("/zone", fault.Tf("không có múi giờ %q; dùng tên của IANA, ví dụ Asia/Ho_Chi_Minh",
			"there is no zone %q; use an IANA name, such as Asia/Ho_Chi_Minh", zone))
	}
	if err := faults.Err(); err != nil {
		return time.Time{}, err
	}
	next := wall{schedule, location}.Next(after)
	if next.IsZero() {
		return time.Time{}, fault.Invalid("/expression", fault.Tf("%q không rơi vào ngày nào có thật",
			"%q names no day that exists", expression))
	}
	return next.UTC(), nil
}

// wall is a cron schedule read as wall time in a zone. The library's own way through
// changed clocks loses what falls into a gap and doubles what falls into a repeated
// hour, so it is asked on a clock that never changes (UTC) and its answer brought back.
type wall struct {
	schedule cron.Schedule
	zone     *time.Location
}

var _ cron.Schedule = wall{}

// Next returns the zero time when there is none within five years.
func (w wall) Next(after time.Time) time.Time {
	for clock := reading(after.In(w.zone)); ; {
		clock = w.schedule.Next(clock)
		if clock.IsZero() {
			return time.Time{}
		}
		// Within a repeated hour the first coming may lie before `after`.
		if at := first(clock, w.zone); at.After(after) {
			return at
		}
	}
}

// reading is what a clock in the zone shows, as if it were UTC.
func reading(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// first is the first instant at which clocks in the zone show the reading or, when they
// never do, the instant at which they jump over it.
func first(clock time.Time, zone *time.Location) time.Time {
	t := time.Date(clock.Year(), clock.Month(), clock.Day(), clock.Hour(), clock.Minute(), clock.Second(), 0, zone)
	start, end := t.ZoneBounds()
	switch shown := reading(t); {
	case shown.After(clock): // time.Date used the offset from before the gap
		return start
	case shown.Before(clock): // time.Date used the offset from after the gap
		return end
	case start.IsZero():
		return t
	}
	_, offset := start.Add(-time.Nanosecond).Zone()
	earlier := clock.Add(-time.Duration(offset) * time.Second)
	if earlier.Before(start) {
		return earlier
	}
	return t
}

// parse reads a five-field expression; the problem names the field that is wrong.
func parse(expression string) (cron.Schedule, fault.Text) {
	fields := strings.Fields(expression)
	if len(fields) != 5 || strings.HasPrefix(expression, "@") {
		return nil, fault.Tf("%q cần đúng năm trường: phút giờ ngày tháng thứ, ví dụ 30 7 * * 1-5",
			"%q must have five fields: minute hour day month weekday, such as 30 7 * * 1-5", expression)
	}
	forms := []fault.Text{
		fault.T("phút: 0 đến 59", "minute: 0 to 59"),
		fault.T("giờ: 0 đến 23", "hour: 0 to 23"),
		fault.T("ngày: 1 đến 31", "day of the month: 1 to 31"),
		fault.T("tháng: 1 đến 12 hoặc jan đến dec", "month: 1 to 12 or jan to dec"),
		fault.T("thứ: 0 (Chủ nhật) đến 6 hoặc sun đến sat", "day of the week: 0 (Sunday) to 6 or sun to sat"),
	}
	for i, form := range forms {
		// One field at a time, so that the person learns which one is wrong.
		alone := []string{"*", "*", "*", "*", "*"}
		alone[i] = fields[i]
		if _, err := standard(strings.Join(alone, " ")); err != nil {
			return nil, fault.T("trường thứ "+ordinal(i)+" ("+form.VI+") không hiểu được: "+fields[i],
				"field "+ordinal(i)+" ("+form.EN+") is not understood: "+fields[i])
		}
	}
	schedule, err := standard(strings.Join(fields, " "))
	if err != nil {
		return nil, fault.Tf("%q không phải biểu thức cron", "%q is not a cron expression", expression)
	}
	return schedule, fault.Text{}
}

func ordinal(i int) string { return string(rune('1' + i)) }

// standard is the library's parser without what we do not offer: the zone prefix, on
// which it can also panic, and an empty list element, which it takes for nothing.
func standard(expression string) (cron.Schedule, error) {
	if strings.Contains(expression, "=") || strings.Contains(expression, ",,") {
		return nil, errors.New("scheduler: not a plain expression")
	}
	return cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow).Parse(expression)
}
