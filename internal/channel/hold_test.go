package channel_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// answers makes the probe answer checks so from now on.
func (w *fixture) answers(h connector.Health) { w.probe.set(func(p *probe) { p.health = h }) }

// atPlace is a good answer of an account.
func atPlace(name string) connector.Health {
	return connector.Health{Class: connector.OK, Account: "@" + name, Place: "id of " + name}
}

func (w *fixture) check(t *testing.T, id string) (connector.Health, channel.Channel) {
	t.Helper()
	health, err := w.Check(t.Context(), admin(""), id)
	if err != nil {
		t.Fatal(err)
	}
	return health, w.row(t, id)
}

func (w *fixture) row(t *testing.T, id string) channel.Channel {
	t.Helper()
	c, err := w.Row(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// enter gives a channel another password.
func (w *fixture) enter(t *testing.T, id, password string) channel.Channel {
	t.Helper()
	c, err := w.Update(t.Context(), admin(""), id, w.row(t, id).Version, channel.Patch{Settings: channel.Given(map[string]string{"password": password})})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// opens reports whether anything can be sent, and demands that a refusal says why in both languages.
func (w *fixture) opens(t *testing.T, id string) bool {
	t.Helper()
	o, err := w.Open(t.Context(), id)
	if err == nil {
		return true
	}
	e, ok := fault.As(err)
	if !ok || e.Code != fault.StateConflict || e.Detail.VI == "" || e.Detail.EN == "" || o.Connector != nil || o.Channel.ID != id || o.Spec.Kind == "" {
		t.Errorf("refused with %v, %+v", err, o)
	}
	return false
}

func TestAChannelStaysWithThePlaceOfItsFirstCheck(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.create(t, input("Kênh"))
		if w.enter(t, c.ID, "before any check").Hold != channel.NoHold {
			t.Error("held before it was bound to anything")
		}
		w.answers(atPlace("a"))
		if health, row := w.check(t, c.ID); health.Class != connector.OK || row.Place != "id of a" || row.PlaceName != "@a" || row.Hold != channel.NoHold {
			t.Fatalf("%+v, %+v", health, row)
		}
		if got := w.enter(t, c.ID, "that of b"); got.Hold != channel.HoldUnchecked || w.opens(t, c.ID) {
			t.Errorf("changed and not checked: %+v", got)
		}
		w.answers(atPlace("b"))
		health, row := w.check(t, c.ID)
		if health.Class != connector.Rejected || !strings.Contains(health.Detail.VI, "thuộc về @a; thông tin vừa nhập là của @b") || !strings.Contains(health.Detail.EN, "belongs to @a; what was entered is @b") {
			t.Errorf("the answer: %+v", health)
		}
		if row.Hold != channel.HoldOtherAccount || row.Place != "id of a" || row.PlaceName != "@a" || row.Health.Detail != health.Detail || row.HoldWords() != health.Detail || w.opens(t, c.ID) {
			t.Errorf("kept: %+v", row)
		}
		if got := w.enter(t, c.ID, "that of a"); got.Hold != channel.HoldUnchecked || got.OtherName != "" || w.opens(t, c.ID) {
			t.Errorf("entered again: %+v", got)
		}
		w.answers(connector.Health{Class: connector.OK, Account: "@a.renamed", Place: "id of a"})
		if health, row = w.check(t, c.ID); health.Class != connector.OK || row.Hold != channel.NoHold || row.PlaceName != "@a.renamed" || row.Place != "id of a" || !w.opens(t, c.ID) {
			t.Errorf("reconnected: %+v, %+v", health, row)
		}
		_, events := w.acts(t)
		want := []string{"channel.created", "channel.updated", "channel.checked", "channel.updated", "channel.paused", "channel.paused", "channel.checked",
			"channel.updated", "channel.paused", "channel.resumed", "channel.checked"}
		if d := cmp.Diff(want, events); d != "" {
			t.Errorf("events (-want +got):\n%s", d)
		}
	})
}

// Only what the destination says outright moves a channel.
func TestAnAnswerThatSaysNothingChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.create(t, input("Kênh"))
		end := w.clock().Add(90 * 24 * time.Hour)
		good := atPlace("a")
		good.ExpiresAt = end
		w.answers(good)
		w.check(t, c.ID)
		for _, hold := range []channel.Hold{channel.NoHold, channel.HoldReauth, channel.HoldUnchecked} {
			switch hold {
			case channel.HoldReauth:
				if err := w.PauseFor(t.Context(), c.ID, w.row(t, c.ID).Version, "reauth"); err != nil {
					t.Fatal(err)
				}
			case channel.HoldUnchecked:
				w.enter(t, c.ID, "another")
			}
			before := w.row(t, c.ID)
			for _, class := range []connector.Class{connector.Transient, connector.Throttled, connector.Rejected} {
				w.answers(connector.Health{Class: class, Place: "id of b", Account: "@b", ExpiresAt: end.Add(time.Hour), Detail: fault.T("bận", "busy")})
				health, row := w.check(t, c.ID)
				if health.Class != class || row.Health.Class != class || row.Hold != hold || row.Paused {
					t.Errorf("%s while %q: %+v, %+v", class, hold, health, row)
				}
				row.Health, row.CheckedAt, row.UpdatedAt = before.Health, before.CheckedAt, before.UpdatedAt
				if d := cmp.Diff(before, row); d != "" {
					t.Errorf("%s while %q changed (-before +after):\n%s", class, hold, d)
				}
			}
		}
		w.answers(connector.Health{Class: connector.OK, Account: "@somebody"})
		if health, row := w.check(t, c.ID); health.Class != connector.Transient || health.Detail.IsZero() || row.Hold != channel.HoldUnchecked || w.opens(t, c.ID) {
			t.Errorf("a good answer that tells no place: %+v, %+v", health, row)
		}
	})
}

