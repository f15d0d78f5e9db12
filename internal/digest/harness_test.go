package digest_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/app"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/digest"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// harness is the whole newsroom on a database, with an engine that works.
type harness struct {
	*testing.T
	*app.Services
	db    *store.DB
	feeds string
}

const unit = "cong-ttdt-tinh-ninh-binh"

func each(t *testing.T, test func(h *harness)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(newHarness(t, db)) })
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

func newHarness(t *testing.T, db *store.DB) *harness {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	must(t, err)
	c := config.Config{Data: t.TempDir(), PublicURL: "https://lantoa.example", Zone: zone, Workers: 2}
	s, err := app.Wire(t.Context(), app.Parts{Config: c, DB: db, Log: slog.New(slog.DiscardHandler), Now: now})
	must(t, err)
	document, err := plan.Parse([]byte(plan.NamDinh))
	must(t, err)
	_, _, err = s.Plans.Load(t.Context(), document)
	must(t, err)
	must(t, s.Channels.EnsureFeeds(t.Context()))
	h := &harness{T: t, Services: s, db: db}
	all, err := s.Channels.List(t.Context(), right.System())
	must(t, err)
	for _, c := range all {
		if c.Kind == channel.FeedsKind {
			h.feeds = c.ID
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { s.Dispatcher.Run(ctx); close(done) }()
	t.Cleanup(func() { stop(); <-done })
	return h
}

func person(role right.Role) right.Actor {
	return right.Actor{ID: string(role), Grants: []right.Grant{{Role: role, Unit: unit}}}
}

// set changes rows as no act could, to stand for time that passes.
func (h *harness) set(statement string, values ...any) {
	h.Helper()
	done := h.db.Write(h.Context()).Exec(statement, values...)
	must(h.T, done.Error)
	if done.RowsAffected == 0 {
		h.Fatalf("%s met no row", statement)
	}
}

// tale is a story to be published.
type tale struct {
	title  string
	pillar string
	lang   string
	ago    time.Duration // since its publication
}

// out publishes a story in the feeds.
func (h *harness) out(one tale) article.Edition {
	h.Helper()
	if one.lang == "" {
		one.lang = "vi"
	}
	if one.pillar == "" {
		one.pillar = "aec"
	}
	_, e, err := h.Articles.Create(h.Context(), person(right.Author), article.Input{Unit: unit, Lang: one.lang,
		Facets: plan.Facets{Pillars: []string{one.pillar}, Areas: []string{"hoat-dong-va-hop-tac-asean"}},
		Text:   manuscript.Text{Title: one.title, Lead: "Dẫn " + one.title, Body: "<p>Nội dung.</p>"}})
	must(h.T, err)
	h.approve(e, person(right.Author))
	d := h.publish(e)
	h.set(`UPDATE delivery SET sent_at = ? WHERE id = ?`, now().Add(-one.ago).UnixMicro(), d)
	return e
}

func ref(e article.Edition) article.Ref { return article.Ref{Article: e.Article, Lang: e.Lang} }

func (h *harness) approve(e article.Edition, by right.Actor) {
	h.Helper()
	_, err := h.Articles.Submit(h.Context(), by, article.At{Ref: ref(e)})
	must(h.T, err)
	approver := person(right.Approver)
	_, hash, err := h.Articles.Candidate(h.Context(), approver, ref(e))
	must(h.T, err)
	_, _, _, err = h.Articles.Approve(h.Context(), approver, article.At{Ref: ref(e)}, hash)
	must(h.T, err)
}

// publish plans an edition for the feeds at once, and waits until it is out.
func (h *harness) publish(e article.Edition) string {
	h.Helper()
	planned, err := h.Planner.Schedule(h.Context(), person(right.Approver), delivery.Plan{Ref: ref(e), Now: true, Channels: []string{h.feeds}})
	must(h.T, err)
	var state string
	h.eventually("publication", func() bool {
		must(h.T, h.db.Read(h.Context()).Raw(`SELECT state FROM delivery WHERE id = ?`, planned[0].ID).Scan(&state).Error)
		return state == "sent"
	})
	return planned[0].ID
}

// eventually polls a condition against a deadline.
func (h *harness) eventually(what string, holds func() bool) {
	h.Helper()
	deadline, tick := time.After(20*time.Second), time.NewTicker(10*time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-deadline:
			h.Fatalf("never came: %s", what)
		case <-tick.C:
		}
	}
}

func input() digest.Input {
	return digest.Input{Unit: unit, Lang: "vi", Patch: digest.Patch{Name: new("ASEAN tuần qua"), Title: new("ASEAN tuần qua: {dates}"),
		Expression: new("0 8 * * 1"), Zone: new("Asia/Ho_Chi_Minh"),
		Facets: &plan.Facets{Pillars: []string{"aec", "apsc"}, Areas: []string{"hoat-dong-va-hop-tac-asean"}}}}
}

// weekly makes a digest by an editor.
func (h *harness) weekly(in digest.Input) digest.Digest {
	h.Helper()
	d, err := h.Digests.Create(h.Context(), person(right.Editor), in)
	must(h.T, err)
	return d
}

func (h *harness) get(d digest.Digest) digest.Digest {
	h.Helper()
	d, err := h.Digests.Get(h.Context(), person(right.Editor), d.ID)
	must(h.T, err)
	return d
}

func (h *harness) occurrences(d digest.Digest) []digest.Occurrence {
	h.Helper()
	all, err := h.Digests.Occurrences(h.Context(), person(right.Editor), d.ID, time.Time{}, 100)
	must(h.T, err)
	return all
}

// draft reads the text of an occurrence's draft.
func (h *harness) draft(o digest.Occurrence) (article.Article, article.Edition, article.Revision) {
	h.Helper()
	a, editions, err := h.Articles.Article(h.Context(), person(right.Editor), o.Article)
	must(h.T, err)
	head, err := h.Articles.Head(h.Context(), editions[0])
	must(h.T, err)
	return a, editions[0], head
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }
