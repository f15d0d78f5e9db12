package api_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/connector"
)

func TestConnectorsDescribeThemselves(t *testing.T) {
	light(t, func(w *fixture) {
		a := w.wants(http.StatusOK, call{as: "chi", method: "GET", path: "/connectors"})
		for _, want := range []string{`"kind":"wordpress"`, `"kind":"webhook"`, `"kind":"sandbox"`, `"kind":"secret"`, `"required":true`, `"proof":"page"`, `"guards":{"correct":`,
			`"text":{"max":300,"max_with_pictures":300,"unit":"graphemes","max_bytes":3000}`, `"text":{"max":4096,"max_with_pictures":1024,"unit":"utf16"}`} {
			if !strings.Contains(a.body, want) {
				t.Errorf("%s is missing: %s", want, a.body)
			}
		}
	})
}

func TestChannels(t *testing.T) {
	each(t, func(w *fixture) {
		made := w.wants(http.StatusCreated, call{as: "chi", method: "POST", path: "/channels", body: `{"kind":"wordpress","name":"Cổng tỉnh","lang":"vi","portal":true,
			"settle_seconds":30,"settings":{"url":"https://cong.example","username":"lantoa","app_password":"abcd efgh ijkl"}}`})
		if strings.Contains(made.body, "abcd") {
			t.Fatalf("the answer shows a secret: %s", made.body)
		}
		path, tag := "/channels/"+w.text(made, "id"), made.header.Get("ETag")
		patch := func(tag, body string) call {
			return call{as: "chi", method: "PATCH", path: path, body: body, header: map[string]string{"If-Match": tag}}
		}
		done := w.wants(http.StatusOK, patch(tag, `{"name":"Cổng thông tin","settings":{"app_password":""}}`))
		if w.text(done, "name") != "Cổng thông tin" || w.text(done, "secrets.0") != "app_password" || w.get(done, "settle_seconds") != 30.0 {
			t.Errorf("changed: %s", done.body)
		}
		w.wants(http.StatusPreconditionFailed, patch(tag, `{"name":"Khác"}`))
		w.wants(http.StatusPreconditionRequired, patch("", `{"name":"Khác"}`))
		for body, pointer := range map[string]string{`{"settle_seconds":1}`: "/settle_seconds", `{"max_concurrent":99}`: "/max_concurrent", `{"settings":{"app_pasword":"x"}}`: "/settings/app_pasword",
			`{"unit":"none"}`: "/unit", `{"rate_seconds":5}`: "/rate_seconds", `{"forget":["url"]}`: "/forget/0", `{"settings":{"url":7}}`: "/settings/url"} {
			if a := w.wants(http.StatusUnprocessableEntity, patch(done.header.Get("ETag"), body)); w.text(a, "errors.0.pointer") != pointer {
				t.Errorf("%s: %s", body, a.body)
			}
		}
		w.wants(http.StatusConflict, call{as: "chi", method: "POST", path: "/channels", body: `{"kind":"sandbox","name":"Cổng thông tin"}`})
		w.wants(http.StatusUnprocessableEntity, call{as: "chi", method: "POST", path: "/channels", body: `{"kind":"fax","name":"Máy fax"}`})
		w.wants(http.StatusForbidden, call{as: "hoa", method: "POST", path: "/channels", body: `{"kind":"sandbox","name":"Lén"}`})
		w.wants(http.StatusForbidden, func() call { c := patch(tag, `{"name":"Lén"}`); c.as = "hoa"; return c }())
		w.pauses(path)
	})
}

func (w *fixture) pauses(path string) {
	paused := w.wants(http.StatusOK, call{as: "chi", method: "POST", path: path + "/pause", body: `{"reason":"Bảo trì"}`})
	if w.get(paused, "paused") != true || w.text(paused, "pause_reason") != "Bảo trì" {
		w.Errorf("paused: %s", paused.body)
	}
	w.wants(http.StatusUnprocessableEntity, call{as: "chi", method: "POST", path: path + "/pause", body: `{"reason":""}`})
	if a := w.wants(http.StatusOK, call{as: "chi", method: "POST", path: path + "/resume"}); w.get(a, "paused") != false {
		w.Errorf("resumed: %s", a.body)
	}
	if a := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/channels"}); w.text(a, "items.0.name") != "Cổng thông tin" || strings.Contains(a.body, "abcd") {
		w.Errorf("listed: %s", a.body)
	}
}

