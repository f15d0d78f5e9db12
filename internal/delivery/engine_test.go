package delivery_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/store"
)

// proved is the place seen through a connector that can prove.
func (p *place) proved() connector.Spec {
	spec := p.spec("proved", connector.GuardLookUp)
	spec.Proof = connector.ProofPage
	spec.New = func(connector.Values, connector.Deps) (connector.Connector, error) { return &prover{actor{p}}, nil }
	return spec
}

// oneway takes posts and can neither correct nor withdraw them.
func (p *place) oneway() connector.Spec {
	spec := p.spec("oneway", connector.GuardKey)
	spec.Guards = map[connector.Intent]connector.Guard{connector.Publish: connector.GuardKey}
	return spec
}

// broken panics in the middle of a call.
func (p *place) broken() connector.Spec {
	spec := p.spec("broken", connector.GuardNone)
	spec.New = func(connector.Values, connector.Deps) (connector.Connector, error) { return panics{&actor{p}}, nil }
	return spec
}

type panics struct{ *actor }

func (panics) Send(context.Context, connector.Call) connector.Outcome { panic("a nil map") }

type prover struct{ actor }

func (a *prover) Prove(_ context.Context, call connector.Call) connector.Sighting {
	a.p.mu.Lock()
	gate, reached := a.p.proofs, a.p.proving
	a.p.mu.Unlock()
	if gate != nil {
		reached <- struct{}{}
		<-gate
	}
	a.p.mu.Lock()
	defer a.p.mu.Unlock()
	if _, ok := a.p.holds[call.Earlier.RemoteID]; ok {
		return connector.Sighting{Finding: connector.Found, Receipts: []connector.Receipt{call.Earlier}}
	}
	return connector.Sighting{Finding: connector.Missing}
}

func (h *harness) withdraw(e article.Edition) {
	h.Helper()
	_, _, err := h.articles.Withdraw(h.Context(), approver(), at(e), "Sai nguồn", "Bài đã gỡ.")
	must(h.T, err)
}

// leaseless waits until nobody works on a delivery.
func (h *harness) leaseless(id string) delivery.Delivery {
	h.Helper()
	h.eventually("the end of the work", func() bool { return h.read(id).LeaseToken == "" })
	return h.read(id)
}

// A story is withdrawn while somebody looks whether readers see it. What the look brings
// must neither undo the withdrawal nor keep a worker busy with it for ever.
func TestAProofOvertakenByAWithdrawalChangesNothing(t *testing.T) {
	each(t, func(h *harness) {
		h.place.proofs, h.place.proving = make(chan struct{}), make(chan struct{}, 10)
		e := h.approved("Đang kiểm chứng thì gỡ")
		id := h.publish(e, h.channel("proved"))[0].ID
		d := h.run()
		<-h.place.proving
		h.withdraw(e)
		d.Wake()
		h.until(id, delivery.Withdrawn)
		close(h.place.proofs)
		if done := h.leaseless(id); done.State != delivery.Withdrawn || done.Task != delivery.TaskNone || !done.NextAt.IsZero() {
			h.Errorf("state %s, task %q at %s", done.State, done.Task, done.NextAt)
		}
		attempts, err := h.queue.Attempts(h.Context(), id)
		must(h.T, err)
		for _, one := range attempts {
			if one.FinishedAt.IsZero() || one.Class == delivery.ClassLost {
				h.Errorf("the %s ended at %s as %q", one.Task, one.FinishedAt, one.Class)
			}
		}
	})
}

// The process that looked went away as well. The row has no task any more, and whoever
// settles its lease must not make it due, or the withdrawn story would go out again.
func TestALostProofOfAWithdrawnStoryNeverSendsIt(t *testing.T) {
	each(t, func(h *harness) {
		e := h.approved("Gỡ rồi thì thôi")
		c := h.channel("proved")
		id := h.publish(e, c)[0].ID
		stop := h.start()
		h.until(id, delivery.Sent)
		stop()
		h.set(`UPDATE delivery SET task = 'prove', state = 'sent', next_at = 1 WHERE id = ?`, id)
		if taken := h.claim(); len(taken) != 1 || taken[0].Task != delivery.TaskProve {
			h.Fatalf("taken %+v", taken)
		}
		h.withdraw(e)
		d := h.run()
		h.until(id, delivery.Withdrawn)
		h.set(`UPDATE delivery SET lease_until = 1 WHERE id = ?`, id)
		d.Wake()
		if done := h.leaseless(id); done.State != delivery.Withdrawn || !done.NextAt.IsZero() {
			h.Errorf("state %s, due %s", done.State, done.NextAt)
		}
		// Even a row that somebody made due without a task is nobody's to take.
		h.set(`UPDATE delivery SET next_at = 1 WHERE id = ?`, id)
		for _, taken := range h.claim() { // the proof of the withdrawal itself may be due
			if taken.Delivery.ID == id {
				h.Errorf("taken without a task: %+v", taken)
			}
		}
		if sends, _, held := h.place.count(); sends != 2 || held != 0 {
			h.Errorf("%d sends, %d copies; want the publication and the withdrawal", sends, held)
		}
	})
}

