package timetable_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/timetable"
)

const hanoi, york, berlin = "Asia/Ho_Chi_Minh", "America/New_York", "Europe/Berlin"

func at(t *testing.T, zone, clock string) time.Time {
	t.Helper()
	where, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	read, err := time.ParseInLocation("2006-01-02 15:04:05", clock, where)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func night() []timetable.Quiet { return []timetable.Quiet{{From: "22:00", To: "06:00"}} }

func mourning(dates ...string) []timetable.Day {
	var days []timetable.Day
	for _, date := range dates {
		days = append(days, timetable.Day{Date: date, Effect: timetable.Closed, Name: fault.T("Quốc tang", "National mourning")})
	}
	return days
}

func TestClosing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, zone  string
		quiet       []timetable.Quiet
		days        []timetable.Day
		at          string
		from, until string // "" for no closing
	}{
		{"none", hanoi, nil, nil, "2026-11-26 12:00:00", "", ""},
		{"to come", hanoi, night(), nil, "2026-11-26 12:00:00", "2026-11-26 22:00:00", "2026-11-27 06:00:00"},
		{"the last instant before", hanoi, night(), nil, "2026-11-26 21:59:59", "2026-11-26 22:00:00", "2026-11-27 06:00:00"},
		{"its first instant", hanoi, night(), nil, "2026-11-26 22:00:00", "2026-11-26 22:00:00", "2026-11-27 06:00:00"},
		{"half past midnight", hanoi, night(), nil, "2026-11-26 00:30:00", "2026-11-25 22:00:00", "2026-11-26 06:00:00"},
		{"its end is open", hanoi, night(), nil, "2026-11-26 06:00:00", "2026-11-26 22:00:00", "2026-11-27 06:00:00"},
		{"half past six", hanoi, night(), nil, "2026-11-26 06:30:00", "2026-11-26 22:00:00", "2026-11-27 06:00:00"},
		{"a day of the week, by its beginning", hanoi, []timetable.Quiet{{From: "22:00", To: "06:00", Days: []string{"fri"}}}, nil,
			"2026-11-28 03:00:00", "2026-11-27 22:00:00", "2026-11-28 06:00:00"},
		{"not on other days", hanoi, []timetable.Quiet{{From: "22:00", To: "06:00", Days: []string{"fri"}}}, nil,
			"2026-11-29 03:00:00", "2026-12-04 22:00:00", "2026-12-05 06:00:00"},
		{"what touches is one", hanoi, []timetable.Quiet{{From: "12:00", To: "13:00"}, {From: "13:00", To: "14:00"}, {From: "12:30", To: "12:40"}}, nil,
			"2026-11-26 12:10:00", "2026-11-26 12:00:00", "2026-11-26 14:00:00"},
		{"a whole weekend", hanoi, []timetable.Quiet{{From: "00:00", To: "24:00", Days: []string{"sat", "sun"}}}, nil,
			"2026-11-28 12:00:00", "2026-11-28 00:00:00", "2026-11-30 00:00:00"},
		{"a night and a day of mourning", hanoi, night(), mourning("2026-11-27"), "2026-11-26 23:00:00", "2026-11-26 22:00:00", "2026-11-28 06:00:00"},
		{"days of mourning", hanoi, nil, mourning("2026-11-28", "2026-11-27"), "2026-11-26 23:00:00", "2026-11-27 00:00:00", "2026-11-29 00:00:00"},
		{"a day that is over", hanoi, nil, mourning("2026-11-25"), "2026-11-26 00:00:00", "", ""},
		{"a holiday without slots closes nothing", hanoi, nil, []timetable.Day{{Date: "2026-11-26", Effect: timetable.NoSlots}}, "2026-11-26 12:00:00", "", ""},
		// 2026-03-08 02:00 EST -> 03:00 EDT, 2026-10-25 03:00 CEST -> 02:00 CET.
		{"ends in a gap", york, []timetable.Quiet{{From: "22:00", To: "02:30"}}, nil, "2026-03-08 01:00:00", "2026-03-07 22:00:00", "2026-03-08 03:00:00"},
		{"swallowed by a gap", york, []timetable.Quiet{{From: "02:00", To: "02:30"}}, nil, "2026-03-08 00:00:00", "2026-03-09 02:00:00", "2026-03-09 02:30:00"},
		{"a night of nine hours", berlin, night(), nil, "2026-10-24 23:00:00", "2026-10-24 22:00:00", "2026-10-25 06:00:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := timetable.Hours{Zone: c.zone, Quiet: c.quiet}.Closing(c.days, at(t, c.zone, c.at))
			if c.from == "" {
				if !got.Until.IsZero() {
					t.Errorf("closed %s to %s", got.From, got.Until)
				}
				return
			}
			if !got.From.Equal(at(t, c.zone, c.from)) || !got.Until.Equal(at(t, c.zone, c.until)) {
				t.Errorf("closed %s to %s; want %s to %s", got.From, got.Until, c.from, c.until)
			}
		})
	}
}

