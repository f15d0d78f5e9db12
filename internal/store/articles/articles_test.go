package articles_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"
	"gorm.io/gorm"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/eyes"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/articles"
	"github.com/lantoa/lantoa/internal/store/storetest"
	"github.com/lantoa/lantoa/internal/text"
)

// stocked is a store with a plan and two units in it.
type stocked struct {
	*testing.T
	*articles.Store
	db *store.DB
}

func each(t *testing.T, test func(s stocked)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := stocked{t, articles.New(db), db}
		s.exec(`INSERT INTO plan (id, code, version, title_vi, title_en, period_from, period_to, territory_vi, territory_en, lead_unit, document, hash, loaded_at)
			VALUES ('p', 'p', 1, '', '', '', '', '', '', '', '', '', 0)`)
		for _, unit := range []string{"a", "b"} {
			s.exec(`INSERT INTO unit (code, name_vi, short_vi, name_en, kind, attrs) VALUES (?, '', '', '', '', '{}')`, unit)
		}
		test(s)
	})
}

func (s stocked) exec(query string, args ...any) {
	s.Helper()
	s.check(s.db.Write(s.Context()).Exec(query, args...).Error)
}

func (s stocked) check(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func day(n int) time.Time { return time.Date(2025, 1, n, 0, 0, 0, 123_456_000, time.UTC) }

func id() string { return uuid.Must(uuid.NewV7()).String() }

// add stores an article with one edition, changed as the test likes.
func (s stocked) add(n int, change func(*article.Article, *article.Edition)) article.Edition {
	s.Helper()
	a := article.Article{ID: id(), Plan: "p", Unit: "a", Version: 1, Keywords: []string{}, CreatedBy: "lan", CreatedAt: day(n), UpdatedAt: day(n),
		Facets: plan.Facets{Pillars: []string{}, Areas: []string{}, Topics: []string{}, Audiences: []string{}, MemberStates: []string{}}}
	e := article.Edition{ID: id(), Article: a.ID, Lang: "vi", State: article.Draft, Version: 1, NextAct: release.ActPublish,
		Publication: article.NotPublished, CreatedBy: "lan", CreatedAt: day(n), UpdatedAt: day(n)}
	change(&a, &e)
	s.check(s.AddArticle(s.Context(), a))
	s.check(s.AddEdition(s.Context(), e))
	s.check(s.SaveEdition(s.Context(), e, &article.Searchable{Title: text.Fold(e.Title), All: text.Fold(e.Title)}))
	return e
}

func plain(*article.Article, *article.Edition) {}

// list returns the titles that a filter finds.
func (s stocked) list(f article.Filter) []string {
	s.Helper()
	rows, err := s.List(s.Context(), f)
	s.check(err)
	titles := []string{}
	for _, row := range rows {
		titles = append(titles, row.Title)
	}
	return titles
}

func TestFilters(t *testing.T) {
	each(t, func(s stocked) {
		s.add(1, func(a *article.Article, e *article.Edition) {
			e.Title, e.State, a.Facets.Pillars, a.Facets.Areas = "một", article.InReview, []string{"x", "y"}, []string{"z"}
		})
		two := s.add(2, func(a *article.Article, e *article.Edition) {
			e.Title, e.Lang, e.CreatedBy, a.Unit, a.Facets.Areas = "hai", "en", "minh", "b", []string{"x"}
		})
		s.add(3, func(_ *article.Article, e *article.Edition) { e.Title, e.Publication = "ba", article.Published })
		cases := map[string]struct {
			filter article.Filter
			want   []string
		}{
			"nothing":     {article.Filter{}, []string{"ba", "hai", "một"}},
			"limit":       {article.Filter{Limit: 2}, []string{"ba", "hai"}},
			"no unit":     {article.Filter{Units: []string{}}, []string{}},
			"a unit":      {article.Filter{Units: []string{"b", "none"}}, []string{"hai"}},
			"state":       {article.Filter{States: []article.State{article.InReview}}, []string{"một"}},
			"publication": {article.Filter{Publications: []article.Publication{article.Published}}, []string{"ba"}},
			"language":    {article.Filter{Lang: "en"}, []string{"hai"}},
			"pillar":      {article.Filter{Pillar: "x"}, []string{"một"}},
			"area":        {article.Filter{Area: "x"}, []string{"hai"}},
			"both":        {article.Filter{Pillar: "x", Area: "z"}, []string{"một"}},
			"neither":     {article.Filter{Pillar: "x", Area: "x"}, []string{}},
			"maker":       {article.Filter{CreatedBy: "minh"}, []string{"hai"}},
			"article":     {article.Filter{Article: two.Article}, []string{"hai"}},
			"all at once": {article.Filter{Units: []string{"a"}, States: []article.State{article.InReview}, Lang: "vi", Pillar: "y", Search: "mot", Limit: 5}, []string{"một"}},
		}
		for name, c := range cases {
			if d := cmp.Diff(c.want, s.list(c.filter)); d != "" {
				s.Errorf("%s: %s", name, d)
			}
		}
	})
}

func TestPagesNeverSkipOrRepeat(t *testing.T) {
	each(t, func(s stocked) {
		for n := range 7 {
			s.add(1+n/3, func(_ *article.Article, e *article.Edition) { e.Title = fmt.Sprint(n) }) // three share an instant
		}
		var got []string
		f := article.Filter{Limit: 2}
		for range 4 {
			rows, err := s.List(s.Context(), f)
			s.check(err)
			for _, row := range rows {
				got = append(got, row.Title)
				f.After = &article.Place{UpdatedAt: row.UpdatedAt, ID: row.ID}
			}
		}
		if d := cmp.Diff([]string{"6", "5", "4", "3", "2", "1", "0"}, got); d != "" {
			s.Error(d)
		}
	})
}

func TestSearch(t *testing.T) {
	each(t, func(s stocked) {
		for n, title := range []string{"Nam Định gặp gỡ ASEAN", "Xuất khẩu sang Thái Lan: 3a, 1e5 và 2025", "ASEAN và Ninh Bình", "การประชุมอาเซียน น้ำ"} {
			s.add(n+1, func(_ *article.Article, e *article.Edition) { e.Title = title })
		}
		nam, thai, ninh, water := "Nam Định gặp gỡ ASEAN", "Xuất khẩu sang Thái Lan: 3a, 1e5 và 2025", "ASEAN và Ninh Bình", "การประชุมอาเซียน น้ำ"
		long := strings.Repeat("nam dinh ", 1200)
		cases := map[string]struct {
			search string
			want   []string
		}{
			"without marks":      {"nam dinh", []string{nam}},
			"capitals":           {"NAM ĐỊNH", []string{nam}},
			"decomposed":         {norm.NFD.String("Nam Định"), []string{nam}},
			"any order":          {"asean nam", []string{nam}},
			"beginning of last":  {"nam di", []string{nam}},
			"not of the first":   {"na dinh", []string{}},
			"middle of a word":   {"inh", []string{}},
			"several":            {"asean", []string{ninh, nam}},
			"with a missing one": {"asean hue", []string{}},
			"figures":            {"2025 1e5 3a", []string{thai}},
			"operators":          {`"*()-:^|&!<->' \ NEAR`, []string{}},
			"words of the index": {"nam OR ninh", []string{}},
			"column":             {"folded:nam", []string{}},
			"quotes":             {`"nam' ''dinh"*`, []string{nam}},
			"NUL and bad bytes":  {"nam\x00 \xff dinh", []string{nam}},
			"10 KB":              {long, []string{nam}},
			"10 KB, one word":    {strings.Repeat("d", 10_240), []string{}},
			"Thai":               {"น้ำ", []string{water}},
		}
		for name, c := range cases {
			if d := cmp.Diff(c.want, s.list(article.Filter{Search: c.search})); d != "" {
				s.Errorf("%s: %s", name, d)
			}
		}
	})
}

func TestSearchFollowsTheText(t *testing.T) {
	each(t, func(s stocked) {
		e := s.add(1, func(_ *article.Article, e *article.Edition) { e.Title = "Nam Định" })
		s.add(2, func(_ *article.Article, e *article.Edition) { e.Title = "khác" })
		e.State = article.InReview
		s.check(s.SaveEdition(s.Context(), e, nil)) // a move leaves what is searched
		if d := cmp.Diff([]string{"Nam Định"}, s.list(article.Filter{Search: "nam dinh"})); d != "" {
			s.Errorf("after a move: %s", d)
		}
		e.Title = "Ninh Bình"
		s.check(s.SaveEdition(s.Context(), e, &article.Searchable{Title: "ninh binh", All: "ninh binh"}))
		if got := s.list(article.Filter{Search: "nam dinh"}); len(got) != 0 {
			s.Errorf("the old words find %v", got)
		}
		if d := cmp.Diff([]string{"Ninh Bình"}, s.list(article.Filter{Search: "ninh"})); d != "" {
			s.Errorf("the new words: %s", d)
		}
	})
}

func FuzzSearch(f *testing.F) {
	for _, seed := range []string{"nam dinh", `"nam`, "*", "a:b", "Đ\u0323", "น้ำ'", "\x00\xff", "l'été & (x | !y) <-> z:*"} {
		f.Add(seed)
	}
	db, err := store.Open(f.Context(), store.Options{DataDir: f.TempDir()})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(f.Context()); err != nil {
		f.Fatal(err)
	}
	s := articles.New(db)
	f.Fuzz(func(t *testing.T, search string) {
		if _, err := s.List(t.Context(), article.Filter{Search: search}); err != nil {
			t.Errorf("search %q: %v", search, err)
		}
	})
}

func TestAListAsksNoMoreForManyRows(t *testing.T) {
	each(t, func(s stocked) {
		queries := 0
		s.check(s.db.Read(s.Context()).Callback().Query().Before("gorm:query").Register("count", func(*gorm.DB) { queries++ }))
		var asked []int
		for n := range 12 {
			s.add(n+1, func(a *article.Article, _ *article.Edition) { a.Facets.Pillars = []string{"x", fmt.Sprint(n)} })
			queries = 0
			rows, err := s.List(s.Context(), article.Filter{})
			s.check(err)
			if got := rows[0].Of.Facets.Pillars; !cmp.Equal(got, []string{"x", fmt.Sprint(n)}) {
				s.Fatalf("pillars of the newest: %v", got)
			}
			asked = append(asked, queries)
		}
		if asked[0] != 3 || asked[11] != 3 {
			s.Errorf("queries by number of rows: %v", asked)
		}
	})
}

// full holds that a round trip looks at every field: columns are named one by one where a row is added
// or locked, and one that is forgotten there would be dropped.
func (s stocked) full(value any) {
	s.Helper()
	v := reflect.ValueOf(value)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			s.Errorf("%s is not looked at", v.Type().Field(i).Name)
		}
	}
}

