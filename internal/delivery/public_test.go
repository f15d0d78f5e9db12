package delivery_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// feeds returns the passive channel of our own feeds.
func (h *harness) feeds() channel.Channel {
	h.Helper()
	must(h.T, h.channels.EnsureFeeds(h.Context()))
	all, err := h.channels.List(h.Context(), right.System())
	must(h.T, err)
	i := slices.IndexFunc(all, func(c channel.Channel) bool { return c.Kind == channel.FeedsKind })
	return all[i]
}

func (h *harness) public(q published.Query) []string {
	h.Helper()
	stories, err := h.queue.Published(h.Context(), q)
	must(h.T, err)
	titles := []string{}
	for _, s := range stories {
		title := s.Release.Content.Revision.Title
		if !s.WithdrawnAt.IsZero() {
			title = "gone: " + title
		}
		titles = append(titles, title)
	}
	return titles
}

func (h *harness) shows(what string, q published.Query, want ...string) {
	h.Helper()
	if got := h.public(q); !slices.Equal(got, append([]string{}, want...)) {
		h.Errorf("%s shows %q, want %q", what, got, want)
	}
}

func facet(kind plan.Kind, code string) published.Query {
	return published.Query{Facets: []published.Facet{{Kind: kind, Code: code}}}
}

func (h *harness) generation() int64 {
	h.Helper()
	n, err := h.queue.Generation(h.Context())
	must(h.T, err)
	return n.Number
}

func TestThePublicSeesTheLastSentTextUntilItsWithdrawal(t *testing.T) {
	each(t, func(h *harness) {
		feeds := h.feeds()
		e := h.approved("Bản đầu")
		before := h.generation()
		id := h.publish(e, feeds)[0].ID
		h.shows("the feed before the engine acts", published.Query{})
		if n := h.generation(); n != before {
			h.Errorf("planning raised the generation from %d to %d", before, n)
		}
		d := h.run()
		h.until(id, delivery.Sent)
		h.shows("the feed", published.Query{}, "Bản đầu")
		if n := h.generation(); n != before+1 {
			h.Errorf("a publication raised the generation from %d to %d", before, n)
		}
		if g, err := h.queue.Generation(h.Context()); err != nil || g.ChangedAt.Before(h.read(id).SentAt) || time.Since(g.ChangedAt) > time.Minute {
			h.Errorf("generation %+v, %v; sent at %s", g, err, h.read(id).SentAt)
		}
		h.change(e, release.Update, "Bản sửa")
		d.Wake()
		h.eventually("the correction", func() bool { return slices.Equal(h.public(published.Query{}), []string{"Bản sửa"}) })
		h.shows("another language", published.Query{Lang: "en"})
		h.shows("its pillar", facet(plan.Pillar, "aec"), "Bản sửa")
		h.shows("another pillar", facet(plan.Pillar, "apsc"))
		h.shows("the code under another kind", facet(plan.Area, "aec"))
		story, err := h.queue.Story(h.Context(), ref(e))
		must(h.T, err)
		if story.PublishedAt.After(story.UpdatedAt) || !slices.Equal(story.Langs, []string{"vi"}) || story.Release.Number != 2 {
			h.Errorf("story %+v", story)
		}
		began := time.Now().Add(-time.Minute)
		h.withdraw(e)
		d.Wake()
		h.until(id, delivery.Withdrawn)
		h.shows("the feed after the withdrawal", published.Query{})
		h.shows("the feed with tombstones", published.Query{LeftSince: began}, "gone: Bản sửa")
		h.shows("the feed with younger tombstones", published.Query{LeftSince: time.Now().Add(time.Minute)})
		story, err = h.queue.Story(h.Context(), ref(e))
		must(h.T, err)
		if story.WithdrawnAt.IsZero() || story.Notice != "Bài đã gỡ." {
			h.Errorf("withdrawn at %s with notice %q", story.WithdrawnAt, story.Notice)
		}
	})
}

