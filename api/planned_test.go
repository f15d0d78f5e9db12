package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/right"
)

const (
	fair   = `{"unit":"so-noi-vu","title":{"vi":"Hội chợ ASEAN","en":"ASEAN fair"},"from":"2025-03-20","to":"2025-03-22","place":"Thành phố Nam Định","url":"https://hoicho.example/","member_state":"TH","facets":{"pillars":["aec"]}}`
	idea   = `{"unit":"so-noi-vu","title":"Gạo Nam Định sang Philippines","note":"Hỏi hợp tác xã","langs":["vi","en"],"facets":{"pillars":["aec"],"areas":["hoat-dong-va-hop-tac-asean"],"form":"tin"}}`
	wanted = `{"subject":"Xuất khẩu gạo","need":"Số liệu ba năm","organisation":"Báo Nam Định","contact":"0912 000 000","due":{"time":"2025-03-10T16:30"},"facets":{"pillars":["aec"]}}`
)

// entry makes an event by lan, idea a planned story, and request one of the press; each gives
// its path.
func (w *fixture) entry() string {
	w.Helper()
	return "/calendar/entries/" + w.text(w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: "/calendar/entries", body: fair}), "id")
}

func (w *fixture) idea() string {
	w.Helper()
	return "/planned/" + w.text(w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: "/planned", body: idea}), "id")
}

func (w *fixture) assigned() string {
	w.Helper()
	path := w.idea()
	w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: path + "/assign", body: `{"person":"` + w.ids["lan"] + `","due":{"time":"2025-03-10"}}`})
	return path
}

// asked is a request that the press account bao entered, routed to the own unit.
func (w *fixture) asked() string {
	w.Helper()
	path := "/requests/" + w.text(w.wants(http.StatusCreated, call{as: "bao", method: "POST", path: "/requests", body: wanted}), "id")
	w.wants(http.StatusOK, call{as: "chu", method: "POST", path: path + "/route", body: `{"units":["so-noi-vu"]}`})
	return path
}

// plannedWritings are those of what there is to write.
func plannedWritings() map[string]writing {
	does := func(as, step, body string, on func(w *fixture) string) func(w *fixture) call {
		return func(w *fixture) call { return call{as: as, method: "POST", path: on(w) + step, body: body} }
	}
	stranger := func(method, step, body string, on func(w *fixture) string) func(w *fixture) call {
		return func(w *fixture) call {
			w.hire("gia", press())
			return call{as: "gia", method: method, path: on(w) + step, body: body, header: map[string]string{"If-Match": `"2"`}}
		}
	}
	entry, proposed, given := (*fixture).entry, (*fixture).idea, (*fixture).assigned
	asked := func(w *fixture) string { w.leads(); return w.asked() }
	share := func(act, step, body string, more ...string) writing {
		return writing{acts: append(more, "request."+act+" request ~"), does: does("lan", step, body, asked), denied: stranger("POST", step, body, asked)}
	}
	return map[string]writing{
		"POST /calendar/entries": {acts: []string{"calendar.create calendar +"}, does: func(*fixture) call { return call{as: "lan", method: "POST", path: "/calendar/entries", body: fair} }},
		"PATCH /calendar/entries/{id}": {acts: []string{"calendar.update calendar ~"}, does: func(w *fixture) call {
			path := w.entry()
			return w.match(call{as: "lan", method: "PATCH", path: path, body: `{"place":"Xuân Thủy"}`}, path)
		}},
		"POST /calendar/entries/{id}/cancel": {acts: []string{"calendar.cancel calendar ~"}, does: does("lan", "/cancel", `{"reason":"Bão"}`, entry)},
		"POST /planned":                      {acts: []string{"planned.propose planned +"}, does: func(*fixture) call { return call{as: "lan", method: "POST", path: "/planned", body: idea} }},
		"PATCH /planned/{id}": {acts: []string{"planned.update planned ~"}, does: func(w *fixture) call {
			path := w.idea()
			return w.match(call{as: "lan", method: "PATCH", path: path, body: `{"note":"Thêm ảnh"}`}, path)
		}},
		"POST /planned/{id}/assign": {acts: []string{"planned.assign planned ~"}, does: does("hoa", "/assign", `{"due":{"time":"2025-03-10T16:30"}}`, proposed)},
		"POST /planned/{id}/begin":  {acts: []string{"article.create article +", "planned.begin planned ~"}, does: does("lan", "/begin", "", given)},
		"POST /planned/{id}/drop":   {acts: []string{"planned.drop planned ~"}, does: does("hoa", "/drop", `{"reason":"Trùng"}`, given)},
		"POST /requests": {acts: []string{"request.enter request +"}, does: func(*fixture) call { return call{as: "bao", method: "POST", path: "/requests", body: wanted} },
			denied: func(*fixture) call { return call{as: "an", method: "POST", path: "/requests", body: wanted} }},
		"PATCH /requests/{id}": {acts: []string{"request.update request ~"}, does: func(w *fixture) call {
			path := asked(w)
			return w.match(call{as: "bao", method: "PATCH", path: path, body: `{"need":"Số liệu hai năm"}`}, path)
		}, denied: stranger("PATCH", "", `{"need":"x"}`, asked)},
		"POST /requests/{id}/route":    {acts: []string{"request.route request ~"}, does: does("chu", "/route", `{"units":["so-y-te"]}`, asked), denied: stranger("POST", "/route", `{"units":["so-y-te"]}`, asked)},
		"POST /requests/{id}/withdraw": {acts: []string{"request.withdraw request ~"}, does: does("bao", "/withdraw", "", asked), denied: stranger("POST", "/withdraw", "", asked)},
		"POST /requests/{id}/take":     share("take", "/take", `{"unit":"so-noi-vu"}`, "planned.propose planned +", "planned.assign planned ~"),
		"POST /requests/{id}/answer":   share("answer", "/answer", `{"unit":"so-noi-vu","words":"Có ở cổng tỉnh."}`),
		"POST /requests/{id}/decline":  share("decline", "/decline", `{"unit":"so-noi-vu","reason":"Không có số liệu"}`),
	}
}

