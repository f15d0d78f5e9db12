package api_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/api/problem"
	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/idempotency"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/ledger"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// broken is a part of the edge whose routes fail in ways that no request can bring about.
type broken struct {
	fail func(c *gin.Context, err error)
}

func (b broken) Mount(r gin.IRoutes) {
	r.GET("/api/v1/broken/panic", func(*gin.Context) { panic("secret of the program") })
	r.GET("/api/v1/broken/gone", func(c *gin.Context) { b.fail(c, fault.New(fault.Gone, fault.Text{})) })
}

// TestEveryCode brings about each code of the catalogue over HTTP and holds the answer to
// RFC 9457 and to our own members.
func TestEveryCode(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newFixture(t, db, account.DemandAdmins)
		w.server.MountPages(broken{fail: func(c *gin.Context, err error) {
			rest.WriteProblem(c, problem.NewBook(public).Of(err, rest.ExchangeOf(c.Request.Context()).About()))
		}})
		calls := w.everyCode()
		for _, d := range fault.Catalogue() {
			c, ok := calls[d.Code]
			if !ok {
				t.Errorf("nothing brings about %s", d.Code)
				continue
			}
			for _, lang := range []string{"vi", "en"} {
				w.holds(d, lang, w.do(c.in(lang)))
			}
		}
	})
}

// in asks in a language.
func (c call) in(lang string) call {
	header := map[string]string{"Accept-Language": lang}
	for name, value := range c.header {
		header[name] = value
	}
	c.header = header
	return c
}

// holds compares a problem with its code's entry in the catalogue.
func (w *fixture) holds(d fault.Definition, lang string, a answer) {
	w.Helper()
	var p problem.Problem
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		w.Errorf("%s: %d %s", d.Code, a.status, a.body)
		return
	}
	want := problem.Problem{Type: public + "/problems/" + string(d.Code), Title: d.Title.In(lang), Status: a.status, Code: string(d.Code), Remedy: d.Remedy.In(lang)}
	got := problem.Problem{Type: p.Type, Title: p.Title, Status: p.Status, Code: p.Code, Remedy: p.Remedy}
	if a.status != problem.Status(d.Kind) || got.Error() != want.Error() || got.Type != want.Type || got.Title != want.Title || got.Remedy != want.Remedy || got.Status != want.Status {
		w.Errorf("%s in %s: %d %s", d.Code, lang, a.status, a.body)
	}
	if a.header.Get("Content-Type") != problem.ContentType || a.header.Get("Content-Language") != lang || p.RequestID == "" || p.RequestID != a.header.Get("X-Request-Id") {
		w.Errorf("%s in %s: headers %v, request %q", d.Code, lang, a.header, p.RequestID)
	}
	if strings.Contains(a.body, "secret of the program") {
		w.Errorf("%s shows what is inside: %s", d.Code, a.body)
	}
	page := w.do(call{method: "GET", path: "//problems/" + string(d.Code)})
	if page.status != http.StatusOK || !strings.Contains(page.body, d.Title.VI) || !strings.Contains(page.body, d.Title.EN) {
		w.Errorf("the page of %s: %d", d.Code, page.status)
	}
}

