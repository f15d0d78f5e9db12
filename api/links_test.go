package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/right"
)

// joins hires somebody with roles in units, such as "author@so-y-te".
func (w *fixture) joins(name string, places ...string) {
	w.Helper()
	var grants []right.Grant
	for _, one := range places {
		role, unit, _ := strings.Cut(one, "@")
		grants = append(grants, right.Grant{Role: right.Role(role), Unit: unit})
	}
	p := must(w.accounts.CreatePerson(w.Context(), right.System(), account.NewPerson{Login: name + ".test", Name: "Test " + name, Grants: grants}))
	key, _, err := w.accounts.CreateKey(w.Context(), right.System(), account.NewKey{Person: p.ID, Name: "test"})
	w.ok(err)
	w.keys[name], w.ids[name] = key.Reveal(), p.ID
}

// out makes a story by somebody with a picture of our unit, which readers see.
func (w *fixture) shown(by string) string {
	w.Helper()
	picture := must(w.services.Media.Add(w.Context(), right.System(), media.Upload{Unit: ours, Name: "a.jpg", File: strings.NewReader(photo())}))
	words := map[string]media.Words{"vi": {Alt: "Cánh đồng", Caption: "Gặp gỡ"}}
	must(w.services.Media.Describe(w.Context(), right.System(), picture.ID, picture.Version, media.Patch{Words: words}))
	id := w.text(w.wants(http.StatusCreated, call{as: by, method: "POST", path: "/articles", body: strings.Replace(story, `"facets"`, `"pictures":["`+picture.ID+`"],"facets"`, 1)}), "id")
	w.wants(http.StatusOK, call{as: by, method: "POST", path: edition(id) + "/submit"})
	w.approves(id)
	w.ok(w.services.Channels.EnsureFeeds(w.Context()))
	feed := w.text(w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/channels"}), "items.0.id")
	a := w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/schedule", body: `{"channels":["` + feed + `"],"now":true}`})
	w.ok(w.db.Write(w.Context()).Exec("UPDATE delivery SET state = 'sent', sent_at = 1, task = '', next_at = NULL WHERE id = ?", w.text(a, "deliveries.0.id")).Error)
	return id
}

// approves lets a story of our unit that was handed in go out, by hoa.
func (w *fixture) approves(id string) {
	w.Helper()
	w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/approve", body: `{"hash":"` + w.hash(id) + `"}`})
}

// corrects brings other words of a story that is out to approval.
func (w *fixture) corrects(id, kind, words string) {
	w.Helper()
	w.wants(http.StatusOK, call{as: "lan", method: "POST", path: edition(id) + "/correct", body: `{"kind":"` + kind + `","text":"Sửa số liệu."}`})
	w.wants(http.StatusOK, w.match(call{as: "lan", method: "PUT", path: edition(id), body: `{"title":"Nam Định gặp gỡ ASEAN","lead":"Tỉnh gặp gỡ các đại sứ.","body":"<p>` + words + `</p>"}`}, edition(id)))
	w.submit(id)
	w.approves(id)
}

const healths = `{"unit":"so-y-te","langs":["vi"]}`

func reuse(as, id string) call {
	return call{as: as, method: "POST", path: "/articles/" + id + "/reuse", body: healths}
}

func linkWritings() map[string]writing {
	return map[string]writing{
		"POST /articles/{id}/reuse": {acts: []string{"article.create article +", "article.reuse article +"}, does: func(w *fixture) call {
			w.joins("tam", "author@so-y-te")
			return reuse("tam", w.shown("lan"))
		}},
		"POST /articles/{id}/editions/{lang}/original/keep": {acts: []string{"edition.keep_original edition ~"}, does: func(w *fixture) call {
			w.joins("tu", "author@so-y-te")
			id := w.shown("lan")
			copied := w.text(w.wants(http.StatusCreated, reuse("tu", id)), "article")
			w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/withdraw", body: `{"reason":"Sai"}`})
			return call{as: "tu", method: "POST", path: edition(copied) + "/original/keep", body: `{"release":"","reason":"Đã kiểm tra"}`}
		}},
	}
}

func linkLines() map[string]line {
	return map[string]line{
		"reuseArticle":     {on: "text", who: "contributor author editor", body: `{"unit":"{unit}","langs":["{lang}"]}`, pass: "not_found"}, // nothing there is published
		"listArticleLinks": {on: "text", who: readers},
		"keepReuse":        {on: "text", who: "contributor:unsent author:unsent editor translator:translation", body: `{"release":"x"}`, stages: "draft review", pass: "state_conflict"},
	}
}

// TestAnotherUnitReusesWhatIsPublished: the words that readers see become a draft of the unit with
// its pictures, its facets and its credit, once; the original tells by whom it is used.
func TestAnotherUnitReusesWhatIsPublished(t *testing.T) {
	each(t, func(w *fixture) {
		w.joins("tam", "author@so-y-te", "editor@so-y-te")
		id := w.shown("lan")
		w.wants(http.StatusNotFound, reuse("tam", w.create()))
		w.wants(http.StatusForbidden, reuse("lan", id))
		for body, at := range map[string]string{strings.Replace(healths, `"vi"`, `"vi","en"`, 1): "/langs/1", strings.Replace(healths, `"vi"`, "", 1): "/langs",
			strings.Replace(healths, `"vi"`, `"vi","vi"`, 1): "/langs/1", strings.Replace(healths, "}", `,"facets":{"pillars":["la"]}}`, 1): "/facets/pillars/0"} {
			c := reuse("tam", id)
			if c.body = body; !strings.Contains(w.wants(http.StatusUnprocessableEntity, c).body, `"pointer":"`+at+`"`) {
				t.Errorf("%s does not fail at %s: %s", body, at, w.do(c).body)
			}
		}
		if own := (call{as: "lan", method: "POST", path: "/articles/" + id + "/reuse", body: `{"unit":"so-noi-vu","langs":["vi"]}`}); !strings.Contains(w.wants(http.StatusUnprocessableEntity, own).body, "/unit") {
			t.Error("a unit reuses its own story")
		}
		made := w.wants(http.StatusCreated, reuse("tam", id))
		copied := w.text(made, "article")
		if w.text(made, "link.role") != "copy" || w.text(made, "link.article") != id || w.text(made, "link.credit.authors.0") != w.ids["lan"] || made.header.Get("Location") != public+"/api/v1/articles/"+copied {
			t.Errorf("made: %v %s", made.header, made.body)
		}
		read := w.wants(http.StatusOK, call{as: "tam", method: "GET", path: edition(copied)})
		want := `<p>Sáng nay.</p><p>Theo <a href="` + public + "/a/" + id + `/vi"`
		if body := w.text(read, "body"); !strings.HasPrefix(body, want) || !strings.HasSuffix(body, `>Sở Nội vụ</a> (Test lan)</p>`) {
			t.Errorf("the words: %s", body)
		}
		if w.text(read, "title") != "Nam Định gặp gỡ ASEAN" || w.text(read, "pictures.0") == "" || w.text(w.wants(http.StatusOK, call{as: "tam", method: "GET", path: "/articles/" + copied}), "facets.pillars.0") != "apsc" {
			t.Errorf("the draft: %s", read.body)
		}
		if again := w.wants(http.StatusConflict, reuse("tam", id)); !strings.Contains(again.body, copied) {
			t.Errorf("again: %s", again.body)
		}
		used := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/articles/" + id + "/links"})
		if w.text(used, "items.0.role") != "original" || w.text(used, "items.0.article") != copied || w.text(used, "items.0.unit") != "so-y-te" || w.text(used, "items.0.editions.0.state") != "draft" {
			t.Errorf("used by: %s", used.body)
		}
		w.rounds()
		if list, _ := w.inbox("lan", "?open=true"); len(list) == 0 || list[0].Kind != "article.reused" || list[0].Text.VI != "“Nam Định gặp gỡ ASEAN” được đơn vị khác dùng lại." {
			t.Errorf("lan is told %+v", list)
		}
		w.wants(http.StatusOK, call{as: "tam", method: "POST", path: edition(copied) + "/archive"})
		w.wants(http.StatusCreated, reuse("tam", id))
	})
}

// TestTheWriterOfTheOriginalDoesNotApproveTheCopy: reused words stay those of who wrote them.
func TestTheWriterOfTheOriginalDoesNotApproveTheCopy(t *testing.T) {
	each(t, func(w *fixture) {
		w.joins("kha", "author@so-noi-vu", "approver@so-y-te")
		w.joins("tam", "author@so-y-te")
		w.joins("duc", "approver@so-y-te")
		copied := w.text(w.wants(http.StatusCreated, reuse("tam", w.shown("kha"))), "article")
		w.wants(http.StatusOK, call{as: "tam", method: "POST", path: edition(copied) + "/submit"})
		hash := w.text(w.wants(http.StatusOK, call{as: "duc", method: "GET", path: edition(copied) + "/candidate"}), "hash")
		approve := call{as: "kha", method: "POST", path: edition(copied) + "/approve", body: `{"hash":"` + hash + `"}`}
		if a := w.wants(http.StatusForbidden, approve); w.text(a, "code") != "four_eyes" {
			t.Errorf("the writer of the original: %s", a.body)
		}
		approve.as = "duc"
		w.wants(http.StatusOK, approve)
	})
}

// TestWhoReusedAStoryIsToldOfItsEnd: when an original is corrected or withdrawn, the unit of the
// copy hears of it and sees it until somebody has compared the two, or withdrawn the copy.
func TestWhoReusedAStoryIsToldOfItsEnd(t *testing.T) {
	each(t, func(w *fixture) {
		w.joins("tam", "author@so-y-te", "editor@so-y-te")
		id := w.shown("lan")
		copied := w.text(w.wants(http.StatusCreated, reuse("tam", id)), "article")
		stands := func(want string) string {
			t.Helper()
			a := w.wants(http.StatusOK, call{as: "tam", method: "GET", path: "/articles/" + copied + "/links"})
			if w.text(a, "items.0.editions.0.original") != want {
				t.Errorf("want %s: %s", want, a.body)
			}
			hinted := w.wants(http.StatusOK, call{as: "tam", method: "GET", path: edition(copied) + "/checklist"}).body
			for _, one := range []string{"changed", "withdrawn"} {
				if strings.Contains(hinted, "original_"+one) != (one == want) {
					t.Errorf("%s: the checklist says %s", want, hinted)
				}
			}
			return w.text(a, "items.0.editions.0.release")
		}
		keep := func(release, reason string) call {
			return call{as: "tam", method: "POST", path: edition(copied) + "/original/keep", body: `{"release":"` + release + `","reason":"` + reason + `"}`}
		}
		first := stands("current")
		w.wants(http.StatusConflict, keep(first, ""))
		w.corrects(id, "correction", "Sáng nay, 12 đại sứ.")
		second := stands("changed")
		w.rounds()
		w.shows("of a correction", "edition.original_changed×1", "tam")
		w.wants(http.StatusUnprocessableEntity, keep(first, ""))
		w.wants(http.StatusOK, keep(second, ""))
		stands("current")
		w.rounds()
		w.shows("who has compared", "", "tam")
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/withdraw", body: `{"reason":"Sai số liệu"}`})
		stands("withdrawn")
		w.rounds()
		w.shows("of a withdrawal", "edition.original_withdrawn×1", "tam")
		if a := w.wants(http.StatusUnprocessableEntity, keep("", "")); !strings.Contains(a.body, "/reason") {
			t.Errorf("kept without a reason: %s", a.body)
		}
		w.wants(http.StatusOK, keep("", "Đã kiểm tra lại với nguồn khác"))
		stands("current")
		w.rounds()
		w.shows("who has decided", "", "tam")
		w.wants(http.StatusNotFound, reuse("tam", id))
	})
}

// An original that comes back as it was asks nothing more of those who reused it.
func TestAnOriginalThatComesBackAsksNothing(t *testing.T) {
	light(t, func(w *fixture) {
		w.joins("tam", "author@so-y-te", "editor@so-y-te")
		id := w.shown("lan")
		w.wants(http.StatusCreated, reuse("tam", id))
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/withdraw", body: `{"reason":"Sai số liệu"}`})
		w.rounds()
		w.shows("of a withdrawal", "edition.original_withdrawn×1", "tam")
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/reopen"})
		w.submit(id)
		w.approves(id)
		w.rounds()
		w.shows("of what came back", "", "tam")
	})
}

// Of many who reuse a story for the same unit at once, one does.
func TestAStoryIsReusedOnceByAUnit(t *testing.T) {
	each(t, func(w *fixture) {
		w.joins("tam", "author@so-y-te")
		id, many := w.shown("lan"), 12
		answers, begin := make(chan int, many), make(chan bool)
		for range many {
			go func() {
				<-begin
				answers <- w.do(reuse("tam", id)).status
			}()
		}
		close(begin)
		count := map[int]int{}
		for range many {
			count[<-answers]++
		}
		if count[http.StatusCreated] != 1 || count[http.StatusConflict] != many-1 {
			t.Errorf("answers by their status: %v", count)
		}
		if used := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/articles/" + id + "/links"}); strings.Count(used.body, `"role":"original"`) != 1 {
			t.Errorf("used by: %s", used.body)
		}
	})
}

// The credit that was taken out of a text is missed.
func TestACreditThatIsGoneIsMissed(t *testing.T) {
	light(t, func(w *fixture) {
		w.joins("tam", "author@so-y-te")
		copied := w.text(w.wants(http.StatusCreated, reuse("tam", w.shown("lan"))), "article")
		list := call{as: "tam", method: "GET", path: edition(copied) + "/checklist"}
		if a := w.wants(http.StatusOK, list); strings.Contains(a.body, "uncredited") {
			t.Errorf("with its credit: %s", a.body)
		}
		w.wants(http.StatusOK, w.match(call{as: "tam", method: "PUT", path: edition(copied), body: `{"title":"Khác","lead":"Dẫn","body":"<p>Mới.</p>"}`}, edition(copied)))
		if a := w.wants(http.StatusOK, list); !strings.Contains(a.body, `"uncredited"`) {
			t.Errorf("without it: %s", a.body)
		}
	})
}
