package article_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/compare"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/line"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/right"
)

func titled(title string) manuscript.Text {
	t := story()
	t.Title = title
	return t
}

// types autosaves what somebody typed over a version of the working copy.
func (w *fixture) types(by right.Actor, e article.Edition, version int, t manuscript.Text) article.WorkingCopy {
	w.Helper()
	copied, err := w.lines.Autosave(w.Context(), by, at(e).Ref, version, e.HeadRevision, t)
	return must(w, copied, err)
}

func (w *fixture) revision(e article.Edition, id string) article.Revision {
	w.Helper()
	r, err := w.service.Revision(w.Context(), lan(), at(e).Ref, id)
	return must(w, r, err)
}

func TestTakingOverKeepsTheOthersWords(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		w.types(lan(), e, 0, titled("Chữ của Lan"))
		w.types(minh(), e, 0, titled("Chữ của Minh"))
		w.pass(time.Minute)
		taken, err := w.lines.TakeOver(w.Context(), minh(), at(e).Ref, "lan")
		must(w, taken, err)
		if taken.Text.Title != "Chữ của Lan" || taken.Version != 2 || !slices.Equal(taken.Authors, []string{"lan"}) || taken.Base != e.HeadRevision {
			w.Errorf("taken over is %+v", taken)
		}
		var kept []string
		for _, r := range w.revisions(e) {
			kept = append(kept, r.CreatedBy+" "+string(r.Kind)+" "+r.Text.Title)
		}
		if want := []string{"minh snapshot Chữ của Minh", "lan snapshot Chữ của Lan", "lan save " + story().Title}; !slices.Equal(kept, want) {
			w.Errorf("revisions are %q, want %q", kept, want)
		}

		_, err = w.lines.Autosave(w.Context(), lan(), at(e).Ref, 1, e.HeadRevision, titled("Lan gõ tiếp"))
		w.wants(err, fault.StaleVersion)
		told, _ := fault.As(err)
		if p := told.Present; p == nil || p.Version != 2 || p.By != "minh" || !p.At.Equal(w.now()) || w.revision(e, p.Kept).Text.Title != "Chữ của Lan" {
			w.Errorf("Lan is told %+v", told.Present)
		}
		if own := w.copyOf(lan(), e); own.Text.Title != "Chữ của Lan" || own.Taken.By != "minh" {
			w.Errorf("Lan's working copy is %+v", own)
		}
		if again := w.types(lan(), e, 2, titled("Lan gõ tiếp")); again.Version != 3 || again.Taken.By != "" {
			w.Errorf("after it Lan's working copy is %+v", again)
		}
		if w.count("audit", "action = 'edition.take_over'") != 1 || w.count("event", "kind = 'edition.work_continued'") != 1 {
			w.Error("it left no row or no event")
		}

		saved := w.save(minh(), e, "Minh lưu")
		if r := w.revision(e, saved.HeadRevision); !slices.Equal(r.Authors, []string{"lan", "minh"}) {
			w.Errorf("the revision names %q", r.Authors)
		}
		if w.count("contribution", "person_id = 'lan'") < 1 {
			w.Error("Lan is no contributor")
		}
	})
}

// TestWhoseWordsWereTakenOverDoesNotApprove: the words came into the story by another hand.
func TestWhoseWordsWereTakenOverDoesNotApprove(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		w.types(hoaWrites(), e, 0, titled("Chữ của Hoa"))
		_, err := w.lines.TakeOver(w.Context(), minh(), at(e).Ref, "hoa")
		must(w, 0, err)
		e = w.submit(minh(), w.save(minh(), e, "Chữ của Hoa"))
		_, _, _, err = w.service.Approve(w.Context(), hoaWrites(), at(e), w.hash(e))
		w.wants(err, fault.FourEyes)
	})
}

func hoaWrites() right.Actor { return person("hoa", right.Approver, right.Editor) }

func TestWhoTakesOverWhat(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		w.types(lan(), e, 0, titled("Chữ của Lan"))
		_, err := w.lines.TakeOver(w.Context(), lan(), at(e).Ref, "lan")
		w.wants(err, fault.StateConflict)
		_, err = w.lines.TakeOver(w.Context(), lan(), at(e).Ref, "minh")
		w.wants(err, fault.NotFound)
		_, err = w.lines.TakeOver(w.Context(), person("hoa", right.Inspector), at(e).Ref, "lan")
		w.wants(err, fault.Denied)
		if w.count("audit", "action = 'article.edit' AND actor = 'hoa'") != 1 {
			w.Error("the refusal left no row")
		}
	})
}