// A withdrawal hides at once, even where the destination refuses it, and an editor who
// reopens the text to work on it does not bring it back before readers.
func TestAWithdrawalHidesBeforeTheEngineActsAndWhateverComesNext(t *testing.T) {
	each(t, func(h *harness) {
		h.place.direct(func(call connector.Call) behaviour {
			if call.Post.Intent == connector.Withdraw {
				return behaviour{applies: false, class: connector.Rejected}
			}
			return behaviour{applies: true, class: connector.OK}
		})
		e := h.approved("Phải gỡ ngay")
		ids := h.publish(e, h.feeds(), h.channel("looked"))
		stop := h.start()
		for _, one := range ids {
			h.until(one.ID, delivery.Sent)
		}
		stop()
		before, began := h.generation(), now()
		h.withdraw(e)
		if h.generation() == before {
			h.Error("the feeds are not told that they show something else")
		}
		told, ended := time.Time{}, now()
		hidden := func(when string) {
			h.Helper()
			h.shows("the feed "+when, published.Query{})
			gone, err := h.queue.Published(h.Context(), published.Query{LeftSince: began})
			must(h.T, err)
			if len(gone) != 1 || gone[0].Notice != "Bài đã gỡ." || gone[0].WithdrawnAt.Before(began) || gone[0].WithdrawnAt.After(ended) || !told.IsZero() && !gone[0].WithdrawnAt.Equal(told) {
				h.Fatalf("%s the feeds tell of %+v, want the withdrawal at its act's time, told first as %s", when, gone, told)
			}
			told = gone[0].WithdrawnAt
			h.shows("the feed of those who saw it "+when, published.Query{LeftSince: ended.Add(time.Minute)})
			story, err := h.queue.Story(h.Context(), ref(e))
			must(h.T, err)
			if story.WithdrawnAt.IsZero() || story.Notice != "Bài đã gỡ." || len(story.Langs) != 0 {
				h.Errorf("%s: the story shows: %+v", when, story)
			}
		}
		hidden("before the engine acts")
		_, _, err := h.articles.Reopen(h.Context(), approver(), at(e))
		must(h.T, err)
		hidden("once it is reopened")
		h.run()
		h.eventually("the refusal", func() bool {
			return slices.ContainsFunc(h.of(e), func(d delivery.Listed) bool { return d.Intent == connector.Withdraw && d.State == delivery.Attention }) &&
				slices.ContainsFunc(h.of(e), func(d delivery.Listed) bool { return d.Intent == connector.Withdraw && d.State == delivery.Sent })
		})
		hidden("once the destination refused, and the feeds obeyed")
	})
}

// The notice that readers get is that of the last withdrawal, and the portal's address
// that of the last word sent there.
func TestTheLastNoticeCounts(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("looked")
		h.set(`UPDATE channel SET portal = TRUE, lang = 'vi' WHERE id = ?`, c.ID)
		e := h.approved("Hai lần gỡ")
		id := h.publish(e, c)[0].ID
		d := h.run()
		h.until(id, delivery.Sent)
		for _, notice := range []string{"Ý đầu", "A sau"} {
			if story, err := h.queue.Story(h.Context(), ref(e)); err != nil || story.Portal == "" {
				h.Fatalf("portal %q, %v", story.Portal, err)
			}
			_, _, err := h.articles.Withdraw(h.Context(), approver(), at(e), "Lý do", notice)
			must(h.T, err)
			d.Wake()
			h.until(id, delivery.Withdrawn)
			story, err := h.queue.Story(h.Context(), ref(e))
			must(h.T, err)
			if story.Notice != notice {
				h.Errorf("notice %q, want %q", story.Notice, notice)
			}
			if notice == "A sau" {
				return
			}
			_, _, err = h.articles.Reopen(h.Context(), approver(), at(e))
			must(h.T, err)
			h.approve(h.edition(e))
			again, err := h.planner.Schedule(h.Context(), approver(), delivery.Plan{Ref: ref(e), Now: true, Channels: []string{c.ID}, PublishAgain: true})
			must(h.T, err)
			d.Wake()
			id = h.until(again[0].ID, delivery.Sent).ID
		}
	})
}

