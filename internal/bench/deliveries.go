package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/store"
)

const (
	// batch is how many deliveries are settled in one round.
	batch = 400
	// punctual is how many are due in the same second.
	punctual = 200
	// trials is how many trial channels share them.
	trials = 8
	// hands is how many transactions the comparison has on their way at one time, as many
	// as the dispatcher has workers.
	hands = 16
)

// deliveries measures the dispatcher with the trial channel on each database.
func (b *bench) deliveries(ctx context.Context) error {
	if err := b.engine(ctx, "SQLite", place{data: filepath.Join(b.work, "engine")}); err != nil {
		return err
	}
	return b.onPostgres(ctx, func(p place) error { return b.engine(ctx, "PostgreSQL", p) })
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

// engine measures one database.
func (b *bench) engine(ctx context.Context, name string, p place) (err error) {
	h, err := open(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	w, err := h.workload(ctx)
	if err != nil {
		return err
	}
	var ours, bare figures
	sides := []func() error{
		func() error { one, err := w.settle(ctx, batch); ours = append(ours, one); return err },
		func() error { one, err := h.twoCommits(ctx, batch); bare = append(bare, one); return err },
	}
	for round := range b.rounds {
		for i := range sides {
			if err := sides[(round+i)%len(sides)](); err != nil {
				return err
			}
		}
	}
	claimed, sent, err := w.punctuality(ctx, punctual)
	if err != nil {
		return err
	}
	b.printf("  %s: %d deliveries over %d channels: %s /s; as many times two bare commits: %s /s; ratio %s", name, batch, trials, ours.show(0), bare.show(0),
		ours.over(bare).show(2))
	b.printf("  %s: %d due in the same second, late by: claimed p50 %.0f ms, p99 %.0f ms; sent p50 %.0f ms, p99 %.0f ms", name, punctual,
		claimed.at(0.5), claimed.at(0.99), sent.at(0.5), sent.at(0.99))
	return nil
}

// workload makes deliveries in numbers: copies of one story that waits for a trial channel.
type workload struct {
	*house
	channels []string
	pattern  *cutting
	made     int
}

func (h *house) workload(ctx context.Context) (*workload, error) {
	channels, err := h.sandboxes(ctx, trials)
	if err != nil {
		return nil, err
	}
	e, err := h.story(ctx, article.Input{Unit: benchUnit, Lang: "vi",
		Facets: plan.Facets{Pillars: []string{"aec"}, Areas: []string{"hoat-dong-va-hop-tac-asean"}},
		Text:   article.Text{Title: titleMark, Lead: leadMark, Body: bodyMark}})
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

// punctuality returns how late deliveries that are due at once are claimed and sent, in ms.
func (w *workload) punctuality(ctx context.Context, n int) (claimed, sent figures, err error) {
	due := now().Add(2 * time.Second)
	if err := w.plan(ctx, n, due); err != nil {
		return nil, nil, err
	}
	if now().After(due) {
		return nil, nil, errors.New("writing the deliveries took until they were due")
	}
	if err := w.deliver(ctx, `due_at = ?`, due.UnixMicro()); err != nil {
		return nil, nil, err
	}
	var rows []struct{ StartedAt, SentAt int64 }
	const query = `SELECT a.started_at, d.sent_at FROM delivery d JOIN attempt a ON a.delivery_id = d.id WHERE d.due_at = ? AND a.task = 'send'`
	if err := w.db.Read(ctx).Raw(query, due.UnixMicro()).Scan(&rows).Error; err != nil {
		return nil, nil, err
	}
	for _, one := range rows {
		claimed = append(claimed, milliseconds(store.Instant(one.StartedAt).Sub(due)))
		sent = append(sent, milliseconds(store.Instant(one.SentAt).Sub(due)))
	}
	if len(rows) != n || claimed.at(0) < 0 {
		return nil, nil, fmt.Errorf("%d attempts of %d deliveries, the first %.0f ms before its time", len(rows), n, -claimed.at(0))
	}
	return claimed, sent, nil
}

// twoCommits returns how many items a second the database takes when each costs two
// transactions of one small statement and nothing else.
func (h *house) twoCommits(ctx context.Context, n int) (float64, error) {
	run := rand.Text()[:8]
	var next atomic.Int64
	failed := make(chan error, hands)
	from := time.Now()
	var running sync.WaitGroup
	for range hands {
		running.Go(func() {
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				if err := h.twice(ctx, fmt.Sprintf("bench %s %d", run, i)); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	running.Wait()
	took := time.Since(from)
	close(failed)
	return float64(n) / took.Seconds(), <-failed
}

func (h *house) twice(ctx context.Context, name string) error {
	for _, statement := range []string{`INSERT INTO meta (value, name) VALUES (?, ?)`, `UPDATE meta SET value = ? WHERE name = ?`} {
		err := h.db.InTx(ctx, func(ctx context.Context) error { return h.db.Write(ctx).Exec(statement, "x", name).Error })
		if err != nil {
			return err
		}
	}
	return nil
}

func claimRequest() delivery.ClaimRequest {
	return delivery.ClaimRequest{Shared: hands, Lease: time.Minute, Instance: "bench", NewID: freshID}
}

func freshID() string { return newID(time.Now()) }
