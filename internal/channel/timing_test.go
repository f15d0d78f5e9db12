package channel_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/timetable"
)

const hanoi = "Asia/Ho_Chi_Minh"

func night(zone string) *timetable.Hours {
	return &timetable.Hours{Zone: zone, Quiet: []timetable.Quiet{{From: "22:00", To: "06:00"}}}
}

// Every fault of a timing is told in one answer, each at its place.
func TestTimingFaultsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		in := input("Kênh")
		in.TimingPatch = channel.TimingPatch{Rate: &channel.Rate{Every: -1, Burst: 0}, Grace: new(-time.Second), Hours: night("Nowhere"),
			Slots: &[]timetable.Slot{{Cron: "61 * * * *", Zone: hanoi}}, Distance: new(8 * 24 * time.Hour), AfterPortal: new(channel.AskAboutPortal),
			PortalPatience: new(time.Second), Offset: new(25 * time.Hour)}
		_, err := w.Create(t.Context(), admin(""), in)
		want := []string{"/after_portal", "/distance", "/grace", "/offset", "/portal_patience", "/quiet_hours/zone", "/rate/burst", "/rate/every", "/slots/0/cron"}
		if d := cmp.Diff(want, pointers(t, err, fault.ValidationFailed)); d != "" {
			t.Error(d)
		}
	})
}

func TestTimingIsKept(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		made := w.create(t, input("Kênh"))
		patch := channel.TimingPatch{Rate: &channel.Rate{Every: time.Minute, Burst: 2}, Grace: new(time.Hour), Hours: night(""), KeepsClosedDays: new(true),
			Slots: &[]timetable.Slot{{Cron: "0 8 * * *"}}, Distance: new(time.Minute), PortalPatience: new(time.Hour), Offset: new(15 * time.Minute), DryRun: new(true)}
		got, err := w.Update(t.Context(), admin(""), made.ID, made.Version, channel.Patch{TimingPatch: patch})
		want := channel.Timing{Rate: channel.Rate{Every: time.Minute, Burst: 2}, Grace: time.Hour, Hours: *night("UTC"), KeepsClosedDays: true,
			Slots: []timetable.Slot{{Cron: "0 8 * * *", Zone: "UTC"}}, Distance: time.Minute, PortalPatience: time.Hour, Offset: 15 * time.Minute, DryRun: true}
		if d := cmp.Diff(want, got.Timing); err != nil || d != "" {
			t.Errorf("%v (-want +got):\n%s", err, d)
		}
		same, err := w.Update(t.Context(), admin(""), made.ID, got.Version, channel.Patch{TimingPatch: channel.TimingPatch{Hours: night("UTC"), Offset: new(15 * time.Minute)}})
		if err != nil || same.Version != got.Version {
			t.Errorf("the same again: version %d, %v", same.Version, err)
		}
		none, err := w.Update(t.Context(), admin(""), made.ID, got.Version, channel.Patch{TimingPatch: channel.TimingPatch{Hours: &timetable.Hours{}, Slots: &[]timetable.Slot{}}})
		if err != nil || len(none.Hours.Quiet) != 0 || len(none.Slots) != 0 || none.Version != got.Version+1 {
			t.Errorf("taken away: %+v, %v", none.Timing, err)
		}
	})
}

// clockAt puts the fixture's clock to an hour of a day in UTC, its zone.
func (w *fixture) clockAt(t *testing.T, hour string) {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", hour)
	if err != nil {
		t.Fatal(err)
	}
	w.now.Store(at.UnixMicro())
}

// rest reads what stands written of a channel's rest.
func (w *fixture) rest(t *testing.T, id string) channel.Rest {
	t.Helper()
	c, err := w.Get(t.Context(), admin(""), id)
	if err != nil {
		t.Fatal(err)
	}
	return c.Rest
}

// restOf is a rest that goes on or comes, and the last that ended.
func restOf(from, until, ended, opened string) channel.Rest {
	read := func(hour string) time.Time {
		at, err := time.Parse("2006-01-02 15:04", hour)
		if err != nil {
			return time.Time{}
		}
		return at.UTC()
	}
	return channel.Rest{Closing: timetable.Closing{From: read(from), Until: read(until)}, Ended: timetable.Closing{From: read(ended), Until: read(opened)}}
}

