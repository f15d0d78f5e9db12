package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/right"
)

// A chief goes away for a week: an officer of the lead unit, who approves nothing by
// themselves, sees the story in the chief's place, approves it, and is out of it again when
// the chief says so.
func TestADelegationFromBeginningToEnd(t *testing.T) {
	each(t, func(w *fixture) {
		p := must(w.accounts.CreatePerson(w.Context(), right.System(), account.NewPerson{Login: "mai.test", Name: "Test mai", Grants: []right.Grant{{Role: right.Contributor, Unit: "so-y-te"}}}))
		w.ids["mai"] = p.ID
		hoa, mai := map[string]string{"Cookie": w.signIn("hoa")}, map[string]string{"Cookie": w.signIn("mai")}
		id := w.create()
		w.submit(id)
		w.wants(http.StatusForbidden, call{method: "GET", path: edition(id), header: mai})

		receivers := w.wants(http.StatusOK, call{method: "GET", path: "/delegations/receivers", header: hoa})
		if !strings.Contains(receivers.body, p.ID) || strings.Contains(receivers.body, w.ids["chi"]) || strings.Contains(receivers.body, w.ids["bao"]) || strings.Contains(receivers.body, w.ids["hoa"]) {
			t.Errorf("who may receive: %s", receivers.body)
		}
		wanted := `{"receiver":"` + p.ID + `","unit":"so-noi-vu","until":{"time":"2025-03-10T08:00","zone":"Asia/Ho_Chi_Minh"},"reason":"Nghỉ phép"}`
		w.wants(http.StatusForbidden, call{as: "hoa", method: "POST", path: "/delegations", body: wanted})
		made := w.wants(http.StatusCreated, call{method: "POST", path: "/delegations", body: wanted, header: hoa})
		one := "/delegations/" + w.text(made, "id")
		if made.header.Get("Location") != public+"/api/v1"+one || w.get(made, "effect.allowed") != true || w.text(made, "ends_at") != "2025-03-10T01:00:00Z" || w.text(made, "giver.name") != "Test hoa" {
			t.Errorf("made: %s", made.body)
		}
		again := w.wants(http.StatusConflict, call{method: "POST", path: "/delegations", body: wanted, header: hoa})
		if !strings.Contains(again.body, "Test mai") {
			t.Errorf("a second one: %s", again.body)
		}

		me := w.wants(http.StatusOK, call{method: "GET", path: "/me", header: mai})
		if w.text(me, "delegations_received.0.giver.id") != w.ids["hoa"] || w.get(me, "delegations_received.0.may.revoke.allowed") != true ||
			!strings.Contains(me.body, `"edition.approve":{"everywhere":false,"units":["so-lao-dong-thuong-binh-va-xa-hoi","so-noi-vu"]}`) || strings.Contains(me.body, "edition.withdraw") {
			t.Errorf("the receiver: %s", me.body)
		}
		if me := w.wants(http.StatusOK, call{method: "GET", path: "/me", header: hoa}); w.text(me, "delegations_given.0.receiver.id") != p.ID {
			t.Errorf("the giver: %s", me.body)
		}
		shown := w.wants(http.StatusOK, call{method: "GET", path: edition(id), header: mai})
		if !strings.Contains(shown.body, `"approve":{"allowed":true,"on_behalf_of":{"id":"`+w.ids["hoa"]+`","name":"Test hoa"}}`) || !strings.Contains(shown.body, `"withdraw":{"allowed":false`) {
			t.Errorf("what the receiver may do: %s", shown.body)
		}
		hash := w.text(w.wants(http.StatusOK, call{method: "GET", path: edition(id) + "/candidate", header: mai}), "hash")
		done := w.wants(http.StatusOK, call{method: "POST", path: edition(id) + "/approve", body: `{"hash":"` + hash + `"}`, header: mai})
		if w.text(done, "release.approved_by") != p.ID || w.text(done, "release.on_behalf_of") != w.ids["hoa"] {
			t.Errorf("approved: %s", done.body)
		}
		history := w.wants(http.StatusOK, call{method: "GET", path: edition(id) + "/releases", header: mai})
		if w.text(history, "items.0.on_behalf_of") != w.ids["hoa"] {
			t.Errorf("the history: %s", history.body)
		}

		w.wants(http.StatusForbidden, call{as: "lan", method: "GET", path: one})
		w.wants(http.StatusOK, call{as: "an", method: "GET", path: one}) // who inspects sees all
		ended := w.wants(http.StatusOK, call{method: "POST", path: one + "/revoke", header: hoa})
		if w.text(ended, "revoked_by") != w.ids["hoa"] || w.get(ended, "effect.allowed") != false {
			t.Errorf("ended: %s", ended.body)
		}
		w.wants(http.StatusForbidden, call{method: "GET", path: edition(id), header: mai})
		list := w.wants(http.StatusOK, call{method: "GET", path: "/delegations", header: mai})
		if w.text(list, "items.0.id") != w.text(made, "id") || strings.Contains(list.body, `"from"`) {
			t.Errorf("the list: %s", list.body)
		}
	})
}

// Nobody approves their own words by way of another, and is told why before they try.
func TestADelegationIsNoWayAroundTheFourEyes(t *testing.T) {
	light(t, func(w *fixture) {
		w.late.Store(int64(time.Hour))
		hoa, lan := map[string]string{"Cookie": w.signIn("hoa")}, map[string]string{"Cookie": w.signIn("lan")}
		w.wants(http.StatusCreated, call{method: "POST", path: "/delegations", header: lan,
			body: `{"receiver":"` + w.ids["an"] + `","until":{"time":"2025-03-10T08:00","zone":"Asia/Ho_Chi_Minh"},"reason":"Nghỉ phép"}`})
		an := map[string]string{"Cookie": w.signIn("an")}
		id := w.create()
		w.submit(id)
		shown := w.wants(http.StatusOK, call{method: "GET", path: edition(id), header: an})
		if !strings.Contains(shown.body, `"approve":{"allowed":false,"reason":{"vi":"Test lan, người ủy quyền cho bạn, đã sửa `) {
			t.Errorf("in the writer's place: %s", shown.body)
		}
		hash := w.hash(id)
		refused := w.wants(http.StatusForbidden, call{method: "POST", path: edition(id) + "/approve", body: `{"hash":"` + hash + `"}`, header: an})
		if w.text(refused, "code") != "four_eyes" {
			t.Errorf("in the writer's place: %s", refused.body)
		}
		w.wants(http.StatusOK, call{method: "POST", path: edition(id) + "/approve", body: `{"hash":"` + hash + `"}`, header: hoa})
	})
}
