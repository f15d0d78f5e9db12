package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/article"
)

const wrongDay = `{"wrong":"Hội nghị diễn ra ngày 20/8.","right":"Hội nghị diễn ra ngày <21/8>."}`

func formally(as, id string) call {
	return call{as: as, method: "POST", path: edition(id) + "/formal-correction", body: wrongDay}
}

func formalWritings() map[string]writing {
	return map[string]writing{
		"POST /articles/{id}/editions/{lang}/formal-correction": {acts: []string{"article.create article +", "article.correct_formally article +"}, does: func(w *fixture) call {
			return formally("lan", w.shown("lan"))
		}},
	}
}

func formalLines() map[string]line {
	return map[string]line{
		"correctFormally": {on: "text", who: "author:own editor", body: wrongDay, pass: "state_conflict"}, // readers have seen nothing there
	}
}

// TestAFormalCorrectionIsAnItemOfItsOwn: it says what was wrong and what is right; its heading and
// the name of what it corrects stand in what is approved, whatever its writers leave of the text;
// each of the two stories leads to the other.
func TestAFormalCorrectionIsAnItemOfItsOwn(t *testing.T) {
	each(t, func(w *fixture) {
		w.joins("tam", "author@so-y-te", "editor@so-y-te")
		w.joins("van", "editor@"+ours)
		id := w.shown("lan")
		w.wants(http.StatusConflict, formally("lan", w.create()))
		w.wants(http.StatusNotFound, call{as: "lan", method: "POST", path: "/articles/" + id + "/editions/en/formal-correction", body: wrongDay})
		w.wants(http.StatusForbidden, formally("tam", id))
		for body, at := range map[string]string{`{"wrong":" ","right":"x"}`: "/wrong", `{"wrong":"x","right":"\u200b"}`: "/right",
			`{"wrong":"x","right":"x","facets":{"pillars":["la"]}}`: "/facets/pillars/0", `{"wrong":"x","right":"x","title":"x"}`: "/title"} {
			c := formally("van", id)
			if c.body = body; !strings.Contains(w.wants(http.StatusUnprocessableEntity, c).body, `"pointer":"`+at+`"`) {
				w.Errorf("%s does not fail at %s: %s", body, at, w.do(c).body)
			}
		}
		made := w.wants(http.StatusCreated, formally("lan", id))
		item := w.text(made, "article")
		if w.text(made, "link.role") != "correction" || w.text(made, "link.article") != id || w.text(made, "link.corrected.0.lang") != "vi" {
			w.Errorf("made: %s", made.body)
		}
		if again := w.wants(http.StatusConflict, formally("van", id)); !strings.Contains(again.body, item) {
			w.Errorf("again: %s", again.body)
		}
		draft := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(item)})
		if body := w.text(draft, "body"); w.text(draft, "title") != "Nam Định gặp gỡ ASEAN" || !strings.Contains(body, "Hội nghị diễn ra ngày 20/8.") || !strings.Contains(body, "ngày &lt;21/8&gt;.") {
			w.Errorf("the draft: %s", draft.body)
		}
		w.wants(http.StatusOK, w.match(call{as: "lan", method: "PUT", path: edition(item), body: `{"title":"Không có gì","lead":"Hội nghị diễn ra ngày 21/8.","body":"<p>Hết.</p>"}`}, edition(item)))
		candidate := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: edition(item) + "/candidate"})
		const heading = "Thông tin cải chính, xin lỗi: Không có gì"
		line := `<p>Bài <a href="` + public + "/a/" + id + `/vi">“Nam Định gặp gỡ ASEAN”</a>`
		if body := w.text(candidate, "content.body"); w.text(candidate, "content.title") != heading || !strings.HasPrefix(body, line) || !strings.HasSuffix(body, ", có thông tin chưa đúng.</p><p>Hết.</p>") {
			w.Errorf("what is approved: %s", candidate.body)
		}
		if w.text(candidate, "content.corrects.article") != id || w.text(candidate, "content.corrects.section") == "" {
			w.Errorf("the data of it: %s", candidate.body)
		}
		wall := w.channel("Tường")
		w.submit(item)
		w.approves(item)
		feed := w.owes(item, wall)
		if before := must(w.services.Public.Story(w.Context(), article.Ref{Article: id, Lang: "vi"})); len(before.Corrections) != 0 {
			w.Errorf("what is not out is shown: %+v", before.Corrections)
		}
		w.ok(w.db.Write(w.Context()).Exec("UPDATE delivery SET state = 'sent', sent_at = 2, task = '', next_at = NULL WHERE channel_id = ? AND state = 'waiting'", feed).Error)
		found := must(w.services.Public.Story(w.Context(), article.Ref{Article: id, Lang: "vi"}))
		if len(found.Corrections) != 1 || found.Corrections[0].Article != item || found.Corrections[0].Title != heading || !found.UpdatedAt.Equal(found.Corrections[0].At) {
			w.Errorf("readers of the original are led to %+v", found.Corrections)
		}
		hidden := func(until any) int { // as from whoever is not the partner that has it early
			w.ok(w.db.Write(w.Context()).Exec("UPDATE edition SET embargo_until = ? WHERE article_id = ?", until, item).Error)
			return len(must(w.services.Public.Story(w.Context(), article.Ref{Article: id, Lang: "vi"})).Corrections)
		}
		if n := hidden(int64(1) << 60); n != 0 || hidden(nil) != 1 {
			w.Errorf("under embargo %d corrections are shown", n)
		}
		links := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/articles/" + id + "/links"})
		if w.text(links, "items.0.role") != "original" || w.text(links, "items.0.kind") != "formal_correction" || w.text(links, "items.0.article") != item {
			w.Errorf("the links of the original: %s", links.body)
		}
		w.wants(http.StatusCreated, formally("van", id)) // of something else that was wrong
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(item) + "/withdraw", body: `{"reason":"Sai"}`})
		if found = must(w.services.Public.Story(w.Context(), article.Ref{Article: id, Lang: "vi"})); len(found.Corrections) != 0 {
			w.Errorf("a correction that was withdrawn is still shown: %+v", found.Corrections)
		}
	})
}