func TestAnEditionRoundTrip(t *testing.T) {
	each(t, func(s stocked) {
		e := s.add(1, plain)
		stored, err := s.Edition(s.Context(), article.Ref{Article: e.Article, Lang: "vi"})
		s.check(err)
		if d := cmp.Diff(e, stored); d != "" {
			s.Errorf("as added: %s", d)
		}
		full := article.Edition{ID: e.ID, Article: e.Article, Lang: "vi", State: article.Withdrawn, Version: 9, HeadRevision: "h", ApprovedRelease: "r",
			NextAct: release.ActCorrect, Note: release.Note{Kind: release.Update, Text: "n"}, Reason: "w", Title: "t", SubmittedBy: "s",
			Together: true, SourceRevision: "q", ReleasedSource: "p", Outdated: true,
			Embargo:     article.Embargo{Until: day(3), Wall: "2025-01-03T07:00", Zone: "Asia/Ho_Chi_Minh"},
			Publication: article.Published, SubmittedAt: day(4), WithdrawnAt: day(5), CreatedBy: "lan", CreatedAt: day(1), UpdatedAt: day(6)}
		s.full(full)
		s.check(s.SaveEdition(s.Context(), full, nil))
		stored, err = s.Edition(s.Context(), article.Ref{Article: e.Article, Lang: "vi"})
		s.check(err)
		full.Publication = article.NotPublished // not ours to write
		if d := cmp.Diff(full, stored); d != "" {
			s.Errorf("as saved: %s", d)
		}
		s.check(s.InTx(s.Context(), func(ctx context.Context) error {
			r, err := s.AddRevision(ctx, article.Revision{ID: "h", Edition: e.ID, Kind: article.RevisionSave, Authors: []string{"lan", "minh"}, CreatedBy: "minh", CreatedAt: day(2)})
			s.check(err)
			a, editions, writers, err := s.LockArticle(ctx, e.Article)
			if d := cmp.Diff([]article.Edition{full}, editions); d != "" || a.ID != e.Article || !slices.Equal(writers["vi"], r.Authors) {
				s.Errorf("locked %+v, written by %q: %s", a, writers, d)
			}
			return err
		}))
	})
}

