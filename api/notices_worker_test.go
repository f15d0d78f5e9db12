package api_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/notice"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store/notices"
)

// worker is another server's, as a test changes it.
func (w *fixture) worker(change func(o *notice.WorkerOptions)) *notice.Worker {
	w.Helper()
	rows, s := notices.New(w.db), w.services
	o := notice.WorkerOptions{Desk: rows, Rounds: rows, Leases: rows, Channels: rows, Wishes: rows, Turns: rows, Events: s.Audit, People: s.Accounts, Stories: s.Articles, Post: &w.letters,
		Now: w.now, NewID: newID, Token: newID(), Zone: must(time.LoadLocation("Asia/Ho_Chi_Minh")), Public: public, Remind: 24 * time.Hour}
	change(&o)
	return notice.NewWorker(o)
}

// spied counts what is asked and written, and lets a test act in the midst.
type spied struct {
	*notices.Store
	looks, written atomic.Int64
	held           func(ctx context.Context)
}

func (s *spied) Due(ctx context.Context) ([]string, error) {
	s.looks.Add(1)
	return s.Store.Due(ctx)
}

func (s *spied) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	s.written.Add(1)
	return s.Store.InTx(ctx, fn)
}

func (s *spied) HoldPlace(ctx context.Context) (int64, error) {
	if s.held != nil {
		s.held(ctx)
	}
	return s.Store.HoldPlace(ctx)
}

// spy is the worker of this house from now on.
func (w *fixture) spy() (*spied, *notice.Worker) {
	w.Helper()
	s := &spied{Store: notices.New(w.db)}
	w.ok(w.services.Notifier.Leave(w.Context()))
	return s, w.worker(func(o *notice.WorkerOptions) { o.Desk, o.Rounds = s, s })
}

// A letter goes to the address that its person has when it is queued, and tells what they may
// see then, whatever was read before.
func TestALetterIsForWhoThePersonIsNow(t *testing.T) {
	each(t, func(w *fixture) {
		w.address("hoa")
		w.submit(w.create())
		must(w.services.Sealer.Run(t.Context()))
		s, worker := w.spy()
		w.ok(worker.Make(t.Context()))
		address := "khac@tinh.example"
		s.held = func(ctx context.Context) {
			s.held = nil
			must(w.accounts.UpdatePerson(ctx, right.System(), w.ids["hoa"], account.Change{Email: &address}))
		}
		w.ok(worker.Run(t.Context()))
		if got := w.mailed("hoa"); len(got) != 1 || got[0].To != address {
			w.Errorf("to the address of before: %+v", got)
		}
		w.submit(w.create())
		must(w.services.Sealer.Run(t.Context()))
		w.ok(worker.Make(t.Context()))
		none := []right.Grant{}
		s.held = func(ctx context.Context) {
			s.held = nil
			must(w.accounts.UpdatePerson(ctx, right.System(), w.ids["hoa"], account.Change{Grants: &none}))
		}
		w.late.Add(int64(time.Minute))
		w.ok(worker.Run(t.Context()))
		if got := w.mailed("hoa"); len(got) != 0 {
			w.Errorf("who may not see it any more got %+v", got)
		}
	})
}

// A channel that a person lets go on, and that the engine still holds, stands still.
func TestAPausedChannelIsToldUntilItGoesOn(t *testing.T) {
	each(t, func(w *fixture) {
		_, channel, _ := w.planned()
		w.wants(http.StatusOK, call{as: "chi", method: "POST", path: "/channels/" + channel + "/pause", body: `{"reason":"Bảo trì"}`})
		w.rounds()
		w.ok(w.db.Write(t.Context()).Exec("UPDATE channel SET hold = 'unchecked' WHERE id = ?", channel).Error)
		w.wants(http.StatusOK, call{as: "chi", method: "POST", path: "/channels/" + channel + "/resume"})
		w.rounds()
		w.shows("while it is held", "channel.paused×1", "hoa")
		w.ok(w.db.Write(t.Context()).Exec("UPDATE channel SET hold = '' WHERE id = ?", channel).Error)
		w.ok(w.db.InTx(t.Context(), func(ctx context.Context) error {
			return w.services.Audit.Emit(ctx, audit.Event{Kind: "channel.resumed", Channel: channel})
		}))
		w.rounds()
		w.shows("once it goes on", "", "hoa")
	})
}

// Where nothing happens nothing is written, also not for what waits and cannot be seen by its
// person, and what is to be mailed is looked for once a minute.
func TestRoundsRest(t *testing.T) {
	each(t, func(w *fixture) {
		w.employ("binh", right.Grant{Role: right.Approver, Unit: ours})
		w.submit(w.create())
		w.rounds()
		none := []right.Grant{{Role: right.Author, Unit: ours}}
		must(w.accounts.UpdatePerson(t.Context(), right.System(), w.ids["binh"], account.Change{Grants: &none}))
		off := true
		must(w.accounts.UpdatePerson(t.Context(), right.System(), w.ids["hoa"], account.Change{Disabled: &off}))
		w.clock(1, "10:00")
		s, worker := w.spy()
		w.ok(worker.Run(t.Context()))
		for range 29 {
			w.late.Add(int64(2 * time.Second))
			w.ok(worker.Run(t.Context()))
		}
		if s.written.Load() != 0 || s.looks.Load() != 1 {
			w.Errorf("in a minute: %d transactions, %d looks", s.written.Load(), s.looks.Load())
		}
		w.late.Add(int64(2 * time.Second))
		w.ok(worker.Run(t.Context()))
		if s.looks.Load() != 2 {
			w.Errorf("after a minute: %d looks", s.looks.Load())
		}
		again := []right.Grant{{Role: right.Approver, Unit: ours}}
		must(w.accounts.UpdatePerson(t.Context(), right.System(), w.ids["binh"], account.Change{Grants: &again}))
		w.submit(w.create())
		must(w.services.Sealer.Run(t.Context()))
		w.ok(worker.Run(t.Context()))
		if s.looks.Load() != 3 || s.written.Load() == 0 {
			w.Errorf("when there is something to tell: %d looks, %d transactions", s.looks.Load(), s.written.Load())
		}
	})
}