// A channel that cannot be opened while a delivery is in doubt must not turn the look
// into a send.
func TestDoubtOutlivesAChannelThatCannotBeOpened(t *testing.T) {
	each(t, func(h *harness) {
		h.place.direct(func(connector.Call) behaviour { return behaviour{applies: true, class: connector.Ambiguous} })
		c := h.channel("looked")
		id := h.publish(h.approved("Kênh hỏng giữa chừng"), c)[0].ID
		d := h.run()
		h.until(id, delivery.Unsure)
		h.set(`UPDATE channel SET kind = 'unknown' WHERE id = ?`, c.ID)
		h.set(`UPDATE delivery SET next_at = 1 WHERE id = ?`, id)
		d.Wake()
		h.eventually("the pause", func() bool {
			row, err := h.channels.Row(h.Context(), c.ID)
			must(h.T, err)
			return row.Hold == channel.HoldReauth
		})
		if one := h.leaseless(id); one.State != delivery.Unsure || one.Task != delivery.TaskLook {
			h.Errorf("state %s, task %q; want a look", one.State, one.Task)
		}
		h.set(`UPDATE channel SET kind = 'looked', hold = '' WHERE id = ?`, c.ID)
		h.set(`UPDATE delivery SET next_at = 1 WHERE id = ?`, id)
		d.Wake()
		h.until(id, delivery.Sent)
		if sends, _, held := h.place.count(); sends != 1 || held != 1 {
			h.Errorf("%d sends, %d copies", sends, held)
		}
	})
}

// What a kind cannot do goes to a person, who does it there and says so.
func TestWhatAKindCannotDoIsDoneByHand(t *testing.T) {
	each(t, func(h *harness) {
		c := h.channel("oneway")
		e := h.approved("Gỡ bằng tay")
		id := h.publish(e, c)[0].ID
		d := h.run()
		h.until(id, delivery.Sent)
		h.withdraw(e)
		d.Wake()
		withdrawal := h.of(e)[1].ID
		if w := h.until(withdrawal, delivery.Attention); w.Reason != delivery.ReasonByHand {
			h.Errorf("reason %s", w.Reason)
		}
		if _, err := h.desk.Cancel(h.Context(), approver(), withdrawal); !fault.Is(err, fault.StateConflict) {
			h.Errorf("a withdrawal was cancelled, and the story stays out: %v", err)
		}
		_, err := h.desk.MarkSent(h.Context(), approver(), withdrawal, "")
		must(h.T, err)
		if one := h.read(id); one.State != delivery.Withdrawn {
			h.Errorf("the publication is %s", one.State)
		}
		if sends, _, _ := h.place.count(); sends != 1 {
			h.Errorf("%d sends", sends)
		}
	})
}

// A withdrawal that failed is tried again by withdrawing again, by the same row.
func TestWithdrawingTwiceTriesAgain(t *testing.T) {
	each(t, func(h *harness) {
		h.place.direct(func(call connector.Call) behaviour {
			if call.Post.Intent == connector.Withdraw && call.Post.Notes[0].Text == "Bài đã gỡ." {
				return behaviour{applies: false, class: connector.Rejected}
			}
			return behaviour{applies: true, class: connector.OK}
		})
		e := h.approved("Gỡ hai lần")
		id := h.publish(e, h.channel("looked"))[0].ID
		d := h.run()
		h.until(id, delivery.Sent)
		h.withdraw(e)
		d.Wake()
		h.until(h.of(e)[1].ID, delivery.Attention)
		_, _, err := h.articles.Reopen(h.Context(), approver(), at(e))
		must(h.T, err)
		_, _, err = h.articles.Withdraw(h.Context(), approver(), at(e), "Vẫn sai", "Gỡ lần hai.")
		must(h.T, err)
		d.Wake()
		h.until(id, delivery.Withdrawn)
		if all := h.of(e); len(all) != 2 || all[1].Notice != "Gỡ lần hai." {
			h.Errorf("%d deliveries", len(all))
		}
	})
}

