package delivery_test

import (
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/walltime"
)

func TestTheRecordSaysWhatWasPlanned(t *testing.T) {
	each(t, func(h *harness) {
		e, c := h.approved("Bài"), h.channel("keyed")
		wall := walltime.Wall{Time: "2099-10-29T08:00", Zone: "Asia/Ho_Chi_Minh"}
		planned, err := h.planner.Schedule(h.Context(), approver(), delivery.Plan{Ref: ref(e), Channels: []string{c.ID}, At: wall})
		must(h.T, err)
		_, err = h.planner.Unschedule(h.Context(), approver(), ref(e), nil)
		must(h.T, err)
		h.set("UPDATE delivery SET state = 'attention', due_at = 1 WHERE id = ?", planned[0].ID)
		_, err = h.desk.MarkSent(h.Context(), approver(), planned[0].ID, "https://portal.example/bai")
		must(h.T, err)
		for action, words := range map[string][]string{
			"edition.schedule": {c.ID, wall.Time, wall.Zone, "2099-10-29T01:00:00Z"}, "edition.unschedule": {c.ID, planned[0].ID},
			"delivery.mark_sent": {"https://portal.example/bai"},
		} {
			var details []string
			must(h.T, h.db.Read(h.Context()).Table("audit").Where("action = ?", action).Pluck("detail", &details).Error)
			for _, word := range words {
				if all := strings.Join(details, " "); !strings.Contains(all, word) {
					h.Errorf("%s: the record %s does not say %q", action, all, word)
				}
			}
		}
	})
}
