package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/notice"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store/notices"
)

// outbox takes a letter once, by its key.
type outbox struct {
	mu   sync.Mutex
	all  []notice.Letter
	keys map[string]bool
}

func (p *outbox) Queue(_ context.Context, l notice.Letter) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.keys == nil {
		p.keys = map[string]bool{}
	}
	if !p.keys[l.Key] {
		p.keys[l.Key] = true
		p.all = append(p.all, l)
	}
	return nil
}

// take gives the letters to somebody and forgets them.
func (w *fixture) mailed(name string) (list []notice.Letter) {
	w.letters.mu.Lock()
	defer w.letters.mu.Unlock()
	w.letters.all = slices.DeleteFunc(w.letters.all, func(l notice.Letter) bool {
		if l.Person != w.ids[name] {
			return false
		}
		list = append(list, l)
		return true
	})
	return list
}

// employ makes somebody with an address and a key.
func (w *fixture) employ(name string, grants ...right.Grant) {
	w.Helper()
	p := must(w.accounts.CreatePerson(w.Context(), right.System(), account.NewPerson{Login: name + ".test", Name: name, Email: name + "@tinh.example", Grants: grants, Password: password}))
	shown, _, err := w.accounts.CreateKey(w.Context(), right.System(), account.NewKey{Person: p.ID, Name: "test"})
	w.ok(err)
	w.ids[name], w.keys[name] = p.ID, shown.Reveal()
}

// address gives somebody of the staff an address.
func (w *fixture) address(names ...string) {
	w.Helper()
	for _, name := range names {
		email := name + "@tinh.example"
		must(w.accounts.UpdatePerson(w.Context(), right.System(), w.ids[name], account.Change{Email: &email}))
	}
}

// rounds seals what happened and makes the rounds, until nothing more happens.
func (w *fixture) rounds() {
	w.Helper()
	must(w.services.Sealer.Run(w.Context()))
	w.ok(w.services.Notifier.Run(w.Context()))
}

// told is what an inbox shows.
type told struct {
	ID, Kind, Channel, Delivery string
	Text                        struct{ VI, EN string }
	Times, Reminders            int
	Asks                        bool
	ReadAt                      *time.Time `json:"read_at"`
	ResolvedAt                  *time.Time `json:"resolved_at"`
}

// inbox reads what somebody is shown, by their key or in a session.
func (w *fixture) inbox(name, filter string) (list []told, unread int) {
	w.Helper()
	return w.inboxOf(call{as: name}, filter)
}

func (w *fixture) inboxOf(c call, filter string) (list []told, unread int) {
	w.Helper()
	c.method, c.path = http.MethodGet, "/notices"+filter
	var page struct {
		Items  []told
		Unread int
	}
	w.ok(json.Unmarshal([]byte(w.wants(http.StatusOK, c).body), &page))
	return page.Items, page.Unread
}

// kinds are those of the open notices of somebody, sorted, with how often each came.
func (w *fixture) kinds(name string) string {
	w.Helper()
	list, _ := w.inbox(name, "?open=true")
	return kindsOf(list)
}

func kindsOf(list []told) string {
	var kinds []string
	for _, n := range list {
		kinds = append(kinds, fmt.Sprintf("%s×%d", n.Kind, n.Times))
	}
	slices.Sort(kinds)
	return strings.Join(kinds, " ")
}

func (w *fixture) shows(what, want string, names ...string) {
	w.Helper()
	for _, name := range names {
		if got := w.kinds(name); got != want {
			w.Errorf("%s, %s is shown %q, want %q", what, name, got, want)
		}
	}
}

// happens seals an event of the engine on a delivery.
func (w *fixture) happens(story, channel, delivery string, kinds ...string) {
	w.Helper()
	edition := w.text(w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: edition(story)}), "id")
	err := w.db.InTx(w.Context(), func(ctx context.Context) error {
		var events []audit.Event
		for _, kind := range kinds {
			events = append(events, audit.Event{Kind: kind, Article: story, Edition: edition, Delivery: delivery, Channel: channel, Unit: ours, Data: map[string]any{"reason": "gave_up"}})
		}
		return w.services.Audit.Emit(ctx, events...)
	})
	w.ok(err)
}

