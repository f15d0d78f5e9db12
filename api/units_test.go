package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/right"
)

// The department of information ends with 28 February 2025 and passes to two others.
const (
	ending  = "so-thong-tin-va-truyen-thong"
	science = "so-khoa-hoc-va-cong-nghe"
)

// hire makes a person with an API key.
func (w *fixture) hire(name string, grants ...right.Grant) {
	w.Helper()
	p := must(w.accounts.CreatePerson(w.Context(), right.System(), account.NewPerson{Login: name + ".test", Name: "Test " + name, Grants: grants}))
	key, _, err := w.accounts.CreateKey(w.Context(), right.System(), account.NewKey{Person: p.ID, Name: "test"})
	w.ok(err)
	w.keys[name], w.ids[name] = key.Reveal(), p.ID
}

// at moves the clock to an instant.
func (w *fixture) at(y int, m time.Month, d, hour, minute int) {
	w.late.Add(int64(time.Date(y, m, d, hour, minute, 0, 0, time.FixedZone("Asia/Ho_Chi_Minh", 7*3600)).Sub(w.now())))
}

// TestAMergerOfUnits: at half past midnight the work of a unit that ended is in the hands of
// the people of its successors; its own people follow when an administrator moves their roles.
func TestAMergerOfUnits(t *testing.T) {
	each(t, func(w *fixture) {
		w.at(2025, 2, 28, 23, 30)
		for name, one := range map[string]struct {
			role right.Role
			unit string
		}{"old": {right.Editor, ending}, "chief": {right.Approver, ending}, "new": {right.Editor, science}, "boss": {right.Approver, science}} {
			w.hire(name, right.Grant{Role: one.role, Unit: one.unit})
		}
		body := strings.Replace(story, ours, ending, 1)
		draft := w.text(w.wants(http.StatusCreated, call{as: "old", method: "POST", path: "/articles", body: body}), "id")
		planned := w.text(w.wants(http.StatusCreated, call{as: "old", method: "POST", path: "/articles", body: body}), "id")
		w.wants(http.StatusOK, call{as: "old", method: "POST", path: edition(planned) + "/submit"})
		hash := w.text(w.wants(http.StatusOK, call{as: "chief", method: "GET", path: edition(planned) + "/candidate"}), "hash")
		w.wants(http.StatusOK, call{as: "chief", method: "POST", path: edition(planned) + "/approve", body: `{"hash":"` + hash + `"}`})
		schedule := call{as: "chief", method: "POST", path: edition(planned) + "/schedule", body: `{"channels":["` + w.channel("Kênh thử") + `"],"at":{"time":"2099-11-23T07:30","zone":"Asia/Ho_Chi_Minh"}}`}
		delivery := "/deliveries/" + w.text(w.wants(http.StatusOK, schedule), "deliveries.0.id")
		digest := "/digests/" + w.text(w.wants(http.StatusCreated, call{as: "old", method: "POST", path: "/digests", body: strings.Replace(weekly, ours, ending, 1)}), "id")
		theirs := []string{"/articles/" + draft, edition(planned), delivery, digest}
		for _, path := range theirs {
			w.wants(http.StatusOK, call{as: "old", method: "GET", path: path})
			w.wants(http.StatusForbidden, call{as: "new", method: "GET", path: path})
		}

		w.at(2025, 3, 1, 0, 30)
		for _, path := range theirs {
			w.wants(http.StatusOK, call{as: "new", method: "GET", path: path})
			if a := w.wants(http.StatusForbidden, call{as: "old", method: "GET", path: path}); !strings.Contains(a.body, "đã kết thúc ngày 2025-02-28; quyền chuyển sang Sở Khoa học và Công nghệ (") || !strings.Contains(a.body, "Người có quyền: quản trị kỹ thuật") {
				w.Errorf("%s says to people of the ended unit: %s", path, a.body)
			}
		}
		if a := w.wants(http.StatusOK, call{as: "new", method: "GET", path: "/articles?unit=" + ending}); !strings.Contains(a.body, draft) || !strings.Contains(a.body, planned) {
			w.Errorf("the list of the heirs: %s", a.body)
		}
		me := w.wants(http.StatusOK, call{as: "new", method: "GET", path: "/me"})
		if w.text(me, "inherited.0") != ending || w.get(me, "grants.0.in_effect") != true {
			w.Errorf("an heir: %s", me.body)
		}
		me = w.wants(http.StatusOK, call{as: "old", method: "GET", path: "/me"})
		if w.get(me, "grants.0.in_effect") != false || !strings.Contains(w.text(me, "grants.0.reason.en"), "ended on 2025-02-28") || strings.Contains(me.body, `"article.read"`) {
			w.Errorf("one of the ended unit: %s", me.body)
		}
		if unit := w.wants(http.StatusOK, call{as: "new", method: "GET", path: "/units/" + ending}); w.text(unit, "passed_to.0") != science || w.get(unit, "valid") != false {
			w.Errorf("the unit: %s", unit.body)
		}

		for what, c := range map[string]call{
			"a new story":      {as: "new", method: "POST", path: "/articles", body: body},
			"a draft to check": {as: "new", method: "POST", path: edition(draft) + "/submit"},
			"an hour":          {as: "boss", method: "POST", path: schedule.path, body: schedule.body},
			"a digest":         {as: "new", method: "POST", path: "/digests", body: strings.Replace(weekly, ours, ending, 1)},
		} {
			if a := w.wants(http.StatusUnprocessableEntity, c); !strings.Contains(a.body, `"pointer":"/unit"`) || !strings.Contains(a.body, "("+science+")") {
				w.Errorf("%s in the name of the ended unit: %s", what, a.body)
			}
		}
		if may := w.may(edition(draft), "new"); may["submit"] || !may["edit"] {
			w.Errorf("a draft of the ended unit: %v", may)
		}
		w.wants(http.StatusUnprocessableEntity, call{as: "new", method: "PATCH", path: "/articles/" + draft, body: `{"unit":null}`, header: map[string]string{"If-Match": `"1"`}})
		filed := w.wants(http.StatusOK, call{as: "new", method: "PATCH", path: "/articles/" + draft, body: `{"unit":"` + science + `"}`, header: map[string]string{"If-Match": `"1"`}})
		if w.text(filed, "unit") != science || w.text(filed, "facets.pillars.0") != "apsc" {
			w.Errorf("filed anew: %s", filed.body)
		}
		w.wants(http.StatusOK, call{as: "new", method: "POST", path: edition(draft) + "/submit"})
		w.wants(http.StatusOK, call{as: "boss", method: "POST", path: edition(planned) + "/unschedule", body: `{}`})
	})
}