func TestQuietHoursAreChecked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		hours timetable.Hours
		want  []string // pointers
	}{
		{"none", timetable.Hours{}, nil},
		{"sound", timetable.Hours{Zone: hanoi, Quiet: night()}, nil},
		{"all at once", timetable.Hours{Zone: "Hanoi", Quiet: []timetable.Quiet{{From: "25:00", To: "6:00"}, {From: "08:00", To: "08:00", Days: []string{"mo"}}}},
			[]string{"/h/zone", "/h/quiet/0/from", "/h/quiet/0/to", "/h/quiet/1/to", "/h/quiet/1/days/0"}},
		{"for ever", timetable.Hours{Zone: hanoi, Quiet: []timetable.Quiet{{From: "00:00", To: "24:00"}}}, []string{"/h/quiet"}},
		{"half an hour a day", timetable.Hours{Zone: hanoi, Quiet: []timetable.Quiet{{From: "00:30", To: "00:00"}}}, []string{"/h/quiet"}},
		{"an hour a week", timetable.Hours{Zone: hanoi, Quiet: []timetable.Quiet{{From: "00:00", To: "24:00", Days: []string{"mon", "tue", "wed", "thu", "fri", "sat"}}, {From: "00:00", To: "23:00"}}}, nil},
		{"too many", timetable.Hours{Zone: hanoi, Quiet: make([]timetable.Quiet, 21)}, []string{"/h/quiet"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var faults fault.Fields
			c.hours.Check(&faults, "/h")
			if d := cmp.Diff(c.want, pointers(faults.Err())); d != "" {
				t.Error(d)
			}
		})
	}
}

func pointers(err error) []string {
	e, ok := fault.As(err)
	if !ok {
		return nil
	}
	var list []string
	for _, f := range e.Fields {
		list = append(list, f.Pointer)
	}
	return list
}

// hourly names every full hour, whatever the expression, in the real world's stead.
func hourly(expression, zone string, after time.Time) (time.Time, error) {
	if expression != "hourly" {
		return time.Time{}, fault.Invalid("/expression", fault.T("lạ", "unknown")).At("/zone", fault.T(zone, zone))
	}
	return after.Truncate(time.Hour).Add(time.Hour).UTC(), nil
}

func table(taken ...time.Time) timetable.Table {
	return timetable.Table{Slots: []timetable.Slot{{Cron: "hourly", Zone: hanoi}}, Taken: taken, Next: hourly}
}

