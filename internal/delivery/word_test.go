package delivery_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
)

// A destination may say anything; what no database would keep of it holds up nothing.
func TestAnyWordOfADestinationIsStored(t *testing.T) {
	each(t, func(h *harness) {
		const odd = "\x00é\xff\xfe"
		h.place.direct(func(call connector.Call) behaviour {
			if err := call.Progress.Put(h.Context(), "pic"+odd, odd); err != nil {
				h.Error(err)
			}
			return behaviour{applies: true, class: connector.OK, words: odd}
		})
		id := h.publish(h.approved("Byte lạ"), h.channel("looked"))[0].ID
		h.run()
		d := h.until(id, delivery.Sent)
		if d.Receipt.Address != "https://place.example/"+id+"é\uFFFD" || d.Progress["picé\uFFFD"] != "é\uFFFD" {
			h.Errorf("address %q, progress %q", d.Receipt.Address, d.Progress)
		}
	})
}

// refusing is a store that takes nothing that was sent.
type refusing struct{ delivery.Store }

func (r refusing) Save(ctx context.Context, sets ...*delivery.Set) error {
	for _, one := range sets {
		if slices.ContainsFunc(one.Changed(), func(d delivery.Delivery) bool { return d.State == delivery.Sent }) {
			return errors.New("no")
		}
	}
	return r.Store.Save(ctx, sets...)
}

// A result that the database refuses, though it answers, ends in doubt with its reason and
// keeps neither worker nor lease.
func TestAResultThatIsRefusedEndsInDoubt(t *testing.T) {
	each(t, func(h *harness) {
		id := h.publish(h.approved("Không lưu được"), h.channel("blind"))[0].ID
		o := h.options()
		o.Store = refusing{h.queue}
		_, stop := h.engineOf(o)
		defer stop()
		d := h.until(id, delivery.Unsure)
		if d.Reason != delivery.ReasonAskPerson || d.LeaseToken != "" || !strings.Contains(d.Detail.EN, "could not be stored") {
			h.Errorf("reason %s, lease %q, detail %q", d.Reason, d.LeaseToken, d.Detail.EN)
		}
	})
}
