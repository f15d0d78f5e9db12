package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/comment"
)

const commented = `{"title":"Nam Định gặp gỡ ASEAN","lead":"Tỉnh gặp gỡ các đại sứ.","body":"<p>Sáng nay, tỉnh đón <b>năm trăm</b> khách.</p><p>Chiều nay, tỉnh đón hai trăm khách.</p>"}`

// saves gives a story a text and tells its path.
func (w *fixture) saves(path, body string) {
	w.Helper()
	w.wants(http.StatusOK, w.match(call{as: "lan", method: "PUT", path: path, body: body}, path))
}

func TestACommentFollowsItsWords(t *testing.T) {
	each(t, func(w *fixture) {
		path := edition(w.create())
		w.saves(path, commented)
		made := w.wants(http.StatusCreated, call{as: "hoa", method: "POST", path: path + "/comments",
			body: `{"body":"Lấy ở đâu?","anchor":{"on":"selection","field":"body","quote":"tỉnh đón","prefix":"Chiều nay, "}}`})
		thread := path + "/comments/" + w.text(made, "id")
		if made.header.Get("ETag") != `"1"` || !strings.HasSuffix(made.header.Get("Location"), thread) || w.get(made, "anchor.start") != float64(47) || w.text(made, "place.found") != "exact" {
			t.Errorf("a new thread: %v %s", made.header, made.body)
		}
		typed := w.wants(http.StatusCreated, call{as: "hoa", method: "POST", path: path + "/comments", // a Mac composes letters otherwise
			body: `{"body":"Ai?","anchor":{"on":"selection","field":"body","quote":"ti\u0309nh\u200b đo\u0301n","prefix":"Chie\u0302\u0300u nay, "}}`})
		if w.text(typed, "anchor.quote") != "tỉnh đón" || w.get(typed, "anchor.start") != float64(47) {
			t.Errorf("in decomposed letters: %s", typed.body)
		}
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: path + "/comments/" + w.text(typed, "id") + "/resolve"})
		first := w.text(made, "anchor.revision")
		w.saves(path, strings.NewReplacer("<p>Sáng", "<p>Tin vui: sáng", "hai trăm", "ba trăm").Replace(commented))
		if a := w.wants(http.StatusOK, call{as: "an", method: "GET", path: thread}); w.get(a, "place.start") != float64(56) || w.get(a, "place.end") != float64(64) || w.text(a, "place.found") != "exact" {
			t.Errorf("after words came before it: %s", a.body)
		}
		if a := w.wants(http.StatusOK, call{as: "an", method: "GET", path: thread + "?revision=" + first}); w.get(a, "place.start") != float64(47) {
			t.Errorf("in its own revision: %s", a.body)
		}
		w.wants(http.StatusNotFound, call{as: "an", method: "GET", path: thread + "?revision=" + newID()})
		w.wants(http.StatusNotFound, call{as: "an", method: "GET", path: thread + "?working_copy=true"})
		base := w.text(w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path + "/revisions"}), "items.0.id")
		w.wants(http.StatusCreated, call{as: "lan", method: "PUT", path: path + "/working-copy", header: map[string]string{"If-None-Match": "*"},
			body: `{"base":"` + base + `","title":"x","body":"<p>Sáng nay, tỉnh đón năm trăm khách.</p>"}`})
		for range 2 { // the second answer is of what is remembered
			if a := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path + "/comments?working_copy=true"}); w.text(a, "items.0.place.found") != "orphaned" || w.text(a, "items.0.anchor.quote") != "tỉnh đón" {
				t.Errorf("where the paragraph is gone: %s", a.body)
			}
			if a := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path + "/comments"}); w.get(a, "items.0.place.start") != float64(56) {
				t.Errorf("in the newest text: %s", a.body)
			}
		}
	})
}

