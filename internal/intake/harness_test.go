package intake_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/app"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/intake"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

const unit = "cong-ttdt-tinh-ninh-binh"

// ministry is a server of feeds that behaves as it is told.
type ministry struct {
	*httptest.Server
	mu     sync.Mutex
	answer map[string]http.HandlerFunc
	asked  map[string][]*http.Request
}

func newMinistry(t *testing.T) *ministry {
	m := &ministry{answer: map[string]http.HandlerFunc{}, asked: map[string][]*http.Request{}}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.mu.Lock()
		m.asked[r.URL.Path] = append(m.asked[r.URL.Path], r)
		answer := m.answer[r.URL.Path]
		m.mu.Unlock()
		if answer == nil {
			http.NotFound(w, r)
			return
		}
		answer(w, r)
	}))
	t.Cleanup(m.Close)
	return m
}

func (m *ministry) on(path string, answer http.HandlerFunc) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answer[path] = answer
}

// gives answers with a document.
func (m *ministry) gives(path, mediaType, body string) {
	m.on(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", mediaType)
		_, _ = w.Write([]byte(body))
	})
}

func (m *ministry) times(path string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.asked[path])
}

func (m *ministry) last(path string) *http.Request {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := m.asked[path]
	return all[len(all)-1]
}

// harness is the whole newsroom on a database, beside a ministry.
type harness struct {
	*testing.T
	*app.Services
	db   *store.DB
	from *ministry
	opts app.Parts
}

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
	m := newMinistry(t)
	host := strings.TrimPrefix(m.URL, "http://")
	c := config.Config{Data: t.TempDir(), PublicURL: "https://lantoa.example", Zone: zone, Workers: 1, ReuseWait: 60, OutboundAllow: []string{host}}
	parts := app.Parts{Config: c, DB: db, Log: slog.New(slog.DiscardHandler), Now: now, Serving: true}
	s, err := app.Wire(t.Context(), parts)
	must(t, err)
	document, err := plan.Parse([]byte(plan.NamDinh))
	must(t, err)
	_, _, err = s.Plans.Load(t.Context(), document)
	must(t, err)
	return &harness{T: t, Services: s, db: db, from: m, opts: parts}
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

func input(address string) intake.Input {
	return intake.Input{Unit: unit, Patch: intake.Patch{Name: new("Bộ Ngoại giao"), Address: &address, Credit: new("Theo Cổng TTĐT Bộ Ngoại giao"), Lang: new("vi"),
		Facets: &plan.Facets{Pillars: []string{"apsc"}, Areas: []string{"hoat-dong-va-hop-tac-asean"}}}}
}

// watch makes a source of a path at the ministry.
func (h *harness) watch(path string) intake.Source {
	h.Helper()
	s, err := h.Intake.Create(h.Context(), person(right.Editor), input(h.from.URL+path))
	must(h.T, err)
	return s
}

// again has a source asked once more and gives what became of it.
func (h *harness) again(s intake.Source) intake.Source {
	h.Helper()
	h.set(`UPDATE source SET next_at = 1 WHERE id = ?`, s.ID)
	return h.run(s)
}

func (h *harness) run(s intake.Source) intake.Source {
	h.Helper()
	must(h.T, h.Intake.Run(h.Context()))
	s, err := h.Intake.Get(h.Context(), person(right.Editor), s.ID)
	must(h.T, err)
	return s
}

func (h *harness) items(f intake.Filter) []intake.Item {
	h.Helper()
	f.Limit = 100
	list, err := h.Intake.Items(h.Context(), person(right.Editor), f)
	must(h.T, err)
	return list
}

// only is the one item there is, with its versions.
func (h *harness) only(f intake.Filter) (intake.Item, []intake.Version) {
	h.Helper()
	list := h.items(f)
	if len(list) != 1 {
		h.Fatalf("%d items: %+v", len(list), list)
	}
	i, versions, _, err := h.Intake.Item(h.Context(), person(right.Editor), list[0].ID)
	must(h.T, err)
	return i, versions
}

func (h *harness) fetches(s intake.Source) []intake.Fetch {
	h.Helper()
	list, err := h.Intake.History(h.Context(), person(right.Editor), s.ID, time.Time{}, 100)
	must(h.T, err)
	return list
}

func (h *harness) refuses(err error, code fault.Code, word string) {
	h.Helper()
	told, ok := fault.As(err)
	if !ok || told.Code != code || !strings.Contains(err.Error(), word) {
		h.Errorf("%v, not %s with %q", err, code, word)
	}
}

const feed = `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Bộ</title><link>https://bo.example/</link>
<item><guid isPermaLink="false">a-1</guid><title>ASEAN họp</title><link>https://bo.example/a-1</link><pubDate>Fri, 20 Nov 2026 08:00:00 +0700</pubDate>
<category>Ngoại giao</category><author>Chị Lan</author><description>Tóm tắt</description>
<content:encoded><![CDATA[<p>Sáng nay <a href="/x">các nước</a> họp.</p><script>alert(1)</script><img src="/anh.jpg" alt="Phiên họp"><img src="https://do.example/p.gif" width="1" height="1">]]></content:encoded></item>
</channel></rss>`