func TestLinesAreListed(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		w.types(lan(), e, 0, titled("Nam Định gặp gỡ ASEAN và bạn bè"))
		w.pass(time.Minute)
		w.types(minh(), e, 0, titled("Gặp gỡ ASEAN"))
		lines, err := w.lines.Lines(w.Context(), minh(), at(e).Ref)
		if must(w, lines, err); len(lines) != 2 || lines[0].Person != "minh" || lines[1].WordsAdded != 3 || lines[1].WordsRemoved != 0 || !lines[1].Readable ||
			lines[1].Text.Title != "Nam Định gặp gỡ ASEAN và bạn bè" || !lines[0].BegunAt.Equal(w.now()) {
			w.Errorf("lines are %+v", lines)
		}
		lines, err = w.lines.Lines(w.Context(), person("hoa", right.Inspector), at(e).Ref)
		if must(w, lines, err); len(lines) != 2 || lines[1].Readable || !lines[1].Text.Equal(manuscript.Text{}) || lines[1].WordsAdded != 3 {
			w.Errorf("who may not edit sees %+v", lines)
		}
	})
}

func TestPointsAreKeptUnderTheirName(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		_, err := w.lines.KeepPoint(w.Context(), lan(), at(e).Ref, line.Point{Name: "chưa có gì"})
		w.wants(err, fault.NotFound)
		w.types(lan(), e, 0, titled("Đang gõ"))
		first, err := w.lines.KeepPoint(w.Context(), lan(), at(e).Ref, line.Point{Name: "  trước khi rút gọn "})
		if must(w, first, err); first.Kind != article.RevisionPoint || first.Name != "trước khi rút gọn" || first.Text.Title != "Đang gõ" || first.Base != e.HeadRevision {
			w.Errorf("the point is %+v", first)
		}
		sent := titled("Gửi kèm")
		second, err := w.lines.KeepPoint(w.Context(), minh(), at(e).Ref, line.Point{Name: "hai", Text: &sent})
		if must(w, second, err); !slices.Equal(second.Authors, []string{"lan", "minh"}) {
			w.Errorf("the point names %q", second.Authors)
		}
		if read := w.read(e); read.HeadRevision != e.HeadRevision || read.Version != e.Version {
			w.Errorf("a point moved the edition: %+v", read)
		}
		if list := w.revisions(e); len(list) != 3 || list[0].Name != "hai" || list[1].Name != "trước khi rút gọn" || list[2].Name != "" {
			w.Errorf("revisions are %+v", list)
		}
		acting := manuscript.Text{Body: "<script>x</script>"}
		_, err = w.lines.KeepPoint(w.Context(), lan(), at(e).Ref, line.Point{Name: " ", Text: &acting, Base: e.HeadRevision})
		w.wants(err, fault.ValidationFailed, "/name", "/text/body")
		_, err = w.lines.KeepPoint(w.Context(), lan(), at(e).Ref, line.Point{Name: strings.Repeat("ệ", 101), Text: &sent})
		w.wants(err, fault.ValidationFailed, "/name")
		_, err = w.lines.KeepPoint(w.Context(), lan(), at(e).Ref, line.Point{Name: "x", Text: &sent, Base: "none"})
		w.wants(err, fault.ValidationFailed, "/base")
	})
}

func TestRestoringKeepsWhatWasTyped(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		sent := titled("Bản của Minh")
		point, err := w.lines.KeepPoint(w.Context(), minh(), at(e).Ref, line.Point{Name: "một", Text: &sent})
		must(w, point, err)
		w.types(hoaWrites(), e, 0, titled("Đang gõ dở"))
		restored, err := w.lines.Restore(w.Context(), hoaWrites(), at(e).Ref, point.ID)
		if must(w, restored, err); restored.Text.Title != "Bản của Minh" || restored.Version != 2 || restored.Base != e.HeadRevision || !slices.Equal(restored.Authors, []string{"lan", "minh"}) {
			w.Errorf("restored is %+v", restored)
		}
		if list := w.revisions(e); len(list) != 3 || list[0].Text.Title != "Đang gõ dở" || list[0].Kind != article.RevisionSnapshot || list[0].CreatedBy != "hoa" {
			w.Errorf("revisions are %+v", list)
		}
		_, err = w.lines.Restore(w.Context(), lan(), at(e).Ref, w.create(lan()).HeadRevision)
		w.wants(err, fault.NotFound)
	})
}