// unsaid is an event that cannot be gone through.
type unsaid struct{ notice.Events }

func (unsaid) Since(context.Context, int64, int) ([]audit.SealedEvent, error) { return nil, errBroken }

// What goes wrong with an event keeps nobody from what was found before.
func TestAnEventThatFailsKeepsNoLetterBack(t *testing.T) {
	each(t, func(w *fixture) {
		w.address("hoa")
		w.clock(0, "09:00")
		w.submit(w.create())
		must(w.services.Sealer.Run(t.Context()))
		w.ok(w.services.Notifier.Make(t.Context()))
		failing := w.worker(func(o *notice.WorkerOptions) { o.Events = unsaid{} })
		w.ok(w.services.Notifier.Leave(t.Context()))
		if err := failing.Run(t.Context()); !errors.Is(err, errBroken) {
			w.Errorf("it is not said: %v", err)
		}
		w.gets("by another round", "hoa", waits)
	})
}

// A server that stops in order leaves the rounds to the next at once.
func TestAServerThatStopsLeavesTheRounds(t *testing.T) {
	each(t, func(w *fixture) {
		w.submit(w.create())
		w.rounds()
		other := w.worker(func(*notice.WorkerOptions) {})
		w.submit(w.create())
		must(w.services.Sealer.Run(t.Context()))
		w.ok(other.Leave(t.Context())) // which is not its own to give
		w.ok(other.Run(t.Context()))
		w.shows("under the other's lease", "edition.to_approve×1", "hoa")
		w.ok(w.services.Notifier.Leave(t.Context()))
		w.ok(other.Run(t.Context()))
		w.shows("once it was left", "edition.to_approve×1 edition.to_approve×1", "hoa")
	})
}

// Whose story waits on a paused channel is told, also without any right to decide on deliveries.
func TestAnAuthorIsToldThatTheChannelIsPaused(t *testing.T) {
	each(t, func(w *fixture) {
		w.employ("mai", right.Grant{Role: right.Author, Unit: ours})
		w.employ("nam", right.Grant{Role: right.Author, Unit: ours})
		id := w.text(w.wants(http.StatusCreated, call{as: "mai", method: "POST", path: "/articles", body: story}), "id")
		w.wants(http.StatusOK, call{as: "mai", method: "POST", path: edition(id) + "/submit"})
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/approve", body: `{"hash":"` + w.hash(id) + `"}`})
		channel := w.channel("Cổng tin")
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/schedule", body: `{"channels":["` + channel + `"],"at":{"time":"2099-11-23T07:30","zone":"Asia/Ho_Chi_Minh"}}`})
		w.wants(http.StatusOK, call{as: "chi", method: "POST", path: "/channels/" + channel + "/pause", body: `{"reason":"Bảo trì"}`})
		w.rounds()
		w.shows("whose story waits", "channel.paused×1 edition.approved×1", "mai")
		w.shows("who decides there", "channel.paused×1", "hoa")
		w.shows("whose story does not wait", "", "nam", "an")
	})
}

// What a source takes back is told to who took it, to whose story it became and to who schedules
// there, each once; what nobody took, to nobody.
func TestWhoIsToldThatASourceTookBack(t *testing.T) {
	each(t, func(w *fixture) {
		story, _, _ := w.planned()
		w.rounds()
		gone := func(item string, data map[string]any) {
			data["item"], data["title"] = item, "ASEAN họp"
			w.ok(w.services.Audit.Emit(w.Context(), audit.Event{Kind: audit.Done("item.remove"), Article: story, Unit: ours, Actor: audit.System, Data: data}))
			w.rounds()
		}
		before := w.kinds("lan")
		gone("1", map[string]any{})
		w.shows("what nobody took", before, "lan")
		gone("2", map[string]any{"article": story, "person": w.ids["lan"]})
		gone("2", map[string]any{"article": story, "person": w.ids["lan"]})
		if got := w.kinds("lan"); !strings.Contains(got, "item.removed×2") {
			w.Errorf("who took it is shown %q", got)
		}
		list, _ := w.inbox("lan", "?open=true")
		i := slices.IndexFunc(list, func(n told) bool { return n.Kind == "item.removed" })
		if i < 0 || !strings.Contains(list[i].Text.EN, "“ASEAN họp”") || !strings.Contains(list[i].Text.VI, "gỡ trong ba giờ") {
			w.Errorf("%+v", list)
		}
	})
}
