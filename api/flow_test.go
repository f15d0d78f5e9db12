package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/right"
)

// hires makes somebody in our unit with a key.
func (w *fixture) hires(name string, roles ...right.Role) {
	w.Helper()
	var grants []right.Grant
	for _, role := range roles {
		grants = append(grants, right.Grant{Role: role, Unit: ours})
	}
	p := must(w.accounts.CreatePerson(w.Context(), right.System(), account.NewPerson{Login: name + ".test", Name: "Test " + name, Grants: grants}))
	key, _, err := w.accounts.CreateKey(w.Context(), right.System(), account.NewKey{Person: p.ID, Name: "test"})
	w.ok(err)
	w.keys[name], w.ids[name] = key.Reveal(), p.ID
}

// flows sets the flow of our unit, as the lead unit does.
func (w *fixture) flows(body string) {
	w.Helper()
	if w.keys["dung"] == "" {
		w.hires("dung", right.LeadOfficer)
	}
	w.wants(http.StatusOK, w.match(call{as: "dung", method: "PUT", path: "/flows/" + ours, body: strings.ReplaceAll(body, "{hoa}", w.ids["hoa"])}, "/flows/"+ours))
}

// lane is a flow of two levels with an urgent lane, in which hoa is on duty.
const lane = `{"levels":2,"check_minutes":60,"force":"approver","duty":[{"person":"{hoa}","from":{"time":"2025-03-01T00:00","zone":"Asia/Ho_Chi_Minh"},"until":{"time":"2025-03-20T00:00","zone":"Asia/Ho_Chi_Minh"}}]}`

// urgent makes a story of the highest priority and hands it in.
func (w *fixture) urgent() string {
	w.Helper()
	id := w.create()
	w.wants(http.StatusOK, w.match(call{as: "lan", method: "PATCH", path: "/articles/" + id, body: `{"priority":2}`}, "/articles/"+id))
	w.submit(id)
	return id
}

// approve approves what is shown now.
func (w *fixture) approve(as, id, how string) answer {
	w.Helper()
	return w.do(call{as: as, method: "POST", path: edition(id) + "/approve", body: `{"hash":"` + w.hash(id) + `"` + how + `}`})
}

// hurried makes a story that hoa let go out alone, and gives the path of its release.
func (w *fixture) hurried() string {
	w.Helper()
	w.hires("mai", right.Approver)
	w.flows(lane)
	id := w.urgent()
	a := w.approve("hoa", id, `,"urgent":true`)
	if a.status != http.StatusOK {
		w.Fatalf("urgent: %d %s", a.status, a.body)
	}
	return edition(id) + "/releases/" + w.text(a, "release.id")
}

func flowWritings() map[string]writing {
	return map[string]writing{
		"PUT /flows/{code}": {acts: []string{"flow.update flow ~"}, does: func(w *fixture) call {
			return w.match(call{as: "hoa", method: "PUT", path: "/flows/" + ours, body: `{"levels":2}`}, "/flows/"+ours)
		}},
		"POST /articles/{id}/editions/{lang}/releases/{release}/recheck": {acts: []string{"edition.pass_recheck edition"}, does: func(w *fixture) call {
			return call{as: "mai", method: "POST", path: w.hurried() + "/recheck", body: `{"result":"passed"}`}
		}},
	}
}

// A story of a unit with two levels, from the first approval to its release, over the API.
func TestTwoLevels(t *testing.T) {
	each(t, func(w *fixture) {
		w.hires("mai", right.Approver)
		w.hires("son", right.Editor)
		w.flows(lane)
		id := w.create()
		w.submit(id)
		shows := func(as, want string) {
			w.Helper()
			a := w.wants(http.StatusOK, call{as: as, method: "GET", path: "/reviews"})
			got := "nothing"
			if strings.Contains(a.body, id) {
				got = map[float64]string{1: "first", 2: "second"}[w.get(a, "items.0.level").(float64)]
			}
			if got != want {
				w.Errorf("%s has %s in the inbox, want %s: %s", as, got, want, a.body)
			}
		}
		shows("son", "first")
		shows("hoa", "first")
		shows("lan", "nothing") // the writer
		first := w.approve("son", id, "")
		if first.status != http.StatusOK || w.text(first, "edition.state") != "in_review" || w.get(first, "approval.level") != 1.0 || w.get(first, "release") != nil {
			w.Fatalf("the first approval: %d %s", first.status, first.body)
		}
		shows("son", "nothing")
		shows("hoa", "second")
		if again := w.approve("son", id, ""); again.status != http.StatusForbidden {
			w.Errorf("the editor gave the last approval: %d %s", again.status, again.body)
		}
		if sent := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/reviews?box=sent"}); w.get(sent, "items.0.level") != 2.0 || w.text(sent, "items.0.who_can.0.code") != "approver" {
			w.Errorf("sent: %s", sent.body)
		}
		last := w.approve("mai", id, "")
		if last.status != http.StatusOK || w.text(last, "edition.state") != "approved" {
			w.Fatalf("the last approval: %d %s", last.status, last.body)
		}
		release := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: edition(id) + "/releases/" + w.text(last, "release.id")})
		if w.text(release, "approvals.0.approved_by") != w.ids["son"] || w.text(release, "approvals.1.approved_by") != w.ids["mai"] {
			w.Errorf("the release tells %s", release.body)
		}
	})
}

