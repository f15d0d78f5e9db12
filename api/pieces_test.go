package api_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/right"
)

const founded = `{"kind":"fact","unit":"so-noi-vu","pillar":"apsc","title":"Ngày thành lập ASEAN","words":{"vi":"ASEAN có 10 nước.","en":"ASEAN has 10 members."},"source":"Ban Thư ký ASEAN","review_on":"2025-03-20"}`

// shared makes a piece by lan and gives its path.
func (w *fixture) shared() string {
	w.Helper()
	return "/pieces/" + w.text(w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: "/pieces", body: founded}), "id")
}

func decide(as, path string, number int) call {
	return call{as: as, method: "POST", path: path + "/approve", body: `{"number":` + strconv.Itoa(number) + `}`}
}

// inForce makes a piece that hoa approved, and gives its path.
func (w *fixture) inForce() string {
	w.Helper()
	path := w.shared()
	w.wants(http.StatusOK, decide("hoa", path, 1))
	return path
}

// says proposes other words by lan, which hoa approves.
func (w *fixture) says(path, words string, number int) {
	w.Helper()
	w.wants(http.StatusOK, call{as: "lan", method: "POST", path: path + "/versions", body: `{"words":{"vi":"` + words + `"}}`})
	w.wants(http.StatusOK, decide("hoa", path, number))
}

// holding makes a story with a version of a piece in it, in some words.
func (w *fixture) holding(path, words string) string {
	w.Helper()
	body := `<p>Sáng nay.</p><blockquote data-piece=\"` + strings.TrimPrefix(path, "/pieces/") + `\" data-version=\"1\"><p>` + words + `</p></blockquote>`
	return w.text(w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: "/articles", body: strings.Replace(story, "<p>Sáng nay.</p>", body, 1)}), "id")
}

func pieceWritings() map[string]writing {
	return map[string]writing{
		"POST /pieces": {acts: []string{"piece.create piece +"}, does: func(*fixture) call { return call{as: "lan", method: "POST", path: "/pieces", body: founded} }},
		"POST /pieces/{id}/versions": {acts: []string{"piece.propose piece ~"}, does: func(w *fixture) call {
			return call{as: "lan", method: "POST", path: w.shared() + "/versions", body: `{"words":{"vi":"ASEAN có 11 nước."}}`}
		}},
		"POST /pieces/{id}/approve": {acts: []string{"piece.approve piece ~"}, does: func(w *fixture) call { return decide("hoa", w.shared(), 1) }},
		"POST /pieces/{id}/return": {acts: []string{"piece.return piece ~"}, does: func(w *fixture) call {
			return call{as: "hoa", method: "POST", path: w.shared() + "/return", body: `{"number":1,"reason":"Thiếu nguồn"}`}
		}},
		"PATCH /pieces/{id}": {acts: []string{"piece.update piece ~"}, does: func(w *fixture) call {
			path := w.shared()
			return w.match(call{as: "lan", method: "PATCH", path: path, body: `{"title":"Số nước thành viên"}`}, path)
		}},
		"POST /pieces/{id}/end": {acts: []string{"piece.end piece ~"}, does: func(w *fixture) call {
			return call{as: "hoa", method: "POST", path: w.inForce() + "/end", body: `{"reason":"Không còn đúng"}`}
		}},
		"POST /articles/{id}/editions/{lang}/pieces/update": {acts: []string{"edition.update_pieces edition ~"}, does: func(w *fixture) call {
			path := w.inForce()
			w.says(path, "ASEAN có 11 nước.", 2)
			return call{as: "lan", method: "POST", path: edition(w.holding(path, "ASEAN có 10 nước.")) + "/pieces/update", body: `{}`}
		}},
	}
}

