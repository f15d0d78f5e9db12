package notice

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	place, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return place
}

func instant(t *testing.T, written string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, written)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Quiet hours are what the clock on the wall shows, over midnight and through nights in which
// clocks are changed.
func TestQuietHours(t *testing.T) {
	t.Parallel()
	house := zone(t, "Asia/Ho_Chi_Minh")
	for name, c := range map[string]struct {
		from, until, zone string
		quiet, loud       string // instants
	}{
		"over midnight": {"21:00", "06:00", "", "2026-03-01T21:00:00+07:00 2026-03-02T00:00:00+07:00 2026-03-02T05:59:59+07:00",
			"2026-03-01T20:59:59+07:00 2026-03-02T06:00:00+07:00 2026-03-02T12:00:00+07:00"},
		"by day":          {"11:30", "13:30", "", "2026-03-01T11:30:00+07:00 2026-03-01T13:29:00+07:00", "2026-03-01T11:29:00+07:00 2026-03-01T13:30:00+07:00 2026-03-01T00:00:00+07:00"},
		"of another zone": {"21:00", "06:00", "Europe/Paris", "2026-01-01T20:00:00Z 2026-01-02T04:59:00Z", "2026-01-01T19:59:00Z 2026-01-02T05:00:00Z"},
		// Clocks go from 02:00 to 03:00 on 29 March 2026, and from 03:00 to 02:00 on 25 October.
		"into a gap":      {"22:00", "02:30", "Europe/Paris", "2026-03-29T00:59:00Z", "2026-03-29T01:00:00Z 2026-03-29T01:15:00Z"},
		"from a gap":      {"02:30", "06:00", "Europe/Paris", "2026-03-29T01:00:00Z 2026-03-29T03:59:00Z", "2026-03-29T00:59:00Z 2026-03-29T04:00:00Z"},
		"over an overlap": {"22:00", "06:00", "Europe/Paris", "2026-10-25T00:30:00Z 2026-10-25T01:30:00Z 2026-10-25T04:59:00Z", "2026-10-25T05:00:00Z"},
	} {
		s := Settings{Quiet: &Quiet{c.from, c.until}, Zone: c.zone}
		for at := range strings.FieldsSeq(c.quiet) {
			if !s.quiet(instant(t, at), house) {
				t.Errorf("%s: %s is loud", name, at)
			}
		}
		for at := range strings.FieldsSeq(c.loud) {
			if s.quiet(instant(t, at), house) {
				t.Errorf("%s: %s is quiet", name, at)
			}
		}
	}
	if (Settings{}).quiet(instant(t, "2026-03-01T23:00:00+07:00"), house) {
		t.Error("who has no quiet hours has them")
	}
}

// The digest comes once a day, whatever clocks do.
func TestTheHourOfTheDigest(t *testing.T) {
	t.Parallel()
	house := zone(t, "Asia/Ho_Chi_Minh")
	for _, c := range []struct{ at, zone, now, want string }{
		{"08:00", "", "2026-03-01T08:00:00+07:00", "2026-03-01T08:00:00+07:00"},
		{"08:00", "", "2026-03-01T07:59:59+07:00", "2026-02-28T08:00:00+07:00"},
		{"00:00", "", "2026-03-01T23:59:59+07:00", "2026-03-01T00:00:00+07:00"},
		{"08:00", "America/New_York", "2026-03-01T12:00:00Z", "2026-02-28T13:00:00Z"},
		{"02:30", "Europe/Paris", "2026-03-29T01:29:59Z", "2026-03-28T01:30:00Z"}, // skipped that night
		{"02:30", "Europe/Paris", "2026-03-29T01:30:00Z", "2026-03-29T01:30:00Z"},
		{"02:30", "Europe/Paris", "2026-10-25T00:30:00Z", "2026-10-25T00:30:00Z"}, // shown twice
		{"02:30", "Europe/Paris", "2026-10-25T01:30:00Z", "2026-10-25T00:30:00Z"},
		{"02:30", "Europe/Paris", "2026-10-26T01:30:00Z", "2026-10-26T01:30:00Z"},
	} {
		s := Settings{DigestAt: c.at, Zone: c.zone}
		if got := s.digest(instant(t, c.now), house); !got.Equal(instant(t, c.want)) {
			t.Errorf("at %s of %q, at %s: %s, want %s", c.at, c.zone, c.now, got.UTC().Format(time.RFC3339), c.want)
		}
	}
	begin, seen := instant(t, "2026-01-01T00:00:00Z"), map[time.Time]bool{}
	s := Settings{DigestAt: "02:30", Zone: "Europe/Paris"}
	for at := begin; at.Before(begin.AddDate(1, 0, 0)); at = at.Add(15 * time.Minute) {
		seen[s.digest(at, house)] = true
	}
	if len(seen) != 366 { // and the one of the day before
		t.Errorf("%d digests in a year", len(seen))
	}
}

