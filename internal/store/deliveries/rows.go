// Package deliveries stores deliveries and their attempts, hands out due ones, and shows
// the public what is published.
package deliveries

import (
	"encoding/json"
	"fmt"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/store"
)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any { return []any{&deliveryRow{}, &attemptRow{}, &exchangeRow{}} }

type deliveryRow struct {
	ID           string `gorm:"primaryKey"`
	EditionID    string
	ReleaseID    string
	ChannelID    string
	Intent       string
	Round        int
	Seq          int
	DependsOn    *string
	OffsetUsec   int64
	Priority     int
	CreatedBy    string
	CreatedAt    int64 `gorm:"autoCreateTime:false"`
	DueAt        int64
	Wall         string
	Zone         string
	NextAt       *int64
	Task         string
	State        string
	Reason       string
	DetailVI     string `gorm:"column:detail_vi"`
	DetailEN     string `gorm:"column:detail_en"`
	LeaseToken   string
	LeaseUntil   *int64
	Attempt      int
	Spared       int
	Payload      []byte
	PayloadHash  string
	ChosenID     string
	Progress     string
	Handle       string
	FirstDoubtAt *int64
	MaybeAt      *int64
	Looks        int
	Misses       int
	Notice       string
	RemoteID     string
	Address      string
	SentAt       *int64
	ConfirmedAt  *int64
	UpdatedAt    int64 `gorm:"autoUpdateTime:false"`
	WaitsFrom    *int64
	PortalWaived bool
	Alone        bool
}

func (deliveryRow) TableName() string { return "delivery" }

func newDeliveryRow(d delivery.Delivery) (deliveryRow, error) {
	progress, err := json.Marshal(d.Progress)
	if err != nil {
		return deliveryRow{}, fmt.Errorf("progress of delivery %s: %w", d.ID, err)
	}
	row := deliveryRow{
		ID: d.ID, EditionID: d.Edition, ReleaseID: d.Release, ChannelID: d.Channel, Intent: string(d.Intent), Round: d.Round, Seq: d.Seq,
		OffsetUsec: d.Offset.Microseconds(), Priority: d.Priority, CreatedBy: d.CreatedBy, CreatedAt: d.CreatedAt.UnixMicro(),
		DueAt: d.DueAt.UnixMicro(), Wall: d.Wall, Zone: d.Zone, NextAt: store.Micros(d.NextAt), Task: string(d.Task), State: string(d.State),
		Reason: string(d.Reason), DetailVI: d.Detail.VI, DetailEN: d.Detail.EN, LeaseToken: d.LeaseToken, LeaseUntil: store.Micros(d.LeaseUntil),
		Attempt: d.Attempt, Spared: d.Spared, Payload: d.Payload, PayloadHash: d.PayloadHash, ChosenID: d.ChosenID, Progress: string(progress), Handle: d.Handle,
		FirstDoubtAt: store.Micros(d.FirstDoubtAt), MaybeAt: store.Micros(d.MaybeAt), Looks: d.Looks, Misses: d.Misses, Notice: d.Notice, RemoteID: d.Receipt.RemoteID, Address: d.Receipt.Address,
		SentAt: store.Micros(d.SentAt), ConfirmedAt: store.Micros(d.ConfirmedAt), UpdatedAt: d.UpdatedAt.UnixMicro(),
		WaitsFrom: store.Micros(d.WaitsFrom), PortalWaived: d.PortalWaived, Alone: d.Alone,
	}
	if d.DependsOn != "" {
		row.DependsOn = &d.DependsOn
	}
	return row, nil
}

func (r deliveryRow) delivery() (delivery.Delivery, error) {
	d := delivery.Delivery{
		ID: r.ID, Edition: r.EditionID, Release: r.ReleaseID, Channel: r.ChannelID, Intent: connector.Intent(r.Intent), Round: r.Round, Seq: r.Seq,
		Offset: store.Duration(r.OffsetUsec), Priority: r.Priority, CreatedBy: r.CreatedBy, CreatedAt: store.Instant(r.CreatedAt),
		DueAt: store.Instant(r.DueAt), Wall: r.Wall, Zone: r.Zone, NextAt: store.InstantOf(r.NextAt), Task: delivery.Task(r.Task),
		State: delivery.State(r.State), Reason: delivery.Reason(r.Reason), Detail: fault.T(r.DetailVI, r.DetailEN),
		LeaseToken: r.LeaseToken, LeaseUntil: store.InstantOf(r.LeaseUntil), Attempt: r.Attempt, Spared: r.Spared, Payload: r.Payload, PayloadHash: r.PayloadHash,
		ChosenID: r.ChosenID, Handle: r.Handle, FirstDoubtAt: store.InstantOf(r.FirstDoubtAt), MaybeAt: store.InstantOf(r.MaybeAt), Looks: r.Looks, Misses: r.Misses, Notice: r.Notice,
		Receipt: connector.Receipt{RemoteID: r.RemoteID, Address: r.Address},
		SentAt:  store.InstantOf(r.SentAt), ConfirmedAt: store.InstantOf(r.ConfirmedAt), UpdatedAt: store.Instant(r.UpdatedAt),
		WaitsFrom: store.InstantOf(r.WaitsFrom), PortalWaived: r.PortalWaived, Alone: r.Alone,
	}
	if r.DependsOn != nil {
		d.DependsOn = *r.DependsOn
	}
	if err := json.Unmarshal([]byte(r.Progress), &d.Progress); err != nil {
		return delivery.Delivery{}, fmt.Errorf("progress of delivery %s: %w", r.ID, err)
	}
	return d, nil
}

func readDeliveries(rows []deliveryRow) ([]delivery.Delivery, error) {
	all := make([]delivery.Delivery, len(rows))
	for i, row := range rows {
		var err error
		if all[i], err = row.delivery(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

type attemptRow struct {
	ID         string `gorm:"primaryKey"`
	DeliveryID string
	Number     int
	Task       string
	Instance   string
	StartedAt  int64
	SendingAt  *int64
	FinishedAt *int64
	Class      string
	Reason     string
	DetailVI   string `gorm:"column:detail_vi"`
	DetailEN   string `gorm:"column:detail_en"`
	Exchanges  int
}

func (attemptRow) TableName() string { return "attempt" }

func newAttemptRow(a delivery.Attempt) attemptRow {
	return attemptRow{ID: a.ID, DeliveryID: a.Delivery, Number: a.Number, Task: string(a.Task), Instance: a.Instance,
		StartedAt: a.StartAt.UnixMicro(), SendingAt: store.Micros(a.SendingAt), FinishedAt: store.Micros(a.FinishedAt),
		Class: string(a.Class), Reason: a.Reason, DetailVI: a.Detail.VI, DetailEN: a.Detail.EN, Exchanges: a.Exchanges}
}

func (r attemptRow) attempt() delivery.Attempt {
	return delivery.Attempt{ID: r.ID, Delivery: r.DeliveryID, Number: r.Number, Task: delivery.Task(r.Task), Instance: r.Instance,
		StartAt: store.Instant(r.StartedAt), SendingAt: store.InstantOf(r.SendingAt), FinishedAt: store.InstantOf(r.FinishedAt),
		Class: connector.Class(r.Class), Reason: r.Reason, Detail: fault.T(r.DetailVI, r.DetailEN), Exchanges: r.Exchanges}
}
