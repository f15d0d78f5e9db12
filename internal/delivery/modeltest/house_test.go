package modeltest

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/candidate"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/checklist/facts"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/dispatch"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/link"
	"github.com/lantoa/lantoa/internal/plan"
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

// house is the whole newsroom on a database, at the hour that the test says. It outlives
// the lives of stories that are played in it, one after the other.
type house struct {
	db       *store.DB
	stories  *articles.Store
	queue    *deliveries.Store
	articles *article.Service
	channels *channel.Service
	planner  *delivery.Planner
	desk     *delivery.Desk
	trail    *audit.Log
	heard    *hearing

	mu   sync.Mutex
	hour time.Time
	ids  int
	dest *destination // of the life that is played
}

// each gives the test a house on either database.
func each(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	t.Parallel()
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		h := &house{hour: morning(), heard: &hearing{}}
		o.Clock = h.now
		h.db = storetest.Open(t, o)
		if err := h.furnish(t); err != nil {
			t.Fatal(err)
		}
		test(t, h)
	})
}

func morning() time.Time { return time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC) }

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.hour
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.hour = h.hour.Add(d)
}

// newID counts, so that a life that is played again is the same to the letter.
func (h *house) newID() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ids++
	return fmt.Sprintf("01900000-0000-7000-8000-%012x", h.ids)
}

func (h *house) furnish(t *testing.T) error {
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		return err
	}
	h.stories = articles.New(h.db)
	h.queue = deliveries.New(h.db, h.stories)
	h.trail = audit.New(ledger.NewAudit(h.db), h.now, rand.Reader)
	facets := plan.New(plans.New(h.db), h.now, zone)
	document, err := plan.Parse([]byte(plan.NamDinh))
	if err != nil {
		return err
	}
	if _, _, err = facets.Load(t.Context(), document); err != nil {
		return err
	}
	registry, err := connector.NewRegistry(h.kinds()...)
	if err != nil {
		return err
	}
	box, err := secret.OpenKey(t.TempDir(), secret.Secret{})
	if err != nil {
		return err
	}
	h.channels = channel.New(channel.Options{Store: channels.New(h.db), Registry: registry, Box: box, HTTP: nowhere{}, Plans: facets, Zone: zone, Next: scheduler.Next, Trail: h.trail, Now: h.now, NewID: h.newID})
	h.planner = delivery.NewPlanner(delivery.PlannerOptions{Store: h.queue, Channels: h.channels, Articles: h.stories, Units: facets, Trail: h.trail, Wake: func() {}, NewID: h.newID})
	h.desk = delivery.NewDesk(delivery.DeskOptions{Store: h.queue, Reader: h.queue, Channels: h.channels, Trail: h.trail, Wake: func() {}, Zone: zone})
	candidates := candidate.New(candidate.Options{Texts: h.stories, Releases: h.stories, Plans: facets, Library: media.New(h.db), Templates: channels.New(h.db), Variants: variant.Book{Store: variants.New(h.db)},
		Corrections: link.Book{Store: links.New(h.db), Releases: h.stories, Address: render.Addresses{Public: "https://ban.example"}.Story}, Zone: zone})
	h.articles = article.New(article.Options{Store: h.stories, Texts: h.stories, Releases: h.stories, Lister: h.stories, Plans: facets, Library: media.New(h.db), Flows: flow.Reader{Store: flows.New(h.db)}, Approvals: h.stories, Checklist: facts.New(facts.Options{Texts: h.stories, Plans: facets, Library: media.New(h.db), Doubles: h.stories, HTML: text.NewHTML(), Zone: zone, Now: h.now}), Variants: variant.Book{Store: variants.New(h.db)},
		Candidates: candidates, Deliveries: h.planner, Trail: h.trail, HTML: text.NewHTML(), Zone: zone, Now: h.now, NewID: h.newID})
	return nil
}

// nowhere sends nothing: the destinations of a life need no network.
type nowhere struct{ connector.Doer }

// kinds are two kinds of destination for each guard, with a proof and without.
func (h *house) kinds() []connector.Spec {
	var specs []connector.Spec
	for _, guard := range guards() {
		for _, proof := range []connector.Proof{connector.ProofNone, connector.ProofPage} {
			spec := connector.Spec{Kind: kindOf(guard, proof, false), Label: fault.T("Thử", "Test"), Help: fault.T("Thử", "Test"), Proof: proof,
				Guards: map[connector.Intent]connector.Guard{connector.Publish: guard, connector.Correct: guard, connector.Withdraw: guard},
				New:    func(connector.Values, connector.Deps) (connector.Connector, error) { return wire{h.dest}, nil }}
			specs = append(specs, spec)
			spec.Kind, spec.Text = kindOf(guard, proof, true), connector.TextForm{Most: 500, Unit: connector.UnitGraphemes}
			specs = append(specs, spec)
		}
	}
	return specs
}

func guards() []connector.Guard {
	return []connector.Guard{connector.GuardLookUp, connector.GuardKey, connector.GuardNone}
}

// kindOf is a kind that takes whole stories, or texts that lead to them.
func kindOf(guard connector.Guard, proof connector.Proof, leads bool) string {
	if leads {
		return "model_text_" + string(guard) + "_" + string(proof)
	}
	return "model_" + string(guard) + "_" + string(proof)
}

// empty makes the house as it was before the last life.
func (h *house) empty(ctx context.Context) error {
	h.mu.Lock()
	h.hour, h.ids = morning(), 0
	h.mu.Unlock()
	return h.db.InTx(ctx, func(ctx context.Context) error {
		handle := h.db.Write(ctx)
		if err := handle.Exec(`UPDATE delivery SET depends_on = NULL`).Error; err != nil {
			return err
		}
		drop := `DROP TRIGGER IF EXISTS approval_kept` // a new life begins without the approvals of the one before
		if h.db.Dialect() == store.Postgres {
			drop += ` ON approval`
		}
		if err := handle.Exec(drop).Error; err != nil {
			return err
		}
		for _, table := range []string{"attempt", "delivery", "approval", "release_file", "release_facet", "release", "contribution", "working_copy", "revision",
			"edition", "article_facet", "article", "channel_session", "channel_template", "channel"} {
			if err := handle.Exec(`DELETE FROM ` + table).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

// engine is what a process works with; its store and its channels are wrapped by the test.
func (h *house) engine() dispatch.Options {
	return dispatch.Options{Store: h.queue, Queue: h.queue, Releases: h.stories, Channels: h.channels,
		Renderer: render.Renderer{Addresses: render.Addresses{Public: "https://lantoa.example"}, Zone: time.UTC}, Trail: h.trail,
		Log: slog.New(slog.NewTextHandler(h.heard, nil)), Now: h.now, NewID: h.newID, Instance: "model", Workers: 1, Lease: leaseTime, Timeout: time.Minute}
}

const (
	leaseTime  = 30 * time.Second
	settleTime = time.Minute // of a new channel
)

// hearing keeps what the engine logs.
type hearing struct {
	mu    sync.Mutex
	lines []string
}

func (l *hearing) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, string(line))
	return len(line), nil
}

// take gives the lines since the last time.
func (l *hearing) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	lines := l.lines
	l.lines = nil
	return lines
}

func writer() right.Actor {
	return right.Actor{ID: "writer", Grants: []right.Grant{{Role: right.Author}, {Role: right.Editor}}}
}

func approver() right.Actor {
	return right.Actor{ID: "approver", Grants: []right.Grant{{Role: right.Approver}}}
}
