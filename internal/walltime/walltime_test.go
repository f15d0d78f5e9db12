package walltime

import (
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
)

func TestInstant(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, wall, zone, offset, want, pointer, says string }{
		{name: "Viet Nam at half past midnight", wall: "2026-11-23T00:30", zone: "Asia/Ho_Chi_Minh", want: "2026-11-22T17:30:00Z"},
		{name: "Viet Nam at half past six", wall: "2026-11-23T06:30:00", zone: "Asia/Ho_Chi_Minh", want: "2026-11-22T23:30:00Z"},
		{name: "midnight UTC is an hour like any other", wall: "2026-11-23T07:00", zone: "Asia/Ho_Chi_Minh", want: "2026-11-23T00:00:00Z"},
		{name: "an old zone name", wall: "2026-11-23T07:00", zone: "Asia/Saigon", want: "2026-11-23T00:00:00Z"},
		{name: "offset that agrees", wall: "2026-07-01T12:00", zone: "Europe/Paris", offset: "+02:00", want: "2026-07-01T10:00:00Z"},
		{name: "offset that does not", wall: "2026-07-01T12:00", zone: "Europe/Paris", offset: "+01:00", pointer: "/offset", says: "+02:00"},
		{name: "skipped", wall: "2026-03-29T02:30", zone: "Europe/Paris", pointer: "/time", says: "2026-03-29T01:59 and 2026-03-29T03:00"},
		{name: "twice, not told which", wall: "2026-10-25T02:30", zone: "Europe/Paris", pointer: "/offset", says: "+02:00 or +01:00"},
		{name: "twice, the first", wall: "2026-10-25T02:30", zone: "Europe/Paris", offset: "+02:00", want: "2026-10-25T00:30:00Z"},
		{name: "twice, the second", wall: "2026-10-25T02:30", zone: "Europe/Paris", offset: "+01:00", want: "2026-10-25T01:30:00Z"},
		{name: "a half-hour shift skips", wall: "2026-10-04T02:15", zone: "Australia/Lord_Howe", pointer: "/time", says: "2026-10-04T01:59 and 2026-10-04T02:30"},
		{name: "a day that does not exist", wall: "2026-02-30T08:00", zone: "Asia/Ho_Chi_Minh", pointer: "/time"},
		{name: "a slip in the year", wall: "20260-01-01T08:00", zone: "Asia/Ho_Chi_Minh", pointer: "/time"},
		{name: "a year nobody plans", wall: "2206-11-23T08:00", zone: "Asia/Ho_Chi_Minh", pointer: "/time", says: "2206 is probably a slip"},
		{name: "not a time", wall: "mai 8 giờ", zone: "Asia/Ho_Chi_Minh", pointer: "/time"},
		{name: "no zone", wall: "2026-11-23T08:00", zone: "", pointer: "/zone"},
		{name: "unknown zone", wall: "2026-11-23T08:00", zone: "Asia/Nam_Dinh", pointer: "/zone", says: "Asia/Nam_Dinh"},
		{name: "the zone of the machine is no zone", wall: "2026-11-23T08:00", zone: "Local", pointer: "/zone"},
		{name: "nor is that of its zone files", wall: "2026-11-23T08:00", zone: "localtime", pointer: "/zone"},
		{name: "nor one that only some machines have", wall: "2026-11-23T08:00", zone: "right/Asia/Ho_Chi_Minh", pointer: "/zone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := Wall{Time: c.wall, Zone: c.zone, Offset: c.offset}.Instant()
			if c.pointer != "" {
				wantFault(t, err, c.pointer, c.says)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if text := got.UTC().Format(time.RFC3339); text != c.want {
				t.Errorf("got %s, want %s", text, c.want)
			}
		})
	}
}

func TestFutureRefusesThePast(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC) // 08:00 in Viet Nam
	wall := func(s string) Wall { return Wall{Time: s, Zone: "Asia/Ho_Chi_Minh"} }
	if _, err := wall("2026-11-23T07:58").Future(now); err == nil {
		t.Error("two minutes ago was taken")
	} else {
		wantFault(t, err, "/time", "2026-11-23T08:00")
	}
	for _, fine := range []string{"2026-11-23T07:59", "2026-11-23T08:00", "2026-11-23T08:01"} {
		if _, err := wall(fine).Future(now); err != nil {
			t.Errorf("%s: %v", fine, err)
		}
	}
}

// Every wall time that Instant gives must read back as typed, in every zone.
func FuzzInstant(f *testing.F) {
	f.Add("2026-03-29T02:30", "Europe/Paris", "")
	f.Add("2026-10-25T02:30", "Europe/Paris", "+01:00")
	f.Fuzz(func(t *testing.T, wall, zone, offset string) {
		at, err := Wall{Time: wall, Zone: zone, Offset: offset}.Instant()
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		place, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatalf("zone %q was taken: %v", zone, err)
		}
		if !strings.HasPrefix(at.In(place).Format(Layout), wall) {
			t.Errorf("%q in %s became %s", wall, zone, at.In(place).Format(Layout))
		}
	})
}

func wantFault(t *testing.T, err error, pointer, says string) {
	t.Helper()
	e, ok := fault.As(err)
	if !ok || len(e.Fields) != 1 || e.Fields[0].Pointer != pointer || !strings.Contains(e.Fields[0].Detail.EN, says) {
		t.Errorf("got %v, want a fault at %s that says %q", err, pointer, says)
	}
}