func TestSavingKeepsWhatTheDeliveriesWrote(t *testing.T) {
	each(t, func(s stocked) {
		e := s.add(1, plain)
		s.exec(`UPDATE edition SET publication = 'published' WHERE id = ?`, e.ID)
		s.check(s.SaveEdition(s.Context(), e, nil))
		s.check(s.SaveEdition(s.Context(), e, &article.Searchable{Title: "a", All: "a"}))
		stored, err := s.Edition(s.Context(), article.Ref{Article: e.Article, Lang: "vi"})
		s.check(err)
		if stored.Publication != article.Published {
			s.Errorf("publication is %s", stored.Publication)
		}
	})
}

func TestWhatIsNotThereIsNamed(t *testing.T) {
	each(t, func(s stocked) {
		ctx := s.Context()
		cases := map[string]func() error{
			"article":      func() error { _, err := s.Article(ctx, "x"); return err },
			"article, set": func() error { return s.SaveArticle(ctx, article.Article{ID: "x"}) },
			"article, all": func() error { _, _, _, err := s.LockArticle(ctx, "x"); return err },
			"edition":      func() error { _, err := s.Edition(ctx, article.Ref{Article: "x", Lang: "vi"}); return err },
			"edition, set": func() error { return s.SaveEdition(ctx, article.Edition{ID: "x"}, nil) },
			"revision":     func() error { _, err := s.Revision(ctx, "x"); return err },
			"working copy": func() error { _, err := s.WorkingCopy(ctx, "x", "y"); return err },
			"release":      func() error { _, err := s.Release(ctx, "x"); return err },
		}
		for name, read := range cases {
			noun, _, _ := strings.Cut(name, ",")
			err := read()
			if e, ok := fault.As(err); !ok || e.Code != fault.NotFound || !strings.Contains(e.Detail.EN, noun) || e.Detail.VI == "" {
				s.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestRevisionsAreNumberedAndKept(t *testing.T) {
	each(t, func(s stocked) {
		e, other := s.add(1, plain), s.add(1, plain)
		var want []article.Revision
		for n := range 3 {
			r := article.Revision{ID: id(), Edition: e.ID, Base: "b", Kind: article.RevisionSnapshot, Text: manuscript.Text{Title: "t", Lead: "l", Body: fmt.Sprint(n), Pictures: []string{"p"}},
				Source: "s", Authors: []string{"lan", "minh"}, Name: "n", CreatedBy: "lan", CreatedAt: day(n + 1)}
			added, err := s.AddRevision(s.Context(), r)
			s.check(err)
			r.Number = n + 1
			s.full(r)
			if d := cmp.Diff(r, added); d != "" {
				s.Error(d)
			}
			want = append([]article.Revision{r}, want...)
		}
		first, err := s.AddRevision(s.Context(), article.Revision{ID: id(), Edition: other.ID, Kind: article.RevisionSave, CreatedAt: day(1)})
		s.check(err)
		for i := range want { // a list has no words but the titles
			whole, err := s.Revision(s.Context(), want[i].ID)
			s.check(err)
			if d := cmp.Diff(want[i], whole); d != "" {
				s.Error(d)
			}
			want[i].Text = manuscript.Text{Title: "t"}
		}
		got, err := s.Revisions(s.Context(), e.ID, article.Part{})
		s.check(err)
		if d := cmp.Diff(want, got); d != "" || first.Number != 1 {
			s.Errorf("first of the other %d; %s", first.Number, d)
		}
		got, err = s.Revisions(s.Context(), e.ID, article.Part{Below: 3, Limit: 1})
		s.check(err)
		if d := cmp.Diff(want[1:2], got); d != "" {
			s.Errorf("a part: %s", d)
		}
	})
}

func TestWorkingCopies(t *testing.T) {
	each(t, func(s stocked) {
		e := s.add(1, plain)
		ctx := s.Context()
		w := article.WorkingCopy{Edition: e.ID, Person: "lan", Base: "b", Text: manuscript.Text{Title: "t", Lead: "l", Body: "b"}, Version: 1, UpdatedAt: day(2), SnapshotAt: day(1)}
		others := w
		others.Person = "minh"
		s.check(s.SaveWorkingCopy(ctx, w))
		s.check(s.SaveWorkingCopy(ctx, others))
		w.Text.Body, w.Version, w.UpdatedAt, w.SnapshotAt = "c", 2, day(4), day(3)
		s.check(s.SaveWorkingCopy(ctx, w))
		for _, want := range []article.WorkingCopy{w, others} {
			got, err := s.WorkingCopy(ctx, e.ID, want.Person)
			s.check(err)
			if d := cmp.Diff(want, got); d != "" {
				s.Error(d)
			}
		}
		s.check(s.DropWorkingCopy(ctx, e.ID, "lan"))
		s.check(s.DropWorkingCopy(ctx, e.ID, "lan"))
		if _, err := s.WorkingCopy(ctx, e.ID, "lan"); !fault.Is(err, fault.NotFound) {
			s.Errorf("dropped, but %v", err)
		}
		if _, err := s.WorkingCopy(ctx, e.ID, "minh"); err != nil {
			s.Error(err)
		}
	})
}

func TestContributionsCountOnce(t *testing.T) {
	each(t, func(s stocked) {
		e := s.add(1, plain)
		c := eyes.Contribution{Edition: e.ID, Release: 1, Person: "lan", What: "text", At: day(1)}
		later, other := c, c
		later.At, other.What = day(9), "note"
		for _, one := range []eyes.Contribution{c, later, other} {
			s.check(s.Contribute(s.Context(), one))
		}
		got, err := s.Contributors(s.Context(), e.ID, 1)
		s.check(err)
		if d := cmp.Diff([]eyes.Contribution{c, other}, got, cmpopts.SortSlices(func(a, b eyes.Contribution) bool { return a.What > b.What })); d != "" {
			s.Error(d)
		}
		if next, err := s.Contributors(s.Context(), e.ID, 2); err != nil || len(next) != 0 {
			s.Errorf("release 2 has %v, %v", next, err)
		}
	})
}

func TestReleases(t *testing.T) {
	each(t, func(s stocked) {
		e := s.add(1, plain)
		revision, err := s.AddRevision(s.Context(), article.Revision{ID: id(), Edition: e.ID, Kind: article.RevisionSave, Text: manuscript.Text{Title: "Gặp gỡ"}, CreatedAt: day(1)})
		s.check(err)
		var want []release.Release
		for n := 1; n <= 2; n++ {
			content := release.Content{Schema: 1, Edition: e.ID, Act: release.ActPublish, Revision: release.Revision{ID: revision.ID, Number: 1},
				Facets: []release.Label{{Kind: "pillar", Code: "x", Name: "X"}, {Kind: "area", Code: "x", Name: "Y"}}, Keywords: []string{}}
			r := release.Release{ID: id(), Edition: e.ID, Number: n, Content: content, ApprovedBy: "hoa", OnBehalf: "b", ApprovedAt: day(n)}
			r.Canonical, r.Hash, err = content.Seal()
			s.check(err)
			s.check(s.AddRelease(s.Context(), r))
			want = append([]release.Release{r}, want...)
		}
		short := slices.Clone(want) // as a list has them
		for i, r := range want {
			whole, err := s.Release(s.Context(), r.ID)
			s.check(err)
			if d := cmp.Diff(r, whole); d != "" {
				s.Error(d)
			}
			short[i].Canonical, short[i].Content = nil, release.Content{Act: release.ActPublish,
				Revision: release.Revision{ID: revision.ID, Text: manuscript.Text{Title: "Gặp gỡ"}}}
		}
		got, err := s.Releases(s.Context(), e.ID, article.Part{})
		s.check(err)
		if d := cmp.Diff(short, got); d != "" {
			s.Error(d)
		}
		got, err = s.Releases(s.Context(), e.ID, article.Part{Below: 2, Limit: 5})
		s.check(err)
		if d := cmp.Diff(short[1:], got); d != "" {
			s.Errorf("a part: %s", d)
		}
		last, err := s.LastNumber(s.Context(), e.ID)
		if err != nil || last != 2 {
			s.Errorf("last number %d, %v", last, err)
		}
		if last, err = s.LastNumber(s.Context(), "x"); err != nil || last != 0 {
			s.Errorf("last number of nothing %d, %v", last, err)
		}
		var facets int64
		s.check(s.db.Read(s.Context()).Table("release_facet").Where("release_id = ? AND code = 'x'", want[0].ID).Count(&facets).Error)
		if facets != 2 {
			s.Errorf("%d rows of facets", facets)
		}
		if err := s.AddRelease(s.Context(), want[0]); !fault.Is(err, fault.AlreadyExists) {
			s.Errorf("the same release again: %v", err)
		}
	})
}
