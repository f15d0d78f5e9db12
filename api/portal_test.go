package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestAChannelOfLinksIsNoPortal holds what waits for the portal from being the portal.
func TestAChannelOfLinksIsNoPortal(t *testing.T) {
	light(t, func(w *fixture) {
		telegram := `{"kind":"telegram","name":"Kênh Telegram","lang":"vi","settings":{"token":"110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw","chat":"@asean_namdinh"}`
		refused := w.wants(http.StatusUnprocessableEntity, call{as: "chi", method: "POST", path: "/channels", body: telegram + `,"portal":true}`})
		if w.text(refused, "errors.0.pointer") != "/portal" {
			t.Errorf("refused: %s", refused.body)
		}
		made := w.wants(http.StatusCreated, call{as: "chi", method: "POST", path: "/channels", body: telegram + `}`})
		if w.text(made, "after_portal") != "ask" || strings.Contains(made.body, "AAHdqTcv") {
			t.Errorf("made: %s", made.body)
		}
		patch := call{as: "chi", method: "PATCH", path: "/channels/" + w.text(made, "id"), body: `{"portal":true}`, header: map[string]string{"If-Match": `"1"`}}
		if refused := w.wants(http.StatusUnprocessableEntity, patch); w.text(refused, "errors.0.pointer") != "/portal" {
			t.Errorf("made the portal later: %s", refused.body)
		}
	})
}