// leads hires an officer of the lead unit, chu, unless there is one.
func (w *fixture) leads() {
	w.Helper()
	if w.keys["chu"] == "" {
		w.hire("chu", right.Grant{Role: right.LeadOfficer, Unit: theirs})
	}
}

// press is the role of somebody of a press agency.
func press() right.Grant { return right.Grant{Role: right.Press, Unit: ours} }

// TestThePressSeesOwnRequestsAlone: another account finds neither the request nor that there is
// one, and who asks learns the answer, and not who in the house does what.
func TestThePressSeesOwnRequestsAlone(t *testing.T) {
	each(t, func(w *fixture) {
		w.leads()
		w.hire("gia", press())
		path := w.asked()
		id := strings.TrimPrefix(path, "/requests/")
		for _, as := range []string{"gia", "chi"} {
			w.wants(http.StatusForbidden, call{as: as, method: "GET", path: path})
		}
		if list := w.wants(http.StatusOK, call{as: "gia", method: "GET", path: "/requests"}); strings.Contains(list.body, id) || strings.Contains(list.body, "0912") {
			t.Errorf("another press account lists %s", list.body)
		}
		for step, body := range map[string]string{"/withdraw": "", "/answer": `{"unit":"so-noi-vu","words":"x"}`, "/decline": `{"reason":"x"}`, "/route": `{"units":["so-y-te"]}`, "/take": `{"unit":"so-noi-vu"}`} {
			w.wants(http.StatusForbidden, call{as: "gia", method: "POST", path: path + step, body: body})
		}
		w.wants(http.StatusForbidden, call{as: "bao", method: "POST", path: path + "/answer", body: `{"unit":"so-noi-vu","words":"x"}`})
		for _, as := range []string{"bao", "hoa", "chu", "an"} { // who asks, the unit, who routes, who inspects
			if list := w.wants(http.StatusOK, call{as: as, method: "GET", path: "/requests"}); w.text(list, "items.0.id") != id {
				t.Errorf("%s lists %s", as, list.body)
			}
		}
		taken := w.wants(http.StatusOK, call{as: "lan", method: "POST", path: path + "/take", body: `{"unit":"so-noi-vu","person":"` + w.ids["lan"] + `"}`})
		story := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/planned/" + w.text(taken, "shares.0.planned")})
		if w.text(story, "state") != "assigned" || w.text(story, "request") != id || w.text(story, "due.time") != "2025-03-10T16:30" || w.text(story, "title") != "Xuất khẩu gạo" {
			t.Errorf("taken up as %s", story.body)
		}
		w.wants(http.StatusConflict, call{as: "hoa", method: "POST", path: path + "/take", body: `{"unit":"so-noi-vu"}`})
		draft := w.create()
		hidden := w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "POST", path: path + "/answer", body: `{"unit":"so-noi-vu","article":"` + draft + `"}`})
		if !strings.Contains(hidden.body, `"pointer":"/article"`) {
			t.Errorf("a draft as an answer: %s", hidden.body)
		}
		out := w.out()
		w.ok(w.db.Write(w.Context()).Exec(`UPDATE channel SET kind = 'webhook' WHERE kind = 'sandbox'`).Error) // one with readers
		w.wants(http.StatusOK, call{as: "lan", method: "POST", path: path + "/answer", body: `{"unit":"so-noi-vu","article":"` + out + `","words":"Xem bài này."}`})
		seen := w.wants(http.StatusOK, call{as: "bao", method: "GET", path: path})
		if w.text(seen, "state") != "answered" || w.text(seen, "shares.0.article") != out || strings.Contains(seen.body, w.ids["lan"]) || strings.Contains(seen.body, `"planned"`) {
			t.Errorf("who asked sees %s", seen.body)
		}
		w.wants(http.StatusConflict, w.match(call{as: "bao", method: "PATCH", path: path, body: `{"need":"Thêm nữa"}`}, path))
		if gone := w.wants(http.StatusOK, w.match(call{as: "bao", method: "PATCH", path: path, body: `{"contact":""}`}, path)); strings.Contains(gone.body, "0912") {
			t.Errorf("the contact stays: %s", gone.body)
		}
	})
}

