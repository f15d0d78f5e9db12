package app

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// The units that a later document of the plan brings or changes are in the record and in the
// events like those that people change; the first document is told by its own entry alone.
func TestThePlanTellsOfTheUnitsThatItChanges(t *testing.T) {
	t.Parallel()
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		h := started(t, o)
		told := func() (entries, events []string) {
			h.Helper()
			must(t, h.app.db.Read(t.Context()).Raw(`SELECT actor || ' ' || action || ' ' || object_id FROM audit WHERE object_kind = 'unit' ORDER BY id`).Scan(&entries).Error)
			must(t, h.app.db.Read(t.Context()).Raw(`SELECT kind || ' ' || unit_code FROM event WHERE kind LIKE 'unit.%' ORDER BY id`).Scan(&events).Error)
			return entries, events
		}
		if entries, events := told(); len(entries)+len(events) > 0 {
			t.Errorf("the first document: %v %v", entries, events)
		}
		text := strings.Replace(plan.NamDinh, `"Sở Y tế"`, `"Sở Sức khỏe"`, 1)
		text = strings.Replace(text, `"units": [`, `"units": [{"slug":"xa-moi","name_vi":"Xã Mới","short_vi":"XM","name_en":"New commune","type":"xa"},`, 1)
		document, err := plan.Parse([]byte(text))
		must(t, err)
		for range 2 { // the second time nothing is new
			must(t, h.app.loadPlan(t.Context(), document))
		}
		entries, events := told()
		if d := cmp.Diff([]string{"system unit.create xa-moi", "system unit.update so-y-te"}, entries); d != "" {
			t.Errorf("record:\n%s", d)
		}
		if d := cmp.Diff([]string{"unit.created xa-moi", "unit.updated so-y-te"}, events); d != "" {
			t.Errorf("events:\n%s", d)
		}
	})
}
