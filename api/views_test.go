package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/view"
)

const economy = `{"name":"Kinh tế chờ duyệt","unit":"so-noi-vu","filter":{"state":["in_review"],"pillar":"aec"},"pinned":true}`

// saved is a view that the unit shares, made by somebody who is nobody of the cast.
func (m *matrix) saved(place string) string {
	m.Helper()
	name, filter := "Chờ duyệt", view.Filter{State: []string{"in_review"}}
	maker := must(m.accounts.CreatePerson(m.Context(), right.System(), account.NewPerson{Login: "nguoi.lap." + place, Name: "Người lập", Password: password}))
	v := must(m.services.Views.Create(m.Context(), right.Actor{ID: maker.ID, Grants: []right.Grant{{Role: right.Editor, Unit: place}}}, view.Input{Unit: place, Patch: view.Patch{Name: &name, Filter: &filter}}))
	return v.ID
}

func viewLines() map[string]line {
	keepers := "editor approver secretary lead_officer*"
	return map[string]line{
		"listViews":        {who: readers},
		"countViews":       {who: readers},
		"createView":       {on: "unit", who: readers, ended: "validation_failed", body: `{"name":"Kinh tế","unit":"{unit}","filter":{"pillar":"aec"}}`},
		"getView":          {on: "unit", who: readers},
		"updateView":       {on: "unit", who: keepers, body: `{"pinned":true}`, may: "update"},
		"removeView":       {on: "unit", who: keepers, may: "remove"},
		"getMyPreferences": {who: "everyone"},
		"setMyPreferences": {who: "everyone", body: `{"density":"compact","theme":"dark","shortcuts":false}`},
	}
}

func viewWritings() map[string]writing {
	on := func(method, body string) func(w *fixture) call {
		return func(w *fixture) call {
			header := w.inSession("lan")
			path := "/views/" + w.text(w.wants(http.StatusCreated, call{method: "POST", path: "/views", body: economy, header: header}), "id")
			header["If-Match"] = `"1"`
			return call{method: method, path: path, body: body, header: header}
		}
	}
	return map[string]writing{
		"POST /views": {acts: []string{"view.create view"}, does: func(w *fixture) call {
			return call{method: "POST", path: "/views", body: economy, header: w.inSession("lan")}
		}},
		"PATCH /views/{id}":  {acts: []string{"view.update view"}, does: on("PATCH", `{"pinned":false}`)},
		"DELETE /views/{id}": {acts: []string{"view.remove view"}, does: on("DELETE", "")},
		"PUT /me/preferences": {open: "how somebody's own page looks is no act", does: func(w *fixture) call {
			return call{method: "PUT", path: "/me/preferences", body: `{"density":"compact","theme":"dark","shortcuts":false}`, header: map[string]string{"Cookie": w.signIn("lan"), "If-Match": `"1"`}}
		}},
	}
}

// TestPreferencesAreOnesOwn: what is set comes back to the same person alone, a stale one and an
// unknown word are refused, and no key sets any.
func TestPreferencesAreOnesOwn(t *testing.T) {
	each(t, func(w *fixture) {
		const path, dark = "/me/preferences", `{"density":"compact","theme":"dark","shortcuts":false,"columns":["state","date"],"pinned_views":["mine"]}`
		cookie := w.signIn("lan")
		set := func(version, body string) call {
			return call{method: "PUT", path: path, body: body, header: map[string]string{"Cookie": cookie, "If-Match": version}}
		}
		a := w.wants(http.StatusOK, set(`"1"`, dark))
		if a.header.Get("ETag") != `"2"` || w.text(a, "theme") != "dark" || w.text(a, "columns.1") != "date" {
			t.Errorf("set: %v %s", a.header, a.body)
		}
		w.wants(http.StatusPreconditionFailed, set(`"1"`, dark))
		for _, bad := range []string{`{"density":"tight","theme":"dark","shortcuts":false}`, `{"density":"compact","theme":"dark","shortcuts":false,"font":"x"}`,
			`{"density":"compact","theme":"dark","shortcuts":false,"columns":["state","state"]}`} {
			w.wants(http.StatusUnprocessableEntity, set(`"2"`, bad))
		}
		w.wants(http.StatusForbidden, call{as: "lan", method: "PUT", path: path, body: dark, header: map[string]string{"If-Match": `"2"`}})
		if a := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: path}); w.text(a, "theme") != "auto" {
			t.Errorf("somebody else: %s", a.body)
		}
	})
}

