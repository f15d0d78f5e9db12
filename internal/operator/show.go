package operator

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/evidence"
	"github.com/lantoa/lantoa/internal/fault"
)

// attempt is one try for programs.
type attempt struct {
	ID         string              `json:"id"`
	Number     int                 `json:"number"`
	Task       string              `json:"task"`
	Instance   string              `json:"instance"`
	StartedAt  *time.Time          `json:"started_at"`
	SendingAt  *time.Time          `json:"sending_at,omitempty"`
	FinishedAt *time.Time          `json:"finished_at,omitempty"`
	Class      string              `json:"class,omitempty"`
	Reason     string              `json:"reason,omitempty"`
	Detail     string              `json:"detail,omitempty"`
	Exchanges  int                 `json:"exchanges"`
	Kept       []evidence.Exchange `json:"kept,omitempty"`
}

// Show shows a delivery with its attempts, the oldest first; with exchanges also what was
// asked of the destination and what it answered, as far as it is kept.
func (c *Console) Show(ctx context.Context, id string, exchanges bool) error {
	one, err := c.o.Desk.Delivery(ctx, c.actor, id)
	if err != nil {
		return err
	}
	tries, err := c.o.Desk.Attempts(ctx, c.actor, id)
	if err != nil {
		return err
	}
	all := make([]attempt, 0, len(tries))
	for i := len(tries) - 1; i >= 0; i-- {
		t := tries[i]
		shown := attempt{ID: t.ID, Number: t.Number, Task: string(t.Task), Instance: t.Instance, StartedAt: instant(t.StartAt), SendingAt: instant(t.SendingAt),
			FinishedAt: instant(t.FinishedAt), Class: string(t.Class), Reason: t.Reason, Detail: c.say(t.Detail), Exchanges: t.Exchanges}
		if exchanges && t.Exchanges > 0 {
			if shown.Kept, err = c.o.Desk.Exchanges(ctx, c.actor, id, t.ID); err != nil {
				return err
			}
		}
		all = append(all, shown)
	}
	if c.o.JSON {
		return c.json(struct {
			record
			Attempts []attempt `json:"attempts"`
		}{c.recordOf(one), all})
	}
	if err := c.facts(one); err != nil || len(all) == 0 {
		return err
	}
	if err := c.tries(all); err != nil || !exchanges {
		return err
	}
	for _, t := range all {
		if err := c.exchanges(t); err != nil {
			return err
		}
	}
	return nil
}

// facts are what is known of a delivery, one a line; what is not known has none.
func (c *Console) facts(d delivery.Listed) error {
	for _, one := range []struct {
		name  fault.Text
		value string
	}{
		{fault.T("Lượt phát", "Delivery"), d.ID},
		{fault.T("Bài", "Story"), fmt.Sprintf("%s (%s, %d)", d.Title, d.Lang, d.Number)},
		{fault.T("Kênh", "Channel"), d.ChannelName + " (" + d.ChannelKind + ")"},
		{fault.T("Việc", "Intent"), string(d.Intent)},
		{fault.T("Giờ", "Due"), c.at(d.DueAt)},
		{fault.T("Trạng thái", "State"), c.say(d.State.Words())},
		{fault.T("Lý do", "Reason"), c.say(d.Reason.Words())},
		{fault.T("Nơi nhận nói", "The destination says"), c.say(d.Detail)},
		{fault.T("Đã đăng lúc", "Published at"), c.at(d.SentAt)},
		{fault.T("Đã thấy lúc", "Seen at"), c.at(d.ConfirmedAt)},
		{fault.T("Địa chỉ", "Address"), d.Receipt.Address},
		{fault.T("Mã ở nơi nhận", "Id there"), d.Receipt.RemoteID},
		{fault.T("SHA-256 bài gửi", "SHA-256 of the post"), d.PayloadHash},
	} {
		if one.value == "" {
			continue
		}
		if _, err := fmt.Fprintf(c.o.Out, "%s: %s\n", c.say(one.name), oneLine(one.value)); err != nil {
			return err
		}
	}
	return nil
}

func (c *Console) tries(all []attempt) error {
	rows := make([][]string, len(all))
	for i, t := range all {
		said := t.Detail
		if t.Reason != "" {
			said = t.Reason + ": " + said
		}
		rows[i] = []string{strconv.Itoa(t.Number), c.at(*t.StartedAt), t.Task, t.Class, strconv.Itoa(t.Exchanges), said}
	}
	if _, err := fmt.Fprintln(c.o.Out); err != nil {
		return err
	}
	return c.table([]fault.Text{fault.T("lần", "try"), fault.T("lúc", "at"), fault.T("việc", "task"), fault.T("kết quả", "result"),
		fault.T("trao đổi", "exchanges"), fault.T("chi tiết", "detail")}, rows)
}

