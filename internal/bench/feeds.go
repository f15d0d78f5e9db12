package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// measuredFeed is the feed under load: the newest fifty stories as RSS.
const measuredFeed = "/feeds/vi/all.rss"

// turn is how long one server is under load in one round.
const turn = 1500 * time.Millisecond

// serveCommand starts the built lantoa on a copy of the data set.
func (b *bench) serveCommand(name string) (command, error) {
	data := filepath.Join(b.work, name)
	if err := os.CopyFS(data, os.DirFS(b.dataset)); err != nil {
		return command{}, err
	}
	// What is copied can be read by others; the program wants its key kept.
	if err := os.Chmod(filepath.Join(data, "secret.key"), 0o600); err != nil && !errors.Is(err, os.ErrNotExist) {
		return command{}, err
	}
	return command{name: b.binary, ready: "/readyz", args: func(string) []string { return []string{"serve"} },
		env: func(address string) []string {
			return []string{"LANTOA_LISTEN=" + address, "LANTOA_DATA=" + data, "LANTOA_PUBLIC_URL=" + public, "LANTOA_LOG_LEVEL=error"}
		}}, nil
}

// contender is a server that is compared.
type contender struct {
	name   string
	server *process
	tag    string // by which it knows the feed again
	loads  map[int][]load
}

// feeds compares how fast the servers answer readers of a feed.
func (b *bench) feeds(ctx context.Context) error {
	var field []*contender
	defer func() {
		for _, c := range field {
			_ = c.server.stop() // nothing depends on how it ends
		}
	}()
	enter := func(name string, c command) error {
		server, err := launch(ctx, c)
		if err == nil {
			field = append(field, &contender{name: name, server: server, loads: map[int][]load{}})
		}
		return err
	}
	serve, err := b.serveCommand("feeds")
	if err != nil {
		return err
	}
	if err := enter("lantoa", serve); err != nil {
		return err
	}
	packed, err := ask(ctx, field[0].server.address, requestFor(measuredFeed, ""))
	if err != nil {
		return err
	}
	plain, err := ask(ctx, field[0].server.address, strings.Replace(requestFor(measuredFeed, ""), "gzip", "identity", 1))
	if err != nil {
		return err
	}
	b.printf("  %s: %d stories, %d bytes, %d with gzip; %d connections for %s in turn", measuredFeed,
		strings.Count(string(plain.body), "<item>"), len(plain.body), len(packed.body), connections, turn)
	bare, err := b.bareCommand(copyOf(packed))
	if err != nil {
		return err
	}
	if err := enter("bare handler", bare); err != nil {
		return err
	}
	switch nginx, err := b.nginxCommand(measuredFeed, copyOf(plain), copyOf(packed)); {
	case errors.Is(err, errNoNginx):
		b.printf("  nginx: %v", err)
	case err != nil:
		return err
	default:
		if err := enter("nginx", nginx); err != nil {
			return err
		}
	}
	if err := b.contest(ctx, field, packed); err != nil {
		return err
	}
	b.tell(field)
	return nil
}

// contest has the servers in turn, each round beginning with another.
func (b *bench) contest(ctx context.Context, field []*contender, want answer) error {
	for _, c := range field {
		got, err := ask(ctx, c.server.address, requestFor(measuredFeed, ""))
		if err != nil {
			return err
		}
		if string(got.body) != string(want.body) {
			return errors.New(c.name + " serves other bytes")
		}
		c.tag = got.header.Get("ETag")
	}
	statuses := []int{http.StatusOK, http.StatusNotModified}
	for round := range b.rounds + 1 {
		for i := range field {
			c := field[(round+i)%len(field)]
			for _, status := range statuses {
				during, tag := turn, ""
				if status == http.StatusNotModified {
					tag = c.tag
				}
				if round == 0 {
					during = turn / 4 // warms up; nobody counts it
				}
				got, err := press(ctx, target{c.server.cmd.Process.Pid, c.server.address, requestFor(measuredFeed, tag), status}, during)
				if err != nil {
					return err
				}
				if round > 0 {
					c.loads[status] = append(c.loads[status], got)
				}
			}
		}
	}
	return nil
}

// tell prints what each server did and how lantoa compares.
func (b *bench) tell(field []*contender) {
	for _, status := range []int{http.StatusOK, http.StatusNotModified} {
		for _, c := range field {
			b.printf("  %d %-12s %s /s; for one answer the server took %s µs of processor, the client %s µs", status, c.name, c.of(status, rate).show(0),
				c.of(status, serverCost).show(1), c.of(status, clientCost).show(1))
		}
		ours := field[0]
		for _, other := range field[1:] {
			b.printf("  %d lantoa ÷ %s: %s of the answers a second%s; processor for one answer %s ÷ lantoa: %s", status, other.name,
				ours.of(status, rate).over(other.of(status, rate)).show(2), aim(other.name), other.name,
				other.of(status, serverCost).over(ours.of(status, serverCost)).show(2))
		}
		for _, c := range field {
			b.suspect(status, c)
		}
	}
}

func aim(name string) string {
	if name == "bare handler" {
		return " (aim 0.9)"
	}
	return ""
}

// suspect says when the server did not set the pace alone.
func (b *bench) suspect(status int, c *contender) {
	server, client := c.of(status, serverCost).median(), c.of(status, clientCost).median()
	idle, others := c.of(status, idlePart).median(), c.of(status, othersPart).median()
	note := func(format string, values ...any) {
		b.printf("  note: %d from %s: %s", status, c.name, fmt.Sprintf(format, values...))
	}
	if others > 0.1 {
		note("other programs took %.0f %% of the processors", 100*others)
	}
	if idle > 0.1 {
		note("the processors idled for %.0f %%: the client is the bottleneck", 100*idle)
	}
	if client > server {
		note("the client took %.0f %% of what both took: it is the bottleneck, and damps the ratio; trust the processor's", 100*client/(client+server))
	}
}

func (c *contender) of(status int, measure func(load) float64) figures {
	var all figures
	for _, one := range c.loads[status] {
		all = append(all, measure(one))
	}
	return all
}

func rate(l load) float64       { return l.rate }
func serverCost(l load) float64 { return microseconds(l.server) }
func clientCost(l load) float64 { return microseconds(l.client) }
func othersPart(l load) float64 { return l.others }
func idlePart(l load) float64   { return l.idle }
