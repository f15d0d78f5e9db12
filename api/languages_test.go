package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/right"
)

func english(id string) string { return "/articles/" + id + "/editions/en" }

// translated makes a story with a translation that is out of date, and gives the newest revision
// of its source.
func (w *fixture) translated() (id, source string) {
	w.Helper()
	id = w.create()
	w.wants(http.StatusCreated, call{as: "lan", method: "PUT", path: english(id), header: map[string]string{"If-None-Match": "*"},
		body: `{"title":"Nam Dinh meets ASEAN","lead":"The province met.","body":"<p>This morning.</p>"}`})
	saved := w.wants(http.StatusOK, w.match(call{as: "lan", method: "PUT", path: edition(id), body: `{"title":"Nam Định gặp gỡ ASEAN","lead":"Tỉnh gặp gỡ các đại sứ.","body":"<p>Sáng nay.</p><p>Có thêm mười khách.</p>"}`}, edition(id)))
	return id, w.text(saved, "head_revision")
}

func TestATranslationBesideItsSource(t *testing.T) {
	each(t, func(w *fixture) {
		id, now := w.translated()
		read := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: english(id)})
		if w.get(read, "outdated") != true || !strings.Contains(w.text(read, "hint.en"), "out of date") {
			w.Errorf("an old translation: %s", read.body)
		}
		for want, path := range map[string]string{"en": "/articles?outdated=true", "vi": "/articles?outdated=false&lang=vi"} {
			if list := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path}); w.text(list, "items.0.edition.lang") != want {
				w.Errorf("%s: %s", path, list.body)
			}
		}
		source := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: english(id) + "/source"})
		if w.text(source, "now.revision") != now || w.text(source, "then.revision") != w.text(read, "source_revision") || w.get(source, "outdated") != true ||
			w.text(source, "changed.0.change") != "added" || !strings.Contains(w.text(source, "changed.0.words.0.text"), "mười khách") {
			w.Errorf("beside its source: %s", source.body)
		}
		sides := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: "/articles/" + id + "/editions"})
		if w.text(sides, "editions.0.role") != "source" || w.text(sides, "editions.1.lang") != "en" || w.get(sides, "editions.1.outdated") != true ||
			w.get(sides, "counts.outdated") != 1.0 || w.get(sides, "counts.editions") != 2.0 || w.get(sides, "editions.0.length.count") != 12.0 {
			w.Errorf("side by side: %s", sides.body)
		}
		w.wants(http.StatusPreconditionFailed, call{as: "lan", method: "POST", path: english(id) + "/mark-current", body: `{"source_revision":"` + now + `"}`, header: map[string]string{"If-Match": `"99"`}})
		marked := w.wants(http.StatusOK, call{as: "lan", method: "POST", path: english(id) + "/mark-current", body: `{"source_revision":"` + now + `"}`})
		if w.get(marked, "edition.outdated") != false || w.text(marked, "edition.source_revision") != now {
			w.Errorf("marked: %s", marked.body)
		}
		w.wants(http.StatusUnprocessableEntity, w.match(call{as: "lan", method: "PUT", path: edition(id), body: `{"title":"Khác","source_revision":"` + now + `"}`}, edition(id)))
		named := w.wants(http.StatusOK, w.match(call{as: "lan", method: "PUT", path: english(id), body: `{"title":"Other","source_revision":"` + now + `"}`}, english(id)))
		revisions := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: english(id) + "/revisions"})
		if w.text(named, "source_revision") != now || w.text(revisions, "items.0.source_revision") != now {
			w.Errorf("a save that names its source: %s", revisions.body)
		}
	})
}

