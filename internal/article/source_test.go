package article_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// standing lists the events of an edition, oldest first, of those that tell how a translation stands.
func (w *fixture) standing(e article.Edition) []string {
	w.Helper()
	var kinds []string
	err := w.db.Read(w.Context()).Raw(`SELECT kind FROM event WHERE edition_id = ? AND kind IN ('edition.outdated', 'edition.refreshed', 'edition.outpaced') ORDER BY id`, e.ID).Scan(&kinds).Error
	return must(w, kinds, err)
}

func (w *fixture) translate(e article.Edition, source string) article.Edition {
	w.Helper()
	saved, err := w.service.SaveTranslation(w.Context(), minh(), at(e), article.Translation{Text: manuscript.Text{Title: "Meets ASEAN", Lead: "Met.", Body: "<p>Now.</p>"}, Source: source})
	return must(w, saved, err)
}

func TestATranslationKnowsItsSource(t *testing.T) {
	each(t, func(w *fixture) {
		vi := w.create(lan())
		en := w.english(minh(), vi)
		if en.SourceRevision != vi.HeadRevision || en.Outdated {
			w.Fatalf("a new translation: %+v", en)
		}
		second := w.save(lan(), vi, "Đã đổi")
		if en = w.read(en); !en.Outdated || en.SourceRevision != vi.HeadRevision {
			w.Errorf("after its source changed: %+v", en)
		}
		if en = w.translate(en, ""); !en.Outdated || w.revisions(en)[0].Source != vi.HeadRevision {
			w.Errorf("a save that names no source keeps the former one: %+v", en)
		}
		if en = w.translate(en, second.HeadRevision); en.Outdated || w.revisions(en)[0].Source != second.HeadRevision {
			w.Errorf("a save that names the newest: %+v", en)
		}
		if en = w.translate(en, vi.HeadRevision); !en.Outdated {
			w.Errorf("a save that names an older one: %+v", en)
		}
		if d := cmp.Diff([]string{"edition.outdated", "edition.refreshed", "edition.outdated"}, w.standing(en)); d != "" {
			w.Error(d)
		}
	})
}

func TestTheSameWordsAgainMakeNothingOld(t *testing.T) {
	each(t, func(w *fixture) {
		vi := w.create(lan())
		en := w.english(minh(), vi)
		again := w.save(lan(), vi, story().Title)
		if w.read(en).Outdated {
			w.Error("the same words, saved again, make a translation old")
		}
		other := w.save(lan(), again, "Khác")
		if !w.read(en).Outdated {
			w.Error("other words do not")
		}
		w.save(lan(), other, story().Title)
		if w.read(en).Outdated {
			w.Error("it is old although its source says what it said")
		}
		if got := w.standing(en); len(got) != 2 {
			w.Errorf("told: %v", got)
		}
	})
}

func TestAListTellsOfOldTranslations(t *testing.T) {
	each(t, func(w *fixture) {
		vi := w.create(lan())
		en := w.english(minh(), vi)
		for _, title := range []string{"Đã đổi", story().Title} {
			vi = w.save(lan(), vi, title)
			for _, outdated := range []bool{true, false} {
				rows, err := w.service.List(w.Context(), lan(), article.Filter{Outdated: &outdated, Limit: 10})
				must(w, rows, err)
				found := false
				for _, row := range rows {
					found = found || row.ID == en.ID
				}
				if want := outdated == (title != story().Title); found != want {
					w.Errorf("%q, outdated=%t: found %t", title, outdated, found)
				}
			}
		}
	})
}