// TestOpenRequestsOfOneAccount are bounded, and there is room again once one is withdrawn.
func TestOpenRequestsOfOneAccount(t *testing.T) {
	light(t, func(w *fixture) {
		var last string
		for range 10 {
			last = w.text(w.wants(http.StatusCreated, call{as: "bao", method: "POST", path: "/requests", body: wanted}), "id")
		}
		if a := w.wants(http.StatusUnprocessableEntity, call{as: "hoa", method: "POST", path: "/requests", body: strings.Replace(wanted, "Xuất khẩu gạo", "\u3164", 1)}); !strings.Contains(a.body, `"/subject"`) {
			t.Errorf("a subject that nobody can see: %s", a.body)
		}
		w.wants(http.StatusTooManyRequests, call{as: "bao", method: "POST", path: "/requests", body: wanted})
		w.wants(http.StatusOK, call{as: "bao", method: "POST", path: "/requests/" + last + "/withdraw"})
		w.wants(http.StatusCreated, call{as: "bao", method: "POST", path: "/requests", body: wanted})
		w.leads()
		twice := "/requests/" + w.text(w.wants(http.StatusCreated, call{as: "hoa", method: "POST", path: "/requests", body: strings.Replace(wanted, `{"time":"2025-03-10T16:30"}`, `{"time":"2025-10-26T02:30","zone":"Europe/Berlin","offset":"+01:00"}`, 1)}), "id")
		w.wants(http.StatusOK, call{as: "chu", method: "POST", path: twice + "/route", body: `{"units":["so-noi-vu"]}`})
		taken := w.wants(http.StatusOK, call{as: "lan", method: "POST", path: twice + "/take", body: `{"unit":"so-noi-vu"}`})
		if one := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/planned/" + w.text(taken, "shares.0.planned")}); w.text(one, "due.at") != "2025-10-26T01:30:00Z" {
			t.Errorf("a request that is due at an hour which comes twice is planned as %s", one.body)
		}
		for range 11 { // the house enters what others ask for
			w.wants(http.StatusCreated, call{as: "hoa", method: "POST", path: "/requests", body: wanted})
		}
	})
}

