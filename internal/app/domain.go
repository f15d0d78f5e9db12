package app

import (
	"context"
	"errors"
	"log/slog"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/operator"
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

// PublicURL is the address under which people find the server.
func (d *Domain) PublicURL() string { return d.config.PublicURL }

// Operator makes the console of an operator, who acts as the person of a login, or as the
// house where it is empty. Of the options the terminal's are given: Out, JSON and Where.
func (d *Domain) Operator(ctx context.Context, o operator.Options, login string) (*operator.Console, error) {
	o.Desk, o.Channels, o.Accounts, o.Now, o.Zone, o.Lang = d.Desk, d.Services.Channels, d.Accounts, now, d.config.Zone, d.config.Language
	return operator.As(ctx, o, login)
}

// Sentence puts an error into words of the language of the settings.
func (d *Domain) Sentence(err error) string { return operator.Sentence(err, d.config.Language) }

// People lists everyone.
func (d *Domain) People(ctx context.Context) ([]account.Person, error) {
	return d.Accounts.People(ctx, account.System())
}

// VerifyAudit proves both streams, and tells of each what is wrong with it.
func (d *Domain) VerifyAudit(ctx context.Context) ([]audit.Report, error) {
	var reports []audit.Report
	for _, stream := range audit.Streams() {
		report, err := d.Sealer.Verify(ctx, stream)
		if err != nil {
			return nil, err
		}
		reports = append(reports, report)
	}
	return reports, nil
}
