package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestMayKnowsTheState: what the state does not allow is not offered, and says why.
func TestMayKnowsTheState(t *testing.T) {
	light(t, func(w *fixture) {
		id := w.approved()
		a := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(id)})
		for act, reason := range map[string]string{"submit": "Bản đang ở trạng thái “Đã duyệt”", "edit": "Bản vi đã được duyệt", "correct": "Bản này chưa tới kênh nào"} {
			if !strings.Contains(a.body, `"`+act+`":{"allowed":false,"reason":{"vi":"`+reason) {
				t.Errorf("%s is offered: %s", act, a.body)
			}
		}
		if may := w.may(edition(id), "hoa"); !may["schedule"] || !may["embargo"] || may["unschedule"] {
			t.Errorf("approved and not planned: %v", may)
		}
		own := w.create()
		w.submit(own)
		if a := w.wants(http.StatusOK, call{as: "lan", method: "GET", path: edition(own)}); !strings.Contains(a.body, `"approve":{"allowed":false,"reason":{"vi":"Bạn đã sửa`) {
			t.Errorf("own words are offered for approval: %s", a.body)
		}
		if may := w.may(edition(own), "hoa"); !may["approve"] {
			t.Errorf("to another approver: %v", may)
		}
		if may := w.may(edition(w.create()), "hoa"); may["schedule"] || may["discard-correction"] || may["withdraw"] {
			t.Errorf("never approved: %v", may)
		}
	})
}

// TestMayKnowsWhatIsOut follows a delivery: what can be done about it, and about its
// edition, changes with it.
func TestMayKnowsWhatIsOut(t *testing.T) {
	light(t, func(w *fixture) {
		story, _, one := w.planned()
		if may := w.may("/deliveries/"+one, "hoa"); !may["cancel"] || may["retry"] || may["check"] || may["mark-sent"] {
			t.Errorf("waiting: %v", may)
		}
		if may := w.may(edition(story), "hoa"); !may["unschedule"] {
			t.Errorf("planned: %v", may)
		}
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: "/deliveries/" + one + "/cancel"})
		if may := w.may("/deliveries/"+one, "hoa"); may["cancel"] {
			t.Errorf("cancelled: %v", may)
		}
		a := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: "/deliveries/" + one})
		if !strings.Contains(a.body, `"cancel":{"allowed":false,"reason":{"vi":"Lượt phát đang ở trạng thái “Đã bỏ khỏi lịch”`) {
			t.Errorf("cancelled: %s", a.body)
		}
		w.ok(w.db.Write(w.Context()).Exec(`UPDATE delivery SET state = 'sent', sent_at = 1 WHERE id = ?`, one).Error)
		if may := w.may(edition(story), "hoa"); may["embargo"] || may["reopen"] || !may["withdraw"] {
			t.Errorf("published: %v", may)
		}
		if may := w.may(edition(story), "lan"); !may["correct"] {
			t.Errorf("published, to its author: %v", may)
		}
		for publication, waits := range map[string]bool{"none": false, "scheduled": true, "partly_published": true, "published": false, "uncertain": true, "failed": true, "taken_down": false} {
			w.ok(w.db.Write(w.Context()).Exec(`UPDATE edition SET publication = ? WHERE article_id = ?`, publication, story).Error)
			if may := w.may(edition(story), "hoa"); may["unschedule"] != waits {
				t.Errorf("%s: may unschedule %v", publication, may["unschedule"])
			}
		}
	})
}

// may reads what somebody may do about an object.
func (w *fixture) may(path, who string) map[string]bool {
	w.Helper()
	may := map[string]bool{}
	for act, one := range w.get(w.wants(http.StatusOK, call{as: who, method: "GET", path: path}), "may").(map[string]any) {
		may[act] = one.(map[string]any)["allowed"].(bool)
	}
	return may
}

// TestReadingWaitsForNoWriter holds a write transaction open while an edition is read: what
// may only shows, it does not lock.
func TestReadingWaitsForNoWriter(t *testing.T) {
	light(t, func(w *fixture) {
		story, _, _ := w.planned()
		w.ok(w.db.InTx(w.Context(), func(ctx context.Context) error {
			w.ok(w.db.Write(ctx).Exec(`UPDATE edition SET version = version WHERE article_id = ?`, story).Error)
			read := make(chan answer, 1)
			go func() { read <- w.do(call{as: "hoa", method: "GET", path: edition(story)}) }()
			select {
			case a := <-read:
				if a.status != http.StatusOK {
					t.Errorf("%d %s", a.status, a.body)
				}
			case <-time.After(5 * time.Second):
				t.Error("the edition is not read while somebody writes")
			}
			return nil
		}))
	})
}
