package channels_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/channels"
	"github.com/lantoa/lantoa/internal/store/storetest"
	"github.com/lantoa/lantoa/internal/timetable"
)

func at(minute int) time.Time {
	return time.Date(2026, 11, 23, 17, minute, 0, 123_456_000, time.UTC)
}

// full has a value of its own in every field.
func full() channel.Stored {
	return channel.Stored{
		Channel: channel.Channel{ID: "c1", Kind: "wordpress", Name: "Cổng tỉnh", Unit: "so-vhttdl", Partner: "p1", Lang: "vi", Passive: true, Portal: true,
			Paused: true, PauseReason: "bảo trì", ParkedUntil: at(2), MaxConc: 3, Settle: 8 * time.Minute, Timing: timing(),
			Settings: connector.Values{"url": "https://dest.example"}, SecretNames: []string{"password"}, CredentialExpiresAt: at(5), ExpiryTold: 14,
			Place: "did:plc:1", PlaceName: "@cong", OtherName: "@khac", Hold: channel.HoldOtherAccount,
			Health:    connector.Health{Class: connector.OK, Account: "cổng", Detail: fault.T("tốt", "well"), ExpiresAt: at(5)},
			CheckedAt: at(6), Version: 9, CreatedBy: "a", CreatedAt: at(7), UpdatedAt: at(8)},
		Sealed: []byte{1, 0, 255}, KeyID: "0123456789abcdef",
	}
}

func timing() channel.Timing {
	return channel.Timing{Rate: channel.Rate{Every: time.Minute, Burst: 4}, Grace: 2 * time.Minute, KeepsClosedDays: true,
		Hours: timetable.Hours{Zone: "Asia/Ho_Chi_Minh", Quiet: []timetable.Quiet{{From: "22:00", To: "06:00"}, {From: "12:00", To: "13:00", Days: []string{"sun"}}}},
		Slots: []timetable.Slot{{Cron: "0 8 * * 1", Zone: "Asia/Ho_Chi_Minh"}, {Cron: "0 9 * * *", Zone: "UTC"}}, Distance: 3 * time.Minute,
		AfterPortal: channel.AskAboutPortal, PortalPatience: 5 * time.Minute, Offset: 6 * time.Minute, DryRun: true}
}

// bare is a second channel with as little as the table allows.
func bare(id, name string) channel.Stored {
	return channel.Stored{Channel: channel.Channel{ID: id, Kind: "feeds", Name: name, Settings: connector.Values{}, CreatedAt: at(9), UpdatedAt: at(9)}}
}

func each(t *testing.T, test func(t *testing.T, s *channels.Store)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(t, channels.New(db)) })
}

func TestEveryFieldComesBack(t *testing.T) {
	each(t, func(t *testing.T, s *channels.Store) {
		ctx := t.Context()
		for _, c := range []channel.Stored{full(), bare("c2", "Nguồn tin")} {
			if err := s.Add(ctx, c); err != nil {
				t.Fatal(err)
			}
			got, err := s.Get(ctx, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c, got); d != "" {
				t.Errorf("read back (-want +got):\n%s", d)
			}
		}
		list, err := s.List(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]channel.Channel{full().Channel, bare("c2", "Nguồn tin").Channel}, list); d != "" {
			t.Errorf("list (-want +got):\n%s", d)
		}
	})
}

func TestSaveLeavesWhatTheEngineKeeps(t *testing.T) {
	each(t, func(t *testing.T, s *channels.Store) {
		ctx, was := t.Context(), full()
		if err := s.Add(ctx, was); err != nil {
			t.Fatal(err)
		}
		changed := bare("c1", "Tên khác")
		changed.Version, changed.MaxConc = 10, 1
		if err := s.Save(ctx, changed); err != nil {
			t.Fatal(err)
		}
		want := changed
		want.Kind, want.Partner, want.Passive, want.CreatedBy, want.CreatedAt = was.Kind, was.Partner, was.Passive, was.CreatedBy, was.CreatedAt
		want.ParkedUntil = was.ParkedUntil
		got, err := s.Get(ctx, "c1")
		if d := cmp.Diff(want, got); err != nil || d != "" {
			t.Errorf("%v (-want +got):\n%s", err, d)
		}
	})
}