// TestAViewIsSeenByThoseWhoHaveIt: a personal one by nobody else, a shared one by its unit; a filter
// that no plan understands is not saved.
func TestAViewIsSeenByThoseWhoHaveIt(t *testing.T) {
	each(t, func(w *fixture) {
		lan, hoa := w.inSession("lan"), w.inSession("hoa")
		own := w.text(w.wants(http.StatusCreated, call{method: "POST", path: "/views", header: lan, body: `{"name":"Riêng","filter":{"mine":true},"pinned":true}`}), "id")
		shared := w.text(w.wants(http.StatusCreated, call{method: "POST", path: "/views", header: lan, body: economy}), "id")
		if list := w.wants(http.StatusOK, call{header: hoa, method: "GET", path: "/views"}); strings.Contains(list.body, own) || !strings.Contains(list.body, shared) {
			t.Errorf("hoa sees %s", list.body)
		}
		w.wants(http.StatusNotFound, call{header: hoa, method: "GET", path: "/views/" + own})
		for pointer, filter := range map[string]string{"/filter/pillar": `{"pillar":"aecc"}`, "/filter/due": `{"due":"mai"}`, "/filter/missing_lang": `{"missing_lang":"xx"}`, "/filter/stat": `{"stat":["draft"]}`} {
			if a := w.wants(http.StatusUnprocessableEntity, call{method: "POST", path: "/views", header: lan, body: `{"name":"x","filter":` + filter + `}`}); !strings.Contains(a.body, pointer) {
				t.Errorf("%s: %s", filter, a.body)
			}
		}
		w.create()
		counts := w.wants(http.StatusOK, call{header: lan, method: "GET", path: "/views/counts"})
		for _, want := range []string{`{"view":"` + own + `","count":1,"more":false}`, `{"view":"mine","count":1,"more":false}`, `{"view":"no_pillar","count":0,"more":false}`, `{"view":"missing_en","count":1,"more":false}`} {
			if !strings.Contains(counts.body, want) {
				t.Errorf("no %s in %s", want, counts.body)
			}
		}
		hoa["If-Match"] = `"1"`
		w.wants(http.StatusOK, call{method: "PATCH", path: "/views/" + shared, header: hoa, body: `{"name":"Kinh tế"}`})
		w.wants(http.StatusPreconditionFailed, call{method: "DELETE", path: "/views/" + shared, header: hoa})
	})
}

// TestTheListFindsWhatViewsAskFor holds each new filter against stories of which it finds some, and
// the names of countries against one another.
func TestTheListFindsWhatViewsAskFor(t *testing.T) {
	each(t, func(w *fixture) {
		write := func(as, title, facets string) string {
			return w.text(w.wants(http.StatusCreated, call{as: as, method: "POST", path: "/articles", body: `{"unit":"` + ours + `","lang":"vi","title":"` + title + `","facets":` + facets + `}`}), "id")
		}
		named := write("lan", "Đoàn cấp cao Lào thăm tỉnh", `{}`)
		laos := write("lan", "Students from Laos", `{"pillars":["apsc"]}`)
		tagged := write("lan", "Giao lưu tại biên giới", `{"member_states":["LA"]}`)
		labour := write("lan", "Thành phố lao động", `{}`)
		plan := func(query string) string {
			return w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/articles?" + query}).body
		}
		holds := func(query string, with []string, without ...string) {
			t.Helper()
			body := plan(query)
			for _, id := range with {
				if !strings.Contains(body, id) {
					t.Errorf("%s does not find %s", query, id)
				}
			}
			for _, id := range without {
				if strings.Contains(body, id) {
					t.Errorf("%s finds %s", query, id)
				}
			}
		}
		for _, country := range []string{"L%C3%A0o", "Laos", "lao+pdr"} {
			holds("q="+country, []string{named, laos, tagged})
		}
		holds("q=lao+%C4%91%E1%BB%99ng", []string{labour}, named, laos, tagged)
		holds("q=laos+students", []string{laos}, named, tagged, labour)
		holds("pillar=none", []string{named, tagged}, laos)
		holds("missing_lang=en", []string{named})
		holds("missing_lang=vi", nil, named)
		holds("mine=true", []string{named})
		holds("waiting=true", nil, named)
		holds("due=today", nil, named)
		holds("due=today&sort=due", nil, named)
		holds("sort=due", []string{named, laos})
		holds("publication=failed,uncertain", nil, named)
		holds("publication=none,failed", []string{named})
		first := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/articles?sort=changed&limit=1"})
		next := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/articles?sort=changed&limit=1&cursor=" + w.text(first, "next_cursor")})
		if w.text(first, "items.0.article.id") != named || w.text(next, "items.0.article.id") != laos || w.text(next, "items.0.people.0.name") == "" || w.text(next, "items.0.languages.0.lang") != "vi" {
			t.Errorf("by the oldest change: %s then %s", first.body, next.body)
		}
		for _, bad := range []string{"due=mai", "missing_lang=xx", "sort=title"} {
			w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "GET", path: "/articles?" + bad})
		}
	})
}
