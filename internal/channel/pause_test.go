package channel_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/fault"
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
				return errors.Join(w.PauseFor(ctx, c.ID, reason), end)
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
		if err := w.PauseFor(t.Context(), newID(), "reauth"); !fault.Is(err, fault.NotFound) {
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
		if _, err := w.Resume(t.Context(), account.System(), c.ID); err != nil {
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
