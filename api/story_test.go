package api_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/right"
)

func TestTheWayOfAStory(t *testing.T) {
	each(t, func(w *fixture) {
		made := w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: "/articles", body: story})
		id := w.text(made, "id")
		if made.header.Get("ETag") != `"1"` || made.header.Get("Location") != public+"/api/v1/articles/"+id {
			t.Errorf("headers of a new story: %v", made.header)
		}
		read := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(id)})
		tag := read.header.Get("ETag")
		saved := w.wants(http.StatusOK, call{as: "lan", method: "PUT", path: edition(id), header: map[string]string{"If-Match": tag},
			body: `{"title":"Nam Định gặp gỡ ASEAN 2026","lead":"Tỉnh gặp gỡ.","body":"<p>Sáng nay.</p>"}`})
		if saved.header.Get("ETag") == tag {
			t.Error("a save kept the entity tag")
		}
		w.wants(http.StatusCreated, call{as: "lan", method: "PUT", path: "/articles/" + id + "/editions/en", header: map[string]string{"If-None-Match": "*"},
			body: `{"title":"Nam Dinh meets ASEAN","lead":"The province met.","body":"<p>This morning.</p>"}`})
		w.submit(id)
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/request-changes", body: `{"reason":"Thiếu nguồn"}`})
		w.submit(id)
		approved := w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/approve", body: `{"hash":"` + w.hash(id) + `"}`})
		if got := w.text(approved, "edition.state"); got != "approved" || w.text(approved, "release.id") != w.text(approved, "edition.approved_release") {
			t.Errorf("after approve: %s", approved.body)
		}
		w.schedules(id)
		w.listed(id)
	})
}

// schedules plans the story, moves it, takes it off and publishes it now.
func (w *fixture) schedules(id string) {
	portal := w.channel("Cổng thử")
	at := func(hour string) string {
		return `{"channels":["` + portal + `"],"at":{"time":"2099-11-23T` + hour + `","zone":"Asia/Ho_Chi_Minh"}}`
	}
	first := w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/schedule", body: at("07:30")})
	moved := w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/schedule", body: at("08:00")})
	delivery := w.text(first, "deliveries.0.id")
	if w.text(moved, "deliveries.0.id") != delivery || w.text(moved, "deliveries.0.due_at") != "2099-11-23T01:00:00Z" || w.text(moved, "deliveries.0.time") != "2099-11-23T08:00" {
		w.Errorf("rescheduled: %s", moved.body)
	}
	why := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/deliveries/" + delivery + "/why"})
	if !strings.Contains(why.body, `{"rule":"due","holds":false`) {
		w.Errorf("why does not say that the hour has not come: %s", why.body)
	}
	seen := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(id)})
	if w.text(seen, "publication") != "scheduled" || w.text(seen, "deliveries.0.channel_name") != "Cổng thử" {
		w.Errorf("a scheduled edition: %s", seen.body)
	}
	w.wants(http.StatusUnprocessableEntity, call{as: "hoa", method: "POST", path: edition(id) + "/unschedule", body: `{"channels":["` + portal + `","none"]}`}) // and takes nothing off
	off := w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/unschedule"})
	if w.text(off, "effect.cancelled.0") != delivery || w.text(off, "edition.publication") != "none" || off.header.Get("ETag") != first.header.Get("ETag") {
		w.Errorf("unscheduled: %s", off.body)
	}
	w.wants(http.StatusConflict, call{as: "hoa", method: "POST", path: edition(id) + "/unschedule"}) // and leaves no record of an act
	again := w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/schedule", body: `{"channels":["` + portal + `"],"now":true}`})
	if w.text(again, "deliveries.0.id") != delivery || w.text(again, "deliveries.0.state") != "waiting" || w.text(again, "edition.publication") != "scheduled" {
		w.Errorf("published now: %s", again.body)
	}
	w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: "/deliveries/" + delivery + "/cancel"})
	down := w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/withdraw", body: `{"reason":"Sai số liệu"}`})
	if w.text(down, "edition.state") != "withdrawn" || w.text(down, "edition.reason") != "Sai số liệu" {
		w.Errorf("withdrawn: %s", down.body)
	}
}

// An act that changes deliveries answers with the publication that follows from them.
func TestAnActAnswersWithWhatItLeaves(t *testing.T) {
	light(t, func(w *fixture) {
		id, _, _ := w.planned()
		open := w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/reopen"})
		read := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: edition(id)})
		if was, is := w.text(open, "edition.publication"), w.text(read, "publication"); was != is || is == "scheduled" || open.header.Get("ETag") != read.header.Get("ETag") {
			t.Errorf("reopened: %q, then read: %q", was, is)
		}
	})
}

