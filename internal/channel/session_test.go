package channel_test

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store/channels"
)

// session makes a channel and gives the session that its connector is made with, as a new
// process would.
func (w *fixture) session(t *testing.T, s *channel.Service, id string) connector.Session {
	t.Helper()
	if _, err := s.Open(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	w.probe.mu.Lock()
	defer w.probe.mu.Unlock()
	return w.probe.sessions[len(w.probe.sessions)-1]
}

func (w *fixture) channel(t *testing.T) channel.Channel {
	t.Helper()
	name := "Kênh"
	c, err := w.Create(t.Context(), right.System(), channel.Input{Kind: "probe", Patch: channel.Patch{Name: &name,
		Settings: channel.Given(map[string]string{"url": "https://place.example", "password": "canary-password"})}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func gets(value string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return value, nil }
}

func TestASessionIsKeptSealed(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.channel(t)
		one := w.session(t, w.Service, c.ID)
		if kept, err := one.Value(t.Context()); kept != "" || err != nil {
			t.Fatalf("before the first: %q, %v", kept, err)
		}
		if got, err := one.Renew(t.Context(), "", gets("canary-one")); got != "canary-one" || err != nil {
			t.Fatalf("the first: %q, %v", got, err)
		}
		other := w.session(t, channel.New(w.options), c.ID) // another process
		if kept, err := other.Value(t.Context()); kept != "canary-one" || err != nil {
			t.Errorf("another process reads %q, %v", kept, err)
		}
		if got, err := other.Renew(t.Context(), "older", gets("x")); got != "canary-one" || err != nil {
			t.Errorf("who came late with an older one was given %q, %v", got, err)
		}
		row, err := channels.New(w.db).Session(t.Context(), c.ID)
		if err != nil || len(row.Sealed) == 0 || bytes.Contains(row.Sealed, []byte("canary")) {
			t.Errorf("at rest: %q, %v", row.Sealed, err)
		}
	})
}

// A token that counts once is used once, however many need a new one at the same time, and
// all of them are given what it brought.
func TestASessionIsRenewedOnce(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.channel(t)
		const many = 6
		var asked atomic.Int32
		var all sync.WaitGroup
		begun := make(chan struct{}, many)
		for range many {
			s := w.session(t, channel.New(w.options), c.ID)
			all.Go(func() {
				begun <- struct{}{}
				got, err := s.Renew(t.Context(), "", func(context.Context) (string, error) {
					asked.Add(1)
					for range many { // the destination answers when all are there
						<-begun
					}
					return "new", nil
				})
				if got != "new" || err != nil {
					t.Errorf("got %q, %v", got, err)
				}
			})
		}
		all.Wait()
		if n := asked.Load(); n != 1 {
			t.Errorf("the destination was asked %d times", n)
		}
	})
}

func TestARenewalThatFails(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.channel(t)
		s := w.session(t, w.Service, c.ID)
		if _, err := s.Renew(t.Context(), "", gets("first")); err != nil {
			t.Fatal(err)
		}
		refused := errors.New("refused")
		if _, err := s.Renew(t.Context(), "first", func(context.Context) (string, error) { return "", refused }); !errors.Is(err, refused) {
			t.Errorf("got %v, want the refusal itself", err)
		}
		if kept, err := s.Value(t.Context()); kept != "first" || err != nil {
			t.Errorf("after a refusal %q is kept, %v", kept, err)
		}
		// The lease was given back: the next renewal waits for nobody.
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if got, err := s.Renew(ctx, "first", gets("second")); got != "second" || err != nil {
			t.Errorf("the next renewal: %q, %v", got, err)
		}
		// Who goes away while the destination answers loses nothing: its token is kept.
		gone, leave := context.WithCancel(t.Context())
		if got, err := s.Renew(gone, "second", func(context.Context) (string, error) { leave(); return "third", nil }); got != "third" || err != nil {
			t.Errorf("who went away: %q, %v", got, err)
		}
		if kept, err := s.Value(t.Context()); kept != "third" || err != nil {
			t.Errorf("%q is kept, %v", kept, err)
		}
	})
}

// What was got with other settings is forgotten with them, also when it arrives later.
func TestASessionBelongsToItsSettings(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.channel(t)
		s := w.session(t, w.Service, c.ID)
		if _, err := s.Renew(t.Context(), "", gets("first")); err != nil {
			t.Fatal(err)
		}
		change := func(patch channel.Patch) {
			t.Helper()
			var err error
			if c, err = w.Update(t.Context(), right.System(), c.ID, c.Version, patch); err != nil {
				t.Fatal(err)
			}
		}
		name := "Tên khác"
		change(channel.Patch{Name: &name})
		if kept, err := s.Value(t.Context()); kept != "first" || err != nil {
			t.Errorf("after another name %q is kept, %v", kept, err)
		}
		_, err := s.Renew(t.Context(), "first", func(context.Context) (string, error) {
			change(channel.Patch{Settings: channel.Given(map[string]string{"password": "another-password"})})
			return "of the former password", nil
		})
		if err == nil {
			t.Error("what came after the change was kept")
		}
		if kept, err := s.Value(t.Context()); kept != "" || err != nil {
			t.Errorf("after another password %q is kept, %v", kept, err)
		}
	})
}

// A try that was opened with the former settings may sign in after they have changed; the
// connector of the new settings does not take what that brought.
func TestALateSessionOfFormerSettingsServesNobody(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.channel(t)
		former := w.session(t, w.Service, c.ID)
		settings := func(password string) {
			t.Helper()
			var err error
			if c, err = w.Update(t.Context(), right.System(), c.ID, c.Version, channel.Patch{Settings: channel.Given(map[string]string{"password": password})}); err != nil {
				t.Fatal(err)
			}
		}
		settings("of another account")
		if _, err := former.Renew(t.Context(), "", gets("of the former account")); err != nil {
			t.Fatal(err)
		}
		present := w.session(t, w.Service, c.ID)
		if kept, err := present.Value(t.Context()); kept != "" || err != nil {
			t.Errorf("under the new settings %q is kept, %v", kept, err)
		}
		if got, err := present.Renew(t.Context(), "", gets("of the present account")); got != "of the present account" || err != nil {
			t.Errorf("the present account's: %q, %v", got, err)
		}
		if kept, err := former.Value(t.Context()); kept != "" || err != nil {
			t.Errorf("under the former settings %q is kept, %v", kept, err)
		}
	})
}

// A process that died while it renewed keeps nobody waiting for longer than its lease.
func TestALeaseThatNobodyEnds(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.channel(t)
		rows := channels.New(w.db)
		if mine, err := rows.LeaseSession(t.Context(), c.ID, "dead", 3*time.Second); !mine || err != nil {
			t.Fatalf("%v, %v", mine, err)
		}
		if mine, err := rows.LeaseSession(t.Context(), c.ID, "other", time.Second); mine || err != nil {
			t.Fatalf("the lease was taken while it was held: %v", err)
		}
		w.pass(3 * time.Second)
		if got, err := w.session(t, w.Service, c.ID).Renew(t.Context(), "", gets("new")); got != "new" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
		if err := rows.SaveSession(t.Context(), c.ID, "dead", channel.Session{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("who lost the lease saved all the same: %v", err)
		}
	})
}
