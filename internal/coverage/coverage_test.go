package coverage_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/app"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/coverage"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/planning"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
	"github.com/lantoa/lantoa/internal/walltime"
)

const (
	ours   = "so-noi-vu"
	theirs = "so-y-te"
	area   = "hoat-dong-va-hop-tac-asean"
)

// house is the whole newsroom on a database, on 1 January 2025 at half past midnight where it is,
// which is still 2024 in UTC.
type house struct {
	*testing.T
	*app.Services
	db *store.DB
}

func each(t *testing.T, test func(h *house)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
		must(t, err)
		now := time.Date(2025, 1, 1, 0, 30, 0, 0, zone)
		s, err := app.Wire(t.Context(), app.Parts{Config: config.Config{Data: t.TempDir(), PublicURL: "https://lantoa.example", Zone: zone, Workers: 1}, DB: db,
			Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now.UTC() }})
		must(t, err)
		document, err := plan.Parse([]byte(plan.NamDinh))
		must(t, err)
		_, _, err = s.Plans.Load(t.Context(), document)
		must(t, err)
		must(t, s.Channels.EnsureFeeds(t.Context()))
		test(&house{t, s, db})
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func who(role right.Role, unit string) right.Actor {
	return right.Actor{ID: string(role), Grants: []right.Grant{{Role: role, Unit: unit}}}
}

func (h *house) story(unit, lang string, pillars ...string) article.Edition {
	h.Helper()
	facets := plan.Facets{Pillars: pillars, Areas: []string{area}, Audiences: []string{"nhan-dan"}}
	_, e, err := h.Articles.Create(h.Context(), who(right.Author, unit), article.Input{Unit: unit, Facets: facets, Lang: lang, Text: manuscript.Text{Title: "Hội chợ", Lead: "Mở cửa.", Body: "<p>Sáng nay.</p>"}})
	must(h.T, err)
	return e
}

// out has an edition come to readers at an instant, on the channel of a feed or on a trial one.
func (h *house) out(e article.Edition, kind, at string) {
	h.Helper()
	t, err := time.Parse(time.RFC3339, at)
	must(h.T, err)
	write := func(query string, args ...any) {
		h.Helper()
		must(h.T, h.db.Write(h.Context()).Exec(query, args...).Error)
	}
	var channel string
	must(h.T, h.db.Read(h.Context()).Raw(`SELECT id FROM channel ORDER BY id LIMIT 1`).Scan(&channel).Error)
	write(`UPDATE channel SET kind = ?`, kind)
	write(`INSERT INTO release (id, edition_id, number, act, revision_id, title, schema, canonical, hash, approved_by, approved_at) VALUES (?, ?, 1, 'publish', ?, 'x', 1, '', '', 'x', 0)`, e.ID, e.ID, e.HeadRevision)
	write(`INSERT INTO delivery (id, edition_id, release_id, channel_id, intent, round, seq, created_by, created_at, due_at, state, sent_at, updated_at) VALUES (?, ?, ?, ?, 'publish', 1, 1, 'x', 0, ?, 'confirmed', ?, 0)`,
		e.ID, e.ID, e.ID, channel, t.UnixMicro(), t.UnixMicro())
}

func (h *house) count(actor right.Actor, q coverage.Query) []coverage.Cell {
	h.Helper()
	m, err := h.Coverage.Count(h.Context(), actor, q)
	must(h.T, err)
	return m.Cells
}

