package api_test

import (
	"net/http"
	"strings"
	"testing"
)

const weekly = `{"unit":"so-noi-vu","lang":"vi","name":"ASEAN tuần qua","title":"ASEAN tuần qua: {dates}","expression":"0 8 * * 1","zone":"Asia/Ho_Chi_Minh",
	"facets":{"pillars":["apsc"],"areas":["hoat-dong-va-hop-tac-asean"]},"filter":{"pillar":"apsc"},"max_items":20}`

// digest makes a digest by lan and gives its id.
func (w *fixture) digest() string {
	w.Helper()
	return w.text(w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: "/digests", body: weekly}), "id")
}

// TestDigests goes the way of a digest over HTTP.
func TestDigests(t *testing.T) {
	each(t, func(w *fixture) {
		made := w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: "/digests", body: weekly})
		id := w.text(made, "id")
		path := "/digests/" + id
		if made.header.Get("Location") != public+"/api/v1"+path || made.header.Get("ETag") != `"1"` || w.text(made, "next_at") == "" {
			t.Errorf("made: %v %s", made.header, made.body)
		}
		read := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: path})
		if w.text(read, "filter.pillar") != "apsc" || w.text(read, "facets.pillars.0") != "apsc" || w.get(read, "max_items") != 20.0 || !w.may(path, "hoa")["build"] || w.may(path, "an")["build"] {
			t.Errorf("read: %s", read.body)
		}
		w.wants(http.StatusForbidden, call{as: "an", method: "POST", path: path + "/build"})
		w.wants(http.StatusForbidden, call{as: "chi", method: "GET", path: path})
		w.wants(http.StatusUnauthorized, call{method: "GET", path: "/digests"})
		if list := w.wants(http.StatusOK, call{as: "an", method: "GET", path: "/digests"}); w.text(list, "items.0.id") != id {
			t.Errorf("list: %s", list.body)
		}
		w.wants(http.StatusPreconditionRequired, call{as: "lan", method: "PATCH", path: path, body: `{"paused":true}`})
		patched := w.wants(http.StatusOK, call{as: "hoa", method: "PATCH", path: path, body: `{"paused":true,"filter":{}}`, header: map[string]string{"If-Match": `"1"`}})
		if w.text(patched, "state") != "paused" || patched.header.Get("ETag") != `"2"` || w.get(patched, "next_at") != nil || strings.Contains(patched.body, `"pillar":"apsc"`) {
			t.Errorf("patched: %s", patched.body)
		}
		key := map[string]string{"Idempotency-Key": "extra"}
		built := w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: path + "/build", header: key})
		if again := w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: path + "/build", header: key}); again.body != built.body || w.text(built, "state") != "empty" || w.text(built, "asked_by") != w.ids["hoa"] {
			t.Errorf("built: %s, again: %s", built.body, again.body)
		}
		w.wants(http.StatusOK, call{as: "lan", method: "POST", path: path + "/build"})
		page := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path + "/occurrences?limit=1"})
		if w.text(page, "items.0.asked_by") != w.ids["lan"] {
			t.Errorf("newest: %s", page.body)
		}
		rest := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path + "/occurrences?limit=1&cursor=" + w.text(page, "next_cursor")})
		if w.text(rest, "items.0.at") != w.text(built, "at") || strings.Contains(rest.body, "next_cursor") {
			t.Errorf("older: %s", rest.body)
		}
		w.wants(http.StatusPreconditionRequired, call{as: "lan", method: "DELETE", path: path})
		w.wants(http.StatusPreconditionFailed, call{as: "lan", method: "DELETE", path: path, header: map[string]string{"If-Match": `"1"`}})
		ended := w.wants(http.StatusOK, call{as: "lan", method: "DELETE", path: path, header: map[string]string{"If-Match": `"2"`}})
		if w.text(ended, "state") != "ended" {
			t.Errorf("ended: %s", ended.body)
		}
		w.wants(http.StatusConflict, call{as: "lan", method: "POST", path: path + "/build"})
		w.wants(http.StatusNotFound, call{as: "lan", method: "GET", path: "/digests/none%00"})
	})
}

// TestWrongDigests names every faulty place at once.
func TestWrongDigests(t *testing.T) {
	light(t, func(w *fixture) {
		a := w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "POST", path: "/digests", header: map[string]string{"Accept-Language": "en"},
			body: `{"unit":"so-noi-vu","lang":"xx","name":"","title":"{day}","expression":"*/5 * * * *","zone":"Asia/Nam_Dinh","max_items":0,"facets":{"pillars":["apscc"]},"filter":{"area":"none"}}`})
		for _, pointer := range []string{"/lang", "/name", "/title", "/zone", "/expression", "/max_items", "/facets/pillars/0", "/filter/area"} {
			if !strings.Contains(a.body, `"pointer":"`+pointer+`"`) {
				t.Errorf("nothing is said of %s: %s", pointer, a.body)
			}
		}
		w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "POST", path: "/digests", body: strings.Replace(weekly, `"name"`, `"colour":"red","name"`, 1)})
		w.wants(http.StatusForbidden, call{as: "lan", method: "POST", path: "/digests", body: strings.Replace(weekly, "so-noi-vu", "so-y-te", 1)})
		w.wants(http.StatusForbidden, call{as: "chi", method: "POST", path: "/digests", body: weekly})
	})
}
