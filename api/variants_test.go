package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// variants is where the words of an edition for channels are.
func variants(id, channel string) string { return edition(id) + "/variants/" + channel }

func fresh() map[string]string { return map[string]string{"If-None-Match": "*"} }

// The life of the words for a channel: written, lost to nobody, overtaken by the master, held to be
// right, taken away, written again; each state stays to be read.
func TestTheWordsForAChannel(t *testing.T) {
	each(t, func(w *fixture) {
		id, channel := w.create(), w.channel("Bảng tin")
		path := variants(id, channel)
		state := func(want string) answer {
			w.Helper()
			a := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(id) + "/variants"})
			if got := w.text(a, "items.0.state"); got != want || w.text(a, "items.0.form") != "heading" || w.text(a, "items.0.channel") != channel {
				w.Fatalf("the state is %s, want %s: %s", got, want, a.body)
			}
			return a
		}
		put := func(status int, body string, header map[string]string) answer {
			w.Helper()
			return w.wants(status, call{as: "lan", method: "PUT", path: path, body: body, header: header})
		}
		none := state("follows")
		if w.get(none, "items.0.may.save.allowed") != true || w.get(none, "items.0.may.drop.allowed") != false || w.get(none, "items.0.version") != nil {
			w.Errorf("a channel that follows: %s", none.body)
		}
		w.wants(http.StatusNotFound, call{as: "lan", method: "GET", path: path})
		put(http.StatusPreconditionRequired, `{"title":"Tít riêng"}`, nil)
		put(http.StatusPreconditionFailed, `{"title":"Tít riêng"}`, map[string]string{"If-Match": `"1"`})

		made := put(http.StatusCreated, `{"title":" Tít  riêng "}`, fresh())
		if w.text(made, "title") != "Tít riêng" || made.header.Get("ETag") != `"1"` || !strings.HasSuffix(made.header.Get("Location"), path) {
			w.Errorf("made %s with %v", made.body, made.header)
		}
		put(http.StatusPreconditionFailed, `{"title":"Của tab khác"}`, fresh())
		if same := put(http.StatusOK, `{"title":"Tít riêng"}`, map[string]string{"If-Match": `"1"`}); same.header.Get("ETag") != `"1"` {
			w.Errorf("the same again is %s", same.header.Get("ETag"))
		}
		state("changed")

		saved := w.wants(http.StatusOK, w.match(call{as: "lan", method: "PUT", path: edition(id), body: `{"title":"Bản gốc khác","lead":"Dẫn","body":"<p>Mới.</p>"}`}, edition(id)))
		head := w.text(saved, "head_revision")
		state("master_changed")
		warned := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: edition(id) + "/candidate"})
		if !strings.Contains(w.text(warned, "warnings.0.vi"), "“Bảng tin”") || w.text(warned, "content.variants.0.title") != "Tít riêng" {
			w.Errorf("the candidate: %s", warned.body)
		}
		w.wants(http.StatusPreconditionFailed, call{as: "lan", method: "POST", path: path + "/keep", header: map[string]string{"If-Match": `"7"`}})
		kept := w.wants(http.StatusOK, call{as: "lan", method: "POST", path: path + "/keep", body: `{"base":"` + head + `"}`, header: map[string]string{"If-Match": `"1"`}})
		if w.text(kept, "base") != head || w.text(kept, "title") != "Tít riêng" || kept.header.Get("ETag") != `"2"` {
			w.Errorf("kept %s", kept.body)
		}
		state("changed")

		w.wants(http.StatusPreconditionRequired, call{as: "lan", method: "DELETE", path: path})
		w.wants(http.StatusPreconditionFailed, call{as: "lan", method: "DELETE", path: path, header: map[string]string{"If-Match": `"1"`}})
		w.wants(http.StatusNoContent, call{as: "lan", method: "DELETE", path: path, header: map[string]string{"If-Match": `"2"`}})
		state("follows")
		w.wants(http.StatusNotFound, call{as: "lan", method: "DELETE", path: path, header: map[string]string{"If-Match": `"3"`}})
		w.wants(http.StatusNotFound, call{as: "lan", method: "POST", path: path + "/keep"})
		put(http.StatusPreconditionFailed, `{"title":"x"}`, map[string]string{"If-Match": `"3"`})
		if again := put(http.StatusCreated, `{"lead":"Sapo riêng"}`, fresh()); again.header.Get("ETag") != `"4"` {
			w.Errorf("again: %s", again.body)
		}

		first := w.wants(http.StatusOK, call{as: "an", method: "GET", path: path + "/history?limit=3"})
		var acts []string
		for _, at := range []string{"0", "1", "2"} {
			acts = append(acts, w.text(first, "items."+at+".act"))
		}
		last := w.wants(http.StatusOK, call{as: "an", method: "GET", path: path + "/history?limit=3&cursor=" + w.text(first, "next_cursor")})
		if acts = append(acts, w.text(last, "items.0.act")); strings.Join(acts, " ") != "save follow keep save" || w.text(last, "items.0.title") != "Tít riêng" {
			w.Errorf("the history is %v: %s", acts, last.body)
		}
	})
}

