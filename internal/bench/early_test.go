package main

import (
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// A hundred posts are due one after the other within a second: by the clock of who receives
// them none comes before its instant, and none twice.
func TestNothingComesBeforeItsInstant(t *testing.T) {
	t.Parallel()
	const n = 100
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		p := place{data: o.DataDir, url: o.URL}
		if p.data == "" {
			p.data = t.TempDir()
		}
		must(t, withSink(t.Context(), p, func(w *workload, _ place, to *sink) error {
			far := now().Add(time.Hour)
			must(t, w.paste(t.Context(), w.pattern, n, func(k int) copyOrder {
				return copyOrder{number: k + 1, change: func(table string, r row) {
					if table == "delivery" {
						due(r, w.channels[k%len(w.channels)], far.Add(time.Duration(k)*time.Second/n))
					}
				}}
			}))
			from := now().Add(time.Second) // however long writing took
			sooner := far.Sub(from).Microseconds()
			must(t, w.db.Write(t.Context()).Exec(`UPDATE delivery SET due_at = due_at - ?, next_at = next_at - ? WHERE due_at >= ?`, sooner, sooner, far.UnixMicro()).Error)
			must(t, w.deliver(t.Context(), `1 = 1`))
			early, err := w.early(t.Context(), to, from)
			must(t, err)
			messages, all := to.count()
			messages, all = messages-1, all-1 // the pattern's own
			t.Logf("%d of %d messages came before their instant, %d twice", early, messages, all-messages)
			if early > 0 || messages != n || all != n {
				t.Errorf("%d of %d messages came, %d too early, %d twice", messages, n, early, all-messages)
			}
			return nil
		}))
	})
}
