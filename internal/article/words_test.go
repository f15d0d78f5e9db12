package article_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/right"
)

func TestBadTextIsRefusedWhole(t *testing.T) {
	cases := map[string]struct {
		change func(*manuscript.Text)
		places []string
		names  string
	}{
		"invalid UTF-8":   {func(t *manuscript.Text) { t.Title, t.Lead, t.Body = "Nam \xd0\xcb", "\xff", "<p>\xc3</p>" }, []string{"/title", "/lead", "/body"}, "UTF-8"},
		"script":          {func(t *manuscript.Text) { t.Body += "<script>alert(1)</script>" }, []string{"/body"}, "<script>"},
		"event handler":   {func(t *manuscript.Text) { t.Body += `<p OnClick="go()">x</p>` }, []string{"/body"}, "onclick"},
		"running address": {func(t *manuscript.Text) { t.Body += `<a href="java&#10;script:go()">x</a>` }, []string{"/body"}, "javascript:"},
		"frame":           {func(t *manuscript.Text) { t.Body += `<iframe src="https://a.test"></iframe>` }, []string{"/body"}, "<iframe>"},
		"long title":      {func(t *manuscript.Text) { t.Title = strings.Repeat("ệ", manuscript.MaxTitle+2) }, []string{"/title"}, "2 too many"},
		"long lead":       {func(t *manuscript.Text) { t.Lead = strings.Repeat("a", manuscript.MaxLead+1) }, []string{"/lead"}, "1 too many"},
		"knotted body":    {func(t *manuscript.Text) { t.Body = "<p>" + knot() + strings.Repeat("x<p>", 500) }, []string{"/body"}, "without closing"},
		"escaped body":    {func(t *manuscript.Text) { t.Body = strings.Repeat(`"`, manuscript.MaxBody/2) }, []string{"/body"}, "split"},
		"long body":       {func(t *manuscript.Text) { t.Body = strings.Repeat("a", manuscript.MaxBody+1) }, []string{"/body"}, "split"},
	}
	each(t, func(w *fixture) {
		e := w.create(lan())
		before := w.count("revision", "1 = 1") + w.count("event", "1 = 1") + w.count("working_copy", "1 = 1")
		for name, c := range cases {
			text := story()
			c.change(&text)
			_, err := w.service.SaveText(w.Context(), lan(), at(e), text)
			w.wants(err, fault.ValidationFailed, c.places...)
			if !strings.Contains(err.Error(), c.names) {
				w.Errorf("%s: %v does not name %q", name, err, c.names)
			}
			_, err = w.lines.Autosave(w.Context(), lan(), at(e).Ref, 0, e.HeadRevision, text)
			w.wants(err, fault.ValidationFailed, c.places...)
			_, err = w.service.AddEdition(w.Context(), lan(), article.Ref{Article: e.Article, Lang: "en"}, text)
			w.wants(err, fault.ValidationFailed, c.places...)
			_, _, err = w.service.Create(w.Context(), lan(), article.Input{Unit: ours, Facets: facets(), Lang: "vi", Text: text})
			w.wants(err, fault.ValidationFailed, c.places...)
		}
		if after := w.count("revision", "1 = 1") + w.count("event", "1 = 1") + w.count("working_copy", "1 = 1"); after != before {
			w.Errorf("refused texts left %d rows", after-before)
		}
		if n := w.count("article", "1 = 1") + w.count("edition", "1 = 1"); n != 2 || w.read(e) != e {
			w.Errorf("%d articles and editions, %+v", n, w.read(e))
		}
	})
}

// knot opens 400 elements that a parser opens again in each paragraph.
func knot() string {
	var b strings.Builder
	for i := range 400 {
		fmt.Fprintf(&b, "<b lang=a%c%c>", 'a'+i%26, 'a'+i/26)
	}
	return b.String()
}

// Cleaning is the dearest thing that a text can ask for: for whoever may edit nothing it is not begun,
// and without an allow-list it would panic.
func TestNoTextOfAStrangerIsCleaned(t *testing.T) {
	each(t, func(w *fixture) {
		e, bad := w.create(lan()), story()
		bad.Body = "<script>"
		w.options.HTML = nil
		w.open()
		_, err := w.service.SaveText(w.Context(), hoa(), at(e), bad)
		w.wants(err, fault.Denied)
		_, err = w.lines.Autosave(w.Context(), hoa(), at(e).Ref, 0, e.HeadRevision, bad)
		w.wants(err, fault.Denied)
		_, err = w.service.AddEdition(w.Context(), hoa(), article.Ref{Article: e.Article, Lang: "en"}, bad)
		w.wants(err, fault.Denied)
		_, _, err = w.service.Create(w.Context(), hoa(), article.Input{Unit: ours, Facets: facets(), Lang: "vi", Text: bad})
		w.wants(err, fault.Denied)
		if n := w.count("audit", "refused"); n != 2 { // three of the same act on the same article are one row
			w.Errorf("%d rows of refusals", n)
		}
	})
}