func (c *Console) exchanges(t attempt) error {
	for i, x := range t.Kept {
		result := x.Problem
		if x.Status != 0 {
			result = strconv.Itoa(x.Status) + " " + x.Problem
		}
		if _, err := fmt.Fprintf(c.o.Out, "\n[%s %d.%d] %s  %s %s → %s (%d ms)\n", t.Task, t.Number, i+1, c.at(x.At), x.Method, oneLine(x.Address), result, x.Took); err != nil {
			return err
		}
		if err := c.part(">", x.Request); err != nil {
			return err
		}
		if err := c.part("<", x.Answer); err != nil {
			return err
		}
	}
	if t.Exchanges > len(t.Kept) {
		return c.print("Lần %d: còn giữ %d trên %d trao đổi.", "Try %d: %d of %d exchanges are kept.", t.Number, len(t.Kept), t.Exchanges)
	}
	return nil
}

// part shows one direction of an exchange.
func (c *Console) part(mark string, p evidence.Part) error {
	for _, one := range p.Header {
		if _, err := fmt.Fprintf(c.o.Out, "%s %s: %s\n", mark, one.Name, oneLine(one.Value)); err != nil {
			return err
		}
	}
	if p.Body != "" {
		if _, err := fmt.Fprintf(c.o.Out, "%s %s\n", mark, oneLine(p.Body)); err != nil {
			return err
		}
	}
	switch {
	case !p.Cut:
		return nil
	case p.SHA256 == "":
		return c.print("%s … %d byte", "%s … %d bytes", mark, p.Bytes)
	}
	return c.print("%s … %d byte, SHA-256 %s", "%s … %d bytes, SHA-256 %s", mark, p.Bytes, p.SHA256)
}

// explanation is why a delivery is where it is, for programs.
type explanation struct {
	Delivery record     `json:"delivery"`
	Sentence string     `json:"sentence"`
	Rules    []rule     `json:"rules"`
	NextTry  *time.Time `json:"next_try,omitempty"`
	Guide    []string   `json:"guide,omitempty"` // where to look, and for what
	Steps    []step     `json:"steps"`
}

type rule struct {
	Rule  string `json:"rule"`
	Holds bool   `json:"holds"`
	Words string `json:"words"`
}

type step struct {
	Action  string `json:"action"`
	Label   string `json:"label"`
	Allowed bool   `json:"allowed"`
}

// guide says where to look, for what, and when it was sent, if it was.
func (c *Console) guide(g *delivery.Guide) []string {
	if g == nil {
		return nil
	}
	lines := []string{c.say(g.Where), c.say(g.What)}
	if !g.From.IsZero() {
		lines = append(lines, c.say(fault.T("Nếu đã gửi thì trong khoảng ", "If it was sent, then between "))+c.at(g.From)+" – "+c.at(g.Until))
	}
	return lines
}

// Why explains a delivery, rule by rule, and says what can be done.
func (c *Console) Why(ctx context.Context, id string) error {
	why, err := c.o.Desk.Why(ctx, c.actor, id)
	if err != nil {
		return err
	}
	e := explanation{Delivery: c.recordOf(why.Listed), Sentence: c.say(why.Sentence), Rules: []rule{}, NextTry: instant(why.NextTry), Steps: []step{}}
	for _, r := range why.Rules {
		e.Rules = append(e.Rules, rule{string(r.Rule), r.Holds, c.say(r.Words)})
	}
	e.Guide = c.guide(why.Guide)
	for _, s := range why.Steps {
		e.Steps = append(e.Steps, step{s.Action, c.say(s.Label), s.Allowed.Allowed})
	}
	if c.o.JSON {
		return c.json(e)
	}
	lines := []string{e.Sentence}
	for _, r := range e.Rules {
		mark := "✗"
		if r.Holds {
			mark = "✓"
		}
		lines = append(lines, "  "+mark+" "+r.Words)
	}
	if !why.NextTry.IsZero() {
		lines = append(lines, c.say(fault.T("Lần tới: ", "Next: "))+c.at(why.NextTry))
	}
	if why.Last != nil {
		lines = append(lines, c.say(fault.T("Lần cuối: ", "Last: "))+c.at(why.Last.StartAt)+" "+string(why.Last.Task)+" "+string(why.Last.Class)+" "+why.Last.Reason)
	}
	lines = append(lines, e.Guide...)
	for _, s := range e.Steps {
		lines = append(lines, "→ lantoa deliveries "+s.Action+" "+id+"  # "+s.Label)
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(c.o.Out, oneLine(line)); err != nil {
			return err
		}
	}
	return nil
}
