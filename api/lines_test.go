package api_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/right"
)

// typed autosaves a title over a version of somebody's working copy, 0 for none.
func (w *fixture) typed(as, path string, version int, title string) answer {
	w.Helper()
	base := w.text(w.wants(http.StatusOK, call{as: as, method: "GET", path: path}), "head_revision")
	header, status := map[string]string{"If-None-Match": "*"}, http.StatusCreated
	if version > 0 {
		header, status = map[string]string{"If-Match": `"` + strconv.Itoa(version) + `"`}, http.StatusOK
	}
	return w.wants(status, call{as: as, method: "PUT", path: path + "/working-copy", body: `{"base":"` + base + `","title":"` + title + `"}`, header: header})
}

// TestAConflictEndsInAMerge goes the way of two people who saved at once: the later one is told
// what stands there, sees what differs, chooses, and saves.
func TestAConflictEndsInAMerge(t *testing.T) {
	light(t, func(w *fixture) {
		w.hires("minh", right.Editor)
		path := edition(w.create())
		read := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path})
		base, tag := w.text(read, "head_revision"), map[string]string{"If-Match": read.header.Get("ETag")}
		w.wants(http.StatusOK, call{as: "minh", method: "PUT", path: path, body: `{"title":"Minh đặt tên","lead":"Dẫn","body":"<p>Chung.</p>"}`, header: tag})
		late := w.wants(http.StatusPreconditionFailed, call{as: "lan", method: "PUT", path: path, body: `{"title":"Lan đặt tên","lead":"Dẫn","body":"<p>Chung.</p>"}`, header: tag})
		head := w.text(w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path}), "head_revision")
		if w.get(late, "present.version") != 2.0 || w.text(late, "present.revision") != head || w.text(late, "present.saved_by") != w.ids["minh"] || w.text(late, "present.saved_at") == "" {
			t.Errorf("who comes late is told %s", late.body)
		}
		mine := `"base":"` + base + `","text":{"title":"Lan đặt tên","lead":"Dẫn","body":"<p>Chung.</p>"}`
		dry := w.wants(http.StatusOK, call{as: "lan", method: "POST", path: path + "/merge", body: `{` + mine + `}`})
		id := w.text(dry, "conflicts.0.id")
		if w.text(dry, "conflicts.0.theirs") != "Minh đặt tên" || w.text(dry, "theirs") != head {
			t.Errorf("the merge shows %s", dry.body)
		}
		choices := func(take string) string {
			return `{` + mine + `,"save":true,"choices":{"` + id + `":{"take":"` + take + `"}}}`
		}
		w.wants(http.StatusPreconditionRequired, call{as: "lan", method: "POST", path: path + "/merge", body: choices("both")})
		w.wants(http.StatusPreconditionFailed, call{as: "lan", method: "POST", path: path + "/merge", body: choices("both"), header: tag})
		now := map[string]string{"If-Match": dry.header.Get("ETag")}
		open := w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "POST", path: path + "/merge", body: `{` + mine + `,"save":true}`, header: now})
		if w.text(open, "errors.0.pointer") == "" {
			t.Errorf("what is still to be chosen is told %s", open.body)
		}
		saved := w.wants(http.StatusOK, call{as: "lan", method: "POST", path: path + "/merge", body: choices("both"), header: now})
		if w.text(saved, "text.title") != "Lan đặt tên Minh đặt tên" || w.text(saved, "revision") == head || len(w.get(saved, "conflicts").([]any)) != 0 {
			t.Errorf("saved: %s", saved.body)
		}
		shown := w.wants(http.StatusOK, call{as: "an", method: "GET", path: path + "/compare?format=html"})
		if got := w.text(shown, "html.title"); w.text(shown, "from") != head || got != "<ins>Lan đặt tên </ins>Minh đặt tên" {
			t.Errorf("the comparison shows %s", shown.body)
		}
		spans := w.wants(http.StatusOK, call{as: "an", method: "GET", path: path + "/compare?from=" + base + "&to=" + head})
		if w.text(spans, "blocks.0.kind") != "paragraph" || w.get(spans, "same") != false || w.text(spans, "title.0.op") == "" {
			t.Errorf("the comparison tells %s", spans.body)
		}
		w.wants(http.StatusNotFound, call{as: "an", method: "GET", path: path + "/compare?to=release:1"})
		w.wants(http.StatusNotFound, call{as: "an", method: "GET", path: path + "/compare?to=working-copy"})
	})
}

