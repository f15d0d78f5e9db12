package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lantoa/lantoa/api"
	"github.com/lantoa/lantoa/api/settings"
	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/app"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/dispatch"
	"github.com/lantoa/lantoa/internal/live"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

const (
	public   = "https://lantoa.example"
	ours     = "so-noi-vu"
	password = "mot con vit xoe ra hai cai canh"
)

// fixture is the whole edge on real services and a database of its own.
type fixture struct {
	*testing.T
	db       *store.DB
	server   *api.Server
	accounts *account.Service
	services *app.Services
	engine   *dispatch.Dispatcher // which no test but those that send runs
	live     *live.Hub            // which no test but those that follow runs
	presence *live.Presence
	log      bytes.Buffer
	keys     map[string]string // API keys by the name of their person
	ids      map[string]string
	late     atomic.Int64 // what a test has let pass
	letters  outbox
}

// each runs a test in a new fixture on each database.
func each(t *testing.T, test func(w *fixture)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(newFixture(t, db, account.DemandOff)) })
}

// light runs a test in a fixture on SQLite, for what no database has a part in.
func light(t *testing.T, test func(w *fixture)) {
	t.Helper()
	t.Parallel()
	db := storetest.Open(t, store.Options{DataDir: t.TempDir()})
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	test(newFixture(t, db, account.DemandOff))
}

