package main

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/store"
)

const (
	// batch is how many deliveries are settled in one round.
	batch = 2000
	// trials is how many channels share them.
	trials = 8
	// hands is how many clients the comparison with PostgreSQL has.
	hands = 16
)

// deliveries measures the dispatcher with signed messages to receivers on this machine, on
// each database.
func (b *bench) deliveries(ctx context.Context) error {
	if err := b.engine(ctx, place{data: filepath.Join(b.work, "engine")}); err != nil {
		return err
	}
	return b.onPostgres(ctx, func(p place) error { return b.engine(ctx, p) })
}

// onPostgres measures something on a database of its own, where there is a server.
func (b *bench) onPostgres(ctx context.Context, measure func(p place) error) error {
	server := os.Getenv(postgresEnv)
	if server == "" {
		b.printf("  PostgreSQL: none found")
		return nil
	}
	address, drop, err := database(ctx, server)
	if err != nil {
		return err
	}
	data, err := os.MkdirTemp(b.work, "postgres-*")
	if err != nil {
		return errors.Join(err, drop())
	}
	return errors.Join(measure(place{data: data, url: address}), drop())
}

// database makes a database on a server, and gives how to drop it.
func database(ctx context.Context, server string) (address string, drop func() error, err error) {
	admin, err := store.Open(ctx, store.Options{URL: server})
	if err != nil {
		return "", nil, err
	}
	u, err := url.Parse(server)
	if err != nil {
		return "", nil, errors.Join(errors.New(postgresEnv+" is not a URL"), admin.Close())
	}
	name := "lantoa_bench_" + rand.Text()[:8]
	u.Path = "/" + name
	if err := admin.Write(ctx).Exec(`CREATE DATABASE "` + name + `"`).Error; err != nil {
		return "", nil, errors.Join(err, admin.Close())
	}
	return u.String(), func() error {
		return errors.Join(admin.Write(context.WithoutCancel(ctx)).Exec(`DROP DATABASE "`+name+`" WITH (FORCE)`).Error, admin.Close())
	}, nil
}

// withSink readies a house at a place whose channels lead to a sink, and ends both.
func withSink(ctx context.Context, p place, do func(w *workload, p place, to *sink) error) (err error) {
	to, err := newSink(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.close()) }()
	p.allow = to.address
	h, err := open(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	w, err := h.workload(ctx, to)
	if err != nil {
		return err
	}
	return do(w, p, to)
}

// engine measures one database.
func (b *bench) engine(ctx context.Context, p place) error {
	return withSink(ctx, p, func(w *workload, p place, _ *sink) error { return b.contend(ctx, w, p) })
}

// contend has the dispatcher and what it is compared with in turn.
func (b *bench) contend(ctx context.Context, w *workload, p place) error {
	rival, err := b.rival(ctx, w.house, p)
	if err != nil {
		return err
	}
	var ours, theirs figures
	sides := []func() error{
		func() error { one, err := w.settle(ctx, batch); ours = append(ours, one); return err },
		func() error { one, err := rival.run(ctx); theirs = append(theirs, one); return err },
	}
	if _, err := w.settle(ctx, batch/4); err != nil { // warms up; nobody counts it
		return err
	}
	for round := range b.rounds {
		for i := range sides {
			if err := sides[(round+i)%len(sides)](); err != nil {
				return err
			}
		}
	}
	b.printf("  %s: %d signed messages over %d channels: %s /s; %s: %s /s; ratio %s (aim 1)", w.databaseName(), batch, trials, ours.show(0), rival.name,
		theirs.show(0), ours.over(theirs).show(2))
	return nil
}

func (h *house) databaseName() string {
	if h.db.Dialect() == store.SQLite {
		return "SQLite"
	}
	return "PostgreSQL"
}

// workload makes deliveries in numbers: copies of one story that waits for a channel.
type workload struct {
	*house
	channels []string
	pattern  *cutting
	made     int
}

// workload readies a house; without a sink its channels are trial ones.
func (h *house) workload(ctx context.Context, to *sink) (*workload, error) {
	channels, err := h.destinations(ctx, trials, to)
	if err != nil {
		return nil, err
	}
	e, err := h.story(ctx, textStory())
	if err != nil {
		return nil, err
	}
	if err := h.publish(ctx, e, channels[0]); err != nil {
		return nil, err
	}
	w := &workload{house: h, channels: channels}
	if w.pattern, err = h.cutting(ctx, e); err != nil {
		return nil, err
	}
	return w, h.deliver(ctx, `1 = 1`)
}

// plan writes n deliveries that are due at an instant.
func (w *workload) plan(ctx context.Context, n int, due time.Time) error {
	return w.paste(ctx, w.pattern, n, func(k int) copyOrder {
		w.made++
		return copyOrder{number: w.made, change: func(table string, r row) {
			if table == "delivery" {
				r["channel_id"], r["due_at"], r["next_at"] = w.channels[k%len(w.channels)], due.UnixMicro(), due.UnixMicro()
			}
		}}
	})
}

// settle returns how many deliveries a second the dispatcher takes from claim to receipt.
func (w *workload) settle(ctx context.Context, n int) (float64, error) {
	due := now()
	if err := w.plan(ctx, n, due); err != nil {
		return 0, err
	}
	from := now()
	if err := w.deliver(ctx, `due_at = ?`, due.UnixMicro()); err != nil {
		return 0, err
	}
	var last int64
	err := w.db.Read(ctx).Raw(`SELECT max(sent_at) FROM delivery WHERE due_at = ?`, due.UnixMicro()).Scan(&last).Error
	return float64(n) / store.Instant(last).Sub(from).Seconds(), err
}

func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

func claimRequest() delivery.ClaimRequest {
	return delivery.ClaimRequest{Shared: hands, Lease: time.Minute, Instance: "bench", NewID: freshID}
}

func freshID() string { return newID(time.Now()) }