func TestAChannelLaysItsTextsOut(t *testing.T) {
	light(t, func(w *fixture) {
		made := w.wants(http.StatusCreated, call{as: "chi", method: "POST", path: "/channels",
			body: `{"kind":"telegram","name":"Kênh chữ","settings":{"token":"110201543:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","chat":"@asean_namdinh"},"template":"{{.Title}}\n{{.Notes}}\n{{.Link}}"}`})
		path := "/channels/" + w.text(made, "id")
		if w.text(made, "template.body") != "{{.Title}}\n{{.Notes}}\n{{.Link}}" || w.get(made, "template.version") != 1.0 {
			t.Errorf("made: %s", made.body)
		}
		wrong := w.wants(http.StatusUnprocessableEntity, call{as: "chi", method: "PATCH", path: path, header: map[string]string{"If-Match": `"1"`}, body: `{"template":"{{.Tittle}}"}`})
		if w.text(wrong, "errors.0.pointer") != "/template" {
			t.Errorf("a wrong one: %s", wrong.body)
		}
		back := w.wants(http.StatusOK, call{as: "chi", method: "PATCH", path: path, header: map[string]string{"If-Match": `"1"`}, body: `{"template":""}`})
		if strings.Contains(back.body, `"template"`) {
			t.Errorf("taken away: %s", back.body)
		}
		if kept := w.wants(http.StatusOK, call{as: "chi", method: "GET", path: path + "/templates"}); w.get(kept, "items.0.version") != 1.0 || w.text(kept, "items.0.created_by") == "" {
			t.Errorf("kept: %s", kept.body)
		}
	})
}

func TestAChannelIsChecked(t *testing.T) {
	light(t, func(w *fixture) {
		made := w.wants(http.StatusCreated, call{as: "chi", method: "POST", path: "/channels", body: `{"kind":"sandbox","name":"Kênh mới"}`})
		if w.text(made, "health.class") != "ok" || w.text(made, "checked_at") == "" {
			t.Errorf("a new channel: %s", made.body)
		}
		mended := w.wants(http.StatusOK, call{as: "chi", method: "PATCH", path: "/channels/" + w.text(made, "id"), header: map[string]string{"If-Match": `"1"`}, body: `{"settings":{"script":"transient"}}`})
		if w.text(mended, "health.class") != "ok" || w.text(mended, "checked_at") == "" {
			t.Errorf("with other settings: %s", mended.body)
		}
		path := "/channels/" + w.channel("Kênh thử")
		if a := w.wants(http.StatusOK, call{as: "chi", method: "POST", path: path + "/check"}); w.text(a, "class") != "ok" {
			t.Errorf("checked: %s", a.body)
		}
		if a := w.wants(http.StatusOK, call{as: "chi", method: "GET", path: path}); w.text(a, "health.class") != "ok" || w.text(a, "checked_at") == "" {
			t.Errorf("after the check: %s", a.body)
		}
	})
}

// TestPeopleSettleWhatNoMachineCan brings a delivery to each state that asks for a person
// and takes the step that why offers.
func TestPeopleSettleWhatNoMachineCan(t *testing.T) {
	each(t, func(w *fixture) {
		_, channel, id := w.planned()
		path := "/deliveries/" + id
		act := func(name, body string) call {
			return call{as: "hoa", method: "POST", path: path + "/" + name, body: body}
		}
		w.stands(id, "attention")
		why := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: path + "/why"})
		for _, step := range []string{"retry", "mark-sent", "cancel"} {
			if !strings.Contains(why.body, `"action":"`+step+`"`) {
				t.Errorf("why offers no %s: %s", step, why.body)
			}
		}
		if a := w.wants(http.StatusOK, act("retry", "")); w.text(a, "state") != "retrying" || w.text(a, "reason") != "by_person" {
			t.Errorf("retried: %s", a.body)
		}
		w.stands(id, "attention")
		w.wants(http.StatusUnprocessableEntity, act("mark-sent", `{"address":"not an address"}`))
		if a := w.wants(http.StatusOK, act("mark-sent", `{"address":"https://cong.example/bai"}`)); w.text(a, "state") != "sent" || w.text(a, "address") != "https://cong.example/bai" {
			t.Errorf("marked: %s", a.body)
		}
		for _, late := range []call{act("mark-sent", `{}`), act("cancel", ""), act("retry", "")} {
			if a := w.wants(http.StatusConflict, late); w.text(a, "code") != "state_conflict" {
				t.Errorf("%s once it is sent: %s", late.path, a.body)
			}
		}
		w.wants(http.StatusForbidden, call{as: "an", method: "POST", path: path + "/cancel"})
		found := w.wants(http.StatusOK, call{as: "an", method: "GET", path: "/deliveries?state=sent,confirmed&order=newest&channel=" + channel})
		if w.text(found, "items.0.id") != id || w.text(found, "items.0.channel_kind") != "sandbox" {
			t.Errorf("found: %s", found.body)
		}
		if a := w.wants(http.StatusOK, call{as: "an", method: "GET", path: "/deliveries?state=waiting"}); strings.TrimSpace(a.body) != `{"items":[]}` {
			t.Errorf("nothing waits: %s", a.body)
		}
		read := w.wants(http.StatusOK, call{as: "an", method: "GET", path: path})
		if read.header.Get("ETag") != "" || !strings.Contains(read.body, `"retry":{"allowed":false`) {
			t.Errorf("read: %s", read.body)
		}
		if a := w.wants(http.StatusOK, call{as: "an", method: "GET", path: path + "/attempts"}); strings.TrimSpace(a.body) != `{"items":[]}` {
			t.Errorf("attempts: %s", a.body)
		}
	})
}

