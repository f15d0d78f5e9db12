package operator

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
)

// channel finds a channel by its id, or by its name, capital letters or not.
func (c *Console) channel(ctx context.Context, given string) (channel.Channel, error) {
	all, err := c.o.Channels.List(ctx, c.actor)
	if err != nil {
		return channel.Channel{}, err
	}
	for _, one := range all {
		if one.ID == given || strings.EqualFold(one.Name, strings.TrimSpace(given)) {
			return one, nil
		}
	}
	return channel.Channel{}, fault.New(fault.NotFound, fault.Tf("Không có kênh %q; lantoa channels list liệt kê các kênh.", "There is no channel %q; `lantoa channels list` lists them.", given))
}

// channelRecord is a channel for programs, in the words of the API.
type channelRecord struct {
	ID          string     `json:"id"`
	Name        string     `json:"name"`
	Kind        string     `json:"kind"`
	Unit        string     `json:"unit,omitempty"`
	Lang        string     `json:"lang,omitempty"`
	Paused      bool       `json:"paused"`
	PauseReason string     `json:"pause_reason,omitempty"`
	Hold        string     `json:"hold,omitempty"`
	ParkedUntil *time.Time `json:"parked_until,omitempty"`
	CutOffUntil *time.Time `json:"cut_off_until,omitempty"`
	RestsUntil  *time.Time `json:"rests_until,omitempty"`
	DryRun      bool       `json:"dry_run,omitempty"`
	Due         int        `json:"due_in_30_days,omitempty"`
	OnTime      int        `json:"on_time_in_30_days,omitempty"`
	Health      string     `json:"health,omitempty"`
	CheckedAt   *time.Time `json:"checked_at,omitempty"`
}

func (c *Console) recordOfChannel(one channel.Channel) channelRecord {
	record := channelRecord{ID: one.ID, Name: one.Name, Kind: one.Kind, Unit: one.Unit, Lang: one.Lang, Paused: one.Paused, PauseReason: one.PauseReason,
		Hold: string(one.Hold), ParkedUntil: instant(one.ParkedUntil), CutOffUntil: instant(one.Breaker.Until), DryRun: one.DryRun, Health: string(one.Health.Class), CheckedAt: instant(one.CheckedAt)}
	if one.Rest.Closing.Covers(c.o.Now()) {
		record.RestsUntil = instant(one.Rest.Closing.Until)
	}
	return record
}

// ListChannels shows every channel and what keeps it still.
func (c *Console) ListChannels(ctx context.Context) error {
	all, err := c.o.Channels.List(ctx, c.actor)
	if err != nil {
		return err
	}
	kept, err := c.o.Desk.Punctuality(ctx, c.actor)
	if err != nil {
		return err
	}
	records, rows := make([]channelRecord, len(all)), make([][]string, len(all))
	for i, one := range all {
		p := kept[one.ID]
		records[i] = c.recordOfChannel(one)
		records[i].Due, records[i].OnTime = p.Due, p.OnTime
		rows[i] = []string{one.ID, one.Name, one.Kind, one.Lang, onTime(p), c.still(one)}
	}
	if c.o.JSON {
		return c.json(records)
	}
	return c.table([]fault.Text{fault.T("mã", "id"), fault.T("kênh", "channel"), fault.T("loại", "kind"), fault.T("nn", "lang"), fault.T("đúng giờ", "on time"), fault.T("tình trạng", "state")}, rows)
}

// onTime is the share of publications of the last thirty days that were out within a minute.
func onTime(p delivery.Punctuality) string {
	if p.Due == 0 {
		return "–"
	}
	return fmt.Sprintf("%d/%d (%.0f %%)", p.OnTime, p.Due, 100*float64(p.OnTime)/float64(p.Due))
}

// still says what keeps a channel still.
func (c *Console) still(one channel.Channel) string {
	var reasons []string
	if one.Paused {
		reasons = append(reasons, c.say(fault.T("Tạm dừng: "+one.PauseReason, "Paused: "+one.PauseReason)))
	}
	if one.Hold != channel.NoHold {
		reasons = append(reasons, c.say(one.HoldWords()))
	}
	if one.ParkedUntil.After(c.o.Now()) {
		reasons = append(reasons, c.say(fault.T("Nơi nhận bảo chờ đến ", "The destination asked to wait until "))+c.at(one.ParkedUntil))
	}
	if one.Breaker.Open() {
		reasons = append(reasons, c.say(fault.Tf("Bị ngắt sau %d lần không trả lời, thử lại lúc ", "Cut off after %d tries without an answer, probed at ", one.Breaker.Failures))+c.at(one.Breaker.Until))
	}
	if one.Rest.Closing.Covers(c.o.Now()) {
		reasons = append(reasons, c.say(fault.T("Nghỉ đến ", "Rests until "))+c.at(one.Rest.Closing.Until))
	}
	if one.DryRun {
		reasons = append(reasons, c.say(fault.T("Chạy thử: không gửi gì", "Dry run: nothing is sent")))
	}
	if len(reasons) == 0 {
		return c.say(fault.T("Đang chạy", "Running"))
	}
	return strings.Join(reasons, " ")
}

// Pause keeps a channel still until it is resumed; the reason is for those who wait.
func (c *Console) Pause(ctx context.Context, given, reason string) error {
	return c.onChannel(ctx, given, func(ctx context.Context, id string) (channel.Channel, error) {
		return c.o.Channels.Pause(ctx, c.actor, id, reason)
	})
}

// Resume lets a channel go on.
func (c *Console) Resume(ctx context.Context, given string) error {
	return c.onChannel(ctx, given, func(ctx context.Context, id string) (channel.Channel, error) {
		return c.o.Channels.Resume(ctx, c.actor, id)
	})
}

func (c *Console) onChannel(ctx context.Context, given string, act func(ctx context.Context, id string) (channel.Channel, error)) error {
	found, err := c.channel(ctx, given)
	if err != nil {
		return err
	}
	done, err := act(c.signed(ctx), found.ID)
	if err != nil {
		return err
	}
	if c.o.JSON {
		return c.json(c.recordOfChannel(done))
	}
	return c.print("%s: %s", "%s: %s", done.Name, c.still(done))
}
