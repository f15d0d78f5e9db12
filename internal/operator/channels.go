package operator

import (
	"context"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/channel"
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
	Health      string     `json:"health,omitempty"`
	CheckedAt   *time.Time `json:"checked_at,omitempty"`
}

func recordOfChannel(one channel.Channel) channelRecord {
	return channelRecord{ID: one.ID, Name: one.Name, Kind: one.Kind, Unit: one.Unit, Lang: one.Lang, Paused: one.Paused, PauseReason: one.PauseReason,
		Hold: string(one.Hold), ParkedUntil: instant(one.ParkedUntil), Health: string(one.Health.Class), CheckedAt: instant(one.CheckedAt)}
}

// ListChannels shows every channel and what keeps it still.
func (c *Console) ListChannels(ctx context.Context) error {
	all, err := c.o.Channels.List(ctx, c.actor)
	if err != nil {
		return err
	}
	records, rows := make([]channelRecord, len(all)), make([][]string, len(all))
	for i, one := range all {
		records[i] = recordOfChannel(one)
		rows[i] = []string{one.ID, one.Name, one.Kind, one.Lang, c.still(one)}
	}
	if c.o.JSON {
		return c.json(records)
	}
	return c.table([]fault.Text{fault.T("mã", "id"), fault.T("kênh", "channel"), fault.T("loại", "kind"), fault.T("nn", "lang"), fault.T("tình trạng", "state")}, rows)
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
		return c.json(recordOfChannel(done))
	}
	return c.print("%s: %s", "%s: %s", done.Name, c.still(done))
}
