package article_test

import (
	"slices"
	"testing"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

func TestNobodyApprovesOwnWork(t *testing.T) {
	// In each case lan had a hand in what is to be approved and minh wrote the rest.
	cases := map[string]func(w *fixture) article.Edition{
		"the first text": func(w *fixture) article.Edition { return w.create(lan()) },
		"a later text": func(w *fixture) article.Edition {
			return w.save(lan(), w.create(minh()), "Lan viết lại")
		},
		"words two revisions back": func(w *fixture) article.Edition {
			e := w.save(lan(), w.create(minh()), "Lan viết lại")
			return w.save(minh(), w.save(minh(), e, "Minh sửa"), "Minh sửa nữa")
		},
		"words saved while in review": func(w *fixture) article.Edition {
			e := w.submit(minh(), w.create(minh()))
			return w.put(w.save(lan(), e, "Lan sửa lúc chờ duyệt"), func(e *article.Edition) { e.State = article.Draft })
		},
		"the facets": func(w *fixture) article.Edition {
			e := w.create(minh())
			w.saveFacets(lan(), e, plan.Facets{Pillars: []string{"aec"}, Areas: facets().Areas})
			return e
		},
		"the facets, set back by another": func(w *fixture) article.Edition {
			e := w.create(minh())
			w.saveFacets(lan(), e, plan.Facets{Pillars: []string{"aec"}, Areas: facets().Areas})
			w.saveFacets(minh(), e, facets())
			return e
		},
		"the facets of a story, in an edition that another opened": func(w *fixture) article.Edition {
			return w.english(minh(), w.create(lan()))
		},
		"orders by which the engine wrote the story": func(w *fixture) article.Edition {
			_, e, err := w.service.Create(w.Context(), right.System(), article.Input{Unit: ours, Facets: facets(), Lang: "vi", Text: story(), Authors: []string{"nam", "lan"}})
			head, failed := w.service.Head(w.Context(), must(w, e, err))
			if authors := must(w, head, failed).Authors; !slices.Equal(authors, []string{"lan", "nam", right.SystemID}) {
				w.Errorf("authors %v", authors)
			}
			return e
		},
		"the note of a correction": func(w *fixture) article.Edition {
			e, _ := w.approve(hoa(), w.submit(minh(), w.create(minh())))
			w.deliveries.reach.Out = true
			e, err := w.service.Correct(w.Context(), lan(), at(e), release.Note{Kind: release.Correction, Text: "Sửa tên"})
			return must(w, e, err)
		},
		"words of a release that was voided": func(w *fixture) article.Edition {
			e, _ := w.approve(hoa(), w.submit(minh(), w.create(lan())))
			return w.reopen(w.submit(minh(), w.reopen(e)))
		},
		"words of a release that was withdrawn": func(w *fixture) article.Edition {
			e, _ := w.approve(hoa(), w.submit(minh(), w.create(lan())))
			e, _, err := w.service.Withdraw(w.Context(), hoa(), at(e), "Sai", "")
			return w.reopen(must(w, e, err))
		},
		"words that a correction left standing in a story that was withdrawn": func(w *fixture) article.Edition {
			e, _ := w.approve(hoa(), w.submit(minh(), w.create(lan())))
			w.deliveries.reach.Out = true
			e, err := w.service.Correct(w.Context(), minh(), at(e), release.Note{Kind: release.SmallFix})
			e, _ = w.approve(hoa(), w.submit(minh(), w.save(minh(), must(w, e, err), "Minh sửa tiêu đề")))
			e, _, err = w.service.Withdraw(w.Context(), hoa(), at(e), "Sai", "")
			return w.reopen(must(w, e, err))
		},
		"words of a dropped correction that another restored": func(w *fixture) article.Edition {
			e, _ := w.approve(hoa(), w.submit(minh(), w.create(minh())))
			w.deliveries.reach.Out = true
			e, err := w.service.Correct(w.Context(), minh(), at(e), release.Note{Kind: release.SmallFix})
			e = w.save(lan(), must(w, e, err), "Chữ của Lan")
			dropped := e.HeadRevision
			e, err = w.service.DiscardCorrection(w.Context(), hoa(), at(e))
			e, err = w.service.Correct(w.Context(), minh(), at(must(w, e, err)), release.Note{Kind: release.SmallFix})
			return w.restored(minh(), must(w, e, err), dropped)
		},
		"words that were saved over before anybody looked and that another restored": func(w *fixture) article.Edition {
			e := w.save(lan(), w.create(minh()), "Chữ của Lan")
			over := e.HeadRevision
			e, _ = w.approve(hoa(), w.submit(minh(), w.save(minh(), e, "Chữ của Minh")))
			w.deliveries.reach.Out = true
			e, err := w.service.Correct(w.Context(), minh(), at(e), release.Note{Kind: release.SmallFix})
			return w.restored(minh(), must(w, e, err), over)
		},
	}
	for name, prepare := range cases {
		t.Run(name, func(t *testing.T) {
			each(t, func(w *fixture) {
				e := w.submit(minh(), prepare(w))
				hash := w.hash(e)
				before, calls := w.read(e), w.deliveries.heard()
				releases := w.count("release", "1 = 1")
				_, _, _, err := w.service.Approve(w.Context(), lan(), at(e), hash)
				w.wants(err, fault.FourEyes)
				if got := w.read(e); got != before || w.count("release", "1 = 1") != releases || w.deliveries.heard() != calls {
					w.Errorf("a refused approval left %+v", got)
				}
				if n := w.count("audit", "refused AND actor = 'lan' AND action = 'edition.approve' AND detail LIKE '%four_eyes%'"); n != 1 {
					w.Errorf("%d audit rows tell of the refusal", n)
				}
				if done, _ := w.approve(hoa(), e); done.State != article.Approved {
					w.Errorf("the other approver got %s", done.State)
				}
			})
		})
	}
}

func (w *fixture) saveFacets(by right.Actor, e article.Edition, f plan.Facets) article.Article {
	w.Helper()
	a, err := w.store.Article(w.Context(), e.Article)
	must(w, a, err)
	a, err = w.service.SaveFacets(w.Context(), by, a.ID, a.Version, article.Input{Facets: f})
	return must(w, a, err)
}

// english opens the English edition of a story.
func (w *fixture) english(by right.Actor, e article.Edition) article.Edition {
	w.Helper()
	text := manuscript.Text{Title: "Nam Dinh meets ASEAN", Lead: "The province meets ambassadors.", Body: "<p>This morning in Nam Dinh city.</p>"}
	e, err := w.service.AddEdition(w.Context(), by, article.Ref{Article: e.Article, Lang: "en"}, text)
	return must(w, e, err)
}

// restored lays a revision into the working copy of somebody, who saves it.
func (w *fixture) restored(by right.Actor, e article.Edition, revision string) article.Edition {
	w.Helper()
	copied, err := w.lines.Restore(w.Context(), by, at(e).Ref, revision)
	return w.save(by, e, must(w, copied, err).Text.Title)
}

func (w *fixture) reopen(e article.Edition) article.Edition {
	w.Helper()
	done, _, err := w.service.Reopen(w.Context(), hoa(), at(e))
	return must(w, done, err)
}

func TestAnApprovedReleaseEndsTheDebt(t *testing.T) {
	each(t, func(w *fixture) {
		e, _ := w.approve(hoa(), w.submit(minh(), w.create(lan())))
		w.deliveries.reach.Out = true
		e, err := w.service.Correct(w.Context(), minh(), at(e), release.Note{Kind: release.Update, Text: "Thêm ảnh"})
		e = w.submit(minh(), w.save(minh(), must(w, e, err), "Minh cập nhật"))
		_, _, _, err = w.service.Approve(w.Context(), minh(), at(e), w.hash(e))
		w.wants(err, fault.FourEyes)
		// lan's words are in it, but hoa has approved them in the release that is in force.
		if done, r := w.approve(lan(), e); done.State != article.Approved || r.Number != 2 {
			w.Errorf("lan got %s and release %d", done.State, r.Number)
		}
	})
}

// Whoever chose the facets of a withdrawn story may not approve them alone in another
// language.
func TestAWithdrawalBringsTheDebtBack(t *testing.T) {
	each(t, func(w *fixture) {
		e, _ := w.approve(hoa(), w.submit(minh(), w.create(lan())))
		_, _, err := w.service.Withdraw(w.Context(), hoa(), at(e), "sai số liệu", "")
		must(w, e, err)
		en := w.submit(minh(), w.english(minh(), e))
		_, _, _, err = w.service.Approve(w.Context(), lan(), at(en), w.hash(en))
		w.wants(err, fault.FourEyes)
	})
}

func TestFacetsApprovedInOneEditionBindNobodyInTheNext(t *testing.T) {
	each(t, func(w *fixture) {
		e, _ := w.approve(hoa(), w.submit(minh(), w.create(lan())))
		en := w.submit(minh(), w.english(minh(), e))
		if done, _ := w.approve(lan(), en); done.State != article.Approved {
			w.Errorf("lan got %s", done.State)
		}
	})
}

func TestAutosaveAloneIsNoContribution(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(minh())
		w.autosave(lan(), e, 0, "Lan gõ thử")
		e = w.submit(minh(), e)
		if done, _ := w.approve(lan(), e); done.Title != story().Title {
			w.Errorf("approved %q, want the saved text", done.Title)
		}
	})
}