func newFixture(t *testing.T, db *store.DB, demand account.Demand, more ...func(c *config.Config)) *fixture {
	t.Helper()
	w := &fixture{T: t, db: db, keys: map[string]string{}, ids: map[string]string{}}
	log := slog.New(slog.NewJSONHandler(&w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	c := config.Config{Data: t.TempDir(), PublicURL: public, Zone: must(time.LoadLocation("Asia/Ho_Chi_Minh")), Workers: 1, SiteName: "Lan tỏa", SecondFactor: string(demand), RemindHours: 24,
		OIDC: config.OIDC{Issuer: "https://sso.example", ClientID: "lantoa"}}
	for _, set := range more {
		set(&c)
	}
	s := must(app.Wire(t.Context(), app.Parts{Config: c, DB: db, Log: log, Now: w.now, Serving: true, Post: &w.letters}))
	_, _, err := s.Plans.Load(t.Context(), must(plan.Parse([]byte(plan.NamDinh))))
	w.ok(err)
	w.services, w.accounts, w.engine, w.live, w.presence = s, s.Accounts, s.Dispatcher, s.Live, s.Presence
	w.server = must(api.New(api.Options{Accounts: s.Accounts, Delegations: s.Delegations, Names: s.Names, SSO: s.SSO, Roster: s.Roster, Articles: s.Articles, Lines: s.Lines, Flows: s.Flows, Reviews: s.Reviews, Planner: s.Planner, Desk: s.Desk, Previews: s.Previews, Clipboard: s.Clipboard, Variants: s.Variants, Languages: s.Languages, Media: s.Media, Attachments: s.Attachments, Word: s.Word, Channels: s.Channels, Comments: s.Comments, Digests: s.Digests, Intake: s.Intake, Plans: s.Plans, Units: s.Units,
		Idempotency: s.Idempotency, Audit: s.Audit, Inspection: s.Inspection, Live: s.Live, Presence: s.Presence, Notices: s.Notices, Calendar: s.Calendar, Coverage: s.Coverage, Planning: s.Planning, Requests: s.Requests, Series: s.Series, Pieces: s.Pieces, Links: s.Links, Views: s.Views, Preferences: s.Preferences, Settings: []settings.Setting{{Name: "LANTOA_ZONE", Source: "default"}}, PublicURL: public, Zone: c.Zone, CursorKey: s.CursorKey, Spool: s.MediaDir, Version: "v1.2.3", Log: log, Now: w.now, NewID: newID}))
	w.staff()
	return w
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// now is a day on which the units of the plan are at work, plus what a test lets pass.
func (w *fixture) now() time.Time {
	return time.Date(2025, 3, 3, 1, 0, 0, 0, time.UTC).Add(time.Duration(w.late.Load()))
}

// staff makes the people of the newsroom, each with an API key.
func (w *fixture) staff() {
	for name, roles := range map[string][]right.Role{
		"lan": {right.Author, right.Approver, right.Editor}, "hoa": {right.Approver, right.Secretary}, "an": {right.Inspector},
		"chi": {right.TechnicalAdmin}, "bao": {right.Press},
	} {
		var grants []right.Grant
		for _, role := range roles {
			unit := ours
			if name == "chi" {
				unit = "" // the whole house
			}
			grants = append(grants, right.Grant{Role: role, Unit: unit})
		}
		p := must(w.accounts.CreatePerson(w.Context(), right.System(), account.NewPerson{Login: name + ".test", Name: "Test " + name, Grants: grants}))
		key, _, err := w.accounts.CreateKey(w.Context(), right.System(), account.NewKey{Person: p.ID, Name: "test"})
		w.ok(err)
		w.keys[name], w.ids[name] = key.Reveal(), p.ID
	}
}

// must returns a value that has to be there; the panic ends the test that asks.
func must[V any](value V, err error) V {
	if err != nil {
		panic(err)
	}
	return value
}

func (w *fixture) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// call is one request.
type call struct {
	as     string // name of a person; "" for a stranger
	method string
	path   string // below /api/v1 unless it begins with two slashes
	body   string
	header map[string]string
	from   string          // address; "" for the same one for all
	late   bool            // the time for it is over when it comes
	held   func()          // happens while the body is held back
	inside context.Context // nil for that of the test
	read   func()          // happens when some of the answer is there, as of a stream
}

// reader notices when something is sent before the answer ends.
type reader struct {
	*httptest.ResponseRecorder
	read func()
}

// Flush implements [http.Flusher].
func (r *reader) Flush() {
	r.ResponseRecorder.Flush()
	if r.read != nil {
		r.read()
	}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

func (w *fixture) do(c call) answer {
	w.Helper()
	path := "/api/v1" + c.path
	if rooted, ok := strings.CutPrefix(c.path, "//"); ok {
		path = "/" + rooted
	}
	var sent io.Reader = strings.NewReader(c.body)
	if c.held != nil {
		sent = &heldBack{Reader: sent, during: c.held}
	}
	ctx := w.Context()
	if c.inside != nil {
		ctx = c.inside
	}
	r := httptest.NewRequestWithContext(ctx, c.method, path, sent)
	if c.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.as != "" {
		r.Header.Set("Authorization", "Bearer "+w.keys[c.as])
	}
	for name, value := range c.header {
		r.Header.Set(name, value)
	}
	if c.from != "" {
		r.RemoteAddr = c.from
	}
	if c.late {
		over, cancel := context.WithTimeout(r.Context(), 0)
		defer cancel()
		r = r.WithContext(over)
	}
	recorder := httptest.NewRecorder()
	w.server.ServeHTTP(&reader{recorder, c.read}, r)
	result := recorder.Result()
	defer result.Body.Close()
	body, err := io.ReadAll(result.Body)
	w.ok(err)
	return answer{status: result.StatusCode, header: result.Header, body: string(body)}
}

// heldBack is a body that comes late.
type heldBack struct {
	io.Reader
	during func()
}

func (h *heldBack) Read(b []byte) (int, error) {
	if h.during != nil {
		h.during()
		h.during = nil
	}
	return h.Reader.Read(b)
}

// wants makes a call and fails unless it is answered with the status.
func (w *fixture) wants(status int, c call) answer {
	w.Helper()
	a := w.do(c)
	if a.status != status {
		w.Fatalf("%s %s by %q: %d, want %d: %s", c.method, c.path, c.as, a.status, status, a.body)
	}
	return a
}

// get reads a value of a JSON answer by a path such as "editions.0.state".
func (w *fixture) get(a answer, path string) any {
	w.Helper()
	var value any
	w.ok(json.Unmarshal([]byte(a.body), &value))
	for step := range strings.SplitSeq(path, ".") {
		switch at := value.(type) {
		case map[string]any:
			value = at[step]
		case []any:
			i := int(step[0] - '0')
			if i >= len(at) {
				w.Fatalf("%s ends before %s in %s", path, step, a.body)
			}
			value = at[i]
		default:
			w.Fatalf("%s ends before %s in %s", path, step, a.body)
		}
	}
	return value
}

func (w *fixture) text(a answer, path string) string {
	w.Helper()
	s, ok := w.get(a, path).(string)
	if !ok {
		w.Fatalf("%s is no text in %s", path, a.body)
	}
	return s
}

const story = `{"unit":"so-noi-vu","lang":"vi","title":"Nam Định gặp gỡ ASEAN","lead":"Tỉnh gặp gỡ các đại sứ.","body":"<p>Sáng nay.</p>",
	"facets":{"pillars":["apsc"],"areas":["hoat-dong-va-hop-tac-asean"]}}`

// create makes a story by lan and gives its id.
func (w *fixture) create() string {
	w.Helper()
	return w.text(w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: "/articles", body: story}), "id")
}

func edition(id string) string { return "/articles/" + id + "/editions/vi" }

func (w *fixture) submit(id string) {
	w.Helper()
	w.wants(http.StatusOK, call{as: "lan", method: "POST", path: edition(id) + "/submit"})
}

// hash is what an approver is shown.
func (w *fixture) hash(id string) string {
	w.Helper()
	return w.text(w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: edition(id) + "/candidate"}), "hash")
}

// approved makes a story that is approved by hoa.
func (w *fixture) approved() string {
	w.Helper()
	id := w.create()
	w.submit(id)
	w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/approve", body: `{"hash":"` + w.hash(id) + `"}`})
	return id
}

// channel makes a trial channel and gives its id.
func (w *fixture) channel(name string) string {
	w.Helper()
	return w.text(w.wants(http.StatusCreated, call{as: "chi", method: "POST", path: "/channels", body: `{"kind":"sandbox","name":"` + name + `"}`}), "id")
}

// planned makes an approved story that waits for an hour in 2099 on a channel, and gives
// their ids and that of the delivery.
func (w *fixture) planned() (story, channel, delivery string) {
	w.Helper()
	story, channel = w.approved(), w.channel("Kênh thử "+newID())
	a := w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(story) + "/schedule",
		body: `{"channels":["` + channel + `"],"at":{"time":"2099-11-23T07:30","zone":"Asia/Ho_Chi_Minh"}}`})
	return story, channel, w.text(a, "deliveries.0.id")
}