// A refusal stops the channel once, and the next good answer lets it go on; a refusal of
// unchecked settings does not make them checked.
func TestARefusalHoldsUntilAGoodAnswer(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.create(t, input("Kênh"))
		refusal := connector.Health{Class: connector.Reauth, Detail: fault.T("thu hồi", "revoked")}
		w.answers(refusal)
		for range 2 {
			if _, row := w.check(t, c.ID); row.Hold != channel.HoldReauth || row.Place != "" || row.HoldWords().IsZero() || !w.opens(t, c.ID) {
				t.Errorf("refused: %+v", row)
			}
		}
		w.answers(atPlace("a"))
		if _, row := w.check(t, c.ID); row.Hold != channel.NoHold || row.Place != "id of a" {
			t.Errorf("taken again: %+v", row)
		}
		w.enter(t, c.ID, "another")
		w.answers(refusal)
		if _, row := w.check(t, c.ID); row.Hold != channel.HoldUnchecked {
			t.Errorf("unchecked settings that are refused: %+v", row)
		}
		records, events := w.acts(t)
		want := []string{"channel.created", "channel.paused", "channel.checked", "channel.checked", "channel.resumed", "channel.checked",
			"channel.updated", "channel.paused", "channel.checked"}
		if d := cmp.Diff(want, events); d != "" || len(records) != len(want) {
			t.Errorf("%d records, events (-want +got):\n%s", len(records), d)
		}
	})
}

// A person's pause and the engine's hold do not end each other.
func TestAPauseAndAHoldStandApart(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.create(t, input("Kênh"))
		w.answers(atPlace("a"))
		w.check(t, c.ID)
		if _, err := w.Pause(t.Context(), admin(""), c.ID, "reauth"); err != nil { // a person's word, whatever it is
			t.Fatal(err)
		}
		w.enter(t, c.ID, "another")
		resumed, err := w.Resume(t.Context(), admin(""), c.ID)
		if err != nil || resumed.Paused || resumed.Hold != channel.HoldUnchecked || w.opens(t, c.ID) {
			t.Errorf("resumed before the check: %+v, %v", resumed, err)
		}
		if _, err := w.Resume(t.Context(), admin(""), c.ID); !fault.Is(err, fault.StateConflict) {
			t.Errorf("resumed again: %v", err)
		}
		if _, err := w.Pause(t.Context(), admin(""), c.ID, "nghỉ lễ"); err != nil {
			t.Fatal(err)
		}
		if _, row := w.check(t, c.ID); !row.Paused || row.PauseReason != "nghỉ lễ" || row.Hold != channel.NoHold {
			t.Errorf("checked while paused: %+v", row)
		}
		if err := w.PauseFor(t.Context(), c.ID, w.row(t, c.ID).Version, "reauth"); err != nil {
			t.Fatal(err)
		}
		if row := w.row(t, c.ID); !row.Paused || row.Hold != channel.HoldReauth {
			t.Errorf("refused while paused: %+v", row)
		}
		if got, err := w.Resume(t.Context(), admin(""), c.ID); err != nil || got.Paused || got.Hold != channel.NoHold || w.row(t, c.ID).Hold != channel.NoHold {
			t.Errorf("a person lets it go on: %+v, %v", got, err)
		}
	})
}

