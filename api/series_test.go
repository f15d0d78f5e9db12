package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/right"
)

const rice = `{"code":"gao-nam-dinh","unit":"so-noi-vu","title":{"vi":"Gạo Nam Định ra ASEAN","en":"Rice for ASEAN"},"months":{"first":"2025-03","last":"2025-06"}}`

// serial makes a series by lan and gives its path.
func (w *fixture) serial() string {
	w.Helper()
	return "/series/" + w.text(w.wants(http.StatusCreated, call{as: "lan", method: "POST", path: "/series", body: rice}), "id")
}

// arrange is a call that puts stories into a series.
func (w *fixture) arrange(path string, articles ...string) call {
	return w.match(call{as: "lan", method: "PUT", path: path + "/articles", body: `{"articles":["` + strings.Join(articles, `","`) + `"]}`}, path)
}

func seriesWritings() map[string]writing {
	return map[string]writing{
		"POST /series": {acts: []string{"series.create series +"}, does: func(*fixture) call { return call{as: "lan", method: "POST", path: "/series", body: rice} }},
		"PATCH /series/{id}": {acts: []string{"series.update series ~"}, does: func(w *fixture) call {
			path := w.serial()
			return w.match(call{as: "lan", method: "PATCH", path: path, body: `{"closed":true}`}, path)
		}},
		"PUT /series/{id}/articles": {acts: []string{"series.arrange series ~"}, does: func(w *fixture) call { return w.arrange(w.serial(), w.create()) }},
	}
}

func seriesLines() map[string]line {
	unit := func(who, body string) line { return line{on: "unit", who: who, body: body} }
	change := func(body string) line { one := unit("editor secretary", body); one.may = "update"; return one }
	return map[string]line{
		"listSeries":    {who: readers},
		"createSeries":  {on: "unit", who: "editor secretary", ended: "validation_failed", body: `{"code":"ma-sai-","unit":"{unit}","title":{"vi":"Gạo","en":""}}`, pass: "validation_failed"},
		"getSeries":     unit(everyReader, ""),
		"updateSeries":  change(`{"lead":{"vi":"Lời dẫn","en":""}}`),
		"arrangeSeries": {on: "unit", who: "editor secretary", body: `{"articles":[]}`, may: "arrange"},
	}
}

// TestASeriesKeepsTheOrderThatPeopleMade: the order is what was sent, a stale one is refused, and
// what cannot be in it is told where it stands.
func TestASeriesKeepsTheOrderThatPeopleMade(t *testing.T) {
	each(t, func(w *fixture) {
		path, one, two, three := w.serial(), w.create(), w.create(), w.create()
		w.wants(http.StatusOK, w.arrange(path, one, two, three))
		stale := w.arrange(path, two)
		w.wants(http.StatusOK, w.arrange(path, three, one))
		w.wants(http.StatusPreconditionFailed, stale)
		if got := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: path}); w.text(got, "articles.0") != three || w.text(got, "articles.1") != one || strings.Contains(got.body, two) {
			t.Errorf("kept: %s", got.body)
		}
		if list := w.wants(http.StatusOK, call{as: "an", method: "GET", path: "/series?article=" + two}); strings.Contains(list.body, path[len("/series/"):]) {
			t.Errorf("a story that was taken out: %s", list.body)
		}
		if list := w.wants(http.StatusOK, call{as: "an", method: "GET", path: "/series?unit=so-noi-vu&article=" + three}); w.text(list, "items.0.code") != "gao-nam-dinh" {
			t.Errorf("series of a story: %s", list.body)
		}
		for pointer, articles := range map[string][]string{"/articles/2": {three, one, newID()}, "/articles/1": {two, two}} {
			if a := w.wants(http.StatusUnprocessableEntity, w.arrange(path, articles...)); !strings.Contains(a.body, pointer) {
				t.Errorf("%v: %s", articles, a.body)
			}
		}
		if a := w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "POST", path: "/series", body: rice}); !strings.Contains(a.body, "/code") {
			t.Errorf("a code that is taken: %s", a.body)
		}
		if a := w.wants(http.StatusUnprocessableEntity, call{as: "an", method: "GET", path: "/series?unit=so-noi-vu-cu"}); !strings.Contains(a.body, `"query:unit"`) {
			t.Errorf("series of a unit that there is not: %s", a.body)
		}
		bad := strings.NewReplacer("gao-nam-dinh", "Gạo", "2025-06", "2025-02").Replace(rice)
		if a := w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "POST", path: "/series", body: bad}); !strings.Contains(a.body, "/code") || !strings.Contains(a.body, "/months/last") {
			t.Errorf("a series that cannot be: %s", a.body)
		}
		if a := w.wants(http.StatusUnprocessableEntity, w.match(call{as: "lan", method: "PATCH", path: path, body: `{"title":{"vi":"Gạo","en":"\u3164"}}`}, path)); !strings.Contains(a.body, "/title/en") {
			t.Errorf("an English title that nobody can see stands for the Vietnamese one: %s", a.body)
		}
		picture := must(w.services.Media.Add(w.Context(), right.System(), media.Upload{Unit: "so-noi-vu", Name: "a.jpg", File: strings.NewReader(photo())}))
		if a := w.wants(http.StatusUnprocessableEntity, w.match(call{as: "lan", method: "PATCH", path: path, body: `{"cover":"` + newID() + `"}`}, path)); !strings.Contains(a.body, "/cover") {
			t.Errorf("a cover that there is not: %s", a.body)
		}
		for _, cover := range []string{picture.ID, ""} {
			w.wants(http.StatusOK, w.match(call{as: "lan", method: "PATCH", path: path, body: `{"cover":"` + cover + `"}`}, path))
			if a := w.wants(http.StatusOK, call{as: "an", method: "GET", path: path}); w.text(a, "cover") != cover {
				t.Errorf("the cover %q: %s", cover, a.body)
			}
		}
		w.wants(http.StatusOK, w.match(call{as: "lan", method: "PATCH", path: path, body: `{"closed":true}`}, path))
		w.wants(http.StatusConflict, w.arrange(path, three, one, two))
		w.wants(http.StatusOK, w.arrange(path, one, three))
	})
}