func TestTheLifeOfAThread(t *testing.T) {
	each(t, func(w *fixture) {
		thread, _ := w.comment()
		path := thread[:strings.LastIndex(thread, "/")]
		w.wants(http.StatusCreated, call{as: "hoa", method: "POST", path: thread + "/replies", body: `{"body":"Bí mật trong lời đáp","mentions":["` + w.ids["an"] + `"]}`})
		read := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: thread})
		if w.get(read, "may.reply.allowed") != true || w.get(read, "may.resolve.allowed") != false || w.get(read, "comments.1.may.edit.allowed") != true || w.get(read, "comments.0.may.edit.allowed") != false {
			t.Errorf("what hoa may: %s", read.body)
		}
		own := thread + "/replies/" + w.text(read, "comments.1.id")
		w.wants(http.StatusPreconditionRequired, call{as: "hoa", method: "PATCH", path: own, body: `{"body":"Khác"}`})
		w.wants(http.StatusPreconditionFailed, call{as: "hoa", method: "PATCH", path: own, body: `{"body":"Khác"}`, header: map[string]string{"If-Match": `"1"`}})
		w.wants(http.StatusForbidden, w.match(call{as: "lan", method: "PATCH", path: own, body: `{"body":"Khác"}`}, thread))
		edited := w.wants(http.StatusOK, w.match(call{as: "hoa", method: "PATCH", path: own, body: `{"body":"Lời đã sửa"}`}, thread))
		if w.text(edited, "comments.1.body") != "Lời đã sửa" || w.text(edited, "comments.1.earlier.0.body") != "Bí mật trong lời đáp" || w.get(edited, "comments.1.edited_at") == nil {
			t.Errorf("edited: %s", edited.body)
		}
		gone := w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: own + "/retract"})
		if strings.Contains(gone.body, "Bí mật") || strings.Contains(gone.body, "Lời đã sửa") || w.get(gone, "comments.1.retracted_at") == nil {
			t.Errorf("retracted: %s", gone.body)
		}
		w.wants(http.StatusConflict, call{as: "hoa", method: "POST", path: own + "/retract"})
		if a := w.wants(http.StatusOK, call{as: "an", method: "GET", path: thread}); w.text(a, "comments.1.body") != "Lời đã sửa" || w.text(a, "comments.1.earlier.0.body") != "Bí mật trong lời đáp" {
			t.Errorf("an inspector sees: %s", a.body)
		}
		w.wants(http.StatusForbidden, call{as: "an", method: "POST", path: thread + "/replies", body: `{"body":"x"}`})
		w.wants(http.StatusForbidden, call{as: "chi", method: "GET", path: thread})
		w.wants(http.StatusForbidden, call{as: "hoa", method: "POST", path: thread + "/resolve"})
		w.wants(http.StatusPreconditionFailed, call{as: "lan", method: "POST", path: thread + "/resolve", header: map[string]string{"If-Match": `"1"`}})
		w.wants(http.StatusOK, call{as: "lan", method: "POST", path: thread + "/resolve"})
		w.wants(http.StatusConflict, call{as: "lan", method: "POST", path: thread + "/resolve"})
		for query, want := range map[string]int{"": 1, "?state=open": 0, "?state=resolved": 1, "?mine=true": 1} {
			a := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path + query})
			if n := len(w.get(a, "items").([]any)); n != want {
				t.Errorf("%q lists %d, want %d", query, n, want)
			}
		}
		if a := w.wants(http.StatusOK, call{as: "an", method: "GET", path: path + "?mine=true"}); len(w.get(a, "items").([]any)) != 1 {
			t.Errorf("who was named finds the thread among theirs: %s", a.body)
		}
		if a := w.wants(http.StatusOK, call{as: "an", method: "GET", path: strings.TrimSuffix(path, "s") + "-counts"}); w.get(a, "open") != float64(0) || w.get(a, "resolved") != float64(1) {
			t.Errorf("counted: %s", a.body)
		}
		w.wants(http.StatusOK, call{as: "lan", method: "POST", path: thread + "/reopen"})
		w.wants(http.StatusNotFound, call{as: "lan", method: "GET", path: path + "/none%00"})
		w.wants(http.StatusNotFound, w.match(call{as: "lan", method: "PATCH", path: thread + "/replies/none", body: `{"body":"x"}`}, thread))
	})
}

