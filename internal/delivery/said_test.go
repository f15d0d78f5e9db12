package delivery_test

import (
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
)

// What a destination says of one post counts for its whole channel, by the very commit that
// settles the post.
func TestWhatADestinationSaysCountsForItsChannel(t *testing.T) {
	for name, c := range map[string]struct {
		class connector.Class
		state delivery.State
		holds func(c channel.Channel, at time.Time) bool
	}{
		"throttled": {connector.Throttled, delivery.Retrying, func(c channel.Channel, at time.Time) bool { return c.ParkedUntil.After(at) }},
		"reauth":    {connector.Reauth, delivery.Retrying, func(c channel.Channel, _ time.Time) bool { return c.Hold == channel.HoldReauth }},
		"no answer": {connector.Transient, delivery.Retrying, func(c channel.Channel, _ time.Time) bool { return c.Breaker.Failures == 1 }},
		"rejected": {connector.Rejected, delivery.Attention, func(c channel.Channel, _ time.Time) bool {
			return c.ParkedUntil.IsZero() && c.Hold == channel.NoHold && c.Breaker == channel.Breaker{}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(h *harness) {
				h.place.direct(func(connector.Call) behaviour { return behaviour{class: c.class} })
				on := h.channel("looked")
				id := h.publish(h.approved("Nơi nhận nói"), on)[0].ID
				stop := h.start()
				h.until(id, c.state)
				stop()
				attempts, err := h.queue.Attempts(h.Context(), id)
				must(h.T, err)
				row, err := h.channels.Row(h.Context(), on.ID)
				must(h.T, err)
				if !c.holds(row, attempts[0].FinishedAt) {
					h.Errorf("parked until %s, hold %q, breaker %+v", row.ParkedUntil, row.Hold, row.Breaker)
				}
			})
		})
	}
}

// That something is about to be sent, and what, is committed before the destination hears of
// it: whoever takes over knows that it may be there.
func TestTheMarkIsCommittedBeforeTheFirstByte(t *testing.T) {
	each(t, func(h *harness) {
		type seen struct {
			attempts []delivery.Attempt
			row      delivery.Listed
			errs     [2]error
		}
		asked := make(chan seen, 1)
		h.place.direct(func(call connector.Call) behaviour {
			var s seen
			s.attempts, s.errs[0] = h.queue.Attempts(h.Context(), call.Key)
			s.row, s.errs[1] = h.queue.Delivery(h.Context(), call.Key)
			asked <- s
			return behaviour{applies: true, class: connector.OK}
		})
		id := h.publish(h.approved("Sắp gửi"), h.channel("looked"))[0].ID
		h.run()
		s := <-asked
		for _, err := range s.errs {
			must(h.T, err)
		}
		if len(s.attempts) != 1 || s.attempts[0].SendingAt.IsZero() || !s.attempts[0].FinishedAt.IsZero() {
			h.Errorf("at the first byte these attempts are on record: %+v", s.attempts)
		}
		if s.row.State != delivery.Sending || s.row.PayloadHash == "" || s.row.LeaseToken == "" {
			h.Errorf("at the first byte it is %s, payload %q, lease %q", s.row.State, s.row.PayloadHash, s.row.LeaseToken)
		}
		h.until(id, delivery.Sent)
	})
}

// Lateness is judged before the first try: a post that began in time is tried on, however long
// its destination was away.
func TestAPostThatBeganInTimeIsTriedOn(t *testing.T) {
	each(t, func(h *harness) {
		h.place.direct(func(connector.Call) behaviour { return behaviour{class: connector.Transient} })
		c := h.channel("keyed")
		began := h.publish(h.approved("Bắt đầu đúng giờ"), c)[0].ID
		stop := h.start()
		h.until(began, delivery.Retrying)
		stop()
		untried := h.publish(h.approved("Chưa gửi lần nào"), c)[0].ID
		h.late(began, 10*time.Hour)
		h.late(untried, 10*time.Hour)
		h.place.direct(nil)
		if one := h.judged(began); one.State != delivery.Sent || one.Attempt != 2 {
			h.Errorf("begun in time: %s %s after %d tries", one.State, one.Reason, one.Attempt)
		}
		if one := h.until(untried, delivery.Attention); one.Reason != delivery.ReasonLate {
			h.Errorf("never tried: %s", one.Reason)
		}
	})
}
