package delivery_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/channel"
)

// One act on a story that goes to very many channels changes more rows than a statement of
// SQLite takes values for.
func TestAStoryGoesToVeryManyChannels(t *testing.T) {
	each(t, func(h *harness) {
		const many = 820
		if h.db.LockRows("e", true) != "" {
			h.Skip("its statements take twice as many")
		}
		all := make([]channel.Channel, many)
		must(h.T, h.db.InTx(h.Context(), func(ctx context.Context) (err error) {
			for i := range all {
				name := fmt.Sprintf("Kênh %d", i)
				if all[i], err = h.channels.Create(ctx, account.System(), channel.Input{Kind: "keyed", Patch: channel.Patch{Name: &name}}); err != nil {
					return err
				}
			}
			return nil
		}))
		e := h.approved("Khắp nơi")
		if planned := h.publish(e, all...); len(planned) != many {
			h.Errorf("%d of %d are planned", len(planned), many)
		}
		h.withdraw(e)
		for _, one := range h.of(e) {
			if one.State != "cancelled" {
				h.Fatalf("%s is left after the withdrawal", one.State)
			}
		}
	})
}