// TestCells counts each text in each of its cells, within the days of the newsroom and what one
// may read; and what it counts of stories is as long as their list.
func TestCells(t *testing.T) {
	each(t, func(h *house) {
		reader := who(right.Editor, ours)
		both := h.story(ours, "vi", "apsc", "aec")
		english := h.story(ours, "en", "aec")
		h.story(theirs, "vi", "aec")
		h.out(both, "feed", "2024-12-31T17:00:00Z") // midnight where the newsroom is
		year := coverage.Query{From: "2025-01-01", To: "2025-12-31"}
		want := []coverage.Cell{{Pillar: "aec", Area: area, Written: 2, Published: 1}, {Pillar: "apsc", Area: area, Written: 1, Published: 1}}
		if d := cmp.Diff(want, h.count(reader, year)); d != "" {
			t.Error(d)
		}
		if got := h.count(who(right.Inspector, ""), year); got[0].Written != 3 {
			t.Errorf("who reads every unit sees %v", got)
		}
		if got := h.count(who(right.Inspector, ""), coverage.Query{Units: []string{theirs}}); len(got) != 1 || got[0].Written != 1 {
			t.Errorf("one unit: %v", got)
		}
		for name, q := range map[string]coverage.Query{
			"a language": {Lang: "en"}, "an audience": {Audience: "hoc-sinh-sinh-vien"}, "a state": {MemberState: "TH"}, "the year before": {From: "2024-01-01", To: "2024-12-31"}} {
			got, most := h.count(reader, q), 0
			if name == "a language" {
				most = 1
			}
			if len(got) != most {
				t.Errorf("%s: %v", name, got)
			}
		}
		m, err := h.Coverage.Count(h.Context(), reader, year)
		must(h.T, err)
		for _, c := range m.Cells {
			written, err := h.Articles.List(h.Context(), reader, article.Filter{Pillar: c.Pillar, Area: c.Area, States: coverage.Written(), Created: article.Span{From: m.Begins, To: m.Ends}})
			must(h.T, err)
			out, err := h.Articles.List(h.Context(), reader, article.Filter{Pillar: c.Pillar, Area: c.Area, FirstOut: article.Span{From: m.Begins, To: m.Ends}})
			must(h.T, err)
			if len(written) != c.Written || len(out) != c.Published {
				t.Errorf("%+v, and the lists have %d and %d", c, len(written), len(out))
			}
		}
		h.out(english, "sandbox", "2025-01-01T00:00:00Z")
		if got := h.count(reader, year); got[0].Published != 0 {
			t.Errorf("a trial channel has readers: %v", got)
		}
		must(t, h.db.Write(h.Context()).Exec(`UPDATE edition SET state = 'archived' WHERE id = ?`, english.ID).Error)
		if got := h.count(reader, year); got[0].Written != 1 {
			t.Errorf("what is archived counts: %v", got)
		}
	})
}

// TestPlannedStories counts what is due and not begun.
func TestPlannedStories(t *testing.T) {
	each(t, func(h *house) {
		editor := who(right.Editor, ours)
		facets := &plan.Facets{Pillars: []string{"ascc"}, Areas: []string{area}}
		title := "Lễ hội"
		idea, err := h.Planning.Propose(h.Context(), editor, planning.Input{Unit: ours, Patch: planning.Patch{Title: &title, Facets: facets}})
		must(t, err)
		_, err = h.Planning.Assign(h.Context(), editor, idea.ID, 0, planning.Assignment{Due: &walltime.Wall{Time: "2025-03-10"}})
		must(t, err)
		if got := h.count(editor, coverage.Query{}); len(got) != 1 || got[0] != (coverage.Cell{Pillar: "ascc", Area: area, Planned: 1}) {
			t.Errorf("counted %v", got)
		}
		if got := h.count(editor, coverage.Query{From: "2025-03-11", To: "2025-03-31"}); len(got) != 0 {
			t.Errorf("days after it: %v", got)
		}
	})
}

// TestWhatIsNoTime is refused at its field, and strangers to stories count nothing.
func TestWhatIsNoTime(t *testing.T) {
	each(t, func(h *house) {
		for _, q := range []coverage.Query{{From: "2025-01-01"}, {From: "2025-02-30", To: "2025-03-01"}, {From: "2025-02-01", To: "2025-01-01"}, {From: "2020-01-01", To: "2025-01-01"},
			{Audience: "none"}, {MemberState: "none"}, {Units: []string{"none"}}} {
			if _, err := h.Coverage.Count(h.Context(), who(right.Editor, ours), q); !fault.Is(err, fault.ValidationFailed) {
				t.Errorf("%+v: %v", q, err)
			}
		}
		if _, err := h.Coverage.Count(h.Context(), who(right.TechnicalAdmin, ""), coverage.Query{}); !fault.Is(err, fault.Denied) {
			t.Errorf("without the right: %v", err)
		}
	})
}
