// Package walltime turns what a person reads on a clock into an instant.
//
// Clients send wall time and the name of a zone; only the server converts. A time that a
// zone skips, or has twice, is never guessed.
package walltime

import (
	"strings"
	"time"
	_ "time/tzdata" // zones are known on machines that have no zone files

	"github.com/lantoa/lantoa/internal/fault"
)

// Layout is the form of a wall time: ISO 8601 without zone, seconds optional.
const Layout = "2006-01-02T15:04:05"

const shortLayout = "2006-01-02T15:04"

// PastGrace is how far in the past a planned instant may be, for slow typing and slow nets.
const PastGrace = 60 * time.Second

// lastYear is the last that is believed; a later one is a slip of the fingers.
const lastYear = 2100

// Wall is a wall time as typed.
type Wall struct {
	Time string // 2026-11-23T07:30 or 2026-11-23T07:30:00
	Zone string // IANA name
	// Offset (such as "+02:00") picks one of the two instants of an overlap.
	Offset string
}

// Instant converts a wall time. Errors are faults at /time, /zone or /offset.
func (w Wall) Instant() (time.Time, error) {
	zone, err := loadZone(w.Zone)
	if err != nil {
		return time.Time{}, err
	}
	typed, err := parse(w.Time)
	if err != nil {
		return time.Time{}, err
	}
	candidates := instants(typed, zone)
	switch len(candidates) {
	case 0:
		return time.Time{}, gap(typed, zone)
	case 1:
		return candidates[0], w.checkOffset(candidates, zone)
	}
	return w.choose(candidates, zone)
}

// Future converts a wall time and refuses one that has passed.
func (w Wall) Future(now time.Time) (time.Time, error) {
	at, err := w.Instant()
	if err != nil {
		return time.Time{}, err
	}
	if at.Before(now.Add(-PastGrace)) {
		local := now.In(at.Location()).Format(shortLayout)
		if zone, err := loadZone(w.Zone); err == nil {
			local = now.In(zone).Format(shortLayout)
		}
		return time.Time{}, fault.Invalid("/time", fault.Tf("giờ này đã qua; bây giờ là %s (%s). Chọn giờ sau đó.",
			"this time has passed; it is %s now (%s). Choose a later time.", local, w.Zone))
	}
	return at, nil
}

func loadZone(name string) (*time.Location, error) {
	// Names that some hosts have beside those of the zone database would mean another zone,
	// or none, on the next.
	if name == "" || name == "Local" || name == "localtime" || name == "posixrules" || strings.HasPrefix(name, "right/") || strings.HasPrefix(name, "posix/") {
		return nil, fault.Invalid("/zone", fault.T("cần tên múi giờ, ví dụ Asia/Ho_Chi_Minh", "needs the name of a zone, such as Asia/Ho_Chi_Minh"))
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fault.Invalid("/zone", fault.Tf("không có múi giờ %q; ví dụ đúng: Asia/Ho_Chi_Minh", "there is no zone %q; a right one is Asia/Ho_Chi_Minh", name))
	}
	return zone, nil
}

// parse reads the typed fields as if they were UTC.
func parse(typed string) (time.Time, error) {
	for _, layout := range []string{Layout, shortLayout} {
		t, err := time.Parse(layout, typed)
		switch {
		case err != nil:
		case t.Year() > lastYear:
			return time.Time{}, fault.Invalid("/time", fault.Tf("năm %d có lẽ là gõ nhầm; muộn nhất là năm %d", "the year %d is probably a slip; the last is %d", t.Year(), lastYear))
		default:
			return t, nil
		}
	}
	return time.Time{}, fault.Invalid("/time", fault.Tf("%q không phải ngày giờ có thật; viết như 2026-11-23T07:30", "%q is not an existing date and time; write it like 2026-11-23T07:30", typed))
}

// instants lists every instant at which clocks in the zone show the typed fields. Zone
// offsets lie within a day of UTC, so the offsets in force a day before and a day after
// are all that can apply.
func instants(typed time.Time, zone *time.Location) []time.Time {
	var found []time.Time
	for _, probe := range []time.Duration{-24 * time.Hour, 24 * time.Hour} {
		_, offset := typed.Add(probe).In(zone).Zone()
		candidate := typed.Add(-time.Duration(offset) * time.Second)
		if sameFields(candidate.In(zone), typed) && (len(found) == 0 || !found[0].Equal(candidate)) {
			found = append(found, candidate)
		}
	}
	return found
}

func sameFields(local, typed time.Time) bool {
	return local.Format(Layout) == typed.Format(Layout)
}

// gap names the last moment before the skipped hour and the first after it.
func gap(typed time.Time, zone *time.Location) error {
	_, before := typed.Add(-24 * time.Hour).In(zone).Zone()
	shifted := typed.Add(-time.Duration(before) * time.Second).In(zone)
	start, _ := shifted.ZoneBounds()
	last := start.Add(-time.Minute).In(zone).Format(shortLayout)
	first := start.In(zone).Format(shortLayout)
	return fault.Invalid("/time", fault.Tf("giờ này không tồn tại vì đổi giờ; gần nhất là %s hoặc %s", "clocks skip this time; the nearest are %s and %s", last, first))
}

func (w Wall) choose(candidates []time.Time, zone *time.Location) (time.Time, error) {
	for _, one := range candidates {
		if w.Offset != "" && offsetOf(one, zone) == w.Offset {
			return one, nil
		}
	}
	return time.Time{}, fault.Invalid("/offset", fault.Tf("giờ này có hai lần vì đổi giờ; ghi rõ offset %s hoặc %s", "clocks show this time twice; give the offset %s or %s",
		offsetOf(candidates[0], zone), offsetOf(candidates[1], zone)))
}

func (w Wall) checkOffset(candidates []time.Time, zone *time.Location) error {
	if w.Offset == "" || w.Offset == offsetOf(candidates[0], zone) {
		return nil
	}
	return fault.Invalid("/offset", fault.Tf("ở giờ đó offset của %s là %s", "at that time the offset of %s is %s", w.Zone, offsetOf(candidates[0], zone)))
}

func offsetOf(t time.Time, zone *time.Location) string { return t.In(zone).Format("-07:00") }
