package app

import (
	"context"
	"errors"
	"io"
	"net"
	"os"

	"github.com/lantoa/lantoa/internal/demo"
	"github.com/lantoa/lantoa/internal/demo/world"
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
	if !o.Config.Given("LANTOA_DATA") {
		if d.folder, err = os.MkdirTemp("", "lantoa-demo-"); err != nil {
			return err
		}
		o.Config.Data = d.folder
	}
	if d.World, err = world.Open(ctx, net.JoinHostPort("127.0.0.1", "0"), o.Config.Zone, now); err != nil {
		return err
	}
	o.Config.OutboundAllow = append(o.Config.OutboundAllow, d.World.Host())
	if d.App, err = Open(ctx, o); err != nil {
		return err
	}
	d.running.Go(func() {
		if err := d.World.Serve(); err != nil {
			d.faults <- err
		}
	})
	d.Showing, err = demo.Seed(ctx, demo.House{Accounts: d.Accounts, Articles: d.Articles, Planner: d.Planner, Channels: d.Channels,
		Plans: d.Plans, Zone: o.Config.Zone, Now: now}, d.World)
	return err
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
