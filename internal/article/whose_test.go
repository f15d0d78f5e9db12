package article_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/right"
)

// people are the accounts that a test has.
type people []string

func (p people) Person(_ context.Context, id string) (account.Person, error) {
	if slices.Contains(p, id) {
		return account.Person{ID: id}, nil
	}
	return account.Person{}, fault.New(fault.NotFound, fault.Text{})
}

// Everybody tries to save the Vietnamese and the English text of a story that mai made, to hand
// them in, and to change its facets.
func TestWhoseText(t *testing.T) {
	cases := map[string]struct {
		who  right.Actor
		want string // what of it is done
	}{
		"its maker":                       {person("mai", right.Author), "vi en submit-vi submit-en facets"},
		"its maker as a contributor":      {person("mai", right.Contributor), "vi en submit-vi submit-en facets"},
		"its maker, who only reads now":   {person("mai", right.Inspector), ""},
		"another author":                  {person("tu", right.Author), ""},
		"another contributor":             {person("tu", right.Contributor), ""},
		"an editor":                       {person("tu", right.Editor), "vi en submit-vi submit-en facets"},
		"a translator":                    {person("tu", right.Translator), "en submit-en"},
		"a translator who wrote original": {person("mai", right.Translator), "en submit-en"},
		"an approver":                     {person("tu", right.Approver), ""},
		"who wrote the English words":     {person("dich", right.Author), "en submit-en"},
		"a co-author":                     {person("coauthor", right.Author), "vi en submit-vi submit-en facets"},
		"a co-author without a role":      {person("coauthor"), ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			each(t, func(w *fixture) {
				vi := w.create(person("mai", right.Author))
				en := w.english(person("dich", right.Translator), vi)
				w.coauthors(person("mai", right.Author), vi, "coauthor")
				var done []string
				try := func(name string, err error) {
					if err == nil {
						done = append(done, name)
					} else {
						w.wants(err, fault.Denied)
					}
				}
				for _, e := range []*article.Edition{&vi, &en} {
					saved, err := w.service.SaveText(w.Context(), c.who, at(*e), story())
					try(e.Lang, err)
					if err == nil {
						*e = saved
					}
				}
				for _, e := range []article.Edition{vi, en} {
					_, err := w.service.Submit(w.Context(), c.who, at(e))
					try("submit-"+e.Lang, err)
				}
				_, err := w.service.SaveFacets(w.Context(), c.who, vi.Article, 2, article.Input{Facets: facets(), Keywords: []string{"mới"}, Coauthors: []string{"coauthor"}})
				try("facets", err)
				if got := fmt.Sprint(done); got != "["+c.want+"]" {
					w.Errorf("done %s, want [%s]", got, c.want)
				}
			})
		})
	}
}

// What was handed in is the editor's until it is recalled or sent back; the working copy of its
// writer waits meanwhile.
func TestWritersChangeWhatIsNotSent(t *testing.T) {
	each(t, func(w *fixture) {
		mai := person("mai", right.Author)
		e := w.create(mai)
		copied, err := w.lines.Autosave(w.Context(), mai, at(e).Ref, 0, e.HeadRevision, manuscript.Text{Title: "Đang gõ"})
		must(w, copied, err)
		e = w.submit(mai, e)
		_, err = w.service.SaveText(w.Context(), mai, at(e), story())
		w.wants(err, fault.Denied)
		_, err = w.lines.Autosave(w.Context(), mai, at(e).Ref, copied.Version, "", manuscript.Text{Title: "Gõ tiếp"})
		w.wants(err, fault.Denied)
		if kept, err := w.service.WorkingCopy(w.Context(), mai, at(e).Ref); must(w, kept, err).Text.Title != "Đang gõ" {
			w.Errorf("the working copy is %+v", kept)
		}
		edited := w.save(person("bien", right.Editor), e, "Biên tập viên sửa lúc chờ duyệt")
		back, err := w.service.Recall(w.Context(), mai, at(edited))
		must(w, back, err)
		again, err := w.lines.Autosave(w.Context(), mai, at(e).Ref, copied.Version, "", manuscript.Text{Title: "Gõ tiếp"})
		if must(w, again, err).Text.Title != "Gõ tiếp" {
			w.Errorf("the working copy is %+v", again)
		}
	})
}

