// Package ledger stores the record of acts, the stream of events with their seals, and
// idempotency keys.
package ledger

import (
	"encoding/json"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/store"
)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any {
	return []any{&recordRow{}, &eventRow{}, &sealRow{}, &checkpointRow{}, &leaseRow{}, &keyRow{}, &metaRow{}}
}

type recordRow struct {
	ID         string `gorm:"primaryKey"`
	At         int64
	Actor      string
	OnBehalf   string
	Action     string
	ObjectKind string
	ObjectID   string
	BeforeHash string
	AfterHash  string
	Detail     string
	Refused    bool
	Times      int
	LastAt     int64
	RequestID  string
	Personal   *string
	Salt       *string
	Digest     string
	Number     *int64
}

func (recordRow) TableName() string { return "audit" }

type eventRow struct {
	ID         string `gorm:"primaryKey"`
	At         int64
	Kind       string
	ArticleID  string
	EditionID  string
	DeliveryID string
	ChannelID  string
	UnitCode   string
	Data       string
	Actor      string
	Number     *int64
}

func (eventRow) TableName() string { return "event" }

type sealRow struct {
	Stream   string `gorm:"primaryKey"`
	Number   int64  `gorm:"primaryKey;autoIncrement:false"`
	RowID    string
	PrevHash string
	Hash     string
	SealedAt int64
}

func (sealRow) TableName() string { return "seal" }

type checkpointRow struct {
	Number int64 `gorm:"primaryKey;autoIncrement:false"`
	Hash   string
	ActID  string
	MadeAt int64
}

func (checkpointRow) TableName() string { return "audit_checkpoint" }

type leaseRow struct {
	Name    string `gorm:"primaryKey"`
	Token   string
	UntilAt int64
}

func (leaseRow) TableName() string { return "lease" }

type metaRow struct {
	Name  string `gorm:"primaryKey"`
	Value string
}

func (metaRow) TableName() string { return "meta" }

func newRecordRow(r audit.Record) (recordRow, error) {
	personal, err := json.Marshal(r.Personal)
	if err != nil {
		return recordRow{}, err
	}
	text := string(personal)
	return recordRow{
		ID: r.ID, At: r.At.UnixMicro(), LastAt: r.LastAt.UnixMicro(), Times: r.Times,
		Actor: r.Actor, OnBehalf: r.OnBehalf, Action: r.Action, ObjectKind: r.Object.Kind, ObjectID: r.Object.ID,
		BeforeHash: r.Before, AfterHash: r.After, Detail: r.DetailJSON, Refused: r.Refused, RequestID: r.RequestID,
		Personal: &text, Salt: &r.Salt, Digest: r.Digest,
	}, nil
}

func (r recordRow) record() (audit.Record, error) {
	record := audit.Record{
		ID: r.ID, At: store.Instant(r.At), LastAt: store.Instant(r.LastAt), Times: r.Times,
		Entry: audit.Entry{Actor: r.Actor, OnBehalf: r.OnBehalf, Action: r.Action,
			Object: audit.Object{Kind: r.ObjectKind, ID: r.ObjectID}, Before: r.BeforeHash, After: r.AfterHash, Refused: r.Refused},
		RequestID: r.RequestID, DetailJSON: r.Detail, Digest: r.Digest, Number: zeroIfNil(r.Number),
	}
	if r.Salt != nil {
		record.Salt = *r.Salt
	}
	if r.Personal == nil {
		return record, nil
	}
	return record, json.Unmarshal([]byte(*r.Personal), &record.Personal)
}

func newEventRow(o audit.Occurrence) eventRow {
	return eventRow{ID: o.ID, At: o.At.UnixMicro(), Kind: o.Kind, ArticleID: o.Article, EditionID: o.Edition,
		DeliveryID: o.Delivery, ChannelID: o.Channel, UnitCode: o.Unit, Data: o.DataJSON, Actor: o.Actor}
}

func (r eventRow) occurrence() audit.Occurrence {
	return audit.Occurrence{ID: r.ID, At: store.Instant(r.At), DataJSON: r.Data, Number: zeroIfNil(r.Number),
		Event: audit.Event{Kind: r.Kind, Article: r.ArticleID, Edition: r.EditionID, Delivery: r.DeliveryID,
			Channel: r.ChannelID, Unit: r.UnitCode, Actor: r.Actor}}
}

func zeroIfNil(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}
