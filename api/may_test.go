package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestMayKnowsTheState: what the state does not allow is not offered, and says why.
func TestMayKnowsTheState(t *testing.T) {
	light(t, func(w *fixture) {
		id := w.approved()
		a := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(id)})
		for _, act := range []string{"edit", "submit", "archive"} {
			if !strings.Contains(a.body, `"`+act+`":{"allowed":false,"reason":{"vi":"Bản đang ở trạng thái “Đã duyệt”`) {
				t.Errorf("%s is offered: %s", act, a.body)
			}
		}
		if !strings.Contains(a.body, `"correct":{"allowed":true}`) {
			t.Errorf("correct is not offered: %s", a.body)
		}
	})
}