func (w *fixture) rests(t *testing.T, id, when string, want channel.Rest) {
	t.Helper()
	if d := cmp.Diff(want, w.rest(t, id)); d != "" {
		t.Errorf("%s (-want +got):\n%s", when, d)
	}
}

// TestRestsAndBreakersGoByTheClaimsClock has a process whose clock is an hour ahead write what
// claims compare with the database's own.
func TestRestsAndBreakersGoByTheClaimsClock(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		w.ahead.Store(time.Hour.Microseconds())
		w.clockAt(t, "2026-11-27 05:30")
		in := input("Mạng")
		in.TimingPatch = channel.TimingPatch{Hours: night("UTC")}
		c := w.create(t, in)
		tonight := restOf("2026-11-26 22:00", "2026-11-27 06:00", "2026-11-25 22:00", "2026-11-26 06:00")
		w.rests(t, c.ID, "once made", tonight)
		if err := w.KeepTime(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.rests(t, c.ID, "half an hour before its end", tonight)
		for range 5 {
			if err := w.Answered(t.Context(), c, false); err != nil {
				t.Fatal(err)
			}
		}
		opened, err := w.Open(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if wait := opened.Channel.Breaker.Until.Sub(w.clock().Add(-time.Hour)); wait <= 0 || wait > time.Minute {
			t.Errorf("cut off for %s", wait)
		}
	})
}

// TestRestsAreWrittenAhead follows a channel through nights and a day of mourning: each rest
// stands in its row before it begins, whoever keeps the time and however late.
func TestRestsAreWrittenAhead(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		ctx := t.Context()
		w.clockAt(t, "2026-11-26 12:00")
		in := input("Mạng")
		in.TimingPatch = channel.TimingPatch{Hours: night("UTC"), KeepsClosedDays: new(true)}
		c := w.create(t, in)
		w.rests(t, c.ID, "once made", restOf("2026-11-26 22:00", "2026-11-27 06:00", "2026-11-25 22:00", "2026-11-26 06:00"))

		if _, err := w.CloseDay(ctx, admin(""), timetable.Day{Date: "2026-11-27", Effect: timetable.Closed, Name: fault.T("Quốc tang", "Mourning")}); err != nil {
			t.Fatal(err)
		}
		w.rests(t, c.ID, "with a day of mourning", restOf("2026-11-26 22:00", "2026-11-28 06:00", "2026-11-25 22:00", "2026-11-26 06:00"))

		w.clockAt(t, "2026-12-04 09:00") // nobody kept the time for a week
		if err := w.KeepTime(ctx); err != nil {
			t.Fatal(err)
		}
		w.rests(t, c.ID, "a week later", restOf("2026-12-04 22:00", "2026-12-05 06:00", "2026-12-03 22:00", "2026-12-04 06:00"))

		w.clockAt(t, "2026-12-04 23:00")
		if _, err := w.Update(ctx, admin(""), c.ID, c.Version, channel.Patch{TimingPatch: channel.TimingPatch{Hours: &timetable.Hours{}}}); err != nil {
			t.Fatal(err)
		}
		// What a person ended has ended, and stays so.
		w.rests(t, c.ID, "without quiet hours", restOf("", "", "2026-12-04 22:00", "2026-12-04 23:00"))
		w.clockAt(t, "2026-12-05 09:00")
		if err := w.KeepTime(ctx); err != nil {
			t.Fatal(err)
		}
		w.rests(t, c.ID, "the day after", restOf("", "", "2026-12-04 22:00", "2026-12-04 23:00"))
	})
}

