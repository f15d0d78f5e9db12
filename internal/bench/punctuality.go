package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/lantoa/lantoa/internal/store"
)

const (
	// atOnce is how many posts are due in the same second.
	atOnce = 1000
	// ahead is how long before they are due they begin to be written.
	ahead = 7 * time.Second
	// overdue is how many are due already when a server starts.
	overdue = 100
	// shortLease is that of a server whose recovery is measured, so that it can be seen.
	shortLease = 2 * time.Second
)

// punctuality measures how late the running server begins what is due, and how soon it is
// back, on each database.
func (b *bench) punctuality(ctx context.Context) error {
	if err := b.hours(ctx, place{data: filepath.Join(b.work, "hours")}); err != nil {
		return err
	}
	return b.onPostgres(ctx, func(p place) error { return b.hours(ctx, p) })
}

// watched is a place with deliveries in numbers, where a server runs that is watched.
type watched struct {
	*bench
	*workload
	place place
	sink  *sink
}

func (b *bench) hours(ctx context.Context, p place) error {
	return withSink(ctx, p, func(work *workload, p place, to *sink) error {
		w := &watched{bench: b, workload: work, place: p, sink: to}
		return errors.Join(w.sameSecond(ctx, false), w.sameSecond(ctx, true), w.afterStart(ctx), w.afterKill(ctx))
	})
}

// serve starts a built program on the place, with further pairs in its environment.
func (w *watched) serve(ctx context.Context, binary string, more ...string) (*process, error) {
	return launch(ctx, command{name: binary, ready: "/readyz", args: func(string) []string { return []string{"serve"} },
		env: func(address string) []string {
			return append(append(w.place.environ(), "LANTOA_LISTEN="+address, "LANTOA_LOG_LEVEL=error"), more...)
		}})
}

// sameSecond tells how late the first tries of posts begin that are due at once, while
// readers may press the feeds; none may come before its time.
func (w *watched) sameSecond(ctx context.Context, pressed bool) error {
	server, err := w.serve(ctx, w.binary)
	if err != nil {
		return err
	}
	defer func() { _ = server.stop() }() // nothing depends on how it ends
	var half, nearly figures
	early := 0
	for range w.rounds {
		due := now().Add(ahead).Truncate(time.Second)
		if err := w.plan(ctx, atOnce, due); err != nil {
			return err
		}
		if now().After(due.Add(-time.Second)) {
			return errors.New("writing the deliveries took until they were due")
		}
		late, err := w.lateness(ctx, server, due, pressed)
		if err != nil {
			return err
		}
		before, err := w.early(ctx, w.sink, due)
		if err != nil {
			return err
		}
		half, nearly, early = append(half, late.at(0.5)), append(nearly, late.at(0.99)), early+before
	}
	beside, aim := "", 300
	if pressed {
		beside, aim = fmt.Sprintf(", the feed under the load of %d readers", connections), 1000
	}
	w.printf("  %s: %d due in the same second%s: begun late by p50 %s ms, p99 %s ms (aim %d); %d of %d came before their time", w.databaseName(), atOnce, beside,
		half.show(0), nearly.show(0), aim, early, atOnce*w.rounds)
	if early > 0 {
		return fmt.Errorf("%d posts came before their time", early)
	}
	return nil
}

// early counts what came to the sink, by its own clock, before it was due; of all that is due
// in the second after an instant each must have come.
func (w *workload) early(ctx context.Context, to *sink, from time.Time) (n int, err error) {
	var list []struct {
		ID    string
		DueAt int64
	}
	const query = `SELECT id, due_at FROM delivery WHERE due_at >= ? AND due_at < ?`
	if err := w.db.Read(ctx).Raw(query, from.UnixMicro(), from.Add(time.Second).UnixMicro()).Scan(&list).Error; err != nil {
		return 0, err
	}
	for _, one := range list {
		came := to.arrivals(one.ID)
		if len(came) == 0 {
			return n, fmt.Errorf("the message %s never came", one.ID)
		}
		if came[0].Before(store.Instant(one.DueAt)) {
			n++
		}
	}
	return n, nil
}

