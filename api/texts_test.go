package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// TestPastedTextIsCleanedConvertedAndSaved goes the way of an editor who pastes an old
// document: the text is shown as it would be, converted when asked, and what is saved
// without that is kept with every letter and a hint.
func TestPastedTextIsCleanedConvertedAndSaved(t *testing.T) {
	light(t, func(w *fixture) {
		pasted := `<p class=MsoNormal style='font-family:".VnTime"'>Tr&shy;êng häc ViÖt Nam<o:p></o:p></p><iframe src=https://www.youtube.com/embed/abcdefgh></iframe>`
		body := func(value any) string { return string(must(json.Marshal(value))) }
		post := func(path, body string) answer {
			return w.wants(http.StatusOK, call{as: "lan", method: "POST", path: path, body: body})
		}

		clean := post("/texts/clean", body(map[string]string{"html": pasted, "lang": "vi"}))
		if w.text(clean, "findings.0.code") != "embed_card" || w.text(clean, "legacy.0.encoding") != "tcvn3" || w.text(clean, "legacy.0.parts.0.after") != "Trường học Việt Nam" ||
			w.text(clean, "legacy.0.parts.0.field") != "body" || strings.Contains(w.text(clean, "html"), "Trường") {
			t.Errorf("cleaned: %s", clean.body)
		}
		number := int(w.get(clean, "legacy.0.parts.0.part").(float64))
		converted := post("/texts/convert", body(map[string]any{"title": "ViÖt Nam", "body": pasted, "encoding": "tcvn3", "parts": []int{number}}))
		if w.text(converted, "title") != "ViÖt Nam" || !strings.HasPrefix(w.text(converted, "body"), `<p class=MsoNormal style='font-family:".VnTime"'>Trường học Việt Nam<o:p>`) {
			t.Errorf("converted: %s", converted.body)
		}
		right := post("/texts/clean", body(map[string]string{"html": w.text(converted, "body")}))
		if !strings.HasPrefix(w.text(right, "html"), "<p>Trường học Việt Nam</p><figure data-embed=") || len(w.get(right, "legacy").([]any)) != 0 {
			t.Errorf("converted and cleaned: %s", right.body)
		}

		id := w.create()
		save := func(text string) answer {
			tag := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(id)}).header.Get("ETag")
			return w.wants(http.StatusOK, call{as: "lan", method: "PUT", path: edition(id), header: map[string]string{"If-Match": tag}, body: body(map[string]string{"title": "Tr\u00adêng häc ViÖt Nam", "body": text})})
		}
		if saved := save(w.text(clean, "html")); w.text(saved, "hints.0.code") != "legacy_encoding" || w.get(saved, "hints.0.parts") != 2.0 {
			t.Errorf("saved without conversion: %s", saved.body)
		}
		read := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(id)})
		if w.text(read, "length.unit") != "syllables" || w.get(read, "length.count").(float64) < 4 {
			t.Errorf("its length: %s", read.body)
		}
		later := post("/texts/convert", body(map[string]string{"title": w.text(read, "title"), "body": w.text(read, "body"), "encoding": "tcvn3"}))
		if w.text(later, "title") != "Trường học Việt Nam" || !strings.HasPrefix(w.text(later, "body"), "<p>Trường học Việt Nam</p>") {
			t.Errorf("converted after it was kept: %s", later.body)
		}

		for _, wrong := range []struct{ path, body, pointer string }{
			{"/texts/clean", `{"html":"x","style":"y"}`, "/style"}, {"/texts/clean", `{}`, "/html"},
			{"/texts/convert", `{"title":"x","encoding":"viqr"}`, "/encoding"}, {"/texts/convert", `{"title":"ViÖt Nam","encoding":"tcvn3","parts":[7]}`, "/parts/0"},
		} {
			refused := w.wants(http.StatusUnprocessableEntity, call{as: "lan", method: "POST", path: wrong.path, body: wrong.body})
			if !strings.Contains(refused.body, `"`+wrong.pointer+`"`) {
				t.Errorf("%s %s: %s", wrong.path, wrong.body, refused.body)
			}
		}
	})
}
