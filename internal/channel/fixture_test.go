package channel_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/all"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/channels"
	"github.com/lantoa/lantoa/internal/store/ledger"
	"github.com/lantoa/lantoa/internal/store/storetest"
	"github.com/lantoa/lantoa/scheduler"
)

// fixture is a service on a real database, with a destination whose answers a test decides.
type fixture struct {
	*channel.Service
	db      *store.DB
	options channel.Options
	now     atomic.Int64 // microseconds, of the database
	ahead   atomic.Int64 // by how much the process's clock is ahead
	probe   *probe
}

func each(t *testing.T, test func(t *testing.T, w *fixture)) {
	t.Helper()
	t.Parallel()
	storetest.EachOptions(t, func(t *testing.T, o store.Options) { test(t, newFixture(t, o)) })
}

func newFixture(t *testing.T, o store.Options) *fixture {
	t.Helper()
	w := &fixture{probe: &probe{health: connector.Health{Class: connector.OK, Account: "probe"}}}
	w.now.Store(time.Date(2026, 11, 23, 0, 30, 0, 0, time.UTC).UnixMicro())
	o.Clock = func() time.Time { return store.Instant(w.now.Load()) }
	w.db = storetest.Open(t, o)
	registry, err := connector.NewRegistry(append(all.Specs(), w.probe.spec(), w.probe.texts())...)
	if err != nil {
		t.Fatal(err)
	}
	w.options = channel.Options{Store: channels.New(w.db), Registry: registry, Box: box(t), HTTP: http.DefaultClient, Plans: units{"so-vhttdl", "so-tttt"},
		Zone: time.UTC, Next: scheduler.Next, Trail: audit.New(ledger.NewAudit(w.db), w.clock, rand.Reader), Now: w.clock, NewID: newID}
	w.Service = channel.New(w.options)
	return w
}

func (w *fixture) clock() time.Time { return store.Instant(w.now.Load() + w.ahead.Load()) }

func (w *fixture) pass(d time.Duration) { w.now.Add(d.Microseconds()) }

// withBox is the same house started with another key.
func (w *fixture) withBox(b *secret.Box) *channel.Service {
	o := w.options
	o.Box = b
	return channel.New(o)
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func box(t *testing.T) *secret.Box {
	t.Helper()
	b, err := secret.OpenKey("", secret.New(secret.GenerateKey()))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// units are the codes that exist.
type units []string // of a plan with two languages

func (units) CheckCodes(_ context.Context, c plan.Codes) error {
	if c.Lang == "" || c.Lang == "vi" || c.Lang == "en" {
		return nil
	}
	return fault.Invalid("/lang", fault.T("không có ngôn ngữ này", "there is no such language"))
}

func (u units) CheckUnit(_ context.Context, code string, _ plan.Date) error {
	if slices.Contains(u, code) {
		return nil
	}
	return fault.Invalid("/unit", fault.T("không có đơn vị này", "there is no such unit"))
}

// probe is a destination that keeps what its connector was made of.
type probe struct {
	mu     sync.Mutex
	health connector.Health
	refuse error // of the constructor
	during func()
	made   []connector.Values
	// sessions are those of the connectors that were made.
	sessions []connector.Session
}

func (p *probe) spec() connector.Spec {
	return connector.Spec{
		Kind: "probe", Label: fault.T("Thử", "Probe"), Proof: connector.ProofNone,
		Guards: map[connector.Intent]connector.Guard{connector.Publish: connector.GuardNone},
		Settings: []connector.Setting{
			{Name: "url", Kind: connector.SettingURL, Required: true},
			{Name: "note", Kind: connector.SettingText, Default: "mặc định"},
			{Name: "limit", Kind: connector.SettingNumber, Min: 1, Max: 5, Default: "2"},
			{Name: "password", Kind: connector.SettingSecret, Required: true},
			{Name: "token", Kind: connector.SettingSecret},
		},
		New: func(values connector.Values, deps connector.Deps) (connector.Connector, error) {
			p.mu.Lock()
			defer p.mu.Unlock()
			if p.refuse != nil {
				return nil, p.refuse
			}
			p.made, p.sessions = append(p.made, values), append(p.sessions, deps.Session)
			return p, nil
		},
	}
}

// texts is a kind that takes texts of 100 signs.
func (p *probe) texts() connector.Spec {
	spec := p.spec()
	spec.Kind, spec.Text = "texts", connector.TextForm{Most: 100, Unit: connector.UnitGraphemes}
	return spec
}

func (p *probe) set(change func(p *probe)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(p)
}

// last returns the settings of which the newest connector was made.
func (p *probe) last() connector.Values {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.made[len(p.made)-1]
}

func (p *probe) Check(context.Context) connector.Health {
	p.mu.Lock()
	health, during := p.health, p.during
	p.mu.Unlock()
	if during != nil {
		during()
	}
	return health
}

func (p *probe) Send(context.Context, connector.Call) connector.Outcome {
	return connector.Outcome{Class: connector.OK}
}

func admin(grants ...string) right.Actor {
	a := right.Actor{ID: "admin", Name: "Quản trị"}
	for _, unit := range grants {
		a.Grants = append(a.Grants, right.Grant{Role: right.TechnicalAdmin, Unit: unit})
	}
	return a
}

func person(role right.Role) right.Actor {
	return right.Actor{ID: string(role), Grants: []right.Grant{{Role: role}}}
}

// input is a good channel of the probe.
func input(name string) channel.Input {
	return channel.Input{Kind: "probe", Patch: channel.Patch{Name: &name,
		Settings: channel.Given(map[string]string{"url": "https://dest.example/api", "password": "pass word 1"})}}
}

func (w *fixture) create(t *testing.T, in channel.Input) channel.Channel {
	t.Helper()
	c, err := w.Create(t.Context(), admin(""), in)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// acts returns the actions of the record and the kinds of the events, oldest first.
func (w *fixture) acts(t *testing.T) (records, events []string) {
	t.Helper()
	read := w.db.Read(t.Context())
	if err := read.Raw("SELECT action || CASE WHEN refused THEN ' refused' ELSE '' END FROM audit ORDER BY id").Scan(&records).Error; err != nil {
		t.Fatal(err)
	}
	if err := read.Raw("SELECT kind FROM event ORDER BY id").Scan(&events).Error; err != nil {
		t.Fatal(err)
	}
	return records, events
}

// pointers returns the places of an error's faults, sorted.
func pointers(t *testing.T, err error, code fault.Code) []string {
	t.Helper()
	e, ok := fault.As(err)
	if !ok || e.Code != code {
		t.Fatalf("error %v, want %s", err, code)
	}
	var list []string
	for _, f := range e.Fields {
		if f.Detail.VI == "" || f.Detail.EN == "" {
			t.Errorf("%s has no words", f.Pointer)
		}
		list = append(list, f.Pointer)
	}
	slices.Sort(list)
	return list
}
