package article_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/walltime"
)

func TestEveryFaultOfADraftAtOnce(t *testing.T) {
	each(t, func(w *fixture) {
		in := article.Input{Unit: ours, Facets: plan.Facets{Pillars: []string{"apsd"}, Areas: []string{"hoat-dong"}, Form: "tinn"}, Keywords: []string{"ok", " "},
			Priority: 9, Lang: "xx", Text: manuscript.Text{Body: "<script></script>"}}
		_, _, err := w.service.Create(w.Context(), lan(), in)
		w.wants(err, fault.ValidationFailed, "/facets/pillars/0", "/facets/areas/0", "/facets/form", "/keywords/1", "/priority", "/lang", "/body")
		if e, _ := fault.As(err); !strings.Contains(e.Fields[0].Detail.EN, "“apsc”") || !strings.Contains(e.Fields[0].Detail.VI, "“apsc”") {
			w.Errorf("the nearest pillar is not named: %+v", e.Fields[0])
		}
		if n := w.count("article", "1 = 1"); n != 0 {
			w.Errorf("%d articles", n)
		}
		e := w.create(lan())
		before, err := w.store.Article(w.Context(), e.Article)
		must(w, before, err)
		_, err = w.service.SaveFacets(w.Context(), lan(), e.Article, 1, in)
		w.wants(err, fault.ValidationFailed, "/facets/pillars/0", "/facets/areas/0", "/facets/form", "/keywords/1", "/priority")
		after, err := w.store.Article(w.Context(), e.Article)
		if d := cmp.Diff(before, must(w, after, err)); d != "" {
			w.Errorf("refused facets left %s", d)
		}
		_, err = w.service.AddEdition(w.Context(), lan(), article.Ref{Article: e.Article, Lang: "xx"}, story())
		w.wants(err, fault.ValidationFailed, "/lang")
	})
}

func TestAUnitThatHasEnded(t *testing.T) {
	each(t, func(w *fixture) {
		w.micros.Store(time.Date(2025, 2, 28, 17, 0, 0, 0, time.UTC).UnixMicro()) // 1 March in Việt Nam
		_, _, err := w.service.Create(w.Context(), lan(), article.Input{Unit: ours, Facets: facets(), Lang: "vi", Text: story()})
		w.wants(err, fault.ValidationFailed, "/unit")
		w.pass(-time.Microsecond)
		w.create(lan())
	})
}

func TestFacetsRoundTrip(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		want := plan.Facets{Pillars: []string{"ascc", "apsc"}, Areas: facets().Areas, Topics: []string{}, Audiences: []string{"hoc-sinh-sinh-vien"},
			MemberStates: []string{"SG", "BN"}, Form: "tin"}
		in := article.Input{Facets: want, Keywords: []string{"b", "a"}, Priority: 2}
		saved, err := w.service.SaveFacets(w.Context(), lan(), e.Article, 1, in)
		must(w, saved, err)
		stored, editions, err := w.service.Article(w.Context(), lan(), e.Article)
		must(w, stored, err)
		if d := cmp.Diff(saved, stored, cmp.Transformer("list", func(f plan.Facets) plan.Facets {
			if f.Topics == nil {
				f.Topics = []string{}
			}
			return f
		})); d != "" {
			w.Errorf("saved and stored differ: %s", d)
		}
		if d := cmp.Diff(want, stored.Facets); d != "" || stored.Version != 2 || stored.Priority != 2 {
			w.Errorf("stored %+v: %s", stored, d)
		}
		if d := cmp.Diff([]article.Edition{e}, editions); d != "" {
			w.Errorf("facets touch no edition: %s", d)
		}
	})
}

func TestFacetsOfAnApprovedStoryAreReadOnly(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(minh())
		en := w.english(minh(), e)
		w.saveFacets(lan(), e, plan.Facets{Pillars: []string{"aec"}, Areas: facets().Areas})
		for _, one := range []article.Edition{e, en} {
			list, err := w.store.Contributors(w.Context(), one.ID, 1)
			if n := len(must(w, list, err)); n == 0 || list[n-1].Person != "lan" && list[0].Person != "lan" {
				w.Errorf("%s: contributions %+v name nobody for the facets", one.Lang, list)
			}
		}
		en, _ = w.approve(hoa(), w.submit(minh(), en))
		before := w.count("contribution", "1 = 1")
		_, err := w.service.SaveFacets(w.Context(), minh(), e.Article, 2, article.Input{Facets: facets(), Keywords: []string{"mới"}})
		w.wants(err, fault.ReadOnly)
		stored, err := w.store.Article(w.Context(), e.Article)
		if must(w, stored, err).Version != 2 || len(stored.Keywords) != 0 || w.count("contribution", "1 = 1") != before {
			w.Errorf("refused facets left %+v", stored)
		}
		w.reopen(en)
		w.saveFacets(minh(), e, facets())
	})
}

