package article_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
)

func TestTheReleaseIsWhatWasShown(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.submit(minh(), w.create(minh()))
		shown := w.hash(e)
		w.saveFacets(minh(), e, plan.Facets{Pillars: []string{"aec"}, Areas: facets().Areas})
		for _, hash := range []string{shown, "", strings.ToUpper(w.hash(e))} {
			_, _, _, err := w.service.Approve(w.Context(), hoa(), at(e), hash)
			w.wants(err, fault.ReleaseChanged)
		}
		if n := w.count("release", "1 = 1"); n != 0 || w.read(e) != e || w.deliveries.heard() != "" {
			w.Fatalf("a refused approval left %d releases, %q", n, w.deliveries.heard())
		}
		content, hash, err := w.service.Candidate(w.Context(), hoa(), at(e).Ref)
		must(w, content, err)
		done, r, effect, err := w.service.Approve(w.Context(), hoa(), at(e), hash)
		must(w, done, err)
		if r.Hash != hash || r.Number != 1 || r.ApprovedBy != "hoa" || done.ApprovedRelease != r.ID || len(effect.Voided) != 1 {
			w.Errorf("approved %+v as %+v, %+v", r, done, effect)
		}
		if d := cmp.Diff(content, r.Content); d != "" {
			w.Errorf("released is not what was shown: %s", d)
		}
		if want := "approved " + r.ID + " " + r.ID; w.deliveries.heard() != want {
			w.Errorf("the deliveries heard %q, want %q", w.deliveries.heard(), want)
		}
		if n := w.count("release_facet", "release_id = ? AND (kind, code) IN (('pillar', 'aec'), ('area', ?))", r.ID, facets().Areas[0]); n != 2 {
			w.Errorf("%d rows of the release's facets", n)
		}
	})
}

func TestAReleaseNeverChanges(t *testing.T) {
	each(t, func(w *fixture) {
		e, r := w.approve(hoa(), w.submit(minh(), w.create(minh())))
		for _, change := range []string{"UPDATE facet SET name_vi = 'Tên mới', name_en = 'New name'", "UPDATE unit SET name_vi = 'Sở mới'"} {
			must(w, 0, w.db.Write(w.Context()).Exec(change).Error)
		}
		stored, err := w.store.Release(w.Context(), e.ApprovedRelease)
		must(w, stored, err)
		if d := cmp.Diff(r, stored); d != "" {
			w.Errorf("the stored release differs: %s", d)
		}
		for _, label := range append(stored.Content.Facets, stored.Content.Unit) {
			if label.Name == "" || label.Name == "Tên mới" || label.Name == "Sở mới" {
				w.Errorf("%s %s is named %q", label.Kind, label.Code, label.Name)
			}
		}
		again, hash, err := stored.Content.Seal()
		if must(w, hash, err) != r.Hash || !bytes.Equal(again, stored.Canonical) {
			w.Errorf("composed again:\n%s\nstored:\n%s", again, stored.Canonical)
		}
		if sum := sha256.Sum256(stored.Canonical); hex.EncodeToString(sum[:]) != stored.Hash {
			w.Error("the hash is not that of the stored bytes")
		}
		if fresh, _, err := w.service.Candidate(w.Context(), hoa(), at(e).Ref); must(w, fresh, err).Facets[0].Name != "Tên mới" {
			w.Errorf("a new release would name the pillar %q", fresh.Facets[0].Name)
		}
	})
}

func TestLabelsFollowTheLanguage(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(minh())
		vi, _, err := w.service.Candidate(w.Context(), hoa(), at(e).Ref)
		must(w, vi, err)
		en, _, err := w.service.Candidate(w.Context(), hoa(), at(w.english(minh(), e)).Ref)
		must(w, en, err)
		if vi.Facets[0].Name != "Cộng đồng Chính trị - An ninh ASEAN" || en.Facets[0].Name != "ASEAN Political-Security Community" {
			w.Errorf("the pillar is %q and %q", vi.Facets[0].Name, en.Facets[0].Name)
		}
		if d := cmp.Diff([]string{"apsc"}, en.FacetsOf(plan.Pillar)); d != "" {
			w.Errorf("pillars: %s", d)
		}
	})
}