func TestClosedDays(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		ctx := t.Context()
		w.clockAt(t, "2026-11-26 12:00")
		keeps, ignores := input("Mạng"), input("Cổng")
		keeps.KeepsClosedDays = new(true)
		social, portal := w.create(t, keeps), w.create(t, ignores)
		day := timetable.Day{Date: "2026-11-26", Effect: timetable.Closed, Name: fault.T("Quốc tang", "Mourning")}
		if _, err := w.CloseDay(ctx, person(right.Editor), day); !fault.Is(err, fault.Denied) {
			t.Errorf("an editor: %v", err)
		}
		for pointer, bad := range map[string]timetable.Day{
			"/day":     {Date: "2026-02-30", Effect: timetable.Closed, Name: day.Name},
			"/effect":  {Date: day.Date, Effect: "half", Name: day.Name},
			"/name/en": {Date: day.Date, Effect: timetable.Closed, Name: fault.T("Lễ", " ")},
		} {
			_, err := w.CloseDay(ctx, admin(""), bad)
			if got := pointers(t, err, fault.ValidationFailed); !slices.Equal(got, []string{pointer}) {
				t.Errorf("faults at %v, want %s", got, pointer)
			}
		}
		past := day
		past.Date = "2026-11-25"
		if _, err := w.CloseDay(ctx, admin(""), past); !fault.Is(err, fault.ValidationFailed) {
			t.Errorf("yesterday: %v", err)
		}
		if made, err := w.CloseDay(ctx, admin(""), day); err != nil || made.CreatedBy != "admin" {
			t.Fatal(made, err)
		}
		if _, err := w.CloseDay(ctx, admin(""), day); !fault.Is(err, fault.AlreadyExists) {
			t.Errorf("twice: %v", err)
		}
		w.rests(t, social.ID, "today", restOf("2026-11-26 00:00", "2026-11-27 00:00", "", ""))
		w.rests(t, portal.ID, "which keeps none", channel.Rest{})
		if list, err := w.ClosedDays(ctx, person(right.Editor)); err != nil || len(list) != 1 || list[0].Date != day.Date {
			t.Errorf("%v %v", list, err)
		}
		if err := w.OpenDay(ctx, admin(""), day.Date); err != nil {
			t.Fatal(err)
		}
		w.rests(t, social.ID, "opened again", restOf("", "", "2026-11-26 00:00", "2026-11-26 12:00"))
		if err := w.OpenDay(ctx, admin(""), day.Date); !fault.Is(err, fault.NotFound) {
			t.Errorf("opened twice: %v", err)
		}
	})
}

func TestBreaker(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
	var b channel.Breaker
	for i := range 4 {
		if b = b.After(false, now); b.Open() {
			t.Fatalf("open after %d failures", i+1)
		}
	}
	for _, want := range []float64{10, 20, 40, 80, 160, 300, 300} {
		if b = b.After(false, now); b.Until.Sub(now).Seconds() != want {
			t.Errorf("after %d failures %s; want %g s", b.Failures, b.Until.Sub(now), want)
		}
		if again := b.After(false, now); again != b {
			t.Errorf("a try that began before the cut changed %+v to %+v", b, again)
		}
		now = b.Until
	}
	if b = b.After(true, now); b != (channel.Breaker{}) {
		t.Errorf("answered: %+v", b)
	}
}

// The breaker opens once, tells so once, and a person or an answer closes it.
func TestTheBreakerIsKept(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.create(t, input("Kênh"))
		fail := func(times int) channel.Channel {
			t.Helper()
			for range times {
				if err := w.Answered(t.Context(), c, false); err != nil {
					t.Fatal(err)
				}
			}
			got, err := w.Get(t.Context(), admin(""), c.ID)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		if got := fail(4); got.Breaker.Open() {
			t.Fatalf("open: %+v", got.Breaker)
		}
		got := fail(1)
		if !got.Breaker.Open() || got.Version != c.Version {
			t.Errorf("after five failures: %+v, version %d", got.Breaker, got.Version)
		}
		if err := w.Answered(t.Context(), got, true); err != nil {
			t.Fatal(err)
		}
		fail(5)
		resumed, err := w.Resume(t.Context(), admin(""), c.ID)
		if err != nil || resumed.Breaker.Open() {
			t.Errorf("resumed: %+v, %v", resumed.Breaker, err)
		}
		_, events := w.acts(t)
		want := []string{"channel.created", "channel.disconnected", "channel.reconnected", "channel.disconnected", "channel.resumed"}
		if d := cmp.Diff(want, events); d != "" {
			t.Error(d)
		}
	})
}
