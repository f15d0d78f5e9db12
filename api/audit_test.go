package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/store/ledger"
)

// sealed seals all that waits, refusals once their minute is over.
func (w *fixture) sealed() {
	w.Helper()
	if _, err := audit.NewSealer(ledger.NewSeals(w.db), "test").Run(w.Context()); err != nil {
		w.Fatal(err)
	}
}

// TestTheRecordIsRead looks through the record by each filter, page by page.
func TestTheRecordIsRead(t *testing.T) {
	each(t, func(w *fixture) {
		id := w.create()
		w.submit(id)
		w.wants(http.StatusForbidden, call{as: "bao", method: "POST", path: edition(id) + "/submit"})
		w.late.Store(int64(24 * time.Hour))
		w.wants(http.StatusOK, call{as: "lan", method: "POST", path: edition(id) + "/recall"})
		w.sealed()
		read := func(query string) answer {
			return w.wants(http.StatusOK, call{as: "chi", method: "GET", path: "/audit" + query})
		}
		newest := read("?limit=1")
		if w.text(newest, "items.0.action") != "edition.recall" || w.text(newest, "items.0.actor") != w.ids["lan"] || w.text(newest, "items.0.name") != "Test lan" ||
			w.text(newest, "items.0.address") == "" || len(w.text(newest, "items.0.after")) != 64 || w.get(newest, "may.export.allowed") != true {
			t.Errorf("the newest: %s", newest.body)
		}
		next := read("?limit=1&cursor=" + w.text(newest, "next_cursor"))
		if w.get(next, "items.0.number").(float64) != w.get(newest, "items.0.number").(float64)-1 || !strings.Contains(newest.header.Get("Link"), `rel="next"`) {
			t.Errorf("the next: %s", next.body)
		}
		w.wants(http.StatusBadRequest, call{as: "chi", method: "GET", path: "/audit?actor=x&cursor=" + w.text(newest, "next_cursor")})
		for query, want := range map[string]string{
			"?refused=true": "edition.submit", "?actor=" + w.ids["bao"]: "edition.submit", "?action=article.create": "article.create", "?object_kind=article&object=" + id: "edition.submit",
			"?refused=false&until=2025-03-04T00:00:00Z": "edition.submit", "?from=2025-03-04T00:00:00Z&limit=1": "edition.recall",
		} {
			if a := read(query); w.text(a, "items.0.action") != want || strings.Contains(query, "=true") != (w.get(a, "items.0.refused") == true) && strings.Contains(query, "refused") {
				t.Errorf("%s: %s", query, a.body)
			}
		}
		if a := read("?action=none"); !strings.Contains(a.body, `"items":[]`) {
			t.Errorf("none: %s", a.body)
		}
		wrong := w.wants(http.StatusUnprocessableEntity, call{as: "chi", method: "GET", path: "/audit?from=2025-03-04T00:00:00Z&until=2025-03-04T00:00:00Z"})
		if w.text(wrong, "errors.0.pointer") != "query:until" {
			t.Errorf("an empty span: %s", wrong.body)
		}
	})
}

// TestTheRecordIsExported takes it out of the house in both forms, with its proof, and finds
// that this was recorded; who may not leaves a refusal.
func TestTheRecordIsExported(t *testing.T) {
	each(t, func(w *fixture) {
		w.create()
		w.sealed()
		for format, media := range map[string]string{"ndjson": "application/x-ndjson", "csv": "text/csv; charset=utf-8"} {
			a := w.wants(http.StatusOK, call{as: "an", method: "GET", path: "/audit/export?format=" + format})
			r, err := audit.VerifyExport(strings.NewReader(a.body))
			if err != nil || !r.OK() || r.Sealed == 0 || a.header.Get("Content-Type") != media || !strings.Contains(a.header.Get("Content-Disposition"), "lantoa-audit."+format) {
				t.Errorf("%s: %+v, %v, %v", format, r, err, a.header)
			}
			if !strings.Contains(a.body, "article.create") || !strings.Contains(a.body, "Test lan") {
				t.Errorf("%s: %s", format, a.body)
			}
		}
		w.sealed()
		if a := w.wants(http.StatusOK, call{as: "an", method: "GET", path: "/audit?action=audit.export"}); w.text(a, "items.1.actor") != w.ids["an"] || len(w.text(a, "items.0.after")) != 64 {
			t.Errorf("the exports in the record: %s", a.body)
		}
		part := w.wants(http.StatusOK, call{as: "an", method: "GET", path: "/audit/export?above=1&through=3"})
		if r, err := audit.VerifyExport(strings.NewReader(part.body)); err != nil || r.Above != 1 || r.HeadNumber != 3 {
			t.Errorf("a part: %+v, %v", r, err)
		}
		w.wants(http.StatusUnprocessableEntity, call{as: "an", method: "GET", path: "/audit/export?above=3&through=3"})
		w.wants(http.StatusUnprocessableEntity, call{as: "an", method: "GET", path: "/audit/export?format=xml"})
		before := w.lastRow()
		for _, path := range []string{"/audit", "/audit/export"} {
			w.wants(http.StatusForbidden, call{as: "hoa", method: "GET", path: path})
			w.wants(http.StatusUnauthorized, call{method: "GET", path: path})
		}
		rows := w.rows(before)
		if len(rows) != 2 || rows[0].Action != "audit.list" || rows[1].Action != "audit.export" || !rows[0].Refused || !rows[1].Refused {
			t.Errorf("the refusals: %+v", rows)
		}
	})
}

// TestSomebodyIsErased takes a person out of the house over HTTP, and what the record shows
// of them.
func TestSomebodyIsErased(t *testing.T) {
	each(t, func(w *fixture) {
		id := w.create()
		path := "/people/" + w.ids["lan"]
		if a := w.wants(http.StatusConflict, call{as: "chi", method: "POST", path: path + "/erase"}); !strings.Contains(a.body, "khóa nó trước") {
			t.Errorf("an active account: %s", a.body)
		}
		w.wants(http.StatusOK, w.match(call{as: "chi", method: "PATCH", path: path, body: `{"disabled":true}`}, path))
		w.wants(http.StatusForbidden, call{as: "hoa", method: "POST", path: path + "/erase"})
		gone := w.wants(http.StatusOK, call{as: "chi", method: "POST", path: path + "/erase"})
		if w.text(gone, "name") != account.ErasedName || w.text(gone, "erased_at") == "" || strings.Contains(gone.body, "lan.test") {
			t.Errorf("erased: %s", gone.body)
		}
		w.sealed()
		a := w.wants(http.StatusOK, call{as: "an", method: "GET", path: "/audit?actor=" + w.ids["lan"]})
		if w.text(a, "items.0.action") != "article.create" || w.get(a, "items.0.erased") != true || strings.Contains(a.body, "Test lan") {
			t.Errorf("the record: %s", a.body)
		}
		export := w.wants(http.StatusOK, call{as: "an", method: "GET", path: "/audit/export"})
		if r, err := audit.VerifyExport(strings.NewReader(export.body)); err != nil || !r.OK() || strings.Contains(export.body, "Test lan") {
			t.Errorf("the export: %+v, %v", r, err)
		}
		if a := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: edition(id)}); !strings.Contains(a.body, w.ids["lan"]) || !strings.Contains(a.body, "Nam Định gặp gỡ ASEAN") {
			t.Errorf("what they wrote: %s", a.body)
		}
	})
}