func pieceLines() map[string]line {
	unit := func(who, body string) line { return line{on: "unit", who: who, body: body} }
	act := func(may string, one line) line { one.may = may; return one }
	return map[string]line{
		"listPieces":          {who: readers},
		"createPiece":         {on: "unit", who: "contributor author editor", ended: "validation_failed", body: strings.Replace(founded, ours, "{unit}", 1)},
		"getPiece":            unit(everyReader, ""),
		"proposePieceVersion": act("propose", unit("contributor author editor", `{"words":{"vi":"Lời khác."}}`)),
		"approvePiece":        act("approve", unit("approver", `{"number":1}`)),
		"returnPiece":         act("return", unit("approver", `{"number":1,"reason":"Thiếu nguồn"}`)),
		"updatePiece":         act("update", unit("contributor author editor", `{"title":"Tên khác"}`)),
		"endPiece":            act("end", line{on: "unit", who: "approver", body: `{"reason":"Không còn đúng"}`, pass: "state_conflict"}), // none are in force
		"listPieceUses":       unit(everyReader, ""),
		"listMessages":        {on: "text", who: readers},
		"listEditionPieces":   {on: "text", who: readers},
		"updateEditionPieces": {on: "text", who: "contributor:unsent author:unsent editor translator:translation", body: `{}`, stages: "draft review", pass: "state_conflict"}, // there are none
	}
}

// TestWordsOfAPieceNeedOtherEyes: whoever proposed words since the version in force approves none
// of them, and what was not read is not approved.
func TestWordsOfAPieceNeedOtherEyes(t *testing.T) {
	each(t, func(w *fixture) {
		w.hires("mai", right.Author, right.Approver)
		made := w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: "/pieces", body: founded})
		path := "/pieces/" + w.text(made, "id")
		if w.get(made, "versions.0.number") != 1.0 {
			t.Errorf("what was made names another version than the one that is to be approved: %s", made.body)
		}
		if a := w.wants(http.StatusForbidden, decide("lan", path, 1)); w.text(a, "code") != "four_eyes" {
			t.Errorf("the own words: %s", a.body)
		}
		w.wants(http.StatusOK, call{as: "mai", method: "POST", path: path + "/versions", body: `{"words":{"vi":"ASEAN có 11 nước."}}`})
		for _, who := range []string{"lan", "mai"} {
			if a := w.wants(http.StatusForbidden, decide(who, path, 2)); w.text(a, "code") != "four_eyes" {
				t.Errorf("%s, who proposed words of it: %s", who, a.body)
			}
		}
		w.wants(http.StatusPreconditionFailed, decide("hoa", path, 1))
		if a := w.wants(http.StatusOK, decide("hoa", path, 2)); w.get(a, "approved") != 2.0 || w.text(a, "versions.1.state") != "replaced" {
			t.Errorf("in force: %s", a.body)
		}
		w.wants(http.StatusConflict, decide("hoa", path, 2))
		w.wants(http.StatusOK, call{as: "mai", method: "POST", path: path + "/versions", body: `{"words":{"vi":"ASEAN có 12 nước."}}`})
		if a := w.wants(http.StatusOK, call{as: "lan", method: "POST", path: path + "/return", body: `{"number":3,"reason":"Chưa đúng"}`}); w.get(a, "approved") != 2.0 || w.text(a, "versions.0.state") != "returned" {
			t.Errorf("sent back: %s", a.body)
		}
		for q, found := range map[string]bool{"11%20nuoc": true, "12%20nuoc": true, "10%20nuoc": false} {
			if a := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/pieces?q=" + q}); strings.Contains(a.body, strings.TrimPrefix(path, "/pieces/")) != found {
				t.Errorf("searched by %s, of which 11 are in force and 12 were sent back: %s", q, a.body)
			}
		}
		bad := strings.NewReplacer(`"apsc"`, `"la"`, `"en"`, `"xx"`, "2025-03-20", "2025-02-30").Replace(founded)
		a := w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "POST", path: "/pieces", body: bad})
		for _, at := range []string{"/pillar", "/words/xx", "/review_on"} {
			if !strings.Contains(a.body, `"`+at+`"`) {
				t.Errorf("%s is not told: %s", at, a.body)
			}
		}
	})
}

