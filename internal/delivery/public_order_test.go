package delivery_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/dispatch"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/release"
)

// shown makes stories that are out in the feeds, the first the oldest.
func (h *harness) shown(d *dispatch.Dispatcher, titles ...string) []article.Edition {
	h.Helper()
	var all []article.Edition
	for _, title := range titles {
		e := h.approved(title)
		id := h.publish(e, h.feeds())[0].ID
		d.Wake()
		h.until(id, delivery.Sent)
		all = append(all, e)
	}
	return all
}

// changed brings a change out to the feeds.
func (h *harness) changed(d *dispatch.Dispatcher, e article.Edition, kind release.NoteKind, title string) published.Edition {
	h.Helper()
	h.change(e, kind, title)
	d.Wake()
	var story published.Edition
	h.eventually("the change", func() bool {
		var err error
		story, err = h.queue.Story(h.Context(), ref(e))
		must(h.T, err)
		return story.Release.Content.Revision.Title == title
	})
	return story
}

// A correction must reach those who have the story, however old it is; a small fix is
// news to nobody.
func TestACorrectionBringsAnOldStoryBack(t *testing.T) {
	each(t, func(h *harness) {
		d := h.run()
		all := h.shown(d, "một", "hai", "ba")
		feed := published.Query{ByChange: true, Limit: 2}
		h.shows("the feed", feed, "ba", "hai")
		fixed := h.changed(d, all[0], release.SmallFix, "một.")
		h.shows("the feed after a small fix", feed, "ba", "hai")
		if !fixed.UpdatedAt.Equal(fixed.PublishedAt) {
			h.Errorf("a small fix moved the last change from %s to %s", fixed.PublishedAt, fixed.UpdatedAt)
		}
		corrected := h.changed(d, all[0], release.Correction, "một!")
		h.shows("the feed after a correction", feed, "một!", "ba")
		h.shows("the front page", published.Query{Limit: 2}, "ba", "hai")
		h.shows("the page after it", published.Query{Offset: 1, Limit: 1}, "hai")
		if !corrected.UpdatedAt.After(corrected.PublishedAt) || !corrected.PublishedAt.Equal(fixed.PublishedAt) {
			h.Errorf("published %s, corrected %s", corrected.PublishedAt, corrected.UpdatedAt)
		}
		again := h.changed(d, all[0], release.SmallFix, "một?")
		h.shows("the feed after both", published.Query{ByChange: true}, "một?", "ba", "hai")
		if !again.UpdatedAt.Equal(corrected.UpdatedAt) {
			h.Errorf("a small fix moved the last change from %s to %s", corrected.UpdatedAt, again.UpdatedAt)
		}
		for _, q := range []published.Query{feed, {}} {
			listed, err := h.queue.Published(h.Context(), q)
			must(h.T, err)
			at := slices.IndexFunc(listed, func(p published.Edition) bool { return p.Release.Edition == all[0].ID })
			if at < 0 || !listed[at].UpdatedAt.Equal(again.UpdatedAt) || !listed[at].PublishedAt.Equal(again.PublishedAt) || listed[at].Release.Number != 4 {
				h.Errorf("listed as %+v", listed)
			}
		}
	})
}

// Whoever was sent a story under a facet learns there what becomes of it.
func TestAFacetsFeedTellsWhatLeftIt(t *testing.T) {
	each(t, func(h *harness) {
		d, stop := h.engine()
		e := h.shown(d, "Bài")[0]
		began := time.Now().Add(-time.Minute)
		a, err := h.stories.Article(h.Context(), e.Article)
		must(h.T, err)
		opened, err := h.articles.Correct(h.Context(), writer(), at(e), release.Note{Kind: release.Correction, Text: "Sai trụ cột."})
		must(h.T, err)
		_, err = h.articles.SaveFacets(h.Context(), writer(), a.ID, a.Version, article.Input{Facets: plan.Facets{Pillars: []string{"apsc"}, Areas: a.Facets.Areas}})
		must(h.T, err)
		h.approve(opened)
		d.Wake()
		old, moved := facet(plan.Pillar, "aec"), facet(plan.Pillar, "apsc")
		h.eventually("the correction", func() bool { return slices.Equal(h.public(moved), []string{"Bài"}) })
		h.shows("the old pillar's page", old)
		old.LeftSince = began
		h.shows("the old pillar's feed", old, "Bài")
		old.LeftSince = time.Now().Add(time.Minute)
		h.shows("the old pillar's feed later", old)
		stop() // what is withdrawn is told of before the engine comes to it
		h.set(`UPDATE delivery SET sent_at = 1 WHERE edition_id = ? AND intent = 'correct'`, e.ID)
		old.LeftSince, moved.LeftSince = began, began
		h.shows("the old pillar's feed long after", old)
		h.withdraw(e)
		h.shows("the feed after the withdrawal", moved, "gone: Bài")
		h.shows("the old pillar's feed after the withdrawal", old, "gone: Bài")
		other := facet(plan.Pillar, "ascc")
		other.LeftSince = began
		h.shows("a pillar that never had it", other)
	})
}

// However many languages there are, every story has its place on the front page.
func TestTheFrontPageShowsEachArticleOnce(t *testing.T) {
	each(t, func(h *harness) {
		d := h.run()
		var titles []string
		langs := []string{"vi", "en", "lo", "th", "km"}
		for _, story := range []string{"A", "B"} {
			for _, lang := range langs {
				titles = append(titles, fmt.Sprint(story, " ", lang))
			}
		}
		all := h.shown(d, titles...)
		for i, e := range all { // five editions each
			h.set(`UPDATE edition SET article_id = ?, lang = ? WHERE id = ?`, all[i/len(langs)*len(langs)].Article, langs[i%len(langs)], e.ID)
		}
		h.shows("everything", published.Query{Limit: 3}, "B km", "B th", "B lo")
		h.shows("the page for Laos", published.Query{Prefer: "lo", Limit: 3}, "B lo", "A lo")
		h.withdraw(h.reread(all[6]))
		h.shows("the page for England", published.Query{Prefer: "en", Limit: 3}, "B vi", "A en")
		h.set(`UPDATE edition SET embargo_until = ? WHERE id = ?`, time.Now().Add(time.Hour).UnixMicro(), all[5].ID)
		h.shows("the page when Vietnamese is hidden", published.Query{Prefer: "en", Limit: 3}, "B km", "A en")
	})
}

// reread returns an edition whose row was changed.
func (h *harness) reread(e article.Edition) article.Edition {
	h.Helper()
	var row struct{ ArticleID, Lang string }
	must(h.T, h.db.Read(h.Context()).Raw(`SELECT article_id, lang FROM edition WHERE id = ?`, e.ID).Scan(&row).Error)
	e.Article, e.Lang = row.ArticleID, row.Lang
	return e
}
