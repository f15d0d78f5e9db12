package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"

	"github.com/lantoa/lantoa/api/feeds"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector/all"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/dispatch"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/render"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/articles"
	"github.com/lantoa/lantoa/internal/store/channels"
	"github.com/lantoa/lantoa/internal/store/deliveries"
	"github.com/lantoa/lantoa/internal/store/ledger"
	"github.com/lantoa/lantoa/internal/store/plans"
	"github.com/lantoa/lantoa/internal/store/storetest"
	"github.com/lantoa/lantoa/scheduler"
)

// What a count is of.
const (
	idleRound       = "statements of a round with nothing due"
	claimRound      = "statements of a claim of 16 on 8 channels"
	settled         = "statements of a delivery among 40, without its claim"
	commits         = "commits of a delivery among 40"
	aloneStatements = "statements of a delivery alone, without its claim"
	aloneCommits    = "commits of a delivery alone"
	proofCommits    = "commits of a proof"
	approvalCommits = "commits of an approval, which seals the release"
	sealCommits     = "commits of a round that seals the audit"
	autosaveCount   = "statements of an autosave"
	saveCount       = "statements of a save, which ends a working copy"
	writingCommits  = "commits of an autosave and a save"
	listOf50        = "statements of a list of 50 editions"
	rebuild         = "statements of a rebuilt feed"
	plainFeed       = "bytes of a feed of 50 stories"
	standing        = "statements of a feed that stands"
	packedFeed      = "bytes of a feed of 50 stories with gzip"
)

// bound is the most that a count may be.
type bound struct {
	name string
	most float64
	// clock is how often the clock is read; on PostgreSQL each is one statement more.
	clock float64
}

// bounds has the figures of November 2026, with little room above them. Raise one only
// with a reason beside it.
func bounds() []bound {
	return []bound{
		{idleRound, 3, 4},   // what has expired, which channels have work, what comes next; on PostgreSQL also that plans are kept
		{claimRound, 12, 2}, // channels, what runs on them, what is due on each, their marks, their attempts
		// The channel and the release; payload with mark and receipt, which several deliveries
		// share, lock the editions first (4 statements, 5 on PostgreSQL).
		{settled, 12, 0}, // how many share goes by how busy the machine is; alone it takes 17
		{aloneStatements, 17, 2},
		{commits, 2, 0},
		{aloneCommits, 3, 0},    // its claim, the payload with its mark, the receipt
		{proofCommits, 2, 0},    // its claim, what was seen
		{approvalCommits, 1, 0}, // release, edition, event
		{sealCommits, 2, 0},     // one for each stream
		{autosaveCount, 4, 0},   // article, editions with what stands beside them, working copy; the working copy anew
		{saveCount, 10, 0},      // the same three and the former text; revision, contribution, working copy, edition, record, event
		{writingCommits, 2, 0},  // one each
		{listOf50, 3, 0},        // editions, articles, facets, however many rows
		{rebuild, 9, 2},         // generation, plans, series, published, recalled, withdrawn, releases, languages, formal corrections
		{standing, 0, 0},        // bytes stand in memory
		{plainFeed, 2e5, 0},     // 190.7 kB, of which 182 kB are the stories' own words
		{packedFeed, 52e3, 0},   // 49.5 kB
	}
}

// TestCounts holds what the work costs, whatever the machine, against its bounds. On
// PostgreSQL reading the clock is a statement too.
func TestCounts(t *testing.T) {
	t.Parallel()
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		s := newScale(t, o)
		s.rounds()
		s.approval()
		s.writing()
		s.proof(s.deliveries(1, aloneStatements, aloneCommits))
		s.shared()
		s.list()
		s.feed()
		s.judge()
	})
}

// scale counts what the services do to a database.
type scale struct {
	*testing.T
	db       *store.DB
	work     *workload
	stories  *articles.Store
	queue    *deliveries.Store
	channels *channel.Service
	plans    *plan.Service
	trail    *audit.Log
	own      *house // whose services have the database that is counted
	counts   map[string]float64

	statements atomic.Int64
	asides     atomic.Int64 // those of them that look for work
	committed  atomic.Int64
}

func newScale(t *testing.T, o store.Options) *scale {
	t.Helper()
	h, data := houseAt(t, o)
	must(t, h.seed(t.Context(), 60))
	s := &scale{T: t, db: storetest.Open(t, o), counts: map[string]float64{}}
	var err error
	s.work, err = h.workload(t.Context(), nil)
	must(t, err)
	s.watch()
	registry, err := all.Registry()
	must(t, err)
	box, err := secret.OpenKey(data, secret.Secret{})
	must(t, err)
	s.own, err = (place{data: data, url: o.URL}).onto(t.Context(), s.db)
	must(t, err)
	s.stories = articles.New(s.db)
	s.queue = deliveries.New(s.db, s.stories)
	s.trail = audit.New(ledger.NewAudit(s.db), now, rand.Reader)
	s.plans = plan.New(plans.New(s.db), now, time.UTC)
	s.channels = channel.New(channel.Options{Store: channels.New(s.db), Registry: registry, Box: box, Plans: s.plans, Zone: time.UTC, Next: scheduler.Next, Trail: s.trail, Now: now, NewID: freshID})
	return s
}

