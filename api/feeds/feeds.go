// Package feeds serves the public feeds: /feeds/{lang}/{name}.{rss|atom|json} for all
// stories, each pillar, each content area and each series.
//
// The bytes of each feed, plain and gzip, are made once and stand behind an atomic pointer.
// They are made anew when the generation in the database has changed, which is asked at
// most once a second; what a reader gets is therefore at most about a second old. While the
// database is away the last bytes are served.
package feeds

import (
	"context"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/render"
)

const (
	// freshness is for how long an answer of the database is believed.
	freshness = time.Second
	// patience is how long a request waits for the database before it makes do with the
	// bytes that there are.
	patience = 2 * time.Second
	// deadline ends a question to the database that nobody waits for any more.
	deadline = 10 * time.Second
)

// Plans is what the feeds ask of the plan.
type Plans interface {
	Plans(ctx context.Context) ([]plan.Plan, error)
	Current(ctx context.Context, day plan.Date) (plan.Plan, error)
	Facets(ctx context.Context, planID string) ([]plan.Facet, error)
}

// Options are what the feeds work with; all are required.
type Options struct {
	Public    published.Reader
	Series    published.Serials
	Renderer  render.Renderer
	Plans     Plans
	SiteName  string
	PublicURL string // scheme and host without a slash at the end, as readers fetch the feeds
	// Identity tells this installation from all others for ever, whatever its host; the
	// ids of the feeds are made from it.
	Identity string
	Zone     *time.Location // in which days begin and times are written
	Now      func() time.Time
	Log      *slog.Logger
}

// Feeds serves the feeds. Make it with [New]; it is safe for concurrent use.
type Feeds struct {
	o Options

	// current is the catalogue of the last generation seen; nil before the first.
	current atomic.Pointer[catalogue]
	// checked is when the generation was last read, in nanoseconds of the Unix epoch.
	checked atomic.Int64
	check   gate
}

// New makes Feeds. Nothing is read before the first request.
func New(o Options) *Feeds { return &Feeds{o: o} }

// Mount registers GET and HEAD. The fewer handlers stand before it the faster it is: a
// feed is public, so that none is needed.
func (f *Feeds) Mount(r gin.IRoutes) {
	r.GET("/feeds/:lang/:file", f.serve)
	r.HEAD("/feeds/:lang/:file", f.serve)
}

func (f *Feeds) serve(c *gin.Context) {
	cat := f.fresh(c.Request.Context())
	if cat == nil {
		f.unavailable(c)
		return
	}
	s := cat.slots[c.Param("lang")][c.Param("file")]
	if s == nil {
		f.unknown(c)
		return
	}
	e := f.entry(c.Request.Context(), s, cat)
	if e == nil {
		f.unavailable(c)
		return
	}
	e.write(c)
}

// fresh returns the catalogue of a generation that was read at most a second ago; the last
// one while the database is away, nil when there never was one.
func (f *Feeds) fresh(ctx context.Context) *catalogue {
	now := f.o.Now()
	cat := f.current.Load()
	if cat != nil && recent(now, f.checked.Load()) {
		return cat
	}
	f.check.pass(ctx, turn{now: f.o.Now, have: cat != nil, run: f.recheck, told: f.told("feed generation")})
	return f.current.Load()
}

// recheck reads the generation, and the names of the feeds when a plan was loaded.
func (f *Feeds) recheck(ctx context.Context) error {
	at := f.o.Now()
	old := f.current.Load()
	if old != nil && recent(at, f.checked.Load()) {
		return nil // somebody else has just done it
	}
	generation, err := f.o.Public.Generation(ctx)
	if err != nil {
		return err
	}
	plans, err := f.o.Plans.Plans(ctx)
	if err != nil {
		return err
	}
	m := f.mark(at, generation, plans)
	if old == nil || old.mark != m {
		cat, err := f.catalogue(ctx, old, m, plans)
		if err != nil {
			return err
		}
		f.current.Store(cat)
	}
	f.checked.Store(at.UnixNano())
	return nil
}

// mark is what the feeds depend on at an instant.
func (f *Feeds) mark(at time.Time, generation published.Generation, plans []plan.Plan) mark {
	y, month, d := at.In(f.o.Zone).Date()
	m := mark{generation: generation, plans: versions(plans), day: plan.DayOf(at, f.o.Zone),
		modified: time.Date(y, month, d, 0, 0, 0, 0, f.o.Zone)}
	if generation.ChangedAt.After(m.modified) {
		m.modified = generation.ChangedAt
	}
	for _, p := range plans {
		if p.LoadedAt.After(m.modified) {
			m.modified = p.LoadedAt
		}
	}
	m.modified = m.modified.UTC().Truncate(time.Second)
	return m
}

// told logs the first of several failures and the end of them.
func (f *Feeds) told(what string) func(err error) {
	return func(err error) {
		if err != nil {
			f.o.Log.Error("feeds are not renewed; the last bytes are served", "what", what, "error", err)
			return
		}
		f.o.Log.Info("feeds are renewed again", "what", what)
	}
}

// recent reports whether at, in nanoseconds of the epoch, is less than a second before now.
// A clock that was set back makes nothing recent.
func recent(now time.Time, at int64) bool {
	age := now.UnixNano() - at
	return age >= 0 && age < int64(freshness)
}

// unknown answers in words: who follows an address by hand reads them, a feed reader
// shows them to its owner.
func (f *Feeds) unknown(c *gin.Context) {
	f.words(c, http.StatusNotFound, "Không có nguồn tin ở địa chỉ này. Danh sách các nguồn tin: %s\n",
		"There is no feed at this address. All feeds are listed at: %s\n")
}

func (f *Feeds) unavailable(c *gin.Context) {
	c.Header("Retry-After", "5")
	f.words(c, http.StatusServiceUnavailable, "Nguồn tin tạm thời chưa phục vụ được; chờ vài giây rồi thử lại. Danh sách các nguồn tin: %s\n",
		"The feed cannot be served for the moment; try again in a few seconds. All feeds are listed at: %s\n")
}

func (f *Feeds) words(c *gin.Context, status int, vi, en string) {
	list := f.address("/feeds/")
	c.Header("Cache-Control", "no-cache")
	c.Header("X-Content-Type-Options", "nosniff")
	c.Header("Link", "<"+list+`>; rel="index"`)
	c.String(status, vi+en, list, list)
}
