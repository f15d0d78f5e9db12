package harvest

import (
	"strings"
	"time"
)

const (
	// ahead is how far a clock elsewhere may be ahead of ours.
	ahead = 10 * time.Minute
	// firstYear is that of the first web page, roundly: what is dated before is a slip.
	firstYear = 1990
)

// layouts are the forms of dates that feeds have: those of the formats first (RFC 822 with four
// digits or two, RFC 3339), then those that programs write instead. A date without a zone is
// that of Viet Nam, as the sources of the house are.
func layouts() []string {
	return []string{
		"Mon, 2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST", "2 Jan 2006 15:04:05 MST",
		"Mon, 2 Jan 2006 15:04 -0700", "Mon, 2 Jan 2006 15:04 MST", "Mon, 2 Jan 06 15:04:05 -0700", "Mon, 2 Jan 06 15:04:05 MST",
		time.RFC3339, "2006-01-02T15:04:05-0700", "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05Z07:00",
		"Mon, 2 January 2006 15:04:05 -0700", "Monday, 2 January 2006 15:04:05 -0700", "Mon Jan 2 15:04:05 2006", "Mon Jan 2 15:04:05 MST 2006",
		"Mon, 2 Jan 2006 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02",
		"02/01/2006 15:04:05", "02/01/2006 15:04", "02/01/2006", "1/2/2006 3:04:05 PM",
	}
}

// vietNam is the zone of dates that name none.
func vietNam() *time.Location { return time.FixedZone("+07", 7*60*60) }

// date reads a date; false where it is none.
func date(raw string) (time.Time, bool) {
	raw = strings.Join(strings.Fields(raw), " ")
	if len(raw) > 64 {
		return time.Time{}, false
	}
	for _, layout := range layouts() {
		at, err := time.ParseInLocation(layout, raw, vietNam())
		if err != nil {
			continue
		}
		at = at.UTC().Truncate(time.Second)
		if strings.Contains(layout, "MST") {
			at = at.Add(-named(raw))
		}
		if at.Year() < 1 || at.Year() > 9999 {
			return time.Time{}, false
		}
		return at, true
	}
	return time.Time{}, false
}

// named is what a zone by name is ahead of UTC (RFC 822, section 5.1; ICT is that of Viet Nam).
// The library takes names that it does not know for UTC.
func named(raw string) time.Duration {
	name := raw[strings.LastIndexByte(raw, ' ')+1:]
	hours := map[string]int{"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "ICT": 7, "CET": 1, "CEST": 2, "JST": 9, "SGT": 8, "HKT": 8}
	return time.Duration(hours[name]) * time.Hour
}

// judged reads the date of an entry and tells what is doubtful of it.
func (o Options) judged(raw string, n *notes) time.Time {
	raw = strings.TrimSpace(raw)
	if raw == "" || strings.HasPrefix(raw, "0000-00-00") {
		n.add(DateMissing, raw)
		return time.Time{}
	}
	at, ok := date(raw)
	switch {
	case !ok:
		n.add(DateUnreadable, raw)
	case at.After(o.Now.Add(ahead)):
		n.add(DateFuture, raw)
	case at.Year() < firstYear:
		n.add(DateAncient, raw)
	}
	return at
}