func TestOneEditionInALanguage(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		_, err := w.service.AddEdition(w.Context(), minh(), article.Ref{Article: e.Article, Lang: "vi"}, story())
		w.wants(err, fault.AlreadyExists)
		if !strings.Contains(err.Error(), "in vi") || w.count("revision", "1 = 1") != 1 {
			w.Errorf("%v; %d revisions", err, w.count("revision", "1 = 1"))
		}
		_, err = w.service.Submit(w.Context(), lan(), article.At{Ref: article.Ref{Article: e.Article, Lang: "en"}})
		w.wants(err, fault.NotFound)
		_, err = w.service.Submit(w.Context(), lan(), article.At{Ref: article.Ref{Article: "nothing", Lang: "en"}})
		w.wants(err, fault.NotFound)
	})
}

func TestEmbargo(t *testing.T) {
	bad := map[string]struct {
		wall  walltime.Wall
		place string
	}{
		"past":    {walltime.Wall{Time: "2024-10-28T09:58", Zone: "Asia/Ho_Chi_Minh"}, "/time"},
		"no day":  {walltime.Wall{Time: "2024-11-31T09:00", Zone: "Asia/Ho_Chi_Minh"}, "/time"},
		"no zone": {walltime.Wall{Time: "2024-11-01T09:00", Zone: "Asia/Nam_Dinh"}, "/zone"},
		"gap":     {walltime.Wall{Time: "2025-03-30T02:30", Zone: "Europe/Paris"}, "/time"},
		"twice":   {walltime.Wall{Time: "2025-10-26T02:30", Zone: "Europe/Paris"}, "/offset"},
	}
	good := walltime.Wall{Time: "2024-10-28T19:00", Zone: "Asia/Ho_Chi_Minh"}
	each(t, func(w *fixture) {
		e, r := w.approve(hoa(), w.submit(minh(), w.create(minh())))
		for name, c := range bad {
			_, err := w.service.SetEmbargo(w.Context(), hoa(), at(e), c.wall)
			w.wants(err, fault.ValidationFailed, c.place)
			if w.read(e) != e {
				w.Errorf("%s: left %+v", name, w.read(e))
			}
		}
		_, err := w.service.SetEmbargo(w.Context(), person("tu", right.Author), at(e), good)
		w.wants(err, fault.Denied)
		held, err := w.service.SetEmbargo(w.Context(), hoa(), at(e), good)
		must(w, held, err)
		until := time.Date(2024, 10, 28, 12, 0, 0, 0, time.UTC)
		if got := w.read(e); got.Embargo != (article.Embargo{Until: until, Wall: good.Time, Zone: good.Zone}) || got.State != article.Approved || got.ApprovedRelease != r.ID {
			w.Errorf("embargoed to %+v", got)
		}
		if held.Embargo.Over(until.Add(-time.Microsecond)) || !held.Embargo.Over(until) || !e.Embargo.Over(until) {
			w.Error("the embargo does not end at its hour")
		}
		for _, reach := range []article.Reach{{Out: true}, {InFlight: true}} {
			w.deliveries.reach = reach
			_, err = w.service.SetEmbargo(w.Context(), hoa(), at(held), good)
			w.wants(err, fault.AlreadySent)
		}
		lifted, err := w.service.SetEmbargo(w.Context(), hoa(), at(held), walltime.Wall{})
		if must(w, lifted, err).Embargo != (article.Embargo{}) || w.read(e) != lifted {
			w.Errorf("lifted to %+v", lifted)
		}
	})
}

// Saving the same again is no contribution: it bars nobody from approving.
func TestTheSameFacetsChangeNothing(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		a, _, err := w.service.Article(w.Context(), hoa(), e.Article)
		must(w, a, err)
		saved, err := w.service.SaveFacets(w.Context(), minh(), e.Article, a.Version, article.Input{Facets: a.Facets, Keywords: a.Keywords, Priority: a.Priority})
		if must(w, saved, err).Version != a.Version || w.count("contribution", "person_id = 'minh'") != 0 {
			w.Errorf("version %d after %d, minh counts as a contributor: %d", saved.Version, a.Version, w.count("contribution", "person_id = 'minh'"))
		}
		if _, r := w.approve(minh(), w.submit(lan(), e)); r.Number != 1 {
			w.Errorf("release %d", r.Number)
		}
	})
}