func TestWhatNoTranslationIsMadeFrom(t *testing.T) {
	each(t, func(w *fixture) {
		vi := w.create(lan())
		en, other := w.english(minh(), vi), w.create(lan())
		text := article.Translation{Text: story()}
		for name, source := range map[string]string{"another story's": other.HeadRevision, "its own": en.HeadRevision, "none": "none"} {
			text.Source = source
			_, err := w.service.SaveTranslation(w.Context(), minh(), at(en), text)
			w.wants(err, fault.ValidationFailed, "/source_revision")
			_, err = w.service.MarkCurrent(w.Context(), minh(), at(en), source)
			w.wants(err, fault.ValidationFailed, "/source_revision")
			if name == "its own" {
				text.Source = vi.HeadRevision
				_, err = w.service.SaveTranslation(w.Context(), lan(), at(vi), text)
				w.wants(err, fault.ValidationFailed, "/source_revision")
			}
		}
		if w.read(en).Version != en.Version {
			w.Error("what was refused changed it")
		}
	})
}

// Whoever finds that nothing needs translating is no writer of the translation, and may approve it.
func TestMarkingIsNoPartOfTheRelease(t *testing.T) {
	each(t, func(w *fixture) {
		vi, quy := w.create(lan()), person("quy", right.Editor, right.Approver)
		en := w.submit(minh(), w.english(minh(), vi))
		hash := w.hash(en)
		vi = w.save(lan(), vi, "Sửa một dấu phẩy")
		_, err := w.service.MarkCurrent(w.Context(), quy, at(en), "")
		w.wants(err, fault.ValidationFailed, "/source_revision")
		en, err = w.service.MarkCurrent(w.Context(), quy, at(en), vi.HeadRevision)
		if must(w, en, err); en.Outdated || w.hash(en) != hash {
			w.Fatalf("marked: %+v", en)
		}
		if w.count("audit", "action = ?", "edition.mark_current") != 1 {
			w.Error("it stands not in the record")
		}
		en, _ = w.approve(quy, en)
		vi = w.save(lan(), vi, "Sửa hai dấu phẩy")
		en, err = w.service.MarkCurrent(w.Context(), minh(), at(w.read(en)), vi.HeadRevision) // approved, and stays so
		if must(w, en, err); en.Outdated || en.State != article.Approved || en.ReleasedSource != vi.HeadRevision {
			w.Errorf("marked while it is approved: %+v", en)
		}
		_, err = w.service.MarkCurrent(w.Context(), minh(), at(en), w.revisions(vi)[1].ID)
		w.wants(err, fault.ValidationFailed, "/source_revision")
	})
}

// A correction of the source tells of the translation that is approved, each time.
func TestACorrectionOutpacesApprovedTranslations(t *testing.T) {
	each(t, func(w *fixture) {
		vi := w.create(lan())
		en, _ := w.approve(hoa(), w.submit(minh(), w.english(minh(), vi)))
		vi, _ = w.approve(hoa(), w.submit(lan(), vi))
		if got := w.standing(en); len(got) != 0 {
			w.Fatalf("before anything changed: %v", got)
		}
		w.deliveries.reach.Out = true
		vi = w.correct(vi, release.Correction, "Sai tên")
		vi = w.save(lan(), vi, "Đúng tên")
		w.approve(hoa(), w.submit(lan(), vi))
		if d := cmp.Diff([]string{"edition.outdated", "edition.outpaced"}, w.standing(en)); d != "" {
			w.Error(d)
		}
	})
}

// A correction that is dropped leaves its translations as they were.
func TestADroppedCorrectionMakesTranslationsRightAgain(t *testing.T) {
	each(t, func(w *fixture) {
		vi := w.create(lan())
		en := w.english(minh(), vi)
		vi, _ = w.approve(hoa(), w.submit(lan(), vi))
		w.deliveries.reach.Out = true
		vi = w.save(lan(), w.correct(vi, release.Correction, "Sai tên"), "Đúng tên")
		if !w.read(en).Outdated {
			w.Fatal("the correction makes nothing old")
		}
		vi, err := w.service.DiscardCorrection(w.Context(), lan(), at(vi))
		must(w, vi, err)
		if w.read(en).Outdated {
			w.Error("it is old although its source stands as it was")
		}
	})
}