// TestOpenThreadsAreBounded, by whatever way one opens.
func TestOpenThreadsAreBounded(t *testing.T) {
	each(t, func(w *fixture) {
		thread, _ := w.comment()
		path := thread[:strings.LastIndex(thread, "/")]
		const others = `INSERT INTO comment_thread (id, edition_id, about, revision_id, state, version, started_by, created_at, updated_at)
			WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			SELECT t.id || '-' || CAST(n.i AS TEXT), t.edition_id, t.about, t.revision_id, 'open', 1, t.started_by, t.created_at, t.updated_at FROM comment_thread t CROSS JOIN n`
		w.ok(w.db.Write(w.Context()).Exec(others, comment.MaxOpen-1).Error)
		start := call{as: "lan", method: "POST", path: path, body: `{"body":"Thêm một"}`}
		w.wants(http.StatusConflict, start)
		w.wants(http.StatusOK, call{as: "lan", method: "POST", path: thread + "/resolve"})
		w.wants(http.StatusCreated, start)
		if a := w.wants(http.StatusConflict, call{as: "lan", method: "POST", path: thread + "/reopen"}); w.text(a, "code") != "state_conflict" {
			t.Errorf("reopened beside %d others: %s", comment.MaxOpen, a.body)
		}
	})
}

func TestWrongComments(t *testing.T) {
	each(t, func(w *fixture) {
		path := edition(w.create()) + "/comments"
		for body, pointer := range map[string]string{
			`{"body":" "}`: "/body",
			`{"body":"x","mentions":["` + w.ids["bao"] + `"]}`:                                                                          "/mentions/0",
			`{"body":"x","mentions":["` + w.ids["an"] + `","` + w.ids["chi"] + `"]}`:                                                    "/mentions/1",
			`{"body":"x","mentions":["nobody"]}`:                                                                                        "/mentions/0",
			`{"body":"x","mentions":["` + w.ids["an"] + `","` + w.ids["an"] + `"]}`:                                                     "/mentions/1",
			`{"body":"x","colour":"red"}`:                                                                                               "/colour",
			`{"body":"x","anchor":{"on":"edition","quote":"x"}}`:                                                                        "/anchor/quote",
			`{"body":"x","anchor":{"on":"selection","quote":"gặp gỡ"}}`:                                                                 "/anchor/field",
			`{"body":"x","anchor":{"on":"selection","field":"lead","quote":"không có"}}`:                                                "/anchor/quote",
			`{"body":"x","anchor":{"on":"selection","field":"lead","quote":"Tỉnh","start":1,"end":4}}`:                                  "/anchor/quote",
			`{"body":"x","anchor":{"on":"selection","field":"lead","quote":"Tỉnh","start":400,"end":404}}`:                              "/anchor/start",
			`{"body":"x","anchor":{"on":"selection","field":"lead","quote":"Tỉnh","start":0}}`:                                          "/anchor/end",
			`{"body":"x","anchor":{"on":"picture","picture":"none"}}`:                                                                   "/anchor/picture",
			`{"body":"x","anchor":{"on":"edition","revision":"` + newID() + `"}}`:                                                       "/anchor/revision",
			fmt.Sprintf(`{"body":"x","anchor":{"on":"selection","field":"lead","quote":"%s"}}`, strings.Repeat("gặp ", 2000)):           "/anchor/quote",
			fmt.Sprintf(`{"body":"x","anchor":{"on":"selection","field":"lead","quote":"a","prefix":"%s"}}`, strings.Repeat("a", 2000)): "/anchor/prefix",
		} {
			a := w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "POST", path: path, body: body})
			if !strings.Contains(a.body, `"`+pointer+`"`) {
				t.Errorf("%.120s: want %s in %s", body, pointer, a.body)
			}
		}
		if a := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path}); len(w.get(a, "items").([]any)) != 0 {
			t.Errorf("something was kept: %s", a.body)
		}
		w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: path, body: `{"body":"x","mentions":["` + w.ids["hoa"] + `"],"anchor":{"on":"selection","field":"lead","quote":"gặp gỡ","start":5,"end":11}}`})
	})
}
