package delivery_test

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
	"gorm.io/gorm"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/dispatch"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/render"
	"github.com/lantoa/lantoa/internal/right"
)

// No test of the engine leaves anything running.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A stop lets the call that has begun come to its end, since it may have been applied,
// and leaves nothing running behind.
func TestRunEndsWhenItsWorkHasEnded(t *testing.T) {
	each(t, func(h *harness) {
		gate := make(chan struct{})
		h.place.gate = gate
		id := h.publish(h.approved("Tắt máy giữa chừng"), h.channel("looked"))[0].ID
		d := dispatch.New(dispatch.Options{Store: h.queue, Queue: h.queue, Releases: h.stories, Channels: h.channels,
			Renderer: render.Renderer{Addresses: render.Addresses{Public: "https://lantoa.example"}, Zone: time.UTC}, Trail: h.trail,
			Log: slog.New(slog.DiscardHandler), Now: now, NewID: newID, Instance: "one"})
		ctx, stop := context.WithCancel(h.Context())
		ended := make(chan struct{})
		go func() { d.Run(ctx); close(ended) }()
		h.eventually("the call", func() bool { sends, _, _ := h.place.count(); return sends == 1 })
		stop()
		select {
		case <-ended:
			h.Error("it went away in the middle of a call")
		default:
		}
		close(gate)
		<-ended
		if one := h.read(id); one.State != delivery.Sent || one.LeaseToken != "" {
			h.Errorf("state %s, lease %q", one.State, one.LeaseToken)
		}
	})
}

// What a connector keeps is there, for whoever comes next, before its next request.
func TestProgressIsCommittedBeforeItCounts(t *testing.T) {
	each(t, func(h *harness) {
		var id atomic.Value
		h.place.direct(func(call connector.Call) behaviour {
			if call.Attempt == 1 {
				must(h.T, call.Progress.Put(h.Context(), "picture", "77"))
				if kept := h.read(id.Load().(string)).Progress["picture"]; kept != "77" || call.Progress.Get("picture") != "77" {
					h.Errorf("kept %q, got %q", kept, call.Progress.Get("picture"))
				}
				return behaviour{applies: false, class: connector.Transient}
			}
			if got := call.Progress.Get("picture"); got != "77" {
				h.Errorf("the next try finds %q", got)
			}
			return behaviour{applies: true, class: connector.OK}
		})
		one := h.publish(h.approved("Tiến độ"), h.channel("looked"))[0]
		id.Store(one.ID)
		d := h.run()
		h.until(one.ID, delivery.Retrying)
		h.set(`UPDATE delivery SET next_at = 1 WHERE id = ?`, one.ID)
		d.Wake()
		h.until(one.ID, delivery.Sent)
	})
}

// An act, its record and its event stand or fall together; a refusal leaves its own row.
func TestActsAndTheirTracesAreOneCommit(t *testing.T) {
	each(t, func(h *harness) {
		id := h.publish(h.approved("Dấu vết"), h.channel("looked"))[0].ID
		count := func(table, column, value string) int64 {
			h.Helper()
			var n int64
			must(h.T, h.db.Read(h.Context()).Table(table).Where(column+" = ?", value).Count(&n).Error)
			return n
		}
		undone := errors.New("undone")
		err := h.db.InTx(h.Context(), func(ctx context.Context) error {
			_, err := h.desk.Cancel(ctx, approver(), id)
			must(h.T, err)
			return undone
		})
		if !errors.Is(err, undone) || count("audit", "action", "delivery.cancel") != 0 || count("event", "kind", "delivery.cancelled") != 0 ||
			h.read(id).State != delivery.Waiting {
			h.Errorf("a rollback left traces (%v)", err)
		}
		stranger := right.Actor{ID: "stranger", Grants: []right.Grant{{Role: right.Author}}}
		if _, err := h.desk.Cancel(h.Context(), stranger, id); !fault.Is(err, fault.Denied) {
			h.Errorf("a stranger: %v", err)
		}
		if count("audit", "action", "delivery.cancel") != 1 || count("event", "kind", "delivery.cancelled") != 0 {
			h.Error("a refusal leaves a row of its own, and no event")
		}
		_, err = h.desk.Cancel(h.Context(), approver(), id)
		must(h.T, err)
		if count("audit", "action", "delivery.cancel") != 2 || count("event", "kind", "delivery.cancelled") != 1 {
			h.Error("the act left no trace, or two")
		}
	})
}

// A list costs as many queries for sixty stories as for five.
func TestWhatIsPublishedAsksTheSameForManyStories(t *testing.T) {
	each(t, func(h *harness) {
		var queries atomic.Int64
		read := h.db.Read(h.Context())
		tally := func(*gorm.DB) { queries.Add(1) }
		must(h.T, read.Callback().Query().After("gorm:query").Register("tally", tally))
		must(h.T, read.Callback().Row().After("gorm:row").Register("tally", tally))
		feeds := h.feeds()
		cost := func(more, all int) int64 {
			h.Helper()
			for range more {
				h.publish(h.approved("Nhiều bài"), feeds)
			}
			stop := h.start()
			h.eventually("the stories", func() bool { return len(h.public(published.Query{})) == all })
			stop()
			before := queries.Load()
			h.public(published.Query{LeftSince: time.Unix(0, 0)})
			return queries.Load() - before
		}
		few := cost(5, 5)
		many := cost(55, 60)
		if few == 0 || few > 7 || many != few { // the seventh reads the formal corrections of all
			h.Errorf("%d queries for five stories, %d for sixty", few, many)
		}
	})
}