func TestReopeningVoidsTheApproval(t *testing.T) {
	each(t, func(w *fixture) {
		e, r := w.approve(hoa(), w.submit(minh(), w.create(minh())))
		w.deliveries.reach = article.Reach{Out: true}
		_, _, err := w.service.Reopen(w.Context(), hoa(), at(e))
		w.wants(err, fault.AlreadySent)
		if w.read(e) != e {
			w.Errorf("a refused reopening left %+v", w.read(e))
		}
		w.deliveries.reach = article.Reach{InFlight: true}
		open, effect, err := w.service.Reopen(w.Context(), hoa(), at(e))
		must(w, open, err)
		if open.ApprovedRelease != "" || open.State != article.Draft || len(effect.Voided) != 1 || !strings.HasSuffix(w.deliveries.heard(), "reopened ") {
			w.Errorf("reopened to %+v, %+v; heard %q", open, effect, w.deliveries.heard())
		}
		_, second := w.approve(hoa(), w.submit(minh(), open))
		list, err := w.service.Releases(w.Context(), hoa(), at(e).Ref, article.Part{})
		for i, want := range []release.Release{second, r} {
			whole, err := w.service.Release(w.Context(), hoa(), at(e).Ref, must(w, list, err)[i].ID)
			if d := cmp.Diff(want, must(w, whole, err)); d != "" {
				w.Errorf("release %d: %s", i, d)
			}
		}
	})
}

// What belongs to one edition is not found through another, though the id is right.
func TestTheRecordOfAnEditionIsItsOwn(t *testing.T) {
	each(t, func(w *fixture) {
		e, r := w.approve(hoa(), w.submit(minh(), w.create(minh())))
		other := w.create(minh())
		_, err := w.service.Release(w.Context(), hoa(), at(other).Ref, r.ID)
		w.wants(err, fault.NotFound)
		_, err = w.service.Revision(w.Context(), hoa(), at(other).Ref, e.HeadRevision)
		w.wants(err, fault.NotFound)
		own, err := w.service.Revision(w.Context(), hoa(), at(e).Ref, e.HeadRevision)
		if must(w, own, err).Text.Body == "" {
			w.Error("a revision has no text")
		}
	})
}

func TestACorrectionLeavesTheReleaseInForce(t *testing.T) {
	each(t, func(w *fixture) {
		e, r := w.approve(hoa(), w.submit(minh(), w.create(minh())))
		note := release.Note{Kind: release.Correction, Text: "Sửa tên đại sứ"}
		_, err := w.service.Correct(w.Context(), minh(), at(e), note)
		w.wants(err, fault.StateConflict) // nothing is out
		w.deliveries.reach.Out = true
		e, err = w.service.Correct(w.Context(), minh(), at(e), note)
		heard := w.deliveries.heard()
		e = w.submit(minh(), w.save(minh(), must(w, e, err), "Bản sửa"))
		back := w.reopen(e) // called back from review
		if back.ApprovedRelease != r.ID || back.NextAct != release.ActCorrect || back.Note != note || w.deliveries.heard() != heard {
			w.Errorf("calling a correction back left %+v; heard %q", back, w.deliveries.heard())
		}
		done, second := w.approve(hoa(), w.submit(minh(), back))
		if second.Content.Act != release.ActCorrect || second.Content.Note != note || second.Number != 2 || done.ApprovedRelease != second.ID {
			w.Errorf("corrected by %+v", second)
		}
		if done.NextAct != release.ActPublish || done.Note != (release.Note{}) {
			w.Errorf("the next release would %s with %+v", done.NextAct, done.Note)
		}
	})
}

// What readers were told stays told: neither a small fix nor an update takes a correction
// back; only a story that is published anew begins without.
func TestReadersKeepTheNotesOfEarlierReleases(t *testing.T) {
	each(t, func(w *fixture) {
		e, _ := w.approve(hoa(), w.submit(minh(), w.create(minh())))
		w.deliveries.reach.Out = true
		var told []release.ToldNote
		for i, note := range []release.Note{{Kind: release.SmallFix}, {Kind: release.Correction, Text: "Số đúng là 12."}, {Kind: release.SmallFix, Text: "chấm câu"},
			{Kind: release.Update, Text: "Thêm lịch."}, {Kind: release.FormalCorrection, Text: "Xin lỗi ông A."}, {Kind: release.SmallFix}} {
			w.pass(time.Hour)
			open, err := w.service.Correct(w.Context(), minh(), at(e), note)
			saved := w.save(minh(), must(w, open, err), fmt.Sprint("Bản ", i))
			shown := w.submit(minh(), saved)
			before := w.hash(shown)
			w.pass(time.Minute)
			if w.hash(shown) != before {
				w.Error("the hash that an approver is shown changes by itself")
			}
			var r release.Release
			e, r = w.approve(hoa(), shown)
			if d := cmp.Diff(append([]release.ToldNote{}, told...), r.Content.Earlier); d != "" {
				w.Errorf("release %d, earlier notes: %s", r.Number, d)
			}
			if note.Kind != release.SmallFix {
				told = append([]release.ToldNote{{Note: note, At: w.now()}}, told...)
			}
			stored, err := w.store.Release(w.Context(), r.ID)
			if d := cmp.Diff(append([]release.ToldNote{}, told...), must(w, stored, err).Notes()); d != "" {
				w.Errorf("release %d, notes: %s", r.Number, d)
			}
		}
		gone, _, err := w.service.Withdraw(w.Context(), hoa(), at(e), "Sai sự kiện", "")
		again := w.submit(minh(), w.save(minh(), w.reopen(must(w, gone, err)), "Bản mới"))
		if _, r := w.approve(hoa(), again); len(r.Notes()) != 0 || r.Content.Earlier == nil {
			w.Errorf("published anew with %+v", r.Notes())
		}
	})
}

