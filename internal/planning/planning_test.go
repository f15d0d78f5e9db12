package planning_test

import (
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/planning"
	"github.com/lantoa/lantoa/internal/walltime"
)

// TestMoves holds every pair of a state and a move against a table that is written apart from the
// code; "" is what cannot be.
func TestMoves(t *testing.T) {
	t.Parallel()
	want := map[planning.State][4]planning.State{ // update, assign, begin, drop
		"idea":     {"idea", "assigned", "", "dropped"},
		"assigned": {"assigned", "assigned", "begun", "dropped"},
		"begun":    {"", "begun", "", "dropped"},
		"done":     {},
		"dropped":  {},
	}
	if len(want) != len(planning.States()) {
		t.Fatalf("%d states in the code", len(planning.States()))
	}
	for _, from := range planning.States() {
		for i, move := range []planning.Move{"update", "assign", "begin", "drop"} {
			to, err := planning.Next(from, move)
			if to != want[from][i] || (err == nil) != (to != "") {
				t.Errorf("%s %s: %q, %v; want %q", from, move, to, err, want[from][i])
			}
			if e, ok := fault.As(err); err != nil && (!ok || e.Code != fault.StateConflict || e.Detail.VI == "" || e.Detail.EN == "") {
				t.Errorf("%s %s: %v does not say why", from, move, err)
			}
		}
	}
	if to, err := planning.Next("burnt", "assign"); err == nil {
		t.Errorf("an unknown state leads to %s", to)
	}
}

// TestDue reads days and hours; a day lasts until its end, wherever the house is, and its last day
// is the house's.
func TestDue(t *testing.T) {
	t.Parallel()
	house, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		typed   walltime.Wall
		at, day string
		wrong   string
	}{
		"a day":                       {typed: walltime.Wall{Time: "2026-11-23"}, at: "2026-11-23T17:00:00Z", day: "2026-11-23"},
		"a leap day":                  {typed: walltime.Wall{Time: "2028-02-29"}, at: "2028-02-29T17:00:00Z", day: "2028-02-29"},
		"an hour":                     {typed: walltime.Wall{Time: "2026-11-23T16:30"}, at: "2026-11-23T09:30:00Z", day: "2026-11-23"},
		"half past midnight":          {typed: walltime.Wall{Time: "2026-11-23T00:30"}, at: "2026-11-22T17:30:00Z", day: "2026-11-23"},
		"half past six":               {typed: walltime.Wall{Time: "2026-11-23T06:30"}, at: "2026-11-22T23:30:00Z", day: "2026-11-23"},
		"midnight":                    {typed: walltime.Wall{Time: "2026-11-23T00:00"}, at: "2026-11-22T17:00:00Z", day: "2026-11-22"},
		"a day elsewhere":             {typed: walltime.Wall{Time: "2026-07-01", Zone: "Europe/Berlin"}, at: "2026-07-01T22:00:00Z", day: "2026-07-02"},
		"an hour that clocks skip":    {typed: walltime.Wall{Time: "2026-03-29T02:30", Zone: "Europe/Berlin"}, wrong: "/due/time"},
		"an hour that comes twice":    {typed: walltime.Wall{Time: "2026-10-25T02:30", Zone: "Europe/Berlin"}, wrong: "/due/offset"},
		"one of the two":              {typed: walltime.Wall{Time: "2026-10-25T02:30", Zone: "Europe/Berlin", Offset: "+01:00"}, at: "2026-10-25T01:30:00Z", day: "2026-10-25"},
		"a day whose end is skipped":  {typed: walltime.Wall{Time: "2025-04-24", Zone: "Africa/Cairo"}, at: "2025-04-24T22:00:00Z", day: "2025-04-25"},
		"a day whose end comes twice": {typed: walltime.Wall{Time: "2026-10-31", Zone: "America/Havana"}, at: "2026-11-01T04:00:00Z", day: "2026-11-01"},
		"the last day that can be":    {typed: walltime.Wall{Time: "9999-12-31"}, wrong: "/due/time"},
		"no day":                      {typed: walltime.Wall{Time: "2026-02-29"}, wrong: "/due/time"},
		"words":                       {typed: walltime.Wall{Time: "mai"}, wrong: "/due/time"},
		"no zone of that name":        {typed: walltime.Wall{Time: "2026-11-23", Zone: "Asia/Nam_Dinh"}, wrong: "/due/zone"},
	} {
		due, err := planning.DueBy(c.typed, house)
		if c.wrong != "" {
			if e, ok := fault.As(err); !ok || len(e.Fields) != 1 || e.Fields[0].Pointer != c.wrong {
				t.Errorf("%s: %v, want a fault at %s", name, err, c.wrong)
			}
			continue
		}
		if err != nil || due.At.UTC().Format(time.RFC3339) != c.at || string(due.Day) != c.day || due.Wall != c.typed.Time {
			t.Errorf("%s: %+v, %v; want %s on %s", name, due, err, c.at, c.day)
		}
		if again, err := planning.DueBy(due.Typed(), house); err != nil || again != due {
			t.Errorf("%s: read again it is %+v, %v", name, again, err)
		}
		late := planning.Story{State: planning.Assigned, Due: due}
		if late.Late(due.At.Add(-time.Microsecond)) || !late.Late(due.At) {
			t.Errorf("%s: late a moment before, or not at the hour", name)
		}
	}
}

// TestOnlyWhatIsOwedIsLate: neither ideas nor what is done or dropped.
func TestOnlyWhatIsOwedIsLate(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for state, want := range map[planning.State]bool{"idea": false, "assigned": true, "begun": true, "done": false, "dropped": false} {
		if got := (planning.Story{State: state, Due: planning.Due{At: at}}).Late(at); got != want {
			t.Errorf("%s is late: %v", state, got)
		}
		if (planning.Story{State: state}).Late(at) {
			t.Errorf("%s without a day is late", state)
		}
	}
}
