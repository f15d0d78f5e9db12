package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/right"
)

// How many are unread is told to the owner of an inbox in a session, and to nobody else; who
// acted is told to nobody.
func TestTheStreamTellsOfAnInboxToItsOwner(t *testing.T) {
	each(t, func(w *fixture) {
		server := w.streaming()
		session := w.inSession("hoa")
		hoa := w.follows(server, "", "", "Authorization", "", "Cookie", session["Cookie"])
		if first := hoa.until("inbox"); first.data != `{"unread":0}` {
			t.Errorf("at first: %s", first.data)
		}
		others := w.follows(server, "chi", "")
		id := w.create()
		w.submit(id)
		w.rounds()
		submitted := hoa.until("edition.submitted")
		if strings.Contains(submitted.data, w.ids["lan"]) {
			t.Errorf("who acted is told: %s", submitted.data)
		}
		counts := func(what, want string) {
			t.Helper()
			for b := hoa.until("inbox"); b.data != want; b = hoa.until("inbox") { // the number of before may be told once more
				if b.id != "" || b.event != "inbox" {
					t.Fatalf("%s: %+v", what, b)
				}
			}
		}
		counts("a notice", `{"unread":1}`)
		list, _ := w.inbox("hoa", "")
		w.wants(http.StatusOK, call{header: session, method: "POST", path: "/notices/" + list[0].ID + "/read"})
		counts("read elsewhere", `{"unread":0}`)
		w.submit(w.create())
		w.rounds()
		counts("another", `{"unread":1}`)
		none := []right.Grant{{Role: right.Author, Unit: ours}}
		must(w.accounts.UpdatePerson(t.Context(), right.System(), w.ids["hoa"], account.Change{Grants: &none}))
		counts("without the right", `{"unread":0}`)
		w.wants(http.StatusCreated, call{as: "chi", method: "POST", path: "/channels", body: `{"kind":"sandbox","name":"Kênh mới"}`})
		for { // everything before it has come by then
			b := others.next()
			if b.event == "inbox" {
				t.Errorf("a key is told: %s", b.data)
			}
			if b.event == "channel.created" {
				break
			}
		}
	})
}
