package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestTimingOfAChannel sends all of a channel's timing and reads it back, and finds each
// fault under the name that it has here.
func TestTimingOfAChannel(t *testing.T) {
	light(t, func(w *fixture) {
		const timing = `"rate":{"every_seconds":90.5,"burst":3},"grace_seconds":600,"keeps_closed_days":true,"distance_seconds":1800,"offset_seconds":900,"dry_run":true,` +
			`"quiet_hours":{"zone":"Asia/Ho_Chi_Minh","quiet":[{"from":"22:00","to":"06:00","days":["sat","sun"]}]},"slots":[{"cron":"30 7 * * 1-5"}]`
		made := w.wants(http.StatusCreated, call{as: "chi", method: "POST", path: "/channels", body: `{"kind":"sandbox","name":"Thử",` + timing + `}`})
		for path, want := range map[string]string{"rate.every_seconds": "90.5", "rate.burst": "3", "grace_seconds": "600", "keeps_closed_days": "true", "distance_seconds": "1800",
			"offset_seconds": "900", "dry_run": "true", "quiet_hours.quiet.0.days.1": "sun", "slots.0.zone": "Asia/Ho_Chi_Minh"} {
			if got := fmt.Sprint(w.get(made, path)); got != want {
				t.Errorf("%s is %s, want %s", path, got, want)
			}
		}
		if w.text(made, "rests.until") == "" {
			t.Errorf("no rest: %s", made.body)
		}
		later := w.wants(http.StatusOK, call{as: "chi", method: "PATCH", path: "/channels/" + w.text(made, "id"), header: map[string]string{"If-Match": `"1"`},
			body: `{"quiet_hours":{"zone":"Asia/Ho_Chi_Minh","quiet":[{"from":"01:00","to":"02:00"}]}}`})
		read := w.wants(http.StatusOK, call{as: "chi", method: "GET", path: "/channels/" + w.text(made, "id")})
		if w.text(later, "rests.until") != w.text(read, "rests.until") || w.text(later, "rests.until") == w.text(made, "rests.until") {
			t.Errorf("the answer to a change tells of another rest: %s\n%s", later.body, read.body)
		}
		patch := call{as: "chi", method: "PATCH", path: "/channels/" + w.text(made, "id"), header: map[string]string{"If-Match": `"2"`}}
		for pointer, body := range map[string]string{
			"/after_portal":            `{"after_portal":"wait"}`,
			"/grace_seconds":           `{"grace_seconds":604801}`,
			"/slots/0/cron":            `{"slots":[{"cron":"0 25 * * *"}]}`,
			"/quiet_hours/quiet/0/to":  `{"quiet_hours":{"quiet":[{"from":"22:00","to":"22:00"}]}}`,
			"/rate/burst":              `{"rate":{"every_seconds":1,"burst":0}}`,
			"/rate/every_seconds":      `{"rate":{"burst":1}}`,
			"/portal_patience_seconds": `{"portal_patience_seconds":5}`,
		} {
			patch.body = body
			if refused := w.wants(http.StatusUnprocessableEntity, patch); w.text(refused, "errors.0.pointer") != pointer {
				t.Errorf("%s: %s", pointer, refused.body)
			}
		}
	})
}