// TestAMessageIsTheLeadUnits: the line of a pillar is approved where the lead unit's work is done,
// and shown beside stories of the pillar with what the plan says.
func TestAMessageIsTheLeadUnits(t *testing.T) {
	light(t, func(w *fixture) {
		lead := must(w.accounts.CreatePerson(w.Context(), right.System(), account.NewPerson{Login: "dau.moi", Name: "Đầu mối",
			Grants: []right.Grant{{Role: right.Approver, Unit: "so-van-hoa-the-thao-va-du-lich"}}}))
		key, _, err := w.accounts.CreateKey(w.Context(), right.System(), account.NewKey{Person: lead.ID, Name: "test"})
		w.ok(err)
		w.keys["dau"] = key.Reveal()
		message := strings.Replace(founded, `"fact"`, `"message"`, 1)
		if a := w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "POST", path: "/pieces", body: strings.Replace(message, `"pillar":"apsc",`, "", 1)}); !strings.Contains(a.body, "/pillar") {
			t.Errorf("a message without a pillar: %s", a.body)
		}
		path, id := "/pieces/"+w.text(w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: "/pieces", body: message}), "id"), w.create()
		w.wants(http.StatusForbidden, decide("hoa", path, 1))
		lines := call{as: "lan", method: "GET", path: "/articles/" + id + "/messages"}
		if a := w.wants(http.StatusOK, lines); !strings.Contains(a.body, `"lines":[]`) || !strings.Contains(w.text(a, "plan.0.words"), "tích cực") {
			t.Errorf("before it is approved: %s", a.body)
		}
		w.wants(http.StatusOK, decide("dau", path, 1))
		if a := w.wants(http.StatusOK, lines); w.text(a, "lines.0.words") != "ASEAN có 10 nước." || !strings.HasPrefix(w.text(a, "lines.0.html"), `<blockquote data-piece="`) {
			t.Errorf("beside a story: %s", a.body)
		}
		lines.path += "?lang=lo"
		if a := w.wants(http.StatusOK, lines); !strings.Contains(a.body, `"lines":[]`) {
			t.Errorf("in a language in which it says nothing: %s", a.body)
		}
	})
}

// TestTextsFollowAPieceWhenToldTo: newer words are told where older ones stand and laid into the
// working copy alone; words that were altered by hand are told and left.
func TestTextsFollowAPieceWhenToldTo(t *testing.T) {
	each(t, func(w *fixture) {
		path := w.inForce()
		id, altered := w.holding(path, "ASEAN có <strong>10</strong> nước."), w.holding(path, "ASEAN có nhiều nước.")
		stands := func(id, want string) {
			t.Helper()
			if a := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: edition(id) + "/pieces"}); w.text(a, "items.0.standing") != want {
				t.Errorf("want %s: %s", want, a.body)
			}
		}
		stands(id, "current")
		stands(altered, "altered")
		w.wants(http.StatusConflict, call{as: "lan", method: "POST", path: edition(id) + "/pieces/update", body: `{}`})
		w.says(path, "ASEAN có 11 nước.", 2)
		stands(id, "newer")
		uses := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: path + "/used-by"})
		if w.text(uses, "items.0.standing") != "altered" || w.text(uses, "items.1.standing") != "newer" || w.text(uses, "items.1.article") != id {
			t.Errorf("used by: %s", uses.body)
		}
		if a := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: edition(id) + "/checklist"}); !strings.Contains(a.body, "piece_newer") || strings.Contains(a.body, "piece_altered") {
			t.Errorf("checklist: %s", a.body)
		}
		plain := w.create()
		if a := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/articles?newer_pieces=true"}); !strings.Contains(a.body, id) || strings.Contains(a.body, plain) {
			t.Errorf("list: %s", a.body)
		}
		done := w.wants(http.StatusOK, call{as: "lan", method: "POST", path: edition(id) + "/pieces/update", body: `{}`})
		if body := w.text(done, "body"); !strings.Contains(body, `data-version="2"><p>ASEAN có 11 nước.</p>`) || !strings.Contains(body, "<p>Sáng nay.</p>") {
			t.Errorf("working copy: %s", body)
		}
		stands(id, "newer") // until it is saved
		w.wants(http.StatusPreconditionFailed, call{as: "lan", method: "POST", path: edition(id) + "/pieces/update", body: `{}`})
		w.wants(http.StatusConflict, call{as: "lan", method: "POST", path: edition(altered) + "/pieces/update", body: `{}`})
		if a := w.wants(http.StatusOK, call{as: "lan", method: "POST", path: edition(altered) + "/pieces/update", body: `{"altered":true}`}); !strings.Contains(w.text(a, "body"), "11 nước") {
			t.Errorf("altered words: %s", a.body)
		}
		w.late.Add(int64(18 * 24 * 60 * 60 * 1e9))
		if a := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/pieces?due=true"}); !strings.Contains(a.body, `"items":[]`) {
			t.Errorf("the version in force has no day of review: %s", a.body)
		}
		due := w.inForceSince("2025-04-01")
		w.late.Add(int64(20 * 24 * 60 * 60 * 1e9))
		if a := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/pieces?due=true&kind=fact&pillar=apsc&q=thanh%20lap"}); "/pieces/"+w.text(a, "items.0.id") != due {
			t.Errorf("due: %s", a.body)
		}
	})
}