// TestAnInboxGoesOnWhereItWas: whoever approves what a page showed last turns to the next page all
// the same.
func TestAnInboxGoesOnWhereItWas(t *testing.T) {
	each(t, func(w *fixture) {
		first, second := w.create(), w.create()
		w.submit(first)
		w.submit(second)
		page := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/reviews?limit=1"})
		if w.text(page, "items.0.article") != first {
			t.Fatalf("the first page: %s", page.body)
		}
		next := call{as: "hoa", method: "GET", path: "/reviews?limit=1&cursor=" + w.text(page, "next_cursor")}
		for _, approved := range []bool{false, true} {
			if approved {
				w.approve("hoa", first, "")
			}
			if page = w.wants(http.StatusOK, next); len(w.get(page, "items").([]any)) != 1 || w.text(page, "items.0.article") != second {
				t.Errorf("the page behind it, approved %v: %s", approved, page.body)
			}
		}
	})
}

// An urgent story goes out by one who is on duty, and is checked by another.
func TestAnUrgentStoryIsCheckedAfterwards(t *testing.T) {
	each(t, func(w *fixture) {
		path := w.hurried()
		check := func(as, body string, status int) answer {
			w.Helper()
			return w.wants(status, call{as: as, method: "POST", path: path + "/recheck", body: body})
		}
		check("hoa", `{"result":"passed"}`, http.StatusForbidden) // approved it
		check("lan", `{"result":"passed"}`, http.StatusForbidden) // wrote it
		check("mai", `{"result":"failed"}`, http.StatusUnprocessableEntity)
		if mine := w.wants(http.StatusOK, call{as: "mai", method: "GET", path: "/reviews"}); w.text(mine, "items.0.kind") != "check" || w.get(mine, "items.0.check.overdue") != false {
			w.Errorf("mai has %s", mine.body)
		}
		w.late.Add(int64(2 * time.Hour))
		w.ok(w.services.Reviews.Miss(w.Context()))
		w.ok(w.services.Reviews.Miss(w.Context()))
		if overdue := w.wants(http.StatusOK, call{as: "an", method: "GET", path: "/rechecks?overdue=true"}); len(w.get(overdue, "items").([]any)) != 1 || w.get(overdue, "items.0.overdue") != true {
			w.Errorf("overdue: %s", overdue.body)
		}
		w.rounds()
		told := func(as, kind string, times int) {
			w.Helper()
			a := w.wants(http.StatusOK, call{as: as, method: "GET", path: "/notices"})
			if got := strings.Count(a.body, `"`+kind+`"`); got != times {
				w.Errorf("%s has %d of %s: %s", as, got, kind, a.body)
			}
		}
		told("mai", "edition.to_recheck", 1)
		told("hoa", "edition.to_recheck", 0)
		check("mai", `{"result":"failed","note":"Sai tên đại sứ"}`, http.StatusOK)
		check("mai", `{"result":"passed"}`, http.StatusConflict)
		w.rounds()
		told("mai", "edition.to_recheck", 1) // that it was, and has ended
		told("hoa", "edition.recheck_failed", 1)
		told("lan", "edition.recheck_failed", 1)
	})
}

// What the checklist stops is let pass by a flow that says so, with a reason, and never the rest.
func TestForcedPublication(t *testing.T) {
	each(t, func(w *fixture) {
		w.hires("mai", right.Approver)
		id := w.create()
		w.submit(id)
		w.flows(`{"levels":1,"required":["audience"],"force":"nobody"}`)
		list := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: edition(id) + "/checklist"})
		if w.get(list, "ready") != false || !strings.Contains(list.body, `"pointer":"/facets/audiences"`) {
			w.Errorf("the checklist: %s", list.body)
		}
		refused := func(how, pointer string) {
			w.Helper()
			if a := w.approve("hoa", id, how); a.status != http.StatusUnprocessableEntity || w.text(a, "errors.0.pointer") != pointer {
				w.Errorf("%s: %d %s", how, a.status, a.body)
			}
		}
		refused("", "/facets/audiences")
		refused(`,"force":{"reason":"Tin bão"}`, "/force")
		w.flows(`{"levels":1,"required":["audience"],"force":"approver"}`)
		refused(`,"force":{"reason":" "}`, "/force/reason")
		if a := w.approve("lan", id, `,"force":{"reason":"Tin bão"}`); a.status != http.StatusForbidden || w.text(a, "code") != "four_eyes" {
			w.Errorf("the writer forced: %d %s", a.status, a.body)
		}
		done := w.approve("hoa", id, `,"force":{"reason":"Tin bão"}`)
		if done.status != http.StatusOK || w.text(done, "approval.forced.0") != "required_facet" || w.text(done, "approval.force_reason") != "Tin bão" {
			w.Fatalf("forced: %d %s", done.status, done.body)
		}
		var n int64
		w.ok(w.db.Read(w.Context()).Table("audit").Where("action = 'edition.approve' AND NOT refused AND detail LIKE '%Tin bão%' AND detail LIKE '%required_facet%'").Count(&n).Error)
		if n != 1 {
			w.Errorf("%d rows tell why it was forced", n)
		}
	})
}