// TestPlannedStories goes the way of a planned story over HTTP.
func TestPlannedStories(t *testing.T) {
	each(t, func(w *fixture) {
		path := w.idea()
		w.hire("giang", right.Grant{Role: right.Author, Unit: ours})
		w.wants(http.StatusForbidden, call{as: "giang", method: "POST", path: path + "/assign", body: `{"due":{"time":"2025-03-10"}}`})
		w.wants(http.StatusConflict, call{as: "giang", method: "POST", path: path + "/begin"})
		w.wants(http.StatusUnprocessableEntity, call{as: "hoa", method: "POST", path: path + "/assign", body: `{"due":{"time":"2025-03-02"}}`}) // yesterday
		w.wants(http.StatusUnprocessableEntity, call{as: "hoa", method: "POST", path: path + "/assign", body: `{"person":"` + w.ids["chi"] + `","due":{"time":"2025-03-10"}}`})
		given := w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: path + "/assign", body: `{"person":"` + w.ids["giang"] + `","due":{"time":"2025-03-10"}}`})
		if w.text(given, "due.day") != "2025-03-10" || w.text(given, "due.at") != "2025-03-10T17:00:00Z" || w.get(given, "late") != false {
			t.Errorf("assigned: %s", given.body)
		}
		begun := w.wants(http.StatusOK, call{as: "lan", method: "POST", path: path + "/begin"})
		again := w.wants(http.StatusOK, call{as: "giang", method: "POST", path: path + "/begin"})
		made := w.text(begun, "article")
		if made == "" || w.text(again, "article") != made {
			t.Errorf("begun twice: %s and %s", begun.body, again.body)
		}
		story := w.wants(http.StatusOK, call{as: "giang", method: "GET", path: "/articles/" + made})
		if w.text(story, "coauthors.0") != w.ids["giang"] || w.text(story, "facets.pillars.0") != "aec" || w.text(story, "facets.form") != "tin" {
			t.Errorf("the article: %s", story.body)
		}
		late := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/planned?state=begun&due_before=2025-03-11T00:00:00Z&unit=so-noi-vu&person=" + w.ids["giang"]})
		if "/planned/"+w.text(late, "items.0.id") != path {
			t.Errorf("listed: %s", late.body)
		}
		w.ok(w.db.Write(w.Context()).Exec(`UPDATE edition SET publication = 'published' WHERE article_id = ?`, made).Error)
		if done := w.wants(http.StatusOK, call{as: "giang", method: "GET", path: path}); w.text(done, "state") != "done" {
			t.Errorf("once it is published: %s", done.body)
		}
		w.wants(http.StatusConflict, call{as: "hoa", method: "POST", path: path + "/drop", body: `{"reason":"Trùng"}`})
		w.idea()
		first := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/planned?limit=1"})
		rest := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/planned?limit=1&cursor=" + w.text(first, "next_cursor")})
		if w.text(first, "items.0.state") != "done" || w.text(rest, "items.0.state") != "idea" || strings.Contains(rest.body, "next_cursor") {
			t.Errorf("two pages: %s and %s", first.body, rest.body)
		}
	})
}

// TestLateStoriesAreTold: the assignee has a task in the inbox, a second one once it is late, and
// neither once the story is published.
func TestLateStoriesAreTold(t *testing.T) {
	each(t, func(w *fixture) {
		path := w.assigned()
		kinds := func(as string) string {
			w.rounds()
			a := w.wants(http.StatusOK, call{as: as, method: "GET", path: "/notices?open=true"})
			var all []string
			for _, one := range w.get(a, "items").([]any) {
				if one.(map[string]any)["planned"] != strings.TrimPrefix(path, "/planned/") {
					t.Errorf("a notice of something else: %v", one)
				}
				all = append(all, one.(map[string]any)["kind"].(string))
			}
			slices.Sort(all)
			return strings.Join(all, " ")
		}
		if got := kinds("lan"); got != "planned.assigned" {
			t.Errorf("assigned: %s", got)
		}
		w.at(2025, time.March, 10, 23, 59)
		w.ok(w.services.Planning.Run(w.Context()))
		begun := w.wants(http.StatusOK, call{as: "lan", method: "POST", path: path + "/begin"})
		w.ok(w.db.Write(w.Context()).Exec(`UPDATE planned_story SET due_at = 1`).Error) // the database has its own clock
		w.ok(w.services.Planning.Run(w.Context()))
		w.ok(w.services.Planning.Run(w.Context()))
		if got := kinds("lan"); got != "planned.late" {
			t.Errorf("late: %s", got)
		}
		w.ok(w.db.Write(w.Context()).Exec(`UPDATE edition SET publication = 'published' WHERE article_id = ?`, w.text(begun, "article")).Error)
		w.ok(w.services.Planning.Run(w.Context()))
		if got := kinds("lan") + kinds("hoa"); got != "" {
			t.Errorf("done: %s", got)
		}
	})
}

