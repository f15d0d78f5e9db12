// Package sandbox is the trial destination ("Kênh thử"). It sends nothing anywhere: the
// post that would have left is kept with its delivery, as for every channel. What each
// try meets is written in a script, so that every road of the delivery engine can be
// seen without a real destination.
//
// The n-th try meets the n-th step of the script, and the last step repeats; nothing is
// remembered between tries. A look finds one copy for every step up to the last try
// that applied the post, so a script that is sent past an applied step shows a double.
package sandbox

import (
	"context"
	"strconv"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// Spec describes the kind.
func Spec() connector.Spec {
	return connector.Spec{
		Kind:  connector.TrialKind,
		Label: fault.T("Kênh thử", "Trial channel"),
		Help: fault.T("Không gửi ra ngoài; chỉ cho xem nội dung lẽ ra đã gửi, với kết quả theo kịch bản.",
			"Sends nothing outside; shows what would have been sent, with results from a script."),
		Trial: true,
		Guards: map[connector.Intent]connector.Guard{
			connector.Publish: connector.GuardLookUp, connector.Correct: connector.GuardLookUp, connector.Withdraw: connector.GuardLookUp,
		},
		Proof: connector.ProofNone,
		Settings: []connector.Setting{{
			Name: "script", Kind: connector.SettingText, Default: "ok",
			Label: fault.T("Kịch bản", "Script"),
			Help: fault.T("Kết quả của từng lần thử, cách nhau bằng dấu phẩy; bước cuối lặp lại. Ví dụ: transient*2,ok · throttled:30s,ok · ambiguous+,ok · accepted*2,ok · rejected · reauth · duplicate. ambiguous+ là đã áp dụng, ambiguous- là chưa.",
				"The result of each try, parted by commas; the last repeats. Examples: transient*2,ok · throttled:30s,ok · ambiguous+,ok · accepted*2,ok · rejected · reauth · duplicate. ambiguous+ was applied, ambiguous- was not."),
		}},
		New: func(values connector.Values, deps connector.Deps) (connector.Connector, error) {
			steps, err := parse(values["script"])
			if err != nil {
				return nil, err
			}
			return &stage{steps: steps, deps: deps}, nil
		},
	}
}

type stage struct {
	steps []step // at least one
	deps  connector.Deps
}

var (
	_ connector.Looker = (*stage)(nil)
	_ connector.Poller = (*stage)(nil)
)

func (s *stage) step(n int) step { return s.steps[min(max(n, 1), len(s.steps))-1] }

// Check finds the trial channel well: there is nobody to ask.
func (s *stage) Check(context.Context) connector.Health {
	return connector.Health{Class: connector.OK, Account: "sandbox"}
}

// Send meets the step of this try.
func (s *stage) Send(ctx context.Context, call connector.Call) connector.Outcome {
	return s.play(ctx, call, call.Attempt)
}

// Poll meets the step after the one that gave the handle, so that "accepted*3,ok" is
// ready at the third poll.
func (s *stage) Poll(ctx context.Context, call connector.Call) connector.Outcome {
	n, err := strconv.Atoi(call.Handle)
	if err != nil || n < 1 {
		return connector.Outcome{Class: connector.Rejected, Reason: "unknown_handle",
			Detail: fault.T("Kênh thử không biết mã chờ này.", "The trial channel does not know this handle.")}
	}
	return s.play(ctx, call, n+1)
}

// Look finds one copy for each try up to now that applied the post.
func (s *stage) Look(_ context.Context, call connector.Call) connector.Sighting {
	var copies []connector.Receipt
	for n := 1; n <= call.Attempt; n++ {
		if s.step(n).applied {
			copies = append(copies, receipt(call, n))
		}
	}
	if len(copies) == 0 {
		return connector.Sighting{Finding: connector.Missing}
	}
	return connector.Sighting{Finding: connector.Found, Receipts: copies}
}

func (s *stage) play(ctx context.Context, call connector.Call, n int) connector.Outcome {
	if ctx.Err() != nil {
		return connector.Outcome{Class: connector.Transient, Reason: "cancelled",
			Detail: fault.T("Yêu cầu bị dừng giữa chừng.", "The request was stopped.")}
	}
	one := s.step(n)
	outcome := connector.Outcome{Class: one.class, Reason: "sandbox_" + string(one.class), Detail: words(one.class, call.Post.Title)}
	switch one.class {
	case connector.OK, connector.Duplicate:
		outcome.Receipt = receipt(call, n)
	case connector.Accepted:
		outcome.Handle = strconv.Itoa(n)
	}
	if one.wait > 0 {
		outcome.Until = s.deps.Now().Add(one.wait).UTC()
	}
	return outcome
}

// receipt is the same for the same step: a try that is played again changes nothing.
func receipt(call connector.Call, n int) connector.Receipt {
	return connector.Receipt{RemoteID: call.Key + "-" + strconv.Itoa(n), Address: call.Post.Link}
}

func words(class connector.Class, title string) fault.Text {
	if class == connector.OK {
		return fault.Tf("Kênh thử: không gửi ra ngoài; lẽ ra đã gửi “%s”.", "Trial channel: nothing left; “%s” would have been sent.", title)
	}
	return fault.Tf("Kênh thử: kịch bản cho kết quả %s.", "Trial channel: the script says %s.", string(class))
}
