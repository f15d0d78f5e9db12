package app

import (
	"context"
	"errors"
	"io"
	"log/slog"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/inspection"
	"github.com/lantoa/lantoa/internal/operator"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store"
)

// Domain is the services on an open database, for commands that serve nothing. It may be
// open beside a running server.
type Domain struct {
	*Services
	db     *store.DB
	config config.Config
}

// OpenDomain opens a database that is migrated already.
func OpenDomain(ctx context.Context, c config.Config, log *slog.Logger) (*Domain, error) {
	db, err := OpenDatabase(ctx, c, false, log)
	if err != nil {
		return nil, err
	}
	d := &Domain{db: db, config: c}
	pending, err := db.Pending(ctx)
	if err == nil && len(pending) > 0 {
		err = errors.New("the database is not up to date; run `lantoa migrate`, or start `lantoa serve` once")
	}
	if err == nil {
		d.Services, err = Wire(ctx, Parts{Config: c, DB: db, Log: log, Now: now})
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return d, nil
}

// Close closes the database.
func (d *Domain) Close() error { return d.db.Close() }

// Operator makes the console of an operator, who acts as the person of a login, or as the
// house where it is empty. Of the options the terminal's are given: Out, JSON and Where.
func (d *Domain) Operator(ctx context.Context, o operator.Options, login string) (*operator.Console, error) {
	o.Desk, o.Channels, o.Accounts, o.Now, o.Zone, o.Lang = d.Desk, d.Services.Channels, d.Accounts, now, d.config.Zone, d.config.Language
	o.Roster, o.Units, o.Intake, o.Plans, o.Public = d.Roster, d.Services.Units, d.Intake, d.Plans, d.config.PublicURL
	return operator.As(ctx, o, login)
}

// Language is that of the settings.
func (d *Domain) Language() string { return d.config.Language }

// Sentence puts an error into words of a language.
func Sentence(err error, lang string) string { return operator.Sentence(err, lang) }

// Sentence puts an error into words of the language of the settings.
func (d *Domain) Sentence(err error) string { return operator.Sentence(err, d.config.Language) }

// AtTerminal returns a context whose acts the record traces to a terminal, and to this run of
// a command.
func AtTerminal(ctx context.Context, where string) context.Context {
	return audit.WithOrigin(ctx, audit.Origin{Address: where, RequestID: newID()})
}

// ExportAudit writes a part of the record with its proof, as the house; see
// [inspection.Service.Export].
func (d *Domain) ExportAudit(ctx context.Context, w io.Writer, want Wanted) error {
	e, err := d.Inspection.Export(ctx, right.System(), want)
	if err != nil {
		return err
	}
	return e.Write(ctx, w)
}

// VerifyExport proves an exported record from the file alone.
func VerifyExport(r io.Reader) (audit.Report, error) { return audit.VerifyExport(r) }

// VerifyAudit proves both streams, and tells of each what is wrong with it. The record must
// have passed through the number and hash with which it ended once; 0 for none that were noted.
func (d *Domain) VerifyAudit(ctx context.Context, number int64, hash string) ([]audit.Report, error) {
	var reports []audit.Report
	for _, stream := range audit.Streams() {
		var noted []audit.Noted
		if stream == audit.Records && number > 0 {
			noted = append(noted, audit.Noted{Number: number, Hash: hash})
		}
		report, err := d.Sealer.Verify(ctx, stream, noted...)
		if err != nil {
			return nil, err
		}
		reports = append(reports, report)
	}
	return reports, nil
}

// Wanted is what is to be exported of the record, and Format its form.
type (
	Wanted = inspection.Wanted
	Format = audit.Format
)
