package api_test

import (
	"net/http"
	"slices"
	"testing"
)

// The checklist knows what the parts beside the newsroom found, and stops nobody by it.
func TestTheChecklistTellsWhatOthersFound(t *testing.T) {
	each(t, func(w *fixture) {
		id := w.create()
		channel := w.channel("Bảng tin")
		codes := func(lang string) (open []string) {
			w.Helper()
			a := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/articles/" + id + "/editions/" + lang + "/checklist"})
			items, _ := w.get(a, "items").([]any)
			for _, one := range items {
				item := one.(map[string]any)
				found := slices.Contains([]string{"legacy_encoding", "translation_outdated", "variant_behind", "open_comments"}, item["code"].(string))
				if found && (item["severity"] != "hint" || item["done"] != false) {
					w.Errorf("%v is no hint", item)
				}
				if found {
					open = append(open, item["code"].(string))
				}
			}
			return open
		}
		if got := codes("vi"); len(got) > 0 {
			w.Errorf("a story that nobody has touched: %v", got)
		}
		english := english(id)
		w.wants(http.StatusCreated, call{as: "lan", method: "PUT", path: english, body: `{"title":"A story","lead":"Lead","body":"<p>Body.</p>"}`, header: fresh()})
		w.wants(http.StatusCreated, call{as: "lan", method: "PUT", path: variants(id, channel), body: `{"title":"Tít riêng"}`, header: fresh()})
		w.wants(http.StatusCreated, call{as: "hoa", method: "POST", path: edition(id) + "/comments", body: `{"body":"Xem lại con số."}`})
		if got := codes("en"); len(got) > 0 {
			w.Errorf("a translation of the present text: %v", got)
		}
		w.wants(http.StatusOK, w.match(call{as: "lan", method: "PUT", path: edition(id),
			body: `{"title":"ViÖt Nam vµ ASEAN","lead":"§oµn ®¹i biÓu ViÖt Nam tham dù héi nghÞ","body":"<p>Héi nghÞ bµn vÒ hîp t¸c kinh tÕ gi÷a c¸c n` + "\u00ad" + `íc thµnh viªn.</p>"}`}, edition(id)))
		if got := codes("vi"); !slices.Equal(got, []string{"legacy_encoding", "variant_behind", "open_comments"}) {
			w.Errorf("of the source: %v", got)
		}
		if got := codes("en"); !slices.Equal(got, []string{"translation_outdated"}) {
			w.Errorf("of the translation: %v", got)
		}
	})
}

// A small fix that tells readers another thing than they were told is hinted at; a change that they
// are told of is not.
func TestASmallFixThatIsMoreThanOneIsHintedAt(t *testing.T) {
	each(t, func(w *fixture) {
		id := w.out()
		hinted := func(as string) (words string) {
			w.Helper()
			a := w.wants(http.StatusOK, call{as: as, method: "GET", path: edition(id) + "/checklist"})
			items, _ := w.get(a, "items").([]any)
			for _, one := range items {
				if item := one.(map[string]any); item["code"] == "beyond_small_fix" {
					words = item["severity"].(string) + " " + item["pointer"].(string)
				}
			}
			return words
		}
		corrects := func(body string) {
			w.Helper()
			w.wants(http.StatusOK, w.match(call{as: "lan", method: "POST", path: edition(id) + "/correct", body: body}, edition(id)))
		}
		corrects(`{"kind":"small_fix"}`)
		if got := hinted("lan"); got != "" {
			w.Errorf("before anything is changed: %q", got)
		}
		w.wants(http.StatusOK, w.match(call{as: "lan", method: "PUT", path: edition(id), body: `{"title":"Lễ hội 2027","lead":"Lời dẫn","body":"<p>Nay có 12.500 người dự.</p>"}`}, edition(id)))
		if got := hinted("lan"); got != "hint /note/kind" {
			w.Errorf("a fix with other numbers: %q", got)
		}
		corrects(`{"kind":"update","text":"Thêm số người dự."}`)
		if got := hinted("lan"); got != "" {
			w.Errorf("an update that readers are told of: %q", got)
		}
		corrects(`{"kind":"small_fix"}`)
		w.submit(id)
		if got := hinted("hoa"); got != "hint /note/kind" {
			w.Errorf("who approves sees: %q", got)
		}
	})
}
