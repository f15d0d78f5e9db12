package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/demo"
	"github.com/lantoa/lantoa/internal/demo/world"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/store"
)

// Demo is an App with the demo's world around it.
type Demo struct {
	*App
	World   *world.World
	Showing demo.Showing
	folder  string // temporary data folder; "" when the owner named one
}

// OpenDemo opens the demo: its world on a loopback port of its own, an App that may reach
// that port, and people, channels and stories. Start and Stop are the App's; Close undoes
// the rest.
func OpenDemo(ctx context.Context, o Options) (*Demo, error) {
	d := &Demo{}
	if err := d.open(ctx, o); err != nil {
		return nil, errors.Join(err, d.Close(ctx))
	}
	return d, nil
}

func (d *Demo) open(ctx context.Context, o Options) error {
	var err error
	if o.Config.Data, err = d.playground(o.Config); err != nil {
		return err
	}
	if d.World, err = openWorld(ctx, o.Config); err != nil {
		return err
	}
	o.Config.OutboundAllow = append(o.Config.OutboundAllow, d.World.Host())
	o.Config.OutboundProxyExcept = append(o.Config.OutboundProxyExcept, d.World.Host())
	if d.App, err = Open(ctx, o); err != nil {
		return err
	}
	d.running.Go(func() {
		if err := d.World.Serve(); err != nil {
			d.faults <- err
		}
	})
	d.Showing, err = demo.Seed(ctx, demo.House{Accounts: d.Accounts, Articles: d.Articles, Media: d.Media, Planner: d.Planner, Channels: d.Channels, Comments: d.Comments, Digests: d.Digests, Variants: d.Variants,
		Plans: d.Plans, Planning: d.Planning, Requests: d.Requests, Series: d.Series, Zone: o.Config.Zone, Now: now}, d.World)
	return err
}

// openWorld opens the world where it was the last time, if that is free: to a channel, another
// address is another place.
func openWorld(ctx context.Context, c config.Config) (*world.World, error) {
	mark := filepath.Join(c.Data, worldMark)
	before, _ := os.ReadFile(mark) //nolint:gosec // in the demo's own folder
	w, err := world.Open(ctx, strings.TrimSpace(string(before)), c.Zone, now)
	if len(before) == 0 || err != nil {
		w, err = world.Open(ctx, net.JoinHostPort("127.0.0.1", "0"), c.Zone, now)
	}
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(mark, []byte(w.Host()+"\n"), 0o600); err != nil {
		return nil, errors.Join(err, w.Close(ctx))
	}
	return w, nil
}

// worldMark is the file in which a demo remembers where its world was.
const worldMark = "demo-world"

// demoMark is the file by which a data folder is known as a demo's own.
const demoMark = "demo"

// playground returns the data folder of the demo. It puts made-up people, channels and
// stories into it, so it takes none that something else stands in.
func (d *Demo) playground(c config.Config) (string, error) {
	if !c.DatabaseURL.IsZero() {
		return "", errors.New("the demo keeps to an SQLite file of its own and touches no other database; start it without LANTOA_DATABASE_URL")
	}
	if !c.Given("LANTOA_DATA") {
		var err error
		d.folder, err = os.MkdirTemp("", "lantoa-demo-")
		return d.folder, err
	}
	mark := filepath.Join(c.Data, demoMark)
	if _, err := os.Stat(mark); err == nil {
		return c.Data, nil
	}
	for _, one := range []string{store.SQLiteFile, secret.KeyFile} {
		if _, err := os.Lstat(filepath.Join(c.Data, one)); err == nil {
			return "", fmt.Errorf("the data folder %s is in use, and not by a demo; the demo would change its people, channels and stories. Give it another LANTOA_DATA, or none", c.Data)
		}
	}
	if err := os.MkdirAll(c.Data, 0o750); err != nil {
		return "", fmt.Errorf("the data folder %s cannot be made: %w", c.Data, err)
	}
	return c.Data, os.WriteFile(mark, []byte("Made by lantoa demo; everything in this folder is made up.\n"), 0o600)
}

// Close stops everything and removes a temporary data folder.
func (d *Demo) Close(ctx context.Context) error {
	var failed []error
	if d.World != nil {
		failed = append(failed, d.World.Close(ctx))
	}
	if d.App != nil {
		failed = append(failed, d.Stop(ctx))
	}
	if d.folder != "" {
		failed = append(failed, os.RemoveAll(d.folder))
	}
	return errors.Join(failed...)
}

// Tell prints where to look, who can sign in, and what will go out when.
func (d *Demo) Tell(out io.Writer) error {
	return d.Showing.Tell(out, demo.Place{Lang: d.config.Language, Zone: d.config.Zone, Public: d.PublicURL(), World: d.World.Address()})
}
