package article_test

import (
	"context"
	"crypto/rand"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/candidate"
	"github.com/lantoa/lantoa/internal/checklist/facts"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/line"
	"github.com/lantoa/lantoa/internal/link"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/render"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/articles"
	"github.com/lantoa/lantoa/internal/store/channels"
	"github.com/lantoa/lantoa/internal/store/flows"
	"github.com/lantoa/lantoa/internal/store/ledger"
	"github.com/lantoa/lantoa/internal/store/links"
	"github.com/lantoa/lantoa/internal/store/media"
	"github.com/lantoa/lantoa/internal/store/plans"
	"github.com/lantoa/lantoa/internal/store/storetest"
	"github.com/lantoa/lantoa/internal/store/variants"
	"github.com/lantoa/lantoa/internal/text"
	"github.com/lantoa/lantoa/internal/variant"
)

// fixture is a newsroom on a database of its own; only the deliveries are not real, since
// article.Deliveries turns an import around.
type fixture struct {
	*testing.T
	db         *store.DB
	store      *articles.Store
	service    *article.Service
	options    article.Options
	lines      *line.Service
	units      *plan.Service
	deliveries *deliveries
	micros     atomic.Int64
}

// each runs a test in a new fixture on each database.
func each(t *testing.T, test func(w *fixture)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(newFixture(t, db)) })
}

func newFixture(t *testing.T, db *store.DB) *fixture {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	w := &fixture{T: t, db: db, store: articles.New(db), deliveries: &deliveries{}}
	w.micros.Store(time.Date(2024, 10, 28, 3, 0, 0, 0, time.UTC).UnixMicro())
	w.units = w.plan(zone)
	w.options = article.Options{Store: w.store, Texts: w.store, Releases: w.store, Lister: w.store, Plans: w.units, People: people{"coauthor", "tu", "mai", "khac"}, Library: media.New(db), Flows: flow.Reader{Store: flows.New(db)}, Approvals: w.store, Checklist: facts.New(facts.Options{Texts: w.store, Plans: w.units, Library: media.New(db), Doubles: w.store, HTML: text.NewHTML(), Zone: zone, Now: w.now}), Variants: variant.Book{Store: variants.New(db)},
		Candidates: candidate.New(candidate.Options{Texts: w.store, Releases: w.store, Plans: w.units, Library: media.New(db), Templates: channels.New(db), Variants: variant.Book{Store: variants.New(db)},
			Corrections: link.Book{Store: links.New(db), Releases: w.store, Address: render.Addresses{Public: "https://ban.example"}.Story}, Zone: zone}),
		Deliveries: w.deliveries, Trail: audit.New(ledger.NewAudit(db), w.now, rand.Reader), HTML: text.NewHTML(), Zone: zone, Now: w.now,
		NewID: func() string { return uuid.Must(uuid.NewV7()).String() }}
	w.open()
	return w
}

// open starts the services anew.
func (w *fixture) open() {
	w.service = article.New(w.options)
	w.lines = line.New(line.Options{Articles: w.service, Texts: w.store, Releases: w.store, HTML: w.options.HTML, Now: w.now, NewID: w.options.NewID})
}

// plan loads the plan of the province, whose period includes the day of the tests.
func (w *fixture) plan(zone *time.Location) *plan.Service {
	w.Helper()
	b, err := os.ReadFile("../plan/data/nam-dinh-2021-2025.json")
	document, err := plan.Parse(must(w, b, err))
	must(w, document, err)
	service := plan.New(plans.New(w.db), w.now, zone)
	_, _, err = service.Load(w.Context(), document)
	return must(w, service, err)
}

func (w *fixture) now() time.Time { return time.UnixMicro(w.micros.Load()).UTC() }

func (w *fixture) pass(d time.Duration) { w.micros.Add(d.Microseconds()) }

// The units of the plan that the people below belong to.
const (
	ours   = "so-thong-tin-va-truyen-thong"
	theirs = "so-y-te"
)

// person makes somebody with roles in our unit.
func person(id string, roles ...right.Role) right.Actor {
	a := right.Actor{ID: id, Name: id}
	for _, role := range roles {
		a.Grants = append(a.Grants, right.Grant{Role: role, Unit: ours})
	}
	return a
}

func lan() right.Actor  { return person("lan", right.Author, right.Approver, right.Editor) }
func minh() right.Actor { return person("minh", right.Author, right.Approver, right.Editor) }
func hoa() right.Actor  { return person("hoa", right.Approver) }

// facets are complete enough to submit.
func facets() plan.Facets {
	return plan.Facets{Pillars: []string{"apsc"}, Areas: []string{"hoat-dong-va-hop-tac-asean"}}
}

