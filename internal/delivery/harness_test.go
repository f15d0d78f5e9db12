package delivery_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/candidate"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/checklist/facts"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/feeds"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/dispatch"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/link"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/render"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/articles"
	"github.com/lantoa/lantoa/internal/store/channels"
	"github.com/lantoa/lantoa/internal/store/deliveries"
	"github.com/lantoa/lantoa/internal/store/flows"
	"github.com/lantoa/lantoa/internal/store/ledger"
	"github.com/lantoa/lantoa/internal/store/links"
	"github.com/lantoa/lantoa/internal/store/media"
	"github.com/lantoa/lantoa/internal/store/plans"
	"github.com/lantoa/lantoa/internal/store/storetest"
	"github.com/lantoa/lantoa/internal/store/variants"
	"github.com/lantoa/lantoa/internal/text"
	"github.com/lantoa/lantoa/internal/variant"
	"github.com/lantoa/lantoa/scheduler"
)

// harness is the whole newsroom on a database, with one destination that a test directs.
type harness struct {
	*testing.T
	db       *store.DB
	stories  *articles.Store
	queue    *deliveries.Store
	articles *article.Service
	variants *variant.Service
	channels *channel.Service
	planner  *delivery.Planner
	desk     *delivery.Desk
	trail    *audit.Log
	place    *place
}

func each(t *testing.T, test func(h *harness)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(newHouse(t, db)) })
}

// onPostgres is for what several hold at a time: on SQLite one writes alone.
func onPostgres(t *testing.T, test func(h *harness)) {
	t.Helper()
	t.Parallel()
	storetest.OnPostgres(t, func(t *testing.T, o store.Options) { test(newHouse(t, storetest.Open(t, o))) })
}

