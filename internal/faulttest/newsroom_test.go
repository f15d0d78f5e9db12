package faulttest

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/pgtest"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// each runs a test on SQLite and on PostgreSQL; dsn is "" on SQLite.
func each(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Helper()
	storetest.EachOptions(t, func(t *testing.T, o store.Options) { test(t, o.URL) })
}

// onPostgres runs a test on PostgreSQL alone. Faults are not looked for without it: a
// run that has no server proves nothing.
func onPostgres(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Helper()
	if _, ok := pgtest.URL(t); !ok {
		t.Fatalf("%s is not set: run the tests by make", pgtest.Env)
	}
	storetest.OnPostgres(t, func(t *testing.T, o store.Options) { test(t, o.URL) })
}

// polite is the pause between questions to the API, which answers 600 a minute.
const polite = 150 * time.Millisecond

// newsroom is a house with its people.
type newsroom struct {
	*house
	admin, author, editor, approver *person
}

// staff founds the house and hires an author, an editor, who works by a key, and an
// approver.
func (h *house) staff(p *process) *newsroom {
	h.t.Helper()
	n := &newsroom{house: h, admin: h.founded(p)}
	n.author = n.admin.hire("tran.mai", "Trần Thị Mai", "author")
	n.editor = n.admin.hire("le.nam", "Lê Văn Nam", "editor").keyed()
	n.approver = n.admin.hire("pham.ha", "Phạm Thu Hà", "approver")
	return n
}

// move lets everyone work at another process.
func (n *newsroom) move(to *process) {
	n.admin, n.author, n.editor, n.approver = n.admin.on(to), n.author.on(to), n.editor.on(to), n.approver.on(to)
}

// channel makes a channel and gives its id.
func (n *newsroom) channel(kind, name string, settings map[string]string, more map[string]any) string {
	n.t.Helper()
	body := map[string]any{"kind": kind, "name": name, "settings": settings}
	for field, value := range more {
		body[field] = value
	}
	var made struct{ ID string }
	n.admin.api(http.StatusCreated, "POST", "/channels", body, idempotent()...).into(&made)
	return made.ID
}

// feeds returns the id of the channel of our own feeds.
func (n *newsroom) feeds() string {
	n.t.Helper()
	var list struct{ Items []struct{ ID, Kind string } }
	n.admin.api(http.StatusOK, "GET", "/channels", nil).into(&list)
	for _, one := range list.Items {
		if one.Kind == "feeds" {
			return one.ID
		}
	}
	n.t.Fatal("there is no channel of the feeds")
	return ""
}

// words is a text in one language, with its pictures.
type words struct {
	title, lead, body string
	pictures          []string // ids of the library; nil says nothing of them
}

func (w words) fields() map[string]any {
	fields := map[string]any{"title": w.title, "lead": w.lead, "body": w.body}
	if w.pictures != nil {
		fields["pictures"] = w.pictures
	}
	return fields
}

// edition is one edition at work, as its maker knows it.
type edition struct {
	n        *newsroom
	id, lang string // of the article
	path     string
	etag     string
}

// create makes a story with its first edition, by the author.
func (n *newsroom) create(lang string, w words) *edition {
	n.t.Helper()
	body := w.fields()
	body["unit"], body["lang"] = "ubnd-tinh-ninh-binh", lang
	body["facets"] = map[string]any{"pillars": []string{"aec"}, "areas": []string{"loi-ich-thiet-thuc-va-chuyen-de-chinh-sach"}}
	var made struct{ ID string }
	n.author.api(http.StatusCreated, "POST", "/articles", body, idempotent()...).into(&made)
	e := &edition{n: n, id: made.ID, lang: lang, path: "/articles/" + made.ID + "/editions/" + lang}
	e.reload()
	return e
}

// further opens the article in another language.
func (e *edition) further(lang string, w words) *edition {
	e.n.t.Helper()
	other := &edition{n: e.n, id: e.id, lang: lang, path: "/articles/" + e.id + "/editions/" + lang}
	other.etag = e.n.author.api(http.StatusCreated, "PUT", other.path, w.fields(), "If-None-Match", "*").etag()
	return other
}

// state is what an edition tells of itself.
type state struct {
	State, Publication string
	Deliveries         []delivery
}