func TestTheNextFreeSlot(t *testing.T) {
	t.Parallel()
	from := at(t, hanoi, "2026-11-26 19:10:00")
	hour := func(h int) time.Time { return at(t, hanoi, "2026-11-26 00:00:00").Add(time.Duration(h) * time.Hour) }
	near, rests, mourns, holiday := table(hour(20)), table(), table(), table()
	near.Distance = 2 * time.Hour
	rests.Hours = timetable.Hours{Zone: hanoi, Quiet: []timetable.Quiet{{From: "19:30", To: "22:00"}}}
	mourns.Hours, mourns.Days = timetable.Hours{Zone: hanoi, Quiet: night()}, mourning("2026-11-26", "2026-11-27")
	holiday.Days = []timetable.Day{{Date: "2026-11-26", Effect: timetable.NoSlots, Name: fault.T("Lễ", "Holiday")}}
	for _, c := range []struct {
		name   string
		table  timetable.Table
		want   time.Time
		passed map[timetable.Verdict]int
	}{
		{"the very next", table(), hour(20), nil},
		{"not one that is taken", table(hour(20), hour(21)), hour(22), map[timetable.Verdict]int{timetable.Taken: 2}},
		{"not one beside a post", near, hour(22), map[timetable.Verdict]int{timetable.Taken: 1, timetable.Near: 1}},
		{"not in quiet hours", rests, hour(22), map[timetable.Verdict]int{timetable.Resting: 2}},
		{"after the mourning and the night", mourns, hour(48 + 6), map[timetable.Verdict]int{timetable.Holiday: 28, timetable.Resting: 6}},
		{"not on a holiday", holiday, hour(24), map[timetable.Verdict]int{timetable.Holiday: 4}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := c.table.Propose(from)
			if err != nil || !got.At.Equal(c.want) {
				t.Fatalf("%s, %v; want %s", got.At, err, c.want)
			}
			var passed map[timetable.Verdict]int
			for _, one := range got.Passed {
				if passed == nil {
					passed = map[timetable.Verdict]int{}
				}
				passed[one.Verdict]++
				if one.Words.IsZero() {
					t.Errorf("no words for %s", one.Verdict)
				}
			}
			if d := cmp.Diff(c.passed, passed); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestNoSlotIsFree(t *testing.T) {
	t.Parallel()
	from := at(t, hanoi, "2026-11-26 19:10:00")
	full := table()
	for h := range 91 * 24 {
		full.Taken = append(full.Taken, from.Truncate(time.Hour).Add(time.Duration(h)*time.Hour))
	}
	for name, table := range map[string]timetable.Table{"no slots": {Next: hourly}, "all taken": full} {
		if got, err := table.Propose(from); !fault.Is(err, fault.ValidationFailed) {
			t.Errorf("%s: %s, %v", name, got.At, err)
		}
	}
}

func TestSlotsAreChecked(t *testing.T) {
	t.Parallel()
	var faults fault.Fields
	timetable.CheckSlots([]timetable.Slot{{Cron: "hourly", Zone: hanoi}, {Cron: "never", Zone: "x"}}, hourly, time.Now(), &faults, "/slots")
	if d := cmp.Diff([]string{"/slots/1/cron", "/slots/1/zone"}, pointers(faults.Err())); d != "" {
		t.Error(d)
	}
	timetable.CheckSlots(make([]timetable.Slot, 51), hourly, time.Now(), &faults, "/many")
	if got := pointers(faults.Err()); got[len(got)-1] != "/many" {
		t.Error(got)
	}
}

func ExampleTable_Coming() {
	table := timetable.Table{Slots: []timetable.Slot{{Cron: "hourly", Zone: "UTC"}}, Next: hourly, Taken: []time.Time{time.Date(2026, 11, 26, 2, 0, 0, 0, time.UTC)}}
	n := 0
	for slot := range table.Coming(time.Date(2026, 11, 26, 0, 30, 0, 0, time.UTC)) {
		fmt.Printf("%s %s %q\n", slot.At.Format("15:04"), slot.Verdict, slot.Words.EN)
		if n++; n == 3 {
			break
		}
	}
	// Output:
	// 01:00 free ""
	// 02:00 taken "another post has it"
	// 03:00 free ""
}