func TestAConnectorThatPanicsLeavesDoubtAndTheHouseStanding(t *testing.T) {
	each(t, func(h *harness) {
		bad := h.publish(h.approved("Kết nối hỏng"), h.channel("broken"))[0].ID
		h.run()
		if d := h.until(bad, delivery.Unsure); d.Reason != delivery.ReasonAskPerson {
			h.Errorf("reason %s", d.Reason)
		}
		good := h.publish(h.approved("Kết nối tốt"), h.channel("looked"))[0].ID
		h.until(good, delivery.Sent)
	})
}

// One row that cannot be settled, for whatever reason, must not stop the others; and a
// kind that this program does not know must not keep a row under an ended lease.
func TestOneBadRowHoldsUpNobody(t *testing.T) {
	each(t, func(h *harness) {
		poison, unknown := h.channel("looked"), h.channel("looked")
		one, two := h.publish(h.approved("Hàng hỏng"), poison)[0].ID, h.publish(h.approved("Loại lạ"), unknown)[0].ID
		if taken := h.claim(); len(taken) != 2 {
			h.Fatalf("taken %d", len(taken))
		}
		h.set(`UPDATE delivery SET lease_until = 1, next_at = 1`)
		h.set(`UPDATE delivery SET progress = 'none' WHERE id = ?`, one)
		h.set(`UPDATE channel SET kind = 'unknown' WHERE id = ?`, unknown.ID)
		h.set(`UPDATE attempt SET sending_at = 2 WHERE delivery_id = ?`, two)
		good := h.publish(h.approved("Hàng tốt"), h.channel("looked"))[0].ID
		h.run()
		h.until(good, delivery.Sent)
		if d := h.until(two, delivery.Unsure); d.Reason != delivery.ReasonAskPerson || d.LeaseToken != "" {
			h.Errorf("reason %s, lease %q", d.Reason, d.LeaseToken)
		}
	})
}

// A result that comes after somebody else took over is thrown away; the look that they
// made counts.
func TestALateResultIsThrownAway(t *testing.T) {
	each(t, func(h *harness) {
		gate := make(chan struct{})
		h.place.gate = gate
		h.place.direct(func(connector.Call) behaviour { return behaviour{applies: true, class: connector.Rejected} })
		id := h.publish(h.approved("Trả lời muộn"), h.channel("looked"))[0].ID
		h.run()
		h.eventually("the call", func() bool { sends, _, _ := h.place.count(); return sends == 1 })
		h.set(`UPDATE delivery SET lease_until = 1 WHERE id = ?`, id)
		d := h.run()
		h.until(id, delivery.Unsure)
		close(gate)
		h.eventually("the copy", func() bool { _, _, held := h.place.count(); return held == 1 })
		h.eventually("the look that finds it", func() bool {
			h.db.Write(context.Background()).Exec(`UPDATE delivery SET next_at = 1 WHERE id = ? AND lease_token = ''`, id)
			d.Wake()
			return h.read(id).State == delivery.Sent
		})
		if done := h.read(id); done.Attempt != 1 {
			h.Errorf("tried %d times", done.Attempt)
		}
	})
}

// An act that is changing an edition right now must not be overtaken by a claim.
func TestAClaimPassesByWhatIsBeingChanged(t *testing.T) {
	each(t, func(h *harness) {
		if h.db.Dialect() != store.Postgres {
			return // one writer at a time: a claim waits for the act
		}
		e := h.approved("Đang đặt cấm phát")
		id := h.publish(e, h.channel("looked"))[0].ID
		must(h.T, h.db.InTx(h.Context(), func(ctx context.Context) error {
			until := time.Now().Add(time.Hour).UnixMicro()
			must(h.T, h.db.Write(ctx).Exec(`UPDATE edition SET embargo_until = ? WHERE id = ?`, until, e.ID).Error)
			if taken := h.claim(); len(taken) != 0 {
				h.Error("taken while its embargo was being set")
			}
			return nil
		}))
		if taken := h.claim(); len(taken) != 0 {
			h.Error("taken under embargo")
		}
		h.set(`UPDATE edition SET embargo_until = NULL WHERE id = ?`, e.ID)
		if taken := h.claim(); len(taken) != 1 || taken[0].Delivery.ID != id {
			h.Error("not taken once the embargo was lifted")
		}
	})
}

// Whatever "why" offers can be done, and what it does not offer is refused.
func TestStepsAndActsAgree(t *testing.T) {
	each(t, func(h *harness) {
		kinds := map[string]string{}
		for _, kind := range []string{"looked", "keyed", "blind", "proved"} {
			e := h.approved("Các bước " + kind)
			kinds[kind] = h.publish(e, h.channel(kind))[0].ID
		}
		for kind, id := range kinds {
			for _, state := range delivery.States() {
				for variant := range 16 {
					h.steps(kind, id, state, variant)
				}
			}
		}
	})
}