// An editor sends back what others wrote. Where a word of it is theirs somebody else does.
func TestAnEditorSendsBackNoOwnText(t *testing.T) {
	each(t, func(w *fixture) {
		mai, bien, other := person("mai", right.Author), person("bien", right.Editor), person("khac", right.Editor)
		e := w.submit(bien, w.save(bien, w.create(mai), "Biên tập viên viết lại"))
		_, err := w.service.RequestChanges(w.Context(), bien, at(e), "Chưa ổn")
		w.wants(err, fault.Denied)
		if sent, err := w.service.RequestChanges(w.Context(), other, at(e), "Chưa ổn"); must(w, sent, err).State != article.ChangesRequested {
			w.Errorf("state %s", sent.State)
		}
		own := w.submit(bien, w.create(bien))
		_, err = w.service.RequestChanges(w.Context(), bien, at(own), "Chưa ổn")
		w.wants(err, fault.Denied)
		theirs := w.submit(mai, w.create(mai))
		sent, err := w.service.RequestChanges(w.Context(), bien, at(theirs), "Chưa ổn")
		must(w, sent, err)
	})
}

// Those by whose orders the engine writes a story own it.
func TestAStoryByOrderIsTheirsWhoGaveIt(t *testing.T) {
	each(t, func(w *fixture) {
		a, e, err := w.service.Create(w.Context(), right.System(), article.Input{Unit: ours, Facets: facets(), Lang: "vi", Text: story(), Authors: []string{"nam"}})
		must(w, a, err)
		w.save(person("nam", right.Author), e, "Nam sửa")
		_, err = w.service.SaveText(w.Context(), person("tu", right.Author), at(w.read(e)), story())
		w.wants(err, fault.Denied)
	})
}

func TestCoauthors(t *testing.T) {
	each(t, func(w *fixture) {
		mai := person("mai", right.Author)
		e, _ := w.approve(hoa(), w.submit(mai, w.create(mai)))
		before := w.count("contribution", "1 = 1")
		w.coauthors(mai, e, "tu", "coauthor", "tu") // while it is approved
		a, _, err := w.service.Article(w.Context(), mai, e.Article)
		if d := cmp.Diff([]string{"coauthor", "tu"}, must(w, a, err).Coauthors); d != "" || a.Version != 2 {
			w.Errorf("version %d: %s", a.Version, d)
		}
		if after := w.count("contribution", "1 = 1"); after != before {
			w.Errorf("%d contributions became %d: who is named has written nothing", before, after)
		}
		if n := w.count("audit", "action = 'article.update' AND actor = 'mai' AND detail LIKE '%coauthors%'"); n != 1 {
			w.Errorf("%d rows tell who was named", n)
		}
		_, err = w.service.SaveFacets(w.Context(), mai, e.Article, 2, article.Input{Facets: a.Facets, Coauthors: []string{"tu", "nobody", "nothing"}})
		w.wants(err, fault.ValidationFailed, "/coauthors/1", "/coauthors/2")
		_, err = w.service.SaveFacets(w.Context(), mai, e.Article, 2, article.Input{Facets: a.Facets, Coauthors: slices.Repeat([]string{"tu"}, article.MaxCoauthors+1)})
		w.wants(err, fault.ValidationFailed, "/coauthors")
		_, err = w.service.SaveFacets(w.Context(), person("khac", right.Author), e.Article, 2, article.Input{Facets: a.Facets, Coauthors: []string{"khac"}})
		w.wants(err, fault.Denied)
		w.coauthors(person("tu", right.Author), e) // the story is theirs: they may leave it
		if a, _, err = w.service.Article(w.Context(), mai, e.Article); len(must(w, a, err).Coauthors) != 0 {
			w.Errorf("co-authors %v", a.Coauthors)
		}
	})
}

// coauthors names people beside the maker of a story.
func (w *fixture) coauthors(by right.Actor, e article.Edition, names ...string) {
	w.Helper()
	a, err := w.store.Article(w.Context(), e.Article)
	must(w, a, err)
	saved, err := w.service.SaveFacets(w.Context(), by, a.ID, a.Version, article.Input{Facets: a.Facets, Keywords: a.Keywords, Priority: a.Priority, Coauthors: names})
	must(w, saved, err)
}