// What settings do not touch does not ask for a check.
func TestOnlySettingsAskForACheck(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.create(t, input("Kênh"))
		w.answers(atPlace("a"))
		w.check(t, c.ID)
		same := channel.Patch{Name: new("Tên mới"), Settings: channel.Given(map[string]string{"password": "", "limit": "2"})}
		if got, err := w.Update(t.Context(), admin(""), c.ID, 1, same); err != nil || got.Hold != channel.NoHold || got.Version != 2 || !w.opens(t, c.ID) {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// The answer about settings that were replaced while it was on its way counts for nothing.
func TestALateAnswerDoesNotLetNewSettingsGo(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.create(t, input("Kênh"))
		w.answers(atPlace("a"))
		w.check(t, c.ID)
		w.enter(t, c.ID, "that of a, renewed")
		w.probe.set(func(p *probe) {
			p.during = func() { w.probe.set(func(p *probe) { p.during = nil }); w.enter(t, c.ID, "that of b") }
		})
		if health, row := w.check(t, c.ID); health.Class != connector.OK || row.Hold != channel.HoldUnchecked || w.opens(t, c.ID) {
			t.Errorf("%+v, %+v", health, row)
		}
	})
}

// What another account gave while it was found out is not kept for this channel.
func TestTheSessionOfAnotherAccountIsForgotten(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.create(t, input("Kênh"))
		w.answers(atPlace("a"))
		w.check(t, c.ID)
		w.enter(t, c.ID, "that of b")
		w.answers(atPlace("b"))
		w.probe.set(func(p *probe) {
			p.during = func() {
				session := p.sessions[len(p.sessions)-1]
				if _, err := session.Renew(t.Context(), "", func(context.Context) (string, error) { return "pair of b", nil }); err != nil {
					t.Error(err)
				}
			}
		})
		w.check(t, c.ID)
		if kept, err := w.probe.sessions[0].Value(t.Context()); kept != "" || err != nil {
			t.Errorf("kept %q, %v", kept, err)
		}
	})
}

// Whatever people and the engine do, nothing is ever sent elsewhere than to the bound place.
// Here the password is the account that the destination sees.
func TestNothingEverLeavesForAnotherPlace(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		const seed1, seed2 = 7, 2026
		r := rand.New(rand.NewPCG(seed1, seed2)) //nolint:gosec // a game, not a secret
		c := w.create(t, input("Kênh"))
		bound, sent, refusals := "", 0, 0
		for range 400 {
			account := w.account(t, c.ID)
			switch r.IntN(8) {
			case 0, 1:
				w.enter(t, c.ID, []string{"account a", "account b", "account c"}[r.IntN(3)])
			case 2, 3:
				w.answers(connector.Health{Class: connector.OK, Account: account, Place: account})
				if _, row := w.check(t, c.ID); bound == "" {
					bound = row.Place
				}
			case 4:
				w.answers(connector.Health{Class: []connector.Class{connector.Transient, connector.Throttled, connector.Reauth, connector.Rejected}[r.IntN(4)], Place: account})
				w.check(t, c.ID)
			case 5:
				_, err := w.Resume(t.Context(), admin(""), c.ID)
				if err != nil && !fault.Is(err, fault.StateConflict) {
					t.Fatal(err)
				}
			case 6:
				if err := w.PauseFor(t.Context(), c.ID, w.row(t, c.ID).Version, "reauth"); err != nil {
					t.Fatal(err)
				}
			default:
				w.pass(25 * time.Hour)
				w.answers(connector.Health{Class: connector.OK, Account: account, Place: account})
				if err := w.CheckDaily(t.Context()); err != nil {
					t.Fatal(err)
				}
				if bound == "" {
					bound = account
				}
			}
			if !w.opens(t, c.ID) {
				refusals++
				continue
			}
			if to := w.account(t, c.ID); bound != "" && to != bound {
				t.Fatalf("sent to %q, bound to %q: %+v", to, bound, w.row(t, c.ID))
			}
			sent++
		}
		if bound == "" || sent < 20 || refusals < 20 {
			t.Errorf("bound to %q, %d sent, %d held: the game plays nothing", bound, sent, refusals)
		}
		if row := w.row(t, c.ID); row.Place != bound {
			t.Errorf("the place moved from %q to %q", bound, row.Place)
		}
	})
}