// Who edits elsewhere is told of no fault in a text that is not theirs, nor whether it would be saved.
func TestFaultsAreToldToThoseWhoMayEdit(t *testing.T) {
	each(t, func(w *fixture) {
		elsewhere := right.Actor{ID: "tha", Grants: []right.Grant{{Role: right.Editor, Unit: theirs}}}
		e, bad := w.create(lan()), story()
		bad.Body = "<script>"
		for _, typed := range []manuscript.Text{bad, titled("Không lưu được")} {
			_, err := w.service.SaveText(w.Context(), elsewhere, at(e), typed)
			w.wants(err, fault.Denied)
			_, err = w.lines.Autosave(w.Context(), elsewhere, at(e).Ref, 0, e.HeadRevision, typed)
			w.wants(err, fault.Denied)
			_, err = w.service.AddEdition(w.Context(), elsewhere, article.Ref{Article: e.Article, Lang: "en"}, typed)
			w.wants(err, fault.Denied)
			_, err = w.lines.Autosave(w.Context(), lan(), article.Ref{Article: e.ID, Lang: "vi"}, 0, e.HeadRevision, typed)
			w.wants(err, fault.NotFound)
		}
		stale := at(e)
		stale.Version++
		_, err := w.service.SaveText(w.Context(), lan(), stale, bad)
		w.wants(err, fault.ValidationFailed, "/body")
	})
}

func TestTextIsKeptInOneForm(t *testing.T) {
	each(t, func(w *fixture) {
		typed := manuscript.Text{Title: norm.NFD.String("Nam  Định\u200b gặp gỡ"), Lead: norm.NFD.String("Đoạn\r\ndẫn"), Body: norm.NFD.String("<div>Thủy lợi</div>")}
		in := article.Input{Unit: ours, Facets: facets(), Lang: "vi", Text: typed, Keywords: []string{norm.NFD.String("Ý Yên ")}}
		a, e, err := w.service.Create(w.Context(), lan(), in)
		must(w, a, err)
		want := manuscript.Text{Title: "Nam Định gặp gỡ", Lead: "Đoạn\ndẫn", Body: "<p>Thủy lợi</p>"}
		if got := w.revisions(e)[0].Text; !got.Equal(want) {
			w.Errorf("stored %+q, want %+q", got, want)
		}
		stored, err := w.store.Article(w.Context(), a.ID)
		if d := cmp.Diff([]string{"Ý Yên"}, must(w, stored, err).Keywords); d != "" || e.Title != want.Title {
			w.Errorf("keywords: %s; title %+q", d, e.Title)
		}
		if in.Keywords[0] != norm.NFD.String("Ý Yên ") {
			w.Error("the caller's keywords were changed")
		}
	})
}

func TestASaveNamesEveryAuthorAndItsBase(t *testing.T) {
	each(t, func(w *fixture) {
		first := w.create(minh())
		second := w.save(lan(), first, "Lan sửa")
		w.save(minh(), second, "Minh sửa")
		list := w.revisions(first)
		if len(list) != 3 || list[0].Number != 3 || list[0].Base != second.HeadRevision || list[0].CreatedBy != "minh" {
			w.Fatalf("revisions: %+v", list)
		}
		if d := cmp.Diff([]string{"lan", "minh"}, list[0].Authors); d != "" {
			w.Errorf("authors of the third revision: %s", d)
		}
		if d := cmp.Diff([]string{"minh"}, list[2].Authors); d != "" || list[2].Text.Title != story().Title {
			w.Errorf("the first revision changed: %s %+v", d, list[2])
		}
	})
}

func TestASecondTabIsTold(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		first := w.autosave(lan(), e, 0, "Thẻ một")
		text := story()
		text.Title = "Thẻ hai"
		for _, version := range []int{0, 2} {
			_, err := w.lines.Autosave(w.Context(), lan(), at(e).Ref, version, e.HeadRevision, text)
			w.wants(err, fault.StaleVersion)
		}
		if second := w.autosave(lan(), e, first.Version, "Thẻ một, tiếp"); second.Version != 2 {
			w.Errorf("version %d after two saves", second.Version)
		}
		others := w.autosave(minh(), e, 0, "Của Minh")
		if got := w.copyOf(lan(), e).Text.Title; got != "Thẻ một, tiếp" || others.Version != 1 {
			w.Errorf("lan's copy says %q, minh's has version %d", got, others.Version)
		}
		stored := w.read(e)
		if stored != e {
			w.Errorf("autosaving changed the edition: %s", cmp.Diff(e, stored))
		}
	})
}

func (w *fixture) copyOf(by right.Actor, e article.Edition) article.WorkingCopy {
	w.Helper()
	found, err := w.service.WorkingCopy(w.Context(), by, at(e).Ref)
	return must(w, found, err)
}