// A reopening names the posts that it stops, before and after.
func TestAReopeningNamesThePostsItStops(t *testing.T) {
	each(t, func(w *fixture) {
		id, channel, delivery := w.planned()
		before := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: edition(id) + "/reopen"})
		if w.text(before, "stops.0.channel") != channel || w.text(before, "stops.0.time") != "2099-11-23T07:30" || w.get(before, "allowed.allowed") != true {
			w.Errorf("before: %s", before.body)
		}
		after := w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/reopen"})
		if w.text(after, "stopped.0.id") != delivery || !strings.HasPrefix(w.text(after, "stopped.0.channel_name"), "Kênh thử") || w.text(after, "effect.voided.0") != delivery {
			w.Errorf("after: %s", after.body)
		}
		if again := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: edition(id) + "/reopen"}); len(w.get(again, "stops").([]any)) != 0 || w.get(again, "allowed.allowed") != false {
			w.Errorf("again: %s", again.body)
		}
	})
}

// A flow is set whole, with the version that was read; one unit's approver makes it no looser.
func TestAFlowIsSet(t *testing.T) {
	each(t, func(w *fixture) {
		path := "/flows/" + ours
		set := func(as, body string, status int) answer {
			w.Helper()
			return w.wants(status, w.match(call{as: as, method: "PUT", path: path, body: strings.ReplaceAll(body, "{hoa}", w.ids["hoa"])}, path))
		}
		if a := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path}); w.get(a, "inherits") != true || w.get(a, "in_force.levels") != 1.0 {
			w.Errorf("at first: %s", a.body)
		}
		w.wants(http.StatusPreconditionRequired, call{as: "hoa", method: "PUT", path: path, body: `{"levels":2}`})
		set("hoa", `{"levels":2}`, http.StatusOK)
		w.wants(http.StatusPreconditionFailed, call{as: "hoa", method: "PUT", path: path, body: `{"levels":2}`, header: map[string]string{"If-Match": `"1"`}})
		faults := set("hoa", `{"levels":1,"check_minutes":30,"force":"approver"}`, http.StatusUnprocessableEntity)
		for _, pointer := range []string{"/levels", "/check_minutes", "/force"} {
			if !strings.Contains(faults.body, `"`+pointer+`"`) {
				w.Errorf("%s is not told as looser: %s", pointer, faults.body)
			}
		}
		all := set("hoa", `{"levels":3,"second":"x","marked":[{"kind":"topic","code":"khong-co"}],"required":["pillar"],"check_minutes":5,"force":"x",
			"duty":[{"person":"{hoa}","from":{"time":"2025-03-01T00:00","zone":"Asia/Ho_Chi_Minh"},"until":{"time":"2025-03-20T00:00","zone":"Asia/Ho_Chi_Minh"}},
			{"person":"khong-ai","from":{"time":"2025-03-01T00:00","zone":"Asia/Ho_Chi_Minh"},"until":{"time":"2025-03-02T00:00","zone":"Sao Hỏa"}}]}`, http.StatusUnprocessableEntity)
		for _, pointer := range []string{"/levels", "/second", "/marked/0/code", "/required/0", "/check_minutes", "/force", "/duty/0/person", "/duty/1/person", "/duty/1/until/zone"} {
			if !strings.Contains(all.body, `"`+pointer+`"`) {
				w.Errorf("%s is not told: %s", pointer, all.body)
			}
		}
		w.flows(lane) // by the lead unit
		w.wants(http.StatusOK, w.match(call{as: "dung", method: "PUT", path: path, body: `{"inherits":true}`}, path))
		if a := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path}); w.get(a, "inherits") != true || w.get(a, "version") != 4.0 {
			w.Errorf("at last: %s", a.body)
		}
		w.wants(http.StatusNotFound, call{as: "lan", method: "GET", path: "/flows/khong-co"})
	})
}
