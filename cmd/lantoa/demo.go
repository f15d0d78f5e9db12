package main

import (
	"context"
	"errors"

	"github.com/lantoa/lantoa/internal/app"
	"github.com/lantoa/lantoa/internal/fault"
)

// runDemo shows the whole way of a story until it is told to stop.
func runDemo(ctx context.Context, c console) error {
	loaded, err := settings(c)
	if err != nil {
		return err
	}
	d, err := app.OpenDemo(ctx, app.Options{Config: loaded, Log: logger(loaded, c.err), Version: version})
	if err != nil {
		return err
	}
	d.Start(ctx)
	failed := d.Tell(c.out)
	if failed == nil {
		select {
		case <-ctx.Done():
			c.say("\n%s", fault.T("Đang dừng…", "Stopping…").In(loaded.Language))
		case failed = <-d.Faults():
		}
	}
	stopping, cancel := context.WithTimeout(context.Background(), stopPatience)
	defer cancel()
	return errors.Join(failed, d.Close(stopping))
}