// What the clock and the engine write is read with the channel, and touches nothing else.
func TestRestAndBreakerComeBack(t *testing.T) {
	each(t, func(t *testing.T, s *channels.Store) {
		ctx, c := t.Context(), full()
		if err := s.Add(ctx, c); err != nil {
			t.Fatal(err)
		}
		stale := channel.Rest{Ended: timetable.Closing{Until: at(40)}}
		c.Rest = channel.Rest{Closing: timetable.Closing{From: at(30), Until: at(31)}, Ended: timetable.Closing{From: at(28), Until: at(29)}}
		c.Breaker = channel.Breaker{Failures: 6, Until: at(33)}
		err := errors.Join(s.SaveRest(ctx, c.ID, c.Version, c.Rest), s.SaveRest(ctx, c.ID, c.Version-1, stale), s.SaveBreaker(ctx, c.ID, c.Breaker))
		if got, readErr := s.Get(ctx, c.ID); err != nil || readErr != nil || cmp.Diff(c, got) != "" {
			t.Errorf("%v, %v (-want +got):\n%s", err, readErr, cmp.Diff(c, got))
		}
		err = errors.Join(s.SaveRest(ctx, c.ID, c.Version, channel.Rest{}), s.SaveBreaker(ctx, c.ID, channel.Breaker{}))
		if got, readErr := s.Get(ctx, c.ID); err != nil || readErr != nil || cmp.Diff(full(), got) != "" {
			t.Errorf("%v, %v (-want +got):\n%s", err, readErr, cmp.Diff(full(), got))
		}
	})
}

// Only channels that rest, or of which a rest is written, are of interest to the clock.
func TestResting(t *testing.T) {
	each(t, func(t *testing.T, s *channels.Store) {
		ctx := t.Context()
		quiet, keeps, written := bare("c2", "giờ nghỉ"), bare("c3", "ngày nghỉ"), bare("c4", "đã ghi")
		quiet.Hours, keeps.KeepsClosedDays = timing().Hours, true
		for _, c := range []channel.Stored{bare("c1", "suốt"), quiet, keeps, written} {
			if err := s.Add(ctx, c); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.SaveRest(ctx, "c4", 0, channel.Rest{Ended: timetable.Closing{From: at(0), Until: at(1)}}); err != nil {
			t.Fatal(err)
		}
		list, err := s.Resting(ctx)
		var ids []string
		for _, c := range list {
			ids = append(ids, c.ID)
		}
		if d := cmp.Diff([]string{"c2", "c3", "c4"}, ids); err != nil || d != "" {
			t.Error(err, d)
		}
	})
}

func TestClosedDaysComeBack(t *testing.T) {
	each(t, func(t *testing.T, s *channels.Store) {
		ctx := t.Context()
		tet := channel.ClosedDay{Day: timetable.Day{Date: "2027-02-06", Effect: timetable.NoSlots, Name: fault.T("Tết", "Lunar New Year")}, CreatedBy: "a", CreatedAt: at(1)}
		mourning := channel.ClosedDay{Day: timetable.Day{Date: "2026-12-01", Effect: timetable.Closed, Name: fault.T("Quốc tang", "Mourning")}, CreatedBy: "b", CreatedAt: at(2)}
		if err := errors.Join(s.AddClosedDay(ctx, tet), s.AddClosedDay(ctx, mourning)); err != nil {
			t.Fatal(err)
		}
		if err := s.AddClosedDay(ctx, tet); !fault.Is(err, fault.AlreadyExists) {
			t.Errorf("twice: %v", err)
		}
		if list, err := s.ClosedDays(ctx); err != nil || cmp.Diff([]channel.ClosedDay{mourning, tet}, list) != "" {
			t.Errorf("%v %v", list, err)
		}
		if err := s.RemoveClosedDay(ctx, "2027-02-06"); err != nil {
			t.Error(err)
		}
		if err := s.RemoveClosedDay(ctx, "2027-02-06"); !fault.Is(err, fault.NotFound) {
			t.Errorf("gone: %v", err)
		}
	})
}

func TestUnknownAndDoubleChannels(t *testing.T) {
	each(t, func(t *testing.T, s *channels.Store) {
		ctx := t.Context()
		if err := s.Add(ctx, full()); err != nil {
			t.Fatal(err)
		}
		namesake, portal := bare("c2", "Cổng tỉnh"), bare("c3", "Cổng khác")
		portal.Portal, portal.Lang = true, "vi"
		for name, err := range map[string]error{"name": s.Add(ctx, namesake), "portal": s.Add(ctx, portal)} {
			if !fault.Is(err, fault.AlreadyExists) {
				t.Errorf("a second %s: %v", name, err)
			}
		}
		portal.Lang = "en"
		if err := s.Add(ctx, portal); err != nil {
			t.Errorf("a portal of another language: %v", err)
		}
		if err := s.Save(ctx, bare("c3", "Cổng tỉnh")); !fault.Is(err, fault.AlreadyExists) {
			t.Errorf("renamed to a taken name: %v", err)
		}
		_, getErr := s.Get(ctx, "c9")
		_, lockErr := s.Lock(ctx, "c9")
		for name, err := range map[string]error{"get": getErr, "lock": lockErr, "save": s.Save(ctx, bare("c9", "x")), "park": s.Park(ctx, "c9", at(1))} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s an unknown channel: %v", name, err)
			}
		}
	})
}

