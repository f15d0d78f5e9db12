package scheduler_test

import (
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/scheduler"
)

func at(t *testing.T, instant string) time.Time {
	t.Helper()
	parsed, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func TestNext(t *testing.T) {
	t.Parallel()
	const hanoi, york, havana = "Asia/Ho_Chi_Minh", "America/New_York", "America/Havana"
	const berlin, lordHowe = "Europe/Berlin", "Australia/Lord_Howe"
	for _, c := range []struct{ name, expression, zone, after, want string }{
		{"same day", "30 7 * * *", hanoi, "2026-11-23T06:30:00+07:00", "2026-11-23T07:30:00+07:00"},
		{"half past midnight, the day before in UTC", "30 7 * * *", hanoi, "2026-11-23T00:30:00+07:00", "2026-11-23T07:30:00+07:00"},
		{"strictly after", "30 7 * * *", hanoi, "2026-11-23T07:30:00+07:00", "2026-11-24T07:30:00+07:00"},
		{"a second before", "30 7 * * *", hanoi, "2026-11-23T07:29:59+07:00", "2026-11-23T07:30:00+07:00"},
		{"after in another zone", "30 7 * * *", hanoi, "2026-11-23T01:00:00+01:00", "2026-11-23T07:30:00+07:00"},
		{"weekdays over a weekend", "0 7,17 * * 1-5", hanoi, "2026-11-20T17:00:00+07:00", "2026-11-23T07:00:00+07:00"},
		{"names", "0 8 * JAN sun", hanoi, "2026-11-20T17:00:00+07:00", "2027-01-03T08:00:00+07:00"},
		{"steps", "*/20 * * * *", hanoi, "2026-11-23T06:41:00+07:00", "2026-11-23T07:00:00+07:00"},
		{"either day field", "0 8 1 * 1", hanoi, "2026-11-24T00:00:00+07:00", "2026-11-30T08:00:00+07:00"},
		{"29 February", "0 8 29 2 *", hanoi, "2026-11-24T00:00:00+07:00", "2028-02-29T08:00:00+07:00"},
		{"extra blanks", "  30   7 * *  * ", hanoi, "2026-11-23T06:30:00+07:00", "2026-11-23T07:30:00+07:00"},

		// 2026-03-08 02:00 EST -> 03:00 EDT.
		{"in the gap", "30 2 * * *", york, "2026-03-08T01:00:00-05:00", "2026-03-08T03:00:00-04:00"},
		{"the day after the gap", "30 2 * * *", york, "2026-03-08T03:00:00-04:00", "2026-03-09T02:30:00-04:00"},
		{"all of the gap counts once", "*/15 2 * * *", york, "2026-03-08T03:00:00-04:00", "2026-03-09T02:00:00-04:00"},
		{"behind the gap", "0 9 * * *", york, "2026-03-08T01:00:00-05:00", "2026-03-08T09:00:00-04:00"},
		// 2026-11-01 02:00 EDT -> 01:00 EST.
		{"the first of two", "30 1 * * *", york, "2026-11-01T00:00:00-04:00", "2026-11-01T01:30:00-04:00"},
		{"not the second of two", "30 1 * * *", york, "2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"},
		{"from within the second", "30 1 * * *", york, "2026-11-01T01:10:00-05:00", "2026-11-02T01:30:00-05:00"},
		{"quarters rest in the repeated hour", "*/15 * * * *", york, "2026-11-01T01:45:00-04:00", "2026-11-01T02:00:00-05:00"},
		// East of Greenwich the standard library guesses the other way: 2026-03-29 02:00
		// CET -> 03:00 CEST and 2026-10-25 03:00 CEST -> 02:00 CET.
		{"in an eastern gap", "30 2 * * *", berlin, "2026-03-29T01:00:00+01:00", "2026-03-29T03:00:00+02:00"},
		{"the first of two in the east", "30 2 * * *", berlin, "2026-10-25T00:00:00+02:00", "2026-10-25T02:30:00+02:00"},
		{"not the second of two in the east", "30 2 * * *", berlin, "2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"},
		// 2026-03-08 00:00 CST -> 01:00 CDT: a day without midnight.
		{"no midnight", "0 0 * * *", havana, "2026-03-07T12:00:00-05:00", "2026-03-08T01:00:00-04:00"},
		{"first of the week without midnight", "0 0 * * 0", havana, "2026-03-04T12:00:00-05:00", "2026-03-08T01:00:00-04:00"},
		// 2026-10-04 02:00 +10:30 -> 02:30 +11:00.
		{"a gap of half an hour", "15 2 * * *", lordHowe, "2026-10-04T00:00:00+10:30", "2026-10-04T02:30:00+11:00"},
	} {
		got, err := scheduler.Next(c.expression, c.zone, at(t, c.after))
		if err != nil || !got.Equal(at(t, c.want)) || got.Location() != time.UTC {
			t.Errorf("%s: Next(%q, %s, %s) = %v, %v; want %s in UTC", c.name, c.expression, c.zone, c.after, got, err, c.want)
		}
	}
}

func TestNextRefuses(t *testing.T) {
	t.Parallel()
	const zone = "Asia/Ho_Chi_Minh"
	for _, c := range []struct{ expression, zone, pointer, part string }{
		{"", zone, "/expression", "five fields"},
		{"@daily", zone, "/expression", "five fields"},
		{"0 30 7 * * *", zone, "/expression", "five fields"},
		{"60 7 * * *", zone, "/expression", "field 1 (minute: 0 to 59)"},
		{"0 24 * * *", zone, "/expression", "field 2 (hour"},
		{"0 7 0 * *", zone, "/expression", "field 3 (day of the month"},
		{"0 7 * 13 *", zone, "/expression", "field 4 (month"},
		{"0 7 * * 7", zone, "/expression", "field 5 (day of the week"},
		{"0 7 * * mo", zone, "/expression", "field 5"},
		{"*/0 * * * *", zone, "/expression", "field 1"},
		{"9-5 * * * *", zone, "/expression", "field 1"},
		{"1,,2 * * * *", zone, "/expression", "field 1"},
		{"-1 * * * *", zone, "/expression", "field 1"},
		{"TZ=UTC 7 * * *", zone, "/expression", "field 1"},
		{"CRON_TZ=UTC 0 7 * *", zone, "/expression", "field 1"},
		{"0 7 30 2 *", zone, "/expression", "no day that exists"},
		{"0 7 * * *", "Asia/Hanoi", "/zone", "no zone"},
		{"0 7 * * *", "", "/zone", "no zone"},
		{"0 7 * * *", "Local", "/zone", "no zone"},
	} {
		_, err := scheduler.Next(c.expression, c.zone, at(t, "2026-11-23T06:30:00Z"))
		e, ok := fault.As(err)
		if !ok || len(e.Fields) != 1 || e.Fields[0].Pointer != c.pointer ||
			!strings.Contains(e.Fields[0].Detail.EN, c.part) || e.Fields[0].Detail.VI == "" {
			t.Errorf("Next(%q, %q): %v; want %s with %q", c.expression, c.zone, err, c.pointer, c.part)
		}
	}
	_, err := scheduler.Next("x", "y", time.Time{})
	if e, ok := fault.As(err); !ok || len(e.Fields) != 2 {
		t.Errorf("two faults: %v, want both", err)
	}
}

// Whatever is typed gives an error for a person or a time that is right by the clock on
// the wall: later, on a whole minute, and the same again from the instant before.
func FuzzNext(f *testing.F) {
	f.Add("30 7 * * 1-5", int64(1_795_000_000), uint8(0))
	f.Add("*/15 0-6/2 29 feb *", int64(1_772_953_200), uint8(1))
	f.Add("30 1 1 nov sun", int64(1_793_500_000), uint8(2))
	f.Add("TZ=0", int64(0), uint8(3))
	f.Fuzz(func(t *testing.T, expression string, second int64, pick uint8) {
		zones := []string{"Asia/Ho_Chi_Minh", "America/New_York", "America/Havana", "Australia/Lord_Howe", "Europe/Dublin", "Pacific/Apia"}
		zone := zones[int(pick)%len(zones)]
		after := time.Unix(second%4_000_000_000, 0)
		next, err := scheduler.Next(expression, zone, after)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("%q: %v is no fault for a person", expression, err)
			}
			return
		}
		if !next.After(after) || next.Second() != 0 && after.Year() > 1980 {
			t.Fatalf("%q in %s after %v: %v", expression, zone, after, next)
		}
		again, err := scheduler.Next(expression, zone, next.Add(-time.Second))
		if err != nil || !again.Equal(next) {
			t.Fatalf("%q in %s: %v from %v, but %v (%v) from the second before it", expression, zone, next, after, again, err)
		}
	})
}