func TestAStaleSaveTellsWhatAMergeNeeds(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		w.pass(time.Minute)
		saved := w.save(minh(), e, "Minh lưu")
		_, err := w.service.SaveText(w.Context(), lan(), at(e), titled("Lan lưu"))
		w.wants(err, fault.StaleVersion)
		told, _ := fault.As(err)
		if p := told.Present; p == nil || p.Version != saved.Version || p.Revision != saved.HeadRevision || p.By != "minh" || !p.At.Equal(w.now()) || p.Kept != "" {
			w.Errorf("told is %+v", p)
		}
		w.types(lan(), e, 0, titled("một"))
		_, err = w.lines.Autosave(w.Context(), lan(), at(e).Ref, 0, e.HeadRevision, titled("hai"))
		w.wants(err, fault.StaleVersion)
		if told, _ = fault.As(err); told.Present == nil || told.Present.Version != 1 || told.Present.Revision != saved.HeadRevision || told.Present.By != "lan" {
			w.Errorf("a second tab is told %+v", told.Present)
		}
	})
}

func TestASaveSentTwiceIsOne(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		w.pass(time.Minute)
		first := w.save(lan(), e, "Một lần")
		second := w.save(lan(), e, "Một lần")
		if second != first || len(w.revisions(e)) != 2 {
			w.Errorf("sent twice it is %+v after %+v, with %d revisions", second, first, len(w.revisions(e)))
		}
		_, err := w.service.SaveText(w.Context(), minh(), at(e), titled("Một lần"))
		w.wants(err, fault.StaleVersion) // the same words of somebody else are no repetition
		w.pass(time.Minute)
		w.submit(lan(), first)
		_, err = w.service.SaveText(w.Context(), lan(), at(first), titled("Một lần"))
		w.wants(err, fault.StaleVersion) // it was submitted since
	})
}

// TestATabOfAnOldWorkingCopyIsStale: versions go on after a save, so a tab that slept never takes
// the new working copy for its own.
func TestATabOfAnOldWorkingCopyIsStale(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		w.types(lan(), e, 0, titled("cũ"))
		e = w.save(lan(), e, "Đã lưu")
		if fresh := w.types(lan(), e, 0, titled("mới")); fresh.Version != 2 {
			w.Errorf("the next working copy has version %d", fresh.Version)
		}
		_, err := w.lines.Autosave(w.Context(), lan(), at(e).Ref, 1, e.HeadRevision, titled("từ thẻ ngủ quên"))
		w.wants(err, fault.StaleVersion)
	})
}

func TestMergingSavesBothLines(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		w.pass(time.Minute)
		theirs := story()
		theirs.Body += "<p>Minh thêm đoạn này.</p>"
		saved, err := w.service.SaveText(w.Context(), minh(), at(e), theirs)
		must(w, saved, err)
		mine := titled("Tiêu đề của Lan")
		w.types(lan(), e, 0, mine)

		dry, _, err := w.lines.Merge(w.Context(), lan(), at(e).Ref, line.Merging{})
		if must(w, dry, err); len(dry.Open) != 0 || dry.Text.Title != "Tiêu đề của Lan" || dry.Text.Body != theirs.Body || len(w.revisions(e)) != 2 {
			w.Errorf("the dry run makes %+v", dry)
		}
		_, _, err = w.lines.SaveMerge(w.Context(), lan(), at(e), line.Merging{})
		w.wants(err, fault.StaleVersion)
		_, _, err = w.lines.SaveMerge(w.Context(), lan(), article.At{Ref: at(e).Ref}, line.Merging{})
		w.wants(err, fault.VersionRequired)
		_, done, err := w.lines.SaveMerge(w.Context(), lan(), at(saved), line.Merging{})
		must(w, done, err)
		head := w.revision(e, done.HeadRevision)
		if head.Text.Title != "Tiêu đề của Lan" || head.Text.Body != theirs.Body || !slices.Equal(head.Authors, []string{"lan", "minh"}) || head.Base != saved.HeadRevision {
			w.Errorf("merged is %+v", head)
		}
		if list := w.revisions(e); len(list) != 4 || list[1].Kind != article.RevisionSnapshot || !list[1].Text.Equal(mine) || list[1].Base != e.HeadRevision {
			w.Errorf("what Lan typed is kept as %+v", list[1])
		}
		_, err = w.service.WorkingCopy(w.Context(), lan(), at(e).Ref)
		w.wants(err, fault.NotFound)
	})
}