type delivery struct {
	ID, Channel, Intent, State, Reason, Address string
	Detail                                      struct{ VI string }
	Due                                         time.Time  `json:"due_at"`
	Sent                                        *time.Time `json:"sent_at"`
	Attempt                                     int
}

func (e *edition) reload() state {
	e.n.t.Helper()
	var s state
	e.etag = e.n.approver.api(http.StatusOK, "GET", e.path, nil).into(&s).etag()
	return s
}

// act lets a person act on the edition and keeps its new version.
func (e *edition) act(by *person, name string, body any) answer {
	e.n.t.Helper()
	a := by.api(http.StatusOK, "POST", e.path+"/"+name, body, append(idempotent(), "If-Match", e.etag)...)
	e.reload()
	return a
}

// candidate is the hash of what would be approved now.
func (e *edition) candidate() string {
	e.n.t.Helper()
	var shown struct{ Hash string }
	e.n.approver.api(http.StatusOK, "GET", e.path+"/candidate", nil).into(&shown)
	return shown.Hash
}

// approved takes the edition from draft to approved.
func (e *edition) approved() *edition {
	e.n.t.Helper()
	e.act(e.n.author, "submit", nil)
	e.act(e.n.approver, "approve", map[string]string{"hash": e.candidate()})
	return e
}

// wall is a wall time as people in Vietnam type it.
func wall(at time.Time) map[string]string {
	return map[string]string{"time": at.In(must(time.LoadLocation("Asia/Ho_Chi_Minh"))).Format("2006-01-02T15:04:05"), "zone": "Asia/Ho_Chi_Minh"}
}

// soon is a full second a little ahead.
func soon(ahead time.Duration) time.Time { return time.Now().Add(ahead).Truncate(time.Second) }

// schedule plans the approved release; a zero time means now. It gives the deliveries by
// channel.
func (e *edition) schedule(at time.Time, channels ...string) map[string]delivery {
	e.n.t.Helper()
	return e.insist(1, at, channels...)
}

// insist is [edition.schedule] by somebody who asks so many times, under one key, when the
// answer is to wait a moment and try again.
func (e *edition) insist(times int, at time.Time, channels ...string) map[string]delivery {
	e.n.t.Helper()
	body, key := map[string]any{"channels": channels}, idempotent()
	if at.IsZero() {
		body["now"] = true
	} else {
		body["at"] = wall(at)
	}
	a := e.n.approver.ask("POST", "/api/v1"+e.path+"/schedule", body, key...)
	for n := 1; n < times && a.status == http.StatusServiceUnavailable; n++ {
		e.n.t.Logf("%s: status %d, and once more", a.asked, a.status)
		<-time.After(time.Second)
		a = e.n.approver.ask("POST", "/api/v1"+e.path+"/schedule", body, key...)
	}
	var planned struct{ Deliveries []delivery }
	a.want(http.StatusOK).into(&planned)
	by := map[string]delivery{}
	for _, one := range planned.Deliveries {
		by[one.Channel] = one
	}
	return by
}

// delivery reads a delivery.
func (n *newsroom) delivery(id string) delivery {
	n.t.Helper()
	var d delivery
	n.admin.api(http.StatusOK, "GET", "/deliveries/"+id, nil).into(&d)
	return d
}

// reaches waits until a delivery is in one of the states.
func (n *newsroom) reaches(id string, states ...string) delivery {
	n.t.Helper()
	return n.reachesWithin(patience, id, states...)
}

func (n *newsroom) reachesWithin(most time.Duration, id string, states ...string) delivery {
	n.t.Helper()
	var d delivery
	failed := false
	n.t.Cleanup(func() {
		if failed {
			n.t.Logf("the delivery stands at %+v", d)
		}
	})
	failed = true
	awaitEvery(n.t, polite, most, "delivery "+id+" in "+strings.Join(states, " or "), func() bool {
		d = n.delivery(id)
		return slices.Contains(states, d.State)
	})
	failed = false
	return d
}

// last returns the newest delivery of an edition on a channel.
func (s state) last(channel string) delivery {
	var newest delivery
	for _, one := range s.Deliveries {
		if one.Channel == channel && one.ID > newest.ID { // ids are in order of making
			newest = one
		}
	}
	return newest
}
