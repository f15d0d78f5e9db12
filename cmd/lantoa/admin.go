package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

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

// user makes a link by which somebody gets in, or lists people.
func user(ctx context.Context, c console) error {
	verb, rest := verbOf(c.args)
	c.args = rest
	switch verb {
	case "link":
		login := ""
		if len(rest) > 0 && !strings.HasPrefix(rest[0], "-") {
			login, c.args = verbOf(rest)
		}
		return withDomain(ctx, c, func(d *app.Domain) error { return userLink(ctx, c, d, login) })
	case "list":
		return withDomain(ctx, c, func(d *app.Domain) error { return userList(ctx, c, d) })
	}
	return errors.New("takes `user link` (a one-time link to make the first administrator), `user link <login>` (one to choose a new password) or `user list`")
}

func userLink(ctx context.Context, c console, d *app.Domain, login string) error {
	var link string
	var err error
	if login != "" {
		link, err = d.PasswordLink(ctx, d.PublicURL(), login)
	} else if link, err = d.NewSetupLink(ctx, d.PublicURL()); err == nil && link == "" {
		return errors.New("there is an administrator already; name one who is locked out (`user link <login>`); administrators make links for others on their page")
	}
	if err == nil {
		c.say("%s", link)
	}
	return err
}

func userList(ctx context.Context, c console, d *app.Domain) error {
	people, err := d.People(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, one := range people {
		roles := make([]string, len(one.Grants))
		for i, grant := range one.Grants {
			roles[i] = strings.TrimSuffix(string(grant.Role)+"@"+grant.Unit, "@")
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\n", one.Login, one.Name, strings.Join(roles, " ")) // told by Flush
	}
	return table.Flush()
}

// auditCommand proves that the record of acts and the events are whole.
func auditCommand(ctx context.Context, c console) error {
	verb, rest := verbOf(c.args)
	c.args = rest
	if verb != "verify" {
		return errors.New("takes `audit verify`")
	}
	return withDomain(ctx, c, func(d *app.Domain) error {
		reports, err := d.VerifyAudit(ctx)
		if err != nil {
			return err
		}
		for _, report := range reports {
			c.say("%s: %d rows sealed", report.Stream, report.Sealed)
			if report.Sealed > 0 {
				c.say("%s: ends with number %d, hash %s", report.Stream, report.HeadNumber, report.HeadHash)
			}
			for _, one := range report.Faults {
				err = errors.New("the record is not whole")
				c.say("%s: number %d, row %q: %s", report.Stream, one.Number, one.Row, one.What)
			}
		}
		return err
	})
}

func verbOf(args []string) (string, []string) {
	if len(args) == 0 {
		return "", nil
	}
	return args[0], args[1:]
}

// withDomain runs an act on the domain without serving.
func withDomain(ctx context.Context, c console, act func(d *app.Domain) error) error {
	loaded, err := settings(c)
	if err != nil {
		return err
	}
	d, err := app.OpenDomain(ctx, loaded, logger(loaded, c.err))
	if err != nil {
		return err
	}
	return errors.Join(act(d), d.Close())
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
