package app

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/scheduler"
)

// housekeeping is all that the clock does. The dispatcher wakes by itself at the next due
// instant; the tick is its safety, should a wake be lost or the host have slept.
func (a *App) housekeeping() (*scheduler.Runner, error) {
	clock := scheduler.New(scheduler.Options{Zone: a.config.Zone, Log: a.log})
	for _, task := range []struct {
		name, expression string
		run              func(ctx context.Context) error
	}{
		{"dispatch", "@every 1s", func(context.Context) error { a.Dispatcher.Wake(); return nil }},
		{"seal", "@every 1s", func(ctx context.Context) error { _, err := a.Sealer.Run(ctx); return err }},
		{"keep channels' hours", "@every 1s", a.Channels.KeepTime},
		{"build digests", "@every 5s", a.Digests.Run},
		{"check channels", "*/10 * * * *", a.Channels.CheckDaily},
		{"forget idempotency keys", "17 * * * *", func(ctx context.Context) error { _, err := a.Idempotency.Purge(ctx); return err }},
		{"forget exchanges", "47 3 * * *", a.forgetExchanges},
		{"forget ended sessions", "37 3 * * *", func(ctx context.Context) error { _, err := a.Accounts.Purge(ctx); return err }},
	} {
		if err := clock.Add(task.name, task.expression, task.run); err != nil {
			return nil, err
		}
	}
	return clock, nil
}

// forgetExchanges removes what is kept of exchanges with destinations beyond the time that
// the settings name.
func (a *App) forgetExchanges(ctx context.Context) error {
	if a.config.EvidenceDays == 0 {
		return nil
	}
	forgotten, err := a.Evidence.ForgetExchanges(ctx, time.Duration(a.config.EvidenceDays)*24*time.Hour)
	if forgotten > 0 {
		a.log.Info("exchanges with destinations were forgotten", "attempts", forgotten, "days", a.config.EvidenceDays)
	}
	return err
}