func story() manuscript.Text {
	return manuscript.Text{Title: "Nam Định gặp gỡ ASEAN", Lead: "Tỉnh tổ chức gặp gỡ các đại sứ.", Body: "<p>Sáng nay tại thành phố Nam Định.</p>"}
}

// create makes a complete Vietnamese story.
func (w *fixture) create(by right.Actor) article.Edition {
	w.Helper()
	_, e, err := w.service.Create(w.Context(), by, article.Input{Unit: ours, Facets: facets(), Lang: "vi", Text: story()})
	return must(w, e, err)
}

func at(e article.Edition) article.At {
	return article.At{Ref: article.Ref{Article: e.Article, Lang: e.Lang}, Version: e.Version}
}

func (w *fixture) save(by right.Actor, e article.Edition, title string) article.Edition {
	w.Helper()
	t := story()
	t.Title = title
	saved, err := w.service.SaveText(w.Context(), by, at(e), t)
	return must(w, saved, err)
}

func (w *fixture) submit(by right.Actor, e article.Edition) article.Edition {
	w.Helper()
	done, err := w.service.Submit(w.Context(), by, at(e))
	return must(w, done, err)
}

// hash is what an approver is shown.
func (w *fixture) hash(e article.Edition) string {
	w.Helper()
	_, hash, err := w.service.Candidate(w.Context(), hoa(), at(e).Ref)
	return must(w, hash, err)
}

func (w *fixture) approve(by right.Actor, e article.Edition) (article.Edition, release.Release) {
	w.Helper()
	done, r, _, err := w.service.Approve(w.Context(), by, at(e), w.hash(e))
	return must(w, done, err), r
}

// read returns the edition as it is stored.
func (w *fixture) read(e article.Edition) article.Edition {
	w.Helper()
	stored, err := w.store.Edition(w.Context(), at(e).Ref)
	return must(w, stored, err)
}

// put brings an edition to a state without the acts that lead there.
func (w *fixture) put(e article.Edition, change func(*article.Edition)) article.Edition {
	w.Helper()
	change(&e)
	must(w, 0, w.store.SaveEdition(w.Context(), e, nil))
	return e
}

func (w *fixture) revisions(e article.Edition) []article.Revision {
	w.Helper()
	list, err := w.store.Revisions(w.Context(), e.ID, article.Part{})
	for i, r := range must(w, list, err) {
		list[i], err = w.store.Revision(w.Context(), r.ID)
		must(w, r, err)
	}
	return list
}

// of returns the article of an edition as it is stored.
func (w *fixture) of(e article.Edition) article.Article {
	w.Helper()
	a, err := w.store.Article(w.Context(), e.Article)
	return must(w, a, err)
}

// count counts the rows of a table that meet a condition.
func (w *fixture) count(table, condition string, args ...any) int {
	w.Helper()
	var n int64
	err := w.db.Read(w.Context()).Table(table).Where(condition, args...).Count(&n).Error
	return int(must(w, n, err))
}

func must[V any](w *fixture, value V, err error) V {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
	return value
}

// wants fails unless err has the code and names exactly the places.
func (w *fixture) wants(err error, code fault.Code, places ...string) {
	w.Helper()
	e, ok := fault.As(err)
	if !ok || e.Code != code {
		w.Fatalf("got %v, want code %s", err, code)
	}
	var got []string
	for _, field := range e.Fields {
		got = append(got, field.Pointer)
		if field.Detail.VI == "" || field.Detail.EN == "" {
			w.Errorf("%s says nothing in one language: %+v", field.Pointer, field.Detail)
		}
	}
	slices.Sort(got)
	slices.Sort(places)
	if !slices.Equal(got, places) {
		w.Fatalf("faults at %v, want %v (%v)", got, places, err)
	}
}

// deliveries records what the acts ask for and says how far an edition came.
type deliveries struct {
	mu    sync.Mutex
	calls []string
	reach article.Reach
}

func (d *deliveries) note(what string) (article.Effect, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.calls = append(d.calls, what)
	return article.Effect{Voided: []string{what}}, nil
}

func (d *deliveries) Approved(_ context.Context, _ right.Actor, e article.Edition, r release.Release) (article.Effect, error) {
	return d.note("approved " + e.ApprovedRelease + " " + r.ID)
}

func (d *deliveries) Reopened(_ context.Context, _ right.Actor, e article.Edition) (article.Effect, error) {
	return d.note("reopened " + e.ApprovedRelease)
}

func (d *deliveries) Withdrawn(_ context.Context, _ right.Actor, e article.Edition) (article.Effect, error) {
	return d.note("withdrawn " + e.Note.Text)
}

func (d *deliveries) Reached(context.Context, string) (article.Reach, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.reach, nil
}

func (d *deliveries) ReachedSoFar(ctx context.Context, edition string) (article.Reach, error) {
	return d.Reached(ctx, edition)
}

func (d *deliveries) heard() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Join(d.calls, "; ")
}
