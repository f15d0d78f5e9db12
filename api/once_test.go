package api_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
)

// keyed sends a call under an Idempotency-Key.
func keyed(c call, key string) call {
	header := map[string]string{"Idempotency-Key": key}
	for name, value := range c.header {
		header[name] = value
	}
	c.header = header
	return c
}

func TestAnActUnderAKeyHappensOnce(t *testing.T) {
	each(t, func(w *fixture) {
		make := keyed(call{as: "lan", method: "POST", path: "/articles", body: story}, "one")
		first := w.wants(http.StatusCreated, make)
		again := w.wants(http.StatusCreated, make)
		if again.body != first.body || again.header.Get("ETag") != first.header.Get("ETag") || again.header.Get("Location") != first.header.Get("Location") {
			t.Errorf("the second answer differs: %s %v", again.body, again.header)
		}
		if first.header.Get("Idempotency-Replayed") != "" || again.header.Get("Idempotency-Replayed") != "true" || w.count()[0] != 1 {
			t.Errorf("replayed: %v, stories: %v", again.header, w.count())
		}
		if again.header.Get("X-Request-Id") == first.header.Get("X-Request-Id") || again.header.Get("Content-Type") != first.header.Get("Content-Type") {
			t.Errorf("headers of the second answer: %v", again.header)
		}
		other := make
		other.body = strings.Replace(story, "ASEAN", "APEC", 1)
		if a := w.wants(http.StatusUnprocessableEntity, other); w.text(a, "code") != "idempotency_mismatch" {
			t.Errorf("another body: %s", a.body)
		}
		make.as = "bao" // an account of its own has keys of its own
		w.wants(http.StatusForbidden, make)
	})
}

func TestARefusalFreesTheKey(t *testing.T) {
	each(t, func(w *fixture) {
		id := w.create()
		approve := keyed(call{as: "hoa", method: "POST", path: edition(id) + "/approve", body: `{"hash":"` + w.hash(id) + `"}`}, "one")
		if a := w.wants(http.StatusConflict, approve); w.text(a, "code") != "state_conflict" {
			t.Errorf("a draft: %s", a.body)
		}
		w.submit(id)
		w.wants(http.StatusOK, approve)
		if a := w.wants(http.StatusOK, approve); a.header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("asked again: %s", a.body)
		}
		wrong := keyed(call{as: "lan", method: "POST", path: "/articles", body: `{}`}, "two")
		w.wants(http.StatusUnprocessableEntity, wrong)
		wrong.body = story // what was refused before the act holds no key either
		w.wants(http.StatusCreated, wrong)
	})
}

// An account is made once too, but no trace of a password is kept for a second asker.
func TestAnAccountUnderAKey(t *testing.T) {
	light(t, func(w *fixture) {
		make := keyed(call{as: "chi", method: "POST", path: "/people", body: `{"login":"moi.test","name":"Người Mới"}`}, "one")
		first, again := w.wants(http.StatusCreated, make), w.wants(http.StatusCreated, make)
		if again.header.Get("Idempotency-Replayed") != "true" || w.text(again, "id") != w.text(first, "id") {
			t.Errorf("asked again: %s", again.body)
		}
		make = keyed(call{as: "chi", method: "POST", path: "/people", body: `{"login":"hai.test","name":"Người Hai","password":"` + password + `"}`}, "two")
		if a := w.wants(http.StatusUnprocessableEntity, make); w.text(a, "errors.0.pointer") != "/password" {
			t.Errorf("with a password: %s", a.body)
		}
		make.header = map[string]string{"Cookie": w.signIn("chi")}
		make.as = ""
		w.wants(http.StatusCreated, make)
	})
}

func TestTheSameKeyAtTheSameTime(t *testing.T) {
	each(t, func(w *fixture) {
		var group sync.WaitGroup
		answers := make([]answer, 8)
		for i := range answers {
			group.Go(func() {
				answers[i] = w.do(keyed(call{as: "lan", method: "POST", path: "/articles", body: story}, "one"))
			})
		}
		group.Wait()
		made := 0
		for _, a := range answers {
			switch {
			case a.status == http.StatusCreated && a.header.Get("Idempotency-Replayed") == "":
				made++
			case a.status == http.StatusCreated:
			case a.status == http.StatusConflict && strings.Contains(a.body, "idempotency_running") && a.header.Get("Retry-After") != "":
			default:
				t.Errorf("%d %s", a.status, a.body)
			}
		}
		if made != 1 || w.count()[0] != 1 {
			t.Errorf("%d were made, %d stand", made, w.count()[0])
		}
	})
}

// TestTheWriterNeverApproves tries every way in: with a key, in a session, under an
// idempotency key and again under it, in any language of the story, and through a
// correction. Each try is recorded.
func TestTheWriterNeverApproves(t *testing.T) {
	each(t, func(w *fixture) {
		id := w.create()
		w.submit(id)
		approve := call{as: "lan", method: "POST", path: edition(id) + "/approve", body: `{"hash":"` + w.hash(id) + `"}`}
		session := approve
		session.as, session.header = "", map[string]string{"Cookie": w.signIn("lan")}
		conditional := approve
		conditional.header = map[string]string{"If-Match": w.tag("lan", edition(id))}
		for name, c := range map[string]call{"key": approve, "session": session, "under a key": keyed(approve, "one"), "again under it": keyed(approve, "one"),
			"session under a key": keyed(session, "one"), "with the version": conditional} {
			if a := w.do(c); a.status != http.StatusForbidden || !strings.Contains(a.body, "four_eyes") {
				t.Errorf("%s: %d %s", name, a.status, a.body)
			}
		}
		admin := approve
		admin.as = "chi"
		if a := w.wants(http.StatusForbidden, admin); w.text(a, "code") != "denied" {
			t.Errorf("an administrator: %s", a.body)
		}
		if got := w.text(w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(id)}), "state"); got != "in_review" {
			t.Errorf("the edition is %s", got)
		}
		var tries int64
		w.ok(w.db.Read(w.Context()).Table("audit").Select("SUM(times)").Where("refused AND action = 'edition.approve' AND actor = ?", w.ids["lan"]).Scan(&tries).Error)
		if tries != 6 {
			t.Errorf("%d refused tries are on record, want 6", tries)
		}
	})
}
