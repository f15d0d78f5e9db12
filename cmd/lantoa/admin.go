package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/lantoa/lantoa/internal/app"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/secret"
)

// migrate brings the schema up to date; --plan shows what would be done.
func migrate(ctx context.Context, c console) error {
	plan := len(c.args) > 0 && c.args[0] == "--plan"
	if plan {
		c.args = c.args[1:]
	}
	loaded, err := settings(c)
	if err != nil {
		return err
	}
	// Migrating takes the lock of a server: the schema may not change under one on SQLite.
	db, err := app.OpenDatabase(ctx, loaded, true, logger(loaded, c.err))
	if err != nil {
		return err
	}
	pending, err := db.Pending(ctx)
	if err == nil && !plan {
		err = db.Migrate(ctx)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	if len(pending) == 0 {
		c.say("The schema is up to date.")
		return nil
	}
	verb := "Applied:"
	if plan {
		verb = "Would apply:"
	}
	c.say("%s %s", verb, strings.Join(pending, ", "))
	return nil
}

func verbOf(args []string) (string, []string) {
	if len(args) == 0 {
		return "", nil
	}
	return args[0], args[1:]
}

// withDomain runs an act on the domain without serving. What the act leaves in the record
// names the terminal, and the run of the command.
func withDomain(ctx context.Context, c console, act func(ctx context.Context, d *app.Domain) error) error {
	loaded, err := settings(c)
	if err != nil {
		return err
	}
	d, err := app.OpenDomain(ctx, loaded, logger(loaded, c.err))
	if err != nil {
		return err
	}
	return errors.Join(act(app.AtTerminal(ctx, where(c.environ)), d), d.Close())
}

func printKey(_ context.Context, c console) error {
	if len(c.args) > 0 {
		return config.ErrHelp
	}
	_, err := fmt.Fprintln(c.out, secret.GenerateKey())
	return err
}

func printVersion(_ context.Context, c console) error {
	_, err := fmt.Fprintf(c.out, "lantoa %s (%s)\n", version, commit)
	return err
}
