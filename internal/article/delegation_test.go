package article_test

import (
	"testing"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// deputy is an editor of our unit to whom people lent their right to approve.
func deputy(givers ...right.Actor) right.Actor {
	a := person("nga", right.Editor)
	for _, giver := range givers {
		a.Delegated = append(a.Delegated, right.Delegated{ID: "of " + giver.ID, Giver: giver})
	}
	return a
}

// Neither approves in the place of a writer, nor does a writer in the place of another.
func TestFourEyesSeeThroughDelegations(t *testing.T) {
	each(t, func(w *fixture) {
		refused := func(by right.Actor, e article.Edition, behalf string) {
			w.Helper()
			_, _, _, err := w.service.Approve(w.Context(), by, at(e), w.hash(e))
			w.wants(err, fault.FourEyes)
			if n := w.count("audit", "refused AND actor = ? AND on_behalf = ? AND object_id = ?", by.ID, behalf, e.Article); n != 1 {
				w.Errorf("%d audit rows tell of the refusal", n)
			}
			obstacles, _, _, err := w.service.Obstacles(w.Context(), by, w.of(e), e)
			if must(w, obstacles, err)["approve"].IsZero() {
				w.Error("what is refused is offered")
			}
		}
		e := w.submit(lan(), w.create(lan()))
		refused(deputy(lan()), e, "lan") // the giver's own words
		refused(w.withWords(deputy(hoa()), e), w.read(e), "hoa")
		other := w.create(minh())
		w.saveFacets(lan(), other, plan.Facets{Pillars: []string{"aec"}, Areas: facets().Areas})
		refused(deputy(lan()), w.submit(minh(), other), "lan")
	})
}

// withWords has somebody change the text of an edition.
func (w *fixture) withWords(by right.Actor, e article.Edition) right.Actor {
	w.Helper()
	w.save(by, e, "Nga viết lại")
	return by
}

// An approval tells in whose place it was given: of several the first with no part in it, and
// nobody where the own right is enough.
func TestAnApprovalTellsInWhosePlace(t *testing.T) {
	each(t, func(w *fixture) {
		boss := person("nga", right.Approver)
		boss.Delegated = deputy(hoa()).Delegated
		for name, c := range map[string]struct {
			by            right.Actor
			behalf, first string // of the approval, and of an act to which no eyes are held
		}{"the one who lent it": {deputy(hoa()), "hoa", "hoa"}, "the second, as the first wrote it": {deputy(lan(), hoa()), "hoa", "lan"}, "nobody": {boss, "", ""}} {
			e := w.submit(lan(), w.create(lan()))
			obstacles, _, behalf, err := w.service.Obstacles(w.Context(), c.by, w.of(e), e)
			if must(w, obstacles, err)["approve"] != (fault.Text{}) || behalf.ID != c.behalf {
				w.Errorf("%s: shown are %v and %q", name, obstacles, behalf.ID)
			}
			done, r := w.approve(c.by, e)
			if stored, err := w.store.Release(w.Context(), r.ID); must(w, stored, err).OnBehalf != c.behalf || stored.ApprovedBy != "nga" {
				w.Errorf("%s: the release has %q by %q", name, stored.OnBehalf, stored.ApprovedBy)
			}
			list, err := w.service.Releases(w.Context(), hoa(), at(e).Ref, article.Part{})
			if must(w, list, err)[0].OnBehalf != c.behalf {
				w.Errorf("%s: the list has %q", name, list[0].OnBehalf)
			}
			if n := w.count("audit", "action = 'edition.approve' AND NOT refused AND object_id = ? AND on_behalf = ?", e.ID, c.behalf); n != 1 {
				w.Errorf("%s: %d audit rows", name, n)
			}
			reopened, _, err := w.service.Reopen(w.Context(), c.by, at(done))
			must(w, reopened, err)
			if n := w.count("audit", "action = 'edition.reopen' AND object_id = ? AND on_behalf = ?", e.ID, c.first); n != 1 {
				w.Errorf("%s: %d audit rows of the reopening", name, n)
			}
		}
	})
}