// account is who the present settings are at the destination.
func (w *fixture) account(t *testing.T, id string) string {
	t.Helper()
	hold := w.row(t, id).Hold
	if hold.StopsAll() { // only a check may make the connector: have one that says nothing
		before := w.probe.health
		w.answers(connector.Health{Class: connector.Transient})
		w.check(t, id)
		w.answers(before)
	} else if !w.opens(t, id) {
		t.Fatal("not held, and not opened")
	}
	return w.probe.last()["password"]
}

// Each channel has its turn once a day; a refusal and another place hold it, an outage does not.
func TestTheDailyRound(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		if err := w.EnsureFeeds(t.Context()); err != nil {
			t.Fatal(err)
		}
		first, second := w.create(t, input("Kênh 1")), w.create(t, input("Kênh 2"))
		name := "Kênh thử"
		trial := w.create(t, channel.Input{Kind: "sandbox", Patch: channel.Patch{Name: &name}})
		asked := 0
		w.answers(atPlace("a"))
		w.probe.set(func(p *probe) { p.during = func() { asked++ } })
		round := func(want int) {
			t.Helper()
			asked = 0
			if err := w.CheckDaily(t.Context()); err != nil || asked != want {
				t.Errorf("%d asked, %v; want %d", asked, err, want)
			}
		}
		round(2)
		for _, id := range []string{first.ID, second.ID} {
			if row := w.row(t, id); row.Place != "id of a" || row.Health.Class != connector.OK || !row.CheckedAt.Equal(w.clock()) || row.Version != 1 {
				t.Errorf("%+v", row)
			}
		}
		if row := w.row(t, trial.ID); !row.CheckedAt.IsZero() {
			t.Errorf("the trial channel was asked: %+v", row)
		}
		w.pass(23 * time.Hour)
		round(0)
		w.pass(time.Hour)
		w.answers(connector.Health{Class: connector.Transient, Detail: fault.T("bận", "busy")})
		round(2)
		if row := w.row(t, first.ID); row.Hold != channel.NoHold || row.Health.Class != connector.Transient || row.Place != "id of a" {
			t.Errorf("an outage: %+v", row)
		}
		w.pass(24 * time.Hour)
		w.answers(connector.Health{Class: connector.Reauth, Detail: fault.T("thu hồi", "revoked")})
		round(2)
		if row := w.row(t, first.ID); row.Hold != channel.HoldReauth || row.Health.Class != connector.Reauth {
			t.Errorf("a refusal: %+v", row)
		}
		w.pass(24 * time.Hour)
		w.answers(atPlace("b"))
		round(2)
		if row := w.row(t, second.ID); row.Hold != channel.HoldOtherAccount || row.Health.Class != connector.Rejected || w.opens(t, second.ID) {
			t.Errorf("another place behind the same settings: %+v", row)
		}
		_, events := w.acts(t)
		paused := slices.DeleteFunc(events, func(kind string) bool { return kind != "channel.paused" })
		if len(paused) != 4 {
			t.Errorf("%d pauses were told, want two of each", len(paused))
		}
	})
}

