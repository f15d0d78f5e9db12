package article_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// heirUnit is one of the two to which our unit passes on 2025-03-01.
const heirUnit = "so-khoa-hoc-va-cong-nghe"

// heir is somebody of that unit on a day after: with the roles in it and in what passed to it.
func heir(id string, roles ...right.Role) right.Actor {
	a := person(id, roles...)
	for _, role := range roles {
		a.Grants = append(a.Grants, right.Grant{Role: role, Unit: heirUnit})
	}
	return a
}

// merge lets the day come on which our unit has ended.
func (w *fixture) merge() {
	w.micros.Store(time.Date(2025, 2, 28, 17, 30, 0, 0, time.UTC).UnixMicro()) // half past midnight of 1 March in Việt Nam
}

func (w *fixture) file(by right.Actor, e article.Edition, unit string) (article.Article, error) {
	w.Helper()
	a, err := w.store.Article(w.Context(), e.Article)
	must(w, a, err)
	return w.service.SaveFacets(w.Context(), by, a.ID, a.Version, article.Input{Unit: unit, Facets: a.Facets, Keywords: a.Keywords, Priority: a.Priority})
}

// Nothing is published in the name of a unit that has ended, and nobody's work is lost: the
// heirs write on, file it under their own unit, and then it goes its way.
func TestADraftOfAnEndedUnit(t *testing.T) {
	each(t, func(w *fixture) {
		editor, writer := heir("editor", right.Editor), heir("writer", right.Editor)
		draft, review := w.create(lan()), w.submit(lan(), w.create(lan()))
		_, err := w.file(minh(), draft, heirUnit)
		w.wants(err, fault.Denied)
		both := heir("minh", right.Editor)
		_, err = w.file(both, draft, heirUnit)
		w.wants(err, fault.ValidationFailed, "/unit") // it has not ended yet
		w.merge()
		draft = w.save(writer, draft, "Viết tiếp sau sáp nhập")
		_, err = w.service.Submit(w.Context(), writer, at(draft))
		w.wants(err, fault.ValidationFailed, "/unit")
		if e, _ := fault.As(err); !strings.Contains(e.Fields[0].Detail.EN, "ended on 2025-02-28; succeeded by: ") || !strings.Contains(e.Fields[0].Detail.EN, "("+heirUnit+")") {
			w.Errorf("the successors are not named: %s", e.Fields[0].Detail.EN)
		}
		_, _, _, err = w.service.Approve(w.Context(), hoa(), at(review), w.hash(review))
		w.wants(err, fault.ValidationFailed, "/unit")
		_, err = w.service.AddEdition(w.Context(), writer, article.Ref{Article: draft.Article, Lang: "en"}, story())
		w.wants(err, fault.ValidationFailed, "/unit")
		obstacles, _, _, err := w.service.Obstacles(w.Context(), hoa(), w.of(review), review)
		if reason := must(w, obstacles, err)["approve"]; !strings.Contains(reason.EN, "ended on 2025-02-28") || !strings.Contains(obstacles["schedule"].EN, "ended on") {
			w.Errorf("shown as possible: %+v", obstacles)
		}
		for _, unit := range []string{theirs, "so-van-hoa-the-thao-va-du-lich"} { // of the latter our unit is a part as well
			_, err = w.file(editor, draft, unit)
			w.wants(err, fault.Denied)
		}
		_, err = w.file(right.System(), draft, theirs)
		w.wants(err, fault.ValidationFailed, "/unit") // exists, but is no successor
		filed, err := w.file(editor, draft, heirUnit)
		if must(w, filed, err).Unit != heirUnit || filed.Version != 2 {
			w.Errorf("filed: %+v", filed)
		}
		if rows, err := w.service.List(w.Context(), person("x", right.Author), article.Filter{}); err != nil || len(rows) != 1 || rows[0].Edition.ID != review.ID {
			w.Errorf("in the old unit: %d, %v", len(rows), err)
		}
		done, err := w.service.Submit(w.Context(), writer, at(draft))
		must(w, done, err)
		_, _, _, err = w.service.Approve(w.Context(), heir("editor", right.Approver), at(done), w.hashAs(done))
		w.wants(err, fault.FourEyes) // who filed it changed what is released
		_, released, _, err := w.service.Approve(w.Context(), heir("boss", right.Approver), at(done), w.hashAs(done))
		if d := cmp.Diff(release.Label{Kind: "unit", Code: heirUnit, Name: "Sở Khoa học và Công nghệ"}, must(w, released, err).Content.Unit); d != "" {
			w.Errorf("byline (-want +got):\n%s", d)
		}
	})
}

// hashAs is what an approver of the heirs is shown.
func (w *fixture) hashAs(e article.Edition) string {
	w.Helper()
	_, hash, err := w.service.Candidate(w.Context(), heir("boss", right.Approver), at(e).Ref)
	return must(w, hash, err)
}

// What is out keeps the name of its day: it is read, corrected and withdrawn as it stands, and
// filing it anew changes no release.
func TestWhatIsOutOfAnEndedUnit(t *testing.T) {
	each(t, func(w *fixture) {
		boss, writer, editor := heir("boss", right.Approver), heir("writer", right.Editor), heir("editor", right.Editor)
		e, first := w.out()
		other, _ := w.approve(hoa(), w.submit(lan(), w.create(lan())))
		exec := func(publication string) {
			must(w, 0, w.db.Write(w.Context()).Exec("UPDATE edition SET publication = ?", publication).Error)
		}
		exec("published")
		w.merge()
		opened, err := w.service.Correct(w.Context(), writer, at(e), release.Note{Kind: release.Correction, Text: "Sửa tên"})
		opened = w.save(writer, must(w, opened, err), "Tít đã sửa")
		done, err := w.service.Submit(w.Context(), writer, at(opened))
		must(w, done, err)
		corrected, second, _, err := w.service.Approve(w.Context(), boss, at(done), w.hashAs(done))
		must(w, second, err)
		if d := cmp.Diff(first.Content.Unit, second.Content.Unit); d != "" || second.Content.Unit.Name != "Sở Thông tin và Truyền thông" {
			w.Errorf("the byline of the correction (-first +second):\n%s", d)
		}
		exec("none") // approved, and not out: it goes through approval again under its new name
		_, err = w.file(editor, other, heirUnit)
		w.wants(err, fault.ReadOnly)
		exec("published")
		facets := plan.Facets{Pillars: []string{"aec"}, Areas: []string{"hoat-dong-va-hop-tac-asean"}}
		_, err = w.service.SaveFacets(w.Context(), editor, e.Article, 1, article.Input{Unit: heirUnit, Facets: facets})
		w.wants(err, fault.ReadOnly) // its facets were approved
		filed, err := w.file(editor, e, heirUnit)
		if must(w, filed, err).Unit != heirUnit {
			w.Errorf("filed: %+v", filed)
		}
		kept, err := w.store.Release(w.Context(), corrected.ApprovedRelease)
		if d := cmp.Diff(second.Canonical, must(w, kept, err).Canonical); d != "" {
			w.Errorf("filing changed a release:\n%s", d)
		}
		if w.read(e).ApprovedRelease != second.ID {
			w.Error("filing took the approval away")
		}
		gone, _, err := w.service.Withdraw(w.Context(), boss, at(other), "Sai nguồn", "")
		if must(w, gone, err).State != article.Withdrawn {
			w.Errorf("withdrawn: %+v", gone)
		}
	})
}
