package digest

import (
	"fmt"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
)

// checked is how many occurrences are looked at: a whole day of the closest that are allowed.
const checked = 30

// calendar checks an expression with its zone, and returns the first occurrence after now and
// the one before it. The faults are at /expression and /zone.
func calendar(next Next, expression, zone string, now time.Time) (first, former time.Time, err error) {
	var faults fault.Fields
	first, err = next(expression, zone, now)
	if err := faults.AddError("", err); err != nil {
		return first, former, err
	}
	if crowded(next, expression, now) {
		faults.Add("/expression", fault.T("nhiều nhất một kỳ mỗi giờ: trường phút chỉ nhận một số", "at most one occurrence an hour: the minute takes a single number"))
	}
	if err := faults.Err(); err != nil {
		return first, former, err
	}
	former, err = before(next, expression, zone, first)
	return first, former, err
}

// crowded reports whether occurrences come too close. Where clocks change two hours of the wall
// may meet, so the distance is that of UTC.
func crowded(next Next, expression string, now time.Time) bool {
	at, err := next(expression, "UTC", now)
	for range checked {
		if err != nil {
			return false // it is not to be read, and that is told
		}
		var then time.Time
		if then, err = next(expression, "UTC", at); err == nil && then.Sub(at) < MinApart {
			return true
		}
		at = then
	}
	return false
}

// before finds the occurrence before another, or the instant as long before it as its
// successor is after it where there is none so near.
func before(next Next, expression, zone string, at time.Time) (time.Time, error) {
	after, err := next(expression, zone, at)
	if err != nil {
		return time.Time{}, err
	}
	former := at.Add(-after.Sub(at))
	for t := former.Add(-25 * time.Hour); ; { // a day, and an hour by which clocks change
		if t, err = next(expression, zone, t); err != nil || !t.Before(at) {
			return former, err
		}
		former = t
	}
}

// days are the days of a span as readers count them: each end belongs to the midnight that is
// nearest, so that a week from Monday 08:00 to Monday 08:00 is Monday to Sunday.
func days(from, to time.Time, zone *time.Location) (first, last time.Time) {
	midnight := func(t time.Time) time.Time {
		t = t.In(zone)
		day := t.Day()
		if t.Hour() >= 12 {
			day++
		}
		return time.Date(t.Year(), t.Month(), day, 0, 0, 0, 0, time.UTC) // a date and no instant
	}
	first, last = midnight(from), midnight(to).AddDate(0, 0, -1)
	if last.Before(first) { // less than a day
		t := to.In(zone)
		last = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
		first = last
	}
	return first, last
}

// dates writes days for readers of a language: "16–22/11/2026", "16–22 November 2026".
// Vietnamese offices write days below 10 and the months 1 and 2 with a nought before them.
func dates(first, last time.Time, lang string) string {
	sameYear, sameMonth := first.Year() == last.Year(), first.Year() == last.Year() && first.Month() == last.Month()
	numbers := func(t time.Time) string { return fmt.Sprintf("%02d/%s", t.Day(), month(t)) }
	var vi, en string
	switch {
	case first.Equal(last):
		return date(last, lang)
	case sameMonth:
		vi, en = fmt.Sprintf("%02d–", first.Day()), first.Format("2–")
	case sameYear:
		vi, en = numbers(first)+"–", first.Format("2 January – ")
	default:
		vi, en = numbers(first)+first.Format("/2006–"), first.Format("2 January 2006 – ")
	}
	return fault.T(vi, en).For(lang) + date(last, lang)
}

// date writes a day for readers of a language.
func date(t time.Time, lang string) string {
	return fault.T(fmt.Sprintf("%02d/%s/%d", t.Day(), month(t), t.Year()), t.Format("2 January 2006")).For(lang)
}

func month(t time.Time) string {
	if t.Month() <= time.February {
		return fmt.Sprintf("%02d", int(t.Month()))
	}
	return fmt.Sprint(int(t.Month()))
}

// fields are what a title may name.
func fields() []string { return []string{"{dates}", "{from}", "{to}"} }

// fill writes the fields of a title.
func fill(title string, first, last time.Time, lang string) string {
	return strings.NewReplacer("{dates}", dates(first, last, lang), "{from}", date(first, lang), "{to}", date(last, lang)).Replace(title)
}

// strange reports whether a title names a field that there is not.
func strange(title string) bool {
	for _, field := range fields() {
		title = strings.ReplaceAll(title, field, "")
	}
	return strings.ContainsAny(title, "{}")
}
