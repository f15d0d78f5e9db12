package channel_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

func TestPauseAndResume(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		made := w.create(t, input("Kênh"))
		for name, reason := range map[string]string{"none": " ", "long": strings.Repeat("x", channel.MaxReason+1), "not UTF-8": "b\xe3o tr\xec"} {
			_, err := w.Pause(t.Context(), admin(""), made.ID, reason)
			if got := pointers(t, err, fault.ValidationFailed); !slices.Equal(got, []string{"/reason"}) {
				t.Errorf("%s: faults at %v", name, got)
			}
		}
		w.pass(time.Second)
		for _, reason := range []string{"bảo trì", "bảo trì", " bảo trì  tới 18 giờ "} {
			if _, err := w.Pause(t.Context(), admin(""), made.ID, reason); err != nil {
				t.Fatal(err)
			}
		}
		paused, err := w.Get(t.Context(), admin(""), made.ID)
		if err != nil || !paused.Paused || paused.PauseReason != "bảo trì tới 18 giờ" || paused.Version != 1 || !paused.UpdatedAt.Equal(w.clock()) {
			t.Errorf("paused: %+v, %v", paused, err)
		}
		for range 2 {
			resumed, err := w.Resume(t.Context(), admin(""), made.ID)
			if err != nil || resumed.Paused || resumed.PauseReason != "" {
				t.Errorf("resumed: %+v, %v", resumed, err)
			}
		}
		_, events := w.acts(t)
		want := []string{"channel.created", "channel.paused", "channel.paused", "channel.resumed"}
		if d := cmp.Diff(want, events); d != "" {
			t.Errorf("events (-want +got):\n%s", d)
		}
	})
}

func TestTheEnginePausesInItsOwnTransaction(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.create(t, input("Kênh"))
		undone := errors.New("undone")
		pause := func(reason string, end error) error {
			return w.db.InTx(t.Context(), func(ctx context.Context) error {
				return errors.Join(w.PauseFor(ctx, c.ID, c.Version, reason), end)
			})
		}
		if err := pause("reauth", undone); !errors.Is(err, undone) {
			t.Fatal(err)
		}
		if read, _ := w.Row(t.Context(), c.ID); read.Hold != channel.NoHold {
			t.Error("the pause outlived the transaction that was rolled back")
		}
		for _, reason := range []string{"reauth", "other"} {
			if err := pause(reason, nil); err != nil {
				t.Fatal(err)
			}
		}
		read, err := w.Row(t.Context(), c.ID)
		if err != nil || read.Paused || read.Hold != channel.HoldReauth {
			t.Errorf("%+v, %v; want the first reason", read, err)
		}
		var rows []struct{ Kind, ChannelID, Data string }
		if err := w.db.Read(t.Context()).Raw("SELECT kind, channel_id, data FROM event ORDER BY id").Scan(&rows).Error; err != nil {
			t.Fatal(err)
		}
		if len(rows) != 2 || rows[1].Kind != "channel.paused" || rows[1].ChannelID != c.ID || rows[1].Data != `{"reason":"reauth"}` {
			t.Errorf("events %+v", rows)
		}
		if err := w.PauseFor(t.Context(), newID(), 1, "reauth"); !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown id: %v", err)
		}
	})
}

func TestParkNeverShortensAndAPersonEndsIt(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.create(t, input("Kênh"))
		until := w.clock().Add(time.Hour)
		for _, at := range []time.Time{until.Add(-time.Minute), until.Add(999), until.Add(-time.Second), {}} {
			if err := w.Park(t.Context(), c.ID, at); err != nil {
				t.Fatal(err)
			}
		}
		read, err := w.Row(t.Context(), c.ID)
		if err != nil || !read.ParkedUntil.Equal(until) {
			t.Errorf("parked until %v, %v; want %v", read.ParkedUntil, err, until)
		}
		if _, err := w.Resume(t.Context(), right.System(), c.ID); err != nil {
			t.Fatal(err)
		}
		if read, _ = w.Row(t.Context(), c.ID); !read.ParkedUntil.IsZero() {
			t.Errorf("still parked until %v", read.ParkedUntil)
		}
		if err := w.Park(t.Context(), newID(), until); !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown id: %v", err)
		}
	})
}

// A try that was under way with old credentials is refused after a person has mended them:
// that says nothing of the new ones.
func TestALateRefusalOfOldCredentialsHoldsNothing(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.create(t, input("Kênh"))
		w.answers(atPlace("a"))
		w.check(t, c.ID)
		old, err := w.Open(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		w.enter(t, c.ID, "mended")
		w.check(t, c.ID)
		for _, one := range []struct {
			version int
			hold    channel.Hold
		}{{old.Channel.Version, channel.NoHold}, {w.row(t, c.ID).Version, channel.HoldReauth}} {
			if err := w.PauseFor(t.Context(), c.ID, one.version, "reauth"); err != nil {
				t.Fatal(err)
			}
			if row := w.row(t, c.ID); row.Hold != one.hold {
				t.Errorf("refused as version %d of %d: the hold is %q, want %q", one.version, row.Version, row.Hold, one.hold)
			}
		}
	})
}
