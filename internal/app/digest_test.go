package app

import "testing"

// The clock builds what is due, with nobody asking.
func TestADigestComesByItself(t *testing.T) {
	each(t, func(h *harness) {
		editor := h.hire("bientap", "editor")
		var made struct{ ID string }
		editor.ask("POST", "/api/v1/digests", map[string]any{"unit": "cong-ttdt-tinh-ninh-binh", "lang": "vi", "name": "ASEAN tuần qua",
			"title": "ASEAN tuần qua: {dates}", "expression": "0 8 * * 1", "zone": "Asia/Ho_Chi_Minh"}).want(201).into(&made)
		path := "/api/v1/digests/" + made.ID + "/occurrences"
		var list struct{ Items []struct{ State string } }
		if editor.ask("GET", path, nil).want(200).into(&list); len(list.Items) != 0 {
			h.Fatalf("before its time: %+v", list)
		}
		must(h.T, h.app.db.Write(h.Context()).Exec(`UPDATE digest SET next_at = covered_to WHERE id = ?`, made.ID).Error)
		h.eventually("the occurrence", func() bool {
			editor.ask("GET", path, nil).want(200).into(&list)
			return len(list.Items) == 1 && list.Items[0].State == "empty"
		})
	})
}