// What cannot be a channel's own is refused with its place, and nothing is kept of it.
func TestRefusedWordsForAChannel(t *testing.T) {
	light(t, func(w *fixture) {
		id, channel := w.create(), w.channel("Bảng tin")
		other := w.text(w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(w.create())}), "head_revision")
		english := w.text(w.wants(http.StatusCreated, call{as: "chi", method: "POST", path: "/channels", body: `{"kind":"sandbox","name":"Kênh Anh","lang":"en"}`}), "id")
		for body, pointer := range map[string]string{
			`{}`:                                     "/title",
			`{"title":"Tít","text":"Một"}`:           "/text",
			`{"title":"Đính chính: ngày 22"}`:        "/title",
			`{"lead":"Cấm phát đến 8 giờ"}`:          "/lead",
			`{"title":"Tít","body":"<p>x</p>"}`:      "/body",
			`{"title":"Tít","note":"x"}`:             "/note",
			`{"title":"Tít","link":"https://a.b"}`:   "/link",
			`{"title":"Tít","base":"none"}`:          "/base",
			`{"title":"Tít","base":"` + other + `"}`: "/base",
		} {
			a := w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "PUT", path: variants(id, channel), body: body, header: fresh()})
			if w.text(a, "errors.0.pointer") != pointer {
				w.Errorf("%s: %s", body, a.body)
			}
		}
		for at, status := range map[string]int{english: http.StatusConflict, "none": http.StatusNotFound} {
			w.wants(status, call{as: "lan", method: "PUT", path: variants(id, at), body: `{"title":"Tít"}`, header: fresh()})
		}
		if a := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(id) + "/variants"}); w.text(a, "items.0.state") != "follows" || len(w.get(a, "items").([]any)) != 1 {
			w.Errorf("left %s", a.body)
		}
		approved := w.approved()
		a := w.wants(http.StatusConflict, call{as: "lan", method: "PUT", path: variants(approved, channel), body: `{"title":"Tít"}`, header: fresh()})
		if w.text(a, "code") != "read_only" {
			w.Errorf("of an approved edition: %s", a.body)
		}
		list := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(approved) + "/variants"})
		if w.get(list, "items.0.may.save.allowed") != false || w.text(list, "items.0.may.save.reason.vi") == "" {
			w.Errorf("may: %s", list.body)
		}
	})
}