// Two acts on one channel never overwrite each other, because each reads under the lock.
func TestLockHoldsTheRow(t *testing.T) {
	each(t, func(t *testing.T, s *channels.Store) {
		const acts = 8
		if err := s.Add(t.Context(), bare("c1", "Kênh")); err != nil {
			t.Fatal(err)
		}
		failed := make(chan error, acts)
		for range acts {
			go func() {
				failed <- s.InTx(t.Context(), func(ctx context.Context) error {
					c, err := s.Lock(ctx, "c1")
					c.Version++
					return errors.Join(err, s.Save(ctx, c))
				})
			}()
		}
		for range acts {
			if err := <-failed; err != nil {
				t.Error(err)
			}
		}
		if c, err := s.Get(t.Context(), "c1"); err != nil || c.Version != acts {
			t.Errorf("version %d, %v; want %d", c.Version, err, acts)
		}
	})
}

// Over all processes one has the turn of a channel's daily check; what was given back is taken
// again, and what people configure is not touched by it.
func TestOneTakesTheTurn(t *testing.T) {
	each(t, func(t *testing.T, s *channels.Store) {
		ctx := t.Context()
		if err := s.Add(ctx, full()); err != nil {
			t.Fatal(err)
		}
		const askers = 8
		turns := make(chan bool, askers)
		for range askers {
			go func() {
				mine, err := s.Ask(ctx, "c1", at(30), at(0))
				turns <- mine && err == nil
			}()
		}
		taken := 0
		for range askers {
			if <-turns {
				taken++
			}
		}
		if taken != 1 {
			t.Errorf("%d had the turn", taken)
		}
		for i, step := range []struct {
			since int
			back  bool
			want  bool
		}{{29, false, false}, {30, false, true}, {30, false, true}, {0, true, true}, {0, false, false}} {
			if step.back {
				if err := s.AskAgain(ctx, "c1"); err != nil {
					t.Fatal(err)
				}
			}
			if mine, err := s.Ask(ctx, "c1", at(30), at(step.since)); err != nil || mine != step.want {
				t.Errorf("step %d: %t, %v", i, mine, err)
			}
		}
		if mine, err := s.Ask(ctx, "c9", at(30), at(0)); mine || err != nil {
			t.Errorf("no such channel: %t, %v", mine, err)
		}
		if got, err := s.Get(ctx, "c1"); err != nil || cmp.Diff(full(), got) != "" {
			t.Errorf("%v: %s", err, cmp.Diff(full(), got))
		}
	})
}