// A key that may schedule and not read gets an answer to what it has done.
func TestAKeyThatOnlySchedulesIsAnswered(t *testing.T) {
	light(t, func(w *fixture) {
		id, channel := w.approved(), w.channel("Kênh thử")
		key, _, err := w.accounts.CreateKey(w.Context(), right.System(), account.NewKey{Person: w.ids["hoa"], Name: "lịch", Scopes: []right.Action{right.EditionSchedule}})
		w.ok(err)
		w.keys["clock"] = key.Reveal()
		w.wants(http.StatusForbidden, call{as: "clock", method: "GET", path: edition(id)})
		a := w.wants(http.StatusOK, call{as: "clock", method: "POST", path: edition(id) + "/schedule", body: `{"channels":["` + channel + `"],"now":true}`})
		if w.text(a, "edition.id") == "" || a.header.Get("ETag") == "" {
			t.Errorf("scheduled: %s", a.body)
		}
	})
}

// listed finds the story by a search without tone marks, and not by another one.
func (w *fixture) listed(id string) {
	found := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/articles?q=nam+dinh+gap+go&lang=vi&state=approved,withdrawn&pillar=apsc"})
	if w.text(found, "items.0.article.id") != id || w.text(found, "items.0.edition.article") != id || w.text(found, "items.0.article.unit") != ours {
		w.Errorf("found: %s", found.body)
	}
	none := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/articles?q=ha+long"})
	if strings.TrimSpace(none.body) != `{"items":[]}` {
		w.Errorf("nothing found: %s", none.body)
	}
}

func TestAPatchChangesWhatItNames(t *testing.T) {
	light(t, func(w *fixture) {
		id := w.create()
		patch := func(tag, body string) call {
			return call{as: "lan", method: "PATCH", path: "/articles/" + id, body: body,
				header: map[string]string{"If-Match": tag, "Content-Type": "application/merge-patch+json"}}
		}
		one := w.wants(http.StatusOK, patch(`"1"`, `{"facets":{"audiences":["nhan-dan"],"form":null},"keywords":["ASEAN"],"priority":2}`))
		if w.text(one, "facets.pillars.0") != "apsc" || w.text(one, "facets.audiences.0") != "nhan-dan" || w.text(one, "keywords.0") != "ASEAN" {
			t.Errorf("patched: %s", one.body)
		}
		two := w.wants(http.StatusOK, patch(one.header.Get("ETag"), `{"facets":{"audiences":null},"keywords":null}`))
		if strings.Contains(two.body, "nhan-dan") || !strings.Contains(two.body, `"keywords":[]`) || w.get(two, "priority") != 2.0 {
			t.Errorf("taken away: %s", two.body)
		}
		w.wants(http.StatusPreconditionFailed, patch(`"1"`, `{"priority":1}`))
	})
}

func TestAWorkingCopyHasItsOwnTag(t *testing.T) {
	light(t, func(w *fixture) {
		id := w.create()
		base := w.text(w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(id)}), "head_revision")
		path, body := edition(id)+"/working-copy", `{"base":"`+base+`","title":"Đang gõ"}`
		w.wants(http.StatusNotFound, call{as: "lan", method: "GET", path: path})
		first := w.wants(http.StatusCreated, call{as: "lan", method: "PUT", path: path, body: body, header: map[string]string{"If-None-Match": "*"}})
		w.wants(http.StatusOK, call{as: "lan", method: "PUT", path: path, body: body, header: map[string]string{"If-Match": first.header.Get("ETag")}})
		w.wants(http.StatusPreconditionFailed, call{as: "lan", method: "PUT", path: path, body: body, header: map[string]string{"If-Match": first.header.Get("ETag")}})
		w.wants(http.StatusPreconditionFailed, call{as: "lan", method: "PUT", path: path, body: body, header: map[string]string{"If-None-Match": "*"}})
		w.wants(http.StatusPreconditionRequired, call{as: "lan", method: "PUT", path: path, body: body})
		if got := w.text(w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path}), "title"); got != "Đang gõ" {
			t.Errorf("working copy: %q", got)
		}
	})
}

func TestAnEmbargoIsSetAndLifted(t *testing.T) {
	light(t, func(w *fixture) {
		id := w.create()
		set := w.wants(http.StatusOK, call{as: "hoa", method: "PUT", path: edition(id) + "/embargo", body: `{"time":"2099-01-01T08:00","zone":"Asia/Ho_Chi_Minh"}`,
			header: map[string]string{"If-Match": `"1"`}})
		if w.text(set, "edition.embargo.until") != "2099-01-01T01:00:00Z" {
			t.Errorf("embargo: %s", set.body)
		}
		w.wants(http.StatusPreconditionRequired, call{as: "hoa", method: "DELETE", path: edition(id) + "/embargo"})
		lifted := w.wants(http.StatusOK, call{as: "hoa", method: "DELETE", path: edition(id) + "/embargo", header: map[string]string{"If-Match": set.header.Get("ETag")}})
		if strings.Contains(lifted.body, `"embargo":{"until"`) {
			t.Errorf("lifted: %s", lifted.body)
		}
	})
}