// Who may approve is told, whoever they have it from, and never who wrote it or did it.
func TestWhoIsToldOfAnEdition(t *testing.T) {
	each(t, func(w *fixture) {
		w.employ("binh", right.Grant{Role: right.Approver, Unit: ours}, right.Grant{Role: right.Editor, Unit: ours})
		w.employ("dung", right.Grant{Role: right.Editor, Unit: theirs})
		w.employ("em", right.Grant{Role: right.Approver, Unit: theirs})
		w.wants(http.StatusCreated, call{method: "POST", path: "/delegations", header: w.inSession("hoa"),
			body: `{"receiver":"` + w.ids["dung"] + `","unit":"so-noi-vu","until":{"time":"2025-03-10T08:00","zone":"Asia/Ho_Chi_Minh"},"reason":"Nghỉ phép"}`})
		w.rounds()
		session := call{header: w.inSession("dung")}
		if list, unread := w.inboxOf(session, ""); kindsOf(list) != "delegation.lent×1" || unread != 1 {
			t.Errorf("who was lent approval is shown %+v, %d unread", list, unread)
		}
		id := w.create()
		w.wants(http.StatusOK, w.match(call{as: "binh", method: "PATCH", path: "/articles/" + id, body: `{"priority":2}`}, "/articles/"+id)) // has a hand in it now
		w.submit(id)
		w.rounds()
		w.shows("once it was submitted", "edition.to_approve×1", "hoa")
		w.shows("once it was submitted", "", "lan", "binh", "em", "an", "chi", "bao")
		if list, _ := w.inboxOf(session, "?open=true"); kindsOf(list) != "delegation.lent×1 edition.to_approve×1" {
			t.Errorf("to whom approval was lent is shown %+v", list)
		}
		list, _ := w.inbox("hoa", "")
		if !strings.Contains(list[0].Text.VI, "Nam Định gặp gỡ ASEAN") || !list[0].Asks {
			t.Errorf("%+v", list[0])
		}
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/request-changes", body: `{"reason":"Thêm nguồn"}`})
		w.rounds()
		w.shows("once it was sent back", "", "hoa")
		w.shows("once it was sent back", "edition.changes_requested×1", "lan")
		w.submit(id)
		w.rounds()
		w.shows("once it was submitted again", "edition.to_approve×1", "hoa")
		w.shows("once it was submitted again", "", "lan")
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/approve", body: `{"hash":"` + w.hash(id) + `"}`})
		w.rounds()
		w.shows("once it was approved", "", "hoa")
		w.shows("once it was approved", "edition.approved×1", "lan")
		if list, _ := w.inbox("hoa", ""); len(list) != 2 {
			t.Errorf("what ended leaves the list: %+v", list)
		}
	})
}

// However often a delivery fails, there is one notice until it is out; a failure after that is
// another one.
func TestOneNoticeForAFlappingDelivery(t *testing.T) {
	each(t, func(w *fixture) {
		story, channel, delivery := w.planned()
		w.rounds()
		for range 5 {
			w.happens(story, channel, delivery, "delivery.doubted", "delivery.postponed")
			w.rounds()
		}
		w.shows("while it fails", "delivery.trouble×5", "hoa", "chi")
		w.shows("while it fails", "delivery.trouble×5 edition.approved×1", "lan")
		w.shows("who reads deliveries and decides on none", "", "an")
		w.happens(story, channel, delivery, "delivery.sent")
		w.rounds()
		w.shows("once it is out", "", "hoa", "chi")
		w.happens(story, channel, delivery, "delivery.escalated")
		w.rounds()
		w.shows("once it fails again", "delivery.trouble×1", "hoa", "chi")
		list, unread := w.inbox("hoa", "?unread=true&open=true")
		if len(list) != 1 || unread != 1 || list[0].Delivery != delivery || !strings.Contains(list[0].Text.VI, "Đã thử nhiều lần không được.") {
			t.Errorf("%+v, %d unread", list, unread)
		}
	})
}

