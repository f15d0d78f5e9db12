package article_test

import (
	"slices"
	"testing"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/compare"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/line"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// dropped brings a story out, of whose dropped correction the saved text was lan's; it returns that
// revision too.
func (w *fixture) dropped() (article.Edition, string) {
	w.Helper()
	e, _ := w.out()
	changed := w.save(lan(), w.correct(e, release.Correction, "Sửa"), "Chữ Lan viết rồi bỏ")
	e, err := w.service.DiscardCorrection(w.Context(), lan(), at(changed))
	return must(w, e, err), changed.HeadRevision
}

// again opens a correction by minh.
func (w *fixture) again(e article.Edition) article.Edition {
	w.Helper()
	e, err := w.service.Correct(w.Context(), minh(), at(e), release.Note{Kind: release.SmallFix})
	return must(w, e, err)
}

// TestWhoseDroppedWordsComeBackDoesNotApprove: a dropped correction takes its writers' parts with
// it, and by whatever way its words come back, so do they.
func TestWhoseDroppedWordsComeBackDoesNotApprove(t *testing.T) {
	for name, bringBack := range map[string]func(w *fixture) article.Edition{
		"typed on from the dropped text": func(w *fixture) article.Edition {
			e, revision := w.dropped()
			e = w.again(e)
			_, err := w.lines.Autosave(w.Context(), minh(), at(e).Ref, 0, revision, titled("Chữ Lan viết rồi bỏ"))
			must(w, 0, err)
			return w.save(minh(), e, "Chữ Lan viết rồi bỏ")
		},
		"typed before it was dropped": func(w *fixture) article.Edition {
			e, _ := w.out()
			e = w.save(lan(), w.correct(e, release.Correction, "Sửa"), "Chữ Lan viết rồi bỏ")
			w.types(minh(), e, 0, titled("Chữ Lan viết rồi bỏ"))
			e, err := w.service.DiscardCorrection(w.Context(), lan(), at(e))
			return w.save(minh(), w.again(must(w, e, err)), "Chữ Lan viết rồi bỏ")
		},
		"merged from the dropped text": func(w *fixture) article.Edition {
			e, revision := w.dropped()
			e = w.again(e)
			e = w.save(minh(), e, "Tiêu đề khác hẳn")
			mine := titled("Chữ Lan viết rồi bỏ, thêm")
			in := line.Merging{Base: revision, Text: &mine, Choices: map[string]compare.Choice{}}
			m, _, err := w.lines.Merge(w.Context(), minh(), at(e).Ref, in)
			for _, c := range must(w, m, err).Open {
				in.Choices[c.ID] = compare.Choice{Take: compare.Mine}
			}
			m, e, err = w.lines.SaveMerge(w.Context(), minh(), at(e), in)
			must(w, m, err)
			return e
		},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(w *fixture) {
				e := w.submit(minh(), bringBack(w))
				if r := w.revision(e, e.HeadRevision); !slices.Contains(r.Authors, "lan") {
					w.Errorf("the revision names %q", r.Authors)
				}
				_, _, _, err := w.service.Approve(w.Context(), lan(), at(e), w.hash(e))
				w.wants(err, fault.FourEyes)
				w.approve(hoa(), e)
			})
		})
	}
}

// TestWhatComesBackBindsNobodyElse: words that stand in the saved line are their writers' as they
// were, and those of the release in force are approved.
func TestWhatComesBackBindsNobodyElse(t *testing.T) {
	each(t, func(w *fixture) {
		first, _ := w.approve(hoa(), w.submit(lan(), w.create(lan()))) // lan's words are approved
		w.deliveries.reach.Out = true
		e := w.save(minh(), w.again(first), "Minh sửa lần một")
		w.types(minh(), e, 0, titled("Minh sửa lần hai"))
		e = w.save(hoaWrites(), e, "Hoa sửa")
		e = w.submit(minh(), w.save(minh(), e, "Minh sửa lần hai"))
		if w.count("contribution", "release_number = 2 AND person_id = 'lan'") != 0 {
			w.Error("words that were approved are held against their writer")
		}
		w.approve(lan(), e)
		e = w.again(w.read(e))
		_, err := w.lines.Autosave(w.Context(), minh(), at(e).Ref, 0, first.HeadRevision, titled("Chữ của Lan, đã thay"))
		must(w, 0, err)
		w.save(minh(), e, "Chữ của Lan, đã thay")
		if w.count("contribution", "release_number = 3 AND person_id = 'lan'") == 0 {
			w.Error("words that a release took out came back as nobody's")
		}
	})
}

// TestWhatIsTakenOverCanBeSaved: a picture that its writer could see stays in a text that another
// goes on with, by a save as by typing.
func TestWhatIsTakenOverCanBeSaved(t *testing.T) {
	each(t, func(w *fixture) {
		w.picture("m2", theirs, "x")
		both := person("both", right.Editor)
		both.Grants = append(both.Grants, right.Grant{Role: right.Editor, Unit: theirs})
		e := w.create(lan())
		w.types(both, e, 0, w.showing("m2"))
		_, err := w.service.SaveText(w.Context(), minh(), at(e), w.showing("m2"))
		w.wants(err, fault.ValidationFailed, "/pictures/0")
		taken, err := w.lines.TakeOver(w.Context(), minh(), at(e).Ref, "both")
		must(w, taken, err)
		w.types(minh(), e, taken.Version, w.showing("m2"))
		saved, err := w.service.SaveText(w.Context(), minh(), at(e), w.showing("m2"))
		if r := w.revision(must(w, saved, err), saved.HeadRevision); !slices.Equal(r.Text.Pictures, []string{"m2"}) {
			w.Errorf("pictures %q", r.Text.Pictures)
		}
	})
}