// An approval of the source names the translations that are approved with what it said before.
func TestAnApprovalNamesWhatItOutpaces(t *testing.T) {
	light(t, func(w *fixture) {
		id, now := w.translated()
		w.wants(http.StatusOK, call{as: "lan", method: "POST", path: english(id) + "/submit"})
		candidate := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: english(id) + "/candidate"})
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: english(id) + "/approve", body: `{"hash":"` + w.text(candidate, "hash") + `"}`})
		w.submit(id)
		approved := w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/approve", body: `{"hash":"` + w.hash(id) + `"}`})
		if w.text(approved, "outpaced.0") != "en" {
			w.Errorf("the approval says nothing of the translation: %s", approved.body)
		}
		sides := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/articles/" + id + "/editions"})
		if w.get(sides, "editions.1.outpaced") != true || w.get(sides, "counts.outpaced") != 1.0 || w.get(sides, "counts.approved") != 2.0 {
			w.Errorf("side by side: %s", sides.body)
		}
		w.wants(http.StatusOK, call{as: "lan", method: "POST", path: english(id) + "/mark-current", body: `{"source_revision":"` + now + `"}`})
		if sides = w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/articles/" + id + "/editions"}); w.get(sides, "counts.outpaced") != 0.0 {
			w.Errorf("once it is marked: %s", sides.body)
		}
	})
}

// Who may not see deliveries is told nothing of how many there are.
func TestSidesTellOfDeliveriesToWhoMaySeeThem(t *testing.T) {
	light(t, func(w *fixture) {
		id, _, _ := w.planned()
		for as, sees := range map[string]bool{"hoa": true, "giang": false} {
			if as == "giang" {
				w.employ("giang", right.Grant{Role: right.Contributor, Unit: ours})
			}
			sides := w.wants(http.StatusOK, call{as: as, method: "GET", path: "/articles/" + id + "/editions"})
			if strings.Contains(sides.body, `"deliveries":{"waiting":1}`) != sees {
				w.Errorf("%s is told: %s", as, sides.body)
			}
		}
	})
}

func TestPublishTogetherOverTheAPI(t *testing.T) {
	light(t, func(w *fixture) {
		id, channel := w.approved(), w.channel("Kênh thử")
		path := "/articles/" + id
		w.wants(http.StatusCreated, call{as: "lan", method: "PUT", path: english(id), header: map[string]string{"If-None-Match": "*"}, body: `{"title":"Nam Dinh meets ASEAN"}`})
		w.wants(http.StatusPreconditionRequired, call{as: "lan", method: "PATCH", path: path, body: `{"together":true}`})
		on := w.wants(http.StatusOK, w.match(call{as: "lan", method: "PATCH", path: path, body: `{"together":true}`}, path))
		kept := w.wants(http.StatusOK, w.match(call{as: "lan", method: "PATCH", path: path, body: `{"coauthors":["` + w.ids["an"] + `"]}`}, path))
		if w.get(on, "together") != true || w.get(kept, "together") != true {
			w.Errorf("turned on: %s, and then another change: %s", on.body, kept.body)
		}
		planned := w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/schedule", body: `{"channels":["` + channel + `"],"now":true}`})
		why := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/deliveries/" + w.text(planned, "deliveries.0.id") + "/why"})
		if !strings.Contains(why.body, `{"rule":"together"`) {
			w.Errorf("why has no such rule: %s", why.body)
		}
		off := w.wants(http.StatusOK, w.match(call{as: "lan", method: "PATCH", path: path, body: `{"together":null}`}, path))
		if w.get(off, "together") != false {
			w.Errorf("turned off: %s", off.body)
		}
	})
}

// Translators are told that a translation is old until it is not, and editors who did not write it
// are not; who changed the source knows it.
func TestWhoIsToldOfOldTranslations(t *testing.T) {
	each(t, func(w *fixture) {
		w.employ("dich", right.Grant{Role: right.Translator, Unit: ours})
		w.employ("bien", right.Grant{Role: right.Editor, Unit: ours})
		id, now := w.translated()
		w.rounds()
		w.shows("an old translation", "edition.outdated×1", "dich")
		w.shows("who did not write it, or changed its source", "", "bien", "lan", "an")
		w.wants(http.StatusOK, call{as: "dich", method: "POST", path: english(id) + "/mark-current", body: `{"source_revision":"` + now + `"}`})
		w.rounds()
		w.shows("once it is marked", "", "dich")
	})
}
