package delivery

import (
	"context"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
)

// Why answers "why is this not out?": where the delivery stands and for what reason, rule
// by rule what it waits for, what the last try said, when the next is, who can do what.
type Why struct {
	Listed
	Sentence fault.Text
	// Rules are those of the claim; empty once nothing is left to send.
	Rules   []RuleResult
	Last    *Attempt
	NextTry time.Time // zero when the engine will do nothing by itself
	Steps   []Step
}

// Step is something that a person can do about a delivery.
type Step struct {
	Action  string // the API's name: retry, check, mark-sent, cancel
	Label   fault.Text
	Allowed account.Decision // for the one who asks
}

// Why explains a delivery.
func (d *Desk) Why(ctx context.Context, actor account.Actor, id string) (Why, error) {
	one, err := d.Delivery(ctx, actor, id)
	if err != nil {
		return Why{}, err
	}
	why := Why{Listed: one, NextTry: one.NextAt}
	attempts, err := d.o.Reader.Attempts(ctx, id)
	if err != nil {
		return Why{}, err
	}
	if len(attempts) > 0 {
		why.Last = &attempts[0]
	}
	if one.Task == TaskSend {
		if why.Rules, err = d.o.Reader.Rules(ctx, id); err != nil {
			return Why{}, err
		}
	}
	why.Sentence = sentence(one.Delivery, why.Rules)
	may := actor.May(account.DeliveryAct, one.Unit)
	for _, step := range steps(one.Delivery) {
		step.Allowed = may
		why.Steps = append(why.Steps, step)
	}
	return why, nil
}

// sentence says the whole in one line: the reason where there is one, else the first
// rule that does not hold.
func sentence(d Delivery, rules []RuleResult) fault.Text {
	words := d.Reason.Words()
	if !words.IsZero() {
		if !d.Detail.IsZero() {
			return fault.T(words.VI+" "+d.Detail.VI, words.EN+" "+d.Detail.EN)
		}
		return words
	}
	for _, r := range rules {
		if !r.Holds {
			return fault.T("Đang chờ: "+lowerFirst(r.Rule.Words().VI), "Waiting for: "+lowerFirst(r.Rule.Words().EN))
		}
	}
	return d.State.Words()
}

func lowerFirst(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(first)) + s[size:]
}

func steps(d Delivery) []Step {
	retry := Step{Action: "retry", Label: fault.T("Gửi lại", "Send again")}
	check := Step{Action: "check", Label: fault.T("Kiểm tra lại nơi nhận", "Look at the destination again")}
	mark := Step{Action: "mark-sent", Label: fault.T("Đã đăng — nhập liên kết", "It is there — give the link")}
	cancel := Step{Action: "cancel", Label: fault.T("Bỏ khỏi lịch", "Take off the plan")}
	switch {
	case d.State == Unsure:
		retry.Label = fault.T("Chưa đăng — gửi lại", "It is not there — send again")
		return []Step{check, mark, retry}
	case d.Out() && d.State != Confirmed:
		return []Step{check}
	case d.State == Attention && !d.NeverLeft():
		return []Step{retry, mark}
	case d.State == Attention:
		return []Step{retry, mark, cancel}
	case d.State == Retrying:
		return []Step{retry, cancel}
	case d.State == Waiting:
		return []Step{cancel}
	case d.State == Polling:
		return []Step{check}
	}
	return nil
}

// Words names a state in the words that every screen uses.
func (s State) Words() fault.Text {
	switch s {
	case Waiting:
		return fault.T("Đã lên lịch", "Scheduled")
	case Sending:
		return fault.T("Đang gửi", "Sending")
	case Retrying:
		return fault.T("Sẽ gửi lại", "Will be sent again")
	case Polling:
		return fault.T("Nơi nhận đang xử lý", "The destination is working on it")
	case Unsure:
		return fault.T("Chưa rõ kết quả", "Outcome unknown")
	case Sent:
		return fault.T("Đã đăng", "Published")
	case Confirmed:
		return fault.T("Đã đăng, đã thấy ở nơi nhận", "Published and seen at the destination")
	case Attention:
		return fault.T("Cần xử lý", "Needs attention")
	case Cancelled:
		return fault.T("Đã bỏ khỏi lịch", "Taken off the plan")
	case Superseded:
		return fault.T("Đã thay bằng bản mới", "Replaced by a newer release")
	case Withdrawn:
		return fault.T("Đã gỡ", "Withdrawn")
	}
	return fault.T(string(s), string(s))
}
