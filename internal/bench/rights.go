package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/right"
)

// reads is how many editions are read in a round by each side.
const reads = 300

// rights measures what judging rights costs a request that is signed in: an edition is read with
// its text, and every act on it is judged, as for GET /articles/{id}/editions/{lang}. One side is a
// writer with three grants. The other is the same work, key and queries included, by an actor whom
// no right is asked of, the engine. Neither writes JSON or answers over a line, which would add the same to both
// and bring the ratio nearer to 1.
func (b *bench) rights(ctx context.Context) error {
	h, err := open(ctx, place{data: filepath.Join(b.work, "rights")})
	if err != nil {
		return err
	}
	return errors.Join(b.judged(ctx, h), h.close())
}

func (b *bench) judged(ctx context.Context, h *house) error {
	grants := []right.Grant{{Role: right.Author, Unit: benchUnit}, {Role: right.Editor, Unit: benchUnit}, {Role: right.LeadOfficer}}
	p, err := h.Accounts.CreatePerson(ctx, right.System(), account.NewPerson{Login: "reader", Name: "Reader", Grants: grants})
	if err != nil {
		return err
	}
	shown, _, err := h.Accounts.CreateKey(ctx, right.System(), account.NewKey{Person: p.ID, Name: "bench"})
	if err != nil {
		return err
	}
	e, err := h.story(ctx, textStory())
	if err != nil {
		return err
	}
	ref := article.Ref{Article: e.Article, Lang: e.Lang}
	var took [2]figures
	for round := range b.rounds {
		for i := range took {
			side := (round + i) % len(took)
			from := time.Now()
			for range reads {
				actor, _, err := h.Accounts.AuthenticateKey(ctx, shown.Reveal())
				if err != nil {
					return err
				}
				if side == 1 {
					actor = right.System()
				}
				if err := h.readAs(ctx, actor, ref); err != nil {
					return err
				}
			}
			took[side] = append(took[side], microseconds(time.Since(from))/reads)
		}
	}
	b.printf("  an edition read with a key, every act judged: %s µs; without rights: %s µs; ratio %s (aim 1.2)", took[0].show(0), took[1].show(0), took[0].over(took[1]).show(2))
	return nil
}

// readAs reads an edition and judges each action on it.
func (h *house) readAs(ctx context.Context, actor right.Actor, ref article.Ref) error {
	a, e, err := h.Articles.Edition(ctx, actor, ref)
	if err != nil {
		return err
	}
	if _, err := h.Articles.Head(ctx, e); err != nil {
		return err
	}
	o, err := h.Articles.Object(ctx, a, e)
	if err != nil {
		return err
	}
	if _, _, _, err := h.Articles.Obstacles(ctx, actor, a, e); err != nil {
		return err
	}
	for _, action := range right.Actions() {
		if d := actor.May(action, o); !d.Allowed && d.Reason.IsZero() {
			return fmt.Errorf("%s is denied without a reason", action)
		}
	}
	return nil
}
