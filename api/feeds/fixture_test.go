package feeds_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/api/feeds"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/render"
)

const public = "https://lantoa.example"

// stand keeps published stories in memory.
type stand struct {
	mu         sync.Mutex
	generation published.Generation
	series     []published.Series
	stories    []published.Edition // newest first
	away       error
	broken     bool
	now        func() time.Time
	hold       chan struct{} // when set, questions for stories wait for it
	asked      atomic.Int64  // questions for the generation
	listed     atomic.Int64  // questions for stories
}

var _ published.Reader = (*stand)(nil)

func (s *stand) Generation(context.Context) (published.Generation, error) {
	s.asked.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.generation, s.away
}

func (s *stand) Published(ctx context.Context, q published.Query) ([]published.Edition, error) {
	s.listed.Add(1)
	s.mu.Lock()
	hold := s.hold
	s.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		panic("what is published fell")
	}
	if s.away != nil {
		return nil, s.away
	}
	var out, gone []published.Edition
	for _, one := range s.stories {
		c := one.Release.Content
		if q.Lang != "" && c.Lang != q.Lang || q.Series != "" && !slices.ContainsFunc(s.series, func(of published.Series) bool { return of.ID == q.Series && slices.Contains(of.Articles, c.Article) }) ||
			slices.ContainsFunc(q.Facets, func(f published.Facet) bool { return !slices.Contains(c.FacetsOf(f.Kind), f.Code) }) {
			continue
		}
		switch {
		case one.WithdrawnAt.IsZero():
			out = append(out, one)
		case !q.LeftSince.IsZero() && !one.WithdrawnAt.Before(q.LeftSince):
			gone = append(gone, one)
		}
	}
	return append(out[:min(len(out), q.Limit)], gone[:min(len(gone), q.Limit)]...), nil
}

func (s *stand) Story(context.Context, article.Ref) (published.Edition, error) {
	return published.Edition{}, fault.New(fault.NotFound, fault.Text{})
}

func (s *stand) Series(context.Context) ([]published.Series, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.series), s.away
}

func (s *stand) Titles(context.Context, article.Ref) ([]string, error) { return nil, nil }

// change applies an act that the public sees.
func (s *stand) change(act func(s *stand)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	act(s)
	s.generation.Number++
	if s.now != nil {
		s.generation.ChangedAt = s.now()
	}
}

// plans is one or several plans in memory.
type plans struct {
	mu  sync.Mutex
	all []plan.Plan // the first is in force
	of  map[string][]plan.Facet
}

func (p *plans) Plans(context.Context) ([]plan.Plan, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.all), nil
}

func (p *plans) Current(context.Context, plan.Date) (plan.Plan, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.all[0], nil
}

func (p *plans) Facets(_ context.Context, id string) ([]plan.Facet, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.of[id], nil
}

// clock is a time that tests move.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(0, c.at.Load()).UTC() }
func (c *clock) forward(d time.Duration) { c.at.Add(int64(d)) }

// fixture is the feeds with what stands around them.
type fixture struct {
	published *stand
	plans     *plans
	clock     *clock
	zone      *time.Location
	feeds     *feeds.Feeds
	engine    *gin.Engine
	log       *journal
}

// journal is a log that may be read while it is written.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

func hanoi(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

var errAway = errors.New("the database is away")

func facets() []plan.Facet {
	return []plan.Facet{
		{Kind: plan.Pillar, Code: "aec", Position: 1, Name: fault.T("Cộng đồng Kinh tế ASEAN", "ASEAN Economic Community")},
		{Kind: plan.Pillar, Code: "ascc", Position: 2, Name: fault.T("Cộng đồng Văn hóa - Xã hội ASEAN", "ASEAN Socio-Cultural Community")},
		{Kind: plan.Area, Code: "hop-tac", Position: 1, Name: fault.T("Hợp tác", "Cooperation")},
		{Kind: plan.Topic, Code: "giao-duc", Parent: "hop-tac", Position: 1, Name: fault.T("Giáo dục", "Education")},
		{Kind: plan.Language, Code: "vi", Position: 1, Name: fault.T("Tiếng Việt", "Vietnamese")},
		{Kind: plan.Language, Code: "en", Position: 2, Name: fault.T("Tiếng Anh", "English")},
	}
}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	gin.SetMode(gin.ReleaseMode)
	zone := hanoi(t)
	w := &fixture{published: &stand{generation: published.Generation{Number: 1, ChangedAt: time.Date(2026, 11, 22, 23, 0, 0, 0, time.UTC)}}, clock: &clock{}, engine: gin.New(), log: &journal{}}
	w.clock.at.Store(time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC).UnixNano())
	w.published.now = w.clock.now
	loaded := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	w.plans = &plans{all: []plan.Plan{{ID: "p1", Code: "ke-hoach", Version: 1, LoadedAt: loaded}}, of: map[string][]plan.Facet{"p1": facets()}}
	w.start(zone)
	return w
}

// restarted is another instance beside the same database.
func (w *fixture) restarted() *fixture {
	other := &fixture{published: w.published, plans: w.plans, clock: w.clock, engine: gin.New(), log: w.log}
	other.start(w.zone)
	return other
}

func (w *fixture) start(zone *time.Location) {
	w.zone = zone
	w.feeds = feeds.New(feeds.Options{
		Public: w.published, Series: w.published, Renderer: render.Renderer{Addresses: render.Addresses{Public: public}, Zone: zone}, Plans: w.plans,
		SiteName: "Truyền thông ASEAN", PublicURL: public, Identity: "0192f0c4-7a5e-7c3b-8b1e-3f1d2c4b5a69", Zone: zone, Now: w.clock.now, Log: slog.New(slog.NewTextHandler(w.log, nil)),
	})
	w.feeds.Mount(w.engine)
}

// get asks for a path with header fields given as pairs.
func (w *fixture) get(path string, header ...string) *httptest.ResponseRecorder {
	return w.do(http.MethodGet, path, header...)
}

// served is get for what is large: a machine that is busy with other tests may let the first
// reader's patience end before it is made.
func (w *fixture) served(path string) *httptest.ResponseRecorder {
	for deadline := time.Now().Add(20 * time.Second); ; {
		if a := w.get(path); a.Code != http.StatusServiceUnavailable || time.Now().After(deadline) {
			return a
		}
	}
}

func (w *fixture) do(method, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	answer := httptest.NewRecorder()
	w.engine.ServeHTTP(answer, r)
	return answer
}

// story makes the n-th story: in Vietnamese, of the economic pillar.
func story(n int) published.Edition {
	at := time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Minute)
	id := fmt.Sprintf("0192f0c4-7a5e-7c3b-8b1e-%012d", n)
	return published.Edition{
		Release: release.Release{ID: id, Number: 1, Content: release.Content{
			Article: "a" + id[1:], Edition: id, Lang: "vi", Unit: release.Label{Kind: "unit", Code: "so-cong-thuong", Name: "Sở Công Thương"},
			Revision: release.Revision{Text: manuscript.Text{Title: fmt.Sprintf("Bài số %d", n), Lead: "Tóm tắt", Body: fmt.Sprintf("<p>Thân bài %d</p>", n)}},
			Facets:   []release.Label{{Kind: "pillar", Code: "aec", Name: "Cộng đồng Kinh tế ASEAN"}, {Kind: "area", Code: "hop-tac", Name: "Hợp tác"}},
			Keywords: []string{"ATIGA"},
		}},
		PublishedAt: at, UpdatedAt: at, Langs: []string{"vi"},
	}
}