func TestConflictsAreChosen(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		saved := w.save(minh(), e, "Minh đặt tên")
		mine := titled("Lan đặt tên")
		in := line.Merging{Base: e.HeadRevision, Text: &mine}
		m, _, err := w.lines.Merge(w.Context(), lan(), at(e).Ref, in)
		if must(w, m, err); len(m.Open) != 1 || m.Open[0].Theirs != "Minh đặt tên" {
			w.Fatalf("open are %+v", m.Open)
		}
		id := m.Open[0].ID
		_, _, err = w.lines.SaveMerge(w.Context(), lan(), at(saved), in)
		w.wants(err, fault.ValidationFailed, "/choices/"+id)
		in.Choices = map[string]compare.Choice{id: {Take: compare.Own, Own: strings.Repeat("dài ", 100)}}
		_, _, err = w.lines.SaveMerge(w.Context(), lan(), at(saved), in)
		w.wants(err, fault.ValidationFailed, "/choices")
		in.Choices = map[string]compare.Choice{"body.9-00": {Take: compare.Mine}, id: {Take: "none"}}
		_, _, err = w.lines.Merge(w.Context(), lan(), at(e).Ref, in)
		w.wants(err, fault.ValidationFailed, "/choices/body.9-00", "/choices/"+id)
		in.Choices = map[string]compare.Choice{id: {Take: compare.Own, Own: "Hai bên đặt tên"}}
		_, done, err := w.lines.SaveMerge(w.Context(), lan(), at(saved), in)
		must(w, done, err)
		if head := w.revision(e, done.HeadRevision); head.Text.Title != "Hai bên đặt tên" {
			w.Errorf("chosen is %q", head.Text.Title)
		}
		_, _, err = w.lines.Merge(w.Context(), lan(), at(e).Ref, line.Merging{Base: e.HeadRevision})
		w.wants(err, fault.ValidationFailed, "/text")
		_, _, err = w.lines.Merge(w.Context(), person("hoa", right.Inspector), at(e).Ref, in)
		w.wants(err, fault.Denied)
	})
}

// TestAMergeKnowsWhereItBegan: a text alone is the working copy's next state; without either, that
// is asked for, and not called a revision that there is not.
func TestAMergeKnowsWhereItBegan(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		saved := w.save(minh(), e, "Minh đặt tên")
		mine := titled("Lan đặt tên")
		_, _, err := w.lines.Merge(w.Context(), lan(), at(e).Ref, line.Merging{Text: &mine})
		w.wants(err, fault.ValidationFailed, "/base")
		if told, _ := fault.As(err); !strings.HasPrefix(told.Fields[0].Detail.EN, "is missing") {
			w.Errorf("told %+v", told.Fields)
		}
		_, err = w.lines.Autosave(w.Context(), lan(), at(e).Ref, 0, "", mine)
		w.wants(err, fault.ValidationFailed, "/base")
		w.types(lan(), e, 0, mine)
		in := line.Merging{Text: &mine}
		m, _, err := w.lines.Merge(w.Context(), lan(), at(e).Ref, in)
		if must(w, m, err); len(m.Open) != 1 || m.Base.ID != e.HeadRevision {
			w.Fatalf("merged from %s: %+v", m.Base.ID, m.Open)
		}
		in.Base, in.Choices = e.HeadRevision, map[string]compare.Choice{m.Open[0].ID: {Take: compare.Both}}
		m, _, err = w.lines.SaveMerge(w.Context(), lan(), at(saved), in)
		must(w, m, err)
		_, _, err = w.lines.SaveMerge(w.Context(), lan(), at(saved), in)
		w.wants(err, fault.StaleVersion) // and not that the choices answer nothing
	})
}

func TestTextsHaveNames(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		e = w.submit(lan(), e)
		e, _ = w.approve(hoa(), e)
		w.types(lan(), e, 0, titled("Đang gõ"))
		for name, want := range map[string]string{line.NamedHead: story().Title, line.NamedWorkingCopy: "Đang gõ", "release:1": story().Title, e.HeadRevision: story().Title} {
			if got, err := w.lines.TextNamed(w.Context(), lan(), at(e).Ref, name); err != nil || got.Text.Title != want {
				w.Errorf("%s is %q, %v", name, got.Text.Title, err)
			}
		}
		for _, from := range []string{"", "head"} {
			d, names, err := w.lines.Compare(w.Context(), lan(), at(e).Ref, from, line.NamedWorkingCopy)
			if want := map[string]string{"": e.HeadRevision, "head": "head"}[from]; err != nil || d.WordsAdded != 2 || names != [2]string{want, "working-copy"} {
				w.Errorf("from %q it tells %+v of %q, %v", from, d, names, err)
			}
		}
		if d, _, err := w.lines.Compare(w.Context(), lan(), at(e).Ref, "", "release:1"); err != nil || d.WordsRemoved != 0 || d.WordsAdded == 0 {
			w.Errorf("before the first release there is %+v, %v", d, err)
		}
		for _, name := range []string{"release:2", "release:0", "release:-1", "release:x", "nobody"} {
			_, err := w.lines.TextNamed(w.Context(), lan(), at(e).Ref, name)
			w.wants(err, fault.NotFound)
		}
	})
}
