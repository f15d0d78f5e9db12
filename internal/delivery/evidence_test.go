package delivery_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/evidence"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// spoken is a destination that is spoken to, as the way out records it: sent to in two
// requests, and found in one.
func (p *place) spoken() connector.Spec {
	spec := p.spec("spoken", connector.GuardLookUp)
	spec.New = func(connector.Values, connector.Deps) (connector.Connector, error) { return &speaker{actor{p}}, nil }
	return spec
}

type speaker struct{ actor }

func (s *speaker) Send(ctx context.Context, call connector.Call) connector.Outcome {
	s.say(ctx, "/pictures", "\xff\xd8")
	s.say(ctx, "/posts", call.Post.Title)
	return s.actor.Send(ctx, call)
}

func (s *speaker) Look(ctx context.Context, call connector.Call) connector.Sighting {
	s.say(ctx, "/posts?key="+call.Key, "")
	return s.actor.Look(ctx, call)
}

func (s *speaker) say(ctx context.Context, path, body string) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://place.example"+path, http.NoBody)
	if err != nil {
		panic(err)
	}
	x := evidence.Of(ctx).Begin(req, now())
	x.Asked([]byte(body))
	x.Answered(http.StatusOK, http.Header{}, now())
}

func (h *harness) said(id, attempt string) []string {
	h.Helper()
	kept, err := h.desk.Exchanges(h.Context(), approver(), id, attempt)
	must(h.T, err)
	var list []string
	for _, x := range kept {
		list = append(list, strings.TrimPrefix(x.Address, "https://place.example")+" "+x.Request.Body)
	}
	return list
}

func TestWhatWasSaidIsKeptWithTheAttempt(t *testing.T) {
	each(t, func(h *harness) {
		h.place.direct(func(call connector.Call) behaviour { return behaviour{applies: true, class: connector.Ambiguous} })
		e := h.approved("Hội chợ")
		planned := h.publish(e, h.channel("spoken"), h.channel("keyed"))
		h.run()
		spoken, silent := planned[0].ID, planned[1].ID
		h.until(spoken, delivery.Sent)
		attempts, err := h.desk.Attempts(h.Context(), approver(), spoken)
		must(h.T, err)
		if len(attempts) != 2 || attempts[0].Exchanges != 1 || attempts[1].Exchanges != 2 {
			h.Fatalf("attempts %+v", attempts)
		}
		if got := h.said(spoken, attempts[1].ID); len(got) != 2 || got[0] != "/pictures " || got[1] != "/posts Hội chợ" {
			h.Errorf("of the send is kept %q", got)
		}
		if got := h.said(spoken, attempts[0].ID); len(got) != 1 || got[0] != "/posts?key="+spoken+" " {
			h.Errorf("of the look is kept %q", got)
		}

		// It is shown to those who may read the text, and under its own delivery alone.
		technical := right.Actor{ID: "technical", Grants: []right.Grant{{Role: right.TechnicalAdmin}}}
		if _, err := h.desk.Attempts(h.Context(), technical, spoken); err != nil {
			h.Error(err)
		}
		if _, err := h.desk.Exchanges(h.Context(), technical, spoken, attempts[0].ID); !fault.Is(err, fault.Denied) {
			h.Errorf("who may not read the text: %v", err)
		}
		if _, err := h.desk.Exchanges(h.Context(), approver(), silent, attempts[0].ID); !fault.Is(err, fault.NotFound) {
			h.Errorf("under another delivery: %v", err)
		}
	})
}

// Only exchanges are forgotten, and only those that are old enough; however many there are.
func TestExchangesAreForgotten(t *testing.T) {
	each(t, func(h *harness) {
		d := h.publish(h.approved("Hội chợ"), h.channel("spoken"))[0]
		h.run()
		sent := h.until(d.ID, delivery.Sent)
		attempts, err := h.queue.Attempts(h.Context(), d.ID)
		must(h.T, err)
		old := attempts[0].ID
		const day = 24 * time.Hour
		h.set(`UPDATE attempt_exchange SET kept_at = kept_at - ? WHERE attempt_id = ?`, (3 * day).Microseconds(), old)
		h.set(`INSERT INTO attempt (id, delivery_id, number, task, instance, started_at) SELECT 'fresh', delivery_id, number, task, instance, started_at FROM attempt WHERE id = ?`, old)
		h.set(`INSERT INTO attempt_exchange (attempt_id, kept_at, exchanges) SELECT 'fresh', kept_at + ?, exchanges FROM attempt_exchange WHERE attempt_id = ?`, (2 * day).Microseconds(), old)
		const more = 450 // beyond two batches
		h.set(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			INSERT INTO attempt (id, delivery_id, number, task, instance, started_at) SELECT 'old ' || i, delivery_id, number, task, instance, started_at FROM attempt, n WHERE id = ?`, more, old)
		h.set(`INSERT INTO attempt_exchange (attempt_id, kept_at, exchanges) SELECT id, 1, '[]' FROM attempt WHERE id LIKE 'old %'`)

		if n, err := h.queue.ForgetExchanges(h.Context(), 2*day); n != more+1 || err != nil {
			h.Fatalf("forgot %d of %d, %v", n, more+1, err)
		}
		if got := h.said(d.ID, "fresh"); len(got) != 2 {
			h.Errorf("of the younger is left %q", got)
		}
		if got := h.said(d.ID, old); len(got) != 0 {
			h.Errorf("of the older is left %q", got)
		}
		if n, err := h.queue.ForgetExchanges(h.Context(), 2*day); n != 0 || err != nil {
			h.Errorf("then %d, %v", n, err)
		}
		after := h.read(d.ID)
		attempts, err = h.queue.Attempts(h.Context(), d.ID)
		must(h.T, err)
		if len(attempts) != more+2 || string(after.Payload) != string(sent.Payload) || after.PayloadHash != sent.PayloadHash || after.Receipt != sent.Receipt || after.Payload == nil {
			h.Errorf("%d attempts, %+v", len(attempts), after)
		}
	})
}