// owes plans a formal correction for another channel, is warned of the one that has the original,
// which is of the feeds, and plans it there as well.
func (w *fixture) owes(item, wall string) (feed string) {
	w.Helper()
	a := w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(item) + "/schedule", body: `{"channels":["` + wall + `"],"now":true}`})
	if !strings.Contains(a.body, "Readers of this channel had the story that is corrected") {
		w.Errorf("nobody is told of the channel that is left out: %s", a.body)
	}
	feed = w.text(w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/channels"}), "items.0.id")
	a = w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(item) + "/schedule", body: `{"channels":["` + feed + `"],"now":true}`})
	if strings.Contains(a.body, "Readers of this channel had") {
		w.Errorf("told of a channel that gets it: %s", a.body)
	}
	return feed
}

// Own words for a channel cannot leave the heading out either.
func TestOwnWordsOfAFormalCorrectionBearItsHeading(t *testing.T) {
	light(t, func(w *fixture) {
		item, wall := w.text(w.wants(http.StatusCreated, formally("lan", w.shown("lan"))), "article"), w.channel("Tường")
		w.wants(http.StatusCreated, call{as: "lan", method: "PUT", path: variants(item, wall), body: `{"title":"Tít riêng"}`, header: fresh()})
		if shown := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: edition(item) + "/preview?channel=" + wall}); w.text(shown, "items.0.title") != "Thông tin cải chính, xin lỗi: Tít riêng" {
			w.Errorf("a channel with words of its own: %s", shown.body)
		}
	})
}

// A formal correction that a house was handed without what it is about goes nowhere, and its editors are
// told why.
func TestAFormalCorrectionOfNothingIsRefused(t *testing.T) {
	light(t, func(w *fixture) {
		item := w.text(w.wants(http.StatusCreated, formally("lan", w.shown("lan"))), "article")
		w.ok(w.db.Write(w.Context()).Exec("DELETE FROM formal_correction").Error)
		if a := w.wants(http.StatusConflict, call{as: "hoa", method: "GET", path: edition(item) + "/candidate"}); !strings.Contains(a.body, "tạo lại bài cải chính từ bài gốc") {
			w.Error(a.body)
		}
	})
}

// A formal correction is made of what was withdrawn as well: it is taken down, and still owed. It names
// what readers had last, and the day on which they had it first.
func TestWhatWasWithdrawnIsCorrectedFormally(t *testing.T) {
	light(t, func(w *fixture) {
		id := w.shown("lan")
		w.wants(http.StatusOK, call{as: "lan", method: "POST", path: edition(id) + "/correct", body: `{"kind":"update","text":"Thêm ngày."}`})
		w.wants(http.StatusOK, w.match(call{as: "lan", method: "PUT", path: edition(id), body: `{"title":"Gặp gỡ ngày 20/8","lead":"Tỉnh gặp gỡ các đại sứ.","body":"<p>Sáng nay.</p>"}`}, edition(id)))
		w.submit(id)
		w.approves(id)
		w.ok(w.db.Write(w.Context()).Exec("UPDATE delivery SET state = 'sent', sent_at = 5, task = '', next_at = NULL WHERE intent = 'correct'").Error)
		newest := must(w.services.Public.Story(w.Context(), article.Ref{Article: id, Lang: "vi"})).Release
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/withdraw", body: `{"reason":"Sai"}`})
		made := w.wants(http.StatusCreated, formally("lan", id))
		if got := w.text(made, "link.corrected.0.release"); newest.Number != 2 || got != newest.ID || w.text(made, "link.corrected.0.published_at") != "1970-01-01T00:00:00.000001Z" {
			w.Errorf("of release %d, %s: %s", newest.Number, newest.ID, made.body)
		}
		if draft := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(w.text(made, "article"))}); w.text(draft, "title") != "Gặp gỡ ngày 20/8" {
			w.Errorf("the draft: %s", draft.body)
		}
	})
}

