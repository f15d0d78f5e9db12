package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/lantoa/lantoa/internal/feed"
	"github.com/lantoa/lantoa/internal/plan"
)

// asked is how many requests for feeds come before memory is looked at again.
const asked = 200

// lap is one start of a server.
type lap struct{ start, memory, memoryAfter figures }

// start compares start and memory of the server with those of a bare one. The files are
// in the page cache: what is cold is the process.
func (b *bench) start(ctx context.Context) error {
	paths, err := b.feedPaths(ctx)
	if err != nil {
		return err
	}
	bare, err := b.bareCommand(copied{Header: http.Header{"Content-Type": {"text/plain"}}, Body: []byte("ok")})
	if err != nil {
		return err
	}
	serve, err := b.serveCommand("start")
	if err != nil {
		return err
	}
	var ours, theirs lap
	for range b.rounds {
		if err := ours.run(ctx, serve, paths); err != nil {
			return err
		}
		if err := theirs.run(ctx, bare, []string{"/"}); err != nil {
			return err
		}
	}
	b.printf("  %d stories on SQLite; exec to the first 200 of /readyz", stories)
	b.printf("  start: lantoa %s ms (aim 300), bare Go server %s ms, ratio %s", ours.start.show(0), theirs.start.show(0), ours.start.over(theirs.start).show(1))
	b.printf("  memory after the start: lantoa %s MB (aim 60), bare Go server %s MB, ratio %s", ours.memory.show(1), theirs.memory.show(1), ours.memory.over(theirs.memory).show(1))
	b.printf("  memory after %d requests over %d feeds: lantoa %s MB, bare Go server %s MB, ratio %s", asked, len(paths), ours.memoryAfter.show(1),
		theirs.memoryAfter.show(1), ours.memoryAfter.over(theirs.memoryAfter).show(1))
	return nil
}

// run starts a server once, asks it and ends it.
func (l *lap) run(ctx context.Context, c command, paths []string) error {
	server, err := launch(ctx, c)
	if err != nil {
		return err
	}
	defer func() { _ = server.stop() }() // nothing depends on how it ends
	fresh, err := resident(server.cmd.Process.Pid)
	if err != nil {
		return err
	}
	for i := range asked {
		path := paths[i%len(paths)]
		got, err := ask(ctx, server.address, requestFor(path, ""))
		if err != nil {
			return err
		}
		if got.status != http.StatusOK {
			return fmt.Errorf("%s gave %d", path, got.status)
		}
	}
	used, err := resident(server.cmd.Process.Pid)
	l.start = append(l.start, milliseconds(server.started))
	l.memory, l.memoryAfter = append(l.memory, fresh), append(l.memoryAfter, used)
	return err
}

// feedPaths lists every Vietnamese feed in every format.
func (b *bench) feedPaths(ctx context.Context) ([]string, error) {
	h, err := open(ctx, place{data: b.dataset})
	if err != nil {
		return nil, err
	}
	defer func() { _ = h.close() }() // it was only read
	names := []string{"all"}
	for _, kind := range []plan.Kind{plan.Pillar, plan.Area} {
		codes, err := h.codes(ctx, kind)
		if err != nil {
			return nil, err
		}
		for _, code := range codes {
			names = append(names, string(kind)+"-"+code)
		}
	}
	var paths []string
	for _, name := range names {
		for _, format := range feed.Formats() {
			paths = append(paths, "/feeds/vi/"+name+"."+string(format))
		}
	}
	return paths, nil
}