// steps puts a delivery into a situation and tries every act in a transaction that is
// rolled back.
func (h *harness) steps(kind, id string, state delivery.State, variant int) {
	h.Helper()
	rendered, out, doubted, withdrawal := variant&1 != 0, variant&2 != 0, variant&4 != 0, variant&8 != 0
	pick := func(yes bool, value any) any {
		if yes {
			return value
		}
		return nil
	}
	intent := map[bool]connector.Intent{false: connector.Publish, true: connector.Withdraw}[withdrawal]
	h.set(`UPDATE delivery SET state = ?, intent = ?, payload = ?, sent_at = ?, first_doubt_at = ?, task = '', next_at = NULL WHERE id = ?`,
		string(state), string(intent), pick(rendered, []byte("{}")), pick(out, 1), pick(doubted, 1), id)
	why, err := h.desk.Why(h.Context(), approver(), id)
	must(h.T, err)
	acts := map[string]func(ctx context.Context) error{
		"retry":     func(ctx context.Context) error { _, err := h.desk.Retry(ctx, approver(), id); return err },
		"check":     func(ctx context.Context) error { _, err := h.desk.Check(ctx, approver(), id); return err },
		"mark-sent": func(ctx context.Context) error { _, err := h.desk.MarkSent(ctx, approver(), id, ""); return err },
		"cancel":    func(ctx context.Context) error { _, err := h.desk.Cancel(ctx, approver(), id); return err },
	}
	undone := errors.New("undone")
	for name, do := range acts {
		offered := slices.ContainsFunc(why.Steps, func(s delivery.Step) bool { return s.Action == name })
		err := h.db.InTx(h.Context(), func(ctx context.Context) error { return errors.Join(undone, do(ctx)) })
		refused := err.Error() != undone.Error()
		if refused && !fault.Is(err, fault.StateConflict) || offered == refused && (name != "check" || state != delivery.Confirmed) {
			h.Errorf("%s, %s %s, rendered %t, out %t, doubt %t: %s is offered: %t, done: %v", kind, state, intent, rendered, out, doubted, name, offered, err)
		}
	}
	if len(why.Steps) == 0 && (state == delivery.Attention || state == delivery.Unsure) {
		h.Errorf("%s, %s: nobody can do anything", kind, state)
	}
}

// 300 deliveries on six channels by two engines, with a destination that watches.
func TestManyDeliveriesTwoEngines(t *testing.T) {
	each(t, func(h *harness) {
		var chans []channel.Channel
		for range 6 {
			chans = append(chans, h.channel("keyed"))
		}
		var ids []string
		for n := range 50 {
			for _, d := range h.publish(h.approved(fmt.Sprintf("Bài số %d", n)), chans...) {
				ids = append(ids, d.ID)
			}
		}
		h.run()
		h.run()
		for _, id := range ids {
			h.until(id, delivery.Sent)
		}
		if sends, _, held := h.place.count(); sends != len(ids) || held != len(ids) {
			h.Errorf("%d sends and %d copies of %d deliveries", sends, held, len(ids))
		}
		if most := 2 * len(chans); h.place.peak > most {
			h.Errorf("%d calls at a time on %d channels of two places each", h.place.peak, len(chans))
		}
	})
}

// meddling is the releases of a newsroom in which somebody acts while a post is rendered.
type meddling struct {
	delivery.Releases
	once *sync.Once
	act  func()
}

func (m meddling) Release(ctx context.Context, id string) (release.Release, error) {
	m.once.Do(m.act)
	return m.Releases.Release(ctx, id)
}

// Between the claim and the mark nothing has left: what an editor takes back then stays.
func TestWhatIsTakenBackAfterTheClaimIsNotSent(t *testing.T) {
	for name, c := range map[string]struct {
		act  func(h *harness, e article.Edition)
		want delivery.Reason
	}{
		"reopened": {func(h *harness, e article.Edition) {
			_, _, err := h.articles.Reopen(h.Context(), approver(), at(e))
			must(h.T, err)
		}, delivery.ReasonApprovalVoid},
		"withdrawn": {func(h *harness, e article.Edition) { h.withdraw(e) }, delivery.ReasonWithdrawn},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(h *harness) {
				e := h.approved("Lấy lại")
				id := h.publish(e, h.channel("looked"))[0].ID
				o := h.options()
				o.Releases = meddling{h.stories, &sync.Once{}, func() {
					e.Version = 0 // whoever acts has read the newest
					c.act(h, e)
				}}
				_, stop := h.engineOf(o)
				h.Cleanup(stop)
				h.eventually("its end", func() bool { return h.read(id).Reason == c.want })
				if sends, _, held := h.place.count(); sends != 0 || held != 0 {
					h.Errorf("%d sends, %d copies", sends, held)
				}
			})
		})
	}
}