func (w *fixture) everyCode() map[fault.Code]call {
	draft, mine := w.create(), w.create()
	w.submit(mine)
	sent := w.out()
	approved := w.approved()
	key := map[string]string{"Idempotency-Key": "taken"}
	w.wants(http.StatusOK, call{as: "lan", method: "POST", path: edition(w.create()) + "/submit", header: key})
	w.running(draft)
	cookies := w.sessions()
	w.exhaust()
	return map[fault.Code]call{
		fault.Internal:            {method: "GET", path: "/broken/panic"},
		fault.Gone:                {method: "GET", path: "/broken/gone"},
		fault.MalformedBody:       {as: "lan", method: "POST", path: "/articles", body: `{"unit":`},
		fault.BodyTooLarge:        {as: "lan", method: "POST", path: "/articles", body: `"` + strings.Repeat("x", rest.MaxBody) + `"`},
		fault.MediaTypeUnknown:    {as: "lan", method: "POST", path: "/articles", body: `unit=so-noi-vu`, header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}},
		fault.ValidationFailed:    {as: "lan", method: "POST", path: "/articles", body: `{}`},
		fault.CursorInvalid:       {as: "lan", method: "GET", path: "/articles?cursor=forged"},
		fault.Unauthenticated:     {method: "GET", path: "/articles"},
		fault.SessionExpired:      {method: "GET", path: "/articles", header: cookies["expired"]},
		fault.ProofRequired:       {method: "POST", path: "/me/second-factor", header: cookies["stale"]},
		fault.SecondFactorNeeded:  {method: "POST", path: "/session", body: `{"login":"hoa.test","password":"` + password + `"}`},
		fault.SecondFactorMissing: {method: "GET", path: "/people", header: cookies["unready"]},
		fault.SignInFailed:        {method: "POST", path: "/session", body: `{"login":"nobody","password":"nothing"}`},
		fault.SetupLinkInvalid:    {method: "POST", path: "/setup", body: `{"token":"none","login":"chi.moi","name":"Chi","password":"` + password + `"}`},
		fault.CrossOrigin:         {method: "POST", path: "/session", body: `{"login":"a","password":"b"}`, header: map[string]string{"Sec-Fetch-Site": "cross-site"}},
		fault.Denied:              {as: "bao", method: "GET", path: "/articles"},
		fault.FourEyes:            {as: "lan", method: "POST", path: edition(mine) + "/approve", body: `{"hash":"` + w.hash(mine) + `"}`},
		fault.NotFound:            {as: "lan", method: "GET", path: "/articles/none"},
		fault.MethodNotAllowed:    {as: "lan", method: "DELETE", path: "/articles"},
		fault.StateConflict:       {as: "hoa", method: "POST", path: edition(draft) + "/approve", body: `{"hash":"x"}`},
		fault.AlreadyExists:       {as: "lan", method: "PUT", path: edition(draft), body: `{"title":"Lần nữa"}`, header: map[string]string{"If-None-Match": "*"}},
		fault.AlreadySent:         {as: "hoa", method: "POST", path: edition(sent) + "/reopen"},
		fault.ReadOnly:            {as: "lan", method: "PUT", path: edition(approved), body: `{"title":"Sửa lén"}`, header: map[string]string{"If-Match": `"3"`}},
		fault.StaleVersion:        {as: "lan", method: "PUT", path: edition(draft), body: `{"title":"Cũ"}`, header: map[string]string{"If-Match": `"99"`}},
		fault.ReleaseChanged:      {as: "hoa", method: "POST", path: edition(mine) + "/approve", body: `{"hash":"of other words"}`},
		fault.VersionRequired:     {as: "lan", method: "PUT", path: edition(draft), body: `{"title":"Không nói bản nào"}`},
		fault.IdempotencyMismatch: {as: "lan", method: "POST", path: edition(draft) + "/submit", header: key},
		fault.IdempotencyRunning:  {as: "lan", method: "POST", path: edition(draft) + "/archive", header: map[string]string{"Idempotency-Key": "running"}},
		fault.TooManyRequests:     {method: "GET", path: "/docs", from: greedy},
		fault.Unavailable:         {as: "lan", method: "GET", path: "/articles", late: true},
	}
}

// sessions makes one that has expired, one whose person was proven too long ago, and one
// that wants a second factor, which hoa has.
func (w *fixture) sessions() map[string]map[string]string {
	cookie := func(name string) map[string]string { return map[string]string{"Cookie": w.signIn(name)} }
	made := map[string]map[string]string{"expired": cookie("an"), "stale": cookie("bao"), "unready": cookie("chi")}
	w.enrol(map[string]string{"Cookie": w.signIn("hoa")})
	db := w.db.Write(w.Context())
	w.ok(db.Exec("UPDATE session SET expires_at = created_at WHERE person_id = ?", w.ids["an"]).Error)
	w.ok(db.Exec("UPDATE session SET created_at = created_at - 3600000000 WHERE person_id = ?", w.ids["bao"]).Error)
	return made
}

// greedy is an address that has used up its quota.
const greedy = "203.0.113.9:1000"

func (w *fixture) exhaust() {
	for range 600 {
		w.wants(http.StatusOK, call{method: "HEAD", path: "/docs.css", from: greedy})
	}
}

// out makes a story that a channel has.
func (w *fixture) out() string {
	id, _, delivery := w.planned()
	w.ok(w.db.Write(w.Context()).Exec("UPDATE delivery SET state = 'sent', sent_at = 1, task = '', next_at = NULL WHERE id = ?", delivery).Error)
	return id
}

// running leaves the archiving of a story by lan under way.
func (w *fixture) running(id string) {
	now := must(w.db.Now(w.Context()))
	actor, _, err := w.accounts.AuthenticateKey(w.Context(), w.keys["lan"])
	w.ok(err)
	sum := sha256.Sum256([]byte("/api/v1" + edition(id) + "/archive\x00\x00\x00"))
	taken, err := ledger.NewKeys(w.db).Insert(w.Context(), idempotency.Reservation{Token: "other", Now: now, LeaseUntil: now.Add(time.Minute), KeepUntil: now.Add(time.Hour),
		Request: idempotency.Request{Scope: actor.ID + "/" + actor.Key + " POST /api/v1/articles/:id/editions/:lang/archive", Key: "running", BodyHash: hex.EncodeToString(sum[:])}})
	w.ok(err)
	if !taken {
		w.Fatal("the key is taken already")
	}
}