// TestTheCalendar shows days and events, counts for each what they may read, and loses nothing.
func TestTheCalendar(t *testing.T) {
	each(t, func(w *fixture) {
		w.hire("giang", right.Grant{Role: right.Author, Unit: theirs})
		path := w.entry()
		w.wants(http.StatusForbidden, call{as: "giang", method: "POST", path: "/calendar/entries", body: fair})
		w.wants(http.StatusForbidden, call{as: "lan", method: "POST", path: "/calendar/entries", body: strings.Replace(fair, `"unit":"so-noi-vu",`, "", 1)}) // the whole province
		w.wants(http.StatusPreconditionFailed, call{as: "lan", method: "PATCH", path: path, body: `{"place":"x"}`, header: map[string]string{"If-Match": `"7"`}})
		w.planned() // for 2099
		w.assigned()
		of := func(as, days string) answer {
			return w.wants(http.StatusOK, call{as: as, method: "GET", path: "/calendar?" + days})
		}
		march := of("giang", "from=2025-03-01&to=2025-03-31")
		if w.text(march, "days.0.title.en") != "ASEAN fair" || w.text(march, "days.0.suggested") != "2025-03-20" || len(w.get(march, "planned").([]any)) != 0 {
			t.Errorf("another unit sees %s", march.body)
		}
		if own := of("an", "from=2025-03-01&to=2025-03-31"); w.text(own, "planned.0.day") != "2025-03-10" {
			t.Errorf("the inspector sees %s", own.body)
		}
		w.ok(w.db.Write(w.Context()).Exec(`UPDATE channel SET kind = 'webhook' WHERE kind = 'sandbox'`).Error) // one with readers
		far := of("lan", "from=2099-11-01&to=2099-11-30")
		if w.text(far, "counts.0.day") != "2099-11-23" || w.get(far, "counts.0.scheduled") != 1.0 || w.text(far, "counts.0.unit") != ours {
			t.Errorf("scheduled: %s", far.body)
		}
		if other := of("giang", "from=2099-11-01&to=2099-11-30"); len(w.get(other, "counts").([]any)) != 0 {
			t.Errorf("another unit's stories are counted: %s", other.body)
		}
		for _, bad := range []string{"from=2025-03-01", "from=2025-03-01&to=2025-02-01", "from=2025-01-01&to=2025-12-31", "from=2025-02-30&to=2025-03-01"} {
			w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "GET", path: "/calendar?" + bad})
		}
		w.wants(http.StatusOK, call{as: "lan", method: "POST", path: path + "/cancel", body: `{"reason":"Hoãn vì bão"}`})
		w.wants(http.StatusConflict, call{as: "lan", method: "POST", path: path + "/cancel", body: `{"reason":"Hoãn vì bão"}`})
		file := w.wants(http.StatusOK, call{as: "giang", method: "GET", path: "/calendar/export.ics?lang=en"})
		if !strings.HasPrefix(file.header.Get("Content-Type"), "text/calendar") || !strings.Contains(file.body, "SUMMARY:ASEAN fair\r\n") || !strings.Contains(file.body, "STATUS:CANCELLED") {
			t.Errorf("the file: %v %s", file.header, file.body)
		}
		w.wants(http.StatusForbidden, call{as: "bao", method: "GET", path: "/calendar/export.ics"})
		cover := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/calendar/coverage?year=2025"})
		if w.text(cover, "pillars.1.code") != "aec" || w.get(cover, "pillars.1.planned").([]any)[2] != 1.0 || len(w.get(cover, "pillars.1.gaps").([]any)) != 11 {
			t.Errorf("coverage: %s", cover.body)
		}
	})
}

// TestTheContactGoesWithItsAccount: nothing of how to reach who asked is left once the account is
// erased, in no row of the database that tells of the request.
func TestTheContactGoesWithItsAccount(t *testing.T) {
	each(t, func(w *fixture) {
		w.leads()
		w.asked()
		account := "/people/" + w.ids["bao"]
		w.wants(http.StatusOK, w.match(call{as: "chi", method: "PATCH", path: account, body: `{"disabled":true}`}, account))
		w.wants(http.StatusOK, call{as: "chi", method: "POST", path: account + "/erase"})
		for table, column := range map[string]string{"press_request": "contact", "audit": "detail", "event": "data"} {
			var left int
			w.ok(w.db.Read(w.Context()).Raw("SELECT count(*) FROM " + table + " WHERE " + column + " LIKE '%0912%'").Scan(&left).Error)
			if left > 0 {
				t.Errorf("%s.%s still tells the contact", table, column)
			}
		}
	})
}