// TestAllFaultsOfAChannelComeInOneAnswer sends faults of fields, of timing and of settings:
// of values that are missing, unknown, of the wrong kind, and that the destination's own rules
// refuse.
func TestAllFaultsOfAChannelComeInOneAnswer(t *testing.T) {
	light(t, func(w *fixture) {
		places := func(c call) string {
			var list []string
			for _, one := range w.get(w.wants(http.StatusUnprocessableEntity, c), "errors").([]any) {
				list = append(list, one.(map[string]any)["pointer"].(string))
			}
			slices.Sort(list)
			return strings.Join(list, " ")
		}
		const faults = `"max_concurrent":99,"settle_seconds":99999999999999.5,"grace_seconds":-1,"rate":{"every_seconds":90000,"burst":0}`
		const fields = "/grace_seconds /max_concurrent /name /rate/burst /rate/every_seconds /settle_seconds"
		const settings = `"settings":{"chat":"xx","silent":"maybe","pasword":"y"}`
		got := places(call{as: "chi", method: "POST", path: "/channels", body: `{"kind":"telegram","name":"",` + faults + "," + settings + "}"})
		if want := strings.Replace(fields, " /settle", " /settings/chat /settings/pasword /settings/silent /settings/token /settle", 1); got != want {
			t.Errorf("a new channel: %s\nwant %s", got, want)
		}
		got = places(call{as: "chi", method: "POST", path: "/channels", body: `{"kind":"fax","name":"",` + faults + "," + settings + "}"})
		if want := "/grace_seconds /kind " + strings.TrimPrefix(fields, "/grace_seconds "); got != want {
			t.Errorf("an unknown kind: %s\nwant %s", got, want)
		}
		made := w.wants(http.StatusCreated, call{as: "chi", method: "POST", path: "/channels", body: `{"kind":"telegram","name":"Kênh",
			"settings":{"token":"110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw","chat":"@asean_namdinh"}}`})
		got = places(call{as: "chi", method: "PATCH", path: "/channels/" + w.text(made, "id"), header: map[string]string{"If-Match": `"1"`},
			body: `{"name":"",` + faults + `,"settings":{"chat":"xx","silent":"maybe","pasword":"y","server":"https://other.example?x"}}`})
		if want := strings.Replace(fields, " /settle", " /settings/chat /settings/pasword /settings/server /settings/silent /settings/token /settle", 1); got != want {
			t.Errorf("a change: %s\nwant %s", got, want)
		}
	})
}

func TestClosedDays(t *testing.T) {
	light(t, func(w *fixture) {
		const body = `{"day":"2099-09-02","effect":"no_slots","name":{"vi":"Quốc khánh","en":"National Day"}}`
		made := w.wants(http.StatusCreated, call{as: "chi", method: "POST", path: "/closed-days", body: body})
		if w.text(made, "name.vi") != "Quốc khánh" || made.header.Get("Location") == "" {
			t.Errorf("made: %v %s", made.header, made.body)
		}
		w.wants(http.StatusConflict, call{as: "chi", method: "POST", path: "/closed-days", body: body})
		w.wants(http.StatusForbidden, call{as: "lan", method: "POST", path: "/closed-days", body: body})
		if list := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/closed-days"}); w.text(list, "items.0.day") != "2099-09-02" {
			t.Errorf("list: %s", list.body)
		}
		w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/closed-days/2099-09-02"})
		w.wants(http.StatusNoContent, call{as: "chi", method: "DELETE", path: "/closed-days/2099-09-02"})
		w.wants(http.StatusNotFound, call{as: "lan", method: "GET", path: "/closed-days/2099-09-02"})
	})
}

// TestSlots plans two stories for the next free slots of a channel, over the API.
func TestSlots(t *testing.T) {
	light(t, func(w *fixture) {
		made := w.wants(http.StatusCreated, call{as: "chi", method: "POST", path: "/channels", body: `{"kind":"sandbox","name":"Khung giờ","slots":[{"cron":"0 8 * * *"}]}`})
		channel := w.text(made, "id")
		var hours []string
		for range 2 {
			id := w.approved()
			planned := w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/schedule", body: `{"channels":["` + channel + `"],"slot":true}`})
			hours = append(hours, w.text(planned, "deliveries.0.time"))
			if len(hours) == 2 && (w.text(planned, "passed_slots.0.verdict") != "taken" || w.text(planned, "passed_slots.0.detail.en") == "") {
				t.Errorf("planned: %s", planned.body)
			}
		}
		if hours[0] == hours[1] || !strings.HasSuffix(hours[0], "T08:00:00") || !strings.HasSuffix(hours[1], "T08:00:00") {
			t.Errorf("hours %v", hours)
		}
		slots := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/channels/" + channel + "/slots?count=3"})
		if w.text(slots, "slots.0.verdict") != "taken" || w.text(slots, "slots.2.verdict") != "free" {
			t.Errorf("slots: %s", slots.body)
		}
		id := w.approved()
		for pointer, body := range map[string]string{
			"/slot":                      `{"channels":["` + channel + `"],"slot":true,"now":true}`,
			"/at":                        `{"channels":["` + channel + `"]}`,
			"/offset_seconds/" + channel: `{"channels":["` + channel + `"],"now":true,"offset_seconds":{"` + channel + `":-1}}`,
		} {
			refused := w.wants(http.StatusUnprocessableEntity, call{as: "hoa", method: "POST", path: edition(id) + "/schedule", body: body})
			if w.text(refused, "errors.0.pointer") != pointer {
				t.Errorf("%s: %s", pointer, refused.body)
			}
		}
	})
}