// Nothing is mailed in quiet hours, of the digest neither: it may come late, where a server stood
// still or an address is new.
func TestQuietHoursHoldTheDigestToo(t *testing.T) {
	t.Parallel()
	house := zone(t, "Asia/Ho_Chi_Minh")
	due := []Shown{{Notice: Notice{ID: "1", Kind: Approved, DueAt: instant(t, "2026-03-01T07:00:00+07:00")}}}
	for now, want := range map[string]int{"2026-03-01T07:59:00+07:00": 0, "2026-03-01T20:59:00+07:00": 1, "2026-03-01T22:00:00+07:00": 0, "2026-03-02T06:00:00+07:00": 1} {
		if got := Usual().sort(due, instant(t, now), house); len(got.letter) != want || len(got.done) != want {
			t.Errorf("at %s: %+v", now, got)
		}
	}
}

func TestSettingsAreJudgedWhole(t *testing.T) {
	t.Parallel()
	house := zone(t, "Asia/Ho_Chi_Minh")
	for name, c := range map[string]struct {
		s    Settings
		want string // pointers
	}{
		"as usual":               {Usual(), ""},
		"nothing but an hour":    {Settings{DigestAt: "07:30"}, ""},
		"everything wrong":       {Settings{Mail: map[Kind]Mail{"a/b~c": AtOnce, ToApprove: "soon"}, DigestAt: "7:30", Quiet: &Quiet{"24:00", ""}, Zone: "Hanoi"}, "/digest_at /mail/a~1b~0c /mail/edition.to_approve /quiet/from /quiet/until /zone"},
		"a digest in the night":  {Settings{DigestAt: "03:00", Quiet: &Quiet{"21:00", "06:00"}}, "/digest_at"},
		"one at the end of it":   {Settings{DigestAt: "06:00", Quiet: &Quiet{"21:00", "06:00"}}, ""},
		"quiet all day":          {Settings{DigestAt: "06:00", Quiet: &Quiet{"21:00", "21:00"}}, "/quiet/until"},
		"the zone of the host":   {Settings{DigestAt: "06:00", Zone: "Local"}, "/zone"},
		"quiet hours by day":     {Settings{DigestAt: "12:00", Quiet: &Quiet{"11:30", "13:30"}}, "/digest_at"},
		"a zone of its own":      {Settings{DigestAt: "06:00", Zone: "Europe/Paris"}, ""},
		"an hour that is no one": {Settings{DigestAt: "08:60"}, "/digest_at"},
	} {
		var pointers []string
		if e, wrong := fault.As(c.s.check(house)); wrong {
			for _, f := range e.Fields {
				pointers = append(pointers, f.Pointer)
			}
		}
		slices.Sort(pointers)
		if got := strings.Join(pointers, " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Each line of the table is about an event that there is, each kind can come to be, and those
// that ask for something can end.
func TestTheTableIsWhole(t *testing.T) {
	t.Parallel()
	opened, ended := map[Kind]bool{}, map[Kind]bool{}
	seen := map[Rule]bool{}
	for _, r := range Rules() {
		if !slices.Contains(audit.Kinds(), r.Event) {
			t.Errorf("there is no event %s", r.Event)
		}
		if natureOf(r.Kind).kind == "" {
			t.Errorf("%s: %s has no nature", r.Event, r.Kind)
		}
		if seen[r] {
			t.Errorf("%+v stands twice", r)
		}
		seen[r] = true
		opened[r.Kind] = opened[r.Kind] || r.effect == opens
		ended[r.Kind] = ended[r.Kind] || r.effect == closes || r.effect == resumes
	}
	for _, kind := range Kinds() {
		if !opened[kind] || kind.Asks() && !ended[kind] {
			t.Errorf("%s: opened %v, ended %v", kind, opened[kind], ended[kind])
		}
		n := Shown{Notice: Notice{Kind: kind, Times: 3, Reminders: 2}, Title: "Bài", ChannelName: "Kênh"}
		if words := n.Words(); !strings.Contains(words.VI, ". (nhắc lần 2) (3 lần)") || !strings.Contains(words.EN, ". (reminder 2) (3 times)") {
			t.Errorf("%s: %+v", kind, words)
		}
		if _, usual := Usual().Mail[kind]; !usual {
			t.Errorf("%s is mailed in no usual way", kind)
		}
	}
	// Every state of a delivery in which it asks a person opens one, every end of it ends it.
	for _, state := range delivery.States() {
		var want effect
		switch state {
		case delivery.Unsure, delivery.Attention:
			want = opens
		case delivery.Sent, delivery.Confirmed, delivery.Cancelled, delivery.Superseded, delivery.Withdrawn:
			want = closes
		default:
			continue
		}
		if !slices.ContainsFunc(Rules(), func(r Rule) bool { return r.Event == audit.Done(state.Act()) && r.Kind == Trouble && r.effect == want }) {
			t.Errorf("a delivery that becomes %s: no line %s", state, want)
		}
	}
}