// houseAt opens a house on a test's database, and tells where its key is.
func houseAt(t *testing.T, o store.Options) (h *house, data string) {
	t.Helper()
	p := place{data: o.DataDir, url: o.URL}
	if p.data == "" {
		p.data = t.TempDir()
	}
	h, err := open(t.Context(), p)
	must(t, err)
	t.Cleanup(func() { must(t, h.close()) })
	return h, p.data
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// aside marks the context of what only looks for work.
type aside struct{}

// watch counts every statement that goes through gorm, and every commit.
func (s *scale) watch() {
	s.Helper()
	count := func(tx *gorm.DB) {
		s.statements.Add(1)
		if tx.Statement.Context.Value(aside{}) != nil {
			s.asides.Add(1)
		}
	}
	handles := []*gorm.DB{s.db.Write(s.Context())}
	if s.db.Dialect() == store.SQLite {
		handles = append(handles, s.db.Read(s.Context()))
	}
	s.watchCommits()
	for _, handle := range handles {
		on := handle.Callback()
		must(s.T, on.Create().Before("*").Register("bench:count", count))
		must(s.T, on.Query().Before("*").Register("bench:count", count))
		must(s.T, on.Update().Before("*").Register("bench:count", count))
		must(s.T, on.Delete().Before("*").Register("bench:count", count))
		must(s.T, on.Row().Before("*").Register("bench:count", count))
		must(s.T, on.Raw().Before("*").Register("bench:count", count))
	}
}

// count tells how many statements an act takes.
func (s *scale) count(name string, act func() error) {
	s.Helper()
	before := s.statements.Load()
	must(s.T, act())
	s.note(name, float64(s.statements.Load()-before))
}

func (s *scale) note(name string, n float64) { s.counts[name] = n }

// judge prints every count beside its bound.
func (s *scale) judge() {
	s.Helper()
	for _, b := range bounds() {
		got, counted := s.counts[b.name]
		if s.db.Dialect() == store.Postgres {
			b.most += b.clock
		}
		s.Logf("%-50s %9.1f, at most %9.1f", b.name, got, b.most)
		if !counted || got > b.most {
			s.Errorf("%s: counted %t, %.1f, at most %.1f", b.name, counted, got, b.most)
		}
	}
}

// rounds counts what looking for work costs.
func (s *scale) rounds() {
	s.Helper()
	ctx, queue := s.Context(), looking{s.queue, nil, nil}
	s.count(idleRound, func() error {
		_, err := queue.Expired(ctx, hands)
		must(s.T, err)
		claimed, err := queue.Claim(ctx, claimRequest())
		if len(claimed) > 0 {
			s.Fatalf("%d deliveries were claimed where none is due", len(claimed))
		}
		must(s.T, err)
		_, err = queue.NextAt(ctx)
		return err
	})
	must(s.T, s.work.plan(ctx, hands, now()))
	s.count(claimRound, func() error {
		claimed, err := queue.Claim(ctx, claimRequest())
		if len(claimed) != hands {
			s.Errorf("%d of %d due deliveries were claimed", len(claimed), hands)
		}
		return err
	})
	// Their leases belong to nobody here: the rows are taken out of the engine's way.
	must(s.T, s.db.Write(ctx).Exec(`UPDATE delivery SET state = 'cancelled', task = '', next_at = NULL, lease_token = '', lease_until = NULL WHERE lease_token <> ''`).Error)
}

// looking is the queue; what goes through it is an aside. Claims in vain are numbered, and so
// are renewals of leases, which come by the clock.
type looking struct {
	delivery.Queue
	vain, renewed *atomic.Int64
}

func (l looking) Extend(ctx context.Context, tokens []string, lease time.Duration) (renewed, lost []string, err error) {
	renewed, lost, err = l.Queue.Extend(looks(ctx), tokens, lease)
	if err == nil {
		l.renewed.Add(1)
	}
	return renewed, lost, err
}

// looks marks a context as an aside's, which also goes on to its end when the dispatcher stops:
// of what is broken off nobody could tell whether it was committed.
func looks(ctx context.Context) context.Context {
	return context.WithValue(context.WithoutCancel(ctx), aside{}, true)
}

func (l looking) Claim(ctx context.Context, r delivery.ClaimRequest) ([]delivery.Claimed, error) {
	claimed, err := l.Queue.Claim(looks(ctx), r)
	if err == nil && len(claimed) == 0 && l.vain != nil {
		l.vain.Add(1)
	}
	return claimed, err
}

func (l looking) Overdue(ctx context.Context, limit int) ([]string, error) {
	return l.Queue.Overdue(looks(ctx), limit)
}

func (l looking) Expired(ctx context.Context, limit int) ([]string, error) {
	return l.Queue.Expired(looks(ctx), limit)
}

func (l looking) NextAt(ctx context.Context) (time.Time, error) { return l.Queue.NextAt(looks(ctx)) }

// timed is the store of deliveries; reading the clock, which on PostgreSQL is a statement
// and which every round does too, is an aside.
type timed struct{ delivery.Store }

func (s timed) Now(ctx context.Context) (time.Time, error) { return s.Store.Now(looks(ctx)) }

// deliveries counts what one of n deliveries costs from its claim to its receipt, and tells
// when they were due.
func (s *scale) deliveries(n int, statementsOf, commitsOf string) (due time.Time) {
	s.Helper()
	due = now()
	must(s.T, s.work.plan(s.Context(), n, due))
	statements, committed := s.play(s.channels, due, delivery.Sent)
	s.note(statementsOf, float64(statements)/float64(n))
	s.note(commitsOf, float64(committed)/float64(n))
	return due
}

// shared counts deliveries that share their transactions. How many share one goes by how they
// fall together; on a busy machine it takes several times to see what they cost.
func (s *scale) shared() {
	s.Helper()
	least := map[string]float64{}
	for range 4 {
		s.deliveries(40, settled, commits)
		for _, name := range []string{settled, commits} {
			if was, seen := least[name]; !seen || s.counts[name] < was {
				least[name] = s.counts[name]
			}
		}
	}
	maps.Copy(s.counts, least)
}

// play runs the dispatcher until all that were due at an instant are in a state, and tells how
// many statements and commits that took, without those that only looked for work.
func (s *scale) play(channels delivery.Channels, due time.Time, state delivery.State) (statements, committed int64) {
	s.Helper()
	vain, renewed := &atomic.Int64{}, &atomic.Int64{}
	d := dispatch.New(dispatch.Options{Store: timed{s.queue}, Queue: looking{s.queue, vain, renewed}, Releases: s.stories, Channels: channels,
		Renderer: render.Renderer{Addresses: render.Addresses{Public: public}, Zone: time.UTC}, Trail: s.trail,
		Log: slog.New(slog.DiscardHandler), Now: now, NewID: freshID, Instance: "bench", Workers: 4})
	statements, committed = s.statements.Load()-s.asides.Load(), s.commits()
	running, stop := context.WithCancel(s.Context())
	done := make(chan struct{})
	go func() { d.Run(running); close(done) }()
	s.until(func() bool {
		var left int64 // by another database handle, so that it is not counted
		must(s.T, s.work.db.Read(s.Context()).Raw(`SELECT count(*) FROM delivery WHERE due_at = ? AND state <> ?`, due.UnixMicro(), state).Scan(&left).Error)
		return left == 0
	})
	stop()
	<-done
	committed = s.commits() - committed - renewed.Load()
	if s.db.Dialect() == store.SQLite { // where they end a transaction that was begun to write
		committed -= vain.Load()
	}
	return s.statements.Load() - s.asides.Load() - statements, committed
}

func (s *scale) until(holds func() bool) {
	s.Helper()
	deadline := time.After(time.Minute)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-deadline:
			s.Fatal("the deliveries were never sent")
		case <-tick.C:
		}
	}
}

