package article_test

import (
	"slices"
	"testing"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// out brings a story of minh's through approval and to its readers.
func (w *fixture) out() (article.Edition, release.Release) {
	w.Helper()
	e, r := w.approve(hoa(), w.submit(minh(), w.create(minh())))
	w.deliveries.reach.Out = true
	return e, r
}

func (w *fixture) correct(e article.Edition, kind release.NoteKind, text string) article.Edition {
	w.Helper()
	e, err := w.service.Correct(w.Context(), lan(), at(e), release.Note{Kind: kind, Text: text})
	return must(w, e, err)
}

func TestANoteCanBeMendedWhileItIsWritten(t *testing.T) {
	each(t, func(w *fixture) {
		e, _ := w.out()
		opened := w.correct(e, release.Correction, "Sửa tên đại xứ")
		mended := w.correct(opened, release.Update, "Sửa tên đại sứ")
		if want := (release.Note{Kind: release.Update, Text: "Sửa tên đại sứ"}); mended.Note != want || mended.State != article.Draft || mended.Version != opened.Version+1 {
			w.Errorf("mended to %+v in state %s, version %d", mended.Note, mended.State, mended.Version)
		}
		handed := w.submit(lan(), mended)
		_, err := w.service.Correct(w.Context(), lan(), at(handed), release.Note{Kind: release.SmallFix})
		w.wants(err, fault.StateConflict)
	})
}

// A correction that nobody wants is dropped: the release stands, its text is back, what was
// written is kept, and those who wrote it are bound to nothing.
func TestACorrectionCanBeDropped(t *testing.T) {
	each(t, func(w *fixture) {
		e, released := w.out()
		changed := w.save(lan(), w.correct(e, release.Correction, "Sửa"), "Lời không dùng nữa")
		dropped, err := w.service.DiscardCorrection(w.Context(), lan(), at(changed))
		must(w, dropped, err)
		if dropped.State != article.Approved || dropped.ApprovedRelease != released.ID || dropped.NextAct != release.ActPublish || dropped.Note != (release.Note{}) {
			w.Errorf("dropped: %+v", dropped)
		}
		if dropped != w.read(e) || dropped.Title != released.Content.Revision.Title {
			w.Errorf("stored %+v", w.read(e))
		}
		kept := w.revisions(e)
		if !slices.ContainsFunc(kept, func(r article.Revision) bool { return r.Text.Title == "Lời không dùng nữa" }) {
			w.Errorf("%d revisions, none with the dropped words", len(kept))
		}
		rows, err := w.service.List(w.Context(), lan(), article.Filter{Search: "không dùng"})
		if len(must(w, rows, err)) != 0 {
			w.Error("search still finds the dropped words")
		}
		next, err := w.service.Correct(w.Context(), minh(), at(dropped), release.Note{Kind: release.SmallFix})
		must(w, next, err)
		next = w.submit(minh(), w.save(minh(), next, "Bản sửa của Minh"))
		if _, r := w.approve(lan(), next); r.Number != 2 {
			w.Errorf("release %d", r.Number)
		}
	})
}

func TestOnlyACorrectionIsDropped(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		_, err := w.service.DiscardCorrection(w.Context(), lan(), at(e))
		w.wants(err, fault.StateConflict)
	})
}

// The note of a correction is no part of what is published after a withdrawal, so that
// whoever wrote it alone may approve that.
func TestANoteBindsItsReleaseOnly(t *testing.T) {
	each(t, func(w *fixture) {
		e, _ := w.out()
		e, _ = w.approve(hoa(), w.submit(minh(), w.save(minh(), w.correct(e, release.Correction, "Sửa"), "Đã sửa")))
		e, _, err := w.service.Withdraw(w.Context(), hoa(), at(e), "Sai", "")
		must(w, e, err)
		again := w.submit(minh(), w.reopen(e))
		if _, r := w.approve(lan(), again); r.Number != 3 {
			w.Errorf("release %d", r.Number)
		}
	})
}

func TestWhatWasHandedInCanBeTakenBack(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.submit(lan(), w.create(lan()))
		back, err := w.service.Recall(w.Context(), person("an", "editor"), at(e))
		if must(w, back, err).State != article.Draft {
			w.Errorf("state %s", back.State)
		}
		_, err = w.service.Recall(w.Context(), person("doc", "inspector"), at(w.submit(lan(), back)))
		w.wants(err, fault.Denied)
	})
}

// What is approved and not out is put away by way of a draft, and the refusal says so.
func TestAnApprovedEditionIsReopenedBeforeItIsPutAway(t *testing.T) {
	each(t, func(w *fixture) {
		e, _ := w.approve(hoa(), w.submit(minh(), w.create(minh())))
		_, err := w.service.Archive(w.Context(), hoa(), at(e))
		w.wants(err, fault.StateConflict)
	})
}

// What goes out next is the release in force while there is one, and bears an hour in any case.
func TestWhatGoesOutNext(t *testing.T) {
	each(t, func(w *fixture) {
		next := func(e article.Edition) release.Release {
			r, err := w.service.Outgoing(w.Context(), hoa(), at(e).Ref)
			return must(w, r, err)
		}
		e, r := w.out()
		if got := next(e); got.ID != r.ID || got.Hash != r.Hash {
			w.Errorf("while it is approved: %+v", got)
		}
		e = w.correct(e, release.Correction, "Sửa ngày.")
		got := next(e)
		if got.ID != "" || got.Number != r.Number+1 || got.Content.Note.Text != "Sửa ngày." || len(got.Notes()) != 1 || !got.Notes()[0].At.Equal(w.now()) {
			w.Errorf("while it is corrected: %+v", got)
		}
		if _, err := w.service.Outgoing(w.Context(), right.Actor{}, at(e).Ref); err == nil {
			w.Errorf("a stranger was shown it")
		}
	})
}