func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func newHouse(t *testing.T, db *store.DB) *harness {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	must(t, err)
	h := &harness{T: t, db: db, place: newPlace(), stories: articles.New(db)}
	h.queue = deliveries.New(db, h.stories)
	h.trail = audit.New(ledger.NewAudit(db), now, rand.Reader)
	facets := plan.New(plans.New(db), now, zone)
	document, err := plan.Parse([]byte(plan.NamDinh))
	must(t, err)
	_, _, err = facets.Load(t.Context(), document)
	must(t, err)
	registry, err := connector.NewRegistry(feeds.Spec(), h.place.spec("looked", connector.GuardLookUp), h.place.spec("keyed", connector.GuardKey), h.place.spec("blind", connector.GuardNone),
		h.place.proved(), h.place.oneway(), h.place.broken(), h.place.social(), h.place.keeping(), h.place.hanging(), h.place.spoken(), h.place.terse(), h.place.press(), h.place.spec(connector.TrialKind, connector.GuardLookUp))
	must(t, err)
	box, err := secret.OpenKey(t.TempDir(), secret.Secret{})
	must(t, err)
	h.channels = channel.New(channel.Options{Store: channels.New(db), Registry: registry, Box: box, HTTP: nowhere{}, Plans: facets, Zone: zone, Next: scheduler.Next, Trail: h.trail, Now: now, NewID: newID})
	h.planner = delivery.NewPlanner(delivery.PlannerOptions{Store: h.queue, Channels: h.channels, Articles: h.stories, Units: facets, Trail: h.trail, Wake: func() {}, NewID: newID})
	h.desk = delivery.NewDesk(delivery.DeskOptions{Store: h.queue, Reader: h.queue, Channels: h.channels, Trail: h.trail, Wake: func() {}, Zone: zone})
	candidates := candidate.New(candidate.Options{Texts: h.stories, Releases: h.stories, Plans: facets, Library: media.New(db), Templates: channels.New(db), Variants: variant.Book{Store: variants.New(db)},
		Corrections: link.Book{Store: links.New(db), Releases: h.stories, Address: render.Addresses{Public: "https://ban.example"}.Story}, Zone: zone})
	h.articles = article.New(article.Options{Store: h.stories, Texts: h.stories, Releases: h.stories, Lister: h.stories, Plans: facets, Library: media.New(db), Flows: flow.Reader{Store: flows.New(db)}, Approvals: h.stories, Checklist: facts.New(facts.Options{Texts: h.stories, Plans: facets, Library: media.New(db), Doubles: h.stories, HTML: text.NewHTML(), Zone: zone, Now: now}), Variants: variant.Book{Store: variants.New(db)},
		Candidates: candidates, Deliveries: h.planner, Trail: h.trail, HTML: text.NewHTML(), Zone: zone, Now: now, NewID: newID})
	h.variants = variant.New(variant.Options{Store: variants.New(db), Articles: h.articles, Channels: h.channels, Now: now})
	return h
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// run starts a dispatcher that works until the test ends.
func (h *harness) run() *dispatch.Dispatcher {
	h.Helper()
	d, stop := h.engine()
	h.Cleanup(stop)
	return d
}

// start starts a dispatcher and gives the function that stops it and waits for its end.
func (h *harness) start() (stop func()) {
	h.Helper()
	_, stop = h.engine()
	return stop
}

func (h *harness) engine() (*dispatch.Dispatcher, func()) {
	h.Helper()
	return h.engineOf(h.options())
}

func (h *harness) options() dispatch.Options {
	return dispatch.Options{Store: h.queue, Queue: h.queue, Releases: h.stories, Channels: h.channels,
		Renderer: render.Renderer{Addresses: render.Addresses{Public: "https://lantoa.example"}, Zone: time.UTC}, Trail: h.trail,
		Log: slog.New(slog.NewTextHandler(logOf(h.T), nil)), Now: now, NewID: newID, Instance: newID(), Workers: 8, Lease: 20 * time.Second, Timeout: 10 * time.Second}
}

func (h *harness) engineOf(o dispatch.Options) (*dispatch.Dispatcher, func()) {
	h.Helper()
	d := dispatch.New(o)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { d.Run(ctx); close(done) }()
	return d, func() { stop(); <-done }
}

func logOf(t *testing.T) *testLog { return &testLog{t: t} }

type testLog struct{ t *testing.T }

func (l *testLog) Write(b []byte) (int, error) {
	if os.Getenv("LANTOA_TEST_LOG") != "" {
		l.t.Log(strings.TrimSpace(string(b)))
	}
	return len(b), nil
}

func writer() right.Actor {
	return right.Actor{ID: "writer", Grants: []right.Grant{{Role: right.Author}}}
}

func approver() right.Actor {
	return right.Actor{ID: "approver", Grants: []right.Grant{{Role: right.Approver}}}
}

// channel makes a channel of a kind whose misses count at once after a look or two.
func (h *harness) channel(kind string) channel.Channel {
	h.Helper()
	name := kind + " " + newID()
	c, err := h.channels.Create(h.Context(), right.System(), channel.Input{Kind: kind, Patch: channel.Patch{Name: &name}})
	must(h.T, err)
	h.set(`UPDATE channel SET settle_usec = 1000 WHERE id = ?`, c.ID)
	return c
}

// set changes rows as no act could, to stand for time that passes and for hands outside.
func (h *harness) set(statement string, values ...any) {
	h.Helper()
	done := h.db.Write(h.Context()).Exec(statement, values...)
	must(h.T, done.Error)
	if done.RowsAffected == 0 {
		h.Fatalf("%s met no row", statement)
	}
}

// approved makes a story that was approved by another than its writer.
func (h *harness) approved(title string) article.Edition {
	h.Helper()
	_, e, err := h.articles.Create(h.Context(), writer(), article.Input{Unit: "cong-ttdt-tinh-ninh-binh", Lang: "vi",
		Facets: plan.Facets{Pillars: []string{"aec"}, Areas: []string{"hoat-dong-va-hop-tac-asean"}},
		Text:   manuscript.Text{Title: title, Lead: "Đoạn dẫn.", Body: "<p>Nội dung.</p>"}})
	must(h.T, err)
	return h.approve(e)
}

func ref(e article.Edition) article.Ref { return article.Ref{Article: e.Article, Lang: e.Lang} }

func (h *harness) approve(e article.Edition) article.Edition {
	h.Helper()
	done, _ := h.approving(e)
	return done
}

// approving submits and approves, and returns what that did to deliveries.
func (h *harness) approving(e article.Edition) (article.Edition, article.Effect) {
	h.Helper()
	_, err := h.articles.Submit(h.Context(), writer(), article.At{Ref: ref(e)})
	must(h.T, err)
	_, hash, err := h.articles.Candidate(h.Context(), approver(), ref(e))
	must(h.T, err)
	done, _, effect, err := h.articles.Approve(h.Context(), approver(), article.At{Ref: ref(e)}, hash)
	must(h.T, err)
	return done, effect
}

// publish plans an edition for now on channels.
func (h *harness) publish(e article.Edition, channels ...channel.Channel) []delivery.Delivery {
	h.Helper()
	order := delivery.Plan{Ref: ref(e), Now: true}
	for _, c := range channels {
		order.Channels = append(order.Channels, c.ID)
	}
	planned, err := h.planner.Schedule(h.Context(), approver(), order)
	must(h.T, err)
	var list []delivery.Delivery
	for _, one := range planned {
		list = append(list, one.Delivery)
	}
	return list
}

// change brings a correction of an edition that is out through review.
func (h *harness) change(e article.Edition, kind release.NoteKind, title string) {
	h.Helper()
	opened, err := h.articles.Correct(h.Context(), writer(), article.At{Ref: ref(e)}, release.Note{Kind: kind, Text: "Sửa " + title})
	must(h.T, err)
	saved, err := h.articles.SaveText(h.Context(), writer(), article.At{Ref: ref(e), Version: opened.Version}, manuscript.Text{Title: title, Lead: "Đoạn dẫn.", Body: "<p>Nội dung.</p>"})
	must(h.T, err)
	h.approve(saved)
}

func (h *harness) read(id string) delivery.Delivery {
	h.Helper()
	one, err := h.queue.Delivery(context.Background(), id)
	must(h.T, err)
	return one.Delivery
}

// of lists an edition's deliveries in order.
func (h *harness) of(e article.Edition) []delivery.Listed {
	h.Helper()
	all, err := h.queue.List(h.Context(), delivery.Filter{Edition: e.ID, Limit: 100})
	must(h.T, err)
	return all
}

// until waits for a delivery to come to a state.
func (h *harness) until(id string, state delivery.State) delivery.Delivery {
	h.Helper()
	var d delivery.Delivery
	h.eventually("delivery "+string(state), func() bool { d = h.read(id); return d.State == state })
	return d
}

// eventually polls a condition against a deadline.
func (h *harness) eventually(what string, holds func() bool) {
	h.Helper()
	deadline := time.After(time.Minute) // of a machine that does much else
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-deadline:
			h.Fatalf("never came: %s", what)
		case <-tick.C:
		}
	}
}