func TestABurstIsOneNotice(t *testing.T) {
	each(t, func(w *fixture) {
		story, channel, delivery := w.planned()
		kinds := make([]string, 1000)
		for i := range kinds {
			kinds[i] = "delivery.escalated"
		}
		w.happens(story, channel, delivery, kinds...)
		for range 6 { // a run seals a part of so many
			must(w.services.Sealer.Run(w.Context()))
		}
		w.rounds()
		w.shows("after a thousand", "delivery.trouble×1000", "hoa")
		if n := len(w.mailed("hoa")); n != 0 {
			t.Errorf("%d letters to nobody's address", n)
		}
	})
}

// Two servers that both take themselves for the one, and one that breaks off in the midst, make
// each notice once and skip none.
func TestServersMakeEachNoticeOnce(t *testing.T) {
	each(t, func(w *fixture) {
		story, channel, delivery := w.planned()
		w.rounds()
		rows, s := notices.New(w.db), w.services
		other := notice.NewWorker(notice.WorkerOptions{Desk: rows, Rounds: rows, Leases: rows, Channels: rows, Wishes: rows, Turns: rows, Events: s.Audit, People: s.Accounts, Stories: s.Articles, Post: &w.letters,
			Now: w.now, NewID: newID, Token: newID(), Zone: time.UTC})
		breaking := notice.NewWorker(notice.WorkerOptions{Desk: breaksOff{rows}, Rounds: rows, Leases: rows, Channels: rows, Wishes: rows, Turns: rows, Events: s.Audit, People: s.Accounts, Stories: s.Articles,
			Now: w.now, NewID: newID, Token: newID(), Zone: time.UTC})
		for round := 1; round <= 4; round++ {
			for range 50 {
				w.happens(story, channel, delivery, "delivery.doubted")
			}
			must(w.services.Sealer.Run(t.Context()))
			if err := breaking.Make(t.Context()); !errors.Is(err, errBroken) {
				t.Errorf("a server that breaks off: %v", err)
			}
			var both sync.WaitGroup
			for _, one := range []*notice.Worker{w.services.Notifier, other} {
				both.Go(func() {
					if err := one.Make(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			w.shows("after two servers", fmt.Sprintf("delivery.trouble×%d", round*50), "hoa")
		}
		if err := other.Run(t.Context()); err != nil {
			t.Errorf("who has not the lease: %v", err)
		}
	})
}

// breaksOff ends when all notices of a page are made, and nothing is committed yet.
type breaksOff struct{ *notices.Store }

var errBroken = errors.New("the power is gone")

func (breaksOff) MovePlace(context.Context, int64) error { return errBroken }

// Nobody reads another's inbox, and a right that is taken away takes what it showed.
func TestAnInboxIsOnesOwnByTheRightsOfNow(t *testing.T) {
	each(t, func(w *fixture) {
		w.employ("binh", right.Grant{Role: right.Approver, Unit: ours})
		id := w.create()
		w.submit(id)
		w.rounds()
		mine, _ := w.inbox("binh", "")
		theirs, _ := w.inbox("hoa", "")
		if len(mine) != 1 || len(theirs) != 1 || mine[0].ID == theirs[0].ID {
			t.Fatalf("%+v, %+v", mine, theirs)
		}
		session := w.inSession("binh")
		for _, guessed := range []string{theirs[0].ID, newID(), "x%00"} {
			w.wants(http.StatusNotFound, call{header: session, method: "POST", path: "/notices/" + guessed + "/read"})
		}
		w.wants(http.StatusNotFound, call{header: session, method: "POST", path: "/notices/read", body: `{"up_to":"` + theirs[0].ID + `"}`})
		roles := func(role right.Role) {
			grants := []right.Grant{{Role: role, Unit: ours}}
			must(w.accounts.UpdatePerson(t.Context(), right.System(), w.ids["binh"], account.Change{Grants: &grants}))
		}
		for _, role := range []right.Role{right.Press, right.Author} { // an author reads the story, and may not approve it
			roles(role)
			if list, unread := w.inbox("binh", ""); len(list) != 0 || unread != 0 {
				t.Errorf("as %s: %+v, %d unread", role, list, unread)
			}
			w.wants(http.StatusNotFound, call{header: session, method: "POST", path: "/notices/" + mine[0].ID + "/read"})
		}
		roles(right.Approver)
		for _, c := range []call{{path: "/notices/" + mine[0].ID + "/read"}, {path: "/notices/read", body: `{"up_to":"` + mine[0].ID + `"}`}} {
			c.as, c.method = "binh", "POST" // a key keeps nobody from being told
			w.wants(http.StatusForbidden, c)
		}
		if list, unread := w.inbox("binh", ""); len(list) != 1 || unread != 1 {
			t.Errorf("once the role is back: %+v, %d unread", list, unread)
		}
		w.wants(http.StatusOK, call{header: session, method: "POST", path: "/notices/" + mine[0].ID + "/read"})
		if list, unread := w.inbox("binh", ""); len(list) != 1 || unread != 0 || list[0].ReadAt == nil || list[0].ResolvedAt != nil {
			t.Errorf("once it is read: %+v, %d unread", list, unread)
		}
		if _, unread := w.inbox("hoa", ""); unread != 1 {
			t.Errorf("another's is read with it: %d", unread)
		}
		w.approved()
		w.rounds()
		w.shows("whose text was approved", "edition.approved×1", "lan")
		elsewhere := []right.Grant{{Role: right.Author, Unit: "so-y-te"}}
		must(w.accounts.UpdatePerson(t.Context(), right.System(), w.ids["lan"], account.Change{Grants: &elsewhere}))
		w.shows("who may not read the story any more", "", "lan")
	})
}

// What concerns an account is told to its holder, a paused channel to who decides there and whose
// stories wait, an import to the others who manage accounts.
func TestWhoIsToldOfTheRest(t *testing.T) {
	each(t, func(w *fixture) {
		w.employ("binh", right.Grant{Role: right.TechnicalAdmin})
		_, channel, _ := w.planned()
		w.rounds()
		w.wants(http.StatusOK, call{as: "chi", method: "POST", path: "/channels/" + channel + "/pause", body: `{"reason":"Bảo trì"}`})
		w.rounds()
		w.shows("a paused channel", "channel.paused×1", "hoa", "binh")
		w.shows("a paused channel", "channel.paused×1 edition.approved×1", "lan")
		w.shows("who paused it", "", "chi", "an")
		w.wants(http.StatusOK, call{as: "binh", method: "POST", path: "/channels/" + channel + "/resume"})
		grants := `{"grants":[{"role":"approver","unit":"so-noi-vu"}]}`
		w.wants(http.StatusOK, w.match(call{as: "chi", method: "PATCH", path: "/people/" + w.ids["hoa"], body: grants}, "/people/"+w.ids["hoa"]))
		w.wants(http.StatusOK, w.match(call{as: "chi", method: "PATCH", path: "/people/" + w.ids["an"], body: `{"name":"An khác"}`}, "/people/"+w.ids["an"]))
		w.wants(http.StatusOK, call{as: "chi", method: "POST", path: "/people/import?invite=false", body: "login,name\nmoi.nguoi,Mới\n", header: map[string]string{"Content-Type": "text/csv"}})
		w.rounds()
		w.shows("what is over", "edition.approved×1", "lan")
		w.shows("an import", "person.imported×1", "binh")
		w.shows("who imported", "", "chi", "an", "hoa")
		session := call{header: w.inSession("hoa")}
		list, unread := w.inboxOf(session, "?open=true")
		if kindsOf(list) != "person.roles_changed×1" || unread != 1 {
			t.Fatalf("whose roles changed: %+v, %d", list, unread)
		}
		if read := w.wants(http.StatusOK, call{method: "POST", path: "/notices/read", body: `{"up_to":"` + list[0].ID + `"}`, header: session.header}); w.get(read, "unread") != 0.0 {
			t.Errorf("once it is read: %s", read.body)
		}
		if list, _ := w.inboxOf(session, "?open=true"); len(list) != 0 {
			t.Errorf("news that is read: %+v", list)
		}
		if list, _ := w.inboxOf(session, "?unread=true"); len(list) != 0 { // the paused channel came before it
			t.Errorf("what came before is unread: %+v", list)
		}
	})
}

// The list is paged by a cursor, newest first.
func TestAnInboxIsPaged(t *testing.T) {
	light(t, func(w *fixture) {
		for range 5 {
			w.late.Add(int64(time.Minute))
			w.submit(w.create())
		}
		w.rounds()
		var ids []string
		path := "/notices?limit=2&open=true"
		for path != "" {
			a := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: path})
			var page struct {
				Items []told
				Next  string `json:"next_cursor"`
			}
			w.ok(json.Unmarshal([]byte(a.body), &page))
			for _, one := range page.Items {
				ids = append(ids, one.ID)
			}
			if path = ""; page.Next != "" {
				path = "/notices?limit=2&open=true&cursor=" + page.Next
			}
		}
		all, _ := w.inbox("hoa", "")
		var want []string
		for _, one := range all {
			want = append(want, one.ID)
		}
		if len(ids) != 5 || !slices.Equal(ids, want) {
			t.Errorf("page by page %v, at once %v", ids, want)
		}
	})
}

// The title of what is under embargo is told to nobody who may not read the text: not in the app,
// not by mail, not in a reminder.
func TestAnEmbargoedTitleIsKeptFromWhoMayNotReadIt(t *testing.T) {
	each(t, func(w *fixture) {
		w.address("chi", "hoa")
		w.clock(0, "08:30")
		id := w.create()
		w.wants(http.StatusOK, w.match(call{as: "hoa", method: "PUT", path: edition(id) + "/embargo", body: `{"time":"2099-01-01T08:00","zone":"Asia/Ho_Chi_Minh"}`}, edition(id)))
		w.submit(id)
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/approve", body: `{"hash":"` + w.hash(id) + `"}`})
		channel := w.channel("Cổng tin")
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/schedule", body: `{"channels":["` + channel + `"],"at":{"time":"2099-11-23T08:00","zone":"Asia/Ho_Chi_Minh"}}`})
		delivery := w.text(w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/deliveries?channel=" + channel}), "items.0.id")
		w.happens(id, channel, delivery, "delivery.doubted")
		w.clock(0, "09:00")
		const hidden, title = "Một bài trên kênh Cổng tin cần xem lại. Đã thử nhiều lần không được.", "“Nam Định gặp gỡ ASEAN” trên kênh Cổng tin cần xem lại. Đã thử nhiều lần không được."
		says := func(name, want string) {
			t.Helper()
			if list, _ := w.inbox(name, "?open=true"); len(list) != 1 || list[0].Text.VI != want {
				w.Errorf("%s is told %+v, want %q", name, list, want)
			}
		}
		says("chi", hidden)
		says("hoa", title)
		for _, l := range w.mailed("chi") {
			if strings.Contains(l.Subject+l.Text, "Nam Định gặp gỡ") || !strings.Contains(l.Subject, "Một bài") {
				w.Errorf("under embargo chi is mailed %+v", l)
			}
		}
		w.gets("who may read it", "hoa", title)
		w.clock(1, "10:00")
		w.gets("in a reminder", "chi", hidden+" (nhắc lần 1)")
		w.wants(http.StatusOK, w.match(call{as: "hoa", method: "DELETE", path: edition(id) + "/embargo"}, edition(id)))
		says("chi", title+" (nhắc lần 1)")
	})
}
