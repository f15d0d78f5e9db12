// Package app is where everything meets: it opens the database, wires the domain to its
// stores and to the edge, starts the engine and the clock, and stops them in order.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/lantoa/lantoa/api/ops"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/calendar"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/scheduler"
)

// Options are what an App is made from.
type Options struct {
	Config  config.Config
	Log     *slog.Logger
	Version string
}

// App is the program: an address that answers, an engine, a clock, a database.
type App struct {
	*Services
	config   config.Config
	log      *slog.Logger
	version  string
	listener net.Listener
	db       *store.DB
	server   *http.Server
	clock    *scheduler.Runner
	meter    *ops.Meter

	stop    sync.Once
	failed  error
	engine  context.CancelFunc
	running sync.WaitGroup
	faults  chan error
}

// Open takes the address, opens and migrates the database, and wires the program. It
// serves nothing yet; Stop undoes it.
func Open(ctx context.Context, o Options) (*App, error) {
	a := &App{config: o.Config, log: o.Log, version: o.Version, meter: ops.NewMeter(), engine: func() {}, faults: make(chan error, 1)}
	if err := a.open(ctx); err != nil {
		return nil, errors.Join(err, a.Stop(ctx))
	}
	return a, nil
}

func (a *App) open(ctx context.Context) error {
	document, err := readPlan(a.config.PlanFile)
	if err != nil {
		return err
	}
	if a.listener, err = listen(ctx, a.config.Listen); err != nil {
		return err
	}
	if !a.config.Given("LANTOA_PUBLIC_URL") {
		a.config.PublicURL = config.DefaultPublicURL(a.listener.Addr().String())
	}
	if a.db, err = OpenDatabase(ctx, a.config, true, a.log); err != nil {
		return err
	}
	if err = a.db.Migrate(ctx); err != nil {
		return err
	}
	if a.Services, err = Wire(ctx, Parts{Config: a.config, DB: a.db, Log: a.log, Now: now, Meter: a.meter, Serving: true}); err != nil {
		return err
	}
	if err = a.loadPlan(ctx, document); err != nil {
		return err
	}
	if err = a.loadCalendar(ctx); err != nil {
		return err
	}
	if err = a.SSO.CheckMapping(ctx); err != nil { // units are known now
		return err
	}
	if err = a.Channels.EnsureFeeds(ctx); err != nil {
		return err
	}
	if err = a.Channels.KeepTime(ctx); err != nil { // before the first claim
		return err
	}
	if a.clock, err = a.housekeeping(); err != nil {
		return err
	}
	handler, err := a.edge()
	if err != nil {
		return err
	}
	a.server = &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(a.log.Handler(), slog.LevelWarn)}
	return nil
}

// loadPlan brings the plan up to date, and records the act and each unit that it changed. Another process
// that starts at the same time may be first; then there is nothing left to do.
func (a *App) loadPlan(ctx context.Context, document plan.Document) error {
	load := func(ctx context.Context) error {
		loaded, changes, err := a.Plans.Load(ctx, document)
		if err != nil || changes == nil {
			return err
		}
		err = a.Audit.Record(ctx, audit.Entry{Actor: audit.System, Action: "plan.load", Object: audit.Object{Kind: "plan", ID: loaded.ID}, After: loaded.Hash,
			Detail: map[string]any{"code": loaded.Code, "version": loaded.Version}})
		if err != nil {
			return err
		}
		return a.Units.Loaded(ctx, changes.Units)
	}
	err := a.db.InTx(ctx, load)
	if err != nil {
		err = a.db.InTx(ctx, load)
	}
	return err
}

// loadCalendar brings the days that come with the program up to date; what people changed stays.
// Another process that starts at the same time may be first.
func (a *App) loadCalendar(ctx context.Context) error {
	document, err := calendar.Parse([]byte(calendar.Asean))
	if err != nil {
		return err
	}
	if _, err = a.Calendar.Load(ctx, document); err != nil {
		_, err = a.Calendar.Load(ctx, document)
	}
	return err
}

// OpenDatabase opens the database that the settings name; only what serves or migrates makes one.
func OpenDatabase(ctx context.Context, c config.Config, serving bool, log *slog.Logger) (*store.DB, error) {
	return store.Open(ctx, store.Options{DataDir: c.Data, URL: c.DatabaseURL.Reveal(), Serving: serving, Existing: !serving, Log: log})
}

