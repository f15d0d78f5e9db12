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
		{"ask sources", "@every 15s", a.Intake.Run},
		{"forget fetches", "7 4 * * *", a.Intake.Forget},
		{"send mail", "@every 2s", a.Mail.Run},
		{"tidy mail", "@every 1m", a.Mail.Tidy},
		{"tell of checks that were missed", "@every 10s", a.Reviews.Miss},
		{"tell people", "@every 2s", a.Notifier.Run},
		{"forget notices", "57 3 * * *", func(ctx context.Context) error { _, err := a.Notifier.Prune(ctx); return err }},
		{"check channels", "*/10 * * * *", a.Channels.CheckDaily},
		{"forget idempotency keys", "17 * * * *", func(ctx context.Context) error { _, err := a.Idempotency.Purge(ctx); return err }},
		{"prune the record", "27 3 * * *", a.pruneRecord},
		{"forget exchanges", "47 3 * * *", a.forgetExchanges},
		{"forget who was in editions", "*/10 * * * *", func(ctx context.Context) error { _, err := a.Presence.Purge(ctx); return err }},
		{"forget ended sessions", "37 3 * * *", func(ctx context.Context) error { _, err := a.Accounts.Purge(ctx); return err }},
		{"forget answers of the provider of identities", "27 * * * *", func(ctx context.Context) error { _, err := a.SSO.Purge(ctx); return err }},
		{"ask the provider of identities", "@every 1m", a.SSO.Keep},
	} {
		if err := clock.Add(task.name, task.expression, task.run); err != nil {
			return nil, err
		}
	}
	return clock, nil
}

// pruneRecord removes acts from the record that are older than the settings keep them.
func (a *App) pruneRecord(ctx context.Context) error {
	pruned, err := a.Pruner.Run(ctx, time.Duration(a.config.AuditYears)*year)
	if pruned > 0 {
		a.log.Info("old acts were removed from the record", "rows", pruned, "years", a.config.AuditYears)
	}
	return err
}

// year is the mean one of the calendar.
const year = 8766 * time.Hour

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
