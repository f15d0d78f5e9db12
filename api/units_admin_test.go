package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/sheet"
)

// TestUnitsChangeOverTheAPI takes the merger of a province through the API: units are made,
// renamed and ended, on the day what they had is in the hands of their heirs, and whoever asks
// of a day before is told how it was.
func TestUnitsChangeOverTheAPI(t *testing.T) {
	each(t, func(w *fixture) {
		chi := func(method, path, body string) call { return call{as: "chi", method: method, path: path, body: body} }
		const house = `{"code":"so-noi-vu-ninh-binh","name":{"vi":"Sở Nội vụ Ninh Bình"},"kind":"so","from":"2025-03-10"}`
		made := w.wants(http.StatusCreated, chi("POST", "/units", house))
		if w.text(made, "name.en") != "Sở Nội vụ Ninh Bình" || w.get(made, "valid") != false || !strings.HasSuffix(made.header.Get("Location"), "/units/so-noi-vu-ninh-binh") {
			w.Errorf("made: %s", made.body)
		}
		if a := w.wants(http.StatusUnprocessableEntity, chi("POST", "/units", house)); !strings.Contains(a.body, `"pointer":"/code"`) {
			w.Errorf("made twice: %s", a.body)
		}
		path := "/units/" + ours
		w.wants(http.StatusPreconditionRequired, chi("PATCH", path, `{"name":{"vi":"Sở Nội vụ mới"}}`))
		w.wants(http.StatusOK, w.match(chi("PATCH", path, `{"name":{"vi":"Sở Nội vụ mới","en":"New Home Affairs"},"since":"2025-03-05"}`), path))
		for on, want := range map[string]string{"2025-03-04": "Sở Nội vụ", "2025-03-05": "Sở Nội vụ mới"} {
			one := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path + "?on=" + on})
			list := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/units?limit=100&on=" + on})
			if w.text(one, "name.vi") != want || w.text(one, "phases.1.from") != "2025-03-05" || !strings.Contains(list.body, `"code":"`+ours+`","name":{"vi":"`+want+`"`) {
				w.Errorf("on %s: %s", on, one.body)
			}
		}
		w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "GET", path: "/units?on=2025-02-30"})

		id := w.create()
		w.wants(http.StatusForbidden, w.match(chi("POST", path+"/end", `{"last_day":"2025-03-09","successors":["so-noi-vu-ninh-binh"]}`), path)) // by a key
		sure := func(body string) call { return w.sure(call{method: "POST", path: path + "/end", body: body}, path) }
		if a := w.wants(http.StatusUnprocessableEntity, sure(`{"last_day":"2025-03-09","successors":[]}`)); !strings.Contains(a.body, "1 bài, ") || !strings.Contains(a.body, " vai trò") {
			w.Errorf("an end that leaves a story and roles to nobody: %s", a.body)
		}
		unread := sure(`{"last_day":"2025-03-09","successors":["so-noi-vu-ninh-binh"]}`)
		delete(unread.header, "If-Match")
		w.wants(http.StatusPreconditionRequired, unread) // the plan gave it an end
		heir := "/units/so-noi-vu-ninh-binh"
		for _, body := range []string{`{"last_day":"2025-12-31","successors":[]}`, `{"last_day":"none","successors":[]}`} {
			a := w.wants(http.StatusOK, w.sure(call{method: "POST", path: heir + "/end", body: body}, heir))
			if strings.Contains(a.body, `"to":"2025-12-31"`) != strings.Contains(body, "2025-12-31") {
				w.Errorf("after %s: %s", body, a.body)
			}
		}
		once := sure(`{"last_day":"2025-03-09","successors":["so-noi-vu-ninh-binh"]}`)
		once.header["Idempotency-Key"] = "end-1"
		first := w.wants(http.StatusOK, once)
		if again := w.wants(http.StatusOK, once); again.body != first.body || w.text(first, "to") != "2025-03-09" {
			w.Errorf("ended: %s\n%s", first.body, again.body)
		}
		w.at(2025, 3, 9, 23, 30)
		w.hire("heir", right.Grant{Role: right.Editor, Unit: "so-noi-vu-ninh-binh"})
		w.wants(http.StatusForbidden, call{as: "heir", method: "GET", path: "/articles/" + id})
		w.at(2025, 3, 10, 0, 30)
		w.wants(http.StatusOK, call{as: "heir", method: "GET", path: "/articles/" + id})
		if a := w.wants(http.StatusForbidden, call{as: "lan", method: "GET", path: "/articles/" + id}); !strings.Contains(a.body, "Sở Nội vụ mới đã kết thúc ngày 2025-03-09; quyền chuyển sang Sở Nội vụ Ninh Bình (so-noi-vu-ninh-binh)") {
			w.Errorf("its own people: %s", a.body)
		}
		if a := w.wants(http.StatusUnprocessableEntity, call{as: "heir", method: "POST", path: edition(id) + "/submit"}); !strings.Contains(a.body, `"pointer":"/unit"`) {
			w.Errorf("in the name of the ended unit: %s", a.body)
		}
		if unit := w.wants(http.StatusOK, call{as: "heir", method: "GET", path: path}); w.text(unit, "passed_to.0") != "so-noi-vu-ninh-binh" || w.get(unit, "valid") != false {
			w.Errorf("the unit: %s", unit.body)
		}
		if moves := w.wants(http.StatusOK, chi("POST", path+"/move-grants", "")); !strings.Contains(moves.body, `"to":["so-noi-vu-ninh-binh"]`) {
			w.Errorf("roles: %s", moves.body)
		}
		w.wants(http.StatusConflict, w.match(chi("PATCH", path, `{"short":"X"}`), path))
	})
}

