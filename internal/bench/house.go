package main

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/lantoa/lantoa/internal/app"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store"
)

// house is the program's services, wired as `lantoa serve` wires them, and beside them
// the database, for rows in numbers that no newsroom writes in a morning.
type house struct {
	*app.Domain
	db *store.DB
}

// place is where a house has its rows: a data folder, and PostgreSQL when there is a URL;
// allow is a private address that it may send to.
type place struct{ data, url, allow string }

// environ has the settings of a house at a place.
func (p place) environ() []string {
	return []string{"LANTOA_DATA=" + p.data, "LANTOA_DATABASE_URL=" + p.url, "LANTOA_PUBLIC_URL=" + public, "LANTOA_OUTBOUND_ALLOW=" + p.allow}
}

// open migrates the database of a place and wires the services on it.
func open(ctx context.Context, p place) (*house, error) {
	if err := os.MkdirAll(p.data, 0o750); err != nil { // on PostgreSQL the key alone is in it
		return nil, err
	}
	db, err := store.Open(ctx, store.Options{DataDir: p.data, URL: p.url})
	if err != nil {
		return nil, err
	}
	h := &house{db: db}
	if err := h.wire(ctx, p); err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

// onto wires the services of a house that is open on a handle of its database.
func (p place) onto(ctx context.Context, db *store.DB) (*house, error) {
	settings, _, err := config.Load(p.environ(), nil)
	if err != nil {
		return nil, err
	}
	services, err := app.Wire(ctx, app.Parts{Config: settings, DB: db, Log: slog.New(slog.DiscardHandler), Now: now})
	return &house{Domain: &app.Domain{Services: services}, db: db}, err
}

func (h *house) wire(ctx context.Context, p place) error {
	if err := h.db.Migrate(ctx); err != nil {
		return err
	}
	settings, _, err := config.Load(p.environ(), nil)
	if err != nil {
		return err
	}
	if h.Domain, err = app.OpenDomain(ctx, settings, slog.New(slog.DiscardHandler)); err != nil {
		return err
	}
	document, err := plan.Parse([]byte(plan.NamDinh))
	if err != nil {
		return err
	}
	if _, _, err = h.Plans.Load(ctx, document); err != nil {
		return err
	}
	return h.Channels.EnsureFeeds(ctx)
}

// public is the address under which the stories are published.
const public = "https://asean.example"

func (h *house) close() error {
	var failed error
	if h.Domain != nil {
		failed = h.Domain.Close()
	}
	return errors.Join(failed, h.db.Close())
}

func writer() right.Actor {
	return right.Actor{ID: "bench writer", Grants: []right.Grant{{Role: right.Author}}}
}

func approver() right.Actor {
	return right.Actor{ID: "bench approver", Grants: []right.Grant{{Role: right.Approver}}}
}

// submitted brings one story to where it can be approved, by the hash of what is shown.
func (h *house) submitted(ctx context.Context, in article.Input) (at article.At, hash string, err error) {
	_, e, err := h.Articles.Create(ctx, writer(), in)
	if err != nil {
		return at, "", err
	}
	at = article.At{Ref: article.Ref{Article: e.Article, Lang: e.Lang}}
	if _, err := h.Articles.Submit(ctx, writer(), at); err != nil {
		return at, "", err
	}
	_, hash, err = h.Articles.Candidate(ctx, approver(), at.Ref)
	return at, hash, err
}

// story brings one story to its approval, the way of every story.
func (h *house) story(ctx context.Context, in article.Input) (article.Edition, error) {
	at, hash, err := h.submitted(ctx, in)
	if err != nil {
		return article.Edition{}, err
	}
	done, _, _, err := h.Articles.Approve(ctx, approver(), at, hash)
	return done, err
}

// textStory is a story of text alone, whose words stand for those of its copies.
func textStory() article.Input {
	return article.Input{Unit: benchUnit, Lang: "vi",
		Facets: plan.Facets{Pillars: []string{"aec"}, Areas: []string{"hoat-dong-va-hop-tac-asean"}},
		Text:   manuscript.Text{Title: titleMark, Lead: leadMark, Body: bodyMark}}
}

// publish plans a story for now on a channel.
func (h *house) publish(ctx context.Context, e article.Edition, channelID string) error {
	_, err := h.Planner.Schedule(ctx, approver(), delivery.Plan{Ref: article.Ref{Article: e.Article, Lang: e.Lang}, Now: true, Channels: []string{channelID}})
	return err
}

// destinations makes channels to a sink as wide as channels may be; without one, trial
// channels.
func (h *house) destinations(ctx context.Context, n int, to *sink) ([]string, error) {
	var ids []string
	for i := range n {
		name, wide := fmt.Sprintf("Kênh %d", i+1), channel.MaxConcurrency
		in := channel.Input{Kind: "sandbox", Patch: channel.Patch{Name: &name, MaxConc: &wide}}
		if to != nil {
			in.Kind, in.Settings = "webhook", to.settings(i)
		}
		made, err := h.Channels.Create(ctx, right.System(), in)
		if err != nil {
			return nil, err
		}
		ids = append(ids, made.ID)
	}
	return ids, nil
}

// deliver runs the dispatcher until no delivery that a condition names is left unsent.
func (h *house) deliver(ctx context.Context, condition string, values ...any) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	running, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { h.Dispatcher.Run(running); close(done) }()
	defer func() { stop(); <-done }()
	tick := time.NewTicker(200 * time.Millisecond) // it reads every row: asked often, it would be what is measured
	defer tick.Stop()
	for {
		var left int64
		err := h.db.Read(ctx).Raw(`SELECT count(*) FROM delivery WHERE sent_at IS NULL AND `+condition, values...).Scan(&left).Error
		if err != nil || left == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%d deliveries were never sent", left)
		case <-tick.C:
		}
	}
}

// newID makes a UUID of version 7 (RFC 9562, section 5.7) that bears a time.
func newID(at time.Time) string {
	var b [16]byte
	_, _ = rand.Read(b[8:]) // never fails
	_, _ = rand.Read(b[6:8])
	binary.BigEndian.PutUint32(b[:4], uint32(at.UnixMilli()>>16)) //nolint:gosec // the upper 32 of 48 bits
	binary.BigEndian.PutUint16(b[4:6], uint16(at.UnixMilli()))    //nolint:gosec // the lower 16
	b[6], b[8] = b[6]&0x0f|0x70, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