// nowhere sends nothing; the test's destination needs no network.
type nowhere struct{ connector.Doer }

// place is a destination: what it holds, and how it answers, is the test's to say.
type place struct {
	mu    sync.Mutex
	holds map[string]string // title by remote id
	sends []connector.Call
	looks int
	at    []time.Time // of each send, by the destination's clock
	busy  int
	peak  int // most sends at one time
	// answer directs the n-th send of a delivery, from 1; nil applies and answers ok.
	answer func(call connector.Call) behaviour
	gate   chan struct{} // a send waits for it when set
	// A proof that has begun says so in proving, then waits for proofs when set.
	proofs, proving chan struct{}
}

// behaviour is what the destination does with a send.
type behaviour struct {
	applies bool
	class   connector.Class
	words   string // beside its usual ones
	maybe   bool   // with Transient
}

func newPlace() *place { return &place{holds: map[string]string{}} }

func (p *place) spec(kind string, guard connector.Guard) connector.Spec {
	return connector.Spec{Kind: kind, Label: fault.T("Thử", "Test"), Help: fault.T("Thử", "Test"), Proof: connector.ProofNone,
		Guards:   map[connector.Intent]connector.Guard{connector.Publish: guard, connector.Correct: guard, connector.Withdraw: guard},
		Settings: []connector.Setting{{Name: "url", Kind: connector.SettingURL, Label: fault.T("Địa chỉ", "Address")}},
		New:      func(connector.Values, connector.Deps) (connector.Connector, error) { return &actor{p}, nil }}
}

func (p *place) direct(answer func(call connector.Call) behaviour) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = answer
}

func (p *place) count() (sends, looks, held int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.sends), p.looks, len(p.holds)
}

func (p *place) titles() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var titles []string
	for _, title := range p.holds {
		titles = append(titles, title)
	}
	return titles
}

// actor is the connector to the place.
type actor struct{ p *place }

func (a *actor) Check(context.Context) connector.Health { return connector.Health{Class: connector.OK} }

func (a *actor) Send(_ context.Context, call connector.Call) connector.Outcome {
	p := a.p
	p.mu.Lock()
	p.busy++
	p.peak = max(p.peak, p.busy)
	p.sends, p.at = append(p.sends, call), append(p.at, time.Now())
	gate, does := p.gate, behaviour{applies: true, class: connector.OK}
	if p.answer != nil {
		does = p.answer(call)
	}
	p.mu.Unlock()
	if gate != nil {
		<-gate
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.busy--
	id := call.Earlier.RemoteID
	if call.Post.Intent == connector.Publish {
		id = call.Key // as a destination does that honours a key, or an id of our choice
	}
	if does.applies && call.Post.Intent == connector.Withdraw {
		delete(p.holds, id)
	} else if does.applies {
		p.holds[id] = call.Post.Title
	}
	return connector.Outcome{Class: does.class, Maybe: does.maybe, Receipt: connector.Receipt{RemoteID: id, Address: "https://place.example/" + id + does.words},
		Handle: does.words, Reason: does.words, Detail: fault.T("lời của nơi nhận"+does.words, "the destination's words"+does.words)}
}

func (a *actor) Look(_ context.Context, call connector.Call) connector.Sighting {
	a.p.mu.Lock()
	defer a.p.mu.Unlock()
	a.p.looks++
	if _, ok := a.p.holds[call.Key]; ok {
		return connector.Sighting{Finding: connector.Found, Receipts: []connector.Receipt{{RemoteID: call.Key, Address: "https://place.example/" + call.Key}}}
	}
	return connector.Sighting{Finding: connector.Missing}
}

func at(e article.Edition) article.At { return article.At{Ref: ref(e)} }

// edition reads an edition as it is stored.
func (h *harness) edition(e article.Edition) article.Edition {
	h.Helper()
	stored, err := h.stories.Edition(h.Context(), ref(e))
	must(h.T, err)
	return stored
}
