package operator

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// Narrow says which deliveries are listed; zero values do not narrow.
type Narrow struct {
	States  []string
	Reasons []string
	Channel string // id or name
	Overdue bool   // those whose hour has passed and that are not out, nor off the plan
	Limit   int
}

// open are the states of what is still to come, or to be decided.
func open() []delivery.State {
	return []delivery.State{delivery.Waiting, delivery.Sending, delivery.Retrying, delivery.Polling, delivery.Unsure, delivery.Attention}
}

func (c *Console) filter(ctx context.Context, n Narrow) (delivery.Filter, error) {
	f := delivery.Filter{Limit: n.Limit + 1, Newest: !n.Overdue}
	for _, one := range n.States {
		if !slices.Contains(delivery.States(), delivery.State(one)) {
			return f, unknown("--state", one, delivery.States())
		}
		f.States = append(f.States, delivery.State(one))
	}
	for _, one := range n.Reasons {
		if !slices.Contains(delivery.Reasons(), delivery.Reason(one)) {
			return f, unknown("--reason", one, delivery.Reasons())
		}
		f.Reasons = append(f.Reasons, delivery.Reason(one))
	}
	if n.Overdue {
		f.DueUntil = c.o.Now()
		if f.States == nil {
			f.States = open()
		}
		f.States = slices.DeleteFunc(f.States, func(s delivery.State) bool { return !slices.Contains(open(), s) })
		if len(f.States) == 0 {
			return f, fault.New(fault.ValidationFailed, fault.T("Trạng thái đã chọn không bao giờ là quá giờ.", "What is in the given states is never overdue."))
		}
	}
	if n.Channel != "" {
		on, err := c.channel(ctx, n.Channel)
		if err != nil {
			return f, err
		}
		f.Channel = on.ID
	}
	return f, nil
}

func unknown[T ~string](flag, given string, known []T) error {
	words := make([]string, len(known))
	for i, one := range known {
		words[i] = string(one)
	}
	return fault.New(fault.ValidationFailed, fault.Tf("%s không nhận %q; chỉ nhận: %s", "%s does not take %q; it takes: %s", flag, given, strings.Join(words, ", ")))
}

// List shows deliveries: the newest hour first, or, of overdue ones, the oldest.
func (c *Console) List(ctx context.Context, n Narrow) error {
	f, err := c.filter(ctx, n)
	if err != nil {
		return err
	}
	list, err := c.o.Desk.List(ctx, c.actor, f)
	if err != nil {
		return err
	}
	more := len(list) > n.Limit
	list = list[:min(len(list), n.Limit)]
	if c.o.JSON {
		records := make([]record, len(list))
		for i, one := range list {
			records[i] = c.recordOf(one)
		}
		return c.json(records)
	}
	if len(list) == 0 {
		return c.print("Không có lượt phát nào như vậy.", "There is no such delivery.")
	}
	rows := make([][]string, len(list))
	for i, one := range list {
		rows[i] = []string{one.ID, c.at(one.DueAt), one.ChannelName, one.Lang, c.say(one.State.Words()), string(one.Reason), one.Title}
	}
	err = c.table([]fault.Text{fault.T("lượt phát", "delivery"), fault.T("giờ", "due"), fault.T("kênh", "channel"), fault.T("nn", "lang"),
		fault.T("trạng thái", "state"), fault.T("lý do", "reason"), fault.T("bài", "story")}, rows)
	if err == nil && more {
		err = c.print("Còn nữa; thêm --limit để xem nhiều hơn %d.", "There are more; use --limit to see more than %d.", n.Limit)
	}
	return err
}

// record is a delivery for programs, in the words of the API.
type record struct {
	ID          string     `json:"id"`
	Article     string     `json:"article"`
	Lang        string     `json:"lang"`
	Title       string     `json:"title"`
	Channel     string     `json:"channel"`
	ChannelName string     `json:"channel_name"`
	ChannelKind string     `json:"channel_kind"`
	Intent      string     `json:"intent"`
	DueAt       *time.Time `json:"due_at"`
	State       string     `json:"state"`
	Reason      string     `json:"reason,omitempty"`
	Detail      string     `json:"detail,omitempty"`
	NextAt      *time.Time `json:"next_at,omitempty"`
	Attempt     int        `json:"attempt"`
	PayloadHash string     `json:"payload_hash,omitempty"`
	RemoteID    string     `json:"remote_id,omitempty"`
	Address     string     `json:"address,omitempty"`
	SentAt      *time.Time `json:"sent_at,omitempty"`
	ConfirmedAt *time.Time `json:"confirmed_at,omitempty"`
}