// listen takes the address; what is wrong with it is told in one sentence.
func listen(ctx context.Context, address string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("the address %s is taken by another program; stop it, or set LANTOA_LISTEN to another address", address)
	case errors.Is(err, os.ErrPermission):
		return nil, fmt.Errorf("this account may not listen on %s; set LANTOA_LISTEN to a port above 1023", address)
	case err != nil:
		return nil, fmt.Errorf("the address %s cannot be listened on: %w", address, err)
	}
	return listener, nil
}

// readPlan reads the plan's facets and units: the built-in ones, or another file's.
func readPlan(file string) (plan.Document, error) {
	if file == "" {
		return plan.Parse([]byte(plan.NamDinh))
	}
	content, err := os.ReadFile(file) //nolint:gosec // the owner names it
	if err != nil {
		return plan.Document{}, fmt.Errorf("the plan file of LANTOA_PLAN_FILE cannot be read: %w", err)
	}
	document, err := plan.Parse(content)
	if faults, ok := fault.As(err); ok {
		named := *faults
		named.Detail = fault.Tf("Tệp kế hoạch %s (LANTOA_PLAN_FILE) có chỗ sai.", "The plan file %s (LANTOA_PLAN_FILE) has faults.", file)
		err = &named
	}
	return document, err
}

// PublicURL is the address under which people find this server.
func (a *App) PublicURL() string { return a.config.PublicURL }

// Start begins to serve, to deliver and to tick.
func (a *App) Start(ctx context.Context) {
	engine, cancel := context.WithCancel(context.WithoutCancel(ctx))
	a.engine = cancel
	a.running.Go(func() { a.Dispatcher.Run(engine) })
	a.running.Go(func() { a.meetProvider(engine) })
	a.running.Go(func() { a.Live.Run(engine) })
	a.running.Go(func() {
		if err := a.server.Serve(a.listener); !errors.Is(err, http.ErrServerClosed) {
			a.faults <- fmt.Errorf("the server stopped: %w", err)
		}
	})
	a.clock.Start()
}

// Faults returns what ends the program by itself.
func (a *App) Faults() <-chan error { return a.faults }

// Stop ends everything in order: no new requests, no new ticks, no new claims; what is
// under way comes to its end, or is cut off when ctx ends first; the database closes last.
// It may be called twice.
func (a *App) Stop(ctx context.Context) error {
	a.stop.Do(func() { a.failed = a.shutdown(ctx) })
	return a.failed
}

func (a *App) shutdown(ctx context.Context) error {
	var failed []error
	if a.Services != nil {
		a.Live.Close() // or the server would wait for streams that have no end
		a.Mail.Stop()  // or a full outbox would be emptied first
	}
	if a.server != nil {
		failed = append(failed, a.server.Shutdown(ctx))
	}
	if a.listener != nil {
		if err := a.listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			failed = append(failed, err)
		}
	}
	if a.clock != nil {
		failed = append(failed, a.clock.Stop(ctx))
	}
	if a.Services != nil { // after the clock, or it would be taken again
		failed = append(failed, a.leave(ctx))
	}
	a.engine()
	failed = append(failed, a.wait(ctx))
	if a.db != nil {
		failed = append(failed, within(lastMoment, "the database's connections", a.db.Close))
	}
	return errors.Join(failed...)
}

// leave lets another server tell people from now on.
func (a *App) leave(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastMoment)
	defer cancel()
	return a.Notifier.Leave(ctx)
}

// lastMoment is what is given to things that need no more than a moment to end.
const lastMoment = 3 * time.Second

// wait lets what is under way come to its end, and cuts it off when ctx ends.
func (a *App) wait(ctx context.Context) error {
	done := make(chan struct{})
	go func() { a.running.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	if a.Services != nil {
		a.Dispatcher.Abandon()
	}
	return within(lastMoment, "what was under way", func() error { <-done; return nil })
}

// within does something that may never end, and waits for it no longer than patience.
func within(patience time.Duration, what string, do func() error) error {
	done := make(chan error, 1)
	go func() { done <- do() }()
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		return fmt.Errorf("%s did not end in time", what)
	}
}