func (w *fixture) autosave(by right.Actor, e article.Edition, version int, title string) article.WorkingCopy {
	w.Helper()
	t := story()
	t.Title = title
	copied, err := w.lines.Autosave(w.Context(), by, at(e).Ref, version, e.HeadRevision, t)
	return must(w, copied, err)
}

func TestRefusalsLeaveARow(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		writer := person("tu", right.Author)
		for _, move := range []article.Move{article.RequestChanges, article.Approve, article.Reopen, article.Withdraw, article.Archive} {
			_, err := w.tryAs(writer, move, e)
			w.wants(err, fault.Denied)
			if n := w.count("audit", "refused AND actor = 'tu' AND action = ? AND object_kind = 'article' AND object_id = ? AND detail LIKE '%denied%'",
				"edition."+string(move), e.Article); n != 1 {
				w.Errorf("%s: %d audit rows tell of the refusal", move, n)
			}
		}
		_, _, err := w.service.Create(w.Context(), person("tu", right.Press), article.Input{Unit: ours, Lang: "vi"})
		w.wants(err, fault.Denied)
		if n := w.count("audit", "refused AND action = 'article.create'"); n != 1 {
			w.Errorf("%d audit rows tell of the refused creation", n)
		}
		if n := w.count("event", "1 = 1"); n != 1 {
			w.Errorf("%d events, want that of the creation alone", n)
		}
	})
}

func TestATechnicalAdministratorApprovesNothing(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.submit(lan(), w.create(lan()))
		admin := person("quan", right.TechnicalAdmin, right.Approver)
		_, _, _, err := w.service.Approve(w.Context(), admin, at(e), w.hash(e))
		w.wants(err, fault.Denied)
		_, _, _, err = w.service.Approve(w.Context(), right.System(), at(e), w.hash(e))
		w.wants(err, fault.Denied)
	})
}