// list counts the desk's list.
func (s *scale) list() {
	s.Helper()
	service := article.New(article.Options{Store: s.stories, Texts: s.stories, Releases: s.stories, Lister: s.stories, Plans: s.plans, Trail: s.trail, Zone: time.UTC, Now: now, NewID: freshID})
	s.count(listOf50, func() error {
		rows, err := service.List(s.Context(), right.System(), article.Filter{Limit: 50})
		if len(rows) != 50 {
			s.Errorf("%d rows of 50", len(rows))
		}
		return err
	})
}

// feed counts a feed that is made anew because something was published.
func (s *scale) feed() {
	s.Helper()
	gin.SetMode(gin.ReleaseMode)
	clock := now()
	served := feeds.New(feeds.Options{Public: s.queue, Series: s.queue, Renderer: render.Renderer{Addresses: render.Addresses{Public: public}, Zone: time.UTC}, Plans: s.plans,
		SiteName: "Truyền thông ASEAN", PublicURL: public, Zone: time.UTC, Now: func() time.Time { return clock }, Log: slog.New(slog.DiscardHandler)})
	engine := gin.New()
	served.Mount(engine)
	pull := func(coding string) int {
		request := httptest.NewRequestWithContext(s.Context(), http.MethodGet, measuredFeed, nil)
		request.Header.Set("Accept-Encoding", coding)
		answer := httptest.NewRecorder()
		engine.ServeHTTP(answer, request)
		if answer.Code != http.StatusOK {
			s.Fatalf("the feed gave %d", answer.Code)
		}
		return answer.Body.Len()
	}
	s.note(plainFeed, float64(pull("identity")))
	s.note(packedFeed, float64(pull("gzip")))
	must(s.T, s.db.Write(s.Context()).Exec(`UPDATE feed_generation SET generation = generation + 1`).Error)
	clock = clock.Add(2 * time.Second)
	s.count(rebuild, func() error { pull("gzip"); return nil })
	s.count(standing, func() error { pull("gzip"); return nil })
}