func TestAnEmbargoHidesEverywhere(t *testing.T) {
	each(t, func(h *harness) {
		e := h.approved("Cấm phát")
		id := h.publish(e, h.feeds())[0].ID
		stop := h.start()
		h.until(id, delivery.Sent)
		stop()
		h.set(`UPDATE edition SET embargo_until = ? WHERE id = ?`, time.Now().Add(time.Hour).UnixMicro(), e.ID)
		h.shows("the feed", published.Query{LeftSince: time.Unix(0, 0)})
		if story, err := h.queue.Story(h.Context(), ref(e)); !fault.Is(err, fault.NotFound) {
			h.Errorf("the story shows: %+v, %v", story, err)
		}
		h.set(`UPDATE edition SET embargo_until = 1 WHERE id = ?`, e.ID)
		h.shows("the feed after the embargo", published.Query{}, "Cấm phát")
	})
}

// What the column says of an edition is what its deliveries say, after every move.
func TestThePublicationColumnFollowsEveryMove(t *testing.T) {
	each(t, func(h *harness) {
		e := h.approved("Cột tổng hợp")
		same := func(when string, want article.Publication) {
			h.Helper()
			var set *delivery.Set
			must(h.T, h.db.InTx(h.Context(), func(ctx context.Context) (err error) {
				set, err = h.queue.Lock(ctx, e.ID)
				return err
			}))
			if column := h.edition(e).Publication; column != set.Publication() || column != want {
				h.Errorf("%s: the column says %s, the deliveries %s, want %s", when, column, set.Publication(), want)
			}
		}
		same("approved", article.NotPublished)
		one, two := h.channel("looked"), h.channel("oneway")
		ids := h.publish(e, one, two)
		same("planned", article.Scheduled)
		_, err := h.planner.Unschedule(h.Context(), approver(), ref(e), []string{two.ID})
		must(h.T, err)
		d := h.run()
		h.until(ids[0].ID, delivery.Sent)
		same("sent to one", article.Published)
		h.publish(e, two)
		d.Wake()
		h.until(ids[1].ID, delivery.Sent)
		same("sent to both", article.Published)
		h.withdraw(e)
		d.Wake()
		h.until(ids[0].ID, delivery.Withdrawn)
		same("withdrawn from one", article.Published)
		for _, w := range h.of(e) {
			if w.Intent == connector.Withdraw && w.Channel == two.ID {
				h.until(w.ID, delivery.Attention)
				_, err := h.desk.MarkSent(h.Context(), approver(), w.ID, "")
				must(h.T, err)
			}
		}
		same("withdrawn from both", article.TakenDown)
	})
}

// Titles that readers never saw are in no address: not one before its release is out, nor one that
// went to a trial channel alone.
func TestTitlesOfAddresses(t *testing.T) {
	each(t, func(h *harness) {
		titles := func(e article.Edition) []string {
			all, err := h.queue.Titles(h.Context(), ref(e))
			must(h.T, err)
			slices.Sort(all)
			return all
		}
		e, c := h.approved("Tên đầu"), h.channel("looked")
		h.run()
		h.until(h.publish(e, h.channel(connector.TrialKind))[0].ID, delivery.Sent)
		if got := titles(e); len(got) != 0 {
			h.Errorf("before readers saw any: %v", got)
		}
		h.until(h.publish(e, c)[0].ID, delivery.Sent)
		opened, err := h.articles.Correct(h.Context(), writer(), at(e), release.Note{Kind: release.Correction, Text: "Sai tên"})
		must(h.T, err)
		if got := titles(opened); !slices.Equal(got, []string{"Tên đầu"}) {
			h.Errorf("while a correction is written: %v", got)
		}
		h.change(e, release.Correction, "Tên sau")
		h.eventually("both titles", func() bool { return slices.Equal(titles(e), []string{"Tên sau", "Tên đầu"}) })
		h.set(`UPDATE edition SET embargo_until = ? WHERE id = ?`, now().Add(time.Hour).UnixMicro(), e.ID)
		if got := titles(e); len(got) != 0 {
			h.Errorf("under embargo: %v", got)
		}
	})
}