func TestKindsOfNotesThatReadersSee(t *testing.T) {
	t.Parallel()
	for kind, label := range map[release.NoteKind]string{release.NoNote: "", release.SmallFix: "", release.Update: "Cập nhật",
		release.Correction: "Đính chính", release.FormalCorrection: "Cải chính", release.Withdrawal: "Gỡ bài"} {
		for lang, same := range map[string]bool{"vi": true, "vi-VN": true, "en": label == "", "lo": label == ""} {
			if got := kind.Label(lang); (got == label) != same || kind.Shown() != (got != "") {
				t.Errorf("%q in %s: shown %v as %q", kind, lang, kind.Shown(), got)
			}
		}
	}
}

func TestNotesOfCorrections(t *testing.T) {
	cases := map[string]struct {
		note   release.Note
		places []string
	}{
		"no kind":             {release.Note{Text: "x"}, []string{"/kind"}},
		"not a correction":    {release.Note{Kind: release.Withdrawal, Text: "x"}, []string{"/kind"}},
		"nothing for readers": {release.Note{Kind: release.FormalCorrection, Text: " \u200b "}, []string{"/text"}},
		"both":                {release.Note{Kind: "sửa", Text: "\xff"}, []string{"/kind", "/text"}},
		"too long":            {release.Note{Kind: release.Update, Text: strings.Repeat("ô", manuscript.MaxLead+1)}, []string{"/text"}},
		"small fix":           {release.Note{Kind: release.SmallFix}, nil},
	}
	each(t, func(w *fixture) {
		e, _ := w.approve(hoa(), w.submit(minh(), w.create(minh())))
		w.deliveries.reach.Out = true
		for name, c := range cases {
			before := w.read(e)
			done, err := w.service.Correct(w.Context(), minh(), at(before), c.note)
			if c.places == nil {
				w.put(must(w, done, err), func(e *article.Edition) { e.State = article.Approved })
				continue
			}
			w.wants(err, fault.ValidationFailed, c.places...)
			if w.read(e) != before {
				w.Errorf("%s: left %+v", name, w.read(e))
			}
		}
	})
}

func TestWithdrawing(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(minh())
		_, _, err := w.service.Withdraw(w.Context(), hoa(), at(e), "Sai sự kiện", "")
		w.wants(err, fault.StateConflict)
		e, _ = w.approve(hoa(), w.submit(minh(), e))
		for _, reason := range []string{"", " \n", "\xff", strings.Repeat("ô", manuscript.MaxLead+1)} {
			_, _, err = w.service.Withdraw(w.Context(), hoa(), at(e), reason, "")
			w.wants(err, fault.ValidationFailed, "/reason")
		}
		_, _, err = w.service.Withdraw(w.Context(), hoa(), at(e), "Sai", "\xff")
		w.wants(err, fault.ValidationFailed, "/notice")
		gone, effect, err := w.service.Withdraw(w.Context(), hoa(), at(e), "Sai sự kiện", "Bài đã được gỡ.")
		must(w, gone, err)
		if gone.ApprovedRelease != "" || gone.Reason != "Sai sự kiện" || gone.Note.Text != "Bài đã được gỡ." || !gone.WithdrawnAt.Equal(w.now()) || len(effect.Voided) != 1 {
			w.Errorf("withdrawn to %+v", gone)
		}
		again := w.submit(minh(), w.save(minh(), w.reopen(gone), "Bản đúng"))
		if _, r := w.approve(hoa(), again); r.Content.Act != release.ActPublish || r.Content.Note != (release.Note{}) {
			w.Errorf("the story goes out again with %s, %+v", r.Content.Act, r.Content.Note)
		}
	})
}

func TestWhatMayBeOutIsNotArchived(t *testing.T) {
	each(t, func(w *fixture) {
		e, _ := w.approve(hoa(), w.submit(minh(), w.create(minh())))
		w.deliveries.reach = article.Reach{Out: true}
		e, err := w.service.Correct(w.Context(), minh(), at(e), release.Note{Kind: release.SmallFix})
		_, err = w.service.Archive(w.Context(), hoa(), at(must(w, e, err)))
		w.wants(err, fault.AlreadySent)
		doubtful := w.create(minh())
		w.deliveries.reach = article.Reach{InFlight: true}
		_, err = w.service.Archive(w.Context(), hoa(), at(doubtful))
		w.wants(err, fault.AlreadySent)
		w.deliveries.reach = article.Reach{}
		done, err := w.service.Archive(w.Context(), hoa(), at(doubtful))
		if must(w, done, err).State != article.Archived {
			w.Errorf("archived to %s", done.State)
		}
	})
}
