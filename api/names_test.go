package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// Colleagues learn what people are called by the ids that stand in answers; ids of nobody are
// left out, and the press learns nobody's name.
func TestNamesOfPeople(t *testing.T) {
	each(t, func(w *fixture) {
		path := "/names?ids=" + strings.Join([]string{w.ids["hoa"], w.ids["chi"], "system", "nobody"}, ",")
		told := w.wants(http.StatusOK, call{as: "chi", method: "GET", path: path})
		if !strings.Contains(told.body, `{"id":"`+w.ids["hoa"]+`","name":"Test hoa"}`) || !strings.Contains(told.body, `"name":"Test chi"`) || strings.Contains(told.body, "nobody") {
			t.Errorf("told: %s", told.body)
		}
		w.wants(http.StatusForbidden, call{as: "bao", method: "GET", path: path})
		if none := w.wants(http.StatusOK, call{as: "chi", method: "GET", path: "/names"}); none.body != `{"items":[]}`+"\n" && none.body != `{"items":[]}` {
			w.Errorf("without ids: %s", none.body)
		}
	})
}
