package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/app"
)

const auditTakes = "takes `audit verify [--noted=<number>:<hash>]`, `audit verify --file=<export>` or `audit export [--format=ndjson|csv --above=<number> --through=<number> --out=<file>]`"

// auditCommand proves that the record of acts and the events are whole, exports the record,
// and proves an export.
func auditCommand(ctx context.Context, c console) error {
	verb, rest := verbOf(c.args)
	known := map[string][]string{"verify": {"file", "noted"}, "export": {"format", "above", "through", "out"}}[verb]
	if known == nil {
		return errors.New(auditTakes)
	}
	options, left := take(rest, known)
	c.args = left
	if verb == "export" {
		return auditExport(ctx, c, options)
	}
	if file, given := options["file"]; given {
		if _, both := options["noted"]; both {
			return errors.New("--file proves the file alone; hold the ends that it tells against what you noted, or give --noted without --file")
		}
		return auditFile(c, file)
	}
	number, hash, given := strings.Cut(options["noted"], ":")
	n, err := strconv.ParseInt(number, 10, 64)
	if _, asked := options["noted"]; asked && (!given || err != nil || n < 1) {
		return errors.New("--noted is the number and the hash with which the record ended once, as in --noted=12:9f86…")
	}
	return withDomain(ctx, c, func(ctx context.Context, d *app.Domain) error {
		reports, err := d.VerifyAudit(ctx, n, hash)
		if err != nil {
			return err
		}
		for _, report := range reports {
			c.say("%s: %d rows sealed", report.Stream, report.Sealed)
			if report.Above > 0 {
				c.say("%s: rows up to number %d were removed by the rule of LANTOA_AUDIT_KEEP, hash %s", report.Stream, report.Above, report.AboveHash)
			}
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

// take takes options of the form --name=value out of arguments, and gives back the rest.
func take(args, names []string) (options map[string]string, left []string) {
	options = map[string]string{}
	for _, arg := range args {
		name, value, inline := strings.Cut(strings.TrimPrefix(arg, "--"), "=")
		if inline && strings.HasPrefix(arg, "--") && slices.Contains(names, name) {
			options[name] = value
			continue
		}
		left = append(left, arg)
	}
	return options, left
}

// auditFile proves an export without a database.
func auditFile(c console, path string) error {
	if len(c.args) > 0 {
		return errors.New(auditTakes)
	}
	file, err := os.Open(path) //nolint:gosec // the operator names it
	if err != nil {
		return fmt.Errorf("the export cannot be read: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	report, err := app.VerifyExport(file)
	if err != nil {
		return fmt.Errorf("%s is no export, or was changed: %w", path, err)
	}
	c.say("%d rows, from behind number %d, hash %q", report.Sealed, report.Above, report.AboveHash)
	c.say("ends with number %d, hash %s", report.HeadNumber, report.HeadHash)
	for _, one := range report.Faults {
		err = errors.New("the export is not whole")
		c.say("number %d, row %q: %s", one.Number, one.Row, one.What)
	}
	return err
}

func auditExport(ctx context.Context, c console, options map[string]string) error {
	want := app.Wanted{Format: "ndjson"}
	if format, given := options["format"]; given {
		want.Format = app.Format(format)
	}
	for name, into := range map[string]*int64{"above": &want.Above, "through": &want.Through} {
		text, given := options[name]
		if !given {
			continue
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 {
			return fmt.Errorf("--%s is the number of a row, as `audit verify` and the list tell it", name)
		}
		*into = n
	}
	return withDomain(ctx, c, func(ctx context.Context, d *app.Domain) error {
		return into(options["out"], c.out, func(w io.Writer) error { return d.ExportAudit(ctx, w, want) })
	})
}

// into writes to a new file that its owner alone may read, or where there is none to the
// terminal. A file that is there already is not written over.
func into(path string, terminal io.Writer, write func(w io.Writer) error) error {
	if path == "" {
		return write(terminal)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the operator names it
	if err != nil {
		return fmt.Errorf("the export cannot be written: %w", err)
	}
	return errors.Join(write(file), file.Close())
}