// The trial channel is there to show what would be sent: all of it, to those who may read
// the story, and to nobody else.
func TestThePostIsShownToReadersOfTheStory(t *testing.T) {
	each(t, func(w *fixture) {
		article, _, id := w.planned()
		path := "/deliveries/" + id + "/post"
		w.wants(http.StatusNotFound, call{as: "hoa", method: "GET", path: path}) // not rendered yet
		post, err := json.Marshal(connector.Post{Schema: connector.PostSchema, Intent: connector.Correct, Article: article, Release: 2, Lang: "vi", Title: "Đầu đề",
			Lead: "Đoạn dẫn", HTML: "<p>Thân</p>", Link: "https://lantoa.example/a/1/vi?utm_content=x", Body: "{}", BodyType: "application/json",
			Notes: []connector.Note{{Kind: "correction", Label: "Đính chính", Text: "Số đúng là 12."}}, Terms: []connector.Term{{Kind: "pillar", Code: "aec", Name: "Kinh tế"}},
			Unit: connector.Term{Kind: "unit", Code: "so", Name: "Sở"}, Keywords: []string{"ATIGA"}})
		w.ok(err)
		w.ok(w.db.Write(w.Context()).Exec("UPDATE delivery SET payload = ? WHERE id = ?", post, id).Error)
		for _, who := range []string{"hoa", "an"} {
			a := w.wants(http.StatusOK, call{as: who, method: "GET", path: path})
			for field, want := range map[string]string{"intent": "correct", "article": article, "title": "Đầu đề", "lead": "Đoạn dẫn", "html": "<p>Thân</p>",
				"link": "https://lantoa.example/a/1/vi?utm_content=x", "body": "{}", "body_type": "application/json", "notes.0.text": "Số đúng là 12.",
				"terms.0.name": "Kinh tế", "unit.code": "so", "keywords.0": "ATIGA"} {
				if got := w.text(a, field); got != want {
					t.Errorf("%s: %s is %q, want %q", who, field, got, want)
				}
			}
		}
		for _, who := range []string{"chi", "bao"} { // chi sees deliveries, not texts
			w.wants(http.StatusForbidden, call{as: who, method: "GET", path: path})
		}
	})
}