func TestAutosaveNeedsABaseOfTheEdition(t *testing.T) {
	each(t, func(w *fixture) {
		e, other := w.create(lan()), w.create(lan())
		for _, base := range []string{"", "nothing", other.HeadRevision} {
			_, err := w.lines.Autosave(w.Context(), lan(), at(e).Ref, 0, base, story())
			w.wants(err, fault.ValidationFailed, "/base")
		}
		_, err := w.service.WorkingCopy(w.Context(), lan(), at(e).Ref)
		w.wants(err, fault.NotFound)
	})
}

func TestASaveDropsOnlyTheSaversCopy(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		w.autosave(lan(), e, 0, "Lan viết")
		w.autosave(minh(), e, 0, "Minh viết")
		w.save(lan(), e, "Lan viết")
		_, err := w.service.WorkingCopy(w.Context(), lan(), at(e).Ref)
		w.wants(err, fault.NotFound)
		if got := w.copyOf(minh(), e); got.Text.Title != "Minh viết" || got.Base != e.HeadRevision {
			w.Errorf("minh's copy is %+v", got)
		}
		if n := len(w.revisions(e)); n != 2 {
			w.Errorf("%d revisions; the copy said what was saved", n)
		}
	})
}

func TestACopyThatSaysSomethingElseIsKept(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		w.autosave(lan(), e, 0, "Thẻ một")
		saved := w.save(lan(), e, "Thẻ hai")
		list := w.revisions(e)
		if len(list) != 3 || list[0].Kind != article.RevisionSnapshot || list[0].Text.Title != "Thẻ một" {
			w.Fatalf("the words of the first tab are gone: %+v", list)
		}
		if stored := w.read(e); stored.HeadRevision != list[1].ID || stored != saved || stored.Title != "Thẻ hai" {
			w.Errorf("the head is %s, %q", stored.HeadRevision, stored.Title)
		}
	})
}

func TestALongLineIsKeptAndNeverBecomesTheHead(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(minh())
		version, snapshots := 0, []int{}
		for range 8 { // at 0, 3, ... 21 minutes: kept at 12, the next would be due at 22
			version = w.autosave(lan(), e, version, "Lan gõ").Version
			w.pass(3 * time.Minute)
			snapshots = append(snapshots, len(w.revisions(e))-1)
		}
		if d := cmp.Diff([]int{0, 0, 0, 0, 1, 1, 1, 1}, snapshots); d != "" {
			w.Errorf("snapshots after each autosave: %s", d)
		}
		kept := w.revisions(e)[0]
		if kept.Kind != article.RevisionSnapshot || kept.Base != e.HeadRevision || kept.CreatedBy != "lan" || !cmp.Equal(kept.Authors, []string{"lan", "minh"}) {
			w.Errorf("the snapshot is %+v", kept)
		}
		if stored := w.read(e); stored != e {
			w.Errorf("the edition changed: %s", cmp.Diff(e, stored))
		}
		head, err := w.service.Head(w.Context(), w.read(e))
		if !must(w, head, err).Text.Equal(story()) {
			w.Errorf("the head is %+v", head.Text)
		}
	})
}

func TestOfTwoWhoSaveAtOnceOneIsTold(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		writers := []right.Actor{lan(), minh(), person("tu", right.Editor), person("ha", right.Editor)}
		failed := make([]error, len(writers))
		var running sync.WaitGroup
		for i, writer := range writers {
			running.Go(func() {
				text := story()
				text.Title = "Của " + writer.ID
				_, failed[i] = w.service.SaveText(w.Context(), writer, at(e), text)
			})
		}
		running.Wait()
		var won []string
		for i, err := range failed {
			if err == nil {
				won = append(won, "Của "+writers[i].ID)
			} else {
				w.wants(err, fault.StaleVersion)
			}
		}
		stored := w.read(e)
		if len(won) != 1 || stored.Title != won[0] || stored.Version != e.Version+1 {
			w.Fatalf("%v saved; the edition says %q, version %d", won, stored.Title, stored.Version)
		}
		if list := w.revisions(e); len(list) != 2 || list[0].ID != stored.HeadRevision || list[0].Text.Title != won[0] {
			w.Errorf("revisions: %+v", list)
		}
	})
}

func TestAutosavesAtOnce(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		const tabs = 6
		failed := make([]error, tabs)
		var running sync.WaitGroup
		for i := range tabs {
			running.Go(func() {
				_, failed[i] = w.lines.Autosave(w.Context(), lan(), at(e).Ref, 0, e.HeadRevision, story())
			})
		}
		running.Wait()
		saved := 0
		for _, err := range failed {
			if err == nil {
				saved++
			} else {
				w.wants(err, fault.StaleVersion)
			}
		}
		if saved != 1 || w.copyOf(lan(), e).Version != 1 {
			w.Errorf("%d tabs believe that they saved", saved)
		}
	})
}