// TestAPieceEnds: its words go out of force with a reason, texts that hold them are told, and only
// what others approve anew is in force again.
func TestAPieceEnds(t *testing.T) {
	light(t, func(w *fixture) {
		w.hires("mai", right.Author)
		path := w.shared()
		w.wants(http.StatusConflict, call{as: "hoa", method: "POST", path: path + "/end", body: `{"reason":"Chưa dùng"}`})
		w.wants(http.StatusOK, decide("hoa", path, 1))
		story := w.holding(path, "ASEAN có 10 nước.")
		w.wants(http.StatusUnprocessableEntity, call{as: "hoa", method: "POST", path: path + "/end", body: `{"reason":" "}`})
		stale := w.match(call{as: "hoa", method: "POST", path: path + "/end", body: `{"reason":"x"}`}, path)
		title := func(words string) call {
			return w.match(call{as: "mai", method: "PATCH", path: path, body: `{"title":"` + words + `"}`}, path)
		}
		w.wants(http.StatusUnprocessableEntity, title("\u3164"))
		again := title("Lần nữa")
		w.wants(http.StatusOK, title("Số nước thành viên"))
		w.wants(http.StatusPreconditionFailed, again)
		w.wants(http.StatusPreconditionFailed, stale)
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: path + "/end", body: `{"reason":"Số liệu cũ"}`})
		w.wants(http.StatusConflict, call{as: "hoa", method: "POST", path: path + "/end", body: `{"reason":"Lần nữa"}`})
		ended := func(when string) {
			w.Helper()
			list := w.wants(http.StatusOK, call{as: "an", method: "GET", path: "/pieces?q=nuoc%20thanh%20vien"})
			if w.get(list, "items.0.ended") != true || w.get(list, "items.0.approved") != 0.0 || !strings.Contains(list.body, "Số liệu cũ") {
				t.Errorf("%s: %s", when, list.body)
			}
			if a := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(story) + "/pieces"}); w.text(a, "items.0.standing") != "ended" || w.get(a, "items.0.newer") != false {
				t.Errorf("%s, in a text: %s", when, a.body)
			}
			if a := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: path + "/used-by"}); w.text(a, "items.0.standing") != "ended" {
				t.Errorf("%s, in the list of uses: %s", when, a.body)
			}
		}
		ended("ended")
		if a := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: edition(story) + "/checklist"}); !strings.Contains(a.body, "piece_ended") {
			t.Errorf("checklist: %s", a.body)
		}
		w.wants(http.StatusOK, call{as: "mai", method: "POST", path: path + "/versions", body: `{"words":{"vi":"ASEAN có 11 nước."}}`})
		ended("other words are proposed")
		w.wants(http.StatusOK, decide("lan", path, 2)) // whose words were those that others approved
		if a := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(story) + "/pieces"}); w.text(a, "items.0.standing") != "newer" {
			t.Errorf("in force again: %s", a.body)
		}
	})
}

// inForceSince makes a piece in force that is due for review on a day.
func (w *fixture) inForceSince(day string) string {
	w.Helper()
	path := "/pieces/" + w.text(w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: "/pieces", body: strings.Replace(founded, "2025-03-20", day, 1)}), "id")
	w.wants(http.StatusOK, decide("hoa", path, 1))
	return path
}