// TestUnitsComeFromASpreadsheet: a dry run names each faulty row and writes nothing, and one
// fault refuses all.
func TestUnitsComeFromASpreadsheet(t *testing.T) {
	each(t, func(w *fixture) {
		take := func(status int, as, query, file string) answer {
			return w.wants(status, call{as: as, method: "POST", path: "/units/import" + query, body: file, header: map[string]string{"Content-Type": "text/csv"}})
		}
		session := w.inSession("chi")
		session["Content-Type"] = "text/csv"
		earnest := func(status int, file string) answer {
			return w.wants(status, call{method: "POST", path: "/units/import", body: file, header: session})
		}
		units := func() string {
			return w.wants(http.StatusOK, call{as: "chi", method: "GET", path: "/units?limit=100"}).body
		}
		before := units()
		const file = "code,name,kind,parent\nxa-a,Xã A,xa,xa-b\nxa-b,Xã B,xa,xa-a\n"
		dry := take(http.StatusOK, "chi", "?dry_run=true", file)
		if w.text(dry, "units.0.outcome") != "make" || w.text(dry, "faults.0.column") != "parent" || !strings.Contains(w.text(dry, "faults.0.detail.vi"), "xa-a → xa-b → xa-a") {
			w.Errorf("a dry run: %s", dry.body)
		}
		if a := earnest(http.StatusUnprocessableEntity, file); w.text(a, "errors.0.pointer") != "/rows/2/parent" || units() != before {
			w.Errorf("with a loop: %s", a.body)
		}
		take(http.StatusForbidden, "lan", "?dry_run=true", file)
		take(http.StatusForbidden, "chi", "", file)
		done := earnest(http.StatusOK, strings.Replace(file, ",xa-b\n", ",\n", 1))
		if w.get(done, "made") != 2.0 || !strings.Contains(units(), `"code":"xa-b"`) {
			w.Errorf("in earnest: %s", done.body)
		}
		w.wants(http.StatusForbidden, call{as: "lan", method: "GET", path: "/units/import-template.xlsx"})
		a := w.wants(http.StatusOK, call{as: "chi", method: "GET", path: "/units/import-template.xlsx"})
		if rows, err := sheet.Read([]byte(a.body)); err != nil || len(rows) != 1 || rows[0].Cells[0] != "Mã" || !strings.Contains(a.header.Get("Content-Disposition"), "lantoa-units.xlsx") {
			w.Errorf("%v, %v, %v", rows, err, a.header)
		}
	})
}