func TestAWorkingCopyIsTakenOver(t *testing.T) {
	light(t, func(w *fixture) {
		w.hires("minh", right.Editor)
		path := edition(w.create())
		w.typed("lan", path, 0, "Lan đang gõ")
		list := w.wants(http.StatusOK, call{as: "minh", method: "GET", path: path + "/working-copies"})
		if w.text(list, "items.0.person") != w.ids["lan"] || w.text(list, "items.0.text.title") != "Lan đang gõ" || w.text(list, "items.0.begun_at") == "" {
			t.Errorf("listed: %s", list.body)
		}
		if watched := w.wants(http.StatusOK, call{as: "an", method: "GET", path: path + "/working-copies"}); strings.Contains(watched.body, "Lan đang gõ") {
			t.Errorf("who may not edit reads %s", watched.body)
		}
		taken := w.wants(http.StatusOK, call{as: "minh", method: "POST", path: path + "/working-copies/" + w.ids["lan"] + "/take-over"})
		if w.text(taken, "title") != "Lan đang gõ" || w.text(taken, "authors.0") != w.ids["lan"] || taken.header.Get("ETag") != `"1"` {
			t.Errorf("taken over: %s", taken.body)
		}
		base := w.text(w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path}), "head_revision")
		late := w.wants(http.StatusPreconditionFailed, call{as: "lan", method: "PUT", path: path + "/working-copy", body: `{"base":"` + base + `","title":"x"}`, header: map[string]string{"If-Match": `"1"`}})
		kept := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path + "/revisions/" + w.text(late, "present.kept")})
		if w.text(kept, "title") != "Lan đang gõ" || w.text(late, "present.saved_by") != w.ids["minh"] {
			t.Errorf("Lan is told %s", late.body)
		}
		own := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: path + "/working-copy"})
		if w.text(own, "title") != "Lan đang gõ" || w.text(own, "taken.by") != w.ids["minh"] {
			t.Errorf("Lan's own: %s", own.body)
		}
		w.typed("lan", path, 2, "Lan gõ tiếp")
	})
}

func TestPointsAreNamedAndRestored(t *testing.T) {
	light(t, func(w *fixture) {
		path := edition(w.create())
		w.typed("lan", path, 0, "Bản dài")
		point := w.wants(http.StatusOK, call{as: "lan", method: "POST", path: path + "/points", body: `{"name":"Trước khi rút gọn"}`})
		w.typed("lan", path, 1, "Bản ngắn")
		listed := w.wants(http.StatusOK, call{as: "an", method: "GET", path: path + "/revisions"})
		if w.text(listed, "items.0.kind") != "point" || w.text(listed, "items.0.name") != "Trước khi rút gọn" || w.text(listed, "items.0.id") != w.text(point, "id") {
			t.Errorf("listed: %s", listed.body)
		}
		restored := w.wants(http.StatusOK, call{as: "lan", method: "POST", path: path + "/revisions/" + w.text(point, "id") + "/restore"})
		if w.text(restored, "title") != "Bản dài" || restored.header.Get("ETag") != `"3"` {
			t.Errorf("restored: %s", restored.body)
		}
		if kept := w.wants(http.StatusOK, call{as: "an", method: "GET", path: path + "/revisions"}); w.text(kept, "items.0.title") != "Bản ngắn" || w.text(kept, "items.0.kind") != "snapshot" {
			t.Errorf("what was typed is not kept: %s", kept.body)
		}
		w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "POST", path: path + "/points", body: `{"name":""}`})
	})
}
