package app

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/config"
)

// What never ends keeps nobody from stopping.
func TestStopLosesPatience(t *testing.T) {
	t.Parallel()
	settings, _, err := config.Load([]string{"LANTOA_LISTEN=127.0.0.1:0", "LANTOA_DATA=" + t.TempDir()}, nil)
	must(t, err)
	a, err := Open(t.Context(), Options{Config: settings, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	a.Start(t.Context())
	release := make(chan struct{})
	defer close(release)
	a.running.Go(func() { <-release })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ended := make(chan error, 1)
	go func() { ended <- a.Stop(ctx) }()
	select {
	case err := <-ended:
		if err == nil {
			t.Error("it does not say that something was cut off")
		}
	case <-time.After(15 * time.Second):
		t.Error("it waits for what never ends")
	}
}

// Who stops in order leaves it to the next server to tell people, at once.
func TestStopLeavesTheRounds(t *testing.T) {
	t.Parallel()
	settings, _, err := config.Load([]string{"LANTOA_LISTEN=127.0.0.1:0", "LANTOA_DATA=" + t.TempDir()}, nil)
	must(t, err)
	leases := func(a *App) (n int) {
		must(t, a.db.Read(t.Context()).Raw("SELECT count(*) FROM lease WHERE name = 'notices'").Scan(&n).Error)
		return n
	}
	opened := func() *App {
		a, err := Open(t.Context(), Options{Config: settings, Log: slog.New(slog.DiscardHandler)})
		must(t, err)
		return a
	}
	first := opened()
	first.Start(t.Context())
	must(t, first.Notifier.Run(t.Context()))
	if leases(first) != 1 {
		t.Error("it makes no rounds")
	}
	must(t, first.Stop(t.Context()))
	second := opened()
	if leases(second) != 0 {
		t.Error("nobody tells people until the lease is over")
	}
	must(t, second.Stop(t.Context()))
}