// Words of a channel that takes the language no more are told, stand in no release and can be taken
// away.
func TestWordsThatEnterNoRelease(t *testing.T) {
	light(t, func(w *fixture) {
		id, channel := w.create(), w.channel("Bảng tin")
		w.wants(http.StatusCreated, call{as: "lan", method: "PUT", path: variants(id, channel), body: `{"title":"Tít riêng"}`, header: fresh()})
		at := "/channels/" + channel
		w.wants(http.StatusOK, w.match(call{as: "chi", method: "PATCH", path: at, body: `{"lang":"en"}`}, at))
		a := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: variants(id, channel)})
		if !strings.Contains(w.text(a, "unused.en"), "editions in en only") || w.get(a, "may.save.allowed") != false || w.get(a, "may.drop.allowed") != true {
			w.Errorf("it is told as %s", a.body)
		}
		c := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: edition(id) + "/candidate"})
		if w.get(c, "content.variants") != nil || !strings.Contains(w.text(c, "warnings.0.en"), "is not released") {
			w.Errorf("the candidate: %s", c.body)
		}
		w.wants(http.StatusNoContent, call{as: "lan", method: "DELETE", path: variants(id, channel), header: map[string]string{"If-Match": `"1"`}})
		if b := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(id) + "/variants"}); strings.Contains(b.body, channel) {
			w.Errorf("it stays: %s", b.body)
		}
	})
}

// Words are tried before they are saved, in the unit of the platform; nothing of them is kept. Saved
// without room for the link they are kept, and that is told.
func TestWordsAreTriedBeforeTheyAreSaved(t *testing.T) {
	light(t, func(w *fixture) {
		id, story := w.create(), w.channel("Cổng")
		wall := w.text(w.wants(http.StatusCreated, call{as: "chi", method: "POST", path: "/channels", body: `{"kind":"bluesky","name":"Mạng",
			"settings":{"identifier":"asean.bsky.social","app_password":"abcd-efgh-ijkl-mnop"}}`}), "id")
		long := strings.Repeat("đ", 300)
		try := func(status int, body string) answer {
			w.Helper()
			return w.wants(status, call{as: "an", method: "POST", path: edition(id) + "/preview", body: `{"variants":[` + body + `]}`})
		}
		a := try(http.StatusOK, `{"channel":"`+story+`","title":"Tít thử"},{"channel":"`+wall+`","text":"`+long+`"}`)
		if w.text(a, "items.0.title") != "Tít thử" || w.text(a, "items.0.wording") != "changed" {
			w.Errorf("the portal's: %s", a.body)
		}
		used, most, over := w.get(a, "items.1.used").(float64), w.get(a, "items.1.most").(float64), w.get(a, "items.1.over").(float64)
		if most != 300 || over < 1 || used != most+over || !strings.Contains(w.text(a, "items.1.problem.en"), "characters too many") || !strings.Contains(w.text(a, "items.1.problem.vi"), "thừa ") {
			w.Errorf("the network's: %s", a.body)
		}
		if n := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(id) + "/variants"}); strings.Contains(n.body, `"changed"`) {
			w.Errorf("something was stored: %s", n.body)
		}
		for body, pointer := range map[string]string{
			`{"channel":"none","text":"x"}`:                                                            "/variants/0/channel",
			`{"channel":"` + wall + `","title":"x"}`:                                                   "/variants/0/title",
			`{"channel":"` + wall + `","text":"x"},{"channel":"` + wall + `","text":"y"}`:              "/variants/1/channel",
			`{"channel":"` + story + `","title":"x"},{"channel":"` + wall + `","text":"Update: late"}`: "/variants/1/text",
		} {
			if bad := try(http.StatusUnprocessableEntity, body); w.text(bad, "errors.0.pointer") != pointer {
				w.Errorf("%s: %s", body, bad.body)
			}
		}
		saved := w.wants(http.StatusCreated, call{as: "lan", method: "PUT", path: variants(id, wall), body: `{"text":"` + long + `"}`, header: fresh()})
		if !strings.Contains(w.text(saved, "warnings.0.vi"), "Lời riêng") || w.text(saved, "text") != long {
			w.Errorf("saved as %s", saved.body)
		}
		back := try(http.StatusOK, `{"channel":"`+wall+`"}`)
		if w.text(back, "items.0.wording") != "follows" || w.get(back, "items.0.problem") != nil || strings.Contains(w.text(back, "items.0.text"), "đđđ") {
			w.Errorf("without words the master is shown: %s", back.body)
		}
	})
}
