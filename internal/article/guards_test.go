package article_test

import (
	"context"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/walltime"
)

// What is shown as possible is what the act does: from every state, with a release in force
// and without, whatever is out.
func TestObstaclesAreThoseOfTheActs(t *testing.T) {
	each(t, func(w *fixture) {
		boss := person("boss", right.Author, right.Editor, right.Approver, right.Secretary)
		review := w.submit(minh(), w.create(minh()))
		own, _, _, err := w.service.Obstacles(w.Context(), minh(), w.of(review), review)
		if reason := must(w, own, err)[string(article.Approve)]; !strings.HasPrefix(reason.EN, "You have changed the ") {
			w.Errorf("who wrote it may not approve: %q", reason.EN)
		}
		approved, released := w.approve(hoa(), review)
		for _, state := range article.States() {
			for _, inForce := range []string{"", released.ID} {
				for _, reach := range []article.Reach{{}, {InFlight: true}, {Out: true}} {
					e := approved
					e.State, e.ApprovedRelease = state, inForce
					for act, try := range w.acts(boss) {
						w.put(e, func(*article.Edition) {})
						w.deliveries.reach = reach
						obstacles, _, _, err := w.service.Obstacles(w.Context(), boss, w.of(e), e)
						must(w, obstacles, err)
						_, obstructed := obstacles[act]
						if err := try(e); obstructed != (err != nil) {
							w.Errorf("%s from %s, release in force %v, reach %+v: shown as obstructed %v, but it ends with %v", act, state, inForce != "", reach, obstructed, err)
						}
					}
				}
			}
		}
	})
}

// acts tries every act that has an obstacle.
func (w *fixture) acts(actor right.Actor) map[string]func(e article.Edition) error {
	acts := map[string]func(e article.Edition) error{
		"edit": func(e article.Edition) error {
			_, err := w.service.SaveText(w.Context(), actor, at(e), story())
			return err
		},
		"embargo": func(e article.Edition) error {
			_, err := w.service.SetEmbargo(w.Context(), actor, at(e), walltime.Wall{Time: "2099-01-01T08:00", Zone: "Asia/Ho_Chi_Minh"})
			return err
		},
	}
	for _, move := range article.AllMoves() {
		acts[string(move)] = func(e article.Edition) error {
			_, err := w.tryAs(actor, move, e)
			if move == article.Approve && fault.Is(err, fault.ReleaseChanged) {
				return nil // of the hash, which no guard knows
			}
			return err
		}
	}
	return acts
}

// What the act would refuse, for whatever reason, may not be done; a fault of the database says
// nothing about it.
func TestMayApproveJudgesWhateverTheActRefuses(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.submit(minh(), w.create(minh()))
		a := article.Article{ID: e.Article, Unit: ours}
		if may, err := w.service.MayApprove(w.Context(), hoa(), a, e); err != nil || !may {
			t.Fatalf("who may: %v, %v", may, err)
		}
		ended, end := context.WithCancel(w.Context())
		end()
		if _, err := w.service.MayApprove(ended, hoa(), a, e); err == nil {
			t.Error("what could not be read is a refusal")
		}
		e.HeadRevision = "01900000-0000-7000-8000-000000000000" // there is none
		if may, err := w.service.MayApprove(w.Context(), hoa(), a, e); err != nil || may {
			t.Errorf("whose text is not there: %v, %v", may, err)
		}
	})
}
