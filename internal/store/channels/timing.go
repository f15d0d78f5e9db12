package channels

import (
	"context"
	"encoding/json"
	"time"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/timetable"
)

// What the column breaker says.
const (
	breakerClosed = "closed"
	breakerOpen   = "open"
)

// hoursDocument is the column quiet_hours.
type hoursDocument struct {
	Zone  string          `json:"zone"`
	Quiet []quietDocument `json:"quiet"`
}

type quietDocument struct {
	From string   `json:"from"`
	To   string   `json:"to"`
	Days []string `json:"days,omitempty"`
}

// slotDocument is one of the column slots.
type slotDocument struct {
	Cron string `json:"cron"`
	Zone string `json:"zone"`
}

// time writes a timing into the row.
func (r *channelRow) time(t channel.Timing) error {
	r.RateUsec, r.Burst, r.GraceUsec = t.Rate.Every.Microseconds(), t.Rate.Burst, t.Grace.Microseconds()
	r.KeepsClosedDays, r.DistanceUsec, r.OffsetUsec = t.KeepsClosedDays, t.Distance.Microseconds(), t.Offset.Microseconds()
	r.AfterPortal, r.PortalPatienceUsec, r.DryRun = string(t.AfterPortal), t.PortalPatience.Microseconds(), t.DryRun
	if len(t.Hours.Quiet) > 0 {
		hours := hoursDocument{Zone: t.Hours.Zone}
		for _, q := range t.Hours.Quiet {
			hours.Quiet = append(hours.Quiet, quietDocument(q))
		}
		document, err := json.Marshal(hours)
		if err != nil {
			return err
		}
		r.QuietHours = string(document)
	}
	if len(t.Slots) == 0 {
		return nil
	}
	slots := make([]slotDocument, len(t.Slots))
	for i, s := range t.Slots {
		slots[i] = slotDocument(s)
	}
	document, err := json.Marshal(slots)
	r.Slots = string(document)
	return err
}

func (r channelRow) timing() (channel.Timing, error) {
	micros := func(n int64) time.Duration { return time.Duration(n) * time.Microsecond }
	t := channel.Timing{Rate: channel.Rate{Every: micros(r.RateUsec), Burst: r.Burst}, Grace: micros(r.GraceUsec), KeepsClosedDays: r.KeepsClosedDays,
		Distance: micros(r.DistanceUsec), AfterPortal: channel.AfterPortal(r.AfterPortal), PortalPatience: micros(r.PortalPatienceUsec),
		Offset: micros(r.OffsetUsec), DryRun: r.DryRun}
	if r.QuietHours != "" {
		var hours hoursDocument
		if err := json.Unmarshal([]byte(r.QuietHours), &hours); err != nil {
			return channel.Timing{}, err
		}
		t.Hours.Zone = hours.Zone
		for _, q := range hours.Quiet {
			t.Hours.Quiet = append(t.Hours.Quiet, timetable.Quiet(q))
		}
	}
	if r.Slots == "" {
		return t, nil
	}
	var slots []slotDocument
	if err := json.Unmarshal([]byte(r.Slots), &slots); err != nil {
		return channel.Timing{}, err
	}
	for _, s := range slots {
		t.Slots = append(t.Slots, timetable.Slot(s))
	}
	return t, nil
}

func (r channelRow) rest() channel.Rest {
	return channel.Rest{Closing: timetable.Closing{From: store.InstantOf(r.ClosedFrom), Until: store.InstantOf(r.ClosedUntil)},
		Ended: timetable.Closing{From: store.InstantOf(r.RestedFrom), Until: store.InstantOf(r.OpenedAt)}}
}

// Resting implements [channel.Calendar].
func (s *Store) Resting(ctx context.Context) ([]channel.Channel, error) {
	return s.list(ctx, " WHERE channel.quiet_hours <> '' OR channel.keeps_closed_days OR channel.closed_until IS NOT NULL OR channel.opened_at IS NOT NULL")
}

// SaveRest implements [channel.Calendar].
func (s *Store) SaveRest(ctx context.Context, id string, version int, r channel.Rest) error {
	const save = "UPDATE channel SET closed_from = ?, closed_until = ?, rested_from = ?, opened_at = ? WHERE id = ? AND version = ?"
	return store.Translate(s.db.Write(ctx).Exec(save, store.Micros(r.Closing.From), store.Micros(r.Closing.Until), store.Micros(r.Ended.From), store.Micros(r.Ended.Until),
		id, version).Error)
}

// ForgetRate implements [channel.Store].
func (s *Store) ForgetRate(ctx context.Context, id string) error {
	return store.Found(s.db.Write(ctx).Exec("UPDATE channel SET tat = 0 WHERE id = ?", id), noChannel())
}

// SaveBreaker implements [channel.Store].
func (s *Store) SaveBreaker(ctx context.Context, id string, b channel.Breaker) error {
	word := breakerClosed
	if b.Open() {
		word = breakerOpen
	}
	const save = "UPDATE channel SET breaker = ?, breaker_failures = ?, breaker_until = ? WHERE id = ?"
	return store.Found(s.db.Write(ctx).Exec(save, word, b.Failures, store.Micros(b.Until), id), noChannel())
}

type closedDayRow struct {
	Day       string `gorm:"primaryKey"`
	Effect    string
	NameVI    string `gorm:"column:name_vi"`
	NameEN    string `gorm:"column:name_en"`
	CreatedBy string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
}

func (closedDayRow) TableName() string { return "closed_day" }

// ClosedDays implements [channel.Calendar].
func (s *Store) ClosedDays(ctx context.Context) ([]channel.ClosedDay, error) {
	var rows []closedDayRow
	if err := s.db.Read(ctx).Order("day").Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	days := make([]channel.ClosedDay, len(rows))
	for i, r := range rows {
		days[i] = channel.ClosedDay{Day: timetable.Day{Date: r.Day, Effect: timetable.Effect(r.Effect), Name: fault.T(r.NameVI, r.NameEN)},
			CreatedBy: r.CreatedBy, CreatedAt: store.Instant(r.CreatedAt)}
	}
	return days, nil
}

// AddClosedDay implements [channel.Calendar].
func (s *Store) AddClosedDay(ctx context.Context, d channel.ClosedDay) error {
	row := closedDayRow{Day: d.Date, Effect: string(d.Effect), NameVI: d.Name.VI, NameEN: d.Name.EN, CreatedBy: d.CreatedBy, CreatedAt: d.CreatedAt.UnixMicro()}
	return store.Translate(s.db.Write(ctx).Create(&row).Error)
}

// RemoveClosedDay implements [channel.Calendar].
func (s *Store) RemoveClosedDay(ctx context.Context, date string) error {
	return store.Found(s.db.Write(ctx).Where("day = ?", date).Delete(&closedDayRow{}), fault.T("Không có ngày nghỉ này.", "There is no such closed day."))
}
