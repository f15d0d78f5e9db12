package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// What would be planned is told as if it were, under a key too, and nothing is kept of it.
func TestAPlanIsRehearsed(t *testing.T) {
	light(t, func(w *fixture) {
		id, channel := w.approved(), w.channel("Kênh thử")
		rehearse := func(status int, plan string) answer {
			return w.wants(status, call{as: "hoa", method: "POST", path: edition(id) + "/schedule", header: map[string]string{"Idempotency-Key": plan},
				body: `{"channels":["` + channel + `"],"dry_run":true,` + plan + `}`})
		}
		told := rehearse(http.StatusOK, `"at":{"time":"2099-11-23T07:30","zone":"Asia/Ho_Chi_Minh"}`)
		if w.text(told, "deliveries.0.due_at") != "2099-11-23T00:30:00Z" || w.text(told, "edition.publication") != "none" {
			t.Errorf("rehearsed: %s", told.body)
		}
		past := rehearse(http.StatusUnprocessableEntity, `"at":{"time":"2001-11-23T07:30","zone":"Asia/Ho_Chi_Minh"}`)
		if w.text(past, "errors.0.pointer") != "/at/time" {
			t.Errorf("a time that has passed: %s", past.body)
		}
		if list := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/deliveries"}); len(w.get(list, "items").([]any)) != 0 {
			t.Errorf("a rehearsal planned: %s", list.body)
		}
		var acts int64
		w.ok(w.db.Read(w.Context()).Raw("SELECT count(*) FROM audit WHERE action = 'edition.schedule'").Scan(&acts).Error)
		if acts != 0 {
			t.Errorf("%d rehearsals stand in the record", acts)
		}
	})
}

// A test shows what would be sent and what was said, and sends something to trial channels alone.
func TestAChannelIsTried(t *testing.T) {
	light(t, func(w *fixture) {
		path := "/channels/" + w.channel("Kênh thử") + "/test"
		tried := w.wants(http.StatusOK, call{as: "chi", method: "POST", path: path})
		if w.text(tried, "title") == "" || w.text(tried, "html") == "" || w.text(tried, "health.class") != "ok" || w.text(tried, "outcome.class") != "ok" {
			t.Errorf("the trial channel: %s", tried.body)
		}
		made := w.wants(http.StatusCreated, call{as: "chi", method: "POST", path: "/channels",
			body: `{"kind":"telegram","name":"Kênh chữ","settings":{"token":"110201543:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","chat":"@asean_namdinh","server":"http://127.0.0.1:1"}}`})
		real := "/channels/" + w.text(made, "id") + "/test"
		laid := w.wants(http.StatusOK, call{as: "chi", method: "POST", path: real, body: `{"template":"THỬ: {{.Title}}\n{{.Notes}}\n{{.Link}}"}`})
		if !strings.HasPrefix(w.text(laid, "text"), "THỬ: ") || strings.Contains(laid.body, `"outcome"`) || w.text(laid, "health.class") == "ok" {
			t.Errorf("a channel with readers: %s", laid.body)
		}
		if wrong := w.wants(http.StatusOK, call{as: "chi", method: "POST", path: real, body: `{"template":"{{.Tittle}}"}`}); w.text(wrong, "problem.vi") == "" {
			t.Errorf("a faulty template: %s", wrong.body)
		}
		w.wants(http.StatusForbidden, call{as: "hoa", method: "POST", path: path})
		if list := w.wants(http.StatusOK, call{as: "chi", method: "GET", path: "/deliveries"}); len(w.get(list, "items").([]any)) != 0 {
			t.Errorf("a test is a delivery: %s", list.body)
		}
	})
}
