package dispatch

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
)

// errPanicked stands for a panic of ours.
var errPanicked = errors.New("panicked")

// guarded turns a panic into an error: what goes wrong with one delivery must not end the
// process, and with it all others.
func (d *Dispatcher) guarded(do func() error) (err error) {
	defer func() {
		if broken := recover(); broken != nil {
			d.o.Log.Error("dispatcher: panicked", "panic", broken, "stack", string(debug.Stack()))
			err = fmt.Errorf("%w: %v", errPanicked, broken)
		}
	}()
	return do()
}

// inTx carries out a transaction in which a panic of ours is an error.
func (d *Dispatcher) inTx(ctx context.Context, do func(ctx context.Context) error) error {
	return d.guarded(func() error { return d.o.Store.InTx(ctx, do) })
}

// stumbled settles a try of ours that panicked on its way to the destination. What is surely
// not sent is left to a person, since the next try would stumble too.
func (t *try) stumbled() decide {
	detail := fault.T("Phần mềm gặp lỗi bất ngờ khi chuẩn bị bài; chi tiết ở nhật ký máy chủ.",
		"The program met an unexpected fault while it made the post ready; the server's log says more.")
	if t.Task == delivery.TaskSend && t.Claimed.Attempt.SendingAt.IsZero() {
		return fixed(delivery.Verdict{State: delivery.Attention, Reason: delivery.ReasonRender, Detail: detail})
	}
	return unanswered(t.Task, connector.Outcome{Class: connector.Ambiguous, Reason: "panic", Detail: detail})
}
