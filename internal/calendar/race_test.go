package calendar_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/calendar"
	"github.com/lantoa/lantoa/internal/right"
	calendarstore "github.com/lantoa/lantoa/internal/store/calendar"
)

// halting is the store, which does something once it has told what came of the document.
type halting struct {
	calendar.Store
	between func()
}

func (h halting) Coded(ctx context.Context) ([]calendar.Entry, error) {
	list, err := h.Store.Coded(ctx)
	h.between()
	return list, err
}

// TestAChangeOutlivesADocumentBesideIt: what somebody changes while a newer document is taken over
// is theirs, unless they are told that they read an older one.
func TestAChangeOutlivesADocumentBesideIt(t *testing.T) {
	const days = `{"schema_version":1,"entries":[{"code":"a","kind":"asean_day","title_vi":"Ngày","title_en":"Day","yearly":"08-08","evidence":"plan"}]}`
	each(t, func(h *house) {
		_, err := h.Calendar.Load(h.Context(), document(h.T, days))
		must(h.T, err)
		list, err := h.Calendar.Occurrences(h.Context(), who(right.Author, ours), "2026-08-01", "2026-08-31")
		must(h.T, err)
		changed := make(chan error, 1)
		between := func() {
			go func() {
				_, err := h.Calendar.Update(h.Context(), who(right.LeadOfficer, theirs), list[0].ID, list[0].Version, calendar.Patch{Place: new("Nam Định")})
				changed <- err
			}()
			select { // either it is done at once, or it waits until this transaction ends
			case err := <-changed:
				changed <- err
			case <-time.After(200 * time.Millisecond):
			}
		}
		loader := calendar.New(calendar.Options{Store: halting{calendarstore.New(h.db), between}, Trail: h.Audit, Now: func() time.Time { return time.Now().UTC() }})
		_, err = loader.Load(h.Context(), document(h.T, strings.Replace(days, `"Ngày"`, `"Ngày ASEAN"`, 1)))
		must(h.T, err)
		told := <-changed
		if kept, err := h.Calendar.Get(h.Context(), who(right.Author, ours), list[0].ID); err != nil || told == nil && (kept.Place != "Nam Định" || !kept.Edited) {
			h.Errorf("changed meanwhile (%v), kept %+v, %v", told, kept, err)
		}
	})
}