// A round that is broken off gives the turn back, and one channel that cannot be asked keeps
// no other from being asked.
func TestABrokenRound(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		lost := w.create(t, input("Kênh 1"))
		c := w.create(t, input("Kênh 2"))
		if err := w.db.Write(t.Context()).Exec("UPDATE channel SET key_id = 'lost' WHERE id = ?", lost.ID).Error; err != nil {
			t.Fatal(err)
		}
		w.answers(atPlace("a"))
		ctx, cancel := context.WithCancel(t.Context())
		w.probe.set(func(p *probe) { p.during = cancel })
		if err := w.CheckDaily(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("broken off: %v", err)
		}
		if row := w.row(t, c.ID); row.Health.Class != "" || row.Place != "" {
			t.Errorf("kept what a broken check said: %+v", row)
		}
		w.probe.set(func(p *probe) { p.during = nil })
		soon, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		if err := w.CheckDaily(soon); err != nil || w.row(t, c.ID).Place != "" {
			t.Errorf("began without time to end: %v", err)
		}
		if err := w.CheckDaily(t.Context()); err != nil || w.row(t, c.ID).Place != "id of a" {
			t.Errorf("asked again: %v, %+v", err, w.row(t, c.ID))
		}
	})
}

// People hear of the end of a credential once at each stage, and anew of another end.
func TestTheEndOfACredentialIsToldOncePerStage(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.create(t, input("Kênh"))
		in := func(days int) connector.Health {
			h := atPlace("a")
			h.ExpiresAt = w.clock().Add(time.Duration(days)*24*time.Hour + time.Hour)
			return h
		}
		told := func() []string {
			var data []string
			if err := w.db.Read(t.Context()).Raw("SELECT data FROM event WHERE kind = 'channel.credential_expiring' AND channel_id = ? ORDER BY id", c.ID).Scan(&data).Error; err != nil {
				t.Fatal(err)
			}
			return data
		}
		w.answers(in(40))
		var heard []int
		for day := range 45 {
			if day == 20 { // an outage keeps no warning back
				w.answers(connector.Health{Class: connector.Transient})
			}
			before := len(told())
			if err := w.CheckDaily(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.check(t, c.ID) // and a second look on the same day adds none
			if n := len(told()) - before; n == 1 {
				heard = append(heard, 40-day)
			} else if n != 0 {
				t.Errorf("told %d times on one day", n)
			}
			w.pass(24 * time.Hour)
		}
		if want := []int{30, 14, 7, 1, -1}; !slices.Equal(heard, want) {
			t.Errorf("told %v days before, want %v", heard, want)
		}
		if data := told(); !strings.Contains(data[0], `"days_left":30`) || !strings.Contains(data[0], `"expires_at":"2027-`) && !strings.Contains(data[0], `"expires_at":"2026-`) {
			t.Errorf("the event: %s", data[0])
		}
		w.enter(t, c.ID, "renewed")
		w.answers(in(10))
		w.check(t, c.ID)
		if n := len(told()); n != 6 {
			t.Errorf("told %d times, want anew of the new credential's end", n)
		}
		w.answers(in(60)) // the destination moved the end by itself
		w.check(t, c.ID)
		w.answers(in(29))
		w.check(t, c.ID)
		if n := len(told()); n != 7 {
			t.Errorf("told %d times, want anew after a renewal", n)
		}
	})
}

func TestExpiringCountsDaysOfTheCalendar(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		now := w.clock() // 00:30 in the newsroom's zone
		for _, one := range []struct {
			end  time.Duration
			want channel.Expiring
			near bool
		}{
			{30*24*time.Hour + 23*time.Hour, channel.Expiring{Days: 30}, true}, {30*24*time.Hour + 24*time.Hour, channel.Expiring{Days: 31}, false},
			{23 * time.Hour, channel.Expiring{}, true}, {0, channel.Expiring{Over: true}, true}, {-time.Hour, channel.Expiring{Days: -1, Over: true}, true},
		} {
			got, near := w.Expiring(channel.Channel{CredentialExpiresAt: now.Add(one.end)})
			one.want.At = now.Add(one.end)
			if got != one.want || near != one.near {
				t.Errorf("%v before the end: %+v, %t", one.end, got, near)
			}
		}
		if got, near := w.Expiring(channel.Channel{}); near || got != (channel.Expiring{}) {
			t.Errorf("no end: %+v", got)
		}
	})
}