// TestRolesMoveWhenConfirmed moves the roles of an ended unit over the API.
func TestRolesMoveWhenConfirmed(t *testing.T) {
	each(t, func(w *fixture) {
		w.at(2025, 2, 28, 23, 30)
		w.hire("old", right.Grant{Role: right.Editor, Unit: ending})
		path := "/units/" + ending + "/move-grants"
		w.wants(http.StatusConflict, call{as: "chi", method: "GET", path: path})
		w.at(2025, 3, 1, 0, 30)
		w.wants(http.StatusForbidden, call{as: "old", method: "GET", path: path})
		w.wants(http.StatusForbidden, call{as: "old", method: "POST", path: path, body: `{}`})
		preview := w.wants(http.StatusOK, call{as: "chi", method: "GET", path: path})
		if w.text(preview, "moves.0.person.login") != "old.test" || w.text(preview, "moves.0.grant.role") != "editor" || w.text(preview, "moves.0.to.0") != science || w.text(preview, "ended_on") != "2025-02-28" {
			w.Errorf("preview: %s", preview.body)
		}
		once := call{as: "chi", method: "POST", path: path, body: `{"to":["` + science + `"]}`, header: map[string]string{"Idempotency-Key": "merger-1"}}
		first := w.wants(http.StatusOK, once)
		if again := w.wants(http.StatusOK, once); again.body != first.body {
			w.Errorf("repeated under one key:\n%s\n%s", first.body, again.body)
		}
		if a := w.wants(http.StatusOK, call{as: "chi", method: "POST", path: path}); !strings.Contains(a.body, `"moves":[]`) {
			w.Errorf("moved again: %s", a.body)
		}
		w.wants(http.StatusUnprocessableEntity, call{as: "chi", method: "POST", path: path, body: `{"to":["` + ours + `"]}`})
		w.wants(http.StatusNotFound, call{as: "chi", method: "POST", path: "/units/so-x/move-grants", body: `{}`})
		w.wants(http.StatusCreated, call{as: "old", method: "POST", path: "/articles", body: strings.Replace(story, ours, science, 1)})
		person := w.wants(http.StatusOK, call{as: "chi", method: "GET", path: "/people/" + w.ids["old"]})
		if w.text(person, "grants.0.from") != "2025-03-01" || w.text(person, "grants.1.until") != "2025-02-28" || w.get(person, "grants.0.in_effect") != true || w.get(person, "grants.1.in_effect") != false {
			w.Errorf("grants: %s", person.body)
		}
	})
}

// TestGrantsOverTheAPIHavePeriods gives a role for a week.
func TestGrantsOverTheAPIHavePeriods(t *testing.T) {
	each(t, func(w *fixture) {
		path := "/people/" + w.ids["hoa"]
		patch := func(grants string) call {
			version := w.wants(http.StatusOK, call{as: "chi", method: "GET", path: path}).header.Get("ETag")
			return call{as: "chi", method: "PATCH", path: path, body: `{"grants":` + grants + `}`, header: map[string]string{"If-Match": version}}
		}
		a := w.wants(http.StatusUnprocessableEntity, patch(`[{"role":"author","unit":"`+ours+`","until":"2025-03-10"},{"role":"author","unit":"`+ours+`","from":"2025-03-10"}]`))
		if !strings.Contains(a.body, `"pointer":"/grants/1"`) || !strings.Contains(a.body, "đến hết ngày 2025-03-10") {
			w.Errorf("an overlap: %s", a.body)
		}
		w.wants(http.StatusUnprocessableEntity, patch(`[{"role":"author","in_effect":true}]`))
		w.wants(http.StatusOK, patch(`[{"role":"author","unit":"`+ours+`","from":"2025-03-04","until":"2025-03-10"}]`))
		create := call{as: "hoa", method: "POST", path: "/articles", body: story}
		if a := w.wants(http.StatusForbidden, create); !strings.Contains(a.body, "có hiệu lực từ ngày 2025-03-04") {
			w.Errorf("before its first day: %s", a.body)
		}
		w.at(2025, 3, 4, 0, 30)
		w.wants(http.StatusCreated, create)
		w.at(2025, 3, 11, 0, 30)
		if a := w.wants(http.StatusForbidden, create); !strings.Contains(a.body, "đã hết hiệu lực sau ngày 2025-03-10") {
			w.Errorf("after its last day: %s", a.body)
		}
	})
}