// lateness waits until what was due at an instant has been sent, while the feed may be
// pressed, and tells how late each first try began, in ms.
func (w *watched) lateness(ctx context.Context, server *process, due time.Time, pressed bool) (figures, error) {
	load := make(chan error, 1)
	go func() {
		if !pressed {
			load <- nil
			return
		}
		_, err := press(ctx, target{server.cmd.Process.Pid, server.address, requestFor(measuredFeed, ""), http.StatusOK}, time.Until(due)+3*time.Second)
		load <- err
	}()
	if err := errors.Join(w.sent(ctx, due), <-load); err != nil {
		return nil, err
	}
	var begun []int64
	const query = `SELECT min(a.started_at) FROM delivery d JOIN attempt a ON a.delivery_id = d.id WHERE d.due_at = ? AND a.task = 'send' GROUP BY d.id`
	err := w.db.Read(ctx).Raw(query, due.UnixMicro()).Scan(&begun).Error
	var late figures
	for _, at := range begun {
		late = append(late, milliseconds(store.Instant(at).Sub(due)))
	}
	return late, err
}

// sent waits until nothing that was due at an instant is left.
func (w *watched) sent(ctx context.Context, due time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		var left int64
		if err := w.db.Read(ctx).Raw(`SELECT count(*) FROM delivery WHERE due_at = ? AND sent_at IS NULL`, due.UnixMicro()).Scan(&left).Error; err != nil || left == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%d deliveries were never sent", left)
		case <-tick.C:
		}
	}
}

// afterStart tells when what was overdue has gone out, from the moment at which a server
// says that it is ready.
func (w *watched) afterStart(ctx context.Context) error {
	var all figures
	for range w.rounds {
		due := now().Add(-time.Minute)
		if err := w.plan(ctx, overdue, due); err != nil {
			return err
		}
		server, err := w.serve(ctx, w.binary)
		if err != nil {
			return err
		}
		ready := now()
		err = w.sent(ctx, due)
		var last int64
		err = errors.Join(err, w.db.Read(ctx).Raw(`SELECT max(sent_at) FROM delivery WHERE due_at = ?`, due.UnixMicro()).Scan(&last).Error, server.stop())
		if err != nil {
			return err
		}
		all = append(all, milliseconds(store.Instant(last).Sub(ready)))
	}
	w.printf("  %s: %d overdue at a start: the last is out %s ms after the server is ready (aim 1000)", w.databaseName(), overdue, all.show(0))
	return nil
}

// afterKill tells when a message comes again whose sender was killed before the answer, from
// the kill on; another server starts at once.
func (w *watched) afterKill(ctx context.Context) error {
	fated := filepath.Join(w.work, "lantoa-fault")
	build := exec.CommandContext(ctx, "go", "build", "-tags", "faulttest", "-o", fated, "github.com/lantoa/lantoa/cmd/lantoa")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build lantoa: %w: %s", err, said)
	}
	var all figures
	for range w.rounds {
		took, err := w.killed(ctx, fated)
		if err != nil {
			return err
		}
		all = append(all, milliseconds(took))
	}
	w.printf("  %s: killed between application and answer, with a lease of %s: sent again after %s ms (aim %.0f)", w.databaseName(), shortLease, all.show(0),
		milliseconds(shortLease+time.Second))
	return nil
}

func (w *watched) killed(ctx context.Context, binary string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	release := w.sink.hold()
	due := now()
	if err := w.plan(ctx, 1, due); err != nil {
		return 0, err
	}
	var id string
	if err := w.db.Read(ctx).Raw(`SELECT id FROM delivery WHERE due_at = ?`, due.UnixMicro()).Scan(&id).Error; err != nil {
		return 0, err
	}
	lease := "LANTOA_FAULT_LEASE=" + shortLease.String()
	first, err := w.serve(ctx, binary, lease)
	if err != nil {
		return 0, err
	}
	if _, err := w.sink.await(ctx, id, 1); err != nil {
		return 0, errors.Join(err, first.stop())
	}
	killed := time.Now()
	if err := errors.Join(first.cmd.Process.Kill(), first.stop()); err != nil {
		return 0, err
	}
	release()
	second, err := w.serve(ctx, binary, lease)
	if err != nil {
		return 0, err
	}
	again, err := w.sink.await(ctx, id, 2)
	return again.Sub(killed), errors.Join(err, second.stop())
}
