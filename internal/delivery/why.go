package delivery

import (
	"context"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery/rule"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// Why answers "why is this not out?": where the delivery stands and for what reason, rule
// by rule what it waits for, what the last try said, when the next is, who can do what.
type Why struct {
	Listed
	Sentence fault.Text
	// Rules are those of the claim; empty once nothing is left to send.
	Rules   []rule.Result
	Last    *Attempt
	NextTry time.Time // zero when the engine will do nothing by itself
	// Guide is what a person has to look at before they can choose a step; nil for nothing.
	Guide *Guide
	Steps []Step
}

// Step is something that a person can do about a delivery.
type Step struct {
	Action  string // the API's name: retry, check, mark-sent, cancel
	Label   fault.Text
	Allowed right.Decision // for the one who asks
}

// Why explains a delivery.
func (d *Desk) Why(ctx context.Context, actor right.Actor, id string) (Why, error) {
	one, err := d.Delivery(ctx, actor, id)
	if err != nil {
		return Why{}, err
	}
	return d.explained(ctx, actor, one)
}

// After explains a delivery for the answer to somebody who has just decided about it. It asks
// for no right, and gives no title: a key that may settle and nothing else gets an answer like
// any other.
func (d *Desk) After(ctx context.Context, actor right.Actor, id string) (Why, error) {
	one, err := d.o.Reader.Delivery(ctx, id)
	if err != nil {
		return Why{}, err
	}
	one.Title = ""
	return d.explained(ctx, actor, one)
}

func (d *Desk) explained(ctx context.Context, actor right.Actor, one Listed) (Why, error) {
	why := Why{Listed: one}
	attempts, err := d.o.Reader.Attempts(ctx, one.ID)
	if err != nil {
		return Why{}, err
	}
	if len(attempts) > 0 {
		why.Last = &attempts[0]
	}
	c, spec, err := d.o.Channels.Describe(ctx, one.Channel)
	if err != nil && !fault.Explains(err) {
		return Why{}, err
	}
	why.Guide = guide(one, c, spec, attempts)
	var holding *rule.Result
	if one.Task != TaskNone && one.LeaseToken == "" {
		if holding, err = d.explain(ctx, &why, c); err != nil {
			return Why{}, err
		}
	}
	why.Sentence = sentence(one.Delivery, holding)
	if one.State == Attention && one.Intent == connector.Publish && one.SentAt.IsZero() {
		siblings, err := d.o.Reader.Siblings(ctx, one.Edition)
		if err != nil {
			return Why{}, err
		}
		why.Sentence = joined([]fault.Text{why.Sentence, rule.Ahead(siblings)})
	}
	now, err := d.o.Store.Now(ctx)
	if err != nil {
		return Why{}, err
	}
	may := actor.May(right.DeliveryAct, right.In(one.Unit))
	edition := article.Edition{ApprovedRelease: one.ApprovedRelease, Embargo: one.Embargo}
	for _, step := range steps(one.Delivery, spec, one.standing(edition, spec, now)) {
		step.Allowed = may
		why.Steps = append(why.Steps, step)
	}
	return why, nil
}

// explain says rule by rule what a delivery waits for that is to be sent, and when it can
// go: never while something holds it whose end no clock knows. It returns the rule that
// holds it.
func (d *Desk) explain(ctx context.Context, why *Why, c channel.Channel) (holding *rule.Result, err error) {
	why.NextTry = later(why.NextAt, c.ParkedUntil)
	if why.Task != TaskSend && c.Hold.StopsAll() {
		why.NextTry = time.Time{}
		return &rule.Result{Rule: rule.Place, Words: d.missing(rule.Place, why.Listed, c)}, nil
	}
	if why.Task != TaskSend {
		return nil, nil
	}
	rules, err := d.o.Reader.Rules(ctx, why.Delivery.ID)
	if err != nil {
		return nil, err
	}
	ends := map[rule.Rule]time.Time{rule.Due: why.DueAt, rule.NextTry: why.NextAt, rule.Embargo: why.Embargo.Until, rule.Parked: c.ParkedUntil,
		rule.Hours: c.Rest.Closing.Until, rule.Breaker: c.Breaker.Until}
	known := true
	for i, r := range rules {
		rules[i].Words = met(r.Rule, why.Listed, c)
		if r.Holds {
			continue
		}
		if rules[i].Words = d.missing(r.Rule, why.Listed, c); r.Rule == rule.Together {
			siblings, err := d.o.Reader.Siblings(ctx, why.Edition)
			if err != nil {
				return nil, err
			}
			rules[i].Words = rule.Awaited(siblings)
		}
		end, timed := ends[r.Rule]
		known = known && timed
		why.NextTry = later(why.NextTry, end)
	}
	if !known {
		why.NextTry = time.Time{}
	}
	why.Rules = rules
	return holds(rules, ends), nil
}

// holds picks the rule that a person should hear of: one that somebody has to mend
// whatever the hour, else the hour that comes last, else what passes by itself.
func holds(rules []rule.Result, ends map[rule.Rule]time.Time) *rule.Result {
	var last, other *rule.Result
	for i, r := range rules {
		end, timed := ends[r.Rule]
		switch {
		case r.Holds:
		case r.Rule == rule.Approved || r.Rule == rule.Together || r.Rule == rule.Language || r.Rule == rule.Running || r.Rule == rule.Place:
			return &rules[i]
		case timed && (last == nil || end.After(ends[last.Rule])):
			last = &rules[i]
		case !timed && other == nil:
			other = &rules[i]
		}
	}
	if last != nil {
		return last
	}
	return other
}

// sentence says the whole in one line: the reason where there is one, else the rule that
// holds it, else the state. A reason is that of the last try; what holds the next one is
// told with it.
func sentence(d Delivery, holding *rule.Result) fault.Text {
	words := []fault.Text{d.Reason.Words(), d.Detail}
	switch {
	case words[0].IsZero():
		words[0] = d.words()
	case d.Reason == ReasonByPerson && d.State == Retrying:
		words[0] = fault.T("Người phụ trách đã cho gửi lại.", "A person has it sent again.")
	}
	switch {
	case holding == nil:
	case d.Reason == ReasonNone:
		return holding.Words
	case holding.Rule == rule.NextTry || holding.Rule == rule.Running && d.Reason == ReasonReauth: // told by the reason
	default:
		words = append(words, holding.Words)
	}
	return joined(words)
}

// joined makes one line of sentences; one that stands alone keeps its form.
func joined(sentences []fault.Text) fault.Text {
	line := sentences[0]
	for _, next := range sentences[1:] {
		if !next.IsZero() {
			line = fault.T(ended(line.VI)+" "+next.VI, ended(line.EN)+" "+next.EN)
		}
	}
	return line
}

// ended closes a sentence.
func ended(s string) string { return strings.TrimSuffix(s, ".") + "." }

// words names a delivery's state: that of a withdrawal speaks of the taking down.
func (d Delivery) words() fault.Text {
	if d.Intent == connector.Withdraw {
		switch d.State {
		case Waiting:
			return fault.T("Sắp gỡ", "To be taken down")
		case Sending:
			return fault.T("Đang gỡ", "Being taken down")
		case Sent:
			return fault.T("Đã gỡ", "Taken down")
		case Confirmed:
			return fault.T("Đã gỡ, không còn thấy ở nơi nhận", "Taken down, and no longer seen at the destination")
		}
	}
	return d.State.Words()
}

// steps lists what a person can do about a delivery, each by the very condition under
// which the act itself is possible.
func steps(d Delivery, spec connector.Spec, at standing) []Step {
	if d.LeaseToken != "" {
		return nil // a process is at it
	}
	var possible []Step
	if lookTask(d, spec) != TaskNone && d.State != Confirmed {
		possible = append(possible, Step{Action: "check", Label: fault.T("Kiểm tra lại nơi nhận", "Look at the destination again")})
	}
	if d.mayRetry(at.inForce) {
		possible = append(possible, Step{Action: "retry", Label: retryLabel(d, at.inForce)})
	}
	if at.inForce && d.mayWait(d.Release) {
		possible = append(possible, Step{Action: "wait", Label: fault.T("Chờ cổng tiếp", "Go on waiting for the portal")})
	}
	if d.mayMark(at) {
		possible = append(possible, Step{Action: "mark-sent", Label: markLabel(d)})
	}
	if d.mayCancel() {
		possible = append(possible, Step{Action: "cancel", Label: fault.T("Bỏ khỏi lịch", "Take off the plan")})
	}
	return possible
}

func markLabel(d Delivery) fault.Text {
	switch {
	case d.Intent == connector.Withdraw:
		return fault.T("Đã gỡ ở nơi nhận", "It has been taken down there")
	case d.Out():
		return fault.T("Đã kiểm tra, ổn", "Looked at, it is in order")
	}
	return fault.T("Đã đăng — nhập liên kết", "It is there — give the link")
}

func retryLabel(d Delivery, inForce bool) fault.Text {
	switch {
	case d.Reason == ReasonPortalLate:
		return fault.T("Gửi ngay, không chờ cổng", "Send it now without the portal")
	case d.Reason == ReasonSiblingFailed:
		return fault.T("Gửi ngay, không chờ bản ngôn ngữ kia", "Send it now without the other languages")
	case d.Reason == ReasonLate:
		return fault.T("Gửi ngay dù đã trễ", "Send it now although it is late")
	case d.Intent == connector.Withdraw && !d.NeverLeft():
		return fault.T("Vẫn còn ở nơi nhận — gỡ lại", "It is still there — take it down again")
	case d.NeverLeft():
		return fault.T("Gửi lại", "Send again")
	case d.Intent != connector.Withdraw && !inForce:
		return fault.T("Chưa đăng", "It is not there")
	}
	return fault.T("Chưa đăng — gửi lại", "It is not there — send again")
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
