package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/store/storetest"
)

func TestWhoIsToldOfAComment(t *testing.T) {
	each(t, func(w *fixture) {
		path := edition(w.create())
		a := w.wants(http.StatusCreated, call{as: "hoa", method: "POST", path: path + "/comments", body: `{"body":"Ai xem giúp?","mentions":["` + w.ids["an"] + `"]}`})
		thread := path + "/comments/" + w.text(a, "id")
		w.rounds()
		w.shows("of a new thread", "comment.started×1", "lan")
		w.shows("who is named", "comment.mentioned×1", "an")
		w.shows("who wrote it", "", "hoa", "chi")
		list, _ := w.inbox("an", "?open=true")
		if len(list) != 1 || list[0].Text.VI != "Bạn được nhắc tới trong nhận xét về “Nam Định gặp gỡ ASEAN”." || list[0].Asks {
			t.Errorf("an is told %+v", list)
		}
		w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: thread + "/replies", body: `{"body":"Tôi xem.","mentions":["` + w.ids["hoa"] + `"]}`})
		w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: thread + "/replies", body: `{"body":"Xong."}`})
		w.rounds()
		w.shows("in a thread", "comment.mentioned×1 comment.replied×1", "hoa")
		w.shows("who was named in it", "comment.mentioned×1 comment.replied×2", "an")
		w.shows("who answers", "comment.started×1", "lan")
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: thread + "/resolve"})
		w.rounds()
		w.shows("once it is resolved", "", "hoa", "an", "lan")
	})
}

// Nothing of a comment stands in the record or in the events, and to write one is no part in
// the text: who remarked approves it as before.
func TestACommentLeavesNoWordElsewhere(t *testing.T) {
	each(t, func(w *fixture) {
		const secret = "Nguồn kín họ Vũ"
		id := w.create()
		path := edition(id) + "/comments"
		a := w.wants(http.StatusCreated, call{as: "hoa", method: "POST", path: path, body: `{"body":"` + secret + `"}`})
		w.wants(http.StatusCreated, call{as: "hoa", method: "POST", path: path + "/" + w.text(a, "id") + "/replies", body: `{"body":"` + secret + ` 2"}`})
		w.submit(id)
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/approve", body: `{"hash":"` + w.hash(id) + `"}`})
		w.rounds()
		for table, columns := range map[string]string{"audit": "detail", "event": "data", "notice": "data"} {
			var n int
			w.ok(w.db.Read(w.Context()).Raw("SELECT count(*) FROM " + table + " WHERE CAST(" + columns + " AS TEXT) LIKE '%họ Vũ%'").Scan(&n).Error)
			if n != 0 {
				t.Errorf("%s.%s tells the words of %d comments", table, columns, n)
			}
		}
		releases := edition(id) + "/releases"
		sent := w.wants(http.StatusOK, call{as: "an", method: "GET", path: releases + "/" + w.text(w.wants(http.StatusOK, call{as: "an", method: "GET", path: releases}), "items.0.id")})
		if strings.Contains(sent.body, "họ Vũ") || !strings.Contains(sent.body, "Sáng nay") {
			t.Errorf("the release: %s", sent.body)
		}
		if strings.Contains(w.log.String(), "họ Vũ") {
			t.Error("the log tells the words of a comment")
		}
	})
}

// A list costs as many queries for sixty threads in several revisions as for three.
func TestManyThreadsCostAsManyQueries(t *testing.T) {
	light(t, func(w *fixture) {
		path := edition(w.create())
		reads := storetest.Reads(w.T, w.db)
		cost := func(more int) int64 {
			w.saves(path, strings.Replace(commented, "hai trăm", fmt.Sprint(more), 1))
			for range more {
				w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: path + "/comments", body: `{"body":"x","anchor":{"on":"selection","field":"body","quote":"Chiều nay"}}`})
			}
			w.saves(path, strings.Replace(commented, "năm trăm", fmt.Sprint(more), 1))
			w.late.Add(60_000_000_000)
			w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path + "/comments?limit=1"})
			before := reads()
			a := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path + "/comments?limit=100"})
			if n := strings.Count(a.body, `"found":"exact"`); n < more {
				t.Errorf("%d of %d threads have their place: %s", n, more, a.body)
			}
			return reads() - before
		}
		few := cost(3)
		many := cost(57)
		if few == 0 || few > 12 || many > few {
			t.Errorf("%d queries for three threads, %d for sixty", few, many)
		}
	})
}