func (c *Console) recordOf(d delivery.Listed) record {
	return record{ID: d.ID, Article: d.Article, Lang: d.Lang, Title: d.Title, Channel: d.Channel, ChannelName: d.ChannelName, ChannelKind: d.ChannelKind,
		Intent: string(d.Intent), DueAt: instant(d.DueAt), State: string(d.State), Reason: string(d.Reason), Detail: c.say(d.Detail), NextAt: instant(d.NextAt),
		Attempt: d.Attempt, PayloadHash: d.PayloadHash, RemoteID: d.Receipt.RemoteID, Address: d.Receipt.Address, SentAt: instant(d.SentAt), ConfirmedAt: instant(d.ConfirmedAt)}
}

// Act is a decision about a delivery.
type Act func(ctx context.Context, actor right.Actor, id string) (delivery.Delivery, error)

// Retry has deliveries sent again.
func (c *Console) Retry(ctx context.Context, ids []string) error {
	return c.each(ctx, ids, c.o.Desk.Retry)
}

// Check has destinations looked at again.
func (c *Console) Check(ctx context.Context, ids []string) error {
	return c.each(ctx, ids, c.o.Desk.Check)
}

// Wait has posts go on waiting for the portal's copy, that a person was asked about.
func (c *Console) Wait(ctx context.Context, ids []string) error {
	return c.each(ctx, ids, c.o.Desk.Wait)
}

// Cancel takes deliveries off the plan of which nothing left.
func (c *Console) Cancel(ctx context.Context, ids []string) error {
	return c.each(ctx, ids, c.o.Desk.Cancel)
}

// MarkSent records that a post is at its destination; the address may be empty.
func (c *Console) MarkSent(ctx context.Context, id, address string) error {
	return c.each(ctx, []string{id}, func(ctx context.Context, actor right.Actor, id string) (delivery.Delivery, error) {
		return c.o.Desk.MarkSent(ctx, actor, id, address)
	})
}

// outcome is what an act came to, for programs.
type outcome struct {
	ID     string `json:"id"`
	State  string `json:"state,omitempty"`
	Reason string `json:"reason,omitempty"`
	Error  string `json:"error,omitempty"`
}

// each acts on one delivery after the other; one that refuses keeps no other from its turn,
// and what refused is the error at the end.
func (c *Console) each(ctx context.Context, ids []string, act Act) error {
	ctx = c.signed(ctx)
	var refused []error
	outcomes := make([]outcome, 0, len(ids))
	for _, id := range ids {
		done, err := act(ctx, c.actor, id)
		one := outcome{ID: id, State: string(done.State), Reason: string(done.Reason)}
		if err != nil {
			one = outcome{ID: id, Error: Sentence(err, c.o.Lang)}
			refused = append(refused, errors.New(id+": "+one.Error))
		} else if !c.o.JSON {
			if err := c.print("%s: %s", "%s: %s", id, c.say(done.State.Words())); err != nil {
				return err
			}
		}
		outcomes = append(outcomes, one)
	}
	if c.o.JSON {
		refused = append(refused, c.json(outcomes))
	}
	return errors.Join(refused...)
}

// Sentence puts an error into words of a language, "vi" or "en": a fault with its places.
func Sentence(err error, lang string) string {
	e, ok := fault.As(err)
	if !ok {
		return err.Error()
	}
	text := e.Detail.In(lang)
	if text == "" {
		text = e.Code.Definition().Title.In(lang)
	}
	for _, f := range e.Fields {
		text += fmt.Sprintf(" (%s: %s)", strings.TrimPrefix(f.Pointer, "/"), f.Detail.In(lang))
	}
	return text
}