// Whoever reused a story looks again when its formal correction is approved, though no word of the
// original changes.
func TestWhoReusedAStoryHearsOfItsFormalCorrection(t *testing.T) {
	light(t, func(w *fixture) {
		w.joins("tam", "author@so-y-te")
		id := w.shown("lan")
		w.wants(http.StatusCreated, reuse("tam", id))
		item := w.text(w.wants(http.StatusCreated, formally("lan", id)), "article")
		w.submit(item)
		original := func() string {
			return w.text(w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/articles/" + id + "/links"}), "items.0.editions.0.original")
		}
		if got := original(); got != "current" {
			w.Errorf("before it is approved the copy is %s", got)
		}
		w.approves(item)
		if got := original(); got != "changed" {
			w.Errorf("the copy is %s", got)
		}
		w.corrects(id, "small_fix", "Sáng nay.")
		if got := original(); got != "changed" {
			w.Errorf("after the original was approved with the same words nobody need look: the copy is %s", got)
		}
		held := w.text(w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/articles/" + id + "/links"}), "items.0.editions.0.release")
		copied := w.text(w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/articles/" + id + "/links"}), "items.0.article")
		w.wants(http.StatusOK, call{as: "tam", method: "POST", path: edition(copied) + "/original/keep", body: `{"release":"` + held + `"}`})
		w.corrects(id, "small_fix", "Sáng nay.")
		if got := original(); got != "current" {
			w.Errorf("after somebody looked the copy is %s", got)
		}
	})
}

// Whoever reused it in another language hears of it too: its readers are led to the correction, and there
// may be none in theirs.
func TestWhoReusedAnotherLanguageHearsOfAFormalCorrection(t *testing.T) {
	light(t, func(w *fixture) {
		w.joins("tam", "author@so-y-te")
		id := w.shown("lan")
		w.wants(http.StatusCreated, call{as: "lan", method: "PUT", path: english(id), body: `{"title":"Nam Dinh meets ASEAN","lead":"The province met ambassadors.","body":"<p>This morning.</p>"}`, header: map[string]string{"If-None-Match": "*"}})
		w.wants(http.StatusOK, call{as: "lan", method: "POST", path: english(id) + "/submit"})
		hash := w.text(w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: english(id) + "/candidate"}), "hash")
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: english(id) + "/approve", body: `{"hash":"` + hash + `"}`})
		feed := w.text(w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/channels"}), "items.0.id")
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: english(id) + "/schedule", body: `{"channels":["` + feed + `"],"now":true}`})
		w.ok(w.db.Write(w.Context()).Exec("UPDATE delivery SET state = 'sent', sent_at = 1, task = '', next_at = NULL").Error)
		w.wants(http.StatusCreated, call{as: "tam", method: "POST", path: "/articles/" + id + "/reuse", body: `{"unit":"so-y-te","langs":["en"]}`})
		item := w.text(w.wants(http.StatusCreated, formally("lan", id)), "article")
		w.submit(item)
		w.approves(item)
		if links := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/articles/" + id + "/links"}); w.text(links, "items.0.editions.0.original") != "changed" {
			w.Errorf("the copy: %s", links.body)
		}
	})
}

// Who withdraws a story again, since one channel still has it, may say something else to readers: that
// is what they are told, whatever was said where it was down already.
func TestTheNoticeOfTheLastWithdrawalIsTold(t *testing.T) {
	light(t, func(w *fixture) {
		id, wall := w.shown("lan"), w.channel("Tường")
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/schedule", body: `{"channels":["` + wall + `"],"now":true}`})
		set := func(to, where string, args ...any) {
			w.ok(w.db.Write(w.Context()).Exec("UPDATE delivery SET "+to+", task = '', next_at = NULL WHERE "+where, args...).Error)
		}
		withdraw := func(notice string) {
			w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/withdraw", body: `{"reason":"Sai","notice":"` + notice + `"}`})
		}
		set("state = 'sent', sent_at = 1", "channel_id = ?", wall)
		withdraw("Sai số liệu.")
		set("state = 'sent', sent_at = 2", "intent = 'withdraw' AND channel_id = ?", wall)
		set("state = 'withdrawn'", "intent = 'publish' AND channel_id = ?", wall)
		set("state = 'attention'", "intent = 'withdraw' AND channel_id <> ?", wall)
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/reopen"})
		withdraw("Sai người.")
		if found := must(w.services.Public.Story(w.Context(), article.Ref{Article: id, Lang: "vi"})); found.Notice != "Sai người." {
			w.Errorf("readers are told %q", found.Notice)
		}
	})
}