func TestTheRecordOfAnEdition(t *testing.T) {
	light(t, func(w *fixture) {
		id := w.approved()
		for _, kind := range []string{"revisions", "releases"} {
			list := w.wants(http.StatusOK, call{as: "an", method: "GET", path: edition(id) + "/" + kind})
			whole := w.wants(http.StatusOK, call{as: "an", method: "GET", path: edition(id) + "/" + kind + "/" + w.text(list, "items.0.id")})
			if !strings.Contains(whole.body, "<p>Sáng nay.</p>") {
				t.Errorf("one of %s: %s", kind, whole.body)
			}
			w.wants(http.StatusNotFound, call{as: "an", method: "GET", path: edition(id) + "/" + kind + "/none"})
		}
		copied := w.wants(http.StatusOK, call{as: "an", method: "GET", path: edition(id)})
		if may := copied.body[strings.Index(copied.body, `"may"`):]; !strings.Contains(may, `"approve":{"allowed":false,"reason":{"vi":`) || !strings.Contains(may, `"who_can":["approver"]`) {
			t.Errorf("what an inspector may do: %s", may)
		}
	})
}

// A channel that is named is answered for, also where it takes no such edition or is not there.
func TestThePreviewAnswersForEveryChannelThatIsNamed(t *testing.T) {
	light(t, func(w *fixture) {
		id, mine := w.create(), w.channel("Kênh thử")
		english := w.text(w.wants(http.StatusCreated, call{as: "chi", method: "POST", path: "/channels", body: `{"kind":"sandbox","name":"Kênh Anh","lang":"en"}`}), "id")
		preview := func(channels string) call {
			return call{as: "lan", method: "GET", path: edition(id) + "/preview?channel=" + channels}
		}
		both := w.wants(http.StatusOK, preview(mine+","+english))
		if w.text(both, "items.0.title") == "" || w.text(both, "items.1.channel") != english || w.text(both, "items.1.problem.en") != "This channel takes editions in en only." {
			t.Errorf("previewed: %s", both.body)
		}
		if all := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(id) + "/preview"}); strings.Contains(all.body, english) {
			t.Errorf("shown of all: %s", all.body)
		}
		none := w.wants(http.StatusUnprocessableEntity, preview(mine+",none"))
		if w.text(none, "errors.0.pointer") != "query:channel" || !strings.Contains(w.text(none, "errors.0.detail"), "“none”") {
			t.Errorf("unknown: %s", none.body)
		}
	})
}

// What the preview has to say of a channel is said when a story is planned there.
func TestPlanningWarns(t *testing.T) {
	light(t, func(w *fixture) {
		channel := func(name, template string) string {
			return w.text(w.wants(http.StatusCreated, call{as: "chi", method: "POST", path: "/channels", body: `{"kind":"bluesky","name":"` + name + `","template":"` + template + `",
				"settings":{"identifier":"asean.bsky.social","app_password":"abcd-efgh-ijkl-mnop"}}`}), "id")
		}
		cut, broken := channel("Cắt", ""), channel("Không vừa", "{{.Title}} {{.Notes}} {{.Link}} "+strings.Repeat("x", 140))
		id := w.text(w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: "/articles", body: `{"unit":"so-noi-vu","lang":"vi","title":"` + strings.Repeat("Tít ", 45) + `",
			"lead":"` + strings.Repeat("Đoạn dẫn. ", 60) + `","body":"<p>Thân.</p>","facets":{"pillars":["apsc"],"areas":["hoat-dong-va-hop-tac-asean"]}}`}), "id")
		w.submit(id)
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/approve", body: `{"hash":"` + w.hash(id) + `"}`})
		a := w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/schedule",
			body: `{"channels":["` + cut + `","` + broken + `"],"at":{"time":"2099-11-23T07:30","zone":"Asia/Ho_Chi_Minh"}}`})
		said := map[string]string{}
		for i := range 2 {
			said[w.text(a, "warnings."+strconv.Itoa(i)+".channel")] = w.text(a, "warnings."+strconv.Itoa(i)+".detail.vi")
		}
		if !strings.Contains(said[cut], "Đoạn dẫn bị cắt") || !strings.Contains(said[broken], "thừa") {
			t.Errorf("warned of %v in %s", said, a.body)
		}
		if w.text(a, "deliveries.1.channel") != broken {
			t.Errorf("not planned: %s", a.body)
		}
	})
}
