package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/all"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/outbound"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/render"
)

// turns is how many deliveries of each kind are thought through in a round.
const turns = 500

// rendering measures what is thought about a delivery, without what is written down: the
// canonical post with its hash, what an answer means, and what becomes of the row. Beside
// it the standard library writes and reads the same post as JSON.
func (b *bench) rendering(ctx context.Context) error {
	h, err := open(ctx, place{data: filepath.Join(b.work, "rendering")})
	if err != nil {
		return err
	}
	release, err := h.told(ctx)
	if err := errors.Join(err, h.close()); err != nil {
		return err
	}
	t := thought{renderer: render.Renderer{Addresses: render.Addresses{Public: public}, Zone: time.UTC}, release: release, now: time.Now()}
	for _, spec := range all.Specs() {
		if err := b.think(t, spec); err != nil {
			return fmt.Errorf("%s: %w", spec.Kind, err)
		}
	}
	return nil
}

// told approves a story as long as those of the data set.
func (h *house) told(ctx context.Context) (release.Release, error) {
	w := newProse(1).write(1)
	e, err := h.story(ctx, article.Input{Unit: benchUnit, Lang: "vi",
		Facets: plan.Facets{Pillars: []string{"aec"}, Areas: []string{"hoat-dong-va-hop-tac-asean"}},
		Text:   manuscript.Text{Title: w.title, Lead: w.lead, Body: w.body}})
	if err != nil {
		return release.Release{}, err
	}
	return h.Articles.Release(ctx, approver(), article.Ref{Article: e.Article, Lang: e.Lang}, e.ApprovedRelease)
}

// think measures one kind.
func (b *bench) think(t thought, spec connector.Spec) error {
	post, err := t.post(spec)
	if err != nil {
		return err
	}
	sides := []func() error{
		func() error { return t.delivery(spec) },
		func() error { return asJSON(post) },
	}
	var took [2]figures
	for round := range b.rounds {
		for i := range sides {
			side := (round + i) % len(sides)
			from := time.Now()
			for range turns {
				if err := sides[side](); err != nil {
					return err
				}
			}
			took[side] = append(took[side], microseconds(time.Since(from))/turns)
		}
	}
	b.printf("  %s: %s µs a delivery; JSON of the same post, written and read: %s µs; ratio %s", spec.Kind, took[0].show(0), took[1].show(0), took[0].over(took[1]).show(1))
	return nil
}

// thought is what a delivery is thought through with.
type thought struct {
	renderer render.Renderer
	release  release.Release
	now      time.Time
}

const thoughtID = "0190b8a0-0000-7000-8000-000000000000"

func (t thought) post(spec connector.Spec) (connector.Post, error) {
	return t.renderer.Post(render.Form{Delivery: thoughtID, Intent: connector.Publish, Release: t.release, Spec: spec, Now: t.now})
}

// delivery renders and seals the post, reads it again as the dispatcher does, and judges
// every status that destinations answer with.
func (t thought) delivery(spec connector.Spec) error {
	post, err := t.post(spec)
	if err != nil {
		return err
	}
	payload, _, err := render.Seal(post)
	if err != nil {
		return err
	}
	if _, err := render.Read(payload); err != nil {
		return err
	}
	s := delivery.Situation{Delivery: delivery.Delivery{ID: thoughtID, State: delivery.Sending, Task: delivery.TaskSend, Attempt: 1}, Guard: connector.GuardKey}
	for _, status := range []int{http.StatusCreated, http.StatusTooManyRequests, http.StatusBadGateway, http.StatusForbidden, http.StatusUnprocessableEntity} {
		outcome := outbound.Classify(s.Guard, &http.Response{StatusCode: status, Header: http.Header{}}, nil)
		if delivery.Next(s, outcome, t.now).State == "" {
			return fmt.Errorf("nothing became of an answer of %d", status)
		}
	}
	return nil
}

func asJSON(post connector.Post) error {
	written, err := json.Marshal(post)
	if err != nil {
		return err
	}
	return json.Unmarshal(written, new(connector.Post))
}