// What left can be shown to the byte, and what was said on the way, to readers of the story.
func TestEvidenceIsShownToReadersOfTheStory(t *testing.T) {
	each(t, func(w *fixture) {
		_, _, id := w.planned()
		path, attempt := "/deliveries/"+id, newID()
		for _, early := range []string{"/payload", "/attempts/" + attempt + "/exchanges"} {
			w.wants(http.StatusNotFound, call{as: "hoa", method: "GET", path: path + early})
		}
		const payload = `{"title":"Đầu đề & <b>"}`
		sum := sha256.Sum256([]byte(payload))
		hash := hex.EncodeToString(sum[:])
		w.ok(w.db.Write(w.Context()).Exec("UPDATE delivery SET payload = ?, payload_hash = ? WHERE id = ?", []byte(payload), hash, id).Error)
		a := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: path + "/payload"})
		if a.body != payload || a.header.Get("ETag") != `"`+hash+`"` || a.header.Get("Repr-Digest") != "sha-256=:"+base64.StdEncoding.EncodeToString(sum[:])+":" ||
			a.header.Get("Content-Type") != "application/json" {
			t.Errorf("the payload: %s, %v", a.body, a.header)
		}
		if got := w.text(w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: path}), "payload_hash"); got != hash {
			t.Errorf("the delivery tells the hash %q", got)
		}

		w.ok(w.db.Write(w.Context()).Exec(`INSERT INTO attempt (id, delivery_id, number, task, instance, started_at, exchanges) VALUES (?, ?, 1, 'send', 'a', 1, 2)`, attempt, id).Error)
		w.ok(w.db.Write(w.Context()).Exec(`INSERT INTO attempt_exchange (attempt_id, kept_at, exchanges) VALUES (?, 1, ?)`, attempt,
			`[{"at":"2026-10-28T01:00:00.5Z","took_ms":31,"method":"POST","address":"https://a.example/x","request":{"header":[{"name":"Accept","value":"a/b"}],"body":"hỏi","bytes":5,"sha256":"ff"},"status":201,"answer":{"body":"đáp","cut":true,"bytes":9}},
			{"at":"2026-10-28T01:00:01Z","took_ms":1,"method":"GET","address":"https://a.example/y","request":{"bytes":0},"answer":{"bytes":0},"problem":"refused"}]`).Error)
		if got := w.get(w.wants(http.StatusOK, call{as: "chi", method: "GET", path: path + "/attempts"}), "items.0.exchanges"); got != 2.0 {
			t.Errorf("the attempt tells of %v exchanges", got)
		}
		exchanges := call{as: "an", method: "GET", path: path + "/attempts/" + attempt + "/exchanges"}
		a = w.wants(http.StatusOK, exchanges)
		for field, want := range map[string]any{"items.0.number": 1.0, "items.0.at": "2026-10-28T01:00:00.5Z", "items.0.took_ms": 31.0, "items.0.method": "POST", "items.0.address": "https://a.example/x",
			"items.0.request.header.0.name": "Accept", "items.0.request.body": "hỏi", "items.0.request.sha256": "ff", "items.0.status": 201.0, "items.0.answer.cut": true,
			"items.1.number": 2.0, "items.1.problem": "refused"} {
			if got := w.get(a, field); got != want {
				t.Errorf("%s is %v, want %v", field, got, want)
			}
		}
		exchanges.path += "?limit=1"
		if a := w.wants(http.StatusOK, exchanges); w.text(a, "next_cursor") == "" {
			t.Errorf("the first page: %s", a.body)
		}
		for _, private := range []string{"/payload", "/attempts/" + attempt + "/exchanges"} {
			for _, who := range []string{"chi", "bao"} {
				w.wants(http.StatusForbidden, call{as: who, method: "GET", path: path + private})
			}
		}
	})
}

// stands puts a delivery that was due into a state without the engine.
func (w *fixture) stands(id, state string) {
	w.ok(w.db.Write(w.Context()).Exec("UPDATE delivery SET state = ?, due_at = 1, reason = 'gave_up', task = '', next_at = NULL WHERE id = ?", state, id).Error)
}

func TestThePlan(t *testing.T) {
	light(t, func(w *fixture) {
		current := w.wants(http.StatusOK, call{as: "bao", method: "GET", path: "/plans/current"})
		id := w.text(current, "id")
		if w.wants(http.StatusOK, call{as: "bao", method: "GET", path: "/plans/" + id}).body != current.body {
			t.Error("current is another plan")
		}
		facets := w.wants(http.StatusOK, call{as: "bao", method: "GET", path: "/plans/current/facets?kind=pillar"})
		if w.text(facets, "items.0.code") != "apsc" || strings.Contains(facets.body, `"kind":"area"`) {
			t.Errorf("pillars: %s", facets.body)
		}
		w.wants(http.StatusUnprocessableEntity, call{as: "bao", method: "GET", path: "/plans/current/facets?kind=colour"})
		if a := w.wants(http.StatusOK, call{as: "bao", method: "GET", path: "/units/" + ours}); w.get(a, "valid") != true || w.text(a, "to") != "2025-06-30" {
			t.Errorf("a unit: %s", a.body)
		}
		if a := w.wants(http.StatusOK, call{as: "bao", method: "GET", path: "/plans"}); w.get(a, "items.0.current") != true {
			t.Errorf("plans: %s", a.body)
		}
		w.wants(http.StatusOK, call{as: "bao", method: "GET", path: "/units"})
	})
}
